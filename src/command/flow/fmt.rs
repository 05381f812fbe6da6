//! `flowtilla flow fmt`: the long form, as YAML.

use std::path::PathBuf;

use flowtilla_shared::domain::flow::{to_yaml, with_comments};

use super::{
    snippet,
    source::{self, FlowFile},
};
use crate::exit::{Exit, Failure, usage};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  flowtilla flow fmt flow.yaml              print the long form
  flowtilla flow fmt flows/*.yaml --check   exit code 2 when a file would change
Comments stay with the step or field they stand above or behind. Formatting twice changes nothing.")]
pub struct Args {
    /// Files, directories, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the files instead of printing
    #[arg(long, conflicts_with = "check")]
    write: bool,
    /// Only tell which files would change
    #[arg(long)]
    check: bool,
}

impl Args {
    /// Formats the files; nothing is written when one of them has errors.
    pub fn run(self) -> Result<Exit, Failure> {
        let files = source::read(&self.files)?;
        let mut formatted = Vec::new();
        let mut wrong = false;
        for file in &files {
            for problem in file.flows.iter().flat_map(|flow| flow.errors()) {
                anstream::eprintln!("{}", snippet::render(file, problem));
                wrong = true;
            }
            let flows: Vec<String> = file.flows.iter().filter_map(|flow| flow.flow.as_ref()).map(to_yaml).collect();
            let text = flows.join("---\n");
            formatted.push(if is_json(file) { Some(text) } else { with_comments(&file.text, &text) });
        }
        if wrong {
            return Ok(Exit::Usage);
        }
        let mut exit = Exit::Passed;
        for (index, (file, text)) in files.iter().zip(formatted).enumerate() {
            let Some(text) = text else {
                anstream::eprintln!("{}: left alone, its comments would be lost", file.name);
                continue;
            };
            if self.check {
                if file.text != text {
                    anstream::println!("{}", file.name);
                    exit = Exit::Usage;
                }
            } else if self.write {
                write(file, &text)?;
            } else {
                anstream::print!("{}{text}", if index > 0 { "---\n" } else { "" });
            }
        }
        Ok(exit)
    }
}

/// Without comments by its format.
fn is_json(file: &FlowFile) -> bool {
    file.path.as_ref().and_then(|path| path.extension()).is_some_and(|ending| ending == "json")
        || file.text.trim_start().starts_with('{')
}

fn write(file: &FlowFile, text: &str) -> Result<(), Failure> {
    let Some(path) = &file.path else {
        anstream::print!("{text}");
        return Ok(());
    };
    if file.text == text {
        return Ok(());
    }
    if is_json(file) {
        return Err(usage!("`{}` is JSON; --write writes YAML", file.name));
    }
    std::fs::write(path, text)?;
    anstream::println!("{}", file.name);
    Ok(())
}
