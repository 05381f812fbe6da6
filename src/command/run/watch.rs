//! Waits for the end of a run, of the time, or of the person's patience.

use std::{future::pending, time::Duration};

use flowtilla_shared::domain::event::{Envelope, Event};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{
    client::Client,
    follow::{Follower, News},
};
use crate::{exit::Failure, signals::Signals};

/// What the server gets beyond the time that it was given itself.
const GRACE: Duration = Duration::from_secs(5);
/// Longest wait for the end of a run that was cancelled.
const AFTER_CANCEL: Duration = Duration::from_secs(10);

/// Why the waiting is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Finished,
    TimedOut,
    Stopped,
}

/// Hands every event to `see` until the run is over. A signal, or the end of the time, cancels the run first.
pub async fn watch(
    client: &Client,
    run: &str,
    most: Option<Duration>,
    signals: &Signals,
    mut see: impl FnMut(&Envelope),
) -> Result<End, Failure> {
    let mut follower = Follower::new(client, run);
    let deadline = most.map(|most| Instant::now() + most + GRACE);
    let over = async {
        match deadline {
            Some(deadline) => sleep_until(deadline).await,
            None => pending().await,
        }
    };
    let end = tokio::select! {
        finished = until_finished(client, run, &mut follower, &mut see) => {
            finished?;
            return Ok(End::Finished);
        }
        () = over => End::TimedOut,
        () = signals.stop.cancelled() => End::Stopped,
    };
    let patience = Instant::now() + AFTER_CANCEL;
    let cancelled = async {
        client.cancel(run).await?;
        until_finished(client, run, &mut follower, &mut see).await
    };
    tokio::select! {
        finished = timeout_at(patience, cancelled) => {
            if let Ok(Err(failure)) = finished {
                anstream::eprintln!("the run could not be cancelled: {failure}");
            }
        }
        () = signals.now.cancelled() => {}
    }
    Ok(end)
}

async fn until_finished(
    client: &Client,
    run: &str,
    follower: &mut Follower,
    see: &mut impl FnMut(&Envelope),
) -> Result<(), Failure> {
    loop {
        match follower.next().await? {
            News::Event(envelope) => {
                see(&envelope);
                if matches!(envelope.event, Event::RunFinished { .. }) {
                    return Ok(());
                }
            }
            News::Reset => {
                let detail = client.detail(run).await?;
                if detail.get("finished_at").is_some_and(|at| !at.is_null()) {
                    return Ok(());
                }
            }
        }
    }
}
