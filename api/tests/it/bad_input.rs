//! What must be refused, and how.

use std::time::Instant;

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Answer, App, flow};

async fn raw(app: &App, path: &str, media_type: &str, body: impl Into<reqwest::Body>) -> Answer {
    app.send(app.request(Method::POST, path).header("content-type", media_type).body(body)).await
}

#[tokio::test]
async fn unknown_paths_methods_and_media_types_are_problems() {
    let app = App::start().await;
    for path in ["/nowhere", "/api/nowhere", "/api/v1/nowhere", "/api/v1/nowhere/", "/ws/nowhere/1", "/metrics"] {
        app.get(path).await.problem(404, "no-such-path");
    }
    let answer = app.delete("/api/execute-flows").await;
    assert_eq!(answer.header("allow"), "OPTIONS, POST");
    answer.problem(405, "method-not-allowed");
    assert_eq!(app.put("/api/flows/validate", &json!({})).await.header("allow"), "OPTIONS, POST");
    let options = app.send(app.request(Method::OPTIONS, "/api/flows")).await;
    assert_eq!((options.status.as_u16(), options.header("allow")), (204, "GET, HEAD, OPTIONS, POST"));
    raw(&app, "/api/execute-flows", "text/plain", "{}").await.problem(415, "unsupported-media-type");
    raw(&app, "/api/flows", "image/png", "{}").await.problem(415, "unsupported-media-type");
    app.get("/ws").await.problem(426, "upgrade-required");
    app.stop().await;
}

#[tokio::test]
async fn malformed_bodies_name_line_and_column() {
    let app = App::start().await;
    let problem =
        raw(&app, "/api/execute-flows", "application/json", "{\n  \"flows\": [,]\n}").await.problem(400, "bad-request");
    assert_eq!((&problem["errors"][0]["line"], &problem["errors"][0]["column"]), (&json!(2), &json!(13)), "{problem}");
    let problem = raw(&app, "/api/execute-flows", "application/json", "{\"flow\": []}").await.problem(422, "invalid");
    assert!(problem["detail"].as_str().unwrap().contains("unknown field `flow`, expected one of `flows`"), "{problem}");
    raw(&app, "/api/execute-flows", "application/json", "").await.problem(400, "bad-request");
    raw(&app, "/api/execute-flows", "application/json", "[]").await.problem(422, "invalid");
    raw(&app, "/api/execute-flows", "application/json", b"{\"flows\": \"\xff\"}".to_vec())
        .await
        .problem(400, "bad-request");
    raw(&app, "/api/execute-flows", "application/json", "{\"options\":{\"retries\":-1}}").await.problem(422, "invalid");
    app.stop().await;
}

#[tokio::test]
async fn depth_size_and_nul_are_refused_quickly() {
    let app = App::start().await;
    let began = Instant::now();
    let deep = format!("{{\"flows\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    for path in ["/api/execute-flows", "/api/flows", "/api/flows/validate", "/api/test-sessions"] {
        let problem = raw(&app, path, "application/json", deep.clone()).await.problem(400, "bad-request");
        assert_eq!(problem["errors"][0]["code"], "too-deep", "{path}: {problem}");
    }
    let deep_yaml = raw(&app, "/api/flows/validate", "application/yaml", "[".repeat(10_000)).await.expect(200);
    assert_eq!(deep_yaml["valid"], false);
    let large = format!("{{\"flows\": \"{}\"}}", "a".repeat(10_000_000));
    let problem = raw(&app, "/api/execute-flows", "application/json", large.clone()).await.problem(413, "too-large");
    assert_eq!(problem["max_bytes"], 4 * 1024 * 1024);
    let chunks = futures_util::stream::iter(
        large.into_bytes().chunks(65_536).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect::<Vec<_>>(),
    );
    raw(&app, "/api/execute-flows", "application/json", reqwest::Body::wrap_stream(chunks))
        .await
        .problem(413, "too-large");
    for body in [json!({ "flows": [flow("a\0b")] }), json!({ "flows": [{ "name": "x", "steps": [], "a\0": 1 }] })] {
        let problem = app.post("/api/execute-flows", &body).await.problem(400, "bad-request");
        assert_eq!(problem["errors"][0]["code"], "nul", "{problem}");
    }
    raw(&app, "/api/flows", "application/yaml", "name: \"a\\0b\"\nsteps: [reload]").await.problem(422, "invalid-flow");
    app.get("/api/test-runs?cursor=%00").await.problem(400, "bad-request");
    app.get("/api/flows/%00").await.problem(400, "bad-request");
    assert!(began.elapsed().as_secs() < 5, "refusing took {:?}", began.elapsed());
    app.stop().await;
}

