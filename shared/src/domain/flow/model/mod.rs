//! The typed document and steps (long form, after values are filled in). `STEPS.md` in the docs is the grammar.

mod action;
mod ai;
mod artifacts;
mod dialogs;
mod emulation;
mod evidence;
mod expect;
mod files;
mod forms;
mod keyboard;
mod matcher;
mod network;
mod pages;
mod people;
mod pointer;
mod state;
mod structure;
mod target;
mod values;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use action::*;
pub use ai::*;
pub use artifacts::*;
pub use dialogs::*;
pub use emulation::*;
pub use evidence::*;
pub use expect::*;
pub use files::*;
pub use forms::*;
pub use keyboard::*;
pub use matcher::*;
pub use network::*;
pub use pages::*;
pub use people::*;
pub use pointer::*;
pub use state::*;
pub use structure::*;
pub use target::*;
pub use values::*;

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
    /// Done first of all, also before `start_url` is opened; a failure here means that the flow could not be judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub setup: Vec<Value>,
    /// Long-form steps, `{{…}}` not yet filled in.
    pub steps: Vec<Value>,
    /// Done at the end whatever came before, unless the browser or the worker died or the execution was cancelled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teardown: Vec<Value>,
    /// Rows of values for the params; each is an execution of its own. Text is the name of a file beside the flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// The name of each row's execution, `{{…}}` filled in from the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_name: Option<String>,
    /// Longest time for one attempt, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
    /// Attempts after the first when the verdict is not `passed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewport: Option<Viewport>,
    /// What the browser pretends to be, from its first document on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emulate: Option<Box<Emulation>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<BrowserName>,
    /// Name of a saved login state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Hosts beside that of `start_url` that the browser may visit: `example.org`, `*.example.org`, `host:port`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_hosts: Option<Vec<String>>,
    /// Methods of the requests that its pages and its `http_request`s may make; absent: every method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_methods: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Attribute that `testid` targets read, or several with commas between; `data-testid` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub testid_attribute: Option<String>,
    /// What is kept of each attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Attribute that `component` targets read; `data-component,data-slot,data-part` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_attribute: Option<String>,
}

/// Which browser a flow runs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BrowserName {
    #[default]
    Chromium,
    Firefox,
    /// Whichever the worker has.
    Any,
}

impl BrowserName {
    /// The word of flow documents and of the workers' list of browsers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Any => "any",
        }
    }
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
    /// Conditions that must hold when the step is done; each is tried as an `expect` of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub postcondition: Vec<Value>,
    /// How the step came to be, when it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Box<Recorded>>,
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

fn is_false(b: &bool) -> bool {
    !*b
}
