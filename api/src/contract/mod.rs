//! The published contract: an OpenAPI 3.0.3 document and an AsyncAPI 3 document, both golden files beside this crate.

pub mod asyncapi;
mod chat;
mod desktops;
pub mod events;
pub mod schema;
pub mod tidy;
mod viewing;

use poem_openapi::{LicenseObject, OpenApi, OpenApiService, ServerObject};
use serde_json::Value;

use crate::routes::{
    approvals::ApprovalsApi, artifacts::ArtifactsApi, baselines::BaselinesApi, browsers::BrowsersApi,
    deprecated::DeprecatedApi, desktops::DesktopsApi, flows::FlowsApi, generations::GenerationsApi, health::HealthApi,
    housekeeping::HousekeepingApi, keys::KeysApi, login::LoginApi, meta::MetaApi, models::ModelsApi,
    mutation_scores::MutationScoresApi, pages::PagesApi, reviews::ReviewsApi, runs::RunsApi, schedules::SchedulesApi,
    session_parts::SessionPartsApi, sessions::SessionsApi, streams::StreamsApi, test_sessions::TestSessionsApi,
    vault::VaultApi, webhooks::WebhooksApi, workers::WorkersApi,
};

/// Every operation.
type Apis = (
    PagesApi,
    HealthApi,
    LoginApi,
    (MetaApi, ModelsApi, WorkersApi),
    (FlowsApi, GenerationsApi, MutationScoresApi, ReviewsApi),
    TestSessionsApi,
    (RunsApi, ApprovalsApi),
    (ArtifactsApi, BaselinesApi),
    (BrowsersApi, DesktopsApi),
    (SessionsApi, SessionPartsApi),
    VaultApi,
    (KeysApi, HousekeepingApi),
    WebhooksApi,
    SchedulesApi,
    StreamsApi,
    DeprecatedApi,
);

const DESCRIPTION: &str = "\
Flows (browser tests as documents) are stored, approved and executed in parallel in real browsers; every step is seen live and kept.

Paths under `/api/v1` are also answered under `/api` without the version. Errors are `application/problem+json` (RFC 9457) everywhere. \
Lists page by `cursor`, or by `page` and `size`. Live events are described in the AsyncAPI document at `/asyncapi.json`. Objects and \
enumerations of answers may grow: ignore what you do not know.";

/// The operations as poem serves them.
#[must_use]
pub fn service() -> OpenApiService<impl OpenApi, ()> {
    let apis: Apis = (
        PagesApi,
        HealthApi,
        LoginApi,
        (MetaApi, ModelsApi, WorkersApi),
        (FlowsApi, GenerationsApi, MutationScoresApi, ReviewsApi),
        TestSessionsApi,
        (RunsApi, ApprovalsApi),
        (ArtifactsApi, BaselinesApi),
        (BrowsersApi, DesktopsApi),
        (SessionsApi, SessionPartsApi),
        VaultApi,
        (KeysApi, HousekeepingApi),
        WebhooksApi,
        SchedulesApi,
        StreamsApi,
        DeprecatedApi,
    );
    OpenApiService::new(apis, "Flowtilla", env!("CARGO_PKG_VERSION"))
        .description(DESCRIPTION)
        .license(LicenseObject::new("MIT OR Apache-2.0").url("https://spdx.org/licenses/MIT.html"))
        .server(ServerObject::new("/").description("This server"))
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> Value {
    // cannot fail: poem writes JSON
    let raw = serde_json::from_str(&service().spec()).unwrap_or_default();
    tidy::tidy(raw)
}

/// The AsyncAPI document.
#[must_use]
pub fn asyncapi() -> Value {
    asyncapi::document(&openapi())
}
