//! Payloads of the steps of pages and tabs.

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
    /// Only `"latest"`.
    Word(String),
}
