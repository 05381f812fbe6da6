//! Who looks at the desktop of an agent session, and who drives it.

use chrono::{DateTime, Utc};
use flowtilla_shared::domain::ids::AgentSessionId;
use flowtilla_shared::store::ViewedSession;
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use uuid::Uuid;

/// What a ticket lets its holder do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ViewMode {
    /// See the screen. Keys, mouse and clipboard are dropped by the server.
    #[default]
    View,
    /// Use keys, mouse and clipboard too, while a person has taken the desktop over. Needs the scope `agent`.
    Control,
}

/// A ticket that is asked for.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewViewTicket {
    /// `view` when absent.
    pub mode: Option<ViewMode>,
}

/// Opens the screen of one desktop, once.
#[derive(Clone, Debug, Object)]
pub struct ViewTicket {
    pub ticket: String,
    /// Path of the WebSocket that speaks RFB, with the ticket in it.
    pub url: String,
    pub mode: ViewMode,
    /// 30 s from now. What it has opened stays open.
    pub expires_at: DateTime<Utc>,
}

/// Who drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DesktopDriver {
    Agent,
    /// A person; the agent waits before its next action.
    User,
}

/// Who is to drive.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetDesktopControl {
    /// `user` takes the desktop over, `agent` hands it back.
    pub control: DesktopDriver,
    /// How long the take-over lasts without an input, in seconds; 1 to 3600, and 600 when absent.
    #[oai(validator(minimum(value = "1"), maximum(value = "3600")))]
    pub seconds: Option<u32>,
    /// What the agent is told when it goes on, at most 2,000 characters.
    #[oai(validator(max_length = 2000, pattern = "^[^\\u0000]*$"))]
    pub note: Option<String>,
}

/// Who drives the desktop of a session.
#[derive(Clone, Debug, Object)]
pub struct DesktopControl {
    pub session_id: Uuid,
    #[oai(nullable)]
    pub desktop_id: Option<Uuid>,
    pub control: DesktopDriver,
    /// The person who drives.
    #[oai(nullable)]
    pub by: Option<String>,
    /// When the agent goes on if that person does nothing more.
    #[oai(nullable)]
    pub until: Option<DateTime<Utc>>,
}

impl DesktopControl {
    /// Of a session as it was seen.
    #[must_use]
    pub fn of(id: AgentSessionId, seen: ViewedSession) -> Self {
        use flowtilla_shared::domain::agent::Control;
        let desktop_id = seen.desktop.as_ref().map(|desktop| desktop.id.0);
        let driver = seen.desktop.map(|desktop| desktop.driver);
        let control = match driver.as_ref().map(|driver| driver.control) {
            Some(Control::User) => DesktopDriver::User,
            Some(Control::Agent) | None => DesktopDriver::Agent,
        };
        let (by, until) = driver.map(|driver| (driver.by, driver.until)).unwrap_or_default();
        Self { session_id: id.0, desktop_id, control, by, until }
    }
}
