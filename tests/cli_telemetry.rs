//! What an operator sees from outside: metrics, traces, logs; and that dashboard and alerts name only what exists.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use cli::{Bench, Daemon, PATIENCE};
use flowtilla_shared::telemetry::metrics::{Kind, NAMES};
use nix::sys::signal::Signal;
use serde_json::{Value, json};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// A collector: takes OTLP over HTTP and keeps every span.
struct Collector {
    url: String,
    spans: Arc<Mutex<Vec<Value>>>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let spans = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&spans);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let kept = Arc::clone(&kept);
                thread::spawn(move || {
                    if let Some(body) = received(stream) {
                        kept.lock().unwrap().extend(spans_of(&body));
                    }
                });
            }
        });
        Self { url, spans }
    }

    /// The span that `found` picks, when it has come.
    fn span(&self, what: &str, found: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let spans = self.spans.lock().unwrap().clone();
            if let Some(span) = spans.iter().find(|span| found(span)) {
                return span.clone();
            }
            assert!(Instant::now() < end, "no span {what} came: {spans:#?}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Reads one export and thanks for it.
fn received(mut stream: TcpStream) -> Option<Value> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let answer =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    stream.write_all(answer.as_bytes()).ok()?;
    assert!(head.starts_with("POST /v1/traces "), "{head}");
    assert!(head.to_ascii_lowercase().contains("x-tenant: kettle"), "{head}");
    serde_json::from_slice(&body).ok()
}

fn spans_of(body: &Value) -> Vec<Value> {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let scopes = list(body, "resourceSpans").into_iter().flat_map(|resource| list(&resource, "scopeSpans"));
    scopes.flat_map(|scope| list(&scope, "spans")).collect()
}

fn client() -> reqwest::Client {
    // fails only when another test of this process was first
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

async fn run_a_flow(url: &str) -> Value {
    let flow = json!({ "name": "Traced", "steps": [
        { "type": "set", "var": "x", "value": 1 }, { "type": "expect", "var": "x", "equals": 1 } ] });
    let client = client();
    let asked = client
        .post(format!("{url}/api/execute-flows"))
        .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
        .json(&json!({ "flows": [flow] }));
    let accepted: Value = asked.send().await.unwrap().json().await.unwrap();
    let id = accepted["test_run_id"].as_str().unwrap_or_else(|| panic!("{accepted}")).to_owned();
    let over = client.get(format!("{url}/api/test-runs/{id}?wait_seconds=60")).send().await.unwrap();
    let over: Value = over.json().await.unwrap();
    assert_eq!(over["status"], "passed", "{over}");
    over
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_the_queue_an_execution_and_its_steps_are_one_trace() {
    let bench = Bench::new();
    let collector = Collector::start();
    let mut command = bench.command(&["dev", "--ephemeral", "--listen", "127.0.0.1:0"]);
    command
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url)
        .env("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=kettle")
        .env("OTEL_BSP_SCHEDULE_DELAY", "100");
    let dev = Daemon::spawn(command);
    let over = run_a_flow(&dev.url).await;
    let context = over["options"]["traceparent"].as_str().unwrap_or_default();
    assert!(context.starts_with(&format!("00-{TRACE}-")), "the row keeps the trace: {over}");

    let named = |name: &'static str| move |span: &Value| span["name"] == name && span["traceId"] == TRACE;
    let http = collector.span("of the request", named("POST /api/v1/execute-flows"));
    let enqueue = collector.span("of the queue", named("enqueue"));
    let execution = collector.span("of the execution", named("execution"));
    let step = collector.span("of a step", named("step set"));
    collector.span("of the other step", named("step expect"));
    assert_eq!(http["parentSpanId"], CALLER);
    assert_eq!(enqueue["parentSpanId"], http["spanId"]);
    assert_eq!(execution["parentSpanId"], enqueue["spanId"]);
    assert_eq!(step["parentSpanId"], execution["spanId"]);
    let said = execution["attributes"].to_string();
    assert!(said.contains("flowtilla.result") && said.contains("passed"), "{said}");
    assert_eq!(dev.stop(Signal::SIGTERM).code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_and_the_calls_of_models_for_it_are_one_trace_and_are_counted() {
    let bench = Bench::new();
    let collector = Collector::start();
    let mut command = bench.command(&["dev", "--ephemeral", "--listen", "127.0.0.1:0"]);
    command
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url)
        .env("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=kettle")
        .env("OTEL_BSP_SCHEDULE_DELAY", "100")
        .env("ENABLE_METRICS", "true");
    let dev = Daemon::spawn(command);
    // the scripted model answers whatever it is asked
    let asked = client()
        .post(format!("{}/api/generate-flows?wait_seconds=60", dev.url))
        .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
        .json(&json!({ "prompt": "Somebody signs in", "base_url": "http://127.0.0.1:1/", "explore": false }));
    let told: Value = asked.send().await.unwrap().json().await.unwrap();
    assert!(told["status"] == "ready" || told["status"] == "failed", "{told}");

    let named = |name: &'static str| move |span: &Value| span["name"] == name && span["traceId"] == TRACE;
    let http = collector.span("of the request", named("POST /api/v1/generate-flows"));
    let generation = collector.span("of the generation", named("generation"));
    let is_call = |span: &Value| span["name"].as_str().is_some_and(|name| name.starts_with("chat "));
    let call = collector.span("of a model's call", |span| is_call(span) && span["traceId"] == TRACE);
    assert_eq!(generation["parentSpanId"], http["spanId"]);
    assert_eq!(call["parentSpanId"], generation["spanId"]);
    let said = call["attributes"].to_string();
    for what in ["gen_ai.request.model", "gen_ai.usage.input_tokens", "flowtilla.endpoint"] {
        assert!(said.contains(what), "{what}: {said}");
    }
    let text = client().get(format!("{}/metrics", dev.url)).send().await.unwrap().text().await.unwrap();
    let counted = text.lines().find(|line| line.starts_with("flowtilla_llm_requests_total{"));
    assert!(counted.is_some_and(|line| line.contains("result=\"ok\"")), "{text}");
    let tokens = text.lines().find_map(|line| line.strip_prefix("flowtilla_llm_tokens_total{direction=\"input\"} "));
    assert!(tokens.is_some_and(|tokens| tokens.parse::<u64>().unwrap() > 0), "{text}");
    assert_eq!(dev.stop(Signal::SIGTERM).code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_metric_is_there_on_api_and_worker_and_logs_cover_secrets() {
    let bench = Bench::new();
    let log = bench.path("log");
    let mut command = bench.command(&["dev", "--ephemeral", "--listen", "127.0.0.1:0", "-v"]);
    command
        .env("ENABLE_METRICS", "true")
        .env("FLOWTILLA_LOG__FORMAT", "json")
        .env("FLOWTILLA_WORKER__LISTEN", "127.0.0.1:0")
        .env("FLOWTILLA_WORKER__NAME", "the teapot-7731 worker")
        .env("FLOWTILLA_SECRET_POT", "teapot-7731");
    let dev = Daemon::logging(command, &log);
    run_a_flow(&dev.url).await;

    let lines = || fs::read_to_string(&log).unwrap_or_default();
    let end = Instant::now() + PATIENCE;
    let worker = loop {
        let told = lines().lines().find_map(|line| line.split("Health of this worker at ").nth(1).map(str::to_owned));
        if let Some(told) = told {
            let told = told.trim_start_matches(|c: char| !c.is_ascii_digit());
            let address = told.chars().take_while(|c| c.is_ascii_digit() || ".:".contains(*c)).collect::<String>();
            break format!("http://{address}");
        }
        assert!(Instant::now() < end, "{}", lines());
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    // figures of the worker come with its next heartbeat
    for url in [&dev.url, &worker] {
        let text = loop {
            let answer = client().get(format!("{url}/metrics")).send().await.unwrap();
            assert_eq!(answer.status(), 200);
            assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
            let text = answer.text().await.unwrap();
            // which models there are is known with the first call
            let missing: Vec<&str> = NAMES
                .iter()
                .map(|(name, ..)| *name)
                .filter(|name| *name != "flowtilla_llm_requests_total" && !text.contains(&format!("# TYPE {name} ")))
                .collect();
            if missing.is_empty() {
                break text;
            }
            assert!(Instant::now() < end, "{missing:?} are not in {text}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert!(text.contains("flowtilla_runs_total{result=\"passed\"} 1"), "{text}");
        assert!(text.contains("flowtilla_steps_total{kind=\"set\",result=\"passed\"} 1"), "{text}");
        assert!(text.contains("route=\"/api/v1/execute-flows\""), "{text}");
    }
    let health: Value = client().get(format!("{worker}/healthz")).send().await.unwrap().json().await.unwrap();
    assert!(health["sandbox"].as_str().is_some_and(|level| level.starts_with("browser")), "{health}");
    assert_eq!(dev.stop(Signal::SIGTERM).code, Some(0));

    let lines = lines();
    assert!(lines.contains("the *** worker") && !lines.contains("teapot-7731"), "{lines}");
    let json = lines.lines().filter(|line| line.starts_with('{'));
    assert!(json.clone().count() > 5, "{lines}");
    json.for_each(|line| assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_that_nobody_asked_for_are_not_there() {
    let bench = Bench::new();
    let dev = Daemon::start(&bench, &["dev", "--ephemeral", "--listen", "127.0.0.1:0"]);
    assert_eq!(client().get(format!("{}/metrics", dev.url)).send().await.unwrap().status(), 404);
    assert_eq!(dev.stop(Signal::SIGTERM).code, Some(0));
}

/// Names in a file, each with the labels that it is used with.
fn used(text: &str) -> BTreeMap<String, Vec<String>> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut used: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, _) in text.match_indices("flowtilla_") {
        if text[..at].chars().next_back().is_some_and(word) {
            continue;
        }
        let name: String = text[at..].chars().take_while(|c| word(*c)).collect();
        let rest = &text[at + name.len()..];
        let labels = rest.strip_prefix('{').and_then(|rest| rest.split('}').next()).unwrap_or_default();
        let labels = labels.split(',').filter_map(|label| label.split(['=', '!']).next());
        let labels = labels.map(|label| label.trim().to_owned()).filter(|label| !label.is_empty());
        used.entry(name).or_default().extend(labels);
    }
    used
}

#[test]
fn dashboard_and_alerts_name_only_metrics_and_labels_that_exist() {
    let root = Path::new("ops/observability");
    for file in ["dashboard.json", "alerts.yaml"] {
        let used = used(&fs::read_to_string(root.join(file)).unwrap());
        assert!(used.len() > 8, "{file} names {used:?}");
        for (name, labels) in used {
            let known = NAMES.iter().find(|(known, kind, ..)| {
                let parts = ["_bucket", "_count", "_sum"];
                name == *known
                    || (*kind == Kind::Histogram
                        && parts.iter().any(|part| name.strip_suffix(part).is_some_and(|name| name == *known)))
            });
            let (_, _, has, _) = known.unwrap_or_else(|| panic!("{file}: there is no metric {name}"));
            for label in labels {
                assert!(has.contains(&label.as_str()), "{file}: {name} has no label {label}, it has {has:?}");
            }
        }
    }
    let dashboard: Value = serde_json::from_str(&fs::read_to_string(root.join("dashboard.json")).unwrap()).unwrap();
    assert!(
        dashboard["panels"].as_array().unwrap().iter().all(|panel| panel["datasource"]["uid"] == "${DS_PROMETHEUS}")
    );
}
