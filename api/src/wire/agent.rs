//! Agent sessions on the wire.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use flowtilla_shared::{
    domain::agent::{
        AgentStatus, ApprovalKind, ApprovalStatus, CallState, ConfirmPolicy, Control, DesktopStatus, Role,
        SessionLimits, WaitingFor, session_topic,
    },
    store::{AgentCallRow, AgentFileRow, AgentSessionRow, AgentTemplateRow, AgentVideoRow, ApprovalRow, MessageRow},
};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::domain::Domain;

/// What an agent session is to be like.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewAgentSession {
    /// For people; “Agent session” when absent.
    pub title: Option<String>,
    /// Begin with the options of this template (`GET /api/v1/session-templates`); what is given here goes before it.
    pub template: Option<String>,
    /// What the agent is told beside the server's own instructions. `{{name}}` stands for a variable; `{{today}}`, `{{screen}}`
    /// and `{{start_url}}` are always there.
    pub system_prompt: Option<String>,
    pub variables: Option<BTreeMap<String, Value>>,
    /// The model: id, alias or `endpoint/id` (`GET /api/models`); the default one when absent.
    pub model_name: Option<String>,
    /// The tools that the model is offered: `computer_toolset_20260801`, `computer_use_20251124`, `computer_use_20250429`,
    /// `computer_use_20250124`, `computer_use_20241022`, `openai_computer` or `functions`. When absent, or not of the model's
    /// provider: the best that the model knows.
    pub tool_version: Option<String>,
    /// Size of the screen in pixels; 1280×800 when absent, at most 3840×2160.
    pub width: Option<u16>,
    pub height: Option<u16>,
    /// Opened in the desktop's browser at the start.
    pub start_url: Option<String>,
    /// Started with the desktop: `browser`, `terminal`, `files` or `editor`.
    pub start_program: Option<String>,
    /// Put into the desktop's home before the agent begins.
    pub files: Option<Vec<NewAgentFile>>,
    /// Hosts that the desktop may reach: `example.org`, `*.example.org`, `host:port`. Those of the server's settings when
    /// absent.
    pub allowed_hosts: Option<Vec<String>>,
    /// Whether the agent gets tools for the browser beside those for the whole screen; true when absent.
    pub browser_tools: Option<bool>,
    /// Which actions a person is asked about first: `never` (when absent), `risky`, `always`.
    pub confirm_policy: Option<Domain<ConfirmPolicy>>,
    pub limits: Option<AgentLimits>,
    /// For your own use.
    pub metadata: Option<BTreeMap<String, Value>>,
}

/// What a session may use up.
#[derive(Clone, Debug, Default, Object, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct AgentLimits {
    /// Answers of the model to one message; 100 when absent.
    pub max_turns: Option<u32>,
    /// Tokens of the whole session, in and out.
    pub max_tokens: Option<u64>,
    /// Dollars of the whole session; never more than the server's own cap.
    pub max_usd: Option<f64>,
    /// Longest work on one message in seconds, waiting for people not counted; 3600 when absent.
    pub max_seconds: Option<u64>,
    /// After this many seconds without anything the desktop is closed, and its files are kept; 900 when absent.
    pub idle_seconds: Option<u64>,
    /// How long a person is waited for in seconds; 3600 when absent.
    pub approval_seconds: Option<u64>,
}

/// A file for a desktop.
#[derive(Clone, Debug, Default, Object, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
#[oai(skip_serializing_if_is_none)]
pub struct NewAgentFile {
    /// Below the home: `Documents/list.csv`.
    pub path: String,
    /// What is in it, as text.
    pub text: Option<String>,
    /// What is in it, in base64.
    pub data: Option<String>,
}

/// What is in the clipboard of a desktop.
#[derive(Clone, Debug, Default, Object, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AgentClipboard {
    /// The text that was copied last; empty when there is none.
    pub text: String,
}

/// A film of what an agent did.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AgentVideo {
    pub id: Uuid,
    /// `queued`, `ready` or `failed`.
    pub status: String,
    /// Number of the last action that is in it.
    pub last_action: u32,
    pub artifact_id: Option<Uuid>,
    /// Where its bytes are, as soon as it is ready.
    pub url: Option<String>,
    /// Why there is none.
    pub message: Option<String>,
    pub asked_at: DateTime<Utc>,
    pub made_at: Option<DateTime<Utc>>,
}

