//! The events of a run over the WebSocket, each once and in order, whatever happens to the connection.

use std::time::Duration;

use anyhow::anyhow;
use flowtilla_shared::domain::event::Envelope;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::header::AUTHORIZATION},
};

use super::client::Client;
use crate::exit::Failure;

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// After this long without a word the server is asked whether it is there; after twice this long it is not.
const SILENCE: Duration = Duration::from_secs(10);
/// Attempts in a row before the server counts as gone: about 40 s.
const ATTEMPTS: u32 = 12;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Follows one run.
pub struct Follower {
    client: Client,
    topic: String,
    /// The last event that was handed out.
    after: i64,
    socket: Option<Socket>,
    failures: u32,
}

/// What the follower has to tell.
#[derive(Debug)]
pub enum News {
    Event(Box<Envelope>),
    /// Events were lost; the run must be read anew.
    Reset,
}

impl Follower {
    /// Follows `run` from its first event.
    pub fn new(client: &Client, run: &str) -> Self {
        Self { client: client.clone(), topic: format!("run:{run}"), after: 0, socket: None, failures: 0 }
    }

    /// The next event. Safe to drop while waiting.
    ///
    /// # Errors
    /// When the server refuses, or cannot be reached for about 40 s.
    pub async fn next(&mut self) -> Result<News, Failure> {
        loop {
            if self.socket.is_none() {
                match self.connect().await {
                    Ok(socket) => self.socket = Some(socket),
                    Err(problem) => {
                        self.failures += 1;
                        if self.failures >= ATTEMPTS {
                            return Err(problem.context(format!("{} cannot be followed", self.client.base())).into());
                        }
                        let pause = Duration::from_millis(100 << self.failures.min(5));
                        tokio::time::sleep(pause).await;
                        continue;
                    }
                }
            }
            let Some(socket) = self.socket.as_mut() else { continue };
            let Some(text) = hear(socket).await else {
                self.socket = None;
                self.failures += 1;
                continue;
            };
            if let Some(news) = self.understand(&text)? {
                return Ok(news);
            }
        }
    }

    async fn connect(&self) -> anyhow::Result<Socket> {
        // http → ws, https → wss
        let mut request = format!("{}/ws", self.client.base().replacen("http", "ws", 1)).into_client_request()?;
        if let Some(key) = self.client.key() {
            request.headers_mut().insert(AUTHORIZATION, format!("Bearer {key}").parse()?);
        }
        let (mut socket, _) = timeout(CONNECT, connect_async(request)).await??;
        let subscribe = json!({ "type": "subscribe", "topic": self.topic, "after": self.after });
        socket.send(Message::text(subscribe.to_string())).await?;
        Ok(socket)
    }

    /// What a message means; none for those that only keep the line.
    fn understand(&mut self, text: &str) -> Result<Option<News>, Failure> {
        let Ok(message) = serde_json::from_str::<Value>(text) else {
            return Ok(None);
        };
        let field = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default();
        match field("type") {
            "subscribed" | "pong" | "unsubscribed" => {
                self.failures = 0;
                Ok(None)
            }
            "error" => Err(anyhow!("the server refuses to tell about {}: {}", self.topic, field("detail")).into()),
            "reset" => {
                let head = message.pointer("/data/head").and_then(Value::as_i64);
                self.after = head.or_else(|| message.get("seq").and_then(Value::as_i64)).unwrap_or(self.after);
                Ok(Some(News::Reset))
            }
            _ => match serde_json::from_str::<Envelope>(text) {
                Ok(envelope) if envelope.topic == self.topic && envelope.seq > self.after => {
                    self.after = envelope.seq;
                    Ok(Some(News::Event(Box::new(envelope))))
                }
                _ => Ok(None),
            },
        }
    }
}

/// The next text; none when the connection is of no more use.
async fn hear(socket: &mut Socket) -> Option<String> {
    let mut asked = false;
    loop {
        match timeout(SILENCE, socket.next()).await {
            Ok(Some(Ok(Message::Text(text)))) => return Some(text.to_string()),
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_)))) => {}
            Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) => return None,
            Err(_) if asked => return None,
            Err(_) => {
                asked = true;
                socket.send(Message::text(r#"{"type":"ping"}"#)).await.ok()?;
            }
        }
    }
}
