//! Figures for people and for autoscalers.

use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use super::Error;
use crate::domain::{ids::ProjectId, status::Counts};

pub struct Stats<'a> {
    pub(super) pool: &'a PgPool,
}

/// What waits and what runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueDepth {
    /// Queued and due.
    pub pending: u64,
    pub running: u64,
    /// Queued for later: scheduled, or a retry's back-off.
    pub delayed: u64,
    /// Age of the oldest due one in seconds.
    pub oldest_age_seconds: f64,
    /// Slots that would let everything due run at once: `pending + running`.
    pub slots_wanted: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SystemStats {
    pub flows: u64,
    pub test_sessions: u64,
    pub test_runs: u64,
    /// Executions by status.
    pub executions: Counts,
    pub browser_sessions_open: u64,
    pub artifacts: u64,
    pub artifact_bytes: u64,
    pub workers: u64,
    pub slots: u64,
    pub slots_busy: u64,
    /// Finished in the last 24 hours.
    pub finished_today: u64,
    /// Mean wall time of those in milliseconds.
    pub mean_duration_ms: f64,
}

impl Stats<'_> {
    /// Of one project, or of all.
    pub async fn queue_depth(&self, project: Option<ProjectId>) -> Result<QueueDepth, Error> {
        todo!()
    }

    /// Figures of one project; workers and slots are the fleet's.
    pub async fn system_stats(&self, project: ProjectId) -> Result<SystemStats, Error> {
        todo!()
    }
}
