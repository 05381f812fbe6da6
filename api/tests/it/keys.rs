//! Keys and scopes, where they are needed: a table made of the published documents, tried cell by cell.

use std::collections::BTreeMap;

use chrono::{TimeDelta, Utc};
use flowtilla_shared::{
    domain::ids::ProjectId,
    live::ControlMessage,
    seal::KeyRing,
    store::{ApiKeyRow, NewKey},
    testing::Stack,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::app::{App, flow};

const NOBODY: &str = "01970000-0000-7000-8000-000000000000";

pub async fn key(stack: &Stack, project: ProjectId, key: &str, scopes: &[&str]) -> ApiKeyRow {
    let new = NewKey {
        name: key.into(),
        prefix: key.chars().take(4).collect(),
        hash: Sha256::digest(key.as_bytes()).to_vec(),
        scopes: scopes.iter().map(|scope| (*scope).into()).collect(),
        expires_at: None,
    };
    stack.store.keys().create(project, new).await.unwrap()
}

/// A key that ended a minute ago.
async fn expired_key(stack: &Stack, text: &str) {
    let row = key(stack, ProjectId::DEFAULT, text, &["admin"]).await;
    stack.execute("UPDATE api_keys SET expires_at = now() - interval '1 minute' WHERE id = $1", row.id.0).await;
}

/// A server that counts no requests, with keys of every kind.
async fn app_with_keys() -> App {
    let app = App::with(false, |config| {
        config.rates.bad_keys_per_minute = 0;
        config.secrets.key = KeyRing::generate();
        config.models.demo_url = "http://127.0.0.1:9".into();
    })
    .await;
    for scope in ["read", "run", "approve", "agent", "admin"] {
        key(&app.stack, ProjectId::DEFAULT, scope, &[scope]).await;
    }
    let other = app.stack.store.projects().ensure("other").await.unwrap().id;
    key(&app.stack, other, "theirs", &["admin"]).await;
    expired_key(&app.stack, "expired").await;
    let revoked = key(&app.stack, ProjectId::DEFAULT, "revoked", &["admin"]).await;
    app.stack.store.keys().revoke(ProjectId::DEFAULT, revoked.id).await.unwrap();
    app
}

/// Method, path and scope of every operation that needs a key.
fn operations() -> Vec<(Method, String, String)> {
    let document = flowtilla_api::openapi();
    let mut found = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if let Some(scope) = operation["x-scope"].as_str() {
                found.push((method.to_uppercase().parse().unwrap(), path.clone(), scope.to_owned()));
            }
        }
    }
    assert!(found.len() > 40, "the document names only {} operations with a scope", found.len());
    found
}

