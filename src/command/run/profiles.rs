//! Profiles of a run without a server: how they are made, and where they stay between runs.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use anyhow::Context;
use flowtilla_shared::{domain::ids::ProjectId, seal::Sealed, store::Store};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{client::Client, plan};
use crate::exit::{Failure, usage};

/// A saved state older than this is not used again.
const GOOD_FOR: Duration = Duration::from_secs(12 * 3600);

/// A sealed state as it lies in a file; it opens only with the key in this user's data directory.
#[derive(Serialize, Deserialize)]
struct Kept {
    key_id: String,
    sealed: String,
}

/// Makes the profiles that `--profile NAME=FILE` asks for: FILE holds the flow that logs in.
pub async fn make(client: &Client, profiles: &[(String, String)]) -> Result<(), Failure> {
    for (name, file) in profiles {
        let flow = plan::alone(Path::new(file))?;
        let id = client.keep(&flow.document).await?;
        let rules = json!({ "setup_flow": id });
        client.call(Method::PUT, &format!("/api/profiles/{name}"), Some(&rules)).await?;
    }
    Ok(())
}

/// Brings the states of earlier runs into the store.
pub async fn bring(store: &Store, dir: &Path) -> Result<(), Failure> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(usage!("`{}` cannot be read: {e}", dir.display())),
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let (Some("profile"), Some(name)) =
            (path.extension().and_then(|e| e.to_str()), path.file_stem().and_then(|name| name.to_str()))
        else {
            continue;
        };
        let age = fs::metadata(&path).and_then(|meta| meta.modified()).map(|at| SystemTime::now().duration_since(at));
        if !matches!(age, Ok(Ok(age)) if age < GOOD_FOR) {
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        let kept: Kept = serde_json::from_str(&text)
            .map_err(|e| usage!("`{}` is no saved profile: {e}; delete it", path.display()))?;
        let bytes = hex_bytes(&kept.sealed).ok_or_else(|| usage!("`{}` is damaged; delete it", path.display()))?;
        store.profiles().save(ProjectId::DEFAULT, name, &Sealed { key_id: kept.key_id, bytes }, false).await?;
    }
    Ok(())
}

/// Keeps the states for later runs.
pub async fn keep(store: &Store, dir: &Path) -> Result<(), Failure> {
    for row in store.profiles().list(ProjectId::DEFAULT).await? {
        let Some(Sealed { key_id, bytes }) = row.state else { continue };
        fs::create_dir_all(dir).with_context(|| format!("`{}` cannot be made", dir.display()))?;
        let sealed = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = dir.join(format!("{}.profile", row.name));
        fs::write(&path, serde_json::to_string(&Kept { key_id, sealed })?)
            .with_context(|| format!("`{}` cannot be written", path.display()))?;
    }
    Ok(())
}

fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect()
}
