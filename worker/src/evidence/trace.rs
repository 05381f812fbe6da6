//! A `trace.zip` for Playwright's trace viewer (`npx playwright show-trace`, trace.playwright.dev).
//!
//! The format is the viewer's own, version 9: later viewers read it, too. Steps are its actions, with pictures before and after,
//! the call log, the error and the line of the flow; frames fill its film strip.

use std::{collections::HashSet, time::Instant};

use flowtilla_shared::{
    domain::{flow, status::StepStatus},
    report,
};
use serde_json::{Map, Value, json};
use sha1::{Digest, Sha1};

use super::{
    pictures::Pictures,
    reel::{Gathering, Mark},
    spool::Spool,
    zip::Zip,
};

const VERSION: u32 = 9;
const PAGE: &str = "page@1";

/// The archive, at most about `most` bytes large.
pub fn trace(of: &Gathering, pictures: &Pictures, most: u64) -> Vec<u8> {
    let clock = Clock { began: of.began.0, wall_ms: of.began.1.timestamp_millis() as f64 };
    let document = serde_json::to_value(&*of.flow).unwrap_or_default();
    let source = Source::of(&of.flow);
    let mut zip = Zip::default();
    let mut lines = vec![context(of, &clock)];
    for (n, step) in of.steps.iter().enumerate() {
        lines.extend(step_lines(of, step, n, &document, &source, &clock));
    }
    for message in &of.messages {
        lines.push(json!({
            "type": "console", "messageType": "error", "text": message.text, "args": [], "time": clock.ms(message.at), "pageId": PAGE,
            "location": { "url": message.url.as_deref().unwrap_or_default(), "lineNumber": 0, "columnNumber": 0 },
        }));
    }
    if let Some(spool) = &of.spool {
        add_pictures(&mut zip, &mut lines, of, spool, pictures, &clock, most);
    }
    zip.deflate("trace.trace", text_of(&lines).as_bytes());
    let resources: Vec<Value> = network(of).iter().map(|entry| resource(entry, &clock)).collect();
    zip.deflate("trace.network", text_of(&resources).as_bytes());
    zip.deflate(&source.entry, source.text.as_bytes());
    zip.finish()
}

/// Moments as the viewer wants them: milliseconds, from the attempt's start on.
struct Clock {
    began: Instant,
    wall_ms: f64,
}

impl Clock {
    fn ms(&self, at: Instant) -> f64 {
        (at.saturating_duration_since(self.began).as_secs_f64() * 1e6).round() / 1e3
    }
}

/// The flow as the viewer shows it beside its steps.
struct Source {
    file: String,
    entry: String,
    text: String,
    /// Line of each of the flow's own steps, from 1.
    lines: Vec<usize>,
}

impl Source {
    fn of(of: &flow::Flow) -> Self {
        let name = &of.name;
        let file: String =
            name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).take(60).collect();
        let file = format!("{file}.yaml");
        let text = flow::to_yaml(of);
        let name = hex(&Sha1::digest(file.as_bytes()));
        let lines = step_lines_of(&text);
        Self { entry: format!("src/{name}.yaml"), file, text, lines }
    }

    fn line(&self, path: &str) -> usize {
        let number = path.strip_prefix("steps[").and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
        match number {
            Some(n) => self.lines.get(n).copied().unwrap_or(1),
            None => self.text.lines().position(|line| line.starts_with("start_url:")).map_or(1, |at| at + 1),
        }
    }
}

/// Where the items of the list `steps` begin, by their indentation.
fn step_lines_of(yaml: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut indent = None;
    for (n, line) in yaml.lines().enumerate().skip_while(|(_, line)| *line != "steps:").skip(1) {
        let spaces = line.len() - line.trim_start().len();
        let is_item = line.trim_start().starts_with("- ");
        match indent {
            None if is_item => indent = Some(spaces),
            Some(own) if spaces < own || (spaces == 0 && !is_item) => break,
            _ => {}
        }
        if is_item && indent == Some(spaces) {
            found.push(n + 1);
        }
    }
    found
}

