//! Looking versions of flows over: differences, comments, decisions, four eyes, mutation scores; and generations.

use std::time::Duration;

use flowtilla_shared::{
    domain::{
        ids::{FlowId, ProjectId, WorkerId},
        mutation::MutationTally,
    },
    store::{MutationEnd, NewMutationScore},
    testing::Stack,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    app::{Answer, App, flow},
    keys::key,
};

/// A request with a key of its own.
async fn by(app: &App, who: &str, method: Method, path: &str, body: &Value) -> Answer {
    app.send(app.request(method, path).bearer_auth(who).json(body)).await
}

async fn app_with(names: &[(&str, &[&str])]) -> App {
    let app = App::with(false, |config| config.rates.bad_keys_per_minute = 0).await;
    for (name, scopes) in names {
        key(&app.stack, ProjectId::DEFAULT, name, scopes).await;
    }
    app
}

#[tokio::test]
async fn two_versions_are_compared_step_by_step_and_as_text() {
    let app = App::start().await;
    let first = json!({ "name": "Buy", "steps": [
        { "goto": "/a" }, { "click": "Buy" }, { "expect": { "url": "**/done" } },
    ]});
    let stored = app.post("/api/flows", &json!({ "document": first })).await.expect(201);
    let path = format!("/api/flows/{}", stored["id"].as_str().unwrap());
    let alone = app.get(&format!("{path}/diff")).await.expect(200);
    assert_eq!((&alone["steps"], &alone["text"]), (&json!([]), &json!("")));
    let second = json!({ "name": "Buy", "timeout": 30, "steps": [
        { "goto": "/a" }, { "click": "Buy it" }, { "expect": { "url": "**/done" } }, { "expect": { "title": "Done" } },
    ]});
    let changed = app.put(&path, &json!({ "document": second })).await.expect(200);
    let found = app.get(&format!("{path}/diff")).await.expect(200);
    assert_eq!((&found["from"], &found["to"]), (&stored["version"], &changed["version"]));
    let steps = found["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 2, "{found:#}");
    assert_eq!((&steps[0]["change"], &steps[0]["to_path"]), (&json!("changed"), &json!("steps[1]")));
    assert_eq!(steps[0]["fields"][0]["name"], "target");
    assert_eq!(steps[0]["fields"][0]["to"]["text"], "Buy it");
    assert_eq!((&steps[1]["change"], &steps[1]["to_path"]), (&json!("added"), &json!("steps[3]")));
    assert_eq!(found["fields"], json!([{ "name": "timeout", "from": null, "to": 30.0 }]));
    let text = found["text"].as_str().unwrap();
    assert!(text.starts_with("--- version 1 (sha256:") && text.contains("\n@@ -") && text.contains("Buy it"), "{text}");
    let back =
        format!("{path}/diff?from={}&to={}", changed["version"].as_str().unwrap(), stored["version"].as_str().unwrap());
    assert_eq!(app.get(&back).await.expect(200)["steps"][1]["change"], "removed");
    app.get(&format!("{path}/diff?from=sha256:nothing")).await.problem(404, "not-found");
    app.stop().await;
}

#[tokio::test]
async fn people_comment_on_versions_and_take_back_only_their_own_words() {
    let app = app_with(&[("ada", &["run"]), ("bob", &["run"]), ("root", &["admin"])]).await;
    let stored = by(&app, "ada", Method::POST, "/api/flows", &json!({ "document": flow("Buy") })).await.expect(201);
    let path = format!("/api/flows/{}/comments", stored["id"].as_str().unwrap());
    let said = json!({ "path": "steps[0]", "text": "Why this page?" });
    let first = by(&app, "ada", Method::POST, &path, &said).await.expect(201);
    assert_eq!(
        (&first["author"], &first["version"], &first["path"]),
        (&json!("ada"), &stored["version"], &json!("steps[0]"))
    );
    let second = by(&app, "bob", Method::POST, &path, &json!({ "text": "Because." })).await.expect(201);
    let list = by(&app, "bob", Method::GET, &path, &Value::Null).await.expect(200);
    let texts: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Why this page?", "Because."]);
    let other = by(&app, "bob", Method::GET, &format!("{path}?version=sha256:other"), &Value::Null).await.expect(200);
    assert_eq!(other["items"], json!([]));
    let at = |comment: &Value| format!("{path}/{}", comment["id"].as_str().unwrap());
    by(&app, "bob", Method::DELETE, &at(&first), &Value::Null).await.problem(403, "forbidden");
    assert_eq!(by(&app, "ada", Method::DELETE, &at(&first), &Value::Null).await.status, 204);
    by(&app, "ada", Method::DELETE, &at(&first), &Value::Null).await.problem(404, "not-found");
    assert_eq!(by(&app, "root", Method::DELETE, &at(&second), &Value::Null).await.status, 204);
    by(&app, "ada", Method::POST, &path, &json!({ "text": " " })).await.problem(422, "invalid");
    by(&app, "ada", Method::POST, &path, &json!({ "text": "x", "version": "sha256:no" }))
        .await
        .problem(404, "not-found");
    app.stop().await;
}

#[tokio::test]
async fn with_four_eyes_the_author_may_not_approve_and_every_decision_is_kept() {
    let app = app_with(&[("ada", &["run", "approve"]), ("bob", &["approve"]), ("root", &["admin"])]).await;
    let project = ProjectId::DEFAULT;
    let setting = format!("/api/projects/{project}");
    by(&app, "ada", Method::PUT, &setting, &json!({ "four_eyes": true })).await.problem(403, "scope-missing");
    let set = by(&app, "root", Method::PUT, &setting, &json!({ "four_eyes": true })).await.expect(200);
    assert_eq!(set["four_eyes"], true);
    let stored = by(&app, "ada", Method::POST, "/api/flows", &json!({ "document": flow("Buy") })).await.expect(201);
    assert_eq!(stored["created_by"], "ada");
    let (id, version) = (stored["id"].as_str().unwrap(), stored["version"].as_str().unwrap());
    let decision =
        |decision: &str| json!({ "flow_id": id, "version": version, "decision": decision, "comment": "Seen." });
    let refused =
        by(&app, "ada", Method::PUT, "/api/flow-approval", &decision("approved")).await.problem(409, "four-eyes");
    assert!(refused["detail"].as_str().unwrap().contains("somebody else"), "{refused}");
    let at_once = json!({ "document": flow("Other"), "approve": true });
    by(&app, "ada", Method::POST, "/api/flows", &at_once).await.problem(409, "four-eyes");
    // to say no needs nobody else
    by(&app, "ada", Method::PUT, "/api/flow-approval", &decision("rejected")).await.expect(200);
    let approved = by(&app, "bob", Method::PUT, "/api/flow-approval", &decision("approved")).await.expect(200);
    assert_eq!((&approved["approval"], &approved["mutation_score"]), (&json!("approved"), &Value::Null));
    let history = by(&app, "ada", Method::GET, &format!("/api/flows/{id}/approvals"), &Value::Null).await.expect(200);
    let told: Vec<(&str, &str, &str)> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let word = |name: &str| item[name].as_str().unwrap();
            (word("decision"), word("decided_by"), word("comment"))
        })
        .collect();
    assert_eq!(told, [("approved", "bob", "Seen."), ("rejected", "ada", "Seen.")]);
    by(&app, "root", Method::PUT, &setting, &json!({ "four_eyes": false })).await.expect(200);
    by(&app, "ada", Method::PUT, "/api/flow-approval", &decision("approved")).await.expect(200);
    app.stop().await;
}

