//! What the three readers of answers have in common.

use serde_json::Value;

use super::{
    error::{Error, Kind},
    turn::{Delta, Usage},
};

/// Puts a streamed answer together.
pub trait Fold: Send {
    /// Takes the next event.
    ///
    /// # Errors
    /// What the event says went wrong.
    fn event(&mut self, event: &Value) -> Result<Step, Error>;

    /// The whole answer, when the stream is over without having said so.
    fn end(&mut self) -> Option<Value> {
        None
    }

    /// Tokens that have been paid for should the answer break off here, as far as they are known.
    fn paid(&self) -> Usage;
}

/// What an event brought.
pub enum Step {
    More(Option<Delta>),
    /// The answer is complete.
    Done(Value),
}

/// The input of a call.
///
/// # Errors
/// When it is no JSON: then the answer is incomplete, and nothing of it is carried out.
pub fn input_of(json: &str, name: &str) -> Result<Value, Error> {
    if json.trim().is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    let broken =
        |e| Error::new(Kind::Broken, format!("the model's call of `{name}` has an input that is no JSON: {e}"));
    serde_json::from_str(json).map_err(broken)
}

/// An answer that was cut at `max_tokens` while it asked for something.
pub fn cut_in_call() -> Error {
    Error::new(
        Kind::Broken,
        "the model's answer was cut at `max_tokens` in the middle of a call, so nothing of it is done",
    )
}

pub fn text_of(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// A count of tokens; what is none counts as 0.
pub fn tokens(usage: &Value, key: &str) -> u64 {
    usage[key].as_u64().unwrap_or(0)
}
