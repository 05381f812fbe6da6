//! Puts the layers of settings together and remembers where each value came from.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

use super::{
    Config,
    environment::{self, Environment},
    file,
    names::near,
};

/// Where a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Default,
    /// A file, and the line in it from 1.
    File(PathBuf, usize),
    /// A variable; with the `.env` file that set it, or the file that a `…_FILE` variable named.
    Environment(String, Option<PathBuf>),
    /// A flag, as typed.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => write!(f, "default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Environment(name, None) => write!(f, "environment variable {name}"),
            Self::Environment(name, Some(path)) => write!(f, "{name} in {}", path.display()),
            Self::Flag(flag) => write!(f, "flag {flag}"),
        }
    }
}

/// One value for one key (`section.name`) from one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    pub key: String,
    pub value: Value,
    pub origin: Origin,
}

impl Setting {
    /// A value given by a flag.
    pub fn flag(flag: &str, key: &str, value: impl Into<Value>) -> Self {
        Self { key: key.into(), value: value.into(), origin: Origin::Flag(flag.into()) }
    }
}

/// What the loader reads. [`Sources::of_process`] takes it from the process; tests make their own.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Highest precedence.
    pub flags: Vec<Setting>,
    pub environment: Environment,
    /// Read in this order, later over earlier; a missing one is passed over unless it is `required`.
    pub files: Vec<PathBuf>,
    /// The files were named by the person: missing ones are errors.
    pub required: bool,
}

impl Sources {
    /// The process' environment, and `./flowtilla.toml` over `$XDG_CONFIG_HOME/flowtilla/config.toml`, or only `named` when
    /// there is one. With `dotenv`, `./.env` fills in variables that the environment does not have.
    ///
    /// # Errors
    /// When the `.env` file cannot be read.
    pub fn of_process(flags: Vec<Setting>, named: Option<&Path>, dotenv: bool) -> Result<Self, ConfigError> {
        let mut environment = Environment::of_process();
        if dotenv {
            environment.fill_from(Path::new(".env")).map_err(|problem| ConfigError { problems: vec![problem] })?;
        }
        let named = named.map(Path::to_path_buf).or_else(|| environment.get("FLOWTILLA_CONFIG").map(PathBuf::from));
        let required = named.is_some();
        let files = match named {
            Some(path) => vec![path],
            None => default_files(&environment),
        };
        Ok(Self { flags, environment, files, required })
    }
}

fn default_files(environment: &Environment) -> Vec<PathBuf> {
    let home = environment.get("HOME").map(|home| Path::new(home).join(".config"));
    let base = environment.get("XDG_CONFIG_HOME").map(PathBuf::from).or(home);
    let own = base.map(|base| base.join("flowtilla/config.toml"));
    own.into_iter().chain([PathBuf::from("flowtilla.toml")]).collect()
}

/// The settings, and where each one came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    pub config: Config,
    /// By key, every key there is.
    pub origins: BTreeMap<String, Origin>,
}

/// Everything that is wrong with the settings, one sentence each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.join("\n"))]
pub struct ConfigError {
    pub problems: Vec<String>,
}

/// Reads the layers, lowest first, and checks the result.
///
/// # Errors
/// All problems at once: unknown keys (with near names), values of the wrong type, values that contradict each other.
pub fn load(sources: &Sources) -> Result<Loaded, ConfigError> {
    let known = known_keys();
    let mut problems = Vec::new();
    let mut settings = Vec::new();
    for path in &sources.files {
        file::read(path, sources.required, &mut settings, &mut problems);
    }
    environment::read(&sources.environment, &known, &mut settings, &mut problems);
    settings.extend(sources.flags.iter().cloned());

    let mut table = Table::new();
    let mut origins: BTreeMap<String, Origin> = known.keys().map(|key| (key.clone(), Origin::Default)).collect();
    for setting in settings {
        match check_one(&setting, &known) {
            Ok(()) => {
                put(&mut table, &setting.key, setting.value);
                origins.insert(setting.key, setting.origin);
            }
            Err(problem) => problems.push(format!("{}: {problem}", setting.origin)),
        }
    }
    let config: Config = match table.try_into() {
        Ok(config) => config,
        Err(error) => {
            problems.push(error.to_string());
            Config::default()
        }
    };
    problems.extend(config.contradictions().into_iter().map(|(key, problem)| match origins.get(key) {
        Some(origin) => format!("{origin}: `{key}` {problem}"),
        None => format!("`{key}` {problem}"),
    }));
    if problems.is_empty() { Ok(Loaded { config, origins }) } else { Err(ConfigError { problems }) }
}

/// Refuses keys that do not exist and values that their key cannot take.
fn check_one(setting: &Setting, known: &BTreeMap<String, Value>) -> Result<(), String> {
    if !known.contains_key(&setting.key) {
        return Err(unknown(&setting.key, known));
    }
    let mut table = Table::new();
    put(&mut table, &setting.key, setting.value.clone());
    match table.try_into::<Config>() {
        Ok(_) => Ok(()),
        Err(error) => Err(format!(
            "`{}` is not valid: {}",
            setting.key,
            error.message().trim().replace("a duration", "a duration such as `30s`")
        )),
    }
}

fn unknown(key: &str, known: &BTreeMap<String, Value>) -> String {
    match near(key, known.keys().map(String::as_str)) {
        Some(name) => format!("unknown key `{key}`; did you mean `{name}`?"),
        None => format!("unknown key `{key}`; `flowtilla config show` lists all keys"),
    }
}

/// Sets `section.name` in a table of tables.
fn put(table: &mut Table, key: &str, value: Value) {
    let Some((section, name)) = key.split_once('.') else {
        return;
    };
    let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(section) = section {
        section.insert(name.into(), value);
    }
}

/// Every key with a value of its type (the default, or a sample where the default is absent).
pub(super) fn known_keys() -> BTreeMap<String, Value> {
    let mut sample = Config::default();
    sample.worker.listen = Some(sample.api.listen);
    sample.worker.view_listen = Some(sample.api.listen);
    leaves(&sample)
}

/// The values of a configuration by key; absent ones are left out.
#[must_use]
pub fn leaves(config: &Config) -> BTreeMap<String, Value> {
    let table = Table::try_from(config).unwrap_or_default();
    let mut leaves = BTreeMap::new();
    for (section, values) in table {
        if let Value::Table(values) = values {
            leaves.extend(values.into_iter().map(|(name, value)| (format!("{section}.{name}"), value)));
        }
    }
    leaves
}

/// The text of a value for people; passwords inside URLs are replaced by `***`.
#[must_use]
pub fn masked(value: &Value) -> String {
    let Value::String(text) = value else {
        return value.to_string();
    };
    match url::Url::parse(text) {
        Ok(mut url) if url.password().is_some() => {
            // only fails for URLs that can hold no password, and this one holds one
            let _ = url.set_password(Some("***"));
            Value::String(url.into()).to_string()
        }
        _ => value.to_string(),
    }
}
