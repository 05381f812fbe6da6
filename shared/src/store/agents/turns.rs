//! The turns of a session: what a worker does for one or several messages of a person.

use sqlx::PgConnection;

use super::{AgentLease, AgentSessions, NewMessage, status_event, tell};
use crate::{
    domain::{
        agent::{AgentStatus, WaitingFor},
        event::Event,
        ids::AgentSessionId,
        journal::Committed,
    },
    store::{
        Error,
        words::{clean, int},
    },
};

impl AgentSessions<'_> {
    /// Begins a turn with all that waits, or goes on with the one that was begun. `false`: there is nothing to do.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn begin_turn(&self, held: &AgentLease) -> Result<(bool, Committed), Error> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query!(
            r#"SELECT status AS "status: AgentStatus", turn_open FROM agent_sessions
                WHERE id = $1 AND epoch = $2 AND worker_id = $3 FOR NO KEY UPDATE"#,
            held.id.0,
            held.epoch,
            held.worker.0
        );
        let row = row.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        if row.status == AgentStatus::Closed {
            return Ok((false, Committed::nothing(held.project, held.topic())));
        }
        let mut events =
            if row.turn_open { Vec::new() } else { super::messages::take_queued(&mut tx, held.id).await? };
        if !row.turn_open && events.is_empty() {
            return Ok((false, Committed::nothing(held.project, held.topic())));
        }
        sqlx::query!(
            "UPDATE agent_sessions
                SET status = 'running', waiting_for = NULL, message = NULL, active_at = now(), turn_open = true,
                    interrupt_requested = interrupt_requested AND turn_open,
                    turn_started_at = CASE WHEN turn_open THEN turn_started_at ELSE now() END
              WHERE id = $1",
            held.id.0
        )
        .execute(&mut *tx)
        .await?;
        events.push(status_event(AgentStatus::Running, None, None));
        let committed = tell(&mut tx, held.project, held.id, events).await?;
        tx.commit().await?;
        Ok((true, committed))
    }

    /// The trace of the newest message of a person that a turn has begun with.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn asked_in(&self, held: &AgentLease) -> Result<Option<String>, Error> {
        let traceparent = sqlx::query_scalar!(
            "SELECT traceparent FROM messages
              WHERE session_id = $1 AND project_id = $2 AND role = 'user' AND sender IS NOT NULL AND position IS NOT NULL
              ORDER BY position DESC LIMIT 1",
            held.id.0,
            held.project.0
        );
        Ok(traceparent.fetch_optional(self.pool).await?.flatten())
    }

    /// Adds to the history, after the events.
    ///
    /// # Errors
    /// [`Error::Fenced`], also when the session was closed.
    pub async fn add(&self, held: &AgentLease, new: NewMessage, mut events: Vec<Event>) -> Result<Committed, Error> {
        let many = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let used = new.used.unwrap_or_default();
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query!(
            "UPDATE agent_sessions
                SET messages = messages + 1, crashes = 0, active_at = now(), answers = answers + $4,
                    input_tokens = input_tokens + $5, output_tokens = output_tokens + $6,
                    cache_read_tokens = cache_read_tokens + $7, cache_write_tokens = cache_write_tokens + $8
              WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND turn_open RETURNING messages",
            held.id.0,
            held.epoch,
            held.worker.0,
            int(used.answers),
            many(used.input_tokens),
            many(used.output_tokens),
            many(used.cache_read_tokens),
            many(used.cache_write_tokens)
        );
        let row = row.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        sqlx::query!(
            "INSERT INTO messages (id, session_id, project_id, position, role, blocks, turn)
             VALUES ($1, $2, $3, $4, $5, $6::text::json, $7::text::json)",
            new.id.0,
            held.id.0,
            held.project.0,
            row.messages,
            new.role.as_str(),
            serde_json::to_string(&new.blocks).unwrap_or_default(),
            new.turn.as_ref().map(ToString::to_string)
        )
        .execute(&mut *tx)
        .await?;
        for artifact in &new.artifacts {
            super::calls::insert_artifact(&mut tx, held.project, held.id, artifact).await?;
        }
        if new.used.is_some() {
            events.push(super::read::usage(&mut tx, held).await?.event());
        }
        let committed = tell(&mut tx, held.project, held.id, events).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Tells the stream something that changes no row.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn tell(&self, held: &AgentLease, events: Vec<Event>) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let held_on = sqlx::query!(
            "UPDATE agent_sessions SET active_at = now() WHERE id = $1 AND epoch = $2 AND worker_id = $3",
            held.id.0,
            held.epoch,
            held.worker.0
        );
        if held_on.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(Error::Fenced);
        }
        // what is told here alone may be lost with the machine
        sqlx::query!("SELECT set_config('synchronous_commit', 'off', true) AS relaxed").fetch_one(&mut *tx).await?;
        let committed = tell(&mut tx, held.project, held.id, events).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Notes that the turn waits for a person, or (`None`) goes on. Nothing changes when it is so already.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn wait_for(&self, held: &AgentLease, what: Option<WaitingFor>) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query!(
            r#"SELECT waiting_for AS "waiting_for: WaitingFor" FROM agent_sessions
                WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND turn_open FOR NO KEY UPDATE"#,
            held.id.0,
            held.epoch,
            held.worker.0
        );
        let row = row.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        if row.waiting_for == what {
            return Ok(Committed::nothing(held.project, held.topic()));
        }
        let status = if what.is_some() { AgentStatus::Waiting } else { AgentStatus::Running };
        sqlx::query!(
            "UPDATE agent_sessions SET status = $2, waiting_for = $3, active_at = now() WHERE id = $1",
            held.id.0,
            status.as_str(),
            what.map(WaitingFor::as_str)
        )
        .execute(&mut *tx)
        .await?;
        let committed = tell(&mut tx, held.project, held.id, vec![status_event(status, what, None)]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Ends the turn; `error` (its kind, and a sentence) says what went wrong. Nothing changes when none is open.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn end_turn(&self, held: &AgentLease, error: Option<(&str, &str)>) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query!(
            "SELECT turn_open FROM agent_sessions WHERE id = $1 AND epoch = $2 AND worker_id = $3 FOR NO KEY UPDATE",
            held.id.0,
            held.epoch,
            held.worker.0
        );
        let row = row.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        let mut events = Vec::new();
        if row.turn_open {
            events.extend(super::approvals::cancel_pending(&mut tx, held.id).await?);
            if let Some((kind, message)) = error {
                events.push(Event::SessionError { kind: kind.into(), message: clean(message) });
            }
            events.push(close_turn(&mut tx, held.id, error.map(|(_, message)| message)).await?);
        }
        let committed = tell(&mut tx, held.project, held.id, events).await?;
        tx.commit().await?;
        Ok(committed)
    }
}

/// Ends the turn of a session whose row is locked; the event of its new status.
pub(super) async fn close_turn(
    tx: &mut PgConnection,
    id: AgentSessionId,
    message: Option<&str>,
) -> Result<Event, Error> {
    let message = message.map(clean);
    let row = sqlx::query!(
        r#"UPDATE agent_sessions s
              SET turn_open = false, interrupt_requested = false, waiting_for = NULL, message = $2, active_at = now(), crashes = 0,
                  status = CASE WHEN s.status = 'closed' THEN 'closed'
                                WHEN EXISTS (SELECT FROM messages m WHERE m.session_id = s.id AND m.position IS NULL)
                                THEN 'queued' ELSE 'idle' END
            WHERE s.id = $1 RETURNING s.status AS "status: AgentStatus""#,
        id.0,
        message
    );
    Ok(status_event(row.fetch_one(tx).await?.status, None, message))
}
