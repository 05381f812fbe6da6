//! What is wrong with a document, and where.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Flow,
    tree::{Node, Place},
};

/// How bad a [`Problem`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The document cannot be used.
    Error,
    /// The document can be used, and will probably disappoint.
    Warning,
}

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Where it stands in the long form, e.g. `steps[3].target.role`; empty for the whole document.
    pub path: String,
    /// Line in the text, from 1; 0 when the document did not come as text.
    pub line: u32,
    /// Column in the text in characters, from 1; 0 when the document did not come as text.
    pub column: u32,
    /// One or two sentences: what was found, what was expected, what to do.
    pub message: String,
    pub severity: Severity,
    /// A word for programs, e.g. `unknown-field`.
    pub code: String,
}

impl Problem {
    pub(crate) fn error(path: impl Into<String>, at: Place, code: &str, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: at.line,
            column: at.column,
            message: message.into(),
            severity: Severity::Error,
            code: code.into(),
        }
    }

    pub(crate) fn warning(path: impl Into<String>, at: Place, code: &str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(path, at, code, message) }
    }

    /// Whether the document cannot be used because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl std::fmt::Display for Problem {
    /// `3:14: error: steps[0].target.role: … [unknown-word]`, without what is not known.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}: ", self.line, self.column)?;
        }
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity}: ")?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} [{}]", self.message, self.code)
    }
}

/// A document after reading: the flow in long form, and everything that is wrong with it, in order of position.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// `None` when any of the problems is an error.
    pub flow: Option<Flow>,
    pub problems: Vec<Problem>,
}

impl Checked {
    pub(crate) fn failed(problem: Problem) -> Self {
        Self { flow: None, problems: vec![problem] }
    }

    /// The problems that make the document unusable.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.is_error())
    }
}

/// A place in the long form: a chain of borrowed segments on the stack, written out only for a problem.
#[derive(Clone, Copy)]
pub(crate) enum Path<'a> {
    Root(&'a str),
    Field(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    pub fn field(&'a self, name: &'a str) -> Path<'a> {
        Path::Field(self, name)
    }

    pub fn index(&'a self, index: usize) -> Path<'a> {
        Path::Index(self, index)
    }
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Root(prefix) => f.write_str(prefix),
            Self::Field(Path::Root(""), name) => f.write_str(name),
            Self::Field(parent, name) => write!(f, "{parent}.{name}"),
            Self::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// A found value in words: `the text "abc"`, `a list of 3`.
pub(crate) fn found(node: &Node) -> String {
    use super::tree::Content;
    match &node.content {
        Content::Null => "nothing (null)".into(),
        Content::Bool(b) => format!("`{b}`"),
        Content::Number(_, raw) => format!("the number {}", cut(raw, 40)),
        Content::Text(text) => format!("the text {}", quoted(text)),
        Content::List(items) => match items.len() {
            0 => "an empty list".into(),
            1 => "a list of one".into(),
            n => format!("a list of {n}"),
        },
        Content::Map(entries) if entries.is_empty() => "an empty object".into(),
        Content::Map(entries) => {
            let names: Vec<_> = entries.iter().take(3).map(|e| format!("`{}`", shown(&e.key))).collect();
            let more = if entries.len() > 3 { ", …" } else { "" };
            format!("an object with {}{more}", names.join(", "))
        }
    }
}

/// Text from the document, in quotes, at most 60 characters, on one line.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(&shown(text), 60))
}

/// Text from the document without line breaks and control characters, at most 80 characters.
pub(crate) fn shown(text: &str) -> String {
    let clean: String = text
        .chars()
        .take(81)
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    cut(&clean, 80)
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// `a`, `a` or `b`, `a`, `b` or `c`.
pub(crate) fn one_of(words: &[&str], last: &str) -> String {
    let quoted: Vec<_> = words.iter().map(|w| format!("`{w}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}
