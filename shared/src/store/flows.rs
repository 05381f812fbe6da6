//! Flows and their versions. A version is named by the hash of its document and never changes; approval binds to it.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{
    Conflict, Error, Page, Paged,
    reviews::note_decision,
    words::{clean, count},
};
use crate::domain::{
    ids::{FlowId, ProjectId, TestSessionId},
    status::words,
};

words! {
    /// What was decided about a version.
    Approval { Pending = "pending", Approved = "approved", Rejected = "rejected" }
}

words! {
    /// What a person decides about a version.
    Decision { Approved = "approved", Rejected = "rejected" }
}

pub struct Flows<'a> {
    pub(super) pool: &'a PgPool,
}

/// A document to store, and the hash that names it (`sha256:…`), made by whoever normalised it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFlow {
    pub name: String,
    pub document: Value,
    pub hash: String,
    pub lint: Value,
    /// Only of a new flow; an update leaves it.
    pub test_session: Option<TestSessionId>,
    /// Approved from the beginning by this caller.
    pub approved_by: Option<String>,
}

/// A flow with its newest version.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowRow {
    pub id: FlowId,
    pub project_id: ProjectId,
    pub test_session_id: Option<TestSessionId>,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: FlowVersionRow,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FlowVersionRow {
    pub flow_id: FlowId,
    pub hash: String,
    /// 1, 2, 3 …
    pub number: u32,
    pub document: Value,
    pub lint: Value,
    pub approval: Approval,
    pub comment: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Whoever wrote it; absent: not known, or a model.
    pub created_by: Option<String>,
}

