//! From text to checked flows.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    Flow,
    check::{Checker, MAX_PROBLEMS},
    lint,
    model::Step,
    problem::{Checked, Path, Problem, Severity},
    tree::{self, Content, Node, Place, SyntaxError},
};
use crate::domain::outcome::StepError;

/// Bytes of one document, at most (1 MiB).
pub const MAX_BYTES: usize = 1 << 20;
/// Bytes of a text with several documents, at most (16 MiB).
pub const MAX_TEXT: usize = 16 << 20;
/// Flows in one text, at most.
pub const MAX_FLOWS: usize = 5000;

/// How a text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// JSON when it begins with `{` or `[` and reads as such, else YAML.
    #[default]
    Auto,
    Json,
    Yaml,
}

/// Reads one document: at most [`MAX_BYTES`] long, one flow in it.
#[must_use]
pub fn read(text: &str, format: Format) -> Checked {
    if text.len() > MAX_BYTES {
        return Checked::failed(too_large(text.len(), MAX_BYTES));
    }
    match trees(text, format) {
        Err(error) => Checked::failed(syntax(error)),
        Ok(mut trees) if trees.len() == 1 => check(&trees.remove(0), ""),
        Ok(trees) => match trees.get(1) {
            None => check(&Node::new(Place { line: 1, column: 1 }, Content::Null), ""),
            Some(second) => Checked::failed(Problem::error(
                "",
                second.at,
                "several-documents",
                "Expected one flow; another document begins here. Put it in a file of its own.",
            )),
        },
    }
}

/// Reads all flows of a text: the documents of a YAML stream, or the items of a list.
///
/// A syntax error ends the reading; the documents before it are still returned.
#[must_use]
pub fn read_all(text: &str, format: Format) -> Vec<Checked> {
    if text.len() > MAX_TEXT {
        return vec![Checked::failed(too_large(text.len(), MAX_TEXT))];
    }
    let (trees, error) = match format_of(text, format) {
        Format::Json => match tree::read_json(text, tree::MAX_VALUES_OF_ALL) {
            Ok(tree) => (vec![tree], None),
            Err(error) => (Vec::new(), Some(error)),
        },
        Format::Auto | Format::Yaml => {
            let mut trees = Vec::new();
            let mut failed = None;
            for tree in tree::read_yaml(text, tree::MAX_VALUES_OF_ALL) {
                match tree {
                    Ok(tree) => trees.push(tree),
                    Err(error) => failed = Some(error),
                }
            }
            (trees, failed)
        }
    };
    let several = trees.len() > 1;
    let mut flows = Vec::new();
    for tree in &trees {
        match &tree.content {
            Content::List(items) => {
                flows.extend(items.iter().enumerate().map(|(index, item)| check(item, &format!("[{index}]"))))
            }
            Content::Null if several => {} // `---` at the end of a file
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) | Content::Map(_) => {
                flows.push(check(tree, ""));
            }
        }
        if flows.len() > MAX_FLOWS {
            return vec![Checked::failed(too_many_flows(tree.at))];
        }
    }
    if let Some(error) = error {
        flows.push(Checked::failed(syntax(error)));
    }
    if flows.is_empty() {
        flows.push(check(&Node::new(Place { line: 1, column: 1 }, Content::Null), ""));
    }
    flows
}

/// The lines in which the parts of each flow of a text stand, by path; in the order of [`read_all`].
#[must_use]
pub fn lines(text: &str, format: Format) -> Vec<BTreeMap<String, u32>> {
    let lines_of =
        |places: BTreeMap<String, (u32, u32)>| places.into_iter().map(|(path, (line, _))| (path, line)).collect();
    places(text, format).into_iter().map(lines_of).collect()
}

/// The lines and columns where the parts of each flow of a text begin, by path; in the order of [`read_all`].
#[must_use]
pub fn places(text: &str, format: Format) -> Vec<BTreeMap<String, (u32, u32)>> {
    let Ok(trees) = all_trees(text, format) else { return Vec::new() };
    let several = trees.len() > 1;
    let mut flows = Vec::new();
    for tree in &trees {
        match &tree.content {
            Content::List(items) => flows.extend(items.iter().map(places_of)),
            Content::Null if several => {}
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) | Content::Map(_) => {
                flows.push(places_of(tree));
            }
        }
    }
    flows
}

