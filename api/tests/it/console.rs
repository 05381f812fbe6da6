//! The console's page, and logging in at it.

use std::time::{Duration, Instant};

use flowtilla_shared::{domain::ids::ProjectId, live::ControlMessage};
use reqwest::{Method, StatusCode, header};
use serde_json::json;

use crate::{app::App, keys};

#[tokio::test]
async fn the_page_is_served_below_its_path_with_a_policy_that_allows_nothing_inline() {
    let app = App::start().await;
    for path in ["/console", "/console/", "/console/runs", "/console/executions/7?step=2"] {
        let page = app.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains("<div id=\"root\">"), "{path}: {}", page.text);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
        assert!(page.text.contains(nonce), "the page does not know its nonce");
        assert_eq!(page.header("cache-control"), "no-store");
    }
    let (first, second) = (app.get("/console").await, app.get("/console").await);
    assert_ne!(first.header("content-security-policy"), second.header("content-security-policy"), "a nonce came twice");
    app.stop().await;
}

#[tokio::test]
async fn its_assets_are_kept_for_ever_and_what_is_no_asset_is_not_found() {
    let app = App::start().await;
    let page = app.get("/console").await;
    let script = page.text.split('"').find(|text| text.ends_with(".js")).expect("the page names a script").to_owned();
    let asset = app.get(&script).await;
    assert_eq!(asset.status, StatusCode::OK);
    assert_eq!(asset.header("content-type"), "text/javascript; charset=utf-8");
    assert!(asset.header("cache-control").contains("immutable"));
    let tag = asset.header("etag").to_owned();
    let again = app.send(app.request(Method::GET, &script).header(header::IF_NONE_MATCH, tag)).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    app.get("/console/assets/none.js").await.problem(404, "not-found");
    app.stop().await;
}

#[tokio::test]
async fn a_key_given_once_is_a_cookie_that_scripts_cannot_read() {
    let app = App::with(false, |_| {}).await;
    let key = "ft_0123456789abcdef";
    keys::key(&app.stack, ProjectId::DEFAULT, key, &["read"]).await;
    app.get("/api/login").await.problem(401, "key-missing");
    app.post("/api/login", &json!({ "key": "nobody_has_this" })).await.problem(401, "key-unknown");

    let answer = app.post("/api/login", &json!({ "key": format!(" {key}\n") })).await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let who = answer.expect(200);
    assert_eq!(who["scopes"], json!(["read"]));
    assert_eq!(who["open"], false);

    assert!(!cookie.contains(key), "the key itself is in the cookie: {cookie}");
    let word = cookie.split(['=', ';']).nth(1).expect("a word").to_owned();
    app.send(app.request(Method::GET, "/api/flows").bearer_auth(&word)).await.problem(401, "key-unknown");

    let sent = format!("other=1; {}", cookie.split(';').next().expect("a pair"));
    let with = |method, path: &str| app.request(method, path).header(header::COOKIE, sent.clone());
    assert_eq!(app.send(with(Method::GET, "/api/login")).await.expect(200)["name"], who["name"]);
    app.send(with(Method::GET, "/api/flows")).await.expect(200);
    app.send(with(Method::DELETE, "/api/flows/01997f3e-0000-7000-8000-000000000000"))
        .await
        .problem(403, "scope-missing");
    // a page of another origin gets nowhere with it
    let foreign = with(Method::GET, "/api/flows").header(header::ORIGIN, "https://evil.example");
    app.send(foreign).await.problem(403, "origin-not-allowed");

    let out = app.send(with(Method::POST, "/api/logout")).await;
    assert!(out.header("set-cookie").contains("flowtilla_login=; "), "{}", out.header("set-cookie"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    // whoever kept the cookie has nothing
    app.send(with(Method::GET, "/api/flows")).await.problem(401, "key-unknown");
    app.stop().await;
}

#[tokio::test]
async fn a_login_ends_with_its_time_and_with_its_key() {
    let app = App::with(false, |_| {}).await;
    let key = "ft_0123456789abcdef";
    let row = keys::key(&app.stack, ProjectId::DEFAULT, key, &["read"]).await;
    let log_in = async || {
        let answer = app.post("/api/login", &json!({ "key": key })).await;
        answer.header("set-cookie").split(';').next().expect("a pair").to_owned()
    };
    let with = |cookie: &str| app.request(Method::GET, "/api/flows").header(header::COOKIE, cookie.to_owned());
    let first = log_in().await;
    app.stack.execute("UPDATE logins SET expires_at = now() WHERE key_id = $1", row.id.0).await;
    // never asked about before, so nobody believes it from memory
    app.send(with(&first)).await.problem(401, "key-unknown");

    let second = log_in().await;
    assert_ne!(first, second, "two logins have the same word");
    app.send(with(&second)).await.expect(200);
    app.stack.store.keys().revoke(ProjectId::DEFAULT, row.id).await.expect("it is revoked");
    app.stack.live.control(ControlMessage::KeyRevoked(row.id)).await;
    let began = Instant::now();
    while app.send(with(&second)).await.status == StatusCode::OK {
        assert!(began.elapsed() < Duration::from_secs(60), "the login outlives its key");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    app.stop().await;
}

#[tokio::test]
async fn where_nobody_needs_a_key_an_old_cookie_locks_nobody_out() {
    let app = App::start().await;
    let who = app.send(app.request(Method::GET, "/api/login").header(header::COOKIE, "flowtilla_login=old")).await;
    let who = who.expect(200);
    assert_eq!((&who["name"], &who["open"]), (&json!("local"), &json!(true)));
    app.stop().await;
}
