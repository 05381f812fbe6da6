//! The audit log: every change that somebody asked for.

use flowtilla_shared::domain::ids::ProjectId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    app::{App, flow},
    keys::key,
};

#[tokio::test]
async fn who_approved_ran_and_made_or_revoked_keys_is_written_down() {
    let app = App::with(false, |_| {}).await;
    let ada = key(&app.stack, ProjectId::DEFAULT, "ada", &["admin"]).await;
    key(&app.stack, ProjectId::DEFAULT, "bob", &["read", "run"]).await;
    let other = app.stack.store.projects().ensure("other").await.unwrap().id;
    key(&app.stack, other, "eve", &["admin"]).await;
    let send = async |key: &str, method: Method, path: &str, body: Value| {
        app.send(app.request(method, path).bearer_auth(key).header("x-request-id", "r-1").json(&body)).await
    };
    let stored = send("bob", Method::POST, "/api/flows", json!({ "document": flow("One") })).await.expect(201);
    let (id, version) = (stored["id"].as_str().unwrap(), &stored["version"]);
    let decision = json!({ "flow_id": id, "version": version, "decision": "approved" });
    send("bob", Method::PUT, "/api/flow-approval", decision.clone()).await.problem(403, "scope-missing");
    send("ada", Method::PUT, "/api/flow-approval", decision).await.expect(200);
    let run = send("bob", Method::POST, "/api/execute-flows", json!({ "flow_ids": [id] })).await.expect(202);
    let run = run["test_run_id"].as_str().unwrap();
    send("ada", Method::POST, &format!("/api/test-runs/{run}/cancel"), json!({})).await.expect(200);
    let made = send("ada", Method::POST, "/api/keys", json!({ "name": "ci" })).await.expect(201);
    let made_id = made["api_key"]["id"].as_str().unwrap();
    send("ada", Method::POST, &format!("/api/keys/{made_id}/revoke"), json!({})).await.expect(200);
    // looking and failing change nothing
    send("ada", Method::GET, "/api/flows", json!({})).await.expect(200);
    send("ada", Method::DELETE, &format!("/api/flows/{}", uuid::Uuid::nil()), json!({})).await.expect(404);

    let whole = send("ada", Method::GET, "/api/audit", json!({})).await;
    assert!(!whole.text.contains(made["key"].as_str().unwrap()), "a key stands in the audit log");
    let whole = whole.expect(200);
    let seen: Vec<(String, String, String)> = whole["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| ["actor", "action", "target"].map(|field| row[field].as_str().unwrap().to_owned()).into())
        .collect();
    let expected = [
        ("ada", "revokeKey", format!("keys/{made_id}")),
        ("ada", "createKey", format!("keys/{made_id}")),
        ("ada", "cancelTestRun", format!("test-runs/{run}")),
        ("bob", "executeFlows", format!("test-runs/{run}")),
        ("ada", "decideFlow", format!("flows/{id}")),
        ("bob", "createFlow", format!("flows/{id}")),
    ];
    let expected: Vec<(String, String, String)> =
        expected.into_iter().map(|(actor, action, target)| (actor.into(), action.into(), target)).collect();
    assert_eq!(seen, expected);
    let decided = &whole["items"][4];
    assert_eq!(decided["detail"], json!({ "version": version, "decision": "approved" }));
    assert_eq!((&decided["request_id"], &decided["key_id"]), (&json!("r-1"), &json!(ada.id)));

    let filtered = send("ada", Method::GET, "/api/audit?action=executeFlows&size=1", json!({})).await.expect(200);
    assert_eq!((&filtered["total"], &filtered["items"][0]["actor"]), (&json!(1), &json!("bob")));
    let first = send("ada", Method::GET, "/api/audit?size=4", json!({})).await.expect(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = send("ada", Method::GET, &format!("/api/audit?size=4&cursor={cursor}"), json!({})).await.expect(200);
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (2, &Value::Null));
    assert_eq!(send("eve", Method::GET, "/api/audit", json!({})).await.expect(200)["total"], 0);
    send("bob", Method::GET, "/api/audit", json!({})).await.problem(403, "scope-missing");
    let changed =
        app.stack.try_execute("UPDATE audit SET actor = 'eve' WHERE project_id = $1", ProjectId::DEFAULT.0).await;
    assert!(changed.is_err(), "a row of the audit log was changed");
    app.stop().await;
}
