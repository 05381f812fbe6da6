//! What the server says about itself.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use chrono::Utc;
use flowtilla_shared::{domain::ids::ProjectId, queue};
use poem_openapi::{OpenApi, payload::Json};

use super::{Area, Shared, health::milliseconds};
use crate::{
    caller::{Caller, Read},
    problem::Problem,
    state::State,
    wire::meta::{Message, QueueDepth, RoundTrip, SystemStats, WebsocketStats},
};

/// Longest wait for a worker to answer the probe.
const PROBE: Duration = Duration::from_secs(2);

pub struct MetaApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Meta")]
impl MetaApi {
    /// Get a short sign of life.
    ///
    /// Touches neither the database nor the queue, and needs no key.
    #[oai(path = "/message", method = "get", operation_id = "getMessage")]
    async fn message(&self) -> Json<Message> {
        Json(Message { message: "Flowtilla is listening.".into(), timestamp: Utc::now() })
    }

    /// Send a no-op job through the real queue.
    ///
    /// Answers with the measured times once a worker has done it; 503 when none does within two seconds.
    #[oai(path = "/test", method = "get", operation_id = "testRoundTrip")]
    async fn test(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<RoundTrip>, Problem> {
        let _ = caller;
        let began = Instant::now();
        state.store.check().await?;
        let postgres_ms = milliseconds(began);
        let began = Instant::now();
        state.queue.check().await.map_err(|_| Problem::unavailable("Redis does not answer at the moment."))?;
        let redis_ms = milliseconds(began);
        let queue_round_trip_ms = match state.queue.probe(PROBE).await {
            Ok(taken) => taken.as_secs_f64() * 1000.0,
            Err(queue::Error::Redis(_)) => return Err(Problem::unavailable("Redis does not answer at the moment.")),
            Err(queue::Error::NoAnswer(waited)) => {
                let detail =
                    format!("No worker answered within {} s. Start one with `flowtilla worker`.", waited.as_secs());
                let problem = Problem { code: "no-worker", ..Problem::unavailable(detail) };
                return Err(problem.with("postgres_ms", postgres_ms).with("redis_ms", redis_ms));
            }
        };
        let workers = state.store.workers().list().await?.len();
        Ok(Json(RoundTrip {
            ok: true,
            message: "A no-op job went through the queue and back.".into(),
            timestamp: Utc::now(),
            service: "flowtilla".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            queue_round_trip_ms,
            postgres_ms,
            redis_ms,
            workers: u32::try_from(workers).unwrap_or(u32::MAX),
        }))
    }

    /// Get figures about sockets and event streams of this server process.
    #[oai(path = "/websocket-stats", method = "get", operation_id = "getWebsocketStats")]
    async fn websocket_stats(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<WebsocketStats>, Problem> {
        let _ = caller;
        let hub = &state.hub;
        Ok(Json(WebsocketStats::new(
            state.sockets.now(),
            state.started.elapsed().as_secs(),
            hub.followed() as u64,
            hub.hints.load(Ordering::Relaxed),
            hub.gaps.load(Ordering::Relaxed),
            hub.rows_read.load(Ordering::Relaxed),
        )))
    }

    /// Get figures about the project and the fleet.
    #[oai(path = "/system-stats", method = "get", operation_id = "getSystemStats")]
    async fn system_stats(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<SystemStats>, Problem> {
        system_stats(&state, caller.project).await.map(Json)
    }

    /// Get what waits and what runs, over all projects.
    ///
    /// `slots_wanted` is for autoscalers.
    #[oai(path = "/queue/depth", method = "get", operation_id = "getQueueDepth")]
    async fn queue_depth(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<QueueDepth>, Problem> {
        let _ = caller;
        Ok(Json(state.store.stats().queue_depth(None).await?.into()))
    }
}

/// The figures of a project.
pub async fn system_stats(state: &State, project: ProjectId) -> Result<SystemStats, Problem> {
    Ok(state.store.stats().system_stats(project).await?.into())
}
