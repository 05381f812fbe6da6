//! Agent sessions: claims them, gives each a desktop, and lets a model work on it.
//!
//! A session is held as long as it has a desktop: under a lease that is renewed twice a second, with a fencing number in every
//! write. All that was said and done is in rows before anything follows from it, so whoever claims the session after a crash
//! goes on with the history, on a new desktop, and repeats no action.

mod attention;
mod browser;
mod clipboard;
mod files;
mod hands;
mod history;
mod host;
pub mod hosted;
mod model;
mod prompt;
mod station;
mod tools;
mod turn;
mod video;
mod witness;

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use flowtilla_shared::store::{self, AgentSessions, ClaimedSession};
use tokio::{sync::Notify, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{backoff::Backoff, desktop::Desktops, model::Models, worker::Worker};
use attention::Attention;
use host::Host;
use tools::StepsDown;

/// Time between two looks for a session that needs a worker.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Time between two looks for films that are to be made.
const FILMS_EVERY: Duration = Duration::from_secs(1);
/// Time between two looks for sessions of workers that died.
const BURY_EVERY: Duration = Duration::from_secs(2);

/// What all sessions of a worker share.
pub struct Hall {
    pub worker: Arc<Worker>,
    pub models: Arc<Models>,
    pub desktops: Desktops,
    /// Which tool groups were refused by which models.
    pub steps_down: StepsDown,
    /// Another session waits for a desktop, and there is none left.
    pub crowded: std::sync::atomic::AtomicBool,
    /// The worker goes away.
    pub stop: CancellationToken,
}

/// Claims and serves sessions until `stop`; what is not done then is given back.
pub async fn watch(worker: Arc<Worker>, models: Arc<Models>, desktops: Option<Desktops>, stop: CancellationToken) {
    let filming = tokio::spawn(stop.clone().run_until_cancelled_owned(make_films(worker.clone())));
    let mut bury = tokio::time::interval(BURY_EVERY);
    bury.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let slots = usize::from(worker.config.worker.desktops);
    let desktops = desktops.filter(|desktops| slots > 0 && desktops.probed().usable());
    let Some(desktops) = desktops else {
        // it can serve none, but it sees to those of workers that died
        while stop.run_until_cancelled(bury.tick()).await.is_some() {
            bury_dead(&worker).await;
        }
        let _ = filming.await;
        return;
    };
    let hall = Arc::new(Hall {
        worker,
        models,
        desktops,
        steps_down: StepsDown::default(),
        crowded: false.into(),
        stop: stop.clone(),
    });
    let mut held = JoinSet::new();
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = bury.tick() => {
                tokio::select! { () = bury_dead(&hall.worker) => {}, () = stop.cancelled() => break }
            }
            _ = look.tick() => {}
            () = hall.worker.hosted.called() => {}
        }
        while held.try_join_next().is_some() {}
        if hall.worker.draining.load(Ordering::SeqCst) {
            continue;
        }
        // a database that hangs must not hold up the end of the worker
        let Some(claimed) = stop.run_until_cancelled(look_for_one(&hall, held.len() < slots)).await else { break };
        if let Some(claimed) = claimed {
            held.spawn(hold(hall.clone(), claimed));
            look.reset_immediately();
        }
    }
    held.join_all().await;
    let _ = filming.await;
    hall.desktops.close();
}

/// Makes films that people ask for, one after the other.
async fn make_films(worker: Arc<Worker>) {
    let mut look = tokio::time::interval(FILMS_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        look.tick().await;
        video::make_one(&worker).await;
    }
}

async fn bury_dead(worker: &Worker) {
    match worker.store.agent_sessions().bury(worker.config.worker.max_crashes).await {
        Ok(told) => told.into_iter().for_each(|committed| worker.hints.publish(committed)),
        Err(e) => tracing::debug!(error = %e, "Sessions of workers that died could not be looked for"),
    }
}

/// Claims the session that needs a worker next; without a free desktop it only notes that somebody waits.
async fn look_for_one(hall: &Hall, free: bool) -> Option<ClaimedSession> {
    let (worker, sessions) = (&hall.worker, hall.worker.store.agent_sessions());
    if !free {
        let waiting = sessions.waiting().await.unwrap_or(0);
        hall.crowded.store(waiting > 0, Ordering::Relaxed);
        return None;
    }
    hall.crowded.store(false, Ordering::Relaxed);
    let config = &worker.config.worker;
    match sessions.claim_next(worker.id, &worker.name, config.lease, config.max_crashes).await {
        Ok(claimed) => claimed,
        Err(e) => {
            tracing::debug!(error = %e, "No agent session could be claimed");
            None
        }
    }
}

/// Serves a session as long as its lease holds.
async fn hold(hall: Arc<Hall>, claimed: ClaimedSession) {
    let lease = claimed.lease.clone();
    tracing::info!(session.id = %lease.id, epoch = lease.epoch, "Claimed agent session `{}`", lease.id);
    hall.worker.hints.publish(claimed.committed.clone());
    let poke = Arc::new(Notify::new());
    let guest = hall.worker.hosted.hold(lease.id, poke.clone());
    let Some(attention) = Attention::begin(&hall.worker, &lease).await else {
        tracing::warn!(session.id = %lease.id, "The lease on agent session `{}` was lost at once", lease.id);
        return;
    };
    let present = clipboard::Present::default();
    let host = Host::new(&hall, claimed, &attention, (&guest, &present));
    tokio::select! {
        () = attention.keep(&poke) => {
            // the desktop ends with its owner, who is dropped here
            tracing::warn!(session.id = %lease.id, "The lease on agent session `{}` was lost", lease.id);
        }
        () = present.serve(&hall.worker, &lease, &attention) => {}
        () = host.serve() => {}
    }
}

/// The rows of sessions.
fn rows(worker: &Worker) -> AgentSessions<'_> {
    worker.store.agent_sessions()
}

/// Writes until the database takes it or refuses it. Whoever waits here is dropped when the lease is lost meanwhile.
async fn insist<T, F: Future<Output = Result<T, store::Error>>>(
    mut write: impl FnMut() -> F,
) -> Result<T, store::Error> {
    let mut backoff = Backoff::default();
    loop {
        match write().await {
            Err(e) if e.is_transient() => backoff.wait().await,
            done => return done,
        }
    }
}
