//! Films of what an agent did: asked for by people, made by whatever worker is free.

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{AgentSessions, calls::insert_artifact, people};
use crate::{
    domain::{
        ids::{AgentSessionId, ArtifactId, ProjectId},
        journal::NewArtifact,
    },
    store::{
        Error,
        words::{clean, count, int},
    },
};

/// Workers that may try to make one film.
const MOST_TRIES: i32 = 3;

/// A film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentVideoRow {
    pub id: Uuid,
    /// `queued` (a worker makes it, or will), `ready` or `failed`.
    pub status: String,
    /// The last action that is in it.
    pub last_action: u32,
    /// `None` until it is ready, and when it was too old to be kept.
    pub artifact_id: Option<ArtifactId>,
    pub message: Option<String>,
    pub asked_at: DateTime<Utc>,
    pub made_at: Option<DateTime<Utc>>,
}

/// A film that is to be made, for the worker that has taken it.
#[derive(Clone, Debug)]
pub struct ClaimedVideo {
    pub id: Uuid,
    pub session: AgentSessionId,
    pub project: ProjectId,
    pub last_action: u32,
}

impl AgentSessions<'_> {
    /// Asks for a film of all that was done so far. One that shows the same, or is being made, is not made again.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn ask_video(&self, project: ProjectId, id: AgentSessionId) -> Result<AgentVideoRow, Error> {
        let mut tx = self.pool.begin().await?;
        people::lock(&mut tx, project, id).await?;
        sqlx::query!(
            "INSERT INTO agent_videos (id, session_id, project_id, last_action)
             SELECT $3, s.id, s.project_id, s.calls FROM agent_sessions s
              WHERE s.id = $1 AND s.project_id = $2
                AND NOT EXISTS (SELECT FROM agent_videos v WHERE v.session_id = s.id
                                 AND (v.status = 'queued'
                                      OR v.status = 'ready' AND v.last_action = s.calls AND v.artifact_id IS NOT NULL))",
            id.0,
            project.0,
            Uuid::now_v7()
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        self.video(project, id).await
    }

    /// The newest film.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nobody has asked for one.
    pub async fn video(&self, project: ProjectId, id: AgentSessionId) -> Result<AgentVideoRow, Error> {
        let row = sqlx::query!(
            "SELECT id, status, last_action, artifact_id, message, asked_at, made_at
               FROM agent_videos WHERE session_id = $1 AND project_id = $2 ORDER BY id DESC LIMIT 1",
            id.0,
            project.0
        );
        let row = row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("video of agent session", id))?;
        Ok(AgentVideoRow {
            id: row.id,
            status: row.status,
            last_action: count(row.last_action),
            artifact_id: row.artifact_id.map(Into::into),
            message: row.message,
            asked_at: row.asked_at,
            made_at: row.made_at,
        })
    }

    /// Takes a film that is to be made, for `lease`; one over which three workers died has failed.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn claim_video(&self, lease: Duration) -> Result<Option<ClaimedVideo>, Error> {
        let claimed = sqlx::query!(
            "WITH failed AS (
                UPDATE agent_videos SET status = 'failed', message = 'Three workers died over it.', made_at = now()
                 WHERE status = 'queued' AND tries >= $2 AND lease_until < now()
            ), next AS MATERIALIZED (
                SELECT id FROM agent_videos
                 WHERE status = 'queued' AND tries < $2 AND (lease_until IS NULL OR lease_until < now())
                 ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE agent_videos v SET tries = v.tries + 1, lease_until = now() + $1::float8 * interval '1 second'
              FROM next WHERE v.id = next.id RETURNING v.id, v.session_id, v.project_id, v.last_action",
            lease.as_secs_f64(),
            MOST_TRIES
        );
        Ok(claimed.fetch_optional(self.pool).await?.map(|row| ClaimedVideo {
            id: row.id,
            session: row.session_id.into(),
            project: row.project_id.into(),
            last_action: count(row.last_action),
        }))
    }

    /// Hands a film in, or says why there is none. Nothing changes when somebody else has done so.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn end_video(&self, claimed: &ClaimedVideo, made: Result<&NewArtifact, &str>) -> Result<(), Error> {
        let mut tx = self.pool.begin().await?;
        let open = sqlx::query_scalar!(
            "SELECT id FROM agent_videos WHERE id = $1 AND status = 'queued' AND last_action = $2 FOR NO KEY UPDATE",
            claimed.id,
            int(claimed.last_action)
        );
        if open.fetch_optional(&mut *tx).await?.is_none() {
            return Ok(());
        }
        if let Ok(artifact) = made {
            insert_artifact(&mut tx, claimed.project, claimed.session, artifact).await?;
        }
        sqlx::query!(
            "UPDATE agent_videos SET status = $2, artifact_id = $3, message = $4, made_at = now() WHERE id = $1",
            claimed.id,
            if made.is_ok() { "ready" } else { "failed" },
            made.ok().map(|artifact| artifact.id.0),
            made.err().map(clean)
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}
