//! The gate in front of input: nothing is sent to a page before the step's intent is stored and while the lease is in doubt.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use async_trait::async_trait;
use flowtilla_shared::domain::outcome::StepError;
use tokio::sync::watch;

use crate::{
    driver::Gate,
    lease::{Ending, Hold},
};

/// What has become of a step's intent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Being written.
    Pending,
    /// Durable: after a crash the next claim sees that the step had begun.
    Stored,
    /// It could not be stored and never will be.
    Refused(String),
}

/// The gate of one step (of all its tries).
pub struct StepGate {
    hold: Arc<Hold>,
    intent: watch::Receiver<Intent>,
    /// When the present try came to the gate.
    waiting: Mutex<Option<Instant>>,
    passed: AtomicBool,
    /// When input was first let through.
    passed_at: OnceLock<Instant>,
}

impl StepGate {
    #[must_use]
    pub fn new(hold: Arc<Hold>, intent: watch::Receiver<Intent>) -> Self {
        Self { hold, intent, waiting: Mutex::new(None), passed: AtomicBool::new(false), passed_at: OnceLock::new() }
    }

    /// Input may have been sent.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.passed.load(Ordering::SeqCst)
    }

    /// When input was first let through.
    #[must_use]
    pub fn passed_at(&self) -> Option<Instant> {
        self.passed_at.get().copied()
    }

    /// A new try of the step begins.
    pub fn begin_try(&self) {
        *self.waiting() = None;
    }

    /// Since when the present try has been waiting, when it came to the gate and nothing was ever let through: the step
    /// did nothing and may be done again.
    #[must_use]
    pub fn held_up_since(&self) -> Option<Instant> {
        if self.has_passed() { None } else { *self.waiting() }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Instant>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the gate would let input through, without counting it as passed.
    ///
    /// # Errors
    /// Why it never will.
    pub async fn opens(&self) -> Result<(), StepError> {
        let mut intent = self.intent.clone();
        let stored = tokio::select! {
            why = self.hold.ended() => return Err(stopped(&why)),
            intent = intent.wait_for(|intent| *intent != Intent::Pending) => intent.map(|intent| intent.clone()),
        };
        match stored {
            Ok(Intent::Stored) => {}
            Ok(Intent::Refused(why)) => return Err(StepError::crash(format!("The step was not begun: {why}"))),
            Ok(Intent::Pending) | Err(_) => {
                return Err(StepError::crash("The step was not begun: its intent could not be stored"));
            }
        }
        self.hold.may_act().await.map_err(|why| stopped(&why))
    }
}

#[async_trait]
impl Gate for StepGate {
    async fn pass(&self) -> Result<(), StepError> {
        self.waiting().get_or_insert_with(Instant::now);
        self.opens().await?;
        self.passed_at.get_or_init(Instant::now);
        self.passed.store(true, Ordering::SeqCst);
        Ok(())
    }
}

fn stopped(why: &Ending) -> StepError {
    StepError::crash(match why {
        Ending::Cancelled(message) => format!("Nothing was sent to the page: {message}"),
        Ending::HandBack => "Nothing was sent to the page: the worker is shutting down".to_owned(),
        Ending::Lost => "Nothing was sent to the page: another worker holds the execution".to_owned(),
    })
}
