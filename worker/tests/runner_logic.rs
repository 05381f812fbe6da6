//! What a flow means: order, values, conditions, loops, tries, limits. Real store, queue and worker; scripted browser.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use std::{sync::Arc, time::Instant};

use flowtilla_shared::{
    domain::{
        event::Event,
        ids::ProjectId,
        outcome::ErrorKind,
        status::{Reason, Status, StepStatus as S},
    },
    store::NewFlow,
};
use runner_kit::{SECRET, Stack, ended, fake::FakeBrowsers, flow_of, long_form, steps, tells, types};
use serde_json::{Map, Value, json};

#[tokio::test]
async fn every_step_is_recorded_in_order_with_its_place_in_the_document() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_flow(json!({ "name": "all", "start_url": "http://shop.test/", "params": { "user": "ada" }, "steps": [
            { "type": "fill", "target": { "css": "#name" }, "value": "{{user}}" },
            { "type": "group", "name": "both", "steps": [
                { "type": "click", "target": { "css": "#a" } },
                { "type": "extract", "target": { "css": "#total" }, "what": "text", "var": "total" },
            ] },
            { "type": "if", "condition": { "var": "total", "equals": "text of #total" },
              "then": [{ "type": "click", "target": { "css": "#yes" } }], "else": [{ "type": "click", "target": { "css": "#no" } }] },
            { "type": "for_each", "items": ["x", "y"], "as": "letter", "steps": [
                { "type": "fill", "target": { "css": "#letter" }, "value": "{{letter}}" },
            ] },
            { "type": "for_each", "items": 2, "as": "n", "steps": [{ "type": "set", "var": "last", "value": "{{n}}" }] },
            { "type": "expect", "var": "last", "equals": 1 },
            { "type": "for_each", "items": { "k": "v" }, "as": "pair", "steps": [
                { "type": "expect", "var": "pair", "equals": { "key": "k", "value": "v" } },
            ] },
        ] }))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:#?}", detail.steps);
    let paths = [
        "start_url",
        "steps[0]",
        "steps[1]",
        "steps[1].steps[0]",
        "steps[1].steps[1]",
        "steps[2]",
        "steps[2].then[0]",
        "steps[3]",
        "steps[3](0).steps[0]",
        "steps[3](1).steps[0]",
        "steps[4]",
        "steps[4](0).steps[0]",
        "steps[4](1).steps[0]",
        "steps[5]",
        "steps[6]",
        "steps[6](0).steps[0]",
    ];
    assert_eq!(steps(&detail), paths.map(|path| (path, S::Passed)));
    assert!(
        detail.steps.iter().enumerate().all(|(i, step)| step.index as usize == i),
        "indexes do not run on: {:?}",
        detail.steps
    );
    assert_eq!(
        browsers.inputs(),
        ["goto http://shop.test/", "fill #name ada", "click #a", "click #yes", "fill #letter x", "fill #letter y"]
    );
    let types = types(&stack.events(run).await);
    let count = |wanted: &str| types.iter().filter(|name| *name == wanted).count();
    assert_eq!(
        (count("step.started"), count("step.finished")),
        (16, 16),
        "each step is announced and finished once: {types:?}"
    );
    assert_eq!((count("browser.opened"), count("execution.finished")), (1, 1), "{types:?}");
    worker.stop().await;
    assert_eq!(browsers.open_now(), 0, "a browser was left open");
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn an_intent_is_stored_before_its_input_reaches_the_page() {
    let stack = Stack::start().await;
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let (store, log) = (stack.store.clone(), seen.clone());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "click", "target": { "css": "#one" } },
            { "type": "wait_for", "target": { "css": "#x" } },
            { "type": "click", "target": { "css": "#two" } },
        ])))
        .await;
    let browsers = FakeBrowsers {
        on_input: Some(Arc::new(move |input| {
            let (store, log) = (store.clone(), log.clone());
            Box::pin(async move {
                // a connection made here belongs to the worker's runtime and must not reach the test's pool
                let store = store.alone();
                let detail = store.executions().get(ProjectId::DEFAULT, id).await.unwrap();
                let journal: Vec<_> = detail.steps.iter().map(|step| (step.index, step.status)).collect();
                log.lock().unwrap().push((input, journal));
            })
        })),
        ..FakeBrowsers::default()
    };
    let worker = stack.worker("w", browsers);
    assert_eq!(ended(&stack.over(id).await), (Status::Passed, None));
    assert_eq!(
        *seen.lock().unwrap(),
        [
            ("click #one".to_owned(), vec![(0, S::Running)]),
            ("click #two".to_owned(), vec![(0, S::Passed), (1, S::Passed), (2, S::Running)]),
        ]
    );
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_step_whose_condition_does_not_hold_is_skipped_and_one_whose_does_is_done() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "set", "var": "n", "value": 3 },
            { "type": "click", "target": { "css": "#a" }, "if": { "target": { "css": "#missing" }, "to": "visible" } },
            { "type": "click", "target": { "css": "#b" }, "if": { "target": { "css": "#late-100" }, "to": "visible" } },
            { "type": "click", "target": { "css": "#c" }, "if": { "target": { "css": "#late-5000" }, "to": "visible" } },
            { "type": "group", "if": { "var": "n", "gt": 5 }, "steps": [{ "type": "click", "target": { "css": "#d" } }] },
            { "type": "if", "condition": { "var": "n", "gt": 5 }, "then": [], "else": [{ "type": "click", "target": { "css": "#e" } }] },
        ])))
        .await;
    let began = Instant::now();
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
    assert_eq!(
        steps(&detail),
        [
            ("steps[0]", S::Passed),
            ("steps[1]", S::Skipped),
            ("steps[2]", S::Passed),
            ("steps[3]", S::Skipped),
            ("steps[4]", S::Skipped),
            ("steps[5]", S::Passed),
            ("steps[5].else[0]", S::Passed),
        ]
    );
    assert_eq!(browsers.inputs(), ["click #b", "click #e"]);
    assert!(began.elapsed().as_millis() < 3000, "conditions are tried for 250 ms only");
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn steps_and_groups_are_tried_again_as_often_as_they_say() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "click", "target": { "css": "#flaky-2" }, "retry": { "max": 2, "backoff_ms": 5 } },
            { "type": "group", "name": "again", "retry": { "max": 1, "backoff_ms": 5 }, "steps": [
                { "type": "fill", "target": { "css": "#x" }, "value": "v" },
                { "type": "click", "target": { "css": "#flaky-1" } },
            ] },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
    assert_eq!(
        steps(&detail),
        [
            ("steps[0]", S::Passed),
            ("steps[1]", S::Passed),
            ("steps[1].steps[0]", S::Passed),
            ("steps[1].steps[1]", S::Failed),
            ("steps[1].steps[0]", S::Passed),
            ("steps[1].steps[1]", S::Passed),
        ]
    );
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_once_step_is_not_tried_again_after_its_input_was_sent() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_with(
            flow_of(json!([
                { "type": "click", "target": { "css": "#flaky-1" }, "once": true, "retry": { "max": 3, "backoff_ms": 1 } },
                { "type": "click", "target": { "css": "#sent-then-hang" }, "once": true, "timeout_ms": 100, "retry": { "max": 3, "backoff_ms": 1 } },
            ])),
            |execution| execution.retries = 2,
        )
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None), "{:?}", detail.row.message);
    assert_eq!(detail.row.attempt, 1, "a flow is not retried after a `once` step has begun");
    assert_eq!(browsers.inputs(), ["click #flaky-1", "click #sent-then-hang"]);
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_soft_failure_lets_the_flow_go_on_and_fails_it_at_the_end() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "expect", "target": { "css": "#missing" }, "to": "visible", "soft": true },
            { "type": "click", "target": { "css": "#missing" }, "on_failure": "continue" },
            { "type": "click", "target": { "css": "#after" } },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    assert_eq!(steps(&detail), [("steps[0]", S::Failed), ("steps[1]", S::Failed), ("steps[2]", S::Passed)]);
    assert_eq!(detail.row.message.as_deref(), Some("2 steps failed softly; the first: steps[0]: There is no #missing"));
    assert_eq!(browsers.inputs(), ["click #after"]);
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_failure_leaves_a_picture_an_outline_and_its_call_log() {
    let stack = Stack::start().await;
    let worker = stack.worker("w", FakeBrowsers::default());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "screenshot", "name": "shot" },
            { "type": "click", "target": { "css": "#missing" } },
            { "type": "click", "target": { "css": "#never" } },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    assert_eq!(detail.row.message.as_deref(), Some("steps[1]: There is no #missing"));
    assert_eq!(steps(&detail), [("steps[0]", S::Passed), ("steps[1]", S::Failed)]);
    let error = detail.steps[1].error.as_ref().unwrap();
    assert_eq!(
        (error.kind, error.log.as_slice()),
        (ErrorKind::NotFound, ["looking for #missing".to_owned()].as_slice())
    );
    let kinds: Vec<_> = detail.artifacts.iter().map(|artifact| (artifact.step_index, artifact.kind.as_str())).collect();
    assert_eq!(kinds, [(Some(0), "screenshot"), (Some(1), "screenshot"), (Some(1), "outline")]);
    assert_eq!(detail.steps[1].artifacts.len(), 2);
    for artifact in &detail.artifacts {
        assert!(!stack.blobs.get(&artifact.sha256).await.unwrap().is_empty(), "the bytes of {artifact:?} are missing");
    }
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn no_secret_is_stored_anywhere() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "fill", "target": { "css": "#pin" }, "value": "{{secret.pin}}", "label": "types {{secret.pin}}" },
            { "type": "extract", "target": { "css": "#secret" }, "what": "text", "var": "leaked" },
            { "type": "set", "var": "copy", "value": { "deep": "{{secret.pin}}" } },
            { "type": "expect", "var": "leaked", "equals": "something else" },
        ])))
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Failed, None));
    assert_eq!(browsers.inputs(), [format!("fill #pin {SECRET}")], "the page gets the secret itself");
    let (run2, failing) = stack
        .queue_flow(flow_of(json!([
            { "type": "fill", "target": { "css": "#pin" }, "value": "{{secret.pin}}" },
            { "type": "click", "target": { "css": "#missing" } },
        ])))
        .await;
    let failed = stack.over(failing).await;
    let everything = format!("{detail:?}{failed:?}{:?}{:?}", stack.events(run).await, stack.events(run2).await);
    assert!(everything.contains("[secret.pin]"), "{everything}");
    assert!(!everything.contains("tr0ub4dor"), "a secret was stored: {everything}");
    let outline = failed.artifacts.iter().find(|artifact| artifact.kind == "outline").unwrap();
    let outline = stack.blobs.get(&outline.sha256).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&outline), "- textbox: [secret.pin]\n");
    worker.stop().await;
    stack.finish(&[run, run2]).await;
}

