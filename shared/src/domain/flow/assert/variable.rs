//! Assertions about variables: by value, by type, by schema, as dates and as files.

use serde_json::Value;

use super::{found, normal, text_matches};
use crate::domain::{
    flow::{
        model::{CloseTo, Expect, Range, TextMatcher, ValueKind},
        problem::quoted,
    },
    outcome::{ErrorKind, StepError},
};

/// Checks an assertion about a variable.
///
/// # Errors
/// `assertion` with what was expected and what the variable is; `refused` when the comparison makes no sense.
pub fn var_holds(expect: &Expect, actual: &Value) -> Result<(), StepError> {
    let part;
    let (name, actual) = match &expect.path {
        None => (variable_name(expect), actual),
        Some(path) => {
            part = inside(path, actual)?;
            (format!("{}` at `{path}", variable_name(expect)), &part)
        }
    };
    let Compared { wanted, holds, note } = compare(expect, actual)?;
    if holds != expect.not {
        return Ok(());
    }
    let wanted = if expect.not { format!("not {wanted}") } else { wanted };
    let actual = shorten(&actual.to_string());
    let note = note.map(|note| format!(" ({note})")).unwrap_or_default();
    Err(StepError::new(ErrorKind::Assertion, format!("`{name}` should be {wanted}, but is {actual}{note}."))
        .with_values(wanted, actual))
}

fn variable_name(expect: &Expect) -> String {
    expect.var.clone().unwrap_or_else(|| "the variable".to_owned())
}

/// What a JSON path finds: its only hit, or a list of them.
fn inside(path: &str, value: &Value) -> Result<Value, StepError> {
    let query = serde_json_path::JsonPath::parse(path)
        .map_err(|error| StepError::refused(format!("{} is no JSON path: {error}.", quoted(path))))?;
    let hits = query.query(value).all();
    Ok(match hits.as_slice() {
        [only] => (*only).clone(),
        [] => Value::Null,
        several => several.iter().map(|hit| (*hit).clone()).collect(),
    })
}

/// What was wanted, in words, and whether it is so.
struct Compared {
    wanted: String,
    holds: bool,
    /// Why it is not so, when that is more than the value shows.
    note: Option<String>,
}

impl From<(String, bool)> for Compared {
    fn from((wanted, holds): (String, bool)) -> Self {
        Self { wanted, holds, note: None }
    }
}

fn compare(expect: &Expect, actual: &Value) -> Result<Compared, StepError> {
    let shown = |value: &Value| shorten(&value.to_string());
    if let Some(value) = &expect.equals {
        return Ok((shown(value), equal(value, actual)).into());
    }
    if let Some(value) = &expect.ne {
        return Ok((format!("other than {}", shown(value)), !equal(value, actual)).into());
    }
    if let Some(part) = &expect.contains {
        let wanted = format!("something that contains {}", shown(part));
        return Ok((wanted, contains(part, actual)?).into());
    }
    if let Some(pattern) = &expect.matches {
        return Ok((format!("a match of /{pattern}/"), found(pattern, "", &as_text(actual))?).into());
    }
    if let Some(values) = &expect.one_of {
        let wanted = format!("one of {}", shown(&Value::Array(values.clone())));
        return Ok((wanted, values.iter().any(|value| equal(value, actual))).into());
    }
    let bounds =
        [("more than", &expect.gt), ("at least", &expect.gte), ("less than", &expect.lt), ("at most", &expect.lte)];
    for (word, bound) in bounds {
        if let Some(bound) = bound {
            let order = order(actual, bound)?;
            let holds = match word {
                "more than" => order.is_gt(),
                "at least" => order.is_ge(),
                "less than" => order.is_lt(),
                _ => order.is_le(),
            };
            return Ok((format!("{word} {}", shown(bound)), holds).into());
        }
    }
    match measured(expect, actual)? {
        Some(compared) => Ok(compared),
        None => Err(StepError::refused(
            "The assertion says nothing about the variable. Add `equals`, `ne`, `contains`, `matches`, `in`, `gt`, `gte`, `lt`, `lte`, `close_to`, `is`, `length`, `schema`, `before` or `after`.",
        )),
    }
}

