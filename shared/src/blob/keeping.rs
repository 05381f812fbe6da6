//! What housekeeping does in the directory of blobs: look through it, remove what nobody names, tell one directory from another.
//!
//! A blob is removed in two moves: it is renamed out of the way, and deleted only when it is old *then*. Whoever stores the same bytes
//! meanwhile either made it young before the first move, and it is put back, or does not find it, and writes it anew.

use std::{
    fs::{self, File, FileTimes},
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use uuid::Uuid;

use super::{Blobs, Error, key};

/// Where blobs lie between the two moves.
const CONDEMNED: &str = ".condemned";
/// The file with the id of the directory.
const MARKER: &str = ".flowtilla-blobs";

impl Blobs {
    /// Where the bytes are.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where the bytes of a blob are, whether or not there are any.
    ///
    /// # Errors
    /// [`Error::BadName`].
    pub fn path(&self, sha256: &str) -> Result<PathBuf, Error> {
        Ok(self.dir.join(key(sha256)?.as_ref()))
    }

    /// Makes a blob as young as a new one; `false` when there is none.
    pub(super) async fn touch(&self, sha256: &str) -> bool {
        let Ok(path) = self.path(sha256) else { return false };
        let touched = move || File::open(path)?.set_times(FileTimes::new().set_modified(SystemTime::now()));
        tokio::task::spawn_blocking(touched).await.is_ok_and(|touched: io::Result<()>| touched.is_ok())
    }

    /// Writes a file, reads it and removes it again.
    ///
    /// # Errors
    /// [`Error::Dir`], e.g. when the disk is full or read-only.
    pub async fn check(&self) -> Result<(), Error> {
        let path = self.dir.join(format!(".check-{}", Uuid::now_v7()));
        let at = path.clone();
        let checked = tokio::task::spawn_blocking(move || {
            let written = fs::write(&at, b"flowtilla");
            let same = written.and_then(|()| fs::read(&at)).map(|bytes| bytes == b"flowtilla");
            let removed = fs::remove_file(&at);
            match same {
                Ok(true) => removed,
                Ok(false) => Err(io::Error::other("what was written is not what is read")),
                Err(cause) => Err(cause),
            }
        });
        let checked = checked.await.unwrap_or_else(|cause| Err(io::Error::other(cause)));
        checked.map_err(|cause| Error::Dir { dir: path, cause })
    }

    /// The id of this directory; a new one gets one.
    ///
    /// # Errors
    /// [`Error::Dir`].
    pub async fn id(&self) -> Result<Uuid, Error> {
        let path = self.dir.join(MARKER);
        let at = path.clone();
        let found = tokio::task::spawn_blocking(move || marker(&at));
        let found = found.await.unwrap_or_else(|cause| Err(io::Error::other(cause)));
        found.map_err(|cause| Error::Dir { dir: path, cause })
    }

    /// The names of all blobs, in order, and files that a writer left behind more than `age` ago. About 150 bytes of memory each.
    ///
    /// # Errors
    /// [`Error::Dir`].
    pub async fn look_through(&self, age: Duration) -> Result<(Vec<String>, Vec<PathBuf>), Error> {
        let dir = self.dir.clone();
        let looked = tokio::task::spawn_blocking(move || look_through(&dir, age));
        looked
            .await
            .unwrap_or_else(|cause| Err(Error::Dir { dir: self.dir.to_path_buf(), cause: io::Error::other(cause) }))
    }

    /// Whether the bytes are there.
    ///
    /// # Errors
    /// [`Error::BadName`], [`Error::Dir`] when the directory cannot be asked.
    pub async fn has(&self, sha256: &str) -> Result<bool, Error> {
        let path = self.path(sha256)?;
        let found = tokio::fs::try_exists(&path).await;
        found.map_err(|cause| Error::Dir { dir: path, cause })
    }

    /// Removes blobs that no row names, unless they are younger than `age`. Answers with how many went, and their bytes.
    pub async fn remove(&self, sha256: Vec<String>, age: Duration) -> (u64, u64) {
        let dir = self.dir.clone();
        let removed = tokio::task::spawn_blocking(move || {
            let mut gone = (0, 0);
            for name in sha256 {
                match remove(&dir, &name, age) {
                    Ok(Some(bytes)) => gone = (gone.0 + 1, gone.1 + bytes),
                    Ok(None) => {}
                    Err(cause) => tracing::warn!(error = %cause, "The blob `{name}` could not be removed"),
                }
            }
            gone
        });
        removed.await.unwrap_or_default()
    }

    /// Bytes of the blobs among these that are older than `age`.
    pub async fn weigh(&self, sha256: Vec<String>, age: Duration) -> (u64, u64) {
        let dir = self.dir.clone();
        let weighed = tokio::task::spawn_blocking(move || {
            let known = sha256.iter().filter_map(|name| fs::metadata(dir.join(key(name).ok()?.as_ref())).ok());
            known.filter(|about| is_old(about, age)).fold((0, 0), |sum, about| (sum.0 + 1, sum.1 + about.len()))
        });
        weighed.await.unwrap_or_default()
    }

    /// Reads bytes whose name is not trusted; `None` when they are not there or are others than they should be.
    pub async fn read_whole(&self, sha256: &str) -> Option<Bytes> {
        use sha2::{Digest, Sha256};
        let bytes = self.get(sha256).await.ok()?;
        (hex::encode(Sha256::digest(&bytes)) == sha256).then_some(bytes)
    }
}

fn marker(at: &Path) -> io::Result<Uuid> {
    let read = || -> io::Result<Option<Uuid>> {
        match fs::read_to_string(at) {
            Ok(text) => text.trim().parse().map(Some).map_err(io::Error::other),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause),
        }
    };
    if let Some(id) = read()? {
        return Ok(id);
    }
    // whole or not at all: another process may look for it at the same moment
    let id = Uuid::now_v7();
    let fresh = at.with_extension(id.to_string());
    fs::write(&fresh, id.to_string())?;
    let linked = fs::hard_link(&fresh, at);
    fs::remove_file(&fresh)?;
    match linked {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(cause),
        Ok(()) | Err(_) => read()?.ok_or_else(|| io::Error::other("the file with the directory's id went away")),
    }
}

