//! Warnings about flows that can run and will probably disappoint. [`CODES`] is the list of them.

mod codes;
mod reach;
mod secrets;
mod targets;

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

pub(crate) use self::codes::CODES;
use super::{
    BrowserName, Flow, browsers, near,
    problem::Problem,
    table::{self, Kind},
    template::{self, Origin, Part},
    tree::Place,
};

/// What is doubtful about a flow without errors; `places` says where its parts stand in the text.
pub(crate) fn lint(flow: &Flow, places: &HashMap<String, Place>, prefix: &str) -> Vec<Problem> {
    let mut lint = Lint {
        places,
        prefix,
        problems: Vec::new(),
        ids: HashMap::new(),
        known: BTreeSet::new(),
        used: BTreeSet::new(),
        set: Vec::new(),
        asserts: false,
        models: None,
        calls: false,
        browser: flow.browser.unwrap_or_default(),
    };
    lint.known.extend(flow.params.keys().cloned());
    if let Some(url) = &flow.start_url {
        lint.text(url, &lint.at("start_url"));
    }
    for (name, value) in &flow.params {
        let path = lint.at(&format!("params.{name}"));
        lint.any(value, &path);
        lint.param_secret(value, &path);
    }
    if let Some(rows) = &flow.data {
        lint.known
            .extend(rows.as_array().into_iter().flatten().filter_map(Value::as_object).flat_map(Map::keys).cloned());
        // the names in a file are not known here
        lint.calls |= rows.is_string();
    }
    if let Some(name) = &flow.data_name {
        lint.text(name, &lint.at("data_name"));
    }
    let calls = lint.calls;
    lint.steps(&flow.setup, &lint.at("setup"));
    lint.steps(&flow.steps, &lint.at("steps"));
    lint.steps(&flow.teardown, &lint.at("teardown"));
    let judged = lint.asserts || (lint.calls && !calls);
    if let Some(at) = lint.models.clone().filter(|_| !judged) {
        let message = "Nothing but a model's opinion says whether the flow did what it should, so its result is `unverified`. End it with an `expect`, or make it an `ai_task` with `done_when`.";
        lint.warn(&at, "unverified", message);
    } else if !judged {
        lint.warn(
            &lint.at("steps"),
            "no-assertion",
            "The flow expects nothing, so it passes as long as every step can be done. End it with an `expect`.",
        );
    }
    for name in flow.params.keys() {
        if !lint.used.contains(name) && !lint.calls {
            lint.warn(
                &lint.at(&format!("params.{name}")),
                "unused-param",
                &format!("The param `{name}` is not used in any step. Use `{{{{{name}}}}}`, or remove it."),
            );
        }
    }
    for (name, path) in std::mem::take(&mut lint.set) {
        if !lint.used.contains(&name) && !name.starts_with('_') && !lint.calls {
            let message = format!(
                "The variable `{name}` is set and never used. Expect something of it, use `{{{{{name}}}}}`, or begin its name with `_`."
            );
            lint.warn(&path, "unused-variable", &message);
        }
    }
    lint.problems
}

struct Lint<'a> {
    places: &'a HashMap<String, Place>,
    prefix: &'a str,
    problems: Vec<Problem>,
    /// Step ids and where they were first given.
    ids: HashMap<String, String>,
    /// Names that have a value at this point.
    known: BTreeSet<String>,
    used: BTreeSet<String>,
    /// Variables that steps set, and where.
    set: Vec<(String, String)>,
    asserts: bool,
    /// The first step that asks a model.
    models: Option<String>,
    /// Another flow runs inside, which may expect, use and set anything.
    calls: bool,
    browser: BrowserName,
}

