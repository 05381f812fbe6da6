//! The history of a session.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{AgentSessions, MessageRow};
use crate::{
    domain::{
        agent::{MessageBlock, Role},
        event::Event,
        ids::{AgentSessionId, ProjectId},
    },
    store::{
        Error,
        words::{count, int},
    },
};

impl AgentSessions<'_> {
    /// The history after a position, in order, without what waits; `limit` at most.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such session.
    pub async fn messages(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        after: u32,
        limit: u32,
    ) -> Result<Vec<MessageRow>, Error> {
        self.exists(project, id).await?;
        let rows = sqlx::query_as!(
            StoredMessage,
            r#"SELECT id, position, role AS "role: Role", blocks AS "blocks: Json<Vec<MessageBlock>>", turn, sender, created_at
                 FROM messages WHERE session_id = $1 AND project_id = $2 AND position > $3 ORDER BY position LIMIT $4"#,
            id.0,
            project.0,
            int(after),
            i64::from(limit)
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }

    /// What waits for its turn, in order.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn queued(&self, project: ProjectId, id: AgentSessionId) -> Result<Vec<MessageRow>, Error> {
        let rows = sqlx::query_as!(
            StoredMessage,
            r#"SELECT id, position, role AS "role: Role", blocks AS "blocks: Json<Vec<MessageBlock>>", turn, sender, created_at
                 FROM messages WHERE session_id = $1 AND project_id = $2 AND position IS NULL ORDER BY id"#,
            id.0,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }
}

/// Gives all that waits in a session its place in the history; the session's row is locked.
pub(super) async fn take_queued(tx: &mut PgConnection, id: AgentSessionId) -> Result<Vec<Event>, Error> {
    let taken = sqlx::query!(
        r#"WITH waiting AS (
            SELECT m.id, s.messages + row_number() OVER (ORDER BY m.id) AS position
              FROM messages m JOIN agent_sessions s ON s.id = m.session_id
             WHERE m.session_id = $1 AND m.position IS NULL
        ), taken AS (
            UPDATE messages m SET position = w.position::int FROM waiting w WHERE m.id = w.id RETURNING m.id, m.position
        ), counted AS (
            UPDATE agent_sessions SET messages = messages + (SELECT count(*)::int FROM waiting) WHERE id = $1
        )
        SELECT id AS "id!", position AS "position!" FROM taken ORDER BY position"#,
        id.0
    );
    let taken = taken.fetch_all(tx).await?;
    Ok(taken
        .into_iter()
        .map(|row| Event::MessageBegun { message_id: row.id.into(), position: count(row.position) })
        .collect())
}

struct StoredMessage {
    id: Uuid,
    position: Option<i32>,
    role: Role,
    blocks: Json<Vec<MessageBlock>>,
    turn: Option<Value>,
    sender: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<StoredMessage> for MessageRow {
    fn from(row: StoredMessage) -> Self {
        Self {
            id: row.id.into(),
            position: row.position.map(count),
            role: row.role,
            blocks: row.blocks.0,
            turn: row.turn,
            sender: row.sender,
            created_at: row.created_at,
        }
    }
}
