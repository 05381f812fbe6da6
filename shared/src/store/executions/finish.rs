//! The end of an attempt: for good, until its retry, or handed back.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::postgres::types::PgInterval;

use super::{
    Executions, Finished,
    journal::{artifact_rows, events_of, reach_disk, step_rows},
};
use crate::{
    domain::{
        event::{Event, run_topic},
        journal::{Committed, JournalWrite, Lease, StepRecord},
        outcome::Outcome,
        status::{Change, Counts, Reason, Status, StepStatus, Verdict},
    },
    store::{
        Error,
        events::texts,
        words::{clean, count, int},
    },
};

/// Pause before the first retry; doubled for each further one.
const BACKOFF: Duration = Duration::from_secs(1);
/// Longest pause before a retry.
const BACKOFF_MOST: Duration = Duration::from_secs(60);

impl Executions<'_> {
    /// Ends the attempt: for good, or, when the verdict allows a retry and one is left, until its back-off is over.
    ///
    /// A retry is refused once a `once` step has begun (it would be done twice), when the run's time is up, and when
    /// someone asked for the end.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn finish(&self, lease: &Lease, outcome: Outcome, write: JournalWrite) -> Result<Finished, Error> {
        let outcome = match outcome.verdict {
            Verdict::Cancelled if self.time_was_up(lease).await? => {
                Outcome::errored(Reason::Timeout, "The time for the whole run was up.")
            }
            Verdict::Passed | Verdict::Failed | Verdict::Errored | Verdict::Cancelled => outcome,
        };
        let status = Status::Running.after(Change::Finished(outcome.verdict))?;
        if lease.retries_left > 0
            && may_retry(&outcome)
            && !write.finished.iter().any(once_begun)
            && let Some(finished) = self.retry(lease, &outcome, &write).await?
        {
            return Ok(finished);
        }
        self.end(lease, status, outcome, write).await
    }

    /// Hands the execution back unfinished, as a drain does. It counts neither as a crash nor as a retry.
    ///
    /// The attempt stays open: the next claim resumes it, begins anew, or ends it in doubt.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn release(
        &self,
        lease: &Lease,
        why: &str,
        not_before: Option<DateTime<Utc>>,
    ) -> Result<Finished, Error> {
        let status = Status::Running.after(Change::Released)?;
        let event = Event::ExecutionReleased {
            execution_id: lease.id,
            attempt: lease.attempt,
            why: why.to_owned(),
            not_before,
        };
        let told = texts([&event]);
        let mut connection = self.pool.acquire().await?;
        let row = sqlx::query!(
            r#"
            WITH held AS MATERIALIZED (
                SELECT id, status AS was FROM flow_executions
                 WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND status IN ('running', 'waiting')
                   FOR NO KEY UPDATE
            ), released AS (
                UPDATE flow_executions e
                   SET status = 'queued', not_before = greatest(now(), $4), worker_id = NULL, worker_name = NULL,
                       lease_until = NULL, rung_at = NULL
                  FROM held h WHERE e.id = h.id
                RETURNING e.run_id, e.project_id, h.was
            )
            SELECT told.head AS "head!", told.at AS "at!", set_config('synchronous_commit', 'off', true) AS relaxed
              FROM released e
              CROSS JOIN LATERAL count_change(e.run_id, e.was, 'queued') r
              CROSS JOIN LATERAL append_events('run:' || r.id, r.project_id, $5, $6) told"#,
            lease.id.0,
            lease.epoch,
            lease.worker_id.0,
            not_before,
            &told.types,
            &told.datas
        )
        .fetch_optional(&mut *connection)
        .await?
        .ok_or(Error::Fenced)?;
        reach_disk(&mut connection).await?;
        let committed = Committed::new(lease.project_id, run_topic(lease.run_id), row.head, row.at, vec![event]);
        Ok(Finished { status, retry_at: not_before, run_finished: false, committed })
    }

    /// Whether the sweeper asked for the end because of the run's time-out, and nobody else did.
    async fn time_was_up(&self, lease: &Lease) -> Result<bool, Error> {
        let late = sqlx::query_scalar!(
            r#"SELECT NOT cancel_requested AND coalesce(deadline <= now(), false) AS "late!" FROM test_runs WHERE id = $1"#,
            lease.run_id.0
        );
        Ok(late.fetch_one(self.pool).await?)
    }

    /// Queues the execution again, unless something that only the rows know forbids it.
    async fn retry(&self, lease: &Lease, outcome: &Outcome, write: &JournalWrite) -> Result<Option<Finished>, Error> {
        let status = Status::Running.after(Change::Released)?;
        let pause = backoff(lease.attempt);
        let interval = PgInterval::try_from(pause)
            .map_err(|_| Error::Invalid { message: "the back-off must be given in whole microseconds".into() })?;
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query!(
            r#"
            WITH held AS MATERIALIZED (
                SELECT e.id, e.status AS was FROM flow_executions e
                 WHERE e.id = $1 AND e.epoch = $2 AND e.worker_id = $3 AND e.status IN ('running', 'waiting')
                   AND NOT e.cancel_requested AND (e.deadline IS NULL OR e.deadline > now() + $4)
                   AND NOT EXISTS (SELECT FROM step_results s
                                    WHERE s.execution_id = e.id AND s.once AND s.status NOT IN ('pending', 'skipped'))
                   FOR NO KEY UPDATE OF e
            ), released AS (
                UPDATE flow_executions e
                   SET status = 'queued', not_before = date_trunc('milliseconds', now() + $4), retries_left = e.retries_left - 1,
                       earlier_attempts = e.earlier_attempts || jsonb_build_object('attempt', e.attempt, 'status', $9::text, 'reason', $10::text,
                           'message', $11::text, 'duration_ms',
                           round(extract(epoch FROM clock_timestamp() - coalesce(e.attempt_started_at, now())) * 1000)),
                       attempt_open = false, crashes = 0, session = NULL, worker_id = NULL, worker_name = NULL,
                       lease_until = NULL, rung_at = NULL
                  FROM held h CROSS JOIN LATERAL record_steps(h.id, $8, $5, $6::text::json, $7::text::json)
                 WHERE e.id = h.id
                RETURNING e.run_id, e.not_before, h.was
            )
            SELECT e.not_before FROM released e CROSS JOIN LATERAL count_change(e.run_id, e.was, 'queued')"#,
            lease.id.0,
            lease.epoch,
            lease.worker_id.0,
            interval,
            int(lease.attempt),
            step_rows(write),
            artifact_rows(&write.artifacts),
            lease.project_id.0,
            outcome.verdict.as_str(),
            outcome.reason.map(Reason::as_str),
            outcome.message.as_deref().map(clean)
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let mut events = events_of(lease, write.clone());
        events.push(Event::ExecutionReleased {
            execution_id: lease.id,
            attempt: lease.attempt,
            why: format!("retry after `{}`", outcome.verdict),
            not_before: Some(row.not_before),
        });
        let committed =
            crate::store::events::append(&mut tx, lease.project_id, run_topic(lease.run_id), events).await?;
        tx.commit().await?;
        Ok(Some(Finished { status, retry_at: Some(row.not_before), run_finished: false, committed }))
    }
    /// The last word about an execution, and, when it was the last one, about its run.
    async fn end(
        &self,
        lease: &Lease,
        status: Status,
        outcome: Outcome,
        write: JournalWrite,
    ) -> Result<Finished, Error> {
        let (steps, artifacts) = (step_rows(&write), artifact_rows(&write.artifacts));
        let mut events = events_of(lease, write);
        let told = texts(&events);
        let reason = outcome.reason.filter(|_| outcome.verdict == Verdict::Errored);
        let message = outcome.message.as_deref().map(clean);
        let mut connection = self.pool.acquire().await?;
        let row = sqlx::query!(
            r#"
            WITH held AS MATERIALIZED (
                SELECT id, project_id, status AS was FROM flow_executions
                 WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND status IN ('running', 'waiting')
                   FOR NO KEY UPDATE
            ), ended AS (
                UPDATE flow_executions e
                   SET status = $5, reason = $6, message = $7, finished_at = now(), attempt_open = false,
                       duration_ms = round(extract(epoch FROM clock_timestamp() - coalesce(e.attempt_started_at, now())) * 1000),
                       flaky = $5 = 'passed' AND EXISTS (SELECT FROM jsonb_array_elements(e.earlier_attempts) a
                                WHERE a ->> 'status' = 'failed' OR a ->> 'reason' = 'timeout'),
                       notes = $12::text::json, skipped = $13, lease_until = NULL, session = NULL
                  FROM held h CROSS JOIN LATERAL record_steps(h.id, h.project_id, $4, $8::text::json, $9::text::json)
                 WHERE e.id = h.id
                RETURNING e.id, e.run_id, e.project_id, e.duration_ms, e.flaky, h.was
            )
            SELECT e.duration_ms AS "duration_ms!", e.flaky AS "flaky!", c.finished_at IS NOT NULL AS "over!",
                   c.status AS "run_status!: Status", c.passed AS "passed!", c.failed AS "failed!",
                   c.errored AS "errored!", c.cancelled AS "cancelled!", told.head AS "head!", told.at AS "at!",
                   set_config('synchronous_commit', 'off', true) AS relaxed
              FROM ended e
              CROSS JOIN LATERAL count_change(e.run_id, e.was, $5) c
              CROSS JOIN LATERAL append_events(
                'run:' || e.run_id, e.project_id,
                $10::text[] || ARRAY['execution.finished'] || CASE WHEN c.finished_at IS NOT NULL THEN ARRAY['run.finished'] ELSE '{}' END,
                $11::text[]
                    || ARRAY[json_build_object('execution_id', e.id, 'status', $5::text, 'reason', $6::text,
                                               'message', $7::text, 'attempt', $4, 'duration_ms', e.duration_ms,
                                               'flaky', e.flaky, 'skipped', $13)::text]
                    || CASE WHEN c.finished_at IS NOT NULL THEN ARRAY[json_build_object('test_run_id', c.id, 'status', c.status,
                            'counts', json_build_object('queued', 0, 'running', 0, 'waiting', 0, 'passed', c.passed,
                                'failed', c.failed, 'errored', c.errored, 'cancelled', c.cancelled))::text]
                       ELSE '{}' END) told"#,
            lease.id.0,
            lease.epoch,
            lease.worker_id.0,
            int(lease.attempt),
            status.as_str(),
            reason.map(Reason::as_str),
            message,
            steps,
            artifacts,
            &told.types,
            &told.datas,
            json!(outcome.notes).to_string(),
            outcome.skipped
        )
        .fetch_optional(&mut *connection)
        .await?
        .ok_or(Error::Fenced)?;
        reach_disk(&mut connection).await?;
        events.push(Event::ExecutionFinished {
            execution_id: lease.id,
            status,
            reason,
            message,
            attempt: lease.attempt,
            duration_ms: u64::try_from(row.duration_ms).unwrap_or(0),
            flaky: row.flaky,
            skipped: outcome.skipped,
        });
        if row.over {
            let counts = Counts {
                passed: count(row.passed),
                failed: count(row.failed),
                errored: count(row.errored),
                cancelled: count(row.cancelled),
                ..Counts::default()
            };
            events.push(Event::RunFinished { test_run_id: lease.run_id, status: row.run_status, counts });
        }
        let committed = Committed::new(lease.project_id, run_topic(lease.run_id), row.head, row.at, events);
        Ok(Finished { status, retry_at: None, run_finished: row.over, committed })
    }
}

/// Whether another attempt could come to another verdict.
fn may_retry(outcome: &Outcome) -> bool {
    match (outcome.verdict, outcome.reason) {
        (Verdict::Failed, _) => true,
        (Verdict::Errored, Some(Reason::Infra | Reason::Timeout | Reason::Model)) => true,
        (Verdict::Errored, Some(Reason::InDoubt | Reason::Budget | Reason::Poison | Reason::Setup) | None)
        | (Verdict::Passed | Verdict::Cancelled, _) => false,
    }
}

/// Whether the step must not be done again and may have been done.
fn once_begun(step: &StepRecord) -> bool {
    step.once && !matches!(step.status, StepStatus::Pending | StepStatus::Skipped)
}

/// The pause after an attempt: 1 s, 2 s, 4 s … 60 s, and up to a quarter more, so that retries do not come in step.
fn backoff(attempt: u32) -> Duration {
    let pause = BACKOFF.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1))).min(BACKOFF_MOST);
    let jitter = pause.mul_f64(rand::random_range(0.0..0.25));
    Duration::from_millis(u64::try_from((pause + jitter).as_millis()).unwrap_or(u64::MAX))
}
