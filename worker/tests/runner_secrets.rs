//! Secrets in Chromium: where they may go, and that nothing the worker leaves behind has them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod driver_site;
mod runner_kit;

use std::{
    io::Write,
    path::Path,
    process::Command,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use base64::Engine as _;
use driver_site::Site;
use flowtilla_shared::{
    domain::{
        ids::{ProjectId, TestRunId},
        outcome::ErrorKind,
        status::Status,
        totp::Totp,
    },
    report::{self, ReportInput},
    seal::KeyRing,
    store::{ArtifactRow, ExecutionDetail, NewSecret, place},
};
use runner_kit::Stack;
use serde_json::{Value, json};

/// What must be found nowhere.
const CANARY: &str = "c4nary/&<\"x\"> '9173\\";
const OTP: &str = "JBSWY3DPEHPK3PXP";

const PAGES: &[(&str, &str)] = &[
    (
        "/form",
        "<title>Form</title><label>User <input id=u></label><label>Password <input type=password id=p></label>\
         <label>Code <input id=c></label><button onclick='leak()'>Go</button><p id=out></p>\
         <script>function leak() { const v = document.getElementById('u').value;\
           document.getElementById('out').textContent = 'You typed ' + v; document.title = v; document.body.title = v;\
           console.error('leaked', v, { v }); fetch('/got?x=' + encodeURIComponent(v)); history.pushState(0, '', '?v=' + encodeURIComponent(v));\
           localStorage.setItem('v', btoa(v)); alert(v); setTimeout(() => { throw new Error('thrown ' + v) }) }</script>",
    ),
    ("/frames", "<title>Frames</title><iframe id=in src='{other}/form'></iframe>"),
];

/// Everything that the workers of this process log.
static LOG: LazyLock<Arc<Mutex<Vec<u8>>>> = LazyLock::new(|| {
    let log: Arc<Mutex<Vec<u8>>> = Arc::default();
    let writer = log.clone();
    let _ = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(move || Sink(writer.clone()))
        .try_init();
    log
});

struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A stack whose project has a canary for 127.0.0.1 and a second factor.
async fn stack() -> Stack {
    let _ = LOG.lock().unwrap().len();
    let stack = Stack::with(|config| config.secrets.key = KeyRing::generate()).await;
    let ring = KeyRing::parse(&stack.config.secrets.key).unwrap();
    for (name, kind, value) in [("canary", "text", CANARY), ("shop", "totp", OTP)] {
        let sealed = ring.seal(&place(ProjectId::DEFAULT, "secret", name), value.as_bytes()).unwrap();
        let new = NewSecret { name: name.into(), kind: kind.into(), hosts: vec!["127.0.0.1".into()], sealed };
        stack.store.secrets().put(ProjectId::DEFAULT, new).await.unwrap();
    }
    stack
}

async fn run(stack: &Stack, site: &Site, steps: Value) -> ExecutionDetail {
    let flow = json!({ "name": "secrets", "start_url": format!("{}/form", site.url), "steps": steps });
    let (_, id) = stack.queue_flow(flow).await;
    stack.over(id).await
}

fn last_error(detail: &ExecutionDetail) -> flowtilla_shared::domain::outcome::StepError {
    detail.steps.iter().rev().find_map(|step| step.error.clone()).unwrap_or_else(|| panic!("no error in {detail:#?}"))
}

#[tokio::test]
async fn a_canary_is_in_no_row_no_file_and_no_log() {
    let stack = stack().await;
    let site = Site::start(PAGES).await;
    let worker = stack.chromium_worker("w", |_| {});
    let leak = json!([
        { "type": "fill", "target": { "label": "User" }, "value": "{{secret.canary}}" },
        { "type": "handle_dialog", "action": "accept" },
        { "type": "click", "target": { "text": "Go" } },
        { "type": "screenshot", "name": "after {{secret.canary}}" },
        { "type": "extract", "target": { "css": "#out" }, "var": "seen" },
        { "type": "set", "var": "copy", "value": { "all": ["{{seen}}", "{{secret.canary}}"] } },
        { "type": "evaluate", "js": "return { code: btoa(args), text: args, html: document.body.innerHTML, url: location.href }", "args": "{{secret.canary}}", "var": "all" },
        { "type": "goto", "url": "/echo?q={{secret.canary}}", "label": "goes with {{secret.canary}}" },
        { "type": "goto", "url": "/form" },
    ]);
    let with = |step: Value| {
        let mut steps = leak.as_array().unwrap().clone();
        steps.push(json!({ "type": "evaluate", "js": "document.getElementById('out').textContent = args; document.title = args", "args": "{{secret.canary}}" }));
        steps.push(step);
        Value::Array(steps)
    };
    let ends = [
        json!({ "type": "expect", "target": { "css": "#out" }, "text": "not {{secret.canary}}", "timeout_ms": 100 }),
        json!({ "type": "evaluate", "js": "throw new Error('no ' + JSON.stringify(args))", "args": "{{copy}}" }),
        json!({ "type": "click", "target": { "text": "{{secret.canary}} is nowhere" }, "timeout_ms": 100 }),
    ];
    let mut runs = Vec::new();
    for end in ends {
        let flow = json!({ "name": "leaks", "start_url": format!("{}/form", site.url), "steps": with(end) });
        let (run, id) = stack.queue_flow(flow).await;
        let detail = stack.over(id).await;
        assert_eq!(detail.row.status, Status::Failed, "{detail:#?}");
        assert!(last_error(&detail).message.contains("[secret.canary]"), "{:#?}", last_error(&detail));
        assert!(!detail.artifacts.is_empty());
        runs.push(run);
    }
    assert!(site.told().iter().any(|line| line.contains("/echo")), "{:?}", site.told());
    worker.stop().await;
    assert!(LOG.lock().unwrap().len() > 1_000);
    let places =
        [("Postgres", dump_postgres(&stack)), ("Redis", dump_redis(&stack)), ("the logs", LOG.lock().unwrap().clone())];
    for (place, bytes) in &places {
        assert!(bytes.len() > 100, "{place} has only {} bytes", bytes.len());
        assert_clean(place, bytes);
    }
    let mut blobs = 0;
    each_file(&stack.config.storage.dir, &mut |path, bytes| {
        blobs += 1;
        assert_clean(&path.display().to_string(), bytes);
    });
    assert!(blobs >= 3, "only {blobs} artifacts were looked at");
    for run in &runs {
        let input = report_input(&stack, *run).await;
        assert!(!input.attachments.is_empty());
        let mut reports = vec![
            ("the JUnit report".to_owned(), report::junit(&input).into_bytes()),
            ("the HTML report".to_owned(), report::html(&input).unwrap().into_bytes()),
            ("the JSON report".to_owned(), report::json(&input).to_string().into_bytes()),
            ("the CTRF report".to_owned(), report::ctrf(&input).to_string().into_bytes()),
            ("the Markdown report".to_owned(), report::markdown(&input).into_bytes()),
            ("the annotations".to_owned(), report::github(&input).join("\n").into_bytes()),
        ];
        reports.extend(report::allure(&input).into_iter().map(|(name, bytes)| (format!("Allure's {name}"), bytes)));
        for (place, bytes) in &reports {
            assert!(bytes.len() > 20, "{place} is empty");
            assert_clean(place, bytes);
        }
        let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("[secret.canary]");
        assert!(reports[..6].iter().all(|(_, bytes)| told(bytes)), "a report leaves out what failed");
    }
    stack.finish(&runs).await;
}

/// What a report is made from, with the contents of everything that it shows.
async fn report_input(stack: &Stack, run: TestRunId) -> ReportInput {
    let detail = stack.store.runs().get(ProjectId::DEFAULT, run).await.unwrap();
    let documents = stack.store.runs().documents(ProjectId::DEFAULT, run).await.unwrap();
    let artifacts = |rows: &[ArtifactRow]| -> Vec<Value> {
        rows.iter()
            .map(|row| {
                json!({ "id": row.id, "kind": row.kind, "name": row.name, "media_type": row.media_type, "bytes": row.bytes,
                    "url": format!("/api/artifacts/{}", row.id), "attempt": row.attempt, "step_index": row.step_index })
            })
            .collect()
    };
    let executions: Vec<Value> = (detail.executions.iter().zip(documents))
        .map(|(execution, document)| {
            let row = &execution.row;
            json!({ "id": row.id, "flow_name": row.flow_name, "status": row.status, "message": row.message, "attempt": row.attempt,
                "labels": row.labels, "notes": row.notes, "document": document, "steps": execution.steps,
                "artifacts": artifacts(&execution.artifacts) })
        })
        .collect();
    let run = json!({ "id": run, "status": Status::Failed, "executions": executions });
    let mut input = ReportInput::from_detail(&run).unwrap();
    for row in detail.executions.iter().flat_map(|execution| &execution.artifacts) {
        let bytes = stack.blobs.get(&row.sha256).await.unwrap();
        input.attach(row.id.to_string(), row.media_type.clone(), bytes.to_vec());
    }
    input
}

fn assert_clean(place: &str, bytes: &[u8]) {
    let mut forms = vec!["c4nary".to_owned(), base64::engine::general_purpose::STANDARD.encode(CANARY)];
    forms.push(base64::engine::general_purpose::STANDARD.encode(OTP));
    forms.push(OTP.to_owned());
    for form in forms {
        let found = bytes.windows(form.len()).position(|window| window == form.as_bytes());
        if let Some(at) = found {
            let around =
                String::from_utf8_lossy(&bytes[at.saturating_sub(200)..(at + 100).min(bytes.len())]).into_owned();
            panic!("{place} has a secret: …{around}…");
        }
    }
}

fn dump_postgres(stack: &Stack) -> Vec<u8> {
    let dump = std::fs::read_dir("/usr/lib/postgresql")
        .unwrap()
        .flatten()
        .map(|version| version.path().join("bin/pg_dump"))
        .find(|program| program.exists())
        .unwrap();
    let out = Command::new(dump).args(["--inserts", "--dbname", &stack.config.database.url]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

fn dump_redis(stack: &Stack) -> Vec<u8> {
    let url = stack.config.redis.url.clone();
    let socket = url.split("://").nth(1).unwrap().split('?').next().unwrap().to_owned();
    let file = tempfile::NamedTempFile::new().unwrap();
    let out = Command::new("redis-cli").args(["-s", &socket, "--rdb"]).arg(file.path()).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    std::fs::read(file.path()).unwrap()
}

fn each_file(dir: &Path, see: &mut dyn FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            each_file(&path, see);
        } else {
            see(&path, &std::fs::read(&path).unwrap_or_default());
        }
    }
}

#[tokio::test]
async fn a_secret_goes_only_into_documents_of_its_hosts() {
    let stack = stack().await;
    let site = Site::start(PAGES).await;
    let worker = stack.chromium_worker("w", |_| {});
    let frame = json!({ "label": "User", "frame": { "css": "#in" } });
    for (steps, part) in [
        // a frame of another host, a page of another host, and an address of another host
        (
            json!([{ "type": "goto", "url": "/frames" }, { "type": "fill", "target": frame, "value": "{{secret.canary}}" }]),
            "this document is of `localhost`",
        ),
        (
            json!([{ "type": "goto", "url": "/frames" }, { "type": "type", "target": frame, "text": "{{secret.canary}}" }]),
            "this document is of `localhost`",
        ),
        (
            json!([{ "type": "goto", "url": format!("{}/form", site.other) }, { "type": "fill", "target": { "label": "Code" }, "value": "{{totp.shop}}" }]),
            "`{{totp.shop}}` is only for 127.0.0.1",
        ),
        (
            json!([{ "type": "goto", "url": format!("{}/echo?q={{{{secret.canary}}}}", site.other) }]),
            "would go to `localhost`",
        ),
        (
            json!([{ "type": "goto", "url": format!("{}/form", site.other) }, { "type": "evaluate", "js": "document.title = args", "args": "{{secret.canary}}" }]),
            "this document is of `localhost`",
        ),
        // the worker's own requests are held to it, too
        (
            json!([{ "type": "http_request", "url": format!("{}/echo", site.other), "method": "POST", "body": "{{secret.canary}}" }]),
            "`{{secret.canary}}` is only for 127.0.0.1",
        ),
        (
            json!([{ "type": "http_request", "url": format!("{}/echo", site.other), "headers": { "x-code": "{{secret.canary}}" } }]),
            "`{{secret.canary}}` is only for 127.0.0.1",
        ),
        // by way of a variable it stays what it is
        (
            json!([{ "type": "set", "var": "x", "value": "<{{secret.canary}}>" }, { "type": "goto", "url": format!("{}/form", site.other) }, { "type": "fill", "target": { "label": "User" }, "value": "{{x}}" }]),
            "`{{secret.canary}}` is only for 127.0.0.1",
        ),
        (
            json!([{ "type": "focus", "target": { "label": "User" } }, { "type": "type", "text": "{{secret.canary}}" }]),
            "give the step a `target`",
        ),
    ] {
        let detail = run(&stack, &site, steps.clone()).await;
        let error = last_error(&detail);
        assert_eq!((detail.row.status, error.kind), (Status::Errored, ErrorKind::Refused), "{steps}: {error:#?}");
        assert!(error.message.contains(part), "{steps}: {}", error.message);
    }
    let told = site.told().join("\n");
    assert!(!told.contains("c4nary"), "{told}");
    // in its own place it is typed, and covered
    let detail = run(
        &stack,
        &site,
        json!([
            { "type": "fill", "target": { "label": "User" }, "value": "{{secret.canary}}" },
            { "type": "type", "target": { "label": "Password" }, "text": "{{secret.canary}}" },
            { "type": "evaluate", "js": "document.getElementById('out').textContent = 'is ' + document.getElementById('u').value" },
            { "type": "screenshot" },
            { "type": "evaluate", "js": "return [getComputedStyle(document.getElementById('u')).webkitTextSecurity, CSS.highlights.size, document.getElementById('u').value === document.getElementById('p').value]", "var": "seen" },
            { "type": "expect", "var": "seen", "equals": ["disc", 1, true] },
        ]),
    )
    .await;
    assert_eq!(detail.row.status, Status::Passed, "{detail:#?}");
    worker.stop().await;
    stack.finish(&[]).await;
}

#[tokio::test]
async fn a_one_time_code_is_the_one_of_the_moment_and_is_not_used_twice() {
    let stack = stack().await;
    let site = Site::start(PAGES).await;
    let worker = stack.chromium_worker("w", |_| {});
    let fill = json!({ "type": "fill", "target": { "label": "Code" }, "value": "{{totp.shop}}" });
    let keep = json!({ "type": "evaluate", "js": "document.title = document.getElementById('c').value.length" });
    let begun = chrono::Utc::now().timestamp().unsigned_abs() / 30;
    let detail = run(&stack, &site, json!([fill, keep, { "type": "expect", "title": "6" }])).await;
    assert_eq!(detail.row.status, Status::Passed, "{detail:#?}");
    let ended = chrono::Utc::now().timestamp().unsigned_abs() / 30;
    let totp = Totp::parse(OTP).unwrap();
    assert!(begun == ended || totp.code(begun) != totp.code(ended));
    // the same window again: the flow's time ends before the next code
    let flow =
        json!({ "name": "again", "start_url": format!("{}/form", site.url), "timeout": 0.5, "steps": [fill, fill] });
    let (_, id) = stack.queue_flow(flow).await;
    let detail = stack.over(id).await;
    let error = last_error(&detail);
    assert!(error.message.contains("was used already"), "{detail:#?}");
    let detail =
        run(&stack, &site, json!([{ "type": "fill", "target": { "label": "Code" }, "value": "{{secret.shop}}" }]))
            .await;
    assert!(detail.row.message.as_deref().unwrap_or_default().contains("`shop` is not set"), "{detail:#?}");
    worker.stop().await;
    stack.finish(&[]).await;
}

#[tokio::test]
async fn a_worker_without_the_key_says_so_before_anything_is_done() {
    let stack = stack().await;
    let site = Site::start(PAGES).await;
    let worker = stack.chromium_worker("w", |config| config.secrets.key.clear());
    let detail =
        run(&stack, &site, json!([{ "type": "fill", "target": { "label": "User" }, "value": "{{secret.canary}}" }]))
            .await;
    assert_eq!(detail.row.status, Status::Errored);
    let message = detail.row.message.unwrap_or_default();
    assert!(message.contains("FLOWTILLA_SECRETS_KEY"), "{message}");
    assert!(site.told().is_empty(), "{:?}", site.told());
    tokio::time::timeout(Duration::from_secs(20), worker.stop()).await.unwrap();
    stack.finish(&[]).await;
}
