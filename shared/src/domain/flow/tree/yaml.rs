//! YAML 1.2 (core schema, plus `<<` merges) with positions, from the events of `granit-parser`.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use serde_json::Number;

use super::{
    Content, Entry, MAX_ALIASED, MAX_DEPTH, Node, Place, SyntaxError,
    json::{keepable, too_large},
    push_entry,
};

/// Reads every document of a YAML text of at most `most` values; a syntax error takes the place of its document and ends the list.
pub(crate) fn read(text: &str, most: usize) -> Vec<Result<Node, SyntaxError>> {
    if let Err(error) = super::refuse_control_characters(text) {
        return vec![Err(error)];
    }
    let mut options = granit_parser::options! {
        flow_nesting_limit: MAX_DEPTH + 2,
        block_nesting_limit: MAX_DEPTH + 2,
    };
    options.set_emit_comments(false);
    let mut reader = Reader {
        parser: Parser::new_from_str_with_options(text, options),
        text,
        anchors: HashMap::new(),
        left: most,
        most,
        aliased: MAX_ALIASED,
    };
    let mut documents = Vec::new();
    loop {
        match reader.document() {
            Ok(Some(node)) => documents.push(Ok(node)),
            Ok(None) => return documents,
            Err(error) => {
                documents.push(Err(error));
                return documents;
            }
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    text: &'a str,
    anchors: HashMap<usize, Node>,
    left: usize,
    most: usize,
    aliased: usize,
}

/// A key whose value has not come.
struct Key {
    name: String,
    at: Place,
    /// A bare `<<`.
    merges: bool,
}

/// What a collection that is still open has so far.
enum Open {
    List {
        at: Place,
        anchor: usize,
        items: Vec<Node>,
    },
    Map {
        at: Place,
        anchor: usize,
        entries: Vec<Entry>,
        seen: HashMap<String, Place>,
        key: Option<Key>,
        merges: Vec<Node>,
    },
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, SyntaxError> {
        self.parser.next_event().transpose().map_err(|error| syntax(&error, self.text))
    }

    /// The next document, or `None` after the last.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other events carry no value, and later versions may add more")]
    fn document(&mut self) -> Result<Option<Node>, SyntaxError> {
        let mut open: Vec<Open> = Vec::new();
        let mut root = None;
        while let Some((event, span)) = self.next()? {
            let at = place(span.start);
            let mut bare_merge = false;
            let done = match event {
                Event::StreamEnd => return Ok(None),
                Event::DocumentEnd => {
                    self.anchors.clear();
                    return Ok(Some(root.unwrap_or(Node::new(at, Content::Null))));
                }
                Event::Scalar(text, style, anchor, tag) => {
                    bare_merge = style == ScalarStyle::Plain && text == "<<";
                    Some(self.scalar(&text, style, anchor, tag.as_deref(), at)?)
                }
                Event::Alias(id) => Some(self.alias(id, at, open.len())?),
                Event::SequenceStart(_, anchor, tag) => {
                    self.begin(at, tag.as_deref(), open.len())?;
                    open.push(Open::List { at, anchor, items: Vec::new() });
                    None
                }
                Event::MappingStart(_, anchor, tag) => {
                    self.begin(at, tag.as_deref(), open.len())?;
                    refuse_collection_key(&open, at)?;
                    open.push(Open::Map {
                        at,
                        anchor,
                        entries: Vec::new(),
                        seen: HashMap::new(),
                        key: None,
                        merges: Vec::new(),
                    });
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => open.pop().map(|closed| self.end(closed)),
                _ => None,
            };
            let Some(node) = done else { continue };
            match open.last_mut() {
                None => root = Some(node),
                Some(parent) => parent.push(node, bare_merge)?,
            }
        }
        Ok(None)
    }

    fn begin(&mut self, at: Place, tag: Option<&Tag>, depth: usize) -> Result<(), SyntaxError> {
        self.count(at)?;
        if depth >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(at));
        }
        refuse_tag(tag, &["map", "seq"], at)
    }

    fn end(&mut self, closed: Open) -> Node {
        let (node, anchor) = match closed {
            Open::List { at, anchor, items } => (Node::new(at, Content::List(items)), anchor),
            Open::Map { at, anchor, mut entries, mut seen, merges, .. } => {
                for merged in merges {
                    merge(&mut entries, &mut seen, merged);
                }
                (Node::new(at, Content::Map(entries)), anchor)
            }
        };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        node
    }

    fn count(&mut self, at: Place) -> Result<(), SyntaxError> {
        self.left = self.left.checked_sub(1).ok_or_else(|| SyntaxError::too_many(at, self.most))?;
        Ok(())
    }

    fn alias(&mut self, id: usize, at: Place, depth: usize) -> Result<Node, SyntaxError> {
        let Some(node) = self.anchors.get(&id) else {
            return Err(SyntaxError::new(
                at,
                "syntax",
                "The alias refers to the value that it stands in. Write the value out.",
            ));
        };
        let (size, deep) = (node.size(), node.depth());
        self.aliased = self.aliased.checked_sub(size).ok_or_else(|| {
            let message = format!("The aliases of the text come to more than {MAX_ALIASED} values. Write fewer.");
            SyntaxError::new(at, "too-large", message)
        })?;
        if depth + deep > MAX_DEPTH {
            return Err(SyntaxError::too_deep(at));
        }
        Ok(self.anchors[&id].clone())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        at: Place,
    ) -> Result<Node, SyntaxError> {
        self.count(at)?;
        refuse_tag(tag, &["str", "int", "float", "bool", "null"], at)?;
        if text.contains('\0') {
            return Err(SyntaxError::nul(at));
        }
        let as_text = tag.is_some_and(|t| t.core_suffix() == Some("str")) || style != ScalarStyle::Plain;
        let content = if as_text { Content::Text(text.to_owned()) } else { plain(text, at)? };
        let node = Node::new(at, content);
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }
}

impl Open {
    fn push(&mut self, node: Node, bare_merge: bool) -> Result<(), SyntaxError> {
        match self {
            Self::List { items, .. } => items.push(node),
            Self::Map { entries, seen, key, merges, .. } => match key.take() {
                None => {
                    let (name, at) = key_text(node)?;
                    *key = Some(Key { name, at, merges: bare_merge });
                }
                Some(Key { at, merges: true, .. }) => match node.content {
                    Content::Map(_) => merges.push(node),
                    Content::List(items) if items.iter().all(|n| matches!(n.content, Content::Map(_))) => {
                        merges.extend(items)
                    }
                    Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) | Content::List(_) => {
                        return Err(SyntaxError::new(
                            at,
                            "syntax",
                            "`<<` takes an object or a list of objects, usually an alias like `*base`.",
                        ));
                    }
                },
                Some(Key { name, at: key_at, .. }) => {
                    push_entry(entries, seen, Entry { key: name, key_at, value: node })?
                }
            },
        }
        Ok(())
    }
}

