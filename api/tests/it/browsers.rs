//! Browsers that are open, and tests of a single one.

use flowtilla_shared::{domain::outcome::Outcome, live::ControlMessage};
use serde_json::json;

use crate::{
    app::{App, flow},
    worker,
};

#[tokio::test]
async fn a_probe_of_an_address_goes_through_the_queue() {
    let app = App::start().await;
    let body = json!({ "url": "http://127.0.0.1:4000/", "wait_seconds": 10 });
    let answered = app.post("/api/browser/test", &body);
    let driven = async {
        let lease = loop {
            // the request has to be stored first
            if app.get("/api/queue/depth").await.expect(200)["pending"] == 1 {
                break worker::begin(&app.stack).await;
            }
        };
        worker::step(&app.stack, &lease, 0).await;
        worker::finish(&app.stack, &lease, Outcome::passed()).await;
    };
    let (answer, ()) = tokio::join!(answered, driven);
    let answer = answer.expect(200);
    assert_eq!((&answer["status"], &answer["finished"]), (&json!("passed"), &json!(true)));
    assert_eq!(answer["execution"]["flow_name"], "Look at 127.0.0.1");
    let waiting = app.post("/api/browser/test", &json!({ "flow": flow("Mine"), "wait_seconds": 0 })).await.expect(200);
    assert_eq!((&waiting["status"], &waiting["finished"]), (&json!("queued"), &json!(false)));
    app.stop().await;
}

#[tokio::test]
async fn addresses_that_no_browser_may_open_are_refused() {
    let app = App::start().await;
    for url in ["file:///etc/passwd", "chrome://settings", "javascript:alert(1)"] {
        let problem = app.post("/api/browser/test", &json!({ "url": url })).await.problem(422, "invalid-flow");
        assert_eq!(problem["errors"][0]["path"], "url", "{problem}");
    }
    app.post("/api/browser/test", &json!({})).await.problem(422, "invalid");
    app.stop().await;
}

#[tokio::test]
async fn what_is_to_be_inspected_is_checked_as_a_step() {
    let app = App::start().await;
    let ask =
        |inspect: serde_json::Value| json!({ "url": "http://127.0.0.1:4000/", "wait_seconds": 0, "inspect": inspect });
    for (inspect, path) in [
        (json!({}), "inspect"),
        (json!({ "all": true, "target": "Save" }), "inspect"),
        (json!({ "x": 5 }), "inspect.x"),
        (json!({ "target": { "role": "buton" } }), "inspect.target.role"),
    ] {
        let problem = app.post("/api/browser/test", &ask(inspect)).await.problem(422, "invalid-flow");
        assert_eq!(problem["errors"][0]["path"], path, "{problem}");
    }
    let answer = app.post("/api/browser/test", &ask(json!({ "target": "role=button[name='Save']" }))).await.expect(200);
    assert_eq!((&answer["status"], &answer["elements"]), (&json!("queued"), &json!(null)));
    app.stop().await;
}

#[tokio::test]
async fn a_browser_session_is_listed_and_stopped() {
    let app = App::start().await;
    app.execute(1).await;
    let lease = worker::begin(&app.stack).await;
    let id = worker::open_browser(&app.stack, &lease).await;
    let sessions = app.get("/api/browser/sessions").await.expect(200);
    assert_eq!((&sessions["total"], &sessions["items"][0]["id"]), (&json!(1), &json!(id.to_string())));
    assert_eq!(sessions["items"][0]["status"], "open");
    let mut control = app.stack.live.subscribe_control();
    let stopped = app.post(&format!("/api/browser/stop/{id}"), &json!({})).await.expect(200);
    assert_eq!(stopped["status"], "stopping");
    let told = tokio::time::timeout(crate::app::PATIENCE, async {
        while control.next().await != Some(ControlMessage::StopBrowser(id)) {}
    });
    told.await.expect("the worker was told");
    app.post("/api/browser/stop/01970000-0000-7000-8000-000000000000", &json!({})).await.problem(404, "not-found");
    app.stop().await;
}