impl From<AgentVideoRow> for AgentVideo {
    fn from(row: AgentVideoRow) -> Self {
        Self {
            id: row.id,
            status: row.status,
            last_action: row.last_action,
            artifact_id: row.artifact_id.map(|id| id.0),
            url: row.artifact_id.map(|id| format!("/api/artifacts/{id}")),
            message: row.message,
            asked_at: row.asked_at,
            made_at: row.made_at,
        }
    }
}

/// A chat with an agent that has a desktop of its own.
#[derive(Clone, Debug, Object)]
pub struct AgentSession {
    pub id: Uuid,
    pub title: String,
    pub status: Domain<AgentStatus>,
    /// What a session of the status `waiting` waits for.
    #[oai(nullable)]
    pub waiting_for: Option<Domain<WaitingFor>>,
    /// How the last turn failed, or why it was closed.
    #[oai(nullable)]
    pub message: Option<String>,
    #[oai(nullable)]
    pub system_prompt: Option<String>,
    /// As it was asked for; null: the default model.
    #[oai(nullable)]
    pub model_name: Option<String>,
    #[oai(nullable)]
    pub tool_version: Option<String>,
    pub confirm_policy: Domain<ConfirmPolicy>,
    pub limits: AgentLimits,
    #[oai(nullable)]
    pub start_url: Option<String>,
    pub allowed_hosts: Vec<String>,
    /// Whether the agent gets tools for the browser beside those for the whole screen.
    pub browser_tools: bool,
    pub metadata: BTreeMap<String, Value>,
    pub desktop: AgentDesktop,
    pub usage: AgentUsage,
    /// Messages in the history.
    pub messages: u32,
    /// Calls of tools.
    pub actions: u32,
    /// The worker that had it last.
    #[oai(nullable)]
    pub worker: Option<String>,
    /// The stream of its events.
    pub topic: String,
    /// The number of its last event.
    pub last_seq: i64,
    #[oai(nullable)]
    pub created_by: Option<String>,
    pub created_at: DateTime<Utc>,
    /// When something was last said or done.
    pub active_at: DateTime<Utc>,
    #[oai(nullable)]
    pub closed_at: Option<DateTime<Utc>>,
}

/// The last desktop of a session.
#[derive(Clone, Debug, Object)]
pub struct AgentDesktop {
    /// null before the first one.
    #[oai(nullable)]
    pub id: Option<Uuid>,
    pub status: Domain<DesktopStatus>,
    /// Pixels.
    pub width: u16,
    pub height: u16,
    /// Who moves the mouse.
    pub control: Domain<Control>,
    #[oai(nullable)]
    pub control_by: Option<String>,
    #[oai(nullable)]
    pub message: Option<String>,
    #[oai(nullable)]
    pub opened_at: Option<DateTime<Utc>>,
    #[oai(nullable)]
    pub closed_at: Option<DateTime<Utc>>,
}

/// What a session has used so far.
#[derive(Clone, Debug, Object)]
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

impl From<AgentSessionRow> for AgentSession {
    fn from(row: AgentSessionRow) -> Self {
        let options = row.options;
        let desktop = match row.desktop {
            Some(desktop) => AgentDesktop {
                id: Some(desktop.id.0),
                status: Domain(desktop.status),
                width: desktop.width,
                height: desktop.height,
                control: Domain(desktop.control),
                control_by: desktop.control_by,
                message: desktop.message,
                opened_at: Some(desktop.opened_at),
                closed_at: desktop.closed_at,
            },
            None => AgentDesktop {
                id: None,
                status: Domain(DesktopStatus::Starting),
                width: options.width,
                height: options.height,
                control: Domain(Control::Agent),
                control_by: None,
                message: None,
                opened_at: None,
                closed_at: None,
            },
        };
        Self {
            id: row.id.0,
            title: row.title,
            status: Domain(row.status),
            waiting_for: row.waiting_for.map(Domain),
            message: row.message,
            system_prompt: options.system_prompt,
            model_name: options.model,
            tool_version: options.tool_version,
            confirm_policy: Domain(options.confirm),
            limits: options.limits.into(),
            start_url: options.start_url,
            allowed_hosts: options.allowed_hosts,
            browser_tools: options.browser_tools,
            metadata: options.metadata.into_iter().collect(),
            desktop,
            usage: AgentUsage {
                answers: row.usage.answers,
                input_tokens: row.usage.input_tokens,
                output_tokens: row.usage.output_tokens,
                cache_read_tokens: row.usage.cache_read_tokens,
                cache_write_tokens: row.usage.cache_write_tokens,
                cost_micro_usd: row.usage.cost_micro_usd,
            },
            messages: row.messages,
            actions: row.calls,
            worker: row.worker_name,
            topic: session_topic(row.id),
            last_seq: row.last_seq,
            created_by: row.created_by,
            created_at: row.created_at,
            active_at: row.active_at,
            closed_at: row.closed_at,
        }
    }
}

