//! Generations: flows that a model writes for a prompt. Claimed, leased and fenced as executions are.

use std::time::Duration;

use serde_json::Value;
use sqlx::{PgConnection, PgPool};

use super::{
    Conflict, Error, Idempotency, NewFlow, NewTestSession,
    events::append,
    flows::insert_version,
    words::{clean, int},
};
use crate::domain::{
    event::{Event, generation_topic},
    ids::{FlowId, ProjectId, TestSessionId, WorkerId},
    journal::Committed,
};

pub struct Generations<'a> {
    pub(super) pool: &'a PgPool,
}

/// A generation that a worker holds.
#[derive(Clone, Debug)]
pub struct GenerationLease {
    pub id: TestSessionId,
    pub project: ProjectId,
    pub worker: WorkerId,
    /// The fencing number of every write.
    pub epoch: i64,
}

/// What a worker has claimed.
#[derive(Clone, Debug)]
pub struct ClaimedGeneration {
    pub lease: GenerationLease,
    pub request: Value,
    pub progress: Value,
}

/// Whether a worker still holds a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobHold {
    Held,
    /// Somebody wants it to end.
    CancelRequested,
    Lost,
}

/// A generation as clients see it.
#[derive(Clone, Debug, PartialEq)]
pub struct GenerationRow {
    /// `queued`, `running`, `ready`, `failed` or `cancelled`.
    pub status: String,
    pub message: Option<String>,
    pub findings: Value,
    pub progress: Value,
}

/// How a generation ended.
#[derive(Clone, Debug)]
pub struct GenerationEnd {
    /// Why there are no flows; absent: there are.
    pub failed: Option<String>,
    /// The drafts, and what is known about each.
    pub flows: Vec<(NewFlow, Value)>,
    /// The scripted model wrote them.
    pub demo: bool,
    /// Somebody wanted it to end.
    pub cancelled: bool,
}

