//! What changed between two versions of a flow: step by step, and as text.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::{Flow, to_yaml};

/// Cells of the table by which two lists are compared, at most; longer ones count as replaced.
const MOST_CELLS: usize = 16_000_000;
/// Lines around a change that are shown with it.
const AROUND: usize = 3;

/// What happened to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Added,
    Removed,
    Changed,
}

impl Kind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A step that is not as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct StepChange {
    pub kind: Kind,
    /// Where it stood: `steps[3]`.
    pub from_path: Option<String>,
    /// Where it stands.
    pub to_path: Option<String>,
    pub from: Option<Value>,
    pub to: Option<Value>,
    /// Of a step that changed: which of its fields.
    pub fields: Vec<FieldChange>,
}

/// A field of a step or of the flow itself.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    pub name: String,
    pub from: Option<Value>,
    pub to: Option<Value>,
}

/// Everything that is another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowDiff {
    pub steps: Vec<StepChange>,
    /// Fields of the flow beside its steps.
    pub fields: Vec<FieldChange>,
    /// A unified diff of the YAML; empty when nothing changed.
    pub text: String,
}

/// Compares two versions; `names` stand in the head of the text.
#[must_use]
pub fn diff(from: &Flow, to: &Flow, names: (&str, &str)) -> FlowDiff {
    let mut changes = Vec::new();
    for (list, before, after) in [
        ("setup", &from.setup, &to.setup),
        ("steps", &from.steps, &to.steps),
        ("teardown", &from.teardown, &to.teardown),
    ] {
        steps(list, before, after, &mut changes);
    }
    let bare = |flow: &Flow| {
        let mut fields = match serde_json::to_value(flow) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) | Err(_) => Map::new(),
        };
        for list in ["setup", "steps", "teardown"] {
            fields.remove(list);
        }
        fields
    };
    FlowDiff {
        steps: changes,
        fields: fields(&bare(from), &bare(to)),
        text: unified(&to_yaml(from), &to_yaml(to), names),
    }
}

/// Steps between two that stayed; of those that went and came, the ones of the same type are pairs.
fn steps(list: &str, from: &[Value], to: &[Value], changes: &mut Vec<StepChange>) {
    let at = |n: usize| format!("{list}[{n}]");
    for Gap { from: gone, to: come } in gaps(from, to) {
        let mut left: Vec<usize> = come.collect();
        for old in gone {
            let pair = left.iter().position(|new| to[*new]["type"] == from[old]["type"]);
            let new = pair.map(|pair| left.remove(pair));
            let fields = new.map(|new| match (&from[old], &to[new]) {
                (Value::Object(before), Value::Object(after)) => fields(before, after),
                _ => Vec::new(),
            });
            changes.push(StepChange {
                kind: if new.is_some() { Kind::Changed } else { Kind::Removed },
                from_path: Some(at(old)),
                to_path: new.map(at),
                from: Some(from[old].clone()),
                to: new.map(|new| to[new].clone()),
                fields: fields.unwrap_or_default(),
            });
        }
        changes.extend(left.into_iter().map(|new| StepChange {
            kind: Kind::Added,
            from_path: None,
            to_path: Some(at(new)),
            from: None,
            to: Some(to[new].clone()),
            fields: Vec::new(),
        }));
    }
}

fn fields(from: &Map<String, Value>, to: &Map<String, Value>) -> Vec<FieldChange> {
    let names = from.keys().chain(to.keys().filter(|name| !from.contains_key(*name)));
    names
        .filter(|name| from.get(*name) != to.get(*name))
        .map(|name| FieldChange { name: name.clone(), from: from.get(name).cloned(), to: to.get(name).cloned() })
        .collect()
}

/// What lies between two things that both lists have.
#[derive(Debug, PartialEq)]
struct Gap {
    from: std::ops::Range<usize>,
    to: std::ops::Range<usize>,
}

