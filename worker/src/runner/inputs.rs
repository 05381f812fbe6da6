//! Files that steps about the network name by path: read below the worker's upload directory before the step is done.

use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flowtilla_shared::domain::{
    flow::{Action, HarReplay, Mock, ModifyRequest, ModifyResponse, Payload},
    outcome::StepError,
};
use serde_json::Value;

/// Longest such file in bytes.
const LARGEST: u64 = 32 << 20;

/// The action with the bytes of its file in the place of the path; `None` when it names no file.
///
/// # Errors
/// `refused`, when the file is not below the upload directory, too large, or not to be read.
pub(super) async fn with_file(root: &Path, action: &Action) -> Result<Option<Action>, StepError> {
    let mut action = action.clone();
    if let Action::Mock(Mock { payload, content_type, headers, .. }) = &mut action {
        let Some(path) = payload.path.clone() else { return Ok(None) };
        let typed = headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"));
        if content_type.is_none() && !typed {
            *content_type = Some(media_type(&path).to_owned());
        }
        fill(root, payload, &path).await?;
    } else if let Action::ModifyRequest(ModifyRequest { payload, .. })
    | Action::ModifyResponse(ModifyResponse { payload, .. }) = &mut action
    {
        let Some(path) = payload.path.clone() else { return Ok(None) };
        fill(root, payload, &path).await?;
    } else if let Action::HarReplay(HarReplay { path, har, .. }) = &mut action {
        let Some(path) = path.take() else { return Ok(None) };
        let text = String::from_utf8(read_below(root, &path).await?);
        *har = Some(Value::String(
            text.map_err(|_| StepError::refused(format!("`path: {path}` is no HAR: it is no text.")))?,
        ));
    } else {
        return Ok(None);
    }
    Ok(Some(action))
}

async fn fill(root: &Path, payload: &mut Payload, path: &str) -> Result<(), StepError> {
    payload.base64 = Some(STANDARD.encode(read_below(root, path).await?));
    payload.path = None;
    Ok(())
}

async fn read_below(root: &Path, path: &str) -> Result<Vec<u8>, StepError> {
    let root = root.to_owned();
    if root.as_os_str().is_empty() {
        return Err(StepError::refused(format!(
            "`path: {path}` cannot be read: this worker has no `worker.upload_dir`. Set one, or give the content itself."
        )));
    }
    let wanted = root.join(path);
    let read = tokio::task::spawn_blocking(move || read(&root, wanted)).await;
    let read = read.unwrap_or_else(|e| Err(std::io::Error::other(e)));
    read.map_err(|e| StepError::refused(format!("`path: {path}` cannot be read: {e}.")))
}

fn read(root: &Path, wanted: PathBuf) -> std::io::Result<Vec<u8>> {
    let (root, real) = (std::fs::canonicalize(root)?, std::fs::canonicalize(wanted)?);
    if !real.starts_with(&root) {
        return Err(std::io::Error::other("it is not below the upload directory"));
    }
    if std::fs::metadata(&real)?.len() > LARGEST {
        return Err(std::io::Error::other("it is larger than 32 MiB"));
    }
    std::fs::read(real)
}

/// What a file is, by its name.
pub(super) fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "json" | "har" => "application/json",
        "html" | "htm" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "txt" | "csv" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
