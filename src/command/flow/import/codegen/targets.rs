//! Playwright's locators as targets.

use serde_json::{Value, json};

use super::super::{
    literal,
    script::{Expr, Link},
};

/// The target that a chain of locator calls names.
pub fn target(links: &[Link]) -> Result<Value, String> {
    let mut frames: Vec<Value> = Vec::new();
    let mut found: Option<Value> = None;
    for link in links {
        let args = link.args.as_deref().unwrap_or_default();
        if let Some(one) = strategy(&link.name, args)? {
            let mut one = one;
            if let Some(outer) = found.take() {
                one["within"] = outer;
            }
            found = Some(one);
            continue;
        }
        match (link.name.as_str(), &mut found) {
            ("contentFrame", found @ Some(_)) => frames.extend(found.take()),
            ("frameLocator", found) => {
                let mut frame = json!({ "css": selector(args)? });
                if let Some(outer) = found.take() {
                    frame["within"] = outer;
                }
                frames.push(frame);
            }
            ("first", Some(target)) => target["nth"] = json!(0),
            ("last", Some(target)) => target["nth"] = json!(-1),
            ("nth", Some(target)) => match args.first() {
                #[expect(clippy::cast_possible_truncation, reason = "a place in a list")]
                Some(Expr::Number(n)) => target["nth"] = json!(*n as i64),
                _ => return Err("its `nth` is computed".into()),
            },
            ("filter", Some(target)) => filter(target, args.first())?,
            (other, _) => return Err(format!("the locator `{other}`")),
        }
    }
    let mut target = found.ok_or("it names no element")?;
    match frames.len() {
        0 => {}
        1 => target["frame"] = frames.remove(0),
        _ => target["frame"] = Value::Array(frames),
    }
    Ok(target)
}

fn strategy(name: &str, args: &[Expr]) -> Result<Option<Value>, String> {
    let field = match name {
        "getByRole" => return role(args).map(Some),
        "locator" => {
            let selector = selector(args)?;
            return Ok(Some(match selector.strip_prefix("xpath=") {
                Some(xpath) => json!({ "xpath": xpath }),
                None if selector.starts_with("//") => json!({ "xpath": selector }),
                None => json!({ "css": selector.strip_prefix("css=").unwrap_or(&selector) }),
            }));
        }
        "getByText" => "text",
        "getByLabel" => "label",
        "getByPlaceholder" => "placeholder",
        "getByAltText" => "alt",
        "getByTitle" => "title",
        "getByTestId" => "testid",
        _ => return Ok(None),
    };
    let mut target = json!({ field: matcher(args.first().ok_or("a locator without text")?)? });
    if args.get(1).and_then(|options| options.get("exact")) == Some(&Expr::Bool(true)) {
        target["exact"] = json!(true);
    }
    Ok(Some(target))
}

fn role(args: &[Expr]) -> Result<Value, String> {
    let mut target = json!({ "role": args.first().and_then(Expr::text).ok_or("its role is computed")? });
    if let Some(Expr::Object(options)) = args.get(1) {
        for (name, value) in options {
            match (name.as_str(), value) {
                ("name", value) => target["name"] = matcher(value)?,
                ("exact" | "checked" | "pressed" | "expanded" | "selected" | "disabled", Expr::Bool(b)) => {
                    target[name] = json!(b)
                }
                ("includeHidden", Expr::Bool(b)) => target["include_hidden"] = json!(b),
                #[expect(clippy::cast_possible_truncation, reason = "the level of a heading")]
                ("level", Expr::Number(n)) => target["level"] = json!(*n as i64),
                _ => return Err(format!("its `{name}`")),
            }
        }
    }
    Ok(target)
}

fn filter(target: &mut Value, options: Option<&Expr>) -> Result<(), String> {
    let Some(Expr::Object(options)) = options else { return Err("its filter is computed".into()) };
    for (name, value) in options {
        let (field, value) = match (name.as_str(), value) {
            ("hasText", value) => ("has_text", matcher(value)?),
            ("hasNotText", value) => ("has_not_text", matcher(value)?),
            ("has", Expr::Chain(_, links)) => ("has", self::target(links)?),
            ("hasNot", Expr::Chain(_, links)) => ("has_not", self::target(links)?),
            ("visible", Expr::Bool(b)) => ("visible", json!(b)),
            _ => return Err(format!("its filter `{name}`")),
        };
        if target.get(field).is_some() || target.get("nth").is_some() {
            return Err("it filters twice, or after counting".into());
        }
        target[field] = value;
    }
    Ok(())
}

fn selector(args: &[Expr]) -> Result<String, String> {
    let selector = args.first().and_then(Expr::text).ok_or("its selector is computed")?;
    if selector.contains(">>") || selector.starts_with("internal:") || args.len() > 1 {
        return Err(format!("the selector `{selector}`"));
    }
    Ok(literal(selector))
}

/// A text or a regular expression.
pub fn matcher(value: &Expr) -> Result<Value, String> {
    match value {
        Expr::Text(text) => Ok(json!(literal(text))),
        Expr::Regex(pattern, flags) if flags.is_empty() => Ok(json!({ "matches": literal(pattern) })),
        Expr::Regex(pattern, flags) => Ok(json!({ "matches": literal(pattern), "flags": flags })),
        _ => Err("its text is computed".into()),
    }
}
