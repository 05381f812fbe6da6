//! `flowtilla flow export --to playwright`: a flow as a TypeScript test that runs without us.
//!
//! The vocabulary that both sides share is written out; what Playwright has no word for stays a comment in its place, is told on
//! standard error, and makes the test a `fixme`, so that nothing passes because it was left out.

mod expectations;
mod locators;
mod steps;
mod structure;
mod values;
mod writer;

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use flowtilla_shared::domain::flow::Flow;

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
  flowtilla flow export --to playwright flows/ --dir e2e       one `….spec.ts` for each file

In the test, `PARAM_USER=ada` sets the param `user`, and `FLOWTILLA_SECRET_PIN` is the secret `pin`.
Exit codes: 0 everything was exported, 1 something was not (the tests are written, and say where), 2 a flow has errors.")]
pub struct Args {
    /// Files, directories, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Format,
    /// Write files here instead of printing
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// What flows can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// TypeScript for @playwright/test
    Playwright,
}

/// One exported file.
pub(super) struct Exported {
    pub text: String,
    /// Where and what could not be said.
    pub left_out: Vec<String>,
}

impl Args {
    /// Writes the tests; nothing is written when a flow has errors.
    pub fn run(self) -> Result<Exit, Failure> {
        let Format::Playwright = self.to;
        let files = source::read(&self.files)?;
        let mut wrong = false;
        for (file, problem) in files.iter().flat_map(|file| file.flows.iter().flat_map(move |flow| flow.errors().map(move |p| (file, p)))) {
            anstream::eprintln!("{}", snippet::render(file, problem));
            wrong = true;
        }
        if wrong {
            return Ok(Exit::Usage);
        }
        let mut exit = Exit::Passed;
        for file in &files {
            let exported = export(file, &files);
            for line in &exported.left_out {
                anstream::eprintln!("{}: not exported: {line}", file.name);
                exit = Exit::Failed;
            }
            match &self.dir {
                None => anstream::print!("{}", exported.text),
                Some(dir) => {
                    fs::create_dir_all(dir).map_err(|cause| usage!("`{}` cannot be made: {cause}", dir.display()))?;
                    let path = dir.join(format!("{}.spec.ts", stem(file)));
                    fs::write(&path, &exported.text)
                        .map_err(|cause| usage!("`{}` cannot be written: {cause}", path.display()))?;
                    anstream::println!("{}", path.display());
                }
            }
        }
        Ok(exit)
    }
}

/// All flows of one file; `others` are looked through for flows that they run.
fn export(file: &FlowFile, others: &[FlowFile]) -> Exported {
    let mut writer = Writer::new(&file.name, others);
    for flow in file.flows.iter().filter_map(|checked| checked.flow.as_ref()) {
        writer.test(flow);
    }
    writer.finish()
}

/// The flow that a `run_flow` of `file` names: by name among all files, or by the path beside the file.
fn named<'a>(name: &str, file: &str, others: &'a [FlowFile]) -> Option<&'a Flow> {
    let beside = Path::new(file).parent().unwrap_or(Path::new("")).join(name);
    let by_path = others.iter().find(|other| Path::new(&other.name) == beside).and_then(|other| other.flows.first());
    let all = || others.iter().flat_map(|other| &other.flows);
    let by_name = || all().find(|checked| checked.flow.as_ref().is_some_and(|flow| flow.name == name));
    by_path.or_else(by_name)?.flow.as_ref()
}

fn stem(file: &FlowFile) -> String {
    let stem = file.path.as_deref().and_then(Path::file_stem).and_then(|stem| stem.to_str());
    stem.unwrap_or("flow").to_owned()
}
