//! What becomes of an execution when its worker, its browser or its lease goes: resume, restart or doubt, never twice.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use std::time::{Duration, Instant};

use flowtilla_shared::{
    domain::{
        event::Event,
        flow::BrowserName,
        ids::{ExecutionId, ProjectId, WorkerId},
        journal::JournalWrite,
        outcome::Outcome,
        status::{Reason, Status, StepStatus as S},
    },
    live::ControlMessage,
    store::{Caps, ClaimBy, Error, WorkerRow},
};
use runner_kit::{Stack, ended, fake::FakeBrowsers, flow_of, steps};
use serde_json::{Value, json};

/// Waits until the step with this index has begun.
async fn begun(stack: &Stack, id: ExecutionId, index: u32) {
    stack.until(id, |detail| detail.steps.iter().any(|step| step.index == index && step.status == S::Running)).await;
}

fn click(css: &str) -> Value {
    json!({ "type": "click", "target": { "css": css } })
}

fn wait(css: &str) -> Value {
    json!({ "type": "wait_for", "target": { "css": css } })
}

#[tokio::test]
async fn after_a_crash_the_flow_starts_again_in_a_fresh_browser() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let (run, id) = stack.queue_flow(flow_of(json!([click("#a"), wait("#slow-700"), click("#b")]))).await;
    let first = stack.worker("first", browsers.clone());
    begun(&stack, id, 1).await;
    first.kill().await;
    let second = stack.worker("second", browsers.clone());
    let detail = stack.over(id).await;
    assert_eq!(
        (ended(&detail), detail.row.attempt, detail.row.crashes),
        ((Status::Passed, None), 2, 1),
        "{:?}",
        detail.row
    );
    assert_eq!(browsers.inputs(), ["click #a", "click #a", "click #b"]);
    assert_eq!(detail.row.worker_name.as_deref().unwrap_or("second"), "second");
    second.stop().await;
    assert_eq!(browsers.open_now(), 0);
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn after_a_crash_with_a_once_step_done_the_flow_ends_in_doubt_and_names_it() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let order = json!({ "type": "click", "target": { "css": "#order" }, "once": true, "label": "Place the order" });
    let (run, id) = stack.queue_flow(flow_of(json!([order, wait("#slow-700")]))).await;
    let first = stack.worker("first", browsers.clone());
    begun(&stack, id, 1).await;
    first.kill().await;
    let second = stack.worker("second", browsers.clone());
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::InDoubt)));
    let message = detail.row.message.as_deref().unwrap();
    assert!(message.contains("steps[0]") && message.contains("Place the order"), "{message}");
    assert_eq!(browsers.inputs(), ["click #order"], "the order was placed twice");
    second.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_once_step_in_flight_when_the_worker_dies_is_in_doubt_even_in_a_browser_that_still_answers() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::outliving();
    let order = json!({ "type": "click", "target": { "css": "#sent-then-hang" }, "once": true });
    let (run, id) = stack.queue_flow(flow_of(json!([click("#a"), order]))).await;
    let first = stack.worker("first", browsers.clone());
    while browsers.inputs().len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    first.kill().await;
    let second = stack.worker("second", browsers.clone());
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::InDoubt)));
    assert_eq!(steps(&detail), [("steps[0]", S::Passed), ("steps[1]", S::InDoubt)]);
    assert_eq!(browsers.inputs(), ["click #a", "click #sent-then-hang"]);
    second.stop().await;
    assert_eq!(browsers.discarded(), 1, "the browser that nobody will use was left alive");
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_browser_that_outlives_its_worker_is_resumed_at_the_first_step_without_a_result() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::outliving();
    let order = json!({ "type": "click", "target": { "css": "#order" }, "once": true });
    let (run, id) = stack
        .queue_flow(json!({ "name": "resume", "start_url": "http://shop.test/", "steps": [
            { "type": "extract", "target": { "css": "#total" }, "what": "text", "var": "total" },
            { "type": "set", "var": "pin", "value": "{{secret.pin}}" },
            { "type": "if", "condition": { "var": "total", "contains": "#total" }, "then": [order] },
            { "type": "for_each", "items": ["x", "y"], "as": "letter", "steps": [
                { "type": "fill", "target": { "css": "#letter" }, "value": "{{letter}}" },
                wait("#slow-600"),
            ] },
            { "type": "expect", "var": "total", "equals": "text of #total" },
            { "type": "fill", "target": { "css": "#pin" }, "value": "{{pin}}" },
            { "type": "expect", "target": { "css": "#missing" }, "to": "visible", "soft": true },
        ] }))
        .await;
    let first = stack.worker("first", browsers.clone());
    stack.until(id, |detail| detail.steps.iter().any(|step| step.path == "steps[3](1).steps[1]")).await;
    first.kill().await;
    let second = stack.worker("second", browsers.clone());
    let detail = stack.over(id).await;
    assert_eq!((ended(&detail), detail.row.attempt), ((Status::Failed, None), 1), "{:?}", detail.row.message);
    assert_eq!(
        browsers.inputs(),
        ["goto http://shop.test/", "click #order", "fill #letter x", "fill #letter y", "fill #pin tr0ub4dor&3"],
        "every input was sent once"
    );
    assert_eq!(browsers.opened(), 1, "the browser was not found again");
    let started: Vec<_> = stack
        .events(run)
        .await
        .into_iter()
        .filter_map(|envelope| {
            if let Event::ExecutionStarted { worker, resumed, attempt, .. } = envelope.event {
                Some((worker, resumed, attempt))
            } else {
                None
            }
        })
        .collect();
    assert_eq!(started, [("first".to_owned(), false, 1), ("second".to_owned(), true, 1)]);
    second.stop().await;
    assert_eq!((browsers.open_now(), browsers.discarded()), (0, 0));
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn an_unclear_click_restarts_the_flow_and_an_unclear_fill_is_simply_done_again() {
    let stack = Stack::start().await;
    for (step, inputs) in [
        (
            json!({ "type": "click", "target": { "css": "#sent-then-hang" }, "timeout_ms": 2500, "on_failure": "continue" }),
            4,
        ),
        (
            json!({ "type": "fill", "target": { "css": "#sent-then-hang" }, "value": "v", "timeout_ms": 2500, "on_failure": "continue" }),
            3,
        ),
    ] {
        let browsers = FakeBrowsers::outliving();
        let (run, id) = stack.queue_flow(flow_of(json!([click("#a"), step]))).await;
        let first = stack.worker("first", browsers.clone());
        while browsers.inputs().len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        first.kill().await;
        let second = stack.worker("second", browsers.clone());
        let detail = stack.over(id).await;
        assert_eq!(detail.row.status, Status::Failed, "{:?}", detail.row.message);
        assert_eq!(browsers.inputs().len(), inputs, "{:?}", browsers.inputs());
        assert_eq!(detail.row.attempt, if inputs == 4 { 2 } else { 1 });
        second.stop().await;
        assert_eq!(browsers.open_now(), 0, "run {run}");
    }
    stack.finish(&[]).await;
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_sends_nothing_and_writes_nothing() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let (run, id) = stack.queue_flow(flow_of(json!([click("#a"), wait("#slow-1200"), click("#b")]))).await;
    // as if frozen: it renews nothing, and its lease is short
    let zombie = stack.worker_with("zombie", browsers.clone(), |config| {
        config.worker.renew_every = Duration::from_secs(600);
        config.worker.lease = Duration::from_millis(300);
        config.worker.concurrency = 1;
    });
    begun(&stack, id, 1).await;
    let by = ClaimBy {
        worker_id: WorkerId::new(),
        worker_name: "other".into(),
        lease: Duration::from_secs(30),
        caps: Caps::default(),
        max_crashes: 3,
        browsers: vec![BrowserName::Chromium],
    };
    let claimed = loop {
        match stack.store.executions().claim_next(&by).await.unwrap() {
            Some(claimed) => break claimed,
            None => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    assert!(claimed.resuming_crash && claimed.started_before);
    let told = async || {
        let events = stack.events(run).await;
        events.into_iter().filter(|envelope| !matches!(envelope.event, Event::BrowserClosed { .. })).count()
    };
    let told_then = told().await;
    let deadline = Instant::now() + Duration::from_secs(5);
    while browsers.open_now() > 0 {
        assert!(Instant::now() < deadline, "the zombie keeps its browser");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(browsers.inputs(), ["click #a"], "the zombie acted after it had lost its lease");
    assert_eq!(told().await, told_then, "the zombie wrote after it had lost its lease");
    stack.store.executions().finish(&claimed.lease(), Outcome::passed(), JournalWrite::default()).await.unwrap();
    let again = stack.store.executions().finish(&claimed.lease(), Outcome::passed(), JournalWrite::default()).await;
    assert!(matches!(again, Err(Error::Fenced)), "an execution ended twice");
    zombie.stop().await;
    let detail = stack.over(id).await;
    assert_eq!(detail.row.status, Status::Passed);
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_cancelled_execution_stops_within_three_seconds_and_its_browser_is_gone() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack.queue_flow(flow_of(json!([click("#a"), click("#hang"), click("#b")]))).await;
    begun(&stack, id, 1).await;
    let began = Instant::now();
    stack.store.runs().cancel(ProjectId::DEFAULT, run).await.unwrap();
    stack.live.control(ControlMessage::CancelExecution(id)).await;
    let detail = stack.over(id).await;
    assert_eq!(detail.row.status, Status::Cancelled);
    assert!(began.elapsed() < Duration::from_secs(3), "it took {:?}", began.elapsed());
    assert_eq!(browsers.open_now(), 0, "the browser was still there when the execution was over");
    assert_eq!(browsers.inputs(), ["click #a"]);
    assert_eq!(
        steps(&detail),
        [("steps[0]", S::Passed), ("steps[1]", S::Pending)],
        "a step that never reached the page is left pending"
    );
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn stopping_a_browser_cancels_its_execution() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack.queue_flow(flow_of(json!([click("#a"), wait("#hang")]))).await;
    begun(&stack, id, 1).await;
    let open = stack.store.browsers().list(ProjectId::DEFAULT).await.unwrap();
    assert_eq!((open.len(), open[0].execution_id, open[0].browser.as_str()), (1, id, "fake 1"));
    stack.store.browsers().request_stop(ProjectId::DEFAULT, open[0].id).await.unwrap();
    stack.live.control(ControlMessage::StopBrowser(open[0].id)).await;
    let detail = stack.over(id).await;
    assert_eq!(detail.row.status, Status::Cancelled);
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_draining_worker_finishes_what_runs_and_claims_nothing_more() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker_with("w", browsers.clone(), |config| config.worker.concurrency = 1);
    let (run, id) = stack.queue_flow(flow_of(json!([click("#a"), wait("#slow-500"), click("#b")]))).await;
    begun(&stack, id, 1).await;
    let (run2, waiting) = stack.queue_flow(flow_of(json!([click("#c")]))).await;
    worker.stop().await;
    assert_eq!(stack.over(id).await.row.status, Status::Passed);
    let detail = stack.store.executions().get(ProjectId::DEFAULT, waiting).await.unwrap();
    assert_eq!(detail.row.status, Status::Queued);
    let next = stack.worker("next", browsers.clone());
    assert_eq!(stack.over(waiting).await.row.status, Status::Passed);
    next.stop().await;
    stack.finish(&[run, run2]).await;
}

#[tokio::test]
async fn what_is_not_finished_at_the_end_of_a_drain_is_handed_back_at_once() {
    let stack = Stack::with(|config| {
        config.worker.drain_timeout = Duration::from_millis(50);
        config.worker.lease = Duration::from_secs(60);
        config.worker.action_gate = Duration::from_secs(50);
    })
    .await;
    let local = FakeBrowsers::default();
    let first = stack.worker("first", local.clone());
    let order = json!({ "type": "click", "target": { "css": "#order" }, "once": true });
    let (run, restarted) = stack.queue_flow(flow_of(json!([click("#a"), wait("#slow-1500")]))).await;
    let (run2, doubted) = stack.queue_flow(flow_of(json!([order, wait("#slow-1500")]))).await;
    begun(&stack, restarted, 1).await;
    begun(&stack, doubted, 1).await;
    first.stop().await;
    assert_eq!(local.open_now(), 0);
    assert_eq!(ended(&stack.over(doubted).await), (Status::Errored, Some(Reason::InDoubt)));
    let remote = FakeBrowsers::outliving();
    let second = stack.worker("second", remote.clone());
    begun(&stack, restarted, 1).await;
    second.stop().await;
    let third = stack.worker("third", remote.clone());
    let detail = stack.over(restarted).await;
    assert_eq!(
        (ended(&detail), detail.row.attempt, detail.row.crashes),
        ((Status::Passed, None), 2, 0),
        "{:?}",
        detail.row
    );
    assert_eq!(
        (local.inputs().len(), remote.inputs().len()),
        (2, 1),
        "the second worker's browser was resumed by the third"
    );
    third.stop().await;
    assert_eq!(remote.open_now(), 0);
    stack.finish(&[run, run2]).await;
}

#[tokio::test]
async fn a_panic_in_one_execution_costs_nothing_else() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, fine) = stack.queue_flow(flow_of(json!([wait("#slow-300"), click("#a")]))).await;
    let (run2, panics) = stack.queue_flow(flow_of(json!([click("#b"), click("#panic")]))).await;
    assert_eq!(ended(&stack.over(panics).await), (Status::Errored, Some(Reason::Infra)));
    assert_eq!(stack.over(fine).await.row.status, Status::Passed);
    worker.stop().await;
    assert_eq!(browsers.open_now(), 0);
    stack.finish(&[run, run2]).await;
}

#[tokio::test]
async fn a_dying_browser_is_replaced_twice_unless_a_once_step_has_begun() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack.queue_flow(flow_of(json!([click("#a"), click("#crash")]))).await;
    let detail = stack.over(id).await;
    assert_eq!(
        (ended(&detail), detail.row.attempt),
        ((Status::Errored, Some(Reason::Infra)), 3),
        "{:?}",
        detail.row.message
    );
    assert_eq!(browsers.opened(), 3);
    let order = json!({ "type": "click", "target": { "css": "#order" }, "once": true });
    let (run2, id) = stack.queue_flow(flow_of(json!([order, click("#crash")]))).await;
    let detail = stack.over(id).await;
    assert_eq!(
        (ended(&detail), detail.row.attempt),
        ((Status::Errored, Some(Reason::InDoubt)), 1),
        "{:?}",
        detail.row.message
    );
    worker.stop().await;
    stack.finish(&[run, run2]).await;
}

