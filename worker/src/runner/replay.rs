//! What an earlier claim of the same attempt had already done.

use std::collections::BTreeMap;

use flowtilla_shared::domain::{journal::JournalEntry, status::StepStatus};
use serde_json::{Value, json};

/// Name under which a step keeps what it decided: a branch, or whether a round begins.
pub(super) const BRANCH: &str = "$branch";

/// Largest variable kept in the journal, in bytes of JSON; a larger one cannot be restored.
const LARGEST_VAR: usize = 256 * 1024;

/// The journal of the attempt that goes on; empty for a fresh one.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    entries: BTreeMap<u32, JournalEntry>,
}

impl Replay {
    #[must_use]
    pub fn of(journal: &[JournalEntry]) -> Self {
        Self { entries: journal.iter().map(|entry| (entry.index, entry.clone())).collect() }
    }

    /// Whether any step of the attempt has begun.
    pub(super) fn has_begun(&self) -> bool {
        !self.entries.is_empty()
    }

    /// Whether every step so far has a path that begins so.
    pub(super) fn is_within(&self, prefix: &str) -> bool {
        self.entries.values().all(|entry| entry.path.starts_with(prefix))
    }

    /// Whether the step with this number has this in its path.
    pub(super) fn is_inside(&self, index: u32, part: &str) -> bool {
        self.entries.get(&index).is_some_and(|entry| entry.path.contains(part))
    }

    /// Whether something is known of the step with this number: the walk is still on an earlier claim's way.
    pub(super) fn knows(&self, index: u32) -> bool {
        self.entries.get(&index).is_some_and(|entry| entry.status != StepStatus::Pending)
    }

    /// Whether the step with this number stood at this place.
    pub(super) fn is_at(&self, index: u32, path: &str) -> bool {
        self.entries.get(&index).is_some_and(|entry| entry.path == path)
    }

    /// What is known of the step with this number, when it had begun.
    pub(super) fn take(&mut self, index: u32) -> Option<JournalEntry> {
        self.entries.remove(&index).filter(|entry| entry.status != StepStatus::Pending)
    }
}

/// The first step marked `once` that has begun, by its path.
#[must_use]
pub fn once_begun(journal: &[JournalEntry]) -> Option<&JournalEntry> {
    journal.iter().find(|entry| entry.once && begun(entry.status))
}

/// The step that had begun, has no result, and may not simply be done again.
#[must_use]
pub fn unclear(journal: &[JournalEntry]) -> Option<&JournalEntry> {
    journal.iter().find(|entry| entry.status == StepStatus::Running && (entry.once || !entry.repeatable))
}

fn begun(status: StepStatus) -> bool {
    match status {
        StepStatus::Pending | StepStatus::Skipped => false,
        StepStatus::Running | StepStatus::Passed | StepStatus::Failed | StepStatus::Healed | StepStatus::InDoubt => {
            true
        }
    }
}

/// A variable as the journal keeps it: never with a secret in it, and not without end.
pub(super) fn stored(value: &Value, mask: &crate::mask::Mask) -> Value {
    let text = value.to_string();
    // Postgres stores no NUL in `jsonb`
    if text.len() > LARGEST_VAR || text.contains("\\u0000") || mask.finds_in(value) {
        return json!({ "$unstored": true });
    }
    value.clone()
}

/// The variable was not kept and has to be made again.
pub(super) fn is_unstored(value: &Value) -> bool {
    value.get("$unstored") == Some(&Value::Bool(true))
}
