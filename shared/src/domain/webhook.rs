//! Webhooks as of the Standard Webhooks specification: secrets, signatures, the schedule of attempts, and which addresses are
//! nobody's business.

use std::{net::IpAddr, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What every secret begins with.
pub const PREFIX: &str = "whsec_";
/// Waits between the attempts of one delivery: nine attempts within about 27 hours.
pub const SCHEDULE: [Duration; 8] = [
    Duration::from_secs(5),
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(5 * 3600),
    Duration::from_secs(10 * 3600),
    Duration::from_secs(10 * 3600),
];
/// A wait is longer than in the schedule by this part at most, so that what failed together does not come back together.
const JITTER: f64 = 0.2;

/// How long after a failed attempt (the first is 1) the next one follows; `None` after the last. `chance` is between 0 and 1.
#[must_use]
pub fn wait_after(attempt: u32, chance: f64) -> Option<Duration> {
    let place = usize::try_from(attempt.checked_sub(1)?).ok()?;
    SCHEDULE.get(place).map(|wait| wait.mul_f64(1.0 + JITTER * chance.clamp(0.0, 1.0)))
}

/// A new secret from 32 random bytes.
#[must_use]
pub fn secret_of(random: [u8; 32]) -> String {
    format!("{PREFIX}{}", STANDARD.encode(random))
}

/// The bytes that a secret stands for; `None` for what is none, and for one of less than 24 or more than 64 bytes.
#[must_use]
pub fn secret_bytes(secret: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    (24..=64).contains(&bytes.len()).then_some(bytes)
}

/// `v1,…`: the signature of a delivery at a time in seconds since 1970. `None` for a secret that is none.
#[must_use]
pub fn signature(secret: &str, id: &str, timestamp: i64, body: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret_bytes(secret)?).ok()?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// Whether a word may stand in a filter of events: `*`, `run.*`, `run.finished`.
#[must_use]
pub fn is_event_filter(word: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
    };
    let body = word.strip_suffix(".*").unwrap_or(word);
    word == "*" || (word.len() <= 100 && body.split('.').all(part) && (body != word || body.contains('.')))
}

/// Whether an address belongs to the internet at large: neither this machine, nor a private or local network, nor a range with a
/// meaning of its own (metadata services live in one of those).
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let special = v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19));
            !special
        }
        IpAddr::V6(v6) => {
            let s = v6.segments();
            // what wraps an address of version 4 is as public as that
            let wrapped = match s {
                [0, 0, 0, 0, 0, 0xffff | 0, _, _] | [0x64, 0xff9b, 0, 0, 0, 0, _, _] => Some((s[6], s[7])),
                [0x2002, high, low, ..] => Some((high, low)),
                _ => None,
            };
            if let Some((high, low)) = wrapped {
                let bits = (u32::from(high) << 16) | u32::from(low);
                return !v6.is_loopback() && is_public(IpAddr::V4(bits.into()));
            }
            // only 2000::/3 is routed, and parts of it are for documentation, benchmarks and tunnels
            (s[0] & 0xe000) == 0x2000 && !(s[0] == 0x2001 && (s[1] < 0x200 || s[1] == 0xdb8)) && s[0] != 0x3fff
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn a_signature_is_the_one_of_the_specification() {
        // the example of the Standard Webhooks reference libraries
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
        );
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_whsec_and_base64_of_enough_bytes() {
        assert_eq!(secret_bytes(&secret_of([7; 32])).unwrap(), [7; 32]);
        for wrong in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!"] {
            assert_eq!(secret_bytes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn attempts_follow_from_five_seconds_to_ten_hours_and_then_no_more() {
        assert_eq!(wait_after(1, 0.0), Some(Duration::from_secs(5)));
        assert_eq!(wait_after(1, 1.0), Some(Duration::from_secs(6)));
        assert_eq!(wait_after(8, 0.0), Some(Duration::from_secs(36_000)));
        assert_eq!((wait_after(9, 0.5), wait_after(0, 0.5)), (None, None));
        assert!(SCHEDULE.is_sorted());
    }

    #[test]
    fn filters_are_words_with_dots() {
        for right in ["*", "run.*", "run.finished", "session.message.delta", "session.message.*"] {
            assert!(is_event_filter(right), "{right}");
        }
        for wrong in ["", ".", ".*", "run", "run.", "run*", "Run.*", "run.*.x", "**"] {
            assert!(!is_event_filter(wrong), "{wrong}");
        }
    }

    #[test]
    fn addresses_of_our_own_networks_are_not_public_however_they_are_written() {
        for ours in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_public(ours.parse().unwrap()), "{ours}");
        }
        for theirs in ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "2a00:1450::1"] {
            assert!(is_public(theirs.parse().unwrap()), "{theirs}");
        }
    }
}
