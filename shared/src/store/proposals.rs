//! Versions that executions propose: made by workers, taken over or dismissed by people.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Approval, Conflict, Decision, Error, FlowRow, Flows, NewFlow, events::append, words::clean};
use crate::domain::{
    event::{Event, run_topic},
    ids::{ExecutionId, FlowId, MutationScoreId, ProjectId, ProposalId},
    journal::{Committed, Lease},
    mutation::{HealingProof, Mutant, MutantResult, caught},
    status::words,
};

words! {
    /// What became of a proposal.
    ProposalStatus { Open = "open", Accepted = "accepted", Dismissed = "dismissed" }
}

/// Longest time for the proof of a healed version, in seconds; faults that are not tried then leave it unclear.
const PROOF_SECONDS: u64 = 600;
/// Who takes a proven version over when its run says so.
const BY_ITSELF: &str = "healing (auto)";

pub struct Proposals<'a> {
    pub(super) pool: &'a PgPool,
}

/// A version that an execution proposes.
#[derive(Clone, Debug, PartialEq)]
pub struct NewProposal {
    /// `recorded` or `healed`.
    pub kind: &'static str,
    pub hash: String,
    pub document: Value,
    pub lint: Value,
    /// What was changed: a list of `{path, …}`.
    pub changes: Value,
    /// Of healed steps: the targets that were lost, and those in their place.
    pub healed: Vec<(Value, Value)>,
    /// It is to be taken over by itself once it is proven; the run passed, and was started by somebody who may approve.
    pub auto: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProposalRow {
    pub id: ProposalId,
    pub flow_id: FlowId,
    pub kind: String,
    pub based_on: String,
    pub hash: String,
    pub document: Value,
    pub lint: Value,
    pub changes: Value,
    pub auto: bool,
    pub proof: HealingProof,
    pub execution_id: ExecutionId,
    pub status: ProposalStatus,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl Proposals<'_> {
    /// Notes what the holder of the lease proposes, and tells its run. Nothing for an execution of no stored flow, and for a
    /// version that the flow has or that was proposed before. Where the version that was executed has a mutation score, the proof of a
    /// healed one begins.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn add(&self, lease: &Lease, new: &NewProposal) -> Result<Option<Committed>, Error> {
        let id = ProposalId::new();
        let mut tx = self.pool.begin().await?;
        let added = sqlx::query!(
            "INSERT INTO flow_proposals (id, project_id, flow_id, kind, based_on, hash, document, lint, changes, auto, execution_id)
             SELECT $1, e.project_id, e.flow_id, $4, coalesce(e.flow_version, ''), $5, $6::text::json, $7::text::json, $8::text::json, $9,
                    e.id
               FROM flow_executions e JOIN flows f ON f.id = e.flow_id AND f.deleted_at IS NULL
              WHERE e.id = $2 AND e.epoch = $3 AND e.project_id = f.project_id
                AND NOT EXISTS (SELECT FROM flow_versions v WHERE v.flow_id = e.flow_id AND v.hash = $5)
             ON CONFLICT (flow_id, hash) DO NOTHING
             RETURNING flow_id, based_on",
            id.0,
            lease.id.0,
            lease.epoch,
            new.kind,
            new.hash,
            new.document.to_string(),
            new.lint.to_string(),
            new.changes.to_string(),
            new.auto
        );
        let Some(row) = added.fetch_optional(&mut *tx).await? else { return Ok(None) };
        let flow: FlowId = row.flow_id.into();
        if new.kind == "healed" {
            begin_proof(&mut tx, (lease.project_id, flow, id), &row.based_on, new).await?;
        }
        let event = Event::FlowProposed {
            execution_id: lease.id,
            flow_id: flow,
            proposal_id: id,
            kind: new.kind.to_owned(),
            version: new.hash.clone(),
        };
        let committed = append(&mut tx, lease.project_id, run_topic(lease.run_id), vec![event]).await?;
        tx.commit().await?;
        Ok(Some(committed))
    }

