//! How much of what goes wrong a flow notices.

use std::{sync::Arc, time::Duration};

use flowtilla_shared::{
    domain::{
        flow,
        ids::{FlowId, ProjectId},
        mutation::mutation_topic,
    },
    store::{MutationScoreRow, NewMutationScore},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Area, Shared, event_logs, waiting};
use crate::{
    answer::Accepted,
    body::Body,
    caller::{Caller, Read, Run},
    problem::Problem,
    state::State,
    wire::{
        mutation::{MeasureMutationScore, MutationScore},
        part::Part,
        run::EventList,
    },
};

/// Mutants and seconds when nobody says.
const MUTANTS: u32 = 24;
const SECONDS: u32 = 300;
/// Time between two looks at a measurement that a request waits for.
const LOOK_EVERY: Duration = Duration::from_millis(300);
/// Steps marked `once` that a refusal names.
const MOST_NAMED: usize = 5;

pub struct MutationScoresApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Flows")]
impl MutationScoresApi {
    /// Measure how much a flow notices.
    ///
    /// A job: the flow is executed as it is, and then once with each of several faults, which are put into the site on its way to the
    /// browser (a button is dead, a request fails, a number is wrong …); the site itself is not changed. A flow that passes although
    /// a fault was in effect has missed it; the answer has an assertion that would notice. While a measurement of the version is under
    /// way, that one is answered. Follow it on the topic `mutation:{id}`.
    #[oai(path = "/flows/:id/mutation-score", method = "post", operation_id = "measureMutationScore")]
    async fn measure(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
        asked: Body<MeasureMutationScore>,
        /// Wait for the end, up to so many seconds; at most 60.
        wait_seconds: Query<Option<u32>>,
    ) -> Result<Accepted<MutationScore>, Problem> {
        let wait = waiting::wait_of(wait_seconds.0)?;
        let flow: FlowId = id.0.into();
        let version = version_of(&state, caller.project, flow, asked.value.version.clone()).await?;
        let document = state.store.flows().version(caller.project, flow, &version).await?.document;
        let request = checked(asked.value, document)?;
        let new = NewMutationScore { flow, version, request, asked_by: caller.name.clone() };
        let (id, committed) = state.store.mutation_scores().create(caller.project, new).await?;
        if let Some(committed) = committed {
            let telling = Arc::clone(&state);
            // a worker looks for measurements by itself; watchers are told in the background
            tokio::spawn(async move { telling.live.publish(&committed).await });
        }
        let deadline = Instant::now() + wait;
        let mut row = state.store.mutation_scores().get(caller.project, id).await?;
        while !is_over(&row) && Instant::now() < deadline && !state.shutdown.is_cancelled() {
            nap(&state, deadline).await;
            row = state.store.mutation_scores().get(caller.project, id).await?;
        }
        Ok(Accepted::new(format!("/api/v1/flows/{flow}/mutation-score"), row.into()))
    }

    /// Get the newest measurement of a version.
    ///
    /// 404 when the version was never measured.
    #[oai(path = "/flows/:id/mutation-score", method = "get", operation_id = "getMutationScore")]
    async fn get(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Hash of the version; the newest when absent.
        version: Query<Option<String>>,
        /// Wait for the end, up to so many seconds; at most 60.
        wait_seconds: Query<Option<u32>>,
    ) -> Result<Json<MutationScore>, Problem> {
        let deadline = Instant::now() + waiting::wait_of(wait_seconds.0)?;
        let version = version_of(&state, caller.project, id.0.into(), version.0).await?;
        loop {
            let row = newest(&state, caller.project, id.0.into(), &version).await?;
            if is_over(&row) || Instant::now() >= deadline || state.shutdown.is_cancelled() {
                return Ok(Json(row.into()));
            }
            nap(&state, deadline).await;
        }
    }

    /// Cancel the measurement of a version.
    ///
    /// The run that is under way ends too. 409 when nothing is under way.
    #[oai(path = "/flows/:id/mutation-score/cancel", method = "post", operation_id = "cancelMutationScore")]
    async fn cancel(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
        /// Hash of the version; the newest when absent.
        version: Query<Option<String>>,
    ) -> Result<Json<MutationScore>, Problem> {
        let flow: FlowId = id.0.into();
        let version = version_of(&state, caller.project, flow, version.0).await?;
        let (found, committed) = state.store.mutation_scores().cancel(caller.project, flow, &version).await?;
        if let Some(committed) = committed {
            state.live.publish(&committed).await;
        }
        if !found {
            newest(&state, caller.project, flow, &version).await?;
            return Err(Problem::conflict("The measurement is over; there is nothing to cancel."));
        }
        newest(&state, caller.project, flow, &version).await.map(|row| Json(row.into()))
    }

