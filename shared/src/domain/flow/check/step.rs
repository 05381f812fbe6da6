//! Steps: which type, long or short form, and the fields put together.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{
    super::{
        near,
        problem::{Path, found, one_of, shown},
        table::{COMMON, EXPECT, Row, STRATEGIES, Subject, TARGET, step_row, steps},
        tree::{Content, Entry, Node, Place},
    },
    Checker, Given, MAX_STEPS,
};

impl Checker {
    /// A list of steps in long form.
    pub(super) fn steps(&mut self, node: &Node, may_be_empty: bool, path: &Path) -> Option<Value> {
        if self.shallow {
            return Some(node.to_value());
        }
        let Content::List(items) = &node.content else {
            self.error(path, node.at, "wrong-type", format!("Expected a list of steps, found {}.", found(node)));
            return None;
        };
        if items.is_empty() && !may_be_empty {
            self.error(path, node.at, "no-steps", "There are no steps. Write at least one.");
            return None;
        }
        self.places.insert(path.to_string(), node.at);
        self.deeper(node.at, path, "Steps", |checker| {
            let mut steps = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                checker.steps += 1;
                if checker.steps == MAX_STEPS + 1 {
                    let message = format!("The flow has more than {MAX_STEPS} steps. Split it into several flows.");
                    checker.error(&path.index(index), item.at, "too-many-steps", message);
                }
                if checker.steps > MAX_STEPS || checker.has_enough() {
                    return None;
                }
                if let Some(step) = checker.step(item, &path.index(index)) {
                    steps.push(Value::Object(step));
                }
            }
            Some(Value::Array(steps))
        })
    }

    /// One step in long form.
    pub fn step(&mut self, node: &Node, path: &Path) -> Option<Map<String, Value>> {
        self.places.insert(path.to_string(), node.at);
        let entries = match &node.content {
            Content::Map(entries) => entries,
            Content::Text(word) => return self.word_step(word, node.at, path),
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::List(_) => {
                let message = format!(
                    "Expected a step such as `click: {{ role: button, name: Sign in }}`, found {}.",
                    found(node)
                );
                self.error(path, node.at, "wrong-type", message);
                return None;
            }
        };
        if !self.few_enough(entries.len(), node.at, path) {
            return None;
        }
        let (row, given) = self.shape(entries, node.at, path)?;
        let previous = self.problems.len();
        let loops = self.loops;
        match row.name() {
            "for_each" | "times" | "while" | "until" => self.loops += 1,
            "parallel" | "on_overlay" => self.loops = 0,
            "break" | "continue" if loops == 0 && !self.shallow => {
                let message = format!(
                    "`{0}` stands in no loop. Put it into a `for_each`, `times`, `while` or `until`, or remove it.",
                    row.name()
                );
                self.error(path, node.at, "misplaced", message);
            }
            _ => {}
        }
        let map = self.fields(&given, &row.object, COMMON, node.at, path);
        self.loops = loops;
        let mut map = map?;
        if row.name() == EXPECT.name {
            self.matchers(&given, node.at, path, self.problems.len() > previous);
        }
        map.insert("type".to_owned(), row.name().into());
        Some(map)
    }

    /// `- reload`: a type without fields.
    fn word_step(&mut self, word: &str, at: Place, path: &Path) -> Option<Map<String, Value>> {
        match step_row(word) {
            Some(row) if row.may_stand_alone() => Some(Map::from_iter([("type".to_owned(), word.into())])),
            Some(row) => {
                let main = row.main.unwrap_or("…");
                self.error(
                    path,
                    at,
                    "missing-field",
                    format!("`{word}` needs more than its name: write `{word}: {{ {main}: … }}`."),
                );
                None
            }
            None => {
                let near = near::hint(word, steps().map(Row::name));
                let message = format!(
                    "{} is no step{near} A step looks like `click: {{ role: button, name: Sign in }}`.",
                    super::super::problem::quoted(word)
                );
                self.error(path, at, "unknown-type", message.replace("no step A", "no step. A"));
                None
            }
        }
    }

    /// The type of a step and all its fields, whichever form it was written in.
    fn shape<'a>(&mut self, entries: &'a [Entry], at: Place, path: &Path) -> Option<(&'static Row, Vec<Given<'a>>)> {
        if let Some(tag) = entries.iter().find(|e| e.key == "type") {
            match &tag.value.content {
                Content::Map(_) => {}
                Content::Text(name) if step_row(name).is_some() => return self.long(name, tag, entries, path),
                Content::Text(name) => {
                    self.unknown_type(name, tag.value.at, &path.field("type"));
                    return None;
                }
                Content::Null | Content::Bool(_) | Content::Number(..) | Content::List(_) => {
                    let message = format!("`type` names the step's type, found {}.", found(&tag.value));
                    self.error(&path.field("type"), tag.value.at, "wrong-type", message);
                    return None;
                }
            }
        }
        // `if` and `retry` are steps, and fields of every other step
        let both = |e: &Entry| matches!(e.key.as_str(), "if" | "retry");
        let types: Vec<&Entry> = entries.iter().filter(|e| step_row(&e.key).is_some() && !both(e)).collect();
        let tag = match types.as_slice() {
            [one] => *one,
            [] => match entries.iter().find(|e| both(e)) {
                Some(tag) => tag,
                None => {
                    self.missing_type(entries, at, path);
                    return None;
                }
            },
            [first, second, ..] => {
                let names: Vec<_> = types.iter().map(|e| e.key.as_str()).collect();
                let at = if (second.key_at.line, second.key_at.column) > (first.key_at.line, first.key_at.column) {
                    second.key_at
                } else {
                    first.key_at
                };
                self.error(
                    path,
                    at,
                    "two-types",
                    format!("A step has exactly one type, found {}. Write one step for each.", one_of(&names, "and")),
                );
                return None;
            }
        };
        let row = step_row(&tag.key)?;
        self.short(row, tag, entries, path).map(|given| (row, given))
    }

    fn long<'a>(
        &mut self,
        name: &str,
        tag: &Entry,
        entries: &'a [Entry],
        path: &Path,
    ) -> Option<(&'static Row, Vec<Given<'a>>)> {
        let Some(row) = step_row(name) else {
            self.unknown_type(name, tag.value.at, &path.field("type"));
            return None;
        };
        Some((row, entries.iter().filter(|e| e.key != "type").map(Given::from).collect()))
    }

    fn unknown_type(&mut self, name: &str, at: Place, path: &Path) {
        let known: Vec<_> = steps().map(Row::name).collect();
        let message = match near::nearest(name, known.iter().copied()) {
            Some(near) => format!("`{}` is no step type. Did you mean `{near}`?", shown(name)),
            None if name.contains(' ') => {
                format!(
                    "{} is no step type. To type text, write `type: {{ text: … }}`.",
                    super::super::problem::quoted(name)
                )
            }
            None => format!("`{}` is no step type. Known are {}.", shown(name), one_of(&known, "and")),
        };
        self.error(path, at, "unknown-type", message);
    }

    fn missing_type(&mut self, entries: &[Entry], at: Place, path: &Path) {
        let strange = entries.iter().find(|e| !COMMON.iter().any(|f| f.name == e.key));
        match strange {
            Some(entry) if !steps().any(|r| r.object.field(&entry.key).is_some()) => {
                self.unknown_type(&entry.key, entry.key_at, path);
            }
            _ => self.error(
                path,
                at,
                "missing-type",
                "The step has no type. Add `type: click` or another, or write `click: …`.",
            ),
        }
    }

    /// `click: …` with common fields, or other fields of the type, beside it.
    fn short<'a>(
        &mut self,
        row: &'static Row,
        tag: &'a Entry,
        entries: &'a [Entry],
        path: &Path,
    ) -> Option<Vec<Given<'a>>> {
        let mut given = self.short_value(row, tag, path)?;
        for entry in entries.iter().filter(|e| !std::ptr::eq(*e, tag)) {
            if let Some(first) = given.iter().find(|g| g.key == entry.key) {
                let message =
                    format!("`{}` is given twice; the first is in line {}. Remove one.", entry.key, first.key_at.line);
                self.error(&path.field(&entry.key), entry.key_at, "duplicate-key", message);
            } else {
                given.push(entry.into());
            }
        }
        Some(given)
    }

    /// The fields that stand in the value of a short form.
    fn short_value<'a>(&mut self, row: &'static Row, tag: &'a Entry, path: &Path) -> Option<Vec<Given<'a>>> {
        let value = &tag.value;
        if let Content::Map(entries) = &value.content
            && !self.few_enough(entries.len(), value.at, path)
        {
            return None;
        }
        let whole = |field: &'static str| vec![Given { key: field, key_at: tag.key_at, value: Cow::Borrowed(value) }];
        match (&value.content, row.main) {
            (Content::Null, _) => Some(Vec::new()),
            (Content::Map(entries), _)
                if row.main == Some("condition")
                    && !entries.iter().any(|e| matches!(e.key.as_str(), "condition" | "then" | "steps")) =>
            {
                Some(whole("condition"))
            }
            (Content::Map(entries), Some("tab")) if entries.iter().any(|e| e.key == "url" || e.key == "title") => {
                Some(whole("tab"))
            }
            (Content::Map(entries), Some("url"))
                if row.name() == "wait_url" && !entries.iter().any(|e| e.key == "url") =>
            {
                Some(whole("url"))
            }
            (Content::Map(entries), _) if row.has_target() => Some(split(row, entries, value.at)),
            (Content::Map(entries), _) => Some(entries.iter().map(Given::from).collect()),
            (Content::Text(_), Some("target")) if row.name() == "expect" => {
                let visible = Node::new(value.at, Content::Text("visible".into()));
                let mut given = whole("target");
                given.push(Given { key: "to", key_at: tag.key_at, value: Cow::Owned(visible) });
                Some(given)
            }
            (_, Some(main)) => Some(whole(main)),
            (_, None) => {
                let message = if row.object.fields.is_empty() {
                    format!("`{}` takes nothing, found {}.", row.name(), found(value))
                } else {
                    format!("Expected an object with {}, found {}.", super::names(&row.object, &[]), found(value))
                };
                self.error(path, value.at, "wrong-type", message);
                None
            }
        }
    }
}

