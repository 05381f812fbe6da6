//! `flowtilla flow export --to playwright`: a flow as a TypeScript test that runs without us.
//!
//! The vocabulary that both sides share is written out. What Playwright has no word for is an error with its place; with
//! `--allow-partial` it stays a comment and makes the test a `fixme`, so that nothing passes because it was left out.

mod browser;
mod data;
mod elements;
mod expectations;
mod gap;
mod input;
mod locators;
mod network;
mod pages;
mod prelude;
mod steps;
mod structure;
mod values;
mod writer;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use flowtilla_shared::domain::flow::{Flow, Problem, Severity};
use serde_json::Value;

use self::writer::Writer;
use super::{
    snippet,
    source::{self, FlowFile},
};
use crate::exit::{Exit, Failure, usage};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  flowtilla flow export --to playwright flow.yaml              print the test
  flowtilla flow export --to playwright flows/ --out e2e       one `….spec.ts` for each file

In the test, `PARAM_USER=ada` sets the param `user`, and `FLOWTILLA_SECRET_PIN` is the secret `pin`.
Exit codes: 0 exported, 2 a flow has errors, or steps that Playwright has no word for (nothing is written then).")]
pub struct Args {
    /// Files, directories, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Format,
    /// Write files here instead of printing
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Leave out what Playwright has no word for: a comment in its place, and the test is a `test.fixme`
    #[arg(long)]
    allow_partial: bool,
}

/// What flows can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// TypeScript for @playwright/test
    Playwright,
}

/// One exported file.
pub(super) struct Exported<'a> {
    pub text: String,
    pub missing: Vec<Missing<'a>>,
}

/// Something that could not be written, and where it stands.
pub(super) struct Missing<'a> {
    file: &'a FlowFile,
    path: String,
    what: String,
    line: u32,
    column: u32,
}

impl std::fmt::Display for Missing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}: {}", self.file.name, self.line, self.column, self.path, self.what)
    }
}

impl Args {
    /// Writes the tests; nothing is written when a flow has errors, or when something is missing that may not be.
    pub fn run(self) -> Result<Exit, Failure> {
        let Format::Playwright = self.to;
        let files = source::read(&self.files)?;
        let count = files.len();
        let files = with_borrowed(files)?;
        let mut wrong = false;
        for file in &files {
            for problem in file.flows.iter().flat_map(|flow| flow.errors()) {
                anstream::eprintln!("{}", snippet::render(file, problem));
                wrong = true;
            }
        }
        if wrong {
            return Ok(Exit::Usage);
        }
        let mut stems = BTreeSet::new();
        let exported: Vec<_> =
            files[..count].iter().map(|file| (free_stem(file, &mut stems), export(file, &files))).collect();
        for missing in exported.iter().flat_map(|(_, exported)| &exported.missing) {
            let severity = if self.allow_partial { Severity::Warning } else { Severity::Error };
            anstream::eprintln!("{}", snippet::render(missing.file, &missing.problem(severity)));
            wrong = true;
        }
        if wrong && !self.allow_partial {
            anstream::eprintln!("nothing was written; `--allow-partial` leaves such steps out");
            return Ok(Exit::Usage);
        }
        let Some(dir) = &self.out else {
            exported.iter().for_each(|(_, exported)| anstream::print!("{}", exported.text));
            return Ok(Exit::Passed);
        };
        fs::create_dir_all(dir).map_err(|cause| usage!("`{}` cannot be made: {cause}", dir.display()))?;
        for (stem, exported) in &exported {
            let path = dir.join(format!("{stem}.spec.ts"));
            fs::write(&path, &exported.text)
                .map_err(|cause| usage!("`{}` cannot be written: {cause}", path.display()))?;
            anstream::println!("{}", path.display());
        }
        Ok(Exit::Passed)
    }
}

impl Missing<'_> {
    fn problem(&self, severity: Severity) -> Problem {
        Problem {
            path: self.path.clone(),
            line: self.line,
            column: self.column,
            message: format!("{}.", self.what),
            severity,
            code: "not-exportable".into(),
        }
    }
}

/// All flows of one file; `files` are looked through for flows that they run.
fn export<'a>(file: &'a FlowFile, files: &'a [FlowFile]) -> Exported<'a> {
    let mut writer = Writer::new(file, files);
    for (index, checked) in file.flows.iter().enumerate() {
        if let Some(flow) = &checked.flow {
            writer.test(flow, index);
        }
    }
    writer.finish()
}

/// The files, and behind them those that a `run_flow` of any of them names by its path.
fn with_borrowed(mut files: Vec<FlowFile>) -> Result<Vec<FlowFile>, Failure> {
    let mut known: BTreeSet<PathBuf> = files.iter().map(|file| PathBuf::from(&file.name)).collect();
    let mut at = 0;
    while at < files.len() {
        let mut named = Vec::new();
        for flow in files[at].flows.iter().filter_map(|checked| checked.flow.as_ref()) {
            [&flow.setup, &flow.steps, &flow.teardown].into_iter().flatten().for_each(|step| visit(step, &mut named));
        }
        for name in named {
            let path = beside(&files[at].name, &name);
            if path.extension().is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|known| ending == *known))
                && path.is_file()
                && known.insert(path.clone())
            {
                files.push(FlowFile::read(&path)?);
            }
        }
        at += 1;
    }
    Ok(files)
}

fn visit(value: &Value, named: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if map.get("type").is_some_and(|kind| kind == "run_flow") {
                named.extend(map.get("flow").and_then(Value::as_str).map(str::to_owned));
            }
            map.values().for_each(|value| visit(value, named));
        }
        Value::Array(items) => items.iter().for_each(|value| visit(value, named)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn beside(file: &str, name: &str) -> PathBuf {
    Path::new(file).parent().unwrap_or(Path::new("")).join(name)
}

/// The flow that a `run_flow` in `file` names, with its file and its place there: by the path beside the file, or by name.
fn named<'a>(name: &str, file: &str, files: &'a [FlowFile]) -> Option<(&'a FlowFile, usize, &'a Flow)> {
    let by_path = files
        .iter()
        .filter(|other| Path::new(&other.name) == beside(file, name))
        .find_map(|other| Some((other, 0, other.flows.first()?.flow.as_ref()?)));
    let mut all = files.iter().flat_map(|other| {
        other.flows.iter().enumerate().filter_map(move |(index, checked)| Some((other, index, checked.flow.as_ref()?)))
    });
    by_path.or_else(|| all.find(|(_, _, flow)| flow.name == name))
}

fn free_stem(file: &FlowFile, taken: &mut BTreeSet<String>) -> String {
    let stem = file.path.as_deref().and_then(Path::file_stem).and_then(|stem| stem.to_str()).unwrap_or("flow");
    let (mut free, mut n) = (stem.to_owned(), 1);
    while !taken.insert(free.clone()) {
        n += 1;
        free = format!("{stem}-{n}");
    }
    free
}
