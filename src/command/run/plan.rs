//! What is to be run: the flows of the files, as the server gets them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use flowtilla_shared::{
    config::Environment,
    domain::flow::{
        Checked, Flow,
        template::{self, Origin},
    },
};
use serde_json::{Map, Value};

use super::super::flow::{
    snippet::{self, Tally},
    source::{self, FlowFile},
};
use crate::exit::{Exit, Failure, usage};

/// One flow that is to be run.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The file it came from.
    pub source: String,
    pub name: String,
    /// Long form.
    pub document: Value,
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
            anstream::eprintln!("{tally} (`flowtilla flow lint` shows them)");
        }
        let mut plan = Self::default();
        for file in &files {
            for flow in file.flows.iter().filter_map(|checked| checked.flow.as_ref()) {
                if tags.is_empty() || tags.iter().any(|tag| flow.tags.contains(tag)) {
                    plan.add(file, flow)?;
                }
            }
        }
        if plan.flows.is_empty() {
            return Err(usage!("no flow has the tag {}; nothing was run", tags.join(" or ")));
        }
        Ok(plan)
    }

    fn add(&mut self, file: &FlowFile, flow: &Flow) -> Result<(), Failure> {
        let document = serde_json::to_value(flow)?;
        for reference in template::names(&document) {
            match reference.origin {
                Origin::Env => drop(self.env.insert(reference.name)),
                Origin::Secret => drop(self.secrets.insert(reference.name.to_ascii_lowercase())),
                Origin::Value | Origin::Random | Origin::Now => {}
            }
        }
        self.flows.push(Planned { source: file.name.clone(), name: flow.name.clone(), document });
        Ok(())
    }

    /// The values of `{{env.…}}` that the environment has.
    pub fn env_values(&self, environment: &Environment) -> Map<String, Value> {
        let found = self.env.iter().filter_map(|name| Some((name.clone(), environment.get(name)?.into())));
        found.collect()
    }
}

/// The flows that `run_flow` steps name by file, or by the name of a flow in the plan, as the server has to know them.
/// References by file become references by name, in the plan and in the flows that are returned.
///
/// # Errors
/// When a file cannot be read, has errors, holds several flows, or has the name of another one.
pub fn gather(plan: &mut Plan) -> Result<Vec<Value>, Failure> {
    let mut found: BTreeMap<String, Planned> = BTreeMap::new();
    let mut queue = plan.flows.clone();
    while let Some(flow) = queue.pop() {
        let mut references = Vec::new();
        visit(&flow.document, &mut |name| references.push(name.to_owned()));
        for name in references {
            let key = key_of(&flow.source, &name);
            if found.contains_key(&key) {
                continue;
            }
            let other = if is_file(&name) {
                read_one(&beside(&flow.source, &name), &flow.source)?
            } else if let Some(other) = plan.flows.iter().find(|other| other.name == name) {
                other.clone()
            } else {
                continue;
            };
            queue.push(other.clone());
            found.insert(key, other);
        }
    }
    let mut by_name: BTreeMap<&str, &Planned> = BTreeMap::new();
    for flow in found.values() {
        if let Some(other) = by_name.insert(&flow.name, flow).filter(|other| other.document != flow.document) {
            return Err(usage!(
                "`{}` and `{}` are both named \u{201c}{}\u{201d}; flows that others run need different names",
                other.source,
                flow.source,
                flow.name
            ));
        }
    }
    let names: BTreeMap<String, String> = found.iter().map(|(key, flow)| (key.clone(), flow.name.clone())).collect();
    let mut kept: Vec<Planned> = by_name.into_values().cloned().collect();
    for flow in plan.flows.iter_mut().chain(&mut kept) {
        rename(&mut flow.document, &flow.source, &names);
    }
    Ok(kept.into_iter().map(|flow| flow.document).collect())
}

/// Whether any flow names another one by file.
pub fn names_files(plan: &Plan) -> Option<String> {
    let mut file = None;
    for flow in &plan.flows {
        visit(&flow.document, &mut |name| {
            if is_file(name) {
                file.get_or_insert_with(|| name.to_owned());
            }
        });
    }
    file
}

/// Writes the names by which the server knows them in the place of the files.
fn rename(document: &mut Value, source: &str, names: &BTreeMap<String, String>) {
    match document {
        Value::Object(map) => {
            if map.get("type").and_then(Value::as_str) == Some("run_flow") {
                let known = map.get("flow").and_then(Value::as_str).and_then(|name| names.get(&key_of(source, name)));
                if let Some(name) = known.cloned() {
                    map.insert("flow".into(), Value::String(name));
                }
            }
            map.values_mut().for_each(|value| rename(value, source, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| rename(value, source, names)),
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

fn read_one(path: &Path, from: &str) -> Result<Planned, Failure> {
    let file = FlowFile::read(path).map_err(|failure| usage!("{from}: {failure}"))?;
    let errors: Vec<String> =
        file.flows.iter().flat_map(|flow| flow.errors()).map(|problem| snippet::render(&file, problem)).collect();
    match (file.flows.as_slice(), errors.is_empty()) {
        ([Checked { flow: Some(flow), .. }], true) => {
            Ok(Planned { source: file.name.clone(), name: flow.name.clone(), document: serde_json::to_value(flow)? })
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
