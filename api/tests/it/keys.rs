//! Keys and scopes, where they are needed.

use flowtilla_shared::{
    domain::ids::ProjectId,
    live::ControlMessage,
    store::{ApiKeyRow, NewKey},
    testing::Stack,
};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::app::{App, flow};

async fn key(stack: &Stack, project: ProjectId, key: &str, scopes: &[&str]) -> ApiKeyRow {
    let new = NewKey {
        name: key.into(),
        prefix: key.chars().take(4).collect(),
        hash: Sha256::digest(key.as_bytes()).to_vec(),
        scopes: scopes.iter().map(|scope| (*scope).into()).collect(),
        expires_at: None,
    };
    stack.store.keys().create(project, new).await.unwrap()
}

#[tokio::test]
async fn what_needs_a_key_says_so_and_what_does_not_answers() {
    let app = App::with(false, |_| {}).await;
    for path in ["/", "/health", "/livez", "/readyz", "/openapi.json", "/docs", "/api/message"] {
        assert_eq!(app.get(path).await.status, 200, "{path} needed a key");
    }
    let answer = app.get("/api/flows").await;
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    answer.problem(401, "key-missing");
    app.send(app.request(Method::GET, "/api/flows").bearer_auth("wrong")).await.problem(401, "key-unknown");
    assert_eq!(app.try_socket("", &[]).await.err(), Some(401));
    key(&app.stack, ProjectId::DEFAULT, "secret", &["read"]).await;
    app.send(app.request(Method::GET, "/api/flows").bearer_auth("secret")).await.expect(200);
    app.send(app.request(Method::GET, "/api/flows").header("x-api-key", "secret")).await.expect(200);
    assert!(app.try_socket("", &[("sec-websocket-protocol", "flowtilla, flowtilla.key.secret")]).await.is_ok());
    app.stop().await;
}

#[tokio::test]
async fn every_operation_checks_its_scope() {
    let app = App::with(false, |_| {}).await;
    key(&app.stack, ProjectId::DEFAULT, "reader", &["read"]).await;
    key(&app.stack, ProjectId::DEFAULT, "admin", &["admin"]).await;
    let document = flowtilla_api::openapi();
    let id = "01970000-0000-7000-8000-000000000000";
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let (Some(scope), false) = (operation["x-scope"].as_str(), path.contains("/stream")) else { continue };
            let place = path.replace("{id}", id).replace("{session_id}", id).replace("{version}", "sha256:0");
            let ask = |key: Option<&str>| {
                let asked = app.request(method.to_uppercase().parse().unwrap(), &place).json(&json!({}));
                app.send(match key {
                    Some(key) => asked.bearer_auth(key),
                    None => asked,
                })
            };
            assert_eq!(ask(None).await.status, 401, "{method} {path} without a key");
            let as_reader = ask(Some("reader")).await;
            assert_eq!(as_reader.status == 403, scope != "read", "{method} {path} with `read`: {}", as_reader.text);
            let as_admin = ask(Some("admin")).await.status;
            assert!(as_admin != 401 && as_admin != 403 && as_admin != 500, "{method} {path} as admin: {as_admin}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn another_project_sees_nothing_of_ours() {
    let app = App::with(false, |_| {}).await;
    let other = app.stack.store.projects().ensure("other").await.unwrap().id;
    key(&app.stack, ProjectId::DEFAULT, "ours", &["admin"]).await;
    key(&app.stack, other, "theirs", &["admin"]).await;
    let ask = |key: &'static str, method: Method, path: String, body: Value| {
        app.send(app.request(method, &path).bearer_auth(key).json(&body))
    };
    let run =
        ask("ours", Method::POST, "/api/execute-flows".into(), json!({ "flows": [flow("Ours")] })).await.expect(202);
    let id = run["test_run_id"].as_str().unwrap();
    let stored = ask("ours", Method::POST, "/api/flows".into(), json!({ "document": flow("Ours") })).await.expect(201);
    for path in [
        format!("/api/test-runs/{id}"),
        format!("/api/test-runs/{id}/events"),
        format!("/api/flows/{}", stored["id"].as_str().unwrap()),
    ] {
        ask("ours", Method::GET, path.clone(), json!({})).await.expect(200);
        ask("theirs", Method::GET, path, json!({})).await.problem(404, "not-found");
    }
    ask("theirs", Method::POST, format!("/api/test-runs/{id}/cancel"), json!({})).await.problem(404, "not-found");
    let mut socket = app.try_socket("", &[("x-api-key", "theirs")]).await.unwrap();
    socket.say(json!({ "type": "subscribe", "topic": format!("run:{id}"), "after": 0 })).await;
    assert_eq!(socket.hear().await["status"], 404);
    app.stop().await;
}

#[tokio::test]
async fn a_revoked_key_ends_its_open_socket() {
    let app = App::with(false, |_| {}).await;
    let row = key(&app.stack, ProjectId::DEFAULT, "short-lived", &["read"]).await;
    let mut socket = app.try_socket("", &[("x-api-key", "short-lived")]).await.unwrap();
    socket.subscribe("all", None).await;
    app.stack.store.keys().revoke(ProjectId::DEFAULT, row.id).await.unwrap();
    app.stack.live.control(ControlMessage::KeyRevoked(row.id)).await;
    assert_eq!(socket.next().await, Err(4401));
    app.send(app.request(Method::GET, "/api/flows").bearer_auth("short-lived")).await.problem(401, "key-unknown");
    app.stop().await;
}
