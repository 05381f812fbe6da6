//! JSON with positions. The structure is read here; strings and numbers are decoded by `serde_json`.

use std::collections::HashMap;

use serde_json::Number;

use super::{
    super::problem::{quoted, shown},
    Content, Entry, MAX_DEPTH, Node, Place, SyntaxError, push_entry,
};

/// Reads one JSON value of at most `most` values, and nothing after it.
///
/// # Errors
/// The first place where the text is no JSON (RFC 8259), repeats a key, or is too deep or too large.
pub(crate) fn read(text: &str, most: usize) -> Result<Node, SyntaxError> {
    let mut reader = Reader { text, offset: 0, at: Place { line: 1, column: 1 }, left: most, most };
    if text.starts_with('\u{feff}') {
        reader.offset = '\u{feff}'.len_utf8();
    }
    let node = reader.value(0)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(node),
        Some(c) => Err(reader.unexpected(Some(c), "the end of the text, because the value is complete")),
    }
}

struct Reader<'a> {
    text: &'a str,
    offset: usize,
    at: Place,
    left: usize,
    most: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.offset..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.offset += c.len_utf8();
        if c == '\n' {
            self.at = Place { line: self.at.line + 1, column: 1 };
        } else {
            self.at.column += 1;
        }
        Some(c)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.next();
        }
    }

    fn unexpected(&self, found: Option<char>, wanted: &str) -> SyntaxError {
        let found = match found {
            None => "The text ends".to_owned(),
            Some(c) if c.is_control() => format!("Found the control character U+{:04X}", u32::from(c)),
            Some(c) => format!("Found `{c}`"),
        };
        SyntaxError::new(self.at, "syntax", format!("{found}; expected {wanted}."))
    }

    fn value(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        self.skip_space();
        let at = self.at;
        self.left = self.left.checked_sub(1).ok_or_else(|| SyntaxError::too_many(at, self.most))?;
        if depth > MAX_DEPTH {
            return Err(SyntaxError::too_deep(at));
        }
        let content = match self.peek() {
            Some('{') => Content::Map(self.object(depth)?),
            Some('[') => Content::List(self.array(depth)?),
            Some('"') => match self.string()? {
                text if text.contains('\0') => return Err(SyntaxError::nul(at)),
                text => Content::Text(text),
            },
            Some('-' | '0'..='9') => self.number()?,
            Some('a'..='z' | 'A'..='Z') => self.word()?,
            Some('\'') => return Err(self.unexpected(Some('\''), "a JSON value; text stands in double quotes")),
            found @ Some(']' | '}') => {
                return Err(self.unexpected(found, "a JSON value; after the last one stands no comma"));
            }
            found => return Err(self.unexpected(found, "a JSON value")),
        };
        Ok(Node { at, content })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Entry>, SyntaxError> {
        let mut entries = Vec::new();
        let mut seen = HashMap::new();
        self.next();
        self.skip_space();
        if self.peek() == Some('}') {
            self.next();
            return Ok(entries);
        }
        loop {
            self.skip_space();
            if self.peek() != Some('"') {
                let found = self.peek();
                let wanted = if found == Some('}') {
                    "a field name; after the last field stands no comma"
                } else {
                    "a field name in double quotes"
                };
                return Err(self.unexpected(found, wanted));
            }
            let key_at = self.at;
            let key = self.string()?;
            self.skip_space();
            match self.peek() {
                Some(':') => self.next(),
                found => return Err(self.unexpected(found, "`:` after the field name")),
            };
            let value = self.value(depth + 1)?;
            push_entry(&mut entries, &mut seen, Entry { key, key_at, value })?;
            self.skip_space();
            match self.peek() {
                Some(',') => self.next(),
                Some('}') => {
                    self.next();
                    return Ok(entries);
                }
                found => return Err(self.unexpected(found, "`,` or `}` after the field")),
            };
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, SyntaxError> {
        let mut items = Vec::new();
        self.next();
        self.skip_space();
        if self.peek() == Some(']') {
            self.next();
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            match self.peek() {
                Some(',') => self.next(),
                Some(']') => {
                    self.next();
                    return Ok(items);
                }
                found => return Err(self.unexpected(found, "`,` or `]` after the item")),
            };
        }
    }

    fn string(&mut self) -> Result<String, SyntaxError> {
        let (start, at) = (self.offset, self.at);
        self.next();
        loop {
            match self.next() {
                Some('"') => break,
                Some('\\') => {
                    self.next();
                }
                Some('\n') | None => {
                    return Err(SyntaxError::new(
                        at,
                        "syntax",
                        "The text in quotes that begins here does not end on its line. Close it with `\"`.",
                    ));
                }
                Some(_) => {}
            }
        }
        serde_json::from_str(&self.text[start..self.offset]).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line").next().unwrap_or("it is no JSON string");
            SyntaxError::new(at, "syntax", format!("The text in quotes is not valid JSON: {reason}."))
        })
    }

    fn number(&mut self) -> Result<Content, SyntaxError> {
        let (start, at) = (self.offset, self.at);
        while matches!(self.peek(), Some('0'..='9' | '-' | '+' | '.' | 'e' | 'E')) {
            self.next();
        }
        let raw = &self.text[start..self.offset];
        let number = serde_json::from_str::<Number>(raw).map_err(|error| {
            if error.to_string().contains("out of range") {
                return too_large(raw, at);
            }
            SyntaxError::new(at, "syntax", format!("{} is no JSON number.", quoted(raw)))
        })?;
        keepable(&number, raw, at)?;
        Ok(Content::Number(number, raw.to_owned()))
    }

    fn word(&mut self) -> Result<Content, SyntaxError> {
        let (start, at) = (self.offset, self.at);
        while matches!(self.peek(), Some('a'..='z' | 'A'..='Z' | '0'..='9' | '_')) {
            self.next();
        }
        match &self.text[start..self.offset] {
            "true" => Ok(Content::Bool(true)),
            "false" => Ok(Content::Bool(false)),
            "null" => Ok(Content::Null),
            other => Err(SyntaxError::new(
                at,
                "syntax",
                format!(
                    "`{}` is no JSON value. Put text in double quotes; the only bare words are `true`, `false` and `null`.",
                    shown(other)
                ),
            )),
        }
    }
}

/// Refuses a number that would be rounded: a whole number with more digits than fit, or one that is too large at all.
///
/// # Errors
/// Says to put the number in quotes.
pub(super) fn keepable(number: &Number, raw: &str, at: Place) -> Result<(), SyntaxError> {
    let whole = !raw.contains(['.', 'e', 'E']);
    let finite = number.as_f64().is_some_and(f64::is_finite);
    if finite && (number.is_u64() || number.is_i64() || !whole || raw.trim_start_matches(['-', '+', '0']).is_empty()) {
        return Ok(());
    }
    Err(too_large(raw, at))
}

pub(super) fn too_large(raw: &str, at: Place) -> SyntaxError {
    let raw = quoted(raw);
    SyntaxError::new(
        at,
        "bad-number",
        format!("The number {raw} is too large to be kept exactly. Put it in quotes to keep it as text."),
    )
}
