//! Questions to people, asked by executions before they do what cannot be undone.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    Conflict, Error,
    events::append,
    words::{clean, int},
};
use crate::domain::{
    event::{Event, run_topic},
    flow::assert,
    ids::{ExecutionId, PermissionId, ProjectId},
    journal::{Committed, Lease},
    status::words,
};

words! {
    /// What a person has said.
    PermissionStatus { Open = "open", Approved = "approved", Denied = "denied" }
}

words! {
    /// What a person is wanted for.
    PermissionKind {
        /// Whether something may be done.
        Approve = "approve",
        /// A value.
        Ask = "ask",
        /// Their hands on the browser.
        Takeover = "takeover",
        /// To say when the flow may go on.
        Breakpoint = "breakpoint",
    }
}

/// Bytes of one answer, as JSON.
const LONGEST_ANSWER: usize = 16 * 1024;

pub struct Permissions<'a> {
    pub(super) pool: &'a PgPool,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPermission {
    /// The step that waits.
    pub path: String,
    pub action: String,
    pub why: String,
    pub kind: PermissionKind,
    /// Of the answer to an `ask`.
    pub schema: Option<Value>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PermissionRow {
    pub id: PermissionId,
    pub execution_id: ExecutionId,
    pub attempt: u32,
    pub path: String,
    pub action: String,
    pub why: String,
    pub kind: PermissionKind,
    pub schema: Option<Value>,
    pub status: PermissionStatus,
    /// What the person said to an `ask`.
    pub answer: Option<Value>,
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
            "INSERT INTO execution_approvals (id, project_id, execution_id, attempt, path, action, why, kind, schema)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::json) ON CONFLICT (execution_id, attempt, path) DO NOTHING",
            id.0,
            lease.project_id.0,
            lease.id.0,
            int(lease.attempt),
            path,
            action,
            why,
            new.kind.as_str(),
            new.schema.as_ref().map(Value::to_string)
        );
        let fresh = asked.execute(&mut *tx).await?.rows_affected() == 1;
        let row = sqlx::query_as!(
            Stored,
            r#"SELECT id, execution_id, attempt, path, action, why, kind AS "kind: PermissionKind", schema,
                      status AS "status: PermissionStatus", answer, decided_by, comment, created_at, decided_at
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
        let event = Event::ExecutionApprovalRequested {
            execution_id: lease.id,
            approval_id: row.id,
            path,
            action,
            why,
            kind: new.kind.as_str().to_owned(),
        };
        let events = if fresh { vec![event] } else { Vec::new() };
        let committed = if events.is_empty() {
            Committed::nothing(lease.project_id, run_topic(lease.run_id))
        } else {
            append(&mut tx, lease.project_id, run_topic(lease.run_id), events).await?
        };
        tx.commit().await?;
        Ok((row, committed))
    }

    /// The execution waits no longer. A question that is still open is answered like this, because nobody did.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn go_on(
        &self,
        lease: &Lease,
        id: PermissionId,
        (open, why): (PermissionStatus, &str),
    ) -> Result<(PermissionStatus, Committed), Error> {
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
            "UPDATE execution_approvals SET status = $3, comment = $4, decided_at = now()
              WHERE id = $1 AND execution_id = $2 AND status = 'open'",
            id.0,
            lease.id.0,
            open.as_str(),
            why
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
                approved: open == PermissionStatus::Approved,
                by: None,
                comment: Some(why.to_owned()),
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
            r#"SELECT id, execution_id, attempt, path, action, why, kind AS "kind: PermissionKind", schema,
                      status AS "status: PermissionStatus", answer, decided_by, comment, created_at, decided_at
                 FROM execution_approvals WHERE execution_id = $1 AND project_id = $2 ORDER BY id LIMIT 1000"#,
            execution.0,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }

    /// One question.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: PermissionId) -> Result<PermissionRow, Error> {
        let row = sqlx::query_as!(
            Stored,
            r#"SELECT id, execution_id, attempt, path, action, why, kind AS "kind: PermissionKind", schema,
                      status AS "status: PermissionStatus", answer, decided_by, comment, created_at, decided_at
                 FROM execution_approvals WHERE id = $1 AND project_id = $2"#,
            id.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.map(Into::into).ok_or_else(|| Error::not_found("approval", id))
    }

    /// A person answers; who approves an `ask` gives an answer that fits its schema.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for an answer that does not fit; [`Error::Conflict`] when it was answered before, or the execution is over.
    pub async fn decide(
        &self,
        project: ProjectId,
        execution: ExecutionId,
        id: PermissionId,
        (approve, by, comment): (bool, &str, Option<&str>),
        answer: Option<&Value>,
    ) -> Result<(PermissionRow, Committed), Error> {
        let asked = self.get(project, id).await?;
        if let Some(message) = misfit(&asked, approve, answer) {
            return Err(Error::Invalid { message });
        }
        let status = if approve { PermissionStatus::Approved } else { PermissionStatus::Denied };
        let mut tx = self.pool.begin().await?;
        let decided = sqlx::query!(
            r#"UPDATE execution_approvals a
                  SET status = $4, decided_by = $5, comment = $6, answer = $7::text::json, decided_at = now()
                FROM flow_executions e
               WHERE a.id = $1 AND a.project_id = $2 AND a.execution_id = $3 AND a.status = 'open'
                 AND e.id = a.execution_id AND e.status IN ('queued', 'running', 'waiting')
              RETURNING e.run_id"#,
            id.0,
            project.0,
            execution.0,
            status.as_str(),
            clean(by),
            comment.map(clean),
            answer.map(Value::to_string)
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

/// Why an answer is not taken.
fn misfit(asked: &PermissionRow, approve: bool, answer: Option<&Value>) -> Option<String> {
    match (asked.kind, approve, answer) {
        (PermissionKind::Ask, true, None) => Some("this question wants a value: give it as `answer`".into()),
        (PermissionKind::Ask, true, Some(answer)) if answer.to_string().len() > LONGEST_ANSWER => {
            Some(format!("the answer is longer than {LONGEST_ANSWER} bytes"))
        }
        (PermissionKind::Ask, true, Some(answer)) => {
            let text = json!({ "type": "string", "minLength": 1 });
            match assert::broken(asked.schema.as_ref().unwrap_or(&text), answer) {
                Ok(None) => None,
                Ok(Some(problems)) => Some(format!("the answer does not fit: {problems}")),
                Err(error) => Some(error.message),
            }
        }
        (_, _, Some(_)) => Some("only a question for a value takes an `answer`".into()),
        (_, _, None) => None,
    }
}

struct Stored {
    id: Uuid,
    execution_id: Uuid,
    attempt: i32,
    path: String,
    action: String,
    why: String,
    kind: PermissionKind,
    schema: Option<Value>,
    status: PermissionStatus,
    answer: Option<Value>,
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
            kind: row.kind,
            schema: row.schema,
            status: row.status,
            answer: row.answer,
            decided_by: row.decided_by,
            comment: row.comment,
            created_at: row.created_at,
            decided_at: row.decided_at,
        }
    }
}