/// The gaps around a longest common subsequence.
fn gaps<T: PartialEq>(from: &[T], to: &[T]) -> Vec<Gap> {
    let head = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let tail = from[head..].iter().rev().zip(to[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&from[head..from.len() - tail], &to[head..to.len() - tail]);
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    if a.len().saturating_mul(b.len()) > MOST_CELLS {
        return vec![Gap { from: head..from.len() - tail, to: head..to.len() - tail }];
    }
    // lengths[i][j]: of the longest common subsequence of a[i..] and b[j..]
    let width = b.len() + 1;
    let mut lengths = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i * width + j] = if a[i] == b[j] {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let mut found: Vec<Gap> = Vec::new();
    let (mut i, mut j) = (0, 0);
    let mut open = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            push(&mut found, open, (i, j), head);
            (i, j) = (i + 1, j + 1);
            open = (i, j);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    push(&mut found, open, (a.len(), b.len()), head);
    found
}

fn push(found: &mut Vec<Gap>, open: (usize, usize), end: (usize, usize), head: usize) {
    if open != end {
        found.push(Gap { from: head + open.0..head + end.0, to: head + open.1..head + end.1 });
    }
}

/// A unified diff, as `diff -u` writes it.
fn unified(from: &str, to: &str, names: (&str, &str)) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (from.lines().collect(), to.lines().collect());
    let gaps = gaps(&a, &b);
    let mut text = String::new();
    if gaps.is_empty() {
        return text;
    }
    let _ = writeln!(text, "--- {}\n+++ {}", names.0, names.1);
    let mut rest = gaps.as_slice();
    while let Some(first) = rest.first() {
        // gaps whose surroundings touch share a hunk
        let together = rest.windows(2).take_while(|pair| pair[1].from.start - pair[0].from.end <= 2 * AROUND).count();
        let (hunk, later) = rest.split_at(together + 1);
        let last = &hunk[together];
        let start = (first.from.start.saturating_sub(AROUND), first.to.start - first.from.start.min(AROUND));
        let end = ((last.from.end + AROUND).min(a.len()), (last.to.end + AROUND).min(b.len()));
        let (lines_a, lines_b) = (end.0 - start.0, end.1 - start.1);
        let _ = writeln!(
            text,
            "@@ -{},{lines_a} +{},{lines_b} @@",
            first_line(start.0, lines_a),
            first_line(start.1, lines_b)
        );
        let mut at = start.0;
        for gap in hunk {
            write_lines(&mut text, ' ', &a[at..gap.from.start]);
            write_lines(&mut text, '-', &a[gap.from.clone()]);
            write_lines(&mut text, '+', &b[gap.to.clone()]);
            at = gap.from.end;
        }
        write_lines(&mut text, ' ', &a[at..end.0]);
        rest = later;
    }
    text
}

fn write_lines(text: &mut String, mark: char, lines: &[&str]) {
    for line in lines {
        let _ = writeln!(text, "{mark}{line}");
    }
}

/// Lines count from 1; a range without lines names the line before it.
fn first_line(start: usize, lines: usize) -> usize {
    if lines == 0 { start } else { start + 1 }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use serde_json::json;

    use super::*;
    use crate::domain::flow::check_value;

    fn flow(document: Value) -> Flow {
        check_value(&document).flow.unwrap()
    }

    #[test]
    fn steps_are_added_removed_and_changed_at_their_places() {
        let from = flow(json!({ "name": "F", "steps": [
            { "goto": "/a" }, { "click": "One" }, { "expect": { "url": "**/a" } }, { "sleep": 5 },
        ]}));
        let to = flow(json!({ "name": "G", "tags": ["x"], "steps": [
            { "goto": "/a" }, { "hover": "One" }, { "click": "Two" }, { "expect": { "url": "**/a" } },
        ]}));
        let found = diff(&from, &to, ("1", "2"));
        let told: Vec<_> = found.steps.iter().map(|c| (c.kind, c.from_path.as_deref(), c.to_path.as_deref())).collect();
        assert_eq!(
            told,
            [
                (Kind::Changed, Some("steps[1]"), Some("steps[2]")),
                (Kind::Added, None, Some("steps[1]")),
                (Kind::Removed, Some("steps[3]"), None),
            ]
        );
        let fields: Vec<_> = found.steps[0].fields.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(fields, ["target"]);
        let own: Vec<_> = found.fields.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(own, ["name", "tags"]);
        assert_eq!(diff(&from, &from, ("1", "1")), FlowDiff::default());
    }

    #[test]
    fn the_text_is_a_unified_diff() {
        let lines = |changed: &[(usize, &str)]| {
            let line =
                |n: usize| changed.iter().find(|(at, _)| *at == n).map_or(format!("l{n}"), |(_, text)| (*text).into());
            (1..=30).map(line).collect::<Vec<_>>().join("\n")
        };
        let text = unified(&lines(&[]), &lines(&[(2, "X"), (20, "Y")]), ("old", "new"));
        let wanted = "--- old\n+++ new\n@@ -1,5 +1,5 @@\n l1\n-l2\n+X\n l3\n l4\n l5\n@@ -17,7 +17,7 @@\n l17\n l18\n l19\n-l20\n+Y\n l21\n l22\n l23\n";
        assert_eq!(text, wanted);
        let near = unified(&lines(&[]), &lines(&[(5, "X"), (9, "Y")]), ("old", "new"));
        assert_eq!(near.matches("@@ -").count(), 1);
        assert_eq!(unified("a\nb\n", "a\n", ("old", "new")), "--- old\n+++ new\n@@ -1,2 +1,1 @@\n a\n-b\n");
        assert_eq!(unified("", "a\n", ("old", "new")), "--- old\n+++ new\n@@ -0,0 +1,1 @@\n+a\n");
        assert_eq!(unified("same", "same", ("old", "new")), "");
    }
}
