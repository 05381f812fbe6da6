//! The grammar as a page for people.

use std::fmt::Write;

use serde_json::Value;

use super::form::{Order, ordered};
use super::table::{self, COMMON, Field, Kind, Object, Plain, Row, steps};

/// The field reference in Markdown: the document, the step types by group, targets, matchers, values.
#[must_use]
pub fn reference_markdown() -> String {
    let mut out = String::from(
        "# Flows: the fields\n\nMade from the grammar itself by `flowtilla flow reference`; do not edit.\n\n## The document\n\n",
    );
    fields(&mut out, table::FLOW.fields);
    out.push_str("\n## Fields of every step\n\n");
    fields(&mut out, COMMON);
    let mut group = "";
    for row in steps() {
        if row.group != group {
            group = row.group;
            let _ = write!(out, "\n## {group}\n");
        }
        step(&mut out, row);
    }
    out.push_str(OBJECTS);
    for object in [&table::TARGET, &table::MATCHER] {
        let _ = write!(out, "\n### {}\n\n{}\n\n", object.schema, object.doc);
        fields(&mut out, object.fields);
    }
    for object in inner_objects() {
        let _ = write!(out, "\n### {}\n\n{}\n\n", object.schema, object.doc);
        fields(&mut out, object.fields);
    }
    out.push_str(VALUES);
    out.push_str(STRINGS);
    out.push_str("\n## Lints\n\n`flowtilla flow lint` names the line and column of each; they are warnings, and errors with `--strict`.\n\n| code | what |\n|---|---|\n");
    for (code, doc) in super::lint::CODES {
        let _ = writeln!(out, "| `{code}` | {doc} |");
    }
    out
}

/// What the grammar has, by name, for tests and tables that must miss nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// The step types, in the order of the reference.
    pub steps: Vec<&'static str>,
    /// What an `expect` can say.
    pub assertions: Vec<&'static str>,
    /// The words of an `expect`'s `to`.
    pub states: Vec<&'static str>,
    /// The ways to name an element, of which a target has one.
    pub strategies: Vec<&'static str>,
    /// What narrows a target down.
    pub narrowings: Vec<&'static str>,
}

/// The vocabulary of flows, read from the grammar's tables.
#[must_use]
pub fn vocabulary() -> Vocabulary {
    let mut assertions: Vec<&'static str> = Vec::new();
    for subject in [table::Subject::Target, table::Subject::Page, table::Subject::Variable] {
        for name in subject.matchers() {
            if !assertions.contains(&name) {
                assertions.push(name);
            }
        }
    }
    let narrows = |name: &&'static str| !table::STRATEGIES.contains(name);
    Vocabulary {
        steps: steps().map(Row::name).collect(),
        assertions,
        states: table::STATES.to_vec(),
        strategies: table::STRATEGIES.to_vec(),
        narrowings: table::TARGET.names().filter(narrows).collect(),
    }
}

const STRINGS: &str = "
## Targets as a string

| written | is |
|---|---|
| `Sign in` | `{ text: Sign in }` |
| `label=User name`, `placeholder=…`, `alt=…`, `title=…`, `value=…` | that strategy; in quotes (`label=\"User\"`) with `exact` |
| `testid=…`, `component=…`, `id=…`, `name_attr=…`, `link_text=…`, `partial_link_text=…`, `css=…`, `xpath=…` | that strategy, as it stands |
| `role=button[name='Sign in']`, `role=heading[level=2]`, `role=button[name=/^sign/i]` | `role` with its states |
| `xy=640,360` | `{ xy: { x: 640, y: 360 } }` |
| in `frame`: `name=pay`, `url=**/pay/*` | a FrameMatcher |
";

const OBJECTS: &str = "\n## Objects\n";

const VALUES: &str = "
## Values

| written | becomes |
|---|---|
| `{{name}}` | the param or variable |
| `{{order.lines.0}}` | something inside it |
| `{{env.NAME}}` | a variable of the environment that the operator allows |
| `{{secret.NAME}}` | a secret of the project; masked wherever it would show |
| `{{random.uuid}}`, `email`, `name`, `number`, `text` | something new each time |
| `{{totp.NAME}}` | the one-time code of the moment of a secret of codes; a code that was used is not used again, the step waits for the next |
| `{{file.NAME}}` | the text of a file of the run |
| `{{now}}` | the time (UTC), e.g. `2026-11-20T10:00:00.123Z` |
| `{{now+2d}}`, `{{now-1h30m}}` | another time: `s`, `m`, `h`, `d`, `w`, `mo` (months), `y` |
| `{{now\\|date}}`, `{{now+1mo\\|%d.%m.%Y}}` | written as `iso`, `date` (`2026-11-20`), `time` (`10:00:00`), `unix` (seconds, a number), `unix_ms`, or by a pattern: `%Y` year, `%m` month, `%d` day, `%H` `%M` `%S` time, `%j` day of the year, `%A` weekday, `%B` month's name (strftime's letters) |
| `\\{{` | a literal `{{` |

A string that is one `{{…}}` and nothing else keeps the value's type.
";

