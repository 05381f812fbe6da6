//! Payloads of the steps of keys, text and the clipboard.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Writing or reading the clipboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clipboard {
    pub action: ClipboardAction,
    /// What is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The variable that gets what is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClipboardAction {
    Set,
    Get,
}
