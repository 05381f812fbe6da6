//! Checks a tree against the grammar and makes the long form of it, collecting everything that is wrong.

mod matchers;
mod rows;
mod step;
mod target;
mod values;

use std::{borrow::Cow, collections::HashMap};

use serde_json::{Map, Value};

use super::{
    near,
    problem::{Path, Problem, found, one_of, shown},
    table::{COMMON, FLOW, Field, Kind, Object, Rule},
    tree::{Content, Entry, Node, Place},
};

pub(crate) use target::parse as parse_target;

/// Steps in one document, nested ones included, at most.
pub const MAX_STEPS: usize = 1000;
/// Levels of steps within steps, or of targets within targets, at most.
pub const MAX_NESTING: usize = 32;
/// Characters of a name, an id or a label, at most.
pub const MAX_NAME: usize = 200;
/// Problems reported for one document, at most.
pub const MAX_PROBLEMS: usize = 100;
/// Problems looked for before a document is given up.
const ENOUGH: usize = 5 * MAX_PROBLEMS;
/// Fields of one object of the grammar, at most; none has half as many.
const MAX_FIELDS: usize = 100;

/// What is found out about one document.
pub(crate) struct Checker {
    pub problems: Vec<Problem>,
    /// Where the steps, targets and texts of the long form stand in the text, for the lint that comes after.
    pub places: HashMap<String, Place>,
    steps: usize,
    nesting: usize,
    /// Loops around, which `break` and `continue` can leave.
    loops: usize,
    /// `{{…}}` is nothing special: the values are in, or are not put in here.
    literal: bool,
    /// Nested steps are left as they are, because their turn has not come.
    shallow: bool,
}

/// A field as it was given, perhaps put together from a short form.
pub(super) struct Given<'a> {
    pub key: &'a str,
    pub key_at: Place,
    pub value: Cow<'a, Node>,
}

impl Given<'_> {
    /// A key that is followed by nothing, not even a `null`, as in `{ text: one, two }`.
    fn has_no_value(&self) -> bool {
        let end = self.key_at.column as usize + self.key.chars().count() + 1;
        matches!(self.value.content, Content::Null)
            && self.key_at.line > 0
            && self.value.at.line == self.key_at.line
            && self.value.at.column as usize <= end
    }
}

impl<'a> From<&'a Entry> for Given<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self { key: &entry.key, key_at: entry.key_at, value: Cow::Borrowed(&entry.value) }
    }
}

impl Checker {
    pub fn new() -> Self {
        Self {
            problems: Vec::new(),
            places: HashMap::new(),
            steps: 0,
            nesting: 0,
            loops: 0,
            literal: false,
            shallow: false,
        }
    }

    /// For one step whose values are filled in.
    pub fn of_filled_step() -> Self {
        Self { literal: true, shallow: true, ..Self::new() }
    }

    /// Whether so much is wrong that the rest need not be looked at.
    pub(super) fn has_enough(&self) -> bool {
        self.problems.len() >= ENOUGH
    }

    /// Refuses objects so large that looking for doubles in them would take long.
    pub(super) fn few_enough(&mut self, fields: usize, at: Place, path: &Path) -> bool {
        if fields > MAX_FIELDS {
            self.error(
                path,
                at,
                "too-large",
                format!("There are {fields} fields here; nothing has more than {MAX_FIELDS}."),
            );
        }
        fields <= MAX_FIELDS
    }

    pub(super) fn error(&mut self, path: &Path, at: Place, code: &str, message: impl Into<String>) {
        self.problems.push(Problem::error(path.to_string(), at, code, message));
    }

    /// The long form of a condition that stands outside a document.
    pub fn lone_condition(&mut self, node: &Node) -> Option<Value> {
        self.value(&Kind::Condition, node, &Path::Root(""))
    }

    /// The long form of a document, or `None` when it is not even an object.
    pub fn flow(&mut self, node: &Node, path: &Path) -> Option<Map<String, Value>> {
        let entries = match &node.content {
            Content::Map(entries) => entries,
            Content::Null => {
                self.error(path, node.at, "empty", "The document is empty; expected a flow with `name` and `steps`.");
                return None;
            }
            Content::List(_) | Content::Bool(_) | Content::Number(..) | Content::Text(_) => {
                let message = format!("Expected a flow with `name` and `steps`, found {}.", found(node));
                self.error(path, node.at, "wrong-type", message);
                return None;
            }
        };
        let given: Vec<Given> = entries.iter().map(Given::from).collect();
        self.fields(&given, &FLOW, &[], node.at, path)
    }