fn context(of: &Gathering, clock: &Clock) -> Value {
    let (width, height) = of.flow.viewport.map_or((1280, 720), |size| (size.width, size.height));
    json!({
        "version": VERSION, "type": "context-options", "origin": "library", "browserName": "chromium", "channel": of.browser,
        "options": { "viewport": { "width": width, "height": height }, "deviceScaleFactor": 1, "isMobile": false },
        "platform": std::env::consts::OS, "wallTime": clock.wall_ms, "monotonicTime": 0, "sdkLanguage": "javascript",
        "title": of.flow.name, "contextId": "context@1",
    })
}

fn call(index: u32) -> String {
    format!("call@{}", index + 1)
}

fn step_lines(of: &Gathering, step: &Mark, n: usize, document: &Value, source: &Source, clock: &Clock) -> Vec<Value> {
    if step.status == StepStatus::Skipped {
        return Vec::new();
    }
    let told =
        step.label.clone().or_else(|| report::told_at(document, &step.path)).unwrap_or_else(|| step.step_type.clone());
    let raw = report::step_at(document, &step.path);
    let params: Map<String, Value> = raw.and_then(Value::as_object).map_or_else(Map::new, |fields| {
        let shown = fields.iter().filter(|(name, value)| {
            *name != "type"
                && !matches!(value, Value::Array(items) if items.iter().any(|item| item.get("type").is_some()))
        });
        shown.map(|(name, value)| (name.clone(), value.clone())).collect()
    });
    let id = call(step.index);
    let mut before = json!({
        "type": "before", "callId": id, "stepId": id, "startTime": clock.ms(step.began), "class": "Flow", "method": step.step_type,
        "title": told, "params": params, "pageId": PAGE,
        "stack": [{ "file": source.file, "line": source.line(&step.path), "column": 1, "function": step.path }],
    });
    if let Some(parent) = parent(&of.steps[..n], step).or_else(|| chapter(&of.steps[..n], step)) {
        before["parentId"] = json!(call(parent));
    }
    let mut lines = vec![before];
    // what holds steps lasts as long as they do
    let inside = format!("{}.", step.path);
    let round = format!("{}(", step.path);
    let holds = |n: usize, other: &Mark| {
        other.path.starts_with(&inside)
            || other.path.starts_with(&round)
            || (is_chapter(step) && chapter(&of.steps[..n], other) == Some(step.index))
    };
    let held = of.steps.iter().enumerate().filter(|(n, other)| holds(*n, other));
    let last = held.map(|(_, other)| other.ended).max();
    let ended = last.map_or(step.ended, |last| last.max(step.ended));
    let mut after =
        json!({ "type": "after", "callId": id, "endTime": clock.ms(ended).max(clock.ms(step.began) + 0.1) });
    if let Some(error) = &step.error {
        for line in &error.log {
            lines.push(json!({ "type": "log", "callId": id, "time": clock.ms(step.ended), "message": line }));
        }
        after["error"] = json!({ "name": error.kind.as_str(), "message": error_text(error) });
    }
    lines.push(after);
    lines
}

fn error_text(error: &flowtilla_shared::domain::outcome::StepError) -> String {
    let mut text = error.message.clone();
    for (word, value) in [("Expected", &error.expected), ("Actual", &error.actual)] {
        if let Some(value) = value {
            text.push_str(&format!("\n{word}: {value}"));
        }
    }
    if !error.candidates.is_empty() {
        text.push_str("\nCandidates:");
        for candidate in &error.candidates {
            text.push_str(&format!("\n  {candidate}"));
        }
    }
    text
}

/// The step that holds this one, if it is one of those before it.
fn parent(before: &[Mark], step: &Mark) -> Option<u32> {
    let holds = |outer: &&Mark| {
        let rest = step.path.strip_prefix(&outer.path);
        rest.is_some_and(|rest| rest.starts_with('.') || rest.starts_with('('))
    };
    before.iter().rev().find(holds).map(|outer| outer.index)
}

/// Whether a step begins a chapter: only those of the flow's own lists do.
fn is_chapter(step: &Mark) -> bool {
    step.step_type == "chapter" && !step.path.contains('.')
}

/// The chapter that a step of the flow's own lists stands in.
fn chapter(before: &[Mark], step: &Mark) -> Option<u32> {
    if step.path.contains('.') || is_chapter(step) {
        return None;
    }
    let list = |step: &Mark| step.path.split('[').next().unwrap_or_default().to_owned();
    let own = list(step);
    before.iter().rev().find(|other| is_chapter(other) && list(other) == own).map(|chapter| chapter.index)
}