#[tokio::test]
async fn steps_and_seconds_are_limited() {
    let stack = Stack::with(|config| config.limits.max_steps = 50).await;
    let worker = stack.worker("w", FakeBrowsers::default());
    let (run, id) = stack
        .queue_flow(flow_of(json!([{ "type": "for_each", "items": 50, "as": "i", "steps": [{ "type": "set", "var": "x", "value": 1 }] }])))
        .await;
    assert_eq!(ended(&stack.over(id).await), (Status::Errored, Some(Reason::Budget)));
    let began = Instant::now();
    let (run2, slow) = stack
        .queue_with(flow_of(json!([{ "type": "click", "target": { "css": "#hang" } }, { "type": "click", "target": { "css": "#a" } }])), |execution| {
            execution.timeout_seconds = Some(0.3);
        })
        .await;
    let detail = stack.over(slow).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Timeout)), "{:?}", detail.row.message);
    assert_eq!(steps(&detail), [("steps[0]", S::Failed)]);
    assert!(began.elapsed().as_secs() < 3, "the flow's 0.3 s took {:?}", began.elapsed());
    worker.stop().await;
    stack.finish(&[run, run2]).await;
}

#[tokio::test]
async fn what_cannot_be_begun_is_refused_with_a_sentence() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, unknown) =
        stack.queue_flow(flow_of(json!([{ "type": "set", "var": "x", "value": "{{secret.nope}}" }]))).await;
    let detail = stack.over(unknown).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Setup)));
    assert!(detail.row.message.as_deref().unwrap().contains("nope"), "{:?}", detail.row.message);
    let (run2, items) = stack
        .queue_flow(flow_of(json!([
            { "type": "set", "var": "x", "value": "text" },
            { "type": "for_each", "items": "{{x}}", "as": "i", "steps": [{ "type": "sleep", "ms": 1 }] },
        ])))
        .await;
    assert_eq!(ended(&stack.over(items).await), (Status::Errored, Some(Reason::Setup)));
    let (run3, flow) = stack.queue_flow(flow_of(json!([{ "type": "run_flow", "flow": "nowhere" }]))).await;
    let detail = stack.over(flow).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Setup)));
    assert!(detail.row.message.as_deref().unwrap().contains("nowhere"));
    assert_eq!(browsers.opened(), 0, "none of these needed a browser");
    worker.stop().await;
    stack.finish(&[run, run2, run3]).await;
}

