//! Comparing texts, addresses and variables without a browser.

use regress::Regex;
use serde_json::Value;

use super::model::{Expect, TextMatcher, UrlMatcher};
use crate::domain::outcome::{ErrorKind, StepError};

/// Characters of a regular expression, at most.
pub const MAX_PATTERN: usize = 2000;
/// Characters of a text that a regular expression is tried on; what follows is not looked at.
pub const MAX_SEARCHED: usize = 200_000;

/// A compiled JavaScript regular expression.
///
/// # Errors
/// A clause about what is wrong with it.
pub(crate) fn compile(pattern: &str, flags: &str) -> Result<Regex, String> {
    check_flags(flags)?;
    let length = pattern.chars().count();
    if length > MAX_PATTERN {
        return Err(format!("it has {length} characters, at most {MAX_PATTERN} are allowed"));
    }
    let open = pattern.matches('(').count();
    if open > 100 {
        return Err(format!("it has {open} groups, at most 100 are allowed"));
    }
    if repeats_a_repetition(pattern) {
        return Err(
            "a repeated group that holds nothing but a repetition, such as (a+)+, can take forever; repeat once".into(),
        );
    }
    Regex::with_flags(pattern, flags).map_err(|error| error.to_string().trim_end_matches('.').to_lowercase())
}

/// Whether a pattern has the form of `(a+)*`, for which backtracking takes exponential time.
///
/// Other slow patterns exist; this finds the one that people write by mistake.
fn repeats_a_repetition(pattern: &str) -> bool {
    /// An open group: how many pieces it has, and whether the last repeats or is a group of one repetition.
    #[derive(Clone, Copy, Default)]
    struct Group {
        pieces: usize,
        repeats: bool,
        holds_repetition: bool,
    }
    let chars: Vec<char> = pattern.chars().collect();
    let mut groups = vec![Group::default()];
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        let Some(group) = groups.last_mut() else { return false };
        let unbounded = match c {
            '*' | '+' => true,
            '{' => {
                let end = chars[at..].iter().position(|c| *c == '}').map_or(at, |end| at + end);
                let open = end > at && chars[end - 1] == ',' && chars[at].is_ascii_digit();
                if open {
                    at = end + 1;
                }
                open
            }
            _ => false,
        };
        if unbounded {
            if group.holds_repetition {
                return true;
            }
            group.repeats = true;
            continue;
        }
        match c {
            '(' => {
                if chars.get(at) == Some(&'?') {
                    at += 1; // `?:`, `?=`, `?<name>`: what follows the mark counts as pieces only for names
                    while chars.get(at).is_some_and(|c| !":=!>".contains(*c)) {
                        at += 1;
                    }
                    at += 1;
                }
                groups.push(Group::default());
            }
            ')' => {
                let inner = groups.pop().unwrap_or_default();
                if groups.is_empty() {
                    groups.push(Group::default());
                }
                if let Some(outer) = groups.last_mut() {
                    outer.pieces += 1;
                    outer.repeats = false;
                    outer.holds_repetition = inner.pieces == 1 && (inner.repeats || inner.holds_repetition);
                }
            }
            '?' => {} // optional, or lazy
            _ => {
                at = match c {
                    '\\' => at + 1,
                    '[' => class_end(&chars, at),
                    _ => at,
                };
                *group = Group { pieces: group.pieces + 1, ..Group::default() };
            }
        }
    }
    false
}

/// The position behind the `]` of a character class.
fn class_end(chars: &[char], mut at: usize) -> usize {
    while let Some(&c) = chars.get(at) {
        at += 1;
        match c {
            '\\' => at += 1,
            ']' => break,
            _ => {}
        }
    }
    at
}

/// Checks the flags of a regular expression.
///
/// # Errors
/// Names the flag that JavaScript does not have, or that is repeated.
pub(crate) fn check_flags(flags: &str) -> Result<(), String> {
    for (at, flag) in flags.char_indices() {
        if !"dgimsuvy".contains(flag) {
            return Err(format!(
                "`{}` is no flag of a regular expression; there are d, g, i, m, s, u, v and y.",
                flag.escape_default()
            ));
        }
        if flags[..at].contains(flag) {
            return Err(format!("The flag `{flag}` is given twice."));
        }
    }
    Ok(())
}

