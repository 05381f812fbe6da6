//! The test run that a job has made for itself and waits for.

use std::sync::{Arc, Mutex, PoisonError};

use flowtilla_shared::domain::ids::{ProjectId, TestRunId};

use crate::worker::Worker;

/// Shared between the job and whoever may have to end its run.
#[derive(Clone, Debug, Default)]
pub struct CurrentRun(Arc<Mutex<Option<TestRunId>>>);

impl CurrentRun {
    /// The job waits for this run from now on.
    pub fn set(&self, run: Option<TestRunId>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = run;
    }

    /// Asks for the end of the run that is under way; its workers learn of it when they renew their leases.
    pub async fn cancel(&self, worker: &Worker, project: ProjectId) {
        let run = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(run) = run else { return };
        match worker.store.runs().cancel(project, run).await {
            Ok(cancelled) => worker.hints.publish(cancelled.committed),
            Err(e) => tracing::warn!(error = %e, "Test run `{run}` could not be cancelled"),
        }
    }
}
