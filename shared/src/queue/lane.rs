//! One set of the doorbell's keys: `{prefix:lane}:ready`, `…:taken`, `…:aside`; one hash tag, so one node of a cluster.

use std::time::Duration;

use redis::{AsyncCommands, RedisError};

use super::{Depth, scripts};
use crate::link::Link;

/// How long a ring belongs to a worker that says nothing. The rows have leases of their own; this one only brings rings
/// back that were taken and came to nothing.
pub const LEASE: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub struct Lane {
    pub link: Link,
    ready: String,
    taken: String,
    aside: String,
    /// The channel on which a push wakes the workers.
    pub wake: String,
}

impl Lane {
    pub fn new(link: Link, prefix: &str, name: &str) -> Self {
        let key = |last: &str| format!("{{{prefix}:{name}}}:{last}");
        Self { link, ready: key("ready"), taken: key("taken"), aside: key("aside"), wake: key("wake") }
    }

    pub async fn push(&self, ids: &[String]) -> Result<u64, RedisError> {
        let mut call = scripts::PUSH.key(&self.ready);
        call.arg(&self.wake);
        for id in ids {
            call.arg(id);
        }
        call.invoke_async(&mut self.link.commands()).await
    }

    /// The oldest id, as it stands in Redis.
    pub async fn claim(&self) -> Result<Option<Vec<u8>>, RedisError> {
        let mut call = scripts::CLAIM.key(&self.ready);
        call.key(&self.taken).arg(micros(LEASE));
        call.invoke_async(&mut self.link.commands()).await
    }

    pub async fn renew(&self, ids: &[Vec<u8>]) -> Result<(), RedisError> {
        let mut call = scripts::RENEW.key(&self.taken);
        call.arg(micros(LEASE));
        for id in ids {
            call.arg(id);
        }
        call.invoke_async::<u64>(&mut self.link.commands()).await.map(drop)
    }

    pub async fn finish(&self, id: &[u8], unreadable: bool) -> Result<(), RedisError> {
        let mut call = scripts::FINISH.key(&self.taken);
        call.key(&self.aside).arg(id).arg(u8::from(unreadable));
        call.invoke_async::<u64>(&mut self.link.commands()).await.map(drop)
    }

    pub async fn reap(&self) -> Result<u64, RedisError> {
        let mut call = scripts::REAP.key(&self.taken);
        call.key(&self.ready).arg(&self.wake);
        call.invoke_async(&mut self.link.commands()).await
    }

    pub async fn depth(&self) -> Result<Depth, RedisError> {
        let mut commands = self.link.commands();
        let mut ask = redis::pipe();
        ask.zcard(&self.ready).zcard(&self.taken).llen(&self.aside);
        let (ready, taken, set_aside) = ask.query_async(&mut commands).await?;
        Ok(Depth { ready, taken, set_aside })
    }

    /// The list that a probe's answer is put on.
    pub fn answer(&self, id: &str) -> String {
        format!("{}:answer:{id}", self.wake)
    }

    /// Answers a probe.
    pub async fn reply(&self, id: &str) -> Result<(), RedisError> {
        let mut ask = redis::pipe();
        ask.lpush(self.answer(id), 1).ignore().expire(self.answer(id), 30).ignore();
        ask.query_async(&mut self.link.commands()).await
    }

    /// Takes back an id that nobody took.
    pub async fn forget(&self, id: &str) {
        let forgotten = self.link.commands().zrem::<_, _, u64>(&self.ready, id).await;
        if let Err(cause) = forgotten {
            tracing::debug!(error = %cause, "The probe `{id}` stays in Redis");
        }
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
