//! `flowtilla flow import`: tests of other tools as flows.
//!
//! Reads projects of Selenium IDE (`.side`) and what Playwright's codegen prints (`.ts`, `.js`). What has no step in a flow stays a
//! `comment` step in its place, and is told with its line on standard error.

mod codegen;
mod script;
mod selenium;

use std::{
    fs,
    path::{Path, PathBuf},
};

use flowtilla_shared::domain::flow::{self, to_yaml};
use serde_json::{Map, Value, json};

use crate::exit::{Exit, Failure, usage};

/// Bytes of one file, at most.
const MOST: u64 = 16 << 20;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  flowtilla flow import project.side --out flows
  npx playwright codegen --target playwright-test -o test.spec.ts URL && flowtilla flow import test.spec.ts

Exit codes: 0 everything was imported, 1 something was not (the flows are written, and say where), 2 a file is neither.")]
pub struct Args {
    /// Files of Selenium IDE (`.side`) or Playwright codegen (`.ts`, `.js`)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write a file for each flow here instead of printing all
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// What a file came to.
#[derive(Debug, Default)]
pub(super) struct Imported {
    pub flows: Vec<Map<String, Value>>,
    /// Line (0: unknown) and what could not be said.
    pub left_out: Vec<(usize, String)>,
}

impl Args {
    /// Reads all files; nothing is written when one cannot be read.
    pub fn run(self) -> Result<Exit, Failure> {
        let mut exit = Exit::Passed;
        let mut flows = Vec::new();
        for path in &self.files {
            let imported = read(path)?;
            for (line, what) in &imported.left_out {
                let line = if *line > 0 { format!(":{line}") } else { String::new() };
                anstream::eprintln!("{}{line}: not imported: {what}", path.display());
                exit = Exit::Failed;
            }
            for document in imported.flows {
                flows.push(checked(document, path)?);
            }
        }
        if let Some(dir) = &self.out {
            fs::create_dir_all(dir).map_err(|cause| usage!("`{}` cannot be made: {cause}", dir.display()))?;
        }
        let mut taken = std::collections::BTreeSet::new();
        for (number, (name, yaml)) in flows.iter().enumerate() {
            match &self.out {
                None => anstream::print!("{}{yaml}", if number > 0 { "---\n" } else { "" }),
                Some(dir) => {
                    let path = dir.join(free(&mut taken, &stem(name)));
                    fs::write(&path, yaml)
                        .map_err(|cause| usage!("`{}` cannot be written: {cause}", path.display()))?;
                    anstream::println!("{}", path.display());
                }
            }
        }
        Ok(exit)
    }
}

fn read(path: &Path) -> Result<Imported, Failure> {
    let shown = path.display();
    let cannot = |cause: std::io::Error| usage!("`{shown}` cannot be read: {cause}");
    if fs::metadata(path).map_err(cannot)?.len() > MOST {
        return Err(usage!("`{shown}` is larger than {} MiB", MOST >> 20));
    }
    let text = fs::read_to_string(path).map_err(cannot)?;
    let imported = match path.extension().and_then(|ending| ending.to_str()) {
        Some("side") => selenium::read(&text).map_err(|why| usage!("`{shown}`: {why}"))?,
        Some("ts" | "js" | "mts" | "mjs" | "cts" | "cjs") => codegen::read(&text),
        _ => {
            return Err(usage!(
                "`{shown}` is neither a `.side` file of Selenium IDE nor a `.ts` or `.js` test of Playwright"
            ));
        }
    };
    if imported.flows.is_empty() {
        return Err(usage!("`{shown}` has no test in it"));
    }
    Ok(imported)
}

/// The name, and the flow as YAML: what we wrote is read as any other flow is.
fn checked(document: Map<String, Value>, path: &Path) -> Result<(String, String), Failure> {
    let checked = flow::check_value(&Value::Object(document));
    match &checked.flow {
        Some(flow) => Ok((flow.name.clone(), to_yaml(flow))),
        None => {
            let problems: Vec<String> = checked.errors().map(ToString::to_string).collect();
            Err(usage!("`{}` could not be made a flow: {}", path.display(), problems.join("; ")))
        }
    }
}

/// A document around steps, which may be none.
pub(super) fn document(name: &str, start_url: Option<String>, mut steps: Vec<Value>) -> Map<String, Value> {
    if steps.is_empty() {
        steps.push(json!({ "type": "comment", "text": "the test was empty" }));
    }
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    let mut document = Map::new();
    document.insert("name".into(), json!(if name.is_empty() { "imported" } else { &name }));
    if let Some(url) = start_url {
        document.insert("start_url".into(), json!(url));
    }
    document.insert("steps".into(), Value::Array(steps));
    document
}

/// A literal text of another tool, in which `{{` is nothing special.
pub(super) fn literal(text: &str) -> String {
    text.replace("{{", "\\{{")
}

fn stem(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            stem.extend(c.to_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem: String = stem.trim_end_matches('-').chars().take(60).collect();
    if stem.is_empty() { "flow".into() } else { stem }
}

fn free(taken: &mut std::collections::BTreeSet<String>, stem: &str) -> String {
    let mut name = format!("{stem}.yaml");
    let mut n = 2;
    while !taken.insert(name.clone()) {
        name = format!("{stem}-{n}.yaml");
        n += 1;
    }
    name
}
