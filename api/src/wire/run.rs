//! Test runs and the executions in them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use flowtilla_shared::{
    domain::{
        flow::{Engine, Evidence, Viewport},
        outcome::{EarlierAttempt, Note, StepError, StepResult},
        status::{Counts, Priority, Reason, Status, StepStatus},
    },
    store::{self, ArtifactRow, CreatedRun, ExecutionDetail, ExecutionRow, RunDetail, RunRow},
};
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::domain::{Document, Domain, Event};

/// What to execute, and how: exactly one of `flows`, `flow_ids` and `test_session_id`.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecuteFlows {
    /// Documents given here count as approved by the caller.
    pub flows: Option<Vec<Domain<Document>>>,
    /// Stored flows; the newest version of each must be approved.
    pub flow_ids: Option<Vec<Uuid>>,
    /// Every flow of a test session whose newest version is approved.
    pub test_session_id: Option<Uuid>,
    pub options: Option<ExecuteOptions>,
}

/// How to execute.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecuteOptions {
    /// Values of `{{name}}`, over those that the flows bring along.
    pub params: Option<BTreeMap<String, Value>>,
    /// Values of `{{env.NAME}}`.
    pub env: Option<BTreeMap<String, Value>>,
    /// Attempts after the first; absent: what each flow says, else 0.
    #[oai(validator(maximum(value = "20")))]
    pub retries: Option<u32>,
    /// Longest time for the whole run in seconds, from its start time on.
    #[oai(validator(minimum(value = "0", exclusive), maximum(value = "604800")))]
    pub timeout_seconds: Option<f64>,
    /// Longest attempt of each flow in seconds; absent: what each flow says.
    #[oai(validator(minimum(value = "0", exclusive), maximum(value = "604800")))]
    pub flow_timeout_seconds: Option<f64>,
    pub priority: Option<Domain<Priority>>,
    /// Not before this moment.
    pub not_before: Option<DateTime<Utc>>,
    /// Not before this many seconds from now.
    #[oai(validator(minimum(value = "0"), maximum(value = "604800")))]
    pub delay_seconds: Option<f64>,
    /// Take new pictures where `screenshot` assertions fail; they wait for approval, and the steps pass.
    pub update_snapshots: Option<bool>,
    /// What is kept of each attempt, over what the flows say.
    pub evidence: Option<Domain<Evidence>>,
    /// What becomes of a recorded step whose locator no longer matches; `propose` when absent.
    pub healing: Option<Healing>,
    /// What every flow is multiplied by.
    pub matrix: Option<ExecuteMatrix>,
}

/// What becomes of a recorded step whose locator no longer matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Healing {
    /// It fails.
    Locked,
    /// It fails, and a version with another locator is proposed.
    Propose,
    /// It is done with another locator that means the same element and has the same effect; such a version is proposed. When the flow has
    /// passed, the proposed version still catches every fault of the mutation score, and the key may `approve`, the version is taken over by
    /// itself; when it misses a fault, or there is no score, a person decides.
    Auto,
}

/// What every flow of a request is multiplied by: each combination is an execution of its own, with its own name and `labels`.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecuteMatrix {
    /// `chromium`, `firefox`, …
    pub browser: Option<Vec<String>>,
    /// `auto`, `shell` or `full`.
    pub engine: Option<Vec<Domain<Engine>>>,
    /// Sizes of the page.
    pub viewport: Option<Vec<Domain<Viewport>>>,
    /// Rows of values for the params, in place of the flows' own `data`.
    pub data: Option<Vec<BTreeMap<String, Value>>>,
    /// How often each is repeated.
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub repeat: Option<u32>,
}

/// A run that was accepted.
#[derive(Clone, Debug, Object)]
pub struct AcceptedRun {
    pub test_run_id: Uuid,
    pub status: Domain<Status>,
    pub executions: Vec<AcceptedExecution>,
    /// Flows of the test session that were left out because they are not approved.
    pub skipped_flow_ids: Vec<Uuid>,
    /// The same request, by its `Idempotency-Key`, had been accepted before.
    pub replayed: bool,
}