fn places_of(node: &Node) -> BTreeMap<String, (u32, u32)> {
    let mut checker = Checker::new();
    checker.flow(node, &Path::Root(""));
    let known = checker.places.into_iter().filter(|(_, at)| at.line > 0);
    let mut places: BTreeMap<String, (u32, u32)> = known.map(|(path, at)| (path, (at.line, at.column))).collect();
    places.insert(String::new(), (node.at.line.max(1), node.at.column.max(1)));
    places
}

fn all_trees(text: &str, format: Format) -> Result<Vec<Node>, SyntaxError> {
    match format_of(text, format) {
        Format::Json => tree::read_json(text, tree::MAX_VALUES_OF_ALL).map(|tree| vec![tree]),
        Format::Auto | Format::Yaml => tree::read_yaml(text, tree::MAX_VALUES_OF_ALL).into_iter().collect(),
    }
}

/// Reads the flows inside a larger JSON text, e.g. `["flows"]` of a request; positions and paths are those of that text.
///
/// The pointer leads to a flow or to a list of flows. When nothing stands there, nothing is returned.
#[must_use]
pub fn read_embedded(text: &str, pointer: &[&str]) -> Vec<Checked> {
    if text.len() > MAX_TEXT {
        return vec![Checked::failed(too_large(text.len(), MAX_TEXT))];
    }
    let tree = match tree::read_json(text, tree::MAX_VALUES_OF_ALL) {
        Ok(tree) => tree,
        Err(error) => return vec![Checked::failed(syntax(error))],
    };
    let Some(node) = pointer.iter().try_fold(&tree, |node, name| node.get(name)) else { return Vec::new() };
    let prefix = pointer.join(".");
    match &node.content {
        Content::List(items) if items.len() > MAX_FLOWS => vec![Checked::failed(too_many_flows(node.at))],
        Content::List(items) => {
            items.iter().enumerate().map(|(index, item)| check(item, &format!("{prefix}[{index}]"))).collect()
        }
        Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) | Content::Map(_) => {
            vec![check(node, &prefix)]
        }
    }
}

/// Checks a document that did not come as text; positions are 0.
#[must_use]
pub fn check_value(value: &Value) -> Checked {
    match Node::from_value(value) {
        Ok(node) => check(&node, ""),
        Err(error) => Checked::failed(syntax(error)),
    }
}

/// The long form of a condition (an `expect` without its type) that stands outside a flow.
///
/// # Errors
/// Sentences about what is wrong.
pub fn check_condition(value: &Value) -> Result<Value, String> {
    let said = |problems: &[Problem]| problems.iter().map(|p| p.message.as_str()).collect::<Vec<_>>().join(" ");
    let node = Node::from_value(value).map_err(|error| said(&[syntax(error)]))?;
    let mut checker = Checker::new();
    match checker.lone_condition(&node) {
        Some(long) if !checker.problems.iter().any(Problem::is_error) => Ok(long),
        _ => Err(said(&checker.problems)),
    }
}

/// The typed step of a long-form step whose values are filled in ([`super::template::fill_step`]).
///
/// What the values turned out to be is checked against the grammar here: a count that is no number, an address that is
/// refused, a target in string form.
///
/// # Errors
/// `refused`, with everything that is wrong.
pub fn typed(step: &Value) -> Result<Step, StepError> {
    let refused = |problems: &[Problem]| {
        let lines: Vec<_> = problems
            .iter()
            .take(5)
            .map(|p| if p.path.is_empty() { p.message.clone() } else { format!("{}: {}", p.path, p.message) })
            .collect();
        StepError::refused(format!("The step cannot be done with these values. {}", lines.join(" ")))
    };
    let node = Node::from_value(step).map_err(|error| refused(&[syntax(error)]))?;
    let mut checker = Checker::of_filled_step();
    let map = checker.step(&node, &Path::Root(""));
    match map {
        Some(map) if checker.problems.is_empty() => serde_json::from_value(Value::Object(map))
            .map_err(|error| StepError::refused(format!("The step cannot be done with these values: {error}."))),
        _ => Err(refused(&checker.problems)),
    }
}

