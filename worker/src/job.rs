//! What the jobs of a worker have in common: a lease to keep, and a test run that they have made for themselves and wait for.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use flowtilla_shared::{
    config,
    domain::ids::{ProjectId, TestRunId},
    store::{self, JobHold, RunDetail, Store},
};

use tokio::time::Instant;

use crate::worker::Worker;

/// Pause between two looks at the run.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Renews a job's lease; returns when it is lost, or when somebody wants an end.
pub async fn keep<F>(config: &config::Worker, renew: impl Fn(Duration) -> F) -> JobHold
where
    F: Future<Output = Result<JobHold, store::Error>>,
{
    let mut renewed = Instant::now();
    loop {
        tokio::time::sleep(config.renew_every).await;
        let asked = Instant::now();
        match renew(config.lease).await {
            Ok(JobHold::Held) => renewed = asked,
            Ok(told) => return told,
            Err(_) if renewed.elapsed() > config.action_gate => return JobHold::Lost,
            Err(_) => {}
        }
    }
}

/// Shared between the job and whoever may have to end its run.
#[derive(Clone, Debug, Default)]
pub struct CurrentRun(Arc<Mutex<Option<TestRunId>>>);

impl CurrentRun {
    /// The job waits for this run from now on.
    pub fn set(&self, run: Option<TestRunId>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = run;
    }

    /// Waits for the end of this run, outages of the database included, and reads it. Give it a deadline.
    ///
    /// # Errors
    /// When the run is not there.
    pub async fn over(&self, store: &Store, project: ProjectId, id: TestRunId) -> Result<RunDetail, store::Error> {
        self.set(Some(id));
        loop {
            match store.runs().summary(project, id).await {
                Ok(run) if run.status.is_final() => break,
                Ok(_) => {}
                Err(e) if e.is_transient() => {}
                Err(e) => return Err(e),
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        self.set(None);
        store.runs().get(project, id).await
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
