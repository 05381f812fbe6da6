//! One execution, for clients.

use std::collections::BTreeMap;

use sqlx::types::Json;

use super::Executions;
use crate::{
    domain::{
        ids::{ExecutionId, FlowId, ProjectId},
        outcome::{EarlierAttempt, Note},
        status::{Reason, Status},
    },
    store::{
        Error, ExecutionDetail, ExecutionRow, Page, Paged,
        runs::read::{StoredExecution, details},
    },
};

/// Which executions a list is of.
#[derive(Clone, Debug, Default)]
pub struct ExecutionFilter {
    pub status: Option<Status>,
    pub flow: Option<FlowId>,
    /// The whole name.
    pub flow_name: Option<String>,
}

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

    /// Newest first, without steps and artifacts: of one status, of one flow by its id or by its name, when given.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong cursor.
    pub async fn list(
        &self,
        project: ProjectId,
        page: &Page,
        only: &ExecutionFilter,
    ) -> Result<Paged<ExecutionRow>, Error> {
        let status = only.status.map(Status::as_str);
        let flow = only.flow.map(|flow| flow.0);
        let rows = sqlx::query_as!(
            StoredExecution,
            r#"SELECT id, run_id, project_id, flow_id, flow_version, flow_name, position, status AS "status: Status",
                      reason AS "reason: Reason", message, priority, attempt, retries_left, crashes, worker_id, worker_name,
                      not_before, cancel_requested, timeout_seconds, params, queued_at, started_at, finished_at,
                      duration_ms, flaky, skipped, labels AS "labels: Json<BTreeMap<String, String>>",
                      notes AS "notes: Json<Vec<Note>>", earlier_attempts AS "earlier_attempts: Json<Vec<EarlierAttempt>>"
                 FROM flow_executions
                WHERE project_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR flow_id = $3)
                  AND ($4::text IS NULL OR flow_name = $4) AND id < $5
                ORDER BY id DESC OFFSET $6 LIMIT $7"#,
            project.0,
            status,
            flow,
            only.flow_name.as_deref(),
            page.before()?,
            page.offset(),
            page.size() + 1
        )
        .fetch_all(self.pool)
        .await?;
        let total = sqlx::query_scalar!(
            "SELECT count(*) FROM flow_executions
              WHERE project_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR flow_id = $3)
                AND ($4::text IS NULL OR flow_name = $4)",
            project.0,
            status,
            flow,
            only.flow_name.as_deref()
        );
        let total = total.fetch_one(self.pool).await?;
        let rows = rows.into_iter().map(ExecutionRow::from).collect();
        Ok(page.cut(rows, total, |row: &ExecutionRow| row.id.0))
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
