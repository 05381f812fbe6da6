//! Flows on the demo shop, in Chromium, through store, queue and worker.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use flowtilla_demo::{Demo, DemoOptions};
use flowtilla_shared::{
    domain::{
        event::Event,
        flow::{self, Flow, Format},
        ids::ProjectId,
        outcome::ErrorKind,
        status::{Status, StepStatus as S},
    },
    live::ControlMessage,
    store::{NewExecution, NewFlow},
};
use runner_kit::{Stack, ended, flow_of, long_form, steps, supervisor};
use serde_json::{Map, Value, json};

async fn shop() -> Demo {
    Demo::start(DemoOptions { listen: SocketAddr::from(([127, 0, 0, 1], 0)), data_dir: None, latency: Duration::ZERO })
        .await
        .unwrap()
}

fn read(file: &Path) -> Flow {
    let checked = flow::read(&fs::read_to_string(file).unwrap(), Format::Yaml);
    checked.flow.unwrap_or_else(|| panic!("{}: {:#?}", file.display(), checked.problems))
}

fn sample(name: &str) -> Flow {
    read(&Path::new("../ops/demo/flows").join(name))
}

fn execution(flow: &Flow, base_url: &str, params: Value) -> NewExecution {
    let Value::Object(mut given) = params else { unreachable!() };
    given.insert("base_url".into(), json!(base_url));
    NewExecution {
        flow_id: None,
        version: None,
        flow_name: flow.name.clone(),
        document: serde_json::to_value(flow).unwrap(),
        params: given,
        env: Map::new(),
        retries: 0,
        timeout_seconds: None,
        labels: Default::default(),
    }
}

/// Stores a flow so that others may run it.
async fn store_flow(stack: &Stack, flow: &Flow) {
    let new = NewFlow {
        name: flow.name.clone(),
        document: serde_json::to_value(flow).unwrap(),
        hash: format!("sha256:{}", flow.name),
        lint: json!([]),
        test_session: None,
        approved_by: Some("test".into()),
    };
    stack.store.flows().create(ProjectId::DEFAULT, new).await.unwrap();
}

/// Processes of browsers that were started below `dir`.
fn processes(dir: &Path) -> usize {
    let marker = format!("FLOWTILLA_SCRATCH={}", dir.display());
    let environments =
        fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| fs::read(entry.path().join("environ")).ok());
    environments.filter(|environ| environ.windows(marker.len()).any(|window| window == marker.as_bytes())).count()
}

