//! `flowtilla worker`: a daemon that claims executions and drives browsers, any number of them, against given servers.

use std::collections::BTreeMap;

use anyhow::Context;
use flowtilla_shared::{blob::Blobs, config::Setting, live::Live, queue::Queue, store::Store};
use flowtilla_worker::Shutdown;

use crate::{
    cli::Globals,
    exit::{Exit, Failure},
    settings,
    signals::Signals,
    stack::worker_options,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  DATABASE_URL=postgres://… REDIS_URL=redis://… flowtilla worker --concurrency 4

SIGTERM or Ctrl-C: takes nothing new and finishes what runs, for at most the drain time-out; a second signal hands it back at once.
Secrets of flows come from FLOWTILLA_SECRET_<NAME> in this process' environment.")]
pub struct Args {
    /// Flows to run at once [default: from cores and memory]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    concurrency: Option<u16>,
    /// How long running flows may take to end after SIGTERM [default: 30s]
    #[arg(long, value_name = "TIME")]
    drain_timeout: Option<String>,
    /// Name that people see [default: the host's name]
    #[arg(long)]
    name: Option<String>,
}

impl Args {
    /// Works until a signal.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let mut flags = Vec::new();
        if let Some(concurrency) = self.concurrency {
            flags.push(Setting::flag("--concurrency", "worker.concurrency", i64::from(concurrency)));
        }
        if let Some(time) = self.drain_timeout {
            flags.push(Setting::flag("--drain-timeout", "worker.drain_timeout", time));
        }
        if let Some(name) = self.name {
            flags.push(Setting::flag("--name", "worker.name", name));
        }
        let mut config = settings::start(globals, flags, false, None)?.config;
        settings::need_servers(&config)?;
        if config.storage.dir.as_os_str().is_empty() {
            config.storage.dir = settings::default_data_dir()?;
        }
        settings::runtime()?.block_on(async {
            let signals = Signals::listen()?;
            let store = Store::connect(&config.database).await.context("Postgres cannot be reached")?;
            settings::need_schema(&store, false).await?;
            let queue = Queue::connect(&config.redis).await.context("Redis cannot be reached")?;
            let live = Live::connect(&config.redis).await.context("Redis cannot be reached")?;
            let blobs = Blobs::open(config.storage.dir.join("artifacts"))?;
            let shutdown = Shutdown { drain: signals.stop.clone(), now: signals.now.clone() };
            flowtilla_worker::run(worker_options(config, BTreeMap::new())?, store, queue, live, blobs, shutdown)
                .await?;
            Ok(Exit::Passed)
        })
    }
}
