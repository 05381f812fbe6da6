//! Steps that are never done, and assertions that hold whatever the page does.

use serde_json::{Map, Value};

use super::Lint;

/// Steps that end the flow, or this turn of a loop.
const ENDS: &[&str] = &["fail", "skip", "done", "break", "continue"];
/// Steps after which the page is new.
const OPENS: &[&str] = &["goto", "new_tab", "new_page", "reload"];

impl Lint<'_> {
    /// Looks at a list of steps as a whole.
    pub(super) fn reach(&mut self, steps: &[Value], path: &str) {
        let mut ended: Option<String> = None;
        let mut opened = false;
        for (index, step) in steps.iter().enumerate() {
            let Some(step) = step.as_object() else { continue };
            let at = format!("{path}[{index}]");
            if let Some(end) = &ended {
                let message = format!(
                    "This step is never done: `{end}` before it always ends here. Remove it, or give `{end}` an `if`."
                );
                self.warn(&at, "unreachable-step", &message);
                break;
            }
            let name = type_of(step);
            if opened && name == "expect" && is_absence(step) {
                self.warn(&at, "vacuous-absence", "Right after a page was opened nothing has come yet, so this holds at once and shows little. Expect something that is there first.");
            }
            opened = OPENS.contains(&name);
            if name == "for_each" && step.get("items").and_then(Value::as_array).is_some_and(Vec::is_empty) {
                self.warn(
                    &format!("{at}.items"),
                    "empty-loop",
                    "The list is empty, so the steps of this loop are never done.",
                );
            }
            ended = end_of(step).map(str::to_owned);
        }
    }
}

fn type_of(step: &Map<String, Value>) -> &str {
    step.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// The step that always ends the list in which this one stands: itself, or the ends of both branches.
fn end_of(step: &Map<String, Value>) -> Option<&str> {
    if step.contains_key("if") {
        return None;
    }
    let name = type_of(step);
    if ENDS.contains(&name) {
        return Some(name);
    }
    let last = |branch: &str| step.get(branch).and_then(Value::as_array)?.last()?.as_object().and_then(end_of);
    match name {
        "if" => last("then").filter(|_| last("else").is_some()),
        "group" => last("steps"),
        _ => None,
    }
}

/// Holds where nothing is.
fn is_absence(step: &Map<String, Value>) -> bool {
    let not = step.get("not") == Some(&Value::Bool(true));
    let word = step.get("to").and_then(Value::as_str).unwrap_or_default();
    let count = step.get("count");
    let none = count.and_then(Value::as_i64) == Some(0);
    matches!((word, not), ("hidden" | "detached", false) | ("visible" | "attached", true)) || (none && !not)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::{Value, json};

    use crate::domain::flow::{Flow, lint::lint};

    fn unreachable(steps: Value) -> Vec<String> {
        let flow: Flow = serde_json::from_value(json!({ "name": "x", "steps": steps })).expect("a flow");
        let found = lint(&flow, &HashMap::new(), "");
        found.into_iter().filter(|p| p.code == "unreachable-step").map(|p| p.path).collect()
    }

    #[test]
    fn what_comes_after_an_end_is_never_done() {
        let (fail, reload) = (json!({ "type": "fail", "reason": "x" }), json!({ "type": "reload" }));
        assert_eq!(unreachable(json!([fail, reload, reload])), ["steps[1]"]);
        let perhaps = json!({ "type": "fail", "reason": "x", "if": { "url": "/x" } });
        assert!(unreachable(json!([perhaps, reload])).is_empty());
        let both = json!({ "type": "if", "condition": {}, "then": [fail], "else": [{ "type": "done" }] });
        assert_eq!(unreachable(json!([both, reload])), ["steps[1]"]);
        let one = json!({ "type": "if", "condition": {}, "then": [fail, reload], "else": [reload] });
        assert_eq!(unreachable(json!([one, reload])), ["steps[0].then[1]"]);
    }
}
