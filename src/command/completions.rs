//! `flowtilla completions SHELL`.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{
    cli::Cli,
    exit::{Exit, Failure},
};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  flowtilla completions bash > /etc/bash_completion.d/flowtilla")]
pub struct Args {
    shell: Shell,
}

impl Args {
    /// Prints the script.
    pub fn run(self) -> Result<Exit, Failure> {
        clap_complete::generate(self.shell, &mut Cli::command(), "flowtilla", &mut std::io::stdout());
        Ok(Exit::Passed)
    }
}
