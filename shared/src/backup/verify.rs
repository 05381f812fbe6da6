//! Checking that a backup is whole, without any database.

use std::path::Path;

use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use super::{BLOB_LIST, Error, Manifest, at, blob_list, blob_path, manifest, table_path};

/// Reads every byte of a backup and compares it with its hashes.
///
/// # Errors
/// [`Error::NoBackup`]; [`Error::Damaged`] with everything that is wrong.
pub async fn verify(dir: &Path) -> Result<Manifest, Error> {
    let manifest = manifest(dir).await?;
    let mut wrong = Vec::new();
    for file in &manifest.tables {
        let name = &file.table.name;
        match look(&table_path(dir, &file.table)).await {
            Ok(found) if found.sha256 != file.sha256 => wrong.push(format!("the table `{name}` was changed")),
            Ok(found) if found.lines != file.rows => {
                wrong.push(format!("the table `{name}` has {} rows, and should have {}", found.lines, file.rows));
            }
            Ok(_) => {}
            Err(cause) => wrong.push(cause.to_string()),
        }
    }
    match look(&dir.join(BLOB_LIST)).await {
        Ok(found) if found.sha256 != manifest.blobs.sha256 => wrong.push(format!("{BLOB_LIST} was changed")),
        Ok(_) => {}
        Err(cause) => wrong.push(cause.to_string()),
    }
    if manifest.blobs.included && wrong.is_empty() {
        for (name, size) in blob_list(dir).await? {
            match look(&blob_path(dir, &name)).await {
                Ok(found) if found.sha256 != name || found.bytes != size => {
                    wrong.push(format!("the blob {name} was changed"));
                }
                Ok(_) => {}
                Err(cause) => wrong.push(cause.to_string()),
            }
        }
    }
    if wrong.is_empty() { Ok(manifest) } else { Err(Error::Damaged(wrong)) }
}

pub(super) struct Found {
    pub sha256: String,
    pub bytes: u64,
    pub lines: u64,
}

/// Reads a file through.
pub(super) async fn look(path: &Path) -> Result<Found, Error> {
    let mut file = tokio::fs::File::open(path).await.map_err(at(path))?;
    let (mut hash, mut bytes, mut lines) = (Sha256::new(), 0, 0);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let n = file.read(&mut buffer).await.map_err(at(path))?;
        if n == 0 {
            return Ok(Found { sha256: hex::encode(hash.finalize()), bytes, lines });
        }
        hash.update(&buffer[..n]);
        lines += buffer[..n].iter().filter(|byte| **byte == b'\n').count() as u64;
        bytes += n as u64;
    }
}
