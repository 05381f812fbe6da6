//! Values that only their key opens: secrets and saved login states, as they lie in the database.
//!
//! AES-256-GCM with a random nonce; what the value belongs to (project, kind, name) is bound in as associated data, so that a
//! sealed value moved to another row does not open. A ring holds one key that seals and any number of older ones that still open.

use std::{fmt, fs, io, path::Path};

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a nonce.
const NONCE: usize = 12;

/// A value as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which key opens it.
    pub key_id: String,
    /// Nonce, ciphertext and tag.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({}, {} bytes)", self.key_id, self.bytes.len())
    }
}

/// Why a value could not be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(
        "there is no key for secrets: set FLOWTILLA_SECRETS_KEY (or FLOWTILLA_SECRETS_KEY_FILE) to what `flowtilla secrets new-key` prints"
    )]
    NoKey,
    #[error("this was sealed with the key `{0}`, which is not in FLOWTILLA_SECRETS_KEY")]
    OtherKey(String),
    #[error("this does not open: it was changed, or belongs to something else")]
    Broken,
    #[error("FLOWTILLA_SECRETS_KEY: {0}")]
    BadKey(String),
}

/// The keys at hand: the first seals, all open.
#[derive(Clone, Default)]
pub struct KeyRing(Vec<(String, [u8; KEY])>);

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(id, _)| id)).finish()
    }
}

impl KeyRing {
    /// Reads keys: 32 bytes each, in base64 or hex, separated by commas or white space. No text is no key.
    ///
    /// # Errors
    /// [`Error::BadKey`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let words = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        let mut keys = Vec::new();
        for (place, word) in words.enumerate() {
            let bytes = if word.len() == 2 * KEY { hex::decode(word).ok() } else { STANDARD.decode(word).ok() };
            let Some(key) = bytes.and_then(|bytes| <[u8; KEY]>::try_from(bytes).ok()) else {
                return Err(Error::BadKey(format!(
                    "key {} is not 32 bytes in base64 or hex; `flowtilla secrets new-key` makes one",
                    place + 1
                )));
            };
            keys.push((id_of(&key), key));
        }
        Ok(Self(keys))
    }

    /// A new random key, as text.
    #[must_use]
    pub fn generate() -> String {
        STANDARD.encode(rand::random::<[u8; KEY]>())
    }

    /// The text of the key in this file; when there is none, makes one that only the owner can read.
    ///
    /// # Errors
    /// When the file cannot be read or made.
    pub fn kept_in(file: &Path) -> io::Result<String> {
        use std::{io::Write, os::unix::fs::OpenOptionsExt};
        match fs::read_to_string(file) {
            Ok(text) if !text.trim().is_empty() => return Ok(text.trim().to_owned()),
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(e),
        }
        let key = Self::generate();
        // whole or not at all: another process may look for it at the same moment
        let fresh = file.with_extension(format!("{:08x}", rand::random::<u32>()));
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?.write_all(key.as_bytes())?;
        let linked = fs::hard_link(&fresh, file);
        fs::remove_file(&fresh)?;
        match linked {
            Ok(()) => Ok(key),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(fs::read_to_string(file)?.trim().to_owned()),
            Err(e) => Err(e),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The id of the key that seals.
    #[must_use]
    pub fn current(&self) -> Option<&str> {
        self.0.first().map(|(id, _)| id.as_str())
    }

    /// The ids of all keys, the one that seals first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(id, _)| id.as_str())
    }

    /// Seals a value for its place.
    ///
    /// # Errors
    /// [`Error::NoKey`].
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<Sealed, Error> {
        let (id, key) = self.0.first().ok_or(Error::NoKey)?;
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = Aes256Gcm::new(key.into()).encrypt((&nonce).into(), payload).map_err(|_| Error::Broken)?;
        Ok(Sealed { key_id: id.clone(), bytes: [&nonce[..], &sealed].concat() })
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`Error::NoKey`], [`Error::OtherKey`], [`Error::Broken`].
    pub fn open(&self, place: &str, sealed: &Sealed) -> Result<Vec<u8>, Error> {
        if self.0.is_empty() {
            return Err(Error::NoKey);
        }
        let key = self.0.iter().find(|(id, _)| *id == sealed.key_id).map(|(_, key)| key);
        let key = key.ok_or_else(|| Error::OtherKey(sealed.key_id.clone()))?;
        let (nonce, bytes) = sealed.bytes.split_first_chunk::<NONCE>().ok_or(Error::Broken)?;
        let payload = Payload { msg: bytes, aad: place.as_bytes() };
        Aes256Gcm::new(key.into()).decrypt(nonce.into(), payload).map_err(|_| Error::Broken)
    }
}

/// Names a key without telling anything about it.
fn id_of(key: &[u8; KEY]) -> String {
    let mut hash = Sha256::new_with_prefix(b"flowtilla key id\0");
    hash.update(key);
    hex::encode(&hash.finalize()[..4])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn what_was_sealed_opens_in_its_place_only_and_with_its_key_only() {
        let (old, new) = (KeyRing::generate(), KeyRing::generate());
        let ring = KeyRing::parse(&old).unwrap();
        let sealed = ring.seal("p/secret/pin", b"1234").unwrap();
        assert_eq!(ring.open("p/secret/pin", &sealed).unwrap(), b"1234");
        assert_eq!(ring.open("p/secret/other", &sealed), Err(Error::Broken));
        let both = KeyRing::parse(&format!("{new},{old}")).unwrap();
        assert_eq!(both.open("p/secret/pin", &sealed).unwrap(), b"1234");
        assert_ne!(both.seal("p/secret/pin", b"1234").unwrap().key_id, sealed.key_id);
        let other = KeyRing::parse(&new).unwrap();
        assert_eq!(other.open("p/secret/pin", &sealed), Err(Error::OtherKey(sealed.key_id.clone())));
        assert_eq!(KeyRing::default().seal("p", b""), Err(Error::NoKey));
    }

    #[test]
    fn a_changed_value_does_not_open() {
        let ring = KeyRing::parse(&KeyRing::generate()).unwrap();
        let mut sealed = ring.seal("p", b"1234").unwrap();
        sealed.bytes[NONCE] ^= 1;
        assert_eq!(ring.open("p", &sealed), Err(Error::Broken));
        sealed.bytes.truncate(3);
        assert_eq!(ring.open("p", &sealed), Err(Error::Broken));
    }

    #[test]
    fn a_bad_key_is_refused_without_being_told() {
        let error = KeyRing::parse("hunter2").unwrap_err().to_string();
        assert!(error.contains("32 bytes") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn the_key_in_a_file_is_made_once_and_only_for_its_owner() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secrets.key");
        let key = KeyRing::kept_in(&file).unwrap();
        assert_eq!(KeyRing::kept_in(&file).unwrap(), key);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(!KeyRing::parse(&key).unwrap().is_empty());
    }
}
