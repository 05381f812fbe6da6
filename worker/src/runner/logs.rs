//! What the pages of an attempt asked for and wrote, as evidence once its verdict is known.

use std::sync::Arc;

use flowtilla_shared::domain::flow::Evidence;
use serde_json::Value;

use super::Runner;
use crate::{
    driver::{
        Capture,
        network::{Observer, har},
    },
    mask::Mask,
};

/// The console and the requests of one attempt.
pub struct Logs {
    observer: Arc<Observer>,
    policy: Evidence,
    mask: Arc<Mask>,
}

impl Runner {
    /// The logs of the attempt's browser, when it had one that can tell.
    pub(super) fn logs(&mut self) -> Option<Logs> {
        let observer = self.browser.driver_mut()?.observer()?.clone();
        Some(Logs { observer, policy: self.plan.evidence, mask: self.plan.mask.clone() })
    }
}

impl Logs {
    /// What is kept of an attempt that ended like this; recordings that the flow asked for in any case. Secrets are masked.
    #[must_use]
    pub fn captures(&self, passed: bool) -> Vec<Capture> {
        let mut captures = Vec::new();
        let log = self.observer.log();
        if self.policy.console().keeps(passed) && !log.lines.is_empty() {
            let lines = log.lines.iter().filter_map(|line| serde_json::to_value(line).ok());
            let text: String = lines.map(|line| self.mask.value(&line).to_string() + "\n").collect();
            captures.push(Capture {
                name: "console.jsonl".to_owned(),
                kind: "console".to_owned(),
                media_type: "application/x-ndjson".to_owned(),
                bytes: text.into_bytes(),
            });
        }
        if self.policy.network().keeps(passed) || self.policy.trace().keeps(passed) {
            captures.push(self.har("network", "network.har".to_owned(), &har::write(&log, None, false)));
        }
        for recording in self.observer.recordings().iter() {
            let name = recording.name.as_deref().filter(|name| !name.is_empty()).unwrap_or("recording");
            let har = har::write(&log, recording.url.as_ref(), !recording.omit_bodies);
            captures.push(self.har("har", format!("{name}.har"), &har));
        }
        captures
    }

    fn har(&self, kind: &str, name: String, har: &Value) -> Capture {
        Capture {
            name: self.mask.text(&name),
            kind: kind.to_owned(),
            media_type: "application/json".to_owned(),
            bytes: self.mask.value(har).to_string().into_bytes(),
        }
    }
}
