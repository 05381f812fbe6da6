//! What people say about versions of flows and decide about them, and what changed between two.

use chrono::{DateTime, Utc};
use flowtilla_shared::{
    domain::flow::diff::{self, FlowDiff},
    store::{CommentRow, DecisionRow},
};
use poem_openapi::Object;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// Something to say about a version of a flow.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFlowComment {
    /// Hash of the version; the newest when absent.
    pub version: Option<String>,
    /// The step that it is about: `steps[3]`.
    #[oai(validator(max_length = 300))]
    pub path: Option<String>,
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub text: String,
}

/// Something that was said about a version of a flow.
#[derive(Clone, Debug, Object)]
pub struct FlowComment {
    pub id: Uuid,
    pub flow_id: Uuid,
    /// Hash of the version.
    pub version: String,
    /// The step that it is about.
    #[oai(nullable)]
    pub path: Option<String>,
    pub author: String,
    pub text: String,
    pub created_at: DateTime<Utc>,
}

/// What was said, oldest first.
#[derive(Clone, Debug, Object)]
pub struct FlowCommentList {
    pub items: Vec<FlowComment>,
}

/// A decision about a version of a flow.
#[derive(Clone, Debug, Object)]
pub struct FlowDecision {
    /// Hash of the version.
    pub version: String,
    pub version_number: u32,
    /// `approved` or `rejected`.
    pub decision: String,
    #[oai(nullable)]
    pub comment: Option<String>,
    pub decided_by: String,
    pub decided_at: DateTime<Utc>,
}

/// Every decision about a flow, newest first.
#[derive(Clone, Debug, Object)]
pub struct FlowDecisionList {
    pub items: Vec<FlowDecision>,
}

/// What changed between two versions of a flow.
#[derive(Clone, Debug, Object)]
pub struct FlowDifference {
    /// Hash of the version before.
    pub from: String,
    /// Hash of the version after.
    pub to: String,
    pub steps: Vec<StepDifference>,
    /// What changed beside the steps: `name`, `timeout`, ….
    pub fields: Vec<FieldDifference>,
    /// A unified diff of the YAML; empty when nothing changed.
    pub text: String,
}

/// A step that is not as it was.
#[derive(Clone, Debug, Object)]
pub struct StepDifference {
    /// `added`, `removed` or `changed`.
    pub change: String,
    /// Where it stood: `steps[3]`.
    #[oai(nullable)]
    pub from_path: Option<String>,
    /// Where it stands.
    #[oai(nullable)]
    pub to_path: Option<String>,
    #[oai(nullable)]
    pub from: Option<Value>,
    #[oai(nullable)]
    pub to: Option<Value>,
    /// Of one that changed: which of its fields.
    pub fields: Vec<FieldDifference>,
}

/// A field that is not as it was; what is absent was not there.
#[derive(Clone, Debug, Object)]
pub struct FieldDifference {
    pub name: String,
    #[oai(nullable)]
    pub from: Option<Value>,
    #[oai(nullable)]
    pub to: Option<Value>,
}

impl From<CommentRow> for FlowComment {
    fn from(row: CommentRow) -> Self {
        Self {
            id: row.id.0,
            flow_id: row.flow_id.0,
            version: row.version,
            path: row.path,
            author: row.author,
            text: row.text,
            created_at: row.created_at,
        }
    }
}

impl From<DecisionRow> for FlowDecision {
    fn from(row: DecisionRow) -> Self {
        Self {
            version: row.version,
            version_number: u32::try_from(row.number).unwrap_or_default(),
            decision: row.decision,
            comment: row.comment,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
        }
    }
}

impl From<diff::FieldChange> for FieldDifference {
    fn from(change: diff::FieldChange) -> Self {
        Self { name: change.name, from: change.from, to: change.to }
    }
}

impl FlowDifference {
    /// The difference between the versions with these hashes.
    pub fn new(from: String, to: String, found: FlowDiff) -> Self {
        let step = |change: diff::StepChange| StepDifference {
            change: change.kind.as_str().into(),
            from_path: change.from_path,
            to_path: change.to_path,
            from: change.from,
            to: change.to,
            fields: change.fields.into_iter().map(Into::into).collect(),
        };
        Self {
            from,
            to,
            steps: found.steps.into_iter().map(step).collect(),
            fields: found.fields.into_iter().map(Into::into).collect(),
            text: found.text,
        }
    }
}
