//! What is compared: text matchers, tabs, options, counts, conditions and assertions.

use serde_json::{Value, json};

use super::{
    super::{
        problem::{Path, one_of, quoted},
        table::{self, EXPECT, NETWORK_SUBJECTS, Plain, TARGET_MATCHERS, VAR_MATCHERS},
        template,
        tree::{Content, Node, Place},
    },
    Checker, Given,
    values::as_whole,
};

impl Checker {
    pub(super) fn matcher(&mut self, node: &Node, plain: Plain, path: &Path) -> Option<Value> {
        let (plain_doc, entries) = match (&node.content, plain) {
            (Content::Map(entries), _) => ("", entries),
            (Content::Text(_) | Content::Number(..) | Content::Bool(_), _) => {
                return self.text(node, path).map(Value::String);
            }
            (Content::Null | Content::List(_), Plain::Glob) => ("a glob such as `**/orders/*`", &Vec::new()),
            (Content::Null | Content::List(_), Plain::Whole | Plain::Part) => ("text", &Vec::new()),
        };
        if !plain_doc.is_empty() {
            return self.wrong(
                node,
                &format!("{plain_doc}, or an object with `equals`, `contains` or `matches`"),
                path,
            );
        }
        let given: Vec<Given> = entries.iter().map(Given::from).collect();
        let map = self.fields(&given, &table::MATCHER, &[], node.at, path)?;
        let pattern = map.get("matches").and_then(Value::as_str);
        let flags = map.get("flags").and_then(Value::as_str);
        if let (Some(pattern), Some(flags)) = (pattern, flags) {
            let at = node.get("matches").map_or(node.at, |n| n.at);
            self.compiles(pattern, flags, at, &path.field("matches"));
        }
        Some(Value::Object(map))
    }

    pub(super) fn tab(&mut self, node: &Node, path: &Path) -> Option<Value> {
        const WANTED: &str = "an index from 0, `latest`, `{ url: … }`, `{ title: … }` or `{ alias: … }`";
        match &node.content {
            Content::Number(number, _) => match as_whole(number) {
                Some(n @ 0..=9999) => Some(n.into()),
                _ => self.wrong(node, WANTED, path),
            },
            Content::Text(text) if text == "latest" => Some(text.clone().into()),
            Content::Map(_) => self.object(node, &table::TAB, path).map(Value::Object),
            Content::Text(_) | Content::Null | Content::Bool(_) | Content::List(_) => self.wrong(node, WANTED, path),
        }
    }

