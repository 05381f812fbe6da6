//! `WS /ws`: one socket, any number of topics.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

use flowtilla_shared::domain::ids::AgentSessionId;
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use poem::web::websocket::{CloseCode, Message, WebSocketConfig, WebSocketStream};
use tokio::{
    sync::mpsc,
    task::AbortHandle,
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    chat,
    follow::{After, Following},
    hub::Subscription,
    log::Log,
    message::{ClientMessage, ServerMessage, close, read},
};
use crate::{caller::Identity, problem::Problem, state::State};

/// Topics that one socket may follow.
const MAX_TOPICS: usize = 64;
/// Largest message of a client in bytes.
const MAX_MESSAGE: usize = 64 * 1024;
/// Time between two pings of the server.
const PING_EVERY: Duration = Duration::from_secs(25);
/// A client that has not even answered pings for this long is gone.
const SILENT_AFTER: Duration = Duration::from_secs(60);
/// How often a write that waits is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A single write that takes this long is too slow, whatever waits behind it.
const WRITE_DEADLINE: Duration = Duration::from_secs(20);
/// How long a client that was too slow may take to read what is on the way, and why it was closed.
const FAREWELL: Duration = Duration::from_secs(20);
/// How long a client may take to say goodbye in its turn.
const GOODBYE: Duration = Duration::from_secs(1);
/// Messages of a client within [`FLOOD_WINDOW`] before it is closed.
const FLOOD: u32 = 200;
const FLOOD_WINDOW: Duration = Duration::from_secs(10);
/// Events between the pumps and the socket.
const CHANNEL: usize = 8;

/// Small buffers: thousands of sockets are mostly idle.
#[must_use]
pub fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(4 * 1024)
        .write_buffer_size(0)
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE))
}

/// Why a socket ends.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    /// The client went away; nothing to say.
    Gone,
    /// Close with a code and a reason.
    Close(u16, &'static str),
}

/// The topic that a pump belongs to, and the event.
type Outgoing = (u64, Arc<str>);

struct Topic {
    id: u64,
    pump: AbortHandle,
    /// Events that wait for this client.
    waiting: Box<dyn Fn() -> usize + Send + Sync>,
}

impl Drop for Topic {
    fn drop(&mut self) {
        self.pump.abort();
    }
}

struct Socket {
    /// The agent session whose chat this is.
    chat: Option<AgentSessionId>,
    state: Arc<State>,
    caller: Identity,
    sink: SplitSink<WebSocketStream, Message>,
    topics: HashMap<String, Topic>,
    next_id: u64,
    outgoing: mpsc::Sender<Outgoing>,
    heard: Instant,
    flood: (Instant, u32),
}

/// Serves one socket to its end. `first` is what the address asked to follow; `chat` is the session that it is a chat with.
pub async fn serve(
    state: Arc<State>,
    caller: Identity,
    stream: WebSocketStream,
    first: Option<(String, After)>,
    chat: Option<AgentSessionId>,
) {
    let _counted = state.sockets.open_socket();
    let (sink, mut stream) = stream.split();
    let (outgoing, mut incoming) = mpsc::channel(CHANNEL);
    let now = Instant::now();
    let mut socket =
        Socket { chat, state, caller, sink, topics: HashMap::new(), next_id: 0, outgoing, heard: now, flood: (now, 0) };
    let end = match first {
        None => None,
        Some((topic, after)) => socket.follow_address(&topic, after).await.err(),
    };
    let end = match end {
        Some(end) => end,
        None => socket.run(&mut stream, &mut incoming).await,
    };
    socket.topics.clear();
    if let End::Close(code, reason) = end {
        if code == close::TOO_SLOW {
            socket.state.sockets.slow.fetch_add(1, Ordering::Relaxed);
        }
        tracing::debug!(code, "A socket is closed: {reason}");
        let shutdown = socket.state.shutdown.clone();
        farewell(socket.sink, stream, code, reason, &shutdown).await;
    }
}

