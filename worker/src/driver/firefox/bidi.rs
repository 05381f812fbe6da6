//! A small client of WebDriver BiDi: one WebSocket per session.
//!
//! Answers go to whoever asked, by id; events go to one [`Events`] sink, synchronously and in order. Every command has a
//! deadline; a closed socket fails everything that is under way.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

use crate::driver::socket::{self, Socket};

/// Why a command has no result.
#[derive(Debug, thiserror::Error)]
pub enum BidiError {
    /// The browser is gone, or has closed its socket.
    #[error("the browser closed the connection")]
    Closed,
    #[error("the browser did not answer {0} in time")]
    TimedOut(&'static str),
    /// The browser refused the command; `code` is the protocol's word.
    #[error("{method}: {code}: {message}")]
    Refused { method: &'static str, code: String, message: String },
    #[error("the browser's answer to {method} was not understood: {message}")]
    Garbled { method: &'static str, message: String },
}

/// A frame of the socket: an answer, or an event.
#[derive(Deserialize)]
struct Frame<'a> {
    id: Option<u64>,
    #[serde(borrow)]
    method: Option<Cow<'a, str>>,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<Cow<'a, str>>,
    #[serde(borrow)]
    message: Option<Cow<'a, str>>,
}

/// Where events go. Called in order from the socket's task: it must be quick and must not wait.
pub trait Events: Send + Sync {
    fn event(&self, client: &Client, method: &str, params: &RawValue);
    /// The socket is closed; nothing will come any more.
    fn closed(&self);
}

type Answer = Result<Box<RawValue>, (String, String)>;

struct Shared {
    out: mpsc::UnboundedSender<String>,
    next: AtomicU64,
    pending: Mutex<HashMap<u64, oneshot::Sender<Answer>>>,
    over: CancellationToken,
}

impl Shared {
    fn pending(&self) -> MutexGuard<'_, HashMap<u64, oneshot::Sender<Answer>>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A handle on the socket; cheap to clone.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Serialize)]
struct Command<P> {
    id: u64,
    method: &'static str,
    params: P,
}

impl Client {
    /// Opens a session's socket.
    ///
    /// # Errors
    /// When it does not open before `deadline`.
    pub async fn connect(url: &str, events: Arc<dyn Events>, deadline: Instant) -> anyhow::Result<Self> {
        let socket = socket::open(url, deadline).await?;
        let (out, commands) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            out,
            next: AtomicU64::new(1),
            pending: Mutex::default(),
            over: CancellationToken::new(),
        });
        let client = Self { shared };
        tokio::spawn(client.clone().carry(socket, commands, events));
        Ok(client)
    }

    /// Sends a command and waits for its result.
    ///
    /// # Errors
    /// [`BidiError`]; `TimedOut` at the deadline.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        params: impl Serialize,
        deadline: Instant,
    ) -> Result<T, BidiError> {
        let result = self.post(method, params, deadline).answer().await?;
        serde_json::from_str(result.get()).map_err(|e| BidiError::Garbled { method, message: e.to_string() })
    }

    /// Sends a command at once and gives what will be its answer. Commands arrive in the order of these calls.
    pub fn post(&self, method: &'static str, params: impl Serialize, deadline: Instant) -> Reply {
        let id = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let (answer, receiver) = oneshot::channel();
        match serde_json::to_string(&Command { id, method, params }) {
            Ok(text) => {
                self.shared.pending().insert(id, answer);
                // After the insertion, so that either this or the carrier's end fails the command.
                if self.shared.over.is_cancelled() || self.shared.out.send(text).is_err() {
                    self.shared.pending().remove(&id);
                }
            }
            Err(e) => {
                let _ = answer.send(Err(("invalid argument".into(), e.to_string())));
            }
        }
        Reply { client: self.clone(), id, method, deadline, receiver }
    }

    /// Sends a command whose answer nobody waits for.
    pub fn tell(&self, method: &'static str, params: impl Serialize) {
        let id = self.shared.next.fetch_add(1, Ordering::Relaxed);
        if let Ok(text) = serde_json::to_string(&Command { id, method, params }) {
            let _ = self.shared.out.send(text);
        }
    }

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
    async fn carry(self, mut socket: Socket, mut commands: mpsc::UnboundedReceiver<String>, events: Arc<dyn Events>) {
        loop {
            tokio::select! {
                biased;
                () = self.shared.over.cancelled() => break,
                frame = socket.next() => match frame {
                    Some(Ok(Message::Text(text))) => self.take(&text, &*events),
                    Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                },
                command = commands.recv() => {
                    let Some(text) = command else { break };
                    if socket.send(Message::text(text)).await.is_err() {
                        break;
                    }
                }
            }
        }
        self.shared.over.cancel();
        // Their senders go with them: everybody who waits learns that the socket is closed.
        self.shared.pending().clear();
        events.closed();
        let _ = tokio::time::timeout(Duration::from_millis(200), socket.close(None)).await;
    }

    fn take(&self, text: &str, events: &dyn Events) {
        let Ok(frame) = serde_json::from_str::<Frame<'_>>(text) else { return };
        match frame {
            Frame { id: Some(id), result, error, message, .. } => {
                let Some(waiting) = self.shared.pending().remove(&id) else { return };
                let answer = match (result, error) {
                    (Some(result), None) => Ok(result.to_owned()),
                    (_, error) => Err((
                        error.unwrap_or_default().into_owned(),
                        message.unwrap_or_default().chars().take(2_000).collect(),
                    )),
                };
                let _ = waiting.send(answer);
            }
            Frame { method: Some(method), params: Some(params), .. } => events.event(self, &method, params),
            Frame { .. } => {}
        }
    }
}

/// The answer to a command that is under way.
pub struct Reply {
    client: Client,
    id: u64,
    method: &'static str,
    deadline: Instant,
    receiver: oneshot::Receiver<Answer>,
}

impl Reply {
    /// Waits for the result.
    ///
    /// # Errors
    /// [`BidiError`]; `TimedOut` at the command's deadline.
    pub async fn answer(mut self) -> Result<Box<RawValue>, BidiError> {
        let method = self.method;
        match tokio::time::timeout_at(self.deadline.into(), &mut self.receiver).await {
            Ok(Ok(Ok(result))) => Ok(result),
            Ok(Ok(Err((code, message)))) => Err(BidiError::Refused { method, code, message }),
            Ok(Err(_)) => Err(BidiError::Closed),
            Err(_) => Err(BidiError::TimedOut(method)),
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        self.client.shared.pending().remove(&self.id);
    }
}
