//! Rows of data and what they make of a flow: an execution for each.

use serde_json::{Map, Value};

use super::{
    Flow,
    template::{self, Nothing, Scope},
};

/// Characters of a name that is made from a row's values.
const LONGEST_NAME: usize = 80;

/// The rows of CSV text (RFC 4180): the first line has the names, every value is a text.
///
/// # Errors
/// A sentence about the first line that does not fit.
pub fn of_csv(text: &str) -> Result<Vec<Value>, String> {
    let mut lines = records(text.trim_start_matches('\u{feff}'))?.into_iter();
    let Some((_, head)) = lines.next() else {
        return Err("The CSV text is empty; its first line has the names.".into());
    };
    let names: Vec<String> = head.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(twice) = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
        return Err(format!("The name `{}` stands twice in the head of the CSV text.", twice.1));
    }
    let mut rows = Vec::new();
    for (line, values) in lines {
        if values.len() != names.len() {
            return Err(format!(
                "Line {line} of the CSV text has {} values, its head has {} names.",
                values.len(),
                names.len()
            ));
        }
        let row: Map<String, Value> = names.iter().cloned().zip(values.into_iter().map(Value::String)).collect();
        rows.push(Value::Object(row));
    }
    if rows.is_empty() {
        return Err("The CSV text has a head and no rows.".into());
    }
    Ok(rows)
}

/// Lines with their numbers, taken apart; empty lines are left out.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>, String> {
    let (mut records, mut record, mut value) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut was_quoted, mut line, mut began) = (false, false, 1, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                value.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if value.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
            ',' if !quoted => {
                record.push(std::mem::take(&mut value));
                was_quoted = false;
            }
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                if !(record.is_empty() && value.is_empty() && !was_quoted) {
                    record.push(std::mem::take(&mut value));
                    records.push((began, std::mem::take(&mut record)));
                }
                was_quoted = false;
                line += 1;
                began = line;
            }
            c => {
                line += usize::from(c == '\n');
                value.push(c);
            }
        }
    }
    if quoted {
        return Err(format!("The quote that is opened in line {began} of the CSV text is not closed."));
    }
    if !(record.is_empty() && value.is_empty() && !was_quoted) {
        record.push(value);
        records.push((began, record));
    }
    Ok(records)
}

/// What a row's execution is called: `data_name` filled in, else the flow's name and the row's first values.
#[must_use]
pub fn row_name(flow: &Flow, row: &Map<String, Value>) -> String {
    if let Some(pattern) = &flow.data_name {
        let mut values = flow.params.clone();
        values.extend(row.clone());
        let filled = template::fill(&Value::String(pattern.clone()), &Scope::new(values, Nothing));
        if let Ok(filled) = filled {
            return short(&plain(&filled));
        }
    }
    short(&row_label(row))
}

/// The first values of a row, e.g. `user=ada, role=admin`.
#[must_use]
pub fn row_label(row: &Map<String, Value>) -> String {
    let values: Vec<String> = row.iter().take(3).map(|(name, value)| format!("{name}={}", plain(value))).collect();
    short(&values.join(", "))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// One line of at most 80 characters.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use serde_json::json;

    use super::of_csv;

    #[test]
    fn csv_text_becomes_rows_of_texts() {
        let rows =
            of_csv("\u{feff}name,note\r\nTea,\"black, with \"\"milk\"\"\nand sugar\"\r\n\r\nPot,\n").expect("rows");
        assert_eq!(
            rows,
            [json!({ "name": "Tea", "note": "black, with \"milk\"\nand sugar" }), json!({ "name": "Pot", "note": "" })]
        );
    }

    #[test]
    fn csv_text_that_does_not_fit_is_told_with_its_line() {
        assert_eq!(of_csv("a,b\n1,2\n3\n").unwrap_err(), "Line 3 of the CSV text has 1 values, its head has 2 names.");
        assert_eq!(
            of_csv("a\n\"x\n").unwrap_err(),
            "The quote that is opened in line 2 of the CSV text is not closed."
        );
        assert_eq!(of_csv("a,a\n1,2\n").unwrap_err(), "The name `a` stands twice in the head of the CSV text.");
        assert_eq!(of_csv("a,b\n").unwrap_err(), "The CSV text has a head and no rows.");
    }
}
