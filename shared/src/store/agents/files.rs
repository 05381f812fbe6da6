//! The files of a session's home: what was uploaded, and what was found there last.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{AgentFileRow, AgentLease, AgentSessions, SavedFile, calls::insert_artifact, people, tell};
use crate::{
    domain::{
        agent::AgentStatus,
        event::Event,
        ids::{AgentSessionId, ProjectId},
        journal::{Committed, NewArtifact},
    },
    store::{Error, words::clean},
};

/// Files that one session may have.
const MOST_FILES: i64 = 1_000;

impl AgentSessions<'_> {
    /// Puts a file into the home of a session: into its desktop soon, when it has one, else when it gets one.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the session is closed, [`Error::Limit`] when it has a thousand files.
    pub async fn upload(
        &self,
        project: ProjectId,
        id: AgentSessionId,
        path: &str,
        artifact: &NewArtifact,
    ) -> Result<(AgentFileRow, Committed), Error> {
        let mut tx = self.pool.begin().await?;
        if people::lock(&mut tx, project, id).await? == AgentStatus::Closed {
            return Err(people::closed(id));
        }
        let path = clean(path);
        let others = sqlx::query_scalar!(
            r#"SELECT count(*) AS "n!" FROM agent_files WHERE session_id = $1 AND path <> $2"#,
            id.0,
            path
        );
        if others.fetch_one(&mut *tx).await? >= MOST_FILES {
            let message = format!("the session has {MOST_FILES} files, which is the limit; delete some");
            return Err(Error::Limit { limit: "files", message });
        }
        insert_artifact(&mut tx, project, id, artifact).await?;
        let bytes = i64::try_from(artifact.bytes).unwrap_or(i64::MAX);
        sqlx::query!(
            "INSERT INTO agent_files (session_id, project_id, path, artifact_id, bytes, modified, pushed)
             VALUES ($1, $2, $3, $4, $5, 0, false)
             ON CONFLICT (session_id, path) DO UPDATE
                SET artifact_id = excluded.artifact_id, bytes = excluded.bytes, modified = 0, pushed = false,
                    saved_at = clock_timestamp()",
            id.0,
            project.0,
            path,
            artifact.id.0,
            bytes
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!("UPDATE agent_sessions SET active_at = now() WHERE id = $1", id.0).execute(&mut *tx).await?;
        let event =
            Event::FileSaved { path: path.clone(), bytes: artifact.bytes, artifact_id: artifact.id, by: "user".into() };
        let committed = tell(&mut tx, project, id, vec![event]).await?;
        tx.commit().await?;
        Ok((self.file(project, id, &path).await?, committed))
    }

    /// Notes files as they were found in the desktop, and that others are gone from it.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn save_files(
        &self,
        held: &AgentLease,
        found: &[SavedFile],
        gone: &[String],
    ) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let had = sqlx::query_scalar!(
            "SELECT id FROM agent_sessions WHERE id = $1 AND epoch = $2 AND worker_id = $3 FOR NO KEY UPDATE",
            held.id.0,
            held.epoch,
            held.worker.0
        );
        had.fetch_optional(&mut *tx).await?.ok_or(Error::Fenced)?;
        let mut events = Vec::new();
        for file in found {
            insert_artifact(&mut tx, held.project, held.id, &file.artifact).await?;
            let bytes = i64::try_from(file.artifact.bytes).unwrap_or(i64::MAX);
            // an upload that the desktop does not have yet is newer than what was found there
            let kept = sqlx::query!(
                "INSERT INTO agent_files AS f (session_id, project_id, path, artifact_id, bytes, modified, pushed)
                 VALUES ($1, $2, $3, $4, $5, $6, true)
                 ON CONFLICT (session_id, path) DO UPDATE
                    SET artifact_id = excluded.artifact_id, bytes = excluded.bytes, modified = excluded.modified,
                        saved_at = clock_timestamp()
                  WHERE f.pushed",
                held.id.0,
                held.project.0,
                clean(&file.path),
                file.artifact.id.0,
                bytes,
                file.modified
            );
            if kept.execute(&mut *tx).await?.rows_affected() == 1 {
                events.push(Event::FileSaved {
                    path: clean(&file.path),
                    bytes: file.artifact.bytes,
                    artifact_id: file.artifact.id,
                    by: "agent".into(),
                });
            }
        }
        let deleted = sqlx::query_scalar!(
            "DELETE FROM agent_files WHERE session_id = $1 AND path = ANY ($2) AND pushed RETURNING path",
            held.id.0,
            gone
        );
        events.extend(deleted.fetch_all(&mut *tx).await?.into_iter().map(|path| Event::FileDeleted { path }));
        let committed = tell(&mut tx, held.project, held.id, events).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Notes that the desktop has a file now.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn pushed(&self, held: &AgentLease, file: &AgentFileRow) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE agent_files f SET pushed = true
               FROM agent_sessions s
              WHERE f.session_id = $1 AND f.path = $3 AND f.artifact_id = $4 AND s.id = f.session_id AND s.epoch = $2",
            held.id.0,
            held.epoch,
            file.path,
            file.artifact_id.0
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// The files of a session, by path.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such session.
    pub async fn files(&self, project: ProjectId, id: AgentSessionId) -> Result<Vec<AgentFileRow>, Error> {
        self.exists(project, id).await?;
        let rows = sqlx::query_as!(
            StoredFile,
            "SELECT f.path, f.artifact_id, a.media_type, a.sha256, f.bytes, f.modified, f.pushed, f.saved_at
               FROM agent_files f JOIN artifacts a ON a.id = f.artifact_id
              WHERE f.session_id = $1 AND f.project_id = $2 ORDER BY f.path",
            id.0,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }

    /// One file by its path.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn file(&self, project: ProjectId, id: AgentSessionId, path: &str) -> Result<AgentFileRow, Error> {
        let row = sqlx::query_as!(
            StoredFile,
            "SELECT f.path, f.artifact_id, a.media_type, a.sha256, f.bytes, f.modified, f.pushed, f.saved_at
               FROM agent_files f JOIN artifacts a ON a.id = f.artifact_id
              WHERE f.session_id = $1 AND f.project_id = $2 AND f.path = $3",
            id.0,
            project.0,
            clean(path)
        );
        row.fetch_optional(self.pool).await?.map(Into::into).ok_or_else(|| Error::not_found("file", path))
    }
}

struct StoredFile {
    path: String,
    artifact_id: Uuid,
    media_type: String,
    sha256: String,
    bytes: i64,
    modified: i64,
    pushed: bool,
    saved_at: DateTime<Utc>,
}

impl From<StoredFile> for AgentFileRow {
    fn from(row: StoredFile) -> Self {
        Self {
            path: row.path,
            artifact_id: row.artifact_id.into(),
            media_type: row.media_type,
            sha256: row.sha256,
            bytes: u64::try_from(row.bytes).unwrap_or(0),
            modified: row.modified,
            pushed: row.pushed,
            saved_at: row.saved_at,
        }
    }
}
