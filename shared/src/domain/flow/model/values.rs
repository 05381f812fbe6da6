//! Payloads of the steps of variables.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
}
