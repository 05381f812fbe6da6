//! What people ask of the clipboard of a desktop: a row that its worker answers, and whoever asked removes.

use uuid::Uuid;

use super::{AgentLease, AgentSessions};
use crate::{
    domain::ids::{AgentSessionId, ProjectId},
    store::{Error, words::clean},
};

/// One question, as the worker reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClipboardAsk {
    pub id: Uuid,
    /// What is to be put in; `None`: what is in it?
    pub put: Option<String>,
}

impl AgentSessions<'_> {
    /// Asks for the text in the clipboard, or (`put`) for one to be put in. Questions that nobody answered within a minute go.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn ask_clipboard(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        put: Option<&str>,
    ) -> Result<Uuid, Error> {
        self.exists(project, id).await?;
        let ask = Uuid::now_v7();
        sqlx::query!(
            "WITH forgotten AS (
                DELETE FROM agent_clipboard_asks WHERE session_id = $2 AND asked_at < now() - interval '1 minute'
            )
            INSERT INTO agent_clipboard_asks (id, session_id, project_id, put) VALUES ($1, $2, $3, $4)",
            ask,
            id.0,
            project.0,
            put.map(clean)
        )
        .execute(self.pool)
        .await?;
        Ok(ask)
    }

    /// The answer, once: the question is removed with it. `None`: not yet.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn take_clipboard(&self, project: ProjectId, ask: Uuid) -> Result<Option<Result<String, String>>, Error> {
        let taken = sqlx::query!(
            "DELETE FROM agent_clipboard_asks WHERE id = $1 AND project_id = $2 AND answered_at IS NOT NULL
             RETURNING answer, failure",
            ask,
            project.0
        );
        let taken = taken.fetch_optional(self.pool).await?;
        Ok(taken.map(|row| row.failure.map_or_else(|| Ok(row.answer.unwrap_or_default()), Err)))
    }

    /// Takes a question back that nobody answered in time.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget_clipboard(&self, project: ProjectId, ask: Uuid) -> Result<(), Error> {
        sqlx::query!("DELETE FROM agent_clipboard_asks WHERE id = $1 AND project_id = $2", ask, project.0)
            .execute(self.pool)
            .await?;
        Ok(())
    }

    /// What is asked of the clipboard of a held session, in order.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn clipboard_asks(&self, held: &AgentLease) -> Result<Vec<ClipboardAsk>, Error> {
        let rows = sqlx::query_as!(
            ClipboardAsk,
            "SELECT id, put FROM agent_clipboard_asks WHERE session_id = $1 AND answered_at IS NULL ORDER BY id LIMIT 100",
            held.id.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// Answers a question. Nothing changes when the session is lost, or nobody waits any more.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn answer_clipboard(
        &self,
        held: &AgentLease,
        ask: Uuid,
        answer: Result<&str, &str>,
    ) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE agent_clipboard_asks SET answer = $4, failure = $5, answered_at = clock_timestamp()
              WHERE id = $1 AND session_id = $2
                AND EXISTS (SELECT FROM agent_sessions s WHERE s.id = $2 AND s.epoch = $3)",
            ask,
            held.id.0,
            held.epoch,
            answer.ok().map(clean),
            answer.err().map(clean)
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }
}
