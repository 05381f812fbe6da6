//! The text editor tool, in all its versions: view, create, `str_replace`, insert, `undo_edit`.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    Error,
    call::{Content, Inside},
};

/// Largest file that is edited, in bytes.
const MAX_FILE: u64 = 4 << 20;
/// Longest text of an answer in characters, when nobody says.
const MAX_VIEW: usize = 60_000;
/// Earlier texts kept for `undo_edit`, over all files.
const MAX_UNDO: usize = 50;
/// Lines around an edit that are shown.
const AROUND: usize = 4;

/// The editor of one session.
#[derive(Debug)]
pub struct Editor {
    inside: Inside,
    /// Texts before each edit, the newest last; `None`: the file was not there.
    before: HashMap<String, Vec<Option<Vec<u8>>>>,
    kept: usize,
}

impl Editor {
    #[must_use]
    pub fn new(inside: Inside) -> Self {
        Self { inside, before: HashMap::new(), kept: 0 }
    }

    /// Carries out one call of the tool.
    ///
    /// # Errors
    /// [`Error::Refused`] with a sentence for the model; [`Error::Gone`].
    pub async fn call(&mut self, input: &Value) -> Result<String, Error> {
        let word = |field: &str| input[field].as_str();
        let path = word("path").filter(|path| !path.is_empty() && !path.contains('\0'));
        let path = path.ok_or_else(|| Error::refused("`path` is needed."))?;
        match word("command").unwrap_or_default() {
            "view" => self.view(path, input).await,
            "create" => {
                let text = word("file_text").ok_or_else(|| Error::refused("`create` needs `file_text`."))?;
                let old = self.old(path).await?;
                self.put(path, old, text.as_bytes().to_vec()).await?;
                Ok(format!("File created successfully at: {path}"))
            }
            "str_replace" => {
                let old = word("old_str").ok_or_else(|| Error::refused("`str_replace` needs `old_str`."))?;
                self.replace(path, old, word("new_str").unwrap_or_default()).await
            }
            "insert" => {
                let line = input["insert_line"].as_u64().and_then(|line| usize::try_from(line).ok());
                let line =
                    line.ok_or_else(|| Error::refused("`insert` needs `insert_line`: 0, or a line's number."))?;
                let text = word("insert_text").or_else(|| word("new_str"));
                let text = text.ok_or_else(|| Error::refused("`insert` needs `insert_text`."))?;
                self.insert(path, line, text).await
            }
            "undo_edit" => self.undo(path).await,
            other => Err(Error::refused(format!(
                "There is no command `{}`; there are view, create, str_replace, insert and undo_edit.",
                other.chars().take(40).collect::<String>()
            ))),
        }
    }

    async fn text(&self, path: &str) -> Result<String, Error> {
        match self.inside.read(path, MAX_FILE).await? {
            Content::File(bytes) => {
                String::from_utf8(bytes).map_err(|_| Error::refused(format!("{path} is no UTF-8 text.")))
            }
            Content::Directory => Err(Error::refused(format!("{path} is a directory; only `view` works on those."))),
        }
    }

    /// What is there now, if anything.
    async fn old(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.inside.read(path, MAX_FILE).await {
            Ok(Content::File(bytes)) => Ok(Some(bytes)),
            Ok(Content::Directory) => Err(Error::refused(format!("{path} is a directory."))),
            Err(Error::Refused(_)) => Ok(None),
            Err(e) => Err(e),
        }
    }

    async fn put(&mut self, path: &str, old: Option<Vec<u8>>, new: Vec<u8>) -> Result<(), Error> {
        self.inside.write(path, new).await?;
        if self.kept >= MAX_UNDO {
            self.before.clear();
            self.kept = 0;
        }
        self.kept += 1;
        self.before.entry(path.to_owned()).or_default().push(old);
        Ok(())
    }

