//! One line about a step, from its long form in the document.

use std::borrow::Cow;

use serde_json::Value;

use super::input::{Execution, Step};

/// What a step of an execution does: its label, else from the document, else its type alone.
#[must_use]
pub fn told(execution: &Execution, step: &Step) -> String {
    if let Some(label) = &step.label {
        return short(label);
    }
    let document = execution.document.as_ref();
    document.and_then(|document| told_at(document, &step.path)).unwrap_or_else(|| step.step_type.clone())
}

/// What the step at `path` of a document does; `start_url` is the step that opens the first page.
#[must_use]
pub fn told_at(document: &Value, path: &str) -> Option<String> {
    if path == "start_url" {
        return Some(short(&format!("goto {}", text(document, "start_url")?)));
    }
    step_at(document, path).map(describe_step)
}

/// The step that a result's `path` names, e.g. `steps[3].then[0]` or, in a loop, `steps[2](1).steps[0]`.
#[must_use]
pub fn step_at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    let mut here = document;
    for part in path.split('.') {
        let (name, rest) = part.split_once('[')?;
        let (index, _round) = rest.split_once(']')?;
        here = here.get(name)?.get(index.parse::<usize>().ok()?)?;
    }
    Some(here)
}

/// What the step does, in at most about 100 characters: its label, or e.g. `click button "Sign in"`.
#[must_use]
pub fn describe_step(step: &Value) -> String {
    if let Some(label) = text(step, "label") {
        return short(label);
    }
    let step_type = text(step, "type").unwrap_or("expect");
    let mut line = step_type.to_owned();
    for part in parts(step, step_type) {
        line.push(' ');
        line.push_str(&part);
    }
    short(&line)
}

fn parts(step: &Value, step_type: &str) -> Vec<String> {
    let target = |name: &str| step.get(name).map(target_words);
    let plain = |name: &str| step.get(name).map(value_words);
    let with = |word: &str, part: Option<String>| part.map(|part| format!("{word} {part}"));
    let all: Vec<Option<String>> = match step_type {
        "goto" | "new_tab" | "wait_url" => vec![text(step, "url").map(str::to_owned).or_else(|| plain("url"))],
        "switch_tab" => vec![plain("tab")],
        "drag" => vec![target("from"), with("to", target("to"))],
        "scroll" => vec![
            target("target"),
            text(step, "direction").map(str::to_owned),
            with("to", text(step, "to").map(str::to_owned)),
        ],
        "fill" | "select" => vec![target("target"), with("with", plain("value"))],
        "type" => vec![plain("text"), with("into", target("target"))],
        "press" => vec![text(step, "keys").map(str::to_owned), with("in", target("target"))],
        "wait_for" => vec![target("target"), text(step, "state").map(str::to_owned)],
        "sleep" => vec![step.get("ms").map(|ms| format!("{ms} ms"))],
        "handle_dialog" => vec![text(step, "action").map(str::to_owned)],
        "extract" => vec![
            text(step, "what").map(str::to_owned),
            with("of", target("target")),
            with("as", text(step, "var").map(str::to_owned)),
        ],
        "set" => vec![text(step, "var").map(str::to_owned), with("to", plain("value"))],
        "screenshot" | "group" => vec![plain("name")],
        "run_flow" => vec![plain("flow")],
        "if" | "while" | "until" => step.get("condition").map(expectation).unwrap_or_default(),
        "switch" => vec![plain("value")],
        "times" => vec![plain("n")],
        "log" | "comment" | "annotate" => vec![plain("text")],
        "chapter" => vec![plain("title")],
        "approve" | "ask" | "takeover" | "breakpoint" | "notify" => vec![plain("message")],
        "webhook" => vec![with("to", plain("to"))],
        "run_flow_async" => vec![plain("flow")],
        "pdf" | "snapshot_aria" => vec![plain("name")],
        "pdf_split" | "pdf_fill" => vec![plain("file")],
        "search_page" => vec![step.get("text").map(matcher_words)],
        "wait_email" => vec![with("to", plain("to")), with("in", plain("inbox"))],
        "record_metric" => vec![plain("name"), plain("value")],
        "skip" | "fail" => vec![plain("reason")],
        "for_each" => vec![text(step, "as").map(str::to_owned), with("in", plain("items"))],
        "expect" => expectation(step),
        _ => vec![target("target")],
    };
    all.into_iter().flatten().collect()
}

fn expectation(step: &Value) -> Vec<Option<String>> {
    let mut parts = vec![step.get("target").map(target_words)];
    if step.get("not") == Some(&Value::Bool(true)) {
        parts.push(Some("not".into()));
    }
    if let Some(state) = text(step, "to") {
        parts.push(Some(state.replace('_', " ")));
    }
    for name in [
        "url",
        "title",
        "text",
        "value",
        "class",
        "count",
        "attribute",
        "css",
        "var",
        "equals",
        "contains",
        "matches",
        "in",
        "gt",
        "gte",
        "lt",
        "lte",
    ] {
        if let Some(value) = step.get(name) {
            parts.push(Some(format!("{name} {}", matcher_words(value))));
        }
    }
    parts
}

/// A target in words: `button "Sign in"`, `label "Password"`, `css=.total`.
fn target_words(target: &Value) -> String {
    if let Value::String(target) = target {
        return format!("“{target}”");
    }
    let mut line = match text(target, "role") {
        Some(role) => {
            target.get("name").map_or_else(|| role.to_owned(), |name| format!("{role} {}", matcher_words(name)))
        }
        None => ["text", "label", "placeholder", "alt", "title", "testid", "css", "xpath"]
            .into_iter()
            .find_map(|name| target.get(name).map(|value| format!("{name} {}", matcher_words(value))))
            .unwrap_or_else(|| "element".into()),
    };
    if let Some(part) = target.get("has_text") {
        line.push_str(&format!(" with text {}", matcher_words(part)));
    }
    if let Some(nth) = target.get("nth") {
        line.push_str(&format!(" (nth {nth})"));
    }
    for (name, word) in [("within", "in"), ("frame", "in frame")] {
        match target.get(name) {
            Some(Value::Array(frames)) => {
                for frame in frames.iter().rev() {
                    line.push_str(&format!(" {word} {}", target_words(frame)));
                }
            }
            Some(outer) => line.push_str(&format!(" {word} {}", target_words(outer))),
            None => {}
        }
    }
    line
}

/// A text matcher, or any value: `“Sign in”`, `contains “tea”`, `matches /^T/i`.
fn matcher_words(value: &Value) -> String {
    if let Some(part) = text(value, "contains") {
        return format!("contains “{part}”");
    }
    if let Some(pattern) = text(value, "matches") {
        return format!("matches /{pattern}/{}", text(value, "flags").unwrap_or_default());
    }
    value.get("equals").map_or_else(|| value_words(value), value_words)
}

fn value_words(value: &Value) -> String {
    match value {
        Value::String(text) => format!("“{text}”"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// White space collapsed, and cut at 100 characters.
fn short(line: &str) -> String {
    let line: Cow<'_, str> = line.split_whitespace().collect::<Vec<_>>().join(" ").into();
    match line.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}