/// Whether a field of a step type holds steps or conditions, whose values are filled in when their turn comes.
#[must_use]
pub fn waits_its_turn(step_type: &str, field: &str) -> bool {
    super::table::step_row(step_type).and_then(|row| row.any_field(field)).is_some_and(|field| field.kind.waits())
}

fn trees(text: &str, format: Format) -> Result<Vec<Node>, SyntaxError> {
    match format_of(text, format) {
        Format::Json => tree::read_json(text, tree::MAX_VALUES).map(|tree| vec![tree]),
        Format::Auto | Format::Yaml => {
            let trees: Vec<Node> = tree::read_yaml(text, tree::MAX_VALUES).into_iter().collect::<Result<_, _>>()?;
            Ok(match trees.iter().position(|tree| tree.content != Content::Null) {
                // `---` at the end of a file begins no document
                Some(_) => trees.into_iter().filter(|tree| tree.content != Content::Null).collect(),
                None => trees.into_iter().take(1).collect(),
            })
        }
    }
}

/// What an automatic format comes to. YAML's flow style also begins with a brace, but its first key is seldom quoted.
fn format_of(text: &str, format: Format) -> Format {
    if format != Format::Auto {
        return format;
    }
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let mut chars = start.chars();
    let json = match chars.next() {
        Some('{') => matches!(chars.as_str().trim_start().chars().next(), Some('"' | '}') | None),
        Some('[') => {
            let rest = chars.as_str().trim_start();
            rest.is_empty()
                || rest.starts_with(['[', ']', '"'])
                || rest.strip_prefix('{').is_some_and(|r| r.trim_start().starts_with(['"', '}']))
        }
        _ => false,
    };
    if json { Format::Json } else { Format::Yaml }
}

/// Checks one tree; `prefix` begins every path.
fn check(node: &Node, prefix: &str) -> Checked {
    let mut checker = Checker::new();
    let map = checker.flow(node, &Path::Root(prefix));
    let Checker { mut problems, places, .. } = checker;
    let mut flow = None;
    if problems.is_empty()
        && let Some(map) = map
    {
        match typed_flow(map) {
            Ok(read) => {
                problems = lint::lint(&read, &places, prefix);
                flow = Some(read);
            }
            Err(problem) => problems.push(problem),
        }
    }
    problems.sort_by_key(|p| (p.line, p.column));
    if problems.len() > MAX_PROBLEMS {
        let more = problems.len() - MAX_PROBLEMS;
        problems.truncate(MAX_PROBLEMS);
        let severity = if flow.is_some() { Severity::Warning } else { Severity::Error };
        let at = problems.last().map_or_else(Place::default, |p| Place { line: p.line, column: p.column });
        problems.push(Problem {
            severity,
            ..Problem::error(prefix, at, "more", format!("There are {more} more problems behind these."))
        });
    }
    Checked { flow, problems }
}

/// The document as a struct; that it fits is what the grammar has checked.
fn typed_flow(map: Map<String, Value>) -> Result<Flow, Problem> {
    serde_json::from_value(Value::Object(map)).map_err(|error| {
        Problem::error("", Place::default(), "wrong-type", format!("The document cannot be read: {error}."))
    })
}

fn syntax(error: SyntaxError) -> Problem {
    Problem::error("", error.at, error.code, error.message)
}

fn too_large(bytes: usize, most: usize) -> Problem {
    let message = format!("The text has {bytes} bytes; at most {most} are read. Split it.");
    Problem::error("", Place::default(), "too-large", message)
}

fn too_many_flows(at: Place) -> Problem {
    Problem::error("", at, "too-large", format!("There are more than {MAX_FLOWS} flows here. Send them in parts."))
}
