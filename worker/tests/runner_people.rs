//! Flows that wait for people, and that tell the world something: across the death of their worker, once.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod driver_site;
mod runner_kit;

use std::time::{Duration, Instant};

use driver_site::Site;
use flowtilla_shared::{
    domain::{
        event::Event,
        flow::{BrowserName, Button},
        ids::{ExecutionId, ProjectId, WebhookId, WorkerId},
        journal::{JournalWrite, Lease},
        outcome::Outcome,
        status::Status,
        steer::Steer,
    },
    live::{ControlMessage, Hands, Wish},
    seal::KeyRing,
    store::{Caps, ClaimBy, NewNotice, NewWebhook, Page, PermissionKind, PermissionRow, PermissionStatus, place},
};
use runner_kit::{PATIENCE, Stack, ended, fake::FakeBrowsers};
use serde_json::{Value, json};
use uuid::Uuid;

const PROJECT: ProjectId = ProjectId::DEFAULT;

async fn webhook(stack: &Stack) -> WebhookId {
    let id = WebhookId::new();
    let ring = KeyRing::parse(&stack.config.secrets.key).unwrap();
    let secret = ring.seal(&place(PROJECT, "webhook", &id.to_string()), b"whsec_test").unwrap();
    let (name, url) = ("ci".to_owned(), "http://127.0.0.1:9/".to_owned());
    let new = NewWebhook { id, name, url, events: vec!["execution.notified".into()], secret };
    stack.store.webhooks().create(PROJECT, new).await.unwrap();
    id
}

async fn stack() -> Stack {
    Stack::with(|config| config.secrets.key = KeyRing::generate()).await
}

/// The open question of an execution, once there is one.
async fn question(stack: &Stack, id: ExecutionId) -> PermissionRow {
    stack.until(id, |detail| detail.row.status == Status::Waiting).await;
    let asked = stack.store.permissions().list(PROJECT, id).await.unwrap();
    asked.into_iter().find(|row| row.status == PermissionStatus::Open).unwrap()
}