impl Flows<'_> {
    /// As [`Self::create_by`], by nobody that we know.
    ///
    /// # Errors
    /// As [`Self::create_by`].
    pub async fn create(&self, project: ProjectId, new: NewFlow) -> Result<FlowRow, Error> {
        self.create_by(project, new, None).await
    }

    /// Stores a flow that `author` wrote.
    ///
    /// # Errors
    /// [`Error::NotFound`] when its test session is not in this project, [`Error::Conflict`] when it is to be approved by its author
    /// in a project that wants somebody else to do that.
    pub async fn create_by(&self, project: ProjectId, new: NewFlow, author: Option<&str>) -> Result<FlowRow, Error> {
        let id = FlowId::new();
        let mut tx = self.pool.begin().await?;
        refuse_own_approval(&mut tx, project, &new).await?;
        if let Some(session) = new.test_session {
            let known =
                sqlx::query!("SELECT id FROM test_sessions WHERE id = $1 AND project_id = $2", session.0, project.0);
            let known = known.fetch_optional(&mut *tx).await?;
            known.ok_or_else(|| Error::not_found("test session", session))?;
        }
        sqlx::query!(
            "INSERT INTO flows (id, project_id, test_session_id, name, version) VALUES ($1, $2, $3, $4, $5)",
            id.0,
            project.0,
            new.test_session.map(|session| session.0),
            clean(&new.name),
            new.hash
        )
        .execute(&mut *tx)
        .await?;
        insert_version_by(&mut tx, id, &new, author).await?;
        tx.commit().await?;
        self.get(project, id).await
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: FlowId) -> Result<FlowRow, Error> {
        let mut found = self.by_ids(project, &[id]).await?;
        found.pop().ok_or_else(|| Error::not_found("flow", id))
    }

    /// Newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong cursor.
    pub async fn list(&self, project: ProjectId, page: &Page) -> Result<Paged<FlowRow>, Error> {
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT f.id, f.project_id, f.test_session_id, f.name, f.created_at, f.updated_at, v.hash, v.number, v.document,
                      v.lint, v.approval AS "approval: Approval", v.comment, v.decided_by, v.decided_at,
                      v.created_at AS version_created_at, v.created_by
                 FROM flows f JOIN flow_versions v ON v.flow_id = f.id AND v.hash = f.version
                WHERE f.project_id = $1 AND f.deleted_at IS NULL AND f.id < $2
                ORDER BY f.id DESC OFFSET $3 LIMIT $4"#,
            project.0,
            page.before()?,
            page.offset(),
            page.size() + 1
        );
        let rows = rows.fetch_all(self.pool).await?;
        let total =
            sqlx::query_scalar!("SELECT count(*) FROM flows WHERE project_id = $1 AND deleted_at IS NULL", project.0);
        let total = total.fetch_one(self.pool).await?;
        Ok(page.cut(rows.into_iter().map(FlowRow::from).collect(), total, |row| row.id.0))
    }

    /// Makes a new version, or, when the flow once had a version with this hash, makes that one the newest again with
    /// the decision it had. A document that is the newest version already changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn update(&self, project: ProjectId, id: FlowId, new: NewFlow) -> Result<FlowRow, Error> {
        self.update_by(project, id, new, None).await
    }

    /// As [`Self::update`]; a new version is `author`'s.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when it is to be approved by its author in a project that wants somebody else to do that.
    pub async fn update_by(
        &self,
        project: ProjectId,
        id: FlowId,
        new: NewFlow,
        author: Option<&str>,
    ) -> Result<FlowRow, Error> {
        let mut tx = self.pool.begin().await?;
        refuse_own_approval(&mut tx, project, &new).await?;
        let changed = sqlx::query!(
            "UPDATE flows SET name = $3, version = $4, updated_at = CASE WHEN version = $4 THEN updated_at ELSE now() END
              WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL",
            id.0,
            project.0,
            clean(&new.name),
            new.hash
        );
        if changed.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(Error::not_found("flow", id));
        }
        insert_version_by(&mut tx, id, &new, author).await?;
        tx.commit().await?;
        self.get(project, id).await
    }

    /// The flow disappears from lists; runs keep their own copy of the document.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, project: ProjectId, id: FlowId) -> Result<(), Error> {
        let deleted = sqlx::query!(
            "UPDATE flows SET deleted_at = now() WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL",
            id.0,
            project.0
        );
        match deleted.execute(self.pool).await?.rows_affected() {
            0 => Err(Error::not_found("flow", id)),
            _ => Ok(()),
        }
    }

    /// Newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn versions(&self, project: ProjectId, id: FlowId) -> Result<Vec<FlowVersionRow>, Error> {
        let rows = sqlx::query_as!(
            StoredVersion,
            r#"SELECT v.flow_id, v.hash, v.number, v.document, v.lint, v.approval AS "approval: Approval", v.comment,
                      v.decided_by, v.decided_at, v.created_at, v.created_by
                 FROM flows f JOIN flow_versions v ON v.flow_id = f.id
                WHERE f.id = $1 AND f.project_id = $2 AND f.deleted_at IS NULL ORDER BY v.number DESC"#,
            id.0,
            project.0
        );
        let rows = rows.fetch_all(self.pool).await?;
        if rows.is_empty() {
            return Err(Error::not_found("flow", id));
        }
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn version(&self, project: ProjectId, id: FlowId, hash: &str) -> Result<FlowVersionRow, Error> {
        let row = sqlx::query_as!(
            StoredVersion,
            r#"SELECT v.flow_id, v.hash, v.number, v.document, v.lint, v.approval AS "approval: Approval", v.comment,
                      v.decided_by, v.decided_at, v.created_at, v.created_by
                 FROM flows f JOIN flow_versions v ON v.flow_id = f.id
                WHERE f.id = $1 AND f.project_id = $2 AND f.deleted_at IS NULL AND v.hash = $3"#,
            id.0,
            project.0,
            hash
        );
        let row = row.fetch_optional(self.pool).await?;
        row.map(Into::into).ok_or_else(|| Error::not_found("flow version", hash))
    }

    /// Decides about one version, the newest of its flow.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the flow has a newer version than `hash`: whoever decided has not seen it; or when `by` wrote the version
    /// and the project wants somebody else to approve it.
    pub async fn approve(
        &self,
        project: ProjectId,
        id: FlowId,
        hash: &str,
        decision: Decision,
        comment: Option<String>,
        by: &str,
    ) -> Result<FlowRow, Error> {
        let mut tx = self.pool.begin().await?;
        let decided = sqlx::query!(
            "UPDATE flow_versions v SET approval = $4, comment = $5, decided_by = $6, decided_at = now()
               FROM flows f JOIN projects p ON p.id = f.project_id
              WHERE f.id = $1 AND f.project_id = $2 AND f.deleted_at IS NULL AND f.version = $3
                AND v.flow_id = f.id AND v.hash = $3
                AND (NOT p.four_eyes OR $4 <> 'approved' OR v.created_by IS DISTINCT FROM $6)",
            id.0,
            project.0,
            hash,
            decision.as_str(),
            comment.as_deref().map(clean),
            clean(by)
        );
        let decided = decided.execute(&mut *tx).await?.rows_affected() > 0;
        if decided {
            note_decision(&mut tx, id, hash, decision, comment.as_deref(), by).await?;
        }
        tx.commit().await?;
        let flow = self.get(project, id).await?;
        if decided {
            return Ok(flow);
        }
        let newest = &flow.version.hash;
        if newest == hash {
            let message = format!(
                "this project wants four eyes: `{by}` wrote version `{hash}`, so somebody else has to approve it"
            );
            return Err(Error::conflict(Conflict::FourEyes, message));
        }
        let message = format!("the newest version of flow `{id}` is `{newest}`, not `{hash}`; look at it, then decide");
        Err(Error::conflict(Conflict::Version, message))
    }

    /// An approved version of the flow of this name, by the beginning of its hash (`sha256:` and hexadecimal digits).
    ///
    /// # Errors
    /// [`Error::Conflict`] when several versions begin so, [`Error::Unavailable`].
    pub async fn find_version(&self, project: ProjectId, name: &str, hash: &str) -> Result<Option<FlowRow>, Error> {
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT f.id, f.project_id, f.test_session_id, f.name, f.created_at, f.updated_at, v.hash, v.number, v.document,
                      v.lint, v.approval AS "approval: Approval", v.comment, v.decided_by, v.decided_at,
                      v.created_at AS version_created_at, v.created_by
                 FROM flows f JOIN flow_versions v ON v.flow_id = f.id
                WHERE f.project_id = $1 AND f.name = $2 AND f.deleted_at IS NULL AND v.approval = 'approved'
                  AND starts_with(v.hash, $3)
                ORDER BY f.updated_at DESC, v.number DESC LIMIT 50"#,
            project.0,
            clean(name),
            hash
        );
        let mut rows = rows.fetch_all(self.pool).await?;
        if rows.iter().any(|row| row.hash != rows[0].hash) {
            let message = format!("several versions of the flow `{name}` begin with `{hash}`; give more of the hash");
            return Err(Error::conflict(Conflict::Version, message));
        }
        Ok((!rows.is_empty()).then(|| rows.swap_remove(0).into()))
    }

    /// The flow of this name with an approved newest version; the most recently changed one when several have the name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn find_by_name(&self, project: ProjectId, name: &str) -> Result<Option<FlowRow>, Error> {
        let row = sqlx::query_as!(
            Stored,
            r#"SELECT f.id, f.project_id, f.test_session_id, f.name, f.created_at, f.updated_at, v.hash, v.number, v.document,
                      v.lint, v.approval AS "approval: Approval", v.comment, v.decided_by, v.decided_at,
                      v.created_at AS version_created_at, v.created_by
                 FROM flows f JOIN flow_versions v ON v.flow_id = f.id AND v.hash = f.version
                WHERE f.project_id = $1 AND f.name = $2 AND f.deleted_at IS NULL AND v.approval = 'approved'
                ORDER BY f.updated_at DESC LIMIT 1"#,
            project.0,
            clean(name)
        );
        Ok(row.fetch_optional(self.pool).await?.map(Into::into))
    }

    /// The flows in the order asked for, each with its newest version, which is approved.
    ///
    /// # Errors
    /// [`Error::NotFound`] names the first unknown id, [`Error::Conflict`] every flow whose newest version is not approved.
    pub async fn resolve(&self, project: ProjectId, ids: &[FlowId]) -> Result<Vec<FlowRow>, Error> {
        let found = self.by_ids(project, ids).await?;
        let pick =
            |id: &FlowId| found.iter().find(|row| row.id == *id).cloned().ok_or_else(|| Error::not_found("flow", id));
        let flows: Vec<FlowRow> = ids.iter().map(pick).collect::<Result<_, _>>()?;
        let mut open: Vec<String> = flows
            .iter()
            .filter(|flow| flow.version.approval != Approval::Approved)
            .map(|flow| format!("`{}` ({}, {})", flow.name, flow.id, flow.version.approval))
            .collect();
        open.dedup();
        if open.is_empty() {
            return Ok(flows);
        }
        let message = format!("only approved flows are executed; not approved: {}", open.join(", "));
        Err(Error::conflict(Conflict::Version, message))
    }

    /// Oldest first.
    pub(super) async fn of_test_session(
        &self,
        project: ProjectId,
        session: TestSessionId,
    ) -> Result<Vec<FlowRow>, Error> {
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT f.id, f.project_id, f.test_session_id, f.name, f.created_at, f.updated_at, v.hash, v.number, v.document,
                      v.lint, v.approval AS "approval: Approval", v.comment, v.decided_by, v.decided_at,
                      v.created_at AS version_created_at, v.created_by
                 FROM flows f JOIN flow_versions v ON v.flow_id = f.id AND v.hash = f.version
                WHERE f.project_id = $1 AND f.test_session_id = $2 AND f.deleted_at IS NULL ORDER BY f.id"#,
            project.0,
            session.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }

    async fn by_ids(&self, project: ProjectId, ids: &[FlowId]) -> Result<Vec<FlowRow>, Error> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT f.id, f.project_id, f.test_session_id, f.name, f.created_at, f.updated_at, v.hash, v.number, v.document,
                      v.lint, v.approval AS "approval: Approval", v.comment, v.decided_by, v.decided_at,
                      v.created_at AS version_created_at, v.created_by
                 FROM flows f JOIN flow_versions v ON v.flow_id = f.id AND v.hash = f.version
                WHERE f.project_id = $1 AND f.id = ANY ($2) AND f.deleted_at IS NULL"#,
            project.0,
            &ids
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }
}

