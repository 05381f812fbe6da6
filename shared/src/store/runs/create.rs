//! Accepting a run: its row, its executions and their first events, in one durable transaction.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::{PgConnection, postgres::types::PgInterval};

use super::{CreatedRun, Idempotency, NewExecution, NewRun, Runs};
use crate::{
    domain::{
        event::{Event, run_topic},
        ids::{ExecutionId, ProjectId, TestRunId, TestSessionId},
        journal::Committed,
    },
    store::{
        Conflict, Error,
        events::append,
        quotas::check_quotas,
        words::{clean, int},
    },
};

/// Executions go to the database in statements of about this size, far below the gigabyte that a value may have.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

impl Runs<'_> {
    /// Stores the run, its executions and their first events in one durable transaction.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the idempotency key was used with another body, [`Error::Limit`] when too many wait,
    /// [`Error::Invalid`] when there is nothing to execute.
    pub async fn create(&self, new: NewRun) -> Result<CreatedRun, Error> {
        if new.executions.is_empty() {
            return Err(Error::Invalid { message: "a test run needs at least one flow".into() });
        }
        let id = TestRunId::new();
        let mut tx = self.pool.begin().await?;
        if let Some(idempotency) = &new.idempotency
            && !take_key(&mut tx, new.project, idempotency, id).await?
        {
            tx.rollback().await?;
            return self.replay(new.project, idempotency).await;
        }
        check_quotas(&mut tx, new.project, new.executions.len(), new.quotas).await?;
        insert_run(&mut tx, id, &new).await?;
        let ids = insert_executions(&mut tx, id, &new).await?;
        let queued = ids.into_iter().zip(&new.executions);
        let queued = queued.map(|(id, new)| (id, new.flow_name.clone(), cleaned(&new.labels)));
        let events = first_events(id, new.test_session, queued.collect());
        let committed = append(&mut tx, new.project, run_topic(id), events).await?;
        tx.commit().await?;
        self.created(new.project, id, false, committed).await
    }

    /// The answer that the first request with this key got.
    async fn replay(&self, project: ProjectId, idempotency: &Idempotency) -> Result<CreatedRun, Error> {
        let known = sqlx::query!(
            "SELECT test_run_id, body_sha256 FROM idempotency_keys WHERE project_id = $1 AND key = $2",
            project.0,
            idempotency.key
        )
        .fetch_optional(self.pool)
        .await?
        .ok_or_else(|| Error::not_found("idempotency key", &idempotency.key))?;
        let run = known.test_run_id.filter(|_| known.body_sha256 == idempotency.body_sha256);
        let Some(run) = run else {
            let message =
                format!("the idempotency key `{}` was used with another body; take a new key", idempotency.key);
            return Err(Error::conflict(Conflict::IdempotencyBody, message));
        };
        let id = run.into();
        self.created(project, id, true, Committed::nothing(project, run_topic(id))).await
    }

    pub(super) async fn created(
        &self,
        project: ProjectId,
        id: TestRunId,
        replayed: bool,
        committed: Committed,
    ) -> Result<CreatedRun, Error> {
        let (run, executions) = tokio::try_join!(self.summary(project, id), self.execution_rows(project, id))?;
        Ok(CreatedRun { run, executions, replayed, committed })
    }
}

/// Whether this request is the first one with its key; a request at the same time with the same key waits here.
async fn take_key(tx: &mut PgConnection, project: ProjectId, key: &Idempotency, id: TestRunId) -> Result<bool, Error> {
    let taken = sqlx::query!(
        "INSERT INTO idempotency_keys AS k (project_id, key, body_sha256, test_run_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (project_id, key) DO UPDATE
            SET body_sha256 = excluded.body_sha256, test_run_id = excluded.test_run_id, test_session_id = NULL,
                created_at = now()
          WHERE k.created_at < now() - interval '24 hours'",
        project.0,
        key.key,
        &key.body_sha256[..],
        id.0
    );
    Ok(taken.execute(tx).await?.rows_affected() == 1)
}

