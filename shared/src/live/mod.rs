//! Hints over Redis publish-subscribe: "this stream is now at that number", with the events when they are small.
//!
//! A hint may be lost; a subscriber that sees a gap reads the rows.

mod view;

pub use view::{Hands, LiveDriver, LivePage, LivePicture, LivePictures, Wish};

use std::{sync::Arc, time::Duration};

use redis::RedisError;
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        mpsc,
    },
    time,
};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    config,
    domain::{
        ids::{AgentSessionId, ApiKeyId, BrowserSessionId, ExecutionId},
        journal::Committed,
    },
    link::{Heard, Link},
    telemetry::metrics,
};

/// A hint whose events are larger than this, in bytes, goes without them.
const INLINE: usize = 32 * 1024;
/// Hints that may wait to be sent, and that may wait for one subscriber, before some are dropped.
const BACKLOG: usize = 4096;
/// Hints sent in one go.
const BATCH: usize = 128;
/// Longest time in which one batch is sent.
const SEND_DEADLINE: Duration = Duration::from_secs(3);

/// Something that other processes should do at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum ControlMessage {
    CancelExecution(ExecutionId),
    StopBrowser(BrowserSessionId),
    KeyRevoked(ApiKeyId),
    /// Somebody looks at this browser, for the next seconds.
    WatchBrowser(BrowserSessionId),
    /// A person wants to drive a browser, drives it, or lets go.
    Hands(Hands),
    /// Something was asked of this agent session: look at its row.
    AgentSession(AgentSessionId),
}

/// What a subscriber hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Hint {
    Committed(Arc<Committed>),
    /// Hints may have been lost: read the heads again.
    Gap,
}

/// One connection to publish and one to listen, shared by the whole process; cheap to clone.
#[derive(Clone)]
pub struct Live {
    hints: broadcast::Sender<Hint>,
    controls: broadcast::Sender<Option<ControlMessage>>,
    outgoing: mpsc::Sender<Outgoing>,
    link: Link,
    prefix: Arc<str>,
    tasks: Arc<DropGuard>,
}

/// The hints of the whole fleet from now on.
pub struct LiveStream {
    hints: broadcast::Receiver<Hint>,
    _tasks: Arc<DropGuard>,
}

/// The control messages of the whole fleet from now on.
pub struct ControlStream {
    messages: broadcast::Receiver<Option<ControlMessage>>,
    _tasks: Arc<DropGuard>,
}

/// A message and which channel it goes to.
struct Outgoing {
    control: bool,
    payload: String,
}

/// The names of the two channels.
#[derive(Clone)]
struct Channels {
    hints: String,
    controls: String,
}

impl Live {
    /// Opens the link and starts to listen; the connection is repaired in the background, so that a process starts and
    /// stays even while Redis is away.
    ///
    /// # Errors
    /// When the address is none.
    pub async fn connect(config: &config::Redis) -> Result<Self, RedisError> {
        let link = Link::open(&config.url)?;
        let channels =
            Channels { hints: format!("{}:live", config.prefix), controls: format!("{}:control", config.prefix) };
        let (hints, _) = broadcast::channel(BACKLOG);
        let (controls, _) = broadcast::channel(BACKLOG);
        let (outgoing, waiting) = mpsc::channel(BACKLOG);
        let end = CancellationToken::new();
        let listen = listen(link.clone(), channels.clone(), hints.clone(), controls.clone());
        tokio::spawn(end.clone().run_until_cancelled_owned(listen));
        // ends when the last handle is gone and everything is sent
        tokio::spawn(send(link.clone(), channels, waiting));
        Ok(Self {
            hints,
            controls,
            outgoing,
            link,
            prefix: config.prefix.as_str().into(),
            tasks: Arc::new(end.drop_guard()),
        })
    }

