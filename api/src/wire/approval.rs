//! Questions that executions ask people, and versions that they propose.

use chrono::{DateTime, Utc};
use flowtilla_shared::{
    domain::mutation::{self, ProofStatus},
    store::{PermissionRow, ProposalRow},
};
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::domain::{Document, Domain};

/// What a person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ApprovalAnswer {
    Approve,
    Deny,
}

/// An answer to a question of an execution.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerApproval {
    /// From the event `execution.approval_requested`, or from the list.
    pub approval_id: Uuid,
    pub decision: ApprovalAnswer,
    pub comment: Option<String>,
    /// The value that an `ask` wants; only beside `approve`.
    pub answer: Option<Value>,
}

/// A question of an execution: before a model does what cannot be undone, or by a step that asks a person.
#[derive(Clone, Debug, Object)]
pub struct ExecutionApproval {
    pub id: Uuid,
    pub execution_id: Uuid,
    pub attempt: u32,
    /// The step that waits: `steps[3].turn[0].steps[1]`.
    pub path: String,
    /// What would be done.
    pub action: String,
    /// Why a person is asked.
    pub why: String,
    /// `approve` (yes or no), `ask` (a value), `takeover` (hands on the browser) or `breakpoint`.
    pub kind: String,
    /// The JSON Schema that the value of an `ask` must fit; null: a text that is not empty.
    #[oai(nullable)]
    pub schema: Option<Value>,
    /// What the person said to an `ask`.
    #[oai(nullable)]
    pub answer: Option<Value>,
    /// `open`, `approved` or `denied`.
    pub status: String,
    #[oai(nullable)]
    pub decided_by: Option<String>,
    #[oai(nullable)]
    pub comment: Option<String>,
    pub created_at: DateTime<Utc>,
    #[oai(nullable)]
    pub decided_at: Option<DateTime<Utc>>,
}

/// Every question of an execution, oldest first.
#[derive(Clone, Debug, Object)]
pub struct ExecutionApprovalList {
    pub items: Vec<ExecutionApproval>,
}

impl From<PermissionRow> for ExecutionApproval {
    fn from(row: PermissionRow) -> Self {
        Self {
            id: row.id.0,
            execution_id: row.execution_id.0,
            attempt: row.attempt,
            path: row.path,
            action: row.action,
            why: row.why,
            kind: row.kind.as_str().to_owned(),
            schema: row.schema,
            answer: row.answer,
            status: row.status.as_str().to_owned(),
            decided_by: row.decided_by,
            comment: row.comment,
            created_at: row.created_at,
            decided_at: row.decided_at,
        }
    }
}

/// What becomes of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ProposalDecision {
    Accept,
    Dismiss,
}

/// A decision about a proposal.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideProposal {
    pub decision: ProposalDecision,
}

/// Whether a healed version still notices the faults that the version before it noticed.
#[derive(Clone, Debug, Object)]
pub struct HealingProof {
    /// `not_measured`: the version before it has no mutation score. `running`: its faults are being tried again. `held`: every one is
    /// still caught. `lost`: some are missed. `unclear`: some could not be tried, or the healed version does not pass without a fault.
    pub status: Domain<ProofStatus>,
    /// Faults that the version before it caught.
    pub before: u32,
    /// How many of them it catches.
    pub caught: u32,
    /// Those that it misses.
    pub missed: Vec<String>,
    /// Those of which nobody can say.
    pub unclear: Vec<String>,
    #[oai(nullable)]
    pub message: Option<String>,
}

impl From<mutation::HealingProof> for HealingProof {
    fn from(proof: mutation::HealingProof) -> Self {
        let mutation::HealingProof { status, before, caught, missed, unclear, message } = proof;
        Self { status: Domain(status), before, caught, missed, unclear, message }
    }
}

/// A version of a flow that an execution proposes.
#[derive(Clone, Debug, Object)]
pub struct FlowProposal {
    pub id: Uuid,
    pub flow_id: Uuid,
    /// `recorded`: what a model did, as steps that need none. `healed`: a locator that no longer matched.
    pub kind: String,
    /// The hash of the version that was executed.
    pub based_on: String,
    /// The hash of the version that it would be.
    pub version: String,
    pub document: Domain<Document>,
    /// Warnings about the document.
    pub lint: Vec<Value>,
    /// What was changed, place by place.
    pub changes: Vec<Value>,
    /// It is taken over by itself when its proof holds: its run healed by `auto`, passed, and was started by a key that may `approve`.
    pub auto: bool,
    /// Of one that was healed: whether it still notices what the version before it noticed.
    pub proof: HealingProof,
    pub execution_id: Uuid,
    /// `open`, `accepted` or `dismissed`.
    pub status: String,
    #[oai(nullable)]
    pub decided_by: Option<String>,
    #[oai(nullable)]
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// The newest proposals for a flow, newest first.
#[derive(Clone, Debug, Object)]
pub struct FlowProposalList {
    pub items: Vec<FlowProposal>,
}

impl From<ProposalRow> for FlowProposal {
    fn from(row: ProposalRow) -> Self {
        let list = |value: Value| if let Value::Array(items) = value { items } else { Vec::new() };
        Self {
            id: row.id.0,
            flow_id: row.flow_id.0,
            kind: row.kind,
            based_on: row.based_on,
            version: row.hash,
            document: Domain(Document(row.document)),
            lint: list(row.lint),
            changes: list(row.changes),
            auto: row.auto,
            proof: row.proof.into(),
            execution_id: row.execution_id.0,
            status: row.status.as_str().to_owned(),
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            created_at: row.created_at,
        }
    }
}
