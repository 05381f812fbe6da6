//! Measurements of flows against faults. Claimed, leased and fenced as generations are.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    Error, JobHold,
    events::append,
    words::{clean, int},
};
use crate::domain::{
    event::Event,
    ids::{FlowId, MutationScoreId, ProjectId, ProposalId, WorkerId},
    journal::Committed,
    mutation::{HealingProof, Mutant, MutantResult, MutationTally, mutation_topic},
};

pub struct MutationScores<'a> {
    pub(super) pool: &'a PgPool,
}

/// What is to be measured.
#[derive(Clone, Debug)]
pub struct NewMutationScore {
    pub flow: FlowId,
    pub version: String,
    pub request: Value,
    pub asked_by: String,
}

/// A measurement that a worker holds.
#[derive(Clone, Debug)]
pub struct MutationLease {
    pub id: MutationScoreId,
    pub project: ProjectId,
    pub flow: FlowId,
    pub epoch: i64,
    /// Of a proof: the proposal that it is about, and the faults that must be caught.
    pub proof: Option<(ProposalId, usize)>,
}

/// What a worker has claimed.
#[derive(Clone, Debug)]
pub struct ClaimedMutationScore {
    pub lease: MutationLease,
    pub request: Value,
    pub progress: Value,
}

/// How a measurement ended.
#[derive(Clone, Debug)]
pub struct MutationEnd {
    /// `ready`, `failed` or `cancelled`.
    pub status: &'static str,
    pub message: Option<String>,
    pub mutants: Vec<MutantResult>,
    /// Each of `mutants` as it was put in.
    pub plan: Vec<Mutant>,
    pub tally: MutationTally,
}

impl MutationEnd {
    /// An end without a score: `failed` or `cancelled`.
    #[must_use]
    pub fn without_score(status: &'static str, message: Option<String>) -> Self {
        Self { status, message, mutants: Vec::new(), plan: Vec::new(), tally: MutationTally::default() }
    }

    /// What it says about a healed version, of which `before` faults must be caught.
    #[must_use]
    pub fn proves(&self, before: usize) -> HealingProof {
        let failed = match self.status {
            "ready" => None,
            "cancelled" => Some("It was cancelled.".to_owned()),
            _ => Some(self.message.clone().unwrap_or_else(|| "The faults could not be tried.".to_owned())),
        };
        HealingProof::decided(before, &self.mutants, failed)
    }
}

/// A measurement as clients see it.
#[derive(Clone, Debug, PartialEq)]
pub struct MutationScoreRow {
    pub id: MutationScoreId,
    pub flow_id: FlowId,
    pub version: String,
    /// `queued`, `running`, `ready`, `failed` or `cancelled`.
    pub status: String,
    pub message: Option<String>,
    pub asked_by: String,
    pub mutants: Value,
    pub tally: Value,
    pub score: Option<f64>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl MutationScores<'_> {
    /// Stores what is to be measured; when the version is being measured, answers with that measurement (and `None`).
    ///
    /// # Errors
    /// [`Error::Limit`] when twenty measurements of the project wait.
    pub async fn create(
        &self,
        project: ProjectId,
        new: NewMutationScore,
    ) -> Result<(MutationScoreId, Option<Committed>), Error> {
        let id = MutationScoreId::new();
        let mut tx = self.pool.begin().await?;
        let waiting = sqlx::query_scalar!(
            r#"SELECT count(*) AS "waiting!" FROM mutation_scores WHERE status IN ('queued', 'running') AND project_id = $1"#,
            project.0
        );
        if waiting.fetch_one(&mut *tx).await? >= 20 {
            let message =
                "20 mutation scores of the project are being measured; try again when some are done".to_owned();
            return Err(Error::Limit { limit: "mutation_scores", message });
        }
        let inserted = sqlx::query!(
            "INSERT INTO mutation_scores (id, project_id, flow_id, version, request, asked_by)
             VALUES ($1, $2, $3, $4, $5::text::json, $6)
             ON CONFLICT (flow_id, version) WHERE status IN ('queued', 'running') AND proposal_id IS NULL DO NOTHING",
            id.0,
            project.0,
            new.flow.0,
            new.version,
            new.request.to_string(),
            clean(&new.asked_by)
        );
        if inserted.execute(&mut *tx).await?.rows_affected() == 0 {
            tx.rollback().await?;
            let open = self.newest(project, new.flow, &new.version).await?;
            return open.map(|row| (row.id, None)).ok_or_else(|| Error::not_found("mutation score", new.flow));
        }
        let event = Event::MutationQueued { mutation_score_id: id, flow_id: new.flow, version: new.version };
        let committed = append(&mut tx, project, mutation_topic(id), vec![event]).await?;
        tx.commit().await?;
        Ok((id, Some(committed)))
    }

