//! What browsers cannot do, as data: for the lint `unsupported-by-browser`, for the docs, and for whoever runs a matrix.

use serde_json::{Map, Value};

use super::{BrowserName, Flow, lint, problem::Problem};

/// Something that a browser cannot do; everything that is not here works in every browser.
#[derive(Clone, Copy, Debug)]
pub struct Gap {
    /// What it is, for the docs.
    pub feature: &'static str,
    /// Step types that are nothing without it.
    pub steps: &'static [&'static str],
    /// Fields of `expect` that are nothing without it.
    pub expects: &'static [&'static str],
    /// Firefox over BiDi: what happens there, `None` when it works.
    pub firefox: Option<&'static str>,
    /// Any browser over plain WebDriver, without a socket: what happens there, `None` when it works.
    pub webdriver: Option<&'static str>,
}

const REFUSED: Option<&str> = Some("refused");

/// The table.
pub const GAPS: &[Gap] = &[
    Gap {
        feature: "Requests, responses, WebSockets and the console, waited for or asserted",
        steps: &["wait_request", "wait_response", "wait_ws_frame", "wait_console", "capture_requests"],
        expects: &[
            "request",
            "response",
            "ws_frame",
            "console",
            "no_failed_requests",
            "no_5xx",
            "no_console_errors",
            "no_page_errors",
            "no_mixed_content",
        ],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "`wait_settled` waits for requests, too",
        steps: &[],
        expects: &[],
        firefox: Some("for the page only"),
        webdriver: Some("for the page only"),
    },
    Gap { feature: CLOSED_ROOTS, steps: &[], expects: &[], firefox: REFUSED, webdriver: REFUSED },
    Gap {
        feature: "HTML5 drag and drop",
        steps: &[],
        expects: &[],
        firefox: Some("acted out in the page: its events are not trusted"),
        webdriver: Some("mouse events only"),
    },
    Gap {
        feature: "Several contexts in one browser",
        steps: &[],
        expects: &[],
        firefox: Some("one at a time, so that it has the focus; more browsers are started"),
        webdriver: Some("one session each"),
    },
    Gap {
        feature: "`engine: shell`",
        steps: &[],
        expects: &[],
        firefox: Some("has no meaning"),
        webdriver: Some("the endpoint's choice"),
    },
    Gap {
        feature: "Requests and WebSockets, answered, changed, stopped, recorded and replayed; scripts for pages to come",
        steps: &[
            "mock",
            "modify_request",
            "modify_response",
            "abort",
            "unmock",
            "offline",
            "throttle",
            "har_record",
            "har_replay",
            "mock_ws",
            "set_headers",
            "block_hosts",
            "basic_auth",
            "add_init_script",
        ],
        expects: &[],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "Models that act: their browser keeps to the flow's hosts",
        steps: &["ai_act", "ai_task"],
        expects: &[],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "Emulation: devices, size of the page, places, clocks, passkeys; cameras that no machine has",
        steps: &["emulate", "set_viewport", "travel", "clock", "webauthn", "fake_media"],
        expects: &[],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "Cookies, permissions, databases and saved login states",
        steps: &[
            "cookies",
            "clear_state",
            "indexeddb",
            "save_state",
            "load_state",
            "grant_permissions",
            "deny_permissions",
        ],
        expects: &["cookie"],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "Fingers on a touch screen, files dropped from outside, an end to loading",
        steps: &["tap", "swipe", "pinch", "drop_files", "stop_loading"],
        expects: &[],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "Downloads (also: only in browsers that the worker has started)",
        steps: &["download", "wait_download"],
        expects: &[],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "Rules for every dialog from now on; `handle_dialog` works everywhere",
        steps: &["on_dialog"],
        expects: &[],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "Accessibility by axe-core",
        steps: &["a11y_scan"],
        expects: &["a11y"],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "A page printed into a PDF file",
        steps: &["pdf"],
        expects: &[],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap {
        feature: "`wait_until`, `referer`, `hard`; the mouse's wheel; a drag along a path; the next file chooser",
        steps: &[],
        expects: &[],
        firefox: REFUSED,
        webdriver: REFUSED,
    },
    Gap { feature: "Console errors as events", steps: &[], expects: &[], firefox: None, webdriver: Some("not told") },
    Gap {
        feature: "`allowed_hosts` for redirects and links",
        steps: &[],
        expects: &[],
        firefox: None,
        webdriver: Some("checked for `goto` only"),
    },
];

/// Targets in closed shadow roots.
const CLOSED_ROOTS: &str = "Closed shadow roots (`shadow: closed` in a target)";

/// What a browser lacks for a target, `None` when nothing.
#[must_use]
pub fn gap_of_target(browser: BrowserName, target: &Map<String, Value>) -> Option<&'static Gap> {
    let closed = target.get("shadow").and_then(Value::as_str) == Some("closed");
    let gap = GAPS.iter().find(|gap| gap.feature == CLOSED_ROOTS && gap.firefox == REFUSED);
    gap.filter(|_| closed && browser == BrowserName::Firefox)
}

