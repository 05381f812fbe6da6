//! Backups: a directory with every table as it was at one moment, the bytes of all artifacts, and a manifest with their hashes.
//!
//! ```text
//! manifest.json            written last: without it there is no backup
//! tables/<name>.copy       rows in Postgres' text format
//! blobs.txt                a line for each blob: SHA-256 and size
//! blobs/ab/cdef…           the bytes
//! ```
//! The key that seals secrets is not in it and must be kept elsewhere; the manifest says which ones are needed.

mod create;
mod restore;
mod verify;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use create::{Bytes, create};
pub use restore::{Restored, restore};
pub use verify::verify;

use crate::{
    blob, housekeeping,
    store::{self, AppliedMigration, Table},
};

/// The form of backups that this program writes and reads.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const TABLES: &str = "tables";
const BLOB_LIST: &str = "blobs.txt";
const BLOBS: &str = "blobs";

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// Of the program that made it.
    pub version: String,
    /// The moment as of which everything is.
    pub at: DateTime<Utc>,
    pub schema: Vec<AppliedMigration>,
    pub tables: Vec<TableFile>,
    pub blobs: BlobList,
    /// Ids of the keys that its secrets were sealed with.
    pub key_ids: Vec<String>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    #[serde(flatten)]
    pub table: Table,
    pub rows: u64,
    pub bytes: u64,
    /// Hex, of the file.
    pub sha256: String,
}

/// The bytes of artifacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobList {
    pub count: u64,
    pub bytes: u64,
    /// Hex, of the list.
    pub sha256: String,
    /// Whether the bytes are here, and not only their names.
    pub included: bool,
    /// Named by rows, but not there or changed when the backup was made.
    pub missing: Vec<String>,
}

/// Why a backup could not be made, checked or put back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{path}`: {cause}")]
    File {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Blob(#[from] blob::Error),
    #[error(transparent)]
    Housekeeping(#[from] housekeeping::Error),
    #[error("`{0}` is not empty; a backup goes into a directory of its own")]
    NotEmpty(PathBuf),
    #[error("`{path}` is no backup: {why}")]
    NoBackup { path: PathBuf, why: String },
    /// Everything that is wrong with it.
    #[error("the backup is damaged:\n{}", .0.join("\n"))]
    Damaged(Vec<String>),
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |cause| Error::File { path, cause }
}

/// Reads the manifest.
///
/// # Errors
/// [`Error::NoBackup`].
pub async fn manifest(dir: &Path) -> Result<Manifest, Error> {
    let path = dir.join(MANIFEST);
    let no_backup = |why: String| Error::NoBackup { path: dir.to_owned(), why };
    let text = tokio::fs::read_to_string(&path).await;
    let text = text.map_err(|cause| no_backup(format!("its {MANIFEST} cannot be read: {cause}")))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|cause| no_backup(format!("its {MANIFEST} makes no sense: {cause}")))?;
    if manifest.format != FORMAT {
        return Err(no_backup(format!("it has the format {}, and this program reads {FORMAT}", manifest.format)));
    }
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match manifest.tables.iter().find(|file| !plain(&file.table.name)) {
        Some(file) => Err(no_backup(format!("`{}` is no name of a table", file.table.name))),
        None => Ok(manifest),
    }
}

fn table_path(dir: &Path, table: &Table) -> PathBuf {
    dir.join(TABLES).join(format!("{}.copy", table.name))
}

/// Where the bytes of a blob are within a backup; the name has been checked.
fn blob_path(dir: &Path, sha256: &str) -> PathBuf {
    dir.join(BLOBS).join(&sha256[..2]).join(&sha256[2..])
}

/// The names and sizes in the list of blobs.
///
/// # Errors
/// [`Error::Damaged`] when a line makes no sense.
async fn blob_list(dir: &Path) -> Result<Vec<(String, u64)>, Error> {
    let path = dir.join(BLOB_LIST);
    let text = tokio::fs::read_to_string(&path).await.map_err(at(&path))?;
    let read = |line: &str| {
        let (name, size) = line.split_once(' ')?;
        let is_name = name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_name.then_some((name.to_owned(), size.parse().ok()?))
    };
    text.lines()
        .map(|line| read(line).ok_or_else(|| Error::Damaged(vec![format!("{BLOB_LIST} has the line `{line}`")])))
        .collect()
}
