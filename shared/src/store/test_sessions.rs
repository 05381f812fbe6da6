//! Test sessions: a prompt, or a hand-made collection, and the flows made from it.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{Error, FlowRow, Page, Paged};
use crate::domain::ids::{ProjectId, TestSessionId};

pub struct TestSessions<'a> {
    pub(super) pool: &'a PgPool,
}

#[derive(Clone, Debug, Default)]
pub struct NewTestSession {
    pub title: String,
    pub prompt: String,
    pub base_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestSessionRow {
    pub id: TestSessionId,
    pub project_id: ProjectId,
    pub title: String,
    pub prompt: String,
    pub base_url: Option<String>,
    /// `generating`, `ready` or `failed`.
    pub status: String,
    pub flows: u32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TestSessionDetail {
    pub row: TestSessionRow,
    /// Oldest first.
    pub flows: Vec<FlowRow>,
}

impl TestSessions<'_> {
    pub async fn create(&self, project: ProjectId, new: NewTestSession) -> Result<TestSessionRow, Error> {
        todo!()
    }

    pub async fn get(&self, project: ProjectId, id: TestSessionId) -> Result<TestSessionDetail, Error> {
        todo!()
    }

    /// Newest first.
    pub async fn list(&self, project: ProjectId, page: &Page) -> Result<Paged<TestSessionRow>, Error> {
        todo!()
    }
}