fn step(out: &mut String, row: &Row) {
    let _ = write!(out, "\n### `{}`\n\n{}", row.name(), row.object.doc);
    match row.main {
        Some(main) => {
            let _ = writeln!(out, " Short form: `{}: …` fills `{main}`.\n", row.name());
        }
        None if row.object.fields.is_empty() => {
            let _ = writeln!(out, " Short form: `{}`.\n", row.name());
        }
        None => out.push_str("\n\n"),
    }
    if !row.object.fields.is_empty() {
        fields(out, row.object.fields);
        out.push('\n');
    }
    let example = serde_json::from_str::<Value>(row.object.example).unwrap_or_default();
    let _ = writeln!(out, "```yaml\n- {}\n```", inline(&example, Order::Step));
}

fn fields(out: &mut String, fields: &[Field]) {
    out.push_str("| field | what | default | |\n|---|---|---|---|\n");
    for field in fields {
        let must = if field.required && field.default.is_none() { " (required)" } else { "" };
        let default = field.default.map(|d| format!("`{}`", d.trim_matches('"'))).unwrap_or_default();
        let _ = writeln!(
            out,
            "| `{}`{must} | {} | {default} | {} |",
            field.name,
            words(&field.kind).replace('|', "\\|"),
            field.doc
        );
    }
}

/// What stands in a field, in a few words.
fn words(kind: &Kind) -> String {
    match *kind {
        Kind::Text => "text".into(),
        Kind::Code => "JavaScript".into(),
        Kind::Name => format!("text, at most {} characters", super::MAX_NAME),
        Kind::Variable => "name of a variable".into(),
        Kind::VariablePath => "variable, or something inside it".into(),
        Kind::Url => "address".into(),
        Kind::Regex => "regular expression".into(),
        Kind::Flags => "flags: `i`, `m`, `s`, `u`, `v`".into(),
        Kind::Role => "ARIA role".into(),
        Kind::Host => "host".into(),
        Kind::Device => "device of Playwright's registry".into(),
        Kind::Whole { min, max } => format!("whole number, {min} to {max}"),
        Kind::Number { min, max } => format!("number, {min} to {max}"),
        Kind::Seconds { max } => format!("seconds (at most {max}), or text such as `90s`"),
        Kind::Bool => "`true` or `false`".into(),
        Kind::Tristate => "`true`, `false` or `mixed`".into(),
        Kind::Word(list) => list.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" "),
        Kind::Any => "any value".into(),
        Kind::Values | Kind::Withheld => "object of names and values".into(),
        Kind::Matcher(Plain::Glob) => "glob, or Matcher".into(),
        Kind::Matcher(Plain::Whole) => "whole text, or Matcher".into(),
        Kind::Matcher(Plain::Part) => "part of the text, or Matcher".into(),
        Kind::Target => "Target".into(),
        Kind::Frame => "FrameMatcher, Target, or a list of them".into(),
        Kind::Object(object) => object.schema.into(),
        Kind::Many(inner) => format!("list: {}", words(inner)),
        Kind::Tab => "index, `latest`, or TabMatcher".into(),
        Kind::Options => "value or label, OptionMatcher, or a list of them".into(),
        Kind::Count => "whole number, or CountRange".into(),
        Kind::Steps => "steps".into(),
        Kind::MaybeSteps => "steps, perhaps none".into(),
        Kind::Condition => "`expect` without its type".into(),
        Kind::Cells => "object: whole texts, or Matchers, by column header".into(),
        Kind::Aria => "aria snapshot: YAML text, or a list".into(),
        Kind::Either(one, other) => format!("{}, or {}", words(one), words(other)),
        Kind::Rows => "list of objects, CSV text, or a file's name".into(),
    }
}

/// The small objects, in the order in which they are met.
fn inner_objects() -> Vec<&'static Object> {
    let mut objects = vec![&table::FRAME, &table::TAB, &table::OPTION, &table::BOUNDS];
    let all = table::FLOW.fields.iter().chain(COMMON).chain(steps().flat_map(|row| row.object.fields));
    for field in all {
        gather(&field.kind, &mut objects);
    }
    objects
}

/// A target, a frame, or any other value as YAML in one line.
#[must_use]
pub fn inline_yaml(value: &Value) -> String {
    inline(value, Order::Object(&table::TARGET))
}

/// Adds the object of a kind, and those in it.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other kind holds no object")]
fn gather(kind: &Kind, objects: &mut Vec<&'static Object>) {
    match *kind {
        Kind::Many(inner) => gather(inner, objects),
        Kind::Either(one, other) => {
            gather(one, objects);
            gather(other, objects);
        }
        Kind::Object(object) if !objects.iter().any(|o| o.schema == object.schema) => {
            objects.push(object);
            object.fields.iter().for_each(|field| gather(&field.kind, objects));
        }
        _ => {}
    }
}

/// YAML in one line, in the order of the grammar.
fn inline(value: &Value, order: Order) -> String {
    match value {
        Value::Object(map) => {
            let fields: Vec<_> = ordered(map, order)
                .into_iter()
                .map(|(name, order)| format!("{name}: {}", inline(&map[name], order)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| inline(item, order.of_item())).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) if is_plain(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// Text that needs no quotes within braces.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];
    if WORDS.contains(&text.to_ascii_lowercase().as_str()) {
        return false;
    }
    let inner = |c: char| c.is_alphanumeric() || "_ /.-".contains(c);
    text.starts_with(|c: char| c.is_alphabetic() || c == '/') && text.chars().all(inner) && text.trim() == text
}
