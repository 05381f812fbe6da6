//! Comments of a YAML text, carried over to another way of writing the same flows.

use std::collections::HashMap;

use super::{
    read::{Format, read_all},
    tree::{self, Content, Node},
};

/// A comment, the text with its `#`.
#[derive(Debug)]
struct Comment {
    /// Line in the original, from 1.
    line: usize,
    text: String,
    /// Something stands before it in its line.
    trails: bool,
}

/// `formatted` with the comments of `original`: each stays with the step or field that it stood above or behind; those of a
/// field that is written otherwise now go to its step.
///
/// `None` when that cannot be done without changing the flows; then the text is best left alone.
#[must_use]
pub fn with_comments(original: &str, formatted: &str) -> Option<String> {
    let comments = comments_of(original);
    if comments.is_empty() {
        return Some(formatted.to_owned());
    }
    let flows = |text: &str| read_all(text, Format::Yaml).into_iter().map(|c| c.flow).collect::<Vec<_>>();
    let wanted = flows(formatted);
    [true, false].into_iter().find_map(|behind| {
        let text = place(original, formatted, &comments, behind)?;
        (flows(&text) == wanted && comments_of(&text).len() == comments.len()).then_some(text)
    })
}

/// Puts the comments into the formatted text; `behind` keeps those behind something there, else they go above it.
fn place(original: &str, formatted: &str, comments: &[Comment], behind: bool) -> Option<String> {
    let from = paths(original)?;
    let to: HashMap<String, usize> = paths(formatted)?.into_iter().rev().collect();
    let first = from.iter().map(|(_, line)| *line).min()?;
    let mut above: HashMap<usize, Vec<&str>> = HashMap::new();
    let mut after: HashMap<usize, &str> = HashMap::new();
    let mut head = Vec::new();
    let mut foot = Vec::new();
    for comment in comments {
        let anchor =
            from.iter().find(|(_, line)| if comment.trails { *line >= comment.line } else { *line > comment.line });
        match anchor {
            _ if !comment.trails && comment.line < first => head.push(comment.text.as_str()),
            Some((path, line)) if !comment.trails || *line == comment.line => {
                let line = nearest(path, &to);
                if comment.trails && behind && !after.contains_key(&line) {
                    after.insert(line, &comment.text);
                } else {
                    above.entry(line).or_default().push(&comment.text);
                }
            }
            // behind a line in which nothing begins: the end of a flow mapping or of a long text
            Some(_) | None if comment.trails => {
                let path = from.iter().rev().find(|(_, line)| *line <= comment.line).map(|(path, _)| path.as_str());
                above.entry(nearest(path.unwrap_or_default(), &to)).or_default().push(&comment.text);
            }
            Some(_) | None => foot.push(comment.text.as_str()),
        }
    }
    let mut out = String::new();
    for text in head {
        out.push_str(text);
        out.push('\n');
    }
    for (index, line) in formatted.lines().enumerate() {
        let indent = &line[..line.len() - line.trim_start().len()];
        for text in above.get(&(index + 1)).into_iter().flatten() {
            out.push_str(indent);
            out.push_str(text);
            out.push('\n');
        }
        out.push_str(line);
        if let Some(text) = after.get(&(index + 1)) {
            out.push(' ');
            out.push_str(text);
        }
        out.push('\n');
    }
    for text in foot {
        out.push_str(text);
        out.push('\n');
    }
    Some(out)
}

/// The line of a path, or of the nearest thing around it that is still there.
fn nearest(path: &str, lines: &HashMap<String, usize>) -> usize {
    // the short form `fill: { label: …, value: … }` is `target: { label: … }` and `value: …` in the long one
    let short = path.rfind("].").and_then(|at| Some((&path[..=at], path[at + 2..].split_once('.')?.1)));
    if let Some((step, field)) = short.filter(|_| !lines.contains_key(path)) {
        let long = [format!("{step}.{field}"), format!("{step}.target.{field}")];
        if let Some(line) = long.iter().find_map(|path| lines.get(path)) {
            return *line;
        }
    }
    let mut path = path;
    loop {
        if let Some(line) = lines.get(path) {
            return *line;
        }
        match path.rfind(['.', '[']) {
            Some(end) => path = &path[..end],
            None => return lines.values().copied().min().unwrap_or(1),
        }
    }
}

/// Every path of a text and the line in which it begins, in order; each flow of the text begins with its number.
fn paths(text: &str) -> Option<Vec<(String, usize)>> {
    let mut all = Vec::new();
    let mut flows = 0;
    for tree in tree::read_yaml(text, tree::MAX_VALUES_OF_ALL) {
        let tree = tree.ok()?;
        let roots: Vec<&Node> = match &tree.content {
            Content::List(items) => items.iter().collect(),
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) | Content::Map(_) => vec![&tree],
        };
        for root in roots {
            walk(root, &format!("#{flows}"), &mut all);
            flows += 1;
        }
    }
    all.sort_by_key(|(_, line)| *line);
    Some(all)
}

