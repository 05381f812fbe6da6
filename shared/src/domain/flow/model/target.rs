//! Targets: which element of the page.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Position, TextMatcher, UrlMatcher};

/// One element of the page: exactly one strategy, narrowed by the rest.
///
/// It is read from its object form and from its string form (`css=#total`), which a `{{…}}` may turn out to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, remote = "Self")]
pub struct Target {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// `true`, `false` or `"mixed"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<Value>,
    /// `true`, `false` or `"mixed"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressed: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expanded: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_hidden: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub testid: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_attr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_link_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub css: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xpath: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xy: Option<Position>,
    /// Candidates, the best first: the first that means exactly one element.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any_of: Option<Vec<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_not: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_text: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_not_text: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub and: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub or: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_of: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right_of: Option<Box<Target>>,
    /// How far away at most, in CSS pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub px: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled_only: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Shadow>,
    /// The frames to enter, outermost first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<FramePath>,
}

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = match Value::deserialize(deserializer)? {
            Value::String(text) => {
                let fields = crate::domain::flow::check::parse_target(&text).map_err(serde::de::Error::custom)?;
                Value::Object(fields.into_iter().collect())
            }
            object @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => object,
        };
        Self::deserialize(object).map_err(serde::de::Error::custom)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FramePath {
    Many(Vec<FrameStep>),
    One(Box<FrameStep>),
}

/// One frame of the way: by its name or address, or by its element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FrameStep {
    Which(FrameMatcher),
    Element(Box<Target>),
}

/// A frame by its `name` (or `id`) and by the address of the document that it shows; anywhere below.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FrameMatcher {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<UrlMatcher>,
}

/// Which shadow roots are looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shadow {
    Open,
    /// Closed ones as well; needs Chromium's socket.
    Closed,
}
