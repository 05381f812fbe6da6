//! Assertions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    CookieMatcher, FrameExpectation, LineExpectation, RequestExpectation, ResponseMatch, SelectValue, StorageMatcher,
    Target, TextMatcher, UrlMatcher, is_false,
};

/// An assertion: about a target, the page, or a variable. Exactly one matcher is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expect {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<ElementState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub texts: Option<Vec<TextMatcher>>,
    /// Of the target (text matcher).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<TextMatcher>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected: Option<SelectValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<TextMatcher>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property: Option<PropertyMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<TextMatcher>,
    #[serde(rename = "css", skip_serializing_if = "Option::is_none")]
    pub style: Option<CssMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element_id: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aria_role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accessible_name: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accessible_description: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder_text: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<CountMatcher>,
    /// What only the in-page engine looks at stays JSON, here and below; the table has checked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sorted: Option<Value>,
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inside: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlaps: Option<Box<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sorted_by: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<UrlMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_text: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<CountMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialog: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus_order: Option<Vec<Target>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<PageQuality>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_vitals: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a11y: Option<A11y>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aria_snapshot: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screenshot: Option<Box<ScreenshotMatcher>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<Box<Change>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Box<Change>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<CookieMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_storage: Option<StorageMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_storage: Option<StorageMatcher>,
    /// The variable's value, filled in by the runner from its name (`a.b.0`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// `null` is a value too.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub equals: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub ne: Option<Value>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close_to: Option<CloseTo>,
    #[serde(rename = "is", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ValueKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Box<FileMatcher>>,
    #[serde(skip_serializing_if = "is_false")]
    pub not: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    #[serde(skip_serializing_if = "is_false")]
    pub ignore_case: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub normalize: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered: Option<bool>,
    #[serde(skip_serializing_if = "is_false")]
    pub partial: bool,
    /// Milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stable_for: Option<u64>,
    /// Milliseconds between looks, the last again and again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub poll: Vec<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Level::is_error")]
    pub level: Level,
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

/// What it means when an assertion does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The step fails.
    #[default]
    Error,
    /// The step passes with a warning.
    Warn,
    /// The step passes with a remark.
    Advisory,
}

impl Level {
    /// Whether a failure fails the step.
    #[must_use]
    pub fn is_error(&self) -> bool {
        *self == Self::Error
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PropertyMatcher {
    pub name: String,
    pub equals: Value,
}

/// What a page as a whole should be free of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageQuality {
    NoHorizontalOverflow,
    NoSecrets,
}

/// Violations of axe-core's rules that are put up with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct A11y {
    #[serde(skip_serializing_if = "is_default")]
    pub max: u32,
    #[serde(skip_serializing_if = "is_default")]
    pub impact: Impact,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How bad a violation is, in axe-core's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    #[default]
    Minor,
    Moderate,
    Serious,
    Critical,
}

/// How two pictures are compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// From 0 to 1, as pixelmatch takes it.
    #[serde(default = "usual_threshold", skip_serializing_if = "is_usual")]
    pub threshold: f64,
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_diff_pixels: Option<u64>,
    /// From 0 to 1.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_diff_ratio: Option<f64>,
}

fn usual_threshold() -> f64 {
    0.2
}

fn is_usual(threshold: &f64) -> bool {
    *threshold == usual_threshold()
}

/// A picture that is to be the approved one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScreenshotMatcher {
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub full_page: bool,
    #[serde(flatten)]
    pub tolerance: Tolerance,
    #[serde(default, skip_serializing_if = "is_default")]
    pub mask: Vec<Target>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub animations: Animations,
    #[serde(default, skip_serializing_if = "is_default")]
    pub caret: Caret,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Animations {
    #[default]
    Disabled,
    Allow,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caret {
    #[default]
    Hide,
    Initial,
}

/// A picture that is to be like (or unlike) that of an earlier `screenshot` step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub since: String,
    #[serde(flatten)]
    pub tolerance: Tolerance,
    #[serde(default, skip_serializing_if = "is_default")]
    pub mask: Vec<Target>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CloseTo {
    pub value: f64,
    pub within: f64,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    String,
    Number,
    Integer,
    Boolean,
    List,
    Object,
    Null,
    /// An empty text, list or object, or null.
    Empty,
}

/// A number, or bounds (both inclusive).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Range {
    Exactly(f64),
    Between {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
    },
}

/// A downloaded file; all that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileMatcher {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextMatcher>,
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
    ReadOnly,
    Checked,
    Unchecked,
    Indeterminate,
    Focused,
    Unfocused,
    Empty,
    InViewport,
    /// Of an image: it has arrived and can be drawn.
    Loaded,
}
