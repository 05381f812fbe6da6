//! Approved pictures: uploaded, listed, looked at, decided.

use serde_json::json;

use crate::app::App;

/// One white pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

#[tokio::test]
async fn a_picture_is_proposed_decided_once_and_superseded_by_the_next() {
    let app = App::start().await;
    let new = |approve: bool| json!({ "flow_name": "Shop", "name": "front", "setting": "shell-1280x720-linux", "png": PNG, "approve": approve });
    let first = app.post("/api/baselines", &new(false)).await.expect(200);
    assert_eq!((&first["version"], &first["status"]), (&json!(1), &json!("proposed")));
    let id = first["id"].as_str().unwrap().to_owned();
    let bytes = app.get(&format!("/api/baselines/{id}/picture")).await;
    assert_eq!(bytes.header("content-type"), "image/png");
    let approved = app.post(&format!("/api/baselines/{id}/approve"), &json!({})).await.expect(200);
    assert_eq!((&approved["status"], &approved["decided_by"]), (&json!("approved"), &json!("local")));
    app.post(&format!("/api/baselines/{id}/reject"), &json!({})).await.expect(409);

    let second = app.post("/api/baselines", &new(true)).await.expect(200);
    assert_eq!((&second["version"], &second["status"]), (&json!(2), &json!("approved")));
    assert_eq!(app.get(&format!("/api/baselines/{id}")).await.expect(200)["status"], "superseded");
    let third = app.post("/api/baselines", &new(false)).await.expect(200);
    let again = app.post("/api/baselines", &new(false)).await.expect(200);
    assert_eq!(third["id"], again["id"], "one proposal waits for each picture");
    let third = third["id"].as_str().unwrap();
    assert_eq!(app.post(&format!("/api/baselines/{third}/reject"), &json!({})).await.expect(200)["status"], "rejected");
    assert_eq!(app.get("/api/baselines?flow_name=Shop").await.expect(200)["total"], 3);
    assert_eq!(app.get("/api/baselines?status=approved").await.expect(200)["total"], 1);
    app.post("/api/baselines", &json!({ "flow_name": "Shop", "name": "x", "setting": "y", "png": "aGVsbG8=" }))
        .await
        .problem(422, "invalid");
    app.get("/api/baselines/00000000-0000-0000-0000-000000000000").await.problem(404, "not-found");
    app.stop().await;
}
