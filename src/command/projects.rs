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
#[command(
    after_help = "Examples:\n  flowtilla projects create shop\n  flowtilla projects list --json\n  flowtilla projects four-eyes shop on"
)]
pub enum Command {
    /// Make a project
    Create {
        name: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Set whether somebody else than the author has to approve a version of a flow
    FourEyes {
        /// Of the project
        name: String,
        /// on or off
        #[arg(value_enum)]
        state: Switch,
    },
    /// List projects, oldest first
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Switch {
    On,
    Off,
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
                    write_down(&store, &row, "createProject", json!({ "name": row.name })).await?;
                    if json {
                        anstream::println!("{}", told(&row));
                    } else {
                        anstream::println!("{}", row.id);
                    }
                }
                Self::FourEyes { name, state } => {
                    let row = store.projects().find(&name).await?;
                    let row = store.projects().set_four_eyes(row.id, state == Switch::On).await?;
                    write_down(&store, &row, "updateProject", json!({ "four_eyes": row.four_eyes })).await?;
                    anstream::eprintln!(
                        "{}: a version of a flow is approved by {}.",
                        row.name,
                        if row.four_eyes { "somebody else than its author" } else { "anybody who may approve" }
                    );
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

async fn write_down(store: &Store, row: &ProjectRow, action: &str, detail: serde_json::Value) -> Result<(), Failure> {
    let new = NewAudit {
        key: None,
        actor: "command line".into(),
        action: action.into(),
        target: format!("projects/{}", row.id),
        detail,
        request_id: None,
    };
    Ok(store.audit().note(row.id, new).await?)
}

fn told(row: &ProjectRow) -> serde_json::Value {
    json!({ "id": row.id, "name": row.name, "four_eyes": row.four_eyes, "created_at": row.created_at })
}