impl Generations<'_> {
    /// Stores what is asked for, as a test session that has no flows yet.
    ///
    /// # Errors
    /// [`Error::Limit`] when a hundred generations of the project wait.
    pub async fn create(
        &self,
        project: ProjectId,
        new: NewTestSession,
        request: &Value,
    ) -> Result<(TestSessionId, Committed), Error> {
        self.create_once(project, new, request, None).await
    }

    /// As [`Self::create`]; the same key again answers with what it has made, and nothing was committed.
    ///
    /// # Errors
    /// Also [`Error::Conflict`] when the key was used with another body.
    pub async fn create_once(
        &self,
        project: ProjectId,
        new: NewTestSession,
        request: &Value,
        idempotency: Option<&Idempotency>,
    ) -> Result<(TestSessionId, Committed), Error> {
        let id = TestSessionId::new();
        let mut tx = self.pool.begin().await?;
        if let Some(key) = idempotency
            && !take_key(&mut tx, project, key, id).await?
        {
            tx.rollback().await?;
            return self.replay(project, key).await;
        }
        let waiting = sqlx::query_scalar!(
            r#"SELECT count(*) AS "waiting!" FROM generations WHERE status IN ('queued', 'running') AND project_id = $1"#,
            project.0
        );
        if waiting.fetch_one(&mut *tx).await? >= 100 {
            let message = "100 generations of the project wait already; try again when some are done".to_owned();
            return Err(Error::Limit { limit: "generations", message });
        }
        sqlx::query!(
            "INSERT INTO test_sessions (id, project_id, title, prompt, base_url, status)
             VALUES ($1, $2, $3, $4, $5, 'generating')",
            id.0,
            project.0,
            clean(&new.title),
            clean(&new.prompt),
            new.base_url.as_deref().map(clean)
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "INSERT INTO generations (test_session_id, project_id, request) VALUES ($1, $2, $3::text::json)",
            id.0,
            project.0,
            request.to_string()
        )
        .execute(&mut *tx)
        .await?;
        let event = Event::GenerationQueued { test_session_id: id };
        let committed = append(&mut tx, project, generation_topic(id), vec![event]).await?;
        tx.commit().await?;
        Ok((id, committed))
    }

    /// What the first request with this key made.
    async fn replay(&self, project: ProjectId, key: &Idempotency) -> Result<(TestSessionId, Committed), Error> {
        let known = sqlx::query!(
            "SELECT test_session_id, body_sha256 FROM idempotency_keys WHERE project_id = $1 AND key = $2",
            project.0,
            key.key
        )
        .fetch_optional(self.pool)
        .await?
        .ok_or_else(|| Error::not_found("idempotency key", &key.key))?;
        match known.test_session_id.filter(|_| known.body_sha256 == key.body_sha256) {
            Some(id) => {
                let id = id.into();
                Ok((id, Committed::nothing(project, generation_topic(id))))
            }
            None => {
                let message = format!("the idempotency key `{}` was used with another body; take a new key", key.key);
                Err(Error::conflict(Conflict::IdempotencyBody, message))
            }
        }
    }

    /// Asks for the end of a generation: at once when nobody has it yet. `false`: it is over.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the test session was not made by a model.
    pub async fn cancel(&self, project: ProjectId, id: TestSessionId) -> Result<(bool, Option<Committed>), Error> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query_scalar!(
            "UPDATE generations
                SET cancel_requested = true,
                    status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END,
                    finished_at = CASE WHEN status = 'queued' THEN now() END
              WHERE test_session_id = $1 AND project_id = $2 AND status IN ('queued', 'running') RETURNING status",
            id.0,
            project.0
        );
        let Some(status) = row.fetch_optional(&mut *tx).await? else {
            self.get(project, id).await?;
            return Ok((false, None));
        };
        if status != "cancelled" {
            tx.commit().await?;
            return Ok((true, None));
        }
        sqlx::query!("UPDATE test_sessions SET status = 'cancelled', updated_at = now() WHERE id = $1", id.0)
            .execute(&mut *tx)
            .await?;
        let event = Event::GenerationFinished { test_session_id: id, status, flows: 0, demo: false, message: None };
        let committed = append(&mut tx, project, generation_topic(id), vec![event]).await?;
        tx.commit().await?;
        Ok((true, Some(committed)))
    }

    /// # Errors
    /// [`Error::NotFound`] when the test session was not made by a model.
    pub async fn get(&self, project: ProjectId, id: TestSessionId) -> Result<GenerationRow, Error> {
        let row = sqlx::query_as!(
            GenerationRow,
            "SELECT status, message, findings, progress FROM generations WHERE test_session_id = $1 AND project_id = $2",
            id.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("generation", id))
    }

    /// Takes the lease on the oldest generation that waits or whose worker is silent. One over which `max_crashes` workers
    /// died is ended by [`Self::bury`].
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn claim_next(
        &self,
        worker: WorkerId,
        lease: Duration,
        max_crashes: u32,
    ) -> Result<Option<ClaimedGeneration>, Error> {
        let row = sqlx::query!(
            r#"WITH next AS MATERIALIZED (
                SELECT test_session_id FROM generations
                 WHERE (status = 'queued' OR (status = 'running' AND lease_until < now())) AND crashes < $3
                 ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            UPDATE generations g
               SET crashes = g.crashes + (g.status = 'running')::int, status = 'running', worker_id = $1,
                   epoch = g.epoch + 1, lease_until = now() + $2::float8 * interval '1 second'
              FROM next n WHERE g.test_session_id = n.test_session_id
            RETURNING g.test_session_id, g.project_id, g.epoch, g.request, g.progress"#,
            worker.0,
            lease.as_secs_f64(),
            int(max_crashes)
        );
        let row = row.fetch_optional(self.pool).await?;
        Ok(row.map(|row| ClaimedGeneration {
            lease: GenerationLease {
                id: row.test_session_id.into(),
                project: row.project_id.into(),
                worker,
                epoch: row.epoch,
            },
            request: row.request,
            progress: row.progress,
        }))
    }

    /// Holds on for another `lease`.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn renew(&self, held: &GenerationLease, lease: Duration) -> Result<JobHold, Error> {
        let renewed = sqlx::query_scalar!(
            "UPDATE generations SET lease_until = now() + $3::float8 * interval '1 second'
              WHERE test_session_id = $1 AND epoch = $2 AND status = 'running' RETURNING cancel_requested",
            held.id.0,
            held.epoch,
            lease.as_secs_f64()
        );
        Ok(match renewed.fetch_optional(self.pool).await? {
            None => JobHold::Lost,
            Some(true) => JobHold::CancelRequested,
            Some(false) => JobHold::Held,
        })
    }

    /// Gives it back unharmed: the worker goes away.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn release(&self, held: &GenerationLease) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE generations SET status = 'queued', worker_id = NULL, lease_until = NULL
              WHERE test_session_id = $1 AND epoch = $2 AND status = 'running'",
            held.id.0,
            held.epoch
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// Notes how far it is, and tells.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn note(&self, held: &GenerationLease, progress: &Value, events: Vec<Event>) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let noted = sqlx::query!(
            "UPDATE generations SET progress = $3::text::json, crashes = 0
              WHERE test_session_id = $1 AND epoch = $2 AND status = 'running'",
            held.id.0,
            held.epoch,
            progress.to_string()
        );
        if noted.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(Error::Fenced);
        }
        let committed = append(&mut tx, held.project, generation_topic(held.id), events).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Stores the drafts and the end in one transaction.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn finish(&self, held: &GenerationLease, end: GenerationEnd) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let status = match (end.cancelled, &end.failed) {
            (true, _) => "cancelled",
            (false, Some(_)) => "failed",
            (false, None) => "ready",
        };
        let ended = sqlx::query!(
            "UPDATE generations SET status = $3, message = $4, finished_at = now(), lease_until = NULL
              WHERE test_session_id = $1 AND epoch = $2 AND status = 'running'",
            held.id.0,
            held.epoch,
            status,
            end.failed.as_deref().map(clean)
        );
        if ended.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(Error::Fenced);
        }
        let (mut findings, mut flows) = (Vec::new(), 0);
        for (flow, mut about) in end.flows {
            let id = insert_flow(&mut tx, held, &flow).await?;
            about["flow_id"] = id.to_string().into();
            findings.push(about);
            flows += 1;
        }
        sqlx::query!(
            "UPDATE generations SET findings = $2::text::json WHERE test_session_id = $1",
            held.id.0,
            Value::Array(findings).to_string()
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!("UPDATE test_sessions SET status = $2, updated_at = now() WHERE id = $1", held.id.0, status)
            .execute(&mut *tx)
            .await?;
        let event = Event::GenerationFinished {
            test_session_id: held.id,
            status: status.into(),
            flows,
            demo: end.demo,
            message: end.failed,
        };
        let committed = append(&mut tx, held.project, generation_topic(held.id), vec![event]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Ends those over which too many workers died; at most a hundred.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn bury(&self, max_crashes: u32) -> Result<Vec<Committed>, Error> {
        let nobody = WorkerId::new();
        let dead = sqlx::query!(
            "UPDATE generations SET epoch = epoch + 1, worker_id = $2, lease_until = now() + interval '5 seconds'
              WHERE test_session_id IN (SELECT test_session_id FROM generations
                                         WHERE status = 'running' AND lease_until < now() AND crashes >= $1 LIMIT 100)
             RETURNING test_session_id, project_id, epoch",
            int(max_crashes),
            nobody.0
        );
        let mut ended = Vec::new();
        for row in dead.fetch_all(self.pool).await? {
            let lease = GenerationLease {
                id: row.test_session_id.into(),
                project: row.project_id.into(),
                worker: nobody,
                epoch: row.epoch,
            };
            let failed = Some("The workers that had it died one after another, so it is not tried again.".to_owned());
            match self.finish(&lease, GenerationEnd { failed, flows: Vec::new(), demo: false, cancelled: false }).await
            {
                Ok(committed) => ended.push(committed),
                Err(Error::Fenced) => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(ended)
    }
}

/// Whether this request is the first one with its key; a request at the same time with the same key waits here.
async fn take_key(
    tx: &mut PgConnection,
    project: ProjectId,
    key: &Idempotency,
    id: TestSessionId,
) -> Result<bool, Error> {
    let taken = sqlx::query!(
        "INSERT INTO idempotency_keys AS k (project_id, key, body_sha256, test_session_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (project_id, key) DO UPDATE
            SET body_sha256 = excluded.body_sha256, test_session_id = excluded.test_session_id, test_run_id = NULL,
                created_at = now()
          WHERE k.created_at < now() - interval '24 hours'",
        project.0,
        key.key,
        &key.body_sha256[..],
        id.0
    );
    Ok(taken.execute(tx).await?.rows_affected() == 1)
}

async fn insert_flow(tx: &mut PgConnection, held: &GenerationLease, flow: &NewFlow) -> Result<FlowId, Error> {
    let id = FlowId::new();
    sqlx::query!(
        "INSERT INTO flows (id, project_id, test_session_id, name, version) VALUES ($1, $2, $3, $4, $5)",
        id.0,
        held.project.0,
        held.id.0,
        clean(&flow.name),
        flow.hash
    )
    .execute(&mut *tx)
    .await?;
    insert_version(tx, id, flow).await?;
    Ok(id)
}
