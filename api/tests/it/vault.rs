//! Secrets and profiles: they go in, and do not come out.

use flowtilla_shared::{domain::ids::ProjectId, seal::KeyRing, store::place};
use serde_json::json;

use crate::app::App;

#[tokio::test]
async fn a_secret_is_sealed_and_never_told() {
    let key = KeyRing::generate();
    let ring = KeyRing::parse(&key).unwrap();
    let app = App::with(true, |config| config.secrets.key = key).await;
    let body = json!({ "value": "hunter2!", "hosts": ["Shop.example.org", "*.test:8443"] });
    let put = app.put("/api/secrets/Pin", &body).await;
    assert!(!put.text.contains("hunter2"), "{}", put.text);
    let put = put.expect(200);
    assert_eq!((put["name"].as_str(), &put["hosts"]), (Some("pin"), &json!(["shop.example.org", "*.test:8443"])));
    assert_eq!(put["key_id"].as_str(), ring.current());
    let list = app.get("/api/v1/secrets").await;
    assert!(!list.text.contains("hunter2") && !list.text.contains("sealed"), "{}", list.text);
    let rows = app.stack.store.secrets().list(ProjectId::DEFAULT).await.unwrap();
    assert_eq!(ring.open(&place(ProjectId::DEFAULT, "secret", "pin"), &rows[0].sealed()).unwrap(), b"hunter2!");
    app.put("/api/secrets/otp", &json!({ "value": "JBSWY3DPEHPK3PXP", "kind": "totp" })).await.expect(200);
    for (name, body, part) in [
        ("otp", json!({ "value": "no base32!", "kind": "totp" }), "base32"),
        ("pin", json!({ "value": "x", "hosts": ["https://a/"] }), "is no host"),
        ("pin", json!({ "value": "" }), "must not be empty"),
        ("pin", json!({ "value": "x", "kind": "key" }), "`text` or `totp`"),
        ("a.b", json!({ "value": "x" }), "A name has letters"),
    ] {
        let problem = app.put(&format!("/api/secrets/{name}"), &body).await.problem(422, "invalid");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(part) && !detail.contains("no base32!"), "{detail}");
    }
    assert_eq!(app.delete("/api/secrets/pin").await.status, 204);
    app.delete("/api/secrets/pin").await.problem(404, "not-found");
    app.stop().await;
}

#[tokio::test]
async fn without_a_key_no_secret_is_taken() {
    let app = App::start().await;
    let problem = app.put("/api/secrets/pin", &json!({ "value": "hunter2!" })).await.problem(503, "no-secrets-key");
    assert!(problem["detail"].as_str().unwrap().contains("FLOWTILLA_SECRETS_KEY"));
    app.stop().await;
}

#[tokio::test]
async fn a_profile_has_rules_and_tells_what_it_has_saved_but_not_what() {
    let key = KeyRing::generate();
    let ring = KeyRing::parse(&key).unwrap();
    let app = App::with(true, |config| config.secrets.key = key).await;
    let rules = json!({ "setup_flow": "Log in", "max_age": "12h", "valid_if": { "open": "https://a/account", "expect": { "url": "**/account" } } });
    let put = app.put("/api/profiles/shop", &rules).await.expect(200);
    assert_eq!((put["state"].as_str(), put["max_age_seconds"].as_f64()), (Some("empty"), Some(43_200.0)));
    let state = ring.seal(&place(ProjectId::DEFAULT, "profile", "shop"), b"{}").unwrap();
    app.stack.store.profiles().save(ProjectId::DEFAULT, "shop", &state, true).await.unwrap();
    let list = app.get("/api/profiles").await.expect(200);
    assert_eq!(list["items"][0]["state"], "saved");
    assert!(list["items"][0].get("sealed").is_none());
    assert_eq!(app.delete("/api/profiles/shop/state").await.expect(200)["state"], "empty");
    for (body, part) in [
        (json!({ "max_age": "soon" }), "`max_age`"),
        (json!({ "valid_if": { "open": "https://a/", "expect": { "colour": "red" } } }), "`valid_if.expect`"),
    ] {
        let problem = app.put("/api/profiles/shop", &body).await.problem(422, "invalid");
        assert!(problem["detail"].as_str().unwrap().contains(part), "{problem}");
    }
    assert_eq!(app.delete("/api/profiles/shop").await.status, 204);
    app.get("/api/profiles/shop").await.problem(404, "not-found");
    app.stop().await;
}
