//! `WS /ws/vnc/{session_id}`: how the desktop of a session is, and who drives it, whenever that changes.

use std::sync::Arc;

use chrono::Utc;
use flowtilla_shared::{
    domain::{agent::session_topic, ids::AgentSessionId},
    store::{self, ViewedSession},
};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use poem::web::websocket::{Message, WebSocketConfig, WebSocketStream};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use super::{Changes, End, SILENT_AFTER, WRITE_WITHIN};
use crate::{
    caller::Identity,
    state::State,
    stream::message::{ServerMessage, close},
};

/// Largest message of a client in bytes.
const MAX_MESSAGE: usize = 4 * 1024;

/// The bounds of its messages.
#[must_use]
pub fn config() -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE)).max_frame_size(Some(MAX_MESSAGE))
}

/// What is told of a session and its desktop.
#[must_use]
pub fn told(id: AgentSessionId, seen: &ViewedSession) -> Value {
    let driver = seen.desktop.as_ref().map(|desktop| &desktop.driver);
    let desktop = seen.desktop.as_ref().map(|desktop| {
        json!({ "id": desktop.id, "status": desktop.status, "width": desktop.width, "height": desktop.height,
            "worker": desktop.worker_name, "message": desktop.message })
    });
    json!({
        "type": "desktop.status", "at": Utc::now(), "topic": session_topic(id),
        "data": {
            "session": seen.status, "waiting_for": seen.waiting_for, "desktop": desktop,
            "control": driver.map_or("agent", |driver| driver.control.as_str()),
            "by": driver.and_then(|driver| driver.by.as_deref()),
            "until": driver.and_then(|driver| driver.until),
        },
    })
}

struct Watching {
    state: Arc<State>,
    caller: Identity,
    id: AgentSessionId,
    sink: SplitSink<WebSocketStream, Message>,
    told: Option<ViewedSession>,
    heard: Instant,
}

/// Serves one watcher to the end.
pub async fn serve(state: Arc<State>, caller: Identity, id: AgentSessionId, stream: WebSocketStream) {
    let _counted = state.sockets.open_socket();
    let (sink, mut stream) = stream.split();
    let mut watching = Watching { state, caller, id, sink, told: None, heard: Instant::now() };
    let end = watching.run(&mut stream).await;
    super::close(&mut watching.sink, end).await;
}

impl Watching {
    async fn run(&mut self, stream: &mut SplitStream<WebSocketStream>) -> End {
        let mut changes = Changes::of(&self.state, self.id);
        let mut pings = super::pings();
        let mut revoked = self.state.revoked.subscribe();
        // the key may have ended while the socket was opened
        revoked.mark_changed();
        let shutdown = self.state.shutdown.clone();
        loop {
            let step = tokio::select! {
                () = shutdown.cancelled() => Err(End::Close(close::GOING_AWAY, "The server stops. Connect again.")),
                Ok(()) = revoked.changed() => self.check_key(),
                message = stream.next() => self.heard(message).await,
                _ = pings.tick() => self.ping().await,
                () = changes.next() => self.look().await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    fn check_key(&self) -> Result<(), End> {
        if self.state.keys.still_valid(&self.caller) {
            return Ok(());
        }
        Err(End::Close(close::UNAUTHORIZED, "The key was revoked or has expired."))
    }

    async fn ping(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > SILENT_AFTER {
            return Err(End::Close(close::SILENT, "Nothing was heard from this client for a minute."));
        }
        self.write(Message::Ping(Vec::new())).await
    }

    async fn look(&mut self) -> Result<(), End> {
        match self.state.store.desktop_views().look(self.caller.project, self.id).await {
            Ok(seen) if self.told.as_ref() == Some(&seen) => Ok(()),
            Ok(seen) => {
                let text = told(self.id, &seen).to_string();
                self.told = Some(seen);
                self.write(Message::Text(text)).await
            }
            Err(store::Error::NotFound { .. }) => Err(End::Close(close::NOT_FOUND, "This session was deleted.")),
            // it will be asked again
            Err(_) => Ok(()),
        }
    }

    async fn heard(&mut self, message: Option<std::io::Result<Message>>) -> Result<(), End> {
        self.heard = Instant::now();
        match message {
            None | Some(Err(_) | Ok(Message::Close(_))) => Err(End::Gone),
            Some(Ok(Message::Binary(_))) => Err(End::Close(close::UNSUPPORTED, "Only text messages are read.")),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Text(text))) => {
                let said: Option<Value> = serde_json::from_str(&text).ok();
                if said.is_some_and(|said| said["type"] == "ping") {
                    return self.write(Message::Text(ServerMessage::Pong {}.text())).await;
                }
                let detail =
                    "Only {\"type\":\"ping\"} is read here; POST /api/v1/sessions/{id}/control takes a desktop over.";
                let error = ServerMessage::Error { topic: None, status: 400, code: "bad-message", detail };
                self.write(Message::Text(error.text())).await
            }
        }
    }

    async fn write(&mut self, message: Message) -> Result<(), End> {
        match timeout(WRITE_WITHIN, self.sink.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Close(close::TOO_SLOW, "Too slow: a message was not taken in 20 s.")),
        }
    }
}
