//! Agent sessions: the chat, the calls of tools, the desktops, what people are asked, and the files.
//!
//! A worker that holds a session has an [`AgentLease`]; every write of it carries the epoch and changes nothing once another
//! worker has claimed the session.

mod approvals;
mod calls;
mod claim;
mod clipboard;
mod desktops;
mod files;
mod messages;
mod people;
mod read;
mod templates;
mod turns;
mod videos;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

use super::{Error, events::append};
use crate::{
    config::Quotas,
    domain::{
        agent::{
            AgentStatus, ApprovalKind, ApprovalStatus, CallState, Control, DesktopStatus, MessageBlock, Role,
            SessionOptions, WaitingFor, session_topic,
        },
        event::Event,
        ids::{
            AgentApprovalId, AgentCallId, AgentDesktopId, AgentSessionId, ArtifactId, MessageId, ProjectId, WorkerId,
        },
        journal::{Committed, NewArtifact},
    },
};

pub use clipboard::ClipboardAsk;
pub use templates::{AgentTemplateRow, AgentTemplates};
pub use videos::{AgentVideoRow, ClaimedVideo};

pub struct AgentSessions<'a> {
    pub(super) pool: &'a PgPool,
}

/// A session that is about to be.
#[derive(Clone, Debug)]
pub struct NewAgentSession {
    pub project: ProjectId,
    pub title: String,
    pub options: SessionOptions,
    pub created_by: Option<String>,
    /// What every project may have that has no rules of its own.
    pub quotas: Quotas,
}

/// Which sessions a list shows.
#[derive(Clone, Debug, Default)]
pub struct AgentSessionFilter {
    pub status: Option<AgentStatus>,
    /// Part of the title or of something said.
    pub search: Option<String>,
}

/// A session as clients see it.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentSessionRow {
    pub id: AgentSessionId,
    pub project_id: ProjectId,
    pub title: String,
    pub options: SessionOptions,
    pub status: AgentStatus,
    pub waiting_for: Option<WaitingFor>,
    pub message: Option<String>,
    /// Messages in the history.
    pub messages: u32,
    /// Calls of tools.
    pub calls: u32,
    pub usage: AgentUsage,
    pub worker_name: Option<String>,
    pub created_by: Option<String>,
    pub created_at: DateTime<Utc>,
    pub active_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    /// The last one; `None` before the first.
    pub desktop: Option<AgentDesktopRow>,
    /// The number of the stream's last event.
    pub last_seq: i64,
}

/// What a session has used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentUsage {
    /// Answers of models.
    pub answers: u32,
    pub input_tokens: u64,
    pub output_tokens: u64,
    pub cache_read_tokens: u64,
    pub cache_write_tokens: u64,
    /// Millionths of a dollar.
    pub cost_micro_usd: i64,
}

impl AgentUsage {
    /// Tokens in and out, those of the cache included.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.input_tokens + self.output_tokens + self.cache_read_tokens + self.cache_write_tokens
    }

    fn event(&self) -> Event {
        Event::SessionUsage {
            answers: self.answers,
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            cache_read_tokens: self.cache_read_tokens,
            cache_write_tokens: self.cache_write_tokens,
            cost_micro_usd: self.cost_micro_usd,
        }
    }
}

/// One desktop of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentDesktopRow {
    pub id: AgentDesktopId,
    pub session_id: AgentSessionId,
    pub project_id: ProjectId,
    pub worker_id: WorkerId,
    pub worker_name: String,
    pub status: DesktopStatus,
    /// Pixels.
    pub width: u16,
    pub height: u16,
    pub control: Control,
    pub control_by: Option<String>,
    pub control_until: Option<DateTime<Utc>>,
    /// Where the worker passes the screen on; `None` until it is open, and where the worker has no such door.
    pub rfb: Option<RfbDoor>,
    pub message: Option<String>,
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// Where a worker passes on the screen of a desktop.
#[derive(Clone, PartialEq, Eq)]
pub struct RfbDoor {
    pub address: String,
    /// The word that opens it; never shown to clients.
    pub secret: String,
}

impl std::fmt::Debug for RfbDoor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RfbDoor").field("address", &self.address).finish_non_exhaustive()
    }
}

/// The right of a worker to write about a session, until a higher epoch exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentLease {
    pub id: AgentSessionId,
    pub project: ProjectId,
    pub worker: WorkerId,
    pub epoch: i64,
}

impl AgentLease {
    /// The stream of the session.
    #[must_use]
    pub fn topic(&self) -> String {
        session_topic(self.id)
    }
}

