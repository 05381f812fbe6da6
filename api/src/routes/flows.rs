//! Flows: store, check, version, approve.

use flowtilla_shared::{
    domain::ids::ProjectId,
    store::{FlowRow, NewFlow},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::json;
use uuid::Uuid;

use super::{Area, Shared};
use crate::{
    answer::{Created, Gone},
    body::{self, Body},
    caller::{Approve, Caller, Identity, Permission, Read, Run},
    flow_text::{FlowText, ValidFlow},
    problem::Problem,
    state::State,
    wire::{
        domain::{Document, Domain},
        flow::{Flow, FlowApproval, FlowVersion, FlowVersionList, Validation},
        page::{self, List},
    },
};

pub struct FlowsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Flows")]
impl FlowsApi {
    /// List flows, newest first.
    ///
    /// By `cursor`, or by `page` and `size`.
    #[oai(path = "/flows", method = "get", operation_id = "listFlows")]
    async fn list(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        /// Go on after this place: the `next_cursor` of the answer before.
        cursor: Query<Option<String>>,
        /// Number of the page, from 1.
        page: Query<Option<u32>>,
        /// Items in a part, 1 to 200; 50 when absent.
        size: Query<Option<u32>>,
    ) -> Result<Json<List<Flow>>, Problem> {
        let asked = page::asked(cursor.0, page.0, size.0)?;
        let part = state.store.flows().list(caller.project, &asked).await?;
        Ok(Json(List::of(&asked, part, Into::into)))
    }

    /// Store a flow.
    ///
    /// The body is `{"document": …}`, `{"source": "…"}`, the bare document, or YAML. The first version waits for approval unless
    /// `approve` is given.
    #[oai(path = "/flows", method = "post", operation_id = "createFlow")]
    async fn create(&self, state: Shared<'_>, caller: Caller<Run>, text: FlowText) -> Result<Created<Flow>, Problem> {
        let test_session = text.test_session_id.map(Into::into);
        if let Some(id) = test_session {
            state.store.test_sessions().get(caller.project, id).await?;
        }
        let new = NewFlow { test_session, ..new_flow(&caller, text.approve, text.valid()?)? };
        let flow: Flow = state.store.flows().create_by(caller.project, new, Some(&caller.name)).await?.into();
        Ok(Created::new(format!("/api/v1/flows/{}", flow.id), flow))
    }

    /// Check a flow without storing it.
    ///
    /// Answers 200 with everything that is wrong, each with its place in the body (or in `source`).
    #[oai(path = "/flows/validate", method = "post", operation_id = "validateFlow")]
    async fn validate(&self, caller: Caller<Read>, text: FlowText) -> Result<Json<Validation>, Problem> {
        let _ = caller;
        let problems = body::faults([&text.checked]);
        Ok(Json(match text.valid() {
            Ok(flow) => Validation {
                valid: true,
                problems,
                document: Some(Domain(Document(flow.document()))),
                version: Some(flow.hash),
            },
            Err(_) => Validation { valid: false, problems, document: None, version: None },
        }))
    }

    /// Get a flow with its newest version.
    #[oai(path = "/flows/:id", method = "get", operation_id = "getFlow")]
    async fn get(&self, state: Shared<'_>, caller: Caller<Read>, id: Path<Uuid>) -> Result<Json<Flow>, Problem> {
        let row = state.store.flows().get(caller.project, id.0.into()).await?;
        measured(&state, caller.project, row).await.map(Json)
    }

    /// Change a flow.
    ///
    /// Makes a new version that needs approval; the same document makes none.
    #[oai(path = "/flows/:id", method = "put", operation_id = "updateFlow")]
    async fn update(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
        text: FlowText,
    ) -> Result<Json<Flow>, Problem> {
        let new = new_flow(&caller, text.approve, text.valid()?)?;
        let flows = state.store.flows();
        Ok(Json(flows.update_by(caller.project, id.0.into(), new, Some(&caller.name)).await?.into()))
    }

    /// Delete a flow.
    ///
    /// Runs keep their own copy of the document.
    #[oai(path = "/flows/:id", method = "delete", operation_id = "deleteFlow")]
    async fn delete(&self, state: Shared<'_>, caller: Caller<Run>, id: Path<Uuid>) -> Result<Gone, Problem> {
        state.store.flows().delete(caller.project, id.0.into()).await?;
        Ok(Gone::Gone)
    }

    /// List the versions of a flow, newest first.
    #[oai(path = "/flows/:id/versions", method = "get", operation_id = "listFlowVersions")]
    async fn versions(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Json<FlowVersionList>, Problem> {
        let versions = state.store.flows().versions(caller.project, id.0.into()).await?;
        Ok(Json(FlowVersionList { items: versions.into_iter().map(Into::into).collect() }))
    }

    /// Get one version of a flow by its hash.
    #[oai(path = "/flows/:id/versions/:version", method = "get", operation_id = "getFlowVersion")]
    async fn version(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        version: Path<String>,
    ) -> Result<Json<FlowVersion>, Problem> {
        Ok(Json(state.store.flows().version(caller.project, id.0.into(), &version.0).await?.into()))
    }

    /// Approve or reject the newest version of a flow.
    ///
    /// 409 when the flow has a newer version than the one named: whoever decides must have seen it; and `four-eyes` when the caller wrote
    /// the version and the project wants somebody else to approve it. The answer has the version's mutation score.
    #[oai(path = "/flow-approval", method = "put", operation_id = "decideFlow")]
    async fn decide(
        &self,
        state: Shared<'_>,
        caller: Caller<Approve>,
        asked: Body<FlowApproval>,
    ) -> Result<Json<Flow>, Problem> {
        decide(&state, &caller, asked.value).await.map(Json)
    }
}

/// Records a decision.
pub async fn decide(state: &State, caller: &Identity, asked: FlowApproval) -> Result<Flow, Problem> {
    let flows = state.store.flows();
    let id = asked.flow_id.into();
    caller.note("target", format!("flows/{}", asked.flow_id));
    caller.note("version", asked.version.as_str());
    caller.note("decision", asked.decision.0.as_str());
    let by = caller.name.as_str();
    let row = flows.approve(caller.project, id, &asked.version, asked.decision.0, asked.comment, by).await?;
    measured(state, caller.project, row).await
}

/// A flow with what is known of how much it notices.
async fn measured(state: &State, project: ProjectId, row: FlowRow) -> Result<Flow, Problem> {
    let score = state.store.mutation_scores().newest_ready(project, row.id, &row.version.hash).await?;
    Ok(Flow { mutation_score: score.map(Into::into), ..row.into() })
}

/// A checked flow as it is stored.
pub fn new_flow(caller: &Identity, approve: bool, flow: ValidFlow) -> Result<NewFlow, Problem> {
    if approve {
        caller.require(Approve::SCOPE)?;
        caller.note("approved", true);
    }
    Ok(NewFlow {
        name: flow.flow.name.clone(),
        document: flow.document(),
        lint: json!(flow.warnings),
        hash: flow.hash,
        test_session: None,
        approved_by: approve.then(|| caller.name.clone()),
    })
}
