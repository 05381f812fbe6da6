//! One-time codes by time (RFC 6238): `{{totp.X}}`.

use hmac::{Hmac, KeyInit, Mac};

/// Seconds for which a code is good, when the secret does not say.
const PERIOD: u32 = 30;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Sha1,
    Sha256,
    Sha512,
}

/// The secret of a second factor.
#[derive(Clone, PartialEq, Eq)]
pub struct Totp {
    key: Vec<u8>,
    algorithm: Algorithm,
    digits: u32,
    /// Seconds for which a code is good.
    pub period: u32,
}

impl std::fmt::Debug for Totp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Totp({:?}, {} digits, {} s)", self.algorithm, self.digits, self.period)
    }
}

impl Totp {
    /// Reads an `otpauth://totp/…` address, or the bare secret in base32 (SHA-1, 6 digits, 30 s).
    ///
    /// # Errors
    /// A sentence that does not repeat the secret.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let mut totp = Self { key: Vec::new(), algorithm: Algorithm::Sha1, digits: 6, period: PERIOD };
        let Some(rest) = text.strip_prefix("otpauth://") else {
            totp.key = base32(text)?;
            return Ok(totp);
        };
        let address =
            url::Url::parse(&format!("otpauth://{rest}")).map_err(|_| "the otpauth address cannot be read")?;
        if address.host_str() != Some("totp") {
            return Err("only `otpauth://totp/…` is known: codes by counter are not".into());
        }
        for (name, value) in address.query_pairs() {
            match name.as_ref() {
                "secret" => totp.key = base32(&value)?,
                "algorithm" => {
                    totp.algorithm = match value.to_ascii_uppercase().replace('-', "").as_str() {
                        "SHA1" => Algorithm::Sha1,
                        "SHA256" => Algorithm::Sha256,
                        "SHA512" => Algorithm::Sha512,
                        _ => return Err("`algorithm` must be SHA1, SHA256 or SHA512".into()),
                    }
                }
                "digits" => {
                    totp.digits = value.parse().ok().filter(|n| (6..=9).contains(n)).ok_or("`digits` must be 6 to 9")?
                }
                "period" => {
                    totp.period = value
                        .parse()
                        .ok()
                        .filter(|n| (5..=300).contains(n))
                        .ok_or("`period` must be 5 to 300 seconds")?
                }
                _ => {}
            }
        }
        if totp.key.is_empty() {
            return Err("the otpauth address has no `secret`".into());
        }
        Ok(totp)
    }

    /// The code of a time step (seconds since 1970, divided by the period).
    #[must_use]
    pub fn code(&self, step: u64) -> String {
        let hash = match self.algorithm {
            Algorithm::Sha1 => mac::<Hmac<sha1::Sha1>>(&self.key, step),
            Algorithm::Sha256 => mac::<Hmac<sha2::Sha256>>(&self.key, step),
            Algorithm::Sha512 => mac::<Hmac<sha2::Sha512>>(&self.key, step),
        };
        let at = hash.last().map_or(0, |last| usize::from(last & 15));
        let four = hash.get(at..at + 4).unwrap_or_default();
        let number = four.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) & 0x7fff_ffff;
        let width = self.digits as usize;
        format!("{:0width$}", number % 10_u64.pow(self.digits))
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], step: u64) -> Vec<u8> {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return Vec::new() }; // HMAC takes keys of any length
    mac.update(&step.to_be_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// RFC 4648 base32; spaces, dashes, padding and lower case are taken as people write them.
fn base32(text: &str) -> Result<Vec<u8>, String> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for c in text.chars().filter(|c| !matches!(c, ' ' | '-' | '=')) {
        let value = match c.to_ascii_uppercase() {
            c @ 'A'..='Z' => c as u32 - 'A' as u32,
            c @ '2'..='7' => c as u32 - '2' as u32 + 26,
            _ => {
                return Err(
                    "the secret of a one-time code is an `otpauth://` address or base32 (A to Z, 2 to 7)".into()
                );
            }
        };
        held = held << 5 | value;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap_or_default());
        }
    }
    if bytes.is_empty() { Err("the secret of a one-time code is empty".into()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// RFC 6238, appendix B.
    #[test]
    fn the_codes_of_the_standard_come_out() {
        let address = |algorithm, key: &str| {
            let mut base32 = String::new();
            let (mut held, mut bits) = (0_u32, 0);
            for byte in key.bytes() {
                held = held << 8 | u32::from(byte);
                bits += 8;
                while bits >= 5 {
                    bits -= 5;
                    base32.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(held >> bits & 31) as usize]));
                }
            }
            if bits > 0 {
                base32.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(held << (5 - bits) & 31) as usize]));
            }
            Totp::parse(&format!("otpauth://totp/x?secret={base32}&algorithm={algorithm}&digits=8")).unwrap()
        };
        let key = "1234567890".repeat(7);
        let (sha1, sha256, sha512) =
            (address("SHA1", &key[..20]), address("SHA256", &key[..32]), address("SHA-512", &key[..64]));
        for (seconds, codes) in [
            (59, ["94287082", "46119246", "90693936"]),
            (1_111_111_109, ["07081804", "68084774", "25091201"]),
            (20_000_000_000, ["65353130", "77737706", "47863826"]),
        ] {
            assert_eq!([sha1.code(seconds / 30), sha256.code(seconds / 30), sha512.code(seconds / 30)], codes);
        }
    }

    #[test]
    fn a_bare_secret_may_be_written_as_people_do_and_a_wrong_one_is_not_repeated() {
        assert_eq!(Totp::parse("jbsw y3dp-ehpk 3pxp").unwrap(), Totp::parse("JBSWY3DPEHPK3PXP").unwrap());
        let error = Totp::parse("hunter2!").unwrap_err();
        assert!(!error.contains("hunter2"), "{error}");
        assert!(Totp::parse("otpauth://hotp/x?secret=JBSWY3DP").is_err());
        assert!(Totp::parse("otpauth://totp/x").is_err());
    }
}
