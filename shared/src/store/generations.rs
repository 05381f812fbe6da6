//! Generations: flows that a model writes for a prompt. Claimed, leased and fenced as executions are.

use std::time::Duration;

use serde_json::Value;
use sqlx::{PgConnection, PgPool};

use super::{
    Error, NewFlow, NewTestSession,
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

/// A generation as clients see it.
#[derive(Clone, Debug, PartialEq)]
pub struct GenerationRow {
    /// `queued`, `running`, `ready` or `failed`.
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
        let id = TestSessionId::new();
        let mut tx = self.pool.begin().await?;
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

    /// Holds on for another `lease`; `false` when it is lost.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn renew(&self, held: &GenerationLease, lease: Duration) -> Result<bool, Error> {
        let renewed = sqlx::query!(
            "UPDATE generations SET lease_until = now() + $3::float8 * interval '1 second'
              WHERE test_session_id = $1 AND epoch = $2 AND status = 'running'",
            held.id.0,
            held.epoch,
            lease.as_secs_f64()
        );
        Ok(renewed.execute(self.pool).await?.rows_affected() == 1)
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
        let status = if end.failed.is_some() { "failed" } else { "ready" };
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
            match self.finish(&lease, GenerationEnd { failed, flows: Vec::new(), demo: false }).await {
                Ok(committed) => ended.push(committed),
                Err(Error::Fenced) => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(ended)
    }
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