    /// An object of the grammar.
    pub(super) fn object(&mut self, node: &Node, object: &'static Object, path: &Path) -> Option<Map<String, Value>> {
        let Content::Map(entries) = &node.content else {
            let message =
                format!("Expected {}, an object with {}; found {}.", object.name, names(object, &[]), found(node));
            self.error(path, node.at, "wrong-type", message);
            return None;
        };
        let given: Vec<Given> = entries.iter().map(Given::from).collect();
        self.fields(&given, object, &[], node.at, path)
    }

    /// The fields of an object: unknown ones, each one's kind, missing ones, and the rules between them.
    ///
    /// Returns what could be read, even when there were errors.
    pub(super) fn fields(
        &mut self,
        given: &[Given],
        object: &'static Object,
        extra: &'static [Field],
        at: Place,
        path: &Path,
    ) -> Option<Map<String, Value>> {
        if !self.few_enough(given.len(), at, path) {
            return None;
        }
        let mut map = Map::new();
        for one in given {
            let Given { key, value, .. } = one;
            let Some(field) = object.field(key).or_else(|| extra.iter().find(|f| f.name == *key)) else {
                self.unknown_field(one, object, extra, path);
                continue;
            };
            if matches!(value.content, Content::Null) && !field.required && !matches!(field.kind, Kind::Any) {
                continue; // `field: null` is the same as no field
            }
            let before = self.literal;
            self.literal |= literal(object, field);
            let inner = self.value(&field.kind, value, &path.field(field.name));
            self.literal = before;
            if let Some(inner) = inner {
                map.insert(field.name.to_owned(), inner);
            }
        }
        let has = |name: &str| given.iter().any(|g| g.key == name && !matches!(g.value.content, Content::Null));
        for field in object.fields.iter().filter(|f| f.required && !given.iter().any(|g| g.key == f.name)) {
            match field.default {
                Some(default) => {
                    map.insert(field.name.to_owned(), serde_json::from_str(default).unwrap_or(Value::Null));
                }
                None => self.missing_field(field, given, object, extra, at, path),
            }
        }
        for rule in object.rules {
            self.rule(rule, &has, &map, given, object, at, path);
        }
        Some(map)
    }

    fn missing_field(
        &mut self,
        field: &Field,
        given: &[Given],
        object: &Object,
        extra: &[Field],
        at: Place,
        path: &Path,
    ) {
        let stray = given.iter().find(|g| super::table::STRATEGIES.contains(&g.key) && object.field(g.key).is_none());
        let hint = match stray {
            Some(stray) if field.name == "target" && !extra.is_empty() => {
                format!(" If `{0}` is meant to find the element, write `target: {{ {0}: … }}`.", stray.key)
            }
            _ => String::new(),
        };
        let message = format!("{} needs `{}`: {}{hint}", capital(&titled(object.name)), field.name, field.doc);
        self.error(path, at, "missing-field", message);
    }

    fn unknown_field(&mut self, given: &Given, object: &Object, extra: &[Field], path: &Path) {
        let key = given.key;
        let known: Vec<_> = object.names().chain(extra.iter().map(|f| f.name)).collect();
        let near = near::nearest(key, known.iter().copied());
        let belongs = super::table::TARGET.field(key).is_some() && object.field("target").is_some();
        let hint = if belongs {
            format!(" It belongs inside `target`: `target: {{ {key}: … }}`.")
        } else if let Some(near) = near {
            format!(" Did you mean `{near}`?")
        } else if given.has_no_value() {
            " A comma inside `{ … }` ends the value before it: put a text with commas in quotes.".to_owned()
        } else if COMMON.iter().any(|f| f.name == key) {
            " It belongs to the step, beside its type.".to_owned()
        } else if known.is_empty() {
            " It has none.".to_owned()
        } else {
            format!(" Known are {}.", names(object, extra))
        };
        let message = format!("`{}` is no field of {}.{hint}", shown(key), titled(object.name));
        self.error(&path.field(&shown(key)), given.key_at, "unknown-field", message);
    }

