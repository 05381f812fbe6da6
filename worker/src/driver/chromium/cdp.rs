//! A small client of the Chrome DevTools Protocol: one WebSocket per browser, many flattened target sessions on it.
//!
//! Answers go to whoever asked, by id; events go to one [`Events`] sink, synchronously and in order. Frames are not parsed
//! further than routing needs. Every command has a deadline; a closed socket fails everything that is under way.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{Sink, SinkExt, Stream, StreamExt};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};
use tokio_util::sync::CancellationToken;

use crate::driver::socket;

/// Why a command has no result.
#[derive(Debug, thiserror::Error)]
pub enum CdpError {
    /// The browser is gone, or has closed its socket.
    #[error("the browser closed the connection")]
    Closed,
    /// The target session is gone: its tab or frame was closed, or its process died.
    #[error("the page is gone: {0}")]
    Detached(&'static str),
    #[error("the browser did not answer {0} in time")]
    TimedOut(&'static str),
    /// The browser refused the command.
    #[error("{message}")]
    Refused { method: &'static str, message: String },
    #[error("the browser's answer to {method} was not understood: {message}")]
    Garbled { method: &'static str, message: String },
}

impl CdpError {
    /// The document that the command was for has been replaced: ask again in the new one.
    pub fn document_replaced(&self) -> bool {
        match self {
            Self::Refused { message, .. } => [
                "Execution context was destroyed",
                "Cannot find context",
                "uniqueContextId not found",
                "navigated or closed",
            ]
            .iter()
            .any(|words| message.contains(words)),
            Self::Closed | Self::Detached(_) | Self::TimedOut(_) | Self::Garbled { .. } => false,
        }
    }

    /// One document of the tab is just taking the place of another; the question can be asked again at once.
    pub fn between_documents(&self) -> bool {
        match self {
            Self::Refused { message, .. } => message.contains("Not attached to an active page"),
            Self::Closed | Self::Detached(_) | Self::TimedOut(_) | Self::Garbled { .. } => false,
        }
    }

    /// The session that the command was for does not exist any more.
    pub fn session_gone(&self) -> bool {
        match self {
            Self::Refused { message, .. } => message.contains("Session with given id not found"),
            Self::Detached(_) => true,
            Self::Closed | Self::TimedOut(_) | Self::Garbled { .. } => false,
        }
    }
}

/// One event of the browser; `params` is not parsed yet.
#[derive(Debug, Deserialize)]
pub struct Event<'a> {
    #[serde(borrow)]
    pub method: &'a str,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    /// The target session it comes from; none: the browser itself.
    #[serde(borrow, rename = "sessionId")]
    pub session: Option<&'a str>,
}

impl<'a> Event<'a> {
    /// The parameters, or `None` when they do not have that shape.
    pub fn read<T: Deserialize<'a>>(&self) -> Option<T> {
        serde_json::from_str(self.params.map_or("{}", RawValue::get)).ok()
    }
}

/// Where events go. Called in order from the socket's task: it must be quick and must not wait.
pub trait Events: Send + Sync {
    fn event(&self, client: &Client, event: &Event<'_>);
    /// The socket is closed; nothing will come any more.
    fn closed(&self);
}

/// An open socket, whatever it goes over.
pub trait Messages:
    Stream<Item = Result<Message, tungstenite::Error>> + Sink<Message, Error = tungstenite::Error> + Unpin + Send + 'static
{
}

impl<T> Messages for T where
    T: Stream<Item = Result<Message, tungstenite::Error>>
        + Sink<Message, Error = tungstenite::Error>
        + Unpin
        + Send
        + 'static
{
}

/// A handle on the socket; cheap to clone.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    out: mpsc::UnboundedSender<String>,
    next: AtomicU64,
    pending: Mutex<HashMap<u64, Pending>>,
    over: CancellationToken,
}

struct Pending {
    session: Option<Arc<str>>,
    answer: oneshot::Sender<Result<Utf8Bytes, CdpError>>,
}

impl Shared {
    fn pending(&self) -> MutexGuard<'_, HashMap<u64, Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Serialize)]
struct Command<'a, P> {
    id: u64,
    method: &'static str,
    params: P,
    #[serde(rename = "sessionId", skip_serializing_if = "Option::is_none")]
    session: Option<&'a str>,
}

#[derive(Deserialize)]
struct Answered<T> {
    result: Option<T>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    message: String,
    #[serde(default)]
    data: Option<String>,
}

impl Client {
    /// Opens the browser's socket (`ws://host:port/devtools/browser/…`, or what a grid offers).
    ///
    /// # Errors
    /// When it does not open before `deadline`.
    pub async fn connect(url: &str, events: Arc<dyn Events>, deadline: Instant) -> anyhow::Result<Self> {
        Ok(Self::over(socket::open(url, deadline).await?, events))
    }

    /// Drives the browser over a socket that is open.
    pub fn over(socket: impl Messages, events: Arc<dyn Events>) -> Self {
        let (out, commands) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            out,
            next: AtomicU64::new(1),
            pending: Mutex::default(),
            over: CancellationToken::new(),
        });
        let client = Self { shared };
        tokio::spawn(client.clone().carry(socket, commands, events));
        client
    }

    /// Sends a command at once and gives what will be its answer. Commands arrive in the order of these calls.
    pub fn post(
        &self,
        session: Option<&Arc<str>>,
        method: &'static str,
        params: impl Serialize,
        deadline: Instant,
    ) -> Reply {
        let id = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let (answer, receiver) = oneshot::channel();
        let command = Command { id, method, params, session: session.map(|s| &**s) };
        match serde_json::to_string(&command) {
            Ok(text) => {
                self.shared.pending().insert(id, Pending { session: session.cloned(), answer });
                // After the insertion, so that either this or the carrier's end fails the command.
                if self.shared.over.is_cancelled() || self.shared.out.send(text).is_err() {
                    self.shared.pending().remove(&id);
                }
            }
            Err(e) => {
                let _ = answer.send(Err(CdpError::Garbled { method, message: e.to_string() }));
            }
        }
        Reply { client: self.clone(), id, method, deadline, receiver }
    }

