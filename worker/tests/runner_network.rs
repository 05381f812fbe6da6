//! Flows about requests from end to end: the worker's own request, recordings, logs as artifacts, events. Real store and Chromium.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod net_site;
mod runner_kit;

use flowtilla_shared::{
    domain::{
        event::Event,
        outcome::ErrorKind,
        status::{Status, StepStatus as S},
    },
    store::ExecutionDetail,
};
use net_site::NetSite;
use runner_kit::{Stack, ended};
use serde_json::{Value, json};

async fn text_of(stack: &Stack, detail: &ExecutionDetail, kind: &str) -> String {
    let artifact = detail
        .artifacts
        .iter()
        .find(|a| a.kind == kind)
        .unwrap_or_else(|| panic!("no {kind} in {:?}", detail.artifacts));
    assert_eq!(artifact.step_index, None, "it belongs to the execution");
    String::from_utf8(stack.blobs.get(&artifact.sha256).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn a_flow_asks_by_itself_records_and_leaves_its_logs() {
    let stack = Stack::start().await;
    let site = NetSite::start().await;
    let worker = stack.chromium_worker("w", |_| {});
    let (run, id) = stack
        .queue_flow(json!({ "name": "net", "start_url": format!("{}/", site.url), "evidence": { "console": "on", "network": "on" },
            "allowed_hosts": ["127.0.0.1"], "steps": [
            { "type": "http_request", "url": "/api/order", "method": "POST", "json": { "item": "tea" }, "status": "201",
              "cookies": true, "var": "order", "save": { "id": "json.id", "kind": "headers.x-tea" } },
            { "type": "expect", "var": "id", "equals": 7 },
            { "type": "expect", "var": "kind", "equals": "green" },
            { "type": "evaluate", "js": "return document.cookie", "var": "cookies" },
            { "type": "expect", "var": "cookies", "equals": "order=7" },
            { "type": "har_record", "name": "cart", "url": "**/api/**" },
            { "type": "click", "id": "cart", "target": { "role": "button", "name": "Cart" } },
            { "type": "wait_response", "url": "**/api/cart", "var": "cart" },
            { "type": "expect", "var": "cart.json.total", "equals": 119 },
            { "type": "expect", "request": { "url": "**/api/cart", "count": 1 }, "since": "cart" },
            { "type": "click", "target": { "role": "button", "name": "Say" } },
            { "type": "wait_console", "text": "burnt" },
            { "type": "click", "target": { "role": "button", "name": "Break" } },
            { "type": "wait_response", "url": "**/api/status/500" },
            { "type": "wait_load", "state": "networkidle" },
        ] }))
        .await;
    let detail = stack.until(id, |detail| detail.row.status.is_final() && !detail.evidence_pending).await;
    assert_eq!(
        ended(&detail),
        (Status::Passed, None),
        "{:#?}",
        detail.steps.iter().filter(|s| s.error.is_some()).collect::<Vec<_>>()
    );
    let console = text_of(&stack, &detail, "console").await;
    let first: Value = serde_json::from_str(console.lines().next().unwrap()).unwrap();
    assert_eq!((&first["level"], &first["text"]), (&json!("log"), &json!("brewing 3")));
    let hars: Vec<_> = detail
        .artifacts
        .iter()
        .filter(|a| ["network", "har"].contains(&a.kind.as_str()))
        .filter_map(|a| a.name.clone())
        .collect();
    assert_eq!(hars, ["network.har", "cart.har"]);
    let har: Value = serde_json::from_str(&text_of(&stack, &detail, "network").await).unwrap();
    let urls: Vec<&str> =
        har["log"]["entries"].as_array().unwrap().iter().filter_map(|e| e["request"]["url"].as_str()).collect();
    assert!(urls.iter().any(|url| url.ends_with("/api/cart")), "{urls:?}");
    let events = stack.events(run).await;
    assert!(
        events.iter().any(|e| matches!(&e.event, Event::RequestFailed { error, count: 1, .. } if error == "500 (Internal Server Error)")),
        "{events:#?}"
    );
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn requests_of_the_worker_go_only_where_the_flow_may_and_say_what_was_wrong() {
    let stack = Stack::start().await;
    let site = NetSite::start().await;
    let worker = stack.chromium_worker("w", |_| {});
    let mut runs = Vec::new();
    let to = |path: &str| format!("{}{path}", site.url);
    let step = |step: Value| {
        let flow = json!({ "name": "x", "allowed_hosts": ["127.0.0.1"], "steps": [step] });
        stack.queue_flow(flow)
    };
    for (request, kind, words) in [
        (json!({ "url": "http://localhost:1/x" }), ErrorKind::Refused, "The host `localhost` is not on the list"),
        (json!({ "url": to("/hop-other") }), ErrorKind::Refused, "The host `localhost` is not on the list"),
        (json!({ "url": "/api/cart" }), ErrorKind::Refused, "is relative, but the flow has no `start_url`"),
        (json!({ "url": to("/api/status/418") }), ErrorKind::Assertion, "was answered 418, not a status below 400: no"),
        (json!({ "url": to("/api/cart"), "status": "201" }), ErrorKind::Assertion, "was answered 200, not 201"),
        (
            json!({ "url": to("/api/cart"), "save": { "id": "json.order.id" } }),
            ErrorKind::Assertion,
            "has no `json.order.id`, which `save` wants as `id`",
        ),
        (json!({ "url": to("/api/hang"), "timeout_ms": 300 }), ErrorKind::Timeout, "was not answered within"),
        (json!({ "url": "http://127.0.0.1:9/x" }), ErrorKind::Navigation, "could not be asked: "),
    ] {
        let mut wanted = request.clone();
        wanted["type"] = json!("http_request");
        let (run, id) = step(wanted).await;
        runs.push(run);
        let detail = stack.over(id).await;
        let result = &detail.steps[0];
        assert_eq!(result.status, S::Failed, "{request}");
        let error = result.error.clone().unwrap();
        assert!(error.kind == kind && error.message.contains(words), "{request}: {error:#?}");
    }
    let (run, id) = step(json!({ "type": "http_request", "url": to("/hop"), "save": { "total": "json.total" } })).await;
    assert_eq!(ended(&stack.over(id).await), (Status::Passed, None));
    assert!(site.told().contains(&"GET /api/cart".to_owned()));
    runs.push(run);
    worker.stop().await;
    stack.finish(&runs).await;
}

#[tokio::test]
async fn files_are_read_below_the_upload_directory_only() {
    let stack = Stack::start().await;
    let site = NetSite::start().await;
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("cart.json"), "{\"total\":1}").unwrap();
    let root = dir.path().display().to_string();
    let worker = stack.chromium_worker("w", move |config| config.worker.upload_dir = root);
    let flow = |path: &str| {
        json!({ "name": "x", "start_url": site.url, "steps": [
            { "type": "mock", "url": "**/api/cart", "path": path },
            { "type": "click", "target": { "role": "button", "name": "Cart" } },
            { "type": "expect", "response": { "url": "**/api/cart", "body": "{\"total\":1}", "headers": [{ "name": "content-type", "equals": "application/json" }] } },
        ] })
    };
    let (first, id) = stack.queue_flow(flow("cart.json")).await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:#?}", detail.steps);
    assert!(detail.artifacts.is_empty(), "a passed attempt leaves no log unless asked: {:?}", detail.artifacts);
    let (second, id) = stack.queue_flow(flow("../../etc/passwd")).await;
    let error = stack.over(id).await.steps[1].error.clone().unwrap();
    assert!(
        error.kind == ErrorKind::Refused && error.message.starts_with("`path: ../../etc/passwd` cannot be read"),
        "{error:?}"
    );
    worker.stop().await;
    stack.finish(&[first, second]).await;
}
