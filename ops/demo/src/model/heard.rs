//! A request as the scenarios see it, whichever API it came over.

use serde_json::Value;

/// What a request says.
#[derive(Debug, Default)]
pub struct Heard {
    pub model: String,
    pub stream: bool,
    pub system: String,
    pub said: Vec<Said>,
    /// Names of tools, and types of the provider's own.
    pub tools: Vec<String>,
    /// The name of the answer's schema; `answer` when it has none; absent: no schema.
    pub answer: Option<String>,
    /// Bytes of the request, for the count of tokens.
    pub bytes: usize,
}

/// One message.
#[derive(Debug)]
pub enum Said {
    /// Text of the user; empty when there were only pictures.
    User(String),
    Model,
    /// Results of tools, and what stood beside them.
    Results(String),
}

/// Why a request is refused: status, type and message.
pub struct Refused {
    pub status: u16,
    pub kind: &'static str,
    pub message: String,
}

impl Refused {
    pub fn bad(message: impl Into<String>) -> Self {
        Self { status: 400, kind: "invalid_request_error", message: message.into() }
    }
}

impl Heard {
    /// The newest text from outside: of the user or of a tool.
    pub fn newest(&self) -> &str {
        let text = |said: &'_ Said| match said {
            Said::User(text) | Said::Results(text) => !text.is_empty(),
            Said::Model => false,
        };
        match self.said.iter().rev().find(|said| text(said)) {
            Some(Said::User(text) | Said::Results(text)) => text,
            Some(Said::Model) | None => "",
        }
    }
}

pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The schema's name in a prompt, when an endpoint without schemas is played: `JSON value (flows)`.
pub fn schema_in_prompt(system: &str) -> Option<String> {
    let rest = system.split_once("Answer with one JSON value (")?.1;
    Some(rest.split_once(')')?.0.to_owned())
}
