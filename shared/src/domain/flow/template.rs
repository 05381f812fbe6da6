//! `{{…}}`: how it is written, what a flow uses, and filling it in.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{near, problem, table};
use crate::domain::outcome::StepError;

/// Bytes that one filled step may have, at most.
pub const MAX_FILLED: usize = 4 << 20;

const RANDOM: &[&str] = &["uuid", "email", "name", "number", "text"];

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A variable or a param.
    Value,
    Env,
    Secret,
    Random,
    Now,
}

/// What stands between `{{` and `}}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    pub origin: Origin,
    /// Name of the variable, param, environment variable, secret or random kind; `now` for the time.
    pub name: String,
    /// The way into the value: `{{order.lines.0}}` has `["lines", "0"]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
}

/// A piece of a text with values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    Value(Reference),
}

/// The pieces of a text; `\{{` is a literal `{{`.
///
/// # Errors
/// A sentence about the first `{{…}}` that cannot be read.
pub(crate) fn parse(text: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, after) = (&rest[..start], &rest[start + 2..]);
        if let Some(before) = before.strip_suffix('\\') {
            literal.push_str(before);
            literal.push_str("{{");
            rest = after;
            continue;
        }
        let Some(end) = after.find("}}") else {
            return Err(format!(
                "The `{{{{` in {} is not closed. Add `}}}}`, or write `\\{{{{` for a literal `{{{{`.",
                problem::quoted(text)
            ));
        };
        literal.push_str(before);
        if !literal.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut literal)));
        }
        parts.push(Part::Value(reference(after[..end].trim())?));
        rest = &after[end + 2..];
    }
    literal.push_str(rest);
    if !literal.is_empty() || parts.is_empty() {
        parts.push(Part::Text(literal));
    }
    Ok(parts)
}

fn reference(inner: &str) -> Result<Reference, String> {
    let shown = problem::shown(inner);
    let mut segments = inner.split('.');
    let first = segments.next().unwrap_or_default();
    let rest: Vec<&str> = segments.collect();
    let origin = match first {
        "env" => Origin::Env,
        "secret" => Origin::Secret,
        "random" => Origin::Random,
        "now" if rest.is_empty() => return Ok(Reference { origin: Origin::Now, name: "now".into(), path: Vec::new() }),
        "now" => return Err(format!("`{{{{{shown}}}}}` is unknown; the time is `{{{{now}}}}`.")),
        _ if is_path(inner) => {
            return Ok(Reference {
                origin: Origin::Value,
                name: first.into(),
                path: rest.into_iter().map(Into::into).collect(),
            });
        }
        _ => {
            return Err(format!(
                "`{{{{{shown}}}}}` is no value; expected a name such as `{{{{user}}}}`, `{{{{order.lines.0}}}}`, `{{{{env.NAME}}}}` or `{{{{secret.NAME}}}}`, or `\\{{{{` for a literal `{{{{`."
            ));
        }
    };
    match rest.as_slice() {
        [kind] if origin == Origin::Random && !RANDOM.contains(kind) => {
            let hint = near::hint(kind, RANDOM.iter().copied());
            Err(format!("`{{{{{shown}}}}}` is unknown; `random` has {}{hint}", problem::one_of(RANDOM, "and"))
                + if hint.is_empty() { "." } else { "" })
        }
        [name] if is_name(name) => Ok(Reference { origin, name: (*name).into(), path: Vec::new() }),
        _ => Err(format!(
            "`{{{{{shown}}}}}` needs exactly one name after `{first}.`, such as `{{{{{first}.{}}}}}`.",
            if origin == Origin::Random { "uuid" } else { "NAME" }
        )),
    }
}

/// A text that is one `{{…}}` and nothing else.
pub(crate) fn is_whole(text: &str) -> bool {
    text.starts_with("{{") && matches!(parse(text).as_deref(), Ok([Part::Value(_)]))
}

/// Whether a text has a `{{…}}` to fill in.
pub(crate) fn has_value(text: &str) -> bool {
    text.contains("{{") && parse(text).is_ok_and(|parts| parts.iter().any(|p| matches!(p, Part::Value(_))))
}

/// Letters, digits, `_` and `-`, beginning with a letter or `_`.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() <= 100
        && text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// A name, then names or indexes behind dots.
