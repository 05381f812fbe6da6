//! Targets: objects and strings.

use serde_json::{Map, Value};

use super::{
    super::{
        problem::{Path, found, quoted},
        table::{FRAME, STRATEGIES, TARGET},
        tree::{Content, Entry, Node},
    },
    Checker,
};

impl Checker {
    /// A target in long form; a string that is one `{{…}}` stays, since it may become an object.
    pub(super) fn target(&mut self, node: &Node, path: &Path) -> Option<Value> {
        self.places.insert(path.to_string(), node.at);
        let parsed;
        let object = match &node.content {
            Content::Map(_) => node,
            Content::Text(text) => match parse(text) {
                Ok(fields) => {
                    parsed = as_node(fields, node);
                    &parsed
                }
                Err(message) => {
                    self.error(path, node.at, "bad-target", message);
                    return None;
                }
            },
            Content::Number(_, raw) => {
                parsed = as_node(vec![("text".to_owned(), Value::String(raw.clone()))], node);
                &parsed
            }
            Content::Null | Content::Bool(_) | Content::List(_) => {
                let message = format!(
                    "Expected a target such as `{{ role: button, name: Sign in }}` or \"Sign in\", found {}.",
                    found(node)
                );
                self.error(path, node.at, "wrong-type", message);
                return None;
            }
        };
        self.deeper(node.at, path, "Targets", |checker| {
            let map = checker.object(object, &TARGET, path)?;
            checker.not_empty(&map, object, path);
            Some(Value::Object(map))
        })
    }

    fn not_empty(&mut self, map: &Map<String, Value>, node: &Node, path: &Path) {
        for strategy in STRATEGIES {
            if let Some(Value::String(text)) = map.get(*strategy)
                && text.trim().is_empty()
            {
                let at = node.get(strategy).map_or(node.at, |n| n.at);
                self.error(
                    &path.field(strategy),
                    at,
                    "bad-value",
                    format!("`{strategy}` is empty, so it would find everything or nothing."),
                );
            }
        }
        if map.get("any_of").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            let at = node.get("any_of").map_or(node.at, |n| n.at);
            self.error(&path.field("any_of"), at, "bad-value", "`any_of` has no candidates. Name at least one target.");
        }
        let related = ["near", "above", "below", "left_of", "right_of"].iter().any(|name| map.contains_key(*name));
        if map.contains_key("px") && !related {
            let message = "`px` only has a meaning beside `near`, `above`, `below`, `left_of` or `right_of`. Add one, or remove `px`.";
            self.error(&path.field("px"), node.at, "conflict", message);
        }
    }

    /// One frame of the way: by its name or address, or as a target.
    fn frame_step(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let given = match &node.content {
            Content::Map(entries) => {
                let of = |names: &dyn Fn(&str) -> bool| entries.iter().any(|e| names(&e.key));
                let matcher = of(&|key| FRAME.field(key).is_some()) && !of(&|key| STRATEGIES.contains(&key));
                matcher.then_some(std::borrow::Cow::Borrowed(node))
            }
            Content::Text(text) => text
                .split_once('=')
                .filter(|(key, rest)| FRAME.field(key).is_some() && !rest.trim().is_empty())
                .map(|(key, rest)| std::borrow::Cow::Owned(as_node(vec![(key.to_owned(), rest.trim().into())], node))),
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::List(_) => None,
        };
        match given {
            Some(matcher) => self.object(&matcher, &FRAME, path).map(Value::Object),
            None => self.target(node, path),
        }
    }

    pub(super) fn frame(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let Content::List(items) = &node.content else { return self.frame_step(node, path) };
        if items.is_empty() {
            self.error(
                path,
                node.at,
                "bad-value",
                "The list of frames is empty. Name at least one, or remove `frame`.",
            );
            return None;
        }
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            list.extend(self.frame_step(item, &path.index(index)));
        }
        Some(Value::Array(list))
    }
}

fn as_node(fields: Vec<(String, Value)>, origin: &Node) -> Node {
    let at = origin.at;
    let entry = |(key, value): (String, Value)| {
        let mut value = Node::from_value(&value).unwrap_or(Node::new(at, Content::Null));
        value.place_at(at);
        Entry { key, key_at: at, value }
    };
    Node::new(at, Content::Map(fields.into_iter().map(entry).collect()))
}

