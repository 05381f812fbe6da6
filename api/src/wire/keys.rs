//! Projects, keys, and the audit log.

use chrono::{DateTime, Utc};
use flowtilla_shared::store::{ApiKeyRow, AuditRow, ProjectRow};
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// What a key may do. Every key may read; `admin` may do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum KeyScope {
    Read,
    Run,
    Approve,
    Agent,
    Admin,
}

impl KeyScope {
    /// The word as it is stored.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Run => "run",
            Self::Approve => "approve",
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }
}

/// Who owns flows, runs, keys and everything else.
#[derive(Clone, Debug, Object)]
pub struct Project {
    pub id: Uuid,
    pub name: String,
    /// Whoever wrote a version of a flow may not approve it.
    pub four_eyes: bool,
    pub created_at: DateTime<Utc>,
}

/// What of a project is to be another.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectChange {
    /// Whether somebody else than whoever wrote a version of a flow has to approve it.
    pub four_eyes: bool,
}

/// The projects that the caller sees, oldest first.
#[derive(Clone, Debug, Object)]
pub struct ProjectList {
    pub items: Vec<Project>,
}

/// A project to make.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    /// Unlike every other project's.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
}

/// A key to make.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewApiKey {
    /// What the key is for.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// What it may do; `read` and `run` when absent.
    pub scopes: Option<Vec<KeyScope>>,
    /// When it ends, from now: `90d`, `12h`. Absent: never.
    pub expires_in: Option<String>,
    /// Whose it is; the caller's own when absent. Another one only for an `admin` of the project `default`.
    pub project_id: Option<Uuid>,
}

/// A key, without the key itself.
#[derive(Clone, Debug, Object)]
pub struct ApiKey {
    pub id: Uuid,
    pub project_id: Uuid,
    pub name: String,
    /// The first characters of the key, to recognise it.
    pub prefix: String,
    /// `read`, `run`, `approve`, `agent`, `admin`.
    pub scopes: Vec<String>,
    /// `valid`, `expired` or `revoked`.
    pub state: String,
    pub created_at: DateTime<Utc>,
    #[oai(nullable)]
    pub expires_at: Option<DateTime<Utc>>,
    /// To within a minute.
    #[oai(nullable)]
    pub last_used_at: Option<DateTime<Utc>>,
    #[oai(nullable)]
    pub revoked_at: Option<DateTime<Utc>>,
}

/// The keys of a project, newest first.
#[derive(Clone, Debug, Object)]
pub struct ApiKeyList {
    pub items: Vec<ApiKey>,
}

/// A key that was made just now.
#[derive(Clone, Debug, Object)]
pub struct MadeApiKey {
    /// The key itself: only this answer ever has it.
    pub key: String,
    pub api_key: ApiKey,
}

/// Who the server thinks is calling.
#[derive(Clone, Debug, Object)]
pub struct WhoAmI {
    /// The key's name; `local` where no keys are needed.
    pub name: String,
    pub project: Project,
    pub scopes: Vec<String>,
    /// An `admin` of the project `default`, who sees every project.
    pub operator: bool,
    #[oai(nullable)]
    pub api_key: Option<ApiKey>,
}

/// Something that somebody did.
#[derive(Clone, Debug, Object)]
pub struct AuditEntry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// The key it was done with; null on the command line and where no keys are needed.
    #[oai(nullable)]
    pub key_id: Option<Uuid>,
    /// The key's name, `local`, or `command line`.
    pub actor: String,
    /// The operation, by its id in this document; `takeBrowser` and `releaseBrowser` for people at a browser.
    pub action: String,
    /// What was changed, e.g. `test-runs/0197…`.
    pub target: String,
    /// What else there is to know.
    pub detail: Value,
    /// The `X-Request-Id` of the request.
    #[oai(nullable)]
    pub request_id: Option<String>,
}

impl From<ProjectRow> for Project {
    fn from(row: ProjectRow) -> Self {
        Self { id: row.id.0, name: row.name, four_eyes: row.four_eyes, created_at: row.created_at }
    }
}

impl From<ApiKeyRow> for ApiKey {
    fn from(row: ApiKeyRow) -> Self {
        let state = match (row.revoked_at, row.expires_at) {
            (Some(_), _) => "revoked",
            (None, Some(end)) if end <= Utc::now() => "expired",
            (None, _) => "valid",
        };
        Self {
            id: row.id.0,
            project_id: row.project_id.0,
            name: row.name,
            prefix: row.prefix,
            scopes: row.scopes,
            state: state.into(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        }
    }
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            key_id: row.key_id,
            actor: row.actor,
            action: row.action,
            target: row.target,
            detail: row.detail,
            request_id: row.request_id,
        }
    }
}
