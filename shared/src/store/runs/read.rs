//! Reading runs, and executions with their steps and artifacts.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgPool, types::Json};
use uuid::Uuid;

use super::{AttemptSteps, ExecutionDetail, ExecutionRow, RunDetail, RunRow, Runs};
use crate::{
    domain::{
        ids::{ArtifactId, ProjectId, TestRunId},
        outcome::{EarlierAttempt, Note, StepError, StepResult},
        status::{Counts, Reason, Status, StepStatus},
    },
    store::{
        ArtifactRow, Error, Page, Paged,
        artifacts::StoredArtifact,
        words::{count, priority},
    },
};

impl Runs<'_> {
    /// The run with everything that is known about its executions.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: TestRunId) -> Result<RunDetail, Error> {
        let run = self.summary(project, id).await?;
        let rows = self.execution_rows(project, id).await?;
        Ok(RunDetail { run, executions: details(self.pool, rows).await? })
    }

    /// The run alone.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn summary(&self, project: ProjectId, id: TestRunId) -> Result<RunRow, Error> {
        let found = sqlx::query_as!(
            StoredRun,
            r#"SELECT id, project_id, test_session_id, rerun_of, status AS "status: Status", queued, running, waiting, passed,
                      failed, errored, cancelled, options, priority, timeout_seconds, not_before, deadline,
                      cancel_requested, created_at, started_at, finished_at
                 FROM test_runs WHERE id = $1 AND project_id = $2"#,
            id.0,
            project.0
        );
        let found = found.fetch_optional(self.pool).await?;
        found.map(Into::into).ok_or_else(|| Error::not_found("test run", id))
    }

    /// Newest first, of one status when given.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong cursor.
    pub async fn list(&self, project: ProjectId, page: &Page, status: Option<Status>) -> Result<Paged<RunRow>, Error> {
        let status = status.map(Status::as_str);
        let rows = sqlx::query_as!(
            StoredRun,
            r#"SELECT id, project_id, test_session_id, rerun_of, status AS "status: Status", queued, running, waiting, passed,
                      failed, errored, cancelled, options, priority, timeout_seconds, not_before, deadline,
                      cancel_requested, created_at, started_at, finished_at
                 FROM test_runs
                WHERE project_id = $1 AND ($2::text IS NULL OR status = $2) AND id < $3
                ORDER BY id DESC OFFSET $4 LIMIT $5"#,
            project.0,
            status,
            page.before()?,
            page.offset(),
            page.size() + 1
        )
        .fetch_all(self.pool)
        .await?;
        let total = sqlx::query_scalar!(
            "SELECT count(*) FROM test_runs WHERE project_id = $1 AND ($2::text IS NULL OR status = $2)",
            project.0,
            status
        );
        let total = total.fetch_one(self.pool).await?;
        let rows = rows.into_iter().map(RunRow::from).collect();
        Ok(page.cut(rows, total, |run: &RunRow| run.id.0))
    }

    /// What the first flow of each of these runs is called.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn names(&self, project: ProjectId, runs: &[TestRunId]) -> Result<HashMap<TestRunId, String>, Error> {
        let ids: Vec<Uuid> = runs.iter().map(|id| id.0).collect();
        let rows = sqlx::query!(
            "SELECT run_id, flow_name FROM flow_executions WHERE run_id = ANY ($1) AND project_id = $2 AND position = 0",
            &ids,
            project.0
        );
        let rows = rows.fetch_all(self.pool).await?;
        Ok(rows.into_iter().map(|row| (row.run_id.into(), row.flow_name)).collect())
    }

    /// The documents of the run's executions, by position.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn documents(&self, project: ProjectId, id: TestRunId) -> Result<Vec<Value>, Error> {
        let documents = sqlx::query_scalar!(
            "SELECT document FROM flow_executions WHERE run_id = $1 AND project_id = $2 ORDER BY position",
            id.0,
            project.0
        );
        Ok(documents.fetch_all(self.pool).await?)
    }

    pub(super) async fn execution_rows(&self, project: ProjectId, run: TestRunId) -> Result<Vec<ExecutionRow>, Error> {
        let rows = sqlx::query_as!(
            StoredExecution,
            r#"SELECT id, run_id, project_id, flow_id, flow_version, flow_name, position, status AS "status: Status",
                      reason AS "reason: Reason", message, priority, attempt, retries_left, crashes, worker_id, worker_name,
                      not_before, cancel_requested, timeout_seconds, params, queued_at, started_at, finished_at,
                      duration_ms, flaky, skipped, labels AS "labels: Json<BTreeMap<String, String>>",
                      notes AS "notes: Json<Vec<Note>>", earlier_attempts AS "earlier_attempts: Json<Vec<EarlierAttempt>>"
                 FROM flow_executions WHERE run_id = $1 AND project_id = $2 ORDER BY position"#,
            run.0,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }
}

