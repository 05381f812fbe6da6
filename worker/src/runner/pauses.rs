//! Time that does not count: an attempt is paused while its worker cannot renew the lease or store an intent.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Sum of the pauses of one attempt.
#[derive(Debug, Default)]
pub struct Pauses {
    /// What is over, and since when the present pause lasts.
    inner: Mutex<(Duration, Option<Instant>)>,
}

impl Pauses {
    /// Time paused until now.
    #[must_use]
    pub fn total(&self) -> Duration {
        let (over, since) = *self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        over + since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// Now, on a clock that stands still during pauses.
    #[must_use]
    pub fn now(&self) -> Instant {
        let now = Instant::now();
        now.checked_sub(self.total()).unwrap_or(now)
    }

    /// The real time of a moment on the clock of [`Pauses::now`], when no further pause comes.
    #[must_use]
    pub fn real(&self, moment: Instant) -> Instant {
        moment + self.total()
    }

    /// A pause began at `since`.
    pub fn begin(&self, since: Instant) {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).1.get_or_insert(since);
    }

    /// The present pause is over.
    pub fn end(&self) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(since) = inner.1.take() {
            inner.0 += since.elapsed();
        }
    }
}
