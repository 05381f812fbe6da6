//! What Redis tells about itself, for `flowtilla doctor`.

use std::{collections::BTreeMap, time::Duration};

use tokio::time::timeout;

use super::{Error, Queue};

/// Longest wait for all of it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The server behind the doorbell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RedisFacts {
    /// What `INFO` says, by name.
    pub info: BTreeMap<String, String>,
    /// What happens when its memory is full; absent where a provider does not let it be asked.
    pub eviction: Option<String>,
    /// Its clock, in seconds since 1970.
    pub time: f64,
}

impl Queue {
    /// Asks the server about itself.
    ///
    /// # Errors
    /// [`Error::Redis`].
    pub async fn facts(&self) -> Result<RedisFacts, Error> {
        let mut commands = self.link.commands();
        let asked = async {
            let info: String = redis::cmd("INFO").query_async(&mut commands).await?;
            let policy = redis::cmd("CONFIG").arg("GET").arg("maxmemory-policy").query_async(&mut commands).await;
            let policy: Option<(String, String)> = policy.ok();
            let (seconds, micros): (f64, f64) = redis::cmd("TIME").query_async(&mut commands).await?;
            let lines = info.lines().filter_map(|line| line.split_once(':'));
            let info = lines.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
            Ok::<_, redis::RedisError>(RedisFacts {
                info,
                eviction: policy.map(|(_, value)| value),
                time: seconds + micros / 1e6,
            })
        };
        let timed_out = || redis::RedisError::from(std::io::Error::from(std::io::ErrorKind::TimedOut));
        Ok(timeout(PATIENCE, asked).await.map_err(|_| timed_out())??)
    }
}
