//! Flows and their versions. A version is named by the hash of its document and never changes; approval binds to it.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgPool;

use super::{Error, Page, Paged};
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
}

impl Flows<'_> {
    pub async fn create(&self, project: ProjectId, new: NewFlow) -> Result<FlowRow, Error> {
        todo!()
    }

    pub async fn get(&self, project: ProjectId, id: FlowId) -> Result<FlowRow, Error> {
        todo!()
    }

    /// Newest first.
    pub async fn list(&self, project: ProjectId, page: &Page) -> Result<Paged<FlowRow>, Error> {
        todo!()
    }

    /// Makes a new version, or, when the flow once had a version with this hash, makes that one the newest again with
    /// the decision it had.
    pub async fn update(&self, project: ProjectId, id: FlowId, new: NewFlow) -> Result<FlowRow, Error> {
        todo!()
    }

    /// The flow disappears from lists; runs keep their own copy of the document.
    pub async fn delete(&self, project: ProjectId, id: FlowId) -> Result<(), Error> {
        todo!()
    }

    /// Newest first.
    pub async fn versions(&self, project: ProjectId, id: FlowId) -> Result<Vec<FlowVersionRow>, Error> {
        todo!()
    }

    pub async fn version(&self, project: ProjectId, id: FlowId, hash: &str) -> Result<FlowVersionRow, Error> {
        todo!()
    }

    /// Decides about one version, the newest of its flow.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the flow has a newer version than `hash`: whoever decided has not seen it.
    pub async fn approve(
        &self,
        project: ProjectId,
        id: FlowId,
        hash: &str,
        decision: Decision,
        comment: Option<String>,
        by: &str,
    ) -> Result<FlowRow, Error> {
        todo!()
    }

    /// The flow of this name with an approved newest version; the most recently changed one when several have the name.
    pub async fn find_by_name(&self, project: ProjectId, name: &str) -> Result<Option<FlowRow>, Error> {
        todo!()
    }

    /// The flows in the order asked for, each with its newest version, which is approved.
    ///
    /// # Errors
    /// [`Error::NotFound`] names the first unknown id, [`Error::Conflict`] every flow whose newest version is not approved.
    pub async fn resolve(&self, project: ProjectId, ids: &[FlowId]) -> Result<Vec<FlowRow>, Error> {
        todo!()
    }
}