fn walk(node: &Node, path: &str, all: &mut Vec<(String, usize)>) {
    match &node.content {
        Content::Map(entries) => {
            for entry in entries {
                let path = format!("{path}.{}", entry.key);
                all.push((path.clone(), entry.key_at.line as usize));
                walk(&entry.value, &path, all);
            }
        }
        Content::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let path = format!("{path}[{index}]");
                all.push((path.clone(), item.at.line as usize));
                walk(item, &path, all);
            }
        }
        Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) => {}
    }
}

/// The comments of a YAML text: not what looks like one inside quotes or a text over several lines.
fn comments_of(text: &str) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut quote = None;
    let mut block: Option<usize> = None;
    for (index, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        if let Some(least) = block {
            if line.trim().is_empty() || indent > least {
                continue;
            }
            block = None;
        }
        let at = comment_in(line, &mut quote);
        let content = line[..at.unwrap_or(line.len())].trim_end();
        if quote.is_none() && opens_block(content) {
            block = Some(indent);
        }
        if let Some(at) = at {
            comments.push(Comment {
                line: index + 1,
                text: line[at..].trim_end().to_owned(),
                trails: !content.trim().is_empty(),
            });
        }
    }
    comments
}

/// Where a comment begins in a line; `quote` is the quote that is open at its start and at its end.
fn comment_in(line: &str, quote: &mut Option<char>) -> Option<usize> {
    let mut before = ' ';
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (*quote, c) {
            (Some('"'), '\\') => {
                chars.next();
            }
            (Some(open), c) if c == open => {
                if open == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') {
                    chars.next();
                } else {
                    *quote = None;
                }
            }
            (Some(_), _) => {}
            (None, '"' | '\'') if " [{,:-(".contains(before) => *quote = Some(c),
            (None, '#') if before.is_whitespace() => return Some(at),
            (None, _) => {}
        }
        before = c;
    }
    None
}

/// `text: |`, `- >-`: the lines below are text.
fn opens_block(content: &str) -> bool {
    let Some(word) = content.split_whitespace().next_back() else { return false };
    let introduced =
        content.len() == word.len() || content[..content.len() - word.len()].trim_end().ends_with([':', '-']);
    introduced && word.starts_with(['|', '>']) && word[1..].chars().all(|c| c.is_ascii_digit() || c == '-' || c == '+')
}

#[cfg(test)]
mod tests {
    use super::{super::to_yaml, Format, read_all, with_comments};

    fn formatted(text: &str) -> String {
        let flows: Vec<String> = read_all(text, Format::Yaml)
            .iter()
            .map(|c| to_yaml(c.flow.as_ref().unwrap_or_else(|| panic!("{:?}", c.problems))))
            .collect();
        with_comments(text, &flows.join("---\n")).unwrap_or_else(|| panic!("no comments for {text}"))
    }

    const FLOW: &str = r##"# yaml-language-server: $schema=flow.schema.json
# Who may read this.

start_url: http://127.0.0.1:4000/ # the shop
name: "A # in quotes" # the name
steps:
  # First the door.
  - goto: /login
  - fill: { label: User name, value: "it's #1" } # who
  - evaluate: |
      // # no comment
      return '# none'
  - fill:
      # the field
      label: Password
      value: x # not a real one
    # before the click
  - click: Sign in
  - expect: Welcome
# The end.
"##;

    #[test]
    fn comments_stay_with_what_they_are_about() {
        let text = formatted(FLOW);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(&lines[..2], ["# yaml-language-server: $schema=flow.schema.json", "# Who may read this."]);
        let after = |comment: &str| {
            let at = lines
                .iter()
                .position(|l| l.trim() == comment)
                .unwrap_or_else(|| panic!("{comment} is missing in\n{text}"));
            lines[at + 1].trim()
        };
        assert_eq!(after("# First the door."), "- type: goto");
        assert_eq!(after("# the field"), "label: Password");
        assert!(text.contains("value: x # not a real one"), "{text}");
        assert_eq!(after("# before the click"), "- type: click");
        assert!(lines.contains(&"start_url: http://127.0.0.1:4000/ # the shop"), "{text}");
        assert!(text.contains(" # the name\n") && text.contains("- type: fill # who"), "{text}");
        assert_eq!(lines.last(), Some(&"# The end."));
        assert_eq!(text.matches("# ").count(), FLOW.matches("# ").count(), "{text}");
    }

    #[test]
    fn formatting_twice_changes_nothing() {
        let several = format!("{FLOW}---\n# The second.\nname: b\nsteps: [reload] # once\n");
        for text in [FLOW, &several, "- name: a\n  steps: [reload] # x\n# second\n- name: b\n  steps: [back]\n"] {
            let once = formatted(text);
            assert_eq!(formatted(&once), once);
        }
    }
}