pub(crate) fn is_path(text: &str) -> bool {
    let mut segments = text.split('.');
    segments.next().is_some_and(is_name)
        && segments.all(|s| !s.is_empty() && s.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-'))
}

/// Everything that a value refers to, nested steps included, once each, in order.
#[must_use]
pub fn names(value: &Value) -> Vec<Reference> {
    let mut found = BTreeSet::new();
    collect(value, &mut |text| {
        for part in parse(text).unwrap_or_default() {
            if let Part::Value(reference) = part {
                found.insert(reference);
            }
        }
    });
    found.into_iter().collect()
}

fn collect(value: &Value, see: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, see)),
        Value::Object(map) => map.values().for_each(|item| collect(item, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What lies outside the flow: environment, secrets, clock and chance.
pub trait Outside: Send + Sync {
    /// A variable of the environment that flows may read.
    fn env(&self, name: &str) -> Option<String>;

    /// A secret of the project.
    fn secret(&self, name: &str) -> Option<String>;

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
            Origin::Secret => self.secrets.keys().cloned().collect(),
            Origin::Value | Origin::Random | Origin::Now => Vec::new(),
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
            Origin::Random => Ok(random(name, &mut || self.outside.random())),
            Origin::Now => Ok(self.outside.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true).into()),
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

/// The value with every `{{…}}` filled in; a string that is one `{{…}}` and nothing else takes the value's type.
///
/// # Errors
/// `refused` for an unknown name, and for more than [`MAX_FILLED`] bytes.
pub fn fill(value: &Value, scope: &Scope) -> Result<Value, StepError> {
    fill_within(value, scope, &mut MAX_FILLED.clone())
}

/// Like [`fill`] for a step in long form: nested steps stay as they are until their turn comes, and scripts always do.
///
/// # Errors
/// As [`fill`].
pub fn fill_step(step: &Value, scope: &Scope) -> Result<Value, StepError> {
    let row = step.get("type").and_then(Value::as_str).and_then(table::step_row);
    let (Some(row), Value::Object(map)) = (row, step) else { return fill(step, scope) };
    let mut left = MAX_FILLED;
    let mut filled = Map::new();
    for (name, value) in map {
        let waits = row
            .any_field(name)
            .is_some_and(|f| matches!(f.kind, table::Kind::Steps | table::Kind::MaybeSteps | table::Kind::Code));
        let value = if waits { value.clone() } else { fill_within(value, scope, &mut left)? };
        filled.insert(name.clone(), value);
    }
    Ok(Value::Object(filled))
}

fn fill_within(value: &Value, scope: &Scope, left: &mut usize) -> Result<Value, StepError> {
    Ok(match value {
        Value::String(text) if text.contains("{{") => fill_text(text, scope, left)?,
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| fill_within(item, scope, left)).collect::<Result<_, _>>()?)
        }
        Value::Object(map) => {
            let entry = |(name, item): (&String, &Value)| Ok((name.clone(), fill_within(item, scope, left)?));
            Value::Object(map.iter().map(entry).collect::<Result<_, StepError>>()?)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    })
}

fn fill_text(text: &str, scope: &Scope, left: &mut usize) -> Result<Value, StepError> {
    let parts = parse(text).map_err(StepError::refused)?;
    if let [Part::Value(reference)] = parts.as_slice() {
        let value = scope.resolve(reference)?;
        spend(left, weight(&value))?;
        return Ok(value);
    }
    let mut filled = String::new();
    for part in parts {
        match part {
            Part::Text(literal) => filled.push_str(&literal),
            Part::Value(reference) => {
                let piece = plain(&scope.resolve(&reference)?);
                spend(left, piece.len())?;
                filled.push_str(&piece);
            }
        }
    }
    Ok(filled.into())
}

/// A value within a text: strings as they are, nothing for null, JSON for the rest.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn spend(left: &mut usize, bytes: usize) -> Result<(), StepError> {
    *left = left.checked_sub(bytes).ok_or_else(|| {
        StepError::refused(format!(
            "The values of the step are larger than {} MiB together. Use smaller ones.",
            MAX_FILLED >> 20
        ))
    })?;
    Ok(())
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len() + 8,
        Value::Array(items) => items.iter().map(weight).sum::<usize>() + 8,
        Value::Object(map) => map.iter().map(|(name, item)| name.len() + weight(item)).sum::<usize>() + 8,
    }
}