    /// The newest hundred of a flow, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self, project: ProjectId, flow: FlowId) -> Result<Vec<ProposalRow>, Error> {
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT id, flow_id, kind, based_on, hash, document, lint, changes, auto, proof, execution_id,
                      status AS "status: ProposalStatus", decided_by, decided_at, created_at
                 FROM flow_proposals WHERE project_id = $1 AND flow_id = $2 ORDER BY id DESC LIMIT 100"#,
            project.0,
            flow.0
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(Into::into).collect())
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, flow: FlowId, id: ProposalId) -> Result<ProposalRow, Error> {
        let row = sqlx::query_as!(
            Stored,
            r#"SELECT id, flow_id, kind, based_on, hash, document, lint, changes, auto, proof, execution_id,
                      status AS "status: ProposalStatus", decided_by, decided_at, created_at
                 FROM flow_proposals WHERE project_id = $1 AND flow_id = $2 AND id = $3"#,
            project.0,
            flow.0,
            id.0
        );
        row.fetch_optional(self.pool).await?.map(Into::into).ok_or_else(|| Error::not_found("proposal", id))
    }

    /// Takes a healed version over that has been proven, when its run was started by somebody who may approve and said so (`auto`). When
    /// the version that was executed was approved, so is the new one, except where a project wants four eyes. `false`: that is for a person
    /// to decide, for the run did not say so, the flow has changed meanwhile, or somebody has decided. Doing it again changes nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn accept_proven(&self, project: ProjectId, flow: FlowId, id: ProposalId) -> Result<bool, Error> {
        let refused = |cause: &Error| matches!(cause, Error::Conflict { .. } | Error::NotFound { .. });
        let proposal = self.get(project, flow, id).await?;
        if !proposal.auto {
            return Ok(false);
        }
        match self.decide(project, flow, id, true, BY_ITSELF).await {
            Ok(_) => {}
            Err(cause) if refused(&cause) => {}
            Err(cause) => return Err(cause),
        }
        // an earlier claim may have come so far
        let now = self.get(project, flow, id).await?;
        if now.status != ProposalStatus::Accepted || now.decided_by.as_deref() != Some(BY_ITSELF) {
            return Ok(false);
        }
        let flows = Flows { pool: self.pool };
        if flows.version(project, flow, &proposal.based_on).await?.approval == Approval::Approved {
            let comment = format!("It notices every fault that `{}` noticed.", proposal.based_on);
            match flows.approve(project, flow, &now.hash, Decision::Approved, Some(comment), BY_ITSELF).await {
                Ok(_) => {}
                Err(cause) if refused(&cause) => {}
                Err(cause) => return Err(cause),
            }
        }
        Ok(true)
    }

    /// Decides about an open proposal. One that is taken over becomes the flow's newest version, which waits for approval.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] when it was decided before, or the flow has changed since the execution.
    pub async fn decide(
        &self,
        project: ProjectId,
        flow: FlowId,
        id: ProposalId,
        accept: bool,
        by: &str,
    ) -> Result<FlowRow, Error> {
        let proposal = self.get(project, flow, id).await?;
        let flows = Flows { pool: self.pool };
        let now = flows.get(project, flow).await?;
        if accept && now.version.hash != proposal.based_on {
            let message = format!(
                "the flow has changed since: its newest version is `{}`, and the proposal is based on `{}`; execute it again",
                now.version.hash, proposal.based_on
            );
            return Err(Error::conflict(Conflict::Version, message));
        }
        let status = if accept { ProposalStatus::Accepted } else { ProposalStatus::Dismissed };
        let decided = sqlx::query!(
            "UPDATE flow_proposals SET status = $4, decided_by = $5, decided_at = now()
              WHERE id = $1 AND project_id = $2 AND flow_id = $3 AND status = 'open'",
            id.0,
            project.0,
            flow.0,
            status.as_str(),
            clean(by)
        );
        if decided.execute(self.pool).await?.rows_affected() == 0 {
            let message = format!("the proposal `{id}` was decided before: it is {}", proposal.status);
            return Err(Error::conflict(Conflict::Version, message));
        }
        if !accept {
            return Ok(now);
        }
        let ProposalRow { document, hash, lint, .. } = proposal;
        let name = now.name;
        // where four eyes are wanted, a machine does not approve what it wrote
        let author = (by == BY_ITSELF).then_some(by);
        let new = NewFlow { name, document, hash, lint, test_session: None, approved_by: None };
        flows.update_by(project, flow, new, author).await
    }
}

/// Puts the faults that the version before caught into a measurement of the healed one.
async fn begin_proof(
    tx: &mut PgConnection,
    (project, flow, proposal): (ProjectId, FlowId, ProposalId),
    based_on: &str,
    new: &NewProposal,
) -> Result<(), Error> {
    let measured = sqlx::query!(
        "SELECT request, mutants, plan FROM mutation_scores
          WHERE project_id = $1 AND flow_id = $2 AND version = $3 AND status = 'ready' AND proposal_id IS NULL
          ORDER BY id DESC LIMIT 1",
        project.0,
        flow.0,
        based_on
    );
    let Some(row) = measured.fetch_optional(&mut *tx).await? else { return Ok(()) };
    let results: Vec<MutantResult> = serde_json::from_value(row.mutants).unwrap_or_default();
    let plan: Vec<Mutant> = serde_json::from_value(row.plan).unwrap_or_default();
    let again = caught(&results, &plan, &new.healed);
    if again.is_empty() {
        return Ok(());
    }
    let request = json!({
        "document": new.document,
        "params": row.request.get("params").cloned().unwrap_or_else(|| json!({})),
        "most": again.len(),
        "seconds": PROOF_SECONDS,
        "again": again,
    });
    sqlx::query!(
        "INSERT INTO mutation_scores (id, project_id, flow_id, version, request, asked_by, proposal_id)
         VALUES ($1, $2, $3, $4, $5::text::json, $6, $7)",
        MutationScoreId::new().0,
        project.0,
        flow.0,
        new.hash,
        request.to_string(),
        "healing",
        proposal.0
    )
    .execute(&mut *tx)
    .await?;
    let proof = serde_json::to_string(&HealingProof::of(again.len())).unwrap_or_default();
    sqlx::query!("UPDATE flow_proposals SET proof = $2::text::json WHERE id = $1", proposal.0, proof)
        .execute(&mut *tx)
        .await?;
    Ok(())
}

struct Stored {
    id: Uuid,
    flow_id: Uuid,
    kind: String,
    based_on: String,
    hash: String,
    document: Value,
    lint: Value,
    changes: Value,
    auto: bool,
    proof: Value,
    execution_id: Uuid,
    status: ProposalStatus,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl From<Stored> for ProposalRow {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id.into(),
            flow_id: row.flow_id.into(),
            kind: row.kind,
            based_on: row.based_on,
            hash: row.hash,
            document: row.document,
            lint: row.lint,
            changes: row.changes,
            auto: row.auto,
            proof: serde_json::from_value(row.proof).unwrap_or_default(),
            execution_id: row.execution_id.into(),
            status: row.status,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            created_at: row.created_at,
        }
    }
}