#[tokio::test]
async fn a_measurement_is_asked_for_once_watched_and_cancelled() {
    let app = App::start().await;
    let once = json!({ "name": "Pay", "steps": [{ "type": "click", "target": { "text": "Pay" }, "once": true }] });
    let paying = app.post("/api/flows", &json!({ "document": once })).await.expect(201);
    let path = format!("/api/flows/{}/mutation-score", paying["id"].as_str().unwrap());
    let refused = app.post(&path, &json!({})).await.problem(422, "once");
    assert!(refused["detail"].as_str().unwrap().contains("steps[0]"), "{refused}");
    app.get(&path).await.problem(404, "not-found");
    app.post(&path, &json!({ "mutants": 0 })).await.problem(422, "invalid");
    app.post(&path, &json!({ "kinds": ["button_eaten"] })).await.problem(422, "invalid");

    let stored = app.post("/api/flows", &json!({ "document": flow("Buy") })).await.expect(201);
    let id = stored["id"].as_str().unwrap();
    let path = format!("/api/flows/{id}/mutation-score");
    let made = app.post(&path, &json!({ "kinds": ["button_dead"], "mutants": 3 })).await.expect(202);
    assert_eq!((&made["status"], &made["version"]), (&json!("queued"), &stored["version"]));
    let again = app.post(&path, &json!({})).await.expect(202);
    assert_eq!(again["id"], made["id"], "a version is measured once at a time");
    let topic = made["topic"].as_str().unwrap();
    let mut socket = app.socket("").await;
    socket.subscribe(topic, Some(json!(0))).await;
    let cancelled = app.post(&format!("{path}/cancel"), &json!({})).await.expect(200);
    assert_eq!(cancelled["status"], "cancelled");
    let heard = socket.until("mutation.finished").await;
    assert_eq!(heard.last().unwrap()["data"]["status"], "cancelled");
    app.post(&format!("{path}/cancel"), &json!({})).await.problem(409, "conflict");
    let log = app.get(&format!("{path}/events")).await.expect(200);
    let types: Vec<&str> = log["items"].as_array().unwrap().iter().map(|e| e["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["mutation.queued", "mutation.finished"]);
    let next = app.post(&path, &json!({})).await.expect(202);
    assert_ne!(next["id"], made["id"]);
    app.stop().await;
}

/// A measurement that a worker has brought to a score.
async fn scored(stack: &Stack, flow: FlowId, version: &str) {
    let scores = stack.store.mutation_scores();
    let new = NewMutationScore { flow, version: version.into(), request: json!({}), asked_by: "ada".into() };
    scores.create(ProjectId::DEFAULT, new).await.unwrap();
    let claimed = scores.claim_next(WorkerId::new(), Duration::from_secs(60), 3).await.unwrap().unwrap();
    let mutant = json!({ "kind": "button_dead", "level": "dom", "description": "A click does nothing.", "path": "steps[0]",
        "fate": "missed", "suggestion": { "after": "steps[0]", "sentence": "Check it.",
            "step": { "type": "expect", "url": "**/done" }, "yaml": "- { type: expect, url: '**/done' }" } });
    let end = MutationEnd {
        status: "ready",
        message: None,
        mutants: vec![serde_json::from_value(mutant).unwrap()],
        plan: Vec::new(),
        tally: MutationTally { caught: 3, missed: 1, not_applicable: 2, ..MutationTally::default() },
    };
    scores.finish(&claimed.lease, end).await.unwrap();
}

#[tokio::test]
async fn whoever_approves_is_shown_what_the_version_misses() {
    let app = App::start().await;
    let stored = app.post("/api/flows", &json!({ "document": flow("Buy") })).await.expect(201);
    let (id, version) = (stored["id"].as_str().unwrap(), stored["version"].as_str().unwrap());
    scored(&app.stack, id.parse().unwrap(), version).await;
    let decision = json!({ "flow_id": id, "version": version, "decision": "approved" });
    let approved = app.put("/api/flow-approval", &decision).await.expect(200);
    let score = &approved["mutation_score"];
    assert_eq!((&score["score"], &score["tally"]["caught"]), (&json!(0.75), &json!(3)));
    assert_eq!(score["missed"][0]["suggestion"]["step"]["url"], "**/done");
    let full = app.get(&format!("/api/flows/{id}/mutation-score")).await.expect(200);
    assert_eq!((&full["score"], &full["mutants"][0]["fate"]), (&json!(0.75), &json!("missed")));
    // another version has no score
    let mut changed = flow("Buy");
    changed["description"] = json!("Edited");
    let second = app.put(&format!("/api/flows/{id}"), &json!({ "document": changed })).await.expect(200);
    app.get(&format!("/api/flows/{id}/mutation-score")).await.problem(404, "not-found");
    let of_first = app.get(&format!("/api/flows/{id}/mutation-score?version={version}")).await.expect(200);
    assert_eq!(of_first["score"], 0.75);
    assert_eq!(second["mutation_score"], Value::Null);
    app.stop().await;
}

#[tokio::test]
async fn a_generation_is_made_once_for_a_key_and_can_be_cancelled() {
    let app = App::with(true, |config| config.models.demo_url = "http://127.0.0.1:9".into()).await;
    let asked = json!({ "prompt": "Test the login", "explore": false });
    let generate = |key: &'static str, body: Value| {
        app.send(app.request(Method::POST, "/api/generate-flows").header("idempotency-key", key).json(&body))
    };
    let first = generate("k1", asked.clone()).await.expect(202);
    let same = generate("k1", asked.clone()).await.expect(202);
    assert_eq!(same["test_session_id"], first["test_session_id"]);
    generate("k1", json!({ "prompt": "Another", "explore": false })).await.problem(422, "idempotency-key-reused");
    let other = generate("k2", asked.clone()).await.expect(202);
    assert_ne!(other["test_session_id"], first["test_session_id"]);
    // a key of a generation is no key of a run
    let run = app.request(Method::POST, "/api/execute-flows").header("idempotency-key", "k1");
    app.send(run.json(&json!({ "flows": [flow("x")] }))).await.problem(422, "idempotency-key-reused");

    let path = format!("/api/generate-flows/{}", first["test_session_id"].as_str().unwrap());
    let cancelled = app.post(&format!("{path}/cancel"), &json!({})).await.expect(200);
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(app.get(&path).await.expect(200)["status"], "cancelled");
    app.post(&format!("{path}/cancel"), &json!({})).await.problem(409, "conflict");
    let session = path.replace("generate-flows", "test-sessions");
    assert_eq!(app.get(&session).await.expect(200)["status"], "cancelled");
    let log = app.get(&format!("{path}/events")).await.expect(200);
    assert_eq!(log["items"][1]["data"]["status"], "cancelled");
    let second = app.get(&format!("{path}/events?after=1&limit=1")).await.expect(200);
    assert_eq!(second["items"], json!([log["items"][1]]));
    app.get(&format!("{path}/events?limit=1001")).await.problem(400, "bad-request");
    app.stop().await;
}

#[tokio::test]
async fn a_test_session_executes_the_hash_that_was_approved_and_no_other() {
    let app = App::start().await;
    let made = app.post("/api/test-sessions", &json!({ "title": "S", "flows": [flow("One")] })).await.expect(201);
    let (session, one) = (made["id"].as_str().unwrap(), made["flows"][0].clone());
    let (id, version) = (one["flow_id"].as_str().unwrap(), one["version"].as_str().unwrap());
    let decision = json!({ "flow_id": id, "version": version, "decision": "approved" });
    app.put("/api/flow-approval", &decision).await.expect(200);
    let run = app.post("/api/execute-flows", &json!({ "test_session_id": session })).await.expect(202);
    let execution =
        app.get(&format!("/api/executions/{}", run["executions"][0]["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(execution["version"], version);
    // an edit makes another hash, which nobody has approved
    let mut changed = flow("One");
    changed["description"] = json!("Edited");
    let edited = app.put(&format!("/api/flows/{id}"), &json!({ "document": changed })).await.expect(200);
    app.post("/api/execute-flows", &json!({ "test_session_id": session })).await.problem(409, "not-approved");
    let next = json!({ "flow_id": id, "version": edited["version"], "decision": "rejected" });
    app.put("/api/flow-approval", &next).await.expect(200);
    app.post("/api/execute-flows", &json!({ "test_session_id": session })).await.problem(409, "not-approved");
    // the approved text again is the approved hash again
    app.put(&format!("/api/flows/{id}"), &json!({ "document": flow("One") })).await.expect(200);
    app.post("/api/execute-flows", &json!({ "test_session_id": session })).await.expect(202);
    app.stop().await;
}
