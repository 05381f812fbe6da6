//! Test sessions: a prompt, or a hand-made collection, and the flows made from it.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Error, FlowRow, Page, Paged, words::clean};
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
    /// `generating`, `ready`, `failed` or `cancelled`.
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
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn create(&self, project: ProjectId, new: NewTestSession) -> Result<TestSessionRow, Error> {
        let id = TestSessionId::new();
        sqlx::query!(
            "INSERT INTO test_sessions (id, project_id, title, prompt, base_url) VALUES ($1, $2, $3, $4, $5)",
            id.0,
            project.0,
            clean(&new.title),
            clean(&new.prompt),
            new.base_url.as_deref().map(clean)
        )
        .execute(self.pool)
        .await?;
        self.row(project, id).await
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: TestSessionId) -> Result<TestSessionDetail, Error> {
        let row = self.row(project, id).await?;
        let flows = (super::Flows { pool: self.pool }).of_test_session(project, id).await?;
        Ok(TestSessionDetail { row, flows })
    }

    /// Newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong cursor.
    pub async fn list(&self, project: ProjectId, page: &Page) -> Result<Paged<TestSessionRow>, Error> {
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT s.id, s.project_id, s.title, s.prompt, s.base_url, s.status, s.created_at, s.updated_at,
                      (SELECT count(*) FROM flows f WHERE f.test_session_id = s.id AND f.deleted_at IS NULL) AS "flows!"
                 FROM test_sessions s WHERE s.project_id = $1 AND s.id < $2
                ORDER BY s.id DESC OFFSET $3 LIMIT $4"#,
            project.0,
            page.before()?,
            page.offset(),
            page.size() + 1
        );
        let rows = rows.fetch_all(self.pool).await?;
        let total = sqlx::query_scalar!("SELECT count(*) FROM test_sessions WHERE project_id = $1", project.0);
        let total = total.fetch_one(self.pool).await?;
        Ok(page.cut(rows.into_iter().map(TestSessionRow::from).collect(), total, |row| row.id.0))
    }

    async fn row(&self, project: ProjectId, id: TestSessionId) -> Result<TestSessionRow, Error> {
        let row = sqlx::query_as!(
            Stored,
            r#"SELECT s.id, s.project_id, s.title, s.prompt, s.base_url, s.status, s.created_at, s.updated_at,
                      (SELECT count(*) FROM flows f WHERE f.test_session_id = s.id AND f.deleted_at IS NULL) AS "flows!"
                 FROM test_sessions s WHERE s.id = $1 AND s.project_id = $2"#,
            id.0,
            project.0
        );
        let row = row.fetch_optional(self.pool).await?;
        row.map(Into::into).ok_or_else(|| Error::not_found("test session", id))
    }
}

struct Stored {
    id: Uuid,
    project_id: Uuid,
    title: String,
    prompt: String,
    base_url: Option<String>,
    status: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    flows: i64,
}

impl From<Stored> for TestSessionRow {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id.into(),
            project_id: row.project_id.into(),
            title: row.title,
            prompt: row.prompt,
            base_url: row.base_url,
            status: row.status,
            flows: u32::try_from(row.flows).unwrap_or(0),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