fn look_through(dir: &Path, age: Duration) -> Result<(Vec<String>, Vec<PathBuf>), Error> {
    let wrong = |path: &Path| {
        let path = path.to_owned();
        move |cause| Error::Dir { dir: path, cause }
    };
    let (mut names, mut left) = (Vec::new(), Vec::new());
    for shard in fs::read_dir(dir).map_err(wrong(dir))? {
        let shard = shard.map_err(wrong(dir))?.path();
        let Some(first) = shard.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
        if first == CONDEMNED || !shard.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&shard).map_err(wrong(&shard))? {
            let entry = entry.map_err(wrong(&shard))?;
            let name = format!("{first}{}", entry.file_name().to_string_lossy());
            if key(&name).is_ok() {
                names.push(name);
            } else if entry.metadata().is_ok_and(|about| about.is_file() && is_old(&about, age)) {
                left.push(entry.path());
            }
        }
    }
    names.sort_unstable();
    // a sweeper died between the two moves: these are blobs that it had found to be nobody's
    for entry in fs::read_dir(dir.join(CONDEMNED)).into_iter().flatten().flatten() {
        if entry.metadata().is_ok_and(|about| is_old(&about, age)) {
            left.push(entry.path());
        }
    }
    Ok((names, left))
}

fn is_old(about: &fs::Metadata, age: Duration) -> bool {
    let made = about.modified().unwrap_or_else(|_| SystemTime::now());
    SystemTime::now().duration_since(made).is_ok_and(|old| old >= age)
}

/// The two moves; the bytes that were freed.
fn remove(dir: &Path, name: &str, age: Duration) -> io::Result<Option<u64>> {
    let Ok(place) = key(name) else { return Ok(None) };
    let (path, aside) = (dir.join(place.as_ref()), dir.join(CONDEMNED));
    match fs::metadata(&path) {
        Ok(about) if is_old(&about, age) => {}
        Ok(_) => return Ok(None),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(cause),
    }
    fs::create_dir_all(&aside)?;
    let aside = aside.join(name);
    fs::rename(&path, &aside)?;
    let about = fs::metadata(&aside)?;
    if is_old(&about, age) {
        fs::remove_file(&aside)?;
        return Ok(Some(about.len()));
    }
    // does nothing when somebody has written it anew
    let _ = fs::hard_link(&aside, &path);
    fs::remove_file(&aside)?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn age(blobs: &Blobs, sha256: &str, by: Duration) {
        let file = File::open(blobs.path(sha256).unwrap()).unwrap();
        file.set_times(FileTimes::new().set_modified(SystemTime::now() - by)).unwrap();
    }

    #[tokio::test]
    async fn only_old_blobs_go_and_storing_one_again_makes_it_young() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(dir.path()).unwrap();
        let old = blobs.put(Bytes::from_static(b"old")).await.unwrap().sha256;
        let young = blobs.put(Bytes::from_static(b"young")).await.unwrap().sha256;
        let again = blobs.put(Bytes::from_static(b"again")).await.unwrap().sha256;
        age(&blobs, &old, 2 * HOUR);
        age(&blobs, &again, 2 * HOUR);
        blobs.put(Bytes::from_static(b"again")).await.unwrap();
        let (mut names, left) = blobs.look_through(HOUR).await.unwrap();
        names.sort();
        let mut all = vec![old.clone(), young.clone(), again.clone()];
        all.sort();
        assert_eq!((names, left), (all.clone(), vec![]));
        assert_eq!(blobs.weigh(all.clone(), HOUR).await, (1, 3));
        assert_eq!(blobs.remove(all, HOUR).await, (1, 3));
        assert!(
            !blobs.has(&old).await.unwrap() && blobs.has(&young).await.unwrap() && blobs.has(&again).await.unwrap()
        );
        blobs.put(Bytes::from_static(b"old")).await.unwrap();
        assert_eq!(blobs.get(&old).await.unwrap(), "old");
    }

    #[tokio::test]
    async fn what_a_writer_left_behind_is_found_when_it_is_old() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(dir.path()).unwrap();
        let sha256 = blobs.put(Bytes::from_static(b"x")).await.unwrap().sha256;
        let torn = blobs.path(&sha256).unwrap().with_extension("tmp#1");
        fs::write(&torn, b"half").unwrap();
        assert_eq!(blobs.look_through(HOUR).await.unwrap().1, Vec::<PathBuf>::new());
        let file = File::open(&torn).unwrap();
        file.set_times(FileTimes::new().set_modified(SystemTime::now() - 2 * HOUR)).unwrap();
        assert_eq!(blobs.look_through(HOUR).await.unwrap().1, vec![torn]);
    }

    #[tokio::test]
    async fn a_directory_keeps_its_id_and_tells_when_it_cannot_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(dir.path()).unwrap();
        let id = blobs.id().await.unwrap();
        assert_eq!(Blobs::open(dir.path()).unwrap().id().await.unwrap(), id);
        blobs.check().await.unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "a check leaves nothing behind");
        let elsewhere = dir.path().join("gone");
        let blobs = Blobs::open(&elsewhere).unwrap();
        fs::remove_dir(&elsewhere).unwrap();
        assert!(matches!(blobs.check().await, Err(Error::Dir { .. })));
    }
}
