//! Chores: what one process at a time does for the whole fleet, under a lease.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::Error;

pub struct Chores<'a> {
    pub(super) pool: &'a PgPool,
}

/// The right to do a chore until its lease runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub name: String,
    pub holder: Uuid,
}

/// How a chore stands.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoreRow {
    pub name: String,
    /// Somebody does it now.
    pub running: bool,
    /// Somebody asked for it, and nobody has begun yet.
    pub asked: bool,
    pub begun_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// What was done the last time.
    pub report: Option<Value>,
}

impl Chores<'_> {
    /// Takes the chore when nobody has it and it is due: somebody asked for it, it was never done, or `every` has passed since it
    /// last ended. Without `every` only when somebody asked.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn take_due(&self, name: &str, every: Option<Duration>, lease: Duration) -> Result<Option<Hold>, Error> {
        let holder = Uuid::now_v7();
        let taken = sqlx::query!(
            "UPDATE chores
                SET holder = $2, lease_until = now() + $4::float8 * interval '1 second', begun_at = now(), asked = false
              WHERE name = $1 AND (lease_until IS NULL OR lease_until < now())
                AND (asked OR ($3::float8 IS NOT NULL
                               AND (ended_at IS NULL OR ended_at < now() - $3::float8 * interval '1 second')))",
            name,
            holder,
            every.map(|every| every.as_secs_f64()),
            lease.as_secs_f64()
        );
        let taken = taken.execute(self.pool).await?.rows_affected() == 1;
        Ok(taken.then(|| Hold { name: name.to_owned(), holder }))
    }

    /// Takes the chore when nobody has it.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn take(&self, name: &str, lease: Duration) -> Result<Option<Hold>, Error> {
        let holder = Uuid::now_v7();
        let taken = sqlx::query!(
            "UPDATE chores SET holder = $2, lease_until = now() + $3::float8 * interval '1 second', begun_at = now(), asked = false
              WHERE name = $1 AND (lease_until IS NULL OR lease_until < now())",
            name,
            holder,
            lease.as_secs_f64()
        );
        let taken = taken.execute(self.pool).await?.rows_affected() == 1;
        Ok(taken.then(|| Hold { name: name.to_owned(), holder }))
    }

    /// Goes on with the chore; `false` when the lease ran out and another has it.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn renew(&self, hold: &Hold, lease: Duration) -> Result<bool, Error> {
        let renewed = sqlx::query!(
            "UPDATE chores SET lease_until = now() + $3::float8 * interval '1 second' WHERE name = $1 AND holder = $2",
            hold.name,
            hold.holder,
            lease.as_secs_f64()
        );
        Ok(renewed.execute(self.pool).await?.rows_affected() == 1)
    }

    /// Puts the chore down. With a report it counts as done; without one it is due again when it would have been.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn end(&self, hold: &Hold, report: Option<&Value>) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE chores
                SET holder = NULL, lease_until = NULL, report = coalesce($3::text::json, report),
                    ended_at = CASE WHEN $3::text IS NULL THEN ended_at ELSE now() END
              WHERE name = $1 AND holder = $2",
            hold.name,
            hold.holder,
            report.map(Value::to_string)
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// Asks for the chore: whichever worker looks next does it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn ask(&self, name: &str) -> Result<(), Error> {
        let asked = sqlx::query!("UPDATE chores SET asked = true WHERE name = $1", name).execute(self.pool).await?;
        if asked.rows_affected() == 0 { Err(Error::not_found("chore", name)) } else { Ok(()) }
    }

    /// Every chore, by name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self) -> Result<Vec<ChoreRow>, Error> {
        let rows = sqlx::query_as!(
            ChoreRow,
            r#"SELECT name, coalesce(lease_until > now(), false) AS "running!", asked, begun_at, ended_at, report
                 FROM chores ORDER BY name"#
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// The id of the directory of blobs that belongs to this database: the one that is known, or `new` from now on.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn blob_store(&self, new: Uuid) -> Result<Uuid, Error> {
        sqlx::query!("INSERT INTO blob_store (id) VALUES ($1) ON CONFLICT DO NOTHING", new).execute(self.pool).await?;
        Ok(sqlx::query_scalar!("SELECT id FROM blob_store").fetch_one(self.pool).await?)
    }
}