async fn store_flow(stack: &Stack, document: Value) {
    let document = long_form(document);
    let new = NewFlow {
        name: document["name"].as_str().unwrap().to_owned(),
        hash: format!("sha256:{}", document["name"]),
        document,
        lint: json!([]),
        test_session: None,
        approved_by: Some("test".into()),
    };
    stack.store.flows().create(ProjectId::DEFAULT, new).await.unwrap();
}

#[tokio::test]
async fn a_flow_runs_other_flows_with_params_of_their_own() {
    let stack = Stack::start().await;
    store_flow(
        &stack,
        json!({ "name": "log in", "params": { "user": "nobody", "door": "front" }, "steps": [
            { "type": "fill", "target": { "css": "#user" }, "value": "{{user}} at {{door}}" },
            { "type": "set", "var": "greeting", "value": "hello {{user}}" },
        ] }),
    )
    .await;
    store_flow(&stack, json!({ "name": "endless", "steps": [{ "type": "run_flow", "flow": "endless" }] })).await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_with(
            json!({ "name": "outer", "params": { "user": "outer" }, "steps": [
                { "type": "run_flow", "flow": "log in", "params": { "user": "ada" } },
                { "type": "expect", "var": "greeting", "equals": "hello ada" },
                { "type": "expect", "var": "user", "equals": "{{env.WHO}}" },
            ] }),
            |execution| execution.env = Map::from_iter([("WHO".into(), json!("outer"))]),
        )
        .await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
    assert_eq!(browsers.inputs(), ["fill #user ada at front"]);
    assert_eq!(detail.steps[1].path, "steps[0].steps[0]");
    let (run2, endless) = stack.queue_flow(flow_of(json!([{ "type": "run_flow", "flow": "endless" }]))).await;
    let detail = stack.over(endless).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Setup)));
    assert!(detail.row.message.as_deref().unwrap().contains("8 levels"), "{:?}", detail.row.message);
    worker.stop().await;
    stack.finish(&[run, run2]).await;
}

