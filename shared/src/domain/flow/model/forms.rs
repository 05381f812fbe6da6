//! Payloads of the steps of forms.

use serde::{Deserialize, Serialize};

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
