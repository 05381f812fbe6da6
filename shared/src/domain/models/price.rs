//! Prices of tokens, in whole millionths of a dollar, rounded up: sums of them are exact.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A millionth of a US dollar.
pub type MicroUsd = i64;

/// What a million tokens cost, in dollars.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    pub input: f64,
    pub output: f64,
    /// Input that the provider had in its cache; absent: as input.
    #[serde(default)]
    pub cache_read: Option<f64>,
    /// Input that it put into its cache; absent: as input.
    #[serde(default)]
    pub cache_write: Option<f64>,
}

impl Price {
    /// Nothing to pay.
    pub const FREE: Self = Self { input: 0.0, output: 0.0, cache_read: None, cache_write: None };

    /// What these tokens cost. Dollars a million tokens are millionths of a dollar a token.
    #[must_use]
    pub fn of(&self, input: u64, output: u64, cache_read: u64, cache_write: u64) -> MicroUsd {
        let sum = tokens(input) * self.input
            + tokens(output) * self.output
            + tokens(cache_read) * self.cache_read.unwrap_or(self.input)
            + tokens(cache_write) * self.cache_write.unwrap_or(self.input);
        whole(sum)
    }

    /// The most that a call can cost: all input at its dearest, and the longest answer.
    #[must_use]
    pub fn worst(&self, input: u64, output: u64) -> MicroUsd {
        let dearest = self.input.max(self.cache_write.unwrap_or(0.0));
        whole(tokens(input) * dearest + tokens(output) * self.output)
    }
}

#[expect(clippy::cast_precision_loss, reason = "token counts are far below 2^53")]
fn tokens(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]
fn whole(micro_usd: f64) -> MicroUsd {
    // a sum such as 0.1 * 3 is a hair too high; that is no further millionth
    (micro_usd - 1e-6).ceil().max(0.0) as MicroUsd
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_is_rounded_up_and_caches_have_their_own_price() {
        let price = Price { input: 3.0, output: 15.0, cache_read: Some(0.3), cache_write: Some(3.75) };
        assert_eq!(price.of(1000, 100, 0, 0), 4_500);
        assert_eq!(price.of(0, 0, 10, 0), 3);
        assert_eq!(price.of(0, 0, 1, 0), 1);
        assert_eq!(price.of(0, 0, 0, 4), 15);
        assert_eq!(price.worst(1000, 100), 5_250);
        assert_eq!(Price::FREE.worst(u64::MAX, u64::MAX), 0);
    }
}
