//! The values that a step can use: variables, params, environment, secrets, chance, the time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use serde_json::{Map, Value};

use super::{
    super::{near, problem},
    Origin, Reference,
};
use crate::domain::outcome::StepError;

/// What lies outside the flow: environment, secrets, clock and chance.
pub trait Outside: Send + Sync {
    /// A variable of the environment that flows may read.
    fn env(&self, name: &str) -> Option<String>;

    /// A secret of the project.
    fn secret(&self, name: &str) -> Option<String>;

    /// The one-time code of a secret at this moment.
    fn totp(&self, _name: &str) -> Option<String> {
        None
    }

    /// The text of a file in the run's workspace.
    ///
    /// # Errors
    /// A sentence when there is none, or it is no text.
    fn file(&self, name: &str) -> Result<String, String> {
        Err(format!("There is no file `{name}` here."))
    }

    /// Names for "did you mean": of the environment, or of the secrets.
    fn known(&self, _origin: Origin) -> Vec<String> {
        Vec::new()
    }

    /// The time for `{{now}}`.
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        chrono::Utc::now()
    }

    /// 64 random bits for `{{random.…}}`.
    fn random(&self) -> u64 {
        rand::random()
    }
}

/// Nothing outside: no environment, no secrets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Outside for Nothing {
    fn env(&self, _name: &str) -> Option<String> {
        None
    }

    fn secret(&self, _name: &str) -> Option<String> {
        None
    }
}

/// Environment and secrets that are at hand.
#[derive(Clone, Default)]
pub struct AtHand {
    pub env: BTreeMap<String, String>,
    pub secrets: BTreeMap<String, String>,
}

impl Outside for AtHand {
    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }

    fn secret(&self, name: &str) -> Option<String> {
        self.secrets.get(name).cloned()
    }

    fn known(&self, origin: Origin) -> Vec<String> {
        match origin {
            Origin::Env => self.env.keys().cloned().collect(),
            Origin::Secret | Origin::Totp => self.secrets.keys().cloned().collect(),
            Origin::Value | Origin::File | Origin::Random | Origin::Now => Vec::new(),
        }
    }
}

/// The values that a step can use.
pub struct Scope {
    params: Map<String, Value>,
    variables: Map<String, Value>,
    outside: Box<dyn Outside>,
    used: Mutex<BTreeSet<String>>,
}

impl Scope {
    /// Params (the flow's defaults under those of the run) and no variables yet.
    #[must_use]
    pub fn new(params: Map<String, Value>, outside: impl Outside + 'static) -> Self {
        Self { params, variables: Map::new(), outside: Box::new(outside), used: Mutex::default() }
    }

    /// Gives a variable a value; it hides a param of the same name.
    pub fn set(&mut self, name: impl Into<String>, value: Value) {
        self.variables.insert(name.into(), value);
    }

    /// Takes a variable away, e.g. after a loop, and returns its value.
    pub fn unset(&mut self, name: &str) -> Option<Value> {
        self.variables.remove(name)
    }

