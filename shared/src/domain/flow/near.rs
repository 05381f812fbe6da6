//! "Did you mean …?"

/// The closest of `known` to a mistyped word: other case or separators, a common synonym, or a small edit distance.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > 64 {
        return None;
    }
    let plain = plain(word);
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == plain).map(|(_, ours)| *ours);
    let mut best: Option<(usize, &str)> = None;
    for candidate in known.into_iter().take(1000) {
        if synonym == Some(candidate) || self::plain(candidate) == plain {
            return Some(candidate);
        }
        let most = match plain.chars().count().min(candidate.chars().count()) {
            0..=2 => 0,
            3..=4 => 1,
            5..=8 => 2,
            _ => 3,
        };
        let distance = distance(&plain, &self::plain(candidate));
        if distance <= most && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// `; did you mean `x`?`, or nothing.
pub(crate) fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Words of other tools (letters only, lower case) and ours.
const SYNONYMS: &[(&str, &str)] = &[
    ("navigate", "goto"),
    ("open", "goto"),
    ("visit", "goto"),
    ("refresh", "reload"),
    ("tap", "click"),
    ("dblclick", "click"),
    ("doubleclick", "click"),
    ("mouseover", "hover"),
    ("enter", "fill"),
    ("input", "fill"),
    ("typetext", "type"),
    ("sendkeys", "press"),
    ("key", "press"),
    ("wait", "wait_for"),
    ("waitfor", "wait_for"),
    ("delay", "sleep"),
    ("assert", "expect"),
    ("verify", "expect"),
    ("selectoption", "select"),
    ("setinputfiles", "upload"),
    ("dialog", "handle_dialog"),
    ("newpage", "new_tab"),
    ("switchpage", "switch_tab"),
    ("closepage", "close_tab"),
    ("js", "evaluate"),
    ("script", "evaluate"),
    ("foreach", "for_each"),
    ("loop", "for_each"),
    ("call", "run_flow"),
    ("selector", "css"),
    ("locator", "target"),
    ("element", "target"),
    ("datatestid", "testid"),
    ("accessiblename", "name"),
    ("timeout", "timeout_ms"),
    ("baseurl", "start_url"),
    ("starturl", "start_url"),
    ("url", "start_url"),
    ("title", "name"),
    ("variables", "params"),
    ("vars", "params"),
    ("parameters", "params"),
    ("inputs", "params"),
    ("index", "nth"),
    ("equal", "equals"),
    ("is", "equals"),
    ("regex", "matches"),
    ("pattern", "matches"),
    ("includes", "contains"),
    ("optional", "soft"),
    ("when", "if"),
    ("condition", "if"),
    ("description", "label"),
    ("variable", "var"),
    ("invisible", "hidden"),
    ("present", "attached"),
    ("exists", "attached"),
    ("displayed", "visible"),
    ("ctrl", "Control"),
    ("cmd", "Meta"),
    ("command", "Meta"),
    ("option", "Alt"),
];

/// Edits (insert, delete, replace, swap of neighbours) from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = above;
        above = row;
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn typos_case_and_foreign_words_find_their_word() {
        let words = ["goto", "click", "wait_for", "new_tab", "nth"];
        assert_eq!(nearest("clik", words), Some("click"));
        assert_eq!(nearest("waitFor", words), Some("wait_for"));
        assert_eq!(nearest("navigate", words), Some("goto"));
        assert_eq!(nearest("newtab", words), Some("new_tab"));
        assert_eq!(nearest("frobnicate", words), None);
        assert_eq!(nearest("x", words), None);
    }
}
