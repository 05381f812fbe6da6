//! The doorbell on Redis: a message says only "there may be work". The rows in Postgres are the truth, so a lost or
//! doubled ring does no harm.

mod apalis;

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use redis::aio::ConnectionManager;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{config, domain::ids::ExecutionId};

pub use apalis::run_worker;

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
    client: redis::Client,
    connection: ConnectionManager,
    prefix: String,
}

/// What the worker side needs.
pub struct WorkerLoop {
    /// Names the consumer in logs and in Redis; unique for each boot.
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
    /// Connects; later losses of the connection are repaired in the background.
    pub async fn connect(config: &config::Redis) -> Result<Self, Error> {
        todo!()
    }

    /// Rings for each execution; one that was rung for and not yet taken is not rung for twice.
    ///
    /// Failures are logged, not returned: the sweeper rings again.
    pub async fn ring(&self, ids: &[ExecutionId]) {
        todo!()
    }

    /// Sends a no-op job through the queue and waits until a worker has done it.
    pub async fn probe(&self, timeout: Duration) -> Result<Duration, Error> {
        todo!()
    }

    pub async fn depth(&self) -> Result<Depth, Error> {
        todo!()
    }

    /// Asks Redis for a sign of life, for at most two seconds.
    pub async fn check(&self) -> Result<(), Error> {
        todo!()
    }
}
