//! What may stand in a field, kind by kind.

use serde_json::{Map, Number, Value, json};

use super::{
    super::{
        near,
        problem::{Path, found, one_of, quoted, shown},
        table::{Kind, ROLES},
        template,
        tree::{Content, Node, Place},
    },
    Checker, MAX_NAME,
};

impl Checker {
    /// The long form of a value of this kind.
    pub(super) fn value(&mut self, kind: &Kind, node: &Node, path: &Path) -> Option<Value> {
        if let (false, Content::Text(text)) = (self.literal, &node.content)
            && !matches!(kind, Kind::Code | Kind::Any | Kind::Values | Kind::Withheld)
        {
            self.template(text, node.at, path)?;
            if template::is_whole(text) && kind.may_be_filled() {
                self.places.insert(path.to_string(), node.at);
                return Some(Value::String(text.clone()));
            }
        }
        // a number that came out of a text, e.g. of CSV
        if self.shallow
            && matches!(kind, Kind::Whole { .. } | Kind::Number { .. })
            && let Content::Text(text) = &node.content
            && let Ok(number) = text.trim().parse::<Number>()
        {
            return self.value(kind, &Node::new(node.at, Content::Number(number, text.trim().to_owned())), path);
        }
        if self.shallow && kind.waits() {
            return Some(node.to_value());
        }
        match *kind {
            Kind::Text => self.text(node, path).map(Value::String),
            Kind::Code => self.code(node, path),
            Kind::Name => self.name(node, path),
            Kind::Variable => self.variable(node, false, path),
            Kind::VariablePath => self.variable(node, true, path),
            Kind::Url => self.url(node, path),
            Kind::Regex => self.regex(node, path),
            Kind::Flags => self.flags(node, path),
            Kind::Role => self.role(node, path),
            Kind::Host => self.host(node, path),
            Kind::Device => self.device(node, path),
            Kind::Whole { min, max } => self.whole(node, min, max, path),
            Kind::Number { min, max } => self.number(node, min, max, path),
            Kind::Seconds { max } => self.seconds(node, max, path),
            Kind::Bool => self.bool(node, path),
            Kind::Tristate => self.tristate(node, path),
            Kind::Word(words) => self.word(node, words, path),
            Kind::Any => self.any(node, path),
            Kind::Values | Kind::Withheld => self.values(node, path),
            Kind::Matcher(plain) => self.matcher(node, plain, path),
            Kind::Target => self.target(node, path),
            Kind::Frame => self.frame(node, path),
            Kind::Object(object) => self.object(node, object, path).map(Value::Object),
            Kind::Many(inner) => self.many(node, inner, path),
            Kind::Tab => self.tab(node, path),
            Kind::Options => self.options(node, path),
            Kind::Count => self.count(node, path),
            Kind::Steps => self.steps(node, false, path),
            Kind::MaybeSteps => self.steps(node, true, path),
            Kind::Condition => self.condition(node, path),
            Kind::Cells => self.cells(node, path),
            Kind::Aria => self.aria(node, path),
            Kind::Either(number, other) => {
                let kind = if matches!(node.content, Content::Number(..)) { number } else { other };
                self.value(kind, node, path)
            }
            Kind::Rows => self.rows(node, path),
        }
    }

    /// Reports a text whose `{{…}}` cannot be read.
    fn template(&mut self, text: &str, at: Place, path: &Path) -> Option<()> {
        match template::parse(text) {
            Ok(parts) => {
                if parts.iter().any(|p| matches!(p, template::Part::Value(_))) {
                    self.places.insert(path.to_string(), at);
                }
                Some(())
            }
            Err(message) => {
                self.error(path, at, "bad-template", message);
                None
            }
        }
    }

