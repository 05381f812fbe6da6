//! `flowtilla flow fmt`: the long form, as YAML.

use std::path::PathBuf;

use flowtilla_shared::domain::flow::to_yaml;

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
Comments are not kept, so --write leaves files with comments alone.")]
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
            formatted.push(flows.join("---\n"));
        }
        if wrong {
            return Ok(Exit::Usage);
        }
        let mut exit = Exit::Passed;
        for (index, (file, text)) in files.iter().zip(formatted).enumerate() {
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

fn write(file: &FlowFile, text: &str) -> Result<(), Failure> {
    let Some(path) = &file.path else {
        anstream::print!("{text}");
        return Ok(());
    };
    if file.text == text {
        return Ok(());
    }
    if path.extension().is_some_and(|ending| ending == "json") {
        return Err(usage!("`{}` is JSON; --write writes YAML", file.name));
    }
    if file.text.lines().any(|line| line.trim_start().starts_with('#') || line.contains(" #")) {
        anstream::eprintln!("{}: left alone, its comments would be lost", file.name);
        return Ok(());
    }
    std::fs::write(path, text)?;
    anstream::println!("{}", file.name);
    Ok(())
}
