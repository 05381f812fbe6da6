//! How texts and addresses are compared.

use serde::{Deserialize, Serialize};

/// How a text is compared; a plain string means what its place says (`STEPS.md`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TextMatcher {
    Plain(String),
    Equals {
        equals: String,
    },
    Contains {
        contains: String,
    },
    /// A JavaScript regular expression.
    Matches {
        matches: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        flags: Option<String>,
    },
}

/// How a URL is compared; a plain string is a glob.
pub type UrlMatcher = TextMatcher;
