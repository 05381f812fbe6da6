//! `flowtilla projects`: who owns flows, runs and keys.

use anyhow::Context;
use flowtilla_shared::store::{NewAudit, ProjectRow, Store};
use serde_json::json;

use crate::{
    cli::Globals,
    exit::{Exit, Failure, usage},
    settings,
};

#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:\n  flowtilla projects create shop\n  flowtilla projects list --json")]
pub enum Command {
    /// Make a project
    Create {
        name: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// List projects, oldest first
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

impl Command {
    /// Does it in the database.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let config = settings::start(globals, Vec::new(), false, Some("warn"))?.config;
        if config.database.url.is_empty() {
            return Err(usage!("DATABASE_URL must be set; projects are kept in Postgres"));
        }
        settings::runtime()?.block_on(async {
            let store = Store::connect(&config.database).await.context("Postgres cannot be reached")?;
            match self {
                Self::Create { name, json } => {
                    let row = store.projects().create(&name).await?;
                    write_down(&store, &row).await?;
                    if json {
                        anstream::println!("{}", told(&row));
                    } else {
                        anstream::println!("{}", row.id);
                    }
                }
                Self::List { json } => {
                    let rows = store.projects().list().await?;
                    if json {
                        let rows: Vec<_> = rows.iter().map(told).collect();
                        anstream::println!("{}", serde_json::to_string_pretty(&rows)?);
                    } else {
                        let mut table = comfy_table::Table::new();
                        table.load_style(comfy_table::presets::NOTHING).set_header(["ID", "NAME", "MADE"]);
                        for row in rows {
                            let made = row.created_at.format("%Y-%m-%d %H:%M").to_string();
                            table.add_row([row.id.to_string(), row.name, made]);
                        }
                        anstream::println!("{table}");
                    }
                }
            }
            Ok(Exit::Passed)
        })
    }
}

async fn write_down(store: &Store, row: &ProjectRow) -> Result<(), Failure> {
    let new = NewAudit {
        key: None,
        actor: "command line".into(),
        action: "createProject".into(),
        target: format!("projects/{}", row.id),
        detail: json!({ "name": row.name }),
        request_id: None,
    };
    Ok(store.audit().note(row.id, new).await?)
}

fn told(row: &ProjectRow) -> serde_json::Value {
    json!({ "id": row.id, "name": row.name, "created_at": row.created_at })
}
