//! Reads settings from environment variables: `FLOWTILLA_SECTION__KEY`, and the names people know.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use toml::Value;

use super::{
    load::{Origin, Setting},
    names::near,
};

/// Well-known names and the keys they set; the `FLOWTILLA_` name of the same key wins over them.
const FLAT: [(&str, &str); 12] = [
    ("DATABASE_URL", "database.url"),
    ("REDIS_URL", "redis.url"),
    ("WEBDRIVER_URL", "browser.webdriver_url"),
    ("ENABLE_METRICS", "telemetry.metrics"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "telemetry.otlp_endpoint"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "telemetry.otlp_headers"),
    ("RUST_LOG", "log.filter"),
    ("FLOWTILLA_SECRETS_KEY", "secrets.key"),
    ("ANTHROPIC_API_KEY", "models.anthropic_api_key"),
    ("ANTHROPIC_BASE_URL", "models.anthropic_base_url"),
    ("OPENAI_API_KEY", "models.openai_api_key"),
    ("OPENAI_BASE_URL", "models.openai_base_url"),
];

/// Keys whose value may stand in a file named by `…_FILE`, as Docker and Kubernetes mount secrets.
const SECRET: [&str; 7] = [
    "database.url",
    "redis.url",
    "browser.webdriver_url",
    "secrets.key",
    "telemetry.otlp_headers",
    "models.anthropic_api_key",
    "models.openai_api_key",
];

const PREFIX: &str = "FLOWTILLA_";

/// Names with our prefix that are not settings.
const NOT_SETTINGS: [&str; 3] = ["FLOWTILLA_CONFIG", "FLOWTILLA_SERVER", "FLOWTILLA_KEY"];
/// Prefixes of names that are not settings: secrets of flows, and what tests pass to themselves.
const NOT_SETTINGS_PREFIX: [&str; 2] = ["FLOWTILLA_SECRET_", "FLOWTILLA_TEST_"];

/// Variables, each with the `.env` file that set it, if one did.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: BTreeMap<String, (String, Option<PathBuf>)>,
}

impl Environment {
    /// The variables of this process; those that are not UTF-8 are left out.
    #[must_use]
    pub fn of_process() -> Self {
        Self::of(
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// The given variables.
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { variables: variables.into_iter().map(|(name, value)| (name, (value, None))).collect() }
    }

    /// The value of a variable; an empty one counts as absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|(value, _)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Every variable with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, (value, _))| (name.as_str(), value.as_str()))
    }

    /// Adds the variables of a `.env` file that are not there yet. A missing file is no error.
    ///
    /// # Errors
    /// A sentence that names the file and the line.
    pub fn fill_from(&mut self, path: &Path) -> Result<(), String> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(format!("{}: cannot be read: {error}", path.display())),
        };
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let line = line.strip_prefix("export ").unwrap_or(line);
            let Some((name, value)) = line.split_once('=') else {
                return Err(format!("{}:{}: expected `NAME=value`, found `{line}`", path.display(), number + 1));
            };
            self.variables
                .entry(name.trim().into())
                .or_insert_with(|| (unquoted(value.trim()), Some(path.to_path_buf())));
        }
        Ok(())
    }
}

/// The value of a `.env` line: quotes are taken off, ` # comments` after plain values too.
fn unquoted(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some((inner, _)) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inner.into();
        }
    }
    value.split_once(" #").map_or(value, |(value, _)| value.trim_end()).into()
}

/// Adds the settings found in the environment, flat names before `FLOWTILLA_` names.
pub(super) fn read(
    environment: &Environment,
    known: &BTreeMap<String, Value>,
    settings: &mut Vec<Setting>,
    problems: &mut Vec<String>,
) {
    let mut names = Vec::new();
    for (flat, key) in FLAT {
        if SECRET.contains(&key) {
            names.push((format!("{flat}_FILE"), key.to_owned()));
        }
        names.push((flat.to_owned(), key.to_owned()));
    }
    for name in environment.variables.keys().filter(|name| is_setting(name)) {
        match key_of(name, known) {
            Some(key) => names.push((name.clone(), key)),
            None => problems.push(unknown_name(name, known)),
        }
    }
    for (name, key) in names {
        match setting(environment, &name, &key, known) {
            Ok(setting) => settings.extend(setting),
            Err(problem) => problems.push(format!("environment variable {name}: {problem}")),
        }
    }
}

