//! From a request to a stored run: what is executed, with which options; then the doorbell.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use flowtilla_shared::{
    domain::{
        flow::Flow,
        ids::{ExecutionId, TestRunId},
        journal::Committed,
        matrix::Matrix,
        status::Priority,
    },
    live::ControlMessage,
    store::{Approval, CreatedRun, FlowRow, Idempotency, NewExecution, NewRun, RerunOnly},
    telemetry::traces,
};
use poem_openapi::types::ToJSON;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tracing::Instrument;
use uuid::Uuid;

use crate::{
    body::Body,
    caller::{Approve, Identity, Permission as _},
    flow_text::ValidFlow,
    problem::Problem,
    state::State,
    wire::run::{AcceptedRun, ExecuteFlows, ExecuteOptions, Healing},
};

/// Longest time that an option may name, in seconds (one week).
const MAX_SECONDS: f64 = 7.0 * 24.0 * 3600.0;
/// Characters of an idempotency key.
const MAX_KEY: usize = 255;

/// Stores a run and rings for it.
///
/// # Errors
/// 422 for flows with errors or options that make no sense, 404 and 409 for stored flows that are missing or not approved, 429 when
/// too many wait.
pub async fn execute(
    state: &Arc<State>,
    caller: &Identity,
    asked: Body<ExecuteFlows>,
    idempotency_key: Option<String>,
) -> Result<AcceptedRun, Problem> {
    let idempotency = idempotency(idempotency_key, &asked.text)?;
    let options = asked.value.options.clone().unwrap_or_default();
    let (flows, skipped) = flows_of(state, caller, &asked).await?;
    let most = state.config.limits.max_executions_per_run as usize;
    if flows.len() > most {
        return Err(Problem::invalid(
            format!("{} flows in one request; {most} are taken (limits.max_executions_per_run).", flows.len()),
            Vec::new(),
        ));
    }
    let (flows, flow_indexes) = multiplied(flows, &options, most)?;
    let new = NewRun {
        test_session: asked.value.test_session_id.map(Into::into),
        executions: flows.into_iter().map(|flow| flow.execution(&options)).collect(),
        idempotency,
        ..new_run(state, caller, &options)?
    };
    let created = enqueue(state, new).await?;
    let accepted = AcceptedRun::new(&created, skipped, &flow_indexes);
    announce(state, created);
    Ok(accepted)
}

/// Stores a run of one flow, before others.
///
/// # Errors
/// As [`execute`].
pub async fn execute_one(
    state: &Arc<State>,
    caller: &Identity,
    flow: &ValidFlow,
    params: Map<String, Value>,
) -> Result<CreatedRun, Problem> {
    let options = ExecuteOptions { params: Some(params.into_iter().collect()), ..ExecuteOptions::default() };
    let executable = Executable::inline(flow);
    let new = NewRun {
        executions: vec![executable.execution(&options)],
        priority: Priority::High,
        ..new_run(state, caller, &options)?
    };
    let created = enqueue(state, new).await?;
    announce(state, created.clone());
    Ok(created)
}

/// Stores a run, with the trace that it belongs to.
async fn enqueue(state: &State, mut new: NewRun) -> Result<CreatedRun, Problem> {
    let span = tracing::info_span!(
        target: traces::TARGET,
        "enqueue",
        otel.kind = "producer",
        messaging.system = "flowtilla",
        messaging.destination.name = "executions",
        messaging.batch.message_count = new.executions.len(),
    );
    async {
        if let (Some(context), Some(options)) = (traces::current(), new.options.as_object_mut()) {
            options.insert(traces::OPTION.into(), context.into());
        }
        Ok(state.store.runs().create(new).await?)
    }
    .instrument(span)
    .await
}

/// Asks for the end of a run and tells the workers.
///
/// # Errors
/// 404 when the project has no such run.
pub async fn cancel(state: &Arc<State>, caller: &Identity, id: TestRunId) -> Result<(), Problem> {
    let cancelled = state.store.runs().cancel(caller.project, id).await?;
    let state = Arc::clone(state);
    // Redis may be slow or away; the rows carry the request all the same
    tokio::spawn(async move {
        for id in cancelled.running {
            state.live.control(ControlMessage::CancelExecution(id)).await;
        }
        state.live.publish(&cancelled.committed).await;
    });
    Ok(())
}

/// Stores a run with the executions of another one and rings for it.
///
/// # Errors
/// 404 when the project has no such run, 422 when nothing in it ended as asked for, 429 when too many wait.
pub async fn rerun(
    state: &Arc<State>,
    caller: &Identity,
    id: TestRunId,
    only: RerunOnly,
) -> Result<AcceptedRun, Problem> {
    let created = state.store.runs().rerun(caller.project, id, only, state.config.quotas()).await?;
    let accepted = AcceptedRun::new(&created, Vec::new(), &[]);
    announce(state, created);
    Ok(accepted)
}