/// The path with something in the place of every parameter.
fn filled(path: &str, id: &str) -> String {
    let part = |segment: &str| match segment {
        "{version}" => "sha256:0".to_owned(),
        "{name}" => "nothing".to_owned(),
        segment if segment.starts_with('{') => id.to_owned(),
        segment => segment.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The status and, of a problem, the code. Bodies of streams are not waited for.
async fn ask(app: &App, key: Option<&str>, method: &Method, path: &str) -> (StatusCode, String) {
    let asked = app.request(method.clone(), path).json(&json!({}));
    let asked = match key {
        Some(key) => asked.bearer_auth(key),
        None => asked,
    };
    let response = asked.send().await.unwrap();
    let status = response.status();
    if status.is_success() {
        return (status, String::new());
    }
    let problem: Value = response.json().await.unwrap();
    (status, problem["code"].as_str().unwrap_or_default().to_owned())
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
async fn no_operation_opens_without_a_valid_key() {
    let app = app_with_keys().await;
    for (method, path, _) in operations() {
        let place = filled(&path, NOBODY);
        for (who, code) in [
            (None, "key-missing"),
            (Some("expired"), "key-unknown"),
            (Some("revoked"), "key-unknown"),
            (Some("made up"), "key-unknown"),
        ] {
            let answer = ask(&app, who, &method, &place).await;
            assert_eq!(answer, (StatusCode::UNAUTHORIZED, code.into()), "{method} {path} as {who:?}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn every_operation_checks_its_scope() {
    let app = app_with_keys().await;
    for (method, path, scope) in operations() {
        let place = filled(&path, NOBODY);
        for has in ["read", "run", "approve", "agent", "admin"] {
            let (status, code) = ask(&app, Some(has), &method, &place).await;
            // every key may read
            let may = has == scope || has == "admin" || scope == "read";
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{method} {path} with `{has}`");
            assert_eq!(
                status == StatusCode::FORBIDDEN && code == "scope-missing",
                !may,
                "{method} {path} with `{has}`: {status} {code}"
            );
            assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{method} {path} with `{has}`");
        }
    }
    app.stop().await;
}

/// Things of the project `default`: the path of a collection, and the id of one thing in it.
async fn things(app: &App) -> BTreeMap<String, String> {
    let ours = async |method: Method, path: &str, body: Value| {
        app.send(app.request(method, path).bearer_auth("admin").json(&body)).await
    };
    let flow_id = ours(Method::POST, "/api/flows", json!({ "document": flow("Ours") })).await.expect(201);
    let flow_id = flow_id["id"].as_str().unwrap().to_owned();
    let session = ours(Method::POST, "/api/test-sessions", json!({ "title": "Ours" })).await.expect(201);
    let run = ours(Method::POST, "/api/execute-flows", json!({ "flows": [flow("Ours")] })).await.expect(202);
    let made = ours(Method::POST, "/api/keys", json!({ "name": "ours" })).await.expect(201);
    let hook = ours(Method::POST, "/api/webhooks", json!({ "url": "https://example.org/" })).await.expect(201);
    let plan = json!({ "name": "Ours", "cron": "@daily", "tags": ["ours"] });
    let schedule = ours(Method::POST, "/api/schedules", plan).await.expect(201);
    let agent = ours(Method::POST, "/api/sessions", json!({})).await.expect(201);
    let profile = ours(Method::PUT, "/api/profiles/ours", json!({})).await;
    assert!(profile.status.is_success(), "{}", profile.text);
    [
        ("flows", flow_id.as_str()),
        ("test-sessions", session["id"].as_str().unwrap()),
        ("convex/test-session", session["id"].as_str().unwrap()),
        ("test-runs", run["test_run_id"].as_str().unwrap()),
        ("executions", run["executions"][0]["id"].as_str().unwrap()),
        ("keys", made["api_key"]["id"].as_str().unwrap()),
        ("sessions", agent["id"].as_str().unwrap()),
        ("profiles", "ours"),
        ("schedules", schedule["id"].as_str().unwrap()),
        ("webhooks", hook["webhook"]["id"].as_str().unwrap()),
        ("projects", &ProjectId::DEFAULT.to_string()),
    ]
    .into_iter()
    .map(|(of, id)| (format!("/api/v1/{of}/"), id.to_owned()))
    .collect()
}

#[tokio::test]
async fn no_operation_reaches_what_is_another_projects() {
    let app = app_with_keys().await;
    let things = things(&app).await;
    let mut tried = 0;
    for (method, path, _) in operations() {
        let Some((of, id)) = things.iter().find(|(of, _)| path.starts_with(&format!("{of}{{"))) else { continue };
        let parameter = path[of.len()..].split('/').next().unwrap();
        let place = filled(&path.replace(parameter, id), NOBODY);
        // whoever puts a profile makes one of the same name in a project of their own
        if method == Method::PUT && of.ends_with("/profiles/") {
            continue;
        }
        let (status, code) = ask(&app, Some("theirs"), &method, &place).await;
        let hidden = status == StatusCode::NOT_FOUND && code == "not-found";
        // a body that is wrong is told before anything is looked for
        let unread = status == StatusCode::UNPROCESSABLE_ENTITY;
        assert!(hidden || (unread && method != Method::GET), "{method} {place} of another project: {status} {code}");
        tried += usize::from(hidden);
    }
    assert!(tried >= 15, "only {tried} operations were tried on things of another project");
    for (of, id) in &things {
        // all of it is still there
        let answer = app.send(app.request(Method::GET, &format!("{of}{id}")).bearer_auth("admin")).await;
        assert_eq!(answer.status, 200, "{of}{id} has gone: {}", answer.text);
    }
    let run = &things["/api/v1/test-runs/"];
    let answer = app.send(app.request(Method::GET, &format!("/api/test-runs/{run}")).bearer_auth("admin")).await;
    assert_eq!(answer.json()["status"], "queued", "somebody of another project cancelled it");
    app.stop().await;
}

#[tokio::test]
async fn sockets_need_a_key_as_everything_else_does() {
    let app = app_with_keys().await;
    let document = flowtilla_api::asyncapi();
    let addresses: Vec<String> = document["channels"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|channel| channel["address"].as_str())
        .filter_map(|address| address.strip_prefix("/ws"))
        .map(|rest| filled(rest, NOBODY))
        .collect();
    assert!(addresses.len() >= 2, "{addresses:?}");
    for address in &addresses {
        assert_eq!(app.try_socket(address, &[]).await.err(), Some(401), "{address} without a key");
        for bad in ["expired", "revoked", "made up"] {
            let refused = app.try_socket(address, &[("x-api-key", bad)]).await.err();
            assert_eq!(refused, Some(401), "{address} with a key that is {bad}");
        }
    }
    let run = app.send(
        app.request(Method::POST, "/api/execute-flows").bearer_auth("run").json(&json!({ "flows": [flow("Ours")] })),
    );
    let id = run.await.expect(202)["test_run_id"].as_str().unwrap().to_owned();
    let mut socket = app.try_socket("", &[("x-api-key", "theirs")]).await.unwrap();
    socket.say(json!({ "type": "subscribe", "topic": format!("run:{id}"), "after": 0 })).await;
    assert_eq!(socket.hear().await["status"], 404);
    app.stop().await;
}

#[tokio::test]
async fn a_revoked_key_ends_its_open_socket_at_once() {
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

#[tokio::test]
async fn sockets_and_streams_end_even_when_nobody_tells_that_their_key_has_ended() {
    let app = App::with(false, |_| {}).await;
    let revoked = key(&app.stack, ProjectId::DEFAULT, "revoked", &["read"]).await;
    let expiring = key(&app.stack, ProjectId::DEFAULT, "expiring", &["read"]).await;
    let lasting = key(&app.stack, ProjectId::DEFAULT, "lasting", &["read"]).await;
    let mut by_revoked = app.try_socket("", &[("x-api-key", "revoked")]).await.unwrap();
    let mut by_expiring = app.try_socket("", &[("x-api-key", "expiring")]).await.unwrap();
    let mut by_lasting = app.try_socket("", &[("x-api-key", "lasting")]).await.unwrap();
    let stream = app.request(Method::GET, "/api/stream").bearer_auth("revoked").send().await.unwrap();
    assert_eq!(stream.status(), 200);
    app.stack.store.keys().revoke(ProjectId::DEFAULT, revoked.id).await.unwrap();
    app.stack.execute("UPDATE api_keys SET expires_at = now() WHERE id = $1", expiring.id.0).await;
    assert_eq!(by_revoked.next().await, Err(4401));
    assert_eq!(by_expiring.next().await, Err(4401));
    // ends by itself, or the client's patience does
    stream.bytes().await.expect("the stream ends");
    by_lasting.say(json!({ "type": "ping" })).await;
    assert_eq!(by_lasting.hear().await["type"], "pong");
    assert_eq!(lasting.revoked_at, None);
    app.stop().await;
}

#[tokio::test]
async fn a_key_is_made_shown_once_used_and_revoked() {
    let app = App::with(false, |_| {}).await;
    key(&app.stack, ProjectId::DEFAULT, "admin", &["admin"]).await;
    let admin = async |method: Method, path: &str, body: Value| {
        app.send(app.request(method, path).bearer_auth("admin").json(&body)).await
    };
    let asked = json!({ "name": "ci", "scopes": ["read", "run", "read"], "expires_in": "90d" });
    let made = admin(Method::POST, "/api/keys", asked).await.expect(201);
    let (text, row) = (made["key"].as_str().unwrap(), &made["api_key"]);
    assert!(text.starts_with("ft_") && text.len() == 46, "{text}");
    assert_eq!(row["scopes"], json!(["read", "run"]));
    assert_eq!((&row["state"], &row["prefix"]), (&json!("valid"), &json!(&text[..9])));
    let ends: chrono::DateTime<Utc> = row["expires_at"].as_str().unwrap().parse().unwrap();
    assert!((ends - Utc::now() - TimeDelta::days(90)).abs() < TimeDelta::hours(1), "{ends}");

    let me = app.send(app.request(Method::GET, "/api/whoami").bearer_auth(text)).await.expect(200);
    assert_eq!(
        (&me["name"], &me["operator"], &me["project"]["name"]),
        (&json!("ci"), &json!(false), &json!("default"))
    );
    let id = row["id"].as_str().unwrap();
    let shown = admin(Method::GET, &format!("/api/keys/{id}"), json!({})).await;
    assert!(!shown.text.contains(text), "the key was shown again");
    assert!(shown.expect(200)["last_used_at"].is_string(), "its use was not noted");
    let listed = admin(Method::GET, "/api/keys", json!({})).await;
    assert!(listed.text.contains(id) && !listed.text.contains(text));

    let gone = admin(Method::POST, &format!("/api/keys/{id}/revoke"), json!({})).await.expect(200);
    assert_eq!(gone["state"], "revoked");
    let again = admin(Method::POST, &format!("/api/keys/{id}/revoke"), json!({})).await.expect(200);
    assert_eq!(again["revoked_at"], gone["revoked_at"], "revoking again changed something");
    app.send(app.request(Method::GET, "/api/whoami").bearer_auth(text)).await.problem(401, "key-unknown");
    for wrong in [
        json!({ "name": "" }),
        json!({ "name": "x", "scopes": [] }),
        json!({ "name": "x", "scopes": ["root"] }),
        json!({ "name": "x", "expires_in": "-1d" }),
        json!({ "name": "x", "expires_in": "0s" }),
    ] {
        admin(Method::POST, "/api/keys", wrong.clone()).await.expect(422);
    }
    app.stop().await;
}

#[tokio::test]
async fn only_the_operator_makes_projects_and_keys_for_them() {
    let app = app_with_keys().await;
    let send = async |key: &str, method: Method, path: &str, body: Value| {
        app.send(app.request(method, path).bearer_auth(key).json(&body)).await
    };
    send("theirs", Method::POST, "/api/projects", json!({ "name": "mine" })).await.problem(403, "operator-needed");
    let made = send("admin", Method::POST, "/api/projects", json!({ "name": "shop" })).await.expect(201);
    send("admin", Method::POST, "/api/projects", json!({ "name": "shop" })).await.problem(409, "conflict");
    let names = async |key| -> Vec<String> {
        let list = send(key, Method::GET, "/api/projects", json!({})).await.expect(200);
        list["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("theirs").await, ["other"]);
    assert_eq!(names("admin").await, ["default", "other", "shop"]);

    let asked = json!({ "name": "first", "scopes": ["admin"], "project_id": made["id"] });
    send("theirs", Method::POST, "/api/keys", asked.clone()).await.problem(404, "not-found");
    let first = send("admin", Method::POST, "/api/keys", asked).await.expect(201);
    let text = first["key"].as_str().unwrap();
    let me = send(text, Method::GET, "/api/whoami", json!({})).await.expect(200);
    assert_eq!((&me["project"]["name"], &me["operator"]), (&json!("shop"), &json!(false)));
    assert_eq!(send(text, Method::GET, "/api/flows", json!({})).await.expect(200)["total"], 0);
    app.stop().await;
}
