//! Comparing texts, addresses and variables without a browser.

mod variable;

use regress::Regex;

pub use variable::{broken, file_holds, same, var_holds, words};

use super::model::{TextMatcher, UrlMatcher};
use crate::domain::outcome::StepError;

/// Characters of a regular expression, at most.
pub const MAX_PATTERN: usize = 2000;
/// Characters of a text that a regular expression is tried on; what follows is not looked at.
pub const MAX_SEARCHED: usize = 200_000;

/// A compiled JavaScript regular expression.
///
/// # Errors
/// A clause about what is wrong with it.
pub fn compile(pattern: &str, flags: &str) -> Result<Regex, String> {
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