impl From<SessionLimits> for AgentLimits {
    fn from(limits: SessionLimits) -> Self {
        Self {
            max_turns: Some(limits.max_turns),
            max_tokens: Some(limits.max_tokens).filter(|most| *most > 0),
            max_usd: Some(limits.max_usd).filter(|most| *most > 0.0),
            max_seconds: Some(limits.max_seconds),
            idle_seconds: Some(limits.idle_seconds),
            approval_seconds: Some(limits.approval_seconds),
        }
    }
}

/// Something a person says.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAgentMessage {
    pub message: String,
}

/// A message was accepted.
#[derive(Clone, Debug, Object)]
pub struct MessageAccepted {
    pub message_id: Uuid,
    pub session: AgentSession,
}

/// One message of the history.
#[derive(Clone, Debug, Object)]
pub struct AgentMessage {
    pub id: Uuid,
    /// Place in the history, from 1; null while it waits for its turn.
    #[oai(nullable)]
    pub position: Option<u32>,
    /// `user`, `assistant` or `tool` (the results of the calls of the answer before).
    pub role: Domain<Role>,
    /// The parts: objects with a `type`: `text`, `thinking`, `tool_use`, `tool_result`, `image` or `note`. Screenshots are
    /// `artifact_id`s for `GET /api/artifacts/{id}`.
    pub blocks: Vec<Value>,
    /// The text of it.
    pub content: String,
    /// Who said it.
    #[oai(nullable)]
    pub sender: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// A part of the history, in order.
#[derive(Clone, Debug, Object)]
pub struct AgentMessageList {
    pub items: Vec<AgentMessage>,
    /// What waits for its turn.
    pub queued: Vec<AgentMessage>,
    /// Send it as `after` for the next part.
    pub next_after: u32,
}

impl From<MessageRow> for AgentMessage {
    fn from(row: MessageRow) -> Self {
        use flowtilla_shared::domain::agent::MessageBlock;
        let text = |block: &MessageBlock| match block {
            MessageBlock::Text { text } | MessageBlock::Note { text } => Some(text.clone()),
            MessageBlock::Thinking { .. }
            | MessageBlock::ToolUse { .. }
            | MessageBlock::ToolResult { .. }
            | MessageBlock::Image { .. } => None,
        };
        Self {
            id: row.id.0,
            position: row.position,
            role: Domain(row.role),
            content: row.blocks.iter().filter_map(text).collect::<Vec<_>>().join("\n"),
            blocks: row.blocks.iter().map(|block| serde_json::to_value(block).unwrap_or_default()).collect(),
            sender: row.sender,
            created_at: row.created_at,
        }
    }
}

/// One call of a tool.
#[derive(Clone, Debug, Object)]
pub struct AgentAction {
    pub id: Uuid,
    /// From 1 within the session.
    pub number: u32,
    /// The answer of the model that asked for it.
    pub message_id: Uuid,
    /// As the model named it.
    pub call_id: String,
    pub name: String,
    #[oai(nullable)]
    pub toolset: Option<String>,
    pub input: Value,
    /// `uncertain`: its worker died over it; nobody knows whether it took effect, and nobody does it again.
    pub state: Domain<CallState>,
    /// It was not begun.
    pub skipped: bool,
    #[oai(nullable)]
    pub ok: Option<bool>,
    #[oai(nullable)]
    pub text: Option<String>,
    /// The screen after it.
    #[oai(nullable)]
    pub artifact_id: Option<Uuid>,
    #[oai(nullable)]
    pub screenshot_url: Option<String>,
    pub started_at: DateTime<Utc>,
    #[oai(nullable)]
    pub finished_at: Option<DateTime<Utc>>,
    #[oai(nullable)]
    pub duration_ms: Option<u64>,
}

/// A part of the calls, in order.
#[derive(Clone, Debug, Object)]
pub struct AgentActionList {
    pub items: Vec<AgentAction>,
    /// Send it as `after` for the next part.
    pub next_after: u32,
}

impl From<AgentCallRow> for AgentAction {
    fn from(row: AgentCallRow) -> Self {
        Self {
            id: row.id.0,
            number: row.number,
            message_id: row.message_id.0,
            call_id: row.call_id,
            name: row.name,
            toolset: row.toolset,
            input: row.input,
            state: Domain(row.state),
            skipped: row.skipped,
            ok: row.ok,
            text: row.text,
            artifact_id: row.artifact_id.map(|id| id.0),
            screenshot_url: row.artifact_id.map(|id| format!("/api/artifacts/{id}")),
            started_at: row.started_at,
            finished_at: row.finished_at,
            duration_ms: row.duration_ms,
        }
    }
}

/// Something that a person is asked, or was.
#[derive(Clone, Debug, Object)]
pub struct AgentApproval {
    pub id: Uuid,
    pub kind: Domain<ApprovalKind>,
    pub status: Domain<ApprovalStatus>,
    pub message_id: Uuid,
    pub call_id: String,
    pub name: String,
    pub input: Value,
    pub question: String,
    pub choices: Vec<String>,
    /// The input as somebody has changed it.
    #[oai(nullable)]
    pub edited: Option<Value>,
    #[oai(nullable)]
    pub answer: Option<String>,
    #[oai(nullable)]
    pub decided_by: Option<String>,
    #[oai(nullable)]
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Without an answer until then, it counts as no.
    pub expires_at: DateTime<Utc>,
}

/// What people are asked, newest first.
#[derive(Clone, Debug, Object)]
pub struct AgentApprovalList {
    pub items: Vec<AgentApproval>,
}

/// What a person says.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AgentDecision {
    pub approval_id: Uuid,
    /// `approve`, `deny`, `edit` (with `input`) or `answer` (with `answer`).
    pub decision: String,
    /// The input with which the call is made instead.
    pub input: Option<Value>,
    /// An answer to a question, or a comment that the agent is told.
    pub answer: Option<String>,
}

