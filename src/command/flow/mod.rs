//! `flowtilla flow …`: what can be done with flow files without running them.

#[expect(clippy::wildcard_enum_match_arm, reason = "JSON has no more kinds of values to come")]
mod export;
mod fmt;
#[expect(clippy::wildcard_enum_match_arm, reason = "what is not known of another tool's file is left out, and told")]
mod import;
mod lint;
pub mod snippet;
pub mod source;

use clap::Subcommand;
use flowtilla_shared::domain::flow;

use crate::exit::{Exit, Failure};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check flow files; exit code 2 when one has errors
    Lint(lint::Args),
    /// Write flows in long form, as the API returns them
    Fmt(fmt::Args),
    /// Write flows as tests of another tool
    Export(export::Args),
    /// Read tests of another tool as flows
    Import(import::Args),
    /// Print the JSON Schema of a flow, for editors
    #[command(
        after_help = "Example, for editors with the YAML language server: put this in the first line of a flow\n  # yaml-language-server: $schema=flow.schema.json"
    )]
    Schema,
    /// Print all steps, targets and matchers, as Markdown
    Reference,
}

impl Command {
    /// Carries it out.
    pub fn run(self) -> Result<Exit, Failure> {
        match self {
            Self::Lint(args) => args.run(),
            Self::Fmt(args) => args.run(),
            Self::Export(args) => args.run(),
            Self::Import(args) => args.run(),
            Self::Schema => {
                anstream::println!("{}", serde_json::to_string_pretty(&flow::schema())?);
                Ok(Exit::Passed)
            }
            Self::Reference => {
                anstream::print!("{}", flow::reference_markdown());
                Ok(Exit::Passed)
            }
        }
    }
}
