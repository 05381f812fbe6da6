//! What executions ask people, and what they propose.

use poem_openapi::{OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{Area, Shared};
use crate::{
    body::Body,
    caller::{Approve, Caller, Read, Run},
    problem::Problem,
    wire::{
        approval::{
            AnswerApproval, ApprovalAnswer, DecideProposal, ExecutionApproval, ExecutionApprovalList, FlowProposal,
            FlowProposalList, ProposalDecision,
        },
        flow::Flow,
    },
};

pub struct ApprovalsApi;

#[OpenApi(prefix_path = "/api/v1")]
impl ApprovalsApi {
    /// List the questions that an execution has asked, oldest first.
    #[oai(
        path = "/executions/:id/approvals",
        method = "get",
        operation_id = "listExecutionApprovals",
        tag = "Area::Runs"
    )]
    async fn list(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Json<ExecutionApprovalList>, Problem> {
        let items = state.store.permissions().list(caller.project, id.0.into()).await?;
        Ok(Json(ExecutionApprovalList { items: items.into_iter().map(Into::into).collect() }))
    }

    /// Answer a question of an execution.
    ///
    /// The execution is `waiting` until then: a model is about to pay, delete or send something, or a step of the flow asks
    /// (`approve`, `ask`, `takeover`, `breakpoint`). 409 when it was answered before, 422 when the answer does not fit.
    #[oai(
        path = "/executions/:id/approvals",
        method = "post",
        operation_id = "answerExecutionApproval",
        tag = "Area::Runs"
    )]
    async fn answer(
        &self,
        state: Shared<'_>,
        caller: Caller<Approve>,
        id: Path<Uuid>,
        asked: Body<AnswerApproval>,
    ) -> Result<Json<ExecutionApproval>, Problem> {
        let AnswerApproval { approval_id, decision, comment, answer } = asked.value;
        let approve = decision == ApprovalAnswer::Approve;
        caller.note("target", format!("executions/{}", id.0));
        caller.note("decision", if approve { "approve" } else { "deny" });
        let said = (approve, caller.name.as_str(), comment.as_deref());
        let (row, committed) = state
            .store
            .permissions()
            .decide(caller.project, id.0.into(), approval_id.into(), said, answer.as_ref())
            .await?;
        state.live.publish(&committed).await;
        Ok(Json(row.into()))
    }

    /// List the versions that executions propose for a flow, newest first.
    ///
    /// Recorded from what a model did, or with a locator that was healed.
    #[oai(path = "/flows/:id/proposals", method = "get", operation_id = "listFlowProposals", tag = "Area::Flows")]
    async fn proposals(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Json<FlowProposalList>, Problem> {
        state.store.flows().get(caller.project, id.0.into()).await?;
        let items = state.store.proposals().list(caller.project, id.0.into()).await?;
        Ok(Json(FlowProposalList { items: items.into_iter().map(Into::into).collect() }))
    }

    /// Get one proposal for a flow.
    #[oai(
        path = "/flows/:id/proposals/:proposal_id",
        method = "get",
        operation_id = "getFlowProposal",
        tag = "Area::Flows"
    )]
    async fn proposal(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        proposal_id: Path<Uuid>,
    ) -> Result<Json<FlowProposal>, Problem> {
        let row = state.store.proposals().get(caller.project, id.0.into(), proposal_id.0.into()).await?;
        Ok(Json(row.into()))
    }

    /// Take a proposal over, or dismiss it.
    ///
    /// One that is taken over becomes the flow's newest version, which needs approval as any other. 409 when the flow has changed
    /// since the execution that proposes it.
    #[oai(
        path = "/flows/:id/proposals/:proposal_id",
        method = "post",
        operation_id = "decideFlowProposal",
        tag = "Area::Flows"
    )]
    async fn decide(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
        proposal_id: Path<Uuid>,
        asked: Body<DecideProposal>,
    ) -> Result<Json<Flow>, Problem> {
        let accept = asked.value.decision == ProposalDecision::Accept;
        let proposals = state.store.proposals();
        let flow = proposals.decide(caller.project, id.0.into(), proposal_id.0.into(), accept, &caller.name).await?;
        Ok(Json(flow.into()))
    }
}
