//! Artifacts: what is known about stored bytes. They are inserted by the journal.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Error, words::count};
use crate::domain::ids::{ArtifactId, ExecutionId, ProjectId};

pub struct Artifacts<'a> {
    pub(super) pool: &'a PgPool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactRow {
    pub id: ArtifactId,
    pub project_id: ProjectId,
    /// The execution that it belongs to; `None`: it belongs to an agent session.
    pub execution_id: Option<ExecutionId>,
    pub attempt: u32,
    pub step_index: Option<u32>,
    pub kind: String,
    pub name: Option<String>,
    pub media_type: String,
    /// Names the bytes in the blob store.
    pub sha256: String,
    pub bytes: u64,
    pub created_at: DateTime<Utc>,
}

impl Artifacts<'_> {
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: ArtifactId) -> Result<ArtifactRow, Error> {
        let found = sqlx::query_as!(
            StoredArtifact,
            "SELECT id, project_id, execution_id, attempt, step_index, kind, name, media_type, sha256, bytes, created_at
               FROM artifacts WHERE id = $1 AND project_id = $2",
            id.0,
            project.0
        );
        let found = found.fetch_optional(self.pool).await?;
        found.map(Into::into).ok_or_else(|| Error::not_found("artifact", id))
    }
}

pub(super) struct StoredArtifact {
    pub id: Uuid,
    pub project_id: Uuid,
    pub execution_id: Option<Uuid>,
    pub attempt: i32,
    pub step_index: Option<i32>,
    pub kind: String,
    pub name: Option<String>,
    pub media_type: String,
    pub sha256: String,
    pub bytes: i64,
    pub created_at: DateTime<Utc>,
}

impl From<StoredArtifact> for ArtifactRow {
    fn from(row: StoredArtifact) -> Self {
        Self {
            id: row.id.into(),
            project_id: row.project_id.into(),
            execution_id: row.execution_id.map(Into::into),
            attempt: count(row.attempt),
            step_index: row.step_index.map(count),
            kind: row.kind,
            name: row.name,
            media_type: row.media_type,
            sha256: row.sha256,
            bytes: u64::try_from(row.bytes).unwrap_or(0),
            created_at: row.created_at,
        }
    }
}
