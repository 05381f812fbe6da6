//! What all steps share, and which file knows the rest.

use flowtilla_shared::domain::flow;
use serde_json::{Map, Value, json};

use super::{
    gap::{Gap, Said},
    values,
    writer::Writer,
};

/// Fields of every step that are written out here, or mean nothing to Playwright.
const COMMON: [&str; 12] = [
    "type",
    "id",
    "label",
    "timeout_ms",
    "retry",
    "on_failure",
    "soft",
    "once",
    "if",
    "postcondition",
    "recorded",
    "no_wait_after",
];

impl Writer<'_> {
    pub(super) fn steps(&mut self, steps: &[Value], path: &str) {
        for (index, step) in steps.iter().enumerate() {
            if let Value::Object(step) = step {
                self.step(step, &format!("{path}[{index}]"));
            }
        }
    }

    fn step(&mut self, step: &Map<String, Value>, path: &str) {
        let kind = text(step, "type").to_owned();
        if let Some(gap) = strange_value(step, &kind) {
            return self.leave_out(path, &kind, gap);
        }
        if step.get("once") == Some(&Value::Bool(true)) {
            self.line("// once: must not be done twice");
        }
        let condition = match step.get("if").map(|condition| self.condition(condition)) {
            None => None,
            Some(Ok(condition)) => Some(condition),
            Some(Err(gap)) => return self.leave_out(path, &kind, gap.within("if")),
        };
        let retry = step.get("retry").map(|retry| {
            let number = |name: &str| retry.get(name).and_then(Value::as_u64).unwrap_or(0);
            format!("await {}({}, {}, async () => {{", self.needs("again"), number("max"), number("backoff_ms"))
        });
        let soft = (step.get("soft") == Some(&Value::Bool(true)) && kind != "expect")
            || step.get("on_failure").is_some_and(|what| what == "continue");
        let soft = soft.then(|| format!("await {}(async () => {{", self.needs("softly")));
        let level = step.get("level").and_then(Value::as_str).filter(|level| kind == "expect" && *level != "error");
        let level =
            level.map(|level| format!("await {}({}, async () => {{", self.needs("warned"), values::text(level)));
        let mut wraps: Vec<(String, &str, bool)> = Vec::new();
        wraps.extend(condition.map(|condition| (format!("if ({condition}) {{"), "}", false)));
        wraps.extend(soft.map(|head| (head, "});", true)));
        wraps.extend(level.map(|head| (head, "});", true)));
        wraps.extend(retry.map(|head| (head, "});", true)));
        self.wrapped(&wraps, &mut |writer| {
            writer.bare(step, &kind, path);
            for (index, condition) in
                step.get("postcondition").and_then(Value::as_array).into_iter().flatten().enumerate()
            {
                if let Value::Object(condition) = condition {
                    let mut expect = condition.clone();
                    expect.insert("type".into(), json!("expect"));
                    writer.step(&expect, &format!("{path}.postcondition[{index}]"));
                }
            }
        });
    }

    fn wrapped(&mut self, wraps: &[(String, &str, bool)], inner: &mut dyn FnMut(&mut Self)) {
        match wraps.split_first() {
            None => inner(self),
            Some(((head, tail, true), rest)) => self.closure(head, tail, |writer| writer.wrapped(rest, inner)),
            Some(((head, tail, false), rest)) => self.block(head, tail, |writer| writer.wrapped(rest, inner)),
        }
    }

    fn bare(&mut self, step: &Map<String, Value>, kind: &str, path: &str) {
        if self.structure(step, kind, path) {
            return;
        }
        let ways = [Self::expectation_step, Self::page_step, Self::input_step, Self::data_step, Self::browser_step];
        let said = ways.into_iter().find_map(|way| way(self, step, kind)).or_else(|| self.network_step(step, kind));
        match said {
            Some(Ok(lines)) => lines.into_iter().for_each(|line| self.line(line)),
            Some(Err(gap)) => self.leave_out(path, kind, gap),
            None => self.leave_out(path, kind, "Playwright has no such step".into()),
        }
    }

    fn expectation_step(&mut self, step: &Map<String, Value>, kind: &str) -> Option<Said> {
        (kind == "expect").then(|| self.expectation(step))
    }

    /// The fields are all known here; the first that is not is told.
    pub(super) fn only(&self, step: &Map<String, Value>, fields: &[&str]) -> Result<(), Gap> {
        let known = |key: &str| fields.contains(&key) || COMMON.contains(&key);
        let strange = step.iter().find(|(key, value)| !known(key) && **value != Value::Bool(false));
        strange.map_or(Ok(()), |(key, _)| Err(Gap::field(key)))
    }

    /// A text field as an expression.
    pub(super) fn filled(&mut self, step: &Map<String, Value>, field: &str) -> String {
        match step.get(field) {
            Some(Value::String(text)) => values::filled(text, &self.vars),
            Some(other) => values::text(&other.to_string()),
            None => "''".into(),
        }
    }

    /// Any field as an expression.
    pub(super) fn any(&self, step: &Map<String, Value>, field: &str) -> String {
        values::any(step.get(field).unwrap_or(&Value::Null), &self.vars)
    }

    /// Where a step's `var` is kept: `v.name = `, or nothing.
    pub(super) fn assigns(&self, step: &Map<String, Value>) -> String {
        match text(step, "var") {
            "" => String::new(),
            var => format!("{} = ", values::path(var, &self.vars)),
        }
    }

    /// An object of options under their names there, `timeout` among them; empty when there are none.
    pub(super) fn options(&self, step: &Map<String, Value>, names: &[(&str, &str)], more: &[String]) -> String {
        let time = step.get("timeout_ms").map(|ms| format!("timeout: {ms}"));
        let parts: Vec<String> = more.iter().cloned().chain(self.passed_on(step, names)).chain(time).collect();
        if parts.is_empty() { String::new() } else { format!("{{ {} }}", parts.join(", ")) }
    }

    /// Fields that both sides have, under their names there, but for what is so anyway.
    pub(super) fn passed_on(&self, step: &Map<String, Value>, names: &[(&str, &str)]) -> Vec<String> {
        let given = names.iter().filter_map(|(ours, theirs)| Some((*ours, step.get(*ours)?, *theirs)));
        let usual = |ours: &str, value: &Value| {
            *value == Value::Bool(false)
                || (ours == "button" && value == "left")
                || (ours == "count" && *value == 1)
                || (ours == "wait_until" && value == "load")
                || value.as_array().is_some_and(Vec::is_empty)
        };
        given
            .filter(|(ours, value, _)| !usual(ours, value))
            .map(|(_, value, theirs)| format!("{theirs}: {}", values::any(value, &self.vars)))
            .collect()
    }

    /// Whatever is waited for at most by this step, in milliseconds.
    pub(super) fn patience(step: &Map<String, Value>, usual: u64) -> u64 {
        step.get("timeout_ms").and_then(Value::as_u64).unwrap_or(usual)
    }
}

/// Options behind other arguments.
pub(super) fn behind(options: String) -> String {
    if options.is_empty() { options } else { format!(", {options}") }
}

/// A text of a step; empty when there is none.
pub(super) fn text<'a>(step: &'a Map<String, Value>, name: &str) -> &'a str {
    step.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A `{{…}}` that a test cannot fill in; steps in this step are asked when it is their turn.
fn strange_value(step: &Map<String, Value>, kind: &str) -> Option<Gap> {
    step.iter().filter(|(field, _)| !flow::waits_its_turn(kind, field)).find_map(|(field, value)| {
        let what = values::strange(value)?;
        Some(Gap { at: format!(".{field}"), what: format!("{what} has no counterpart in Playwright") })
    })
}