    pub(super) fn wrong(&mut self, node: &Node, wanted: &str, path: &Path) -> Option<Value> {
        let hint = match &node.content {
            Content::Text(text) if wanted.contains("number") && text.trim().parse::<f64>().is_ok() => {
                " Remove the quotes."
            }
            Content::Text(text) if self.literal && text.contains("{{") => " Values are not filled in here.",
            Content::Text(text)
                if wanted.starts_with("`true`")
                    && matches!(text.to_lowercase().as_str(), "yes" | "no" | "on" | "off") =>
            {
                " Write `true` or `false`."
            }
            Content::Null
            | Content::Bool(_)
            | Content::Number(..)
            | Content::Text(_)
            | Content::List(_)
            | Content::Map(_) => "",
        };
        self.error(path, node.at, "wrong-type", format!("Expected {wanted}, found {}.{hint}", found(node)));
        None
    }

    pub(super) fn text(&mut self, node: &Node, path: &Path) -> Option<String> {
        match &node.content {
            Content::Text(text) => Some(text.clone()),
            Content::Number(_, raw) => Some(raw.clone()),
            Content::Bool(b) => Some(b.to_string()),
            Content::Null | Content::List(_) | Content::Map(_) => {
                self.wrong(node, "text", path);
                None
            }
        }
    }

    /// Text with at least one visible character.
    pub(super) fn filled_text(&mut self, node: &Node, path: &Path) -> Option<String> {
        let text = self.text(node, path)?;
        if text.trim().is_empty() {
            self.error(path, node.at, "bad-value", "Expected text, found none.");
            return None;
        }
        Some(text)
    }

    fn code(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let text = self.filled_text(node, path)?;
        self.places.insert(path.to_string(), node.at);
        Some(text.into())
    }

    fn name(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let text = self.filled_text(node, path)?;
        let length = text.chars().count();
        if length > MAX_NAME {
            self.error(path, node.at, "too-long", format!("Expected at most {MAX_NAME} characters, found {length}."));
            return None;
        }
        Some(text.into())
    }

    fn variable(&mut self, node: &Node, inside: bool, path: &Path) -> Option<Value> {
        let text = self.text(node, path)?;
        let name = text.strip_prefix("{{").and_then(|t| t.strip_suffix("}}")).map_or(text.as_str(), str::trim);
        let good = if inside { template::is_path(name) } else { template::is_name(name) };
        if !good {
            let example = if inside { "`order` or `order.lines.0`" } else { "`order_id`" };
            let message = format!(
                "{} is no name of a variable; expected letters, digits, `_` and `-`, beginning with a letter, such as {example}.",
                quoted(&text)
            );
            self.error(path, node.at, "bad-value", message);
            return None;
        }
        if name != text {
            self.error(
                path,
                node.at,
                "bad-value",
                format!("Here stands the variable's name without braces: `{name}`."),
            );
            return None;
        }
        self.places.insert(path.to_string(), node.at);
        let first = name.split('.').next().unwrap_or(name);
        if matches!(first, "env" | "secret" | "random" | "now") {
            self.error(
                path,
                node.at,
                "bad-value",
                format!("`{first}` is taken for values such as `{{{{{first}…}}}}`. Choose another name."),
            );
            return None;
        }
        Some(text.into())
    }

    fn url(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let text = self.filled_text(node, path)?;
        match super::super::address::refusal(text.trim()) {
            Some(message) => {
                self.error(path, node.at, "bad-url", message);
                None
            }
            None => Some(text.trim().into()),
        }
    }

    fn regex(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let text = self.text(node, path)?;
        self.compiles(&text, "", node.at, path).then(|| text.into())
    }

    pub(super) fn compiles(&mut self, pattern: &str, flags: &str, at: Place, path: &Path) -> bool {
        if !self.literal && template::has_value(pattern) {
            return true;
        }
        match super::super::assert::compile(pattern, flags) {
            Ok(_) => true,
            Err(reason) => {
                self.error(
                    path,
                    at,
                    "bad-regex",
                    format!("{} is no JavaScript regular expression: {reason}.", quoted(pattern)),
                );
                false
            }
        }
    }

