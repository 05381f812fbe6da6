//! Many durations, and what they come to.

use std::time::Duration;

/// Durations in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<f64>);

impl Times {
    pub fn add(&mut self, took: Duration) {
        self.add_ms(took.as_secs_f64() * 1000.0);
    }

    pub fn add_ms(&mut self, ms: f64) {
        self.0.push(ms);
    }

    pub fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value below which this many hundredths of all are; 0 without any.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a list that fits into memory"
    )]
    pub fn percentile(&self, hundredths: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = ((sorted.len() as f64 * hundredths / 100.0).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
        sorted.get(at).copied().unwrap_or(0.0)
    }
}
