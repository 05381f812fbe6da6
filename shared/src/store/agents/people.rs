//! What people ask of a session: create, say, interrupt, close, open again, delete.

use sqlx::PgConnection;

use super::{AgentSessionRow, AgentSessions, NewAgentSession, status_event, tell};
use crate::{
    config::Quotas,
    domain::{
        agent::{AgentStatus, MessageBlock},
        event::Event,
        ids::{AgentSessionId, MessageId, ProjectId},
        journal::Committed,
    },
    store::{Conflict, Error, quotas::check_sessions, words::clean},
};

/// Messages of one session that may wait.
const MOST_QUEUED: i64 = 100;

impl AgentSessions<'_> {
    /// Stores a session that wants a desktop.
    ///
    /// # Errors
    /// [`Error::Limit`] when too many sessions of the project are open.
    pub async fn create(&self, new: NewAgentSession) -> Result<(AgentSessionRow, Committed), Error> {
        let id = AgentSessionId::new();
        let mut tx = self.pool.begin().await?;
        check_sessions(&mut tx, new.project, new.quotas).await?;
        let options = serde_json::to_string(&new.options).unwrap_or_default();
        sqlx::query!(
            "INSERT INTO agent_sessions (id, project_id, title, options, created_by) VALUES ($1, $2, $3, $4::text::json, $5)",
            id.0,
            new.project.0,
            clean(&new.title),
            options,
            new.created_by.as_deref().map(clean)
        )
        .execute(&mut *tx)
        .await?;
        let events = vec![
            Event::SessionCreated { session_id: id, title: clean(&new.title) },
            status_event(AgentStatus::Idle, None, None),
        ];
        let committed = tell(&mut tx, new.project, id, events).await?;
        tx.commit().await?;
        Ok((self.get(new.project, id).await?, committed))
    }

    /// Stores what a person says; it waits for its turn. `traceparent` names the request that says it.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the session is closed, [`Error::Limit`] when a hundred messages wait.
    pub async fn say(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        text: &str,
        sender: Option<&str>,
        traceparent: Option<&str>,
    ) -> Result<(MessageId, Committed), Error> {
        let (message_id, content) = (MessageId::new(), clean(text));
        let mut tx = self.pool.begin().await?;
        let was = lock(&mut tx, project, id).await?;
        if was == AgentStatus::Closed {
            return Err(closed(id));
        }
        let waiting = sqlx::query_scalar!(
            r#"SELECT count(*) AS "waiting!" FROM messages WHERE session_id = $1 AND position IS NULL"#,
            id.0
        );
        if waiting.fetch_one(&mut *tx).await? >= MOST_QUEUED {
            let message = format!("{MOST_QUEUED} messages wait in this session already; let the agent work");
            return Err(Error::Limit { limit: "messages", message });
        }
        let blocks = serde_json::to_string(&[MessageBlock::Text { text: content.clone() }]).unwrap_or_default();
        sqlx::query!(
            "INSERT INTO messages (id, session_id, project_id, role, blocks, sender, traceparent)
             VALUES ($1, $2, $3, 'user', $4::text::json, $5, $6)",
            message_id.0,
            id.0,
            project.0,
            blocks,
            sender.map(clean),
            traceparent
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "UPDATE agent_sessions SET active_at = now(), status = CASE WHEN status = 'idle' THEN 'queued' ELSE status END
              WHERE id = $1",
            id.0
        )
        .execute(&mut *tx)
        .await?;
        let mut events = vec![Event::MessageAdded { message_id, content, queued: was != AgentStatus::Idle }];
        if was == AgentStatus::Idle {
            events.push(status_event(AgentStatus::Queued, None, None));
        }
        let committed = tell(&mut tx, project, id, events).await?;
        tx.commit().await?;
        Ok((message_id, committed))
    }

    /// Asks the agent to stop what it does; nothing when it does nothing. Whether there was something to stop.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn interrupt(&self, project: ProjectId, id: AgentSessionId) -> Result<bool, Error> {
        let asked = sqlx::query!(
            "UPDATE agent_sessions SET interrupt_requested = true, active_at = now()
              WHERE id = $1 AND project_id = $2 AND turn_open",
            id.0,
            project.0
        );
        if asked.execute(self.pool).await?.rows_affected() == 1 {
            return Ok(true);
        }
        self.exists(project, id).await?;
        Ok(false)
    }

    /// Closes the session: its worker stops the agent, saves the files and ends the desktop. Closing twice changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn close(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        why: Option<&str>,
    ) -> Result<(AgentSessionRow, Committed), Error> {
        let mut tx = self.pool.begin().await?;
        let was = lock(&mut tx, project, id).await?;
        if was == AgentStatus::Closed {
            tx.rollback().await?;
            return Ok((
                self.get(project, id).await?,
                Committed::nothing(project, crate::domain::agent::session_topic(id)),
            ));
        }
        let message = why.map(clean);
        sqlx::query!(
            "UPDATE agent_sessions
                SET status = 'closed', closed_at = now(), active_at = now(), waiting_for = NULL, turn_open = false,
                    interrupt_requested = true, desktop_wanted = false, message = $2
              WHERE id = $1",
            id.0,
            message
        )
        .execute(&mut *tx)
        .await?;
        // what waited is part of the history, unanswered
        let mut events = super::messages::take_queued(&mut tx, id).await?;
        events.extend(super::approvals::cancel_pending(&mut tx, id).await?);
        events.push(status_event(AgentStatus::Closed, None, message));
        let committed = tell(&mut tx, project, id, events).await?;
        tx.commit().await?;
        Ok((self.get(project, id).await?, committed))
    }

    /// Opens a closed session again, for a fresh desktop with its files. One that is open stays as it is.
    ///
    /// # Errors
    /// [`Error::Limit`] when too many sessions of the project are open.
    pub async fn reopen(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        quotas: Quotas,
    ) -> Result<(AgentSessionRow, Committed), Error> {
        let mut tx = self.pool.begin().await?;
        let was = lock(&mut tx, project, id).await?;
        let mut events = Vec::new();
        if was == AgentStatus::Closed {
            check_sessions(&mut tx, project, quotas).await?;
            sqlx::query!(
                "UPDATE agent_sessions
                    SET status = 'idle', closed_at = NULL, active_at = now(), message = NULL, desktop_wanted = true,
                        interrupt_requested = false, crashes = 0
                  WHERE id = $1",
                id.0
            )
            .execute(&mut *tx)
            .await?;
            events.push(status_event(AgentStatus::Idle, None, None));
        }
        let committed = tell(&mut tx, project, id, events).await?;
        tx.commit().await?;
        Ok((self.get(project, id).await?, committed))
    }

    /// Removes a closed session with all that was said and done in it. Its stream ends with it.
    ///
    /// # Errors
    /// [`Error::Conflict`] while it is open, or its worker still clears up.
    pub async fn delete(&self, project: ProjectId, id: AgentSessionId) -> Result<(), Error> {
        let mut tx = self.pool.begin().await?;
        let gone = sqlx::query!(
            "DELETE FROM agent_sessions
              WHERE id = $1 AND project_id = $2 AND status = 'closed' AND (worker_id IS NULL OR lease_until < now())",
            id.0,
            project.0
        );
        if gone.execute(&mut *tx).await?.rows_affected() == 0 {
            tx.rollback().await?;
            self.exists(project, id).await?;
            let message = format!("agent session `{id}` is open, or being closed; close it first, then delete it");
            return Err(Error::conflict(Conflict::Exists, message));
        }
        let topic = crate::domain::agent::session_topic(id);
        sqlx::query!("DELETE FROM events WHERE topic = $1 AND project_id = $2", topic, project.0)
            .execute(&mut *tx)
            .await?;
        sqlx::query!("DELETE FROM streams WHERE topic = $1 AND project_id = $2", topic, project.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn exists(&self, project: ProjectId, id: AgentSessionId) -> Result<(), Error> {
        let found =
            sqlx::query_scalar!("SELECT id FROM agent_sessions WHERE id = $1 AND project_id = $2", id.0, project.0);
        found.fetch_optional(self.pool).await?.map(drop).ok_or_else(|| Error::not_found("agent session", id))
    }
}

/// Locks the row and answers its status.
pub(super) async fn lock(tx: &mut PgConnection, project: ProjectId, id: AgentSessionId) -> Result<AgentStatus, Error> {
    let locked = sqlx::query_scalar!(
        r#"SELECT status AS "status: AgentStatus" FROM agent_sessions WHERE id = $1 AND project_id = $2 FOR NO KEY UPDATE"#,
        id.0,
        project.0
    );
    locked.fetch_optional(tx).await?.ok_or_else(|| Error::not_found("agent session", id))
}

pub(super) fn closed(id: AgentSessionId) -> Error {
    Error::conflict(Conflict::Over, format!("agent session `{id}` is closed; open it again with POST …/resume"))
}
