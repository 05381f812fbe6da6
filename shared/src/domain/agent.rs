//! Agent sessions: what is asked for, what is said, and the words of their rows.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    ids::{AgentApprovalId, AgentDesktopId, AgentSessionId, ArtifactId, MessageId},
    status::words,
};

words! {
    /// Where an agent session stands.
    AgentStatus {
        /// Nothing to do: write to it.
        Idle = "idle",
        /// Something was said that no worker has begun with.
        Queued = "queued",
        /// The agent works.
        Running = "running",
        /// The agent waits for a person; `waiting_for` says what for.
        Waiting = "waiting",
        /// Its agent is stopped and its desktop gone; history and files stay.
        Closed = "closed",
    }
}

words! {
    /// What a waiting session waits for.
    WaitingFor {
        /// A decision about a call.
        Approval = "approval",
        /// An answer to a question of the agent.
        Answer = "answer",
        /// A person who does what the agent cannot.
        Help = "help",
        /// The end of a take-over.
        Control = "control",
    }
}

words! {
    /// Where the desktop of a session stands.
    DesktopStatus {
        Starting = "starting",
        Open = "open",
        /// Ended in order; what was in its home is kept.
        Closed = "closed",
        /// Its worker died, and it with it.
        Lost = "lost",
        /// It did not start.
        Failed = "failed",
    }
}

words! {
    /// Who moves the mouse of a desktop.
    Control { Agent = "agent", User = "user" }
}

words! {
    /// What is known of a call of a tool.
    CallState {
        /// Its intent is stored.
        Started = "started",
        /// Its result is stored.
        Committed = "committed",
        /// Its worker died over it: nobody knows whether it took effect, and nobody does it again.
        Uncertain = "uncertain",
    }
}

words! {
    /// Which calls a person is asked about first.
    ConfirmPolicy {
        Never = "never",
        /// Those that may do harm: commands of the shell, writing of files, and words like `delete` or `pay` in what is typed.
        Risky = "risky",
        /// All that do more than look.
        Always = "always",
    }
}

words! {
    /// What a person is asked.
    ApprovalKind {
        /// Whether a call may be made.
        Tool = "tool",
        /// A question of the agent.
        Question = "question",
        /// To do something on the desktop that the agent cannot do.
        Help = "help",
    }
}

words! {
    /// What became of it.
    ApprovalStatus {
        Pending = "pending",
        Approved = "approved",
        Denied = "denied",
        /// Approved with another input.
        Edited = "edited",
        Answered = "answered",
        /// Nobody answered in time, which counts as no.
        Expired = "expired",
        /// The turn was interrupted.
        Cancelled = "cancelled",
    }
}

words! {
    /// Who says a message.
    Role {
        User = "user",
        Assistant = "assistant",
        /// The results of the calls of the answer before.
        Tool = "tool",
    }
}

/// The tool groups by the name that the API calls `tool_version`.
pub const TOOL_VERSIONS: [&str; 7] = [
    "computer_toolset_20260801",
    "computer_use_20251124",
    "computer_use_20250429",
    "computer_use_20250124",
    "computer_use_20241022",
    "openai_computer",
    "functions",
];

/// What a session is to be like. Stored as it was asked for, with the defaults filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionOptions {
    /// Goes before our own instructions; may hold `{{name}}` for `variables`, `{{today}}` and `{{screen}}`.
    pub system_prompt: Option<String>,
    pub variables: Map<String, Value>,
    /// Id or alias of a model; absent: the default one.
    pub model: Option<String>,
    /// One of [`TOOL_VERSIONS`]; absent: the newest that the model takes.
    pub tool_version: Option<String>,
    /// Pixels.
    pub width: u16,
    pub height: u16,
    /// Opened in the browser when the desktop starts.
    pub start_url: Option<String>,
    /// Started when the desktop starts: `browser`, `terminal`, `files`, `editor`.
    pub start_program: Option<String>,
    /// Hosts that the desktop may reach; empty: those of the settings.
    pub allowed_hosts: Vec<String>,
    /// Whether the agent gets tools for the browser beside those for the whole screen.
    pub browser_tools: bool,
    pub confirm: ConfirmPolicy,
    pub limits: SessionLimits,
    /// For the caller's own use.
    pub metadata: Map<String, Value>,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            system_prompt: None,
            variables: Map::new(),
            model: None,
            tool_version: None,
            width: 1280,
            height: 800,
            start_url: None,
            start_program: None,
            allowed_hosts: Vec::new(),
            browser_tools: true,
            confirm: ConfirmPolicy::Never,
            limits: SessionLimits::default(),
            metadata: Map::new(),
        }
    }
}

/// What a session may use up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionLimits {
    /// Answers of the model to one message of a person.
    pub max_turns: u32,
    /// Tokens of the whole session, in and out; 0: no limit.
    pub max_tokens: u64,
    /// Dollars of the whole session; 0: what the settings allow.
    pub max_usd: f64,
    /// Longest time for the work on one message, without the time in which a person is waited for.
    pub max_seconds: u64,
    /// A desktop on which nothing happens for this long is closed; its files are kept.
    pub idle_seconds: u64,
    /// How long a person is waited for.
    pub approval_seconds: u64,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            max_turns: 100,
            max_tokens: 0,
            max_usd: 0.0,
            max_seconds: 3600,
            idle_seconds: 900,
            approval_seconds: 3600,
        }
    }
}

/// One part of a message as clients see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MessageBlock {
    Text {
        text: String,
    },
    /// A summary of what the model thought.
    Thinking {
        text: String,
    },
    ToolUse {
        id: String,
        name: String,
        input: Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        toolset: Option<String>,
    },
    ToolResult {
        id: String,
        ok: bool,
        text: String,
        /// A screenshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        artifact_id: Option<ArtifactId>,
        /// It was not begun.
        #[serde(default)]
        skipped: bool,
    },
    /// A picture of the desktop that the agent did not ask for.
    Image {
        artifact_id: ArtifactId,
    },
    /// What the worker tells the agent, for example that its desktop is a new one.
    Note {
        text: String,
    },
}

/// A desktop as the events of its session tell of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DesktopTold {
    pub desktop_id: AgentDesktopId,
    pub status: DesktopStatus,
    /// Pixels.
    pub width: u16,
    pub height: u16,
    pub worker: String,
    pub message: Option<String>,
}

/// What a person is asked, as the events of its session tell of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ApprovalTold {
    pub approval_id: AgentApprovalId,
    pub kind: ApprovalKind,
    pub message_id: MessageId,
    /// The call that it is about.
    pub id: String,
    pub name: String,
    pub input: Value,
    pub question: String,
    pub choices: Vec<String>,
    pub expires_at: DateTime<Utc>,
}

/// The stream of one agent session.
#[must_use]
pub fn session_topic(id: AgentSessionId) -> String {
    format!("session:{id}")
}
