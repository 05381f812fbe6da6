//! What a report is made from: the API's run detail, read leniently.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{
    outcome::{Note, StepError},
    status::{Counts, Status, StepStatus},
};

/// A run with what else the report needs.
#[derive(Clone, Debug, Default)]
pub struct ReportInput {
    /// Heading; empty: `Test run`.
    pub title: String,
    pub run: Run,
    /// Contents by artifact id. Pictures and outlines without contents are linked by their `url` instead.
    pub attachments: BTreeMap<String, Attachment>,
}

/// The contents of one artifact.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// One test run as the API tells it; unknown fields are passed over.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    pub id: String,
    pub status: Status,
    pub counts: Counts,
    pub created_at: Option<DateTime<Utc>>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub executions: Vec<Execution>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            id: String::new(),
            status: Status::Queued,
            counts: Counts::default(),
            created_at: None,
            started_at: None,
            finished_at: None,
            executions: Vec::new(),
        }
    }
}

/// One flow of the run, with the steps of its last attempt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Execution {
    pub id: String,
    pub flow_name: String,
    pub status: Status,
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub message: Option<String>,
    #[serde(default)]
    pub attempt: u32,
    #[serde(default)]
    pub flaky: bool,
    /// It passed because it ended itself; the message says why.
    #[serde(default)]
    pub skipped: bool,
    /// Which variant of a matrix it is.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// What the flow said about itself.
    #[serde(default)]
    pub notes: Vec<Note>,
    #[serde(default)]
    pub duration_ms: Option<u64>,
    #[serde(default)]
    pub started_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub worker: Option<String>,
    #[serde(default)]
    pub browser: Option<String>,
    /// The flow in long form; without it steps are told by their type alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Value>,
    /// The file that the flow was read from, when it came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The line of the step that failed, or of the flow, in that file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(default)]
    pub artifacts: Vec<Artifact>,
    /// The steps of attempts before the last one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_steps: Vec<AttemptSteps>,
    /// How attempts before the last one ended, when the API tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_attempts: Vec<Attempt>,
}

impl Execution {
    /// The numbers of the attempts before the last one of which anything is known.
    #[must_use]
    pub fn earlier_numbers(&self) -> Vec<u32> {
        let told = self.earlier_attempts.iter().map(|earlier| earlier.attempt);
        let mut numbers: Vec<u32> = told.chain(self.earlier_steps.iter().map(|earlier| earlier.attempt)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|number| *number != self.attempt);
        numbers
    }

    /// The first step that stopped the execution, if one did.
    #[must_use]
    pub fn failed_step(&self) -> Option<&Step> {
        if self.status == Status::Passed {
            // what failed was tried again, or dealt with
            return None;
        }
        let failed = |step: &&Step| matches!(step.status, StepStatus::Failed | StepStatus::InDoubt);
        let message = self.message.as_deref().unwrap_or_default();
        let named = |step: &&Step| message.strip_prefix(&step.path).is_some_and(|rest| rest.starts_with(':'));
        let last = self.steps.iter().rev().find(|step| failed(step) && named(step));
        last.or_else(|| self.steps.iter().find(failed))
    }
}

/// The steps of one attempt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AttemptSteps {
    pub attempt: u32,
    #[serde(default)]
    pub duration_ms: Option<u64>,
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// How an attempt before the last one ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    pub attempt: u32,
    /// `failed`, `errored`, or `restarted` when its worker or browser was gone.
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub message: Option<String>,
    #[serde(default)]
    pub duration_ms: Option<u64>,
}

impl Attempt {
    /// It ended by itself, and not with its worker.
    #[must_use]
    pub fn is_verdict(&self) -> bool {
        self.status != "restarted"
    }
}

/// One step of the last attempt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    pub index: u32,
    #[serde(default)]
    pub path: String,
    #[serde(rename = "type")]
    pub step_type: String,
    #[serde(default)]
    pub label: Option<String>,
    pub status: StepStatus,
    #[serde(default)]
    pub duration_ms: Option<u64>,
    #[serde(default)]
    pub error: Option<StepError>,
    #[serde(default)]
    pub artifacts: Vec<String>,
}

/// Stored bytes that belong to an execution.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Artifact {
    pub id: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub media_type: String,
    #[serde(default)]
    pub bytes: u64,
    #[serde(default)]
    pub url: String,
    /// The attempt that it is of; 0 when nobody says.
    #[serde(default)]
    pub attempt: u32,
    #[serde(default)]
    pub step_index: Option<u32>,
}

/// Films larger than this, in bytes, are linked and not put into the report.
const LARGEST_FILM: u64 = 8 * 1024 * 1024;
/// Logs larger than this are linked.
const LARGEST_LOG: u64 = 2 * 1024 * 1024;

impl Artifact {
    /// Whether a report shows its contents.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        match self.kind.as_str() {
            "outline" => true,
            "video" => self.media_type == "video/webm" && self.bytes <= LARGEST_FILM,
            "console" | "network" | "har" => self.bytes <= LARGEST_LOG,
            _ => self.is_picture(),
        }
    }

    /// Something to look at.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        matches!(self.media_type.as_str(), "image/png" | "image/jpeg" | "image/webp")
    }
}

impl ReportInput {
    /// Reads the API's answer to `GET /api/test-runs/{id}`.
    ///
    /// # Errors
    /// When it is not such an answer.
    pub fn from_detail(detail: &Value) -> Result<Self, serde_json::Error> {
        Ok(Self { run: Run::deserialize(detail)?, ..Self::default() })
    }

    /// The artifacts that a report shows, in order: pictures, outlines of the page, films, logs.
    pub fn wanted(&self) -> impl Iterator<Item = &Artifact> {
        let all = self.run.executions.iter().flat_map(|execution| &execution.artifacts);
        all.filter(|artifact| artifact.is_shown())
    }

    /// Adds the contents of one artifact.
    pub fn attach(&mut self, id: impl Into<String>, media_type: impl Into<String>, bytes: Vec<u8>) {
        self.attachments.insert(id.into(), Attachment { media_type: media_type.into(), bytes });
    }

    /// Wall time of the whole run in milliseconds, when it is over.
    #[must_use]
    pub fn wall_ms(&self) -> Option<u64> {
        let begun = self.run.started_at.or(self.run.created_at)?;
        u64::try_from((self.run.finished_at? - begun).num_milliseconds()).ok()
    }
}
