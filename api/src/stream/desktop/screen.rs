//! `WS /ws/vnc/{session_id}/rfb`: the screen of a desktop as RFB, for noVNC.
//!
//! Bytes of the VNC server go through as they are, no faster than the client takes them. What the client says passes a filter:
//! keys, mouse and clipboard get through while a person drives and this client may, which can change at any moment.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use flowtilla_shared::{
    domain::{
        agent::Control,
        ids::{AgentDesktopId, AgentSessionId},
        rfb::InputFilter,
    },
    door::Passage,
    store,
};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use poem::web::websocket::{Message, WebSocketConfig, WebSocketStream};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf},
    sync::watch,
    time::{Duration, Instant, timeout},
};

use super::Changes;
use crate::{
    caller::Identity,
    state::State,
    stream::{
        message::close,
        watcher::{End, SILENT_AFTER, WRITE_WITHIN, farewell},
    },
};

/// Bytes of the VNC server that are sent in one message at most.
const PIECE: usize = 64 * 1024;
/// Largest message of a client in bytes; a clipboard is the largest there is.
const MAX_MESSAGE: usize = (1 << 20) + 4096;
/// The take-over lasts this long after the last input…
pub const LASTS: Duration = Duration::from_secs(600);
/// … which is noted this often.
const NOTE_EVERY: Duration = Duration::from_secs(20);

/// The bounds of its messages.
#[must_use]
pub fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE))
        .write_buffer_size(0)
}

/// Somebody who may look.
pub struct Visit {
    pub caller: Identity,
    pub session: AgentSessionId,
    pub desktop: AgentDesktopId,
    /// Whether keys and mouse get through while a person drives.
    pub may_control: bool,
}

/// What the directions of one connection share.
struct Shared {
    state: Arc<State>,
    visit: Visit,
    began: Instant,
    /// Milliseconds after `began` when the client was heard last.
    heard: AtomicU64,
    /// Whether a person drives.
    person: watch::Sender<bool>,
}

/// Serves one client to the end.
pub async fn serve(state: Arc<State>, visit: Visit, passage: Box<dyn Passage>, stream: WebSocketStream) {
    let _counted = state.sockets.open_socket();
    let (mut sink, stream) = stream.split();
    let (pictures, input) = tokio::io::split(passage);
    let shared =
        Shared { state, visit, began: Instant::now(), heard: AtomicU64::new(0), person: watch::Sender::new(false) };
    let end = tokio::select! {
        end = shared.show(pictures, &mut sink) => end,
        end = shared.listen(stream, input) => end,
        end = shared.watch() => end,
    };
    farewell(&mut sink, end).await;
}

impl Shared {
    /// From the VNC server to the client.
    async fn show(
        &self,
        mut pictures: ReadHalf<Box<dyn Passage>>,
        sink: &mut SplitSink<WebSocketStream, Message>,
    ) -> End {
        let mut piece = vec![0; PIECE];
        let mut pings = super::pings();
        loop {
            let message = tokio::select! {
                read = pictures.read(&mut piece) => match read {
                    Ok(0) | Err(_) => return End::Close(1000, "The desktop is closed."),
                    Ok(length) => Message::Binary(piece[..length].to_vec()),
                },
                _ = pings.tick() => {
                    let silent = self.began.elapsed().saturating_sub(Duration::from_millis(self.heard.load(Ordering::Relaxed)));
                    if silent > SILENT_AFTER {
                        return End::Close(close::SILENT, "Nothing was heard from this client for a minute.");
                    }
                    Message::Ping(Vec::new())
                }
            };
            match timeout(WRITE_WITHIN, sink.send(message)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return End::Gone,
                Err(_) => {
                    return End::Close(close::TOO_SLOW, "Too slow: a piece of the picture was not taken in 20 s.");
                }
            }
        }
    }

    /// From the client to the VNC server.
    async fn listen(&self, mut stream: SplitStream<WebSocketStream>, mut input: WriteHalf<Box<dyn Passage>>) -> End {
        let mut filter = InputFilter::default();
        let mut person = self.person.subscribe();
        let mut noted = None;
        loop {
            let bytes = tokio::select! {
                // nobody else holds the other end
                _ = person.changed() => {
                    if *person.borrow_and_update() { continue; }
                    // what is down stays down for good when nobody says otherwise
                    filter.let_go()
                }
                message = stream.next() => {
                    let since = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
                    self.heard.store(since, Ordering::Relaxed);
                    match message {
                        None | Some(Err(_) | Ok(Message::Close(_))) => return End::Gone,
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                        Some(Ok(Message::Text(_))) => return End::Close(close::UNSUPPORTED, "Only binary messages are read."),
                        Some(Ok(Message::Binary(bytes))) => {
                            let drives = self.visit.may_control && *person.borrow();
                            let passed = match filter.pass(&bytes, drives) {
                                Ok(passed) => passed,
                                Err(_) => return End::Close(close::UNSUPPORTED, "This is not RFB as it is spoken here."),
                            };
                            if drives && filter.moved() { self.note(&mut noted).await; }
                            passed
                        }
                    }
                }
            };
            if bytes.is_empty() {
                continue;
            }
            match timeout(WRITE_WITHIN, input.write_all(&bytes)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return End::Close(1000, "The desktop is closed."),
                Err(_) => return End::Close(close::TRY_AGAIN, "The desktop takes no input. Connect again."),
            }
        }
    }

    /// Somebody drives: the take-over goes on.
    async fn note(&self, noted: &mut Option<Instant>) {
        if noted.is_some_and(|noted| noted.elapsed() < NOTE_EVERY) {
            return;
        }
        *noted = Some(Instant::now());
        if let Err(e) = self.state.store.desktop_views().extend(self.visit.desktop, LASTS).await {
            tracing::debug!(error = %e, "The take-over of desktop `{}` was not prolonged", self.visit.desktop);
        }
    }

    /// Learns who drives, and whether the desktop is still the same.
    async fn watch(&self) -> End {
        let Visit { caller, session, desktop, .. } = &self.visit;
        let mut changes = Changes::of(&self.state, *session);
        let mut revoked = self.state.revoked.subscribe();
        // the key may have ended while the socket was opened
        revoked.mark_changed();
        loop {
            tokio::select! {
                () = self.state.shutdown.cancelled() => return End::Close(close::GOING_AWAY, "The server stops. Connect again."),
                Ok(()) = revoked.changed() => {
                    if !self.state.keys.still_valid(caller) {
                        return End::Close(close::UNAUTHORIZED, "The key was revoked or has expired.");
                    }
                    continue;
                }
                () = changes.next() => {}
            }
            let seen = match self.state.store.desktop_views().look(caller.project, *session).await {
                Ok(seen) => seen.desktop.filter(|seen| seen.id == *desktop && seen.door.is_some()),
                Err(store::Error::NotFound { .. }) => None,
                // while nobody knows who drives, no person does
                Err(_) => {
                    self.person.send_if_modified(|person| std::mem::replace(person, false));
                    continue;
                }
            };
            let Some(seen) = seen else { return End::Close(1000, "The desktop is closed.") };
            let now = seen.driver.control == Control::User;
            self.person.send_if_modified(|person| std::mem::replace(person, now) != now);
        }
    }
}
