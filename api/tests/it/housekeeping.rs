//! Rules of projects, quotas, and what retention would remove.

use flowtilla_shared::domain::ids::ProjectId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    app::{App, flow},
    keys::key,
};

#[tokio::test]
async fn the_operator_gives_a_project_rules_and_the_project_sees_them() {
    let app = App::with(false, |_| {}).await;
    key(&app.stack, ProjectId::DEFAULT, "operator", &["admin"]).await;
    let shop = app.stack.store.projects().ensure("shop").await.unwrap().id;
    key(&app.stack, shop, "ada", &["admin"]).await;
    let path = format!("/api/v1/projects/{shop}/rules");
    let send = async |key: &str, method: Method, path: &str, body: &Value| {
        app.send(app.request(method, path).bearer_auth(key).json(body)).await
    };
    let rules = json!({
        "retention": { "artifacts": "7d" },
        "quotas": { "executions_per_day": 2, "storage_bytes": 5_000_000_000_u64 },
        "budgets": { "max_usd_per_project_day": 1.5 },
    });
    send("ada", Method::PUT, &path, &rules).await.problem(403, "operator-needed");
    let put = send("operator", Method::PUT, &path, &rules).await.expect(200);
    assert_eq!(put["own"], rules);
    assert_eq!((&put["retention"]["artifacts"], &put["retention"]["runs"]), (&json!("7d"), &json!("90d")));
    assert_eq!(put["quotas"]["queued_executions"], 100_000);
    assert_eq!(put["budgets"], json!({ "max_usd_per_run": 2.0, "max_usd_per_project_day": 1.5 }));
    let seen = send("ada", Method::GET, &path, &json!({})).await.expect(200);
    assert_eq!(seen, put);
    let spending = send("ada", Method::GET, "/api/v1/spending", &json!({})).await.expect(200)["spending"].clone();
    assert_eq!((&spending["max_usd_per_project_day"], &spending["max_usd_per_run"]), (&json!(1.5), &json!(2.0)));
    let others = format!("/api/v1/projects/{}/rules", ProjectId::DEFAULT);
    send("ada", Method::GET, &others, &json!({})).await.problem(404, "not-found");

    for (wrong, said) in [
        (json!({ "retention": { "artifacts": "soon" } }), "`artifacts` is not valid"),
        (json!({ "retention": { "runs": "1h" } }), "`runs` must be a day at least"),
        (json!({ "retention": { "artifact_kinds": "video" } }), "`artifact_kinds` has `video`"),
        (json!({ "quotas": { "kettles": 1 } }), "kettles"),
        (json!({ "budgets": { "max_usd_per_project_day": 21 } }), "at most 20"),
    ] {
        let problem = send("operator", Method::PUT, &path, &wrong).await.problem(422, "invalid");
        assert!(problem.to_string().contains(said), "{wrong}: {problem}");
    }

    let flows = |n: usize| json!({ "flows": vec![flow("One"); n] });
    send("ada", Method::POST, "/api/execute-flows", &flows(2)).await.expect(202);
    let refused = send("ada", Method::POST, "/api/execute-flows", &flows(1)).await;
    let until: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=86_400).contains(&until), "{until}");
    let problem = refused.problem(429, "limit");
    assert_eq!(problem["limit"], "executions_per_day", "{problem}");
    let used = send("ada", Method::GET, &path, &json!({})).await.expect(200);
    assert_eq!((&used["usage"]["executions_today"], &used["usage"]["queued_executions"]), (&json!(2), &json!(2)));
    app.stop().await;
}

#[tokio::test]
async fn retention_is_shown_before_it_is_done_and_only_the_operator_asks_for_it() {
    let app = App::with(false, |_| {}).await;
    key(&app.stack, ProjectId::DEFAULT, "operator", &["admin"]).await;
    let shop = app.stack.store.projects().ensure("shop").await.unwrap().id;
    key(&app.stack, shop, "ada", &["admin"]).await;
    let send = async |key: &str, method: Method, path: &str| app.send(app.request(method, path).bearer_auth(key)).await;
    let run = app.send(
        app.request(Method::POST, "/api/execute-flows").bearer_auth("ada").json(&json!({ "flows": [flow("One")] })),
    );
    let run = run.await.expect(202)["test_run_id"].as_str().unwrap().to_owned();
    send("ada", Method::POST, &format!("/api/test-runs/{run}/cancel")).await.expect(200);
    let older = "UPDATE test_runs SET finished_at = finished_at - interval '100 days' WHERE id = $1";
    app.stack.execute(older, run.parse().unwrap()).await;

    let path = "/api/v1/housekeeping/retention";
    send("ada", Method::POST, path).await.problem(403, "operator-needed");
    send("ada", Method::GET, "/api/v1/housekeeping").await.problem(403, "operator-needed");
    let plan = send("operator", Method::POST, path).await.expect(200);
    let expected = json!([{ "project_id": shop, "project": "shop", "kind": "runs", "rows": 1, "bytes": 0 }]);
    assert_eq!((&plan["dry_run"], &plan["items"]), (&json!(true), &expected));
    let other = format!("{path}?project_id={}", ProjectId::DEFAULT);
    assert_eq!(send("operator", Method::POST, &other).await.expect(200)["items"], json!([]));
    send("operator", Method::POST, &format!("{other}&dry_run=false")).await.problem(403, "forbidden");
    send("ada", Method::GET, &format!("/api/test-runs/{run}")).await.expect(200);

    send("operator", Method::POST, &format!("{path}?dry_run=false")).await.expect(200);
    let chores = send("operator", Method::GET, "/api/v1/housekeeping").await.expect(200);
    let asked: Vec<&Value> =
        chores["items"].as_array().unwrap().iter().filter(|chore| chore["asked"] == true).collect();
    assert_eq!((asked.len(), &asked[0]["name"]), (1, &json!("retention")));
    // what the next worker does that looks
    flowtilla_shared::housekeeping::look(&app.stack.store, &app.stack.blobs, &app.stack.config).await.unwrap();
    send("ada", Method::GET, &format!("/api/test-runs/{run}")).await.problem(404, "not-found");
    let chores = send("operator", Method::GET, "/api/v1/housekeeping").await.expect(200);
    let done = chores["items"].as_array().unwrap().iter().find(|chore| chore["name"] == "retention").unwrap();
    assert_eq!(done["report"]["removed"]["runs"]["rows"], 1);

    // whoever followed everything and comes back to a place before what is kept is told so
    let mut socket = app.try_socket("?topic=all", &[("authorization", "Bearer ada")]).await.unwrap();
    socket.say(json!({ "type": "subscribe", "topic": "all", "after": "0.0" })).await;
    let told = socket.until("reset").await;
    assert!(told.last().unwrap()["data"]["reason"].as_str().unwrap().contains("not kept any more"), "{told:?}");
    app.stop().await;
}

#[tokio::test]
async fn health_tells_when_artifacts_have_no_place() {
    let app = App::start().await;
    let storage = app.get("/health").await.expect(200)["checks"]["storage"].clone();
    assert_eq!(storage["status"], "ok", "{storage}");
    std::fs::remove_dir_all(app.stack.blobs.dir()).unwrap();
    let health = app.get("/health").await.expect(200);
    assert_eq!(health["checks"]["storage"]["status"], "down");
    assert_eq!(health["status"], "degraded");
    assert!(health["checks"]["storage"]["detail"].as_str().unwrap().contains("No such file"), "{health}");
    app.stop().await;
}
