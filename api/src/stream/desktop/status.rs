//! `WS /ws/vnc/{session_id}`: how the desktop of a session is, and who drives it, whenever that changes.

use std::sync::Arc;

use chrono::Utc;
use flowtilla_shared::{
    domain::{agent::session_topic, ids::AgentSessionId},
    store::{self, ViewedSession},
};
use futures_util::{StreamExt, stream::SplitStream};
use poem::web::websocket::{Message, WebSocketConfig, WebSocketStream};
use serde_json::{Value, json};

use super::Changes;
use crate::{
    caller::Identity,
    state::State,
    stream::{
        message::{ServerMessage, close},
        watcher::{End, Watcher},
    },
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
    watcher: Watcher,
    id: AgentSessionId,
    told: Option<ViewedSession>,
}

/// Serves one watcher to the end.
pub async fn serve(state: Arc<State>, caller: Identity, id: AgentSessionId, stream: WebSocketStream) {
    let _counted = state.sockets.open_socket();
    let (sink, mut stream) = stream.split();
    let mut watching = Watching { watcher: Watcher::new(state.clone(), caller, sink), id, told: None };
    let end = watching.run(&mut stream).await;
    watching.watcher.close(end).await;
}

impl Watching {
    async fn run(&mut self, stream: &mut SplitStream<WebSocketStream>) -> End {
        let state = Arc::clone(&self.watcher.state);
        let mut changes = Changes::of(&state, self.id);
        let mut pings = super::pings();
        let mut revoked = state.revoked.subscribe();
        // the key may have ended while the socket was opened
        revoked.mark_changed();
        loop {
            let step = tokio::select! {
                () = state.shutdown.cancelled() => Err(End::Close(close::GOING_AWAY, "The server stops. Connect again.")),
                Ok(()) = revoked.changed() => self.watcher.check_key(),
                message = stream.next() => self.heard(message).await,
                _ = pings.tick() => self.watcher.ping().await,
                () = changes.next() => self.look().await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn look(&mut self) -> Result<(), End> {
        let Watcher { state, caller, .. } = &self.watcher;
        match state.store.desktop_views().look(caller.project, self.id).await {
            Ok(seen) if self.told.as_ref() == Some(&seen) => Ok(()),
            Ok(seen) => {
                let text = told(self.id, &seen).to_string();
                self.told = Some(seen);
                self.watcher.write(Message::Text(text)).await
            }
            Err(store::Error::NotFound { .. }) => Err(End::Close(close::NOT_FOUND, "This session was deleted.")),
            // it will be asked again
            Err(_) => Ok(()),
        }
    }

    async fn heard(&mut self, message: Option<std::io::Result<Message>>) -> Result<(), End> {
        let Some(text) = self.watcher.hear(message)? else { return Ok(()) };
        let said: Option<Value> = serde_json::from_str(&text).ok();
        if said.is_some_and(|said| said["type"] == "ping") {
            return self.watcher.write(Message::Text(ServerMessage::Pong {}.text())).await;
        }
        let detail = "Only {\"type\":\"ping\"} is read here; POST /api/v1/sessions/{id}/control takes a desktop over.";
        let error = ServerMessage::Error { topic: None, status: 400, code: "bad-message", detail };
        self.watcher.write(Message::Text(error.text())).await
    }
}
