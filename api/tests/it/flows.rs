//! Flows, versions, approval, test sessions.

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{App, flow};

const YAML: &str = "name: Log in\nstart_url: http://127.0.0.1:4000/\nsteps:\n  - click: Sign in\n  - { type: expect, url: \"**/home\" }\n";

async fn post_yaml(app: &App, path: &str, text: &str) -> crate::app::Answer {
    app.send(app.request(Method::POST, path).header("content-type", "application/yaml").body(text.to_owned())).await
}

#[tokio::test]
async fn a_flow_is_stored_in_long_form_whatever_it_was_written_in() {
    let app = App::start().await;
    let stored = post_yaml(&app, "/api/flows", YAML).await;
    let location = stored.header("location").to_owned();
    let stored = stored.expect(201);
    assert_eq!(stored["document"]["steps"][0]["type"], "click");
    assert_eq!(stored["document"]["steps"][0]["target"]["text"], "Sign in");
    assert!(stored["version"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!((&stored["approval"], &stored["version_number"]), (&json!("pending"), &json!(1)));
    let same = app.get(&location).await.expect(200);
    assert_eq!(same, stored);
    let bare = app.post("/api/flows", &stored["document"]).await.expect(201);
    assert_eq!(bare["version"], stored["version"], "the same document has the same hash");
    let wrapped = app.post("/api/flows", &json!({ "source": YAML })).await.expect(201);
    assert_eq!(wrapped["version"], stored["version"]);
    assert_eq!(app.get("/api/flows?page=2&size=2").await.expect(200)["items"].as_array().unwrap().len(), 1);
    app.stop().await;
}

#[tokio::test]
async fn validation_lists_everything_with_its_place_in_the_body() {
    let app = App::start().await;
    let good = post_yaml(&app, "/api/flows/validate", YAML).await.expect(200);
    assert_eq!(good["valid"], true);
    assert_eq!(good["document"]["steps"][1]["type"], "expect");
    let bad =
        post_yaml(&app, "/api/flows/validate", "name: X\nsteps:\n  - { type: clik, target: a }\n  - { type: goto }\n")
            .await
            .expect(200);
    assert_eq!(bad["valid"], false);
    let lines: Vec<&Value> = bad["problems"].as_array().unwrap().iter().map(|problem| &problem["line"]).collect();
    assert!(lines.contains(&&json!(3)) && lines.contains(&&json!(4)), "{bad}");
    let body = "{\n \"document\": {\"name\": \"X\", \"steps\": [\n   {\"type\": \"goto\"}]}}";
    let request =
        app.request(Method::POST, "/api/flows/validate").header("content-type", "application/json").body(body);
    let bad = app.send(request).await.expect(200);
    assert_eq!(bad["problems"][0]["line"], 3, "{bad}");
    assert!(bad["problems"][0]["path"].as_str().unwrap().contains("steps[0]"), "{bad}");
    app.post("/api/flows/validate", &json!({ "document": flow("x"), "source": "x" })).await.problem(422, "invalid");
    app.stop().await;
}

#[tokio::test]
async fn a_wrong_flow_is_refused_with_every_error_and_nothing_is_stored() {
    let app = App::start().await;
    let wrong =
        json!({ "flows": [flow("fine"), { "name": "X", "steps": [{ "type": "goto" }, { "type": "nonsense" }] }] });
    let problem = app.post("/api/execute-flows", &wrong).await.problem(422, "invalid-flow");
    let errors = problem["errors"].as_array().unwrap();
    assert!(errors.len() >= 2, "{problem}");
    assert!(
        errors.iter().all(|error| error["path"].as_str().unwrap().starts_with("flows[1]") && error["line"] == 1),
        "{problem}"
    );
    app.post("/api/test-sessions", &json!({ "title": "T", "flows": wrong["flows"] }))
        .await
        .problem(422, "invalid-flow");
    assert_eq!(app.get("/api/test-runs").await.expect(200)["total"], 0);
    assert_eq!(app.get("/api/test-sessions").await.expect(200)["total"], 0);
    app.stop().await;
}

#[tokio::test]
async fn approval_binds_to_the_version_that_was_seen() {
    let app = App::start().await;
    let stored = app.post("/api/flows", &json!({ "document": flow("Buy") })).await.expect(201);
    let (id, version) = (stored["id"].as_str().unwrap(), stored["version"].as_str().unwrap());
    app.post("/api/execute-flows", &json!({ "flow_ids": [id] })).await.problem(409, "not-approved");
    let decision = json!({ "flow_id": id, "version": version, "decision": "approved", "comment": "Looks right." });
    let approved = app.put("/api/flow-approval", &decision).await.expect(200);
    assert_eq!((&approved["approval"], &approved["decided_by"]), (&json!("approved"), &json!("local")));
    app.post("/api/execute-flows", &json!({ "flow_ids": [id] })).await.expect(202);

    let mut changed = flow("Buy");
    changed["description"] = json!("Edited");
    let path = format!("/api/flows/{id}");
    let second = app.put(&path, &json!({ "document": changed })).await.expect(200);
    assert_eq!((&second["approval"], &second["version_number"]), (&json!("pending"), &json!(2)));
    app.put("/api/flow-approval", &decision).await.problem(409, "not-approved");
    app.post("/api/execute-flows", &json!({ "flow_ids": [id] })).await.problem(409, "not-approved");
    let versions = app.get(&format!("{path}/versions")).await.expect(200);
    assert_eq!(versions["items"].as_array().unwrap().len(), 2);
    let first = app.get(&format!("{path}/versions/{version}")).await.expect(200);
    assert_eq!(first["approval"], "approved");
    app.put("/api/flow-approval", &json!({ "flow_id": id, "version": version, "decision": "perhaps" }))
        .await
        .problem(422, "invalid");

    assert_eq!(app.delete(&path).await.status, 204);
    app.get(&path).await.problem(404, "not-found");
    app.stop().await;
}

#[tokio::test]
async fn a_test_session_runs_its_approved_flows_and_names_the_others() {
    let app = App::start().await;
    let session = app
        .post(
            "/api/test-sessions",
            &json!({ "prompt": "Test the login", "base_url": "http://127.0.0.1:4000", "flows": [flow("One")] }),
        )
        .await
        .expect(201);
    assert_eq!(
        (&session["title"], &session["status"], &session["flow_count"]),
        (&json!("Test the login"), &json!("ready"), &json!(1))
    );
    let id = session["id"].as_str().unwrap();
    let session =
        app.post("/api/test-flows", &json!({ "test_session_id": id, "flows": [flow("Two")] })).await.expect(201);
    let (one, two) = (&session["flows"][0], &session["flows"][1]);
    assert_eq!((&one["name"], &two["name"]), (&json!("One"), &json!("Two")));
    app.post("/api/execute-flows", &json!({ "test_session_id": id })).await.problem(409, "not-approved");
    let decision = json!({ "flow_id": two["flow_id"], "version": two["version"], "decision": "approved" });
    app.put("/api/flow-approval", &decision).await.expect(200);
    let accepted = app.post("/api/execute-flows", &json!({ "test_session_id": id })).await.expect(202);
    assert_eq!(accepted["executions"].as_array().unwrap().len(), 1);
    assert_eq!(accepted["skipped_flow_ids"], json!([one["flow_id"]]));
    let run = app.get(&format!("/api/test-runs/{}", accepted["test_run_id"].as_str().unwrap())).await.expect(200);
    assert_eq!(run["test_session_id"], id);
    app.post("/api/test-sessions", &json!({})).await.problem(422, "invalid");
    app.stop().await;
}

#[tokio::test]
async fn earlier_names_answer_and_say_what_to_use_instead() {
    let app = App::start().await;
    let made = app.post("/api/convex/test-session", &json!({ "title": "Old" })).await;
    assert!(made.header("deprecation").starts_with('@'), "no Deprecation header");
    assert!(made.header("link").contains("/api/v1/test-sessions"));
    let session = made.expect(201);
    let id = session["id"].as_str().unwrap();
    assert_eq!(app.get("/api/convex/test-sessions?page=1&size=10").await.expect(200)["items"][0]["id"], id);
    let flows =
        app.post("/api/convex/test-flows", &json!({ "test_session_id": id, "flows": [flow("One")] })).await.expect(201);
    let one = &flows["flows"][0];
    let decision =
        json!({ "flow_id": one["flow_id"], "version": one["version"], "decision": "rejected", "comment": "No." });
    assert_eq!(app.put("/api/convex/flow-approval", &decision).await.expect(200)["approval"], "rejected");
    assert_eq!(app.get(&format!("/api/convex/test-session/{id}")).await.expect(200)["flows"][0]["comment"], "No.");
    assert_eq!(app.get("/api/convex/system-stats").await.expect(200)["test_sessions"], 1);
    app.stop().await;
}
