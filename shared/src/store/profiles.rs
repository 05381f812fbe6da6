//! Profiles: saved login states, sealed before they come here, and who is renewing which.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::Error;
use crate::{domain::ids::ProjectId, seal::Sealed};

pub struct Profiles<'a> {
    pub(super) pool: &'a PgPool,
}

/// What people say about a profile.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProfileRules {
    /// Name or id of the flow that logs in.
    pub setup_flow: Option<String>,
    /// Seconds for which a saved state is good.
    pub max_age_seconds: Option<f64>,
    /// A page to open and what must then hold.
    pub valid_if: Option<Value>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProfileRow {
    pub name: String,
    pub rules: ProfileRules,
    /// What was saved, still closed.
    pub state: Option<Sealed>,
    pub saved_at: Option<DateTime<Utc>>,
    /// The saved state is older than it may be.
    pub expired: bool,
    /// The setup flow has made it within the last minute, or `valid_if` held then.
    pub fresh: bool,
    /// An execution is logging in.
    pub held: bool,
    pub failure: Option<String>,
    pub failed_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

struct Row {
    name: String,
    setup_flow: Option<String>,
    max_age_seconds: Option<f64>,
    valid_if: Option<Value>,
    key_id: Option<String>,
    sealed: Option<Vec<u8>>,
    saved_at: Option<DateTime<Utc>>,
    expired: bool,
    fresh: bool,
    held: bool,
    failure: Option<String>,
    failed_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<Row> for ProfileRow {
    fn from(row: Row) -> Self {
        let state = row.key_id.zip(row.sealed).map(|(key_id, bytes)| Sealed { key_id, bytes });
        Self {
            name: row.name,
            rules: ProfileRules {
                setup_flow: row.setup_flow,
                max_age_seconds: row.max_age_seconds,
                valid_if: row.valid_if,
            },
            state,
            saved_at: row.saved_at,
            expired: row.expired,
            fresh: row.fresh,
            held: row.held,
            failure: row.failure,
            failed_at: row.failed_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl Profiles<'_> {
    /// Every profile of the project, by name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self, project: ProjectId) -> Result<Vec<ProfileRow>, Error> {
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT name, setup_flow, max_age_seconds, valid_if, key_id, sealed, saved_at,
                      coalesce(saved_at + max_age_seconds * interval '1 s' <= now(), false) AS "expired!",
                      coalesce(checked_at > now() - interval '60 s', false) AS "fresh!",
                      coalesce(held_until > now(), false) AS "held!", failure, failed_at, created_at, updated_at
                 FROM profiles WHERE project_id = $1 ORDER BY name"#,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }

    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn find(&self, project: ProjectId, name: &str) -> Result<Option<ProfileRow>, Error> {
        let row = sqlx::query_as!(
            Row,
            r#"SELECT name, setup_flow, max_age_seconds, valid_if, key_id, sealed, saved_at,
                      coalesce(saved_at + max_age_seconds * interval '1 s' <= now(), false) AS "expired!",
                      coalesce(checked_at > now() - interval '60 s', false) AS "fresh!",
                      coalesce(held_until > now(), false) AS "held!", failure, failed_at, created_at, updated_at
                 FROM profiles WHERE project_id = $1 AND name = $2"#,
            project.0,
            name
        );
        Ok(row.fetch_optional(self.pool).await?.map(Into::into))
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, name: &str) -> Result<ProfileRow, Error> {
        self.find(project, name).await?.ok_or_else(|| Error::not_found("profile", name))
    }

    /// Makes a profile, or gives it other rules; what was saved stays.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn put(&self, project: ProjectId, name: &str, rules: &ProfileRules) -> Result<ProfileRow, Error> {
        sqlx::query!(
            "INSERT INTO profiles (project_id, name, setup_flow, max_age_seconds, valid_if) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (project_id, name) DO UPDATE
                SET setup_flow = excluded.setup_flow, max_age_seconds = excluded.max_age_seconds,
                    valid_if = excluded.valid_if, updated_at = now()",
            project.0,
            name,
            rules.setup_flow,
            rules.max_age_seconds,
            rules.valid_if
        )
        .execute(self.pool)
        .await?;
        self.get(project, name).await
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, project: ProjectId, name: &str) -> Result<(), Error> {
        let gone = sqlx::query!("DELETE FROM profiles WHERE project_id = $1 AND name = $2", project.0, name);
        match gone.execute(self.pool).await?.rows_affected() {
            0 => Err(Error::not_found("profile", name)),
            _ => Ok(()),
        }
    }

    /// Keeps a state; makes the profile when there is none. The wait for whoever logs in is over.
    ///
    /// `proven`: the setup flow has made it, so `valid_if` need not be asked for a minute.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn save(&self, project: ProjectId, name: &str, state: &Sealed, proven: bool) -> Result<(), Error> {
        sqlx::query!(
            "INSERT INTO profiles (project_id, name, key_id, sealed, saved_at) VALUES ($1, $2, $3, $4, now())
             ON CONFLICT (project_id, name) DO UPDATE
                SET key_id = excluded.key_id, sealed = excluded.sealed, saved_at = now(),
                    checked_at = CASE WHEN $5 THEN now() END,
                    holder = NULL, held_until = NULL, failure = NULL, failed_at = NULL",
            project.0,
            name,
            state.key_id,
            state.bytes,
            proven
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// Forgets what was saved, so that the next execution logs in again; the rules stay.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn forget(&self, project: ProjectId, name: &str) -> Result<ProfileRow, Error> {
        sqlx::query!(
            "UPDATE profiles SET key_id = NULL, sealed = NULL, saved_at = NULL, checked_at = NULL
              WHERE project_id = $1 AND name = $2",
            project.0,
            name
        )
        .execute(self.pool)
        .await?;
        self.get(project, name).await
    }

    /// As [`Profiles::forget`], but only the state that was saved then: a newer one stays.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget_that(&self, project: ProjectId, name: &str, saved_at: DateTime<Utc>) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE profiles SET key_id = NULL, sealed = NULL, saved_at = NULL, checked_at = NULL
              WHERE project_id = $1 AND name = $2 AND saved_at = $3",
            project.0,
            name,
            saved_at
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// `valid_if` held just now.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn note_valid(&self, project: ProjectId, name: &str) -> Result<(), Error> {
        sqlx::query!("UPDATE profiles SET checked_at = now() WHERE project_id = $1 AND name = $2", project.0, name)
            .execute(self.pool)
            .await?;
        Ok(())
    }

    /// Becomes (or stays) the one who logs in, for so long; `false` when another one is.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn hold(&self, project: ProjectId, name: &str, who: Uuid, long: Duration) -> Result<bool, Error> {
        let held = sqlx::query!(
            "UPDATE profiles SET holder = $3, held_until = now() + $4::float8 * interval '1 s'
              WHERE project_id = $1 AND name = $2 AND (holder = $3 OR held_until IS NULL OR held_until <= now())",
            project.0,
            name,
            who,
            long.as_secs_f64()
        );
        Ok(held.execute(self.pool).await?.rows_affected() > 0)
    }

    /// Lets the others try; `failure` is why there is no new state.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn release(&self, project: ProjectId, name: &str, who: Uuid, failure: Option<&str>) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE profiles SET holder = NULL, held_until = NULL, failure = $4,
                    failed_at = CASE WHEN $4::text IS NULL THEN NULL ELSE clock_timestamp() END
              WHERE project_id = $1 AND name = $2 AND holder = $3",
            project.0,
            name,
            who,
            failure
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// States of every project that another key sealed.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn sealed_otherwise(&self, key_id: &str) -> Result<Vec<(ProjectId, String, Sealed)>, Error> {
        let rows = sqlx::query!(
            r#"SELECT project_id AS "project: ProjectId", name, key_id AS "key_id!", sealed AS "sealed!"
                 FROM profiles WHERE key_id <> $1 ORDER BY project_id, name"#,
            key_id
        );
        let rows = rows.fetch_all(self.pool).await?.into_iter();
        Ok(rows.map(|row| (row.project, row.name, Sealed { key_id: row.key_id, bytes: row.sealed })).collect())
    }

    /// Puts the same state in sealed anew, unless it has changed meanwhile; says whether it was.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn reseal(&self, project: ProjectId, name: &str, old: &Sealed, new: &Sealed) -> Result<bool, Error> {
        let done = sqlx::query!(
            "UPDATE profiles SET key_id = $4, sealed = $5 WHERE project_id = $1 AND name = $2 AND sealed = $3",
            project.0,
            name,
            old.bytes,
            new.key_id,
            new.bytes
        );
        Ok(done.execute(self.pool).await?.rows_affected() > 0)
    }
}
