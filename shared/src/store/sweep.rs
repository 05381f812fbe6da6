//! What a worker's sweeper does once a second: ring again, end what is overdue, note who is gone.
//!
//! Any number of sweepers may run at once; each row is taken by one of them.

use sqlx::PgPool;

use super::Error;
use crate::domain::{
    ids::{ExecutionId, WorkerId},
    journal::Committed,
};

pub struct Sweep<'a> {
    pub(super) pool: &'a PgPool,
}

/// What [`Sweep::overdue`] did.
#[derive(Clone, Debug, Default)]
pub struct Overdue {
    /// Queued ones ended at once; publish these.
    pub committed: Vec<Committed>,
    /// Running ones whose worker was asked to stop; tell it by a control message.
    pub asked_to_stop: Vec<ExecutionId>,
}

impl Sweep<'_> {
    /// Executions for which the doorbell should be rung: due and not rung for over a second, or with an expired lease.
    /// They are marked as rung.
    pub async fn due_rings(&self, limit: u32) -> Result<Vec<ExecutionId>, Error> {
        todo!()
    }

    /// Ends the executions of runs whose time is up, and those that were to be cancelled by a worker that died.
    pub async fn overdue(&self) -> Result<Overdue, Error> {
        todo!()
    }

    /// Marks workers gone that were silent for over 30 s, and closes the browser sessions of workers that are gone.
    pub async fn dead_workers(&self) -> Result<Vec<WorkerId>, Error> {
        todo!()
    }

    /// Forgets idempotency keys older than a day and workers gone for a week; at most a thousand rows each.
    pub async fn forget(&self) -> Result<u64, Error> {
        todo!()
    }
}
