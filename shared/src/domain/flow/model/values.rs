//! Payloads of the steps of variables.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Target, TextMatcher};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExtractWhat {
    Text,
    Value,
    Attribute,
    Html,
    Count,
    List,
    /// The options of a `<select>`.
    Options,
    /// Where it is and how large.
    Box,
    /// The rows of a table.
    Table,
}

/// `search_page`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchPage {
    /// A plain string is a part of the text.
    pub text: TextMatcher,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// How often it must be there; once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
}
