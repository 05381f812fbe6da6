//! Takes rings out of Redis and hands them to the worker loop: one at a time, and only while a slot is free.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc},
    time,
};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::lane::{LEASE, Lane};
use crate::link::Heard;

/// How often Redis is asked when no wake-up came.
const POLL: Duration = Duration::from_secs(1);

/// A ring that was taken, with the slot that it may use.
#[derive(Debug)]
pub struct Ring {
    pub id: Uuid,
    pub slot: OwnedSemaphorePermit,
    pub taken: Taken,
}

/// The lease on a ring in Redis, renewed until [`Taken::finish`]. Dropping it lets the lease run out.
#[derive(Debug)]
pub struct Taken {
    member: Vec<u8>,
    held: Arc<Mutex<HashSet<Vec<u8>>>>,
}

impl Taken {
    /// Forgets the ring. When Redis does not answer, the ring comes back later and finds nothing to do.
    pub async fn finish(self, lane: &Lane) {
        let member = self.member.clone();
        drop(self);
        if let Err(cause) = lane.finish(&member, false).await {
            tracing::debug!(error = %cause, "A ring was not forgotten; it will come back");
        }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.member);
    }
}

/// The tasks that feed one worker loop; dropping it ends them.
pub struct Feed {
    pub rings: mpsc::Receiver<Ring>,
    _tasks: DropGuard,
}

/// Starts to take rings, until `shutdown`.
pub fn start(lane: &Lane, slots: Arc<Semaphore>, shutdown: &CancellationToken) -> Feed {
    let (give, rings) = mpsc::channel(1);
    let held = Arc::new(Mutex::new(HashSet::new()));
    let wake = Arc::new(Notify::new());
    let end = CancellationToken::new();
    tokio::spawn(end.clone().run_until_cancelled_owned(listen(lane.clone(), Arc::clone(&wake))));
    // the leases are kept while handlers run, also after `shutdown`
    tokio::spawn(end.clone().run_until_cancelled_owned(keep(lane.clone(), Arc::clone(&held))));
    tokio::spawn(shutdown.clone().run_until_cancelled_owned(take(lane.clone(), slots, held, wake, give)));
    Feed { rings, _tasks: end.drop_guard() }
}

/// Turns wake-ups on the channel into notifications; a new subscription counts as one, as some may have been missed.
async fn listen(lane: Lane, wake: Arc<Notify>) {
    let mut heard = lane.link.listen(vec![lane.wake.clone()], 64);
    while let Some(Heard::Connected | Heard::Message { .. }) = heard.recv().await {
        wake.notify_one();
    }
}

/// Renews the leases of the rings in hand and brings back those of dead workers.
async fn keep(lane: Lane, held: Arc<Mutex<HashSet<Vec<u8>>>>) {
    let mut beat = time::interval(LEASE / 4);
    beat.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        let mine: Vec<Vec<u8>> = held.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect();
        let kept = async {
            if !mine.is_empty() {
                lane.renew(&mine).await?;
            }
            lane.reap().await
        };
        if let Err(cause) = kept.await {
            tracing::debug!(error = %cause, "The leases of {} rings were not renewed", mine.len());
        }
    }
}

/// Waits for a slot, then for a ring; gives both away; again.
async fn take(
    lane: Lane,
    slots: Arc<Semaphore>,
    held: Arc<Mutex<HashSet<Vec<u8>>>>,
    wake: Arc<Notify>,
    give: mpsc::Sender<Ring>,
) {
    let mut troubled = false;
    // ends only when the worker closes the semaphore or drops the feed
    while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
        let member = loop {
            match lane.claim().await {
                Ok(Some(member)) => break member,
                Ok(None) => {
                    if std::mem::take(&mut troubled) {
                        tracing::info!("Redis answers again");
                    }
                    // a permit that was stored by an earlier wake-up costs one more look
                    let _ = time::timeout(POLL, wake.notified()).await;
                }
                Err(cause) => {
                    if !std::mem::replace(&mut troubled, true) {
                        tracing::warn!(error = %cause, "Redis does not answer; asking again once a second");
                    }
                    time::sleep(POLL).await;
                }
            }
        };
        let Some(id) = std::str::from_utf8(&member).ok().and_then(|text| text.parse::<Uuid>().ok()) else {
            tracing::warn!("A message in the queue is no id; it was set aside: {:?}", String::from_utf8_lossy(&member));
            if let Err(cause) = lane.finish(&member, true).await {
                tracing::debug!(error = %cause, "The message was not set aside");
            }
            continue;
        };
        held.lock().unwrap_or_else(PoisonError::into_inner).insert(member.clone());
        let taken = Taken { member, held: Arc::clone(&held) };
        if give.send(Ring { id, slot, taken }).await.is_err() {
            return;
        }
    }
}
