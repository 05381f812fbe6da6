//! What browsers cannot do, as data: for the lint `unsupported-by-browser`, for the docs, and for whoever runs a matrix.

use super::{BrowserName, Flow, lint, problem::Problem};

/// Something that a browser cannot do; everything that is not here works in every browser.
#[derive(Clone, Copy, Debug)]
pub struct Gap {
    /// What it is, for the docs.
    pub feature: &'static str,
    /// Step types that are nothing without it.
    pub steps: &'static [&'static str],
    /// Firefox over BiDi: what happens there, `None` when it works.
    pub firefox: Option<&'static str>,
    /// Any browser over plain WebDriver, without a socket: what happens there, `None` when it works.
    pub webdriver: Option<&'static str>,
}

const REFUSED: Option<&str> = Some("refused");

/// The table.
pub const GAPS: &[Gap] = &[
    Gap {
        feature: "Closed shadow roots",
        steps: &[],
        firefox: Some("not looked into"),
        webdriver: Some("not looked into"),
    },
    Gap {
        feature: "HTML5 drag and drop",
        steps: &[],
        firefox: Some("acted out in the page: its events are not trusted"),
        webdriver: Some("mouse events only"),
    },
    Gap {
        feature: "Several contexts in one browser",
        steps: &[],
        firefox: Some("one at a time, so that it has the focus; more browsers are started"),
        webdriver: Some("one session each"),
    },
    Gap {
        feature: "`engine: shell`",
        steps: &[],
        firefox: Some("has no meaning"),
        webdriver: Some("the endpoint's choice"),
    },
    Gap { feature: "Console errors as events", steps: &[], firefox: None, webdriver: Some("not told") },
    Gap {
        feature: "`allowed_hosts` for redirects and links",
        steps: &[],
        firefox: None,
        webdriver: Some("checked for `goto` only"),
    },
];

/// Why a step of this type cannot be done in a browser; `None` when it can.
#[must_use]
pub fn gap(browser: BrowserName, step: &str) -> Option<&'static Gap> {
    match browser {
        BrowserName::Firefox => GAPS.iter().find(|gap| gap.firefox == REFUSED && gap.steps.contains(&step)),
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
        let steps: Vec<String> = gap.steps.iter().map(|step| format!("`{step}`")).collect();
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
    }

    #[test]
    fn a_flow_that_names_the_browser_is_warned() {
        let Some(step) = GAPS.iter().filter(|gap| gap.firefox == REFUSED).flat_map(|gap| gap.steps).next() else {
            return;
        };
        let row = table::steps().find(|row| row.name() == *step).expect("a row");
        let example: serde_json::Value = serde_json::from_str(row.object.example).expect("JSON");
        let steps = json!([{ "type": "group", "name": "inside", "steps": [example] }]);
        let checked = check_value(&json!({ "name": "x", "browser": "firefox", "steps": steps }));
        let flow = checked.flow.unwrap_or_else(|| panic!("{:?}", checked.problems));
        let told: Vec<&Problem> = checked.problems.iter().filter(|p| p.code == CODE).collect();
        assert_eq!(told.len(), 1, "{:?}", checked.problems);
        assert!(told[0].path.starts_with("steps[0].steps[0]"), "{told:?}");
        assert_eq!(unsupported(&Flow { browser: None, ..flow.clone() }, BrowserName::Firefox).len(), 1);
        assert!(unsupported(&flow, BrowserName::Chromium).is_empty());
    }
}
