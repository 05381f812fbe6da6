//! What is done to elements, and what options say.

use serde_json::{Value, json};

use super::{
    super::{
        literal,
        script::{Expr, expression},
    },
    targets,
};

/// One action on an element.
pub(super) fn action(name: &str, args: &[Expr], target: Value) -> Result<Value, String> {
    let text = |n: usize| {
        args.get(n).and_then(Expr::text).map(literal).ok_or_else(|| "its argument is no plain text".to_owned())
    };
    let mut step = match name {
        "click" | "dblclick" => {
            let mut step = json!({ "type": "click", "target": target });
            if name == "dblclick" {
                step["count"] = json!(2);
            }
            options(
                &mut step,
                args.first(),
                &[
                    ("button", "button"),
                    ("clickCount", "count"),
                    ("modifiers", "modifiers"),
                    ("position", "position"),
                    ("delay", "delay"),
                    ("force", "force"),
                ],
            )?;
            step
        }
        "hover" => {
            let mut step = json!({ "type": "hover", "target": target });
            options(
                &mut step,
                args.first(),
                &[("modifiers", "modifiers"), ("position", "position"), ("force", "force")],
            )?;
            step
        }
        "fill" => json!({ "type": "fill", "target": target, "value": text(0)? }),
        "type" | "pressSequentially" => json!({ "type": "type", "target": target, "text": text(0)? }),
        "press" => json!({ "type": "press", "target": target, "keys": text(0)? }),
        "check" | "uncheck" | "focus" | "blur" | "clear" => json!({ "type": name, "target": target }),
        "setChecked" => {
            json!({ "type": if args.first() == Some(&Expr::Bool(false)) { "uncheck" } else { "check" }, "target": target })
        }
        "selectOption" => {
            json!({ "type": "select", "target": target, "value": plain(args.first().ok_or("no option")?)? })
        }
        "scrollIntoViewIfNeeded" => json!({ "type": "scroll", "target": target }),
        "screenshot" => return Ok(screenshot(args.first(), Some(target))),
        "dragTo" => match args.first() {
            Some(Expr::Chain(_, links)) => json!({ "type": "drag", "from": target, "to": targets::target(links)? }),
            _ => return Err("no target to drop on".into()),
        },
        "waitFor" => {
            let state = args.first().and_then(|options| options.get("state")).and_then(Expr::text).unwrap_or("visible");
            json!({ "type": "wait_for", "target": target, "state": state })
        }
        "setInputFiles" => {
            json!({ "type": "upload", "target": target, "files": files(args.first().ok_or("no file")?)? })
        }
        _ => return Err(String::new()),
    };
    if let Some(ms) = args.last().and_then(|options| options.get("timeout")).and_then(|ms| number(Some(ms))) {
        step["timeout_ms"] = ms;
    }
    Ok(step)
}

/// Files as codegen names them (by their path, which is one below the worker's upload directory here) or with their content.
fn files(given: &Expr) -> Result<Vec<Value>, String> {
    match given {
        Expr::List(items) => Ok(items.iter().map(files).collect::<Result<Vec<_>, _>>()?.concat()),
        Expr::Text(path) => {
            let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
            Ok(vec![json!({ "name": literal(name), "path": literal(path) })])
        }
        Expr::Object(_) => {
            let text = |name: &str| given.get(name).and_then(Expr::text);
            let mut file = json!({ "name": literal(text("name").ok_or("a file without a name")?) });
            if let Some(media_type) = text("mimeType") {
                file["media_type"] = json!(media_type);
            }
            let Some(Expr::Chain(root, links)) = given.get("buffer") else {
                return Err("a file whose content is computed".into());
            };
            let args = links
                .first()
                .filter(|link| root == "Buffer" && link.name == "from")
                .and_then(|link| link.args.as_ref());
            match args.map(Vec::as_slice) {
                Some([Expr::Text(text)]) => file["text"] = json!(literal(text)),
                Some([Expr::Text(text), Expr::Text(encoding)]) if encoding == "base64" => file["base64"] = json!(text),
                _ => return Err("a file whose content is computed".into()),
            }
            Ok(vec![file])
        }
        Expr::Number(_) | Expr::Bool(_) | Expr::Regex(..) | Expr::Chain(..) | Expr::Other(_) => {
            Err("a file that is computed".into())
        }
    }
}

/// Copies options that both sides have; another one makes the step one that is left out.
pub(super) fn options(step: &mut Value, given: Option<&Expr>, names: &[(&str, &str)]) -> Result<(), String> {
    let Some(Expr::Object(members)) = given else { return Ok(()) };
    for (name, value) in members {
        match names.iter().find(|(theirs, _)| theirs == name) {
            Some((_, ours)) => step[*ours] = plain(value)?,
            None if name == "timeout" => {}
            None => return Err(format!("its `{name}`")),
        }
    }
    Ok(())
}

pub(super) fn dialog(handler: Option<&Expr>) -> Value {
    let code = match handler {
        Some(Expr::Other(code)) => code.as_str(),
        _ => "",
    };
    let Some((_, rest)) = code.split_once(".accept(") else {
        return json!({ "type": "handle_dialog", "action": "dismiss" });
    };
    let mut step = json!({ "type": "handle_dialog", "action": "accept" });
    if let Some(Expr::Text(text)) = rest.split_once(')').map(|(text, _)| expression(text)) {
        step["text"] = json!(literal(&text));
    }
    step
}

pub(super) fn screenshot(options: Option<&Expr>, target: Option<Value>) -> Value {
    let mut step = json!({ "type": "screenshot" });
    let path = options.and_then(|options| options.get("path")).and_then(Expr::text);
    if let Some(name) = path
        .and_then(|path| path.rsplit('/').next())
        .and_then(|name| name.split('.').next())
        .filter(|name| !name.is_empty())
    {
        step["name"] = json!(literal(name));
    }
    if options.and_then(|options| options.get("fullPage")) == Some(&Expr::Bool(true)) {
        step["full_page"] = json!(true);
    }
    if let Some(target) = target {
        step["target"] = target;
    }
    step
}

/// A literal as JSON.
fn plain(value: &Expr) -> Result<Value, String> {
    Ok(match value {
        Expr::Text(text) => json!(literal(text)),
        Expr::Number(_) => number(Some(value)).unwrap_or_default(),
        Expr::Bool(b) => json!(b),
        Expr::List(items) => Value::Array(items.iter().map(plain).collect::<Result<_, _>>()?),
        Expr::Object(members) => Value::Object(
            members.iter().map(|(name, value)| Ok((name.clone(), plain(value)?))).collect::<Result<_, String>>()?,
        ),
        Expr::Regex(..) | Expr::Chain(..) | Expr::Other(_) => return Err("its argument is computed".into()),
    })
}

/// A number, whole where it is.
pub(super) fn number(value: Option<&Expr>) -> Option<Value> {
    match value? {
        #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is small")]
        Expr::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => Some(json!(*n as i64)),
        Expr::Number(n) => Some(json!(n)),
        _ => None,
    }
}