/// Adds the steps of all attempts and all artifacts.
pub(in crate::store) async fn details(pool: &PgPool, rows: Vec<ExecutionRow>) -> Result<Vec<ExecutionDetail>, Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    // before the artifacts: evidence that comes in between is missing, but then it still counts as expected
    let pending = sqlx::query_scalar!(
        "SELECT execution_id FROM evidence_due WHERE execution_id = ANY ($1) AND until > now()",
        &ids
    );
    let pending: HashSet<Uuid> = pending.fetch_all(pool).await?.into_iter().collect();
    let steps = sqlx::query_as!(
        StoredStep,
        r#"SELECT s.execution_id, s.attempt, s.index, s.path, s.type AS step_type, s.label, s.status AS "status: StepStatus",
                  s.duration_ms, s.error AS "error: Json<StepError>", s.artifacts AS "artifacts: Json<Vec<ArtifactId>>",
                  s.started_at, s.finished_at
             FROM flow_executions e
             JOIN step_results s ON s.execution_id = e.id AND s.attempt <= e.attempt
            WHERE e.id = ANY ($1) ORDER BY s.execution_id, s.attempt, s.index"#,
        &ids
    )
    .fetch_all(pool)
    .await?;
    let artifacts = sqlx::query_as!(
        StoredArtifact,
        "SELECT id, project_id, execution_id, attempt, step_index, kind, name, media_type, sha256, bytes, created_at
           FROM artifacts WHERE execution_id = ANY ($1) ORDER BY id",
        &ids
    )
    .fetch_all(pool)
    .await?;
    let mut steps_of: HashMap<Uuid, Vec<StoredStep>> = HashMap::new();
    for step in steps {
        steps_of.entry(step.execution_id).or_default().push(step);
    }
    let mut artifacts_of: HashMap<Uuid, Vec<ArtifactRow>> = HashMap::new();
    for artifact in artifacts {
        if let Some(execution) = artifact.execution_id {
            artifacts_of.entry(execution).or_default().push(artifact.into());
        }
    }
    let detail = |row: ExecutionRow| {
        let id = row.id.0;
        let artifacts = artifacts_of.remove(&id).unwrap_or_default();
        let mut attempts = attempts(steps_of.remove(&id).unwrap_or_default(), &artifacts);
        let last = attempts.pop_if(|attempt| attempt.attempt == row.attempt);
        ExecutionDetail {
            steps: last.map(|last| last.steps).unwrap_or_default(),
            artifacts,
            earlier: attempts,
            evidence_pending: pending.contains(&id),
            row,
        }
    };
    Ok(rows.into_iter().map(detail).collect())
}

/// The steps by attempt, each with the artifacts that came with it and those that came later.
fn attempts(steps: Vec<StoredStep>, artifacts: &[ArtifactRow]) -> Vec<AttemptSteps> {
    let mut attempts: Vec<AttemptSteps> = Vec::new();
    let mut times: Option<(DateTime<Utc>, DateTime<Utc>)> = None;
    for step in steps {
        let number = count(step.attempt);
        if attempts.last().is_none_or(|attempt| attempt.attempt != number) {
            attempts.push(AttemptSteps { attempt: number, duration_ms: 0, steps: Vec::new() });
            times = None;
        }
        let Some(attempt) = attempts.last_mut() else { continue };
        let ended = step.finished_at.unwrap_or(step.started_at);
        let (from, to) =
            times.map_or((step.started_at, ended), |(from, to)| (from.min(step.started_at), to.max(ended)));
        times = Some((from, to));
        attempt.duration_ms = u64::try_from((to - from).num_milliseconds()).unwrap_or(0);
        let index = count(step.index);
        let mut own = step.artifacts.0;
        let of_step = artifacts.iter().filter(|a| a.attempt == number && a.step_index == Some(index));
        let late: Vec<ArtifactId> = of_step.map(|a| a.id).filter(|id| !own.contains(id)).collect();
        own.extend(late);
        attempt.steps.push(StepResult {
            index,
            path: step.path,
            step_type: step.step_type,
            label: step.label,
            status: step.status,
            duration_ms: step.duration_ms.and_then(|ms| u64::try_from(ms).ok()),
            error: step.error.map(|Json(error)| error),
            artifacts: own,
        });
    }
    attempts
}

