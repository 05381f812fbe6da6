//! Endpoints that fail again and again are left alone for a while, so that nobody waits for them in vain.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::error::{Error, Kind};

/// Failures in a row after which an endpoint is left alone.
const TOO_MANY: u32 = 5;
/// For how long at first; doubled with every failed probe…
const FIRST_PAUSE: Duration = Duration::from_secs(10);
/// … up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(160);

/// One breaker an endpoint.
#[derive(Debug, Default)]
pub struct Breakers {
    by_endpoint: Mutex<HashMap<String, Breaker>>,
}

#[derive(Debug, Default)]
struct Breaker {
    failures: u32,
    open_until: Option<Instant>,
}

impl Breakers {
    /// Lets a call through: always while the endpoint is sound, and one probe after each pause.
    ///
    /// # Errors
    /// [`Kind::CircuitOpen`] with the time left.
    pub fn pass(&self, endpoint: &str, now: Instant) -> Result<(), Error> {
        let mut all = self.all();
        let Some(breaker) = all.get_mut(endpoint) else { return Ok(()) };
        match breaker.open_until {
            Some(until) if now < until => {
                let left = until.duration_since(now).as_secs() + 1;
                let message = format!(
                    "the endpoint `{endpoint}` failed {} times in a row and is left alone for another {left} s",
                    breaker.failures
                );
                Err(Error::new(Kind::CircuitOpen, message))
            }
            Some(_) => {
                // this call is the probe; others wait for what becomes of it
                breaker.open_until = Some(now + FIRST_PAUSE);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Takes down how a call ended.
    pub fn note(&self, endpoint: &str, error: Option<&Error>, now: Instant) {
        let mut all = self.all();
        match error {
            Some(error) if error.blames_endpoint() => {
                let breaker = all.entry(endpoint.to_owned()).or_default();
                breaker.failures = breaker.failures.saturating_add(1);
                if let Some(probes) = breaker.failures.checked_sub(TOO_MANY) {
                    let pause = FIRST_PAUSE.saturating_mul(1 << probes.min(8)).min(LONGEST_PAUSE);
                    breaker.open_until = Some(now + pause);
                }
            }
            Some(error) if error.kind == Kind::Interrupted => {}
            // it answered, be it with a refusal
            Some(_) | None => {
                all.remove(endpoint);
            }
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Breaker>> {
        self.by_endpoint.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn an_endpoint_that_fails_five_times_is_left_alone_and_probed_once_after_the_pause() {
        let (breakers, begin) = (Breakers::default(), Instant::now());
        let down = Error::new(Kind::Overloaded, "no");
        for _ in 0..TOO_MANY {
            breakers.pass("a", begin).unwrap();
            breakers.note("a", Some(&down), begin);
        }
        assert_eq!(breakers.pass("a", begin).unwrap_err().kind, Kind::CircuitOpen);
        breakers.pass("b", begin).unwrap();
        let later = begin + FIRST_PAUSE;
        breakers.pass("a", later).unwrap();
        assert!(breakers.pass("a", later).is_err(), "a second call got through beside the probe");
        breakers.note("a", Some(&down), later);
        assert!(breakers.pass("a", later + FIRST_PAUSE).is_err(), "the pause did not grow");
        breakers.note("a", None, later + FIRST_PAUSE);
        breakers.pass("a", later + FIRST_PAUSE).unwrap();
    }

    #[test]
    fn a_refusal_of_the_request_is_no_failure_of_the_endpoint() {
        let (breakers, now) = (Breakers::default(), Instant::now());
        for _ in 0..2 * TOO_MANY {
            breakers.note("a", Some(&Error::new(Kind::BadRequest, "no")), now);
        }
        breakers.pass("a", now).unwrap();
    }
}