    /// The newest measurement of a version: one that is under way before one that is over.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn newest(
        &self,
        project: ProjectId,
        flow: FlowId,
        version: &str,
    ) -> Result<Option<MutationScoreRow>, Error> {
        let row = sqlx::query_as!(
            MutationScoreRow,
            "SELECT id, flow_id, version, status, message, asked_by, mutants, tally, score, created_at, finished_at
               FROM mutation_scores
              WHERE flow_id = $1 AND version = $2 AND project_id = $3 AND proposal_id IS NULL ORDER BY id DESC LIMIT 1",
            flow.0,
            version,
            project.0
        );
        Ok(row.fetch_optional(self.pool).await?)
    }

    /// The newest measurement of a version that came to a score.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn newest_ready(
        &self,
        project: ProjectId,
        flow: FlowId,
        version: &str,
    ) -> Result<Option<MutationScoreRow>, Error> {
        let row = sqlx::query_as!(
            MutationScoreRow,
            "SELECT id, flow_id, version, status, message, asked_by, mutants, tally, score, created_at, finished_at
               FROM mutation_scores
              WHERE flow_id = $1 AND version = $2 AND project_id = $3 AND status = 'ready' AND proposal_id IS NULL
              ORDER BY id DESC LIMIT 1",
            flow.0,
            version,
            project.0
        );
        Ok(row.fetch_optional(self.pool).await?)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: MutationScoreId) -> Result<MutationScoreRow, Error> {
        let row = sqlx::query_as!(
            MutationScoreRow,
            "SELECT id, flow_id, version, status, message, asked_by, mutants, tally, score, created_at, finished_at
               FROM mutation_scores WHERE id = $1 AND project_id = $2",
            id.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("mutation score", id))
    }

    /// Asks for the end of what is under way for a version: at once when nobody has it yet. `false`: nothing is under way.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn cancel(
        &self,
        project: ProjectId,
        flow: FlowId,
        version: &str,
    ) -> Result<(bool, Option<Committed>), Error> {
        let mut tx = self.pool.begin().await?;
        let row = sqlx::query!(
            "UPDATE mutation_scores
                SET cancel_requested = true,
                    status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END,
                    finished_at = CASE WHEN status = 'queued' THEN now() END
              WHERE flow_id = $1 AND version = $2 AND project_id = $3 AND status IN ('queued', 'running')
                AND proposal_id IS NULL
             RETURNING id, status",
            flow.0,
            version,
            project.0
        );
        let Some(row) = row.fetch_optional(&mut *tx).await? else { return Ok((false, None)) };
        let mut committed = None;
        if row.status == "cancelled" {
            let id = row.id.into();
            let tally = MutationTally::default();
            let event = Event::MutationFinished {
                mutation_score_id: id,
                flow_id: flow,
                status: row.status,
                score: None,
                tally,
                message: None,
            };
            committed = Some(append(&mut tx, project, mutation_topic(id), vec![event]).await?);
        }
        tx.commit().await?;
        Ok((true, committed))
    }

    /// Takes the lease on the oldest measurement that waits or whose worker is silent. One over which `max_crashes` workers died is
    /// ended by [`Self::bury`].
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn claim_next(
        &self,
        worker: WorkerId,
        lease: Duration,
        max_crashes: u32,
    ) -> Result<Option<ClaimedMutationScore>, Error> {
        let row = sqlx::query!(
            r#"WITH next AS MATERIALIZED (
                SELECT id FROM mutation_scores
                 WHERE (status = 'queued' OR (status = 'running' AND lease_until < now())) AND crashes < $3
                 ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            UPDATE mutation_scores m
               SET crashes = m.crashes + (m.status = 'running')::int, status = 'running', worker_id = $1,
                   epoch = m.epoch + 1, lease_until = now() + $2::float8 * interval '1 second'
              FROM next n WHERE m.id = n.id
            RETURNING m.id, m.project_id, m.flow_id, m.epoch, m.request, m.progress, m.proposal_id"#,
            worker.0,
            lease.as_secs_f64(),
            int(max_crashes)
        );
        let row = row.fetch_optional(self.pool).await?;
        Ok(row.map(|row| ClaimedMutationScore {
            lease: MutationLease {
                id: row.id.into(),
                project: row.project_id.into(),
                flow: row.flow_id.into(),
                epoch: row.epoch,
                proof: proof_of(row.proposal_id, &row.request),
            },
            request: row.request,
            progress: row.progress,
        }))
    }

    /// Holds on for another `lease`.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn renew(&self, held: &MutationLease, lease: Duration) -> Result<JobHold, Error> {
        let renewed = sqlx::query_scalar!(
            "UPDATE mutation_scores SET lease_until = now() + $3::float8 * interval '1 second'
              WHERE id = $1 AND epoch = $2 AND status = 'running' RETURNING cancel_requested",
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
    pub async fn release(&self, held: &MutationLease) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE mutation_scores SET status = 'queued', worker_id = NULL, lease_until = NULL
              WHERE id = $1 AND epoch = $2 AND status = 'running'",
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
    pub async fn note(&self, held: &MutationLease, progress: &Value, events: Vec<Event>) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        let noted = sqlx::query!(
            "UPDATE mutation_scores SET progress = $3::text::json, crashes = 0
              WHERE id = $1 AND epoch = $2 AND status = 'running'",
            held.id.0,
            held.epoch,
            progress.to_string()
        );
        if noted.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(Error::Fenced);
        }
        let committed = append(&mut tx, held.project, mutation_topic(held.id), events).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Stores the result and the end in one transaction.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn finish(&self, held: &MutationLease, end: MutationEnd) -> Result<Committed, Error> {
        let score = end.tally.score().filter(|_| end.status == "ready");
        let mut tx = self.pool.begin().await?;
        let ended = sqlx::query!(
            "UPDATE mutation_scores
                SET status = $3, message = $4, mutants = $5::text::json, tally = $6::text::json, score = $7,
                    plan = $8::text::json, finished_at = now(), lease_until = NULL
              WHERE id = $1 AND epoch = $2 AND status = 'running'",
            held.id.0,
            held.epoch,
            end.status,
            end.message.as_deref().map(clean),
            serde_json::to_string(&end.mutants).unwrap_or_else(|_| "[]".into()),
            serde_json::to_string(&end.tally).unwrap_or_else(|_| "{}".into()),
            score,
            serde_json::to_string(&end.plan).unwrap_or_else(|_| "[]".into())
        );
        if ended.execute(&mut *tx).await?.rows_affected() == 0 {
            return Err(Error::Fenced);
        }
        if let Some((proposal, before)) = held.proof {
            let proof = serde_json::to_string(&end.proves(before)).unwrap_or_default();
            sqlx::query!("UPDATE flow_proposals SET proof = $2::text::json WHERE id = $1", proposal.0, proof)
                .execute(&mut *tx)
                .await?;
        }
        let event = Event::MutationFinished {
            mutation_score_id: held.id,
            flow_id: held.flow,
            status: end.status.into(),
            score,
            tally: end.tally,
            message: end.message,
        };
        let committed = append(&mut tx, held.project, mutation_topic(held.id), vec![event]).await?;
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
            "UPDATE mutation_scores SET epoch = epoch + 1, worker_id = $2, lease_until = now() + interval '5 seconds'
              WHERE id IN (SELECT id FROM mutation_scores
                            WHERE status = 'running' AND lease_until < now() AND crashes >= $1 LIMIT 100)
             RETURNING id, project_id, flow_id, epoch, request, proposal_id",
            int(max_crashes),
            nobody.0
        );
        let mut ended = Vec::new();
        for row in dead.fetch_all(self.pool).await? {
            let lease = MutationLease {
                id: row.id.into(),
                project: row.project_id.into(),
                flow: row.flow_id.into(),
                epoch: row.epoch,
                proof: proof_of(row.proposal_id, &row.request),
            };
            let message = "The workers that had it died one after another, so it is not tried again.".to_owned();
            match self.finish(&lease, MutationEnd::without_score("failed", Some(message))).await {
                Ok(committed) => ended.push(committed),
                Err(Error::Fenced) => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(ended)
    }
}

/// The proposal that a measurement is about, and how many faults it is to show caught.
fn proof_of(proposal: Option<Uuid>, request: &Value) -> Option<(ProposalId, usize)> {
    Some((proposal?.into(), request["again"].as_array().map_or(0, Vec::len)))
}
