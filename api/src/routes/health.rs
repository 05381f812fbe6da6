//! How the server and the parts behind it are.

use std::{collections::BTreeSet, future::Future, time::Instant};

use chrono::Utc;
use flowtilla_shared::telemetry::metrics;
use poem::{IntoResponse, Response, http::StatusCode};
use poem_openapi::{ApiResponse, OpenApi, payload::Json};
use serde_json::Value;
use tokio::time::{Duration, timeout};

use super::{Area, Shared};
use crate::{
    state::State,
    wire::meta::{Checks, Health, PartHealth, QueueHealth, SandboxHealth, WorkersHealth},
};

/// Longest wait for any one part.
const DEADLINE: Duration = Duration::from_secs(2);

pub struct HealthApi;

/// How it is, with the status code that load balancers read.
#[derive(ApiResponse)]
pub enum HealthAnswer {
    /// Work is accepted.
    #[oai(status = 200)]
    Up(Json<Health>),
    /// Work cannot be accepted.
    #[oai(status = 503)]
    Down(Json<Health>),
}

#[OpenApi(tag = "Area::Meta")]
impl HealthApi {
    /// Tell how the server is.
    ///
    /// 503 only when work cannot be accepted; without Redis, workers or a place for artifacts it is accepted and waits, or loses its
    /// evidence (`degraded`).
    #[oai(path = "/health", method = "get", operation_id = "getHealth")]
    async fn health(&self, state: Shared<'_>) -> HealthAnswer {
        answer(&state).await
    }

    /// Tell how the API is.
    ///
    /// The same as `/health`.
    #[oai(path = "/api/v1/health", method = "get", operation_id = "getApiHealth")]
    async fn api_health(&self, state: Shared<'_>) -> HealthAnswer {
        answer(&state).await
    }
}

async fn answer(state: &State) -> HealthAnswer {
    let health = look(state).await;
    if health.status == "down" { HealthAnswer::Down(Json(health)) } else { HealthAnswer::Up(Json(health)) }
}

/// Asks every part, at once.
async fn look(state: &State) -> Health {
    let stats = state.store.stats();
    let workers = state.store.workers();
    let desktops = state.store.workers();
    let (postgres, redis, storage, workers, queue, desktops) = tokio::join!(
        part(async { state.store.check().await.map_err(|error| error.to_string()) }),
        part(async { state.queue.check().await.map_err(|error| error.to_string()) }),
        part(async { state.blobs.check().await.map_err(|error| told(&error)) }),
        timeout(DEADLINE, workers.list()),
        timeout(DEADLINE, stats.queue_depth(None)),
        timeout(DEADLINE, desktops.desktops()),
    );
    let sandbox = match desktops {
        Ok(Ok(probed)) => sandbox(&probed),
        Ok(Err(_)) | Err(_) => SandboxHealth { status: "unknown".into(), ..SandboxHealth::default() },
    };
    let workers = match workers {
        Ok(Ok(rows)) => WorkersHealth {
            status: if rows.is_empty() { "none" } else { "ok" }.into(),
            count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            slots: rows.iter().map(|row| row.slots).sum(),
            busy: rows.iter().map(|row| row.busy).sum(),
        },
        Ok(Err(_)) | Err(_) => WorkersHealth { status: "unknown".into(), count: 0, slots: 0, busy: 0 },
    };
    let queue = match queue {
        Ok(Ok(depth)) => QueueHealth {
            status: "ok".into(),
            pending: depth.pending,
            running: depth.running,
            delayed: depth.delayed,
            oldest_age_seconds: depth.oldest_age_seconds,
        },
        Ok(Err(_)) | Err(_) => {
            QueueHealth { status: "unknown".into(), pending: 0, running: 0, delayed: 0, oldest_age_seconds: 0.0 }
        }
    };
    let status = if postgres.status != "ok" {
        "down"
    } else if [&redis.status, &storage.status, &workers.status].iter().any(|status| *status != "ok") {
        "degraded"
    } else {
        "ok"
    };
    Health {
        status: status.into(),
        service: "flowtilla".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        timestamp: Utc::now(),
        uptime_seconds: state.started.elapsed().as_secs(),
        checks: Checks { postgres, redis, storage, workers, queue },
        sandbox,
    }
}

/// What the workers found, each word once.
fn sandbox(probed: &[Value]) -> SandboxHealth {
    let (mut levels, mut missing) = (BTreeSet::new(), BTreeSet::new());
    for one in probed {
        levels.extend(one["sandbox"].as_str().map(str::to_owned));
        missing.extend(one["missing"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    }
    let workers = probed.iter().filter(|one| one["available"] == true).count();
    SandboxHealth {
        status: if workers > 0 { "ok" } else { "none" }.into(),
        levels: levels.into_iter().collect(),
        workers: u32::try_from(workers).unwrap_or(u32::MAX),
        missing: missing.into_iter().collect(),
    }
}

/// An error with what it came from.
fn told(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

async fn part(check: impl Future<Output = Result<(), String>>) -> PartHealth {
    let began = Instant::now();
    let outcome =
        timeout(DEADLINE, check).await.unwrap_or_else(|_| Err(format!("no answer within {} s", DEADLINE.as_secs())));
    let latency_ms = Some(milliseconds(began));
    match outcome {
        Ok(()) => PartHealth { status: "ok".into(), latency_ms, detail: None },
        Err(detail) => PartHealth { status: "down".into(), latency_ms, detail: Some(detail) },
    }
}

/// Time since a moment in milliseconds, to a hundredth.
#[must_use]
pub fn milliseconds(began: Instant) -> f64 {
    (began.elapsed().as_secs_f64() * 100_000.0).round() / 100.0
}

/// `/livez`: the process answers.
#[must_use]
pub fn alive() -> Response {
    Response::builder().content_type("application/json").body("{\"status\":\"ok\"}")
}

/// `/readyz`: work can be accepted.
pub async fn ready(state: &State) -> Response {
    let checked = timeout(DEADLINE, state.store.schema_status()).await;
    let (status, said) = match checked {
        _ if state.draining.is_cancelled() => (StatusCode::SERVICE_UNAVAILABLE, "the server stops".to_owned()),
        Ok(Ok(schema)) if schema.is_current() => (StatusCode::OK, "ok".to_owned()),
        Ok(Ok(schema)) => {
            let said = format!(
                "the schema is at {} and must be at {}: run `flowtilla migrate`",
                schema.applied, schema.newest
            );
            (StatusCode::SERVICE_UNAVAILABLE, said)
        }
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer".to_owned()),
    };
    let body = serde_json::json!({ "status": said }).to_string();
    Response::builder().status(status).content_type("application/json").body(body).into_response()
}

/// `/metrics`: the figures of this process, and of the queue as the database knows it.
pub async fn figures(state: &State) -> Response {
    let stats = state.store.stats();
    let workers = state.store.workers();
    let asked = async { tokio::join!(stats.queue_depth(None), workers.list()) };
    // without the database the figures of the queue stay as they were
    if let Ok((Ok(depth), Ok(workers))) = timeout(DEADLINE, asked).await {
        metrics::queue(depth.pending, depth.running, depth.oldest_age_seconds, workers.len());
    }
    metrics::sockets(state.sockets.now().open_sockets);
    match metrics::render() {
        Some(text) => Response::builder().content_type(metrics::CONTENT_TYPE).body(text),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
