//! Which flows need their requests recorded.

use flowtilla_shared::domain::flow::{Action, Flow};
use serde_json::Value;

/// Steps that need the requests from the start of the execution on.
const STEPS: &[&str] = &[
    "wait_request",
    "wait_response",
    "wait_ws_frame",
    "capture_requests",
    "wait_settled",
    "har_record",
    // what holds or changes requests needs the browser to tell of them
    "mock",
    "modify_request",
    "modify_response",
    "abort",
    "har_replay",
    "offline",
    "throttle",
    "set_headers",
    "block_hosts",
    "basic_auth",
    // the flow that it runs may need them, and is not known yet
    "run_flow",
];

/// Subjects of `expect` that need them. The console's are not among them: it is always recorded.
const SUBJECTS: &[&str] =
    &["request", "response", "ws_frame", "no_failed_requests", "no_5xx", "no_mixed_content", "security_headers"];

/// Whether anything in the flow, conditions and nested steps included, is about requests.
///
/// Recording costs a message of the browser for every request and every piece of every response, so it is off otherwise.
/// A step that needs it and was not foreseen turns it on; it then knows what comes from there on.
pub fn wants_requests(flow: &Flow) -> bool {
    flow.steps.iter().any(wants)
}

fn wants(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(wants),
        Value::Object(map) => {
            let word = |name: &str| map.get(name).and_then(Value::as_str).unwrap_or_default();
            let waits = word("type") == "wait_load" && !["", "load", "domcontentloaded"].contains(&word("state"));
            waits
                || STEPS.contains(&word("type"))
                || SUBJECTS.iter().any(|subject| map.contains_key(*subject))
                || map.values().any(wants)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether anything in the flow copies, or reads what was copied. All contexts of a browser share one clipboard, so such a flow
/// gets a browser alone.
pub fn wants_clipboard(flow: &Flow) -> bool {
    [&flow.steps, &flow.setup, &flow.teardown].into_iter().flatten().any(copies)
}

fn copies(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(copies),
        Value::Object(map) => {
            let word = |name: &str| map.get(name).and_then(Value::as_str).unwrap_or_default();
            let chord = || matches!(word("keys").rsplit_once('+'), Some((_, "c" | "C" | "x" | "X" | "v" | "V")));
            match word("type") {
                "copy" | "clipboard" => true,
                // a text that the step brings along needs no clipboard
                "paste" => !map.contains_key("text"),
                "press" => chord(),
                "grant_permissions" => {
                    map.get("permissions").is_some_and(|names| names.to_string().contains("clipboard"))
                }
                _ => map.values().any(copies),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether a step only says how requests, pages to come or the next dialog are treated: no page answers to it by itself.
///
/// A worker that takes a browser over says these things again.
pub fn prepares(action: &Action) -> bool {
    matches!(
        action,
        Action::HandleDialog { .. }
            | Action::Mock(_)
            | Action::ModifyRequest(_)
            | Action::ModifyResponse(_)
            | Action::Abort(_)
            | Action::Unmock { .. }
            | Action::Offline { .. }
            | Action::Throttle(_)
            | Action::HarRecord(_)
            | Action::HarReplay(_)
            | Action::MockWs(_)
            | Action::SetHeaders { .. }
            | Action::BlockHosts { .. }
            | Action::BasicAuth { .. }
            | Action::AddInitScript { .. }
            | Action::AddStyle { .. }
            | Action::FakeMedia(_)
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_flows_that_speak_of_requests_want_them() {
        let flow = |steps: Value| {
            serde_json::from_value::<Flow>(json!({ "name": "x", "steps": steps }))
                .ok()
                .is_some_and(|f| wants_requests(&f))
        };
        assert!(!flow(json!([{ "type": "goto", "url": "/" }, { "type": "wait_console", "text": "x" }])));
        assert!(!flow(json!([{ "type": "expect", "no_console_errors": true }, { "type": "wait_load" }])));
        assert!(flow(json!([{ "type": "wait_load", "state": "networkidle" }])));
        assert!(flow(json!([{ "type": "group", "steps": [{ "type": "wait_response", "url": "**" }] }])));
        assert!(flow(json!([{ "type": "click", "target": { "text": "x" }, "if": { "request": { "url": "**" } } }])));
    }
}
