//! Payloads of the steps that ask a language model.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Level, Target};

/// How a step came to be that was recorded from what a model did. It decides nothing; healing goes by it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Further targets that meant the element alone, the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<RecordedEffect>,
}

/// What a step did when it was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedEffect {
    /// The path of the page afterwards, when it was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// What was asked for that changes something: `POST /cart`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<String>,
    /// The kinds of the dialogs that opened: `confirm`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dialogs: Vec<String>,
    /// The parts of the page that were others afterwards: `main`, `status`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
}

/// What is done before a step that costs money, deletes or sends something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Risky {
    /// A person is asked.
    #[default]
    Ask,
    Allow,
    Refuse,
}

/// A model acts on the page until it says that it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AiAct {
    pub goal: String,
    /// What the model may write as `{{name}}`; filled in when a step uses it.
    #[serde(default)]
    pub values: Map<String, Value>,
    #[serde(default)]
    pub risky: Risky,
    pub model: Option<String>,
    pub max_turns: Option<u32>,
    pub max_tokens: Option<u64>,
    pub max_usd: Option<f64>,
}

/// The same, until the conditions hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AiTask {
    pub goal: String,
    /// Conditions; all must hold.
    pub done_when: Vec<Value>,
    #[serde(default)]
    pub values: Map<String, Value>,
    #[serde(default)]
    pub risky: Risky,
    pub model: Option<String>,
    pub max_turns: Option<u32>,
    pub max_tokens: Option<u64>,
    pub max_usd: Option<f64>,
}

/// A model reads something of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AiExtract {
    pub query: String,
    /// The JSON Schema of what it reads.
    pub schema: Map<String, Value>,
    pub var: String,
    pub model: Option<String>,
    pub max_tokens: Option<u64>,
    pub max_usd: Option<f64>,
}

/// A model finds an element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AiLocate {
    pub description: String,
    pub var: String,
    pub model: Option<String>,
    pub max_tokens: Option<u64>,
    pub max_usd: Option<f64>,
}

/// A model is asked now and then whether the page has come so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AiWait {
    pub until: String,
    /// Pause between two looks in milliseconds.
    pub every_ms: Option<u64>,
    pub model: Option<String>,
    pub max_tokens: Option<u64>,
    pub max_usd: Option<f64>,
}

/// A model says whether a sentence is true of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AiAssert {
    pub statement: String,
    /// Absent: its opinion is kept and decides nothing.
    pub level: Option<Level>,
    pub model: Option<String>,
    pub max_tokens: Option<u64>,
    pub max_usd: Option<f64>,
}
