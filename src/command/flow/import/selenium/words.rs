//! Locators, conditions and texts in Selenium IDE's words.

use serde_json::{Value, json};

use super::super::literal;

/// `label=Oolong`, `value=…`, `index=…`, or either.
pub(super) fn option_of(text: &str) -> Result<Value, String> {
    Ok(match text.split_once('=') {
        Some(("label", label)) => json!({ "label": filled(label) }),
        Some(("value", value)) => json!({ "value": filled(value) }),
        Some(("index", index)) => json!({ "index": index.trim().parse::<u32>().map_err(|_| "no index")? }),
        _ => json!(filled(text)),
    })
}

/// `id=total`, `css=…`, `linkText=…` as a target.
pub(super) fn locator(text: &str) -> Result<Value, String> {
    let (kind, rest) = match text.split_once('=') {
        Some((kind, rest)) if kind.chars().all(|c| c.is_ascii_alphabetic()) => (kind, rest),
        _ if text.starts_with('/') || text.starts_with("(/") => ("xpath", text),
        _ => return Err(format!("the locator `{text}`")),
    };
    let value = filled(rest);
    Ok(match kind {
        "id" => json!({ "css": format!("[id=\"{}\"]", value.replace('"', "\\\"")) }),
        "name" => json!({ "css": format!("[name=\"{}\"]", value.replace('"', "\\\"")) }),
        "css" => json!({ "css": value }),
        "xpath" => json!({ "xpath": value }),
        "linkText" | "link" => json!({ "role": "link", "name": value, "exact": true }),
        "partialLinkText" => json!({ "role": "link", "name": value }),
        "className" | "class" => json!({ "css": format!(".{}", value.trim().replace(' ', ".")) }),
        "tagName" => json!({ "css": value }),
        other => return Err(format!("the locator `{other}=`")),
    })
}

/// A comparison such as `${plan} === "pro"` as a condition.
pub(super) fn condition(text: &str) -> Result<Value, String> {
    let parts = ["!==", "===", "!=", "==", ">=", "<=", ">", "<"]
        .iter()
        .find_map(|sign| text.split_once(sign).map(|(a, b)| (*sign, a.trim(), b.trim())));
    let (sign, left, right) = parts.ok_or("its condition is a script")?;
    let var = left.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).ok_or("its condition is a script")?;
    let quoted = right.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
    let value = match quoted {
        Some(text) => json!(filled(text)),
        None => serde_json::from_str::<Value>(right).map_err(|_| "its condition is a script")?,
    };
    let field = match sign {
        ">" => "gt",
        ">=" => "gte",
        "<" => "lt",
        "<=" => "lte",
        _ => "equals",
    };
    let mut condition = json!({ "var": variable(var)?, field: value });
    if sign.starts_with('!') {
        condition["not"] = json!(true);
    }
    Ok(condition)
}

/// The name of a variable, with or without `${…}` around it.
pub(super) fn variable(text: &str) -> Result<String, String> {
    let name = text.trim();
    let name = name.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or(name);
    let good = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if good { Ok(name.to_owned()) } else { Err(format!("`{name}` is no name of a variable")) }
}

/// A text whose `${name}` become `{{name}}`.
pub(super) fn filled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find("${") {
        out.push_str(&literal(&rest[..begin]));
        let end = rest[begin..].find('}').map(|end| begin + end);
        match end.map(|end| (end, variable(&rest[begin..=end]))) {
            Some((end, Ok(name))) => {
                out.push_str(&format!("{{{{{name}}}}}"));
                rest = &rest[end + 1..];
            }
            _ => {
                out.push_str("${");
                rest = &rest[begin + 2..];
            }
        }
    }
    out.push_str(&literal(rest));
    out
}