/// An execution that was accepted.
#[derive(Clone, Debug, Object)]
pub struct AcceptedExecution {
    pub id: Uuid,
    pub flow_name: String,
    pub status: Domain<Status>,
    /// Which browser, viewport, row of data or repetition of the matrix it is.
    pub labels: BTreeMap<String, String>,
    /// Place of its flow among those asked for, from 0.
    pub flow_index: u32,
}

/// Which executions of a run to repeat.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rerun {
    /// Only those that ended `failed`, `errored` or `cancelled`.
    pub only_failed: Option<bool>,
    /// Only these executions of the run.
    pub executions: Option<Vec<Uuid>>,
}

/// A test run without its executions.
#[derive(Clone, Debug, Object)]
pub struct TestRunSummary {
    pub id: Uuid,
    /// What its first flow is called.
    #[oai(nullable)]
    pub name: Option<String>,
    pub status: Domain<Status>,
    pub counts: Domain<Counts>,
    pub priority: Domain<Priority>,
    /// Somebody asked for its end.
    pub cancel_requested: bool,
    #[oai(nullable)]
    pub test_session_id: Option<Uuid>,
    /// The run that this one repeats.
    #[oai(nullable)]
    pub rerun_of: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub not_before: DateTime<Utc>,
    #[oai(nullable)]
    pub started_at: Option<DateTime<Utc>>,
    #[oai(nullable)]
    pub finished_at: Option<DateTime<Utc>>,
}

/// A test run with everything that is known about its executions.
#[derive(Clone, Debug, Object)]
pub struct TestRun {
    #[oai(flatten)]
    pub summary: TestRunSummary,
    /// What the caller asked for.
    pub options: BTreeMap<String, Value>,
    pub executions: Vec<FlowExecution>,
}

/// One flow of a test run.
#[derive(Clone, Debug, Object)]
pub struct FlowExecution {
    pub id: Uuid,
    pub test_run_id: Uuid,
    /// Absent for a flow that was given inline.
    #[oai(nullable)]
    pub flow_id: Option<Uuid>,
    /// Hash of the version that is executed.
    #[oai(nullable)]
    pub version: Option<String>,
    pub flow_name: String,
    pub status: Domain<Status>,
    /// Given exactly when it ended `errored`.
    #[oai(nullable)]
    pub reason: Option<Domain<Reason>>,
    /// One sentence on how it ended, unless it passed.
    #[oai(nullable)]
    pub message: Option<String>,
    /// Number of the attempt, from 1; 0 before the first.
    pub attempt: u32,
    pub retries_left: u32,
    /// Passed on an attempt after one that had failed; a restart after a crash is none.
    pub flaky: bool,
    /// Passed because a `skip` step ended it; the message says why.
    pub skipped: bool,
    /// It passed, and nothing but a model's opinion says that the flow did what it should.
    pub unverified: bool,
    /// Which browser, viewport, row of data or repetition of a matrix it is.
    pub labels: BTreeMap<String, String>,
    /// What the flow said about itself: lines, notes, numbers, its result.
    pub notes: Vec<Domain<Note>>,
    /// How the attempts before the last one ended.
    pub earlier_attempts: Vec<Domain<EarlierAttempt>>,
    /// Wall time of the last attempt in milliseconds.
    #[oai(nullable)]
    pub duration_ms: Option<u64>,
    /// Name of the worker that has it or had it last.
    #[oai(nullable)]
    pub worker: Option<String>,
    pub cancel_requested: bool,
    pub queued_at: DateTime<Utc>,
    pub not_before: DateTime<Utc>,
    #[oai(nullable)]
    pub started_at: Option<DateTime<Utc>>,
    #[oai(nullable)]
    pub finished_at: Option<DateTime<Utc>>,
    /// Values that were given for this run.
    pub params: BTreeMap<String, Value>,
    /// What it carries out, in long form; only when the execution is asked for by itself.
    #[oai(skip_serializing_if_is_none)]
    pub document: Option<Domain<Document>>,
    /// The steps of the last attempt.
    pub steps: Vec<Step>,
    /// The artifacts of all attempts.
    pub artifacts: Vec<Artifact>,
    /// The steps of the attempts before the last one, in order.
    pub earlier_steps: Vec<AttemptSteps>,
    /// More artifacts will come: video, trace and pictures are made after the verdict. The event `evidence.kept` tells when.
    pub evidence_pending: bool,
}