    /// The value of a variable or param, or of something inside it: `order.lines.0`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Value> {
        let mut segments = path.split('.');
        let first = segments.next()?;
        segments.try_fold(self.root(first)?, |value, segment| inside(value, segment))
    }

    /// The variables by name, e.g. to keep them for a resume.
    #[must_use]
    pub fn variables(&self) -> &Map<String, Value> {
        &self.variables
    }

    /// Every secret that was handed out, to be masked wherever it shows; the longest first, so that none hides in another.
    #[must_use]
    pub fn used_secrets(&self) -> Vec<String> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let mut secrets: Vec<_> = used.iter().cloned().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets
    }

    fn root(&self, name: &str) -> Option<&Value> {
        self.variables.get(name).or_else(|| self.params.get(name))
    }

    /// The value of a reference.
    ///
    /// # Errors
    /// `refused`, naming what is unknown and what is near.
    pub fn resolve(&self, reference: &Reference) -> Result<Value, StepError> {
        let name = reference.name.as_str();
        match reference.origin {
            Origin::Value => self.value(reference).cloned(),
            Origin::Env => self
                .outside
                .env(name)
                .map(Value::String)
                .ok_or_else(|| self.unknown_outside(reference, "env", "The environment variable")),
            Origin::Secret => {
                let secret =
                    self.outside.secret(name).ok_or_else(|| self.unknown_outside(reference, "secret", "The secret"))?;
                if !secret.is_empty() {
                    self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(secret.clone());
                }
                Ok(Value::String(secret))
            }
            Origin::Totp => {
                let code = self
                    .outside
                    .totp(name)
                    .ok_or_else(|| self.unknown_outside(reference, "totp", "The secret of one-time codes"))?;
                self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(code.clone());
                Ok(Value::String(code))
            }
            Origin::File => self.outside.file(name).map(Value::String).map_err(StepError::refused),
            Origin::Random => Ok(random(name, &mut || self.outside.random())),
            Origin::Now => super::moment::value(name, self.outside.now()).map_err(StepError::refused),
        }
    }

    fn value(&self, reference: &Reference) -> Result<&Value, StepError> {
        let name = reference.name.as_str();
        let Some(mut value) = self.root(name) else {
            let known = self.variables.keys().chain(self.params.keys()).map(String::as_str);
            let near = near::nearest(name, known).map(|n| format!(" Did you mean `{{{{{n}}}}}`?")).unwrap_or_default();
            return Err(StepError::refused(format!(
                "`{{{{{name}}}}}` is unknown: no param and no variable has this name.{near} Declare it under `params`, give it when starting the flow, or set it in an earlier step."
            )));
        };
        let mut way = name.to_owned();
        for segment in &reference.path {
            value = inside(value, segment).ok_or_else(|| {
                let known: Vec<&str> =
                    value.as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default();
                let near =
                    near::nearest(segment, known).map(|n| format!(" Did you mean `{way}.{n}`?")).unwrap_or_default();
                StepError::refused(format!(
                    "`{{{{{way}.{segment}}}}}` is unknown: `{way}` is {}.{near}",
                    kind_of(value)
                ))
            })?;
            way = format!("{way}.{segment}");
        }
        Ok(value)
    }

    fn unknown_outside(&self, reference: &Reference, prefix: &str, what: &str) -> StepError {
        let known = self.outside.known(reference.origin);
        let near = near::nearest(&reference.name, known.iter().map(String::as_str));
        let near = near.map(|n| format!(" Did you mean `{{{{{prefix}.{n}}}}}`?")).unwrap_or_default();
        StepError::refused(format!("{what} `{}` is not set.{near}", reference.name))
    }
}

impl std::fmt::Debug for Scope {
    /// Names only: values may be secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = |map: &Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
        f.debug_struct("Scope")
            .field("params", &names(&self.params))
            .field("variables", &names(&self.variables))
            .finish_non_exhaustive()
    }
}

fn inside<'a>(value: &'a Value, segment: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => map.get(segment),
        Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn kind_of(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "true or false".into(),
        Value::Number(_) => "a number".into(),
        Value::String(_) => "a text".into(),
        Value::Array(items) => format!("a list of {} (indexes begin at 0)", items.len()),
        Value::Object(map) => {
            let names: Vec<&str> = map.keys().take(12).map(String::as_str).collect();
            if names.is_empty() {
                "an empty object".into()
            } else {
                format!("an object with {}", problem::one_of(&names, "and"))
            }
        }
    }
}

fn random(kind: &str, bits: &mut dyn FnMut() -> u64) -> Value {
    const SYLLABLES: &[&str] =
        &["ka", "lo", "mi", "ra", "ten", "so", "vi", "nel", "da", "ro", "pe", "lin", "ja", "mor", "su", "ti"];
    let letters =
        |bits: u64, n: usize| -> String { (0..n).map(|i| char::from(b'a' + ((bits >> (i * 5)) % 26) as u8)).collect() };
    let name = |bits: u64| -> String {
        let word: String = (0..3).map(|i| SYLLABLES[((bits >> (i * 8)) % 16) as usize]).collect();
        word.chars().next().map(|c| c.to_uppercase().chain(word.chars().skip(1)).collect()).unwrap_or_default()
    };
    match kind {
        "uuid" => {
            let wide = (u128::from(bits()) << 64) | u128::from(bits());
            uuid::Builder::from_random_bytes(wide.to_be_bytes()).into_uuid().to_string().into()
        }
        "email" => format!("{}@example.com", letters(bits(), 12)).into(),
        "name" => format!("{} {}", name(bits()), name(bits())).into(),
        "number" => (bits() % 900_000 + 100_000).into(),
        _ => letters(bits(), 12).into(),
    }
}
