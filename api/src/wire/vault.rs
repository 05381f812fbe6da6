//! Secrets and profiles. Values go in and never come out.

use chrono::{DateTime, Utc};
use flowtilla_shared::store::{ProfileRow, SecretRow};
use poem_openapi::Object;
use serde::Deserialize;
use serde_json::Value;

/// A secret to put away.
#[derive(Clone, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSecret {
    /// The value; for `kind: totp` an `otpauth://totp/…` address or the secret in base32. No answer ever has it.
    #[oai(validator(max_length = 65536))]
    pub value: String,
    /// `text` (the default), or `totp`: steps then use `{{totp.NAME}}`, the code of the moment.
    pub kind: Option<String>,
    /// Hosts that may get the value: `example.org`, `*.example.org`, `host:port`. None: any.
    pub hosts: Option<Vec<String>>,
}

/// A secret without its value.
#[derive(Clone, Debug, Object)]
pub struct Secret {
    pub name: String,
    /// `text` or `totp`.
    pub kind: String,
    /// Hosts that may get the value; none: any.
    pub hosts: Vec<String>,
    /// Which key it is sealed with.
    pub key_id: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// All secrets of the project, by name.
#[derive(Clone, Debug, Object)]
pub struct SecretList {
    pub items: Vec<Secret>,
}

/// How a profile is made and how long it is good.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileRules {
    /// Name or id of the approved flow that logs in. It runs once for all that need the profile.
    pub setup_flow: Option<String>,
    /// How long a saved state is good, e.g. `12h`; absent: until `valid_if` fails.
    pub max_age: Option<String>,
    /// A page to open, and the assertion that holds there while the state is good.
    pub valid_if: Option<ValidIf>,
}

/// How to see that a saved state is still good.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidIf {
    /// The address to open.
    pub open: String,
    /// An `expect` step without its type, tried for 5 seconds.
    pub expect: Value,
}

/// A profile without what was saved.
#[derive(Clone, Debug, Object)]
pub struct Profile {
    pub name: String,
    #[oai(nullable)]
    pub setup_flow: Option<String>,
    #[oai(nullable)]
    pub max_age_seconds: Option<f64>,
    #[oai(nullable)]
    pub valid_if: Option<Value>,
    /// `empty`, `saved`, `expired`, or `renewing` while an execution logs in.
    pub state: String,
    #[oai(nullable)]
    pub saved_at: Option<DateTime<Utc>>,
    /// Why the last log-in failed.
    #[oai(nullable)]
    pub failure: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// All profiles of the project, by name.
#[derive(Clone, Debug, Object)]
pub struct ProfileList {
    pub items: Vec<Profile>,
}

impl From<SecretRow> for Secret {
    fn from(row: SecretRow) -> Self {
        Self {
            name: row.name,
            kind: row.kind,
            hosts: row.hosts,
            key_id: row.key_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<ProfileRow> for Profile {
    fn from(row: ProfileRow) -> Self {
        let state = match (row.held, &row.state, row.expired) {
            (true, ..) => "renewing",
            (false, None, _) => "empty",
            (false, Some(_), true) => "expired",
            (false, Some(_), false) => "saved",
        };
        Self {
            name: row.name,
            setup_flow: row.rules.setup_flow,
            max_age_seconds: row.rules.max_age_seconds,
            valid_if: row.rules.valid_if,
            state: state.into(),
            saved_at: row.saved_at,
            failure: row.failure,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
