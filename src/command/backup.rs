//! `flowtilla backup`: everything into a directory, and back.

use std::path::PathBuf;

use anyhow::Context;
use clap::ValueEnum;
use flowtilla_shared::{
    backup::{self, Bytes, Manifest},
    blob::Blobs,
    config::Config,
    live::Live,
    seal::KeyRing,
    store::Store,
};
use serde_json::json;

use crate::{
    cli::Globals,
    exit::{Exit, Failure, usage},
    settings,
};

#[derive(Debug, clap::Subcommand)]
#[command(after_help = "\
A backup is a directory: every table as of one moment, the bytes of all artifacts, and a manifest with their hashes. It is made while
everything goes on. The key that seals secrets (FLOWTILLA_SECRETS_KEY) is not in it: keep it elsewhere.

Examples:
  flowtilla backup create /backups/2026-11-20
  flowtilla backup verify /backups/2026-11-20
  flowtilla backup restore /backups/2026-11-20      into an empty database; what was under way ends errored (in_doubt)")]
pub enum Command {
    /// Write everything into a new directory
    Create {
        dir: PathBuf,
        /// What becomes of the bytes of artifacts
        #[arg(long, value_enum, default_value_t = Artifacts::Copy)]
        artifacts: Artifacts,
        /// The manifest as JSON
        #[arg(long)]
        json: bool,
    },
    /// Read a backup through and compare it with its hashes; exit code 3 when it is damaged
    Verify {
        dir: PathBuf,
        /// The manifest as JSON
        #[arg(long)]
        json: bool,
    },
    /// Put a backup back, into an empty database; start API servers and workers afterwards
    Restore {
        dir: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// What becomes of the bytes of artifacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Artifacts {
    /// Copied and checked
    Copy,
    /// Hard links, on the same file system
    Link,
    /// Only listed: the directory of artifacts is saved in another way
    List,
}

impl Command {
    /// Does it.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let mut config = settings::start(globals, Vec::new(), false, Some("warn"))?.config;
        if config.storage.dir.as_os_str().is_empty() {
            config.storage.dir = settings::default_data_dir()?;
        }
        settings::runtime()?.block_on(async {
            match self {
                Self::Create { dir, artifacts, json } => {
                    let (store, blobs) = parts(&config).await?;
                    settings::need_schema(&store, false).await?;
                    let bytes = match artifacts {
                        Artifacts::Copy => Bytes::Copied,
                        Artifacts::Link => Bytes::Linked,
                        Artifacts::List => Bytes::Listed,
                    };
                    tell(&backup::create(&store, &blobs, &dir, bytes).await?, "Made", json)?;
                }
                Self::Verify { dir, json } => tell(&backup::verify(&dir).await?, "Whole", json)?,
                Self::Restore { dir, json } => restore(&config, &dir, json).await?,
            }
            Ok(Exit::Passed)
        })
    }
}

async fn parts(config: &Config) -> Result<(Store, Blobs), Failure> {
    if config.database.url.is_empty() {
        return Err(usage!("DATABASE_URL must be set"));
    }
    let store = Store::connect(&config.database).await.context("Postgres cannot be reached")?;
    Ok((store, Blobs::open(config.storage.dir.join("artifacts"))?))
}

async fn restore(config: &Config, dir: &std::path::Path, as_json: bool) -> Result<(), Failure> {
    let (store, blobs) = parts(config).await?;
    let manifest = backup::manifest(dir).await?;
    let (restored, told) = backup::restore(&store, &blobs, dir).await?;
    if !config.redis.url.is_empty()
        && let Ok(live) = Live::connect(&config.redis).await
    {
        for committed in &told {
            live.publish(committed).await;
        }
    }
    if as_json {
        anstream::println!("{}", serde_json::to_string_pretty(&restored)?);
    } else {
        anstream::println!(
            "Restored {} rows and {} blobs as of {}. {} executions had not ended and are in doubt now.",
            restored.rows,
            restored.blobs,
            manifest.at.format("%Y-%m-%d %H:%M:%S UTC"),
            restored.executions_in_doubt
        );
    }
    if restored.missing_blobs > 0 {
        anstream::eprintln!("{} artifacts have no bytes, neither in the backup nor here.", restored.missing_blobs);
    }
    let ring = KeyRing::parse(&config.secrets.key)?;
    for id in manifest.key_ids.iter().filter(|id| !ring.ids().any(|known| known == id.as_str())) {
        anstream::eprintln!("Some secrets were sealed with the key `{id}`, which is not in FLOWTILLA_SECRETS_KEY.");
    }
    Ok(())
}

fn tell(manifest: &Manifest, what: &str, as_json: bool) -> Result<(), Failure> {
    if as_json {
        anstream::println!("{}", serde_json::to_string_pretty(&json!(manifest))?);
        return Ok(());
    }
    let rows: u64 = manifest.tables.iter().map(|file| file.rows).sum();
    let bytes = if manifest.blobs.included { "with their bytes" } else { "without their bytes" };
    anstream::println!(
        "{what}: {rows} rows in {} tables and {} blobs ({} bytes, {bytes}) as of {}.",
        manifest.tables.len(),
        manifest.blobs.count,
        manifest.blobs.bytes,
        manifest.at.format("%Y-%m-%d %H:%M:%S UTC")
    );
    if !manifest.blobs.missing.is_empty() {
        anstream::eprintln!("{} artifacts had no bytes, or others than they should.", manifest.blobs.missing.len());
    }
    Ok(())
}