    fn flags(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let text = self.text(node, path)?;
        match super::super::assert::check_flags(&text) {
            Ok(()) => Some(text.into()),
            Err(reason) => {
                self.error(path, node.at, "bad-regex", reason);
                None
            }
        }
    }

    fn role(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let text = self.text(node, path)?;
        if ROLES.contains(&text.as_str()) || (!self.literal && template::has_value(&text)) {
            return Some(text.into());
        }
        let hint = match text.to_lowercase().as_str() {
            "input" | "text" | "textarea" => " Did you mean `textbox`?".to_owned(),
            "a" | "anchor" => " Did you mean `link`?".to_owned(),
            "dropdown" | "select" => " Did you mean `combobox`?".to_owned(),
            "h1" | "h2" | "h3" | "header" | "title" => " Did you mean `heading` (with `level`)?".to_owned(),
            "modal" | "popup" => " Did you mean `dialog`?".to_owned(),
            "nav" => " Did you mean `navigation`?".to_owned(),
            _ => match near::nearest(&text, ROLES.iter().copied()) {
                Some(near) => format!(" Did you mean `{near}`?"),
                None => " Common ones are `button`, `link`, `textbox`, `checkbox`, `combobox`, `heading`, `row`, `dialog`, `alert`.".to_owned(),
            },
        };
        self.error(path, node.at, "unknown-role", format!("`{}` is no ARIA role.{hint}", shown(&text)));
        None
    }

    fn host(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let text = self.filled_text(node, path)?;
        if super::super::address::is_host_pattern(&text) {
            return Some(text.to_lowercase().into());
        }
        let hint = if text.contains("{{") { " Values are not filled in here." } else { "" };
        let message = format!(
            "{} is no host; expected `example.org`, `*.example.org` or `host:port`, without scheme and path.{hint}",
            quoted(&text)
        );
        self.error(path, node.at, "bad-value", message);
        None
    }

    fn device(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let text = self.text(node, path)?;
        if super::super::devices::device(&text).is_some() {
            return Some(text.into());
        }
        let near = match near::nearest(&text, super::super::devices::NAMES.iter().copied()) {
            Some(near) => format!(" Did you mean `{near}`?"),
            None => " The names are those of Playwright's registry, such as `Pixel 7`, `iPhone 15`, `iPad Mini` and `Desktop Chrome`, phones and tablets also with ` landscape`.".to_owned(),
        };
        self.error(path, node.at, "unknown-device", format!("`{}` is no device.{near}", shown(&text)));
        None
    }

    pub(super) fn whole(&mut self, node: &Node, min: i64, max: i64, path: &Path) -> Option<Value> {
        let wanted = format!("a whole number from {min} to {max}");
        let Content::Number(number, _) = &node.content else {
            return self.wrong(node, &wanted, path);
        };
        match as_whole(number) {
            Some(n) if (min..=max).contains(&n) => Some(n.into()),
            _ => {
                self.error(path, node.at, "out-of-range", format!("Expected {wanted}, found {}.", found(node)));
                None
            }
        }
    }

    fn number(&mut self, node: &Node, min: f64, max: f64, path: &Path) -> Option<Value> {
        let wanted = format!("a number from {min} to {max}");
        let Content::Number(number, _) = &node.content else {
            return self.wrong(node, &wanted, path);
        };
        match number.as_f64() {
            Some(n) if (min..=max).contains(&n) => Some(Value::Number(number.clone())),
            _ => {
                self.error(path, node.at, "out-of-range", format!("Expected {wanted}, found {}.", found(node)));
                None
            }
        }
    }