    /// Sends a command whose answer nobody waits for.
    pub fn tell(&self, session: Option<&Arc<str>>, method: &'static str, params: impl Serialize) {
        let id = self.shared.next.fetch_add(1, Ordering::Relaxed);
        if let Ok(text) = serde_json::to_string(&Command { id, method, params, session: session.map(|s| &**s) }) {
            let _ = self.shared.out.send(text);
        }
    }

    /// Sends a command and waits for its result.
    ///
    /// # Errors
    /// [`CdpError`]; `TimedOut` at the deadline.
    pub async fn call<T: DeserializeOwned>(
        &self,
        session: Option<&Arc<str>>,
        method: &'static str,
        params: impl Serialize,
        deadline: Instant,
    ) -> Result<T, CdpError> {
        self.post(session, method, params, deadline).result().await
    }

    /// Fails every command that is under way on a session that is gone.
    pub fn fail_session(&self, session: &str, why: &'static str) {
        let gone: Vec<Pending> = {
            let mut pending = self.shared.pending();
            let ids: Vec<u64> =
                pending.iter().filter(|(_, p)| p.session.as_deref() == Some(session)).map(|(id, _)| *id).collect();
            ids.iter().filter_map(|id| pending.remove(id)).collect()
        };
        for command in gone {
            let _ = command.answer.send(Err(CdpError::Detached(why)));
        }
    }

    /// Whether the socket is closed.
    pub fn is_closed(&self) -> bool {
        self.shared.over.is_cancelled()
    }

    /// Waits until the socket is closed.
    pub async fn closed(&self) {
        self.shared.over.cancelled().await;
    }

    /// Closes the socket; the browser goes on.
    pub fn close(&self) {
        self.shared.over.cancel();
    }

    /// Carries commands out and answers in, until either side closes.
    async fn carry(
        self,
        mut socket: impl Messages,
        mut commands: mpsc::UnboundedReceiver<String>,
        events: Arc<dyn Events>,
    ) {
        let mut over = std::pin::pin!(self.shared.over.cancelled());
        loop {
            tokio::select! {
                biased;
                () = &mut over => break,
                frame = socket.next() => match frame {
                    Some(Ok(Message::Text(text))) => self.take(text, &*events),
                    Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                },
                command = commands.recv() => {
                    // Everything that waits goes out in one write.
                    let mut next = command;
                    let mut sent = Ok(());
                    while let (Some(text), Ok(())) = (next.take(), &sent) {
                        sent = socket.feed(Message::text(text)).await;
                        next = commands.try_recv().ok();
                    }
                    if sent.is_err() || socket.flush().await.is_err() {
                        break;
                    }
                }
            }
        }
        self.shared.over.cancel();
        let pending = std::mem::take(&mut *self.shared.pending());
        for command in pending.into_values() {
            let _ = command.answer.send(Err(CdpError::Closed));
        }
        events.closed();
        let _ = tokio::time::timeout(Duration::from_millis(200), socket.close()).await;
    }

    fn take(&self, text: Utf8Bytes, events: &dyn Events) {
        if let Some(id) = answer_id(&text) {
            if let Some(command) = self.shared.pending().remove(&id) {
                let _ = command.answer.send(Ok(text));
            }
        } else if let Ok(event) = serde_json::from_str::<Event<'_>>(&text) {
            events.event(self, &event);
        }
    }
}

/// The id of an answer, which Chromium always writes first; `None` for events.
fn answer_id(text: &str) -> Option<u64> {
    let rest = text.strip_prefix("{\"id\":")?;
    rest.get(..rest.find(|c: char| !c.is_ascii_digit())?)?.parse().ok()
}

/// The answer to a command that is under way.
pub struct Reply {
    client: Client,
    id: u64,
    method: &'static str,
    deadline: Instant,
    receiver: oneshot::Receiver<Result<Utf8Bytes, CdpError>>,
}

impl Reply {
    /// Waits for the result.
    ///
    /// # Errors
    /// [`CdpError`]; `TimedOut` at the command's deadline.
    pub async fn result<T: DeserializeOwned>(mut self) -> Result<T, CdpError> {
        let method = self.method;
        let text = match tokio::time::timeout_at(self.deadline.into(), &mut self.receiver).await {
            Ok(Ok(answer)) => answer?,
            Ok(Err(_)) => return Err(CdpError::Closed),
            Err(_) => return Err(CdpError::TimedOut(method)),
        };
        let answered: Answered<T> =
            serde_json::from_str(&text).map_err(|e| CdpError::Garbled { method, message: e.to_string() })?;
        match answered {
            Answered { result: Some(result), .. } => Ok(result),
            Answered { error: Some(Refusal { message, data }), .. } => Err(CdpError::Refused {
                method,
                message: data.map_or_else(|| message.clone(), |data| format!("{message}: {data}")),
            }),
            Answered { .. } => Err(CdpError::Garbled { method, message: "no result in it".into() }),
        }
    }

    /// Waits until the command is done, whatever it gives back.
    ///
    /// # Errors
    /// As [`Reply::result`].
    pub async fn done(self) -> Result<(), CdpError> {
        self.result::<serde::de::IgnoredAny>().await.map(drop)
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        self.client.shared.pending().remove(&self.id);
    }
}
