//! Taking the lease on the execution that should run next.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::{PgConnection, postgres::types::PgInterval, types::Json};
use uuid::Uuid;

use super::{ClaimBy, Claimed, Executions};
use crate::{
    domain::{
        event::{Event, run_topic},
        ids::{ArtifactId, ExecutionId},
        journal::{Committed, JournalEntry},
        outcome::StepError,
        status::StepStatus,
    },
    store::{
        Error,
        words::{clean, count, int},
    },
};

/// Key of the advisory lock that makes counting and claiming one act while a cap is set.
const CAPS_LOCK: i64 = 0x666c_6f77_7469;

impl Executions<'_> {
    /// Takes the lease on the execution that should run next, or answers `None` when nothing is due or the caps are full.
    ///
    /// Expired leases come first, then queued rows that are due: by priority, then the project with the fewest running,
    /// then the oldest. The first attempt of an execution, and every retry, begins with its claim. Poison, and what was
    /// to be cancelled, is left to the sweeper.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn claim_next(&self, by: &ClaimBy) -> Result<Option<Claimed>, Error> {
        let claimed = if by.caps.running == 0 && by.caps.running_per_project == 0 {
            claim(&mut *self.pool.acquire().await?, by).await?
        } else {
            let mut tx = self.pool.begin().await?;
            sqlx::query!("SELECT pg_advisory_xact_lock($1)", CAPS_LOCK).execute(&mut *tx).await?;
            let claimed = claim(&mut tx, by).await?;
            tx.commit().await?;
            claimed
        };
        let Some(mut claimed) = claimed else { return Ok(None) };
        if claimed.started_before {
            claimed.journal = self.read_journal(claimed.id, claimed.attempt).await?;
        }
        Ok(Some(claimed))
    }

    /// The steps of one attempt, in order.
    async fn read_journal(&self, id: ExecutionId, attempt: u32) -> Result<Vec<JournalEntry>, Error> {
        let rows = sqlx::query!(
            r#"SELECT index, path, type AS step_type, label, once, repeatable, status AS "status: StepStatus", duration_ms,
                      error AS "error: Json<StepError>", artifacts AS "artifacts: Json<Vec<ArtifactId>>",
                      vars AS "vars: Json<Map<String, Value>>"
                 FROM step_results WHERE execution_id = $1 AND attempt = $2 ORDER BY index"#,
            id.0,
            int(attempt)
        )
        .fetch_all(self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| JournalEntry {
                index: count(row.index),
                path: row.path,
                step_type: row.step_type,
                label: row.label,
                once: row.once,
                repeatable: row.repeatable,
                status: row.status,
                duration_ms: row.duration_ms.and_then(|ms| u64::try_from(ms).ok()),
                error: row.error.map(|Json(error)| error),
                artifacts: row.artifacts.0,
                vars: row.vars.0,
            })
            .collect())
    }
}

