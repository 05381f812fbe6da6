//! Rate limits that the whole fleet shares: one number for each key and class of requests, kept in Redis.
//!
//! The generic cell rate algorithm: a quota for a minute may be used at once, and comes back evenly. Redis only ever holds the
//! moment at which the quota is whole again, by its own clock. Without Redis nothing is limited: an API that serves is worth more
//! than one that counts.

use std::{
    sync::{
        LazyLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use redis::Script;
use tokio::{sync::Mutex, time::Instant};

use crate::{config, link::Link};

/// The window of every quota.
pub const WINDOW: Duration = Duration::from_secs(60);
/// Longest wait for Redis; what takes longer is let through.
const DEADLINE: Duration = Duration::from_millis(250);
/// How long Redis is not asked again after it did not answer.
const REST: Duration = Duration::from_secs(1);

/// `key | quota window_ms`: takes one; answers allowed, left, and the milliseconds until one is free and until all are.
static TAKE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local quota, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local each = window / quota
local whole = tonumber(redis.call('GET', KEYS[1]) or now) or now
if whole < now then whole = now end
if whole + each - window > now then
  return {0, 0, math.ceil(whole + each - window - now), math.ceil(whole - now)}
end
whole = whole + each
redis.call('SET', KEYS[1], string.format('%.3f', whole), 'PX', math.ceil(whole - now))
return {1, math.floor((window - (whole - now)) / each), 0, math.ceil(whole - now)}",
    )
});

/// How much of a quota is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The name of the class.
    pub class: &'static str,
    /// Requests in a [`WINDOW`].
    pub quota: u32,
    pub left: u32,
    /// Until all of it is there again, in seconds, rounded up.
    pub whole_after: u32,
    /// The request is refused; one is free after so many seconds, rounded up.
    pub refused: Option<u32>,
}

/// Counts requests; one for each process.
pub struct Rates {
    link: Option<Link>,
    prefix: String,
    /// When Redis did not answer.
    failed: Mutex<Option<Instant>>,
    away: AtomicBool,
}

impl Rates {
    /// The connection is made with the first request.
    #[must_use]
    pub fn open(config: &config::Redis) -> Self {
        let link = Link::open(&config.url);
        if let Err(cause) = &link {
            tracing::error!(error = %cause, "Nothing limits requests: the address of Redis is none");
        }
        Self { link: link.ok(), prefix: config.prefix.clone(), failed: Mutex::default(), away: AtomicBool::default() }
    }

    /// Takes one request out of a quota; `None` when nothing is limited, or Redis does not answer in time.
    pub async fn take(&self, class: &'static str, who: &str, quota: u32) -> Option<Quota> {
        let link = self.link.as_ref().filter(|_| quota > 0)?;
        if self.failed.lock().await.is_some_and(|failed| failed.elapsed() < REST) {
            return None;
        }
        let key = format!("{}:rate:{class}:{who}", self.prefix);
        let mut commands = link.commands();
        let mut asked = TAKE.key(key);
        let asked = asked.arg(quota).arg(u64::try_from(WINDOW.as_millis()).unwrap_or(u64::MAX));
        let answer: Result<(u8, u32, u64, u64), String> =
            match tokio::time::timeout(DEADLINE, asked.invoke_async(&mut commands)).await {
                Ok(answer) => answer.map_err(|cause| cause.to_string()),
                Err(_) => Err(format!("no answer within {} ms", DEADLINE.as_millis())),
            };
        match answer {
            Ok((allowed, left, free, whole)) => {
                if self.away.swap(false, Ordering::Relaxed) {
                    tracing::info!("Requests are counted again");
                }
                let seconds = |ms: u64| u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX);
                let refused = (allowed == 0).then(|| seconds(free).max(1));
                Some(Quota { class, quota, left, whole_after: seconds(whole), refused })
            }
            Err(cause) => {
                *self.failed.lock().await = Some(Instant::now());
                if !self.away.swap(true, Ordering::Relaxed) {
                    tracing::warn!(error = %cause, "Requests are not counted while Redis is away; all of them pass");
                }
                None
            }
        }
    }
}
