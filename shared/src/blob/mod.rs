//! Bytes of artifacts, named by their content.

use std::path::{Path, PathBuf};

use bytes::Bytes;

/// Where bytes are, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRef {
    /// Hex.
    pub sha256: String,
    pub bytes: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no blob `{0}`")]
    NotFound(String),
    #[error("`{0}` is no SHA-256 in hex")]
    BadName(String),
    #[error("the blob directory `{dir}` cannot be used")]
    Io {
        dir: PathBuf,
        #[source]
        cause: std::io::Error,
    },
}

/// A directory of blobs; cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs {
    dir: PathBuf,
}

impl Blobs {
    /// Makes the directory when it is missing.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, Error> {
        todo!()
    }

    /// Stores bytes; the same bytes are stored once.
    pub async fn put(&self, bytes: Bytes) -> Result<BlobRef, Error> {
        todo!()
    }

    pub async fn get(&self, sha256: &str) -> Result<Bytes, Error> {
        todo!()
    }

    /// Deleting what is not there is no error.
    pub async fn delete(&self, sha256: &str) -> Result<(), Error> {
        todo!()
    }
}