#[tokio::test]
async fn parameters_that_make_no_sense_are_named() {
    let app = App::start().await;
    for path in [
        "/api/test-runs/not-an-id",
        "/api/test-runs?size=0",
        "/api/test-runs?size=100000",
        "/api/test-runs?page=0",
        "/api/test-runs?page=-1",
        "/api/test-runs?status=happy",
        "/api/stream?topic=weather",
        "/api/stream/simple?count=0",
    ] {
        app.get(path).await.problem(400, "bad-request");
    }
    app.get("/api/test-runs?cursor=elsewhere").await.problem(422, "invalid");
    let id = app.execute(1).await;
    app.get(&format!("/api/test-runs/{id}?wait_seconds=3600")).await.problem(400, "bad-request");
    app.get(&format!("/api/test-runs/{id}/events?limit=0")).await.problem(400, "bad-request");
    app.get(&format!("/api/test-runs/{id}/events?after=-1")).await.problem(400, "bad-request");
    app.get(&format!("/api/test-runs/{id}/report?format=pdf")).await.problem(400, "bad-request");
    for path in ["/api/test-runs", "/api/flows", "/api/executions", "/api/artifacts", "/api/test-sessions"] {
        app.get(&format!("{path}/01970000-0000-7000-8000-000000000000")).await.problem(404, "not-found");
    }
    app.stop().await;
}

#[tokio::test]
async fn options_that_make_no_sense_are_refused() {
    let app = App::start().await;
    for options in [
        json!({ "retries": 21 }),
        json!({ "timeout_seconds": 0 }),
        json!({ "timeout_seconds": -1 }),
        json!({ "timeout_seconds": 1e300 }),
        json!({ "delay_seconds": -1 }),
        json!({ "flow_timeout_seconds": 0 }),
        json!({ "priority": "urgent" }),
        json!({ "not_before": "2026-12-01T00:00:00Z", "delay_seconds": 1 }),
        json!({ "params": [] }),
        json!({ "colour": "red" }),
    ] {
        let answer = app.post("/api/execute-flows", &json!({ "flows": [flow("x")], "options": options })).await;
        assert_eq!(answer.status, 422, "{options}: {}", answer.text);
    }
    let neither: [Value; 3] = [json!({}), json!({ "flows": [] }), json!({ "flows": [flow("x")], "flow_ids": [] })];
    for body in neither {
        app.post("/api/execute-flows", &body).await.problem(422, "invalid");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_database_that_is_gone_is_a_503_with_retry_after() {
    let app = App::start().await;
    app.stack.store.close().await;
    let began = Instant::now();
    let answer = app.get("/api/flows").await;
    assert_eq!(answer.header("retry-after"), "1");
    answer.problem(503, "unavailable");
    assert!(began.elapsed().as_secs() < 2);
    let health = app.get("/health").await.expect(503);
    assert_eq!(health["status"], "down");
    assert_eq!(health["checks"]["redis"]["status"], "ok");
    assert_eq!(app.get("/readyz").await.status, 503);
    assert_eq!(app.get("/livez").await.status, 200);
    app.stop().await;
}
