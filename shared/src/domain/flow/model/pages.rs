//! Payloads of the steps of pages and tabs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{TextMatcher, UrlMatcher};

/// Which tab: an index in order of opening, `"latest"`, or a matcher.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TabRef {
    Index(u32),
    Url {
        url: UrlMatcher,
    },
    Title {
        title: TextMatcher,
    },
    /// The name that an earlier step gave it.
    Alias {
        alias: String,
    },
    /// Only `"latest"`.
    Word(String),
}

/// How far a page must have come before the step is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Arrival {
    /// The answer has come, and the document has begun.
    Commit,
    /// The document has been parsed and its deferred scripts have run.
    DomContentLoaded,
    /// Pictures, styles and frames are there, too.
    #[default]
    Load,
    /// Nothing has been requested for 500 ms.
    NetworkIdle,
}
