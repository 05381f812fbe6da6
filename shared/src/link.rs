//! The connection to Redis: commands that reconnect, and a subscription that outlives its connection.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use redis::{
    AsyncCommands, RedisError,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tokio::{sync::mpsc, time};
use uuid::Uuid;

/// Longest wait for the answer to a command.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(3);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// First and longest pause before a lost connection is made again.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(1));
/// How often a subscription sends something to itself, and how long it may hear nothing before it counts as dead.
const ECHO: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(15));

/// One Redis server; cheap to clone.
#[derive(Clone)]
pub struct Link {
    client: redis::Client,
    manager: ConnectionManager,
}

/// What a subscription hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The subscription stands, for the first time or again; what was said before is lost.
    Connected,
    Message {
        channel: String,
        payload: Vec<u8>,
    },
}

impl Link {
    /// Opens the link; the connection is made at the first command, and again whenever it is lost.
    ///
    /// # Errors
    /// When the address is none.
    pub fn open(url: &str) -> Result<Self, RedisError> {
        let client = redis::Client::open(url)?;
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(RESPONSE_TIMEOUT))
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_min_delay(BACKOFF.0)
            .set_max_delay(BACKOFF.1)
            .set_number_of_retries(2);
        let manager = ConnectionManager::new_lazy_with_config(client.clone(), config)?;
        Ok(Self { client, manager })
    }

    /// A handle for commands.
    #[must_use]
    pub fn commands(&self) -> ConnectionManager {
        self.manager.clone()
    }

    /// A connection of its own, for a command that blocks. `patience` is the longest wait for an answer.
    ///
    /// # Errors
    /// When no connection can be made.
    pub async fn blocking(&self, patience: Duration) -> Result<redis::aio::MultiplexedConnection, RedisError> {
        let config = redis::AsyncConnectionConfig::new()
            .set_response_timeout(Some(patience))
            .set_connection_timeout(Some(CONNECT_TIMEOUT));
        self.client.get_multiplexed_async_connection_with_config(&config).await
    }

    /// Asks Redis for a sign of life, for at most two seconds.
    ///
    /// # Errors
    /// When none comes.
    pub async fn check(&self) -> Result<(), RedisError> {
        let mut commands = self.commands();
        let answer = time::timeout(Duration::from_secs(2), commands.ping::<String>()).await;
        answer.map_err(|_| RedisError::from(std::io::Error::from(std::io::ErrorKind::TimedOut)))?.map(drop)
    }

    /// Listens to channels until the receiver is dropped; reconnects by itself.
    #[must_use]
    pub fn listen(&self, channels: Vec<String>, backlog: usize) -> mpsc::Receiver<Heard> {
        let (tell, heard) = mpsc::channel(backlog);
        let link = self.clone();
        tokio::spawn(async move {
            let mut pause = BACKOFF.0;
            while !tell.is_closed() {
                let begun = Instant::now();
                if let Err(cause) = link.listen_once(&channels, &tell).await {
                    tracing::warn!(error = %cause, "The subscription to Redis was lost; it is made again");
                }
                pause = if begun.elapsed() > BACKOFF.1 { BACKOFF.0 } else { (pause * 2).min(BACKOFF.1) };
                time::sleep(pause).await;
            }
        });
        heard
    }

    /// Listens until the connection or the receiver is gone.
    async fn listen_once(&self, channels: &[String], tell: &mpsc::Sender<Heard>) -> Result<(), RedisError> {
        let lost = || RedisError::from(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
        let echo = format!("flowtilla:echo:{}", Uuid::new_v4());
        let subscribe = async {
            let mut subscription = self.client.get_async_pubsub().await?;
            subscription.subscribe(channels).await?;
            subscription.subscribe(&echo).await?;
            Ok::<_, RedisError>(subscription)
        };
        let mut subscription = time::timeout(CONNECT_TIMEOUT, subscribe).await.map_err(|_| lost())??;
        if tell.send(Heard::Connected).await.is_err() {
            return Ok(());
        }
        let mut messages = subscription.on_message();
        let mut beat = time::interval(ECHO.0);
        beat.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        let mut last = Instant::now();
        loop {
            tokio::select! {
                () = tell.closed() => return Ok(()),
                message = messages.next() => {
                    let message = message.ok_or_else(lost)?;
                    last = Instant::now();
                    let channel = message.get_channel_name().to_owned();
                    if channel == echo {
                        continue;
                    }
                    if tell.send(Heard::Message { channel, payload: message.get_payload_bytes().to_vec() }).await.is_err() {
                        return Ok(());
                    }
                }
                _ = beat.tick() => {
                    if last.elapsed() > ECHO.1 {
                        return Err(lost());
                    }
                    let mut commands = self.commands();
                    let echo = echo.clone();
                    // beside this loop: while Redis does not answer, the messages that came must still be read
                    tokio::spawn(async move { commands.publish::<_, _, i64>(echo, "").await });
                }
            }
        }
    }
}
