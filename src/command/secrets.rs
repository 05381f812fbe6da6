//! `flowtilla secrets`: values that flows may use and nobody may read.

use std::io::{self, IsTerminal, Read};

use anyhow::Context;
use flowtilla_shared::{
    config::Config,
    seal::KeyRing,
    store::{Store, place},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::run::client::Client;
use crate::{
    cli::Globals,
    exit::{Exit, Failure, usage},
    settings,
};

#[derive(Debug, clap::Subcommand)]
#[command(after_help = "\
Examples:
  flowtilla secrets set shop_password --host shop.example.org < password.txt
  flowtilla secrets set shop_otp --totp < otpauth.txt
  flowtilla secrets list
  FLOWTILLA_SECRETS_KEY=NEW,OLD flowtilla secrets rotate

A server's API keeps them; rotate works on the database itself. Values are read from standard input, never from the command line.")]
pub enum Command {
    /// Put a secret away, or replace it; the value comes from standard input
    Set {
        /// What flows call it: `{{secret.NAME}}`
        name: String,
        /// Only this host may get it: `example.org`, `*.example.org`, `host:port`; may be given several times
        #[arg(long = "host", value_name = "HOST")]
        hosts: Vec<String>,
        /// It is the secret of one-time codes (an `otpauth://` address or base32): `{{totp.NAME}}`
        #[arg(long)]
        totp: bool,
        #[command(flatten)]
        at: At,
    },
    /// List the secrets, without their values
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        at: At,
    },
    /// Delete a secret
    Rm {
        name: String,
        #[command(flatten)]
        at: At,
    },
    /// Seal everything anew with the first key of FLOWTILLA_SECRETS_KEY; the others open what is there
    Rotate,
    /// Print a new key for FLOWTILLA_SECRETS_KEY
    NewKey,
}

/// Which server.
#[derive(Debug, clap::Args)]
pub struct At {
    /// The server
    #[arg(long, env = "FLOWTILLA_SERVER", value_name = "URL", default_value = "http://127.0.0.1:8000")]
    server: String,
    /// API key for the server
    #[arg(long, env = "FLOWTILLA_KEY", hide_env_values = true)]
    key: Option<String>,
}

impl At {
    pub(super) fn client(&self) -> Result<Client, Failure> {
        Client::new(&self.server, self.key.clone())
    }
}

impl Command {
    /// Does it at the server, or in the database.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        if let Self::NewKey = self {
            anstream::println!("{}", KeyRing::generate());
            return Ok(Exit::Passed);
        }
        let config = settings::start(globals, Vec::new(), true, Some("warn"))?.config;
        settings::runtime()?.block_on(self.carry_out(&config))
    }

    async fn carry_out(self, config: &Config) -> Result<Exit, Failure> {
        match self {
            Self::Set { name, hosts, totp, at } => {
                let kind = if totp { "totp" } else { "text" };
                let body = json!({ "value": value()?, "kind": kind, "hosts": hosts });
                at.client()?.call(Method::PUT, &format!("/api/secrets/{name}"), Some(&body)).await?;
                let used = if totp { "totp" } else { "secret" };
                anstream::eprintln!("Flows may use it as {{{{{used}.{}}}}}.", name.to_ascii_lowercase());
            }
            Self::List { json, at } => list(&at.client()?.call(Method::GET, "/api/secrets", None).await?, json)?,
            Self::Rm { name, at } => {
                at.client()?.call(Method::DELETE, &format!("/api/secrets/{name}"), None).await?;
                anstream::eprintln!("The secret `{name}` is deleted.");
            }
            Self::Rotate => rotate(config).await?,
            Self::NewKey => {}
        }
        Ok(Exit::Passed)
    }
}

/// The value from standard input, without its last line break.
fn value() -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        anstream::eprintln!("The value (it is shown as you type; end with Enter):");
        let mut line = String::new();
        io::stdin().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let mut text = String::new();
    io::stdin().take(1 << 20).read_to_string(&mut text).context("the value is not UTF-8")?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    if text.is_empty() { Err(usage!("standard input has no value")) } else { Ok(text) }
}

fn list(answer: &Value, as_json: bool) -> Result<(), Failure> {
    let items = answer.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
    if as_json {
        anstream::println!("{}", serde_json::to_string_pretty(&items)?);
        return Ok(());
    }
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_header(["NAME", "KIND", "HOSTS", "SEALED WITH", "CHANGED"]);
    for item in &items {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let hosts: Vec<&str> = item["hosts"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let hosts = if hosts.is_empty() { "any".to_owned() } else { hosts.join(" ") };
        table.add_row([text("name"), text("kind"), hosts, text("key_id"), text("updated_at")]);
    }
    anstream::println!("{table}");
    Ok(())
}

/// Seals secrets and profiles of every project anew. May be broken off and begun again; servers may run meanwhile when they
/// have both keys.
async fn rotate(config: &Config) -> Result<(), Failure> {
    if config.database.url.is_empty() {
        return Err(usage!("DATABASE_URL must be set; rotate works on the database itself"));
    }
    let ring = KeyRing::parse(&config.secrets.key).map_err(|e| usage!("{e}"))?;
    let Some(current) = ring.current() else {
        return Err(usage!("set FLOWTILLA_SECRETS_KEY to the new key, a comma, and the old one"));
    };
    let store = Store::connect(&config.database).await.context("Postgres cannot be reached")?;
    let (mut sealed, mut changed) = (0, 0);
    for (project, row) in store.secrets().sealed_otherwise(current).await? {
        let place = place(project, "secret", &row.name);
        let open = ring.open(&place, &row.sealed()).with_context(|| format!("the secret `{}`", row.name))?;
        let anew = ring.seal(&place, &open).map_err(anyhow::Error::from)?;
        *(if store.secrets().reseal(project, &row, &anew).await? { &mut sealed } else { &mut changed }) += 1;
    }
    for (project, name, state) in store.profiles().sealed_otherwise(current).await? {
        let place = place(project, "profile", &name);
        let open = ring.open(&place, &state).with_context(|| format!("the profile `{name}`"))?;
        let anew = ring.seal(&place, &open).map_err(anyhow::Error::from)?;
        *(if store.profiles().reseal(project, &name, &state, &anew).await? { &mut sealed } else { &mut changed }) += 1;
    }
    anstream::eprintln!("{sealed} values are sealed with the key {current} now.");
    if changed > 0 {
        anstream::eprintln!("{changed} changed meanwhile; run it again to see that they are, too.");
    }
    Ok(())
}
