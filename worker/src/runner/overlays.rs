//! `on_overlay`: what clears something away that comes in the way of later steps.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{Action, ElementState, Target},
    outcome::{ErrorKind, StepError},
};
use serde_json::Value;

use super::{
    Runner,
    walk::{Around, Halt},
};
use crate::driver::Progress;

/// Longest wait for the thing to be hidden once its steps are done.
const HIDDEN_WITHIN: Duration = Duration::from_secs(10);
/// In the path of every step that clears something away.
pub(super) const CLEARING: &str = ".on_overlay(";

/// A thing that may come in the way.
#[derive(Clone, Debug)]
pub(super) struct Overlay {
    target: Target,
    steps: Vec<Value>,
    left: Option<u32>,
    /// It is being cleared away: its own steps are not disturbed by it.
    busy: bool,
}

impl Runner {
    pub(super) fn add_overlay(&mut self, target: &Target, steps: &[Value], times: Option<u32>) {
        self.overlays.push(Overlay { target: target.clone(), steps: steps.to_vec(), left: times, busy: false });
    }

    /// What the next step is to look out for, with its place in the list.
    pub(super) fn watched(&self) -> (Vec<usize>, Vec<Target>) {
        let armed = |o: &Overlay| !o.busy && o.left != Some(0);
        // while something is cleared away, nothing else interrupts
        if self.overlays.iter().any(|o| o.busy) {
            return (Vec::new(), Vec::new());
        }
        self.overlays.iter().enumerate().filter(|(_, o)| armed(o)).map(|(at, o)| (at, o.target.clone())).unzip()
    }

    /// Does the steps of an overlay, and waits until it is hidden.
    pub(super) async fn clear_away(&mut self, at: usize, path: &str, around: Around) -> Result<(), StepError> {
        let Some(overlay) = self.overlays.get_mut(at) else { return Ok(()) };
        overlay.busy = true;
        if let Some(left) = &mut overlay.left {
            *left = left.saturating_sub(1);
        }
        let (steps, target) = (overlay.steps.clone(), overlay.target.clone());
        let outer = (self.in_flight.take(), std::mem::take(&mut self.using));
        let prefix = format!("{path}{CLEARING}{at})");
        let around = Around { level: around.level + 1, ..around };
        let ended = self.steps(&steps, prefix, around).await;
        (self.in_flight, self.using) = outer;
        let hidden = match ended {
            Ok(()) => self.wait_hidden(target, around).await,
            Err(Halt::Failed { path, error }) => {
                let message = format!("What should clear an overlay away failed at {path}: {}", error.message);
                Err(StepError { message, ..error })
            }
            Err(Halt::FlowTimeout) => Err(StepError::new(
                ErrorKind::Timeout,
                "The time of the flow ran out while an overlay was cleared away.",
            )),
            Err(Halt::Break | Halt::Continue | Halt::Done(_) | Halt::Skip(_)) => Err(StepError::refused(
                "What clears an overlay away can only clear it away: `break`, `continue`, `done` and `skip` have no place in it.",
            )),
            Err(Halt::TooManySteps | Halt::Diverged(_)) => {
                Err(StepError::refused("An overlay comes back again and again; the steps allowed are used up."))
            }
        };
        if let Some(overlay) = self.overlays.get_mut(at) {
            overlay.busy = false;
        }
        hidden
    }

    async fn wait_hidden(&mut self, target: Target, around: Around) -> Result<(), StepError> {
        let deadline = (Instant::now() + HIDDEN_WITHIN).min(self.pauses.real(around.deadline));
        let mut progress = Progress { deadline, log: Vec::new(), gate: self.open_gate(), explain: false };
        let driver = self.driver().await?;
        driver.watch_for(Vec::new());
        let waited = driver.act(&Action::WaitFor { target, state: ElementState::Hidden }, &mut progress).await;
        waited.map(drop).map_err(|error| {
            let message = format!("The overlay is still there after its steps: {}", error.message);
            StepError { message, ..error }
        })
    }
}
