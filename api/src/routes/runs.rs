//! Test runs: execute, watch, report, cancel, repeat.

use flowtilla_shared::{
    domain::{event::run_topic, status::Status},
    store::{ExecutionFilter, RerunOnly, RunRow},
};
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{Area, Shared, event_logs, waiting};
use crate::{
    answer::Accepted,
    body::Body,
    caller::{Caller, Read, Run},
    execute,
    problem::Problem,
    report::{Report, ReportFormat},
    wire::{
        domain::{Document, Domain},
        page::{self, List},
        part::Part,
        run::{AcceptedRun, EventList, ExecuteFlows, ExecutionSummary, FlowExecution, Rerun, TestRun, TestRunSummary},
    },
};

pub struct RunsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Runs")]
impl RunsApi {
    /// Execute flows.
    ///
    /// Takes flows inline (they count as approved by the caller), stored flows by id, or a whole test session. The executions are
    /// durable when this answers. A repeated request with the same `Idempotency-Key` and body makes nothing new and gets the same answer.
    #[oai(path = "/execute-flows", method = "post", operation_id = "executeFlows")]
    async fn execute(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        /// Makes the request safe to repeat for a day; any text of up to 255 characters.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        asked: Body<ExecuteFlows>,
    ) -> Result<Accepted<AcceptedRun>, Problem> {
        let accepted = execute::execute(&state, &caller, asked, idempotency_key.0).await?;
        Ok(Accepted::new(format!("/api/v1/test-runs/{}", accepted.test_run_id), accepted))
    }

    /// List test runs, newest first.
    ///
    /// By `cursor`, or by `page` and `size`.
    #[oai(path = "/test-runs", method = "get", operation_id = "listTestRuns")]
    async fn list(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        /// Only runs of this status.
        status: Query<Option<Domain<Status>>>,
        /// Go on after this place: the `next_cursor` of the answer before.
        cursor: Query<Option<String>>,
        /// Number of the page, from 1.
        page: Query<Option<u32>>,
        /// Items in a part, 1 to 200; 50 when absent.
        size: Query<Option<u32>>,
    ) -> Result<Json<List<TestRunSummary>>, Problem> {
        let asked = page::asked(cursor.0, page.0, size.0)?;
        let part = state.store.runs().list(caller.project, &asked, status.0.map(|status| status.0)).await?;
        let ids: Vec<_> = part.items.iter().map(|run| run.id).collect();
        let mut names = state.store.runs().names(caller.project, &ids).await?;
        let named = |run: RunRow| TestRunSummary { name: names.remove(&run.id), ..run.into() };
        Ok(Json(List::of(&asked, part, named)))
    }

    /// Get a test run with its executions.
    ///
    /// With `wait_seconds` it answers when the run is over, or when the time is up.
    #[oai(path = "/test-runs/:id", method = "get", operation_id = "getTestRun")]
    async fn get(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// How long to wait for the end of the run, 0 to 60 seconds.
        wait_seconds: Query<Option<u32>>,
    ) -> Result<Json<TestRun>, Problem> {
        let wait = waiting::wait_of(wait_seconds.0)?;
        if !wait.is_zero() {
            waiting::until_over(&state, caller.project, id.0.into(), wait).await?;
        }
        Ok(Json(state.store.runs().get(caller.project, id.0.into()).await?.into()))
    }

    /// Read the event log of a test run.
    ///
    /// The same envelopes that sockets and streams carry, in order and without holes.
    #[oai(path = "/test-runs/:id/events", method = "get", operation_id = "listTestRunEvents")]
    async fn events(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Only events with a number above this one.
        after: Query<Option<i64>>,
        /// Events in a part, 1 to 1000; 100 when absent.
        limit: Query<Option<u32>>,
    ) -> Result<Json<EventList>, Problem> {
        let part = Part::asked(after.0, limit.0)?;
        state.store.runs().summary(caller.project, id.0.into()).await?;
        event_logs::read(&state, caller.project, &run_topic(id.0.into()), part).await.map(Json)
    }

