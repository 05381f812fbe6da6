//! API keys: only their hashes are stored.

use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::{Conflict, Error, words::clean};
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

impl NewKey {
    /// A new random key (`ft_` and 43 letters and digits, about 256 bits), and what is stored of it.
    #[must_use]
    pub fn generate(name: String, scopes: Vec<String>, expires_at: Option<DateTime<Utc>>) -> (String, Self) {
        let key = format!("ft_{}", random_text());
        let (prefix, hash) = (key.chars().take(9).collect(), Sha256::digest(key.as_bytes()).to_vec());
        (key, Self { name, prefix, hash, scopes, expires_at })
    }
}

/// 43 random letters and digits, about 256 bits.
pub(super) fn random_text() -> String {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut random = rand::rng();
    (0..43).map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())])).collect()
}

/// Which keys ended lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedKeys {
    /// Revoked or expired.
    pub keys: Vec<ApiKeyId>,
    /// The database's time of this look.
    pub at: DateTime<Utc>,
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
    /// # Errors
    /// [`Error::Conflict`] when the hash is stored already.
    pub async fn create(&self, project: ProjectId, new: NewKey) -> Result<ApiKeyRow, Error> {
        let row = sqlx::query_as!(
            ApiKeyRow,
            "INSERT INTO api_keys (id, project_id, name, prefix, hash, scopes, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash) DO NOTHING
             RETURNING id, project_id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at",
            ApiKeyId::new().0,
            project.0,
            clean(&new.name),
            new.prefix,
            new.hash,
            &new.scopes,
            new.expires_at
        );
        let row = row.fetch_optional(self.pool).await?;
        row.ok_or_else(|| Error::conflict(Conflict::Exists, "this key exists already"))
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: ApiKeyId) -> Result<ApiKeyRow, Error> {
        let row = sqlx::query_as!(
            ApiKeyRow,
            "SELECT id, project_id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at
               FROM api_keys WHERE id = $1 AND project_id = $2",
            id.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("API key", id))
    }

    /// The keys of all projects that ended in the ten minutes before `since` (or before now) or after it, ten thousand at
    /// most. The overlap covers commits that come late and sockets that were slow to open.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn ended(&self, since: Option<DateTime<Utc>>) -> Result<EndedKeys, Error> {
        let now = sqlx::query_scalar!(r#"SELECT now() AS "now!""#).fetch_one(self.pool).await?;
        let since = since.unwrap_or(now).min(now) - TimeDelta::minutes(10);
        let keys = sqlx::query_scalar!(
            r#"SELECT id AS "id!: ApiKeyId" FROM api_keys WHERE revoked_at >= $1
               UNION
               SELECT id FROM api_keys WHERE expires_at >= $1 AND expires_at <= now()
                LIMIT 10000"#,
            since
        );
        Ok(EndedKeys { keys: keys.fetch_all(self.pool).await?, at: now })
    }

    /// Every key of the project, newest first, revoked ones too.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self, project: ProjectId) -> Result<Vec<ApiKeyRow>, Error> {
        let rows = sqlx::query_as!(
            ApiKeyRow,
            "SELECT id, project_id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at
               FROM api_keys WHERE project_id = $1 ORDER BY id DESC",
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// Makes the key useless from now on.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn revoke(&self, project: ProjectId, id: ApiKeyId) -> Result<ApiKeyRow, Error> {
        let row = sqlx::query_as!(
            ApiKeyRow,
            "UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 AND project_id = $2
             RETURNING id, project_id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at",
            id.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("API key", id))
    }

    /// The key with this hash, when it is neither revoked nor expired; notes its use at most once a minute.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn find_by_hash(&self, hash: &[u8]) -> Result<Option<ApiKeyRow>, Error> {
        let found = sqlx::query_as!(
            ApiKeyRow,
            "SELECT id, project_id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at
               FROM api_keys
              WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())",
            hash
        );
        let found = found.fetch_optional(self.pool).await?;
        if let Some(key) = &found {
            sqlx::query!(
                "UPDATE api_keys SET last_used_at = now()
                  WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')",
                key.id.0
            )
            .execute(self.pool)
            .await?;
        }
        Ok(found)
    }
}
