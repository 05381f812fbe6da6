//! What is kept of the pages that a model comes to while it looks around for a generation.

use std::time::{Duration, Instant};

use serde_json::json;
use url::Url;

use super::super::{Runner, walk::Around};
use crate::driver::{Capture, Inspect, Progress};

/// Pages of one execution that are inspected, at most.
const MOST_PAGES: usize = 12;
/// Longest time for one of them.
const INSPECTED_WITHIN: Duration = Duration::from_secs(5);

impl Runner {
    /// The elements of the page with their locators, when it is one that was not inspected before. Of an answer that was understood: the
    /// page is still the one that the model saw.
    pub(super) async fn survey(&mut self, around: Around) -> Vec<Capture> {
        if !self.plan.survey || self.surveyed.len() >= MOST_PAGES {
            return Vec::new();
        }
        let gate = self.open_gate();
        let deadline = self.pauses.real(around.deadline).min(Instant::now() + INSPECTED_WITHIN);
        let Some(driver) = self.browser.driver_mut() else { return Vec::new() };
        let Ok(mut url) = Url::parse(&driver.location().0) else { return Vec::new() };
        url.set_fragment(None);
        if self.surveyed.contains(url.as_str()) {
            return Vec::new();
        }
        let mut progress = Progress { deadline, log: Vec::new(), gate, explain: false };
        // a page that cannot be inspected is left out
        let Ok(elements) = driver.suggest(&Inspect::All, &mut progress).await else { return Vec::new() };
        self.surveyed.insert(url.to_string());
        let inspection = self.plan.mask.value(&json!({ "url": url.as_str(), "elements": elements }));
        vec![Capture {
            name: "inspection.json".to_owned(),
            kind: "inspection".to_owned(),
            media_type: "application/json".to_owned(),
            bytes: inspection.to_string().into_bytes(),
        }]
    }
}
