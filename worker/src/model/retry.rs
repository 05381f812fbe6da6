//! How long to wait before the next attempt.

use std::time::Duration;

/// Longest wait, whatever the endpoint asks for: beyond it another model is the better answer.
const LONGEST: Duration = Duration::from_secs(60);

/// What the endpoint asked for, else half a second, doubled with each attempt up to 8 s; a quarter of it is left to chance,
/// so that callers who failed together do not come back together.
pub fn wait(attempt: u32, asked_for: Option<Duration>) -> Duration {
    if let Some(asked_for) = asked_for {
        // a little later than told, never earlier
        let jitter = rand::random_range(0.0..0.1);
        return (asked_for.min(LONGEST)).mul_f64(1.0 + jitter);
    }
    let base = Duration::from_millis(500).saturating_mul(1 << attempt.min(4));
    base.mul_f64(rand::random_range(0.75..1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_eight_seconds_and_retry_after_is_kept_but_bounded() {
        for attempt in 0..40 {
            let wait = wait(attempt, None);
            assert!(wait >= Duration::from_millis(375) && wait <= Duration::from_secs(8), "{wait:?}");
        }
        assert!(wait(0, Some(Duration::from_secs(3))) >= Duration::from_secs(3));
        assert!(wait(0, Some(Duration::from_secs(86_400))) <= Duration::from_secs(66));
    }
}