fn add_pictures(
    zip: &mut Zip,
    lines: &mut Vec<Value>,
    of: &Gathering,
    spool: &Spool,
    pictures: &Pictures,
    clock: &Clock,
    most: u64,
) {
    let mut added: HashSet<usize> = HashSet::new();
    let mut add = |zip: &mut Zip, frame: usize| -> Option<String> {
        let name = format!("resources/{PAGE}-{frame}.jpeg");
        if !added.contains(&frame) {
            if zip.len() as u64 > most {
                return None;
            }
            zip.store(&name, &spool.read(frame).ok()?);
            added.insert(frame);
        }
        Some(name)
    };
    // the steps' own pictures come first: the film strip has what room is left
    for step in &of.steps {
        let Some(shown) = pictures.of(step.index) else { continue };
        for (phase, frame) in [("before", shown.before), ("after", shown.after)] {
            let Some((frame, file)) = frame.and_then(|frame| Some((frame, add(zip, frame)?))) else { continue };
            lines.push(json!({
                "type": "screenshot", "callId": call(step.index), "phase": phase, "pageId": PAGE,
                "timestamp": clock.ms(spool.frames()[frame].at), "file": file,
            }));
        }
    }
    for (n, frame) in spool.frames().iter().enumerate() {
        let Some(file) = add(zip, n) else { break };
        let at = clock.ms(frame.at);
        lines.push(json!({
            "type": "screencast-frame", "pageId": PAGE, "file": file, "width": frame.width, "height": frame.height,
            "timestamp": at, "frameSwapWallTime": clock.wall_ms + at,
        }));
    }
}

/// The entries of the network log.
fn network(of: &Gathering) -> Vec<Value> {
    let logs = of.logs.iter().filter(|log| log.kind == "network");
    let entries = logs.filter_map(|log| {
        let har: Value = serde_json::from_slice(&log.bytes).ok()?;
        har.pointer("/log/entries")?.as_array().cloned()
    });
    entries.flatten().collect()
}

/// A HAR entry as the viewer wants it: on the page, and on its clock.
fn resource(entry: &Value, clock: &Clock) -> Value {
    let mut entry = entry.clone();
    let begun = entry.get("startedDateTime").and_then(Value::as_str);
    let begun = begun.and_then(|at| chrono::DateTime::parse_from_rfc3339(at).ok());
    let ms = begun.map_or(0.0, |at| (at.timestamp_micros() as f64 / 1e3 - clock.wall_ms).max(0.0));
    entry["pageref"] = json!(PAGE);
    entry["_monotonicTime"] = json!(ms);
    json!({ "type": "resource-snapshot", "snapshot": entry })
}

fn text_of(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stand_below_the_chapter_before_them() {
        let at = Instant::now();
        let mark = |index: u32, path: &str, step_type: &str| Mark {
            index,
            path: path.to_owned(),
            step_type: step_type.to_owned(),
            label: None,
            status: StepStatus::Passed,
            error: None,
            began: at,
            acted: None,
            ended: at,
        };
        let steps = [
            mark(0, "start_url", "goto"),
            mark(1, "steps[0]", "chapter"),
            mark(2, "steps[1]", "group"),
            mark(3, "steps[1].steps[0]", "chapter"),
            mark(4, "steps[2]", "chapter"),
            mark(5, "steps[3]", "click"),
            mark(6, "teardown[0]", "click"),
        ];
        let chapters: Vec<_> = steps.iter().enumerate().map(|(n, step)| chapter(&steps[..n], step)).collect();
        assert_eq!(chapters, [None, None, Some(1), None, None, Some(4), None]);
    }

    #[test]
    fn steps_are_found_in_the_flows_text() {
        let yaml =
            "name: x\nsteps:\n  - type: group\n    steps:\n      - type: click\n  - type: reload\ntags:\n  - a\n";
        assert_eq!(step_lines_of(yaml), [3, 6]);
        assert_eq!(step_lines_of("steps:\n- type: a\n- type: b\ntags:\n- c\n"), [2, 3]);
    }
}