/// One statement: pick what the worker has a browser for, lock, raise the epoch, begin the attempt, count, tell. An update that nothing reads but what is
/// durable anyway, so it does not wait for the disk.
async fn claim(connection: &mut PgConnection, by: &ClaimBy) -> Result<Option<Claimed>, Error> {
    let lease = PgInterval::try_from(by.lease)
        .map_err(|_| Error::Invalid { message: "the lease must be given in whole microseconds".into() })?;
    let row = sqlx::query_as!(
        Row,
        r#"
        WITH RECURSIVE expired AS MATERIALIZED (
            SELECT id, status AS was, true AS crashed, attempt_open FROM flow_executions
             WHERE status IN ('running', 'waiting') AND lease_until < now() AND NOT cancel_requested
               AND crashes + 1 < $4 AND (deadline IS NULL OR deadline > now()) AND browser = ANY ($7)
             ORDER BY lease_until LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
        ), load AS (
            SELECT project_id, count(*) AS running FROM flow_executions
             WHERE status IN ('running', 'waiting') GROUP BY project_id
        ), groups AS (
            (SELECT priority, project_id FROM flow_executions
              WHERE status = 'queued' ORDER BY priority DESC, project_id DESC LIMIT 1)
            UNION ALL
            SELECT next.priority, next.project_id FROM groups g CROSS JOIN LATERAL
                (SELECT priority, project_id FROM flow_executions
                  WHERE status = 'queued' AND (priority, project_id) < (g.priority, g.project_id)
                  ORDER BY priority DESC, project_id DESC LIMIT 1) next
        ), turns AS MATERIALIZED (
            SELECT g.priority, g.project_id FROM groups g LEFT JOIN load l USING (project_id)
             WHERE NOT EXISTS (SELECT FROM expired)
               AND ($6 = 0 OR coalesce(l.running, 0) < $6)
               AND ($5 = 0 OR (SELECT coalesce(sum(running), 0) FROM load) < $5)
             ORDER BY g.priority DESC, coalesce(l.running, 0), g.project_id
        ), fresh AS MATERIALIZED (
            SELECT due.* FROM turns t CROSS JOIN LATERAL
                (SELECT id, status AS was, false AS crashed, attempt_open FROM flow_executions e
                  WHERE status = 'queued' AND e.priority = t.priority AND e.project_id = t.project_id
                    AND not_before <= now() AND (deadline IS NULL OR deadline > now()) AND browser = ANY ($7)
                  ORDER BY not_before, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) due
             LIMIT 1
        ), claimed AS (
            UPDATE flow_executions e
               SET status = 'running', epoch = e.epoch + 1, crashes = e.crashes + pick.crashed::int,
                   attempt = e.attempt + (NOT pick.attempt_open)::int, attempt_open = true,
                   worker_id = $1, worker_name = $2, lease_until = now() + $3,
                   started_at = coalesce(e.started_at, now()),
                   attempt_started_at = CASE WHEN pick.attempt_open THEN e.attempt_started_at ELSE now() END
              FROM (SELECT * FROM expired UNION ALL SELECT * FROM fresh) pick
             WHERE e.id = pick.id
            RETURNING e.*, pick.was, pick.crashed, NOT pick.attempt_open AS begins
        )
        SELECT c.id AS "id!", c.run_id AS "run_id!", c.project_id AS "project_id!", c.epoch AS "epoch!",
               c.attempt AS "attempt!", c.crashed AS "crashed!", c.begins AS "begins!", c.flow_name AS "flow_name!",
               c.document AS "document!", c.params AS "params!: Json<Map<String, Value>>",
               c.env AS "env!: Json<Map<String, Value>>", r.options AS "options!: Json<Map<String, Value>>", c.session, c.retries_left AS "retries_left!",
               c.timeout_seconds, c.deadline, (c.was <> 'running' AND r.claims = 1) AS "first!",
               told.head AS "head!", told.at AS "at!", set_config('synchronous_commit', 'off', true) AS relaxed
          FROM claimed c
         CROSS JOIN LATERAL count_change(c.run_id, c.was, 'running') r
         CROSS JOIN LATERAL append_events(
                'run:' || c.run_id, c.project_id,
                CASE WHEN c.begins THEN CASE WHEN c.was <> 'running' AND r.claims = 1 THEN ARRAY['run.started'] ELSE '{}' END
                    || ARRAY['execution.started'] ELSE '{}' END,
                CASE WHEN c.begins THEN CASE WHEN c.was <> 'running' AND r.claims = 1
                            THEN ARRAY[json_build_object('test_run_id', c.run_id)::text] ELSE '{}' END
                    || ARRAY[json_build_object('execution_id', c.id, 'attempt', c.attempt, 'worker', $2::text,
                                               'resumed', false)::text] ELSE '{}' END) told"#,
        by.worker_id.0,
        clean(&by.worker_name),
        lease,
        int(by.max_crashes.max(1)),
        int(by.caps.running),
        int(by.caps.running_per_project),
        &by.wanted(),
    );
    Ok(row.fetch_optional(connection).await?.map(|row| row.claimed(by)))
}

/// What the statement answers; `relaxed` is there for its effect.
struct Row {
    id: Uuid,
    run_id: Uuid,
    project_id: Uuid,
    epoch: i64,
    attempt: i32,
    crashed: bool,
    begins: bool,
    flow_name: String,
    document: Value,
    params: Json<Map<String, Value>>,
    env: Json<Map<String, Value>>,
    options: Json<Map<String, Value>>,
    session: Option<Value>,
    retries_left: i32,
    timeout_seconds: Option<f64>,
    deadline: Option<DateTime<Utc>>,
    first: bool,
    /// 0 when nothing was told.
    head: i64,
    at: DateTime<Utc>,
    #[expect(dead_code, reason = "the statement switches the wait for the disk off by it")]
    relaxed: Option<String>,
}

impl Row {
    fn claimed(self, by: &ClaimBy) -> Claimed {
        let (run_id, project_id) = (self.run_id.into(), self.project_id.into());
        let mut claimed = Claimed {
            id: self.id.into(),
            run_id,
            project_id,
            worker_id: by.worker_id,
            worker_name: clean(&by.worker_name),
            epoch: self.epoch,
            attempt: count(self.attempt),
            resuming_crash: self.crashed,
            started_before: !self.begins,
            flow_name: self.flow_name,
            document: self.document,
            params: self.params.0,
            env: self.env.0,
            options: self.options.0,
            session: self.session,
            journal: Vec::new(),
            retries_left: count(self.retries_left),
            timeout_seconds: self.timeout_seconds,
            deadline: self.deadline,
            committed: Committed::nothing(project_id, run_topic(run_id)),
        };
        if self.head > 0 {
            let events = told(&claimed, self.first);
            claimed.committed = Committed::new(project_id, run_topic(run_id), self.head, self.at, events);
        }
        claimed
    }
}

/// The events that the statement appended.
fn told(claimed: &Claimed, first: bool) -> Vec<Event> {
    let mut events = Vec::new();
    if first {
        events.push(Event::RunStarted { test_run_id: claimed.run_id });
    }
    events.push(Event::ExecutionStarted {
        execution_id: claimed.id,
        attempt: claimed.attempt,
        worker: claimed.worker_name.clone(),
        resumed: false,
    });
    events
}