/// White space collapsed to single blanks, and none at the ends.
#[must_use]
pub fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text is what the matcher wants; a plain string is the `whole` text, or a part without regard to case.
///
/// # Errors
/// `refused` for a pattern that is no regular expression.
pub fn text_matches(matcher: &TextMatcher, actual: &str, whole: bool) -> Result<bool, StepError> {
    Ok(match matcher {
        TextMatcher::Plain(text) if whole => normal(text) == normal(actual),
        TextMatcher::Plain(text) => normal(actual).to_lowercase().contains(&normal(text).to_lowercase()),
        TextMatcher::Equals { equals } => normal(equals) == normal(actual),
        TextMatcher::Contains { contains } => normal(actual).contains(&normal(contains)),
        TextMatcher::Matches { matches, flags } => found(matches, flags.as_deref().unwrap_or(""), actual)?,
    })
}

/// Whether an address is what the matcher wants; a plain string is a glob over the whole address, or, when it begins
/// with `/`, over everything after the host.
///
/// # Errors
/// `refused` for a pattern that is no regular expression.
pub fn url_matches(matcher: &UrlMatcher, actual: &str) -> Result<bool, StepError> {
    Ok(match matcher {
        TextMatcher::Plain(glob) if glob.starts_with('/') => glob_matches(glob, after_host(actual)),
        TextMatcher::Plain(glob) => glob_matches(glob, actual),
        TextMatcher::Equals { equals } => equals == actual,
        TextMatcher::Contains { contains } => actual.contains(contains.as_str()),
        TextMatcher::Matches { matches, flags } => found(matches, flags.as_deref().unwrap_or(""), actual)?,
    })
}

fn found(pattern: &str, flags: &str, actual: &str) -> Result<bool, StepError> {
    let regex = compile(pattern, flags).map_err(|reason| {
        StepError::refused(format!(
            "{} is no JavaScript regular expression: {reason}.",
            super::problem::quoted(pattern)
        ))
    })?;
    let end = actual.char_indices().nth(MAX_SEARCHED).map_or(actual.len(), |(at, _)| at);
    Ok(regex.find(&actual[..end]).is_some())
}

fn after_host(url: &str) -> &str {
    match url.split_once("://") {
        Some((_, rest)) => rest.find(['/', '?', '#']).map_or("/", |at| &rest[at..]),
        None => url,
    }
}

/// Playwright's globs: `*` is anything but `/`, `**` is anything, `**/` also nothing, `{a,b}` is either, `\` escapes.
#[must_use]
pub fn glob_matches(glob: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    alternatives(glob).iter().any(|glob| matches_glob(&tokens(glob), &text))
}

#[derive(Clone, Copy, PartialEq)]
enum Glob {
    Char(char),
    /// Anything without `/`.
    Star,
    /// Anything.
    Stars,
}

/// The globs that `{a,b}` stands for; at most 64.
fn alternatives(glob: &str) -> Vec<String> {
    let (Some(open), Some(close)) = (glob.find('{'), glob.find('}')) else { return vec![glob.to_owned()] };
    if close < open || glob[..open].ends_with('\\') {
        return vec![glob.to_owned()];
    }
    let mut all = Vec::new();
    for choice in glob[open + 1..close].split(',') {
        let rest = format!("{}{choice}{}", &glob[..open], &glob[close + 1..]);
        all.extend(alternatives(&rest));
        if all.len() >= 64 {
            all.truncate(64);
            break;
        }
    }
    all
}

fn tokens(glob: &str) -> Vec<Glob> {
    let chars: Vec<char> = glob.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        match c {
            '\\' if at < chars.len() => {
                tokens.push(Glob::Char(chars[at]));
                at += 1;
            }
            '*' => {
                let before = at.checked_sub(2).and_then(|i| chars.get(i)).copied();
                let stars = chars[at..].iter().take_while(|c| **c == '*').count();
                at += stars;
                if stars == 0 {
                    tokens.push(Glob::Star);
                    continue;
                }
                tokens.push(Glob::Stars);
                // `/**/` also stands for `/`
                if chars.get(at) == Some(&'/') && before == Some('/') {
                    at += 1;
                }
            }
            c => tokens.push(Glob::Char(c)),
        }
    }
    tokens
}

/// Row by row, so that no glob takes longer than its length times the text's.
fn matches_glob(glob: &[Glob], text: &[char]) -> bool {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for token in glob {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            next[at] = match token {
                Glob::Char(c) => at > 0 && reached[at - 1] && text[at - 1] == *c,
                Glob::Star => reached[at] || (at > 0 && next[at - 1] && text[at - 1] != '/'),
                Glob::Stars => reached[at] || (at > 0 && next[at - 1]),
            };
        }
        reached = next;
    }
    reached[text.len()]
}

