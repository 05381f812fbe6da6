//! The typed document and steps (long form, after values are filled in). `STEPS.md` in the docs is the grammar.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A flow document in long form. Nested `steps` stay JSON until their turn comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Opened before the first step when given; relative `goto`s are relative to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_url: Option<String>,
    /// Default values of `{{name}}`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub params: Map<String, Value>,
    /// Long-form steps, `{{…}}` not yet filled in.
    pub steps: Vec<Value>,
    /// Longest time for one attempt, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
    /// Attempts after the first when the verdict is not `passed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewport: Option<Viewport>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    /// Name of a saved login state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Hosts beside that of `start_url` that the browser may visit: `example.org`, `*.example.org`, `host:port`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_hosts: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Attribute that `testid` targets read; `data-testid` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub testid_attribute: Option<String>,
}

/// Which Chromium a flow needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// The headless shell where it is installed, else full Chromium.
    #[default]
    Auto,
    Shell,
    Full,
}

/// Size of the page in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Viewport {
    pub width: u32,
    pub height: u32,
}

/// A step with every `{{…}}` filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    #[serde(flatten)]
    pub common: Common,
    #[serde(flatten)]
    pub action: Action,
}

/// The fields that every step may have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Common {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Longest time for the step, in milliseconds; the default depends on its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<OnFailure>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub soft: bool,
    /// The step must never be done twice: after a crash the execution ends in doubt instead.
    #[serde(default, skip_serializing_if = "is_false")]
    pub once: bool,
    /// A condition (an `expect` without its type); the step is skipped when it does not hold within 250 ms.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Value>,
}

fn is_false(b: &bool) -> bool {
    !*b
}

/// Further tries of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Retry {
    pub max: u32,
    /// Pause before the first further try, in milliseconds; doubled each time.
    #[serde(default)]
    pub backoff_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    Fail,
    Continue,
}

/// What a step does; tagged by `type`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    Goto {
        url: String,
    },
    Back {},
    Forward {},
    Reload {},
    NewTab {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    SwitchTab {
        tab: TabRef,
    },
    CloseTab {},
    Click(Click),
    Hover {
        target: Target,
        #[serde(default)]
        modifiers: Vec<Modifier>,
        position: Option<Position>,
        #[serde(default)]
        force: bool,
    },
    Drag {
        from: Target,
        to: Target,
        from_position: Option<Position>,
        to_position: Option<Position>,
        steps: Option<u32>,
    },
    Scroll {
        target: Option<Target>,
        direction: Option<Direction>,
        amount: Option<f64>,
        to: Option<Edge>,
    },
    Fill {
        target: Target,
        value: String,
    },
    Clear {
        target: Target,
    },
    Type {
        target: Option<Target>,
        text: String,
        delay: Option<u64>,
    },
    Press {
        target: Option<Target>,
        keys: String,
        repeat: Option<u32>,
    },
    Check {
        target: Target,
    },
    Uncheck {
        target: Target,
    },
    Focus {
        target: Target,
    },
    Blur {
        target: Target,
    },
    Select {
        target: Target,
        value: SelectValue,
    },
    Upload {
        target: Target,
        files: Vec<UploadFile>,
    },
    WaitFor {
        target: Target,
        #[serde(default)]
        state: ElementState,
    },
    WaitUrl {
        url: UrlMatcher,
    },
    Sleep {
        ms: u64,
    },
    HandleDialog {
        action: DialogAction,
        text: Option<String>,
        message: Option<TextMatcher>,
    },
    Extract {
        target: Target,
        what: ExtractWhat,
        name: Option<String>,
        matches: Option<String>,
        var: String,
    },
    Set {
        var: String,
        value: Value,
    },
    Evaluate {
        js: String,
        #[serde(default)]
        args: Value,
        var: Option<String>,
        target: Option<Target>,
    },
    Screenshot {
        target: Option<Target>,
        #[serde(default)]
        full_page: bool,
        name: Option<String>,
        #[serde(default)]
        mask: Vec<Target>,
    },
    Group {
        name: Option<String>,
        steps: Vec<Value>,
    },
    RunFlow {
        flow: String,
        #[serde(default)]
        params: Map<String, Value>,
    },
    If {
        condition: Value,
        then: Vec<Value>,
        #[serde(default, rename = "else")]
        otherwise: Vec<Value>,
    },
    ForEach {
        items: Value,
        #[serde(rename = "as")]
        name: String,
        steps: Vec<Value>,
    },
    Expect(Expect),
}

