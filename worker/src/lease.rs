//! What this worker knows about the leases it holds: when each was last renewed, and whether its execution must end.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use flowtilla_shared::domain::ids::{BrowserSessionId, ExecutionId};
use tokio::sync::watch;

use crate::stage::Stage;

/// Why an execution must stop before its flow is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Someone asked for the end; the sentence says who or why.
    Cancelled(String),
    /// The worker is going away: what is not finished is handed back.
    HandBack,
    /// Another worker may hold the lease: drop the browser at once and write nothing.
    Lost,
}

/// One lease. `renewed` is the moment *before* the last successful renewal was sent, by this machine's monotonic clock.
#[derive(Debug)]
pub struct Hold {
    pub id: ExecutionId,
    /// The fencing number of every write.
    pub epoch: i64,
    base: Instant,
    renewed_ms: AtomicU64,
    action_gate: Duration,
    renewals: watch::Sender<u64>,
    ending: watch::Sender<Option<Ending>>,
    browser: Mutex<Option<BrowserSessionId>>,
    /// What people see of its browser, and their hands on it.
    pub stage: Arc<Stage>,
}

impl Hold {
    /// A lease that was asked for at `asked`.
    #[must_use]
    pub fn new(id: ExecutionId, epoch: i64, asked: Instant, action_gate: Duration) -> Self {
        Self {
            id,
            epoch,
            base: asked,
            renewed_ms: AtomicU64::new(0),
            action_gate,
            renewals: watch::Sender::new(0),
            ending: watch::Sender::new(None),
            browser: Mutex::new(None),
            stage: Arc::default(),
        }
    }

    /// The lease holds, as of a renewal that was sent at `asked`.
    pub fn renewed(&self, asked: Instant) {
        let ms = u64::try_from(asked.saturating_duration_since(self.base).as_millis()).unwrap_or(u64::MAX);
        self.renewed_ms.fetch_max(ms, Ordering::SeqCst);
        self.renewals.send_modify(|n| *n += 1);
    }

    /// Time since the last successful renewal was sent.
    #[must_use]
    pub fn silence(&self) -> Duration {
        self.base.elapsed().saturating_sub(Duration::from_millis(self.renewed_ms.load(Ordering::SeqCst)))
    }

    /// Tells the execution to end. The first reason stays, except that a lost lease outranks every other.
    pub fn end(&self, why: Ending) {
        self.ending.send_if_modified(|ending| {
            let change = match ending {
                None => true,
                Some(Ending::Lost) => false,
                Some(Ending::Cancelled(_) | Ending::HandBack) => why == Ending::Lost,
            };
            if change {
                *ending = Some(why);
            }
            change
        });
    }

    /// Why the execution must end, if it must.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        self.ending.borrow().clone()
    }

    /// The lease is gone: nothing may be written.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.ending() == Some(Ending::Lost)
    }

    /// Waits until the execution must end.
    pub async fn ended(&self) -> Ending {
        let mut ending = self.ending.subscribe();
        match ending.wait_for(Option::is_some).await.map(|why| why.clone()) {
            Ok(Some(why)) => why,
            // the sender lives in `self`, so neither can happen
            Ok(None) | Err(_) => std::future::pending().await,
        }
    }

    /// Waits until the lease is lost.
    pub async fn lost(&self) {
        let mut ending = self.ending.subscribe();
        if ending.wait_for(|why| *why == Some(Ending::Lost)).await.is_err() {
            std::future::pending().await
        }
    }

    /// Waits until the lease was renewed recently enough for input to be sent: a pause, not an end.
    ///
    /// # Errors
    /// The reason why the execution must end, when it must.
    pub async fn may_act(&self) -> Result<(), Ending> {
        let mut renewals = self.renewals.subscribe();
        loop {
            if let Some(why) = self.ending() {
                return Err(why);
            }
            if self.silence() < self.action_gate {
                return Ok(());
            }
            tokio::select! {
                why = self.ended() => return Err(why),
                _ = renewals.changed() => {}
            }
        }
    }

    /// Remembers which browser works for this execution, so that it can be stopped by its id.
    pub fn set_browser(&self, id: Option<BrowserSessionId>) {
        if id.is_none() {
            self.stage.close();
        }
        *lock(&self.browser) = id;
    }

    /// Which browser works for this execution.
    #[must_use]
    pub fn browser(&self) -> Option<BrowserSessionId> {
        *lock(&self.browser)
    }
}

