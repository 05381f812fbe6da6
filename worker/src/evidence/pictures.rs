//! Which frames show a step: the page before it, and what became of the page by it.

use std::{collections::HashMap, time::Duration};

use flowtilla_shared::domain::status::StepStatus;

use super::{reel::Mark, spool::Spool};

/// How long after its end a step's effect may be painted, when nothing else happens.
const PAINTED_WITHIN: Duration = Duration::from_millis(500);

/// The frames of every step, by its index.
#[derive(Default)]
pub struct Pictures(HashMap<u32, Shown>);

/// Numbers of frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub before: Option<usize>,
    pub after: Option<usize>,
}

impl Pictures {
    /// Chooses; steps that hold steps, and those that were skipped, have none.
    pub fn choose(steps: &[Mark], spool: &Spool) -> Self {
        let leaves: Vec<&Mark> =
            steps.iter().filter(|step| step.status != StepStatus::Skipped && !holds_steps(&step.step_type)).collect();
        let mut chosen = HashMap::new();
        for (n, step) in leaves.iter().enumerate() {
            // what the step did may be painted after its end, but before the next input
            let next = leaves[n + 1..].iter().find_map(|next| next.acted);
            let late = step.ended + PAINTED_WITHIN;
            let until = next.map_or(late, |next| next.clamp(step.ended, late));
            let (mut before, mut after) = (spool.at(step.acted.unwrap_or(step.began)), spool.at(until));
            if before.is_none() {
                // the first frames of a film are dated late when they were heard of late
                before = after.and_then(|after| after.checked_sub(1));
            }
            if next.is_none() && step.acted.is_some() && after == before {
                // a busy browser painted it later; no other input can have been the reason
                let later = before.map_or(0, |before| before + 1);
                after = (later < spool.frames().len()).then_some(later).or(after);
            }
            chosen.insert(step.index, Shown { before, after });
        }
        Self(chosen)
    }

    /// The frames of one step.
    pub fn of(&self, index: u32) -> Option<Shown> {
        self.0.get(&index).copied()
    }
}

fn holds_steps(step_type: &str) -> bool {
    matches!(
        step_type,
        "group"
            | "if"
            | "switch"
            | "for_each"
            | "times"
            | "while"
            | "until"
            | "run_flow"
            | "retry"
            | "try"
            | "parallel"
            | "repeat_until_passes"
    )
}
