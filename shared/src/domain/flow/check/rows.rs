//! Rows of data: one execution of the flow for each.

use serde_json::{Map, Value};

use super::{
    super::{
        problem::{Path, found, quoted},
        template,
        tree::{Content, Node},
    },
    Checker,
};

/// Rows of one flow, at most.
const MAX_ROWS: usize = 1000;
/// Values in one row, at most.
const MAX_COLUMNS: usize = 100;

impl Checker {
    /// The rows in long form; the name of a file stays a text until whoever has the file puts its rows there.
    pub(super) fn rows(&mut self, node: &Node, path: &Path) -> Option<Value> {
        let items = match &node.content {
            Content::Text(text) if text.contains('\n') => return self.csv(text, node, path),
            Content::Text(text) if [".csv", ".json"].iter().any(|ending| text.to_lowercase().ends_with(ending)) => {
                return Some(Value::String(text.clone()));
            }
            Content::List(items) => items,
            Content::Text(_) | Content::Null | Content::Bool(_) | Content::Number(..) | Content::Map(_) => {
                return self.wrong(
                    node,
                    "a list of rows, CSV text with a head line, or the name of a `.csv` or `.json` file",
                    path,
                );
            }
        };
        if items.is_empty() || items.len() > MAX_ROWS {
            let message = format!("Expected 1 to {MAX_ROWS} rows, found {}.", items.len());
            self.error(path, node.at, "out-of-range", message);
            return None;
        }
        let mut rows = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let path = path.index(index);
            let Content::Map(entries) = &item.content else {
                let message = format!("Expected a row, an object of names and values; found {}.", found(item));
                self.error(&path, item.at, "wrong-type", message);
                continue;
            };
            if entries.is_empty() || entries.len() > MAX_COLUMNS {
                self.error(
                    &path,
                    item.at,
                    "out-of-range",
                    format!("Expected 1 to {MAX_COLUMNS} values in a row, found {}.", entries.len()),
                );
                continue;
            }
            let mut row = Map::new();
            for entry in entries {
                self.column(&entry.key, entry.key_at, &path);
                row.insert(entry.key.clone(), entry.value.to_value());
            }
            rows.push(Value::Object(row));
        }
        Some(Value::Array(rows))
    }

    fn csv(&mut self, text: &str, node: &Node, path: &Path) -> Option<Value> {
        match super::super::rows::of_csv(text) {
            Ok(rows) if rows.len() <= MAX_ROWS => {
                for name in rows.first().and_then(Value::as_object).into_iter().flat_map(Map::keys) {
                    self.column(name, node.at, path);
                }
                Some(Value::Array(rows))
            }
            Ok(rows) => {
                self.error(
                    path,
                    node.at,
                    "out-of-range",
                    format!("Expected at most {MAX_ROWS} rows, found {}.", rows.len()),
                );
                None
            }
            Err(message) => {
                self.error(path, node.at, "bad-value", message);
                None
            }
        }
    }

    fn column(&mut self, name: &str, at: super::Place, path: &Path) {
        if !template::is_name(name) {
            let message = format!(
                "{} is no name of a param; expected letters, digits, `_` and `-`, beginning with a letter.",
                quoted(name)
            );
            self.error(path, at, "bad-value", message);
        }
    }
}
