//! What the server says about itself.

use std::sync::Arc;

use flowtilla_shared::{
    domain::ids::WorkerId,
    queue::{WorkerLoop, run_worker},
    store::NewWorker,
};
use reqwest::Method;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::app::App;

#[tokio::test]
async fn the_welcome_is_json_for_programs_and_leads_browsers_to_the_console() {
    let app = App::start().await;
    let welcome = app.get("/").await.expect(200);
    assert_eq!(welcome["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(welcome["links"]["docs"], "/docs");
    // the client follows the way
    let page = app.send(app.request(Method::GET, "/").header("accept", "text/html,*/*")).await;
    assert!(page.text.contains("<div id=\"root\">"), "{}", page.text);
    app.stop().await;
}

#[tokio::test]
async fn every_answer_carries_the_callers_request_id_or_a_new_one() {
    let app = App::start().await;
    let answer = app.send(app.request(Method::GET, "/api/message").header("x-request-id", "req_42")).await;
    assert_eq!(answer.header("x-request-id"), "req_42");
    assert!(answer.header("server-timing").starts_with("total;dur="), "{}", answer.header("server-timing"));
    let other = app.send(app.request(Method::GET, "/api/message").header("x-request-id", "bad id\twith spaces")).await;
    assert_eq!(other.header("x-request-id").len(), 36);
    app.stop().await;
}

#[tokio::test]
async fn both_forms_of_a_path_are_the_same_api() {
    let app = App::start().await;
    for path in [
        "/message",
        "/flows",
        "/flows/",
        "/test-runs",
        "/queue/depth",
        "/workers",
        "/spending",
        "/system-stats",
        "/websocket-stats",
        "/browser/sessions",
    ] {
        for prefix in ["/api", "/api/v1"] {
            app.get(&format!("{prefix}{path}")).await.expect(200);
        }
    }
    let head = app.send(app.request(Method::HEAD, "/api/flows")).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    app.stop().await;
}

#[tokio::test]
async fn health_tells_of_each_part_and_work_waits_without_workers() {
    let app = App::start().await;
    for path in ["/health", "/api/v1/health", "/api/health"] {
        let health = app.get(path).await.expect(200);
        assert_eq!(health["status"], "degraded", "{health}");
        assert_eq!(health["checks"]["postgres"]["status"], "ok");
        assert_eq!(health["checks"]["redis"]["status"], "ok");
        assert_eq!(health["checks"]["workers"]["status"], "none");
    }
    let new = NewWorker {
        id: WorkerId::new(),
        name: "tester".into(),
        version: "1".into(),
        slots: 4,
        browsers: vec!["firefox".into()],
    };
    app.stack.store.workers().register(&new).await.unwrap();
    let health = app.get("/health").await.expect(200);
    assert_eq!(health["status"], "ok", "{health}");
    assert_eq!(health["checks"]["workers"]["slots"], 4);
    assert_eq!(app.get("/api/workers").await.expect(200)["items"][0]["name"], "tester");
    let asked = app.post(&format!("/api/workers/{}/drain", new.id), &json!({})).await.expect(200);
    assert_eq!((&asked["status"], &asked["drain_requested"]), (&json!("draining"), &json!(true)));
    let asked = app.post(&format!("/api/workers/{}/resume", new.id), &json!({})).await.expect(200);
    assert_eq!(asked["drain_requested"], false);
    app.post(&format!("/api/workers/{}/drain", WorkerId::new()), &json!({})).await.problem(404, "not-found");
    assert_eq!(app.get("/readyz").await.expect(200)["status"], "ok");
    app.stop().await;
}

#[tokio::test]
async fn the_round_trip_goes_through_the_real_queue() {
    let app = App::start().await;
    app.get("/api/test").await.problem(503, "no-worker");
    let shutdown = CancellationToken::new();
    let worker = run_worker(
        app.stack.queue.clone(),
        WorkerLoop {
            name: "tester".into(),
            slots: Arc::new(Semaphore::new(1)),
            shutdown: shutdown.clone(),
            handler: Arc::new(|_| Box::pin(async {})),
        },
    );
    let worker = tokio::spawn(worker);
    let answer = app.get("/api/test").await.expect(200);
    assert_eq!(answer["ok"], true);
    assert!(answer["queue_round_trip_ms"].as_f64().unwrap() > 0.0, "{answer}");
    shutdown.cancel();
    worker.abort();
    app.stop().await;
}

#[tokio::test]
async fn figures_follow_what_happens() {
    let app = App::start().await;
    app.execute(3).await;
    let depth = app.get("/api/queue/depth").await.expect(200);
    assert_eq!((&depth["pending"], &depth["slots_wanted"]), (&3.into(), &3.into()), "{depth}");
    let stats = app.get("/api/system-stats").await.expect(200);
    assert_eq!((&stats["test_runs"], &stats["executions"]["queued"]), (&1.into(), &3.into()), "{stats}");
    let _socket = app.socket("").await;
    let sockets = app.get("/api/websocket-stats").await.expect(200);
    assert_eq!(sockets["open_sockets"], 1, "{sockets}");
    app.stop().await;
}

#[tokio::test]
async fn the_documentation_is_served_from_here() {
    let app = App::start().await;
    for path in ["/docs", "/redoc", "/api/docs"] {
        let page = app.get(path).await;
        assert_eq!(page.status, 200);
        assert!(page.header("content-security-policy").contains("connect-src 'self'"));
    }
    for path in ["/docs/swagger-ui.js", "/docs/swagger-ui.css", "/docs/redoc.js", "/asyncapi.json"] {
        let file = app.get(path).await;
        assert_eq!(file.status, 200, "{path}");
        let again = app.send(app.request(Method::GET, path).header("if-none-match", file.header("etag"))).await;
        assert_eq!(again.status, 304, "{path}");
    }
    assert_eq!(app.get("/openapi.json").await.expect(200), flowtilla_api::openapi());
    let squeezed = app.send(app.request(Method::GET, "/openapi.json").header("accept-encoding", "gzip")).await;
    assert_eq!(squeezed.header("content-encoding"), "gzip");
    app.stop().await;
}

#[tokio::test]
async fn a_server_that_will_stop_says_that_it_is_not_ready_and_still_answers() {
    let app = App::with(true, |config| config.api.drain_delay = std::time::Duration::from_secs(3600)).await;
    app.get("/readyz").await.expect(200);
    app.shutdown.cancel();
    let told = app.get("/readyz").await.expect(503);
    assert_eq!(told["status"], "the server stops");
    app.get("/api/v1/flows").await.expect(200);
    app.abort();
}

#[tokio::test]
async fn what_was_spent_is_told_for_each_of_the_days() {
    let app = App::start().await;
    let report = app.get("/api/spending?days=7").await.expect(200);
    let days = report["days"].as_array().unwrap();
    assert_eq!(days.len(), 7, "{report}");
    assert!(days.iter().all(|day| day["usd"] == 0.0 && day["calls"] == 0), "{report}");
    assert_eq!((&report["models"], &report["spending"]["today_usd"]), (&json!([]), &json!(0.0)));
    app.get("/api/spending?days=0").await.problem(400, "bad-request");
    app.stop().await;
}