/// The matchers that measure: distance, type, length, schema, dates.
fn measured(expect: &Expect, actual: &Value) -> Result<Option<Compared>, StepError> {
    if let Some(CloseTo { value, within }) = expect.close_to {
        let wanted = format!("within {within} of {value}");
        let holds = as_number(actual).is_some_and(|n| (n - value).abs() <= within + f64::EPSILON * value.abs());
        return Ok(Some((wanted, holds).into()));
    }
    if let Some(kind) = expect.kind {
        return Ok(Some(is_kind(kind, actual).into()));
    }
    if let Some(range) = expect.length {
        let length = length_of(actual);
        let note = Some(match length {
            Some(length) => format!("its length is {length}"),
            None => "it has no length".to_owned(),
        });
        let holds = length.is_some_and(|length| in_range(length as f64, range));
        return Ok(Some(Compared { wanted: format!("of length {}", range_words(range)), holds, note }));
    }
    if let Some(schema) = &expect.schema {
        let note = broken(schema, actual)?;
        return Ok(Some(Compared { wanted: "valid by the schema".into(), holds: note.is_none(), note }));
    }
    for (word, bound, wanted_order) in
        [("before", &expect.before, std::cmp::Ordering::Less), ("after", &expect.after, std::cmp::Ordering::Greater)]
    {
        if let Some(bound) = bound {
            let moment = moment(bound).ok_or_else(|| {
                StepError::refused(format!(
                    "{} is no date or time, such as 2026-11-20 or 2026-11-20T10:00:00Z.",
                    quoted(bound)
                ))
            })?;
            let own = moment_of(actual);
            let note = own.is_none().then(|| "that is no date or time".to_owned());
            let holds = own.is_some_and(|own| own.cmp(&moment) == wanted_order);
            return Ok(Some(Compared { wanted: format!("{word} {bound}"), holds, note }));
        }
    }
    Ok(None)
}

fn is_kind(kind: ValueKind, actual: &Value) -> (String, bool) {
    match kind {
        ValueKind::String => ("a text".into(), actual.is_string()),
        ValueKind::Number => ("a number".into(), actual.is_number()),
        ValueKind::Integer => {
            let whole = actual.is_i64() || actual.is_u64() || actual.as_f64().is_some_and(|n| n.fract() == 0.0);
            ("a whole number".into(), whole)
        }
        ValueKind::Boolean => ("true or false".into(), actual.is_boolean()),
        ValueKind::List => ("a list".into(), actual.is_array()),
        ValueKind::Object => ("an object".into(), actual.is_object()),
        ValueKind::Null => ("null".into(), actual.is_null()),
        ValueKind::Empty => ("empty".into(), actual.is_null() || length_of(actual) == Some(0)),
    }
}

fn length_of(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(map) => Some(map.len()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

pub(super) fn in_range(number: f64, range: Range) -> bool {
    match range {
        Range::Exactly(wanted) => (number - wanted).abs() < 1e-9,
        Range::Between { min, max } => min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max),
    }
}

fn range_words(range: Range) -> String {
    match range {
        Range::Exactly(n) => n.to_string(),
        Range::Between { min: Some(min), max: Some(max) } => format!("{min} to {max}"),
        Range::Between { min: Some(min), max: None } => format!("at least {min}"),
        Range::Between { min: None, max: Some(max) } => format!("at most {max}"),
        Range::Between { min: None, max: None } => "anything".into(),
    }
}

/// Differences from a schema that are told.
const TOLD: usize = 5;

/// What of a value breaks a JSON Schema, in at most a few sentences; `None` when it is valid. References to elsewhere are refused.
///
/// # Errors
/// `refused` when it is no schema.
pub fn broken(schema: &Value, actual: &Value) -> Result<Option<String>, StepError> {
    let validator = jsonschema::options()
        .build(schema)
        .map_err(|error| StepError::refused(format!("`schema` cannot be used as a JSON Schema: {error}.")))?;
    let problems: Vec<String> = (validator.iter_errors(actual))
        .take(TOLD)
        .map(|problem| match problem.instance_path().to_string().as_str() {
            "" => shorten(&problem.to_string()),
            at => format!("at {at}: {}", shorten(&problem.to_string())),
        })
        .collect();
    Ok((!problems.is_empty()).then(|| problems.join("; ")))
}

/// Milliseconds since 1970 of a date or time; a number is milliseconds already.
fn moment_of(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => moment(text),
        Value::Number(number) => number.as_i64(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// RFC 3339, RFC 2822, `2026-11-20`, `2026-11-20 10:00[:00]` and `20.11.2026`; without a zone it is UTC.
fn moment(text: &str) -> Option<i64> {
    use chrono::{DateTime, NaiveDate, NaiveDateTime};
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)) {
        return Some(at.timestamp_millis());
    }
    let times = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    let dates = ["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d"];
    let time = times.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let date = || dates.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok()?.and_hms_opt(0, 0, 0));
    Some(time.or_else(date)?.and_utc().timestamp_millis())
}