#[tokio::test]
async fn a_failed_flow_is_tried_again_and_then_counts_as_flaky() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_with(flow_of(json!([{ "type": "click", "target": { "css": "#flaky-1" } }])), |execution| {
            execution.retries = 1
        })
        .await;
    let detail = stack.over(id).await;
    assert_eq!(
        (detail.row.status, detail.row.attempt, detail.row.flaky),
        (Status::Passed, 2, true),
        "{:?}",
        detail.row.message
    );
    assert_eq!(browsers.opened(), 2, "every attempt has a browser of its own");
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn watchers_see_a_long_wait_begin_and_what_the_browser_did_by_itself() {
    let stack = Stack::start().await;
    let worker = stack.worker("w", FakeBrowsers::default());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "click", "target": { "css": "#alert" } },
            { "type": "wait_for", "target": { "css": "#slow-1000" } },
        ])))
        .await;
    let detail = stack.until(id, |detail| detail.steps.len() == 2).await;
    assert_eq!(steps(&detail), [("steps[0]", S::Passed), ("steps[1]", S::Running)], "the wait is seen while it lasts");
    assert!(tells(&stack.events(run).await, 0, S::Passed));
    stack.over(id).await;
    let events = stack.events(run).await;
    assert!(
        events.iter().any(|e| matches!(&e.event, Event::DialogOpened { message, .. } if message == "Boo")),
        "{events:?}"
    );
    assert!(
        events.iter().any(|e| matches!(&e.event, Event::ConsoleError { message, .. } if message == "oops")),
        "{events:?}"
    );
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn flows_within_flows_within_groups_end_before_the_stack_does() {
    let stack = Stack::start().await;
    let mut steps = json!([{ "type": "run_flow", "flow": "deep" }]);
    for _ in 0..30 {
        steps = json!([{ "type": "group", "steps": steps }]);
    }
    store_flow(&stack, json!({ "name": "deep", "steps": steps })).await;
    let worker = stack.worker("w", FakeBrowsers::default());
    let (run, id) = stack.queue_flow(json!({ "name": "outer", "steps": steps })).await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Setup)));
    assert!(detail.row.message.as_deref().unwrap().contains("40 levels"), "{:?}", detail.row.message);
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_once_group_marks_what_acts_in_it_and_nothing_else() {
    let stack = Stack::start().await;
    let worker = stack.worker("w", FakeBrowsers::default());
    let (run, id) = stack
        .queue_with(
            flow_of(json!([{ "type": "group", "once": true, "steps": [
                { "type": "wait_for", "target": { "css": "#flaky-1" } },
                { "type": "click", "target": { "css": "#flaky-2" } },
            ] }])),
            |execution| execution.retries = 2,
        )
        .await;
    // the first attempt ends before anything acts and may be repeated; the second one has begun to act
    let detail = stack.over(id).await;
    assert_eq!((detail.row.status, detail.row.attempt), (Status::Failed, 2), "{:?}", detail.row.message);
    worker.stop().await;
    stack.finish(&[run]).await;
}
