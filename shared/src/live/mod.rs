//! Hints over Redis publish-subscribe: "this stream is now at that number", with the events when they are small.
//!
//! A hint may be lost; a subscriber that sees a gap reads the rows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use crate::{
    config,
    domain::{
        ids::{ApiKeyId, BrowserSessionId, ExecutionId},
        journal::Committed,
    },
};

/// Something that other processes should do at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum ControlMessage {
    CancelExecution(ExecutionId),
    StopBrowser(BrowserSessionId),
    KeyRevoked(ApiKeyId),
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
}

/// The hints of the whole fleet from now on.
pub struct LiveStream {
    hints: broadcast::Receiver<Hint>,
}

/// The control messages of the whole fleet from now on.
pub struct ControlStream {
    messages: broadcast::Receiver<Option<ControlMessage>>,
}

impl Live {
    /// Connects and starts to listen; later losses of the connection are repaired in the background.
    pub async fn connect(config: &config::Redis) -> Result<Self, redis::RedisError> {
        todo!()
    }

    /// Tells every process what was committed. Failures are logged, not returned.
    pub async fn publish(&self, committed: &Committed) {
        todo!()
    }

    #[must_use]
    pub fn subscribe(&self) -> LiveStream {
        todo!()
    }

    /// Sends a control message. Failures are logged, not returned: rows carry the same request.
    pub async fn control(&self, message: ControlMessage) {
        todo!()
    }

    #[must_use]
    pub fn subscribe_control(&self) -> ControlStream {
        todo!()
    }
}

impl LiveStream {
    /// The next hint; [`Hint::Gap`] after a reconnect, or when this subscriber was too slow. Waits for ever.
    pub async fn next(&mut self) -> Hint {
        todo!()
    }
}

impl ControlStream {
    /// The next message, or `None` after a gap: read from the rows what was asked for. Waits for ever.
    pub async fn next(&mut self) -> Option<ControlMessage> {
        todo!()
    }
}