/// Refuses what would be approved by whoever wrote it, in a project that wants somebody else to do that.
async fn refuse_own_approval(tx: &mut PgConnection, project: ProjectId, new: &NewFlow) -> Result<(), Error> {
    let Some(by) = &new.approved_by else { return Ok(()) };
    let four_eyes = sqlx::query_scalar!("SELECT four_eyes FROM projects WHERE id = $1", project.0);
    if four_eyes.fetch_optional(tx).await? != Some(true) {
        return Ok(());
    }
    let message =
        format!("this project wants four eyes: `{by}` may not approve what `{by}` stores; leave `approve` out");
    Err(Error::conflict(Conflict::FourEyes, message))
}

/// Adds the version unless the flow has it. The flow's row must be locked.
pub(super) async fn insert_version(tx: &mut PgConnection, id: FlowId, new: &NewFlow) -> Result<(), Error> {
    insert_version_by(tx, id, new, None).await
}

/// As [`insert_version`], with whoever wrote it.
async fn insert_version_by(
    tx: &mut PgConnection,
    id: FlowId,
    new: &NewFlow,
    author: Option<&str>,
) -> Result<(), Error> {
    let inserted = sqlx::query!(
        "INSERT INTO flow_versions (flow_id, hash, number, document, lint, approval, decided_by, decided_at, created_by)
         SELECT $1, $2, coalesce(max(number), 0) + 1, $3::text::json, $4::text::json, CASE WHEN $5::text IS NULL THEN 'pending' ELSE 'approved' END,
                $5, CASE WHEN $5 IS NOT NULL THEN now() END, $6
           FROM flow_versions WHERE flow_id = $1
         ON CONFLICT (flow_id, hash) DO NOTHING",
        id.0,
        new.hash,
        new.document.to_string(),
        new.lint.to_string(),
        new.approved_by.as_deref().map(clean),
        author.map(clean)
    );
    let is_new = inserted.execute(&mut *tx).await?.rows_affected() > 0;
    match &new.approved_by {
        Some(by) if is_new => note_decision(tx, id, &new.hash, Decision::Approved, None, by).await,
        _ => Ok(()),
    }
}

