//! `flowtilla projects`: who owns flows, runs and keys.

use anyhow::Context;
use flowtilla_shared::{
    config::Config,
    store::{NewAudit, ProjectRow, Store},
};
use serde_json::{Map, Value, json};

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
    /// Tell how long a project keeps things, how much it may have and has; or change it
    #[command(
        after_help = "Examples:\n  flowtilla projects rules shop\n  flowtilla projects rules shop --set artifacts=7d --set executions_per_day=1000 --unset runs"
    )]
    Rules {
        name: String,
        /// A key of the section retention or a quota (queued_executions, executions_per_day, storage_bytes, sessions); may be repeated
        #[arg(long = "set", value_name = "KEY=VALUE")]
        set: Vec<String>,
        /// Back to the settings; may be repeated
        #[arg(long = "unset", value_name = "KEY")]
        unset: Vec<String>,
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
                Self::Rules { name, set, unset } => {
                    let project = store.projects().find(&name).await?;
                    if !set.is_empty() || !unset.is_empty() {
                        change(&store, &config, &project, &set, &unset).await?;
                    }
                    anstream::println!("{}", serde_json::to_string_pretty(&rules(&store, &config, &project).await?)?);
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

/// Changes the rules of one project, when they make sense.
async fn change(
    store: &Store,
    config: &Config,
    project: &ProjectRow,
    set: &[String],
    unset: &[String],
) -> Result<(), Failure> {
    let mut own = store.rules().get(project.id).await?;
    let quotas = leaves(&config.quotas());
    for given in set {
        let (key, value) = given.split_once('=').ok_or_else(|| usage!("`{given}` is no KEY=VALUE"))?;
        let value = value.parse::<u64>().map_or_else(|_| Value::from(value), Value::from);
        // `sessions` is both: how many there may be, and how long they are kept
        let quota = quotas.contains_key(key) && (key != "sessions" || value.is_u64());
        if quota { &mut own.quotas } else { &mut own.retention }.insert(key.into(), value);
    }
    for key in unset {
        if own.quotas.remove(key).is_none() & own.retention.remove(key).is_none() {
            return Err(usage!("the project `{}` has no rule `{key}` of its own", project.name));
        }
    }
    config.retention.with(&own.retention).map_err(|problem| usage!("{problem}"))?;
    config.quotas().with(&own.quotas).map_err(|problem| usage!("{problem}"))?;
    store.rules().put(project.id, &own).await?;
    let new = NewAudit {
        key: None,
        actor: "command line".into(),
        action: "putProjectRules".into(),
        target: format!("projects/{}", project.id),
        detail: json!({ "retention": own.retention, "quotas": own.quotas }),
        request_id: None,
    };
    Ok(store.audit().note(project.id, new).await?)
}

fn leaves(of: &impl serde::Serialize) -> Map<String, Value> {
    serde_json::to_value(of).ok().and_then(|value| value.as_object().cloned()).unwrap_or_default()
}

/// What holds for the project, what of that is its own, and what it has.
async fn rules(store: &Store, config: &Config, project: &ProjectRow) -> Result<Value, Failure> {
    let own = store.rules().get(project.id).await?;
    let used = store.rules().usage(project.id).await?;
    let retention = config.retention.with(&own.retention).map_err(|problem| usage!("{problem}"))?;
    let quotas = config.quotas().with(&own.quotas).map_err(|problem| usage!("{problem}"))?;
    Ok(json!({
        "retention": leaves(&retention),
        "quotas": leaves(&quotas),
        "own": { "retention": own.retention, "quotas": own.quotas },
        "usage": {
            "counted_at": used.counted_at, "artifacts": used.artifacts, "artifact_bytes": used.artifact_bytes,
            "queued_executions": used.queued_executions, "executions_today": used.executions_today, "sessions": used.sessions,
        },
    }))
}

fn told(row: &ProjectRow) -> serde_json::Value {
    json!({ "id": row.id, "name": row.name, "four_eyes": row.four_eyes, "created_at": row.created_at })
}
