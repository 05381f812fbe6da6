//! Steps about files of the run, and what is uploaded.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use flowtilla_shared::domain::{
    flow::{Action, FakeMedia, FileFormat, ParseFile, ReplaceInFile, UploadFile, WriteFile, assert},
    ids::ArtifactId,
    outcome::{ErrorKind, StepError},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Runner,
    inputs::media_type,
    office,
    workspace::{LARGEST_FILE, as_text},
};
use crate::driver::{Capture, Observation, address_refusal};

/// Under which a step's record keeps the file that it wrote.
pub(super) const WRITTEN: &str = "$file";
/// Under which a step's record keeps the download that it put among the files.
pub(super) const DOWNLOADED: &str = "$download";
/// Rows of a table, at most.
const MOST_ROWS: usize = 100_000;
/// Bytes of a picture that a camera shows.
const LARGEST_PICTURE: usize = 2 << 20;
/// Pause between two looks for a file.
const BETWEEN: Duration = Duration::from_millis(50);
/// Longest time to get an upload by its address.
const FETCHED_WITHIN: Duration = Duration::from_secs(60);

impl Runner {
    /// Carries out a step that is about files alone; `None` when it is not.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these are about files alone")]
    pub(super) async fn file_step(
        &mut self,
        action: &Action,
        deadline: Instant,
    ) -> Option<Result<Observation, StepError>> {
        let files = self.plan.names.files().clone();
        let value = |value: Value| Observation { value: Some(value), captures: Vec::new() };
        let refused = |why: String| StepError::refused(why);
        Some(match action {
            Action::ReadFile { file, .. } => {
                files.read(file).and_then(|bytes| as_text(file, &bytes)).map(|text| value(text.into())).map_err(refused)
            }
            Action::WriteFile(write) => self.write(write, Bytes::new()).map(value),
            Action::AppendFile(write) => {
                let before = if files.has(&write.file) { files.read(&write.file) } else { Ok(Bytes::new()) };
                before.map_err(refused).and_then(|before| self.write(write, before)).map(value)
            }
            Action::ReplaceInFile(replace) => self.replace(replace).map(value),
            Action::WaitFile { file } => loop {
                if files.has(file) {
                    break Ok(Observation::default());
                }
                if Instant::now() + BETWEEN >= deadline {
                    let message = files.read(file).err().unwrap_or_default();
                    break Err(StepError::new(ErrorKind::Timeout, message));
                }
                tokio::time::sleep(BETWEEN).await;
            },
            Action::PdfSplit(split) => self.split_pdf(split).await,
            Action::PdfFill(fill) => self.fill_pdf(fill).await,
            Action::WaitEmail(wait) => self.wait_email(wait, deadline).await,
            Action::ParseFile(parse) => match files.read(&parse.file) {
                Ok(bytes) => parsed(parse.clone(), bytes, deadline).await.map(value),
                Err(why) => Err(refused(why)),
            },
            _ => return None,
        })
    }

    /// Writes what the step says behind `before`; the answer is what the journal keeps.
    fn write(&self, write: &WriteFile, before: Bytes) -> Result<Value, StepError> {
        let content = match (&write.text, &write.base64, &write.json) {
            (Some(text), ..) => text.clone().into_bytes(),
            (None, Some(encoded), _) => STANDARD.decode(encoded.trim()).map_err(|e| {
                StepError::refused(format!("The content of `{}` is not valid base64: {e}.", write.file))
            })?,
            (None, None, Some(value)) => serde_json::to_vec_pretty(value).unwrap_or_default(),
            (None, None, None) => Vec::new(),
        };
        self.put(&write.file, [&before[..], &content].concat().into())
    }

