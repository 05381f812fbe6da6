//! What people are asked, and what they say.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{AgentLease, AgentSessions, ApprovalDecision, ApprovalRow, NewApproval, status_event, tell};
use crate::{
    domain::{
        agent::{AgentStatus, ApprovalKind, ApprovalStatus, ApprovalTold, WaitingFor},
        event::Event,
        ids::{AgentApprovalId, AgentSessionId, ProjectId},
        journal::Committed,
    },
    store::{Conflict, Error, words::clean},
};

impl AgentSessions<'_> {
    /// Asks a person; the session waits. Asked before about the same call (by a worker that died): answers that row.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn ask(&self, held: &AgentLease, new: &NewApproval) -> Result<(ApprovalRow, Committed), Error> {
        let mut tx = self.pool.begin().await?;
        let waiting_for = match new.kind {
            ApprovalKind::Tool => WaitingFor::Approval,
            ApprovalKind::Question => WaitingFor::Answer,
            ApprovalKind::Help => WaitingFor::Help,
        };
        let held_on = sqlx::query!(
            "UPDATE agent_sessions SET status = 'waiting', waiting_for = $4, active_at = now()
              WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND turn_open",
            held.id.0,
            held.epoch,
            held.worker.0,
            waiting_for.as_str()
        );
        if held_on.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(Error::Fenced);
        }
        let put = sqlx::query!(
            "INSERT INTO agent_approvals
                    (id, session_id, project_id, kind, message_id, call_id, name, input, question, choices, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::json, $9, $10::text::json,
                     clock_timestamp() + $11::float8 * interval '1 second')
             ON CONFLICT (message_id, call_id) DO NOTHING",
            AgentApprovalId::new().0,
            held.id.0,
            held.project.0,
            new.kind.as_str(),
            new.message_id.0,
            clean(&new.call_id),
            clean(&new.name),
            new.input.to_string(),
            clean(&new.question),
            serde_json::to_string(&new.choices).unwrap_or_default(),
            std::time::Duration::from_secs(new.seconds).as_secs_f64()
        );
        let fresh = put.execute(&mut *tx).await?.rows_affected() == 1;
        let row = sqlx::query_as!(
            StoredApproval,
            r#"SELECT id, session_id, kind AS "kind: ApprovalKind", message_id, call_id, name, input, question,
                      choices AS "choices: Json<Vec<String>>", status AS "status: ApprovalStatus", edited, answer, decided_by,
                      decided_at, created_at, expires_at
                 FROM agent_approvals WHERE message_id = $1 AND call_id = $2"#,
            new.message_id.0,
            clean(&new.call_id)
        );
        let row: ApprovalRow = row.fetch_one(&mut *tx).await?.into();
        let mut events = Vec::new();
        if fresh {
            events.push(Event::ApprovalRequested(told(&row)));
        }
        events.push(status_event(AgentStatus::Waiting, Some(waiting_for), None));
        let committed = tell(&mut tx, held.project, held.id, events).await?;
        tx.commit().await?;
        Ok((row, committed))
    }

    /// Stores what a person says. The same decision a second time changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when it was decided otherwise, or is over.
    pub async fn decide(
        &self,
        project: ProjectId,
        session: AgentSessionId,
        id: AgentApprovalId,
        decision: &ApprovalDecision,
    ) -> Result<(ApprovalRow, Committed), Error> {
        let mut tx = self.pool.begin().await?;
        super::people::lock(&mut tx, project, session).await?;
        let decided = sqlx::query!(
            "UPDATE agent_approvals
                SET status = $4, edited = $5::text::json, answer = $6, decided_by = $7, decided_at = clock_timestamp()
              WHERE id = $1 AND session_id = $2 AND project_id = $3 AND status = 'pending' AND expires_at > now()",
            id.0,
            session.0,
            project.0,
            decision.status.as_str(),
            decision.edited.as_ref().map(Value::to_string),
            decision.answer.as_deref().map(clean),
            decision.by.as_deref().map(clean)
        );
        let changed = decided.execute(&mut *tx).await?.rows_affected() == 1;
        let mut events = Vec::new();
        if changed {
            sqlx::query!("UPDATE agent_sessions SET active_at = now() WHERE id = $1", session.0)
                .execute(&mut *tx)
                .await?;
            events.push(Event::ApprovalDecided {
                approval_id: id,
                status: decision.status,
                by: decision.by.as_deref().map(clean),
                answer: decision.answer.as_deref().map(clean),
                edited: decision.edited.clone(),
            });
        }
        let committed = tell(&mut tx, project, session, events).await?;
        tx.commit().await?;
        let row = self.approval(project, session, id).await?;
        let same = row.status == decision.status && row.edited == decision.edited;
        if !changed && !same {
            let message = format!("approval `{id}` is {} already, or its time is up", row.status);
            return Err(Error::conflict(Conflict::Over, message));
        }
        Ok((row, committed))
    }

    /// Ends an approval whose time is up, which counts as no.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn expire(&self, held: &AgentLease, id: AgentApprovalId) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        super::people::lock(&mut tx, held.project, held.id).await?;
        let expired = sqlx::query!(
            "UPDATE agent_approvals SET status = 'expired', decided_at = clock_timestamp()
              WHERE id = $1 AND session_id = $2 AND status = 'pending' AND expires_at <= clock_timestamp()",
            id.0,
            held.id.0
        );
        let changed = expired.execute(&mut *tx).await?.rows_affected() == 1;
        let event = ended(id, ApprovalStatus::Expired);
        let committed = tell(&mut tx, held.project, held.id, changed.then_some(event).into_iter().collect()).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn approval(
        &self,
        project: ProjectId,
        session: AgentSessionId,
        id: AgentApprovalId,
    ) -> Result<ApprovalRow, Error> {
        let row = sqlx::query_as!(
            StoredApproval,
            r#"SELECT id, session_id, kind AS "kind: ApprovalKind", message_id, call_id, name, input, question,
                      choices AS "choices: Json<Vec<String>>", status AS "status: ApprovalStatus", edited, answer, decided_by,
                      decided_at, created_at, expires_at
                 FROM agent_approvals WHERE id = $1 AND session_id = $2 AND project_id = $3"#,
            id.0,
            session.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.map(Into::into).ok_or_else(|| Error::not_found("approval", id))
    }

    /// What people were asked in a session, newest first; a thousand at most.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such session.
    pub async fn approvals(
        &self,
        project: ProjectId,
        session: AgentSessionId,
        pending_only: bool,
    ) -> Result<Vec<ApprovalRow>, Error> {
        self.exists(project, session).await?;
        let rows = sqlx::query_as!(
            StoredApproval,
            r#"SELECT id, session_id, kind AS "kind: ApprovalKind", message_id, call_id, name, input, question,
                      choices AS "choices: Json<Vec<String>>", status AS "status: ApprovalStatus", edited, answer, decided_by,
                      decided_at, created_at, expires_at
                 FROM agent_approvals WHERE session_id = $1 AND project_id = $2 AND (NOT $3 OR status = 'pending')
                ORDER BY id DESC LIMIT 1000"#,
            session.0,
            project.0,
            pending_only
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }
}

/// Ends what a person has not answered; the session's row is locked.
pub(super) async fn cancel_pending(tx: &mut PgConnection, id: AgentSessionId) -> Result<Vec<Event>, Error> {
    let cancelled = sqlx::query_scalar!(
        "UPDATE agent_approvals SET status = 'cancelled', decided_at = clock_timestamp()
          WHERE session_id = $1 AND status = 'pending' RETURNING id",
        id.0
    );
    let cancelled = cancelled.fetch_all(tx).await?;
    Ok(cancelled.into_iter().map(|id| ended(id.into(), ApprovalStatus::Cancelled)).collect())
}

fn ended(approval_id: AgentApprovalId, status: ApprovalStatus) -> Event {
    Event::ApprovalDecided { approval_id, status, by: None, answer: None, edited: None }
}

fn told(row: &ApprovalRow) -> ApprovalTold {
    ApprovalTold {
        approval_id: row.id,
        kind: row.kind,
        message_id: row.message_id,
        id: row.call_id.clone(),
        name: row.name.clone(),
        input: row.input.clone(),
        question: row.question.clone(),
        choices: row.choices.clone(),
        expires_at: row.expires_at,
    }
}

struct StoredApproval {
    id: Uuid,
    session_id: Uuid,
    kind: ApprovalKind,
    message_id: Uuid,
    call_id: String,
    name: String,
    input: Value,
    question: String,
    choices: Json<Vec<String>>,
    status: ApprovalStatus,
    edited: Option<Value>,
    answer: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl From<StoredApproval> for ApprovalRow {
    fn from(row: StoredApproval) -> Self {
        Self {
            id: row.id.into(),
            session_id: row.session_id.into(),
            kind: row.kind,
            message_id: row.message_id.into(),
            call_id: row.call_id,
            name: row.name,
            input: row.input,
            question: row.question,
            choices: row.choices.0,
            status: row.status,
            edited: row.edited,
            answer: row.answer,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}