    /// Tells every process what was committed. Never waits for Redis; what cannot be sent is dropped and logged.
    pub async fn publish(&self, committed: &Committed) {
        if committed.head == 0 {
            return;
        }
        let mut payload = serde_json::to_string(committed);
        if matches!(&payload, Ok(payload) if payload.len() > INLINE) {
            payload = serde_json::to_string(&Committed { envelopes: Vec::new(), ..committed.clone() });
        }
        match payload {
            Ok(payload) => self.give(Outgoing { control: false, payload }),
            Err(cause) => tracing::error!(error = %cause, "A hint about `{}` cannot be written", committed.topic),
        }
    }

    /// The hints of the whole fleet from now on, our own among them.
    #[must_use]
    pub fn subscribe(&self) -> LiveStream {
        LiveStream { hints: self.hints.subscribe(), _tasks: Arc::clone(&self.tasks) }
    }

    /// Sends a control message. Never waits for Redis; the rows carry the same request.
    pub async fn control(&self, message: ControlMessage) {
        match serde_json::to_string(&message) {
            Ok(payload) => self.give(Outgoing { control: true, payload }),
            Err(cause) => tracing::error!(error = %cause, "The message {message:?} cannot be written"),
        }
    }

    /// The control messages of the whole fleet from now on, our own among them.
    #[must_use]
    pub fn subscribe_control(&self) -> ControlStream {
        ControlStream { messages: self.controls.subscribe(), _tasks: Arc::clone(&self.tasks) }
    }

    /// Asks Redis for a sign of life, for at most two seconds.
    ///
    /// # Errors
    /// When none comes.
    pub async fn check(&self) -> Result<(), RedisError> {
        self.link.check().await
    }

    fn give(&self, message: Outgoing) {
        if self.outgoing.try_send(message).is_err() {
            metrics::event_dropped();
            tracing::warn!(
                "A live hint was dropped, as Redis does not keep up; subscribers will see a gap and read the rows"
            );
        }
    }
}

impl LiveStream {
    /// The next hint; [`Hint::Gap`] after a reconnect, or when this subscriber was too slow. Waits for ever.
    pub async fn next(&mut self) -> Hint {
        match self.hints.recv().await {
            Ok(hint) => hint,
            Err(RecvError::Lagged(_)) => Hint::Gap,
            // cannot happen while the guard keeps the listening task alive
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

impl ControlStream {
    /// The next message, or `None` after a gap: read from the rows what was asked for. Waits for ever.
    pub async fn next(&mut self) -> Option<ControlMessage> {
        match self.messages.recv().await {
            Ok(message) => message,
            Err(RecvError::Lagged(_)) => None,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Fans out what comes in. Sending fails only while nobody listens.
async fn listen(
    link: Link,
    channels: Channels,
    hints: broadcast::Sender<Hint>,
    controls: broadcast::Sender<Option<ControlMessage>>,
) {
    let mut heard = link.listen(vec![channels.hints.clone(), channels.controls.clone()], BACKLOG);
    while let Some(heard) = heard.recv().await {
        match heard {
            Heard::Connected => {
                let _ = hints.send(Hint::Gap);
                let _ = controls.send(None);
            }
            Heard::Message { channel, payload } if channel == channels.controls => {
                // a message of a later version of this program is none of our business
                if let Ok(message) = serde_json::from_slice(&payload) {
                    let _ = controls.send(Some(message));
                }
            }
            Heard::Message { payload, .. } => {
                let hint = match serde_json::from_slice(&payload) {
                    Ok(committed) => Hint::Committed(Arc::new(committed)),
                    Err(_) => Hint::Gap,
                };
                let _ = hints.send(hint);
            }
        }
    }
}

/// Sends what was given, in order, as much at once as there is.
async fn send(link: Link, channels: Channels, mut waiting: mpsc::Receiver<Outgoing>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let mut pipe = redis::pipe();
        for Outgoing { control, payload } in batch.drain(..) {
            pipe.publish(if control { &channels.controls } else { &channels.hints }, payload).ignore();
        }
        let mut commands = link.commands();
        match time::timeout(SEND_DEADLINE, pipe.query_async::<()>(&mut commands)).await {
            Ok(Ok(())) => {}
            Ok(Err(cause)) => tracing::debug!(error = %cause, "Live hints were lost"),
            Err(_) => tracing::debug!("Live hints were lost: Redis does not answer"),
        }
    }
}
