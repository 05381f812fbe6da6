//! The cases as they are written, and what they cover.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use flowtilla_shared::domain::flow::{self, Vocabulary};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Time for a step that is to fail. Long enough for a first look on a busy machine.
pub const FAILS_WITHIN_MS: u64 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    Passes,
    Fails,
}

/// A file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    #[serde(skip)]
    pub name: String,
    /// What cannot fail by itself, and why. `step`, or `expect.<what is said>`.
    #[serde(default)]
    pub cannot_fail: BTreeMap<String, String>,
    /// Flows for `run_flow`.
    #[serde(default)]
    pub stored: Vec<Value>,
    pub cases: Vec<Case>,
}

/// A page, steps that pass on it, and steps each of which fails on it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    /// HTML; it lies at a path of its own, where the flows begin.
    #[serde(default)]
    pub page: String,
    /// More pages, by path.
    #[serde(default)]
    pub pages: BTreeMap<String, String>,
    /// Where the flows begin instead; an empty one: nowhere.
    #[serde(default)]
    pub start: Option<String>,
    /// More fields of the documents.
    #[serde(default)]
    pub flow: Map<String, Value>,
    #[serde(default)]
    pub passes: Vec<Value>,
    /// Done before the failures.
    #[serde(default)]
    pub before: Vec<Value>,
    #[serde(default)]
    pub fails: Vec<Value>,
    /// So many failures in one flow, at most.
    #[serde(default = "several")]
    pub at_once: usize,
    /// Steps whose failure shows in a later step: the case shows them failing, too.
    #[serde(default)]
    pub shows: Vec<String>,
}

fn several() -> usize {
    6
}

impl Case {
    /// The path of its page.
    pub fn path(&self, group: &str) -> String {
        let slug: String = self.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("/{group}/{slug}")
    }
}

impl Group {
    /// Pages by path.
    pub fn pages(&self) -> Vec<(String, String)> {
        let own = self.cases.iter().map(|case| (case.path(&self.name), case.page.clone()));
        let more = self.cases.iter().flat_map(|case| case.pages.clone());
        own.chain(more).collect()
    }
}

/// Every group of a folder, by name.
pub fn read(folder: &Path) -> Vec<Group> {
    let mut groups = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut group: Group = serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        for flow in &mut group.stored {
            *flow = crate::runner_kit::long_form(flow.take());
        }
        group.name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        groups.push(group);
    }
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups
}

/// What the grammar says against the steps of a case.
pub fn refused(case: &Case, problems: &[flow::Problem], steps: &Value) -> String {
    let errors = problems.iter().filter(|problem| problem.is_error());
    let lines: Vec<String> = errors.map(|problem| format!("  {problem}")).collect();
    format!("`{}` is no flow:\n{}\n  in {steps}", case.name, lines.join("\n"))
}

/// Steps in long form.
fn long(case: &Case, steps: &[Value]) -> Result<Value, String> {
    if steps.is_empty() {
        return Ok(json!([]));
    }
    let mut text = json!({ "name": case.name, "start_url": "{site}/", "steps": steps }).to_string();
    for name in ["{site}", "{other}", "{net}", "{net_other}", "{closed}"] {
        text = text.replace(name, "http://site.test");
    }
    let mut document: Value = serde_json::from_str(&text).unwrap();
    for (name, value) in case.flow.iter().filter(|(name, _)| *name == "params") {
        document[name] = value.clone();
    }
    let checked = flow::check_value(&document);
    match checked.flow {
        Some(read) => Ok(serde_json::to_value(read).unwrap()["steps"].take()),
        None => Err(refused(case, &checked.problems, &document["steps"])),
    }
}

/// What the steps use: `click`, `expect.text`, `to.visible`, `by.role`.
fn used(value: &Value, vocabulary: &Vocabulary, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| used(item, vocabulary, found)),
        Value::Object(fields) => {
            let own = fields.get("type").and_then(Value::as_str);
            if let Some(step) = own.filter(|step| vocabulary.steps.contains(step)) {
                found.insert(step.to_owned());
            }
            let asserts = own == Some("expect")
                || (own.is_none() && (fields.contains_key("target") || fields.contains_key("var")));
            for (name, inner) in fields {
                if asserts && vocabulary.assertions.contains(&name.as_str()) {
                    found.insert(format!("expect.{name}"));
                }
                if let (true, "to", Some(state)) = (asserts, name.as_str(), inner.as_str()) {
                    found.insert(format!("to.{state}"));
                }
                if is_target(name) {
                    located(inner, vocabulary, found);
                }
                used(inner, vocabulary, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Fields that hold targets.
fn is_target(name: &str) -> bool {
    const HELD: &[&str] = &["target", "pane", "from", "mask", "inside", "overlaps", "focus_order", "any_of"];
    const NARROWING: &[&str] =
        &["within", "has", "has_not", "and", "or", "near", "above", "below", "left_of", "right_of", "frame"];
    HELD.contains(&name) || NARROWING.contains(&name)
}

fn located(target: &Value, vocabulary: &Vocabulary, found: &mut BTreeSet<String>) {
    match target {
        Value::Array(items) => items.iter().for_each(|item| located(item, vocabulary, found)),
        Value::Object(fields) => {
            let names = fields.keys().map(String::as_str);
            let known = |name: &&str| vocabulary.strategies.contains(name) || vocabulary.narrowings.contains(name);
            found.extend(names.filter(known).map(|name| format!("by.{name}")));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What no case shows passing, and what no case shows failing.
pub fn missing(groups: &[Group], vocabulary: &Vocabulary) -> Vec<String> {
    let mut all: Vec<String> = vocabulary.steps.iter().map(ToString::to_string).collect();
    all.extend(vocabulary.assertions.iter().map(|name| format!("expect.{name}")));
    all.extend(vocabulary.states.iter().map(|name| format!("to.{name}")));
    all.extend(vocabulary.strategies.iter().chain(&vocabulary.narrowings).map(|name| format!("by.{name}")));
    let (mut passing, mut failing) = (BTreeSet::new(), BTreeSet::new());
    let mut cannot: BTreeMap<&str, &str> = BTreeMap::new();
    let mut wrong = Vec::new();
    for group in groups {
        cannot.extend(group.cannot_fail.iter().map(|(name, why)| (name.as_str(), why.as_str())));
        group.stored.iter().for_each(|flow| used(flow, vocabulary, &mut passing));
        for case in &group.cases {
            let mut prepared = BTreeSet::new();
            let halves = [(&case.passes, &mut passing), (&case.fails, &mut failing), (&case.before, &mut prepared)];
            for (steps, found) in halves {
                match long(case, steps) {
                    Ok(steps) => used(&steps, vocabulary, found),
                    Err(why) => wrong.push(why),
                }
            }
            for name in &case.shows {
                if !prepared.contains(name) {
                    wrong.push(format!(
                        "{}: `{}` shows `{name}`, but has no such step in `before`",
                        group.name, case.name
                    ));
                }
                failing.insert(name.clone());
            }
        }
    }
    for name in &all {
        if !passing.contains(name) {
            wrong.push(format!("{name}: how it passes"));
        }
        if !failing.contains(name) && !cannot.contains_key(name.as_str()) {
            wrong.push(format!("{name}: how it fails (or say in `cannot_fail` why it cannot)"));
        }
    }
    let unknown = cannot.keys().filter(|name| !all.iter().any(|known| known == *name));
    wrong.extend(unknown.map(|name| format!("{name}: it stands in `cannot_fail`, and the grammar has no such thing")));
    wrong
}