impl Action {
    /// The word in the step's `type`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Goto { .. } => "goto",
            Self::Back {} => "back",
            Self::Forward {} => "forward",
            Self::Reload {} => "reload",
            Self::NewTab { .. } => "new_tab",
            Self::SwitchTab { .. } => "switch_tab",
            Self::CloseTab {} => "close_tab",
            Self::Click(_) => "click",
            Self::Hover { .. } => "hover",
            Self::Drag { .. } => "drag",
            Self::Scroll { .. } => "scroll",
            Self::Fill { .. } => "fill",
            Self::Clear { .. } => "clear",
            Self::Type { .. } => "type",
            Self::Press { .. } => "press",
            Self::Check { .. } => "check",
            Self::Uncheck { .. } => "uncheck",
            Self::Focus { .. } => "focus",
            Self::Blur { .. } => "blur",
            Self::Select { .. } => "select",
            Self::Upload { .. } => "upload",
            Self::WaitFor { .. } => "wait_for",
            Self::WaitUrl { .. } => "wait_url",
            Self::Sleep { .. } => "sleep",
            Self::HandleDialog { .. } => "handle_dialog",
            Self::Extract { .. } => "extract",
            Self::Set { .. } => "set",
            Self::Evaluate { .. } => "evaluate",
            Self::Screenshot { .. } => "screenshot",
            Self::Group { .. } => "group",
            Self::RunFlow { .. } => "run_flow",
            Self::If { .. } => "if",
            Self::ForEach { .. } => "for_each",
            Self::Expect(_) => "expect",
        }
    }

    /// Acts on the page: its intent is committed before it is carried out.
    #[must_use]
    pub fn acts(&self) -> bool {
        match self {
            Self::WaitFor { .. }
            | Self::WaitUrl { .. }
            | Self::Sleep { .. }
            | Self::Extract { .. }
            | Self::Set { .. }
            | Self::Screenshot { .. }
            | Self::Group { .. }
            | Self::RunFlow { .. }
            | Self::If { .. }
            | Self::ForEach { .. }
            | Self::Expect(_) => false,
            Self::Goto { .. }
            | Self::Back {}
            | Self::Forward {}
            | Self::Reload {}
            | Self::NewTab { .. }
            | Self::SwitchTab { .. }
            | Self::CloseTab {}
            | Self::Click(_)
            | Self::Hover { .. }
            | Self::Drag { .. }
            | Self::Scroll { .. }
            | Self::Fill { .. }
            | Self::Clear { .. }
            | Self::Type { .. }
            | Self::Press { .. }
            | Self::Check { .. }
            | Self::Uncheck { .. }
            | Self::Focus { .. }
            | Self::Blur { .. }
            | Self::Select { .. }
            | Self::Upload { .. }
            | Self::HandleDialog { .. }
            | Self::Evaluate { .. } => true,
        }
    }

    /// The longest time for a step of this type when it does not say, in milliseconds.
    #[must_use]
    pub fn default_timeout_ms(&self) -> u64 {
        if matches!(self, Self::Expect(_)) { 10_000 } else { 30_000 }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Click {
    pub target: Target,
    #[serde(default)]
    pub button: Button,
    /// 2 is a double click.
    #[serde(default = "one")]
    pub count: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Time between press and release, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<u64>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub force: bool,
}

fn one() -> u32 {
    1
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    #[default]
    Left,
    Right,
    Middle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Modifier {
    Shift,
    Control,
    Alt,
    Meta,
}

/// Offset from the top left of the element's padding box, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    Left,
    Right,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    Top,
    Bottom,
    Left,
    Right,
}

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

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UploadFile {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// A file below the worker's upload directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<String>,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DialogAction {
    Accept,
    Dismiss,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExtractWhat {
    Text,
    Value,
    Attribute,
    Html,
    Count,
    List,
}

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
    pub css: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xpath: Option<String>,
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
    pub visible: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<i32>,
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
                let fields = super::check::parse_target(&text).map_err(serde::de::Error::custom)?;
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
    Many(Vec<Target>),
    One(Box<Target>),
}

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
}

/// A field that is there has a value, even when that is `null`.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
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
