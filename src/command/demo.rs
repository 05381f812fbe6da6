//! `flowtilla demo`: the shop that the sample flows run on.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use flowtilla_demo::{Demo, DemoOptions};

use crate::{
    cli::Globals,
    exit::{Exit, Failure},
    settings,
    signals::Signals,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  flowtilla demo --listen 127.0.0.1:4000")]
pub struct Args {
    /// Address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4000")]
    listen: SocketAddr,
    /// Keep orders here instead of in a temporary folder
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Extra time that every page takes
    #[arg(long, value_name = "TIME", default_value = "0ms", value_parser = humantime::parse_duration)]
    latency: Duration,
}

impl Args {
    /// Opens the shop and stays until a signal.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        settings::start(globals, Vec::new(), false, Some("warn"))?;
        settings::runtime()?.block_on(async {
            let signals = Signals::listen()?;
            let demo = Demo::start(DemoOptions { listen: self.listen, data_dir: self.data_dir, latency: self.latency })
                .await?;
            anstream::println!("{}", demo.url());
            signals.stop.cancelled().await;
            demo.stop().await;
            Ok(Exit::Passed)
        })
    }
}
