//! API keys: only their hashes are stored.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::Error;
use crate::domain::ids::{ApiKeyId, ProjectId};

pub struct Keys<'a> {
    pub(super) pool: &'a PgPool,
}

pub struct NewKey {
    pub name: String,
    /// The first characters, for people to recognise it.
    pub prefix: String,
    /// SHA-256 of the whole key.
    pub hash: Vec<u8>,
    /// `read run approve agent admin`
    pub scopes: Vec<String>,
    pub expires_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKeyRow {
    pub id: ApiKeyId,
    pub project_id: ProjectId,
    pub name: String,
    pub prefix: String,
    pub scopes: Vec<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Keys<'_> {
    pub async fn create(&self, project: ProjectId, new: NewKey) -> Result<ApiKeyRow, Error> {
        todo!()
    }

    /// Every key of the project, newest first, revoked ones too.
    pub async fn list(&self, project: ProjectId) -> Result<Vec<ApiKeyRow>, Error> {
        todo!()
    }

    /// Makes the key useless from now on.
    pub async fn revoke(&self, project: ProjectId, id: ApiKeyId) -> Result<ApiKeyRow, Error> {
        todo!()
    }

    /// The key with this hash, when it is neither revoked nor expired; notes its use at most once a minute.
    pub async fn find_by_hash(&self, hash: &[u8]) -> Result<Option<ApiKeyRow>, Error> {
        todo!()
    }
}