impl From<ApprovalRow> for AgentApproval {
    fn from(row: ApprovalRow) -> Self {
        Self {
            id: row.id.0,
            kind: Domain(row.kind),
            status: Domain(row.status),
            message_id: row.message_id.0,
            call_id: row.call_id,
            name: row.name,
            input: row.input,
            question: row.question,
            choices: row.choices,
            edited: row.edited,
            answer: row.answer,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// A file of a session's home.
#[derive(Clone, Debug, Object)]
pub struct AgentFile {
    /// Below the home.
    pub path: String,
    pub media_type: String,
    pub bytes: u64,
    pub sha256: String,
    pub artifact_id: Uuid,
    /// Where its bytes are.
    pub url: String,
    /// The desktop has it, or had it; an upload is put there before the agent's next action.
    pub pushed: bool,
    pub saved_at: DateTime<Utc>,
}

/// The files of a session's home, by path, as they were after the last turn.
#[derive(Clone, Debug, Object)]
pub struct AgentFileList {
    pub items: Vec<AgentFile>,
}

impl From<AgentFileRow> for AgentFile {
    fn from(row: AgentFileRow) -> Self {
        Self {
            path: row.path,
            media_type: row.media_type,
            bytes: row.bytes,
            sha256: row.sha256,
            artifact_id: row.artifact_id.0,
            url: format!("/api/artifacts/{}", row.artifact_id),
            pushed: row.pushed,
            saved_at: row.saved_at,
        }
    }
}

/// Options to begin sessions with.
#[derive(Clone, Debug, Object)]
pub struct SessionTemplate {
    pub name: String,
    pub description: String,
    /// Fields of a request that creates a session.
    pub options: Value,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A template as it is stored.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewSessionTemplate {
    pub description: Option<String>,
    /// Fields of a request that creates a session; no `template`.
    pub options: Value,
}

/// The templates of the project, by name.
#[derive(Clone, Debug, Object)]
pub struct SessionTemplateList {
    pub items: Vec<SessionTemplate>,
}

impl From<AgentTemplateRow> for SessionTemplate {
    fn from(row: AgentTemplateRow) -> Self {
        Self {
            name: row.name,
            description: row.description,
            options: row.options,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
