//! `flowtilla flow lint`.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{
    snippet::{self, Tally},
    source,
};
use crate::exit::{Exit, Failure};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  flowtilla flow lint flows/*.yaml
  flowtilla flow lint flows/ --strict --json
  cat flow.yaml | flowtilla flow lint -")]
pub struct Args {
    /// Files, directories, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Warnings count as errors
    #[arg(long)]
    strict: bool,
}

impl Args {
    /// Prints all problems of all files.
    pub fn run(self) -> Result<Exit, Failure> {
        let files = source::read(&self.files)?;
        let tally = Tally::of(&files);
        if self.json {
            let mut all = Vec::new();
            for file in &files {
                for problem in file.flows.iter().flat_map(|flow| &flow.problems) {
                    let mut value = json!(problem);
                    value["file"] = Value::String(file.name.clone());
                    all.push(value);
                }
            }
            anstream::println!("{}", serde_json::to_string_pretty(&all)?);
        } else {
            for file in &files {
                for problem in file.flows.iter().flat_map(|flow| &flow.problems) {
                    anstream::println!("{}", snippet::render(file, problem));
                }
            }
            let flows: usize = files.iter().map(|file| file.flows.len()).sum();
            anstream::eprintln!("{} in {flows} flow{}", tally, if flows == 1 { "" } else { "s" });
        }
        let bad = tally.errors > 0 || (self.strict && tally.warnings > 0);
        Ok(if bad { Exit::Usage } else { Exit::Passed })
    }
}
