//! What a step or an attempt came to: the words in which the driver answers and the store keeps results.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    flow::Level,
    ids::ArtifactId,
    status::{Reason, StepStatus, Verdict, words},
};

words! {
    /// What kind of thing went wrong in a step.
    ErrorKind {
        NotFound = "not_found",
        Ambiguous = "ambiguous",
        NotActionable = "not_actionable",
        Assertion = "assertion",
        Navigation = "navigation",
        Timeout = "timeout",
        Dialog = "dialog",
        Script = "script",
        /// The browser, its tab or its driver died.
        Crash = "crash",
        /// The step was not begun: unknown value, forbidden URL, missing file, unsupported by this browser.
        Refused = "refused",
        /// A language model gave no answer, or none that could be used.
        Model = "model",
        /// What the step may cost, or how often it may ask a model, is used up.
        Budget = "budget",
    }
}

impl ErrorKind {
    /// `failed` blames the application, `errored` says that we could not tell.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        match self {
            Self::NotFound
            | Self::Ambiguous
            | Self::NotActionable
            | Self::Assertion
            | Self::Navigation
            | Self::Timeout
            | Self::Dialog
            | Self::Script => Verdict::Failed,
            Self::Crash | Self::Refused | Self::Model | Self::Budget => Verdict::Errored,
        }
    }
}

/// Why a step did not pass, in words for the person who wrote the flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct StepError {
    pub kind: ErrorKind,
    /// One sentence: what was wrong, where, and what to do.
    pub message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// What was tried, line by line, as Playwright's call log.
    #[serde(default)]
    pub log: Vec<String>,
    /// The elements that matched an ambiguous target, or nearly matched a missing one.
    #[serde(default)]
    pub candidates: Vec<String>,
    /// Of an assertion, for reports: `diff` line by line (`- ` expected, `+ ` received), names of pictures, measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
    /// `warn` and `advisory`: the step passed all the same.
    #[serde(default, skip_serializing_if = "Level::is_error")]
    pub level: Level,
    /// The word that a `fail` step gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl StepError {
    /// An error with a message and nothing else.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            expected: None,
            actual: None,
            log: Vec::new(),
            candidates: Vec::new(),
            details: None,
            level: Level::Error,
            code: None,
        }
    }

    /// The step was not begun.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Refused, message)
    }

    /// The browser or its driver is gone.
    pub fn crash(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Crash, message)
    }

    /// The same error with what was wanted and what was there.
    #[must_use]
    pub fn with_values(mut self, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self.actual = Some(actual.into());
        self
    }

    /// The same error with its call log.
    #[must_use]
    pub fn with_log(mut self, log: Vec<String>) -> Self {
        self.log = log;
        self
    }
}

/// The stored result of one step of one attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepResult {
    /// Running number of the step within the attempt, in order of execution from 0 (loops and groups unrolled).
    pub index: u32,
    /// Where the step stands in the document, e.g. `steps[3].then[0]`, with the round for loops: `steps[2](1).steps[0]`.
    pub path: String,
    #[serde(rename = "type")]
    pub step_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    pub status: StepStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<StepError>,
    #[serde(default)]
    pub artifacts: Vec<ArtifactId>,
}

words! {
    /// What a flow said about itself.
    NoteKind {
        /// A line by a `log` step.
        Log = "log",
        /// A note by an `annotate` step.
        Annotation = "annotation",
        /// A number by a `record_metric` step.
        Metric = "metric",
        /// What the flow came to, by its `done` step.
        Result = "result",
    }
}

/// Something that a flow said about itself, kept with its execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    pub kind: NoteKind,
    /// Name of the metric, or what kind of annotation it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub value: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The step that said it.
    pub step: u32,
}

/// Notes of one execution, at most; what is said beyond is only in the events.
pub const MAX_NOTES: usize = 500;

/// How an attempt before the last one ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EarlierAttempt {
    pub attempt: u32,
    /// `failed` or `errored`, or `restarted` when its worker or browser was gone.
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub verdict: Verdict,
    /// Given exactly when the verdict is `errored`.
    pub reason: Option<Reason>,
    /// One sentence for the person; empty when passed.
    pub message: Option<String>,
    /// A `skip` step ended the flow; the message says why.
    #[serde(default)]
    pub skipped: bool,
    #[serde(default)]
    pub notes: Vec<Note>,
}

impl Outcome {
    /// Every step held.
    #[must_use]
    pub fn passed() -> Self {
        Self { verdict: Verdict::Passed, reason: None, message: None, skipped: false, notes: Vec::new() }
    }

    /// The application is wrong.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { verdict: Verdict::Failed, message: Some(message.into()), ..Self::passed() }
    }

    /// We could not tell.
    pub fn errored(reason: Reason, message: impl Into<String>) -> Self {
        Self { verdict: Verdict::Errored, reason: Some(reason), message: Some(message.into()), ..Self::passed() }
    }

    /// Somebody asked for the end.
    #[must_use]
    pub fn cancelled(message: Option<String>) -> Self {
        Self { verdict: Verdict::Cancelled, message, ..Self::passed() }
    }

    /// The flow ended itself before it judged anything.
    pub fn skipped(why: impl Into<String>) -> Self {
        Self { skipped: true, message: Some(why.into()), ..Self::passed() }
    }
}
