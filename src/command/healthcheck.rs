//! `flowtilla healthcheck URL`: for containers without curl.

use std::time::Duration;

use anyhow::Context;

use crate::{
    exit::{Exit, Failure, usage},
    settings,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  flowtilla healthcheck http://127.0.0.1:8000/readyz")]
pub struct Args {
    url: url::Url,
    /// Longest wait for the answer
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = humantime::parse_duration)]
    timeout: Duration,
}

impl Args {
    /// Asks once.
    pub fn run(self) -> Result<Exit, Failure> {
        if !matches!(self.url.scheme(), "http" | "https") {
            return Err(usage!("`{}` is no http or https address", self.url));
        }
        settings::runtime()?.block_on(async {
            let client = reqwest::Client::builder().timeout(self.timeout).build()?;
            let answer =
                client.get(self.url.clone()).send().await.with_context(|| format!("{} does not answer", self.url))?;
            let status = answer.status();
            if status.is_success() {
                return Ok(Exit::Passed);
            }
            Err(anyhow::anyhow!("{} answers {status}", self.url).into())
        })
    }
}
