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
    /// Of one project, or of all. From the counts of the runs that are not over: counting the executions takes the longer the more wait.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn queue_depth(&self, project: Option<ProjectId>) -> Result<QueueDepth, Error> {
        let row = sqlx::query!(
            r#"SELECT open.queued - later.n AS "pending!", later.n AS "delayed!", open.running AS "running!",
                      coalesce(greatest(extract(epoch FROM now() - first.due), 0), 0)::double precision AS "oldest!"
                 FROM (SELECT coalesce(sum(queued), 0)::bigint AS queued,
                              coalesce(sum(running + waiting), 0)::bigint AS running
                         FROM test_runs WHERE finished_at IS NULL AND ($1::uuid IS NULL OR project_id = $1)) open,
                      (SELECT count(*) AS n FROM flow_executions
                        WHERE status = 'queued' AND not_before > now() AND ($1::uuid IS NULL OR project_id = $1)) later,
                      (SELECT min(not_before) AS due FROM flow_executions
                        WHERE status = 'queued' AND ($1::uuid IS NULL OR project_id = $1)) first"#,
            project.map(|project| project.0)
        )
        .fetch_one(self.pool)
        .await?;
        let (pending, running) = (whole(row.pending), whole(row.running));
        Ok(QueueDepth {
            pending,
            running,
            delayed: whole(row.delayed),
            oldest_age_seconds: row.oldest,
            slots_wanted: pending + running,
        })
    }

    /// Figures of one project; workers and slots are the fleet's.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn system_stats(&self, project: ProjectId) -> Result<SystemStats, Error> {
        let row = sqlx::query!(
            r#"SELECT (SELECT count(*) FROM flows WHERE project_id = $1 AND deleted_at IS NULL) AS "flows!",
                      (SELECT count(*) FROM test_sessions WHERE project_id = $1) AS "test_sessions!",
                      (SELECT count(*) FROM browser_sessions WHERE project_id = $1 AND closed_at IS NULL) AS "browsers!",
                      (SELECT count(*) FROM artifacts WHERE project_id = $1) AS "artifacts!",
                      (SELECT coalesce(sum(bytes), 0)::bigint FROM artifacts WHERE project_id = $1) AS "artifact_bytes!",
                      (SELECT count(*) FROM workers WHERE status <> 'gone') AS "workers!",
                      (SELECT coalesce(sum(slots), 0) FROM workers WHERE status <> 'gone') AS "slots!",
                      (SELECT coalesce(sum(busy), 0) FROM workers WHERE status <> 'gone') AS "busy!",
                      r.runs AS "runs!", r.queued AS "queued!", r.running AS "running!", r.waiting AS "waiting!",
                      r.passed AS "passed!", r.failed AS "failed!", r.errored AS "errored!", r.cancelled AS "cancelled!",
                      d.n AS "today!", coalesce(d.mean, 0)::double precision AS "mean!"
                 FROM (SELECT count(*) AS runs, coalesce(sum(queued), 0) AS queued, coalesce(sum(running), 0) AS running,
                              coalesce(sum(waiting), 0) AS waiting, coalesce(sum(passed), 0) AS passed,
                              coalesce(sum(failed), 0) AS failed, coalesce(sum(errored), 0) AS errored,
                              coalesce(sum(cancelled), 0) AS cancelled
                         FROM test_runs WHERE project_id = $1) r,
                      (SELECT count(*) AS n, avg(duration_ms) AS mean FROM flow_executions
                        WHERE project_id = $1 AND finished_at > now() - interval '24 hours') d"#,
            project.0
        )
        .fetch_one(self.pool)
        .await?;
        let small = |n: i64| u32::try_from(n).unwrap_or(0);
        Ok(SystemStats {
            flows: whole(row.flows),
            test_sessions: whole(row.test_sessions),
            test_runs: whole(row.runs),
            executions: Counts {
                queued: small(row.queued),
                running: small(row.running),
                waiting: small(row.waiting),
                passed: small(row.passed),
                failed: small(row.failed),
                errored: small(row.errored),
                cancelled: small(row.cancelled),
            },
            browser_sessions_open: whole(row.browsers),
            artifacts: whole(row.artifacts),
            artifact_bytes: whole(row.artifact_bytes),
            workers: whole(row.workers),
            slots: whole(row.slots),
            slots_busy: whole(row.busy),
            finished_today: whole(row.today),
            mean_duration_ms: row.mean,
        })
    }
}

fn whole(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