#[tokio::test]
async fn every_sample_flow_passes_and_the_failing_one_fails_as_expected() {
    let stack = Stack::with(|config| config.worker.concurrency = 3).await;
    let shop = shop().await;
    let dir = PathBuf::from("../ops/demo/flows");
    let mut files: Vec<_> =
        fs::read_dir(&dir).unwrap().flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    assert!(files.len() >= 12, "there should be at least 12 sample flows");
    let flows: Vec<Flow> = files.iter().map(|file| read(file)).collect();
    store_flow(&stack, &sample("sign-in.yaml")).await;
    let scratch = stack.config.storage.dir.join("browsers");
    let worker = stack.chromium_worker("w", |_| {});
    let mut executions: Vec<_> = flows.iter().map(|flow| execution(flow, &shop.url(), json!({}))).collect();
    executions.push(execution(&sample("failing/wrong-total.yaml"), &shop.url(), json!({})));
    let (run, ids) = stack.create(executions, None).await;
    let (failing, passing) = ids.split_last().unwrap();
    let mut wrong = BTreeMap::new();
    for id in passing {
        let detail = stack.over(*id).await;
        if detail.row.status != Status::Passed {
            let last = detail.steps.last().map(|step| (step.path.clone(), step.error.clone()));
            wrong.insert(detail.row.flow_name.clone(), (detail.row.status, detail.row.message.clone(), last));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let detail = stack.over(*failing).await;
    assert_eq!(detail.row.status, Status::Failed);
    let last = detail.steps.last().unwrap();
    let error = last.error.as_ref().unwrap();
    assert_eq!((last.label.as_deref(), error.kind), (Some("The total is €35.00"), ErrorKind::Assertion));
    assert!(error.actual.as_deref().unwrap_or_default().contains("34.00") && !error.log.is_empty(), "{error:#?}");
    let kinds: Vec<_> = detail.artifacts.iter().map(|artifact| artifact.kind.as_str()).collect();
    assert_eq!(kinds, ["screenshot", "outline"]);
    worker.stop().await;
    assert_eq!(processes(&scratch), 0, "browser processes were left behind");
    assert_eq!(
        fs::read_dir(&scratch).map(|entries| entries.count()).unwrap_or(0),
        0,
        "browser directories were left behind"
    );
    shop.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_cancelled_flow_leaves_its_page_within_three_seconds() {
    let stack = Stack::start().await;
    let shop = shop().await;
    let worker = stack.chromium_worker("w", |_| {});
    let (run, id) = stack
        .queue_flow(json!({ "name": "waits", "start_url": shop.url(), "steps": [{ "type": "click", "target": { "text": "never there" } }] }))
        .await;
    stack.until(id, |detail| detail.steps.len() == 2).await;
    let began = Instant::now();
    stack.store.runs().cancel(ProjectId::DEFAULT, run).await.unwrap();
    stack.live.control(ControlMessage::CancelExecution(id)).await;
    let detail = stack.over(id).await;
    assert_eq!(detail.row.status, Status::Cancelled);
    assert!(began.elapsed() < Duration::from_secs(3), "it took {:?}", began.elapsed());
    assert_eq!(steps(&detail), [("start_url", S::Passed), ("steps[0]", S::Pending)]);
    worker.stop().await;
    shop.stop().await;
    stack.finish(&[run]).await;
}

/// A chromedriver that no worker has started.
struct Endpoint {
    process: Child,
    url: String,
    dir: PathBuf,
}

impl Endpoint {
    fn start() -> Self {
        let dir = std::env::temp_dir().join(format!("flowtilla-wd-{:08x}", rand::random::<u32>()));
        fs::create_dir(&dir).unwrap();
        let mut process = Command::new(supervisor())
            .args(["supervise", "--dir"])
            .arg(&dir)
            .args(["--", "chromedriver", "--port=0", "--log-level=SEVERE"])
            .env("TMPDIR", &dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            line.contains("success").then(|| line.split("on port ").nth(1).map(str::to_owned)).flatten()
        });
        let url = format!("http://127.0.0.1:{}/", port.unwrap().trim_end_matches('.'));
        Self { process, url, dir }
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
        assert!(!self.dir.exists(), "the endpoint left {} behind", self.dir.display());
    }
}

#[tokio::test]
async fn a_session_at_an_endpoint_of_its_own_is_resumed_by_the_next_worker_and_the_order_is_placed_once() {
    let stack = Stack::start().await;
    let shop = shop().await;
    let endpoint = Endpoint::start();
    let remote = |config: &mut flowtilla_shared::config::Config| {
        config.browser.webdriver_url.clone_from(&endpoint.url);
        config.browser.headless_shell = "/usr/lib/chromium/chromium-headless-shell".into();
        config.browser.sandbox = "off".into();
    };
    let order = sample("bench/order.yaml");
    let mut document = serde_json::to_value(&order).unwrap();
    document["steps"].as_array_mut().unwrap().push(json!({ "type": "wait_for", "target": { "text": "never there" }, "timeout_ms": 2500, "on_failure": "continue" }));
    let flow: Flow = serde_json::from_value(long_form(document)).unwrap();
    let waits = u32::try_from(flow.steps.len()).unwrap();
    let first = stack.chromium_worker("first", remote);
    let (run, ids) = stack.create(vec![execution(&flow, &shop.url(), json!({ "token": "only-one" }))], None).await;
    // the order is placed, the last step waits: now the worker dies
    let path = format!("steps[{}]", waits - 1);
    stack.until(ids[0], |detail| detail.steps.iter().any(|step| step.path == path && step.status == S::Running)).await;
    first.kill().await;
    let second = stack.chromium_worker("second", remote);
    let detail = stack.over(ids[0]).await;
    assert_eq!((detail.row.status, detail.row.attempt), (Status::Failed, 1), "{:?}", detail.row.message);
    let resumed = stack
        .events(run)
        .await
        .into_iter()
        .any(|envelope| matches!(envelope.event, Event::ExecutionStarted { resumed: true, .. }));
    assert!(resumed, "the second worker did not go on in the first one's browser");
    assert_eq!(shop.orders().unwrap(), BTreeMap::from([("only-one".to_owned(), 1)]));
    second.stop().await;
    shop.stop().await;
    stack.finish(&[run]).await;
    drop(endpoint);
}

#[tokio::test]
async fn a_browser_that_dies_in_a_step_is_replaced() {
    let stack = Stack::start().await;
    let shop = shop().await;
    let scratch = stack.config.storage.dir.join("browsers");
    let worker = stack.chromium_worker("w", |_| {});
    let (run, id) = stack
        .queue_flow(json!({ "name": "waits", "start_url": shop.url(), "steps": [
            { "type": "wait_for", "target": { "text": "never there" }, "timeout_ms": 1500, "on_failure": "continue" },
        ] }))
        .await;
    stack.until(id, |detail| detail.steps.len() == 2).await;
    let killed = kill_browsers(&scratch);
    assert!(killed > 0, "no browser was found to kill");
    let detail = stack.over(id).await;
    assert_eq!((ended(&detail), detail.row.attempt), ((Status::Failed, None), 2), "{:?}", detail.row.message);
    worker.stop().await;
    assert_eq!(processes(&scratch), 0, "browser processes were left behind");
    shop.stop().await;
    stack.finish(&[run]).await;
}

/// Kills the main process of every browser that was started below `dir`, by its id.
fn kill_browsers(dir: &Path) -> usize {
    let marker = format!("FLOWTILLA_SCRATCH={}", dir.display());
    let mut killed = 0;
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let ours = fs::read(entry.path().join("environ"))
            .is_ok_and(|environ| environ.windows(marker.len()).any(|window| window == marker.as_bytes()));
        let command = fs::read(entry.path().join("cmdline"))
            .map(|line| String::from_utf8_lossy(&line).into_owned())
            .unwrap_or_default();
        let main =
            command.contains("--remote-debugging") && !command.contains("--type=") && !command.contains("chromedriver");
        let pid = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok());
        if let Some(pid) = pid.filter(|_| ours && main) {
            nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGKILL).unwrap();
            killed += 1;
        }
    }
    killed
}

#[tokio::test]
async fn bad_pages_end_their_step_with_the_right_kind_of_error() {
    let stack = Stack::with(|config| config.worker.concurrency = 3).await;
    let worker = stack.chromium_worker("w", |_| {});
    let mut runs = Vec::new();
    for (step, status, kind) in [
        (
            json!({ "type": "goto", "url": "http://127.0.0.1:9/", "timeout_ms": 5000 }),
            Status::Failed,
            ErrorKind::Navigation,
        ),
        (json!({ "type": "evaluate", "js": "throw new Error('no')" }), Status::Failed, ErrorKind::Script),
        (json!({ "type": "expect", "url": "**/nowhere", "timeout_ms": 200 }), Status::Failed, ErrorKind::Assertion),
    ] {
        let (run, id) = stack.queue_flow(flow_of(json!([{ "type": "goto", "url": "about:blank" }, step]))).await;
        let detail = stack.over(id).await;
        assert_eq!(
            (detail.row.status, detail.steps.last().unwrap().error.as_ref().map(|error| error.kind)),
            (status, Some(kind)),
            "{detail:#?}"
        );
        runs.push(run);
    }
    worker.stop().await;
    stack.finish(&runs).await;
}
