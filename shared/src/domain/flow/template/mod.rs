//! `{{…}}`: how it is written, what a flow uses, and filling it in.

mod moment;
mod scope;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{near, problem, table};
use crate::domain::outcome::StepError;

pub use scope::{AtHand, Nothing, Outside, Scope};

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
    /// A one-time code of a secret.
    Totp,
    /// The text of a file in the run's workspace.
    File,
    Random,
    Now,
}

/// What stands between `{{` and `}}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    pub origin: Origin,
    /// Name of the variable, param, environment variable, secret, file or random kind; for the time all that stands there (`now+2d|date`).
    pub name: String,
    /// The way into the value: `{{order.lines.0}}` has `["lines", "0"]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
}

/// A piece of a text with values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Value(Reference),
}

/// The pieces of a text; `\{{` is a literal `{{`.
///
/// # Errors
/// A sentence about the first `{{…}}` that cannot be read.
pub fn parse(text: &str) -> Result<Vec<Part>, String> {
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
    if moment::is_moment(inner) {
        moment::check(inner)?;
        return Ok(Reference { origin: Origin::Now, name: inner.into(), path: Vec::new() });
    }
    let mut segments = inner.split('.');
    let first = segments.next().unwrap_or_default();
    let rest: Vec<&str> = segments.collect();
    let origin = match first {
        "env" => Origin::Env,
        "secret" => Origin::Secret,
        "totp" => Origin::Totp,
        "file" => {
            let name = inner.trim_start_matches("file").trim_start_matches('.');
            if name.is_empty() {
                return Err(format!("`{{{{{shown}}}}}` names no file; write e.g. `{{{{file.report.csv}}}}`."));
            }
            return Ok(Reference { origin: Origin::File, name: name.into(), path: Vec::new() });
        }
        "random" => Origin::Random,
        "now" => {
            return Err(format!(
                "`{{{{{shown}}}}}` is unknown; the time is `{{{{now}}}}`, `{{{{now+2d}}}}` or `{{{{now|date}}}}`."
            ));
        }
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

/// The text so that nothing in it is filled in: for what comes from a page or a model.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace("{{", "\\{{")
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
        let waits = row.any_field(name).is_some_and(|f| f.kind.waits() || matches!(f.kind, table::Kind::Code));
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