/// Checks an assertion about a variable.
///
/// # Errors
/// `assertion` with what was expected and what the variable is; `refused` when the comparison makes no sense.
pub fn var_holds(expect: &Expect, actual: &Value) -> Result<(), StepError> {
    let name = expect.var.as_deref().unwrap_or("the variable");
    let (wanted, holds) = compare(expect, actual)?;
    if holds != expect.not {
        return Ok(());
    }
    let wanted = if expect.not { format!("not {wanted}") } else { wanted };
    let actual = shorten(&actual.to_string());
    Err(StepError::new(ErrorKind::Assertion, format!("`{name}` should be {wanted}, but is {actual}."))
        .with_values(wanted, actual))
}

fn compare(expect: &Expect, actual: &Value) -> Result<(String, bool), StepError> {
    let shown = |value: &Value| shorten(&value.to_string());
    if let Some(value) = &expect.equals {
        return Ok((shown(value), equal(value, actual)));
    }
    if let Some(part) = &expect.contains {
        let wanted = format!("something that contains {}", shown(part));
        return Ok((wanted, contains(part, actual)?));
    }
    if let Some(pattern) = &expect.matches {
        return Ok((format!("a match of /{pattern}/"), found(pattern, "", &as_text(actual))?));
    }
    if let Some(values) = &expect.one_of {
        let wanted = format!("one of {}", shown(&Value::Array(values.clone())));
        return Ok((wanted, values.iter().any(|value| equal(value, actual))));
    }
    let bounds =
        [("more than", &expect.gt), ("at least", &expect.gte), ("less than", &expect.lt), ("at most", &expect.lte)];
    for (word, bound) in bounds {
        if let Some(bound) = bound {
            let order = order(actual, bound)?;
            let holds = match word {
                "more than" => order.is_gt(),
                "at least" => order.is_ge(),
                "less than" => order.is_lt(),
                _ => order.is_le(),
            };
            return Ok((format!("{word} {}", shown(bound)), holds));
        }
    }
    Err(StepError::refused(
        "The assertion says nothing about the variable. Add `equals`, `contains`, `matches`, `in`, `gt`, `gte`, `lt` or `lte`.",
    ))
}

/// Equal as JSON; a number also equals a text with the same number, and white space in texts counts once.
fn equal(wanted: &Value, actual: &Value) -> bool {
    match (wanted, actual) {
        (Value::String(a), Value::String(b)) => normal(a) == normal(b),
        (Value::Number(_), Value::Number(_) | Value::String(_)) | (Value::String(_), Value::Number(_)) => {
            match (as_number(wanted), as_number(actual)) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            }
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => wanted == actual,
    }
}

fn contains(part: &Value, actual: &Value) -> Result<bool, StepError> {
    match actual {
        Value::Array(items) => Ok(items.iter().any(|item| equal(part, item))),
        Value::Object(map) => Ok(part.as_str().is_some_and(|name| map.contains_key(name))),
        Value::String(_) | Value::Number(_) => Ok(normal(&as_text(actual)).contains(&normal(&as_text(part)))),
        Value::Null | Value::Bool(_) => Err(StepError::new(
            ErrorKind::Assertion,
            format!("`contains` is for texts, lists and objects, but the variable is `{actual}`."),
        )),
    }
}

fn order(actual: &Value, bound: &Value) -> Result<std::cmp::Ordering, StepError> {
    if let (Some(a), Some(b)) = (as_number(actual), as_number(bound)) {
        return a.partial_cmp(&b).ok_or_else(|| StepError::refused("Not a number cannot be compared."));
    }
    match (actual, bound) {
        // two texts that are no numbers, such as dates, by the alphabet
        (Value::String(a), Value::String(b)) if as_number(bound).is_none() => Ok(normal(a).cmp(&normal(b))),
        _ => {
            let message = format!(
                "{} cannot be compared with {}: both must be numbers.",
                shorten(&actual.to_string()),
                shorten(&bound.to_string())
            );
            Err(StepError::new(ErrorKind::Assertion, message))
        }
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse::<f64>().ok().filter(|n| n.is_finite()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{compile, repeats_a_repetition};

    #[test]
    fn patterns_that_repeat_a_repetition_are_refused_and_common_ones_are_not() {
        for bad in ["(a+)+$", "(a*)*", "(?:\\w+)*x", "^([a-z)]+)+$", "((a+))+", "(?<n>.*){2,}", "(\\(+)*"] {
            assert!(repeats_a_repetition(bad), "{bad}");
            assert!(compile(bad, "").is_err(), "{bad}");
        }
        for good in [
            "(\\d+\\.)+\\d+",
            "(a+)?",
            "(a+){2}",
            "(ab+)+",
            "(a|b+)c*",
            "a+b+",
            "[(a+)+]",
            "\\(a+\\)+",
            "(?=a+)b",
            "(a+b)*",
            "^order \\d+$",
        ] {
            assert!(!repeats_a_repetition(good), "{good}");
            assert!(compile(good, "").is_ok(), "{good}");
        }
    }
}
