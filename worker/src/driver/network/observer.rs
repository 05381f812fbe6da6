//! A context's log with a bell: steps wait for what comes.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use tokio::sync::watch;

use super::log::Log;

/// What a port is asked about the network; only a socket into Chromium can.
#[derive(Clone, Copy, Debug)]
pub enum Order<'a> {
    /// Requests are recorded from now on.
    Record,
    /// The body of the response with this request id and session: `{body, base64Encoded}`.
    Body { id: &'a str, session: &'a str },
}

/// What is seen of one context's network side; shared by its driver and the socket's task.
#[derive(Debug)]
pub struct Observer {
    log: Mutex<Log>,
    changed: watch::Sender<()>,
}

impl Default for Observer {
    fn default() -> Self {
        Self { log: Mutex::default(), changed: watch::Sender::new(()) }
    }
}

impl Observer {
    /// A look at the log; never held across a wait.
    pub fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn change(&self, change: impl FnOnce(&mut Log)) {
        change(&mut self.log());
        self.changed.send_replace(());
    }

    /// Waits for the next change, at most until `deadline`. `seen` is what [`Observer::bell`] gave before the last look.
    pub async fn next(&self, seen: &mut watch::Receiver<()>, deadline: Instant) {
        // an error means that the deadline is over: the caller looks at the clock itself
        let _ = tokio::time::timeout_at(deadline.into(), seen.changed()).await;
    }

    /// To be had before a look, so that no change is missed after it.
    pub fn bell(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}
