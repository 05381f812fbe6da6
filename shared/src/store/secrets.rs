//! Secrets: sealed before they come here. Nothing in this file can open one.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::Error;
use crate::{domain::ids::ProjectId, seal::Sealed};

pub struct Secrets<'a> {
    pub(super) pool: &'a PgPool,
}

/// A secret as it is put away.
#[derive(Clone, Debug)]
pub struct NewSecret {
    /// Lower case.
    pub name: String,
    /// `text` or `totp`.
    pub kind: String,
    /// Hosts that may get the value; none: any.
    pub hosts: Vec<String>,
    pub sealed: Sealed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRow {
    pub name: String,
    pub kind: String,
    pub hosts: Vec<String>,
    pub key_id: String,
    pub sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl SecretRow {
    /// The value, still closed.
    #[must_use]
    pub fn sealed(&self) -> Sealed {
        Sealed { key_id: self.key_id.clone(), bytes: self.sealed.clone() }
    }
}

/// Where a secret or profile belongs: what its sealed value is bound to.
#[must_use]
pub fn place(project: ProjectId, what: &str, name: &str) -> String {
    format!("{project}/{what}/{name}")
}

/// The answer to the wish for a one-time code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotpStep {
    /// This time step is the asker's alone.
    Granted(u64),
    /// Its code was used already; the next begins after so many milliseconds.
    After(u64),
}

impl Secrets<'_> {
    /// Every secret of the project, by name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self, project: ProjectId) -> Result<Vec<SecretRow>, Error> {
        let rows = sqlx::query_as!(
            SecretRow,
            "SELECT name, kind, hosts, key_id, sealed, created_at, updated_at
               FROM secrets WHERE project_id = $1 ORDER BY name",
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// Puts a secret away, in the place of one with the same name; says whether it is new.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn put(&self, project: ProjectId, new: NewSecret) -> Result<(SecretRow, bool), Error> {
        let row = sqlx::query_as!(
            SecretRow,
            "INSERT INTO secrets (project_id, name, kind, hosts, key_id, sealed) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (project_id, name) DO UPDATE
                SET kind = excluded.kind, hosts = excluded.hosts, key_id = excluded.key_id, sealed = excluded.sealed,
                    totp_counter = NULL, updated_at = now()
             RETURNING name, kind, hosts, key_id, sealed, created_at, updated_at",
            project.0,
            new.name,
            new.kind,
            &new.hosts,
            new.sealed.key_id,
            new.sealed.bytes
        );
        let row = row.fetch_one(self.pool).await?;
        let fresh = row.created_at == row.updated_at;
        Ok((row, fresh))
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, project: ProjectId, name: &str) -> Result<(), Error> {
        let gone = sqlx::query!("DELETE FROM secrets WHERE project_id = $1 AND name = $2", project.0, name);
        match gone.execute(self.pool).await?.rows_affected() {
            0 => Err(Error::not_found("secret", name)),
            _ => Ok(()),
        }
    }

    /// Takes the present time step of a one-time code: no other asker gets it, on any worker.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the secret is gone.
    pub async fn take_totp_step(&self, project: ProjectId, name: &str, period: u32) -> Result<TotpStep, Error> {
        let period = f64::from(period);
        let taken = sqlx::query_scalar!(
            r#"UPDATE secrets SET totp_counter = floor(extract(epoch FROM clock_timestamp())::float8 / $3::float8)::bigint
                WHERE project_id = $1 AND name = $2
                  AND (totp_counter IS NULL
                       OR totp_counter < floor(extract(epoch FROM clock_timestamp())::float8 / $3::float8)::bigint)
            RETURNING totp_counter AS "step!""#,
            project.0,
            name,
            period
        );
        if let Some(step) = taken.fetch_optional(self.pool).await? {
            return Ok(TotpStep::Granted(u64::try_from(step).unwrap_or_default()));
        }
        let left = sqlx::query_scalar!(
            r#"SELECT ceil(1000 * ((totp_counter + 1) * $3::float8 - extract(epoch FROM clock_timestamp())::float8))::bigint AS "left!"
                 FROM secrets WHERE project_id = $1 AND name = $2"#,
            project.0,
            name,
            period
        );
        let left = left.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("secret", name))?;
        Ok(TotpStep::After(u64::try_from(left).unwrap_or_default().max(10)))
    }

    /// Secrets of every project that another key sealed.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn sealed_otherwise(&self, key_id: &str) -> Result<Vec<(ProjectId, SecretRow)>, Error> {
        let rows = sqlx::query!(
            r#"SELECT project_id AS "project: ProjectId", name, kind, hosts, key_id, sealed, created_at, updated_at
                 FROM secrets WHERE key_id <> $1 ORDER BY project_id, name"#,
            key_id
        );
        let rows = rows.fetch_all(self.pool).await?.into_iter().map(|row| {
            let secret = SecretRow {
                name: row.name,
                kind: row.kind,
                hosts: row.hosts,
                key_id: row.key_id,
                sealed: row.sealed,
                created_at: row.created_at,
                updated_at: row.updated_at,
            };
            (row.project, secret)
        });
        Ok(rows.collect())
    }

    /// Puts the same value in sealed anew, unless it has changed meanwhile; says whether it was.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn reseal(&self, project: ProjectId, old: &SecretRow, sealed: &Sealed) -> Result<bool, Error> {
        let done = sqlx::query!(
            "UPDATE secrets SET key_id = $4, sealed = $5 WHERE project_id = $1 AND name = $2 AND sealed = $3",
            project.0,
            old.name,
            old.sealed,
            sealed.key_id,
            sealed.bytes
        );
        Ok(done.execute(self.pool).await?.rows_affected() > 0)
    }
}