/// What a browser lacks for a step: by its type, or by what it expects. `None` when it can be done.
#[must_use]
pub fn gap(browser: BrowserName, step: &Map<String, Value>) -> Option<&'static Gap> {
    let name = step.get("type").and_then(Value::as_str).unwrap_or_default();
    let lacks = |gap: &&Gap| {
        let expects = name == "expect" && gap.expects.iter().any(|field| step.contains_key(*field));
        gap.firefox == REFUSED && (expects || gap.steps.contains(&name))
    };
    match browser {
        BrowserName::Firefox => GAPS.iter().find(lacks),
        BrowserName::Chromium | BrowserName::Any => None,
    }
}

/// The steps of a flow that a browser cannot do, each as the lint says it; for a run that sets the browser itself.
#[must_use]
pub fn unsupported(flow: &Flow, browser: BrowserName) -> Vec<Problem> {
    let flow = Flow { browser: Some(browser), ..flow.clone() };
    let problems = lint::lint(&flow, &std::collections::HashMap::new(), "");
    problems.into_iter().filter(|problem| problem.code == CODE).collect()
}

/// The lint's code.
pub(crate) const CODE: &str = "unsupported-by-browser";

/// The table as Markdown.
#[must_use]
pub fn markdown() -> String {
    use std::fmt::Write as _;
    let mut text = String::from("| what | Chromium | Firefox | plain WebDriver |\n|---|---|---|---|\n");
    for gap in GAPS {
        let steps = gap.steps.iter().map(|step| format!("`{step}`"));
        let expects = gap.expects.iter().map(|field| format!("`expect: {{ {field} }}`"));
        let steps: Vec<String> = steps.chain(expects).collect();
        let steps = if steps.is_empty() { String::new() } else { format!(": {}", steps.join(" ")) };
        let cell = |what: Option<&'static str>| what.unwrap_or("yes");
        let (firefox, webdriver) = (cell(gap.firefox), cell(gap.webdriver));
        let _ = writeln!(text, "| {}{steps} | yes | {firefox} | {webdriver} |", gap.feature);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::flow::{check_value, table};

    #[test]
    fn every_step_of_the_table_is_one() {
        for step in GAPS.iter().flat_map(|gap| gap.steps) {
            assert!(table::step_row(step).is_some(), "there is no step `{step}`");
        }
        for field in GAPS.iter().flat_map(|gap| gap.expects) {
            assert!(table::EXPECT.field(field).is_some(), "`expect` has no field `{field}`");
        }
    }

    #[test]
    fn a_flow_that_names_the_browser_is_warned() {
        let waits = json!({ "type": "wait_request", "url": "**/api" });
        let expects = json!({ "type": "expect", "no_console_errors": true });
        let steps = json!([{ "type": "group", "name": "inside", "steps": [waits] }, expects]);
        let checked = check_value(&json!({ "name": "x", "browser": "firefox", "steps": steps }));
        let flow = checked.flow.unwrap_or_else(|| panic!("{:?}", checked.problems));
        let told: Vec<&Problem> = checked.problems.iter().filter(|p| p.code == CODE).collect();
        assert_eq!(told.len(), 2, "{:?}", checked.problems);
        assert!(told[0].path.starts_with("steps[0].steps[0]"), "{told:?}");
        assert_eq!(unsupported(&Flow { browser: None, ..flow.clone() }, BrowserName::Firefox).len(), 2);
        assert!(unsupported(&flow, BrowserName::Chromium).is_empty());
    }
}
