//! Growing pauses between tries against a store or queue that is away.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(2);

/// 50 ms, doubled each time up to 2 s, each up to a quarter longer by chance.
#[derive(Debug)]
pub struct Backoff(Duration);

impl Default for Backoff {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Backoff {
    /// Waits the next pause.
    pub async fn wait(&mut self) {
        let jitter = self.0.mul_f64(rand::random::<f64>() / 4.0);
        tokio::time::sleep(self.0 + jitter).await;
        self.0 = (self.0 * 2).min(LONGEST);
    }
}
