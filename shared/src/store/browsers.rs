//! Browser sessions: the isolated contexts that are open now, and who drives them.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::Error;
use crate::domain::{
    ids::{BrowserSessionId, ExecutionId, ProjectId, TestRunId, WorkerId},
    journal::{Committed, Lease},
};

pub struct Browsers<'a> {
    pub(super) pool: &'a PgPool,
}

/// Opened by [`super::Executions::set_session`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBrowserSession {
    pub id: BrowserSessionId,
    /// What people call it, e.g. `Chromium 151 (headless shell)`.
    pub browser: String,
    pub worker_name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserSessionRow {
    pub id: BrowserSessionId,
    pub project_id: ProjectId,
    pub execution_id: ExecutionId,
    pub run_id: TestRunId,
    pub flow_name: String,
    pub worker_id: Option<WorkerId>,
    pub worker_name: Option<String>,
    pub browser: String,
    pub stop_requested: bool,
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

impl Browsers<'_> {
    /// Notes that the context is gone, with its event; closing twice changes nothing.
    ///
    /// Not fenced: the end of a browser is true whoever holds the lease.
    pub async fn close(&self, lease: &Lease, id: BrowserSessionId) -> Result<Committed, Error> {
        todo!()
    }

    /// The open ones, oldest first.
    pub async fn list(&self, project: ProjectId) -> Result<Vec<BrowserSessionRow>, Error> {
        todo!()
    }

    pub async fn get(&self, project: ProjectId, id: BrowserSessionId) -> Result<BrowserSessionRow, Error> {
        todo!()
    }

    /// Asks for the end of the browser, and of the execution that uses it.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is closed already.
    pub async fn request_stop(&self, project: ProjectId, id: BrowserSessionId) -> Result<BrowserSessionRow, Error> {
        todo!()
    }
}
