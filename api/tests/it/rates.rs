//! Rate limits, as a client sees them.

use flowtilla_shared::{config, domain::ids::ProjectId, testing::Stack};
use reqwest::Method;
use serde_json::json;

use crate::{
    app::{Answer, App, flow},
    keys::key,
};

/// Asks until it is refused. Redis may be too slow to count now and then, and part of a small quota may come back meanwhile.
async fn until_refused(app: &App, method: Method, path: &str, key: &str) -> (usize, Answer) {
    for passed in 0..200 {
        let asked = app.request(method.clone(), path).bearer_auth(key).json(&json!({ "flows": [flow("One")] }));
        let answer = app.send(asked).await;
        if answer.status == 429 {
            return (passed, answer);
        }
    }
    panic!("{method} {path} was never refused");
}

#[tokio::test]
async fn a_key_has_a_quota_for_each_class_and_hears_what_is_left() {
    let app = App::with(false, |config| {
        config.rates = config::Rates {
            read_per_minute: 4,
            write_per_minute: 100,
            execute_per_minute: 2,
            connect_per_minute: 2,
            bad_keys_per_minute: 3,
        };
    })
    .await;
    key(&app.stack, ProjectId::DEFAULT, "ada", &["admin"]).await;
    key(&app.stack, ProjectId::DEFAULT, "bob", &["admin"]).await;
    let (passed, refused) = until_refused(&app, Method::GET, "/api/flows", "ada").await;
    assert!(passed >= 4, "only {passed} passed");
    assert_eq!(refused.header("ratelimit-policy"), "\"read\";q=4;w=60");
    assert!(refused.header("ratelimit").starts_with("\"read\";r=0;t="), "{}", refused.header("ratelimit"));
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=15).contains(&wait), "{wait}");
    refused.problem(429, "rate-limited");
    // the others do not pay for it
    let answer = app.send(app.request(Method::GET, "/api/flows").bearer_auth("bob")).await;
    assert!(answer.header("ratelimit").starts_with("\"read\";r="), "{}", answer.header("ratelimit"));
    answer.expect(200);
    let asked = app.request(Method::POST, "/api/test-sessions").bearer_auth("ada").json(&json!({ "title": "One" }));
    app.send(asked).await.expect(201);
    // problems say it too
    let missing = format!("/api/flows/{}", uuid::Uuid::nil());
    let asked = app.request(Method::DELETE, &missing).bearer_auth("ada");
    let answer = app.send(asked).await;
    assert!(answer.header("ratelimit-policy").starts_with("\"write\";q=100"), "{}", answer.header("ratelimit-policy"));
    answer.problem(404, "not-found");

    let (passed, refused) = until_refused(&app, Method::POST, "/api/execute-flows", "ada").await;
    assert!(passed >= 2 && refused.header("ratelimit-policy") == "\"execute\";q=2;w=60");
    let (passed, refused) = until_refused(&app, Method::GET, "/api/whoami", "made up").await;
    assert!(passed >= 3, "only {passed} were told that the key is wrong");
    refused.problem(429, "rate-limited");
    let mut opened = 0;
    let status = loop {
        match app.try_socket("", &[("x-api-key", "bob")]).await {
            Ok(_) => opened += 1,
            Err(status) => break status,
        }
        assert!(opened < 200, "no socket was ever refused");
    };
    assert!(status == 429 && opened >= 2, "{opened} sockets, then {status}");
    // who needs no key is not counted
    for _ in 0..8 {
        app.get("/api/message").await.expect(200);
    }
    app.stop().await;
}

#[tokio::test]
async fn nobody_is_refused_while_redis_is_away() {
    let stack = Stack::start().await;
    let redis = stack.own_redis(false).await;
    let own = config::Redis { url: redis.url(), prefix: "own".into() };
    let app = App::over(stack, false, |config| {
        config.redis = own;
        config.rates.read_per_minute = 1;
    })
    .await;
    key(&app.stack, ProjectId::DEFAULT, "ada", &["read"]).await;
    until_refused(&app, Method::GET, "/api/flows", "ada").await;
    redis.stop().await;
    for _ in 0..3 {
        let answer = app.send(app.request(Method::GET, "/api/flows").bearer_auth("ada")).await;
        assert_eq!(answer.header("ratelimit"), "");
        answer.expect(200);
    }
    app.stop().await;
}
