//! Baselines: the pictures that screenshots are compared with, and those that wait for approval.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    Conflict, Error, Page, Paged,
    words::{clean, count},
};
use crate::domain::{
    ids::{BaselineId, ExecutionId, ProjectId, TestRunId},
    status::words,
};

words! {
    /// Where a baseline stands.
    BaselineStatus {
        Proposed = "proposed",
        Approved = "approved",
        Rejected = "rejected",
        /// A later one was approved.
        Superseded = "superseded",
    }
}

pub struct Baselines<'a> {
    pub(super) pool: &'a PgPool,
}

/// What a picture is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineKey {
    pub project: ProjectId,
    pub flow_name: String,
    pub name: String,
    /// Browser, viewport and platform.
    pub setting: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct BaselineRow {
    pub id: BaselineId,
    pub flow_name: String,
    pub name: String,
    pub setting: String,
    /// From 1 for each key.
    pub version: u32,
    pub status: BaselineStatus,
    /// Names the bytes in the blob store.
    pub sha256: String,
    pub bytes: u64,
    pub execution_id: Option<ExecutionId>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl Baselines<'_> {
    /// The approved picture, if any.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn approved(&self, key: &BaselineKey) -> Result<Option<BaselineRow>, Error> {
        let found = sqlx::query_as!(
            Stored,
            "SELECT id, flow_name, name, setting, version, status, sha256, bytes, execution_id, decided_by, decided_at, created_at
               FROM baselines
              WHERE project_id = $1 AND flow_name = $2 AND name = $3 AND setting = $4 AND status = 'approved'",
            key.project.0,
            clean(&key.flow_name),
            clean(&key.name),
            clean(&key.setting)
        );
        Ok(found.fetch_optional(self.pool).await?.map(Into::into))
    }

    /// Stores a picture that waits for approval, in the place of one that waited already.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn propose(
        &self,
        key: &BaselineKey,
        sha256: &str,
        bytes: u64,
        execution: Option<ExecutionId>,
    ) -> Result<BaselineRow, Error> {
        let stored = sqlx::query_as!(
            Stored,
            "INSERT INTO baselines AS b (id, project_id, flow_name, name, setting, version, sha256, bytes, execution_id)
             SELECT $1, $2, $3, $4, $5,
                    1 + coalesce((SELECT max(version) FROM baselines
                                   WHERE project_id = $2 AND flow_name = $3 AND name = $4 AND setting = $5), 0),
                    $6, $7, $8
             ON CONFLICT (project_id, flow_name, name, setting) WHERE status = 'proposed' DO UPDATE
                SET sha256 = excluded.sha256, bytes = excluded.bytes, execution_id = excluded.execution_id,
                    created_at = CASE WHEN b.sha256 = excluded.sha256 THEN b.created_at ELSE now() END
             RETURNING id, flow_name, name, setting, version, status, sha256, bytes, execution_id, decided_by, decided_at, created_at",
            BaselineId::new().0,
            key.project.0,
            clean(&key.flow_name),
            clean(&key.name),
            clean(&key.setting),
            sha256,
            i64::try_from(bytes).unwrap_or(i64::MAX),
            execution.map(|id| id.0)
        );
        Ok(stored.fetch_one(self.pool).await?.into())
    }

    /// Whether a run takes new pictures instead of failing on them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn is_updating(&self, run: TestRunId) -> Result<bool, Error> {
        let updating = sqlx::query_scalar!(
            r#"SELECT coalesce((options ->> 'update_snapshots')::boolean, false) AS "updating!" FROM test_runs WHERE id = $1"#,
            run.0
        );
        Ok(updating.fetch_optional(self.pool).await?.unwrap_or(false))
    }

    /// Newest first; of one flow and one status when these are given.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong cursor.
    pub async fn list(
        &self,
        project: ProjectId,
        flow_name: Option<&str>,
        status: Option<BaselineStatus>,
        page: &Page,
    ) -> Result<Paged<BaselineRow>, Error> {
        let status = status.map(BaselineStatus::as_str);
        let rows = sqlx::query_as!(
            Stored,
            "SELECT id, flow_name, name, setting, version, status, sha256, bytes, execution_id, decided_by, decided_at, created_at
               FROM baselines
              WHERE project_id = $1 AND id < $2 AND ($5::text IS NULL OR flow_name = $5) AND ($6::text IS NULL OR status = $6)
              ORDER BY id DESC OFFSET $3 LIMIT $4",
            project.0,
            page.before()?,
            page.offset(),
            page.size() + 1,
            flow_name,
            status
        );
        let rows = rows.fetch_all(self.pool).await?;
        let total = sqlx::query_scalar!(
            "SELECT count(*) FROM baselines
              WHERE project_id = $1 AND ($2::text IS NULL OR flow_name = $2) AND ($3::text IS NULL OR status = $3)",
            project.0,
            flow_name,
            status
        );
        let total = total.fetch_one(self.pool).await?;
        Ok(page.cut(rows.into_iter().map(BaselineRow::from).collect(), total, |row| row.id.0))
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: BaselineId) -> Result<BaselineRow, Error> {
        let found = sqlx::query_as!(
            Stored,
            "SELECT id, flow_name, name, setting, version, status, sha256, bytes, execution_id, decided_by, decided_at, created_at
               FROM baselines WHERE project_id = $1 AND id = $2",
            project.0,
            id.0
        );
        found.fetch_optional(self.pool).await?.map(Into::into).ok_or_else(|| Error::not_found("baseline", id))
    }

    /// Approves a proposed picture, so that the one approved before is superseded; or rejects it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when it has been decided already.
    pub async fn decide(
        &self,
        project: ProjectId,
        id: BaselineId,
        approve: bool,
        by: &str,
    ) -> Result<BaselineRow, Error> {
        let mut tx = self.pool.begin().await?;
        if approve {
            sqlx::query!(
                "UPDATE baselines old SET status = 'superseded'
                   FROM baselines new
                  WHERE new.id = $2 AND new.project_id = $1 AND new.status = 'proposed'
                    AND old.project_id = new.project_id AND old.flow_name = new.flow_name AND old.name = new.name
                    AND old.setting = new.setting AND old.status = 'approved'",
                project.0,
                id.0
            )
            .execute(&mut *tx)
            .await?;
        }
        let decided = sqlx::query_as!(
            Stored,
            "UPDATE baselines SET status = $3, decided_by = $4, decided_at = now()
              WHERE project_id = $1 AND id = $2 AND status = 'proposed'
             RETURNING id, flow_name, name, setting, version, status, sha256, bytes, execution_id, decided_by, decided_at, created_at",
            project.0,
            id.0,
            if approve { "approved" } else { "rejected" },
            clean(by)
        );
        let Some(decided) = decided.fetch_optional(&mut *tx).await? else {
            tx.rollback().await?;
            let row = self.get(project, id).await?;
            let message = format!("the baseline `{id}` is {} already", row.status.as_str());
            return Err(Error::conflict(Conflict::Over, message));
        };
        tx.commit().await?;
        Ok(decided.into())
    }
}

struct Stored {
    id: Uuid,
    flow_name: String,
    name: String,
    setting: String,
    version: i32,
    status: String,
    sha256: String,
    bytes: i64,
    execution_id: Option<Uuid>,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl From<Stored> for BaselineRow {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id.into(),
            flow_name: row.flow_name,
            name: row.name,
            setting: row.setting,
            version: count(row.version),
            status: row.status.parse().unwrap_or(BaselineStatus::Rejected),
            sha256: row.sha256,
            bytes: u64::try_from(row.bytes).unwrap_or(0),
            execution_id: row.execution_id.map(Into::into),
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            created_at: row.created_at,
        }
    }
}