    fn replace(&self, replace: &ReplaceInFile) -> Result<Value, StepError> {
        let name = &replace.file;
        let bytes = self.plan.names.files().read(name).map_err(StepError::refused)?;
        let text = as_text(name, &bytes).map_err(StepError::refused)?;
        if replace.find.is_empty() {
            return Err(StepError::refused("`find` must not be empty."));
        }
        let there = text.matches(&replace.find).count();
        let fits = replace.count.map_or(there > 0, |wanted| usize::try_from(wanted) == Ok(there));
        if !fits {
            let expected = replace.count.map_or_else(|| "at least once".to_owned(), |n| format!("{n} times"));
            let message = format!("The file `{name}` has {:?} {there} times; it was left as it is.", replace.find);
            return Err(StepError::new(ErrorKind::Assertion, message).with_values(expected, format!("{there} times")));
        }
        self.put(name, text.replace(&replace.find, &replace.with).into_bytes().into())
    }

    pub(super) fn put(&self, name: &str, content: Bytes) -> Result<Value, StepError> {
        if let Some(secret) = self.using.first() {
            return Err(StepError::refused(format!(
                "`{{{{{}}}}}` may not be written into a file: files are kept, and secrets are not.",
                secret.name
            )));
        }
        self.plan.names.files().write(name, content.clone()).map_err(StepError::refused)?;
        Ok(json!({ WRITTEN: { "name": name, "base64": STANDARD.encode(&content) } }))
    }

    /// What a step that wrote or downloaded is remembered by, and what its variable gets.
    pub(super) fn keep_download(
        &mut self,
        save_as: Option<&str>,
        observation: &mut Observation,
    ) -> Result<(), StepError> {
        let is_file = |c: &&Capture| matches!(c.kind.as_str(), "download" | "pdf");
        let Some(Capture { bytes, name, .. }) = observation.captures.iter().find(is_file) else {
            return Ok(());
        };
        if let Some(save_as) = save_as {
            if bytes.len() > LARGEST_FILE {
                return Err(StepError::refused(format!(
                    "The file `{name}` has {} bytes; the files of a run may have 32 MiB.",
                    bytes.len()
                )));
            }
            self.plan.names.files().write(save_as, Bytes::from(bytes.clone())).map_err(StepError::refused)?;
        }
        Ok(())
    }

    /// Puts a file back that an earlier claim's step had written or downloaded.
    pub(super) async fn restore_file(&mut self, kind: &str, kept: &Value) -> Result<(), String> {
        let text = |name: &str| kept.get(name).and_then(Value::as_str).unwrap_or_default();
        let bytes = if kind == WRITTEN {
            STANDARD.decode(text("base64")).map(Bytes::from).map_err(|e| e.to_string())?
        } else {
            self.plan.vault.blobs.get(text("sha256")).await.map_err(|e| e.to_string())?
        };
        self.plan.names.files().write(text("name"), bytes)
    }

    /// What a variable gets of a page that was printed; one that shows a secret is not kept.
    pub(super) async fn printed(&mut self, observation: &mut Observation) -> Result<(), StepError> {
        let Some(Capture { bytes, name, media_type, .. }) = observation.captures.first() else { return Ok(()) };
        self.shows_no_secret(bytes).await?;
        let value = json!({
            "name": name, "sha256": hex::encode(Sha256::digest(bytes)), "size": bytes.len(), "media_type": media_type,
        });
        observation.value = Some(value);
        Ok(())
    }

    /// The same step with its picture as the browser takes it; `None` when it has none.
    ///
    /// # Errors
    /// `refused` when there is no such file, or it is too large.
    pub(super) fn with_picture(&self, action: &Action) -> Result<Option<Action>, StepError> {
        let Action::FakeMedia(FakeMedia { picture: Some(name), .. }) = action else { return Ok(None) };
        let bytes = self.plan.names.files().read(name).map_err(StepError::refused)?;
        if bytes.len() > LARGEST_PICTURE {
            return Err(StepError::refused(format!(
                "The picture `{name}` has {} bytes; a camera may show 2 MiB.",
                bytes.len()
            )));
        }
        let sort = media_type(name);
        if !sort.starts_with("image/") {
            return Err(StepError::refused(format!("The file `{name}` is no picture; PNG, JPEG, WebP and SVG are.")));
        }
        let mut pictured = action.clone();
        if let Action::FakeMedia(media) = &mut pictured {
            media.picture = Some(format!("data:{sort};base64,{}", STANDARD.encode(&bytes)));
        }
        Ok(Some(pictured))
    }

