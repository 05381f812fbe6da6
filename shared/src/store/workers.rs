//! Workers: one row for each boot of a worker process.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use super::Error;
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
}

#[derive(Clone, Debug)]
pub struct Heartbeat {
    pub slots: u32,
    pub busy: u32,
    /// The host's load average over one minute.
    pub load: f64,
    pub memory_mib: u64,
    pub status: WorkerStatus,
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
    pub started_at: DateTime<Utc>,
    pub heartbeat_at: DateTime<Utc>,
}

impl Workers<'_> {
    pub async fn register(&self, new: &NewWorker) -> Result<(), Error> {
        todo!()
    }

    /// Notes the worker's state; brings back one that was thought gone.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was never registered.
    pub async fn heartbeat(&self, id: WorkerId, beat: &Heartbeat) -> Result<(), Error> {
        todo!()
    }

    /// The workers that are not gone, by name.
    pub async fn list(&self) -> Result<Vec<WorkerRow>, Error> {
        todo!()
    }

    /// The goodbye of a worker.
    pub async fn gone(&self, id: WorkerId) -> Result<(), Error> {
        todo!()
    }
}
