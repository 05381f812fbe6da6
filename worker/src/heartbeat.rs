//! The worker's own row: that it lives, how many slots it has, how busy it and its host are.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use flowtilla_shared::{
    store::{self, Heartbeat, NewWorker, WorkerStatus},
    telemetry::metrics,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{backoff::Backoff, machine, pause, worker::Worker};

/// Time between two heartbeats; a worker silent for 30 s counts as gone.
const BEATS_EVERY: Duration = Duration::from_secs(2);

/// Longest time for one heartbeat.
const WRITTEN_WITHIN: Duration = Duration::from_secs(5);

/// Makes the worker's row, however long the database is away.
pub async fn register(worker: &Worker, slots: u16) {
    let mut backoff = Backoff::default();
    while let Err(e) = introduce(worker, slots).await {
        tracing::warn!(error = %e, "The worker could not be registered yet");
        backoff.wait().await;
    }
}

/// Its row, and what desktops it can have.
async fn introduce(worker: &Worker, slots: u16) -> Result<(), store::Error> {
    worker.store.workers().register(&itself(worker, slots)).await?;
    let probed = &worker.desktops;
    let told = json!({ "available": probed.usable(), "sandbox": probed.level, "bounds": probed.bounds, "own_users": probed.own_uid,
        "missing": probed.missing, "browser_tools": probed.browser });
    worker.store.workers().note_desktops(worker.id, &told).await
}

fn itself(worker: &Worker, slots: u16) -> NewWorker {
    NewWorker {
        id: worker.id,
        name: worker.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        slots: u32::from(slots),
        browsers: worker.browsers.names().into_iter().map(|name| name.as_str().to_owned()).collect(),
    }
}

/// Beats until `stop`.
pub async fn beat(worker: Arc<Worker>, slots: u16, stop: CancellationToken) {
    let mut tick = tokio::time::interval(BEATS_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        if worker.config.telemetry.metrics {
            observe(&worker, slots);
        }
        match tokio::time::timeout(WRITTEN_WITHIN, once(&worker, slots)).await {
            Ok(Ok(())) => metrics::heartbeat(),
            Ok(Err(e)) => tracing::debug!(error = %e, "A heartbeat could not be written"),
            Err(_) => tracing::debug!("A heartbeat was not written in time"),
        }
    }
}

/// Notes slots and browsers for the metrics.
pub fn observe(worker: &Worker, slots: u16) {
    metrics::slots(worker.leases.len(), usize::from(slots));
    let held = worker.browsers.stats();
    metrics::browsers(held.contexts, held.browsers, held.memory_bytes);
}

/// Writes one heartbeat.
pub async fn once(worker: &Worker, slots: u16) -> Result<(), store::Error> {
    let draining = worker.draining.load(Ordering::SeqCst);
    let beat = Heartbeat {
        slots: u32::from(slots),
        busy: u32::try_from(worker.leases.len()).unwrap_or(u32::MAX),
        load: machine::load(),
        memory_mib: machine::memory_mib(),
        desktop_slots: if worker.desktops.usable() { u32::from(worker.config.worker.desktops) } else { 0 },
        desktops_open: u32::try_from(worker.hosted.desktops()).unwrap_or(u32::MAX),
        status: if draining { WorkerStatus::Draining } else { WorkerStatus::Active },
    };
    match worker.store.workers().heartbeat(worker.id, &beat).await {
        Err(store::Error::NotFound { .. }) => introduce(worker, slots).await,
        told => {
            pause::asked(worker, told?);
            Ok(())
        }
    }
}
