//! Renews every lease of this worker in one statement, on a thread and a connection of its own.
//!
//! Neither a busy runtime nor an exhausted connection pool can make the worker lose its executions.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use flowtilla_shared::{
    domain::ids::WorkerId,
    store::{RenewalState, Store},
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::lease::{Ending, Hold, Leases};

/// Longest time for one renewal.
const RENEWED_WITHIN: Duration = Duration::from_secs(3);

/// After this long without a renewal the browser of an execution is given up.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(60);

/// What the keeper renews, and how often.
pub struct Keeper {
    pub store: Store,
    pub worker: WorkerId,
    pub leases: Leases,
    pub lease: Duration,
    pub every: Duration,
    /// Someone wants the next renewal now, to learn of a cancellation.
    pub poke: Arc<Notify>,
    pub stop: CancellationToken,
}

impl Keeper {
    /// Starts the thread; it ends soon after `stop`.
    ///
    /// # Errors
    /// When no thread or runtime can be had.
    pub fn start(self) -> std::io::Result<thread::JoinHandle<()>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("lease-keeper".to_owned()).spawn(move || runtime.block_on(self.keep()))
    }

    async fn keep(self) {
        // its own connection belongs to this thread's runtime, so it is made here
        let store = self.store.alone();
        let mut tick = tokio::time::interval(self.every);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.stop.cancelled() => break,
                _ = tick.tick() => {}
                () = self.poke.notified() => {}
            }
            self.renew(&store).await;
        }
        store.close().await;
    }

    async fn renew(&self, store: &Store) {
        let held = self.leases.all();
        if held.is_empty() {
            return;
        }
        let pairs: Vec<_> = held.iter().map(|hold| (hold.id, hold.epoch)).collect();
        let asked = Instant::now();
        let answer =
            tokio::time::timeout(RENEWED_WITHIN, store.executions().renew(self.worker, &pairs, self.lease)).await;
        let failure = match answer {
            Ok(Ok(renewals)) => {
                for hold in &held {
                    let state = renewals.iter().find(|renewal| renewal.id == hold.id).map(|renewal| renewal.state);
                    settle(hold, state.unwrap_or(RenewalState::Lost), asked);
                }
                return;
            }
            Ok(Err(e)) => e.to_string(),
            Err(_) => format!("no answer within {} s", RENEWED_WITHIN.as_secs()),
        };
        tracing::warn!(leases = held.len(), error = %failure, "The leases could not be renewed; input to browsers stops after the action gate");
        for hold in held.iter().filter(|hold| hold.silence() > GIVEN_UP_AFTER) {
            hold.end(Ending::Lost);
        }
    }
}

fn settle(hold: &Hold, state: RenewalState, asked: Instant) {
    match state {
        RenewalState::Held => hold.renewed(asked),
        RenewalState::CancelRequested => {
            hold.renewed(asked);
            hold.end(Ending::Cancelled("The run was cancelled".to_owned()));
        }
        RenewalState::Lost => hold.end(Ending::Lost),
    }
}
