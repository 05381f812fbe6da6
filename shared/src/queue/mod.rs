//! The doorbell on Redis: a message says only "there may be work". The rows in Postgres are the truth, so a lost or
//! doubled ring does no harm.

mod apalis;
mod facts;
mod feed;
mod lane;
mod scripts;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use redis::AsyncCommands;
use tokio::{sync::Semaphore, time};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{config, domain::ids::ExecutionId, link::Link};

use self::apalis as worker_loop;
pub use facts::RedisFacts;
use lane::Lane;
pub use worker_loop::run_worker;

/// Longest wait of [`Queue::ring`]; the sweeper rings for what was not told by then.
const RING_DEADLINE: Duration = Duration::from_secs(2);
/// Ids in one script call: more would keep Redis from other work for too long.
const RING_CHUNK: usize = 500;

/// Why the doorbell did not answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("Redis is unavailable")]
    Redis(#[from] redis::RedisError),
    #[error("no worker answered within {} ms", .0.as_millis())]
    NoAnswer(Duration),
}

/// The connection to the doorbell; cheap to clone.
#[derive(Clone)]
pub struct Queue {
    link: Link,
    rings: Lane,
    probes: Lane,
}

/// What the worker side needs.
pub struct WorkerLoop {
    /// Names the consumer in logs; unique for each boot.
    pub name: String,
    /// A ring is asked for only when a permit is free; it is held until the handler is done.
    pub slots: Arc<Semaphore>,
    /// Stops asking for rings; handlers that run go on to their end.
    pub shutdown: CancellationToken,
    /// Called with the id that was rung, which is a hint: it should claim whatever is to be done next.
    pub handler: Arc<dyn Fn(ExecutionId) -> BoxFuture<'static, ()> + Send + Sync>,
}

/// Messages in Redis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// Rings that no worker has taken.
    pub ready: u64,
    /// Rings whose handler runs.
    pub taken: u64,
    /// Messages that could not be read, set aside.
    pub set_aside: u64,
}

impl Queue {
    /// Opens the link. The connection is made with the first command and repaired in the background, so that a process
    /// starts and stays even while Redis is away.
    ///
    /// # Errors
    /// When the address is none.
    pub async fn connect(config: &config::Redis) -> Result<Self, Error> {
        let link = Link::open(&config.url)?;
        Ok(Self {
            rings: Lane::new(link.clone(), &config.prefix, "rings"),
            probes: Lane::new(link.clone(), &config.prefix, "probes"),
            link,
        })
    }

    /// Rings for each execution; one that was rung for and not yet taken is not rung for twice. Takes two seconds at most.
    ///
    /// Failures are logged, not returned: the sweeper rings again.
    pub async fn ring(&self, ids: &[ExecutionId]) {
        let ring = async {
            for chunk in ids.chunks(RING_CHUNK) {
                let chunk: Vec<String> = chunk.iter().map(ToString::to_string).collect();
                self.rings.push(&chunk).await?;
            }
            Ok::<_, redis::RedisError>(())
        };
        let (n, first) = (ids.len(), ids.first().map(ToString::to_string).unwrap_or_default());
        match time::timeout(RING_DEADLINE, ring).await {
            Ok(Ok(())) => {}
            Ok(Err(cause)) => {
                tracing::warn!(error = %cause, n, "Ringing for execution `{first}` and those after it failed; the sweeper will");
            }
            Err(_) => {
                tracing::warn!(n, "Ringing for execution `{first}` and those after it took too long; the sweeper will")
            }
        }
    }

    /// Sends a no-op job through the queue and waits until a worker has done it; answers how long that took.
    ///
    /// # Errors
    /// [`Error::NoAnswer`] when no worker does it within `timeout`.
    pub async fn probe(&self, timeout: Duration) -> Result<Duration, Error> {
        let id = Uuid::new_v4().to_string();
        let begun = Instant::now();
        let round_trip = async {
            let mut blocking = self.link.blocking(timeout + Duration::from_secs(1)).await?;
            self.probes.push(std::slice::from_ref(&id)).await?;
            let answer: Option<(String, String)> =
                blocking.blpop(self.probes.answer(&id), timeout.as_secs_f64()).await?;
            Ok::<_, redis::RedisError>(answer.is_some())
        };
        match time::timeout(timeout, round_trip).await {
            Ok(answer) => {
                if answer? {
                    return Ok(begun.elapsed());
                }
            }
            Err(_) => tracing::debug!("The probe `{id}` was not answered"),
        }
        self.probes.forget(&id).await;
        Err(Error::NoAnswer(timeout))
    }

    /// Counts the messages.
    ///
    /// # Errors
    /// [`Error::Redis`].
    pub async fn depth(&self) -> Result<Depth, Error> {
        Ok(self.rings.depth().await?)
    }

    /// Asks Redis for a sign of life, for at most two seconds.
    ///
    /// # Errors
    /// [`Error::Redis`].
    pub async fn check(&self) -> Result<(), Error> {
        Ok(self.link.check().await?)
    }
}
