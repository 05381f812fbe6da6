//! The audit log: who approved, ran, took over, made and revoked keys. Rows are added and read, never changed.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Error, Page, Paged, words::clean};
use crate::domain::ids::{ApiKeyId, ProjectId};

pub struct Audit<'a> {
    pub(super) pool: &'a PgPool,
}

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAudit {
    /// The key it was done with; none on the command line and where no keys are needed.
    pub key: Option<ApiKeyId>,
    /// What people call whoever did it: the key's name, `local`, or `command line`.
    pub actor: String,
    /// The operation's name in the OpenAPI document: `revokeKey`.
    pub action: String,
    /// What was changed: `keys/0197…`.
    pub target: String,
    /// What else there is to know, as an object; no secrets.
    pub detail: Value,
    pub request_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub key_id: Option<Uuid>,
    pub actor: String,
    pub action: String,
    pub target: String,
    pub detail: Value,
    pub request_id: Option<String>,
}

/// Which rows are wanted; absent: all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub action: Option<String>,
    pub target: Option<String>,
}

impl Audit<'_> {
    /// Writes down what was done, durably.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn note(&self, project: ProjectId, new: NewAudit) -> Result<(), Error> {
        // jsonb refuses NUL
        let detail = new.detail.to_string().replace("\\u0000", "\\ufffd");
        sqlx::query!(
            "INSERT INTO audit (id, project_id, key_id, actor, action, target, detail, request_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8)",
            Uuid::now_v7(),
            project.0,
            new.key.map(|key| key.0),
            clean(&new.actor),
            clean(&new.action),
            clean(&new.target),
            detail,
            new.request_id.as_deref().map(clean)
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// What was done in the project, newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor that is none.
    pub async fn list(&self, project: ProjectId, page: &Page, filter: &AuditFilter) -> Result<Paged<AuditRow>, Error> {
        let rows = sqlx::query_as!(
            AuditRow,
            "SELECT id, at, key_id, actor, action, target, detail, request_id FROM audit
              WHERE project_id = $1 AND id < $2 AND ($3::text IS NULL OR action = $3)
                AND ($4::text IS NULL OR target = $4)
              ORDER BY id DESC LIMIT $5 OFFSET $6",
            project.0,
            page.before()?,
            filter.action,
            filter.target,
            page.size() + 1,
            page.offset()
        );
        let total = sqlx::query_scalar!(
            "SELECT count(*) FROM audit
              WHERE project_id = $1 AND ($2::text IS NULL OR action = $2) AND ($3::text IS NULL OR target = $3)",
            project.0,
            filter.action,
            filter.target
        );
        let (rows, total) = tokio::try_join!(rows.fetch_all(self.pool), total.fetch_one(self.pool))?;
        Ok(page.cut(rows, total, |row| row.id))
    }
}
