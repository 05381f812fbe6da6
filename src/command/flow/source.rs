//! Flow files: found, read and checked.

use std::{
    collections::BTreeSet,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use flowtilla_shared::domain::flow::{Checked, Format, MAX_TEXT, read_all};

use crate::exit::{Failure, usage};

/// One text with flows in it.
#[derive(Debug)]
pub struct FlowFile {
    /// As given on the command line, or found in a directory; `-` for standard input.
    pub name: String,
    pub path: Option<PathBuf>,
    pub text: String,
    pub flows: Vec<Checked>,
}

impl FlowFile {
    /// Reads one file, or standard input for `-`.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let cannot = |cause: std::io::Error| usage!("`{name}` cannot be read: {cause}");
        if path == Path::new("-") {
            let mut text = String::new();
            std::io::stdin().take(MAX_TEXT as u64 + 1).read_to_string(&mut text).map_err(cannot)?;
            return Ok(Self::of("-".into(), None, text));
        }
        if fs::metadata(path).map_err(cannot)?.len() > MAX_TEXT as u64 {
            return Err(usage!("`{name}` is larger than {} MiB", MAX_TEXT >> 20));
        }
        let text = fs::read_to_string(path).map_err(cannot)?;
        Ok(Self::of(name, Some(path.to_path_buf()), text))
    }

    fn of(name: String, path: Option<PathBuf>, text: String) -> Self {
        let flows = read_all(&text, format_of(path.as_deref()));
        Self { name, path, text, flows }
    }

    /// How its text is written.
    pub fn format(&self) -> Format {
        format_of(self.path.as_deref())
    }
}

fn format_of(path: Option<&Path>) -> Format {
    match path.and_then(Path::extension).and_then(|ending| ending.to_str()) {
        Some("json") => Format::Json,
        Some("yaml" | "yml") => Format::Yaml,
        Some(_) | None => Format::Auto,
    }
}

/// Reads files, the flow files in directories (also below), and `-`, each once, in the given order.
///
/// # Errors
/// When something cannot be read, or a directory has no flow file in it.
pub fn read(paths: &[PathBuf]) -> Result<Vec<FlowFile>, Failure> {
    let mut files = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        let mut found = vec![path.clone()];
        if path.is_dir() {
            found = Vec::new();
            collect(path, &mut found)?;
            if found.is_empty() {
                return Err(usage!("`{}` has no file that ends in .yaml, .yml or .json", path.display()));
            }
        }
        for path in found {
            if seen.insert(path.clone()) {
                files.push(FlowFile::read(&path)?);
            }
        }
    }
    Ok(files)
}

fn collect(dir: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .map_err(|cause: std::io::Error| usage!("`{}` cannot be read: {cause}", dir.display()))?;
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let ending = path.extension().and_then(|ending| ending.to_str());
        if hidden || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            collect(&path, found)?;
        } else if matches!(ending, Some("yaml" | "yml" | "json")) {
            found.push(path);
        }
    }
    Ok(())
}