/// Says why, and waits a moment for the client's goodbye: a socket dropped at once may lose what is on the way.
async fn farewell(
    mut sink: SplitSink<WebSocketStream, Message>,
    mut stream: SplitStream<WebSocketStream>,
    code: u16,
    reason: &str,
    shutdown: &CancellationToken,
) {
    let close = sink.send(Message::Close(Some((CloseCode::from(code), reason.to_owned()))));
    let patience = async {
        // a client that takes nothing must not hold up the end of the server
        if !shutdown.is_cancelled() {
            let _ = timeout(FAREWELL, shutdown.cancelled()).await;
        }
        sleep(GOODBYE).await;
    };
    let told = tokio::select! {
        sent = close => sent.is_ok(),
        () = patience => false,
    };
    let goodbye = async { while !matches!(stream.next().await, None | Some(Err(_) | Ok(Message::Close(_)))) {} };
    if told {
        // gone either way
        let _ = timeout(GOODBYE, goodbye).await;
    }
}

impl Socket {
    async fn run(&mut self, stream: &mut SplitStream<WebSocketStream>, incoming: &mut mpsc::Receiver<Outgoing>) -> End {
        let mut revoked = self.state.revoked.subscribe();
        // the key may have ended while the socket was opened
        revoked.mark_changed();
        let mut ping_at = Instant::now() + PING_EVERY;
        let shutdown = self.state.shutdown.clone();
        loop {
            let step = tokio::select! {
                () = shutdown.cancelled() => Err(End::Close(close::GOING_AWAY, "The server stops. Connect again and resume.")),
                Ok(()) = revoked.changed() => self.check_key(),
                message = stream.next() => self.heard(message).await,
                Some((id, json)) = incoming.recv() => {
                    if self.topics.values().any(|topic| topic.id == id) { self.send(&json).await } else { Ok(()) }
                }
                () = sleep_until(ping_at) => {
                    ping_at = Instant::now() + PING_EVERY;
                    if self.heard.elapsed() > SILENT_AFTER {
                        Err(End::Close(close::SILENT, "Nothing was heard from this client for a minute."))
                    } else {
                        self.write(Message::Ping(Vec::new())).await
                    }
                }
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    /// Whether the key still holds.
    fn check_key(&self) -> Result<(), End> {
        if self.state.keys.still_valid(&self.caller) {
            return Ok(());
        }
        Err(End::Close(close::UNAUTHORIZED, "The key was revoked or has expired."))
    }

    async fn heard(&mut self, message: Option<std::io::Result<Message>>) -> Result<(), End> {
        self.heard = Instant::now();
        match message {
            None | Some(Ok(Message::Close(_))) => Err(End::Gone),
            Some(Err(error)) if error.to_string().contains("too long") => {
                Err(End::Close(close::TOO_BIG, "Messages of a client may have 64 KiB."))
            }
            Some(Err(error)) if error.kind() == std::io::ErrorKind::Other => {
                Err(End::Close(1002, "This is not the WebSocket protocol."))
            }
            Some(Err(_)) => Err(End::Gone),
            Some(Ok(Message::Binary(_))) => Err(End::Close(close::UNSUPPORTED, "Only text messages are read.")),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => self.count_message(),
            Some(Ok(Message::Text(text))) => {
                self.count_message()?;
                self.obey(&text).await
            }
        }
    }

    fn count_message(&mut self) -> Result<(), End> {
        let (began, count) = &mut self.flood;
        if began.elapsed() > FLOOD_WINDOW {
            (*began, *count) = (Instant::now(), 0);
        }
        *count += 1;
        if *count > FLOOD { Err(End::Close(close::TOO_MANY, "More than 200 messages within 10 s.")) } else { Ok(()) }
    }

    async fn obey(&mut self, text: &str) -> Result<(), End> {
        if let Some(id) = self.chat {
            let answer = chat::obey(&self.state, &self.caller, id, text).await;
            return match answer {
                Some(answer) => self.send(&answer).await,
                None => Ok(()),
            };
        }
        let (topic, outcome) = match read(text) {
            Ok(ClientMessage::Ping {}) => return self.send(&ServerMessage::Pong {}.text()).await,
            Ok(ClientMessage::Unsubscribe { topic }) => {
                self.topics.remove(&topic);
                return self.send(&ServerMessage::Unsubscribed { topic: &topic }.text()).await;
            }
            Ok(ClientMessage::Subscribe { topic, after }) => {
                let outcome = match After::from_json(after.as_ref()) {
                    Ok(after) => self.follow(&topic, after).await,
                    Err(problem) => Ok(Err(problem)),
                };
                (Some(topic), outcome?)
            }
            Err(problem) => (None, Err(problem)),
        };
        match outcome {
            Ok(()) => Ok(()),
            Err(problem) => self.send(&ServerMessage::error(topic.as_deref(), &problem).text()).await,
        }
    }

    /// What the address asks for must exist, else the socket is closed.
    async fn follow_address(&mut self, topic: &str, after: After) -> Result<(), End> {
        match self.follow(topic, after).await? {
            Ok(()) => Ok(()),
            Err(problem) => Err(match problem.status.as_u16() {
                403 => End::Close(close::FORBIDDEN, "This key does not reach that topic."),
                503 => End::Close(close::TRY_AGAIN, "The database does not answer. Connect again."),
                _ => End::Close(close::NOT_FOUND, "There is no such topic."),
            }),
        }
    }

    /// Follows a topic: first the word that it is followed, then its events.
    async fn follow(&mut self, topic: &str, after: After) -> Result<Result<(), Problem>, End> {
        self.topics.remove(topic);
        if self.topics.len() >= MAX_TOPICS {
            let detail = format!("One socket follows at most {MAX_TOPICS} topics; the topic `all` has every event.");
            return Ok(Err(Problem::new(poem::http::StatusCode::TOO_MANY_REQUESTS, "too-many-topics", detail)));
        }
        let following = match Following::start(&self.state.hub, self.caller.project, topic, after).await {
            Ok(following) => following,
            Err(problem) => return Ok(Err(problem)),
        };
        self.send(&ServerMessage::Subscribed { topic, head: following.head() }.text()).await?;
        self.next_id += 1;
        let (id, outgoing) = (self.next_id, self.outgoing.clone());
        let entry = match following {
            Following::Run(subscription) => pump(id, subscription, outgoing),
            Following::All(subscription) => pump(id, subscription, outgoing),
        };
        self.topics.insert(topic.to_owned(), entry);
        Ok(Ok(()))
    }

    async fn send(&mut self, text: &str) -> Result<(), End> {
        self.state.sockets.messages.fetch_add(1, Ordering::Relaxed);
        self.write(Message::Text(text.to_owned())).await
    }

    /// Writes one message, unless the client takes nothing while more and more waits for it.
    async fn write(&mut self, message: Message) -> Result<(), End> {
        let began = Instant::now();
        let backlog = self.state.config.api.socket_backlog;
        let topics = &self.topics;
        let writing = self.sink.send(message);
        tokio::pin!(writing);
        loop {
            tokio::select! {
                outcome = &mut writing => return outcome.map_err(|_| End::Gone),
                () = sleep(LOOK_EVERY) => {
                    let waiting: usize = topics.values().map(|topic| (topic.waiting)()).sum();
                    if waiting > backlog || began.elapsed() > WRITE_DEADLINE {
                        return Err(End::Close(close::TOO_SLOW, "Too slow: events waited longer than they are kept for one client. Connect again and resume."));
                    }
                }
            }
        }
    }
}

/// Carries the events of one subscription to the socket, one behind the other.
fn pump<L: Log>(id: u64, subscription: Subscription<L>, outgoing: mpsc::Sender<Outgoing>) -> Topic {
    let Subscription { mut tail, followed } = subscription;
    let place = Arc::new(Mutex::new(tail.position().clone()));
    let feed = Arc::clone(tail.feed());
    let told = Arc::clone(&place);
    let task = tokio::spawn(async move {
        let _followed = followed;
        loop {
            let frame = tail.next().await;
            if outgoing.send((id, Arc::clone(&frame.json))).await.is_err() {
                return;
            }
            *told.lock().unwrap_or_else(PoisonError::into_inner) = frame.key.clone();
        }
    });
    let waiting = Box::new(move || {
        let place = place.lock().unwrap_or_else(PoisonError::into_inner).clone();
        feed.waiting(&place)
    });
    Topic { id, pump: task.abort_handle(), waiting }
}
