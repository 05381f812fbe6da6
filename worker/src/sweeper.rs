//! What every worker does once a second, so that nothing waits for a worker that died or a ring that was lost.

use std::{sync::Arc, time::Duration};

use flowtilla_shared::{
    live::{ControlMessage, Live},
    store,
};
use tokio_util::sync::CancellationToken;

use crate::{recorder::KnownSession, worker::Worker};

/// Rings sent at most in one sweep.
const MOST_RINGS: u32 = 500;

/// Time between two looks for dead workers, and for rows that may be forgotten.
const SLOW_EVERY: Duration = Duration::from_secs(10);

/// Longest time for one sweep.
const SWEPT_WITHIN: Duration = Duration::from_secs(15);

/// Sweeps until `stop`. Outages are waited out.
pub async fn sweep(worker: Arc<Worker>, live: Live, stop: CancellationToken) {
    let mut tick = tokio::time::interval(worker.config.worker.sweep_every);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut slow_at = tokio::time::Instant::now();
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        let slow = tokio::time::Instant::now() >= slow_at;
        if slow {
            slow_at += SLOW_EVERY;
        }
        let Some(swept) =
            stop.run_until_cancelled(tokio::time::timeout(SWEPT_WITHIN, once(&worker, &live, slow))).await
        else {
            return;
        };
        match swept {
            Ok(Ok(())) => {}
            Ok(Err(e)) => tracing::warn!(error = %e, "A sweep failed; the next one tries again"),
            Err(_) => tracing::warn!("A sweep took longer than {} s; the next one tries again", SWEPT_WITHIN.as_secs()),
        }
    }
}

async fn once(worker: &Worker, live: &Live, slow: bool) -> Result<(), store::Error> {
    let due = worker.store.sweep().due_rings(MOST_RINGS).await?;
    if !due.is_empty() {
        worker.queue.ring(&due).await;
    }
    let overdue = worker.store.sweep().overdue(worker.config.worker.max_crashes).await?;
    for committed in overdue.committed {
        worker.hints.publish(committed);
    }
    for session in
        overdue.sessions.into_iter().filter_map(|session| serde_json::from_value::<KnownSession>(session).ok())
    {
        worker.discard(session.handle);
    }
    for id in overdue.asked_to_stop {
        live.control(ControlMessage::CancelExecution(id)).await;
    }
    while let Some((id, committed)) = worker.store.desktop_views().expire_one().await? {
        worker.hints.publish(committed);
        live.control(ControlMessage::AgentSession(id)).await;
    }
    if slow {
        for gone in worker.store.sweep().dead_workers().await? {
            tracing::warn!(worker.id = %gone, "Worker `{gone}` is gone without a goodbye");
        }
        for committed in worker.store.sweep().without_browser().await? {
            worker.hints.publish(committed);
        }
        worker.store.sweep().forget().await?;
    }
    Ok(())
}
