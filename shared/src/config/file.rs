//! Reads `flowtilla.toml`: sections with keys, each remembered with its line.

use std::{io::ErrorKind, path::Path};

use toml::{
    Value,
    de::{DeTable, DeValue},
};

use super::load::{Origin, Setting};

/// Adds the settings of one file, or what is wrong with it.
pub(super) fn read(path: &Path, required: bool, settings: &mut Vec<Setting>, problems: &mut Vec<String>) {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && !required => return,
        Err(error) => {
            problems.push(format!("{}: cannot be read: {error}", path.display()));
            return;
        }
    };
    let table = match DeTable::parse(&text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let line = error.span().map_or(1, |span| line_of(&text, span.start));
            problems.push(format!("{}:{line}: not valid TOML: {}", path.display(), error.message()));
            return;
        }
    };
    for (section, value) in table {
        let at = |offset| format!("{}:{}", path.display(), line_of(&text, offset));
        let name = section.get_ref().to_string();
        let DeValue::Table(keys) = value.into_inner() else {
            problems.push(format!(
                "{}: `{name}` stands outside a section; write it below a line such as `[worker]`",
                at(section.span().start)
            ));
            continue;
        };
        for (key, value) in keys {
            let line = line_of(&text, key.span().start);
            let key = format!("{name}.{}", key.get_ref());
            let span = value.span();
            // a table may have its keys below a heading of its own
            let value = match value.get_ref() {
                DeValue::Table(_) => in_whole(&text, &key),
                _ => text.get(span).and_then(parse_value),
            };
            match value {
                Some(value) => settings.push(Setting { key, value, origin: Origin::File(path.to_path_buf(), line) }),
                None => problems.push(format!("{}:{line}: the value of `{key}` cannot be read", path.display())),
            }
        }
    }
}

/// Reads one value from its own text.
fn parse_value(text: &str) -> Option<Value> {
    let table: toml::Table = toml::from_str(&format!("value = {text}")).ok()?;
    table.get("value").cloned()
}

/// Reads the value of `section.name` from all of the text.
fn in_whole(text: &str, key: &str) -> Option<Value> {
    let table: toml::Table = toml::from_str(text).ok()?;
    let (section, name) = key.split_once('.')?;
    table.get(section)?.get(name).cloned()
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}
