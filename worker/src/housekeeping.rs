//! Housekeeping beside the work: whichever worker looks first when a chore is due does it for all.

use std::{sync::Arc, time::Duration};

use flowtilla_shared::housekeeping;
use tokio_util::sync::CancellationToken;

use crate::worker::Worker;

/// Time between two looks whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Looks until `stop`, which may cut a chore short: its lease runs out, and another worker begins it anew.
pub async fn keep_house(worker: Arc<Worker>, stop: CancellationToken) {
    // a worker that has just started has better things to do
    let first = tokio::time::Instant::now() + LOOK_EVERY;
    let mut tick = tokio::time::interval_at(first, LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        let look = housekeeping::look(&worker.store, &worker.blobs, &worker.config);
        match stop.run_until_cancelled(look).await {
            None => return,
            Some(Ok(())) => {}
            Some(Err(e @ housekeeping::Error::WrongStore(_))) => {
                tracing::error!(error = %e, "Orphans are not looked for")
            }
            Some(Err(e)) => tracing::warn!(error = %e, "Housekeeping stopped half-way; the next look goes on"),
        }
    }
}