async fn insert_run(tx: &mut PgConnection, id: TestRunId, new: &NewRun) -> Result<(), Error> {
    let timeout = new.timeout.map(PgInterval::try_from).transpose();
    let timeout = timeout.map_err(|_| Error::Invalid { message: "the run's time-out is too long".into() })?;
    sqlx::query!(
        "INSERT INTO test_runs
                (id, project_id, test_session_id, options, priority, queued, not_before, timeout_seconds, deadline)
         VALUES ($1, $2, $3, $4::text::json, $5, $6, coalesce($7, now()), $8, coalesce($7, now()) + $9::interval)",
        id.0,
        new.project.0,
        new.test_session.map(|session| session.0),
        new.options.to_string(),
        new.priority.rank(),
        i32::try_from(new.executions.len()).unwrap_or(i32::MAX),
        new.not_before,
        new.timeout.map(|timeout| timeout.as_secs_f64()),
        timeout
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn insert_executions(tx: &mut PgConnection, run: TestRunId, new: &NewRun) -> Result<Vec<ExecutionId>, Error> {
    let ids: Vec<ExecutionId> = new.executions.iter().map(|_| ExecutionId::new()).collect();
    for batch in batches(&ids, &new.executions) {
        insert_batch(tx, run, batch).await?;
    }
    Ok(ids)
}

/// The rows as JSON arrays of bounded size.
fn batches(ids: &[ExecutionId], executions: &[NewExecution]) -> Vec<String> {
    let mut batches: Vec<String> = Vec::new();
    for (at, (id, new)) in ids.iter().zip(executions).enumerate() {
        let row = row(at, *id, new).to_string();
        match batches.last_mut() {
            Some(batch) if batch.len() < BATCH_BYTES => {
                batch.push(',');
                batch.push_str(&row);
            }
            _ => batches.push(format!("[{row}")),
        }
    }
    batches.iter_mut().for_each(|batch| batch.push(']'));
    batches
}

async fn insert_batch(tx: &mut PgConnection, run: TestRunId, rows: String) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO flow_executions
                (id, run_id, project_id, flow_id, flow_version, flow_name, position, document, params, env, priority,
                 timeout_seconds, deadline, retries, retries_left, labels, browser, not_before, rung_at)
         SELECT e.id, r.id, r.project_id, e.flow_id, e.version, e.flow_name, e.position, e.document::json,
                e.params::json, e.env::json, r.priority, e.timeout_seconds, r.deadline, e.retries, e.retries,
                e.labels::jsonb, coalesce(e.browser, 'chromium'), r.not_before, CASE WHEN r.not_before <= now() THEN now() END
           FROM test_runs r
           CROSS JOIN json_to_recordset($2::text::json) AS e (id uuid, flow_id uuid, version text, flow_name text, position int,
                document text, params text, env text, timeout_seconds double precision, retries int, labels text, browser text)
          WHERE r.id = $1",
        run.0,
        rows
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What is JSON within a row goes as text: a function that takes JSON apart refuses `\u0000` at any depth.
fn row(at: usize, id: ExecutionId, new: &NewExecution) -> Value {
    json!({
        "id": id,
        "flow_id": new.flow_id,
        "version": new.version.as_deref().map(clean),
        "flow_name": clean(&new.flow_name),
        "position": at,
        "document": new.document.to_string(),
        "params": Value::Object(new.params.clone()).to_string(),
        "env": Value::Object(new.env.clone()).to_string(),
        "timeout_seconds": new.timeout_seconds,
        "retries": int(new.retries),
        "browser": new.document.get("browser").and_then(Value::as_str).map(clean),
        "labels": json!(cleaned(&new.labels)).to_string(),
    })
}

/// Postgres stores no NUL.
fn cleaned(labels: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    labels.iter().map(|(name, value)| (clean(name), clean(value))).collect()
}

/// `run.queued`, and `execution.queued` for each.
pub(super) fn first_events(
    id: TestRunId,
    test_session_id: Option<TestSessionId>,
    queued: Vec<(ExecutionId, String, BTreeMap<String, String>)>,
) -> Vec<Event> {
    let executions = u32::try_from(queued.len()).unwrap_or(u32::MAX);
    let mut events = vec![Event::RunQueued { test_run_id: id, executions, test_session_id }];
    events.extend(queued.into_iter().map(|(execution_id, flow_name, labels)| Event::ExecutionQueued {
        execution_id,
        flow_name,
        labels,
    }));
    events
}