/// The value that the variable gives to `key`; none when it is absent or empty.
fn setting(
    environment: &Environment,
    name: &str,
    key: &str,
    known: &BTreeMap<String, Value>,
) -> Result<Option<Setting>, String> {
    let Some((text, dotenv)) = environment.variables.get(name).filter(|(text, _)| !text.is_empty()) else {
        return Ok(None);
    };
    let (text, place) = if name.ends_with("_FILE") {
        let read =
            std::fs::read_to_string(text).map_err(|error| format!("the file `{text}` cannot be read: {error}"))?;
        (read.trim().to_owned(), Some(PathBuf::from(text)))
    } else {
        (text.clone(), dotenv.clone())
    };
    let value = known.get(key).map_or_else(|| Ok(Value::String(text.clone())), |like| typed(&text, like))?;
    Ok(Some(Setting { key: key.into(), value, origin: Origin::Environment(name.into(), place) }))
}

fn is_setting(name: &str) -> bool {
    name.starts_with(PREFIX)
        && !NOT_SETTINGS.contains(&name)
        && !FLAT.iter().any(|(flat, _)| name.strip_suffix("_FILE").unwrap_or(name) == *flat)
        && !NOT_SETTINGS_PREFIX.iter().any(|prefix| name.starts_with(prefix))
}

/// `FLOWTILLA_API__LISTEN` → `api.listen`; `…_FILE` of a secret → the secret's key.
fn key_of(name: &str, known: &BTreeMap<String, Value>) -> Option<String> {
    let key = name.strip_prefix(PREFIX)?.to_ascii_lowercase().replacen("__", ".", 1);
    if known.contains_key(&key) {
        return Some(key);
    }
    key.strip_suffix("_file").filter(|key| SECRET.contains(key)).map(str::to_owned)
}

fn unknown_name(name: &str, known: &BTreeMap<String, Value>) -> String {
    let names: Vec<String> =
        known.keys().map(|key| format!("{PREFIX}{}", key.replacen('.', "__", 1).to_ascii_uppercase())).collect();
    match near(name, names.iter().map(String::as_str)) {
        Some(meant) => format!("environment variable {name}: there is no such setting; did you mean {meant}?"),
        None => {
            format!("environment variable {name}: there is no such setting; `flowtilla config show` lists all keys")
        }
    }
}

/// Reads a variable's text as the type that its key has.
fn typed(text: &str, like: &Value) -> Result<Value, String> {
    match like {
        Value::Integer(_) => {
            text.trim().parse().map(Value::Integer).map_err(|_| format!("expected a whole number, found `{text}`"))
        }
        Value::Boolean(_) => match text.trim().to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => Ok(Value::Boolean(true)),
            "0" | "false" | "no" | "off" => Ok(Value::Boolean(false)),
            _ => Err(format!("expected `true` or `false`, found `{text}`")),
        },
        Value::Array(_) => Ok(Value::Array(
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| Value::String(part.into()))
                .collect(),
        )),
        Value::Float(_) => {
            text.trim().parse().map(Value::Float).map_err(|_| format!("expected a number, found `{text}`"))
        }
        Value::Table(_) => toml::from_str::<toml::Table>(&format!("value = {text}"))
            .ok()
            .and_then(|table| table.get("value").cloned())
            .ok_or_else(|| format!("expected a table such as `{{ \"name\" = {{ key = 1 }} }}`, found `{text}`")),
        Value::String(_) | Value::Datetime(_) => Ok(Value::String(text.into())),
    }
}
