//! How long a project keeps things, what it may have, and what housekeeping did.

use chrono::{DateTime, Utc};
use flowtilla_shared::{
    config,
    housekeeping::Removal as Removed,
    store::{ChoreRow, ProjectUsage as Usage},
};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// How long things are kept after they were made or are over: `30d`, `12h`; `0s` for ever.
#[derive(Clone, Debug, Default, Object, Serialize, Deserialize)]
#[oai(skip_serializing_if_is_none)]
#[serde(deny_unknown_fields)]
pub struct RetentionRules {
    /// Test runs that are over, with their executions, steps, events and artifacts; a day at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runs: Option<String>,
    /// Events of test runs that are over; `0s`: as long as their run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<String>,
    /// Artifacts of executions that are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifacts: Option<String>,
    /// Kinds of artifacts with a time of their own: `video=7d, trace=3d`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_kinds: Option<String>,
    /// Bytes of artifacts that are kept; the oldest go first. 0: any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_bytes: Option<u64>,
    /// Pictures to compare with that were rejected or replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baselines: Option<String>,
    /// Flows that were deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flows: Option<String>,
    /// What is known of generations that are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generations: Option<String>,
    /// Calls of language models, with the answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_calls: Option<String>,
    /// Agent sessions that are closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sessions: Option<String>,
    /// The audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<String>,
}

/// How much a project may have; 0: any number.
#[derive(Clone, Debug, Default, Object, Serialize, Deserialize)]
#[oai(skip_serializing_if_is_none)]
#[serde(deny_unknown_fields)]
pub struct QuotaRules {
    /// Executions that wait at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queued_executions: Option<u32>,
    /// Executions asked for in a day (UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executions_per_day: Option<u32>,
    /// Bytes of artifacts above which there are no further executions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_bytes: Option<u64>,
    /// Agent sessions that are open at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sessions: Option<u32>,
}

/// What a project may spend on language models, in dollars; 0: any sum. A project's own are never above the settings.
#[derive(Clone, Debug, Default, Object, Serialize, Deserialize)]
#[oai(skip_serializing_if_is_none)]
#[serde(deny_unknown_fields)]
pub struct BudgetRules {
    /// One run, generation or agent session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_usd_per_run: Option<f64>,
    /// One day (UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_usd_per_project_day: Option<f64>,
}

/// Rules of one project's own; whatever is absent is as the settings have it.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProjectRules {
    pub retention: Option<RetentionRules>,
    pub quotas: Option<QuotaRules>,
    pub budgets: Option<BudgetRules>,
}

/// The rules that hold for a project, and what it has.
#[derive(Clone, Debug, Object)]
pub struct ProjectRules {
    /// What holds.
    pub retention: RetentionRules,
    /// What holds.
    pub quotas: QuotaRules,
    /// What holds.
    pub budgets: BudgetRules,
    /// What the project has of its own.
    pub own: OwnRules,
    pub usage: ProjectUsage,
}

/// Where a project differs from the settings.
#[derive(Clone, Debug, Object)]
pub struct OwnRules {
    pub retention: RetentionRules,
    pub quotas: QuotaRules,
    pub budgets: BudgetRules,
}

/// What a project takes up.
#[derive(Clone, Debug, Object)]
pub struct ProjectUsage {
    /// When artifacts were last counted; null: not yet.
    #[oai(nullable)]
    pub counted_at: Option<DateTime<Utc>>,
    pub artifacts: u64,
    pub artifact_bytes: u64,
    /// Executions that wait now.
    pub queued_executions: u64,
    /// Executions asked for since midnight (UTC).
    pub executions_today: u64,
    /// Agent sessions that are not closed.
    pub sessions: u64,
}

/// Something that one worker does for all.
#[derive(Clone, Debug, Object)]
pub struct Chore {
    /// `retention`, `orphans` or `usage`.
    pub name: String,
    /// A worker does it now.
    pub running: bool,
    /// Somebody asked for it, and no worker has begun yet.
    pub asked: bool,
    #[oai(nullable)]
    pub begun_at: Option<DateTime<Utc>>,
    #[oai(nullable)]
    pub ended_at: Option<DateTime<Utc>>,
    /// What came of it the last time; null before that.
    pub report: Value,
}

/// Everything that workers do for all.
#[derive(Clone, Debug, Object)]
pub struct ChoreList {
    pub items: Vec<Chore>,
}

/// What goes, or would go.
#[derive(Clone, Debug, Object)]
pub struct Removal {
    pub project_id: Uuid,
    pub project: String,
    /// `runs`, `artifacts`, `events`, `baselines`, `flows`, `generations`, `model_calls`, `sessions`, `audit` or `deliveries`.
    pub kind: String,
    pub rows: u64,
    /// Of artifacts; the same bytes may belong to several.
    pub bytes: u64,
}

/// What retention would remove now.
#[derive(Clone, Debug, Object)]
pub struct RetentionPlan {
    /// Nothing is removed.
    pub dry_run: bool,
    pub items: Vec<Removal>,
}

/// The keys that were given, for the store.
pub fn keys<T: Serialize>(rules: Option<T>) -> Map<String, Value> {
    let value = rules.and_then(|rules| serde_json::to_value(rules).ok());
    value.and_then(|value| value.as_object().cloned()).unwrap_or_default()
}

/// Rules as they are shown; keys that the wire does not have are left out.
pub fn shown<T: for<'de> Deserialize<'de> + Default>(mut rules: Map<String, Value>) -> T {
    for fleet in ["every", "orphans_every"] {
        rules.remove(fleet);
    }
    serde_json::from_value(Value::Object(rules)).unwrap_or_default()
}

/// The rules that hold, as keys.
pub fn whole<T: Serialize>(rules: &T) -> Map<String, Value> {
    keys(Some(rules))
}

impl From<config::Quotas> for QuotaRules {
    fn from(quotas: config::Quotas) -> Self {
        shown(whole(&quotas))
    }
}

impl From<config::Budgets> for BudgetRules {
    fn from(budgets: config::Budgets) -> Self {
        shown(whole(&budgets))
    }
}

impl From<config::Retention> for RetentionRules {
    fn from(rules: config::Retention) -> Self {
        shown(whole(&rules))
    }
}

impl From<Usage> for ProjectUsage {
    fn from(usage: Usage) -> Self {
        let Usage { counted_at, artifacts, artifact_bytes, queued_executions, executions_today, sessions } = usage;
        Self { counted_at, artifacts, artifact_bytes, queued_executions, executions_today, sessions }
    }
}

impl From<ChoreRow> for Chore {
    fn from(row: ChoreRow) -> Self {
        let ChoreRow { name, running, asked, begun_at, ended_at, report } = row;
        let report = report.unwrap_or(Value::Null);
        Self { name, running, asked, begun_at, ended_at, report }
    }
}

impl From<Removed> for Removal {
    fn from(removed: Removed) -> Self {
        Self {
            project_id: removed.project_id.0,
            project: removed.project,
            kind: removed.kind.as_str().into(),
            rows: removed.rows,
            bytes: removed.bytes,
        }
    }
}
