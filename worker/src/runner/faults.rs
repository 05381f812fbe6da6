//! Executions with a mutant: how long they wait, and what they see after each step.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{flow::Step, mutation::LOOK};
use serde_json::Value;

use super::{Runner, walk::Place};
use crate::driver::{Capture, Progress};

/// How long a page may take to come to rest.
const REST_WITHIN: Duration = Duration::from_secs(2);
/// Longest time for a look, whatever hangs.
const LOOKED_WITHIN: Duration = Duration::from_secs(6);

impl Runner {
    /// The time for a step, in milliseconds: with a mutant never more than what that allows.
    pub(super) fn patience(&self, timeout_ms: u64) -> u64 {
        let most = self.plan.mutant.as_ref().and_then(|mutant| mutant.patience_ms);
        most.map_or(timeout_ms, |most| timeout_ms.min(most))
    }

    /// What is to be seen after a step; `None` without a mutant.
    pub(super) async fn looked(&mut self, step: &Step, place: &Place, passed: bool) -> Option<Capture> {
        self.plan.mutant.as_ref()?;
        let gate = self.open_gate();
        let driver = self.browser.driver_mut()?;
        let mut progress = Progress { deadline: Instant::now() + REST_WITHIN, log: Vec::new(), gate, explain: false };
        // a page whose request is held back does not rest, and would be waited for in the flow's stead
        let held_back = self.plan.mutant.as_ref().is_some_and(|mutant| mutant.delay_ms > 0);
        let looking = driver.look(passed && !held_back && step.action.acts(), &mut progress);
        let mut look = tokio::time::timeout(LOOKED_WITHIN, looking).await.ok()??;
        look.path.clone_from(&place.path);
        look.step.clone_from(&place.step_type);
        look.target = serde_json::to_value(step).ok().and_then(|mut step| step.get_mut("target").map(Value::take));
        let value = self.plan.mask.value(&serde_json::to_value(&look).ok()?);
        Some(Capture {
            name: "look.json".to_owned(),
            kind: LOOK.to_owned(),
            media_type: "application/json".to_owned(),
            bytes: value.to_string().into_bytes(),
        })
    }
}
