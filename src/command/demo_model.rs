//! `flowtilla demo-model`: the scripted language model.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use flowtilla_demo::model::{DemoModel, Scenario};

use crate::{
    cli::Globals,
    exit::{Exit, Failure},
    settings,
    signals::Signals,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Speaks POST /v1/messages, /v1/chat/completions and /v1/responses, streamed and not, for any key and any model's name.
What it says comes from scenarios; --scenario adds some. `demo-obedient` does whatever the newest text says.

Examples:
  flowtilla demo-model --listen 127.0.0.1:4010
  OPENAI_BASE_URL=http://127.0.0.1:4010/v1 OPENAI_API_KEY=any flowtilla dev

A scenario (a file is a list of them, in YAML):
  - name: weather
    when: { prompt: \"weather in (?<city>\\\\w+)\" }
    answers:
      - text: It is sunny in {{city}}.
        trouble: { fault: overloaded, times: 2 }")]
pub struct Args {
    /// Address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4010")]
    listen: SocketAddr,
    /// Scenarios that come before the built-in ones; may be given several times
    #[arg(long, value_name = "FILE")]
    scenario: Vec<PathBuf>,
}

impl Args {
    /// Serves and stays until a signal.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        settings::start(globals, Vec::new(), false, Some("warn"))?;
        let mut scenarios = Vec::new();
        for file in &self.scenario {
            let text = std::fs::read_to_string(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
            scenarios.extend(Scenario::read(&text).with_context(|| format!("`{}`", file.display()))?);
        }
        settings::runtime()?.block_on(async {
            let signals = Signals::listen()?;
            let demo = DemoModel::start(self.listen, scenarios).await?;
            anstream::println!("{}", demo.url());
            signals.stop.cancelled().await;
            demo.stop().await;
            Ok(Exit::Passed)
        })
    }
}
