//! Locators that will break when the page changes a little.

use serde_json::{Map, Value};

use super::Lint;
use crate::domain::flow::{browsers, problem, table};

impl Lint<'_> {
    pub(super) fn target(&mut self, target: &Map<String, Value>, path: &str) {
        if let Some(reason) = brittle(target) {
            let message =
                format!("The locator is brittle: {reason}. Prefer `role` with `name`, `label`, `text` or `testid`.");
            self.warn(path, "brittle-locator", &message);
        }
        if let Some(gap) = browsers::gap_of_target(self.browser, target) {
            let message = format!("{}: refused in {}. Run the flow in Chromium.", gap.feature, self.browser.as_str());
            self.warn(path, browsers::CODE, &message);
        }
        if let Some(text) = target.get("text").and_then(Value::as_str)
            && let Some(strategy) = selector_in(text)
        {
            let (quoted, shown) = (problem::quoted(text), problem::shown(text));
            let message =
                format!("{quoted} is looked for as visible text. If it is a selector, write \"{strategy}={shown}\".");
            self.warn(path, "selector-as-text", &message);
        }
        for field in table::TARGET.fields {
            match target.get(field.name) {
                // the later candidates are there for the day on which the good one fails
                Some(Value::Array(candidates)) if field.name == "any_of" => {
                    for (index, candidate) in candidates.iter().enumerate() {
                        let path = format!("{path}.any_of[{index}]");
                        match candidate.as_object().filter(|_| index == 0) {
                            Some(candidate) => self.target(candidate, &path),
                            None => self.any(candidate, &path),
                        }
                    }
                }
                Some(value) => self.field(&field.kind, value, &format!("{path}.{}", field.name)),
                None => {}
            }
        }
    }
}

/// Why a target will break when the page changes a little.
fn brittle(target: &Map<String, Value>) -> Option<String> {
    let related = ["near", "above", "below", "left_of", "right_of"].iter().any(|name| target.contains_key(*name));
    if let Some(counted) = ["nth", "first", "last"].into_iter().find(|name| target.contains_key(*name) && !related) {
        return Some(format!("`{counted}` counts elements, and another one may come before it"));
    }
    if target.contains_key("xy") {
        return Some("it is a point, and what lies there depends on the size of the window".into());
    }
    let text = |name: &str| target.get(name).and_then(Value::as_str);
    if let Some(id) = text("id").filter(|id| is_generated(id)) {
        return Some(format!("the id {} looks made up by a program", problem::quoted(id)));
    }
    if let Some(css) = text("css") {
        if let Some(word) = generated_in(css) {
            return Some(format!(
                "{} looks made up by a program, and changes with the next build",
                problem::quoted(word)
            ));
        }
        if css.contains(":nth-") {
            return Some("it counts elements with `:nth-…`".into());
        }
        let levels = css.split(',').map(levels).max().unwrap_or(0);
        if levels > 3 {
            return Some(format!("it names {levels} levels of the page's structure"));
        }
    }
    if let Some(xpath) = text("xpath") {
        if xpath.as_bytes().windows(2).any(|pair| pair[0] == b'[' && pair[1].is_ascii_digit()) {
            return Some("it counts elements".into());
        }
        let levels = xpath.split('/').filter(|s| !s.is_empty()).count();
        if levels > 3 {
            return Some(format!("it names {levels} levels of the page's structure"));
        }
    }
    None
}

/// The strategy that a text looks written for: `//li`, `#total`, `.row`.
fn selector_in(text: &str) -> Option<&'static str> {
    if text.starts_with("//") {
        return Some("xpath");
    }
    let name = text.strip_prefix(['#', '.'])?;
    let css = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains(char::is_whitespace);
    css.then_some("css")
}

/// An id or class in a selector that no person wrote.
fn generated_in(css: &str) -> Option<&str> {
    let outside = css.split(['"', '\'']).step_by(2);
    outside.flat_map(names_in).find(|name| is_generated(&name[1..])).map(|name| &name[1..])
}

/// `.btn` and `#total` of `li.btn > #total`.
fn names_in(css: &str) -> impl Iterator<Item = &str> {
    let starts = css.match_indices(['.', '#']).map(|(at, _)| at);
    starts.filter_map(move |at| {
        let rest = &css[at + 1..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
        (end > 0).then(|| &css[at..=at + end])
    })
}

/// Whether a program made this word: the marks of frameworks, long numbers, many changes between letters and digits.
fn is_generated(word: &str) -> bool {
    const MARKS: &[&str] = &[
        "css-",
        "sc-",
        "jss",
        "ember",
        "react-",
        "radix-",
        "headlessui-",
        "mui-",
        "mat-",
        "ng-",
        "cdk-",
        "yui_",
        "ext-gen",
        ":r",
    ];
    if word.contains("{{") {
        return false;
    }
    let digits = word.chars().filter(char::is_ascii_digit).count();
    if digits > 0 && MARKS.iter().any(|mark| word.starts_with(mark)) {
        return true;
    }
    let run = word.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let kinds: Vec<bool> = word.chars().filter(|c| c.is_alphanumeric()).map(|c| c.is_ascii_digit()).collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    run >= 4 || (word.len() >= 6 && changes >= 3 && changes * 4 >= kinds.len())
}

/// How many elements a CSS selector goes through.
fn levels(selector: &str) -> usize {
    let mut depth = 0usize;
    let spaced: String = selector
        .chars()
        .map(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            match c {
                '>' | '+' | '~' if depth == 0 => ' ',
                c if c.is_whitespace() && depth > 0 => '_',
                c => c,
            }
        })
        .collect();
    spaced.split_whitespace().count()
}
