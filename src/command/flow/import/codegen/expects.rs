//! Playwright's assertions.

use serde_json::{Value, json};

use super::{
    super::{
        literal,
        script::{Expr, Link},
    },
    number,
    targets::{matcher, target},
};

/// `expect(…).toBeVisible()` and its kind as `expect` steps.
pub fn assertion(links: &[Link], is_page: impl Fn(&str) -> bool) -> Result<Vec<Value>, String> {
    let soft = links.first().is_some_and(|link| link.name == "soft");
    let about = links.first().and_then(|link| link.args.as_ref()).and_then(|args| args.first()).ok_or("")?;
    let Expr::Chain(root, way) = about else { return Err("it is about a computed value".into()) };
    let (last, between) = match links.get(1..).and_then(<[Link]>::split_last) {
        Some(both) => both,
        None => return Err(String::new()),
    };
    let not = match between {
        [] => false,
        [one] if one.name == "not" && one.args.is_none() => true,
        _ => return Err(String::new()),
    };
    if !is_page(root) {
        return Err("it is about a computed value".into());
    }
    let args = last.args.as_deref().unwrap_or_default();
    let mut step = if way.is_empty() { of_page(&last.name, args)? } else { of_target(&last.name, args, target(way)?)? };
    step["type"] = json!("expect");
    if not {
        step["not"] = json!(true);
    }
    if let Some(message) = links.first().and_then(|link| link.args.as_ref()?.get(1)).and_then(Expr::text) {
        step["message"] = json!(literal(message));
    }
    if soft {
        step["soft"] = json!(true);
    }
    if let Some(ms) = args.last().and_then(|options| options.get("timeout")).and_then(|ms| number(Some(ms))) {
        step["timeout_ms"] = ms;
    }
    Ok(vec![step])
}

fn of_page(name: &str, args: &[Expr]) -> Result<Value, String> {
    let wanted = args.first().ok_or("it compares with nothing")?;
    match name {
        "toHaveURL" => Ok(json!({ "url": match (wanted.wrapped("globbed"), wanted) {
            (Some(glob), _) => json!(literal(glob)),
            // a plain string is the whole address there, and a glob here
            (None, Expr::Text(url)) => json!({ "equals": literal(url) }),
            (None, _) => matcher(wanted)?,
        } })),
        "toHaveTitle" => Ok(json!({ "title": matcher(wanted)? })),
        _ => Err(String::new()),
    }
}

fn of_target(name: &str, args: &[Expr], target: Value) -> Result<Value, String> {
    let mut step = json!({ "target": target });
    let state = match name {
        "toBeVisible" => "visible",
        "toBeHidden" => "hidden",
        "toBeAttached" => "attached",
        "toBeEnabled" => "enabled",
        "toBeDisabled" => "disabled",
        "toBeEditable" => "editable",
        "toBeChecked" => "checked",
        "toBeFocused" => "focused",
        "toBeEmpty" => "empty",
        "toBeInViewport" => "in_viewport",
        _ => "",
    };
    if !state.is_empty() {
        if let Some(Expr::Object(options)) = args.first()
            && let Some((strange, _)) = options.iter().find(|(name, _)| name != "timeout")
        {
            return Err(format!("its `{strange}`"));
        }
        step["to"] = json!(state);
        return Ok(step);
    }
    let first = || matcher(args.first().ok_or("it compares with nothing")?);
    match name {
        "toHaveText" => step["text"] = first()?,
        "toContainText" => {
            let part = first()?;
            step["text"] = if part.is_string() { json!({ "contains": part }) } else { part };
        }
        "toHaveValue" => step["value"] = first()?,
        "toHaveClass" => step["class"] = first()?,
        "toHaveCount" => step["count"] = number(args.first()).ok_or("its number is computed")?,
        "toHaveAttribute" => {
            let value = matcher(args.get(1).ok_or("it compares with nothing")?)?;
            let mut attribute = if value.is_string() { json!({ "equals": value }) } else { value };
            if attribute.get("flags").is_some() {
                return Err("the flags of its pattern".into());
            }
            attribute["name"] = first()?;
            step["attribute"] = attribute;
        }
        "toHaveCSS" => {
            let value = matcher(args.get(1).ok_or("it compares with nothing")?)?;
            if !value.is_string() {
                return Err("a pattern for a style".into());
            }
            step["css"] = json!({ "name": first()?, "equals": value });
        }
        _ => return Err(String::new()),
    }
    Ok(step)
}
