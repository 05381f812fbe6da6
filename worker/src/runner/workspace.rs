//! The files of one attempt: what steps write and download, by name. They live in memory and go with the attempt.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;

/// Bytes of one file, at most.
pub(super) const LARGEST_FILE: usize = 32 << 20;
/// Bytes of all files of an attempt, at most.
const LARGEST_WHOLE: usize = 128 << 20;
/// Files of an attempt, at most.
const MOST_FILES: usize = 1_000;
/// Bytes of a text that `{{file.X}}` puts into a step, at most.
const LARGEST_TEXT: usize = 1 << 20;

/// A handle on the files; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Workspace(Arc<Mutex<BTreeMap<String, Bytes>>>);

impl Workspace {
    fn files(&self) -> MutexGuard<'_, BTreeMap<String, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The content of a file.
    ///
    /// # Errors
    /// A sentence with the names that there are.
    pub(super) fn read(&self, name: &str) -> Result<Bytes, String> {
        let key = key(name)?;
        let files = self.files();
        files.get(&key).cloned().ok_or_else(|| {
            let names: Vec<_> = files.keys().take(10).map(|name| format!("`{name}`")).collect();
            let there = if names.is_empty() { "no file at all".to_owned() } else { names.join(", ") };
            format!("There is no file `{name}` in this run; there is {there}. Write or download it in an earlier step.")
        })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        key(name).is_ok_and(|key| self.files().contains_key(&key))
    }

    /// The content of a file as text for `{{file.X}}`.
    ///
    /// # Errors
    /// A sentence.
    pub(super) fn text(&self, name: &str) -> Result<String, String> {
        let bytes = self.read(name)?;
        if bytes.len() > LARGEST_TEXT {
            return Err(format!("The file `{name}` has {} bytes; `{{{{file.…}}}}` takes 1 MiB at most.", bytes.len()));
        }
        as_text(name, &bytes)
    }

    /// Writes a file, in the place of one with the same name.
    ///
    /// # Errors
    /// A sentence when the name leads elsewhere, or a limit is reached.
    pub(super) fn write(&self, name: &str, content: Bytes) -> Result<(), String> {
        let key = key(name)?;
        let mut files = self.files();
        if content.len() > LARGEST_FILE {
            return Err(format!("The file `{name}` would have {} bytes; 32 MiB is the most.", content.len()));
        }
        let others: usize = files.iter().filter(|(name, _)| **name != key).map(|(_, content)| content.len()).sum();
        if others + content.len() > LARGEST_WHOLE {
            return Err(format!("The files of a run may have 128 MiB together; `{name}` would be too much."));
        }
        if files.len() >= MOST_FILES && !files.contains_key(&key) {
            return Err(format!("A run may have {MOST_FILES} files; `{name}` would be one more."));
        }
        files.insert(key, content);
        Ok(())
    }
}

/// The bytes as UTF-8.
///
/// # Errors
/// A sentence that names the file.
pub(super) fn as_text(name: &str, bytes: &[u8]) -> Result<String, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| format!("The file `{name}` is no text (UTF-8)."))
}

/// The name as the workspace knows it: relative, with `/` between its parts, and never leading out.
fn key(name: &str) -> Result<String, String> {
    let refused = |why: &str| Err(format!("`{name}` is no name for a file of a run: {why}."));
    if name.trim().is_empty() || name.len() > 255 {
        return refused("it must have 1 to 255 characters");
    }
    if name.chars().any(char::is_control) || name.contains('\\') {
        return refused("it may have no control characters and no backslash");
    }
    if name.starts_with('/') || name.split('/').any(|part| part == "..") {
        return refused("it must be relative and without `..`");
    }
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.is_empty() { refused("it names no file") } else { Ok(parts.join("/")) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn a_name_never_leads_out_and_means_one_file_however_it_is_written() {
        let files = Workspace::default();
        for name in ["../x", "/etc/passwd", "a/../../b", "a\\b", "", "a\0b", ".", "./"] {
            assert!(files.write(name, Bytes::new()).is_err(), "{name:?} was taken");
        }
        files.write("./out//a.txt", Bytes::from_static(b"1")).unwrap();
        assert_eq!(files.read("out/a.txt").unwrap(), "1");
        assert!(files.read("b.txt").unwrap_err().contains("`out/a.txt`"));
    }

    #[test]
    fn files_have_limits() {
        let files = Workspace::default();
        let large = Bytes::from(vec![0; LARGEST_FILE]);
        for n in 0..4 {
            files.write(&n.to_string(), large.clone()).unwrap();
        }
        assert!(files.write("4", Bytes::from_static(b"x")).unwrap_err().contains("128 MiB"));
        files.write("3", Bytes::new()).unwrap();
        files.write("4", Bytes::from_static(b"x")).unwrap();
        assert!(files.write("5", Bytes::from(vec![0; LARGEST_FILE + 1])).unwrap_err().contains("32 MiB"));
    }
}
