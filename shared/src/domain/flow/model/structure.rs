//! What steps hold that hold steps. The steps and conditions in them stay JSON until their turn comes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A further condition of an `if`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IfBranch {
    pub condition: Value,
    pub then: Vec<Value>,
}

/// One case of a `switch`: the comparison, its values not yet filled in, and the steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SwitchCase {
    /// Exactly one of `equals`, `in`, `contains`, `matches`.
    #[serde(flatten)]
    pub comparison: serde_json::Map<String, Value>,
    pub steps: Vec<Value>,
}

/// One list of steps that takes turns with others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParallelBranch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub steps: Vec<Value>,
}

/// Where the branches of a `parallel` go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParallelTabs {
    /// The first in the present tab, each other one in a new tab.
    #[default]
    Own,
    /// All in the present tab.
    Shared,
}