    /// Gets the contents of files to upload that are not in the step itself.
    ///
    /// # Errors
    /// `refused`, naming the file.
    pub(super) async fn fetch_uploads(&mut self, files: &mut [UploadFile]) -> Result<(), StepError> {
        for file in files {
            let name = file.name.clone();
            let got = match (&file.path, &file.file, &file.url, &file.artifact) {
                (Some(path), ..) => below(&self.plan.upload_dir, path).await,
                (None, Some(kept), ..) => self.plan.names.files().read(kept),
                (None, None, Some(url), _) => self.fetched(url).await,
                (None, None, None, Some(id)) => self.artifact(id).await,
                (None, None, None, None) => continue,
            };
            let content =
                got.map_err(|why| StepError::refused(format!("The file `{name}` cannot be uploaded: {why}")))?;
            if content.len() > LARGEST_FILE {
                return Err(StepError::refused(format!(
                    "The file `{name}` has {} bytes; 32 MiB may be uploaded.",
                    content.len()
                )));
            }
            file.content = Some(content);
        }
        Ok(())
    }

    async fn artifact(&mut self, id: &str) -> Result<Bytes, String> {
        let vault = &self.plan.vault;
        let id: ArtifactId = id.parse().map_err(|_| format!("`{id}` is no identifier of an artifact."))?;
        // it may be of a step of this attempt that is not stored yet
        self.recorder.flush().await;
        let row = vault.store.artifacts().get(vault.project, id).await.map_err(|e| format!("{e}."))?;
        vault.blobs.get(&row.sha256).await.map_err(|e| format!("{e}."))
    }

    async fn fetched(&mut self, url: &str) -> Result<Bytes, String> {
        let options = super::context_options(&self.plan);
        if let Some(why) = address_refusal(url, &options.allowed_hosts) {
            return Err(why);
        }
        self.may_send_to(url).map_err(|e| e.message)?;
        let get = async {
            // a redirect could lead to a host that the flow may not visit
            let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
            let mut answer = client.map_err(|e| e.to_string())?.get(url).send().await.map_err(|e| e.to_string())?;
            if !answer.status().is_success() {
                return Err(format!("{url} answers {}.", answer.status()));
            }
            let mut content = Vec::new();
            while let Some(part) = answer.chunk().await.map_err(|e| e.to_string())? {
                content.extend_from_slice(&part);
                if content.len() > LARGEST_FILE {
                    return Err(format!("{url} gives more than 32 MiB."));
                }
            }
            Ok(Bytes::from(content))
        };
        tokio::time::timeout(FETCHED_WITHIN, get)
            .await
            .unwrap_or_else(|_| Err(format!("{url} did not answer within 60 s.")))
    }
}

/// A file below the worker's upload directory, however its path is written.
async fn below(dir: &Path, path: &str) -> Result<Bytes, String> {
    if dir.as_os_str().is_empty() {
        return Err(
            "this worker has no directory for uploads (`worker.upload_dir`); give the content, or a `file` of the run."
                .into(),
        );
    }
    let wanted = dir.join(path);
    let (real, root) = (tokio::fs::canonicalize(&wanted).await, tokio::fs::canonicalize(dir).await);
    let (Ok(real), Ok(root)) = (real, root) else {
        return Err(format!("there is no `{path}` in the worker's upload directory."));
    };
    if !real.starts_with(&root) {
        return Err(format!("`{path}` is not below the worker's upload directory."));
    }
    tokio::fs::read(&real).await.map(Bytes::from).map_err(|e| format!("`{path}` cannot be read: {e}."))
}

