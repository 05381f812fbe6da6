//! Bytes of artifacts, named by their content.

mod keeping;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as Key};
use sha2::{Digest, Sha256};

use crate::telemetry::metrics;

/// Where bytes are, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRef {
    /// Hex.
    pub sha256: String,
    pub bytes: u64,
}

/// Why bytes could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no blob `{0}`")]
    NotFound(String),
    #[error("`{0}` is no SHA-256 in hex")]
    BadName(String),
    #[error("the blob directory `{dir}` cannot be used")]
    Dir {
        dir: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("the blob store failed")]
    Store(#[from] object_store::Error),
}

/// A directory of blobs; cheap to clone. Any number of processes may share it.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    dir: Arc<Path>,
}

impl Blobs {
    /// Makes the directory when it is missing.
    ///
    /// # Errors
    /// [`Error::Dir`] when it cannot be made or is none.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, Error> {
        let dir = dir.as_ref();
        std::fs::create_dir_all(dir).map_err(|cause| Error::Dir { dir: dir.to_owned(), cause })?;
        Ok(Self { store: Arc::new(LocalFileSystem::new_with_prefix(dir)?), dir: dir.into() })
    }

    /// Stores bytes; the same bytes are stored once. A reader sees all of them or none.
    ///
    /// # Errors
    /// [`Error::Store`], e.g. when the disk is full.
    pub async fn put(&self, bytes: Bytes) -> Result<BlobRef, Error> {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let stored = BlobRef { bytes: bytes.len() as u64, sha256 };
        let key = key(&stored.sha256)?;
        // young again, or the sweeper might remove it before a row names it once more
        if self.store.head(&key).await.is_ok_and(|found| found.size == stored.bytes) && self.touch(&stored.sha256).await
        {
            return Ok(stored);
        }
        self.store.put(&key, PutPayload::from_bytes(bytes)).await?;
        metrics::artifact_stored(stored.bytes);
        Ok(stored)
    }

    /// # Errors
    /// [`Error::NotFound`], [`Error::BadName`].
    pub async fn get(&self, sha256: &str) -> Result<Bytes, Error> {
        match self.store.get(&key(sha256)?).await {
            Ok(found) => Ok(found.bytes().await?),
            Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound(sha256.to_owned())),
            Err(cause) => Err(cause.into()),
        }
    }

    /// Deleting what is not there is no error.
    ///
    /// # Errors
    /// [`Error::BadName`].
    pub async fn delete(&self, sha256: &str) -> Result<(), Error> {
        match self.store.delete(&key(sha256)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(cause.into()),
        }
    }
}

/// `ab/cdef…`, so that no directory grows large. The name is checked, as it may come from outside.
fn key(sha256: &str) -> Result<Key, Error> {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if sha256.len() != 64 || !sha256.bytes().all(is_hex) {
        return Err(Error::BadName(sha256.to_owned()));
    }
    Ok(Key::from_iter([&sha256[..2], &sha256[2..]]))
}