    /// Get a report on a test run.
    ///
    /// `junit` for CI servers, `html` for people (one file with its pictures), `json` for programs.
    #[oai(path = "/test-runs/:id/report", method = "get", operation_id = "getTestRunReport")]
    async fn report(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// `html` when absent.
        format: Query<Option<ReportFormat>>,
    ) -> Result<Report, Problem> {
        let detail = state.store.runs().get(caller.project, id.0.into()).await?;
        Report::write(&state, detail, format.0.unwrap_or(ReportFormat::Html)).await
    }

    /// Cancel a test run.
    ///
    /// What waits never starts; what runs stops within seconds. Cancelling a run that is over changes nothing.
    #[oai(path = "/test-runs/:id/cancel", method = "post", operation_id = "cancelTestRun")]
    async fn cancel(&self, state: Shared<'_>, caller: Caller<Run>, id: Path<Uuid>) -> Result<Json<TestRun>, Problem> {
        execute::cancel(&state, &caller, id.0.into()).await?;
        Ok(Json(state.store.runs().get(caller.project, id.0.into()).await?.into()))
    }

    /// Execute the flows of a test run again.
    ///
    /// The same documents, params and options, as a new run.
    #[oai(path = "/test-runs/:id/rerun", method = "post", operation_id = "rerunTestRun")]
    async fn rerun(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
        asked: crate::body::Optional<Rerun>,
    ) -> Result<Accepted<AcceptedRun>, Problem> {
        let asked = asked.0.unwrap_or_default();
        let only = match (asked.only_failed.unwrap_or(false), asked.executions) {
            (true, Some(_)) => {
                return Err(Problem::bad_request("Give either `only_failed` or `executions`."));
            }
            (true, None) => RerunOnly::Failed,
            (false, Some(ids)) if ids.is_empty() => {
                return Err(Problem::invalid("`executions` names no execution.", Vec::new()));
            }
            (false, Some(ids)) => RerunOnly::These(ids.into_iter().map(Into::into).collect()),
            (false, None) => RerunOnly::All,
        };
        let accepted = execute::rerun(&state, &caller, id.0.into(), only).await?;
        Ok(Accepted::new(format!("/api/v1/test-runs/{}", accepted.test_run_id), accepted))
    }

    /// List executions, newest first.
    ///
    /// Of all runs, without steps and artifacts. By `cursor`.
    #[oai(path = "/executions", method = "get", operation_id = "listExecutions")]
    async fn executions(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        /// Only executions of this status.
        status: Query<Option<Domain<Status>>>,
        /// Only executions of this flow: the id of a stored one, or the whole name of any.
        flow: Query<Option<String>>,
        /// Go on after this place: the `next_cursor` of the answer before.
        cursor: Query<Option<String>>,
        /// Items in a part, 1 to 200; 50 when absent.
        size: Query<Option<u32>>,
    ) -> Result<Json<List<ExecutionSummary>>, Problem> {
        let asked = page::asked(cursor.0, None, size.0)?;
        let id: Option<Uuid> = flow.0.as_deref().and_then(|flow| flow.parse().ok());
        let only = ExecutionFilter {
            status: status.0.map(|status| status.0),
            flow: id.map(Into::into),
            flow_name: flow.0.filter(|_| id.is_none()),
        };
        let part = state.store.executions().list(caller.project, &asked, &only).await?;
        Ok(Json(List::of(&asked, part, Into::into)))
    }

    /// Get one execution.
    #[oai(path = "/executions/:id", method = "get", operation_id = "getExecution")]
    async fn execution(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Json<FlowExecution>, Problem> {
        let mut execution: FlowExecution = state.store.executions().get(caller.project, id.0.into()).await?.into();
        execution.document =
            Some(Domain(Document(state.store.executions().document(caller.project, id.0.into()).await?)));
        Ok(Json(execution))
    }
}