/// Every lease of this worker process.
#[derive(Clone, Debug, Default)]
pub struct Leases {
    held: Arc<Mutex<HashMap<ExecutionId, Arc<Hold>>>>,
}

impl Leases {
    /// Takes a lease into care; it leaves when the guard is dropped.
    #[must_use]
    pub fn take(&self, hold: Arc<Hold>) -> Held {
        lock(&self.held).insert(hold.id, hold.clone());
        Held { leases: self.clone(), hold }
    }

    /// Every lease held now.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Hold>> {
        lock(&self.held).values().cloned().collect()
    }

    /// The lease on one execution.
    #[must_use]
    pub fn of(&self, id: ExecutionId) -> Option<Arc<Hold>> {
        lock(&self.held).get(&id).cloned()
    }

    /// The lease whose browser has this id.
    #[must_use]
    pub fn with_browser(&self, id: BrowserSessionId) -> Option<Arc<Hold>> {
        lock(&self.held).values().find(|hold| hold.browser() == Some(id)).cloned()
    }

    /// How many leases are held.
    #[must_use]
    pub fn len(&self) -> usize {
        lock(&self.held).len()
    }

    /// Whether no lease is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Tells every execution to end.
    pub fn end_all(&self, why: &Ending) {
        for hold in self.all() {
            hold.end(why.clone());
        }
    }
}

/// A lease in care of the keeper; dropping it ends the care.
#[derive(Debug)]
pub struct Held {
    leases: Leases,
    pub hold: Arc<Hold>,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = lock(&self.leases.held);
        // a later claim of the same execution by this same process has a lease of its own
        if held.get(&self.hold.id).is_some_and(|hold| hold.epoch == self.hold.epoch) {
            held.remove(&self.hold.id);
        }
    }
}

/// A panic elsewhere must not cost this worker its leases: the maps stay whole under every operation above.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(gate_ms: u64) -> Hold {
        Hold::new(ExecutionId::new(), 1, Instant::now(), Duration::from_millis(gate_ms))
    }

    #[tokio::test]
    async fn the_gate_shuts_without_renewal_and_opens_with_the_next_one() {
        let hold = hold(40);
        assert_eq!(hold.may_act().await, Ok(()));
        tokio::time::sleep(Duration::from_millis(60)).await;
        let waits = tokio::time::timeout(Duration::from_millis(20), hold.may_act()).await;
        assert!(waits.is_err(), "the gate let input through {:?} after the last renewal", hold.silence());
        hold.renewed(Instant::now());
        assert_eq!(hold.may_act().await, Ok(()));
    }

    #[tokio::test]
    async fn a_lost_lease_outranks_a_cancellation_and_nothing_outranks_it() {
        let hold = hold(1000);
        hold.end(Ending::Cancelled("first".into()));
        hold.end(Ending::HandBack);
        assert_eq!(hold.ending(), Some(Ending::Cancelled("first".into())));
        hold.end(Ending::Lost);
        hold.end(Ending::HandBack);
        assert_eq!(hold.ended().await, Ending::Lost);
        assert_eq!(hold.may_act().await, Err(Ending::Lost));
    }

    #[test]
    fn a_guard_of_an_older_epoch_does_not_release_the_newer_one() {
        let leases = Leases::default();
        let id = ExecutionId::new();
        let old = leases.take(Arc::new(Hold::new(id, 1, Instant::now(), Duration::from_secs(6))));
        let new = leases.take(Arc::new(Hold::new(id, 2, Instant::now(), Duration::from_secs(6))));
        drop(old);
        assert_eq!(leases.of(id).map(|hold| hold.epoch), Some(2));
        drop(new);
        assert!(leases.is_empty());
    }
}
