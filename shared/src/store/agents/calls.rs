//! The calls of tools: intent, result, and doubt.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{AgentCallRow, AgentLease, AgentSessions, CallResult, NewAgentCall, tell};
use crate::{
    domain::{
        agent::CallState,
        event::Event,
        ids::{AgentCallId, AgentSessionId, MessageId, ProjectId},
        journal::{Committed, NewArtifact},
    },
    store::{
        Error,
        words::{clean, count, int},
    },
};

/// What is said of a call whose worker died over it.
const UNCERTAIN: &str = "The worker died while it carried this out; nobody knows whether it took effect.";

impl AgentSessions<'_> {
    /// Stores the intent of a call; it may be made when this returns.
    ///
    /// # Errors
    /// [`Error::Fenced`], also when the session was closed; [`Error::Database`] when the answer has two calls of one id.
    pub async fn begin_call(&self, held: &AgentLease, new: &NewAgentCall) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let number = insert(&mut tx, held, new, None).await?;
        let committed = tell(&mut tx, held.project, held.id, vec![begun(new, number)]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Stores the result of a call that was begun.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn end_call(&self, held: &AgentLease, id: AgentCallId, result: &CallResult) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let duration = i64::try_from(result.duration_ms).unwrap_or(i64::MAX);
        let row = sqlx::query!(
            "UPDATE computer_use_events e
                SET state = 'committed', ok = $5, text = $6, artifact_id = $7, duration_ms = $8, finished_at = clock_timestamp()
               FROM agent_sessions s
              WHERE e.id = $4 AND e.state = 'started' AND s.id = e.session_id
                AND s.id = $1 AND s.epoch = $2 AND s.worker_id = $3
             RETURNING e.number, e.message_id, e.call_id",
            held.id.0,
            held.epoch,
            held.worker.0,
            id.0,
            result.ok,
            clean(&result.text),
            result.screenshot.as_ref().map(|artifact| artifact.id.0),
            duration
        );
        let row = row.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        if let Some(artifact) = &result.screenshot {
            insert_artifact(&mut tx, held.project, held.id, artifact).await?;
        }
        let event = Event::ToolResult {
            id: row.call_id,
            ok: result.ok,
            text: clean(&result.text),
            artifact_id: result.screenshot.as_ref().map(|artifact| artifact.id),
            message_id: row.message_id.into(),
            number: count(row.number),
            skipped: false,
            state: CallState::Committed,
            duration_ms: Some(result.duration_ms),
        };
        let committed = tell(&mut tx, held.project, held.id, vec![event]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Stores a call that is not made, and why.
    ///
    /// # Errors
    /// As [`Self::begin_call`].
    pub async fn skip_call(&self, held: &AgentLease, new: &NewAgentCall, why: &str) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let number = insert(&mut tx, held, new, Some(why)).await?;
        let result = Event::ToolResult {
            id: clean(&new.call_id),
            ok: false,
            text: clean(why),
            artifact_id: None,
            message_id: new.message_id,
            number,
            skipped: true,
            state: CallState::Committed,
            duration_ms: None,
        };
        let committed = tell(&mut tx, held.project, held.id, vec![begun(new, number), result]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Marks the calls of earlier workers that have no result as uncertain, and ends what they asked people.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn doubt(&self, held: &AgentLease) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let had = sqlx::query_scalar!(
            "SELECT id FROM agent_sessions WHERE id = $1 AND epoch = $2 AND worker_id = $3 FOR NO KEY UPDATE",
            held.id.0,
            held.epoch,
            held.worker.0
        );
        had.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        let mut events = doubt_all(&mut tx, held.id).await?;
        events.extend(super::approvals::cancel_pending(&mut tx, held.id).await?);
        let committed = tell(&mut tx, held.project, held.id, events).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// The calls of one answer, in order.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn calls_of(&self, project: ProjectId, message: MessageId) -> Result<Vec<AgentCallRow>, Error> {
        let rows = sqlx::query_as!(
            StoredCall,
            r#"SELECT id, number, message_id, call_id, name, toolset, input, state AS "state: CallState", skipped, ok, text,
                      artifact_id, started_at, finished_at, duration_ms
                 FROM computer_use_events WHERE message_id = $1 AND project_id = $2 ORDER BY number"#,
            message.0,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }

    /// The calls of a session after a number, in order; `limit` at most.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such session.
    pub async fn calls(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        after: u32,
        limit: u32,
    ) -> Result<Vec<AgentCallRow>, Error> {
        self.exists(project, id).await?;
        let rows = sqlx::query_as!(
            StoredCall,
            r#"SELECT id, number, message_id, call_id, name, toolset, input, state AS "state: CallState", skipped, ok, text,
                      artifact_id, started_at, finished_at, duration_ms
                 FROM computer_use_events WHERE session_id = $1 AND project_id = $2 AND number > $3 ORDER BY number LIMIT $4"#,
            id.0,
            project.0,
            int(after),
            i64::from(limit)
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }
}

fn begun(new: &NewAgentCall, number: u32) -> Event {
    Event::ToolUse {
        id: clean(&new.call_id),
        name: clean(&new.name),
        input: new.input.clone(),
        message_id: new.message_id,
        number,
    }
}

/// Inserts a call, `skipped` with the reason why it is not made; its number.
async fn insert(
    tx: &mut PgConnection,
    held: &AgentLease,
    new: &NewAgentCall,
    skipped: Option<&str>,
) -> Result<u32, Error> {
    let row = sqlx::query!(
        "UPDATE agent_sessions SET calls = calls + 1, active_at = now()
          WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND turn_open RETURNING calls",
        held.id.0,
        held.epoch,
        held.worker.0
    );
    let number = row.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?.calls;
    sqlx::query!(
        "INSERT INTO computer_use_events
                (id, session_id, project_id, number, message_id, call_id, name, toolset, input, state, skipped, ok, text, epoch,
                 finished_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::json, CASE WHEN $10::text IS NULL THEN 'started' ELSE 'committed' END,
                 $10::text IS NOT NULL, CASE WHEN $10::text IS NOT NULL THEN false END, $10, $11,
                 CASE WHEN $10::text IS NOT NULL THEN clock_timestamp() END)",
        new.id.0,
        held.id.0,
        held.project.0,
        number,
        new.message_id.0,
        clean(&new.call_id),
        clean(&new.name),
        new.toolset.as_deref().map(clean),
        new.input.to_string(),
        skipped.map(clean),
        held.epoch
    )
    .execute(tx)
    .await?;
    Ok(count(number))
}

/// Marks the calls of a session that have no result as uncertain; its row is locked, and nobody is making them.
pub(super) async fn doubt_all(tx: &mut PgConnection, id: AgentSessionId) -> Result<Vec<Event>, Error> {
    let rows = sqlx::query!(
        "UPDATE computer_use_events SET state = 'uncertain', ok = false, text = $2, finished_at = clock_timestamp()
          WHERE session_id = $1 AND state = 'started' RETURNING call_id, message_id, number",
        id.0,
        UNCERTAIN
    );
    let told = rows.fetch_all(tx).await?.into_iter().map(|row| Event::ToolResult {
        id: row.call_id,
        ok: false,
        text: UNCERTAIN.into(),
        artifact_id: None,
        message_id: row.message_id.into(),
        number: count(row.number),
        skipped: false,
        state: CallState::Uncertain,
        duration_ms: None,
    });
    Ok(told.collect())
}

/// Notes bytes that are in the blob store as the session's.
pub(super) async fn insert_artifact(
    tx: &mut PgConnection,
    project: ProjectId,
    id: AgentSessionId,
    artifact: &NewArtifact,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO artifacts (id, project_id, agent_session_id, attempt, kind, name, media_type, sha256, bytes)
         VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8)",
        artifact.id.0,
        project.0,
        id.0,
        clean(&artifact.kind),
        artifact.name.as_deref().map(clean),
        clean(&artifact.media_type),
        artifact.sha256,
        i64::try_from(artifact.bytes).unwrap_or(i64::MAX)
    )
    .execute(tx)
    .await?;
    Ok(())
}

struct StoredCall {
    id: Uuid,
    number: i32,
    message_id: Uuid,
    call_id: String,
    name: String,
    toolset: Option<String>,
    input: Value,
    state: CallState,
    skipped: bool,
    ok: Option<bool>,
    text: Option<String>,
    artifact_id: Option<Uuid>,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    duration_ms: Option<i64>,
}

impl From<StoredCall> for AgentCallRow {
    fn from(row: StoredCall) -> Self {
        Self {
            id: row.id.into(),
            number: count(row.number),
            message_id: row.message_id.into(),
            call_id: row.call_id,
            name: row.name,
            toolset: row.toolset,
            input: row.input,
            state: row.state,
            skipped: row.skipped,
            ok: row.ok,
            text: row.text,
            artifact_id: row.artifact_id.map(Into::into),
            started_at: row.started_at,
            finished_at: row.finished_at,
            duration_ms: row.duration_ms.and_then(|ms| u64::try_from(ms).ok()),
        }
    }
}