struct StoredStep {
    execution_id: Uuid,
    attempt: i32,
    index: i32,
    path: String,
    step_type: String,
    label: Option<String>,
    status: StepStatus,
    duration_ms: Option<i64>,
    error: Option<Json<StepError>>,
    artifacts: Json<Vec<ArtifactId>>,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

struct StoredRun {
    id: Uuid,
    project_id: Uuid,
    test_session_id: Option<Uuid>,
    rerun_of: Option<Uuid>,
    status: Status,
    queued: i32,
    running: i32,
    waiting: i32,
    passed: i32,
    failed: i32,
    errored: i32,
    cancelled: i32,
    options: Value,
    priority: i16,
    timeout_seconds: Option<f64>,
    not_before: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
    cancel_requested: bool,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
}

impl From<StoredRun> for RunRow {
    fn from(run: StoredRun) -> Self {
        Self {
            id: run.id.into(),
            project_id: run.project_id.into(),
            test_session_id: run.test_session_id.map(Into::into),
            rerun_of: run.rerun_of.map(Into::into),
            status: run.status,
            counts: Counts {
                queued: count(run.queued),
                running: count(run.running),
                waiting: count(run.waiting),
                passed: count(run.passed),
                failed: count(run.failed),
                errored: count(run.errored),
                cancelled: count(run.cancelled),
            },
            options: run.options,
            priority: priority(run.priority),
            timeout_seconds: run.timeout_seconds,
            not_before: run.not_before,
            deadline: run.deadline,
            cancel_requested: run.cancel_requested,
            created_at: run.created_at,
            started_at: run.started_at,
            finished_at: run.finished_at,
        }
    }
}

pub(in crate::store) struct StoredExecution {
    pub id: Uuid,
    pub run_id: Uuid,
    pub project_id: Uuid,
    pub flow_id: Option<Uuid>,
    pub flow_version: Option<String>,
    pub flow_name: String,
    pub position: i32,
    pub status: Status,
    pub reason: Option<Reason>,
    pub message: Option<String>,
    pub priority: i16,
    pub attempt: i32,
    pub retries_left: i32,
    pub crashes: i32,
    pub worker_id: Option<Uuid>,
    pub worker_name: Option<String>,
    pub not_before: DateTime<Utc>,
    pub cancel_requested: bool,
    pub timeout_seconds: Option<f64>,
    pub params: Value,
    pub queued_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub duration_ms: Option<i64>,
    pub flaky: bool,
    pub skipped: bool,
    pub labels: Json<BTreeMap<String, String>>,
    pub notes: Json<Vec<Note>>,
    pub earlier_attempts: Json<Vec<EarlierAttempt>>,
}

impl From<StoredExecution> for ExecutionRow {
    fn from(row: StoredExecution) -> Self {
        Self {
            id: row.id.into(),
            run_id: row.run_id.into(),
            project_id: row.project_id.into(),
            flow_id: row.flow_id.map(Into::into),
            flow_version: row.flow_version,
            flow_name: row.flow_name,
            position: count(row.position),
            status: row.status,
            reason: row.reason,
            message: row.message,
            priority: priority(row.priority),
            attempt: count(row.attempt),
            retries_left: count(row.retries_left),
            crashes: count(row.crashes),
            worker_id: row.worker_id.map(Into::into),
            worker_name: row.worker_name,
            not_before: row.not_before,
            cancel_requested: row.cancel_requested,
            timeout_seconds: row.timeout_seconds,
            params: row.params,
            queued_at: row.queued_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            duration_ms: row.duration_ms.and_then(|ms| u64::try_from(ms).ok()),
            flaky: row.flaky,
            skipped: row.skipped,
            labels: row.labels.0,
            notes: row.notes.0,
            earlier_attempts: row.earlier_attempts.0,
        }
    }
}
