//! Live hints leave in a task of their own: a Redis that hangs must not hold up a step.

use flowtilla_shared::{domain::journal::Committed, live::Live, telemetry::metrics};
use tokio::{sync::mpsc, task::JoinHandle};

/// Hints that may wait while Redis is slow; more are dropped, subscribers then read the rows.
const MOST_WAITING: usize = 1024;

/// Tells watchers what was committed, in order, without waiting.
#[derive(Clone)]
pub struct Hints(mpsc::Sender<Committed>);

impl Hints {
    /// Starts the publisher; it ends after the last clone of the sender is gone.
    #[must_use]
    pub fn start(live: Live) -> (Self, JoinHandle<()>) {
        let (sender, mut waiting) = mpsc::channel::<Committed>(MOST_WAITING);
        let publisher = tokio::spawn(async move {
            while let Some(committed) = waiting.recv().await {
                live.publish(&committed).await;
            }
        });
        (Self(sender), publisher)
    }

    /// Passes a commit on; nothing happens when it appended nothing.
    pub fn publish(&self, committed: Committed) {
        if committed.head > 0 && self.0.try_send(committed).is_err() {
            metrics::event_dropped();
            tracing::debug!("A live hint was dropped: Redis is slow or away");
        }
    }
}
