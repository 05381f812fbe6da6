//! `flowtilla dev`: everything in one process, for one person on one machine.

use std::{net::SocketAddr, path::PathBuf, time::Instant};

use flowtilla_demo::{Demo, DemoOptions};
use flowtilla_shared::config::{Config, Loaded, Origin, Setting};

use crate::{
    cli::Globals,
    exit::{Exit, Failure},
    settings,
    signals::Signals,
    stack::{Place, Stack, StackOptions},
};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  flowtilla dev                          data stays in /var/lib/flowtilla or ~/.local/share/flowtilla
  flowtilla dev --ephemeral --demo       throw-away data, and a shop to try flows on
  DATABASE_URL=postgres://… flowtilla dev    use this Postgres instead of starting one (REDIS_URL likewise)

The address is the only line on standard output. Ctrl-C ends running flows and stops; a second one stops at once.")]
pub struct Args {
    /// Address to listen on; port 0 picks a free one [default: 127.0.0.1:8000]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Keep nothing: data is in a temporary directory that is removed at the end
    #[arg(long, conflicts_with = "data_dir")]
    ephemeral: bool,
    /// Flows to run at once [default: 5]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    concurrency: Option<u16>,
    /// Where data is kept
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Open the demo shop as well, at a free port
    #[arg(long)]
    demo: bool,
}

impl Args {
    fn flags(&self) -> Vec<Setting> {
        let mut flags = Vec::new();
        if let Some(listen) = self.listen {
            flags.push(Setting::flag("--listen", "api.listen", listen.to_string()));
        }
        if let Some(concurrency) = self.concurrency {
            flags.push(Setting::flag("--concurrency", "worker.concurrency", i64::from(concurrency)));
        }
        if let Some(dir) = &self.data_dir {
            flags.push(Setting::flag("--data-dir", "storage.dir", dir.display().to_string()));
        }
        flags
    }

    /// Starts, prints the address, and stays until a signal.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let begun = Instant::now();
        let config = for_one_person(settings::start(globals, self.flags(), true, None)?);
        let place = match (self.ephemeral, config.storage.dir.as_os_str().is_empty()) {
            (true, _) => Place::Temporary,
            (false, true) => Place::Kept(settings::default_data_dir()?),
            (false, false) => Place::Kept(config.storage.dir.clone()),
        };
        settings::runtime()?.block_on(async {
            let signals = Signals::listen()?;
            let demo = if self.demo { Some(open_shop().await?) } else { None };
            let options = StackOptions { demo: demo.as_ref().map(Demo::url), demo_model: true, ..StackOptions::default() };
            let mut stack = tokio::select! {
                started = Stack::start(config, place, options) => started?,
                () = signals.stop.cancelled() => return Ok(signals.exit()),
            };
            anstream::println!("{}", stack.url);
            anstream::eprintln!(
                "Ready after {} ms. Documentation: {}/docs. Ctrl-C stops.",
                begun.elapsed().as_millis(),
                stack.url
            );
            anstream::eprintln!("More workers: {}", stack.add_worker);
            if let Some(url) = stack.demo_model() {
                anstream::eprintln!(
                    "No key for a language model is set: a SCRIPTED DEMO MODEL answers at {url}. It knows only the demo shop; \
                     what it made is marked `demo`. Set ANTHROPIC_API_KEY or OPENAI_API_KEY for a real one."
                );
            }
            let broken = tokio::select! {
                broken = stack.broken() => Some(broken),
                () = signals.stop.cancelled() => None,
            };
            let stopping = Instant::now();
            if broken.is_none() {
                anstream::eprintln!("Stopping; running flows may end first. Ctrl-C again stops at once.");
            }
            stack.stop(signals.now.cancelled()).await;
            if let Some(demo) = demo {
                demo.stop().await;
            }
            match broken {
                Some(broken) => Err(broken.into()),
                None => {
                    anstream::eprintln!("Stopped after {} ms.", stopping.elapsed().as_millis());
                    Ok(Exit::Passed)
                }
            }
        })
    }
}

/// What `dev` decides differently: five flows at once, and on a loopback address no key (Host and Origin are checked instead).
fn for_one_person(loaded: Loaded) -> Config {
    let Loaded { mut config, origins } = loaded;
    let untouched = |key: &str| origins.get(key) == Some(&Origin::Default);
    if untouched("worker.concurrency") {
        config.worker.concurrency = 5;
    }
    if untouched("agents.private_hosts") {
        config.agents.private_hosts = vec!["*".into()];
    }
    if untouched("api.require_key") && config.api.listen.ip().is_loopback() {
        config.api.require_key = false;
    }
    config
}

async fn open_shop() -> anyhow::Result<Demo> {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let demo = Demo::start(DemoOptions { listen, data_dir: None, latency: std::time::Duration::ZERO }).await?;
    anstream::eprintln!("Demo shop: {}", demo.url());
    Ok(demo)
}
