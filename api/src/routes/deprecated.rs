//! Earlier names of other operations. They answer the same, with a `Deprecation` header and a link to their successor.

use poem::{
    Endpoint, EndpointExt, IntoResponse, Response,
    http::{HeaderName, HeaderValue, header},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{Area, Shared, flows, meta, test_sessions};
use crate::{
    answer::Created,
    body::Body,
    caller::{Approve, Caller, Read, Run},
    problem::Problem,
    wire::{
        flow::{Flow, FlowApproval},
        meta::SystemStats,
        page::List,
        test_session::{NewTestFlows, NewTestSession, TestSession, TestSessionSummary},
    },
};

/// When these names were given up (RFC 9745): 2026-11-20.
const SINCE: HeaderValue = HeaderValue::from_static("@1795132800");

pub struct DeprecatedApi;

/// Adds the headers that say what to use instead.
fn instead<E: Endpoint>(endpoint: E, successor: &'static str) -> impl Endpoint<Output = Response> {
    endpoint.map_to_response().after(move |outcome: poem::Result<Response>| async move {
        let mut response = match outcome {
            Ok(response) => response.into_response(),
            Err(error) => return Err(error),
        };
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("deprecation"), SINCE);
        if let Ok(link) = HeaderValue::from_str(&format!("<{successor}>; rel=\"successor-version\"")) {
            headers.insert(header::LINK, link);
        }
        Ok(response)
    })
}

fn instead_sessions<E: Endpoint>(endpoint: E) -> impl Endpoint<Output = Response> {
    instead(endpoint, "/api/v1/test-sessions")
}

fn instead_flows<E: Endpoint>(endpoint: E) -> impl Endpoint<Output = Response> {
    instead(endpoint, "/api/v1/test-flows")
}

fn instead_approval<E: Endpoint>(endpoint: E) -> impl Endpoint<Output = Response> {
    instead(endpoint, "/api/v1/flow-approval")
}

fn instead_stats<E: Endpoint>(endpoint: E) -> impl Endpoint<Output = Response> {
    instead(endpoint, "/api/v1/system-stats")
}

#[OpenApi(prefix_path = "/api/v1/convex", tag = "Area::Deprecated")]
impl DeprecatedApi {
    /// Make a test session. Use `POST /api/v1/test-sessions`.
    #[oai(
        path = "/test-session",
        method = "post",
        operation_id = "createConvexTestSession",
        deprecated,
        transform = "instead_sessions"
    )]
    async fn create_session(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        asked: Body<NewTestSession>,
    ) -> Result<Created<TestSession>, Problem> {
        test_sessions::create(&state, &caller, asked).await
    }

    /// List test sessions. Use `GET /api/v1/test-sessions`.
    #[oai(
        path = "/test-sessions",
        method = "get",
        operation_id = "listConvexTestSessions",
        deprecated,
        transform = "instead_sessions"
    )]
    async fn list_sessions(
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
        test_sessions::list(&state, &caller, cursor.0, page.0, size.0).await.map(Json)
    }

    /// Get a test session. Use `GET /api/v1/test-sessions/{id}`.
    #[oai(
        path = "/test-session/:session_id",
        method = "get",
        operation_id = "getConvexTestSession",
        deprecated,
        transform = "instead_sessions"
    )]
    async fn get_session(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        session_id: Path<Uuid>,
    ) -> Result<Json<TestSession>, Problem> {
        Ok(Json(state.store.test_sessions().get(caller.project, session_id.0.into()).await?.into()))
    }

    /// Add flows to a test session. Use `POST /api/v1/test-flows`.
    #[oai(
        path = "/test-flows",
        method = "post",
        operation_id = "createConvexTestFlows",
        deprecated,
        transform = "instead_flows"
    )]
    async fn add_flows(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        asked: Body<NewTestFlows>,
    ) -> Result<Created<TestSession>, Problem> {
        test_sessions::add_flows(&state, &caller, asked).await
    }

    /// Decide about a flow. Use `PUT /api/v1/flow-approval`.
    #[oai(
        path = "/flow-approval",
        method = "put",
        operation_id = "decideConvexFlow",
        deprecated,
        transform = "instead_approval"
    )]
    async fn decide(
        &self,
        state: Shared<'_>,
        caller: Caller<Approve>,
        asked: Body<FlowApproval>,
    ) -> Result<Json<Flow>, Problem> {
        flows::decide(&state, &caller, asked.value).await.map(Json)
    }

    /// Get figures. Use `GET /api/v1/system-stats`.
    #[oai(
        path = "/system-stats",
        method = "get",
        operation_id = "getConvexSystemStats",
        deprecated,
        transform = "instead_stats"
    )]
    async fn system_stats(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<SystemStats>, Problem> {
        meta::system_stats(&state, caller.project).await.map(Json)
    }
}
