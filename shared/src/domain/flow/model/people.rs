//! Payloads of the steps that ask people something, or tell them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What counts when nobody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    Deny,
    Approve,
}

/// `approve`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Approve {
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Otherwise>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
}

/// `ask`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    pub message: String,
    pub var: String,
    /// JSON Schema of the answer; absent means a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Map<String, Value>>,
    /// What counts when nobody answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

/// `notify`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notify {
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

/// `webhook`: something for one of the project's webhooks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SendWebhook {
    pub to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

/// What a `wait_run` wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WantedEnd {
    #[default]
    Passed,
    /// Any other end than passed.
    Failed,
    Any,
}