/// Sorts the keys of a short form into the target's and the step's own: `fill: { label: User name, value: ada }`.
pub(super) fn split<'a>(row: &'static Row, entries: &'a [Entry], at: Place) -> Vec<Given<'a>> {
    let has = |name: &str| entries.iter().any(|e| e.key == name);
    let own = |name: &str| row.object.field(name).is_some();
    let is_expect = row.name() == "expect";
    let says = |subject: Subject, key: &str| subject.matchers().any(|known| known == key);
    let of_page = |e: &Entry| says(Subject::Page, &e.key) && !says(Subject::Target, &e.key);
    if has("target") || (is_expect && (has("var") || entries.iter().any(of_page))) {
        return entries.iter().map(Given::from).collect();
    }
    let css_selector = |e: &Entry| is_expect && e.key == "css" && !matches!(e.value.content, Content::Map(_));
    let strategies = |e: &&Entry| STRATEGIES.contains(&e.key.as_str()) && (!own(&e.key) || css_selector(e));
    // beside another strategy, `label` and `id` are the step's own
    let others = entries.iter().filter(strategies).any(|e| e.key != "label" && e.key != "id");
    // so they are beside what can be said about the page
    if is_expect && !others && entries.iter().any(|e| says(Subject::Page, &e.key)) {
        return entries.iter().map(Given::from).collect();
    }
    let foreign = |e: &Entry| {
        strategies(&e)
            && match e.key.as_str() {
                "label" => !others,
                "id" => !others && !has("label"),
                _ => true,
            }
    };
    let strategy = entries.iter().any(foreign);
    let text_subject = is_expect && !strategy && has("text");
    if !strategy && !text_subject {
        return entries.iter().map(Given::from).collect();
    }
    let mut target = Vec::new();
    let mut given: Vec<Given> = Vec::new();
    for entry in entries {
        let key = entry.key.as_str();
        // `level: 2` and `selected: true` are the heading's and the tab's, `level: warn` and `selected: Large` the assertion's
        let of_target = is_expect && matches!(entry.value.content, Content::Number(..) | Content::Bool(_));
        let narrows = TARGET.field(key).is_some()
            && !STRATEGIES.contains(&key)
            && (!own(key) || (key == "name" && has("role")) || (of_target && matches!(key, "level" | "selected")));
        let locates = foreign(entry) || narrows || (text_subject && key == "text");
        if locates {
            target.push(entry.clone());
        } else {
            given.push(entry.into());
        }
    }
    let asserts = given.iter().any(|g| says(Subject::Target, g.key));
    if is_expect && !asserts {
        given.push(Given { key: "to", key_at: at, value: Cow::Owned(Node::new(at, Content::Text("visible".into()))) });
    }
    given.insert(0, Given { key: "target", key_at: at, value: Cow::Owned(Node::new(at, Content::Map(target))) });
    given
}