/// What is in a file, beside the runtime: reading may take long.
async fn parsed(parse: ParseFile, bytes: Bytes, deadline: Instant) -> Result<Value, StepError> {
    let (name, schema) = (parse.file.clone(), parse.schema.clone());
    let reading = tokio::task::spawn_blocking(move || read_as(&parse, &bytes));
    match tokio::time::timeout_at(deadline.into(), reading).await {
        Ok(Ok(Ok(value))) => fits(schema.as_ref(), &name, value),
        Ok(Ok(Err(why))) => Err(StepError::new(ErrorKind::Assertion, why)),
        // a reader of strange files may panic; that costs the step alone
        Ok(Err(_)) => {
            Err(StepError::new(ErrorKind::Assertion, format!("The file `{name}` is damaged: it cannot be read.")))
        }
        Err(_) => Err(StepError::new(ErrorKind::Timeout, format!("The file `{name}` was not read in time."))),
    }
}

/// What was read, when it fits the schema that it must fit.
fn fits(schema: Option<&Value>, name: &str, value: Value) -> Result<Value, StepError> {
    let Some(problems) = schema.map_or(Ok(None), |schema| assert::broken(schema, &value))? else { return Ok(value) };
    let message = format!("What is in the file `{name}` does not fit the schema: {problems}.");
    Err(StepError::new(ErrorKind::Assertion, message).with_values("valid by the schema", problems))
}

fn read_as(parse: &ParseFile, bytes: &[u8]) -> Result<Value, String> {
    let name = &parse.file;
    let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let format = match (parse.format, extension.as_str()) {
        (Some(format), _) => format,
        (None, "csv" | "tsv") => FileFormat::Csv,
        (None, "json") => FileFormat::Json,
        (None, "pdf") => FileFormat::Pdf,
        (None, "xlsx" | "xlsm" | "xlsb" | "xls" | "ods") => FileFormat::Xlsx,
        (None, "docx") => FileFormat::Docx,
        (None, "txt" | "log" | "md" | "html" | "xml" | "yaml" | "yml") => FileFormat::Text,
        (None, _) => return Err(format!("Nobody can tell from its name how to read `{name}`; say so with `as`.")),
    };
    match format {
        FileFormat::Text => as_text(name, bytes).map(Value::from),
        FileFormat::Json => {
            let text = as_text(name, bytes)?;
            serde_json::from_str(&text).map_err(|e| format!("The file `{name}` is no JSON: {e}."))
        }
        FileFormat::Csv => rows(parse, &as_text(name, bytes)?),
        FileFormat::Pdf => match pdf_extract::extract_text_from_mem(bytes) {
            Ok(text) => Ok(text.trim().into()),
            Err(e) => Err(format!("The file `{name}` is no readable PDF: {e}.")),
        },
        FileFormat::Xlsx => {
            let cells = office::cells(bytes, parse.sheet.as_deref()).map_err(|e| format!("The file `{name}` {e}."))?;
            table(parse, cells.into_iter().map(Ok))
        }
        FileFormat::Docx => match office::text(bytes) {
            Ok(text) => Ok(text.into()),
            Err(e) => Err(format!("The file `{name}` {e}.")),
        },
    }
}

fn rows(parse: &ParseFile, text: &str) -> Result<Value, String> {
    let first = text.lines().next().unwrap_or_default();
    let guessed =
        [b',', b';', b'\t'].into_iter().max_by_key(|c| first.bytes().filter(|b| b == c).count()).unwrap_or(b',');
    let delimiter = match parse.delimiter.as_deref() {
        None => guessed,
        Some("\\t") => b'\t',
        Some(one) if one.len() == 1 => one.as_bytes()[0],
        Some(other) => return Err(format!("`delimiter` must be one character, found {other:?}.")),
    };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let records = reader.records().map(|record| {
        let record = record.map_err(|e| format!("The file `{}` is no table: {e}.", parse.file))?;
        Ok(record.iter().map(Value::from).collect())
    });
    table(parse, records)
}

