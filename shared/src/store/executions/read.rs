//! One execution, for clients.

use std::collections::BTreeMap;

use sqlx::types::Json;

use super::Executions;
use crate::{
    domain::{
        ids::{ExecutionId, ProjectId},
        outcome::{EarlierAttempt, Note},
        status::{Reason, Status},
    },
    store::{
        Error, ExecutionDetail,
        runs::read::{StoredExecution, details},
    },
};

impl Executions<'_> {
    /// The execution with the steps of its last attempt and the artifacts of all.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: ExecutionId) -> Result<ExecutionDetail, Error> {
        let found = sqlx::query_as!(
            StoredExecution,
            r#"SELECT id, run_id, project_id, flow_id, flow_version, flow_name, position, status AS "status: Status",
                      reason AS "reason: Reason", message, priority, attempt, retries_left, crashes, worker_id, worker_name,
                      not_before, cancel_requested, timeout_seconds, params, queued_at, started_at, finished_at,
                      duration_ms, flaky, skipped, labels AS "labels: Json<BTreeMap<String, String>>",
                      notes AS "notes: Json<Vec<Note>>", earlier_attempts AS "earlier_attempts: Json<Vec<EarlierAttempt>>"
                 FROM flow_executions WHERE id = $1 AND project_id = $2"#,
            id.0,
            project.0
        );
        let found = found.fetch_optional(self.pool).await?;
        let rows = details(self.pool, found.into_iter().map(Into::into).collect()).await?;
        rows.into_iter().next().ok_or_else(|| Error::not_found("execution", id))
    }

    /// The document that it carries out, in long form.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn document(&self, project: ProjectId, id: ExecutionId) -> Result<serde_json::Value, Error> {
        let found = sqlx::query_scalar!(
            "SELECT document FROM flow_executions WHERE id = $1 AND project_id = $2",
            id.0,
            project.0
        );
        found.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("execution", id))
    }
}
