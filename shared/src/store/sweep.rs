//! What a worker's sweeper does once a second: ring again, end what is overdue, note who is gone.
//!
//! Any number of sweepers may run at once; each row is taken by one of them.

use sqlx::PgPool;

use super::{
    Error, Executions,
    runs::cancel::{End, end_all, open_executions},
    words::{count, int},
};
use crate::domain::{
    flow::BrowserName,
    ids::{ExecutionId, ProjectId, TestRunId, WorkerId},
    journal::{Committed, JournalWrite, Lease},
    outcome::Outcome,
    status::Reason,
};

pub struct Sweep<'a> {
    pub(super) pool: &'a PgPool,
}

/// What [`Sweep::overdue`] did.
#[derive(Clone, Debug, Default)]
pub struct Overdue {
    /// Queued ones ended at once; publish these.
    pub committed: Vec<Committed>,
    /// Running ones whose worker was asked to stop; tell it by a control message.
    pub asked_to_stop: Vec<ExecutionId>,
    /// Handles of browser sessions of executions that were ended here; one that outlived its worker is nobody's now.
    pub sessions: Vec<serde_json::Value>,
}

impl Sweep<'_> {
    /// Executions for which the doorbell should be rung: the oldest `limit` that are due, as far as they were not rung
    /// for within a second, and those with an expired lease. They are marked as rung.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn due_rings(&self, limit: u32) -> Result<Vec<ExecutionId>, Error> {
        let rows = sqlx::query!(
            r#"
            WITH queued AS MATERIALIZED (
                SELECT id, rung_at FROM flow_executions WHERE status = 'queued' AND not_before <= now()
                 ORDER BY not_before LIMIT $1
            ), expired AS MATERIALIZED (
                SELECT id, rung_at FROM flow_executions
                 WHERE status IN ('running', 'waiting') AND lease_until < now() ORDER BY lease_until LIMIT $1
            ), silent AS MATERIALIZED (
                SELECT e.id FROM flow_executions e
                 WHERE e.id IN (SELECT id FROM (SELECT * FROM queued UNION ALL SELECT * FROM expired) due
                                 WHERE rung_at IS NULL OR rung_at < now() - interval '1 second')
                 ORDER BY e.id FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE flow_executions e SET rung_at = now() FROM silent s
             WHERE e.id = s.id AND (e.rung_at IS NULL OR e.rung_at < now() - interval '1 second')
               AND e.status IN ('queued', 'running', 'waiting')
            RETURNING e.id, set_config('synchronous_commit', 'off', true) AS relaxed"#,
            i64::from(limit)
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(|row| row.id.into()).collect())
    }

    /// Ends the executions of runs whose time is up, those that were to be cancelled by a worker that died, and poison:
    /// those over which `max_crashes` workers have died. Looks at a hundred of each at most.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn overdue(&self, max_crashes: u32) -> Result<Overdue, Error> {
        let mut overdue = Overdue::default();
        let runs = sqlx::query!(
            "SELECT id, project_id FROM test_runs r
              WHERE finished_at IS NULL AND deadline <= now()
                AND EXISTS (SELECT FROM flow_executions e
                             WHERE e.run_id = r.id
                               AND (e.status = 'queued' OR (e.status IN ('running', 'waiting') AND NOT e.cancel_requested)))
              ORDER BY deadline LIMIT 100"
        );
        for run in runs.fetch_all(self.pool).await? {
            let (committed, running) = self.time_is_up(run.project_id.into(), run.id.into()).await?;
            overdue.committed.extend(committed);
            overdue.asked_to_stop.extend(running);
        }
        let abandoned = sqlx::query!(
            "SELECT id FROM flow_executions
              WHERE status IN ('running', 'waiting') AND lease_until < now()
                AND (cancel_requested OR deadline <= now() OR crashes + 1 >= $1)
              ORDER BY lease_until LIMIT 100",
            int(max_crashes.max(1))
        );
        for row in abandoned.fetch_all(self.pool).await? {
            let (committed, session) = self.bury(row.id.into(), max_crashes).await?;
            overdue.committed.extend(committed);
            overdue.sessions.extend(session);
        }
        Ok(overdue)
    }

    /// Ends executions that have waited for a minute for a browser that no worker has. Without any worker they go on
    /// waiting. Looks at a hundred at most.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn without_browser(&self) -> Result<Vec<Committed>, Error> {
        let rows = sqlx::query!(
            "SELECT e.id, e.run_id, e.project_id, e.browser FROM flow_executions e
              WHERE e.status = 'queued' AND e.not_before < now() - interval '60 seconds' AND e.browser <> 'any'
                AND EXISTS (SELECT FROM workers w WHERE w.status = 'active' AND w.started_at < now() - interval '60 seconds')
                AND NOT EXISTS (SELECT FROM workers w
                                 WHERE (w.status <> 'gone' OR w.gone_at > now() - interval '60 seconds')
                                   AND e.browser = ANY (w.browsers))
              ORDER BY e.not_before LIMIT 100"
        );
        let mut ended = Vec::new();
        for row in rows.fetch_all(self.pool).await? {
            let name = if row.browser == "firefox" { BrowserName::Firefox } else { BrowserName::Chromium };
            let (project, run) = (ProjectId(row.project_id), TestRunId(row.run_id));
            let mut tx = self.pool.begin().await?;
            let locked = sqlx::query_scalar!(
                "SELECT id FROM flow_executions WHERE id = $1 AND status = 'queued' FOR NO KEY UPDATE",
                row.id
            );
            let locked = locked.fetch_all(&mut *tx).await?;
            let committed = end_all(&mut tx, project, run, &locked, End::NoBrowser(name)).await?;
            tx.commit().await?;
            ended.extend(Some(committed).filter(|committed| committed.head > 0));
        }
        Ok(ended)
    }

    /// Ends what waits in the run and asks what runs to stop.
    async fn time_is_up(
        &self,
        project: ProjectId,
        run: TestRunId,
    ) -> Result<(Option<Committed>, Vec<ExecutionId>), Error> {
        let mut tx = self.pool.begin().await?;
        let open = open_executions(&mut tx, run).await?;
        let asked = sqlx::query_scalar!(
            "UPDATE flow_executions SET cancel_requested = true WHERE id = ANY ($1) AND NOT cancel_requested RETURNING id",
            &open.running
        );
        let asked = asked.fetch_all(&mut *tx).await?;
        let committed = end_all(&mut tx, project, run, &open.queued, End::Timeout).await?;
        tx.commit().await?;
        Ok((Some(committed).filter(|committed| committed.head > 0), asked.into_iter().map(Into::into).collect()))
    }

    /// Takes over an execution that no worker should have again, and ends it.
    async fn bury(
        &self,
        id: ExecutionId,
        max_crashes: u32,
    ) -> Result<(Option<Committed>, Option<serde_json::Value>), Error> {
        let nobody = WorkerId::new();
        let taken = sqlx::query!(
            r#"UPDATE flow_executions
                  SET epoch = epoch + 1, crashes = crashes + 1, worker_id = $2, lease_until = now() + interval '5 seconds'
                WHERE id = $1 AND status IN ('running', 'waiting') AND lease_until < now()
                  AND (cancel_requested OR deadline <= now() OR crashes + 1 >= $3)
               RETURNING run_id, project_id, epoch, attempt, crashes, coalesce(deadline <= now(), false) AS "late!",
                         cancel_requested, session"#,
            id.0,
            nobody.0,
            int(max_crashes.max(1))
        );
        let Some(row) = taken.fetch_optional(self.pool).await? else { return Ok((None, None)) };
        let outcome = if row.late {
            Outcome::errored(Reason::Timeout, "The run's time was up, and the worker that had it is gone.")
        } else if row.cancel_requested {
            Outcome::cancelled(None)
        } else {
            let crashes = row.crashes;
            Outcome::errored(
                Reason::Poison,
                format!("{crashes} workers in a row died while they carried it out, so it is not tried again."),
            )
        };
        let lease = Lease {
            id,
            run_id: row.run_id.into(),
            project_id: row.project_id.into(),
            worker_id: nobody,
            epoch: row.epoch,
            attempt: count(row.attempt),
            retries_left: 0,
        };
        let finished = (Executions { pool: self.pool }).finish(&lease, outcome, JournalWrite::default()).await;
        match finished {
            Ok(finished) => Ok((Some(finished.committed), row.session)),
            Err(Error::Fenced) => Ok((None, None)),
            Err(cause) => Err(cause),
        }
    }

    /// Marks workers gone that were silent for over 30 s, and closes the browser sessions of workers that are gone.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn dead_workers(&self) -> Result<Vec<WorkerId>, Error> {
        let gone = sqlx::query_scalar!(
            "UPDATE workers SET status = 'gone', busy = 0, gone_at = now()
              WHERE status <> 'gone' AND heartbeat_at < now() - interval '30 seconds' RETURNING id"
        );
        let gone = gone.fetch_all(self.pool).await?;
        // a browser that a resumed execution uses was given to its new worker by then
        sqlx::query!(
            "UPDATE browser_sessions b SET closed_at = now() FROM workers w
              WHERE b.closed_at IS NULL AND w.id = b.worker_id AND w.status = 'gone'"
        )
        .execute(self.pool)
        .await?;
        Ok(gone.into_iter().map(Into::into).collect())
    }

    /// Forgets idempotency keys older than a day and workers gone for a week; at most a thousand rows each.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget(&self) -> Result<u64, Error> {
        let keys = sqlx::query!(
            "DELETE FROM idempotency_keys WHERE (project_id, key) IN
                (SELECT project_id, key FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT 1000)"
        );
        let keys = keys.execute(self.pool).await?.rows_affected();
        let workers = sqlx::query!(
            "DELETE FROM workers WHERE id IN
                (SELECT id FROM workers WHERE status = 'gone' AND gone_at < now() - interval '7 days' LIMIT 1000)"
        );
        Ok(keys + workers.execute(self.pool).await?.rows_affected())
    }
}
