//! How a held session stands: asked for twice a second and whenever somebody pokes, which renews the lease at once.

use std::{sync::Arc, time::Duration};

use flowtilla_shared::{
    domain::agent::{AgentStatus, Control},
    store::{AgentLease, Attended},
};
use tokio::{
    sync::{Mutex, Notify, watch},
    time::Instant,
};

use crate::worker::Worker;

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Longest wait for one look.
const LOOK_WITHIN: Duration = Duration::from_secs(2);

/// See the module.
pub struct Attention {
    worker: Arc<Worker>,
    lease: AgentLease,
    told: watch::Sender<Attended>,
    /// One look at a time, so that what is told never goes back in time.
    looking: Mutex<()>,
}

/// The session belongs to another worker now, or nobody can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost;

impl Attention {
    /// The first look; `None` when the session is lost already.
    pub async fn begin(worker: &Arc<Worker>, lease: &AgentLease) -> Option<Self> {
        let first = super::rows(worker).attend(lease, worker.config.worker.lease).await.ok()??;
        let told = watch::Sender::new(first);
        Some(Self { worker: worker.clone(), lease: lease.clone(), told, looking: Mutex::new(()) })
    }

    /// Renews the lease; returns when it is lost, or could not be renewed for so long that it may be.
    pub async fn keep(&self, poke: &Notify) {
        let mut renewed = Instant::now();
        loop {
            tokio::select! { () = poke.notified() => {}, () = tokio::time::sleep(LOOK_EVERY) => {} }
            let asked = Instant::now();
            match tokio::time::timeout(LOOK_WITHIN, self.look()).await {
                Ok(Ok(())) => renewed = asked,
                Ok(Err(Some(Lost))) => return,
                Ok(Err(None)) | Err(_) if renewed.elapsed() > self.worker.config.worker.action_gate => return,
                Ok(Err(None)) | Err(_) => {}
            }
        }
    }

    /// `Err(None)`: the database did not answer.
    async fn look(&self) -> Result<(), Option<Lost>> {
        let _one = self.looking.lock().await;
        match super::rows(&self.worker).attend(&self.lease, self.worker.config.worker.lease).await {
            Ok(Some(stands)) => {
                self.told.send_replace(stands);
                Ok(())
            }
            Ok(None) => Err(Some(Lost)),
            Err(_) => Err(None),
        }
    }

    /// How the session stands this moment.
    ///
    /// # Errors
    /// [`Lost`].
    pub async fn now(&self) -> Result<Attended, Lost> {
        let mut backoff = crate::backoff::Backoff::default();
        loop {
            match self.look().await {
                Ok(()) => return Ok(self.told.borrow().clone()),
                Err(Some(lost)) => return Err(lost),
                Err(None) => backoff.wait().await,
            }
        }
    }

    /// How it stood at the last look.
    pub fn last(&self) -> Attended {
        self.told.borrow().clone()
    }

    /// Waits until the last look fulfils a condition.
    pub async fn until(&self, condition: impl Fn(&Attended) -> bool) {
        let mut told = self.told.subscribe();
        // the sender lives in what we borrow
        let _ = told.wait_for(|stands| condition(stands)).await;
    }

    /// Waits for the next look.
    pub async fn next(&self) {
        let mut told = self.told.subscribe();
        let _ = told.changed().await;
    }

    /// Whether a person has the mouse.
    pub fn taken_over(&self) -> bool {
        self.told.borrow().control == Control::User
    }

    /// Whether somebody wants the agent to stop.
    pub fn interrupted(stands: &Attended) -> bool {
        stands.interrupt_requested || stands.status == AgentStatus::Closed
    }
}