/// Checks an assertion about a downloaded file, `{name, sha256, size, media_type}`; `bytes` is its content when `text` is asked for.
///
/// # Errors
/// `assertion` with the first thing that is not so; `refused` when the variable is no file.
pub fn file_holds(expect: &Expect, actual: &Value, bytes: Option<&[u8]>) -> Result<(), StepError> {
    let Some(wanted) = &expect.file else { return Ok(()) };
    let name = variable_name(expect);
    let text = |key: &str| actual.get(key).and_then(Value::as_str);
    let Some(sha256) = text("sha256") else {
        return Err(StepError::refused(format!(
            "`{name}` is no file: it has no `sha256`. Let a `download` step set it."
        )));
    };
    let mut facts: Vec<(&str, String, String, bool)> = Vec::new();
    for (what, matcher) in [("name", &wanted.name), ("media_type", &wanted.media_type)] {
        if let Some(matcher) = matcher {
            let own = text(what).unwrap_or_default();
            facts.push((what, words(matcher), own.to_owned(), text_matches(matcher, own, true)?));
        }
    }
    if let Some(range) = wanted.size {
        let size = actual.get("size").and_then(Value::as_f64);
        let shown = size.map_or_else(|| "unknown".to_owned(), |n| n.to_string());
        facts.push(("size", range_words(range), shown, size.is_some_and(|n| in_range(n, range))));
    }
    if let Some(hash) = &wanted.sha256 {
        facts.push(("sha256", hash.clone(), sha256.to_owned(), hash.trim().eq_ignore_ascii_case(sha256)));
    }
    if let Some(matcher) = &wanted.text {
        let content = match bytes.map(std::str::from_utf8) {
            Some(Ok(content)) => content,
            Some(Err(_)) => {
                return Err(StepError::refused(format!(
                    "The file `{name}` is no UTF-8 text. Read it with `parse_file` first."
                )));
            }
            None => {
                return Err(StepError::refused(format!("The content of the file `{name}` is not at hand any more.")));
            }
        };
        facts.push(("text", words(matcher), shorten(content), text_matches(matcher, content, false)?));
    }
    let wrong = facts.iter().find(|(.., holds)| !holds);
    match (wrong, expect.not) {
        (None, false) | (Some(_), true) => Ok(()),
        (Some((what, wanted, own, _)), false) => {
            let message = format!("The {what} of the file `{name}` should be {wanted}, but is {}.", quoted(own));
            Err(StepError::new(ErrorKind::Assertion, message).with_values(format!("{what} {wanted}"), own.clone()))
        }
        (None, true) => {
            let message = format!("The file `{name}` should not be like this, but is.");
            Err(StepError::new(ErrorKind::Assertion, message))
        }
    }
}

/// Whether two values are the same to an assertion's `equals`.
#[must_use]
pub fn same(wanted: &Value, actual: &Value) -> bool {
    equal(wanted, actual)
}

/// A text matcher in words: `"Saved"`, `something that contains "x"`, `a match of /x/`.
#[must_use]
pub fn words(matcher: &TextMatcher) -> String {
    match matcher {
        TextMatcher::Plain(text) | TextMatcher::Equals { equals: text } => quoted(text),
        TextMatcher::Contains { contains } => format!("something that contains {}", quoted(contains)),
        TextMatcher::Matches { matches, .. } => format!("a match of /{matches}/"),
    }
}

/// Equal as JSON; a number also equals a text with the same number, and white space in texts counts once.
fn equal(wanted: &Value, actual: &Value) -> bool {
    match (wanted, actual) {
        (Value::String(a), Value::String(b)) => normal(a) == normal(b),
        (Value::Number(_), Value::Number(_) | Value::String(_)) | (Value::String(_), Value::Number(_)) => {
            match (as_number(wanted), as_number(actual)) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            }
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => wanted == actual,
    }
}

fn contains(part: &Value, actual: &Value) -> Result<bool, StepError> {
    match actual {
        Value::Array(items) => Ok(items.iter().any(|item| equal(part, item))),
        Value::Object(map) => Ok(part.as_str().is_some_and(|name| map.contains_key(name))),
        Value::String(_) | Value::Number(_) => Ok(normal(&as_text(actual)).contains(&normal(&as_text(part)))),
        Value::Null | Value::Bool(_) => Err(StepError::new(
            ErrorKind::Assertion,
            format!("`contains` is for texts, lists and objects, but the variable is `{actual}`."),
        )),
    }
}

fn order(actual: &Value, bound: &Value) -> Result<std::cmp::Ordering, StepError> {
    if let (Some(a), Some(b)) = (as_number(actual), as_number(bound)) {
        return a.partial_cmp(&b).ok_or_else(|| StepError::refused("Not a number cannot be compared."));
    }
    match (actual, bound) {
        // two texts that are no numbers, such as dates, by the alphabet
        (Value::String(a), Value::String(b)) if as_number(bound).is_none() => Ok(normal(a).cmp(&normal(b))),
        _ => {
            let message = format!(
                "{} cannot be compared with {}: both must be numbers.",
                shorten(&actual.to_string()),
                shorten(&bound.to_string())
            );
            Err(StepError::new(ErrorKind::Assertion, message))
        }
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse::<f64>().ok().filter(|n| n.is_finite()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