    fn seconds(&mut self, node: &Node, max: f64, path: &Path) -> Option<Value> {
        const WANTED: &str = "seconds as a number, or a time such as `90s`, `2m` or `1m 30s`";
        let seconds = match &node.content {
            Content::Number(number, _) => number.as_f64(),
            Content::Text(text) => match humantime::parse_duration(text.trim()) {
                Ok(duration) => Some(duration.as_secs_f64()),
                Err(_) => return self.wrong(node, WANTED, path),
            },
            Content::Null | Content::Bool(_) | Content::List(_) | Content::Map(_) => {
                return self.wrong(node, WANTED, path);
            }
        };
        match seconds {
            Some(s) if s > 0.0 && s <= max => Some(as_number(s)),
            _ => {
                let message =
                    format!("Expected more than 0 and at most {max} seconds (one day), found {}.", found(node));
                self.error(path, node.at, "out-of-range", message);
                None
            }
        }
    }

    fn bool(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let Content::Bool(b) = node.content else { return self.wrong(node, "`true` or `false`", path) };
        Some(b.into())
    }

    fn tristate(&mut self, node: &Node, path: &Path) -> Option<Value> {
        match &node.content {
            Content::Bool(b) => Some((*b).into()),
            Content::Text(text) if text == "mixed" => Some(text.clone().into()),
            Content::Null | Content::Number(..) | Content::Text(_) | Content::List(_) | Content::Map(_) => {
                self.wrong(node, "`true`, `false` or `mixed`", path)
            }
        }
    }

    fn word(&mut self, node: &Node, words: &[&str], path: &Path) -> Option<Value> {
        let Content::Text(text) = &node.content else { return self.wrong(node, &one_of(words, "or"), path) };
        let text = text.as_str();
        if words.contains(&text) {
            return Some(text.into());
        }
        let near =
            near::nearest(text, words.iter().copied()).map(|n| format!(" Did you mean `{n}`?")).unwrap_or_default();
        let hint = if self.literal && text.contains("{{") { " Values are not filled in here." } else { near.as_str() };
        self.error(
            path,
            node.at,
            "unknown-word",
            format!("Expected {}, found {}.{hint}", one_of(words, "or"), quoted(text)),
        );
        None
    }

    /// Any JSON; only the `{{…}}` in it are looked at.
    fn any(&mut self, node: &Node, path: &Path) -> Option<Value> {
        if self.literal {
            return Some(node.to_value());
        }
        match &node.content {
            Content::Text(text) => {
                self.template(text, node.at, path)?;
                Some(Value::String(text.clone()))
            }
            Content::Null | Content::Bool(_) | Content::Number(..) => Some(node.to_value()),
            Content::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    if self.has_enough() {
                        break;
                    }
                    list.push(self.any(item, &path.index(index)).unwrap_or(Value::Null));
                }
                Some(Value::Array(list))
            }
            Content::Map(_) => self.values(node, path),
        }
    }

    fn values(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let Content::Map(entries) = &node.content else {
            return self.wrong(node, "an object of names and values", path);
        };
        let mut map = Map::new();
        for entry in entries {
            self.places.insert(path.field(&entry.key).to_string(), entry.key_at);
            let value = self.any(&entry.value, &path.field(&shown(&entry.key))).unwrap_or(Value::Null);
            map.insert(entry.key.clone(), value);
        }
        Some(Value::Object(map))
    }

    fn many(&mut self, node: &Node, inner: &Kind, path: &Path) -> Option<Value> {
        let Content::List(items) = &node.content else {
            return self.value(inner, node, path).map(|one| json!([one]));
        };
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if self.has_enough() {
                break;
            }
            list.extend(self.value(inner, item, &path.index(index)));
        }
        Some(Value::Array(list))
    }
}

/// A number without a fraction.
pub(super) fn as_whole(number: &Number) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "the number has no fraction and is far below 2^53")]
    number.as_i64().or_else(|| number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 1e15).map(|n| n as i64))
}

/// Whole seconds without a decimal point.
fn as_number(seconds: f64) -> Value {
    match Number::from_f64(seconds).as_ref().and_then(as_whole) {
        Some(whole) => whole.into(),
        None => seconds.into(),
    }
}
