//! The worker side: apalis' worker loop over our own backend.

use super::{Queue, WorkerLoop};

/// Takes rings until `shutdown`, then waits for the handlers that run. Trouble with Redis never ends it.
pub async fn run_worker(queue: Queue, worker: WorkerLoop) {
    todo!()
}
