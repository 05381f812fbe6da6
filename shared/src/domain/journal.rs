//! What a worker writes while it carries out an attempt, and what a later claim reads back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    event::{Envelope, Event},
    ids::{ArtifactId, ExecutionId, ProjectId, TestRunId, WorkerId},
    outcome::StepError,
    status::StepStatus,
};

/// One step of the current attempt as a later claim finds it.
///
/// A status of `running` means: the intent is stored, the result is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub index: u32,
    pub path: String,
    pub step_type: String,
    pub label: Option<String>,
    /// Must never be done twice.
    pub once: bool,
    /// Doing it again does no harm.
    pub repeatable: bool,
    pub status: StepStatus,
    pub duration_ms: Option<u64>,
    pub error: Option<StepError>,
    pub artifacts: Vec<ArtifactId>,
    /// The variables that this step set.
    pub vars: Map<String, Value>,
}

/// A step as the worker records it: the intent before an acting step, or the result after any step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRecord {
    pub index: u32,
    pub path: String,
    pub step_type: String,
    pub label: Option<String>,
    pub once: bool,
    pub repeatable: bool,
    pub status: StepStatus,
    /// Wall time in milliseconds; `None` in an intent.
    pub duration_ms: Option<u64>,
    pub error: Option<StepError>,
    pub artifacts: Vec<ArtifactId>,
    pub vars: Map<String, Value>,
    /// A result whose start no intent has told: a `step.started` event goes before its `step.finished`.
    pub unannounced: bool,
}

/// Bytes already in the blob store that belong to an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct NewArtifact {
    pub id: ArtifactId,
    /// `screenshot`, `outline`, `download`, `log`, …
    pub kind: String,
    /// A file name for people.
    pub name: Option<String>,
    pub media_type: String,
    /// Hex, as the blob store answered.
    pub sha256: String,
    pub bytes: u64,
    /// The step that it belongs to.
    pub step_index: Option<u32>,
}

/// Everything that one journal write stores, in one transaction.
///
/// The events appear in this order: `events`, one `artifact.added` each, one `step.finished` each, then `step.started`
/// of the intent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JournalWrite {
    pub finished: Vec<StepRecord>,
    /// The acting step that is about to begin.
    pub intent: Option<StepRecord>,
    pub artifacts: Vec<NewArtifact>,
    /// Dialogs, console errors, and what else is worth telling.
    pub events: Vec<Event>,
    /// Wait until the write is on disk. Needed before a step that acts; results of reading steps can do without.
    pub durable: bool,
}

/// The right to write about one execution, until a higher epoch exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub id: ExecutionId,
    pub run_id: TestRunId,
    pub project_id: ProjectId,
    pub worker_id: WorkerId,
    /// The fencing number: raised by every claim.
    pub epoch: i64,
    pub attempt: u32,
    /// Attempts that may follow this one.
    pub retries_left: u32,
}

/// What a committed change appended to a stream: the hint that live subscribers get.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Committed {
    pub project: ProjectId,
    pub topic: String,
    /// The last `seq` of the stream after the change; 0 when nothing was appended.
    pub head: i64,
    /// The appended events in order; empty in a hint that would have been too large.
    pub envelopes: Vec<Envelope>,
}

impl Committed {
    /// A change that appended nothing.
    #[must_use]
    pub fn nothing(project: ProjectId, topic: String) -> Self {
        Self { project, topic, head: 0, envelopes: Vec::new() }
    }

    /// Numbers `events` so that the last one has `head`.
    #[must_use]
    pub fn new(project: ProjectId, topic: String, head: i64, at: DateTime<Utc>, events: Vec<Event>) -> Self {
        let first = head - i64::try_from(events.len()).unwrap_or(0) + 1;
        let envelopes =
            (first..).zip(events).map(|(seq, event)| Envelope { seq, at, topic: topic.clone(), event }).collect();
        Self { project, topic, head, envelopes }
    }
}
