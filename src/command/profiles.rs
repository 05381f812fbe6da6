//! `flowtilla profiles`: saved login states and how they are renewed.

use reqwest::Method;
use serde_json::{Value, json};

use super::secrets::At;
use crate::{
    cli::Globals,
    exit::{Exit, Failure, usage},
    settings,
};

#[derive(Debug, clap::Subcommand)]
#[command(after_help = "\
Examples:
  flowtilla profiles set shop --setup-flow \"Log in\" --max-age 12h
  flowtilla profiles list
  flowtilla profiles forget shop

A flow with `profile: shop` begins with the saved cookies and storage; the setup flow runs once when nothing good is saved.")]
pub enum Command {
    /// Make a profile, or give it other rules; what was saved stays
    Set {
        name: String,
        /// Name or id of the approved flow that logs in
        #[arg(long, value_name = "FLOW")]
        setup_flow: Option<String>,
        /// How long a saved state is good, e.g. `12h`
        #[arg(long, value_name = "TIME")]
        max_age: Option<String>,
        /// When it is still good, as JSON: `{"open": "https://…/account", "expect": {"url": "**/account"}}`
        #[arg(long, value_name = "JSON")]
        valid_if: Option<String>,
        #[command(flatten)]
        at: At,
    },
    /// List the profiles
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        at: At,
    },
    /// Forget what is saved, so that the next execution logs in again
    Forget {
        name: String,
        #[command(flatten)]
        at: At,
    },
    /// Delete a profile
    Rm {
        name: String,
        #[command(flatten)]
        at: At,
    },
}

impl Command {
    /// Does it at the server.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        settings::start(globals, Vec::new(), true, Some("warn"))?;
        settings::runtime()?.block_on(self.carry_out())
    }

    async fn carry_out(self) -> Result<Exit, Failure> {
        match self {
            Self::Set { name, setup_flow, max_age, valid_if, at } => {
                let valid_if: Option<Value> = match valid_if {
                    Some(text) => {
                        Some(serde_json::from_str(&text).map_err(|error| usage!("--valid-if is no JSON: {error}"))?)
                    }
                    None => None,
                };
                let body = json!({ "setup_flow": setup_flow, "max_age": max_age, "valid_if": valid_if });
                at.client()?.call(Method::PUT, &format!("/api/profiles/{name}"), Some(&body)).await?;
                anstream::eprintln!("Flows may begin with it: `profile: {name}`.");
            }
            Self::List { json, at } => list(&at.client()?.call(Method::GET, "/api/profiles", None).await?, json)?,
            Self::Forget { name, at } => {
                at.client()?.call(Method::DELETE, &format!("/api/profiles/{name}/state"), None).await?;
                anstream::eprintln!("The profile `{name}` is empty.");
            }
            Self::Rm { name, at } => {
                at.client()?.call(Method::DELETE, &format!("/api/profiles/{name}"), None).await?;
                anstream::eprintln!("The profile `{name}` is deleted.");
            }
        }
        Ok(Exit::Passed)
    }
}

fn list(answer: &Value, as_json: bool) -> Result<(), Failure> {
    let items = answer.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
    if as_json {
        anstream::println!("{}", serde_json::to_string_pretty(&items)?);
        return Ok(());
    }
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_header(["NAME", "STATE", "SAVED", "SETUP FLOW", "FAILURE"]);
    for item in &items {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        table.add_row([text("name"), text("state"), text("saved_at"), text("setup_flow"), text("failure")]);
    }
    anstream::println!("{table}");
    Ok(())
}
