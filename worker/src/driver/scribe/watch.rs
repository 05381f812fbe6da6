//! What the recording browser tells, carried from the socket's task to the one that writes.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc;

use crate::driver::chromium::{Client, Event, Events};

/// The events that are of interest.
const WANTED: &[&str] = &[
    "Target.attachedToTarget",
    "Target.detachedFromTarget",
    "Runtime.executionContextCreated",
    "Runtime.executionContextDestroyed",
    "Runtime.executionContextsCleared",
    "Runtime.bindingCalled",
    "Page.frameAttached",
    "Page.frameNavigated",
    "Page.navigatedWithinDocument",
    "Page.javascriptDialogOpening",
    "Page.javascriptDialogClosed",
];

/// One event of the browser.
#[derive(Debug)]
pub struct Happening {
    /// The target session that it comes from; none: the browser itself.
    pub session: Option<Arc<str>>,
    pub method: String,
    pub params: Value,
}

/// Where the socket's task puts events.
pub struct Sink {
    out: mpsc::UnboundedSender<Happening>,
}

impl Sink {
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Happening>) {
        let (out, happenings) = mpsc::unbounded_channel();
        (Self { out }, happenings)
    }
}

impl Events for Sink {
    fn event(&self, _client: &Client, event: &Event<'_>) {
        if !WANTED.contains(&event.method) {
            return;
        }
        let Some(params) = event.read::<Value>() else { return };
        let session = event.session.map(Arc::from);
        let _ = self.out.send(Happening { session, method: event.method.to_owned(), params });
    }

    fn closed(&self) {
        // The receiver sees the end of the channel when the client lets go of us; this tells it at once.
        let _ = self.out.send(Happening { session: None, method: "closed".into(), params: Value::Null });
    }
}
