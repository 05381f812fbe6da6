//! What comes in the way of a step, such as a cookie banner: looked for before a step and while it waits, never after its input.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::Action,
    outcome::{ErrorKind, StepError},
};
use serde_json::json;

use super::{
    Page,
    asking::{Nothing, Outcome},
};
use crate::driver::port::Port;

/// Longest wait in the page at once while something may come in the way.
pub(super) const SLICE: Duration = Duration::from_millis(250);
/// Longest time to look for one of them.
const LOOK: Duration = Duration::from_secs(2);

impl<P: Port> Page<P> {
    /// Whether something is in the way now; notes which.
    pub(super) async fn is_covered(&mut self, deadline: Instant) -> bool {
        if self.overlays.is_empty() || self.in_the_way.is_some() {
            return self.in_the_way.is_some();
        }
        let by = deadline.min(Instant::now() + LOOK);
        // looking for one must not look for them again
        let overlays = std::mem::take(&mut self.overlays);
        for (at, target) in overlays.iter().enumerate() {
            let frame = match &target.frame {
                None => self.port.top().ok(),
                Some(_) => Box::pin(self.document_of(target, Instant::now())).await.ok(),
            };
            let Some(frame) = frame else { continue };
            let request = json!({ "op": "expect", "expect": { "target": target, "to": "visible" }, "budget_ms": 0, "explain": false });
            if matches!(self.once::<Nothing>(&frame, &request, by).await, Ok(Outcome::Good(_))) {
                self.in_the_way = Some(at);
                break;
            }
        }
        self.overlays = overlays;
        self.in_the_way.is_some()
    }

    /// The same before a step that such a thing could disturb: one about an element of the page.
    pub(super) async fn is_covered_before(&mut self, action: &Action, deadline: Instant) -> bool {
        if self.overlays.is_empty() {
            return false;
        }
        let fields = serde_json::to_value(action).unwrap_or_default();
        let about_element =
            ["target", "from"].iter().any(|name| fields.get(name).is_some_and(|target| !target.is_null()));
        about_element && self.is_covered(deadline).await
    }
}

/// The step did nothing: something came in the way first.
pub(super) fn interrupted() -> StepError {
    StepError::new(ErrorKind::NotActionable, "Something came in the way of the step.")
}