/// Rows as objects by the names in the first one, or as lists.
fn table(parse: &ParseFile, records: impl Iterator<Item = Result<Vec<Value>, String>>) -> Result<Value, String> {
    let mut names: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    for record in records {
        let cells = record?;
        if parse.header && names.is_none() {
            names = Some(cells.iter().map(heading).collect());
            continue;
        }
        if rows.len() >= MOST_ROWS {
            return Err(format!("The file `{}` has more than {MOST_ROWS} rows.", parse.file));
        }
        rows.push(match &names {
            None => Value::Array(cells),
            Some(names) => {
                let name = |place: usize| names.get(place).cloned().unwrap_or_else(|| format!("column_{}", place + 1));
                Value::Object(cells.into_iter().enumerate().map(|(place, cell)| (name(place), cell)).collect())
            }
        });
    }
    Ok(Value::Array(rows))
}

fn heading(cell: &Value) -> String {
    cell.as_str().map_or_else(|| cell.to_string(), |text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn read(name: &str, more: Value, content: &str) -> Result<Value, String> {
        let mut step = json!({ "file": name, "var": "x" });
        step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        read_as(&serde_json::from_value(step).unwrap(), content.as_bytes())
    }

    #[test]
    fn a_table_is_read_by_its_header_with_the_delimiter_that_it_has() {
        let rows = json!([{ "name": "Ada", "age": "36" }, { "name": "Bob; the \"builder\"", "age": "" }]);
        assert_eq!(
            read("a.csv", json!({}), "\u{feff}name;age\r\nAda;36\r\n\"Bob; the \"\"builder\"\"\";\r\n"),
            Ok(rows)
        );
        assert_eq!(read("a.csv", json!({ "header": false }), "1,2\n3"), Ok(json!([["1", "2"], ["3"]])));
        assert!(read("a.bin", json!({}), "x").unwrap_err().contains("`as`"));
    }

    #[test]
    fn what_is_no_json_and_no_pdf_is_said() {
        assert!(read("a.json", json!({}), "{").unwrap_err().contains("no JSON"));
        assert!(read("a.pdf", json!({}), "hello").unwrap_err().contains("no readable PDF"));
    }

    #[test]
    fn what_was_read_must_fit_its_schema() {
        let rows = read("a.csv", json!({}), "name,age\nAda,36\nBob,x\n").unwrap();
        let wanted =
            |pattern: &str| json!({ "type": "array", "items": { "properties": { "age": { "pattern": pattern } } } });
        assert_eq!(fits(None, "a.csv", rows.clone()), Ok(rows.clone()));
        assert_eq!(fits(Some(&wanted("^\\w+$")), "a.csv", rows.clone()), Ok(rows.clone()));
        let error = fits(Some(&wanted("^\\d+$")), "a.csv", rows.clone()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Assertion);
        assert!(error.message.contains("`a.csv` does not fit the schema: at /1/age:"), "{}", error.message);
        assert_eq!(fits(Some(&json!({ "type": 7 })), "a.csv", rows).unwrap_err().kind, ErrorKind::Refused);
    }

    #[tokio::test]
    async fn an_upload_stays_below_its_directory() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("up");
        std::fs::create_dir(&root).unwrap();
        std::fs::write(root.join("a.txt"), "a").unwrap();
        std::fs::write(dir.path().join("b.txt"), "b").unwrap();
        std::os::unix::fs::symlink(dir.path().join("b.txt"), root.join("link")).unwrap();
        assert_eq!(below(&root, "./a.txt").await.unwrap(), "a");
        for path in ["../b.txt", "link", "/etc/hostname"] {
            assert!(below(&root, path).await.unwrap_err().contains("not below"), "{path}");
        }
        assert!(below(Path::new(""), "a.txt").await.unwrap_err().contains("upload_dir"));
    }
}