/// Rings for what was committed. In the background: the answer does not depend on Redis, and a lost ring is rung again.
fn announce(state: &Arc<State>, created: CreatedRun) {
    if created.replayed {
        return;
    }
    let ids: Vec<ExecutionId> = created.executions.iter().map(|execution| execution.id).collect();
    // both by the database's clock
    let due = created.run.not_before <= created.run.created_at;
    let committed: Committed = created.committed;
    let state = Arc::clone(state);
    tokio::spawn(async move {
        let ring = async {
            if due {
                state.queue.ring(&ids).await;
            }
        };
        tokio::join!(ring, state.live.publish(&committed));
    });
}

/// A flow on its way into an execution.
struct Executable {
    flow_id: Option<Uuid>,
    version: Option<String>,
    name: String,
    document: Value,
    /// Values of its row of data.
    row: Map<String, Value>,
    labels: BTreeMap<String, String>,
}

impl Executable {
    fn inline(flow: &ValidFlow) -> Self {
        Self {
            flow_id: None,
            version: Some(flow.hash.clone()),
            name: flow.flow.name.clone(),
            document: flow.document(),
            row: Map::new(),
            labels: BTreeMap::new(),
        }
    }

    fn stored(row: FlowRow) -> Self {
        Self {
            flow_id: Some(row.id.0),
            version: Some(row.version.hash),
            name: row.name,
            document: row.version.document,
            row: Map::new(),
            labels: BTreeMap::new(),
        }
    }

    fn execution(self, options: &ExecuteOptions) -> NewExecution {
        let of_flow = |key: &str| self.document.get(key).and_then(Value::as_f64);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the grammar allows small whole numbers only"
        )]
        let retries = options.retries.unwrap_or_else(|| of_flow("retries").map_or(0, |retries| retries as u32));
        let given = |map: &Option<BTreeMap<String, Value>>| -> Map<String, Value> {
            map.clone().unwrap_or_default().into_iter().collect()
        };
        let mut params = given(&options.params);
        params.extend(self.row);
        NewExecution {
            flow_id: self.flow_id.map(Into::into),
            version: self.version,
            retries,
            timeout_seconds: options.flow_timeout_seconds.or_else(|| of_flow("timeout")),
            params,
            env: given(&options.env),
            flow_name: self.name,
            labels: self.labels,
            document: self.document,
        }
    }
}

/// Every flow times its rows of data and the request's matrix, with the place of the flow that each came from.
fn multiplied(
    flows: Vec<Executable>,
    options: &ExecuteOptions,
    most: usize,
) -> Result<(Vec<Executable>, Vec<u32>), Problem> {
    let asked = options.matrix.clone().unwrap_or_default();
    let matrix = Matrix {
        browser: asked.browser.unwrap_or_default(),
        engine: asked.engine.unwrap_or_default().into_iter().map(|engine| engine.0).collect(),
        viewport: asked.viewport.unwrap_or_default().into_iter().map(|viewport| viewport.0).collect(),
        data: asked.data.unwrap_or_default().into_iter().map(|row| row.into_iter().collect()).collect(),
        repeat: asked.repeat.unwrap_or(1),
    };
    let (mut all, mut indexes) = (Vec::new(), Vec::new());
    for (index, executable) in (0_u32..).zip(flows) {
        if matrix == (Matrix { repeat: 1, ..Matrix::default() }) && executable.document.get("data").is_none() {
            all.push(executable);
            indexes.push(index);
            continue;
        }
        let flow: Flow = serde_json::from_value(executable.document.clone()).map_err(|error| {
            Problem::invalid(format!("The flow `{}` cannot be read: {error}", executable.name), Vec::new())
        })?;
        let variants = matrix
            .variants(&flow, most.saturating_sub(all.len()))
            .map_err(|message| Problem::invalid(format!("{message} (limits.max_executions_per_run)"), Vec::new()))?;
        for variant in variants {
            indexes.push(index);
            all.push(Executable {
                name: variant.name,
                document: variant.document,
                row: variant.params,
                labels: variant.labels,
                flow_id: executable.flow_id,
                version: executable.version.clone(),
            });
        }
    }
    Ok((all, indexes))
}

/// The flows that a request names in one of three ways, and those of a test session that are left out.
async fn flows_of(
    state: &State,
    caller: &Identity,
    asked: &Body<ExecuteFlows>,
) -> Result<(Vec<Executable>, Vec<Uuid>), Problem> {
    match (&asked.value.flows, &asked.value.flow_ids, asked.value.test_session_id) {
        (Some(_), None, None) => {
            let flows = ValidFlow::all_in(&asked.text, "flows")?;
            if flows.is_empty() {
                return Err(Problem::invalid("`flows` is empty; give at least one flow.", Vec::new()));
            }
            Ok((flows.iter().map(Executable::inline).collect(), Vec::new()))
        }
        (None, Some(ids), None) if ids.is_empty() => {
            Err(Problem::invalid("`flow_ids` is empty; give at least one id.", Vec::new()))
        }
        (None, Some(ids), None) => {
            let ids: Vec<_> = ids.iter().copied().map(Into::into).collect();
            let rows = state.store.flows().resolve(caller.project, &ids).await?;
            Ok((rows.into_iter().map(Executable::stored).collect(), Vec::new()))
        }
        (None, None, Some(id)) => {
            let session = state.store.test_sessions().get(caller.project, id.into()).await?;
            let (approved, rest): (Vec<FlowRow>, Vec<FlowRow>) =
                session.flows.into_iter().partition(|flow| flow.version.approval == Approval::Approved);
            if approved.is_empty() {
                let detail = format!(
                    "None of the {} flows of this test session is approved. PUT /api/flow-approval decides about one.",
                    rest.len()
                );
                return Err(Problem { code: "not-approved", ..Problem::conflict(detail) });
            }
            let skipped = rest.into_iter().map(|flow| flow.id.0).collect();
            Ok((approved.into_iter().map(Executable::stored).collect(), skipped))
        }
        _ => Err(Problem::invalid("Give exactly one of `flows`, `flow_ids` and `test_session_id`.", Vec::new())),
    }
}

