//! Putting a backup back, into an empty database.

use std::path::Path;

use futures_util::StreamExt;
use serde::Serialize;
use tokio::fs;
use tokio_util::io::ReaderStream;

use super::{Error, Manifest, at, blob_list, blob_path, table_path, verify};
use crate::{
    blob::Blobs,
    domain::journal::Committed,
    store::{Settled, Store, Table},
};

/// What was put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    pub rows: u64,
    pub blobs: u64,
    /// Blobs that rows name and that are neither in the backup nor in the directory of artifacts.
    pub missing_blobs: u64,
    /// Executions, runs and generations that had not ended; executions are now `errored` with the reason `in_doubt`.
    pub executions_in_doubt: u64,
    pub runs_ended: u64,
    pub generations_ended: u64,
}

/// Checks the backup, puts the bytes of artifacts back, and then all rows in one transaction.
///
/// # Errors
/// [`Error::Damaged`]; [`Error::Store`] when the database is not empty or the backup is of a newer program.
pub async fn restore(store: &Store, blobs: &Blobs, dir: &Path) -> Result<(Restored, Vec<Committed>), Error> {
    let manifest = verify(dir).await?;
    let tables: Vec<Table> = manifest.tables.iter().map(|file| file.table.clone()).collect();
    // first of all, since it is what most often stands in the way
    let mut load = store.load(&manifest.schema, &tables).await?;
    let (put, missing) = put_blobs(blobs, dir, &manifest).await?;
    let mut rows = 0;
    for file in &manifest.tables {
        let path = table_path(dir, &file.table);
        let lines = ReaderStream::with_capacity(fs::File::open(&path).await.map_err(at(&path))?, 256 * 1024);
        let lines = lines.map(|part| part.map_err(at(&path)));
        let loaded = load.rows::<_, Error>(&file.table, lines).await?;
        if loaded != file.rows {
            return Err(Error::Damaged(vec![format!(
                "of the {} rows of `{}`, {loaded} were loaded",
                file.rows, file.table.name
            )]));
        }
        rows += loaded;
    }
    let (Settled { executions, runs, generations }, told) = load.finish(store).await?;
    let restored = Restored {
        rows,
        blobs: put,
        missing_blobs: missing,
        executions_in_doubt: executions,
        runs_ended: runs,
        generations_ended: generations,
    };
    Ok((restored, told))
}

/// Copies what is not there yet; how many were copied, and how many are nowhere.
async fn put_blobs(blobs: &Blobs, dir: &Path, manifest: &Manifest) -> Result<(u64, u64), Error> {
    let (mut put, mut missing) = (0, manifest.blobs.missing.len() as u64);
    for (name, size) in blob_list(dir).await? {
        let there = fs::metadata(blobs.path(&name)?).await.is_ok_and(|about| about.len() == size);
        if there {
            continue;
        }
        if !manifest.blobs.included {
            missing += 1;
            continue;
        }
        let path = blob_path(dir, &name);
        let bytes = fs::read(&path).await.map_err(at(&path))?;
        blobs.put(bytes.into()).await?;
        put += 1;
    }
    Ok((put, missing))
}
