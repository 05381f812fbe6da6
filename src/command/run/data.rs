//! Rows of data beside a flow, or named on the command line.

use std::{fs, path::Path};

use flowtilla_shared::domain::flow::rows;
use serde_json::Value;

/// Bytes of one file of rows, at most.
const MOST: u64 = 8 << 20;

/// The rows of a CSV file (the first line has the names) or of a JSON file (a list of objects).
///
/// # Errors
/// A sentence when the file cannot be read or holds something else.
pub fn rows(path: &Path) -> Result<Value, String> {
    let shown = path.display();
    let cannot = |e: std::io::Error| format!("the data in `{shown}` cannot be read: {e}");
    if fs::metadata(path).map_err(cannot)?.len() > MOST {
        return Err(format!("the data in `{shown}` is larger than {} MiB", MOST >> 20));
    }
    let text = fs::read_to_string(path).map_err(cannot)?;
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        let read: Value = serde_json::from_str(&text).map_err(|e| format!("the data in `{shown}` is no JSON: {e}"))?;
        let fits = read.as_array().is_some_and(|rows| !rows.is_empty() && rows.iter().all(Value::is_object));
        return if fits { Ok(read) } else { Err(format!("the data in `{shown}` is no list of objects")) };
    }
    rows::of_csv(&text).map(Value::Array).map_err(|e| format!("`{shown}`: {e}"))
}
