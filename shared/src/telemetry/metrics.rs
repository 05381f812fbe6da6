//! Figures for Prometheus. Names, labels and meanings stand here and nowhere else; `ops/` is checked against [`NAMES`].
//!
//! Labels have few values: never an id, a URL or a text of a client. Until [`start`] every call does nothing.

use std::{sync::OnceLock, time::Duration};

use ::metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::domain::{outcome::ErrorKind, status::StepStatus};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

const HTTP_SECONDS: &str = "flowtilla_http_request_duration_seconds";
const RUNS: &str = "flowtilla_runs_total";
const RUN_SECONDS: &str = "flowtilla_run_duration_seconds";
const STEPS: &str = "flowtilla_steps_total";
const QUEUE_PENDING: &str = "flowtilla_queue_pending";
const QUEUE_RUNNING: &str = "flowtilla_queue_running";
const QUEUE_OLDEST: &str = "flowtilla_queue_oldest_age_seconds";
const WORKERS: &str = "flowtilla_workers";
const WORKER_SLOTS: &str = "flowtilla_worker_slots";
const WORKER_HEARTBEAT: &str = "flowtilla_worker_last_heartbeat_seconds";
const BROWSERS: &str = "flowtilla_browser_sessions";
const BROWSER_MEMORY: &str = "flowtilla_browser_memory_bytes";
const BROWSER_FAILURES: &str = "flowtilla_browser_start_failures_total";
const MODEL_REQUESTS: &str = "flowtilla_llm_requests_total";
const MODEL_TOKENS: &str = "flowtilla_llm_tokens_total";
const MODEL_COST: &str = "flowtilla_llm_cost_usd_total";
const EVENTS_DROPPED: &str = "flowtilla_events_dropped_total";
const SOCKETS: &str = "flowtilla_ws_connections";
const ARTIFACT_BYTES: &str = "flowtilla_artifact_bytes_total";
const BUILD: &str = "flowtilla_build_info";

/// Every metric with its kind, its labels and what it says.
pub const NAMES: [(&str, Kind, &[&str], &str); 20] = [
    (
        HTTP_SECONDS,
        Kind::Histogram,
        &["method", "route", "status"],
        "Time to answer a request, by the route's template",
    ),
    (RUNS, Kind::Counter, &["result"], "Flow executions that this worker brought to an end"),
    (RUN_SECONDS, Kind::Histogram, &["result"], "Time from an execution's claim to its end"),
    (STEPS, Kind::Counter, &["kind", "result"], "Steps carried out, by type"),
    (QUEUE_PENDING, Kind::Gauge, &["queue"], "Executions that are due and wait"),
    (QUEUE_RUNNING, Kind::Gauge, &["queue"], "Executions that some worker holds"),
    (QUEUE_OLDEST, Kind::Gauge, &["queue"], "How long the oldest execution that is due has waited"),
    (WORKERS, Kind::Gauge, &[], "Workers that are not gone, as the database knows them"),
    (WORKER_SLOTS, Kind::Gauge, &["state"], "Slots of this worker"),
    (WORKER_HEARTBEAT, Kind::Gauge, &[], "When this worker's heartbeat was last written, in seconds since 1970"),
    (BROWSERS, Kind::Gauge, &["state"], "Browsers of this worker: contexts that are driven, and browser processes"),
    (BROWSER_MEMORY, Kind::Gauge, &[], "Memory of all browser processes of this worker"),
    (BROWSER_FAILURES, Kind::Counter, &["reason"], "Browsers that could not be opened"),
    (MODEL_REQUESTS, Kind::Counter, &["provider", "model", "result"], "Calls of language models"),
    (MODEL_TOKENS, Kind::Counter, &["direction"], "Tokens sent to and received from language models"),
    // only a gauge can hold parts of a dollar; this one only ever rises
    (MODEL_COST, Kind::Gauge, &[], "What those tokens cost in US dollars"),
    (EVENTS_DROPPED, Kind::Counter, &[], "Live hints that were dropped; subscribers then read the rows"),
    (SOCKETS, Kind::Gauge, &[], "WebSockets that are open"),
    (ARTIFACT_BYTES, Kind::Counter, &[], "Bytes of artifacts that were stored"),
    (BUILD, Kind::Gauge, &["version", "commit"], "1, with the version in its labels"),
];

/// Requests are quick, waiting ones take up to a minute.
const HTTP_BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// From a flow without a browser to the longest one.
const RUN_BUCKETS: [f64; 11] = [0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 600.0];
/// Time between two looks at what nobody fetches, so that observations do not pile up.
const UPKEEP: Duration = Duration::from_secs(10);

static RENDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts to count, for the whole process. A second call changes nothing.
///
/// # Errors
/// A sentence, when buckets make no sense or the thread for upkeep cannot be made.
pub fn start(commit: &str) -> Result<(), String> {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(HTTP_SECONDS.into()), &HTTP_BUCKETS)
        .and_then(|builder| builder.set_buckets_for_metric(Matcher::Full(RUN_SECONDS.into()), &RUN_BUCKETS))
        .map_err(|error| format!("the metrics cannot be set up: {error}"))?
        .build_recorder();
    let handle = recorder.handle();
    if ::metrics::set_global_recorder(recorder).is_err() {
        return Ok(());
    }
    for (name, kind, _, help) in NAMES {
        match kind {
            Kind::Counter => describe_counter!(name, help),
            Kind::Gauge => describe_gauge!(name, help),
            Kind::Histogram => describe_histogram!(name, help),
        }
    }
    // what has not happened yet is 0, not absent: rates and alerts need the first value
    for result in ["passed", "failed", "errored", "cancelled"] {
        counter!(RUNS, "result" => result).increment(0);
    }
    for reason in ["crash", "refused"] {
        counter!(BROWSER_FAILURES, "reason" => reason).increment(0);
    }
    for direction in ["input", "output"] {
        counter!(MODEL_TOKENS, "direction" => direction).increment(0);
    }
    gauge!(MODEL_COST).set(0.0);
    for name in [EVENTS_DROPPED, ARTIFACT_BYTES] {
        counter!(name).increment(0);
    }
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION"), "commit" => commit.to_owned()).set(1.0);
    let upkeep = handle.clone();
    std::thread::Builder::new()
        .name("metrics".into())
        .spawn(move || {
            loop {
                std::thread::sleep(UPKEEP);
                upkeep.run_upkeep();
            }
        })
        .map_err(|error| format!("no thread for the metrics: {error}"))?;
    let _first = RENDER.set(handle);
    Ok(())
}

/// All figures of this process in Prometheus' text format; `None` before [`start`].
#[must_use]
pub fn render() -> Option<String> {
    RENDER.get().map(PrometheusHandle::render)
}

/// The content type of [`render`].
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A request was answered. `route` is a template; methods that nobody serves count as `other`.
pub fn request(method: &str, route: &str, status: u16, took: Duration) {
    let method = match method {
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => method.to_owned(),
        _ => "other".to_owned(),
    };
    histogram!(HTTP_SECONDS, "method" => method, "route" => route.to_owned(), "status" => status.to_string())
        .record(took);
}

/// An execution ended after `took` in this worker's hands.
pub fn run_ended(result: &str, took: Duration) {
    counter!(RUNS, "result" => result.to_owned()).increment(1);
    histogram!(RUN_SECONDS, "result" => result.to_owned()).record(took);
}

/// A step ended. `kind` is a type of the grammar.
pub fn step_ended(kind: &str, status: StepStatus) {
    counter!(STEPS, "kind" => kind.to_owned(), "result" => status.as_str()).increment(1);
}

/// What waits, what runs, and for how long the oldest one has waited.
pub fn queue(pending: u64, running: u64, oldest: f64, workers: usize) {
    gauge!(QUEUE_PENDING, "queue" => "executions").set(float(pending));
    gauge!(QUEUE_RUNNING, "queue" => "executions").set(float(running));
    gauge!(QUEUE_OLDEST, "queue" => "executions").set(oldest);
    gauge!(WORKERS).set(float(workers as u64));
}

/// Slots of this worker.
pub fn slots(busy: usize, all: usize) {
    gauge!(WORKER_SLOTS, "state" => "busy").set(float(busy as u64));
    gauge!(WORKER_SLOTS, "state" => "free").set(float(all.saturating_sub(busy) as u64));
}

/// The heartbeat was written just now.
pub fn heartbeat() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    gauge!(WORKER_HEARTBEAT).set(now.as_secs_f64());
}

/// Browsers of this worker.
pub fn browsers(driven: usize, processes: usize, memory_bytes: u64) {
    gauge!(BROWSERS, "state" => "driven").set(float(driven as u64));
    gauge!(BROWSERS, "state" => "process").set(float(processes as u64));
    gauge!(BROWSER_MEMORY).set(float(memory_bytes));
}

/// A browser could not be opened.
pub fn browser_failed(kind: ErrorKind) {
    counter!(BROWSER_FAILURES, "reason" => kind.as_str()).increment(1);
}

/// A language model was called. `provider` is an endpoint of the catalogue, `result` is `ok` or a kind of error; tokens are what the
/// provider reported, and the cost in millionths of a dollar is what follows from them.
pub fn model_called(provider: &str, model: &str, result: &str, input: u64, output: u64, micro_usd: i64) {
    let (provider, model, result) = (provider.to_owned(), model.to_owned(), result.to_owned());
    counter!(MODEL_REQUESTS, "provider" => provider, "model" => model, "result" => result).increment(1);
    counter!(MODEL_TOKENS, "direction" => "input").increment(input);
    counter!(MODEL_TOKENS, "direction" => "output").increment(output);
    gauge!(MODEL_COST).increment(float(u64::try_from(micro_usd).unwrap_or(0)) / 1e6);
}

/// A live hint was dropped.
pub fn event_dropped() {
    counter!(EVENTS_DROPPED).increment(1);
}

/// WebSockets that are open now.
pub fn sockets(open: u64) {
    gauge!(SOCKETS).set(float(open));
}

/// An artifact was stored.
pub fn artifact_stored(bytes: u64) {
    counter!(ARTIFACT_BYTES).increment(bytes);
}

#[expect(clippy::cast_precision_loss, reason = "figures are far below 2^52")]
fn float(n: u64) -> f64 {
    n as f64
}
