//! `flowtilla migrate [up|status]`.

use anyhow::Context;
use flowtilla_shared::{config::Setting, store::Store};

use crate::{
    cli::Globals,
    exit::{Exit, Failure, usage},
    settings,
};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  flowtilla migrate            apply what is missing\n  flowtilla migrate status     exit code 3 when something is missing"
)]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    /// Database to migrate; also DATABASE_URL
    #[arg(long, value_name = "URL", global = true)]
    database_url: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::Subcommand)]
enum Action {
    /// Apply the migrations that are missing; processes take turns (advisory lock)
    Up,
    /// Tell how the database stands, without changing it
    Status,
}

impl Args {
    /// Migrates, or tells.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let flags =
            self.database_url.map(|url| Setting::flag("--database-url", "database.url", url)).into_iter().collect();
        let config = settings::start(globals, flags, false, Some("warn"))?.config;
        if config.database.url.is_empty() {
            return Err(usage!("DATABASE_URL must be set to the Postgres to migrate"));
        }
        settings::runtime()?.block_on(async {
            let store = Store::connect(&config.database).await.context("Postgres cannot be reached")?;
            if self.action.unwrap_or(Action::Up) == Action::Up {
                let before = store.schema_status().await?;
                store.migrate().await.context("the migration failed")?;
                let after = store.schema_status().await?;
                if before == after {
                    anstream::println!("The schema is at {}; nothing was missing.", after.applied);
                } else {
                    anstream::println!("The schema went from {} to {}.", before.applied, after.applied);
                }
                return Ok(Exit::Passed);
            }
            let status = store.schema_status().await?;
            anstream::println!("The schema is at {}; this program needs {}.", status.applied, status.newest);
            Ok(if status.is_current() { Exit::Passed } else { Exit::Infrastructure })
        })
    }
}
