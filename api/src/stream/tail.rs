//! One subscriber's place in a log: every event after it once, in order, or an explicit `reset`.

use std::{
    collections::VecDeque,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use flowtilla_shared::store::Error;
use tokio::sync::{Semaphore, watch};

use super::{
    feed::{Feed, PAGE},
    log::{Frame, Log},
};

/// Events taken from the feed at once.
const BITE: usize = 64;
/// Pause when the rows cannot be read.
const AFTER_FAILURE: Duration = Duration::from_millis(500);
/// Reads in a row that find nothing although the feed says that there is more, before the stream counts as broken.
const PATIENCE: u32 = 20;

/// See the module.
pub struct Tail<L: Log> {
    feed: Arc<Feed<L>>,
    /// Bounds the reads of rows by all subscribers together.
    reads: Arc<Semaphore>,
    /// Wakes when the feed has more.
    top: watch::Receiver<L::Key>,
    position: L::Key,
    ready: VecDeque<Arc<Frame<L::Key>>>,
    fruitless: u32,
    /// Reads of rows, for the statistics.
    rows_read: Arc<AtomicU64>,
}

impl<L: Log> Tail<L> {
    /// Begins after a place; `None`: only what comes. A place that lies in the future, or
    /// before what is still kept, is answered with a `reset` first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn start(
        feed: Arc<Feed<L>>,
        reads: Arc<Semaphore>,
        rows_read: Arc<AtomicU64>,
        after: Option<L::Key>,
    ) -> Result<Self, Error> {
        let top = feed.watch();
        let mut ready = VecDeque::new();
        let resumes = after.is_some();
        let position = match after {
            None => feed.top(),
            Some(after) if after <= feed.top() => after,
            Some(after) => {
                // another process may have told the client of events that this one has yet to hear of
                let head = feed.log.head().await?;
                if after > head {
                    let reason = format!(
                        "`{after}` is beyond the newest event `{head}`: this is not the log you read before. Read the state again."
                    );
                    ready.push_back(Arc::new(feed.log.reset(&head, reason)));
                    head
                } else {
                    after
                }
            }
        };
        let mut tail = Self { feed, reads, top, position, ready, fruitless: 0, rows_read };
        if resumes && let Some(horizon) = tail.feed.log.horizon().await?.filter(|horizon| tail.position < *horizon) {
            tail.reset_to(horizon, "Events are missing here: they are not kept any more. Read the state again.");
        }
        Ok(tail)
    }

    /// Begins with a `reset`, at the newest event.
    pub fn start_with_reset(
        feed: Arc<Feed<L>>,
        reads: Arc<Semaphore>,
        rows_read: Arc<AtomicU64>,
        reason: String,
    ) -> Self {
        let top = feed.watch();
        let position = feed.top();
        let ready = VecDeque::from([Arc::new(feed.log.reset(&position, reason))]);
        Self { feed, reads, top, position, ready, fruitless: 0, rows_read }
    }

    /// The next event. Waits for ever; dropping the future loses nothing.
    pub async fn next(&mut self) -> Arc<Frame<L::Key>> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                self.position = frame.key.clone();
                return frame;
            }
            let top = self.top.borrow_and_update().clone();
            if top <= self.position {
                // the sender lives in the feed that we hold
                let _ = self.top.changed().await;
                continue;
            }
            match self.feed.after(&self.position, BITE) {
                Some(frames) => self.ready.extend(frames),
                None => self.read_rows(top).await,
            }
        }
    }

    /// Where it stands: the key of the last event that was handed out.
    pub fn position(&self) -> &L::Key {
        &self.position
    }

    /// What it reads.
    pub fn feed(&self) -> &Arc<Feed<L>> {
        &self.feed
    }

    async fn read_rows(&mut self, top: L::Key) {
        let reads = Arc::clone(&self.reads);
        let Ok(_permit) = reads.acquire().await else { return std::future::pending().await };
        self.rows_read.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        match self.feed.log.read(&self.position, PAGE).await {
            Ok(frames) if frames.is_empty() => {
                self.fruitless += 1;
                if self.fruitless > PATIENCE {
                    self.reset_to(top, "The events before this one are not kept any more. Read the state again.");
                } else {
                    tokio::time::sleep(AFTER_FAILURE / PATIENCE).await;
                }
            }
            Ok(frames) => {
                self.fruitless = 0;
                if let Some(first) = frames.first().filter(|first| !L::follows(&self.position, &first.key)) {
                    self.reset_to(
                        L::before(&first.key),
                        "Events are missing here: they are not kept any more. Read the state again.",
                    );
                }
                self.ready.extend(frames.into_iter().map(Arc::new));
            }
            Err(error) => {
                tracing::debug!(error = %error, "A subscriber's events could not be read; trying again");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }

    fn reset_to(&mut self, place: L::Key, reason: &str) {
        self.fruitless = 0;
        self.ready.push_back(Arc::new(self.feed.log.reset(&place, reason.into())));
        self.position = place;
    }
}