struct Stored {
    id: Uuid,
    project_id: Uuid,
    test_session_id: Option<Uuid>,
    name: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    hash: String,
    number: i32,
    document: Value,
    lint: Value,
    approval: Approval,
    comment: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    version_created_at: DateTime<Utc>,
    created_by: Option<String>,
}

impl From<Stored> for FlowRow {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id.into(),
            project_id: row.project_id.into(),
            test_session_id: row.test_session_id.map(Into::into),
            name: row.name,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: FlowVersionRow {
                flow_id: row.id.into(),
                hash: row.hash,
                number: count(row.number),
                document: row.document,
                lint: row.lint,
                approval: row.approval,
                comment: row.comment,
                decided_by: row.decided_by,
                decided_at: row.decided_at,
                created_at: row.version_created_at,
                created_by: row.created_by,
            },
        }
    }
}

struct StoredVersion {
    flow_id: Uuid,
    hash: String,
    number: i32,
    document: Value,
    lint: Value,
    approval: Approval,
    comment: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    created_by: Option<String>,
}

impl From<StoredVersion> for FlowVersionRow {
    fn from(row: StoredVersion) -> Self {
        Self {
            flow_id: row.flow_id.into(),
            hash: row.hash,
            number: count(row.number),
            document: row.document,
            lint: row.lint,
            approval: row.approval,
            comment: row.comment,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            created_at: row.created_at,
            created_by: row.created_by,
        }
    }
}
