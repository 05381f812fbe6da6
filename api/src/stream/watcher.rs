//! What sockets to look through have in common: a client that is asked for signs of life, heard, written to in time, and told why it ends.

use std::sync::Arc;

use futures_util::{SinkExt, stream::SplitSink};
use poem::web::websocket::{CloseCode, Message, WebSocketStream};
use tokio::time::{Duration, Instant, timeout};

use super::message::close;
use crate::{caller::Identity, state::State};

/// The silence after which a client counts as gone.
pub const SILENT_AFTER: Duration = Duration::from_secs(70);
/// A client that takes a message no faster than this is too slow.
pub const WRITE_WITHIN: Duration = Duration::from_secs(20);
/// Longest wait for a client to take the reason why it is closed.
const FAREWELL: Duration = Duration::from_secs(1);

/// Why a socket ends.
pub enum End {
    /// The client is gone.
    Gone,
    Close(u16, &'static str),
}

/// Closes a socket with a reason.
pub async fn farewell(sink: &mut SplitSink<WebSocketStream, Message>, end: End) {
    if let End::Close(code, reason) = end {
        let close = Message::Close(Some((CloseCode::from(code), reason.to_owned())));
        // it is gone either way
        let _ = timeout(FAREWELL, sink.send(close)).await;
    }
}

/// Somebody who looks through a socket.
pub struct Watcher {
    pub state: Arc<State>,
    pub caller: Identity,
    sink: SplitSink<WebSocketStream, Message>,
    heard: Instant,
}

impl Watcher {
    pub fn new(state: Arc<State>, caller: Identity, sink: SplitSink<WebSocketStream, Message>) -> Self {
        Self { state, caller, sink, heard: Instant::now() }
    }

    /// Whether the key still holds.
    ///
    /// # Errors
    /// The end of the socket, when it does not.
    pub fn check_key(&self) -> Result<(), End> {
        if self.state.keys.still_valid(&self.caller) {
            return Ok(());
        }
        Err(End::Close(close::UNAUTHORIZED, "The key was revoked or has expired."))
    }

    /// Whether the client was heard lately.
    ///
    /// # Errors
    /// The end of the socket, when it was not.
    pub fn check_silence(&self) -> Result<(), End> {
        if self.heard.elapsed() > SILENT_AFTER {
            return Err(End::Close(close::SILENT, "Nothing was heard from this client for a minute."));
        }
        Ok(())
    }

    /// Asks for a sign of life.
    ///
    /// # Errors
    /// The end of the socket.
    pub async fn ping(&mut self) -> Result<(), End> {
        self.check_silence()?;
        self.write(Message::Ping(Vec::new())).await
    }

    /// What the client says in words, if these are words.
    ///
    /// # Errors
    /// The end of the socket.
    pub fn hear(&mut self, message: Option<std::io::Result<Message>>) -> Result<Option<String>, End> {
        self.heard = Instant::now();
        match message {
            None | Some(Err(_) | Ok(Message::Close(_))) => Err(End::Gone),
            Some(Ok(Message::Binary(_))) => Err(End::Close(close::UNSUPPORTED, "Only text messages are read.")),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
            Some(Ok(Message::Text(text))) => Ok(Some(text)),
        }
    }

    /// Sends one message.
    ///
    /// # Errors
    /// The end of the socket, when the client does not take it in [`WRITE_WITHIN`].
    pub async fn write(&mut self, message: Message) -> Result<(), End> {
        match timeout(WRITE_WITHIN, self.sink.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Close(close::TOO_SLOW, "Too slow: a message was not taken in 20 s.")),
        }
    }

    /// Tells the client why it ends.
    pub async fn close(mut self, end: End) {
        farewell(&mut self.sink, end).await;
    }
}
