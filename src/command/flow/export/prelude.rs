//! The little functions that exported steps need, and what they are imported from.

use std::{collections::BTreeSet, fmt::Write};

const TEXT: &str = include_str!("prelude.ts");
/// Types and values of Playwright that may stand in a test.
const PLAYWRIGHT: &[(&str, bool)] = &[
    ("APIRequestContext", true),
    ("BrowserContext", true),
    ("Download", true),
    ("Locator", true),
    ("Page", true),
    ("Request", true),
    ("Response", true),
    ("Route", true),
    ("devices", false),
];
const CRYPTO: &[&str] = &["createHash", "randomUUID"];
const FILES: &[&str] = &["appendFileSync", "readFileSync", "writeFileSync"];

/// The functions of these names and those that they call themselves.
pub fn functions(names: &BTreeSet<&str>, body: &str) -> String {
    let all: Vec<(&str, &str)> = TEXT.split("//# ").filter_map(|part| part.split_once('\n')).collect();
    let mut wanted: BTreeSet<&str> = names.iter().copied().filter(|name| calls(body, name)).collect();
    loop {
        let more: Vec<&str> = all
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| !wanted.contains(name))
            .filter(|name| all.iter().any(|(other, code)| wanted.contains(other) && calls(code, name)))
            .collect();
        if more.is_empty() {
            break;
        }
        wanted.extend(more);
    }
    let mut text = String::new();
    for (_, code) in all.iter().filter(|(name, _)| wanted.contains(name)) {
        let _ = write!(text, "\n{code}");
    }
    text
}

/// The import lines of a test.
pub fn imports(functions: &str, body: &str) -> String {
    let used = |name: &str| calls(functions, name) || calls(body, name);
    let from = |names: &'static [&'static str]| names.iter().copied().filter(|name| used(name)).collect::<Vec<_>>();
    let mut text = String::new();
    for (names, module) in [(from(CRYPTO), "node:crypto"), (from(FILES), "node:fs")] {
        if !names.is_empty() {
            let _ = writeln!(text, "import {{ {} }} from '{module}';", names.join(", "));
        }
    }
    let mut names = vec!["expect as playwright".to_owned(), "test".into()];
    let more = PLAYWRIGHT.iter().filter(|(name, _)| used(name));
    names.extend(more.map(|(name, only_type)| if *only_type { format!("type {name}") } else { (*name).to_owned() }));
    let _ = writeln!(text, "import {{ {} }} from '@playwright/test';", names.join(", "));
    text
}

/// Whether a name stands in a text as a word of its own.
fn calls(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(|c: char| part(c) || c == '.' || c == '\'')
            && !text[at + name.len()..].starts_with(|c: char| part(c) || c == '\'')
    })
}
