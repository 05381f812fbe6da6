//! Schedules and their ticks.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use flowtilla_shared::store::TickRow;
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::run::ExecuteOptions;

/// What happens to a tick while the run of an earlier one goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// Nothing is executed.
    #[default]
    Skip,
    /// It waits for the end of that run.
    Queue,
    /// That run is cancelled.
    CancelPrevious,
    /// Both go on.
    Allow,
}

/// What happens to ticks that nobody was there to see, by more than a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// Nothing.
    #[default]
    Skip,
    /// One run for all of them.
    RunOnce,
}

/// When which flows are executed by themselves: exactly one of `flow_ids`, `test_session_id` and `tags`.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchedulePlan {
    /// For people.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// Five fields (minute, hour, day of month, month, day of week), or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
    #[oai(validator(max_length = 200))]
    pub cron: String,
    /// IANA name of the time zone that the pattern means, e.g. `Europe/Berlin`; `UTC` when absent.
    pub time_zone: Option<String>,
    /// `skip` when absent.
    pub overlap: Option<Overlap>,
    /// `skip` when absent.
    pub missed: Option<Missed>,
    /// Stored flows; the newest version of each must be approved when its time comes.
    pub flow_ids: Option<Vec<Uuid>>,
    /// Every flow of a test session whose newest version is approved then.
    pub test_session_id: Option<Uuid>,
    /// Every flow with one of these tags whose newest version is approved then.
    pub tags: Option<Vec<String>>,
    /// How to execute, without `not_before` and `delay_seconds`.
    pub options: Option<ExecuteOptions>,
    /// `false`: paused. `true` when absent.
    pub active: Option<bool>,
}

/// A schedule.
#[derive(Clone, Debug, Object)]
pub struct Schedule {
    pub id: Uuid,
    pub name: String,
    pub cron: String,
    pub time_zone: String,
    pub overlap: String,
    pub missed: String,
    #[oai(nullable)]
    pub flow_ids: Option<Vec<Uuid>>,
    #[oai(nullable)]
    pub test_session_id: Option<Uuid>,
    #[oai(nullable)]
    pub tags: Option<Vec<String>>,
    /// Values of `env` are left out.
    pub options: BTreeMap<String, Value>,
    /// Whether it is not paused.
    pub active: bool,
    /// The next five ticks; none while it is paused.
    pub next_ticks: Vec<DateTime<Utc>>,
    /// The last tick that came.
    #[oai(nullable)]
    pub last_tick: Option<DateTime<Utc>>,
    /// Who made it.
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The schedules of the project, newest first.
#[derive(Clone, Debug, Object)]
pub struct ScheduleList {
    pub items: Vec<Schedule>,
}

/// When a pattern comes next.
#[derive(Clone, Debug, Object)]
pub struct SchedulePreview {
    /// The next five; none when something is wrong.
    pub next_ticks: Vec<DateTime<Utc>>,
    /// What is wrong with the pattern or the time zone.
    #[oai(nullable)]
    pub problem: Option<String>,
}

/// What became of one tick.
#[derive(Clone, Debug, Object)]
pub struct ScheduleTick {
    /// When it was due.
    pub tick: DateTime<Utc>,
    /// `waiting`, `started`, `skipped`, `missed` or `failed`.
    pub outcome: String,
    #[oai(nullable)]
    pub test_run_id: Option<Uuid>,
    /// Why nothing was started.
    #[oai(nullable)]
    pub message: Option<String>,
    /// When it was seen.
    pub at: DateTime<Utc>,
}

/// The last ticks of a schedule, newest first.
#[derive(Clone, Debug, Object)]
pub struct ScheduleTickList {
    pub items: Vec<ScheduleTick>,
}

impl From<TickRow> for ScheduleTick {
    fn from(row: TickRow) -> Self {
        Self {
            tick: row.tick,
            outcome: row.outcome.unwrap_or_else(|| "waiting".into()),
            test_run_id: row.test_run_id.map(|id| id.0),
            message: row.message,
            at: row.at,
        }
    }
}
