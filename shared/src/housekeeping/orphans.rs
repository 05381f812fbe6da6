//! Orphans in both directions: blobs that no row names, and artifacts whose bytes are gone.

use std::time::Duration;

use serde::Serialize;
use uuid::Uuid;

use super::{Error, Held};
use crate::{blob::Blobs, store::Store};

/// Younger blobs and rows are left alone: the other half of them may be on its way.
const YOUNG: Duration = Duration::from_secs(3600);
/// Blobs in one question to the database.
const MANY: usize = 500;
/// When more rows than this have lost their bytes, and more than a tenth of all, something else is wrong.
const SUSPICIOUS: u64 = 100;

/// What was found, and removed unless it was a dry run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Orphans {
    /// Blobs that were looked at.
    pub blobs: u64,
    /// Blobs that no row names, older than an hour.
    pub unnamed_blobs: u64,
    pub unnamed_bytes: u64,
    /// Artifacts that were looked at.
    pub artifacts: u64,
    /// Artifacts older than an hour whose bytes are gone.
    pub lost_artifacts: u64,
    /// Files that writers left behind.
    pub left_files: u64,
    /// So many have lost their bytes that no row was removed.
    pub suspicious: bool,
}

/// Looks through blobs and rows; with a hold it also removes what it finds.
///
/// # Errors
/// [`Error::WrongStore`] when the directory of blobs is not the one that belongs to the database.
pub async fn orphans(store: &Store, blobs: &Blobs, held: Option<&Held<'_>>) -> Result<Orphans, Error> {
    check_store(store, blobs).await?;
    let (names, left) = blobs.look_through(YOUNG).await?;
    let mut found = Orphans { blobs: names.len() as u64, left_files: left.len() as u64, ..Orphans::default() };
    if held.is_some() {
        for path in left {
            if let Err(cause) = tokio::fs::remove_file(&path).await {
                tracing::debug!(error = %cause, "`{}` could not be removed", path.display());
            }
        }
    }
    for some in names.chunks(MANY) {
        if let Some(held) = held {
            held.go_on().await?;
        }
        let named = store.retention().named_blobs(some).await?;
        let unnamed: Vec<String> = some.iter().filter(|name| !named.contains(name)).cloned().collect();
        if unnamed.is_empty() {
            continue;
        }
        let (count, bytes) =
            if held.is_some() { blobs.remove(unnamed, YOUNG).await } else { blobs.weigh(unnamed, YOUNG).await };
        found.unnamed_blobs += count;
        found.unnamed_bytes += bytes;
    }
    let lost = lost(store, blobs, &names, &mut found, held).await?;
    found.lost_artifacts = lost.len() as u64;
    found.suspicious = found.lost_artifacts > SUSPICIOUS && found.lost_artifacts * 10 > found.artifacts;
    if found.suspicious {
        tracing::error!(
            "{} of {} artifacts have no bytes in `{}`: no row is removed; is this the whole directory?",
            found.lost_artifacts,
            found.artifacts,
            blobs.dir().display()
        );
    } else if held.is_some() {
        for some in lost.chunks(MANY) {
            store.retention().lost_artifacts(some).await?;
        }
    }
    Ok(found)
}

/// The rows whose bytes are not there, looked for once more one by one.
async fn lost(
    store: &Store,
    blobs: &Blobs,
    names: &[String],
    found: &mut Orphans,
    held: Option<&Held<'_>>,
) -> Result<Vec<Uuid>, Error> {
    let (mut lost, mut after) = (Vec::new(), Uuid::nil());
    loop {
        if let Some(held) = held {
            held.go_on().await?;
        }
        let page = store.retention().artifacts_after(after, YOUNG).await?;
        let Some((last, _)) = page.last() else { return Ok(lost) };
        after = *last;
        found.artifacts += page.len() as u64;
        for (id, sha256) in page {
            if names.binary_search(&sha256).is_err() && !blobs.has(&sha256).await.unwrap_or(true) {
                lost.push(id);
            }
        }
    }
}

/// Blobs and rows must belong together, or everything would look like an orphan.
async fn check_store(store: &Store, blobs: &Blobs) -> Result<(), Error> {
    let here = blobs.id().await?;
    let known = store.chores().blob_store(here).await?;
    if here == known {
        return Ok(());
    }
    Err(Error::WrongStore(format!(
        "the artifacts of this database are in the directory with the id {known}, and `{}` has the id {here}: every API server and worker must have the same `storage.dir`. If it was replaced on purpose, write {known} into its file .flowtilla-blobs",
        blobs.dir().display()
    )))
}
