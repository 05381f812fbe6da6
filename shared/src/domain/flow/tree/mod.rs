//! A document as a tree that knows where each value stands in the text.

mod json;
mod yaml;

use serde_json::{Map, Number, Value};

pub(crate) use json::read as read_json;
pub(crate) use yaml::read as read_yaml;

/// Levels of lists and objects within each other, at most.
pub const MAX_DEPTH: usize = 110;
/// Values in the text of one document, at most.
pub const MAX_VALUES: usize = 200_000;
/// Values in a text with several documents, at most.
pub const MAX_VALUES_OF_ALL: usize = 1_000_000;
/// Values that the aliases of a text come to, at most, counted as often as they are used.
pub const MAX_ALIASED: usize = 100_000;

/// A position in the text, in characters, from 1; 0 when unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub line: u32,
    pub column: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub at: Place,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Null,
    Bool(bool),
    /// With the digits as they were written, so that `zip: 02134` can still become text.
    Number(Number, String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub key: String,
    pub key_at: Place,
    pub value: Node,
}

/// Why a text is no tree.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SyntaxError {
    pub at: Place,
    pub code: &'static str,
    pub message: String,
}

impl SyntaxError {
    pub fn new(at: Place, code: &'static str, message: impl Into<String>) -> Self {
        Self { at, code, message: message.into() }
    }

    fn nul(at: Place) -> Self {
        Self::new(at, "nul", "The text contains the character U+0000, which cannot be stored. Remove it.")
    }

    fn too_deep(at: Place) -> Self {
        Self::new(
            at,
            "too-deep",
            format!(
                "Lists and objects stand more than {MAX_DEPTH} levels within each other. Take some levels out, e.g. into a flow of their own."
            ),
        )
    }

    fn too_many(at: Place, most: usize) -> Self {
        Self::new(at, "too-large", format!("The text has more than {most} values. Split it."))
    }

    fn duplicate(at: Place, key: &str, first: Place) -> Self {
        let key = super::problem::shown(key);
        Self::new(
            at,
            "duplicate-key",
            format!("`{key}` is given twice; the first is in line {}. Remove one.", first.line),
        )
    }
}

impl Node {
    pub fn new(at: Place, content: Content) -> Self {
        Self { at, content }
    }

    /// The entry of an object.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.content {
            Content::Map(entries) => entries.iter().find(|e| e.key == key).map(|e| &e.value),
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) | Content::List(_) => None,
        }
    }

    /// The tree of a value that did not come as text.
    ///
    /// # Errors
    /// More than [`MAX_DEPTH`] levels or [`MAX_VALUES`] values.
    pub fn from_value(value: &Value) -> Result<Self, SyntaxError> {
        let mut left = MAX_VALUES;
        Self::from_value_at(value, 0, &mut left)
    }

    fn from_value_at(value: &Value, depth: usize, left: &mut usize) -> Result<Self, SyntaxError> {
        let at = Place::default();
        *left = left.checked_sub(1).ok_or_else(|| SyntaxError::too_many(at, MAX_VALUES))?;
        if depth > MAX_DEPTH {
            return Err(SyntaxError::too_deep(at));
        }
        let content = match value {
            Value::Null => Content::Null,
            Value::Bool(b) => Content::Bool(*b),
            Value::Number(n) => Content::Number(n.clone(), n.to_string()),
            Value::String(s) if s.contains('\0') => return Err(SyntaxError::nul(at)),
            Value::String(s) => Content::Text(s.clone()),
            Value::Array(items) => {
                Content::List(items.iter().map(|v| Self::from_value_at(v, depth + 1, left)).collect::<Result<_, _>>()?)
            }
            Value::Object(map) => {
                let entry = |(key, v): (&String, &Value)| {
                    if key.contains('\0') {
                        return Err(SyntaxError::nul(at));
                    }
                    Ok(Entry { key: key.clone(), key_at: at, value: Self::from_value_at(v, depth + 1, left)? })
                };
                Content::Map(map.iter().map(entry).collect::<Result<_, _>>()?)
            }
        };
        Ok(Self { at, content })
    }

    /// The same as plain JSON.
    pub fn to_value(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Bool(b) => Value::Bool(*b),
            Content::Number(n, _) => Value::Number(n.clone()),
            Content::Text(s) => Value::String(s.clone()),
            Content::List(items) => items.iter().map(Self::to_value).collect(),
            Content::Map(entries) => {
                Value::Object(entries.iter().map(|e| (e.key.clone(), e.value.to_value())).collect::<Map<_, _>>())
            }
        }
    }

    /// Says that it and all in it stands at one place.
    pub fn place_at(&mut self, at: Place) {
        self.at = at;
        match &mut self.content {
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) => {}
            Content::List(items) => items.iter_mut().for_each(|item| item.place_at(at)),
            Content::Map(entries) => {
                for entry in entries {
                    entry.key_at = at;
                    entry.value.place_at(at);
                }
            }
        }
    }

    /// How many values there are in it, itself included.
    fn size(&self) -> usize {
        match &self.content {
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) => 1,
            Content::List(items) => items.iter().map(Self::size).sum::<usize>() + 1,
            Content::Map(entries) => entries.iter().map(|e| e.value.size()).sum::<usize>() + 1,
        }
    }

    /// How many levels there are in it, itself included.
    fn depth(&self) -> usize {
        match &self.content {
            Content::Null | Content::Bool(_) | Content::Number(..) | Content::Text(_) => 1,
            Content::List(items) => items.iter().map(Self::depth).max().unwrap_or(0) + 1,
            Content::Map(entries) => entries.iter().map(|e| e.value.depth()).max().unwrap_or(0) + 1,
        }
    }
}

/// Rejects a key that an object already has.
fn push_entry(
    entries: &mut Vec<Entry>,
    seen: &mut std::collections::HashMap<String, Place>,
    entry: Entry,
) -> Result<(), SyntaxError> {
    if entry.key.contains('\0') {
        return Err(SyntaxError::nul(entry.key_at));
    }
    if let Some(first) = seen.insert(entry.key.clone(), entry.key_at) {
        return Err(SyntaxError::duplicate(entry.key_at, &entry.key, first));
    }
    entries.push(entry);
    Ok(())
}

/// Checks that no character stands in the text that no person writes.
///
/// # Errors
/// The place of the first NUL or other control character that is neither tab nor line break.
pub(crate) fn refuse_control_characters(text: &str) -> Result<(), SyntaxError> {
    let mut at = Place { line: 1, column: 1 };
    for c in text.chars() {
        if c == '\n' {
            at = Place { line: at.line + 1, column: 1 };
            continue;
        }
        if c.is_control() && c != '\t' && c != '\r' && c != '\u{85}' {
            let name = u32::from(c);
            return Err(SyntaxError::new(
                at,
                "syntax",
                format!("The text contains the control character U+{name:04X}. Remove it."),
            ));
        }
        at.column += 1;
    }
    Ok(())
}