#[tokio::test]
async fn a_question_outlives_the_worker_that_asked_it_and_is_answered_once() {
    let stack = stack().await;
    let browsers = FakeBrowsers::outliving();
    let (run, id) = stack
        .queue_flow(json!({ "name": "asks", "start_url": "http://shop.test/", "steps": [
            { "type": "notify", "message": "about to ask", "data": { "pin": "{{secret.pin}}" } },
            { "type": "ask", "message": "Which code is on the letter?", "var": "code", "schema": { "type": "integer", "minimum": 100 } },
            { "type": "fill", "target": { "css": "#code" }, "value": "{{code}}" },
        ] }))
        .await;
    let first = stack.worker("first", browsers.clone());
    let asked = question(&stack, id).await;
    assert_eq!((asked.kind, asked.action.as_str()), (PermissionKind::Ask, "Which code is on the letter?"));
    first.kill().await;
    let permissions = stack.store.permissions();
    let said = (true, "ada", None);
    for wrong in [None, Some(json!("314")), Some(json!(7))] {
        let error = permissions.decide(PROJECT, id, asked.id, said, wrong.as_ref()).await.unwrap_err();
        assert!(error.to_string().contains("answer") || error.to_string().contains("wants a value"), "{error}");
    }
    permissions.decide(PROJECT, id, asked.id, said, Some(&json!(314))).await.unwrap();
    let second = stack.worker("second", browsers.clone());
    let detail = stack.over(id).await;
    assert_eq!((ended(&detail), detail.row.attempt), ((Status::Passed, None), 1), "{detail:#?}");
    assert_eq!(browsers.inputs(), ["goto http://shop.test/", "fill #code 314"]);
    let events = stack.events(run).await;
    let notices: Vec<&Event> =
        events.iter().map(|e| &e.event).filter(|e| matches!(e, Event::ExecutionNotified { .. })).collect();
    let [Event::ExecutionNotified { message, data, .. }] = notices[..] else { panic!("{notices:?}") };
    assert_eq!(message, "about to ask");
    assert!(!data.as_ref().unwrap().to_string().contains(runner_kit::SECRET), "{data:?}");
    let asked = events.iter().filter(|e| matches!(e.event, Event::ExecutionApprovalRequested { .. })).count();
    assert_eq!(asked, 1, "the question was told twice");
    second.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn what_was_told_is_not_told_again_by_whoever_does_the_step_once_more() {
    let stack = stack().await;
    let webhook = webhook(&stack).await;
    let (run, _) = stack.queue_flow(runner_kit::flow_of(json!([{ "type": "log", "text": "x" }]))).await;
    let by = ClaimBy {
        worker_id: WorkerId::new(),
        worker_name: "w".into(),
        lease: Duration::from_secs(60),
        caps: Caps::default(),
        max_crashes: 3,
        browsers: vec![BrowserName::Chromium],
    };
    let claimed = stack.store.executions().claim_next(&by).await.unwrap().unwrap();
    let lease = claimed.lease();
    let new = NewNotice {
        path: "steps[0]".into(),
        flow_name: "x".into(),
        channel: Some("kitchen".into()),
        message: "ready".into(),
        data: None,
    };
    let notices = stack.store.notices();
    let other = NewNotice { path: "steps[1]".into(), ..new.clone() };
    for notice in [&new, &new, &other] {
        notices.say(&lease, notice).await.unwrap();
    }
    let events = stack.events(run).await;
    assert_eq!(events.iter().filter(|e| matches!(e.event, Event::ExecutionNotified { .. })).count(), 2);
    let id = Uuid::new_v4();
    for _ in 0..2 {
        assert_eq!(notices.send(&lease, id, "ci", &json!({ "cups": 2 })).await.unwrap(), Ok(()));
    }
    assert_eq!(notices.send(&lease, id, "other", &Value::Null).await.unwrap(), Err(vec!["ci".to_owned()]));
    let sent = stack.store.webhooks().deliveries(PROJECT, webhook, &Page::default(), None).await.unwrap();
    let body: Value = serde_json::from_str(&sent.items[0].body).unwrap();
    assert_eq!((sent.items.len(), &body["type"], &body["data"]["data"]["cups"]), (1, &json!("flow.sent"), &json!(2)));
    // who has lost the lease tells nothing
    let lost = Lease { epoch: lease.epoch + 1, ..lease.clone() };
    assert!(notices.say(&lost, &other).await.is_err() && notices.send(&lost, id, "ci", &Value::Null).await.is_err());
    stack.store.executions().finish(&lease, Outcome::passed(), JournalWrite::default()).await.unwrap();
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_browser_that_is_handed_back_lets_the_flow_go_on() {
    let stack = Stack::start().await;
    let page = "<title>Start</title><button style=\"position:fixed;inset:0\" onclick=\"document.title = 'by hand'\">Go</button>";
    let site = Site::start(&[("/", page)]).await;
    let worker = stack.chromium_worker("w", |_| {});
    let (run, id) = stack
        .queue_flow(json!({ "name": "Needs a hand", "start_url": site.url, "steps": [
            { "type": "takeover", "message": "Press the button", "var": "answer", "postcondition": [{ "title": "by hand" }] },
            { "type": "expect", "var": "answer.approved", "equals": true },
        ] }))
        .await;
    question(&stack, id).await;
    let browser = stack.store.browsers().list(PROJECT).await.unwrap()[0].id;
    let token = Uuid::new_v4();
    let hands = |wish| ControlMessage::Hands(Hands { browser, token, wish });
    let deadline = Instant::now() + PATIENCE;
    while !stack.events(run).await.iter().any(|e| matches!(e.event, Event::ControlTaken { .. })) {
        assert!(Instant::now() < deadline, "the browser was never handed over");
        stack.live.control(hands(Wish::Take { by: "ada".into(), seconds: 20 })).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let at = |down: bool| {
        let (x, y, button, count) = (640.0, 360.0, Button::Left, 1);
        if down { Steer::MouseDown { x, y, button, count } } else { Steer::MouseUp { x, y, button, count } }
    };
    stack.live.control(hands(Wish::Steer { inputs: vec![at(true), at(false)] })).await;
    stack.live.control(hands(Wish::Release)).await;
    let detail = stack.over(id).await;
    assert_eq!(detail.row.status, Status::Passed, "{detail:#?}");
    let asked = stack.store.permissions().list(PROJECT, id).await.unwrap();
    assert_eq!(
        (asked[0].status, asked[0].comment.as_deref()),
        (PermissionStatus::Approved, Some("ada handed it back")),
        "{asked:?}"
    );
    worker.stop().await;
    stack.finish(&[run]).await;
}
