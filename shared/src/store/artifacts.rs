//! Artifacts: what is known about stored bytes. They are inserted by the journal.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::Error;
use crate::domain::ids::{ArtifactId, ExecutionId, ProjectId};

pub struct Artifacts<'a> {
    pub(super) pool: &'a PgPool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactRow {
    pub id: ArtifactId,
    pub project_id: ProjectId,
    pub execution_id: ExecutionId,
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
    pub async fn get(&self, project: ProjectId, id: ArtifactId) -> Result<ArtifactRow, Error> {
        todo!()
    }
}