/// A session that this worker now holds.
#[derive(Clone, Debug)]
pub struct ClaimedSession {
    pub lease: AgentLease,
    pub title: String,
    pub options: SessionOptions,
    /// A turn has begun and not ended: go on with it.
    pub turn_open: bool,
    /// The worker before this one died over it.
    pub crashed: bool,
    /// Desktops that the session has had.
    pub desktops: u32,
    pub committed: Committed,
}

/// How a held session stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Attended {
    pub status: AgentStatus,
    pub interrupt_requested: bool,
    pub desktop_wanted: bool,
    /// Something was said that no turn has begun with.
    pub queued: bool,
    /// Files were uploaded that the desktop does not have.
    pub uploads: bool,
    /// Somebody asks for the clipboard of the desktop.
    pub clipboard: bool,
    /// Who moves the mouse of the present desktop.
    pub control: Control,
    /// Seconds in which nothing was said or done.
    pub idle_seconds: f64,
}

/// Something said.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageRow {
    pub id: MessageId,
    /// `None`: it waits for its turn.
    pub position: Option<u32>,
    pub role: Role,
    pub blocks: Vec<MessageBlock>,
    /// An answer as its provider gave it.
    pub turn: Option<Value>,
    pub sender: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// What a worker adds to the history.
#[derive(Clone, Debug)]
pub struct NewMessage {
    pub id: MessageId,
    pub role: Role,
    pub blocks: Vec<MessageBlock>,
    pub turn: Option<Value>,
    /// What the answer of a model used.
    pub used: Option<AgentUsage>,
    /// Pictures that its blocks name.
    pub artifacts: Vec<NewArtifact>,
}

/// A call that is about to be made.
#[derive(Clone, Debug)]
pub struct NewAgentCall {
    pub id: AgentCallId,
    pub message_id: MessageId,
    /// As the model named it.
    pub call_id: String,
    pub name: String,
    pub toolset: Option<String>,
    pub input: Value,
}

/// What came of a call.
#[derive(Clone, Debug)]
pub struct CallResult {
    pub ok: bool,
    pub text: String,
    pub screenshot: Option<NewArtifact>,
    /// Wall time in milliseconds.
    pub duration_ms: u64,
}

/// One call of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentCallRow {
    pub id: AgentCallId,
    /// From 1 within the session.
    pub number: u32,
    pub message_id: MessageId,
    pub call_id: String,
    pub name: String,
    pub toolset: Option<String>,
    pub input: Value,
    pub state: CallState,
    pub skipped: bool,
    pub ok: Option<bool>,
    pub text: Option<String>,
    pub artifact_id: Option<ArtifactId>,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub duration_ms: Option<u64>,
}

/// What a person is to be asked.
#[derive(Clone, Debug)]
pub struct NewApproval {
    pub kind: ApprovalKind,
    pub message_id: MessageId,
    pub call_id: String,
    pub name: String,
    pub input: Value,
    pub question: String,
    pub choices: Vec<String>,
    /// How long a person is waited for.
    pub seconds: u64,
}

/// What a person was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovalRow {
    pub id: AgentApprovalId,
    pub session_id: AgentSessionId,
    pub kind: ApprovalKind,
    pub message_id: MessageId,
    pub call_id: String,
    pub name: String,
    pub input: Value,
    pub question: String,
    pub choices: Vec<String>,
    pub status: ApprovalStatus,
    pub edited: Option<Value>,
    pub answer: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What a person says to it.
#[derive(Clone, Debug)]
pub struct ApprovalDecision {
    /// `Approved`, `Denied`, `Edited` or `Answered`.
    pub status: ApprovalStatus,
    pub edited: Option<Value>,
    pub answer: Option<String>,
    pub by: Option<String>,
}

/// A file of a session's home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentFileRow {
    /// Below the home.
    pub path: String,
    pub artifact_id: ArtifactId,
    pub media_type: String,
    /// Names the bytes in the blob store.
    pub sha256: String,
    pub bytes: u64,
    /// Seconds since 1970 as the desktop told; 0: an upload.
    pub modified: i64,
    /// The desktop has it, or had it.
    pub pushed: bool,
    pub saved_at: DateTime<Utc>,
}

/// A file that was found in a desktop.
#[derive(Clone, Debug)]
pub struct SavedFile {
    pub path: String,
    pub artifact: NewArtifact,
    pub modified: i64,
}

/// Appends to the stream of a session; the last statement before the commit.
async fn tell(
    tx: &mut PgConnection,
    project: ProjectId,
    id: AgentSessionId,
    events: Vec<Event>,
) -> Result<Committed, Error> {
    append(tx, project, session_topic(id), events).await
}

/// The event of a status.
fn status_event(status: AgentStatus, waiting_for: Option<WaitingFor>, message: Option<String>) -> Event {
    Event::SessionStatus { status, waiting_for, message }
}
