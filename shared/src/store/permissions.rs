//! Questions to people, asked by executions before they do what cannot be undone.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    Conflict, Error,
    events::append,
    words::{clean, int},
};
use crate::domain::{
    event::{Event, run_topic},
    ids::{ExecutionId, PermissionId, ProjectId},
    journal::{Committed, Lease},
    status::words,
};

words! {
    /// What a person has said.
    PermissionStatus { Open = "open", Approved = "approved", Denied = "denied" }
}

pub struct Permissions<'a> {
    pub(super) pool: &'a PgPool,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPermission {
    /// The step that waits.
    pub path: String,
    pub action: String,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PermissionRow {
    pub id: PermissionId,
    pub execution_id: ExecutionId,
    pub attempt: u32,
    pub path: String,
    pub action: String,
    pub why: String,
    pub status: PermissionStatus,
    pub decided_by: Option<String>,
    pub comment: Option<String>,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl Permissions<'_> {
    /// Asks, as the holder of the lease, who waits from now on. Who asks the same of an attempt again gets the answer there is.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn ask(&self, lease: &Lease, new: &NewPermission) -> Result<(PermissionRow, Committed), Error> {
        let id = PermissionId::new();
        let (path, action, why) = (clean(&new.path), clean(&new.action), clean(&new.why));
        let mut tx = self.pool.begin().await?;
        let held = sqlx::query_scalar!(
            r#"SELECT status AS "status!" FROM flow_executions
                WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND status IN ('running', 'waiting') FOR NO KEY UPDATE"#,
            lease.id.0,
            lease.epoch,
            lease.worker_id.0
        );
        let was = held.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        let asked = sqlx::query!(
            "INSERT INTO execution_approvals (id, project_id, execution_id, attempt, path, action, why)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (execution_id, attempt, path) DO NOTHING",
            id.0,
            lease.project_id.0,
            lease.id.0,
            int(lease.attempt),
            path,
            action,
            why
        );
        let fresh = asked.execute(&mut *tx).await?.rows_affected() == 1;
        let row = sqlx::query_as!(
            Stored,
            r#"SELECT id, execution_id, attempt, path, action, why, status AS "status: PermissionStatus", decided_by, comment,
                      created_at, decided_at
                 FROM execution_approvals WHERE execution_id = $1 AND attempt = $2 AND path = $3"#,
            lease.id.0,
            int(lease.attempt),
            path
        );
        let row: PermissionRow = row.fetch_one(&mut *tx).await?.into();
        if row.status == PermissionStatus::Open && was == "running" {
            sqlx::query!("UPDATE flow_executions SET status = 'waiting' WHERE id = $1", lease.id.0)
                .execute(&mut *tx)
                .await?;
            sqlx::query!(r#"SELECT id AS "id!" FROM count_change($1, 'running', 'waiting')"#, lease.run_id.0)
                .fetch_one(&mut *tx)
                .await?;
        }
        let event =
            Event::ExecutionApprovalRequested { execution_id: lease.id, approval_id: row.id, path, action, why };
        let events = if fresh { vec![event] } else { Vec::new() };
        let committed = if events.is_empty() {
            Committed::nothing(lease.project_id, run_topic(lease.run_id))
        } else {
            append(&mut tx, lease.project_id, run_topic(lease.run_id), events).await?
        };
        tx.commit().await?;
        Ok((row, committed))
    }

    /// The execution waits no longer. A question that is still open is answered with no, because nobody did.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn go_on(&self, lease: &Lease, id: PermissionId) -> Result<(PermissionStatus, Committed), Error> {
        let mut tx = self.pool.begin().await?;
        let held = sqlx::query_scalar!(
            r#"SELECT status AS "status!" FROM flow_executions
                WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND status IN ('running', 'waiting') FOR NO KEY UPDATE"#,
            lease.id.0,
            lease.epoch,
            lease.worker_id.0
        );
        let was = held.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        let late = sqlx::query!(
            "UPDATE execution_approvals SET status = 'denied', decided_at = now()
              WHERE id = $1 AND execution_id = $2 AND status = 'open'",
            id.0,
            lease.id.0
        );
        let late = late.execute(&mut *tx).await?.rows_affected() == 1;
        if was == "waiting" {
            sqlx::query!("UPDATE flow_executions SET status = 'running' WHERE id = $1", lease.id.0)
                .execute(&mut *tx)
                .await?;
            sqlx::query!(r#"SELECT id AS "id!" FROM count_change($1, 'waiting', 'running')"#, lease.run_id.0)
                .fetch_one(&mut *tx)
                .await?;
        }
        let status = sqlx::query_scalar!(
            r#"SELECT status AS "status: PermissionStatus" FROM execution_approvals WHERE id = $1"#,
            id.0
        );
        let status = status.fetch_one(&mut *tx).await?;
        let topic = run_topic(lease.run_id);
        let committed = if late {
            let event = Event::ExecutionApprovalDecided {
                execution_id: lease.id,
                approval_id: id,
                approved: false,
                by: None,
                comment: Some("Nobody answered in time.".into()),
            };
            append(&mut tx, lease.project_id, topic, vec![event]).await?
        } else {
            Committed::nothing(lease.project_id, topic)
        };
        tx.commit().await?;
        Ok((status, committed))
    }

    /// How a question stands.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn status(&self, project: ProjectId, id: PermissionId) -> Result<PermissionStatus, Error> {
        let row = sqlx::query_scalar!(
            r#"SELECT status AS "status: PermissionStatus" FROM execution_approvals WHERE id = $1 AND project_id = $2"#,
            id.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("approval", id))
    }

    /// The questions of an execution, oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such execution.
    pub async fn list(&self, project: ProjectId, execution: ExecutionId) -> Result<Vec<PermissionRow>, Error> {
        let known = sqlx::query_scalar!(
            "SELECT id FROM flow_executions WHERE id = $1 AND project_id = $2",
            execution.0,
            project.0
        );
        known.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("execution", execution))?;
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT id, execution_id, attempt, path, action, why, status AS "status: PermissionStatus", decided_by, comment,
                      created_at, decided_at
                 FROM execution_approvals WHERE execution_id = $1 AND project_id = $2 ORDER BY id LIMIT 1000"#,
            execution.0,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }

    /// A person answers.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when it was answered before, or the execution is over.
    pub async fn decide(
        &self,
        project: ProjectId,
        execution: ExecutionId,
        id: PermissionId,
        (approve, by, comment): (bool, &str, Option<&str>),
    ) -> Result<(PermissionRow, Committed), Error> {
        let status = if approve { PermissionStatus::Approved } else { PermissionStatus::Denied };
        let mut tx = self.pool.begin().await?;
        let decided = sqlx::query!(
            r#"UPDATE execution_approvals a SET status = $4, decided_by = $5, comment = $6, decided_at = now()
                FROM flow_executions e
               WHERE a.id = $1 AND a.project_id = $2 AND a.execution_id = $3 AND a.status = 'open'
                 AND e.id = a.execution_id AND e.status IN ('queued', 'running', 'waiting')
              RETURNING e.run_id"#,
            id.0,
            project.0,
            execution.0,
            status.as_str(),
            clean(by),
            comment.map(clean)
        );
        let Some(decided) = decided.fetch_optional(&mut *tx).await? else {
            tx.rollback().await?;
            let rows = self.list(project, execution).await?;
            let row = rows.into_iter().find(|row| row.id == id).ok_or_else(|| Error::not_found("approval", id))?;
            let message = format!(
                "the approval `{id}` cannot be decided any more: it is {}, or its execution is over",
                row.status
            );
            return Err(Error::conflict(Conflict::Version, message));
        };
        let event = Event::ExecutionApprovalDecided {
            execution_id: execution,
            approval_id: id,
            approved: approve,
            by: Some(by.to_owned()),
            comment: comment.map(str::to_owned),
        };
        let committed = append(&mut tx, project, run_topic(decided.run_id.into()), vec![event]).await?;
        tx.commit().await?;
        let rows = self.list(project, execution).await?;
        let row = rows.into_iter().find(|row| row.id == id).ok_or_else(|| Error::not_found("approval", id))?;
        Ok((row, committed))
    }
}

struct Stored {
    id: Uuid,
    execution_id: Uuid,
    attempt: i32,
    path: String,
    action: String,
    why: String,
    status: PermissionStatus,
    decided_by: Option<String>,
    comment: Option<String>,
    created_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
}

impl From<Stored> for PermissionRow {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id.into(),
            execution_id: row.execution_id.into(),
            attempt: super::words::count(row.attempt),
            path: row.path,
            action: row.action,
            why: row.why,
            status: row.status,
            decided_by: row.decided_by,
            comment: row.comment,
            created_at: row.created_at,
            decided_at: row.decided_at,
        }
    }
}