    /// Read the event log of the newest measurement of a version.
    #[oai(path = "/flows/:id/mutation-score/events", method = "get", operation_id = "listMutationScoreEvents")]
    async fn events(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Hash of the version; the newest when absent.
        version: Query<Option<String>>,
        /// Only events with a number above this one.
        after: Query<Option<i64>>,
        /// Events in a part, 1 to 1000; 100 when absent.
        limit: Query<Option<u32>>,
    ) -> Result<Json<EventList>, Problem> {
        let part = Part::asked(after.0, limit.0)?;
        let version = version_of(&state, caller.project, id.0.into(), version.0).await?;
        let row = newest(&state, caller.project, id.0.into(), &version).await?;
        event_logs::read(&state, caller.project, &mutation_topic(row.id), part).await.map(Json)
    }
}

fn is_over(row: &MutationScoreRow) -> bool {
    row.status != "queued" && row.status != "running"
}

async fn nap(state: &State, deadline: Instant) {
    tokio::select! {
        () = state.shutdown.cancelled() => {}
        () = tokio::time::sleep_until(deadline.min(Instant::now() + LOOK_EVERY)) => {}
    }
}

/// The version that is asked for: the newest when nobody says.
async fn version_of(
    state: &State,
    project: ProjectId,
    flow: FlowId,
    version: Option<String>,
) -> Result<String, Problem> {
    let newest = state.store.flows().get(project, flow).await?.version.hash;
    Ok(version.unwrap_or(newest))
}

async fn newest(state: &State, project: ProjectId, flow: FlowId, version: &str) -> Result<MutationScoreRow, Problem> {
    let row = state.store.mutation_scores().newest(project, flow, version).await?;
    row.ok_or_else(|| {
        Problem::not_found(format!(
            "The version `{version}` was never measured. POST /api/flows/{flow}/mutation-score measures it."
        ))
    })
}

/// The request as it is stored.
fn checked(asked: MeasureMutationScore, document: Value) -> Result<Value, Problem> {
    let invalid = |message: String| Problem::invalid(message, Vec::new());
    let mutants = asked.mutants.unwrap_or(MUTANTS);
    if !(1..=60).contains(&mutants) {
        return Err(invalid("`mutants` is a number from 1 to 60.".into()));
    }
    let seconds = asked.seconds.unwrap_or(SECONDS);
    if !(10..=1800).contains(&seconds) {
        return Err(invalid("`seconds` is a number from 10 to 1800.".into()));
    }
    let mut once = Vec::new();
    marked_once(&document["steps"], "steps", &mut once);
    if !once.is_empty() && asked.allow_once != Some(true) {
        once.truncate(MOST_NAMED);
        let message = format!(
            "The flow has steps that are marked `once` ({}), and would be carried out up to {} times. Where that does no harm, send \
             `\"allow_once\": true`.",
            once.join(", "),
            mutants + 3
        );
        return Err(Problem { code: "once", ..invalid(message) });
    }
    let kinds: Vec<_> = asked.kinds.unwrap_or_default().into_iter().map(|kind| kind.0).collect();
    // it is carried out anew each time; a document of an older grammar is told here and not by every execution
    if let Some(problem) = flow::check_value(&document).errors().next() {
        return Err(invalid(format!("The version is no flow any more: {problem}")));
    }
    Ok(json!({
        "document": document,
        "params": asked.params.unwrap_or_default(),
        "most": mutants,
        "seconds": seconds,
        "kinds": kinds,
    }))
}

/// The places of steps that must not be done twice.
fn marked_once(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                marked_once(item, &format!("{path}[{at}]"), found);
            }
        }
        Value::Object(fields) => {
            if fields.get("once") == Some(&Value::Bool(true)) && fields.contains_key("type") {
                found.push(path.to_owned());
            }
            for (name, field) in fields.iter().filter(|(_, field)| field.is_array() || field.is_object()) {
                marked_once(field, &format!("{path}.{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_with_steps_for_once_must_be_allowed_to_be_carried_out_often() {
        let step = json!({ "type": "click", "target": { "text": "Pay" }, "once": true });
        let document = json!({ "name": "F", "steps": [{ "type": "group", "steps": [step] }] });
        let refused = checked(MeasureMutationScore::default(), document.clone());
        assert!(refused.is_err_and(|problem| problem.code == "once" && problem.detail.contains("steps[0].steps[0]")));
        let asked = MeasureMutationScore { allow_once: Some(true), ..MeasureMutationScore::default() };
        assert!(checked(asked, document.clone()).is_ok_and(|request| request["most"] == MUTANTS));
        let asked =
            MeasureMutationScore { mutants: Some(61), allow_once: Some(true), ..MeasureMutationScore::default() };
        assert!(checked(asked, document).is_err());
    }
}
