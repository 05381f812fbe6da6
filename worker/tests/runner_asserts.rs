//! Assertions as whole flows: levels, messages, variables, secrets, approved pictures in the store.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod driver_site;
mod runner_kit;

use driver_site::Site;
use flowtilla_shared::{
    config,
    domain::{
        flow::Level,
        ids::ProjectId,
        status::{Status, StepStatus},
    },
    store::{BaselineStatus, ExecutionDetail, Page},
};
use flowtilla_worker::driver::Browsers;
use runner_kit::{RunningWorker, SECRET, Stack, ended, flow_of, supervisor};
use serde_json::{Value, json};

/// A worker with real browsers and one secret.
async fn worker(stack: &Stack) -> RunningWorker {
    let scratch = std::env::temp_dir().join(format!("flowtilla-test-{:08x}", rand::random::<u32>()));
    let browsers = Browsers::start(config::Browser::default(), supervisor(), scratch).await.unwrap();
    stack.worker_with("w", browsers, |_| {})
}

fn message(detail: &ExecutionDetail, step: usize) -> &str {
    detail.steps[step].error.as_ref().map(|error| error.message.as_str()).unwrap_or_default()
}

#[tokio::test]
async fn a_warning_is_told_and_fails_nothing() {
    let stack = Stack::start().await;
    let site = Site::start(&[("/", "<title>Shop</title><h1>Tea</h1>")]).await;
    let worker = worker(&stack).await;
    let (run, id) = stack
        .queue_flow(json!({ "name": "levels", "start_url": site.url, "steps": [
            { "type": "expect", "title": "Pots", "level": "warn", "timeout_ms": 100 },
            { "type": "expect", "target": { "css": "h1" }, "text": "Coffee", "level": "advisory", "message": "We sell tea", "timeout_ms": 100 },
            { "type": "set", "var": "n", "value": 3 },
            { "type": "expect", "var": "n", "equals": 4, "soft": true, "message": "Count the pots" },
            { "type": "expect", "title": "Shop" },
        ] }))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    let statuses: Vec<_> = detail.steps.iter().map(|step| step.status).collect();
    use StepStatus::{Failed, Passed};
    assert_eq!(statuses, [Passed, Passed, Passed, Passed, Failed, Passed]);
    assert_eq!(message(&detail, 1), "Expected the page to have title \"Pots\", but it is \"Shop\"");
    assert_eq!(message(&detail, 2), "We sell tea: Expected css=h1 to have text \"Coffee\", but it is \"Tea\"");
    let levels: Vec<_> = detail.steps.iter().filter_map(|step| step.error.as_ref().map(|error| error.level)).collect();
    assert_eq!(levels, [Level::Warn, Level::Advisory, Level::Error]);
    assert_eq!(message(&detail, 4), "Count the pots: `n` should be 4, but is 3.");
    let events = serde_json::to_string(&stack.events(run).await).unwrap();
    assert!(events.contains("\"level\":\"warn\""), "the events tell of it: {events}");

    // nothing but warnings: the flow passes
    let (other, id) = stack
        .queue_flow(json!({ "name": "warned", "start_url": site.url, "steps": [
            { "type": "expect", "title": "Pots", "level": "warn", "timeout_ms": 100 } ] }))
        .await;
    assert_eq!(ended(&stack.over(id).await), (Status::Passed, None));
    worker.stop().await;
    stack.finish(&[run, other]).await;
}

