//! `flowtilla retention`: removes what is older than the rules say, or tells what that would be.

use anyhow::Context;
use flowtilla_shared::{
    blob::Blobs,
    config::Config,
    domain::ids::ProjectId,
    housekeeping::{Held, Orphans, Removal, orphans, removable, retain},
    store::Store,
};
use serde_json::json;

use crate::{
    cli::Globals,
    exit::{Exit, Failure, usage},
    settings,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  flowtilla retention --dry-run            what would go now, by project and kind
  flowtilla retention --project shop       this project only
  flowtilla retention --orphans            also blobs without a row, and rows without their blob

Workers do this by themselves: `retention.every`, `retention.orphans_every`. How long what is kept: `flowtilla config show`,
section [retention], and `flowtilla projects rules`. Exit code 3 when another process does it at this moment.")]
pub struct Args {
    /// Remove nothing
    #[arg(long)]
    dry_run: bool,
    /// Only this project
    #[arg(long, value_name = "NAME")]
    project: Option<String>,
    /// Look for orphans too, in the directory of artifacts of this machine
    #[arg(long)]
    orphans: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Does it, or counts.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let mut config = settings::start(globals, Vec::new(), false, Some("warn"))?.config;
        if config.database.url.is_empty() {
            return Err(usage!("DATABASE_URL must be set to the Postgres that is kept"));
        }
        if config.storage.dir.as_os_str().is_empty() {
            config.storage.dir = settings::default_data_dir()?;
        }
        settings::runtime()?.block_on(async {
            let store = Store::connect(&config.database).await.context("Postgres cannot be reached")?;
            settings::need_schema(&store, false).await?;
            let project = match &self.project {
                Some(name) => Some(store.projects().find(name).await?.id),
                None => None,
            };
            let removals = self.retention(&store, &config, project).await?;
            let found = if self.orphans { Some(self.look_for_orphans(&store, &config).await?) } else { None };
            self.tell(&removals, found.as_ref())?;
            Ok(Exit::Passed)
        })
    }

    async fn retention(
        &self,
        store: &Store,
        config: &Config,
        project: Option<ProjectId>,
    ) -> Result<Vec<Removal>, Failure> {
        if self.dry_run {
            return Ok(removable(store, config, project).await?);
        }
        let held = Held::take(store, "retention").await?;
        let removed = retain(store, config, &held, project).await;
        let report = removed.as_ref().ok().map(|removed| json!({ "removed": removed }));
        held.end(report.as_ref()).await?;
        Ok(removed?)
    }

    async fn look_for_orphans(&self, store: &Store, config: &Config) -> Result<Orphans, Failure> {
        let blobs = Blobs::open(config.storage.dir.join("artifacts"))?;
        if self.dry_run {
            return Ok(orphans(store, &blobs, None).await?);
        }
        let held = Held::take(store, "orphans").await?;
        let found = orphans(store, &blobs, Some(&held)).await;
        let report = found.as_ref().ok().map(|found| json!(found));
        held.end(report.as_ref()).await?;
        Ok(found?)
    }

    fn tell(&self, removals: &[Removal], found: Option<&Orphans>) -> Result<(), Failure> {
        if self.json {
            let told = json!({ "dry_run": self.dry_run, "removed": removals, "orphans": found });
            anstream::println!("{}", serde_json::to_string_pretty(&told)?);
            return Ok(());
        }
        if removals.is_empty() {
            anstream::println!("Nothing is older than the rules say.");
        } else {
            let mut table = comfy_table::Table::new();
            let gone = if self.dry_run { "WOULD GO" } else { "GONE" };
            table.load_style(comfy_table::presets::NOTHING).set_header(["PROJECT", "KIND", gone, "BYTES"]);
            for removal in removals {
                let Removal { project, kind, rows, bytes, .. } = removal;
                table.add_row([project.clone(), kind.as_str().into(), rows.to_string(), bytes.to_string()]);
            }
            anstream::println!("{table}");
        }
        if let Some(found) = found {
            let (would, went) = if self.dry_run { ("would go", "would go") } else { ("went", "went") };
            anstream::println!(
                "{} of {} blobs are named by no row and {would} ({} bytes); {} of {} artifacts have lost their bytes and {}.",
                found.unnamed_blobs,
                found.blobs,
                found.unnamed_bytes,
                found.lost_artifacts,
                found.artifacts,
                if found.suspicious { "stay: that is too many to be true" } else { went },
            );
        }
        Ok(())
    }
}