#[tokio::test]
async fn with_a_cap_the_end_of_one_execution_lets_the_next_one_begin() {
    let stack = Stack::with(|config| {
        config.limits.max_running = 1;
        config.worker.sweep_every = Duration::from_secs(600);
    })
    .await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let mut runs = Vec::new();
    for _ in 0..6 {
        runs.push(stack.queue_flow(flow_of(json!([click("#a"), wait("#slow-20")]))).await);
    }
    for (_, id) in &runs {
        assert_eq!(stack.over(*id).await.row.status, Status::Passed);
    }
    worker.stop().await;
    stack.finish(&runs.iter().map(|(run, _)| *run).collect::<Vec<_>>()).await;
}

/// Waits until the worker has written two heartbeats more: by then it knows what its row said before.
async fn heard(stack: &Stack, name: &str) {
    for _ in 0..2 {
        let row = |rows: Vec<WorkerRow>| rows.into_iter().find(|row| row.name == name);
        let before = row(stack.store.workers().list().await.unwrap()).unwrap().heartbeat_at;
        let deadline = Instant::now() + Duration::from_secs(60);
        while row(stack.store.workers().list().await.unwrap()).is_none_or(|row| row.heartbeat_at <= before) {
            assert!(Instant::now() < deadline, "the worker `{name}` has no heartbeat");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Waits until the worker is listed; its id.
async fn listed(stack: &Stack, name: &str) -> WorkerId {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(row) = stack.store.workers().list().await.unwrap().into_iter().find(|row| row.name == name) {
            return row.id;
        }
        assert!(Instant::now() < deadline, "the worker `{name}` is not listed");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_worker_that_an_operator_drains_takes_nothing_until_it_is_resumed() {
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let (first, second) = (stack.worker("first", browsers.clone()), stack.worker("second", browsers.clone()));
    let drained = listed(&stack, "first").await;
    listed(&stack, "second").await;
    stack.store.workers().ask_to_drain(drained, true).await.unwrap();
    heard(&stack, "first").await;
    let mut runs = Vec::new();
    for _ in 0..4 {
        let (run, id) = stack.queue_flow(flow_of(json!([click("#a")]))).await;
        assert_eq!(stack.over(id).await.row.worker_name.as_deref(), Some("second"));
        runs.push(run);
    }
    second.stop().await;
    stack.store.workers().ask_to_drain(drained, false).await.unwrap();
    let (run, id) = stack.queue_flow(flow_of(json!([click("#b")]))).await;
    assert_eq!(stack.over(id).await.row.worker_name.as_deref(), Some("first"));
    runs.push(run);
    first.stop().await;
    stack.finish(&runs).await;
}