/// The fields of a target that was written as a string: `Sign in`, `css=#x`, `role=button[name='Sign in']`.
///
/// # Errors
/// What is wrong with the string.
pub(crate) fn parse(text: &str) -> Result<Vec<(String, Value)>, String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err("The target is empty. Write the text of the element, or a target such as `{ role: button, name: Sign in }`.".into());
    }
    let Some((strategy, rest)) = trimmed.split_once('=').filter(|(s, _)| STRATEGIES.contains(s)) else {
        return Ok(vec![("text".into(), trimmed.into())]);
    };
    let rest = rest.trim();
    if rest.is_empty() {
        return Err(format!("{} says nothing after `{strategy}=`.", quoted(text)));
    }
    match strategy {
        "role" => role(rest).map_err(|reason| {
            format!("{} is no target: {reason}. Expected something like \"role=button[name='Sign in']\".", quoted(text))
        }),
        "css" | "xpath" | "testid" | "component" | "id" | "name_attr" | "link_text" | "partial_link_text" => {
            Ok(vec![(strategy.into(), rest.into())])
        }
        "xy" => match rest.split_once(',').map(|(x, y)| (x.trim().parse::<f64>(), y.trim().parse::<f64>())) {
            Some((Ok(x), Ok(y))) => Ok(vec![("xy".into(), serde_json::json!({ "x": x, "y": y }))]),
            _ => Err(format!("{} is no point. Expected something like \"xy=640,360\".", quoted(text))),
        },
        "any_of" => Err("`any_of` is a list of targets: `any_of: [{ role: button, name: Buy }, testid=buy]`.".into()),
        // as in Playwright, quotes ask for the whole text
        _ => Ok(match unquote(rest) {
            Some(exact) => vec![(strategy.into(), exact.into()), ("exact".into(), true.into())],
            None => vec![(strategy.into(), rest.into())],
        }),
    }
}

fn unquote(text: &str) -> Option<&str> {
    ['"', '\''].iter().find_map(|q| text.strip_prefix(*q)?.strip_suffix(*q)).filter(|inner| !inner.is_empty())
}

/// `button[name='Sign in'][level=2][checked]`
fn role(text: &str) -> Result<Vec<(String, Value)>, String> {
    let (role, mut rest) = match text.find('[') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let mut fields = vec![("role".to_owned(), Value::from(role.trim()))];
    while !rest.trim().is_empty() {
        let Some(inner) = rest.trim_start().strip_prefix('[') else {
            return Err(format!("expected `[`, found {}", quoted(rest.trim())));
        };
        let (name, after) = split_name(inner);
        let field = match name.as_str() {
            "include-hidden" => "include_hidden",
            "name" | "checked" | "pressed" | "expanded" | "selected" | "disabled" | "level" | "include_hidden" => {
                name.as_str()
            }
            _ => return Err(format!("`{name}` is no attribute of a role")),
        };
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => attribute_value(after.trim_start(), field, &mut fields)?,
            None => (Value::Bool(true), after),
        };
        fields.push((field.to_owned(), value));
        rest = after.trim_start().strip_prefix(']').ok_or("a `]` is missing")?;
    }
    Ok(fields)
}

fn split_name(text: &str) -> (String, &str) {
    let end =
        text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == ' ')).unwrap_or(text.len());
    let (name, after) = text.split_at(end);
    (name.trim().to_owned(), after)
}

/// The value after `=`, and the text after it. A quoted name is compared wholly when ` s` follows.
fn attribute_value<'a>(
    text: &'a str,
    field: &str,
    fields: &mut Vec<(String, Value)>,
) -> Result<(Value, &'a str), String> {
    if let Some(quote @ ('\'' | '"')) = text.chars().next() {
        let (value, mut after) = quoted_value(&text[1..], quote).ok_or("a quote is not closed")?;
        for (mark, exact) in [(" s", true), (" i", false)] {
            if let Some(rest) = after.strip_prefix(mark) {
                fields.push(("exact".into(), exact.into()));
                after = rest;
            }
        }
        return Ok((value.into(), after));
    }
    if let Some(pattern) = text.strip_prefix('/') {
        let (pattern, after) = quoted_value(pattern, '/').ok_or("a `/` is not closed")?;
        let end = after.find(']').unwrap_or(after.len());
        let (flags, after) = after.split_at(end);
        let mut map = Map::from_iter([("matches".to_owned(), Value::from(pattern))]);
        if !flags.trim().is_empty() {
            map.insert("flags".into(), flags.trim().into());
        }
        return Ok((map.into(), after));
    }
    let end = text.find(']').unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    let word = word.trim();
    let value = match word {
        "true" => true.into(),
        "false" => false.into(),
        _ => match (field, word.parse::<i64>()) {
            ("level", Ok(level)) => level.into(),
            _ => word.into(),
        },
    };
    Ok((value, after))
}

/// Text up to the closing quote, `\` escaping the next character, except before others within a pattern.
fn quoted_value(text: &str, quote: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                let (_, next) = chars.next()?;
                if next != quote && (quote == '/' || next != '\\') {
                    value.push('\\');
                }
                value.push(next);
            }
            c if c == quote => return Some((value, &text[at + c.len_utf8()..])),
            c => value.push(c),
        }
    }
    None
}
