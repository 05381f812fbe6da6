//! Keeping a lease, beginning an attempt, going on with one, and noting the browser.

use std::time::Duration;

use serde_json::Value;
use sqlx::postgres::types::PgInterval;
use uuid::Uuid;

use super::{Begun, Claimed, Executions, Renewal, RenewalState};
use crate::{
    domain::{
        event::{Event, run_topic},
        ids::{ExecutionId, WorkerId},
        journal::{Committed, Lease},
    },
    store::{
        Error, NewBrowserSession,
        events::texts,
        words::{clean, int},
    },
};

impl Executions<'_> {
    /// Extends every lease that this worker still holds, in one statement.
    ///
    /// # Errors
    /// [`Error::Unavailable`]; then nothing is known about any of them.
    pub async fn renew(
        &self,
        worker: WorkerId,
        held: &[(ExecutionId, i64)],
        lease: Duration,
    ) -> Result<Vec<Renewal>, Error> {
        if held.is_empty() {
            return Ok(Vec::new());
        }
        let (ids, epochs): (Vec<Uuid>, Vec<i64>) = held.iter().map(|(id, epoch)| (id.0, *epoch)).unzip();
        let lease = PgInterval::try_from(lease)
            .map_err(|_| Error::Invalid { message: "the lease must be given in whole microseconds".into() })?;
        let rows = sqlx::query!(
            r#"
            WITH held AS MATERIALIZED (
                SELECT e.id FROM flow_executions e JOIN unnest($2::uuid[], $3::bigint[]) h (id, epoch) USING (id, epoch)
                 WHERE e.worker_id = $1 AND e.status IN ('running', 'waiting')
                 ORDER BY e.id FOR NO KEY UPDATE OF e
            )
            UPDATE flow_executions e SET lease_until = now() + $4 FROM held WHERE e.id = held.id
            RETURNING e.id, e.cancel_requested, set_config('synchronous_commit', 'off', true) AS relaxed"#,
            worker.0,
            &ids,
            &epochs,
            lease
        )
        .fetch_all(self.pool)
        .await?;
        let state = |id: &ExecutionId| match rows.iter().find(|row| row.id == id.0) {
            Some(row) if row.cancel_requested => RenewalState::CancelRequested,
            Some(_) => RenewalState::Held,
            None => RenewalState::Lost,
        };
        Ok(held.iter().map(|(id, _)| Renewal { id: *id, state: state(id) }).collect())
    }

    /// Begins an attempt from step 0. An attempt that began with its claim costs no statement here.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn begin_attempt(&self, claimed: &Claimed) -> Result<Begun, Error> {
        if !claimed.started_before {
            return Ok(Begun { lease: claimed.lease(), committed: claimed.committed.clone() });
        }
        let lease = Lease { attempt: claimed.attempt + 1, ..claimed.lease() };
        let event = Event::ExecutionStarted {
            execution_id: lease.id,
            attempt: lease.attempt,
            worker: claimed.worker_name.clone(),
            resumed: false,
        };
        let told = texts([&event]);
        let row = sqlx::query!(
            r#"
            WITH begun AS (
                UPDATE flow_executions
                   SET attempt = $4, attempt_open = true, attempt_started_at = now(), session = NULL,
                       earlier_attempts = earlier_attempts || jsonb_build_object('attempt', attempt, 'status', 'restarted', 'message',
                           'The worker or its browser was gone; the flow began anew', 'duration_ms',
                           round(extract(epoch FROM now() - coalesce(attempt_started_at, now())) * 1000))
                 WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND status IN ('running', 'waiting')
                RETURNING run_id, project_id
            )
            SELECT told.head AS "head!", told.at AS "at!", set_config('synchronous_commit', 'off', true) AS relaxed
              FROM begun b CROSS JOIN LATERAL append_events('run:' || b.run_id, b.project_id, $5, $6) told"#,
            lease.id.0,
            lease.epoch,
            lease.worker_id.0,
            int(lease.attempt),
            &told.types,
            &told.datas
        )
        .fetch_optional(self.pool)
        .await?
        .ok_or(Error::Fenced)?;
        let committed = Committed::new(lease.project_id, run_topic(lease.run_id), row.head, row.at, vec![event]);
        Ok(Begun { lease, committed })
    }

    /// Goes on with the attempt of the worker before, in the browser that still answers.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn resume(&self, claimed: &Claimed) -> Result<Begun, Error> {
        let lease = claimed.lease();
        let event = Event::ExecutionStarted {
            execution_id: lease.id,
            attempt: lease.attempt,
            worker: claimed.worker_name.clone(),
            resumed: true,
        };
        let committed = self.tell(&lease, vec![event]).await?;
        Ok(Begun { lease, committed })
    }

    /// Notes where the browser answers, and that it was opened.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn set_session(
        &self,
        lease: &Lease,
        handle: &Value,
        browser: &NewBrowserSession,
    ) -> Result<Committed, Error> {
        let event = Event::BrowserOpened {
            execution_id: lease.id,
            browser_session_id: browser.id,
            browser: browser.browser.clone(),
        };
        let told = texts([&event]);
        let row = sqlx::query!(
            r#"
            WITH held AS (
                UPDATE flow_executions SET session = $4::text::json
                 WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND status IN ('running', 'waiting')
                RETURNING id, run_id, project_id
            ), opened AS (
                INSERT INTO browser_sessions (id, project_id, execution_id, worker_id, worker_name, browser)
                SELECT $5, h.project_id, h.id, $3, $6, $7 FROM held h
                ON CONFLICT (id) DO UPDATE SET worker_id = excluded.worker_id, worker_name = excluded.worker_name,
                                               closed_at = NULL
            )
            SELECT told.head AS "head!", told.at AS "at!", set_config('synchronous_commit', 'off', true) AS relaxed
              FROM held h CROSS JOIN LATERAL append_events('run:' || h.run_id, h.project_id, $8, $9) told"#,
            lease.id.0,
            lease.epoch,
            lease.worker_id.0,
            handle.to_string(),
            browser.id.0,
            clean(&browser.worker_name),
            clean(&browser.browser),
            &told.types,
            &told.datas
        )
        .fetch_optional(self.pool)
        .await?
        .ok_or(Error::Fenced)?;
        Ok(Committed::new(lease.project_id, run_topic(lease.run_id), row.head, row.at, vec![event]))
    }

    /// Appends events and nothing else, as the holder of the lease.
    async fn tell(&self, lease: &Lease, events: Vec<Event>) -> Result<Committed, Error> {
        let told = texts(&events);
        let row = sqlx::query!(
            r#"
            WITH held AS MATERIALIZED (
                SELECT run_id, project_id FROM flow_executions
                 WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND status IN ('running', 'waiting')
                   FOR NO KEY UPDATE
            )
            SELECT told.head AS "head!", told.at AS "at!", set_config('synchronous_commit', 'off', true) AS relaxed
              FROM held h CROSS JOIN LATERAL append_events('run:' || h.run_id, h.project_id, $4, $5) told"#,
            lease.id.0,
            lease.epoch,
            lease.worker_id.0,
            &told.types,
            &told.datas
        )
        .fetch_optional(self.pool)
        .await?
        .ok_or(Error::Fenced)?;
        Ok(Committed::new(lease.project_id, run_topic(lease.run_id), row.head, row.at, events))
    }
}