/// The steps of an attempt that another one followed.
#[derive(Clone, Debug, Object)]
pub struct AttemptSteps {
    pub attempt: u32,
    /// From the start of its first step to the end of its last one, in milliseconds.
    pub duration_ms: u64,
    pub steps: Vec<Step>,
}

/// The result of one step.
#[derive(Clone, Debug, Object)]
#[oai(rename = "StepResult")]
pub struct Step {
    /// Number of the step within the attempt, from 0, loops and groups unrolled.
    pub index: u32,
    /// Where it stands in the document: `steps[3].then[0]`.
    pub path: String,
    #[oai(rename = "type")]
    pub step_type: String,
    #[oai(nullable)]
    pub label: Option<String>,
    pub status: Domain<StepStatus>,
    /// Wall time in milliseconds.
    #[oai(nullable)]
    pub duration_ms: Option<u64>,
    #[oai(nullable)]
    pub error: Option<Domain<StepError>>,
    /// Ids of artifacts of the execution.
    pub artifacts: Vec<Uuid>,
}

/// Stored bytes.
#[derive(Clone, Debug, Object)]
pub struct Artifact {
    pub id: Uuid,
    /// `screenshot`, `outline`, `download`, `log`, …
    pub kind: String,
    /// A file name for people.
    #[oai(nullable)]
    pub name: Option<String>,
    pub media_type: String,
    /// Size in bytes.
    pub bytes: u64,
    pub sha256: String,
    pub attempt: u32,
    #[oai(nullable)]
    pub step_index: Option<u32>,
    pub created_at: DateTime<Utc>,
    /// Where the bytes are.
    pub url: String,
}

