//! `flowtilla api`: the API server, any number of them, against given servers.

use std::net::SocketAddr;

use anyhow::Context;
use flowtilla_api::ApiOptions;
use flowtilla_shared::{blob::Blobs, config::Setting, live::Live, queue::Queue, store::Store};
use tokio::net::TcpListener;

use crate::{
    cli::Globals,
    exit::{Exit, Failure},
    settings,
    signals::Signals,
    stack::reachable,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  DATABASE_URL=postgres://… REDIS_URL=redis://… flowtilla api --listen 0.0.0.0:8000")]
pub struct Args {
    /// Address to listen on; port 0 picks a free one [default: 127.0.0.1:8000]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Bring the database's schema up to date first
    #[arg(long)]
    migrate: bool,
}

impl Args {
    /// Serves until a signal.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let flags = self.listen.map(|listen| Setting::flag("--listen", "api.listen", listen.to_string()));
        let mut config = settings::start(globals, flags.into_iter().collect(), false, None)?.config;
        settings::need_servers(&config)?;
        if config.storage.dir.as_os_str().is_empty() {
            config.storage.dir = settings::default_data_dir()?;
        }
        settings::runtime()?.block_on(async {
            let signals = Signals::listen()?;
            let store = Store::connect(&config.database).await.context("Postgres cannot be reached")?;
            settings::need_schema(&store, self.migrate).await?;
            let queue = Queue::connect(&config.redis).await.context("Redis cannot be reached")?;
            let live = Live::connect(&config.redis).await.context("Redis cannot be reached")?;
            let blobs = Blobs::open(config.storage.dir.join("artifacts"))?;
            let listener = TcpListener::bind(config.api.listen)
                .await
                .with_context(|| format!("{} cannot be listened on", config.api.listen))?;
            anstream::println!("http://{}", reachable(listener.local_addr()?));
            let options = ApiOptions { config, dev: false, demo: None };
            tokio::select! {
                served = flowtilla_api::serve(options, listener, store, queue, live, blobs, signals.stop.clone()) => served?,
                () = signals.now.cancelled() => {}
            }
            Ok(Exit::Passed)
        })
    }
}
