//! What a model answers: whole turns, and the pieces in which one arrives.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::request::Api;

/// One answer of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Which API it came over; only that one gets `raw` back.
    pub api: Api,
    /// The model that answered, in the provider's words.
    pub model: String,
    /// The endpoint that answered, by its name in the catalogue. `demo` is the scripted model.
    pub endpoint: String,
    /// As the provider sent it, and as it is replayed: thinking with its signatures, reasoning items.
    pub raw: Value,
    pub said: Vec<Said>,
    pub stop: Stop,
    pub usage: Usage,
    /// The provider's id of the request, for its support.
    #[serde(default)]
    pub request_id: Option<String>,
}

impl Turn {
    /// The text of the answer, thinking left out.
    #[must_use]
    pub fn text(&self) -> String {
        let texts = self.said.iter().filter_map(|said| match said {
            Said::Text { text } => Some(text.as_str()),
            Said::Thinking { .. } | Said::ToolUse(_) => None,
        });
        texts.collect::<Vec<_>>().join("")
    }

    /// What is to be carried out, in order: nothing unless the model ended its turn by asking for it. A turn that was cut
    /// short (`max_tokens`, a refusal) has no calls to carry out, whatever it says.
    pub fn calls(&self) -> impl Iterator<Item = &ToolUse> {
        self.uses().filter(|_| self.stop == Stop::ToolUse)
    }

    /// Every call in the turn, whether to be carried out or not.
    pub fn uses(&self) -> impl Iterator<Item = &ToolUse> {
        self.said.iter().filter_map(|said| match said {
            Said::ToolUse(call) => Some(call),
            Said::Text { .. } | Said::Thinking { .. } => None,
        })
    }
}

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Said {
    Text { text: String },
    Thinking { text: String },
    ToolUse(ToolUse),
}

/// One call of a tool, with its whole input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolUse {
    pub id: String,
    /// The function, or the member of a toolset (`left_click`); `computer` for OpenAI's computer calls.
    pub name: String,
    /// For an OpenAI computer call: `{"actions": […], "pending_safety_checks": […]}`.
    pub input: Value,
    /// Anthropic's `toolset_name`; its result echoes it.
    #[serde(default)]
    pub toolset: Option<String>,
    /// An OpenAI computer call, which is answered with a picture.
    #[serde(default)]
    pub computer: bool,
}

/// Why a turn ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    End,
    ToolUse,
    /// The answer was cut at `max_tokens`.
    MaxTokens,
    /// The model, or a filter before it, would not answer.
    Refusal,
    /// The provider paused a long turn; sending the conversation again goes on with it.
    Pause,
    /// The conversation is longer than the model can read.
    ContextFull,
    Other(String),
}

/// Tokens of one answer. `input` counts what was neither read from nor written to a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    pub input: u64,
    pub output: u64,
    pub cache_read: u64,
    pub cache_write: u64,
}

impl Usage {
    /// All tokens together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.input.saturating_add(self.output).saturating_add(self.cache_read).saturating_add(self.cache_write)
    }
}

/// A piece of an answer as it arrives. Nothing may be carried out before the whole turn is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Delta {
    Text(String),
    Thinking(String),
    /// A call begins; its input follows in pieces.
    CallStarted {
        id: String,
        name: String,
    },
    CallInput {
        id: String,
        json: String,
    },
    /// The attempt failed and is made again: what was shown of the answer so far is void.
    Again {
        why: String,
        after: Duration,
    },
}
