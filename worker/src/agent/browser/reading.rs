//! What a model reads of a page: its outline with refs, its text, the lines that match.

use serde_json::json;

use super::{ACTION, Browser, Done, Fault, progress};

/// Characters of one answer.
const MOST_CHARS: usize = 50_000;
/// Lines that `find` answers.
const MOST_FOUND: usize = 20;
/// Spaces of one level of the outline.
const INDENT: usize = 2;
/// The text of the page as a person reads it.
const TEXT: &str = "return (document.body ?? document.documentElement).innerText.slice(0, args)";

impl Browser {
    pub(super) async fn read_page(
        &mut self,
        interactive: bool,
        depth: usize,
        from: Option<&str>,
    ) -> Result<Done, Fault> {
        let page = self.driver().await?.snapshot(&mut progress(ACTION)).await?;
        let lines: Vec<&str> = page.outline.lines().collect();
        let lines = match from {
            None => lines.as_slice(),
            Some(reference) => below(&lines, reference).ok_or_else(|| {
                Fault::Refused(format!("There is no `ref_{reference}` on the page now; read it as a whole."))
            })?,
        };
        let top = lines.first().map_or(0, |line| indent(line));
        let wanted = lines.iter().filter(|line| {
            (indent(line) - top.min(indent(line))) / INDENT < depth && (!interactive || line.contains("[ref="))
        });
        let outline: Vec<String> = wanted.map(|line| told(line)).collect();
        let head = format!("{}\n{}\n", short(&page.url, 2_000), short(&page.title, 200));
        Ok(Done::said(cut(format!("{head}{}", outline.join("\n")))))
    }

    pub(super) async fn page_text(&mut self) -> Result<Done, Fault> {
        let text = self.act(json!({ "type": "evaluate", "js": TEXT, "args": MOST_CHARS + 1 }), ACTION).await?;
        Ok(Done::said(cut(text.as_str().unwrap_or_default().to_owned())))
    }

    pub(super) async fn find(&mut self, query: &str) -> Result<Done, Fault> {
        let page = self.driver().await?.snapshot(&mut progress(ACTION)).await?;
        let found = matching(&page.outline, query);
        if found.is_empty() {
            return Ok(Done::said(format!("Nothing on the page has `{}` in it.", short(query, 100))));
        }
        Ok(Done::said(cut(found.join("\n"))))
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A line of the outline in the toolset's way: `link "Cart" [ref_e7]`.
fn told(line: &str) -> String {
    line.replace("[ref=", "[ref_")
}

/// The line with this ref, and those below it.
fn below<'l, 't>(lines: &'l [&'t str], reference: &str) -> Option<&'l [&'t str]> {
    let tag = format!("[ref={reference}]");
    let begin = lines.iter().position(|line| line.contains(&tag))?;
    let level = indent(lines[begin]);
    let count = lines[begin + 1..].iter().take_while(|line| indent(line) > level).count();
    lines.get(begin..=begin + count)
}

/// Lines with refs that have the whole query in them, else all of its words, else one: the best first.
fn matching(outline: &str, query: &str) -> Vec<String> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().filter(|word| word.len() > 2).collect();
    let mut found: Vec<(usize, String)> = outline
        .lines()
        .filter_map(|line| {
            let lower = line.to_lowercase();
            let hits = words.iter().filter(|word| lower.contains(**word)).count();
            let score = if lower.contains(query.trim()) { words.len() + 1 } else { hits };
            (score > 0).then(|| (score, told(line.trim_start())))
        })
        .collect();
    let best = found.iter().map(|(score, _)| *score).max().unwrap_or(0);
    found.retain(|(score, _)| *score == best || *score > words.len() / 2);
    found.sort_by_key(|(score, line)| (std::cmp::Reverse(*score), !line.contains("[ref_")));
    found.into_iter().map(|(_, line)| line).take(MOST_FOUND).collect()
}

fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn cut(text: String) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        None => text,
        Some((end, _)) => format!("{}\n(cut here: there is more on the page)", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    const PAGE: &str = "- banner:\n  - link \"Cart\" [ref=e1]\n- main:\n  - list [ref=e2]:\n    - listitem: Green tea\n    - link \"Buy green tea\" [ref=e3]\n  - button \"Sign in\" [ref=e4]";

    #[test]
    fn a_part_of_a_page_is_what_is_below_its_ref() {
        let lines: Vec<&str> = PAGE.lines().collect();
        let part = below(&lines, "e2").unwrap();
        assert_eq!(part.len(), 3);
        assert_eq!(told(part[2].trim_start()), "- link \"Buy green tea\" [ref_e3]");
        assert!(below(&lines, "e9").is_none());
    }

    #[test]
    fn the_lines_that_fit_best_come_first() {
        assert_eq!(matching(PAGE, "buy green tea")[0], "- link \"Buy green tea\" [ref_e3]");
        assert_eq!(matching(PAGE, "the sign in button"), ["- button \"Sign in\" [ref_e4]"]);
        assert!(matching(PAGE, "coffee").is_empty());
    }
}
