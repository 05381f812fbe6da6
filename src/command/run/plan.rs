//! What is to be run: the flows of the files, as the server gets them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use flowtilla_shared::{
    config::Environment,
    domain::flow::{
        self, BrowserName, Checked, Flow,
        template::{self, Origin},
    },
};
use serde_json::{Map, Value};

use super::super::flow::{
    snippet::{self, Tally},
    source::{self, FlowFile},
};
use super::data;
use crate::exit::{Exit, Failure, usage};

/// One flow that is to be run.
#[derive(Clone, Debug, Default)]
pub struct Planned {
    /// The file it came from.
    pub source: String,
    pub name: String,
    pub tags: Vec<String>,
    /// Long form.
    pub document: Value,
    /// The lines of its steps in the file, by their path.
    pub lines: BTreeMap<String, u32>,
}

impl Planned {
    /// The line of a step in the file, or of what stands around it; the path is that of a step's result.
    pub fn line(&self, path: &str) -> u32 {
        let mut path = without_rounds(path);
        loop {
            if let Some(line) = self.lines.get(&path) {
                return *line;
            }
            match path.rfind(['.', '[']) {
                Some(end) => path.truncate(end),
                None => return self.lines.get("").copied().unwrap_or(1),
            }
        }
    }
}

/// `steps[2](1).steps[0]` without its `(1)`.
fn without_rounds(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '(' => inside = true,
            ')' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// All of them, and what they need from outside.
#[derive(Debug, Default)]
pub struct Plan {
    pub flows: Vec<Planned>,
    /// Names in `{{env.…}}`.
    pub env: BTreeSet<String>,
    /// Names in `{{secret.…}}`, in lower case.
    pub secrets: BTreeSet<String>,
}

impl Plan {
    /// Reads and checks the files. Errors in any of them are printed, and nothing is run.
    pub fn read(paths: &[PathBuf], tags: &[String]) -> Result<Self, Failure> {
        let files = source::read(paths)?;
        let tally = Tally::of(&files);
        for file in &files {
            for problem in file.flows.iter().flat_map(|flow| flow.errors()) {
                anstream::eprintln!("{}", snippet::render(file, problem));
            }
        }
        if tally.errors > 0 {
            return Err(Failure::with(Exit::Usage, anyhow::anyhow!("{tally}; nothing was run")));
        }
        if tally.warnings > 0 {
            let plural = if tally.warnings == 1 { "" } else { "s" };
            anstream::eprintln!("{} warning{plural}; `flowtilla flow lint` shows them", tally.warnings);
        }
        let mut plan = Self::default();
        for file in &files {
            let mut lines = flow::lines(&file.text, file.format()).into_iter();
            for checked in &file.flows {
                let lines = lines.next().unwrap_or_default();
                if let Some(flow) = &checked.flow
                    && (tags.is_empty() || tags.iter().any(|tag| flow.tags.contains(tag)))
                {
                    plan.add(file, flow, lines)?;
                }
            }
        }
        if plan.flows.is_empty() {
            return Err(usage!("no flow has the tag {}; nothing was run", tags.join(" or ")));
        }
        plan.count_needs();
        Ok(plan)
    }

    fn add(&mut self, file: &FlowFile, flow: &Flow, lines: BTreeMap<String, u32>) -> Result<(), Failure> {
        let mut document = serde_json::to_value(flow)?;
        if let Some(Value::String(name)) = &flow.data {
            document["data"] = data::rows(&beside(&file.name, name)).map_err(|e| usage!("{}: {e}", file.name))?;
        }
        self.flows.push(Planned {
            source: file.name.clone(),
            name: flow.name.clone(),
            tags: flow.tags.clone(),
            document,
            lines,
        });
        Ok(())
    }

    /// Looks again at what the flows need from outside.
    pub fn count_needs(&mut self) {
        self.env.clear();
        self.secrets.clear();
        for reference in self.flows.iter().flat_map(|flow| template::names(&flow.document)) {
            match reference.origin {
                Origin::Env => drop(self.env.insert(reference.name)),
                Origin::Secret | Origin::Totp => drop(self.secrets.insert(reference.name.to_ascii_lowercase())),
                Origin::Value | Origin::File | Origin::Random | Origin::Now => {}
            }
        }
    }

    /// The browsers that the flows want; `instead`, when there are any, are for all of them.
    pub fn browsers(&self, instead: &[BrowserName]) -> BTreeSet<BrowserName> {
        if !instead.is_empty() {
            return instead.iter().copied().collect();
        }
        let of = |flow: &Planned| serde_json::from_value(flow.document.get("browser")?.clone()).ok();
        self.flows.iter().map(|flow| of(flow).unwrap_or_default()).collect()
    }

    /// The values of `{{env.…}}` that the environment has.
    pub fn env_values(&self, environment: &Environment) -> Map<String, Value> {
        let found = self.env.iter().filter_map(|name| Some((name.clone(), environment.get(name)?.into())));
        found.collect()
    }
}

/// A flow that others run by `run_flow`.
#[derive(Debug)]
pub struct Borrowed {
    /// How [`with_ids`] finds it again.
    pub key: String,
    pub flow: Planned,
}

/// The flows that `run_flow` steps name by file, or by the name of a flow in the plan; each after those that it runs itself.
///
/// # Errors
/// When a file cannot be read, has errors or holds several flows, or when flows run each other in a circle.
pub fn borrowed(plan: &Plan) -> Result<Vec<Borrowed>, Failure> {
    let mut found = Vec::new();
    for flow in &plan.flows {
        follow(plan, flow, &mut Vec::new(), &mut found)?;
    }
    Ok(found)
}

fn follow(plan: &Plan, flow: &Planned, way: &mut Vec<String>, found: &mut Vec<Borrowed>) -> Result<(), Failure> {
    let mut references = Vec::new();
    visit(&flow.document, &mut |name| references.push(name.to_owned()));
    for name in references {
        let key = key_of(&flow.source, &name);
        if way.contains(&key) {
            return Err(usage!(
                "{}: `{name}` runs itself by `run_flow`, directly or by way of others; nothing was run",
                flow.source
            ));
        }
        if found.iter().any(|borrowed| borrowed.key == key) {
            continue;
        }
        let other = if is_file(&name) {
            read_one(&beside(&flow.source, &name), &flow.source)?
        } else if let Some(other) = plan.flows.iter().find(|other| other.name == name) {
            other.clone()
        } else {
            // the server may have it
            continue;
        };
        way.push(key.clone());
        follow(plan, &other, way, found)?;
        way.pop();
        found.push(Borrowed { key, flow: other });
    }
    Ok(())
}

/// The document with the ids of stored flows in the place of their names and files.
pub fn with_ids(flow: &Planned, ids: &BTreeMap<String, String>) -> Value {
    let mut document = flow.document.clone();
    rename(&mut document, &flow.source, ids);
    document
}

fn rename(document: &mut Value, source: &str, ids: &BTreeMap<String, String>) {
    match document {
        Value::Object(map) => {
            if map.get("type").and_then(Value::as_str) == Some("run_flow") {
                let id = map.get("flow").and_then(Value::as_str).and_then(|name| ids.get(&key_of(source, name)));
                if let Some(id) = id.cloned() {
                    map.insert("flow".into(), Value::String(id));
                }
            }
            map.values_mut().for_each(|value| rename(value, source, ids));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| rename(value, source, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn visit(value: &Value, see: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(map) => {
            if let (Some("run_flow"), Some(name)) =
                (map.get("type").and_then(Value::as_str), map.get("flow").and_then(Value::as_str))
            {
                see(name);
            }
            map.values().for_each(|value| visit(value, see));
        }
        Value::Array(items) => items.iter().for_each(|value| visit(value, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_file(name: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending)) && !name.contains("{{")
}

/// Files are told apart by their path, flows by their name.
fn key_of(source: &str, name: &str) -> String {
    if is_file(name) { beside(source, name).display().to_string() } else { name.to_owned() }
}

fn beside(source: &str, name: &str) -> PathBuf {
    Path::new(source).parent().unwrap_or(Path::new("")).join(name)
}

/// The one flow of a file that others need.
///
/// # Errors
/// When it cannot be read, has errors or holds several.
pub fn alone(path: &Path) -> Result<Planned, Failure> {
    read_one(path, "--profile")
}

fn read_one(path: &Path, from: &str) -> Result<Planned, Failure> {
    let file = FlowFile::read(path).map_err(|failure| usage!("{from}: {failure}"))?;
    let errors: Vec<String> =
        file.flows.iter().flat_map(|flow| flow.errors()).map(|problem| snippet::render(&file, problem)).collect();
    match (file.flows.as_slice(), errors.is_empty()) {
        ([Checked { flow: Some(flow), .. }], true) => {
            let document = serde_json::to_value(flow)?;
            Ok(Planned { source: file.name.clone(), name: flow.name.clone(), document, ..Planned::default() })
        }
        (_, true) => Err(usage!("{from}: `{}` must hold exactly one flow to be run by another", path.display())),
        (_, false) => {
            for error in errors {
                anstream::eprintln!("{error}");
            }
            Err(usage!("`{}`, which {from} runs, has errors; nothing was run", path.display()))
        }
    }
}