    async fn view(&self, path: &str, input: &Value) -> Result<String, Error> {
        let most = input["max_characters"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(MAX_VIEW);
        if let Content::Directory = self.inside.read(path, MAX_FILE).await? {
            let (entries, cut) = self.inside.list(path, 2, false).await?;
            let mut lines =
                vec![format!("Here are the files and directories up to 2 levels deep in {path}, without hidden ones:")];
            lines.push(path.to_owned());
            let below = path.trim_end_matches('/');
            lines.extend(entries.iter().map(|e| format!("{below}/{}{}", e.path, if e.directory { "/" } else { "" })));
            if cut {
                lines.push("(there are more)".to_owned());
            }
            return Ok(short(&lines.join("\n"), most));
        }
        let text = self.text(path).await?;
        let lines: Vec<&str> = text.split('\n').collect();
        let Some(range) = input["view_range"].as_array() else {
            return Ok(short(&numbered(&lines, 1), most));
        };
        let numbers: Vec<i64> = range.iter().filter_map(Value::as_i64).collect();
        let &[from, to] = numbers.as_slice() else {
            return Err(Error::refused("`view_range` is [first line, last line]; -1 is the end."));
        };
        let last = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        let to = if to == -1 { last } else { to.min(last) };
        if from < 1 || from > last || to < from {
            return Err(Error::refused(format!(
                "`view_range` [{from}, {to}] is not within the {last} lines of {path}."
            )));
        }
        let (first, end) = (usize::try_from(from).unwrap_or(1), usize::try_from(to).unwrap_or(1));
        Ok(short(&numbered(&lines[first - 1..end], first), most))
    }

    async fn replace(&mut self, path: &str, old: &str, new: &str) -> Result<String, Error> {
        if old.is_empty() {
            return Err(Error::refused("`old_str` is empty; use `insert`."));
        }
        let text = self.text(path).await?;
        let places: Vec<usize> = text.match_indices(old).map(|(place, _)| place).collect();
        let &[place] = places.as_slice() else {
            return Err(Error::refused(match places.len() {
                0 => format!("No replacement was made: `old_str` did not appear verbatim in {path}."),
                n => {
                    let lines =
                        places.iter().take(20).map(|place| (text[..*place].matches('\n').count() + 1).to_string());
                    format!(
                        "No replacement was made: `old_str` appears {n} times, in lines {}. Make it unique.",
                        lines.collect::<Vec<_>>().join(", ")
                    )
                }
            }));
        };
        let changed = format!("{}{new}{}", &text[..place], &text[place + old.len()..]);
        let line = text[..place].matches('\n').count();
        let snippet = around(&changed, line, new.matches('\n').count() + 1);
        self.put(path, Some(text.into_bytes()), changed.into_bytes()).await?;
        Ok(format!("The file {path} has been edited. Here is the part around the change:\n{snippet}"))
    }

    async fn insert(&mut self, path: &str, line: usize, new: &str) -> Result<String, Error> {
        let text = self.text(path).await?;
        let mut lines: Vec<&str> = text.split('\n').collect();
        let count = if text.ends_with('\n') || text.is_empty() { lines.len() - 1 } else { lines.len() };
        if line > count {
            return Err(Error::refused(format!(
                "`insert_line` is 0 to {count}, the number of lines of {path}, not {line}."
            )));
        }
        let added: Vec<&str> = new.strip_suffix('\n').unwrap_or(new).split('\n').collect();
        let many = added.len();
        lines.splice(line..line, added);
        let mut changed = lines.join("\n");
        if text.is_empty() && !changed.ends_with('\n') {
            changed.push('\n');
        }
        let snippet = around(&changed, line, many);
        self.put(path, Some(text.into_bytes()), changed.into_bytes()).await?;
        Ok(format!("The file {path} has been edited. Here is the part around the change:\n{snippet}"))
    }

    async fn undo(&mut self, path: &str) -> Result<String, Error> {
        let last = self.before.get_mut(path).and_then(Vec::pop);
        match last {
            None => Err(Error::refused(format!("No edit of {path} is known that could be undone."))),
            Some(old) => {
                self.kept = self.kept.saturating_sub(1);
                self.inside.write(path, old.unwrap_or_default()).await?;
                Ok(format!("The last edit of {path} was undone."))
            }
        }
    }
}

/// Lines with their numbers, as `cat -n` writes them.
fn numbered(lines: &[&str], first: usize) -> String {
    lines.iter().enumerate().map(|(n, line)| format!("{:6}\t{line}\n", n + first)).collect()
}

fn around(text: &str, line: usize, many: usize) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let from = line.saturating_sub(AROUND);
    let to = (line + many + AROUND).min(lines.len());
    numbered(lines.get(from..to).unwrap_or_default(), from + 1)
}

fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((place, _)) => {
            format!("{}\n(cut here: the text has {} bytes; use `view_range`)", &text[..place], text.len())
        }
    }
}
