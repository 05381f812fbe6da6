//! Events: what every socket, stream and log carries. The set only grows; fields are only added.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    agent::{AgentStatus, ApprovalStatus, ApprovalTold, CallState, Control, DesktopTold, WaitingFor},
    ids::{
        AgentApprovalId, AgentDesktopId, AgentSessionId, ArtifactId, BrowserSessionId, ExecutionId, FlowId, MessageId,
        MutationScoreId, PermissionId, ProposalId, TestRunId, TestSessionId,
    },
    mutation::{MutantFate, MutantKind, MutationTally},
    outcome::{Note, StepError},
    status::{Counts, Reason, Status, StepStatus},
};

/// The one shape of an event on every socket, stream and log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Number within the stream, gapless from 1.
    pub seq: i64,
    /// When the change was committed, by the database's clock.
    pub at: DateTime<Utc>,
    /// The stream: `run:{id}`, `session:{id}`, `generation:{id}` or `mutation:{id}`.
    pub topic: String,
    /// `type` and `data`.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened; `type` is dotted, `data` is typed by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A test run was accepted.
    #[serde(rename = "run.queued")]
    RunQueued { test_run_id: TestRunId, executions: u32, test_session_id: Option<TestSessionId> },
    /// The first execution of the run was claimed.
    #[serde(rename = "run.started")]
    RunStarted { test_run_id: TestRunId },
    /// Every execution of the run is over.
    #[serde(rename = "run.finished")]
    RunFinished { test_run_id: TestRunId, status: Status, counts: Counts },
    /// Somebody asked for the end of the run.
    #[serde(rename = "run.cancel_requested")]
    RunCancelRequested { test_run_id: TestRunId },
    #[serde(rename = "execution.queued")]
    ExecutionQueued {
        execution_id: ExecutionId,
        flow_name: String,
        /// Which browser, viewport, row of data or repetition of a matrix it is.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        labels: BTreeMap<String, String>,
    },
    /// A worker holds the lease; `resumed` when it took over a live browser session.
    #[serde(rename = "execution.started")]
    ExecutionStarted { execution_id: ExecutionId, attempt: u32, worker: String, resumed: bool },
    /// The execution went back to the queue; `at` is when it may start.
    #[serde(rename = "execution.released")]
    ExecutionReleased { execution_id: ExecutionId, attempt: u32, why: String, not_before: Option<DateTime<Utc>> },
    #[serde(rename = "execution.finished")]
    ExecutionFinished {
        execution_id: ExecutionId,
        status: Status,
        reason: Option<Reason>,
        message: Option<String>,
        attempt: u32,
        /// Wall time of the last attempt in milliseconds.
        duration_ms: u64,
        /// Passed on an attempt after one that had failed.
        flaky: bool,
        /// Passed because a `skip` step ended it.
        #[serde(default)]
        skipped: bool,
    },
    /// The flow said something about itself: a line, a note, a number, its result.
    #[serde(rename = "execution.note")]
    ExecutionNote { execution_id: ExecutionId, note: Note },
    /// A browser context was opened for the execution.
    #[serde(rename = "browser.opened")]
    BrowserOpened { execution_id: ExecutionId, browser_session_id: BrowserSessionId, browser: String },
    #[serde(rename = "browser.closed")]
    BrowserClosed { execution_id: ExecutionId, browser_session_id: BrowserSessionId },
    #[serde(rename = "step.started")]
    StepStarted {
        execution_id: ExecutionId,
        attempt: u32,
        index: u32,
        path: String,
        step_type: String,
        label: Option<String>,
    },
    /// `duration_ms` is wall time in milliseconds.
    #[serde(rename = "step.finished")]
    StepFinished {
        execution_id: ExecutionId,
        attempt: u32,
        index: u32,
        status: StepStatus,
        duration_ms: u64,
        error: Option<StepError>,
        artifacts: Vec<ArtifactId>,
    },
    #[serde(rename = "artifact.added")]
    ArtifactAdded { execution_id: ExecutionId, artifact_id: ArtifactId, kind: String, media_type: String, bytes: u64 },
    /// Everything that was recorded of the attempt is there: its artifacts were told just before.
    #[serde(rename = "evidence.kept")]
    EvidenceKept { execution_id: ExecutionId, attempt: u32, artifacts: u32 },
    /// A person drives the browser of the execution by hand; its flow waits at its next step, at most until the deadline.
    #[serde(rename = "control.taken")]
    ControlTaken { execution_id: ExecutionId, browser_session_id: BrowserSessionId, by: String, seconds: u64 },
    /// The flow goes on.
    #[serde(rename = "control.released")]
    ControlReleased { execution_id: ExecutionId, browser_session_id: BrowserSessionId, why: String },
    /// A dialog opened; `handled` is `accept`, `dismiss` or, when no step asked for it, `auto_dismiss`.
    #[serde(rename = "dialog.opened")]
    DialogOpened { execution_id: ExecutionId, kind: String, message: String, handled: String },
    /// A download ended; `status` is `completed`, `canceled` or `too_large`.
    #[serde(rename = "download.finished")]
    DownloadFinished { execution_id: ExecutionId, name: String, url: String, bytes: u64, status: String },
    /// A page wrote an error to its console, `count` times during one step.
    #[serde(rename = "console.error")]
    ConsoleError {
        execution_id: ExecutionId,
        message: String,
        url: Option<String>,
        #[serde(default = "once")]
        count: u32,
    },
    /// An error of a page's scripts was left uncaught, `count` times during one step.
    #[serde(rename = "page.error")]
    PageError { execution_id: ExecutionId, message: String, url: Option<String>, count: u32 },
    /// A request got no answer, or one that says 4xx or 5xx, `count` times during one step. `error` is the browser's word
    /// for it: `404 (Not Found)`, `net::ERR_CONNECTION_REFUSED`.
    #[serde(rename = "request.failed")]
    RequestFailed { execution_id: ExecutionId, url: String, error: String, count: u32 },
    /// Flows are to be written for a prompt.
    #[serde(rename = "generation.queued")]
    GenerationQueued { test_session_id: TestSessionId },
    /// `phase` is `exploring`, `writing`, `trying` or `correcting`; `test_run_id` is the run that explores or tries.
    #[serde(rename = "generation.progress")]
    GenerationProgress {
        test_session_id: TestSessionId,
        phase: String,
        message: String,
        test_run_id: Option<TestRunId>,
    },
    /// `status` is `ready` or `failed`; `demo`: the scripted model wrote the flows.
    #[serde(rename = "generation.finished")]
    GenerationFinished {
        test_session_id: TestSessionId,
        status: String,
        flows: u32,
        demo: bool,
        message: Option<String>,
    },
    /// A flow is to be run against faults.
    #[serde(rename = "mutation.queued")]
    MutationQueued { mutation_score_id: MutationScoreId, flow_id: FlowId, version: String },
    /// `phase` is `looking` or `trying`; `test_run_id` is the run that looks or tries. `done` of `total` mutants have been tried.
    #[serde(rename = "mutation.progress")]
    MutationProgress {
        mutation_score_id: MutationScoreId,
        phase: String,
        message: String,
        test_run_id: Option<TestRunId>,
        done: u32,
        total: u32,
    },
    /// One mutant was tried.
    #[serde(rename = "mutation.tried")]
    MutationTried { mutation_score_id: MutationScoreId, kind: MutantKind, description: String, fate: MutantFate },
    /// `status` is `ready`, `failed` or `cancelled`; `score` is the share of faults that the flow caught, 0 to 1.
    #[serde(rename = "mutation.finished")]
    MutationFinished {
        mutation_score_id: MutationScoreId,
        flow_id: FlowId,
        status: String,
        score: Option<f64>,
        tally: MutationTally,
        message: Option<String>,
    },
    /// A language model was asked, and paid for. `cost_micro_usd` is in millionths of a dollar; `demo`: the answer came from
    /// the scripted model.
    #[serde(rename = "model.called")]
    ModelCalled {
        /// What for.
        label: String,
        model: String,
        endpoint: String,
        demo: bool,
        input_tokens: u64,
        output_tokens: u64,
        cache_read_tokens: u64,
        cache_write_tokens: u64,
        cost_micro_usd: i64,
        /// Wall time in milliseconds.
        duration_ms: u64,
        /// Why there was no answer.
        failure: Option<String>,
    },
    /// An agent session was created.
    #[serde(rename = "session.created")]
    SessionCreated { session_id: AgentSessionId, title: String },
    /// A person said something; `queued`: the agent works on something else, and comes to it afterwards.
    #[serde(rename = "message.added")]
    MessageAdded { message_id: MessageId, content: String, queued: bool },
    /// The agent begins to work on a message; `position` is its place in the history.
    #[serde(rename = "message.begun")]
    MessageBegun { message_id: MessageId, position: u32 },
    /// A piece of what the agent says; those of one `message_id` belong together, in order.
    #[serde(rename = "content")]
    Content { content: String, message_id: MessageId },
    /// A piece of a summary of what the agent thinks.
    #[serde(rename = "thinking")]
    Thinking { content: String, message_id: MessageId },
    /// What was said so far under this `message_id` does not count: the answer was cut off and is asked for again.
    #[serde(rename = "content.reset")]
    ContentReset { message_id: MessageId, why: String },
    /// The whole of what the agent said. `stop` is `end`, `tool_use`, `max_tokens`, `refusal`, `interrupted` or `other`.
    #[serde(rename = "content.done")]
    ContentDone { message_id: MessageId, content: String, stop: String },
    /// The agent begins to use a tool. `number` counts the calls of the session.
    #[serde(rename = "tool_use")]
    ToolUse { id: String, name: String, input: Value, message_id: MessageId, number: u32 },
    /// `artifact_id` is a screenshot; `skipped`: it was not begun; `state` is `uncertain` when nobody knows whether it took effect.
    #[serde(rename = "tool_result")]
    ToolResult {
        id: String,
        ok: bool,
        text: String,
        artifact_id: Option<ArtifactId>,
        message_id: MessageId,
        number: u32,
        skipped: bool,
        state: CallState,
        /// Wall time in milliseconds.
        duration_ms: Option<u64>,
    },
    /// The agent session has another status.
    #[serde(rename = "status")]
    SessionStatus { status: AgentStatus, waiting_for: Option<WaitingFor>, message: Option<String> },
    /// What the agent session has used so far, in all.
    #[serde(rename = "usage")]
    SessionUsage {
        answers: u32,
        input_tokens: u64,
        output_tokens: u64,
        cache_read_tokens: u64,
        cache_write_tokens: u64,
        cost_micro_usd: i64,
    },
    /// The desktop of the agent session has another status.
    #[serde(rename = "desktop")]
    SessionDesktop(DesktopTold),
    /// Another one moves the mouse of the desktop: a person (`by`, until nothing was done for a while) or, again, the agent.
    #[serde(rename = "desktop.control")]
    SessionControl {
        desktop_id: AgentDesktopId,
        control: Control,
        /// Who took it or handed it back; absent when the person's time was up.
        by: Option<String>,
        until: Option<DateTime<Utc>>,
        /// What the person tells the agent.
        note: Option<String>,
    },
    /// A person is asked; the agent waits.
    #[serde(rename = "approval.requested")]
    ApprovalRequested(ApprovalTold),
    #[serde(rename = "approval.decided")]
    ApprovalDecided {
        approval_id: AgentApprovalId,
        status: ApprovalStatus,
        by: Option<String>,
        answer: Option<String>,
        edited: Option<Value>,
    },
    /// A file of the agent's home was saved, or uploaded into it (`by` is `agent` or `user`).
    #[serde(rename = "file.saved")]
    FileSaved { path: String, bytes: u64, artifact_id: ArtifactId, by: String },
    #[serde(rename = "file.deleted")]
    FileDeleted { path: String },
    /// A turn of the agent session ended because something went wrong. `kind` is `budget`, `model`, `desktop`, `crash`,
    /// `timeout` or `infra`.
    #[serde(rename = "error")]
    SessionError { kind: String, message: String },
    /// A flow has something to say (its step `notify`).
    #[serde(rename = "execution.notified")]
    ExecutionNotified {
        execution_id: ExecutionId,
        attempt: u32,
        path: String,
        flow_name: String,
        channel: Option<String>,
        message: String,
        data: Option<Value>,
    },
    /// The execution waits for a person: to say whether this may be done, to give a value, or to do something by hand.
    #[serde(rename = "execution.approval_requested")]
    ExecutionApprovalRequested {
        execution_id: ExecutionId,
        approval_id: PermissionId,
        path: String,
        action: String,
        why: String,
        /// `approve` (yes or no), `ask` (a value), `takeover` (hands on the browser) or `breakpoint`.
        #[serde(default)]
        kind: String,
    },
    /// The person said yes or no (or nobody said anything in time: then `by` is absent), and the execution goes on.
    #[serde(rename = "execution.approval_decided")]
    ExecutionApprovalDecided {
        execution_id: ExecutionId,
        approval_id: PermissionId,
        approved: bool,
        by: Option<String>,
        comment: Option<String>,
    },
    /// The execution proposes a version of its flow: `kind` is `recorded` (what a model did, as steps that need none) or
    /// `healed` (a locator that no longer matched).
    #[serde(rename = "flow.proposed")]
    FlowProposed { execution_id: ExecutionId, flow_id: FlowId, proposal_id: ProposalId, kind: String, version: String },
    /// The tail cannot be continued from where the client was; read the state again. Never stored.
    #[serde(rename = "reset")]
    Reset { reason: String },
    /// An event of a later version of this program.
    #[serde(untagged)]
    Other {
        #[serde(rename = "type")]
        event_type: String,
        data: Value,
    },
}

fn once() -> u32 {
    1
}

/// The stream of one test run.
#[must_use]
pub fn run_topic(id: TestRunId) -> String {
    format!("run:{id}")
}

/// The stream of one generation.
#[must_use]
pub fn generation_topic(id: TestSessionId) -> String {
    format!("generation:{id}")
}
