//! What the server says about itself.

use chrono::{DateTime, Utc};
use flowtilla_shared::{
    domain::status::Counts,
    store::{QueueDepth as Depth, SystemStats as Stats, WorkerRow},
};
use poem_openapi::Object;
use uuid::Uuid;

use super::domain::Domain;
use crate::state::SocketCounts;

/// Who answers here.
#[derive(Clone, Debug, Object)]
pub struct Welcome {
    pub message: String,
    pub service: String,
    pub version: String,
    /// Where to read on.
    pub links: Links,
}

/// Where to read on.
#[derive(Clone, Debug, Object)]
pub struct Links {
    pub docs: String,
    pub redoc: String,
    pub openapi: String,
    pub asyncapi: String,
    pub console: String,
    pub health: String,
    pub websocket: String,
    /// The demo shop of `flowtilla dev --demo`.
    #[oai(nullable)]
    pub demo: Option<String>,
}

/// A short sign of life.
#[derive(Clone, Debug, Object)]
pub struct Message {
    pub message: String,
    pub timestamp: DateTime<Utc>,
}

/// How the server and the parts behind it are.
#[derive(Clone, Debug, Object)]
pub struct Health {
    /// `ok`, `degraded` (accepts work, but it waits) or `down`.
    pub status: String,
    pub service: String,
    pub version: String,
    pub timestamp: DateTime<Utc>,
    pub uptime_seconds: u64,
    pub checks: Checks,
    pub sandbox: SandboxHealth,
}

/// How the desktops of agent sessions are kept apart from the machines of the workers.
#[derive(Clone, Debug, Default, Object)]
pub struct SandboxHealth {
    /// `ok`, `none` (no worker can have desktops; sessions wait) or `unknown`.
    pub status: String,
    /// The levels that the workers found at start: `bwrap` (namespaces by bubblewrap), `none` (no desktop, no shell).
    pub levels: Vec<String>,
    /// Workers that can have desktops.
    pub workers: u32,
    /// What stands in the way on the others.
    pub missing: Vec<String>,
}

/// The parts behind the server.
#[derive(Clone, Debug, Object)]
#[oai(rename = "HealthChecks")]
pub struct Checks {
    pub postgres: PartHealth,
    pub redis: PartHealth,
    /// The directory of artifacts: it can be written and read.
    pub storage: PartHealth,
    pub workers: WorkersHealth,
    pub queue: QueueHealth,
}

/// How one part is.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PartHealth {
    /// `ok` or `down`.
    pub status: String,
    /// How long it took to answer in milliseconds.
    pub latency_ms: Option<f64>,
    /// What is wrong.
    pub detail: Option<String>,
}

/// The workers as a whole.
#[derive(Clone, Debug, Object)]
pub struct WorkersHealth {
    /// `ok`, `none` or `unknown`.
    pub status: String,
    pub count: u32,
    pub slots: u32,
    pub busy: u32,
}

/// The work that waits.
#[derive(Clone, Debug, Object)]
pub struct QueueHealth {
    /// `ok` or `unknown`.
    pub status: String,
    pub pending: u64,
    pub running: u64,
    pub delayed: u64,
    /// Age of the oldest execution that is due, in seconds.
    pub oldest_age_seconds: f64,
}

/// The outcome of a no-op job that went through the real queue.
#[derive(Clone, Debug, Object)]
pub struct RoundTrip {
    pub ok: bool,
    pub message: String,
    pub timestamp: DateTime<Utc>,
    pub service: String,
    pub version: String,
    /// From the ring until a worker had answered, in milliseconds.
    pub queue_round_trip_ms: f64,
    /// One statement in the database, in milliseconds.
    pub postgres_ms: f64,
    /// One command in Redis, in milliseconds.
    pub redis_ms: f64,
    pub workers: u32,
}

/// What waits and what runs.
#[derive(Clone, Debug, Object)]
pub struct QueueDepth {
    /// Queued and due.
    pub pending: u64,
    pub running: u64,
    /// Queued for later: scheduled, or between two attempts.
    pub delayed: u64,
    /// Age of the oldest due one in seconds.
    pub oldest_age_seconds: f64,
    /// Slots that would let everything due run at once, for autoscalers.
    pub slots_wanted: u64,
}

