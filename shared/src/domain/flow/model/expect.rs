//! Assertions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    FrameExpectation, LineExpectation, RequestExpectation, ResponseMatch, Target, TextMatcher, UrlMatcher, is_false,
};

/// An assertion: about a target, the page's URL or title, or a variable.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expect {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<ElementState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextMatcher>,
    /// Of the target (text matcher).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<TextMatcher>,
    #[serde(rename = "css", skip_serializing_if = "Option::is_none")]
    pub style: Option<CssMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<CountMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<UrlMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<TextMatcher>,
    /// The variable's value, filled in by the runner from its name (`a.b.0`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
    /// `null` is a value too.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub equals: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matches: Option<String>,
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gt: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gte: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lt: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lte: Option<Value>,
    #[serde(skip_serializing_if = "is_false")]
    pub not: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Box<RequestExpectation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Box<ResponseMatch>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ws_frame: Option<Box<FrameExpectation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub console: Option<Box<LineExpectation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_failed_requests: Option<bool>,
    #[serde(rename = "no_5xx", skip_serializing_if = "Option::is_none")]
    pub no_server_errors: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_console_errors: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_page_errors: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_mixed_content: Option<bool>,
    /// Headers that the answer to the page itself must have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_headers: Option<Vec<String>>,
    /// What does not count as an error: globs of addresses, parts of console lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// The step from whose beginning on things count; from the start when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

impl Expect {
    /// It is about requests, sockets or the console, not about what is to be seen.
    #[must_use]
    pub fn is_about_network(&self) -> bool {
        self.request.is_some()
            || self.response.is_some()
            || self.ws_frame.is_some()
            || self.console.is_some()
            || self.no_failed_requests.is_some()
            || self.no_server_errors.is_some()
            || self.no_console_errors.is_some()
            || self.no_page_errors.is_some()
            || self.no_mixed_content.is_some()
            || self.security_headers.is_some()
    }
}

/// A field that is there has a value, even when that is `null`.
pub(super) fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttributeMatcher {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CssMatcher {
    pub name: String,
    pub equals: String,
}

/// How many elements: exactly, or between bounds (both inclusive).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CountMatcher {
    Exactly(u32),
    Between {
        #[serde(default)]
        min: Option<u32>,
        #[serde(default)]
        max: Option<u32>,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ElementState {
    #[default]
    Visible,
    Hidden,
    Attached,
    Detached,
    Enabled,
    Disabled,
    Editable,
    Checked,
    Unchecked,
    Focused,
    Empty,
    InViewport,
}