    pub(super) fn options(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let Content::List(items) = &node.content else { return self.option(node, path) };
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if self.has_enough() {
                break;
            }
            list.extend(self.option(item, &path.index(index)));
        }
        Some(Value::Array(list))
    }

    fn option(&mut self, node: &Node, path: &Path) -> Option<Value> {
        match &node.content {
            Content::Map(_) => self.object(node, &table::OPTION, path).map(Value::Object),
            Content::Text(_) | Content::Number(..) | Content::Bool(_) => self.text(node, path).map(Value::String),
            Content::Null | Content::List(_) => {
                self.wrong(node, "a value or label, `{ label: … }`, `{ value: … }` or `{ index: … }`", path)
            }
        }
    }

    pub(super) fn count(&mut self, node: &Node, path: &Path) -> Option<Value> {
        match &node.content {
            Content::Map(_) => {
                let map = self.object(node, &table::BOUNDS, path)?;
                let bound = |name: &str| map.get(name).and_then(Value::as_i64);
                if let (Some(min), Some(max)) = (bound("min"), bound("max"))
                    && min > max
                {
                    self.error(path, node.at, "conflict", format!("`min` ({min}) is more than `max` ({max})."));
                }
                Some(Value::Object(map))
            }
            Content::Number(..) => self.whole(node, 0, 1_000_000, path),
            Content::Null | Content::Bool(_) | Content::Text(_) | Content::List(_) => {
                self.wrong(node, "a whole number, or an object with `min` and `max`", path)
            }
        }
    }

    /// An `expect` without its type; a string is a target that is visible.
    pub(super) fn condition(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let given = match &node.content {
            Content::Map(entries) => super::step::split(&table::EXPECT_ROW, entries, node.at),
            Content::Text(text) if template::is_whole(text) => {
                let name = text.trim_matches(['{', '}', ' ']);
                let message = format!(
                    "{} alone is no condition. To ask whether it is true, write `{{ var: {name}, equals: true }}`.",
                    quoted(text)
                );
                self.error(path, node.at, "bad-value", message);
                return None;
            }
            Content::Text(_) => {
                let target = self.target(node, &path.field("target"))?;
                return Some(json!({ "target": target, "to": "visible" }));
            }
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::List(_) => {
                return self.wrong(node, "a condition such as `{ target: Accept cookies, to: visible }`", path);
            }
        };
        let given: Vec<Given> = given
            .into_iter()
            .filter(|g| g.key != "type" || g.value.content != Content::Text("expect".into()))
            .collect();
        let previous = self.problems.len();
        let map = self.fields(&given, &EXPECT, &[], node.at, path)?;
        self.matchers(&given, node.at, path, self.problems.len() > previous);
        Some(Value::Object(map))
    }

    /// An assertion has exactly one matcher, and one that fits its subject.
    pub(super) fn matchers(&mut self, given: &[Given], at: Place, path: &Path, already_wrong: bool) {
        let has = |name: &str| {
            given.iter().any(|g| g.key == name && (!matches!(g.value.content, Content::Null) || name == "equals"))
        };
        let place = |name: &str| given.iter().find(|g| g.key == name).map_or(at, |g| g.key_at);
        let present = |names: &[&'static str]| names.iter().copied().filter(|n| has(n)).collect::<Vec<_>>();
        let (of_target, of_var) = (present(TARGET_MATCHERS), present(VAR_MATCHERS));
        let (subject, fitting, allowed, strange) = if has("target") {
            ("target", of_target, TARGET_MATCHERS, of_var)
        } else if has("var") {
            ("var", of_var, VAR_MATCHERS, of_target)
        } else if has("url") {
            ("url", vec![""], [].as_slice(), [of_target, of_var].concat())
        } else if has("title") {
            ("title", vec![""], [].as_slice(), [of_target, of_var].concat())
        } else if let Some(subject) = NETWORK_SUBJECTS.iter().find(|name| has(name)) {
            (*subject, vec![""], [].as_slice(), [of_target, of_var].concat())
        } else {
            return;
        };
        if let (false, Some(odd)) = (NETWORK_SUBJECTS.contains(&subject), present(&["allow", "since"]).first()) {
            let message =
                format!("`{odd}` says nothing about `{subject}`; it belongs to {}.", one_of(NETWORK_SUBJECTS, "or"));
            self.error(&path.field(odd), place(odd), "conflict", message);
            return;
        }
        if let Some(odd) = strange.first() {
            let about = if allowed.is_empty() {
                "it stands alone, perhaps with `not`".to_owned()
            } else {
                format!("it takes {}", one_of(allowed, "or"))
            };
            self.error(
                &path.field(odd),
                place(odd),
                "conflict",
                format!("`{odd}` says nothing about `{subject}`; {about}."),
            );
            return;
        }
        match fitting.as_slice() {
            [_] => {}
            [] if already_wrong => {}
            [] => self.error(
                path,
                at,
                "missing-matcher",
                format!("What is expected of `{subject}` is missing. Add one of {}.", one_of(allowed, "or")),
            ),
            [_, second, ..] => {
                self.error(
                    path,
                    place(second),
                    "conflict",
                    format!(
                        "`expect` has exactly one matcher, found {}. Write one step for each.",
                        one_of(&fitting, "and")
                    ),
                );
            }
        }
    }
}