fn key_text(node: Node) -> Result<(String, Place), SyntaxError> {
    let at = node.at;
    match node.content {
        Content::Text(text) => Ok((text, at)),
        Content::Number(_, raw) => Ok((raw, at)),
        Content::Bool(b) => Ok((b.to_string(), at)),
        Content::Null => Ok(("null".into(), at)),
        Content::List(_) | Content::Map(_) => Err(collection_key(at)),
    }
}

fn refuse_collection_key(open: &[Open], at: Place) -> Result<(), SyntaxError> {
    match open.last() {
        Some(Open::Map { key: None, .. }) => Err(collection_key(at)),
        Some(Open::Map { .. } | Open::List { .. }) | None => Ok(()),
    }
}

fn collection_key(at: Place) -> SyntaxError {
    SyntaxError::new(
        at,
        "syntax",
        "A field name must be plain text. If a `{{value}}` stands here, put it in quotes: \"{{value}}\".",
    )
}

/// Adds the fields of a merged object that the object does not have itself.
fn merge(entries: &mut Vec<Entry>, seen: &mut HashMap<String, Place>, merged: Node) {
    if let Content::Map(more) = merged.content {
        for entry in more {
            if !seen.contains_key(&entry.key) {
                seen.insert(entry.key.clone(), entry.key_at);
                entries.push(entry);
            }
        }
    }
}

fn refuse_tag(tag: Option<&Tag>, known: &[&str], at: Place) -> Result<(), SyntaxError> {
    match tag {
        Some(tag) if !tag.core_suffix().is_some_and(|suffix| known.contains(&suffix)) => {
            let tag = super::super::problem::shown(&tag.original());
            Err(SyntaxError::new(
                at,
                "syntax",
                format!("The YAML tag `{tag}` has no meaning here. Remove it, or put the text in quotes."),
            ))
        }
        _ => Ok(()),
    }
}

/// A plain scalar by the core schema of YAML 1.2: `yes`, `no`, `on` and dates are text.
fn plain(text: &str, at: Place) -> Result<Content, SyntaxError> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Content::Null),
        "true" | "True" | "TRUE" => return Ok(Content::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Content::Bool(false)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "-.inf" | ".nan" | ".NaN" | ".NAN" => {
            return Err(SyntaxError::new(
                at,
                "bad-number",
                format!("`{text}` is no number that JSON has. Put it in quotes to keep it as text."),
            ));
        }
        _ => {}
    }
    match number(text) {
        Some(number) => {
            keepable(&number, text, at)?;
            Ok(Content::Number(number, text.to_owned()))
        }
        None if numeric(text) => Err(too_large(text, at)),
        None => Ok(Content::Text(text.to_owned())),
    }
}

fn number(text: &str) -> Option<Number> {
    let radix = |digits: &str, radix| u64::from_str_radix(digits, radix).ok().map(Number::from);
    if let Some(hex) = text.strip_prefix("0x") {
        return radix(hex, 16);
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return radix(octal, 8);
    }
    if !numeric(text) {
        return None;
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if let Ok(n) = unsigned.parse::<i64>() {
        return Some(n.into());
    }
    if let Ok(n) = unsigned.parse::<u64>() {
        return Some(n.into());
    }
    unsigned.parse::<f64>().ok().and_then(Number::from_f64)
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn numeric(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((m, e)) => (m, Some(e.strip_prefix(['-', '+']).unwrap_or(e))),
        None => (text, None),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let mantissa_ok = match mantissa.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty()),
        None => digits(mantissa) && !mantissa.is_empty(),
    };
    mantissa_ok && exponent.is_none_or(|e| digits(e) && !e.is_empty())
}

fn place(mark: granit_parser::Marker) -> Place {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Place { line: number(mark.line()), column: number(mark.col()).saturating_add(1) }
}

fn syntax(error: &ScanError, text: &str) -> SyntaxError {
    let at = place(*error.marker());
    let info = error.info();
    if info.contains("nesting") || info.contains("recursion") {
        return SyntaxError::too_deep(at);
    }
    let line = text.lines().nth(at.line.saturating_sub(1) as usize).unwrap_or_default();
    let hint = if line.contains('\t') && line.trim_start_matches(' ').starts_with('\t') {
        " YAML is indented with spaces, not tabs."
    } else if line.contains("{{") {
        " Put a value that begins with `{{` in quotes."
    } else {
        ""
    };
    SyntaxError::new(at, "syntax", format!("The YAML cannot be read here: {}.{hint}", info.trim_end_matches('.')))
}
