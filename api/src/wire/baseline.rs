//! Baselines: approved pictures, and those that wait for approval.

use chrono::{DateTime, Utc};
use flowtilla_shared::store::{BaselineRow, BaselineStatus};
use poem_openapi::Object;
use serde::Deserialize;
use uuid::Uuid;

use super::domain::Domain;

/// A picture that screenshots are compared with, or that waits for approval.
#[derive(Clone, Debug, Object)]
pub struct Baseline {
    pub id: Uuid,
    pub flow_name: String,
    /// The name that the step gives, else its id, else its place.
    pub name: String,
    /// Browser, viewport and platform.
    pub setting: String,
    /// From 1 for each flow, name and setting.
    pub version: u32,
    pub status: Domain<BaselineStatus>,
    pub sha256: String,
    pub bytes: u64,
    /// Where its bytes are.
    pub url: String,
    /// The execution that took it; null when it was uploaded.
    #[oai(nullable)]
    pub execution_id: Option<Uuid>,
    #[oai(nullable)]
    pub decided_by: Option<String>,
    #[oai(nullable)]
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// A picture to upload.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBaseline {
    pub flow_name: String,
    pub name: String,
    /// Browser, viewport and platform, e.g. `chromium-headless-shell-1280x720-linux`.
    pub setting: String,
    /// A PNG in base64.
    pub png: String,
    /// Approve it at once.
    #[serde(default)]
    #[oai(default)]
    pub approve: bool,
}

impl From<BaselineRow> for Baseline {
    fn from(row: BaselineRow) -> Self {
        Self {
            id: row.id.0,
            flow_name: row.flow_name,
            name: row.name,
            setting: row.setting,
            version: row.version,
            status: Domain(row.status),
            sha256: row.sha256,
            bytes: row.bytes,
            url: format!("/api/baselines/{}/picture", row.id),
            execution_id: row.execution_id.map(|id| id.0),
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            created_at: row.created_at,
        }
    }
}
