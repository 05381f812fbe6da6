//! Stored flows, their versions, and what is said about documents.

use chrono::{DateTime, Utc};
use flowtilla_shared::store::{Approval, Decision, FlowRow, FlowVersionRow};
use poem_openapi::Object;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    domain::{Document, Domain},
    mutation::MutationSummary,
    problem::FieldError,
};

/// A flow to store or to check: `document` or `source`. A document may also be sent bare, or as YAML.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowSource {
    /// The document as JSON, in long or short form.
    pub document: Option<Domain<Document>>,
    /// The document as YAML or JSON text.
    pub source: Option<String>,
    /// The test session that a new flow belongs to.
    pub test_session_id: Option<Uuid>,
    /// Approve the version at once; needs the scope `approve`.
    pub approve: Option<bool>,
}

/// What was found out about a document.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Validation {
    /// No problem is an error.
    pub valid: bool,
    /// Everything that is wrong, by place.
    pub problems: Vec<FieldError>,
    /// The document in long form, when it is valid.
    pub document: Option<Domain<Document>>,
    /// The hash that names this version, when it is valid.
    pub version: Option<String>,
}

/// A stored flow with its newest version.
#[derive(Clone, Debug, Object)]
#[oai(rename = "StoredFlow")]
pub struct Flow {
    pub id: Uuid,
    /// The same as `id`, by the name that other requests use.
    pub flow_id: Uuid,
    pub name: String,
    /// Hash of the newest version: `sha256:…`.
    pub version: String,
    /// 1 for the first version.
    pub version_number: u32,
    pub approval: Domain<Approval>,
    /// What was said with the decision.
    #[oai(nullable)]
    pub comment: Option<String>,
    #[oai(nullable)]
    pub decided_by: Option<String>,
    #[oai(nullable)]
    pub decided_at: Option<DateTime<Utc>>,
    /// Whoever wrote the version; absent: not known, or a model.
    #[oai(nullable)]
    pub created_by: Option<String>,
    pub document: Domain<Document>,
    /// Warnings about the document.
    pub lint: Vec<Value>,
    /// How much of what goes wrong the version notices, when that was measured; in answers about one flow.
    #[oai(nullable)]
    pub mutation_score: Option<MutationSummary>,
    #[oai(nullable)]
    pub test_session_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// One version of a flow; it never changes.
#[derive(Clone, Debug, Object)]
pub struct FlowVersion {
    pub flow_id: Uuid,
    /// Hash of the document: `sha256:…`.
    pub version: String,
    /// 1 for the first version.
    pub version_number: u32,
    pub approval: Domain<Approval>,
    #[oai(nullable)]
    pub comment: Option<String>,
    #[oai(nullable)]
    pub decided_by: Option<String>,
    #[oai(nullable)]
    pub decided_at: Option<DateTime<Utc>>,
    /// Whoever wrote it; absent: not known, or a model.
    #[oai(nullable)]
    pub created_by: Option<String>,
    pub document: Domain<Document>,
    pub lint: Vec<Value>,
    pub created_at: DateTime<Utc>,
}

/// Every version of a flow, newest first.
#[derive(Clone, Debug, Object)]
pub struct FlowVersionList {
    pub items: Vec<FlowVersion>,
}

/// A decision about one version of a flow.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowApproval {
    pub flow_id: Uuid,
    /// The hash of the version that was looked at; it must be the newest.
    pub version: String,
    pub decision: Domain<Decision>,
    pub comment: Option<String>,
}

impl From<FlowRow> for Flow {
    fn from(row: FlowRow) -> Self {
        let version = row.version;
        Self {
            id: row.id.0,
            flow_id: row.id.0,
            name: row.name,
            version: version.hash,
            version_number: version.number,
            approval: Domain(version.approval),
            comment: version.comment,
            decided_by: version.decided_by,
            decided_at: version.decided_at,
            created_by: version.created_by,
            mutation_score: None,
            document: Domain(Document(version.document)),
            lint: list(version.lint),
            test_session_id: row.test_session_id.map(|id| id.0),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<FlowVersionRow> for FlowVersion {
    fn from(row: FlowVersionRow) -> Self {
        Self {
            flow_id: row.flow_id.0,
            version: row.hash,
            version_number: row.number,
            approval: Domain(row.approval),
            comment: row.comment,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            created_by: row.created_by,
            document: Domain(Document(row.document)),
            lint: list(row.lint),
            created_at: row.created_at,
        }
    }
}

fn list(value: Value) -> Vec<Value> {
    if let Value::Array(items) = value { items } else { Vec::new() }
}
