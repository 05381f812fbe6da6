//! `flowtilla config show`: the settings, and where each came from. Passwords in addresses are masked.

use flowtilla_shared::config::{leaves, masked};
use serde_json::{Map, Value, json};

use crate::{
    cli::Globals,
    exit::{Exit, Failure},
    settings,
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print every setting
    #[command(
        after_help = "Examples:\n  flowtilla config show --origin\n  FLOWTILLA_WORKER__CONCURRENCY=8 flowtilla config show --json"
    )]
    Show {
        /// Say where each value came from
        #[arg(long)]
        origin: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

impl Command {
    /// Prints the settings.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let Self::Show { origin, json } = self;
        let loaded = settings::read(globals, Vec::new(), false)?;
        let mut values = leaves(&loaded.config);
        for (key, value) in [
            ("secrets.key", &loaded.config.secrets.key),
            ("telemetry.otlp_headers", &loaded.config.telemetry.otlp_headers),
        ] {
            if !value.is_empty() {
                values.insert(key.into(), "***".into());
            }
        }
        for key in ["models.anthropic_api_key", "models.openai_api_key"] {
            if values.get(key).is_some_and(|value| value.as_str() != Some("")) {
                values.insert(key.into(), "***".into());
            }
        }
        if json {
            let mut all = Map::new();
            for (key, origin) in &loaded.origins {
                let value = values.get(key).map_or(Value::Null, |value| match value.as_str() {
                    Some(_) => Value::String(masked(value).trim_matches('"').to_owned()),
                    None => json!(value),
                });
                all.insert(key.clone(), json!({ "value": value, "origin": origin.to_string() }));
            }
            anstream::println!("{}", serde_json::to_string_pretty(&all)?);
            return Ok(Exit::Passed);
        }
        let mut section = "";
        for (key, from) in &loaded.origins {
            let Some((of, name)) = key.split_once('.') else { continue };
            if of != section {
                anstream::println!("{}[{of}]", if section.is_empty() { "" } else { "\n" });
                section = of;
            }
            let line =
                values.get(key).map_or_else(|| format!("# {name} ="), |value| format!("{name} = {}", masked(value)));
            if origin {
                anstream::println!("{line:48} \u{1b}[2m# {from}\u{1b}[0m");
            } else {
                anstream::println!("{line}");
            }
        }
        Ok(Exit::Passed)
    }
}
