//! Starts what is scheduled. Every API process looks; each tick is taken by one of them, and its run is made under an idempotency
//! key of its own, so that whoever does a tick after a crash finds the run instead of making a second one.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use chrono::TimeDelta;
use flowtilla_shared::{
    domain::schedule::Timetable,
    store::{DueSchedule, Error, HeldTick},
};
use poem::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    body::Body,
    caller::Identity,
    execute,
    problem::Problem,
    state::State,
    wire::run::{AcceptedRun, ExecuteFlows, ExecuteOptions},
};

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A tick that is seen later than this was missed.
const LATE: TimeDelta = TimeDelta::seconds(60);
/// How long a tick belongs to whoever does it.
const LEASE: Duration = Duration::from_secs(60);
/// How long a tick waits before it is looked at again: for the run before it, and for a database or queue with room.
const WAIT: Duration = Duration::from_secs(1);
const WAIT_LONGER: Duration = Duration::from_secs(10);
/// How long it is known what became of a tick, and how often those older than that are forgotten.
const KEEP: Duration = Duration::from_secs(90 * 24 * 3600);
const FORGET_EVERY: Duration = Duration::from_secs(600);
/// Ticks done in one go.
const AT_ONCE: u32 = 16;

/// Looks until the server stops.
pub async fn run(state: Arc<State>) {
    let mut forgotten = Instant::now();
    loop {
        tokio::select! {
            () = state.shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        if !*state.database_up.borrow() {
            continue;
        }
        // a tick that is cut off by the server's end is done by another one
        if let Some(Err(cause)) = state.shutdown.clone().run_until_cancelled(look(&state)).await {
            tracing::debug!(error = %cause, "Schedules were not looked at this time");
        }
        if forgotten.elapsed() > FORGET_EVERY {
            forgotten = Instant::now();
            // what could not be forgotten now will be later
            let _ = state.store.schedules().forget(KEEP).await;
        }
    }
}

async fn look(state: &Arc<State>) -> Result<(), Error> {
    for due in state.store.schedules().due().await? {
        let late = due.now - due.tick > LATE;
        let (missed, from) = if late { (due.missed == "skip", due.now) } else { (false, due.tick) };
        state.store.schedules().take(&due, next_after(&due, from), missed).await?;
    }
    for held in state.store.schedules().hold(AT_ONCE, LEASE).await? {
        do_tick(state, &held).await?;
    }
    Ok(())
}

fn next_after(due: &DueSchedule, from: chrono::DateTime<chrono::Utc>) -> Option<chrono::DateTime<chrono::Utc>> {
    match Timetable::parse(&due.cron, &due.time_zone) {
        Ok(table) => table.next_after(from),
        Err(why) => {
            tracing::error!("Schedule `{}` has no next tick: {why}", due.id);
            None
        }
    }
}

/// Starts the run of a tick, or writes down why not.
async fn do_tick(state: &Arc<State>, held: &HeldTick) -> Result<(), Error> {
    let schedules = state.store.schedules();
    let caller = Identity::schedule(held.project_id, &held.name);
    let open = schedules.open_runs(held.id).await?;
    match held.overlap.as_str() {
        "queue" if !open.is_empty() => return schedules.put_off(held, WAIT).await,
        "skip" if !open.is_empty() => {
            let why = format!("The test run `{}` of an earlier tick was still going on.", open[0]);
            return schedules.done(held, "skipped", None, Some(&why)).await;
        }
        "cancel_previous" => {
            for run in open {
                if let Err(problem) = execute::cancel(state, &caller, run).await {
                    tracing::warn!("The run `{run}` of an earlier tick was not cancelled: {problem}");
                }
            }
        }
        _ => {}
    }
    let key = format!("schedule:{}:{}", held.id, held.tick.timestamp_millis());
    match start(state, &caller, &held.target, &held.options, Some(key)).await {
        Ok(accepted) => {
            let (run, detail) = (accepted.test_run_id, json!({ "schedule_id": held.id, "tick": held.tick }));
            schedules.done(held, "started", Some(run.into()), None).await?;
            if !accepted.replayed {
                state.write_down(&caller, "executeFlows", format!("test-runs/{run}"), detail, None).await;
            }
            Ok(())
        }
        Err(problem) if problem.status == StatusCode::SERVICE_UNAVAILABLE => schedules.put_off(held, WAIT_LONGER).await,
        Err(problem) => schedules.done(held, "failed", None, Some(&problem.detail)).await,
    }
}

/// Executes what a schedule names.
///
/// # Errors
/// As [`execute::execute`].
pub async fn start(
    state: &Arc<State>,
    caller: &Identity,
    target: &Value,
    options: &Value,
    key: Option<String>,
) -> Result<AcceptedRun, Problem> {
    let options: ExecuteOptions = serde_json::from_value(options.clone()).map_err(unreadable)?;
    let mut asked = ExecuteFlows { options: Some(options), ..ExecuteFlows::default() };
    if let Some(tags) = target.get("tags") {
        let tags: Vec<String> = serde_json::from_value(tags.clone()).map_err(unreadable)?;
        let ids: Vec<Uuid> =
            state.store.schedules().tagged(caller.project, &tags).await?.into_iter().map(|id| id.0).collect();
        if ids.is_empty() {
            let detail = format!("No approved flow has one of the tags `{}`.", tags.join("`, `"));
            return Err(Problem { code: "not-approved", ..Problem::conflict(detail) });
        }
        asked.flow_ids = Some(ids);
    } else if let Some(session) = target.get("test_session_id") {
        asked.test_session_id = Some(serde_json::from_value(session.clone()).map_err(unreadable)?);
    } else {
        let ids = target.get("flow_ids").cloned().unwrap_or_default();
        asked.flow_ids = Some(serde_json::from_value(ids).map_err(unreadable)?);
    }
    // the same tick is the same request, whatever became of the schedule since
    let text = Bytes::from(key.clone().unwrap_or_default());
    execute::execute(state, caller, Body { value: asked, text }, key).await
}

fn unreadable(error: serde_json::Error) -> Problem {
    Problem::invalid(format!("What the schedule executes cannot be read: {error}."), Vec::new())
}
