//! Test sessions: a prompt, or a hand-made collection, and its flows.

use chrono::{DateTime, Utc};
use flowtilla_shared::store::{TestSessionDetail, TestSessionRow};
use poem_openapi::Object;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    domain::{Document, Domain},
    flow::Flow,
};

/// A test session to make.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTestSession {
    /// What people call it; absent: the beginning of the prompt.
    pub title: Option<String>,
    /// What is to be tested, in plain language.
    pub prompt: Option<String>,
    /// The site under test.
    pub base_url: Option<String>,
    /// Its first flows.
    pub flows: Option<Vec<Domain<Document>>>,
}

/// Flows for a test session.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTestFlows {
    pub test_session_id: Uuid,
    pub flows: Vec<Domain<Document>>,
}

/// A test session without its flows.
#[derive(Clone, Debug, Object)]
pub struct TestSessionSummary {
    pub id: Uuid,
    /// The same as `id`, by the name that other requests use.
    pub test_session_id: Uuid,
    pub title: String,
    pub prompt: String,
    #[oai(nullable)]
    pub base_url: Option<String>,
    /// `generating`, `ready`, `failed` or `cancelled`.
    pub status: String,
    /// How many flows it has.
    pub flow_count: u32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A test session with its flows, oldest first.
#[derive(Clone, Debug, Object)]
pub struct TestSession {
    #[oai(flatten)]
    pub summary: TestSessionSummary,
    pub flows: Vec<Flow>,
}

impl From<TestSessionRow> for TestSessionSummary {
    fn from(row: TestSessionRow) -> Self {
        Self {
            id: row.id.0,
            test_session_id: row.id.0,
            title: row.title,
            prompt: row.prompt,
            base_url: row.base_url,
            status: row.status,
            flow_count: row.flows,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<TestSessionDetail> for TestSession {
    fn from(detail: TestSessionDetail) -> Self {
        Self { summary: detail.row.into(), flows: detail.flows.into_iter().map(Into::into).collect() }
    }
}
