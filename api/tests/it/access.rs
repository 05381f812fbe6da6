//! Host, Origin and CORS without keys.

use reqwest::Method;
use serde_json::json;

use crate::app::App;

#[tokio::test]
async fn a_rebound_host_name_gets_nowhere() {
    let app = App::start().await;
    let asked = app.request(Method::GET, "/api/flows").header("host", "rebound.example:8000");
    app.send(asked).await.problem(403, "host-not-allowed");
    let asked = app.request(Method::GET, "/health").header("host", "localhost:8000");
    app.send(asked).await.expect(200);
    app.stop().await;
}

#[tokio::test]
async fn a_page_of_another_origin_may_neither_write_nor_listen() {
    let app = App::start().await;
    for origin in ["https://evil.example", "http://127.0.0.1:4000", "null"] {
        let asked = app.request(Method::POST, "/api/execute-flows").header("origin", origin).json(&json!({}));
        app.send(asked).await.problem(403, "origin-not-allowed");
        assert_eq!(app.try_socket("", &[("origin", origin)]).await.err(), Some(403), "a page of {origin} got a socket");
    }
    let own = format!("http://{}", app.address);
    assert!(app.try_socket("", &[("origin", &own)]).await.is_ok(), "our own page got no socket");
    app.stop().await;
}

#[tokio::test]
async fn an_allowed_origin_may_ask_and_read_even_problems() {
    let app = App::with(true, |config| config.api.allowed_origins = vec!["https://app.example".into()]).await;
    let asked = app
        .request(Method::OPTIONS, "/api/execute-flows")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "POST");
    let answer = app.send(asked).await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("access-control-allow-headers").contains("idempotency-key"));
    let answer = app.send(app.request(Method::GET, "/api/nowhere").header("origin", "https://app.example")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "https://app.example");
    answer.problem(404, "no-such-path");
    app.stop().await;
}
