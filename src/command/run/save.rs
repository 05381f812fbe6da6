//! What stays after a run: evidence and reports.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use flowtilla_shared::{
    domain::status::Status,
    report::{self, Artifact, Execution, ReportInput},
};

use super::client::Client;

/// Files that were written.
#[derive(Debug, Default)]
pub struct Saved {
    files: Vec<SavedFile>,
}

/// One of them.
#[derive(Debug)]
pub struct SavedFile {
    execution: String,
    artifact: String,
    /// `screenshot`, `outline`, …
    pub what: String,
    /// Worth a line of its own; pictures of every step are not.
    pub listed: bool,
    pub path: PathBuf,
}

impl Saved {
    /// The files of one execution.
    pub fn of(&self, execution: &str) -> impl Iterator<Item = &SavedFile> {
        self.files.iter().filter(move |file| file.execution == execution)
    }
}

/// Fetches what the report shows into `input`, and writes evidence into `dir`: of every flow when `all`, else of those that did
/// not pass. The directory is made only when there is something to write.
pub async fn artifacts(client: &Client, input: &mut ReportInput, dir: &Path, all: bool) -> anyhow::Result<Saved> {
    let shown: BTreeSet<String> = input.wanted().map(|artifact| artifact.id.clone()).collect();
    let wanted: Vec<(String, String, Artifact, bool)> = (input.run.executions.iter())
        .flat_map(|execution| {
            let keep = all || !matches!(execution.status, Status::Passed);
            let name = file_stem(execution);
            execution.artifacts.iter().map(move |artifact| (execution.id.clone(), name.clone(), artifact.clone(), keep))
        })
        .collect();
    let mut saved = Saved::default();
    let mut names = BTreeSet::new();
    for (execution, stem, artifact, keep) in wanted {
        if !keep && !shown.contains(&artifact.id) {
            continue;
        }
        let bytes = match client.artifact(&artifact.id).await {
            Ok(bytes) => bytes,
            Err(failure) => {
                anstream::eprintln!("artifact {} could not be fetched: {failure}", artifact.id);
                continue;
            }
        };
        if keep {
            fs::create_dir_all(dir).with_context(|| format!("`{}` cannot be made", dir.display()))?;
            let path = dir.join(free_name(&mut names, &stem, &artifact));
            fs::write(&path, &bytes).with_context(|| format!("`{}` cannot be written", path.display()))?;
            let listed = !matches!(artifact.name.as_deref(), Some("before" | "after"));
            let what = artifact.kind.clone();
            saved.files.push(SavedFile { execution, artifact: artifact.id.clone(), what, listed, path });
        }
        if shown.contains(&artifact.id) {
            input.attach(artifact.id, artifact.media_type, bytes);
        }
    }
    Ok(saved)
}

/// Writes a report.
pub fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        fs::create_dir_all(dir).with_context(|| format!("`{}` cannot be made", dir.display()))?;
    }
    fs::write(path, text).with_context(|| format!("`{}` cannot be written", path.display()))
}

/// Puts the paths of saved files in the place of the server's addresses, for the JUnit report.
pub fn point_to_files(input: &mut ReportInput, saved: &Saved) {
    for artifact in input.run.executions.iter_mut().flat_map(|execution| &mut execution.artifacts) {
        let file = saved.files.iter().find(|file| file.artifact == artifact.id);
        artifact.url = file.map(|file| absolute(&file.path)).unwrap_or_default();
    }
}

/// The whole path, for people and programs that are elsewhere.
pub fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).display().to_string()
}

/// The flow's name as a file name: letters, digits and dashes, at most 60.
fn file_stem(execution: &Execution) -> String {
    let mut stem = String::new();
    for c in execution.flow_name.chars() {
        if c.is_alphanumeric() {
            stem.extend(c.to_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem: String = stem.trim_end_matches('-').chars().take(60).collect();
    if stem.is_empty() { "flow".into() } else { stem }
}

fn free_name(taken: &mut BTreeSet<String>, stem: &str, artifact: &Artifact) -> String {
    let ending = report::file_ending(&artifact.media_type);
    let own = artifact.name.as_deref().and_then(|name| Path::new(name).file_name()).and_then(|name| name.to_str());
    let base = match own {
        Some(name) if artifact.kind == "download" && !name.starts_with('.') => format!("{stem}-{name}"),
        Some(name) if matches!(artifact.kind.as_str(), "screenshot" | "pdf") && artifact.step_index.is_some() => {
            let name = name.strip_suffix(".pdf").unwrap_or(name);
            let name: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
            format!("{stem}-{:02}-{name}.{ending}", artifact.step_index.unwrap_or(0) + 1)
        }
        _ => format!("{stem}-{}.{ending}", artifact.kind),
    };
    let mut name = base.clone();
    let mut n = 2;
    while !taken.insert(name.clone()) {
        let (left, right) = base.rsplit_once('.').unwrap_or((&base, ending));
        name = format!("{left}-{n}.{right}");
        n += 1;
    }
    name
}
