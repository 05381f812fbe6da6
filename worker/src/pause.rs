//! An operator's wish that this worker claims nothing more: its free slots are taken away until it is told to go on.

use std::sync::{Arc, atomic::Ordering};

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::worker::Worker;

/// Notes what the worker's row says about draining. A worker that ends stays as it is.
pub fn asked(worker: &Worker, drain: bool) {
    let changed = worker.paused.send_if_modified(|paused| std::mem::replace(paused, drain) != drain);
    if changed {
        tracing::info!("The worker {}", if drain { "is asked to claim nothing more" } else { "goes on" });
        worker.draining.store(drain, Ordering::SeqCst);
    }
    if worker.ending.load(Ordering::SeqCst) {
        worker.draining.store(true, Ordering::SeqCst);
    }
}

/// Takes the free slots while the worker is paused, so that no ring is taken that another worker could answer, until `stop`.
pub async fn keep(worker: Arc<Worker>, slots: Arc<Semaphore>, all: u16, stop: CancellationToken) {
    let mut paused = worker.paused.subscribe();
    let turns = async {
        while paused.wait_for(|paused| *paused).await.is_ok() {
            let mut ends = worker.paused.subscribe();
            // whoever wants a slot from now on stands in line behind this
            let held = tokio::select! {
                held = slots.acquire_many(u32::from(all)) => held.ok(),
                _ = ends.wait_for(|paused| !*paused) => None,
            };
            if ends.wait_for(|paused| !*paused).await.is_err() {
                return;
            }
            drop(held);
        }
    };
    stop.run_until_cancelled(turns).await;
}
