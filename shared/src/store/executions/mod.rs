//! Executions as workers see them: claim, journal, renew, finish. Every write carries the epoch of its claim.

mod claim;
mod evidence;
mod finish;
mod journal;
mod read;
mod renew;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::PgPool;

use crate::domain::{
    flow::BrowserName,
    ids::{ExecutionId, ProjectId, TestRunId, WorkerId},
    journal::{Committed, JournalEntry, Lease},
    status::Status,
};

pub use read::ExecutionFilter;

pub struct Executions<'a> {
    pub(super) pool: &'a PgPool,
}

/// Who claims, and within which limits.
#[derive(Clone, Debug)]
pub struct ClaimBy {
    pub worker_id: WorkerId,
    pub worker_name: String,
    pub lease: Duration,
    pub caps: Caps,
    /// Workers that may die over one execution before it counts as poison.
    pub max_crashes: u32,
    /// The browsers that the worker has.
    pub browsers: Vec<BrowserName>,
}

impl ClaimBy {
    /// The words of executions that the worker can carry out.
    pub(crate) fn wanted(&self) -> Vec<String> {
        let mut words: Vec<String> = self.browsers.iter().map(|name| name.as_str().to_owned()).collect();
        if !words.is_empty() {
            words.push(BrowserName::Any.as_str().to_owned());
        }
        words
    }
}

/// Executions that may run at once; 0 means no cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caps {
    pub running: u32,
    pub running_per_project: u32,
}

/// An execution that this worker now holds.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: ExecutionId,
    pub run_id: TestRunId,
    pub project_id: ProjectId,
    pub worker_id: WorkerId,
    pub worker_name: String,
    pub epoch: i64,
    /// The attempt that the journal belongs to; 0 before the first.
    pub attempt: u32,
    /// The worker before this one died over it.
    pub resuming_crash: bool,
    /// An attempt has begun and not ended: resume it, begin anew, or end it in doubt.
    pub started_before: bool,
    pub flow_name: String,
    pub document: Value,
    pub params: Map<String, Value>,
    pub env: Map<String, Value>,
    /// The options of its run, as the caller gave them.
    pub options: Map<String, Value>,
    /// Where its browser answered last.
    pub session: Option<Value>,
    /// The steps of the current attempt; empty unless `started_before`.
    pub journal: Vec<JournalEntry>,
    pub retries_left: u32,
    pub timeout_seconds: Option<f64>,
    /// When the whole run's time is up.
    pub deadline: Option<DateTime<Utc>>,
    /// Events of this claim, to be published; empty when the attempt has yet to begin.
    pub committed: Committed,
}

/// What [`Executions::begin_attempt`] answers.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Carries the number of the new attempt; use it from now on.
    pub lease: Lease,
    pub committed: Committed,
}

/// How one lease stands after [`Executions::renew`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    pub id: ExecutionId,
    pub state: RenewalState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewalState {
    Held,
    /// Another worker has it, or it is over: stop acting at once.
    Lost,
    /// Held, and someone asked for its end.
    CancelRequested,
}

/// What [`Executions::finish`] and [`Executions::release`] did.
#[derive(Clone, Debug)]
pub struct Finished {
    /// `queued` when another attempt follows.
    pub status: Status,
    /// When that attempt may start.
    pub retry_at: Option<DateTime<Utc>>,
    /// It was the last one of its run.
    pub run_finished: bool,
    pub committed: Committed,
}

impl Claimed {
    /// The right to write about it.
    #[must_use]
    pub fn lease(&self) -> Lease {
        Lease {
            id: self.id,
            run_id: self.run_id,
            project_id: self.project_id,
            worker_id: self.worker_id,
            epoch: self.epoch,
            attempt: self.attempt,
            retries_left: self.retries_left,
        }
    }
}
