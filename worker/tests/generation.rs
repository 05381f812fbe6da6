//! Flows for a prompt: from the row to tried drafts, with a real browser on the demo shop and a scripted model.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_demo::{
    Demo, DemoOptions,
    model::{Answer, DemoModel, Fault, Scenario},
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
        if row.status != "queued" && row.status != "running" {
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
    let asked = written(&model);
    assert_eq!(asked.len(), 2);
    let (first, second) = (&asked[0], &asked[1]);
    assert!(first.contains("<page url=") && first.contains("role"), "{first}");
    // a model had looked around: it went to the cart, to which the first page's links need not lead
    for page in ["/login", "/teapots", "/cart"] {
        assert!(first.contains(&format!("<page url=\\\"{}{page}\\\"", shop.url())), "{page} was not seen: {first}");
    }
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

/// What the model was told when it was to write flows.
fn written(model: &DemoModel) -> Vec<String> {
    let told = model.requests().into_iter().map(|(_, body)| body["messages"].to_string());
    told.filter(|told| told.contains("base_url: ")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_model_cannot_look_around_the_links_of_the_first_page_are_followed() {
    let lost = Scenario::saying("Task: Explore this web site", vec![Answer::text("I would rather not.")]);
    let (shop, model) = (shop().await, model(vec![lost, scripted("Ada signs in", with_a_mistake(true))]).await);
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
    assert_eq!(row.findings[0]["verified"], true, "{:#}", row.findings);
    let told = &written(&model)[0];
    assert!(told.matches("<page url=").count() >= 3 && told.contains("/login"), "{told}");
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

/// A PDF of one page with one line.
fn pdf(line: &str) -> Vec<u8> {
    let stream = format!("BT /F1 12 Tf 72 720 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let (mut text, mut places) = (String::from("%PDF-1.4\n"), Vec::new());
    for (number, object) in objects.iter().enumerate() {
        places.push(text.len());
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = text.len();
    text.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| text.push_str(&format!("{place:010} 00000 n \n")));
    text.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1));
    text.into_bytes()
}

/// One flow whose step comes from this sentence.
fn from_sentence(sentence: &str) -> Value {
    let step = json!({ "step": r#"{"type":"expect","url":"**/login"}"#, "sentence": sentence });
    json!({ "flows": [{ "name": "From the text", "description": "", "kind": "happy", "steps": [step] }] })
}

#[tokio::test(flavor = "multi_thread")]
async fn specifications_of_every_kind_reach_the_model_and_steps_link_to_their_sentences() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let openapi = json!({ "openapi": "3.0.3", "paths": { "/login": { "post": { "summary": "Opens the tea room" } } } });
    let kinds = [
        (
            "story.md",
            json!({ "text": "# Story\n\nAs Ada I sign in **so that** I see my tea room." }),
            "As Ada I sign in",
        ),
        ("api.json", json!({ "text": openapi.to_string() }), "Opens the tea room"),
        (
            "user-story.txt",
            json!({ "text": "GIVEN a guest WHEN the password is wrong THEN an alert shows" }),
            "THEN an alert shows",
        ),
        ("spec.pdf", json!({ "data": STANDARD.encode(pdf("The kettle whistles at sign in")) }), "The kettle whistles"),
        ("plain.bin", json!({ "data": STANDARD.encode("Plain bytes of a text") }), "Plain bytes of a text"),
    ];
    let scenarios = kinds.iter().map(|(name, _, sentence)| scripted(name, from_sentence(sentence))).collect();
    let model = model(scenarios).await;
    let stack = Stack::with(|config| config.models.demo_url = model.url()).await;
    let worker = stack.worker("w", runner_kit::fake::FakeBrowsers::default());
    for (name, content, sentence) in &kinds {
        let mut attachment = content.clone();
        attachment["name"] = json!(name);
        let request =
            json!({ "prompt": format!("Test what {name} says"), "explore": false, "attachments": [attachment] });
        let row = over(&stack, ask(&stack, request).await).await;
        assert_eq!(row.status, "ready", "{name}: {row:?}");
        assert_eq!(row.findings[0]["steps"][0]["sentence"], *sentence, "{name}");
        let asked = model.requests().last().unwrap().1["messages"].to_string();
        assert!(asked.contains(sentence) && asked.contains(&format!("attachment `{name}`")), "{name}: {asked}");
    }
    // a PDF that is none says which one, and costs nothing
    let before = model.requests().len();
    let broken = json!({ "name": "broken.pdf", "data": STANDARD.encode("%PDF-1.7 and nothing else") });
    let row =
        over(&stack, ask(&stack, json!({ "prompt": "p", "explore": false, "attachments": [broken] })).await).await;
    assert_eq!(row.status, "failed");
    assert!(row.message.as_ref().is_some_and(|why| why.contains("broken.pdf")), "{row:?}");
    assert_eq!(model.requests().len(), before);
    worker.stop().await;
    stack.finish(&[]).await;
    model.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generation_that_waits_for_its_model_is_cancelled() {
    let answer = Answer { json: Some(with_a_mistake(true)), ..Answer::default() }.with(Fault::Hang, u32::MAX);
    let mut hanging = Scenario::saying("Ada signs in", vec![answer]);
    hanging.when.answer = Some("flows".into());
    let model = model(vec![hanging]).await;
    let stack = Stack::with(|config| config.models.demo_url = model.url()).await;
    let worker = stack.worker("w", runner_kit::fake::FakeBrowsers::default());
    let id = ask(&stack, json!({ "prompt": "Ada signs in", "explore": false })).await;
    let deadline = Instant::now() + Duration::from_secs(60);
    while model.requests().is_empty() {
        assert!(Instant::now() < deadline, "the model was never asked");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (under_way, _) = stack.store.generations().cancel(PROJECT, id).await.unwrap();
    assert!(under_way);
    let row = over(&stack, id).await;
    assert_eq!(row.status, "cancelled");
    assert_eq!(stack.store.test_sessions().get(PROJECT, id).await.unwrap().row.status, "cancelled");
    let events = stack.store.events().after(PROJECT, &generation_topic(id), 0, 1000).await.unwrap();
    let Event::GenerationFinished { status, .. } = &events.last().unwrap().event else { panic!("{events:?}") };
    assert_eq!(status, "cancelled");
    let (under_way, _) = stack.store.generations().cancel(PROJECT, id).await.unwrap();
    assert!(!under_way, "what is over cannot be cancelled");
    worker.stop().await;
    stack.finish(&[]).await;
    model.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_run_that_a_cancelled_generation_waits_for_ends_too() {
    let model = model(Vec::new()).await;
    let stack = Stack::with(|config| config.models.demo_url = model.url()).await;
    // its browser never comes to the page
    let hanging = runner_kit::fake::FakeBrowsers {
        on_input: Some(Arc::new(|_| Box::pin(std::future::pending()))),
        ..Default::default()
    };
    let worker = stack.worker("w", hanging);
    let id = ask(&stack, json!({ "prompt": "Ada signs in", "base_url": "http://127.0.0.1:9/" })).await;
    let deadline = Instant::now() + Duration::from_secs(60);
    let run = loop {
        let row = stack.store.generations().get(PROJECT, id).await.unwrap();
        if let Some(run) = row.progress["explore_led"].as_str() {
            break run.parse().unwrap();
        }
        assert!(Instant::now() < deadline, "it never began to explore: {row:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    stack.store.generations().cancel(PROJECT, id).await.unwrap();
    assert_eq!(over(&stack, id).await.status, "cancelled");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !stack.store.runs().summary(PROJECT, run).await.unwrap().status.is_final() {
        assert!(Instant::now() < deadline, "its run goes on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    worker.stop().await;
    stack.finish(&[run]).await;
    model.stop().await;
}
