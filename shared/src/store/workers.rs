//! Workers: one row for each boot of a worker process.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgPool;

use super::{
    Error,
    words::{clean, count, int},
};
use crate::domain::{ids::WorkerId, status::words};

words! {
    /// Where a worker stands.
    WorkerStatus {
        Active = "active",
        /// Takes no further execution.
        Draining = "draining",
        /// Said goodbye, or was silent for 30 s.
        Gone = "gone",
    }
}

pub struct Workers<'a> {
    pub(super) pool: &'a PgPool,
}

#[derive(Clone, Debug)]
pub struct NewWorker {
    pub id: WorkerId,
    pub name: String,
    pub version: String,
    pub slots: u32,
    /// The browsers it has: `chromium`, `firefox`.
    pub browsers: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Heartbeat {
    pub slots: u32,
    pub busy: u32,
    /// The host's load average over one minute.
    pub load: f64,
    pub memory_mib: u64,
    pub status: WorkerStatus,
    /// Desktops that it can have at once, and has.
    pub desktop_slots: u32,
    pub desktops_open: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WorkerRow {
    pub id: WorkerId,
    pub name: String,
    pub version: String,
    pub status: WorkerStatus,
    pub slots: u32,
    pub busy: u32,
    pub load: f64,
    pub memory_mib: u64,
    /// The browsers it has: `chromium`, `firefox`.
    pub browsers: Vec<String>,
    /// Desktops that it can have at once, and has.
    pub desktop_slots: u32,
    pub desktops_open: u32,
    /// An operator wants it to claim nothing more.
    pub drain_requested: bool,
    pub started_at: DateTime<Utc>,
    pub heartbeat_at: DateTime<Utc>,
}

impl Workers<'_> {
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn register(&self, new: &NewWorker) -> Result<(), Error> {
        sqlx::query!(
            "INSERT INTO workers (id, name, version, slots, browsers) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET status = 'active', browsers = $5, heartbeat_at = now(), gone_at = NULL",
            new.id.0,
            clean(&new.name),
            new.version,
            int(new.slots),
            &new.browsers
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// Notes the worker's state; brings back one that was thought gone. Says whether an operator wants it to claim nothing more.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was never registered.
    pub async fn heartbeat(&self, id: WorkerId, beat: &Heartbeat) -> Result<bool, Error> {
        let noted = sqlx::query_scalar!(
            "WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS off)
             UPDATE workers SET slots = $2, busy = $3, load = $4, memory_mib = $5, heartbeat_at = now(), desktop_slots = $7,
                                desktops_open = $8,
                                gone_at = NULL,
                                status = CASE WHEN drain_requested AND $6 = 'active' THEN 'draining' ELSE $6 END
               FROM relaxed WHERE id = $1 AND relaxed.off = 'off' RETURNING drain_requested",
            id.0,
            int(beat.slots),
            int(beat.busy),
            beat.load,
            i64::try_from(beat.memory_mib).unwrap_or(i64::MAX),
            beat.status.as_str(),
            int(beat.desktop_slots),
            int(beat.desktops_open)
        );
        noted.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("worker", id))
    }

    /// Asks a worker to claim nothing more, or to go on; it hears of it with its next heartbeat.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such worker, or it is gone.
    pub async fn ask_to_drain(&self, id: WorkerId, drain: bool) -> Result<WorkerRow, Error> {
        let asked = sqlx::query!(
            "UPDATE workers SET drain_requested = $2, status = CASE WHEN $2 THEN 'draining' ELSE status END
              WHERE id = $1 AND status <> 'gone'",
            id.0,
            drain
        );
        if asked.execute(self.pool).await?.rows_affected() == 0 {
            return Err(Error::not_found("worker", id));
        }
        let all = self.list().await?;
        all.into_iter().find(|row| row.id == id).ok_or_else(|| Error::not_found("worker", id))
    }

    /// The workers that are not gone, by name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self) -> Result<Vec<WorkerRow>, Error> {
        let rows = sqlx::query!(
            r#"SELECT id, name, version, status AS "status: WorkerStatus", slots, busy, load, memory_mib, browsers,
                      desktop_slots, desktops_open, drain_requested, started_at, heartbeat_at
                 FROM workers WHERE status <> 'gone' ORDER BY name, id"#
        );
        let rows = rows.fetch_all(self.pool).await?;
        Ok(rows
            .into_iter()
            .map(|row| WorkerRow {
                id: row.id.into(),
                name: row.name,
                version: row.version,
                status: row.status,
                slots: count(row.slots),
                busy: count(row.busy),
                load: row.load,
                memory_mib: u64::try_from(row.memory_mib).unwrap_or(0),
                browsers: row.browsers,
                desktop_slots: count(row.desktop_slots),
                desktops_open: count(row.desktops_open),
                drain_requested: row.drain_requested,
                started_at: row.started_at,
                heartbeat_at: row.heartbeat_at,
            })
            .collect())
    }

    /// Notes what desktops a worker can have, as JSON of its own making.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn note_desktops(&self, id: WorkerId, probed: &Value) -> Result<(), Error> {
        let probed = probed.to_string();
        sqlx::query!("UPDATE workers SET desktops = $2::text::json WHERE id = $1", id.0, probed)
            .execute(self.pool)
            .await?;
        Ok(())
    }

    /// What desktops the workers that are not gone can have; those that have not said are left out.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn desktops(&self) -> Result<Vec<Value>, Error> {
        let rows = sqlx::query_scalar!(
            r#"SELECT desktops AS "desktops!" FROM workers WHERE status <> 'gone' AND desktops IS NOT NULL ORDER BY name, id"#
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// The goodbye of a worker.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn gone(&self, id: WorkerId) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE workers SET status = 'gone', busy = 0, desktops_open = 0, gone_at = now() WHERE id = $1",
            id.0
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }
}
