//! Browser sessions, and tests of a single one.

use chrono::{DateTime, Utc};
use flowtilla_shared::{domain::status::Status, store::BrowserSessionRow};
use poem_openapi::Object;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::{
    domain::{Document, Domain},
    run::FlowExecution,
};

/// Which elements to tell of: `target`, `x` and `y`, or `all`.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(rename = "BrowserInspect")]
pub struct Inspect {
    /// A target, as an object or as text.
    pub target: Option<Value>,
    /// A point of the viewport, in CSS pixels: the button or link there, in whatever frame.
    pub x: Option<f64>,
    pub y: Option<f64>,
    /// Every visible element that one can act on or call by name; at most 300.
    pub all: Option<bool>,
}

/// An element of a page, and how a flow may call it.
#[derive(Clone, Debug, Object, Deserialize)]
pub struct InspectedElement {
    /// Its tag as one would write it, shortened.
    pub description: String,
    pub tag: String,
    /// ARIA role.
    #[oai(nullable)]
    pub role: Option<String>,
    /// Accessible name.
    pub name: String,
    /// `visible`, `enabled`, `focused`, and what else it can be: `editable`, `checked`, `pressed`, `selected`, `expanded`, `level`.
    pub states: Value,
    pub rect: ElementBox,
    /// Each was tried and means this element alone; best first.
    pub locators: Vec<SuggestedLocator>,
}

/// A box in CSS pixels of the viewport.
#[derive(Clone, Debug, Object, Deserialize)]
pub struct ElementBox {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A locator for a flow.
#[derive(Clone, Debug, Object, Deserialize)]
pub struct SuggestedLocator {
    /// In long form.
    pub target: Value,
    /// The same as one would write it.
    pub locator: String,
    /// 0 to 100.
    pub score: u32,
    pub strategy: String,
}

/// What the artifact of an `inspect` step holds.
#[derive(Debug, Deserialize)]
pub struct Inspection {
    pub elements: Vec<InspectedElement>,
}

/// One browser to try: `url` or `flow`.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrowserTest {
    /// A page to open and take a picture of.
    pub url: Option<String>,
    /// A flow to carry out.
    pub flow: Option<Domain<Document>>,
    /// Tell of elements of the page, at the end.
    pub inspect: Option<Inspect>,
    /// Values of `{{name}}` in the flow.
    pub params: Option<BTreeMap<String, Value>>,
    /// How long to wait for the result in seconds, 0 to 60; 30 when absent.
    #[oai(validator(maximum(value = "60")))]
    pub wait_seconds: Option<u32>,
}

/// How the test of one browser stands.
#[derive(Clone, Debug, Object)]
pub struct BrowserTestResult {
    pub test_run_id: Uuid,
    pub status: Domain<Status>,
    /// Nothing will change any more; false when the time to wait was over first.
    pub finished: bool,
    /// What `inspect` asked for, once that step has passed.
    #[oai(nullable)]
    pub elements: Option<Vec<InspectedElement>>,
    pub execution: FlowExecution,
}

/// An isolated browser context that one execution drives.
#[derive(Clone, Debug, Object)]
pub struct BrowserSession {
    pub id: Uuid,
    pub execution_id: Uuid,
    pub test_run_id: Uuid,
    pub flow_name: String,
    /// Name of the worker that drives it.
    #[oai(nullable)]
    pub worker: Option<String>,
    /// What people call the browser.
    pub browser: String,
    /// `open`, `stopping` or `closed`.
    pub status: String,
    pub opened_at: DateTime<Utc>,
    #[oai(nullable)]
    pub closed_at: Option<DateTime<Utc>>,
}

/// The browser sessions that are open now, oldest first.
#[derive(Clone, Debug, Object)]
pub struct BrowserSessionList {
    pub items: Vec<BrowserSession>,
    pub total: u64,
}

impl From<BrowserSessionRow> for BrowserSession {
    fn from(row: BrowserSessionRow) -> Self {
        let status = match (row.closed_at, row.stop_requested) {
            (Some(_), _) => "closed",
            (None, true) => "stopping",
            (None, false) => "open",
        };
        Self {
            id: row.id.0,
            execution_id: row.execution_id.0,
            test_run_id: row.run_id.0,
            flow_name: row.flow_name,
            worker: row.worker_name,
            browser: row.browser,
            status: status.into(),
            opened_at: row.opened_at,
            closed_at: row.closed_at,
        }
    }
}