/// A run without executions.
/// The option by which a run says that what it heals may be taken over and approved: by whom. Clients cannot set it.
const HEALING_BY: &str = "healing_by";

fn new_run(state: &State, caller: &Identity, options: &ExecuteOptions) -> Result<NewRun, Problem> {
    if options.retries.is_some_and(|retries| retries > 20) {
        return Err(Problem::invalid("`options.retries` may be at most 20.", Vec::new()));
    }
    seconds("options.flow_timeout_seconds", options.flow_timeout_seconds, false)?;
    let mut shown = shown(options);
    if options.healing == Some(Healing::Auto) && caller.may(Approve::SCOPE) {
        shown[HEALING_BY] = caller.name.as_str().into();
    }
    Ok(NewRun {
        project: caller.project,
        test_session: None,
        executions: Vec::new(),
        options: shown,
        priority: options.priority.as_ref().map_or(Priority::Normal, |priority| priority.0),
        not_before: not_before(options)?,
        timeout: seconds("options.timeout_seconds", options.timeout_seconds, false)?,
        idempotency: None,
        quotas: state.config.quotas(),
    })
}

fn not_before(options: &ExecuteOptions) -> Result<Option<DateTime<Utc>>, Problem> {
    match (options.not_before, options.delay_seconds) {
        (Some(_), Some(_)) => {
            Err(Problem::invalid("Give `options.not_before` or `options.delay_seconds`, not both.", Vec::new()))
        }
        (moment, None) => Ok(moment),
        (None, delay) => {
            let delay =
                seconds("options.delay_seconds", delay, true)?.and_then(|delay| TimeDelta::from_std(delay).ok());
            Ok(delay.map(|delay| Utc::now() + delay))
        }
    }
}

/// A length of time from a number of seconds.
fn seconds(name: &str, given: Option<f64>, zero: bool) -> Result<Option<Duration>, Problem> {
    let Some(given) = given else { return Ok(None) };
    let fits = given.is_finite() && given <= MAX_SECONDS && (given > 0.0 || (zero && given >= 0.0));
    if !fits {
        return Err(Problem::invalid(
            format!("`{name}` is {given}; it is a number of seconds above 0 and up to {MAX_SECONDS} (a week)."),
            Vec::new(),
        ));
    }
    Ok(Some(Duration::from_secs_f64(given)))
}

/// The options as they are shown again; values of `env` may be secret.
fn shown(options: &ExecuteOptions) -> Value {
    let mut shown = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            shown.insert(key.into(), value);
        }
    };
    put("params", options.params.as_ref().map(|params| json!(params)));
    put(
        "env",
        options
            .env
            .as_ref()
            .map(|env| json!(env.keys().map(|name| (name.clone(), "…")).collect::<std::collections::BTreeMap<_, _>>())),
    );
    put("retries", options.retries.map(Value::from));
    put("timeout_seconds", options.timeout_seconds.map(Value::from));
    put("flow_timeout_seconds", options.flow_timeout_seconds.map(Value::from));
    put("priority", options.priority.as_ref().map(|priority| json!(priority)));
    put("not_before", options.not_before.map(|moment| json!(moment)));
    put("update_snapshots", options.update_snapshots.map(Value::from));
    put("evidence", options.evidence.as_ref().map(|evidence| json!(evidence)));
    put("healing", options.healing.as_ref().and_then(ToJSON::to_json));
    put("delay_seconds", options.delay_seconds.map(Value::from));
    put("matrix", options.matrix.as_ref().and_then(ToJSON::to_json));
    Value::Object(shown)
}

/// The key of a request that is to have its effect once.
///
/// # Errors
/// 400 for a key that is empty, too long, or no text.
pub fn idempotency(key: Option<String>, body: &[u8]) -> Result<Option<Idempotency>, Problem> {
    let Some(key) = key else { return Ok(None) };
    if key.is_empty() || key.chars().count() > MAX_KEY || key.chars().any(char::is_control) {
        return Err(Problem::bad_request(format!("`Idempotency-Key` is a text of 1 to {MAX_KEY} characters.")));
    }
    Ok(Some(Idempotency { key, body_sha256: Sha256::digest(body).into() }))
}
