//! Flows for a prompt: from the row to tried drafts, with a real browser on the demo shop and a scripted model.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use flowtilla_demo::{
    Demo, DemoOptions,
    model::{Answer, DemoModel, Scenario},
};
use flowtilla_shared::{
    domain::{
        event::{Event, generation_topic},
        ids::{ProjectId, TestSessionId},
    },
    store::{GenerationRow, NewTestSession},
};
use runner_kit::Stack;
use serde_json::{Value, json};

const PROJECT: ProjectId = ProjectId::DEFAULT;

async fn shop() -> Demo {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    Demo::start(DemoOptions { listen, data_dir: None, latency: Duration::ZERO }).await.unwrap()
}

async fn model(scenarios: Vec<Scenario>) -> DemoModel {
    DemoModel::start("127.0.0.1:0".parse().unwrap(), scenarios).await.unwrap()
}

async fn ask(stack: &Stack, request: Value) -> TestSessionId {
    let new = NewTestSession { title: "t".into(), prompt: "p".into(), base_url: None };
    stack.store.generations().create(PROJECT, new, &request).await.unwrap().0
}

async fn over(stack: &Stack, id: TestSessionId) -> GenerationRow {
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        let row = stack.store.generations().get(PROJECT, id).await.unwrap();
        if row.status == "ready" || row.status == "failed" {
            return row;
        }
        assert!(Instant::now() < deadline, "the generation does not end: {row:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Two flows: one that works, one whose button has another name, which the second answer corrects.
fn with_a_mistake(fixed: bool) -> Value {
    let button = if fixed { "Sign in" } else { "Log me in" };
    let flow = |name: &str, steps: Vec<String>| {
        let steps: Vec<Value> =
            steps.into_iter().map(|step| json!({ "step": step, "sentence": "Ada signs in" })).collect();
        json!({ "name": name, "description": "", "kind": "happy", "steps": steps })
    };
    let go = r#"{"type":"goto","url":"/login"}"#.to_owned();
    let click = format!(r#"{{"type":"click","target":{{"role":"button","name":"{button}"}},"timeout_ms":1000}}"#);
    let alert = r#"{"type":"expect","target":{"role":"alert"},"text":"We could not sign you in."}"#.to_owned();
    let heading = r#"{"type":"expect","target":{"role":"button","name":"Sign in"},"to":"visible"}"#.to_owned();
    let mut flows = vec![flow("Refused", vec![go.clone(), click, alert])];
    if !fixed {
        flows.push(flow("Open", vec![go, heading]));
    }
    json!({ "flows": flows })
}

fn scripted(prompt: &str, answer: Value) -> Scenario {
    let mut scenario = Scenario::saying(prompt, vec![Answer { json: Some(answer), ..Answer::default() }]);
    scenario.when.answer = Some("flows".into());
    scenario
}

#[tokio::test(flavor = "multi_thread")]
async fn flows_are_explored_written_tried_corrected_and_kept_as_drafts() {
    let scenarios = vec![
        scripted("These flows were tried and did not pass", with_a_mistake(true)),
        scripted("Ada signs in", with_a_mistake(false)),
    ];
    let (shop, model) = (shop().await, model(scenarios).await);
    let stack = Stack::with(|config| {
        config.models.demo_url = model.url();
        config.worker.lease = Duration::from_secs(8);
        config.worker.action_gate = Duration::from_secs(6);
    })
    .await;
    let worker = stack.chromium_worker("w", |_| {});
    let id = ask(&stack, json!({ "prompt": "Ada signs in", "base_url": shop.url(), "count": 2 })).await;
    let row = over(&stack, id).await;
    assert_eq!(row.status, "ready", "{row:?}");
    let session = stack.store.test_sessions().get(PROJECT, id).await.unwrap();
    assert_eq!(session.row.status, "ready");
    assert_eq!(session.flows.len(), 2);
    let findings = row.findings.as_array().unwrap();
    for (flow, finding) in session.flows.iter().zip(findings) {
        assert_eq!(finding["verified"], true, "{finding:#}");
        assert_eq!(finding["demo"], true);
        assert_eq!(finding["assertions"], 1);
        assert_eq!(finding["steps"][0]["sentence"], "Ada signs in");
        assert_eq!(flow.version.approval.to_string(), "pending");
        assert!(flow.version.document.to_string().contains("Sign in"), "the corrected step was not kept");
    }
    // the model saw the page with locators, and the second time what went wrong
    let asked = model.requests();
    assert_eq!(asked.len(), 2);
    let (first, second) = (asked[0].1["messages"].to_string(), asked[1].1["messages"].to_string());
    assert!(first.contains("<page url=") && first.contains("role"), "{first}");
    assert!(second.contains("failed here") && second.contains("Log me in"), "{second}");
    let events = stack.store.events().after(PROJECT, &generation_topic(id), 0, 1000).await.unwrap();
    let called = events.iter().filter(|e| matches!(e.event, Event::ModelCalled { demo: true, .. })).count();
    assert_eq!(called, 2);
    assert!(matches!(events.last().unwrap().event, Event::GenerationFinished { flows: 2, .. }));
    worker.stop().await;
    stack.finish(&[]).await;
    model.stop().await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_exploring_nothing_is_verified_and_a_worker_that_died_costs_no_second_answer() {
    let model = model(vec![scripted("Ada signs in", with_a_mistake(false))]).await;
    let stack = Stack::with(|config| config.models.demo_url = model.url()).await;
    let id = ask(&stack, json!({ "prompt": "Ada signs in", "explore": false })).await;
    // a worker asks and pays, and dies before it writes the end
    let first = stack.chromium_worker("first", |_| {});
    let row = over(&stack, id).await;
    assert_eq!(row.status, "ready", "{row:?}");
    assert_eq!(row.findings[0]["verified"], false);
    assert_eq!(row.findings[0]["steps"][0]["verified"], false);
    first.stop().await;
    let undo = "UPDATE generations SET status = 'queued', findings = '[]'";
    set_back(&stack, undo).await;
    let second = stack.chromium_worker("second", |_| {});
    assert_eq!(over(&stack, id).await.status, "ready");
    assert_eq!(model.requests().len(), 1, "an answer that was paid for was bought again");
    second.stop().await;
    stack.finish(&[]).await;
    model.stop().await;
}

/// Puts the rows back to where a dying worker leaves them.
async fn set_back(stack: &Stack, statement: &str) {
    let url = &stack.config.database.url;
    let done = tokio::process::Command::new("psql").args(["-q", "-c", statement, url]).output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