#[tokio::test]
async fn secrets_in_the_page_are_found_and_not_repeated() {
    let stack = Stack::start().await;
    let escaped = SECRET.replace('&', "&amp;");
    let leaky = format!("<title>Leak</title><p data-pin=\"{escaped}\">x</p>");
    let site = Site::start(&[("/", "<title>Tight</title>"), ("/leak", &leaky)]).await;
    let worker = worker(&stack).await;
    let (run, id) = stack
        .queue_flow(json!({ "name": "secrets", "start_url": site.url, "steps": [
            { "type": "expect", "page": "no_secrets" },
            { "type": "goto", "url": "/leak" },
            { "type": "expect", "page": "no_secrets", "timeout_ms": 300 },
        ] }))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    assert_eq!(message(&detail, 3), "Expected the page to have no secrets in it, but there is [secret.pin]");
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_file_in_a_variable_is_asserted_with_its_content() {
    let stack = Stack::start().await;
    let worker = worker(&stack).await;
    let blob = stack.blobs.put("id;name\n1;Teapot\n".as_bytes().to_vec().into()).await.unwrap();
    let file =
        json!({ "name": "orders.csv", "size": 17, "sha256": blob.sha256, "media_type": "text/csv", "artifact": "x" });
    let wrong = json!({ "type": "expect", "var": "file", "soft": true });
    let with = |what: Value| {
        let mut step = wrong.clone();
        step["file"] = what;
        step
    };
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "set", "var": "file", "value": file },
            with(json!({ "name": { "matches": "\\.csv$" }, "size": { "min": 10 }, "media_type": "text/csv", "sha256": blob.sha256, "text": "teapot" })),
            with(json!({ "size": 18 })),
            with(json!({ "text": { "contains": "Cup" } })),
            with(json!({ "name": "other.csv" })),
            { "type": "set", "var": "file", "value": "no file" },
            with(json!({ "size": 18 })),
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(detail.steps[1].status, StepStatus::Passed, "{:?}", detail.steps[1].error);
    assert_eq!(message(&detail, 2), "The size of the file `file` should be 18, but is \"17\".");
    assert_eq!(
        message(&detail, 3),
        "The text of the file `file` should be something that contains \"Cup\", but is \"id;name\\n1;Teapot\\n\"."
    );
    assert_eq!(message(&detail, 4), "The name of the file `file` should be \"other.csv\", but is \"orders.csv\".");
    assert_eq!(message(&detail, 6), "`file` is no file: it has no `sha256`. Let a `download` step set it.");
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_first_picture_waits_for_approval_and_later_ones_are_compared_with_it() {
    let stack = Stack::start().await;
    let site = Site::start(&[
        ("/", "<body style='margin:0'><div style='width:100px;height:100px;background:teal'></div>"),
        ("/new", "<body style='margin:0'><div style='width:100px;height:100px;background:tomato'></div>"),
    ])
    .await;
    let worker = worker(&stack).await;
    let flow = |path: &str| {
        json!({ "name": "pictures", "start_url": format!("{}{path}", site.url),
                "steps": [{ "type": "expect", "screenshot": {}, "id": "front" }] })
    };
    let (first, id) = stack.queue_flow(flow("/")).await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    let baselines = stack.store.baselines();
    let listed = baselines.list(ProjectId::DEFAULT, Some("pictures"), None, &Page::default()).await.unwrap();
    let row = &listed.items[0];
    assert_eq!((row.name.as_str(), row.version, row.status), ("front", 1, BaselineStatus::Proposed));
    assert!(
        message(&detail, 1).contains(&format!("POST /api/baselines/{}/approve", row.id)),
        "{}",
        message(&detail, 1)
    );
    assert!(detail.artifacts.iter().any(|artifact| artifact.kind == "screenshot_diff"));

    baselines.decide(ProjectId::DEFAULT, row.id, true, "ada").await.unwrap();
    assert!(baselines.decide(ProjectId::DEFAULT, row.id, true, "ada").await.is_err(), "it is decided already");
    let (second, id) = stack.queue_flow(flow("/")).await;
    assert_eq!(ended(&stack.over(id).await), (Status::Passed, None));
    let (third, id) = stack.queue_flow(flow("/new")).await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    assert!(message(&detail, 1).contains("differs in 10000 pixels"), "{}", message(&detail, 1));
    let pictures = detail.artifacts.iter().filter(|artifact| artifact.kind == "screenshot_diff").count();
    assert_eq!(pictures, 3);
    assert_eq!(baselines.list(ProjectId::DEFAULT, None, None, &Page::default()).await.unwrap().total, 1);
    worker.stop().await;
    stack.finish(&[first, second, third]).await;
}
