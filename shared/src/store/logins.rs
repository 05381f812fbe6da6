//! Logins at the console: only their hashes are stored, and each stands for a key.

use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::{ApiKeyRow, Error, keys::random_text};
use crate::domain::ids::ApiKeyId;

/// Logins of one key at once; a further one ends the oldest.
const MOST_OF_ONE_KEY: i64 = 100;
/// Logins that are over and removed by one new login.
const SWEPT: i64 = 200;

pub struct Logins<'a> {
    pub(super) pool: &'a PgPool,
}

impl Logins<'_> {
    /// A new random word for a cookie (43 letters and digits, about 256 bits), and the hash that is stored of it.
    #[must_use]
    pub fn word() -> (String, [u8; 32]) {
        let word = random_text();
        let hash = Self::hash(word.as_bytes());
        (word, hash)
    }

    /// What is stored of a word.
    #[must_use]
    pub fn hash(word: &[u8]) -> [u8; 32] {
        Sha256::digest(word).into()
    }

    /// Begins a login that stands for a key, for so long; removes some that are over.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn begin(&self, hash: &[u8; 32], key: ApiKeyId, lasts: Duration) -> Result<(), Error> {
        sqlx::query!(
            "WITH over AS (DELETE FROM logins WHERE hash IN
                     (SELECT hash FROM logins WHERE expires_at < now() ORDER BY expires_at LIMIT $4)),
                  oldest AS (DELETE FROM logins WHERE hash IN
                     (SELECT hash FROM logins WHERE key_id = $2 ORDER BY created_at DESC OFFSET $5))
             INSERT INTO logins (hash, key_id, expires_at) VALUES ($1, $2, now() + $3::float8 * interval '1 second')",
            &hash[..],
            key.0,
            lasts.as_secs_f64(),
            SWEPT,
            MOST_OF_ONE_KEY - 1
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// The key that a login stands for, when both still hold; notes the key's use at most once a minute.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn find(&self, hash: &[u8; 32]) -> Result<Option<ApiKeyRow>, Error> {
        let found = sqlx::query_scalar!(
            "SELECT api_keys.hash FROM logins JOIN api_keys ON api_keys.id = logins.key_id
              WHERE logins.hash = $1 AND logins.expires_at > now()",
            &hash[..]
        );
        match found.fetch_optional(self.pool).await? {
            Some(key) => super::Keys { pool: self.pool }.find_by_hash(&key).await,
            None => Ok(None),
        }
    }

    /// Ends a login; one that is over stays so.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn end(&self, hash: &[u8; 32]) -> Result<(), Error> {
        sqlx::query!("DELETE FROM logins WHERE hash = $1", &hash[..]).execute(self.pool).await?;
        Ok(())
    }
}
