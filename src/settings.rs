//! Settings and logging for one subcommand.

use std::path::PathBuf;

use flowtilla_shared::{
    config::{Config, Loaded, Origin, Setting, Sources, load},
    telemetry,
};

use crate::{
    cli::Globals,
    exit::{Exit, Failure},
};

/// Loads the settings without touching anything else.
pub fn read(globals: &Globals, flags: Vec<Setting>, dotenv: bool) -> Result<Loaded, Failure> {
    let sources = Sources::of_process(flags, globals.config.as_deref(), dotenv).map_err(Failure::usage)?;
    load(&sources).map_err(Failure::usage)
}

/// Loads the settings and starts logging. `quiet_log` is the filter when nobody asked for one.
pub fn start(globals: &Globals, flags: Vec<Setting>, dotenv: bool, quiet_log: Option<&str>) -> Result<Loaded, Failure> {
    let mut loaded = read(globals, flags, dotenv)?;
    if loaded.origins.get("log.filter") == Some(&Origin::Default) {
        let asked = match (globals.quiet, globals.verbose) {
            (true, _) => Some("error"),
            (false, 0) => quiet_log,
            (false, 1) => {
                Some("info,flowtilla=debug,flowtilla_api=debug,flowtilla_worker=debug,flowtilla_shared=debug")
            }
            (false, _) => Some("debug"),
        };
        if let Some(filter) = asked {
            loaded.config.log.filter = filter.into();
        }
    }
    if quiet_log.is_some() && loaded.config.log.format == "auto" {
        // a command for people: what it logs stands among what it says
        loaded.config.log.format = "pretty".into();
    }
    install_cryptography();
    telemetry::start(&loaded.config).map_err(|problem| Failure::usage(anyhow::anyhow!(problem)))?;
    Ok(loaded)
}

/// Refuses to go on without the servers that this subcommand does not start itself.
pub fn need_servers(config: &Config) -> Result<(), Failure> {
    let mut missing = Vec::new();
    if config.database.url.is_empty() {
        missing.push("DATABASE_URL (Postgres)");
    }
    if config.redis.url.is_empty() {
        missing.push("REDIS_URL (Redis)");
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::with(
        Exit::Usage,
        anyhow::anyhow!("{} must be set; `flowtilla dev` starts its own servers instead", missing.join(" and ")),
    ))
}

/// Where data is kept when nobody says: `/var/lib/flowtilla` for root (Postgres drops to another user, who cannot enter
/// `/root`), else `$XDG_DATA_HOME/flowtilla`.
pub fn default_data_dir() -> Result<PathBuf, Failure> {
    if nix::unistd::geteuid().is_root() {
        return Ok(PathBuf::from("/var/lib/flowtilla"));
    }
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = var("XDG_DATA_HOME").or_else(|| var("HOME").map(|home| home.join(".local/share")));
    let base = base.ok_or_else(|| crate::exit::usage!("neither XDG_DATA_HOME nor HOME is set; pass --data-dir"))?;
    Ok(base.join("flowtilla"))
}

/// reqwest, the database and the export of traces leave the choice of the cryptography to the program.
fn install_cryptography() {
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
}

/// A runtime for everything that waits: a thread for every two cores, since browsers and Postgres need the others more,
/// and fewer threads hand work to each other less (a quarter of the driver's CPU time on two cores).
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    install_cryptography();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads((cores / 2).clamp(1, 16)).enable_all().build()?)
}

/// Refuses to work on a schema that lacks migrations, or applies them.
pub async fn need_schema(store: &flowtilla_shared::store::Store, migrate: bool) -> anyhow::Result<()> {
    if migrate {
        store.migrate().await?;
        return Ok(());
    }
    let status = store.schema_status().await?;
    anyhow::ensure!(
        status.is_current(),
        "the database's schema is at {}, this program needs {}; run `flowtilla migrate` first",
        status.applied,
        status.newest
    );
    Ok(())
}