    #[expect(clippy::too_many_arguments, reason = "a rule looks at everything that its object was given")]
    fn rule(
        &mut self,
        rule: &Rule,
        has: &dyn Fn(&str) -> bool,
        map: &Map<String, Value>,
        given: &[Given],
        object: &Object,
        at: Place,
        path: &Path,
    ) {
        let place = |name: &str| given.iter().find(|g| g.key == name).map_or(at, |g| g.key_at);
        let name = titled(object.name);
        match *rule {
            Rule::One(fields, what) => {
                let present: Vec<_> = fields.iter().copied().filter(|f| has(f)).collect();
                match present.as_slice() {
                    [_] => {}
                    [] => {
                        let needed = given.iter().find_map(|g| {
                            object.rules.iter().find_map(|r| match r {
                                Rule::Needs(field, other) if *field == g.key => Some((*field, *other)),
                                Rule::Needs(..)
                                | Rule::One(..)
                                | Rule::Some(_)
                                | Rule::NotBoth(..)
                                | Rule::Exactly(..) => None,
                            })
                        });
                        let hint = needed
                            .map(|(field, other)| format!(" `{field}` stands beside `{other}`."))
                            .unwrap_or_default();
                        self.error(
                            path,
                            at,
                            &format!("missing-{what}"),
                            format!("The {what} is missing: {name} has one of {}.{hint}", one_of(fields, "or")),
                        );
                    }
                    [first, second, ..] => {
                        let message = format!(
                            "{} has exactly one {what}, found {}. Keep one.",
                            capital(&name),
                            one_of(&present, "and")
                        );
                        let second_at = place(second).max_of(place(first));
                        self.error(path, second_at, "conflict", message);
                    }
                }
            }
            Rule::Some(fields) => {
                if !fields.iter().any(|f| has(f)) {
                    self.error(
                        path,
                        at,
                        "missing-field",
                        format!("{} needs one of {}.", capital(&name), one_of(fields, "or")),
                    );
                }
            }
            Rule::NotBoth(one, other) => {
                if has(one) && has(other) {
                    self.error(
                        path,
                        place(other),
                        "conflict",
                        format!("{} has `{one}` or `{other}`, not both.", capital(&name)),
                    );
                }
            }
            Rule::Needs(field, other) => {
                let anchored = object.rules.iter().any(
                    |r| matches!(r, Rule::One(fields, _) if fields.contains(&other) && !fields.iter().any(|f| has(f))),
                );
                if has(field) && !has(other) && !anchored {
                    self.error(
                        &path.field(field),
                        place(field),
                        "conflict",
                        format!("`{field}` only has a meaning beside `{other}`. Add `{other}`, or remove `{field}`."),
                    );
                }
            }
            Rule::Exactly(field, other, word) => {
                let is = map.get(other).and_then(Value::as_str);
                if has(field) && is != Some(word) && is.is_none_or(|w| !w.contains("{{")) {
                    self.error(
                        &path.field(field),
                        place(field),
                        "conflict",
                        format!("`{field}` only has a meaning beside `{other}: {word}`."),
                    );
                } else if !has(field) && is == Some(word) {
                    self.error(path, at, "missing-field", format!("`{other}: {word}` needs `{field}`."));
                }
            }
        }
    }

    pub(super) fn deeper(
        &mut self,
        at: Place,
        path: &Path,
        what: &str,
        inner: impl FnOnce(&mut Self) -> Option<Value>,
    ) -> Option<Value> {
        if self.nesting >= MAX_NESTING {
            self.error(
                path,
                at,
                "too-deep",
                format!("{what} are nested more than {MAX_NESTING} levels deep. Take some levels out."),
            );
            return None;
        }
        self.nesting += 1;
        let value = inner(self);
        self.nesting -= 1;
        value
    }
}

/// Fields of the document in which `{{…}}` is not filled in, because they are needed before the flow starts.
fn literal(object: &Object, field: &Field) -> bool {
    object.name == FLOW.name
        && !matches!(field.name, "start_url" | "params" | "setup" | "steps" | "teardown" | "data_name")
}

pub(super) fn names(object: &Object, extra: &[Field]) -> String {
    let names: Vec<_> = object.names().chain(extra.iter().map(|f| f.name)).collect();
    one_of(&names, "and")
}

/// `a target` stays, `click` gets its quotes.
fn titled(name: &str) -> String {
    if name.contains(' ') { name.to_owned() } else { format!("`{name}`") }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

impl Place {
    /// The later of two places.
    fn max_of(self, other: Self) -> Self {
        if (self.line, self.column) >= (other.line, other.column) { self } else { other }
    }
}