/// One boot of a worker process.
#[derive(Clone, Debug, Object)]
pub struct Worker {
    pub id: Uuid,
    pub name: String,
    pub version: String,
    /// `active` or `draining`.
    pub status: String,
    pub slots: u32,
    pub busy: u32,
    /// The host's load average over one minute.
    pub load: f64,
    pub memory_mib: u64,
    /// The browsers it has: `chromium`, `firefox`.
    pub browsers: Vec<String>,
    /// Desktops for agent sessions that it can have at once.
    pub desktop_slots: u32,
    /// Desktops that it has now.
    pub desktops_open: u32,
    /// An operator asked it to take nothing more.
    pub drain_requested: bool,
    pub started_at: DateTime<Utc>,
    pub heartbeat_at: DateTime<Utc>,
}

/// The workers that are not gone, by name.
#[derive(Clone, Debug, Object)]
pub struct WorkerList {
    pub items: Vec<Worker>,
    pub total: u64,
}

/// Figures about sockets and event streams of this server process.
#[derive(Clone, Debug, Object)]
pub struct WebsocketStats {
    pub open_sockets: u64,
    /// Open streams of server-sent events.
    pub open_streams: u64,
    /// Sockets and streams since the start.
    pub accepted: u64,
    pub messages_sent: u64,
    /// Sockets closed because their client was too slow.
    pub closed_too_slow: u64,
    /// Topics that somebody follows.
    pub topics: u64,
    /// Hints heard from other processes.
    pub hints: u64,
    /// Times that hints may have been lost and rows were read instead.
    pub gaps: u64,
    /// Reads of rows by subscribers that were behind.
    pub catch_up_reads: u64,
    pub uptime_seconds: u64,
    pub timestamp: DateTime<Utc>,
}

/// Figures about a project and the fleet.
#[derive(Clone, Debug, Object)]
pub struct SystemStats {
    pub flows: u64,
    pub test_sessions: u64,
    pub test_runs: u64,
    /// Executions by status.
    pub executions: Domain<Counts>,
    pub browser_sessions_open: u64,
    pub artifacts: u64,
    pub artifact_bytes: u64,
    pub workers: u64,
    pub slots: u64,
    pub slots_busy: u64,
    /// Executions that ended in the last 24 hours.
    pub finished_today: u64,
    /// Mean wall time of those in milliseconds.
    pub mean_duration_ms: f64,
    pub timestamp: DateTime<Utc>,
}

impl From<Depth> for QueueDepth {
    fn from(depth: Depth) -> Self {
        Self {
            pending: depth.pending,
            running: depth.running,
            delayed: depth.delayed,
            oldest_age_seconds: depth.oldest_age_seconds,
            slots_wanted: depth.slots_wanted,
        }
    }
}

impl From<WorkerRow> for Worker {
    fn from(row: WorkerRow) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            version: row.version,
            status: row.status.to_string(),
            slots: row.slots,
            busy: row.busy,
            load: row.load,
            memory_mib: row.memory_mib,
            browsers: row.browsers,
            desktop_slots: row.desktop_slots,
            desktops_open: row.desktops_open,
            drain_requested: row.drain_requested,
            started_at: row.started_at,
            heartbeat_at: row.heartbeat_at,
        }
    }
}

impl From<Stats> for SystemStats {
    fn from(stats: Stats) -> Self {
        Self {
            flows: stats.flows,
            test_sessions: stats.test_sessions,
            test_runs: stats.test_runs,
            executions: Domain(stats.executions),
            browser_sessions_open: stats.browser_sessions_open,
            artifacts: stats.artifacts,
            artifact_bytes: stats.artifact_bytes,
            workers: stats.workers,
            slots: stats.slots,
            slots_busy: stats.slots_busy,
            finished_today: stats.finished_today,
            mean_duration_ms: stats.mean_duration_ms,
            timestamp: Utc::now(),
        }
    }
}

impl WebsocketStats {
    /// The counts with what the hub adds.
    #[must_use]
    pub fn new(
        counts: SocketCounts,
        uptime_seconds: u64,
        topics: u64,
        hints: u64,
        gaps: u64,
        catch_up_reads: u64,
    ) -> Self {
        Self {
            open_sockets: counts.open_sockets,
            open_streams: counts.open_streams,
            accepted: counts.accepted,
            messages_sent: counts.messages_sent,
            closed_too_slow: counts.closed_too_slow,
            topics,
            hints,
            gaps,
            catch_up_reads,
            uptime_seconds,
            timestamp: Utc::now(),
        }
    }
}