impl Lint<'_> {
    fn at(&self, path: &str) -> String {
        if self.prefix.is_empty() { path.to_owned() } else { format!("{}.{path}", self.prefix) }
    }

    fn warn(&mut self, path: &str, code: &str, message: &str) {
        let at = self.place(path);
        self.problems.push(Problem::warning(path, at, code, message));
    }

    /// The place of a path, or of the nearest thing around it whose place is known.
    fn place(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(place) = self.places.get(path) {
                return *place;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return self.places.get("").copied().unwrap_or_default(),
            }
        }
    }

    fn steps(&mut self, steps: &[Value], path: &str) {
        self.reach(steps, path);
        for (index, step) in steps.iter().enumerate() {
            if let Some(step) = step.as_object() {
                self.step(step, &format!("{path}[{index}]"));
            }
        }
    }

    fn step(&mut self, step: &Map<String, Value>, path: &str) {
        let word = |name: &str| step.get(name).and_then(Value::as_str);
        let name = word("type").unwrap_or_default();
        self.manners(step, name, path);
        if let Some(id) = word("id") {
            if let Some(first) = self.ids.get(id) {
                let message = format!("The id `{id}` is also that of `{first}`. Give every step its own.");
                self.warn(&format!("{path}.id"), "duplicate-id", &message);
            } else {
                self.ids.insert(id.to_owned(), path.to_owned());
            }
        }
        if let Some(gap) = browsers::gap(self.browser, step) {
            let browser = self.browser.as_str();
            let message = format!(
                "{} cannot be had in {browser}, so `{name}` is refused there. Leave the step out, or run the flow in Chromium.",
                gap.feature
            );
            self.warn(path, browsers::CODE, &message);
        }
        let Some(row) = table::step_row(name) else { return };
        let looped: Vec<String> = match name {
            "for_each" | "times" => ["as", "index"].iter().filter_map(|field| word(field)).map(str::to_owned).collect(),
            "try" => vec![word("as").unwrap_or("error").to_owned()],
            _ => Vec::new(),
        };
        // the loop's list is read before its variable exists
        let mut fields: Vec<_> = step
            .iter()
            // what was recorded beside a step decides nothing
            .filter(|(key, _)| *key != "recorded")
            .filter_map(|(key, value)| Some((row.any_field(key)?, value)))
            .collect();
        fields.sort_by_key(|(field, _)| {
            (matches!(field.kind, Kind::Steps | Kind::MaybeSteps), order_of(row, field.name))
        });
        let fresh: Vec<String> = looped.into_iter().filter(|name| self.known.insert(name.clone())).collect();
        for (field, value) in fields {
            self.field(&field.kind, value, &format!("{path}.{}", field.name));
        }
        for name in fresh {
            self.known.remove(&name);
        }
        if name == "http_request"
            && let Some(Value::Object(saved)) = step.get("save")
        {
            self.known.extend(saved.keys().cloned());
        }
        if let Some(since) = word("since").filter(|id| name != "wait_email" && *id != "start" && !id.contains("{{"))
            && !self.ids.contains_key(since)
            && !self.calls
        {
            let message =
                format!("`since: {since}` names no earlier step. Give that step `id: {since}`, or write `start`.");
            self.warn(&format!("{path}.since"), "unknown-step", &message);
        }
        if let Some(var) = word("var").filter(|_| name != "expect") {
            self.known.insert(var.to_owned());
            if !self.set.iter().any(|(name, _)| name == var) {
                self.set.push((var.to_owned(), format!("{path}.var")));
            }
        }
    }

    /// What is doubtful about a step as a whole.
    fn manners(&mut self, step: &Map<String, Value>, name: &str, path: &str) {
        match name {
            "sleep" => self.warn(path, "sleep", "A fixed pause is too short on a bad day and too long on a good one. Wait for something that can be seen: `wait_for`, `wait_url` or `expect`."),
            "expect" | "ai_task" => self.asserts = true,
            "run_flow" => self.calls = true,
            "breakpoint" => self.warn(path, "breakpoint", "The flow stops here until a person lets it go on, so it cannot run by itself. Take the step out when you have seen enough; for a decision that belongs to the flow there is `approve`."),
            _ => {}
        }
        if step.get("force") == Some(&Value::Bool(true)) {
            let message = "`force` does it whether or not a person could: the element may be covered, moving or disabled. Wait for what is in the way to go.";
            self.warn(&format!("{path}.force"), "forced", message);
        }
        self.typed_secret(step, name, path);
        if name.starts_with("ai_") {
            self.models.get_or_insert_with(|| path.to_owned());
            self.secret_to_model(step, path);
        }
        let soft = step.get("soft") == Some(&Value::Bool(true));
        if soft && step.get("on_failure").and_then(Value::as_str) == Some("fail") {
            self.warn(
                path,
                "contradiction",
                "`soft: true` and `on_failure: fail` contradict each other; `soft` wins. Remove one.",
            );
        }
        if step.get("once") == Some(&Value::Bool(true)) && !acts(name) {
            let message = format!(
                "`once` has no effect on `{name}`, which does nothing to the site. Put it on the step that does."
            );
            self.warn(path, "pointless-once", &message);
        }
    }

    fn field(&mut self, kind: &Kind, value: &Value, path: &str) {
        match (kind, value) {
            (Kind::Steps | Kind::MaybeSteps, Value::Array(steps)) => self.steps(steps, path),
            (Kind::Code, Value::String(code)) => {
                if self.known.iter().any(|name| code.contains(&format!("{{{{{name}}}}}")))
                    || code.contains("{{secret.")
                    || code.contains("{{env.")
                {
                    self.warn(path, "value-in-script", "Values are not filled in inside a script. Hand them in: `args: { name: \"{{name}}\" }`, and read `args.name`.");
                }
            }
            (Kind::VariablePath, Value::String(name)) => self.name(name.split('.').next().unwrap_or(name), path),
            (Kind::Target, Value::Object(target)) => self.target(target, path),
            (Kind::Object(object), Value::Object(map)) => {
                for field in object.fields {
                    if let Some(value) = map.get(field.name) {
                        self.field(&field.kind, value, &format!("{path}.{}", field.name));
                    }
                }
            }
            (Kind::Frame, Value::Object(target)) => self.target(target, path),
            (Kind::Frame, Value::Array(targets)) => {
                for (index, target) in targets.iter().enumerate() {
                    self.field(&Kind::Target, target, &format!("{path}[{index}]"));
                }
            }
            (Kind::Many(inner), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.field(inner, item, &format!("{path}[{index}]"));
                }
            }
            (Kind::Condition, Value::Object(condition)) => {
                for field in table::EXPECT.fields {
                    if let Some(value) = condition.get(field.name) {
                        self.field(&field.kind, value, &format!("{path}.{}", field.name));
                    }
                }
            }
            _ => self.any(value, path),
        }
    }

    /// Looks for values in any JSON.
    fn any(&mut self, value: &Value, path: &str) {
        match value {
            Value::String(text) => self.text(text, path),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.any(item, &format!("{path}[{index}]"));
                }
            }
            Value::Object(map) => {
                for (name, item) in map {
                    self.any(item, &format!("{path}.{name}"));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str, path: &str) {
        for part in template::parse(text).unwrap_or_default() {
            if let Part::Value(reference) = part
                && reference.origin == Origin::Value
            {
                self.name(&reference.name, path);
            }
        }
    }

    /// A name that is used here.
    fn name(&mut self, name: &str, path: &str) {
        self.used.insert(name.to_owned());
        if self.known.contains(name) || self.calls || self.problems.len() > super::MAX_PROBLEMS {
            return;
        }
        let near = near::nearest(name, self.known.iter().map(String::as_str))
            .map(|near| format!(" Did you mean `{near}`?"))
            .unwrap_or_default();
        let message = format!(
            "`{name}` is no param and is not set by an earlier step.{near} Declare it under `params`, or give it when starting the flow."
        );
        self.warn(path, "unknown-value", &message);
    }
}

/// Whether a step of this type does something to the site.
fn acts(name: &str) -> bool {
    let example = table::step_row(name).and_then(|row| serde_json::from_str::<super::Step>(row.object.example).ok());
    example.is_none_or(|step| step.action.acts())
}

/// The place of a field in its row, so that what is set in `then` is known in `else`, and in `steps` in `finally`.
fn order_of(row: &table::Row, name: &str) -> usize {
    row.object.fields.iter().position(|field| field.name == name).unwrap_or(usize::MAX)
}
