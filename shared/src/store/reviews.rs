//! What people say about versions of flows, and what they have decided.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Decision, Error, words::clean};
use crate::domain::ids::{ApiKeyId, CommentId, FlowId, ProjectId};

/// Comments of one flow, at most.
const MOST_COMMENTS: i64 = 1_000;

pub struct Reviews<'a> {
    pub(super) pool: &'a PgPool,
}

/// Something to say.
#[derive(Clone, Debug)]
pub struct NewComment {
    pub flow: FlowId,
    pub version: String,
    /// The step that it is about.
    pub path: Option<String>,
    pub author: String,
    pub key: Option<ApiKeyId>,
    pub text: String,
}

/// Something that was said about a version of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentRow {
    pub id: CommentId,
    pub flow_id: FlowId,
    pub version: String,
    pub path: Option<String>,
    pub author: String,
    pub key_id: Option<Uuid>,
    pub text: String,
    pub created_at: DateTime<Utc>,
}

/// A decision about a version of a flow, with the number of that version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    pub version: String,
    pub number: i32,
    /// `approved` or `rejected`.
    pub decision: String,
    pub comment: Option<String>,
    pub decided_by: String,
    pub decided_at: DateTime<Utc>,
}

impl Reviews<'_> {
    /// # Errors
    /// [`Error::NotFound`] when the project has no such version, [`Error::Limit`] when the flow has a thousand comments.
    pub async fn comment(&self, project: ProjectId, new: NewComment) -> Result<CommentRow, Error> {
        let flow = new.flow;
        let row = sqlx::query_as!(
            CommentRow,
            "INSERT INTO flow_comments (id, flow_id, version, path, author, key_id, text)
             SELECT $1, v.flow_id, v.hash, $5, $6, $7, $8
               FROM flows f JOIN flow_versions v ON v.flow_id = f.id
              WHERE f.id = $2 AND f.project_id = $3 AND f.deleted_at IS NULL AND v.hash = $4
                AND (SELECT count(*) FROM flow_comments c WHERE c.flow_id = f.id) < $9
             RETURNING id, flow_id, version, path, author, key_id, text, created_at",
            CommentId::new().0,
            flow.0,
            project.0,
            new.version,
            new.path.as_deref().map(clean),
            clean(&new.author),
            new.key.map(|key| key.0),
            clean(&new.text),
            MOST_COMMENTS
        );
        if let Some(row) = row.fetch_optional(self.pool).await? {
            return Ok(row);
        }
        (super::Flows { pool: self.pool }).version(project, flow, &new.version).await?;
        let message = format!("the flow `{flow}` has {MOST_COMMENTS} comments already; delete some");
        Err(Error::Limit { limit: "flow_comments", message })
    }

    /// What was said about a flow, or about one of its versions; oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn comments(
        &self,
        project: ProjectId,
        flow: FlowId,
        version: Option<&str>,
    ) -> Result<Vec<CommentRow>, Error> {
        let rows = sqlx::query_as!(
            CommentRow,
            "SELECT c.id, c.flow_id, c.version, c.path, c.author, c.key_id, c.text, c.created_at
               FROM flow_comments c JOIN flows f ON f.id = c.flow_id
              WHERE c.flow_id = $1 AND f.project_id = $2 AND f.deleted_at IS NULL AND ($3::text IS NULL OR c.version = $3)
              ORDER BY c.id",
            flow.0,
            project.0,
            version
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get_comment(&self, project: ProjectId, flow: FlowId, id: CommentId) -> Result<CommentRow, Error> {
        let row = sqlx::query_as!(
            CommentRow,
            "SELECT c.id, c.flow_id, c.version, c.path, c.author, c.key_id, c.text, c.created_at
               FROM flow_comments c JOIN flows f ON f.id = c.flow_id
              WHERE c.id = $1 AND c.flow_id = $2 AND f.project_id = $3 AND f.deleted_at IS NULL",
            id.0,
            flow.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("comment", id))
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_comment(&self, project: ProjectId, flow: FlowId, id: CommentId) -> Result<(), Error> {
        let deleted = sqlx::query!(
            "DELETE FROM flow_comments c USING flows f
              WHERE c.id = $1 AND c.flow_id = $2 AND f.id = c.flow_id AND f.project_id = $3",
            id.0,
            flow.0,
            project.0
        );
        match deleted.execute(self.pool).await?.rows_affected() {
            0 => Err(Error::not_found("comment", id)),
            _ => Ok(()),
        }
    }

    /// Every decision about versions of a flow, newest first; at most 500.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn decisions(&self, project: ProjectId, flow: FlowId) -> Result<Vec<DecisionRow>, Error> {
        let rows = sqlx::query_as!(
            DecisionRow,
            "SELECT d.version, v.number, d.decision, d.comment, d.decided_by, d.decided_at
               FROM flow_decisions d JOIN flows f ON f.id = d.flow_id
               JOIN flow_versions v ON v.flow_id = d.flow_id AND v.hash = d.version
              WHERE d.flow_id = $1 AND f.project_id = $2 AND f.deleted_at IS NULL ORDER BY d.id DESC LIMIT 500",
            flow.0,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }
}

/// Writes a decision down, in the transaction that makes it.
pub(super) async fn note_decision(
    tx: &mut PgConnection,
    flow: FlowId,
    version: &str,
    decision: Decision,
    comment: Option<&str>,
    by: &str,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO flow_decisions (flow_id, version, decision, comment, decided_by) VALUES ($1, $2, $3, $4, $5)",
        flow.0,
        version,
        decision.as_str(),
        comment.map(clean),
        clean(by)
    )
    .execute(tx)
    .await?;
    Ok(())
}
