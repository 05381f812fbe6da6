//! Test runs and the executions in them, as clients see them: create, read, cancel, run again.

pub(super) mod cancel;
mod create;
pub(super) mod read;
mod rerun;

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::PgPool;

use super::ArtifactRow;
use crate::config::Quotas;
use crate::domain::{
    ids::{ExecutionId, FlowId, ProjectId, TestRunId, TestSessionId, WorkerId},
    journal::Committed,
    outcome::{EarlierAttempt, Note, StepResult},
    status::{Counts, Priority, Reason, Status},
};

pub struct Runs<'a> {
    pub(super) pool: &'a PgPool,
}

/// One request to execute flows.
#[derive(Clone, Debug)]
pub struct NewRun {
    pub project: ProjectId,
    pub test_session: Option<TestSessionId>,
    /// At least one; flows given inline count as approved by the caller.
    pub executions: Vec<NewExecution>,
    /// What the caller asked for, as it is shown again.
    pub options: Value,
    pub priority: Priority,
    /// Not before this moment; `None`: now.
    pub not_before: Option<DateTime<Utc>>,
    /// Longest time for the whole run from its start time on.
    pub timeout: Option<Duration>,
    pub idempotency: Option<Idempotency>,
    /// What a project without rules of its own may have; more is refused with `Error::Limit`.
    pub quotas: Quotas,
}

/// A key that makes a repeated request harmless for a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    pub key: String,
    pub body_sha256: [u8; 32],
}

/// One flow of a run.
#[derive(Clone, Debug)]
pub struct NewExecution {
    pub flow_id: Option<FlowId>,
    /// Hash of the version.
    pub version: Option<String>,
    pub flow_name: String,
    /// In long form.
    pub document: Value,
    pub params: Map<String, Value>,
    /// Values of `{{env.…}}`.
    pub env: Map<String, Value>,
    /// Attempts after the first.
    pub retries: u32,
    /// Longest attempt.
    pub timeout_seconds: Option<f64>,
    /// Which browser, viewport, row of data or repetition of a matrix it is.
    pub labels: BTreeMap<String, String>,
}

/// What [`Runs::create`] and [`Runs::rerun`] answer.
#[derive(Clone, Debug)]
pub struct CreatedRun {
    pub run: RunRow,
    /// In the order of the request.
    pub executions: Vec<ExecutionRow>,
    /// The same request was accepted before; nothing new was made.
    pub replayed: bool,
    pub committed: Committed,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    pub id: TestRunId,
    pub project_id: ProjectId,
    pub test_session_id: Option<TestSessionId>,
    pub rerun_of: Option<TestRunId>,
    pub status: Status,
    pub counts: Counts,
    pub options: Value,
    pub priority: Priority,
    pub timeout_seconds: Option<f64>,
    pub not_before: DateTime<Utc>,
    pub deadline: Option<DateTime<Utc>>,
    pub cancel_requested: bool,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// An execution without its document.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionRow {
    pub id: ExecutionId,
    pub run_id: TestRunId,
    pub project_id: ProjectId,
    pub flow_id: Option<FlowId>,
    pub flow_version: Option<String>,
    pub flow_name: String,
    /// Place within the run, from 0.
    pub position: u32,
    pub status: Status,
    pub reason: Option<Reason>,
    pub message: Option<String>,
    pub priority: Priority,
    pub attempt: u32,
    pub retries_left: u32,
    pub crashes: u32,
    pub worker_id: Option<WorkerId>,
    pub worker_name: Option<String>,
    pub not_before: DateTime<Utc>,
    pub cancel_requested: bool,
    pub timeout_seconds: Option<f64>,
    pub params: Value,
    pub queued_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    /// Wall time of the last attempt in milliseconds.
    pub duration_ms: Option<u64>,
    /// Passed on an attempt after one that had failed; a restart after a crash is none.
    pub flaky: bool,
    /// Passed because a `skip` step ended it.
    pub skipped: bool,
    /// Which browser, viewport, row of data or repetition of a matrix it is.
    pub labels: BTreeMap<String, String>,
    /// What the flow said about itself in its last attempt.
    pub notes: Vec<Note>,
    pub earlier_attempts: Vec<EarlierAttempt>,
}

/// An execution with the steps of its last attempt and the artifacts of all.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionDetail {
    pub row: ExecutionRow,
    pub steps: Vec<StepResult>,
    pub artifacts: Vec<ArtifactRow>,
    /// The attempts before the last one, in order.
    pub earlier: Vec<AttemptSteps>,
    /// More artifacts will come: they are still being made.
    pub evidence_pending: bool,
}

/// An attempt that another one followed.
#[derive(Clone, Debug, PartialEq)]
pub struct AttemptSteps {
    pub attempt: u32,
    /// From the start of its first step to the end of its last one.
    pub duration_ms: u64,
    pub steps: Vec<StepResult>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RunDetail {
    pub run: RunRow,
    /// By position.
    pub executions: Vec<ExecutionDetail>,
}

/// Which executions [`Runs::rerun`] takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RerunOnly {
    All,
    /// Those that ended `failed`, `errored` or `cancelled`.
    Failed,
    These(Vec<ExecutionId>),
}

/// What [`Runs::cancel`] did.
#[derive(Clone, Debug)]
pub struct Cancelled {
    pub run: RunRow,
    /// Executions that run now and were asked to stop; tell their workers by a control message.
    pub running: Vec<ExecutionId>,
    pub committed: Committed,
}
