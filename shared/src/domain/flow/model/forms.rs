//! Payloads of the steps of forms.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Target, is_false};

/// Choosing options of a `<select>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Select {
    pub target: Target,
    pub value: SelectValue,
    #[serde(default)]
    pub mode: SelectMode,
}

/// What becomes of the options that were chosen before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SelectMode {
    /// Only the named ones are chosen.
    #[default]
    Replace,
    /// The named ones are chosen, too.
    Add,
    /// The named ones are no longer chosen.
    Remove,
}

/// Several fields, each by what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FillForm {
    pub fields: Vec<FormField>,
    /// Sends the form of the last field.
    #[serde(default, skip_serializing_if = "is_false")]
    pub submit: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormField {
    pub target: Target,
    /// Text; `true` or `false` for what is ticked; for a `<select>` what `select` takes.
    pub value: Value,
}

/// One or several options of a `<select>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SelectValue {
    One(OptionRef),
    Many(Vec<OptionRef>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OptionRef {
    /// The option's value or label.
    Either(String),
    Label {
        label: String,
    },
    Value {
        value: String,
    },
    Index {
        index: u32,
    },
}
