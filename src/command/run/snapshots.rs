//! Approved pictures as files beside the flow: `<flow>.snapshots/<setting>/<name>.png`, for runs without a server.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use super::{client::Client, plan::Plan};
use crate::exit::Failure;

/// A picture as the server lists it.
#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    flow_name: String,
    name: String,
    setting: String,
}

#[derive(Debug, Deserialize)]
struct Part {
    items: Vec<Listed>,
    next_cursor: Option<String>,
}

/// The folder of each flow's pictures, by the flow's name.
fn folders(plan: &Plan) -> BTreeMap<&str, PathBuf> {
    let mut folders = BTreeMap::new();
    for flow in plan.flows.iter().filter(|flow| flow.source != "-") {
        let folder = Path::new(&flow.source).with_extension("snapshots");
        let alone = plan.flows.iter().filter(|other| other.source == flow.source).count() == 1;
        folders.insert(flow.name.as_str(), if alone { folder } else { folder.join(escaped(&flow.name)) });
    }
    folders
}

/// Hands the pictures of the files to the server that was started for this run.
///
/// # Errors
/// When a file cannot be read, or the server refuses it.
pub async fn hand_in(client: &Client, plan: &Plan) -> Result<(), Failure> {
    for (flow, folder) in folders(plan) {
        for setting in entries(&folder)? {
            for file in entries(&setting)? {
                if file.extension().is_none_or(|ending| ending != "png") {
                    continue;
                }
                let (Some(name), Some(setting)) = (stem(&file), stem_of(setting.file_name())) else { continue };
                let bytes = fs::read(&file).with_context(|| format!("`{}` cannot be read", file.display()))?;
                let body = json!({ "flow_name": flow, "name": name, "setting": setting, "png": STANDARD.encode(bytes), "approve": true });
                client.upload_baseline(&body).await?;
            }
        }
    }
    Ok(())
}

/// Writes the pictures that the run took for the first time, or anew, beside their flows; their paths.
///
/// # Errors
/// When a file cannot be written.
pub async fn bring_home(client: &Client, plan: &Plan) -> Result<Vec<PathBuf>, Failure> {
    let folders = folders(plan);
    let mut written = Vec::new();
    let mut cursor = None;
    loop {
        let part: Part = serde_json::from_value(client.proposed_baselines(cursor.as_deref()).await?)?;
        for listed in part.items {
            let Some(folder) = folders.get(listed.flow_name.as_str()) else { continue };
            let folder = folder.join(escaped(&listed.setting));
            let path = folder.join(format!("{}.png", escaped(&listed.name)));
            let bytes = client.baseline(&listed.id).await?;
            fs::create_dir_all(&folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
            fs::write(&path, bytes).with_context(|| format!("`{}` cannot be written", path.display()))?;
            written.push(path);
        }
        cursor = part.next_cursor;
        if cursor.is_none() {
            return Ok(written);
        }
    }
}

/// What is in a folder, in the order of names; nothing when there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let read = fs::read_dir(folder).with_context(|| format!("`{}` cannot be read", folder.display()))?;
    let mut paths: Vec<PathBuf> = read.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

fn stem(file: &Path) -> Option<String> {
    stem_of(file.file_stem())
}

fn stem_of(name: Option<&std::ffi::OsStr>) -> Option<String> {
    unescaped(name?.to_str()?)
}

/// A name as a file name: what no file system minds stays, the rest becomes `%41`.
fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for (at, byte) in name.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"_-()[] ".contains(&byte) || (byte == b'.' && at > 0);
        if plain {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn unescaped(name: &str) -> Option<String> {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let hex = rest.get(..2)?;
            out.push(u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?);
            rest = &rest[2..];
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_name_becomes_a_file_name_and_comes_back() {
        for name in ["cart", "steps[3].then[0]", "../x", ".hidden", "a/b\\c", "Größe 50%", "a:b"] {
            let file = escaped(name);
            assert!(!file.contains(['/', '\\', ':']) && !file.starts_with('.'), "{file}");
            assert_eq!(unescaped(&file).as_deref(), Some(name));
        }
        assert_eq!(unescaped("bad%zz"), None);
    }
}
