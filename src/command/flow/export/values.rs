//! Values of a flow as TypeScript expressions: texts with `{{…}}`, matchers, globs.

use std::fmt::Write;

use flowtilla_shared::domain::flow::template::{self, Origin, Part, Reference};
use serde_json::Value;

/// A string literal.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{2028}' | '\u{2029}' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c if c.is_control() => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// A text of a flow as an expression of type string; `vars` is the name of the object that holds the variables.
pub fn filled(raw: &str, vars: &str) -> String {
    let parts = template::parse(raw).unwrap_or_else(|_| vec![Part::Text(raw.to_owned())]);
    match parts.as_slice() {
        [] => "''".into(),
        [Part::Text(literal)] => text(literal),
        [Part::Value(reference)] => format!("String({})", value_of(reference, vars)),
        parts => {
            let mut out = String::from("`");
            for part in parts {
                match part {
                    Part::Text(literal) => {
                        let literal = literal.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
                        out.push_str(&literal.replace('\n', "\\n"));
                    }
                    Part::Value(reference) => drop(write!(out, "${{{}}}", value_of(reference, vars))),
                }
            }
            out.push('`');
            out
        }
    }
}

/// Any JSON as an expression; a text that is one `{{…}}` and nothing else keeps the value's type.
pub fn any(value: &Value, vars: &str) -> String {
    match value {
        Value::String(raw) => match template::parse(raw).as_deref() {
            Ok([Part::Value(reference)]) => value_of(reference, vars),
            _ => filled(raw, vars),
        },
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| any(item, vars)).collect::<Vec<_>>().join(", "))
        }
        Value::Object(map) if map.is_empty() => "{}".into(),
        Value::Object(map) => {
            let entries: Vec<_> = map.iter().map(|(key, item)| format!("{}: {}", name(key), any(item, vars))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// The name of a member, in quotes where it needs them.
pub fn name(key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { key.to_owned() } else { text(key) }
}

/// `v.order.lines[0]` for `order.lines.0`.
pub fn path(path: &str, vars: &str) -> String {
    path.split('.').fold(vars.to_owned(), |way, segment| format!("{way}{}", member(segment)))
}

fn member(segment: &str) -> String {
    if segment.chars().all(|c| c.is_ascii_digit()) {
        format!("[{segment}]")
    } else if name(segment) == segment {
        format!(".{segment}")
    } else {
        format!("[{}]", text(segment))
    }
}

fn value_of(reference: &Reference, vars: &str) -> String {
    let own = reference.name.as_str();
    match reference.origin {
        Origin::Value => {
            reference.path.iter().fold(format!("{vars}{}", member(own)), |way, part| format!("{way}{}", member(part)))
        }
        Origin::Env => format!("(process.env{} ?? '')", member(own)),
        Origin::Secret => format!("secret({})", text(own)),
        Origin::File => format!("readFileSync(test.info().outputPath({}), 'utf8')", text(own)),
        Origin::Random => match own {
            "uuid" => "randomUUID()".into(),
            "number" => "Math.floor(100000 + Math.random() * 900000)".into(),
            "email" => "`${randomUUID().slice(0, 12)}@example.com`".into(),
            "name" => "`Ada ${randomUUID().slice(0, 8)}`".into(),
            _ => "randomUUID().slice(0, 12)".into(),
        },
        Origin::Now => "new Date().toISOString()".into(),
        // told before a step is written
        Origin::Totp => "undefined".into(),
    }
}

/// The first `{{…}}` that a test cannot fill in.
pub fn strange(value: &Value) -> Option<String> {
    let strange = |reference: &Reference| match reference.origin {
        Origin::Totp => Some(format!("`{{{{totp.{}}}}}`", reference.name)),
        Origin::Now if reference.name != "now" => Some(format!("`{{{{{}}}}}`", reference.name)),
        Origin::Now | Origin::Value | Origin::Env | Origin::Secret | Origin::File | Origin::Random => None,
    };
    template::names(value).iter().find_map(strange)
}

/// A regular expression; with `{{…}}` in it, one that is put together at run time.
pub fn regex(pattern: &str, flags: &str, vars: &str) -> String {
    if template::parse(pattern).is_ok_and(|parts| parts.iter().any(|part| matches!(part, Part::Value(_)))) {
        return format!("new RegExp({}, {})", filled(pattern, vars), text(flags));
    }
    format!("new RegExp({}, {})", text(pattern), text(flags))
}

/// A regular expression that a whole text or a part of it must match, white space collapsed as flows do.
pub fn literal_regex(literal: &str, whole: bool, vars: &str) -> String {
    let (begin, end) = if whole { ("^\\\\s*", "\\\\s*$") } else { ("", "") };
    format!("new RegExp('{begin}' + quoted({}) + '{end}')", filled(literal, vars))
}
