//! Making a backup while everything goes on.

use std::{
    collections::BTreeSet,
    os::unix::fs::PermissionsExt,
    path::Path,
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tokio::{
    fs,
    io::{AsyncWriteExt, BufWriter},
};

use super::{
    BLOB_LIST, BLOBS, BlobList, Error, FORMAT, MANIFEST, Manifest, TABLES, TableFile, at, blob_path, table_path,
};
use crate::{
    blob::Blobs,
    housekeeping::{self, Held},
    store::{Dump, Store, Table},
};

/// Longest wait for a round of housekeeping to end.
const PATIENCE: Duration = Duration::from_secs(300);
/// Time between two looks, and between two signs of life of our own.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const SIGN_EVERY: Duration = Duration::from_secs(20);

/// What becomes of the bytes of artifacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bytes {
    /// Copied and checked.
    Copied,
    /// Hard links to the same files, where the backup is on the same file system; blobs are never changed in place.
    Linked,
    /// Only listed.
    Listed,
}

/// Writes everything as it is now into `dir`, which is made, or is empty. Nothing is removed by housekeeping meanwhile.
///
/// # Errors
/// [`Error::NotEmpty`], or what went wrong; then there is no manifest, and the directory can be thrown away.
pub async fn create(store: &Store, blobs: &Blobs, dir: &Path, bytes: Bytes) -> Result<Manifest, Error> {
    make_dir(dir).await?;
    let mut entries = fs::read_dir(dir).await.map_err(at(dir))?;
    if entries.next_entry().await.map_err(at(dir))?.is_some() {
        return Err(Error::NotEmpty(dir.to_owned()));
    }
    let (retention, orphans) = (wait_for(store, "retention").await?, wait_for(store, "orphans").await?);
    let work = write(store, blobs, dir, bytes);
    let signs = async {
        loop {
            tokio::time::sleep(SIGN_EVERY).await;
            if let (Err(cause), _) | (_, Err(cause)) = tokio::join!(retention.go_on(), orphans.go_on()) {
                break cause;
            }
        }
    };
    let made = tokio::select! {
        made = work => made,
        cause = signs => Err(cause.into()),
    };
    // without a report the chores are due when they would have been
    retention.end(None).await?;
    orphans.end(None).await?;
    made
}

/// Only the owner reads it: it holds everything there is.
async fn make_dir(dir: &Path) -> Result<(), Error> {
    fs::create_dir_all(dir).await.map_err(at(dir))?;
    fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700)).await.map_err(at(dir))
}

async fn wait_for<'a>(store: &'a Store, chore: &str) -> Result<Held<'a>, Error> {
    let end = Instant::now() + PATIENCE;
    loop {
        match Held::take(store, chore).await {
            Err(housekeeping::Error::Taken) if Instant::now() < end => tokio::time::sleep(LOOK_EVERY).await,
            other => return Ok(other?),
        }
    }
}

async fn write(store: &Store, blobs: &Blobs, dir: &Path, bytes: Bytes) -> Result<Manifest, Error> {
    let mut dump = store.dump().await?;
    make_dir(&dir.join(TABLES)).await?;
    let mut tables = Vec::new();
    for table in dump.tables().await? {
        tables.push(write_table(&mut dump, dir, table).await?);
    }
    let (schema, key_ids) = (dump.schema().await?, dump.key_ids().await?);
    let named = dump.blobs().await?;
    let when = dump.at;
    // the database need not remember this moment any longer
    drop(dump);
    let blobs = write_blobs(blobs, dir, named, bytes).await?;
    let manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: when,
        schema,
        tables,
        blobs,
        key_ids: key_ids.into_iter().collect(),
    };
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    let (fresh, path) = (dir.join("manifest.part"), dir.join(MANIFEST));
    write_whole(&fresh, text.as_bytes()).await?;
    fs::rename(&fresh, &path).await.map_err(at(&path))?;
    Ok(manifest)
}

async fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = fs::File::create(path).await.map_err(at(path))?;
    file.write_all(bytes).await.map_err(at(path))?;
    file.sync_all().await.map_err(at(path))
}

async fn write_table(dump: &mut Dump, dir: &Path, table: Table) -> Result<TableFile, Error> {
    let path = table_path(dir, &table);
    let mut file = BufWriter::new(fs::File::create(&path).await.map_err(at(&path))?);
    let (mut hash, mut rows, mut bytes) = (Sha256::new(), 0, 0);
    {
        let lines = dump.rows(&table).await?;
        tokio::pin!(lines);
        while let Some(part) = lines.next().await {
            let part = part?;
            hash.update(&part);
            // line breaks within values are written as `\n`
            rows += part.iter().filter(|byte| **byte == b'\n').count() as u64;
            bytes += part.len() as u64;
            file.write_all(&part).await.map_err(at(&path))?;
        }
    }
    file.flush().await.map_err(at(&path))?;
    file.into_inner().sync_all().await.map_err(at(&path))?;
    Ok(TableFile { table, rows, bytes, sha256: hex::encode(hash.finalize()) })
}

async fn write_blobs(blobs: &Blobs, dir: &Path, named: BTreeSet<String>, how: Bytes) -> Result<BlobList, Error> {
    let (mut list, mut missing) = (String::new(), Vec::new());
    let (mut count, mut bytes) = (0, 0);
    for name in named {
        let Some(size) = keep(blobs, dir, &name, how).await? else {
            missing.push(name);
            continue;
        };
        list.push_str(&format!("{name} {size}\n"));
        count += 1;
        bytes += size;
    }
    let path = dir.join(BLOB_LIST);
    write_whole(&path, list.as_bytes()).await?;
    let sha256 = hex::encode(Sha256::digest(list.as_bytes()));
    if how != Bytes::Listed {
        make_dir(&dir.join(BLOBS)).await?;
    }
    Ok(BlobList { count, bytes, sha256, included: how != Bytes::Listed, missing })
}

/// Keeps one blob; its size, or `None` when there is none or it is not what its name says.
async fn keep(blobs: &Blobs, dir: &Path, name: &str, how: Bytes) -> Result<Option<u64>, Error> {
    let Ok(from) = blobs.path(name) else { return Ok(None) };
    if how == Bytes::Listed {
        return Ok(fs::metadata(&from).await.ok().map(|about| about.len()));
    }
    let to = blob_path(dir, name);
    if let Some(shard) = to.parent() {
        fs::create_dir_all(shard).await.map_err(at(shard))?;
    }
    if how == Bytes::Linked {
        return match fs::hard_link(&from, &to).await {
            Ok(()) => Ok(fs::metadata(&to).await.ok().map(|about| about.len())),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(at(&to)(cause)),
        };
    }
    let Some(bytes) = blobs.read_whole(name).await else { return Ok(None) };
    write_whole(&to, &bytes).await?;
    Ok(Some(bytes.len() as u64))
}
