//! `flowtilla version`.

use serde_json::json;

use crate::exit::{Exit, Failure};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Prints the version.
    pub fn run(self) -> Result<Exit, Failure> {
        let version = env!("CARGO_PKG_VERSION");
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        if self.json {
            anstream::println!("{}", json!({ "name": "flowtilla", "version": version, "os": os, "arch": arch }));
        } else {
            anstream::println!("flowtilla {version} ({os} {arch})");
        }
        Ok(Exit::Passed)
    }
}
