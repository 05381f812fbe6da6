//! Schedules: what is executed by itself, and when.

use chrono::Utc;
use flowtilla_shared::{
    domain::schedule::Timetable,
    store::{self, ScheduleRow},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
    types::ToJSON,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Area, Shared};
use crate::{
    answer::{Accepted, Created, Gone},
    body::Body,
    caller::{Caller, Identity, Read, Run},
    problem::Problem,
    state::State,
    timetable,
    wire::{
        run::AcceptedRun,
        schedules::{Schedule, ScheduleList, SchedulePlan, SchedulePreview, ScheduleTickList},
    },
};

/// Ticks that are told of in advance, and afterwards.
const AHEAD: usize = 5;
const BEHIND: u32 = 100;
/// Flows or tags of one schedule.
const MOST: usize = 1000;

pub struct SchedulesApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Schedules")]
impl SchedulesApi {
    /// List schedules, newest first.
    #[oai(path = "/schedules", method = "get", operation_id = "listSchedules")]
    async fn list(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<ScheduleList>, Problem> {
        let rows = state.store.schedules().list(caller.project).await?;
        Ok(Json(ScheduleList { items: rows.into_iter().map(shown).collect() }))
    }

    /// Make a schedule.
    ///
    /// Each tick of its pattern starts one test run, however many API servers there are. Where clocks go forward over a fixed time, it
    /// comes right after the gap; where they go back over one, it comes once.
    #[oai(path = "/schedules", method = "post", operation_id = "createSchedule")]
    async fn create(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        asked: Body<SchedulePlan>,
    ) -> Result<Created<Schedule>, Problem> {
        let plan = checked(&state, &caller, asked.value).await?;
        let row = state.store.schedules().create(caller.project, &plan, &caller.name).await?;
        caller.note("name", row.name.as_str());
        caller.note("cron", row.cron.as_str());
        Ok(Created::new(format!("/api/v1/schedules/{}", row.id), shown(row)))
    }

    /// Tell when a pattern would come next, or what is wrong with it, without making a schedule.
    #[oai(path = "/schedules/preview", method = "get", operation_id = "previewSchedule")]
    async fn preview(
        &self,
        caller: Caller<Read>,
        /// As in a schedule.
        cron: Query<String>,
        /// IANA name; `UTC` when absent.
        time_zone: Query<Option<String>>,
    ) -> Result<Json<SchedulePreview>, Problem> {
        let _ = caller;
        let zone = time_zone.0.unwrap_or_else(|| "UTC".into());
        Ok(Json(match Timetable::parse(&cron.0, &zone) {
            Ok(table) => SchedulePreview { next_ticks: table.next(Utc::now(), AHEAD), problem: None },
            Err(why) => SchedulePreview { next_ticks: Vec::new(), problem: Some(format!("{why}.")) },
        }))
    }

    /// Get a schedule with its next ticks.
    #[oai(path = "/schedules/:id", method = "get", operation_id = "getSchedule")]
    async fn get(&self, state: Shared<'_>, caller: Caller<Read>, id: Path<Uuid>) -> Result<Json<Schedule>, Problem> {
        Ok(Json(shown(state.store.schedules().get(caller.project, id.0.into()).await?)))
    }

    /// Put another plan in the place of a schedule's.
    #[oai(path = "/schedules/:id", method = "put", operation_id = "putSchedule")]
    async fn put(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
        asked: Body<SchedulePlan>,
    ) -> Result<Json<Schedule>, Problem> {
        state.store.schedules().get(caller.project, id.0.into()).await?;
        let plan = checked(&state, &caller, asked.value).await?;
        Ok(Json(shown(state.store.schedules().replace(caller.project, id.0.into(), &plan).await?)))
    }

    /// Delete a schedule; the runs that it started stay.
    #[oai(path = "/schedules/:id", method = "delete", operation_id = "deleteSchedule")]
    async fn delete(&self, state: Shared<'_>, caller: Caller<Run>, id: Path<Uuid>) -> Result<Gone, Problem> {
        state.store.schedules().delete(caller.project, id.0.into()).await?;
        Ok(Gone::Gone)
    }

    /// Pause a schedule: its ticks pass by.
    #[oai(path = "/schedules/:id/pause", method = "post", operation_id = "pauseSchedule")]
    async fn pause(&self, state: Shared<'_>, caller: Caller<Run>, id: Path<Uuid>) -> Result<Json<Schedule>, Problem> {
        Ok(Json(shown(state.store.schedules().switch(caller.project, id.0.into(), false, None).await?)))
    }

    /// Let a paused schedule go on with its next tick.
    #[oai(path = "/schedules/:id/resume", method = "post", operation_id = "resumeSchedule")]
    async fn resume(&self, state: Shared<'_>, caller: Caller<Run>, id: Path<Uuid>) -> Result<Json<Schedule>, Problem> {
        let row = state.store.schedules().get(caller.project, id.0.into()).await?;
        let next = table(&row.cron, &row.time_zone)?.next_after(Utc::now());
        Ok(Json(shown(state.store.schedules().switch(caller.project, row.id, true, next).await?)))
    }

    /// Execute what a schedule names at once, whatever its next tick.
    #[oai(path = "/schedules/:id/run", method = "post", operation_id = "runSchedule")]
    async fn run(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
    ) -> Result<Accepted<AcceptedRun>, Problem> {
        let row = state.store.schedules().get(caller.project, id.0.into()).await?;
        let accepted = timetable::start(&state, &caller, &row.target, &row.options, None).await?;
        caller.note("schedule_id", json!(row.id));
        Ok(Accepted::new(format!("/api/v1/test-runs/{}", accepted.test_run_id), accepted))
    }

    /// List the last hundred ticks of a schedule, newest first, and what became of each.
    #[oai(path = "/schedules/:id/ticks", method = "get", operation_id = "listScheduleTicks")]
    async fn ticks(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Json<ScheduleTickList>, Problem> {
        let rows = state.store.schedules().ticks(caller.project, id.0.into(), BEHIND).await?;
        Ok(Json(ScheduleTickList { items: rows.into_iter().map(Into::into).collect() }))
    }
}

fn table(cron: &str, zone: &str) -> Result<Timetable, Problem> {
    Timetable::parse(cron, zone).map_err(|why| Problem::invalid(format!("{why}."), Vec::new()))
}

async fn checked(state: &State, caller: &Identity, asked: SchedulePlan) -> Result<store::SchedulePlan, Problem> {
    let invalid = |why: &str| Err(Problem::invalid(why.to_owned(), Vec::new()));
    let SchedulePlan { name, cron, time_zone, overlap, missed, flow_ids, test_session_id, tags, options, active } =
        asked;
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 {
        return invalid("`name` is a text of 1 to 100 characters.");
    }
    let time_zone = time_zone.unwrap_or_else(|| "UTC".into());
    let next = table(&cron, &time_zone)?.next_after(Utc::now());
    let target = match (flow_ids, test_session_id, tags) {
        (Some(ids), None, None) if !ids.is_empty() && ids.len() <= MOST => {
            for id in &ids {
                state.store.flows().get(caller.project, (*id).into()).await?;
            }
            json!({ "flow_ids": ids })
        }
        (None, Some(id), None) => {
            state.store.test_sessions().get(caller.project, id.into()).await?;
            json!({ "test_session_id": id })
        }
        (None, None, Some(tags)) if !tags.is_empty() && tags.len() <= MOST => json!({ "tags": tags }),
        _ => return invalid("Give exactly one of `flow_ids`, `test_session_id` and `tags`, and not an empty one."),
    };
    let options = options.unwrap_or_default();
    if options.not_before.is_some() || options.delay_seconds.is_some() {
        return invalid("Leave `not_before` and `delay_seconds` out of `options`; `cron` says when.");
    }
    let active = active.unwrap_or(true);
    Ok(store::SchedulePlan {
        name,
        cron: cron.trim().into(),
        time_zone,
        overlap: word(overlap.unwrap_or_default()),
        missed: word(missed.unwrap_or_default()),
        target,
        options: without_nulls(options.to_json().unwrap_or_default()),
        active,
        next_at: next.filter(|_| active),
    })
}

/// The word of an enumeration as it goes over the wire.
fn word(value: impl ToJSON) -> String {
    value.to_json().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What is absent is left out.
fn without_nulls(mut value: Value) -> Value {
    if let Some(object) = value.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    value
}

fn shown(row: ScheduleRow) -> Schedule {
    let ticks = match (row.active, Timetable::parse(&row.cron, &row.time_zone)) {
        (true, Ok(table)) => table.next(Utc::now(), AHEAD),
        (true, Err(_)) | (false, _) => Vec::new(),
    };
    let part = |key: &str| row.target.get(key).cloned().unwrap_or_default();
    let mut options: std::collections::BTreeMap<String, Value> =
        serde_json::from_value(row.options.clone()).unwrap_or_default();
    if let Some(Value::Object(env)) = options.get_mut("env") {
        env.values_mut().for_each(|value| *value = json!("…"));
    }
    Schedule {
        id: row.id.0,
        flow_ids: serde_json::from_value(part("flow_ids")).unwrap_or_default(),
        test_session_id: serde_json::from_value(part("test_session_id")).unwrap_or_default(),
        tags: serde_json::from_value(part("tags")).unwrap_or_default(),
        name: row.name,
        cron: row.cron,
        time_zone: row.time_zone,
        overlap: row.overlap,
        missed: row.missed,
        options,
        active: row.active,
        next_ticks: ticks,
        last_tick: row.last_at,
        created_by: row.created_by,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
