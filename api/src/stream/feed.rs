//! The newest events of one topic, in order and without holes, shared by everybody who follows it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::log::{Frame, Log};

/// Events kept at most; a subscriber further behind reads rows.
const KEEP: usize = 512;
/// Bytes of JSON kept at most.
const KEEP_BYTES: usize = 1024 * 1024;
/// Rows read at once.
pub const PAGE: u32 = 256;
/// The longest time between two looks at the rows while no hint comes and they show nothing new; it begins with [`Log::SILENCE`].
const LONG_SILENCE: Duration = Duration::from_secs(15);
/// Pause after a failed read of the rows.
const AFTER_FAILURE: Duration = Duration::from_millis(500);

/// See the module. `L::Key` orders the events: the number in the stream, or the global position.
pub struct Feed<L: Log> {
    pub log: L,
    ring: Mutex<Ring<L::Key>>,
    /// Key of the newest event in the ring (or below it).
    top: watch::Sender<L::Key>,
    /// Something may be in the rows that is not in the ring.
    dirty: Notify,
    /// An event that ends the stream passed by.
    ended: watch::Sender<bool>,
    stop: CancellationToken,
}

struct Ring<K> {
    /// Everything above this key and up to the top is in `frames`.
    floor: K,
    frames: VecDeque<Arc<Frame<K>>>,
    bytes: usize,
}

impl<L: Log> Feed<L> {
    /// A feed that begins at the head of the log, and the task that keeps it filled until `stop`.
    pub fn start(log: L, head: L::Key, stop: CancellationToken) -> Arc<Self> {
        let feed = Arc::new(Self {
            log,
            ring: Mutex::new(Ring { floor: head.clone(), frames: VecDeque::new(), bytes: 0 }),
            top: watch::Sender::new(head),
            dirty: Notify::new(),
            ended: watch::Sender::new(false),
            stop,
        });
        let filler = Arc::clone(&feed);
        tokio::spawn(async move { filler.fill().await });
        feed
    }

    /// Key of the newest event known.
    pub fn top(&self) -> L::Key {
        self.top.borrow().clone()
    }

    /// Wakes when the top rises.
    pub fn watch(&self) -> watch::Receiver<L::Key> {
        self.top.subscribe()
    }

    /// Becomes true when an event that ends the stream has passed.
    pub fn ended(&self) -> watch::Receiver<bool> {
        self.ended.subscribe()
    }

    /// Says that the rows may hold more.
    pub fn mark_dirty(&self) {
        self.dirty.notify_one();
    }

    /// Appends what follows the top without a hole; returns whether there was a hole.
    pub fn push(&self, frames: impl IntoIterator<Item = Frame<L::Key>>) -> bool {
        let mut ring = self.lock();
        let mut top = self.top();
        let mut hole = false;
        for frame in frames {
            if frame.key <= top {
                continue;
            }
            if !L::follows(&top, &frame.key) {
                hole = true;
                break;
            }
            if frame.ends_stream {
                self.ended.send_replace(true);
            }
            top = frame.key.clone();
            ring.bytes += frame.json.len();
            ring.frames.push_back(Arc::new(frame));
        }
        while ring.frames.len() > KEEP || ring.bytes > KEEP_BYTES {
            let Some(oldest) = ring.frames.pop_front() else { break };
            ring.bytes -= oldest.json.len();
            ring.floor = oldest.key.clone();
        }
        drop(ring);
        self.top.send_if_modified(|known| {
            let risen = top > *known;
            if risen {
                known.clone_from(&top);
            }
            risen
        });
        hole
    }

    /// Up to `most` events after `position`, or `None` when the feed does not reach back that far.
    pub fn after(&self, position: &L::Key, most: usize) -> Option<Vec<Arc<Frame<L::Key>>>> {
        let ring = self.lock();
        if *position < ring.floor {
            return None;
        }
        let first = ring.frames.partition_point(|frame| frame.key <= *position);
        Some(ring.frames.iter().skip(first).take(most).cloned().collect())
    }

    /// Events after `position` that are in the ring; a lower bound when the ring does not reach back that far.
    pub fn waiting(&self, position: &L::Key) -> usize {
        let ring = self.lock();
        ring.frames.len() - ring.frames.partition_point(|frame| frame.key <= *position)
    }

    fn lock(&self) -> MutexGuard<'_, Ring<L::Key>> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads rows whenever somebody says so, and after a silence.
    async fn fill(&self) {
        let mut silence = L::SILENCE;
        let mut top = self.watch();
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.dirty.notified() => silence = L::SILENCE,
                _ = top.changed() => {
                    silence = L::SILENCE;
                    continue;
                }
                () = tokio::time::sleep(silence) => silence = (silence * 2).min(LONG_SILENCE),
            }
            while !self.stop.is_cancelled() {
                match self.log.read(&self.top(), PAGE).await {
                    Ok(frames) => {
                        let full = frames.len() >= PAGE as usize;
                        if !frames.is_empty() {
                            silence = L::SILENCE;
                        }
                        self.push_rows(frames);
                        if !full {
                            break;
                        }
                    }
                    Err(error) => {
                        tracing::debug!(error = %error, "Events could not be read; trying again");
                        tokio::time::sleep(AFTER_FAILURE).await;
                    }
                }
            }
        }
    }

    /// Rows are complete by themselves: a hole before them means that older rows are gone, and the ring begins anew.
    fn push_rows(&self, frames: Vec<Frame<L::Key>>) {
        if let Some(first) = frames.first() {
            let top = self.top();
            if first.key > top && !L::follows(&top, &first.key) {
                let mut ring = self.lock();
                ring.frames.clear();
                ring.bytes = 0;
                ring.floor = L::before(&first.key);
                self.top.send_replace(ring.floor.clone());
            }
        }
        self.push(frames);
    }
}
