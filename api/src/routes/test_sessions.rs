//! Test sessions made by hand, and their flows.

use flowtilla_shared::{
    domain::ids::TestSessionId,
    store::{self, NewFlow},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{Area, Shared, flows::new_flow};
use crate::{
    answer::Created,
    body::Body,
    caller::{Caller, Identity, Read, Run},
    flow_text::ValidFlow,
    problem::Problem,
    state::State,
    wire::{
        page::{self, List},
        test_session::{NewTestFlows, NewTestSession, TestSession, TestSessionSummary},
    },
};

/// Characters of a prompt that make a title.
const TITLE: usize = 80;

pub struct TestSessionsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Flows")]
impl TestSessionsApi {
    /// List test sessions, newest first.
    ///
    /// By `cursor`, or by `page` and `size`.
    #[oai(path = "/test-sessions", method = "get", operation_id = "listTestSessions")]
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
    ) -> Result<Json<List<TestSessionSummary>>, Problem> {
        list(&state, &caller, cursor.0, page.0, size.0).await.map(Json)
    }

    /// Make a test session by hand.
    #[oai(path = "/test-sessions", method = "post", operation_id = "createTestSession")]
    async fn create(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        asked: Body<NewTestSession>,
    ) -> Result<Created<TestSession>, Problem> {
        create(&state, &caller, asked).await
    }

    /// Get a test session with its flows.
    #[oai(path = "/test-sessions/:id", method = "get", operation_id = "getTestSession")]
    async fn get(&self, state: Shared<'_>, caller: Caller<Read>, id: Path<Uuid>) -> Result<Json<TestSession>, Problem> {
        Ok(Json(state.store.test_sessions().get(caller.project, id.0.into()).await?.into()))
    }

    /// Add flows to a test session.
    ///
    /// All of them, or, when one is wrong, none.
    #[oai(path = "/test-flows", method = "post", operation_id = "createTestFlows")]
    async fn add_flows(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        asked: Body<NewTestFlows>,
    ) -> Result<Created<TestSession>, Problem> {
        add_flows(&state, &caller, asked).await
    }
}

/// One part of the list.
pub async fn list(
    state: &State,
    caller: &Identity,
    cursor: Option<String>,
    page: Option<u32>,
    size: Option<u32>,
) -> Result<List<TestSessionSummary>, Problem> {
    let asked = page::asked(cursor, page, size)?;
    let part = state.store.test_sessions().list(caller.project, &asked).await?;
    Ok(List::of(&asked, part, Into::into))
}

/// Makes a session and its first flows.
pub async fn create(
    state: &State,
    caller: &Identity,
    asked: Body<NewTestSession>,
) -> Result<Created<TestSession>, Problem> {
    let flows = ValidFlow::all_in(&asked.text, "flows")?;
    let NewTestSession { title, prompt, base_url, flows: _ } = asked.value;
    let prompt = prompt.unwrap_or_default();
    let title = title.filter(|title| !title.trim().is_empty()).unwrap_or_else(|| prompt.chars().take(TITLE).collect());
    if title.is_empty() {
        return Err(Problem::invalid("A test session needs a `title` or a `prompt`.", Vec::new()));
    }
    let new = store::NewTestSession { title, prompt, base_url };
    let row = state.store.test_sessions().create(caller.project, new).await?;
    store_flows(state, caller, row.id, flows).await?;
    answer(state, caller, row.id).await
}

/// Adds flows to a session.
pub async fn add_flows(
    state: &State,
    caller: &Identity,
    asked: Body<NewTestFlows>,
) -> Result<Created<TestSession>, Problem> {
    let flows = ValidFlow::all_in(&asked.text, "flows")?;
    if flows.is_empty() {
        return Err(Problem::invalid("`flows` is empty; give at least one flow.", Vec::new()));
    }
    let id: TestSessionId = asked.value.test_session_id.into();
    state.store.test_sessions().get(caller.project, id).await?;
    store_flows(state, caller, id, flows).await?;
    answer(state, caller, id).await
}

async fn store_flows(
    state: &State,
    caller: &Identity,
    id: TestSessionId,
    flows: Vec<ValidFlow>,
) -> Result<(), Problem> {
    for flow in flows {
        let new = NewFlow { test_session: Some(id), ..new_flow(caller, false, flow)? };
        state.store.flows().create_by(caller.project, new, Some(&caller.name)).await?;
    }
    Ok(())
}

async fn answer(state: &State, caller: &Identity, id: TestSessionId) -> Result<Created<TestSession>, Problem> {
    let session: TestSession = state.store.test_sessions().get(caller.project, id).await?.into();
    Ok(Created::new(format!("/api/v1/test-sessions/{id}"), session))
}
