//! The worker side: apalis' worker loop over our own backend. The only file that names apalis.
//!
//! The backend hands over rings that tasks of its own took ([`feed`]), so no trouble with Redis reaches the loop: any
//! error of a backend would be the end of an apalis worker and of the jobs in it. Each job runs in a task of its own too.

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use apalis_core::{
    backend::{Backend, BackendConfig, finalize::Ephemeral},
    task::{Task, builder::TaskBuilder, task_id::TaskId},
    worker::{builder::WorkerBuilder, context::WorkerContext},
};
use futures_util::future::BoxFuture;
use tokio::{sync::Semaphore, time};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Queue, WorkerLoop,
    feed::{self, Feed, Ring},
    lane::Lane,
};

/// Probes answered at once.
const PROBES: usize = 4;

/// Takes rings until `shutdown`, then waits for the handlers that run. Trouble with Redis never ends it.
pub async fn run_worker(queue: Queue, worker: WorkerLoop) {
    let WorkerLoop { name, slots, shutdown, handler } = worker;
    let rings =
        run_lane(queue.rings, name.clone(), slots, shutdown.clone(), Arc::new(move |id: Uuid| handler(id.into())));
    let lane = queue.probes.clone();
    let answer = Arc::new(move |id: Uuid| -> BoxFuture<'static, ()> {
        let lane = lane.clone();
        Box::pin(async move {
            if let Err(cause) = lane.reply(&id.to_string()).await {
                tracing::debug!(error = %cause, "The probe `{id}` was not answered");
            }
        })
    });
    let probes = run_lane(queue.probes, format!("{name}-probes"), Arc::new(Semaphore::new(PROBES)), shutdown, answer);
    tokio::join!(rings, probes);
}

type Handler = Arc<dyn Fn(Uuid) -> BoxFuture<'static, ()> + Send + Sync>;

async fn run_lane(lane: Lane, name: String, slots: Arc<Semaphore>, shutdown: CancellationToken, handler: Handler) {
    while !shutdown.is_cancelled() {
        let backend = Doorbell { feed: feed::start(&lane, Arc::clone(&slots), &shutdown) };
        let (lane, handler) = (lane.clone(), Arc::clone(&handler));
        let job = move |ring: Ring| carry_out(ring, lane.clone(), Arc::clone(&handler));
        // boxed, because the compiler cannot see across crates that apalis' future is `Send`
        let ran: BoxFuture<'_, _> = Box::pin(WorkerBuilder::new(name.as_str()).backend(backend).build(job).run());
        // without an error it has ended because there is nothing to wait for: a shutdown, or slots that were closed
        let Err(cause) = ran.await else { return };
        tracing::error!(error = %cause, "The worker loop `{name}` ended; it is started again");
        time::sleep(Duration::from_secs(1)).await;
    }
}

/// Runs the handler in a task of its own, so that neither a panic in it nor the end of the loop reaches the other.
async fn carry_out(ring: Ring, lane: Lane, handler: Handler) {
    let Ring { id, slot, taken } = ring;
    let job = tokio::spawn(async move {
        let handled = tokio::spawn(handler(id)).await;
        if let Err(cause) = handled {
            tracing::error!(error = %cause, "The handler of ring `{id}` panicked");
        }
        drop(slot);
        taken.finish(&lane).await;
    });
    let _ = job.await;
}

/// Our apalis backend.
struct Doorbell {
    feed: Feed,
}

impl Backend for Doorbell {
    type Task = Task<Ring>;
    type Error = Infallible;

    fn poll_ready(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Option<Result<Self::Task, Infallible>>> {
        self.feed.rings.poll_recv(cx).map(|ring| {
            let Some(ring) = ring else {
                // the end of a backend is not the end of its worker; it fails only before the worker was started
                let _ = worker.stop();
                return None;
            };
            let id = TaskId::from_string(ring.id);
            Some(Ok(TaskBuilder::new(ring).task_id(id).build()))
        })
    }

    fn poll_close(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }
}

impl BackendConfig for Doorbell {
    type Args = Ring;
    type Id = Uuid;
    type Kind = Ephemeral;
    type Config = ();
    type Layer = tower::layer::util::Identity;

    fn config(&self) -> &() {
        &()
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        tower::layer::util::Identity::new()
    }
}
