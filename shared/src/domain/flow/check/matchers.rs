//! What is compared: text matchers, tabs, options, counts, conditions and assertions.

use serde_json::{Value, json};

use super::{
    super::{
        problem::{Path, one_of, quoted},
        table::{self, EXPECT, Plain, Subject, network_matchers},
        template,
        tree::{self, Content, Node, Place},
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

    /// The texts of a row by column header.
    pub(super) fn cells(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let Content::Map(entries) = &node.content else {
            return self.wrong(node, "an object of texts by column header, such as `{ Name: Teapot }`", path);
        };
        if entries.is_empty() {
            self.error(path, node.at, "bad-value", "Expected the text of at least one column, found none.");
            return None;
        }
        if !self.few_enough(entries.len(), node.at, path) {
            return None;
        }
        let mut cells = serde_json::Map::new();
        for entry in entries {
            if let Some(value) = self.value(&table::Kind::Matcher(Plain::Whole), &entry.value, &path.field(&entry.key))
            {
                cells.insert(entry.key.clone(), value);
            }
        }
        Some(Value::Object(cells))
    }

    /// The nodes of an aria snapshot as a list, every scalar a text.
    pub(super) fn aria(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let read;
        let node = match &node.content {
            Content::Text(text) => match tree::read_yaml(text, MAX_SNAPSHOT).into_iter().next() {
                Some(Ok(inner)) => {
                    read = Node::new(node.at, inner.content);
                    &read
                }
                Some(Err(problem)) => {
                    let message =
                        format!("The snapshot is no YAML: in its line {}: {}", problem.at.line, problem.message);
                    self.error(path, node.at, "bad-value", message);
                    return None;
                }
                None => return self.wrong(node, ARIA, path),
            },
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::List(_) | Content::Map(_) => node,
        };
        let Content::List(items) = &node.content else { return self.wrong(node, ARIA, path) };
        Some(Value::Array(items.iter().flat_map(aria_nodes).collect()))
    }

    /// An assertion has exactly one matcher, and one that fits its subject.
    pub(super) fn matchers(&mut self, given: &[Given], at: Place, path: &Path, already_wrong: bool) {
        let has = |name: &str| {
            given.iter().any(|g| g.key == name && (!matches!(g.value.content, Content::Null) || name == "equals"))
        };
        let place = |name: &str| given.iter().find(|g| g.key == name).map_or(at, |g| g.key_at);
        let (subject, about) = match (has("target"), has("var")) {
            (true, _) => (Subject::Target, "`target`"),
            (_, true) => (Subject::Variable, "`var`"),
            _ => (Subject::Page, "the page"),
        };
        let allowed: Vec<_> = subject.matchers().collect();
        let fitting: Vec<_> = allowed.iter().copied().filter(|name| has(name)).collect();
        let others = [Subject::Target, Subject::Variable, Subject::Page].into_iter().flat_map(Subject::matchers);
        let strange: Vec<_> = others.filter(|name| has(name) && !allowed.contains(name)).collect();
        let of_network = ["allow", "since"].into_iter().find(|name| has(name));
        if let (Some(odd), false) = (of_network, network_matchers().any(has)) {
            let known: Vec<_> = network_matchers().collect();
            let message = format!("`{odd}` belongs to {}.", one_of(&known, "or"));
            self.error(&path.field(odd), place(odd), "conflict", message);
            return;
        }
        if let Some(odd) = strange.first() {
            let message = match subject {
                Subject::Page if fitting.is_empty() => {
                    let needed = if Subject::Variable.matchers().any(|name| name == *odd) { "var" } else { "target" };
                    format!("The subject is missing: `{odd}` stands beside `{needed}`.")
                }
                Subject::Target | Subject::Variable | Subject::Page => {
                    format!("`{odd}` says nothing about {about}; it takes {}.", one_of(&allowed, "or"))
                }
            };
            self.error(&path.field(odd), place(odd), "conflict", message);
            return;
        }
        match fitting.as_slice() {
            [_] => {}
            [] if already_wrong => {}
            [] if subject == Subject::Page => {
                let subjects: Vec<_> = ["target", "var"].into_iter().chain(allowed.iter().copied()).collect();
                let message = format!("The subject is missing: `expect` has one of {}.", one_of(&subjects, "or"));
                self.error(path, at, "missing-subject", message);
            }
            [] => self.error(
                path,
                at,
                "missing-matcher",
                format!("What is expected of {about} is missing. Add one of {}.", one_of(&allowed, "or")),
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

/// Nodes of one aria snapshot, at most.
const MAX_SNAPSHOT: usize = 20_000;
const ARIA: &str = "the nodes of an aria snapshot, such as `- heading \"Shop\" [level=1]`";

/// One item of a snapshot's list; an object of several fields is as many nodes.
fn aria_nodes(node: &Node) -> Vec<Value> {
    let text = |node: &Node| match &node.content {
        Content::Text(text) => text.clone(),
        Content::Number(_, raw) => raw.clone(),
        Content::Bool(word) => word.to_string(),
        Content::Null | Content::List(_) | Content::Map(_) => String::new(),
    };
    match &node.content {
        Content::Map(entries) => (entries.iter())
            .map(|entry| {
                let below = match &entry.value.content {
                    Content::List(items) => Value::Array(items.iter().flat_map(aria_nodes).collect()),
                    Content::Null => json!([]),
                    Content::Bool(_) | Content::Number(..) | Content::Text(_) | Content::Map(_) => {
                        Value::String(text(&entry.value))
                    }
                };
                Value::Object([(entry.key.clone(), below)].into_iter().collect())
            })
            .collect(),
        Content::List(items) => items.iter().flat_map(aria_nodes).collect(),
        Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) => vec![Value::String(text(node))],
    }
}