/// One flow of a test run, without steps and artifacts.
#[derive(Clone, Debug, Object)]
pub struct ExecutionSummary {
    pub id: Uuid,
    pub test_run_id: Uuid,
    #[oai(nullable)]
    pub flow_id: Option<Uuid>,
    pub flow_name: String,
    pub status: Domain<Status>,
    /// Given exactly when it ended `errored`.
    #[oai(nullable)]
    pub reason: Option<Domain<Reason>>,
    /// One sentence on how it ended, unless it passed.
    #[oai(nullable)]
    pub message: Option<String>,
    /// Number of the attempt, from 1; 0 before the first.
    pub attempt: u32,
    /// Passed on an attempt after one that had failed.
    pub flaky: bool,
    pub skipped: bool,
    /// Which browser, viewport, row of data or repetition of a matrix it is.
    pub labels: BTreeMap<String, String>,
    /// Wall time of the last attempt in milliseconds.
    #[oai(nullable)]
    pub duration_ms: Option<u64>,
    #[oai(nullable)]
    pub worker: Option<String>,
    pub queued_at: DateTime<Utc>,
    #[oai(nullable)]
    pub started_at: Option<DateTime<Utc>>,
    #[oai(nullable)]
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<ExecutionRow> for ExecutionSummary {
    fn from(row: ExecutionRow) -> Self {
        Self {
            id: row.id.0,
            test_run_id: row.run_id.0,
            flow_id: row.flow_id.map(|id| id.0),
            flow_name: row.flow_name,
            status: Domain(row.status),
            reason: row.reason.map(Domain),
            message: row.message,
            attempt: row.attempt,
            flaky: row.flaky,
            skipped: row.skipped,
            labels: row.labels,
            duration_ms: row.duration_ms,
            worker: row.worker_name,
            queued_at: row.queued_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

/// A part of an event log.
#[derive(Clone, Debug, Object)]
pub struct EventList {
    pub items: Vec<Domain<Event>>,
    /// Send it as `after` for the next part.
    pub next_after: i64,
    /// The number of the newest event in the log.
    pub head: i64,
}

impl AcceptedRun {
    /// What was created, and what was left out.
    #[must_use]
    pub fn new(created: &CreatedRun, skipped_flow_ids: Vec<Uuid>, flow_indexes: &[u32]) -> Self {
        let executions = created.executions.iter().enumerate().map(|(place, row)| AcceptedExecution {
            id: row.id.0,
            flow_name: row.flow_name.clone(),
            status: Domain(row.status),
            labels: row.labels.clone(),
            flow_index: flow_indexes.get(place).copied().unwrap_or_else(|| u32::try_from(place).unwrap_or(u32::MAX)),
        });
        Self {
            test_run_id: created.run.id.0,
            status: Domain(created.run.status),
            executions: executions.collect(),
            skipped_flow_ids,
            replayed: created.replayed,
        }
    }
}

impl From<RunRow> for TestRunSummary {
    fn from(row: RunRow) -> Self {
        Self {
            id: row.id.0,
            name: None,
            status: Domain(row.status),
            counts: Domain(row.counts),
            priority: Domain(row.priority),
            cancel_requested: row.cancel_requested,
            test_session_id: row.test_session_id.map(|id| id.0),
            rerun_of: row.rerun_of.map(|id| id.0),
            created_at: row.created_at,
            not_before: row.not_before,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

impl From<RunDetail> for TestRun {
    fn from(detail: RunDetail) -> Self {
        let name = detail.executions.first().map(|first| first.row.flow_name.clone());
        Self {
            options: map(&detail.run.options),
            summary: TestRunSummary { name, ..detail.run.into() },
            executions: detail.executions.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<ExecutionDetail> for FlowExecution {
    fn from(detail: ExecutionDetail) -> Self {
        let ExecutionDetail { row, steps, artifacts, earlier, evidence_pending } = detail;
        let mut execution = Self::from(row);
        execution.earlier_steps = earlier.into_iter().map(Into::into).collect();
        execution.evidence_pending = evidence_pending;
        execution.steps = steps.into_iter().map(Into::into).collect();
        execution.artifacts = artifacts.into_iter().map(Into::into).collect();
        execution
    }
}

impl From<ExecutionRow> for FlowExecution {
    fn from(row: ExecutionRow) -> Self {
        Self {
            id: row.id.0,
            test_run_id: row.run_id.0,
            flow_id: row.flow_id.map(|id| id.0),
            version: row.flow_version,
            flow_name: row.flow_name,
            status: Domain(row.status),
            reason: row.reason.map(Domain),
            message: row.message,
            attempt: row.attempt,
            retries_left: row.retries_left,
            flaky: row.flaky,
            skipped: row.skipped,
            labels: row.labels,
            unverified: row.notes.iter().any(|note| note.name.as_deref() == Some("unverified")),
            notes: row.notes.into_iter().map(Domain).collect(),
            earlier_attempts: row.earlier_attempts.into_iter().map(Domain).collect(),
            duration_ms: row.duration_ms,
            worker: row.worker_name,
            cancel_requested: row.cancel_requested,
            queued_at: row.queued_at,
            not_before: row.not_before,
            started_at: row.started_at,
            finished_at: row.finished_at,
            params: map(&row.params),
            document: None,
            steps: Vec::new(),
            artifacts: Vec::new(),
            earlier_steps: Vec::new(),
            evidence_pending: false,
        }
    }
}

impl From<store::AttemptSteps> for AttemptSteps {
    fn from(earlier: store::AttemptSteps) -> Self {
        Self {
            attempt: earlier.attempt,
            duration_ms: earlier.duration_ms,
            steps: earlier.steps.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<StepResult> for Step {
    fn from(step: StepResult) -> Self {
        Self {
            index: step.index,
            path: step.path,
            step_type: step.step_type,
            label: step.label,
            status: Domain(step.status),
            duration_ms: step.duration_ms,
            error: step.error.map(Domain),
            artifacts: step.artifacts.into_iter().map(|id| id.0).collect(),
        }
    }
}

impl From<ArtifactRow> for Artifact {
    fn from(row: ArtifactRow) -> Self {
        Self {
            id: row.id.0,
            kind: row.kind,
            name: row.name,
            media_type: row.media_type,
            bytes: row.bytes,
            sha256: row.sha256,
            attempt: row.attempt,
            step_index: row.step_index,
            created_at: row.created_at,
            url: format!("/api/artifacts/{}", row.id),
        }
    }
}

/// The members of a JSON object; none for anything else.
pub(super) fn map(value: &Value) -> BTreeMap<String, Value> {
    value.as_object().map(|object| object.clone().into_iter().collect()).unwrap_or_default()
}
