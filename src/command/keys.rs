//! `flowtilla keys`: API keys of a project. Only the hash of a key is stored.

use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::ValueEnum;
use flowtilla_shared::{
    config::Config,
    domain::ids::{ApiKeyId, ProjectId},
    live::{ControlMessage, Live},
    store::{ApiKeyRow, NewAudit, NewKey, Store},
};
use serde_json::json;

use crate::{
    cli::Globals,
    exit::{Exit, Failure, usage},
    settings,
};

/// Longest wait for running API servers to be told.
const TELL: Duration = Duration::from_secs(3);
/// Wait for our own message before it is sent again.
const ECHO: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Subcommand)]
#[command(
    after_help = "Examples:\n  flowtilla keys create ci --scope read --scope run\n  flowtilla keys list\n  flowtilla keys revoke 0197…"
)]
pub enum Command {
    /// Make a key and print it; it cannot be shown again
    Create {
        /// What the key is for
        name: String,
        /// What it may do; may be given several times
        #[arg(long = "scope", value_enum, default_values_t = [Scope::Read, Scope::Run])]
        scopes: Vec<Scope>,
        /// When it ends, from now, e.g. `90d`
        #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
        expires: Option<Duration>,
        #[command(flatten)]
        common: Common,
    },
    /// List the keys of a project
    List {
        #[command(flatten)]
        common: Common,
    },
    /// Make a key useless at once
    Revoke {
        id: ApiKeyId,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, clap::Args)]
pub struct Common {
    /// Whose keys
    #[arg(long, value_name = "NAME", default_value = "default")]
    project: String,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scope {
    Read,
    Run,
    Approve,
    Agent,
    Admin,
}

impl Scope {
    fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Run => "run",
            Self::Approve => "approve",
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }
}

impl Command {
    /// Does it in the database.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let config = settings::start(globals, Vec::new(), false, Some("warn"))?.config;
        if config.database.url.is_empty() {
            return Err(usage!("DATABASE_URL must be set; keys are kept in Postgres"));
        }
        settings::runtime()?.block_on(async {
            let store = Store::connect(&config.database).await.context("Postgres cannot be reached")?;
            match self {
                Self::Create { name, scopes, expires, common } => {
                    // a new key may be the first of a new project
                    let project = store.projects().ensure(&common.project).await?.id;
                    create(&store, project, name, &scopes, expires, &common).await
                }
                Self::List { common } => {
                    let rows = store.keys().list(project(&store, &common).await?).await?;
                    list(&rows, common.json)
                }
                Self::Revoke { id, common } => {
                    let row = store.keys().revoke(project(&store, &common).await?, id).await?;
                    write_down(&store, &row, "revokeKey").await?;
                    if !config.redis.url.is_empty() {
                        tell(&config, row.id).await;
                    }
                    anstream::println!(
                        "{}",
                        if common.json {
                            told(&row).to_string()
                        } else {
                            format!("The key `{}` is revoked.", row.name)
                        }
                    );
                    Ok(Exit::Passed)
                }
            }
        })
    }
}

/// Tells every API process; without Redis they find out by themselves a little later.
async fn tell(config: &Config, key: ApiKeyId) {
    let told = async {
        let live = Live::connect(&config.redis).await.ok()?;
        let mut heard = live.subscribe_control();
        // the message is sent in the background, and heard only by those who listen already: it is out when it comes back
        loop {
            live.control(ControlMessage::KeyRevoked(key)).await;
            let answer = tokio::time::timeout(ECHO, heard.next()).await;
            if matches!(answer, Ok(Some(ControlMessage::KeyRevoked(told))) if told == key) {
                break;
            }
        }
        Some(())
    };
    if !matches!(tokio::time::timeout(TELL, told).await, Ok(Some(()))) {
        anstream::eprintln!("Redis does not answer; running API servers forget the key within two seconds.");
    }
}

/// Puts a change of a key into the audit log.
async fn write_down(store: &Store, row: &ApiKeyRow, action: &str) -> Result<(), Failure> {
    let new = NewAudit {
        key: None,
        actor: "command line".into(),
        action: action.into(),
        target: format!("keys/{}", row.id),
        detail: json!({ "name": row.name, "prefix": row.prefix, "scopes": row.scopes }),
        request_id: None,
    };
    Ok(store.audit().note(row.project_id, new).await?)
}

async fn project(store: &Store, common: &Common) -> Result<ProjectId, Failure> {
    Ok(store.projects().find(&common.project).await?.id)
}

async fn create(
    store: &Store,
    project: ProjectId,
    name: String,
    scopes: &[Scope],
    expires: Option<Duration>,
    common: &Common,
) -> Result<Exit, Failure> {
    let expires_at: Option<DateTime<Utc>> = match expires {
        Some(after) => Some(Utc::now() + chrono::Duration::from_std(after)?),
        None => None,
    };
    let scopes = scopes.iter().map(|scope| scope.word().to_owned()).collect();
    let (key, new) = NewKey::generate(name, scopes, expires_at);
    let row = store.keys().create(project, new).await?;
    write_down(store, &row, "createKey").await?;
    if common.json {
        let mut answer = told(&row);
        answer["key"] = json!(key);
        anstream::println!("{answer}");
    } else {
        anstream::println!("{key}");
        anstream::eprintln!("Key `{}` ({}) may {}. It is shown only now.", row.name, row.id, row.scopes.join(", "));
    }
    Ok(Exit::Passed)
}

fn list(rows: &[ApiKeyRow], json: bool) -> Result<Exit, Failure> {
    if json {
        anstream::println!("{}", serde_json::to_string_pretty(&rows.iter().map(told).collect::<Vec<_>>())?);
        return Ok(Exit::Passed);
    }
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_header([
        "ID",
        "NAME",
        "BEGINS WITH",
        "MAY",
        "LAST USED",
        "STATE",
    ]);
    for row in rows {
        let state = match (row.revoked_at, row.expires_at) {
            (Some(_), _) => "revoked".to_owned(),
            (None, Some(end)) if end <= Utc::now() => "expired".to_owned(),
            (None, Some(end)) => format!("until {}", end.format("%Y-%m-%d")),
            (None, None) => "valid".to_owned(),
        };
        let used = row.last_used_at.map_or_else(|| "never".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string());
        table.add_row([row.id.to_string(), row.name.clone(), row.prefix.clone(), row.scopes.join(" "), used, state]);
    }
    anstream::println!("{table}");
    Ok(Exit::Passed)
}

fn told(row: &ApiKeyRow) -> serde_json::Value {
    json!({
        "id": row.id, "name": row.name, "prefix": row.prefix, "scopes": row.scopes, "created_at": row.created_at,
        "expires_at": row.expires_at, "last_used_at": row.last_used_at, "revoked_at": row.revoked_at,
    })
}
