//! Filling, typing, pressing keys, choosing options, giving files.

use std::{
    io,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flowtilla_shared::domain::{
    flow::{SelectMode, SelectValue, Target, UploadFile},
    outcome::StepError,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Page,
    asking::{Nothing, Place},
};
use crate::driver::{
    Progress, keys,
    port::{Keys, Port},
};

/// Uploads up to this many bytes together may travel through the page.
const LARGEST_IN_PAGE: usize = 8 << 20;

#[derive(Deserialize)]
struct Filled {
    mode: Mode,
    description: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    InsertText,
    Delete,
    Done,
}

#[derive(Deserialize)]
struct UploadReady {
    element: i64,
}

impl<P: Port> Page<P> {
    /// The page is ready for input, and the gate lets it pass.
    pub(super) async fn may_touch(&mut self, progress: &mut Progress) -> Result<(), StepError> {
        if let Err(fault) = self.ready_for_input(progress).await {
            return Err(self.step_error(fault, None, progress));
        }
        progress.gate.pass().await
    }

    pub(super) async fn fill(
        &mut self,
        target: &Target,
        value: &str,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        // The engine focuses and selects, which the page can see.
        self.may_touch(progress).await?;
        let request = json!({ "op": "fill", "target": target, "value": value });
        let (_, filled): (Place, Filled) = self.ask(Some(target), request, progress).await?;
        progress.log.push(format!("filling {}", filled.description));
        let typed = match filled.mode {
            Mode::Done => Ok(()),
            Mode::InsertText => self.port.insert(value, progress.deadline).await,
            Mode::Delete => match keys::chord("Delete") {
                Ok(strokes) => self.port.keys(&pressed(&strokes, None), progress.deadline).await,
                Err(_) => Ok(()),
            },
        };
        typed.map_err(|fault| self.step_error(fault, None, progress))
    }

    pub(super) async fn type_text(
        &mut self,
        target: Option<&Target>,
        text: &str,
        delay: Option<u64>,
        submit: bool,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        self.may_touch(progress).await?;
        self.focus_for_keys(target, progress).await?;
        let held = self.held_bits();
        let mut inputs = Vec::new();
        for character in text.chars() {
            match keys::for_character(character, held) {
                Some(stroke) => inputs.extend(pressed(&[stroke], None)),
                None => inputs.push(Keys::Insert(character.into())),
            }
            inputs.extend(delay.map(Keys::Wait));
        }
        if submit {
            inputs.extend(keys::for_character('\n', held).map(|enter| pressed(&[enter], None)).into_iter().flatten());
        }
        self.send(&inputs, progress).await
    }

    pub(super) async fn press(
        &mut self,
        target: Option<&Target>,
        names: &str,
        repeat: Option<u32>,
        hold_ms: Option<u64>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let strokes = keys::chord_while(names, self.held_bits()).map_err(StepError::refused)?;
        self.may_touch(progress).await?;
        self.focus_for_keys(target, progress).await?;
        let once = pressed(&strokes, hold_ms);
        for _ in 0..repeat.unwrap_or(1) {
            self.send(&once, progress).await?;
        }
        Ok(())
    }

    /// Presses a key that stays down, or lets it go.
    pub(super) async fn key(&mut self, name: &str, down: bool, progress: &mut Progress) -> Result<(), StepError> {
        let strokes = keys::chord_while(name, self.held_bits()).map_err(StepError::refused)?;
        let [stroke] = strokes.as_slice() else {
            return Err(StepError::refused(format!("`{name}` is more than one key; give each a step of its own.")));
        };
        self.may_touch(progress).await?;
        self.held.retain(|held| held.key != stroke.key);
        let input = if down {
            self.held.push(stroke.clone());
            Keys::Down(stroke.clone())
        } else {
            Keys::Up(keys::released(stroke.clone()))
        };
        self.send(&[input], progress).await
    }

    /// Modifier bits of the keys that earlier steps hold down.
    pub(super) fn held_bits(&self) -> u32 {
        keys::bits(&self.held)
    }

    async fn send(&mut self, inputs: &[Keys], progress: &mut Progress) -> Result<(), StepError> {
        if let Err(fault) = self.port.keys(inputs, progress.deadline).await {
            return Err(self.step_error(fault, None, progress));
        }
        self.settled(progress).await
    }

    pub(super) async fn focus_for_keys(
        &mut self,
        target: Option<&Target>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let Some(target) = target else { return Ok(()) };
        let request = json!({ "op": "focus", "target": target, "caret": "start" });
        self.ask::<Nothing>(Some(target), request, progress).await.map(drop)
    }

    /// `focus` and `blur`.
    pub(super) async fn simple(&mut self, op: &str, target: &Target, progress: &mut Progress) -> Result<(), StepError> {
        self.may_touch(progress).await?;
        self.ask::<Nothing>(Some(target), json!({ "op": op, "target": target }), progress).await.map(drop)
    }

    pub(super) async fn select(
        &mut self,
        target: &Target,
        value: &SelectValue,
        mode: SelectMode,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        self.may_touch(progress).await?;
        let request = json!({ "op": "select", "target": target, "value": value, "mode": mode });
        self.ask::<Nothing>(Some(target), request, progress).await?;
        self.settled(progress).await
    }

    pub(super) async fn upload(
        &mut self,
        target: Option<&Target>,
        files: &[UploadFile],
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let contents = read_files(files).await.map_err(StepError::refused)?;
        self.may_touch(progress).await?;
        let Some(target) = target else {
            return self.upload_next(files, contents, progress).await;
        };
        let size: usize = contents.iter().map(Vec::len).sum();
        let typed = files.iter().any(|f| f.media_type.is_some());
        let mut request = json!({ "op": "upload", "target": target, "count": files.len() });
        let scratch = self.port.scratch().map(Path::to_owned);
        match scratch {
            // A file on disk has no media type but that of its name; the page can give it one.
            Some(scratch) if !typed || size > LARGEST_IN_PAGE => {
                let (place, ready): (Place, UploadReady) = self.ask(Some(target), request, progress).await?;
                let (dir, paths) = write_files(&scratch, files, contents).await.map_err(|e| {
                    StepError::refused(format!(
                        "The files to upload could not be put where the browser finds them: {e}."
                    ))
                })?;
                self.uploads.push(dir);
                let set = self.port.set_files(&place.frame, ready.element, &paths, progress.deadline).await;
                set.map_err(|fault| self.step_error(fault, None, progress))?;
            }
            Some(_) | None => {
                if size > LARGEST_IN_PAGE {
                    return Err(StepError::refused(format!(
                        "{size} bytes are too many for an upload to this browser (8 MiB)."
                    )));
                }
                let given = files.iter().zip(contents).map(|(file, content)| {
                    json!({ "name": file_name(file), "media_type": file.media_type.as_deref().unwrap_or_default(),
                            "base64": STANDARD.encode(content) })
                });
                request["files"] = given.collect();
                self.ask::<Nothing>(Some(target), request, progress).await?;
            }
        }
        self.settled(progress).await
    }
}

impl<P: Port> Page<P> {
    /// Lays the files ready for the next file chooser.
    async fn upload_next(
        &mut self,
        files: &[UploadFile],
        contents: Vec<Vec<u8>>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let Some(scratch) = self.port.scratch().map(Path::to_owned) else {
            return Err(StepError::refused("This browser shares no files with the worker; give `upload` a `target`."));
        };
        let (dir, paths) = write_files(&scratch, files, contents).await.map_err(|e| {
            StepError::refused(format!("The files to upload could not be put where the browser finds them: {e}."))
        })?;
        self.uploads.push(dir);
        self.choose_next(&paths, progress).await
    }
}

/// Keys go down in order, and up in the reverse order.
fn pressed(strokes: &[keys::Stroke], hold_ms: Option<u64>) -> Vec<Keys> {
    let up = strokes.iter().rev().cloned().map(|stroke| Keys::Up(keys::released(stroke)));
    strokes.iter().cloned().map(Keys::Down).chain(hold_ms.map(Keys::Wait)).chain(up).collect()
}

/// The name without anything that could lead elsewhere.
fn file_name(file: &UploadFile) -> String {
    let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default().replace('\0', "");
    if name.is_empty() || name == "." || name == ".." { "file".into() } else { name }
}

pub(super) async fn read_files(files: &[UploadFile]) -> Result<Vec<Vec<u8>>, String> {
    let mut contents = Vec::new();
    for file in files {
        let name = &file.name;
        if let Some(content) = &file.content {
            contents.push(content.to_vec());
            continue;
        }
        contents.push(match (&file.text, &file.base64, &file.path) {
            (Some(text), ..) => text.clone().into_bytes(),
            (None, Some(encoded), _) => {
                STANDARD.decode(encoded.trim()).map_err(|e| format!("The file `{name}` is not valid base64: {e}."))?
            }
            (None, None, Some(path)) => tokio::fs::read(path)
                .await
                .map_err(|e| format!("The file `{name}` cannot be read from {path}: {e}."))?,
            (None, None, None) => {
                return Err(format!("The file `{name}` has no content: give `text`, `base64`, `path` or `artifact`."));
            }
        });
    }
    Ok(contents)
}

/// Writes the files into a fresh directory of `scratch`, one directory each, since two may have the same name.
pub(super) async fn write_files(
    scratch: &Path,
    files: &[UploadFile],
    contents: Vec<Vec<u8>>,
) -> io::Result<(PathBuf, Vec<PathBuf>)> {
    let dir = scratch.join(format!("upload-{}", uuid::Uuid::new_v4().simple()));
    let named: Vec<String> = files.iter().map(file_name).collect();
    tokio::task::spawn_blocking(move || {
        use std::{fs, io::Write, os::unix::fs::PermissionsExt};
        let readable = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
        fs::create_dir(&dir)?;
        readable(&dir, 0o755)?;
        let mut paths = Vec::new();
        for (index, (name, content)) in named.iter().zip(contents).enumerate() {
            let of_its_own = dir.join(index.to_string());
            fs::create_dir(&of_its_own)?;
            readable(&of_its_own, 0o755)?;
            let path = of_its_own.join(name);
            fs::File::create_new(&path)?.write_all(&content)?;
            readable(&path, 0o644)?;
            paths.push(path);
        }
        Ok((dir, paths))
    })
    .await
    .map_err(io::Error::other)?
}
