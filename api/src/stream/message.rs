//! What goes over `/ws` beside events.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::problem::Problem;

/// Codes with which the server closes a socket.
pub mod close {
    /// The server stops; connect again.
    pub const GOING_AWAY: u16 = 1001;
    /// Only text messages are read.
    pub const UNSUPPORTED: u16 = 1003;
    /// A message was larger than the server reads.
    pub const TOO_BIG: u16 = 1009;
    /// The database did not answer at the start; connect again.
    pub const TRY_AGAIN: u16 = 1013;
    /// The client took too little; connect again and resume.
    pub const TOO_SLOW: u16 = 4008;
    /// The key was revoked.
    pub const UNAUTHORIZED: u16 = 4401;
    /// The key does not reach what the address names.
    pub const FORBIDDEN: u16 = 4403;
    /// What the address names does not exist.
    pub const NOT_FOUND: u16 = 4404;
    /// Nothing was heard from the client, not even a pong.
    pub const SILENT: u16 = 4408;
    /// More messages than the server takes.
    pub const TOO_MANY: u16 = 4429;
}

/// What a client may say.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Follow a topic: `run:{id}` or `all`. A topic that is followed already begins anew.
    Subscribe {
        topic: String,
        /// Go on after this event: its `seq`, or on `all` its `position`. Absent: only what comes.
        #[serde(default)]
        after: Option<Value>,
    },
    Unsubscribe {
        topic: String,
    },
    Ping {},
}

/// What the server says beside events.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage<'a> {
    /// Events of the topic follow; `head` is the place of the newest one now.
    Subscribed {
        topic: &'a str,
        head: Value,
    },
    Unsubscribed {
        topic: &'a str,
    },
    Pong {},
    /// A message could not be obeyed; the socket stays open.
    Error {
        #[serde(skip_serializing_if = "Option::is_none")]
        topic: Option<&'a str>,
        status: u16,
        code: &'a str,
        detail: &'a str,
    },
}

impl<'a> ServerMessage<'a> {
    /// A problem as a message.
    #[must_use]
    pub fn error(topic: Option<&'a str>, problem: &'a Problem) -> Self {
        Self::Error { topic, status: problem.status.as_u16(), code: problem.code, detail: &problem.detail }
    }

    /// The message as text.
    #[must_use]
    pub fn text(&self) -> String {
        // cannot fail: plain structs
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Why a message of a client makes no sense.
///
/// # Errors
/// 400 with what was expected.
pub fn read(text: &str) -> Result<ClientMessage, Problem> {
    serde_json::from_str(text).map_err(|error| {
        Problem::bad_request(format!(
            "This message is not understood ({error}). Send {{\"type\":\"subscribe\",\"topic\":\"run:…\",\"after\":0}}, {{\"type\":\"unsubscribe\",\"topic\":\"…\"}} or {{\"type\":\"ping\"}}."
        ))
    })
}
