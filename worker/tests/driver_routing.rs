//! What stands between the browser and its servers: mocks, changes, conditions, recordings, passwords.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;
mod net_site;

use driver_site::{Endpoint, Page, Pool, page_with, shared};
use flowtilla_shared::domain::outcome::ErrorKind;
use flowtilla_worker::driver::{ContextOptions, network::har};
use net_site::NetSite;
use serde_json::{Value, json};

async fn opened() -> (NetSite, Page) {
    opened_with(ContextOptions::default()).await
}

async fn opened_with(options: ContextOptions) -> (NetSite, Page) {
    let site = NetSite::start().await;
    let mut page = page_with(ContextOptions { record_requests: true, ..options }).await;
    page.step(json!({ "type": "goto", "url": site.url })).await;
    (site, page)
}

fn click(name: &str) -> Value {
    json!({ "type": "click", "target": { "role": "button", "name": name, "exact": true } })
}

fn out(text: &str) -> Value {
    json!({ "type": "expect", "target": { "css": "#out" }, "text": text, "timeout_ms": 4_000 })
}

async fn clicked(page: &mut Page, button: &str, text: &str) {
    page.step(json!({ "type": "evaluate", "js": "out.textContent = ''; return null" })).await;
    page.step(click(button)).await;
    page.step(out(text)).await;
}

#[test]
fn mocks_answer_in_the_place_of_the_server() {
    shared(async {
        let (site, mut page) = opened().await;
        page.step(
            json!({ "type": "mock", "url": "**/api/cart", "json": { "items": [] }, "headers": { "x-tea": "black" } }),
        )
        .await;
        clicked(&mut page, "Cart", "200 {\"items\":[]}").await;
        assert_eq!(page.text("#told").await, "black");
        page.step(json!({ "type": "mock", "url": "**/api/cart", "status": 503, "body": "tired", "times": 1, "delay_ms": 100 })).await;
        clicked(&mut page, "Cart", "503 tired").await;
        clicked(&mut page, "Cart", "200 {\"items\":[]}").await;
        // from another origin too, with the question before it
        clicked(&mut page, "Other", "200 {\"items\":[]}").await;
        page.step(json!({ "type": "mock", "url": "**/api/order", "method": "PUT", "body": "made" })).await;
        clicked(&mut page, "Other put", "200 made").await;
        assert!(!site.told().iter().any(|asked| asked.contains("/api/")), "{:?}", site.told());
        // mocked answers are in the log as others are
        page.step(json!({ "type": "expect", "response": { "url": "**/api/order", "status": "200", "body": "made" } }))
            .await;
        page.step(json!({ "type": "unmock", "url": "**/api/cart" })).await;
        clicked(&mut page, "Cart", "200 {\"items\":[{\"name\":\"Copper Moon\",\"price\":119}],\"total\":119}").await;
        let error =
            page.fails(json!({ "type": "mock", "url": { "matches": "(" }, "body": "x" }), ErrorKind::Refused).await;
        assert!(error.message.contains("is no JavaScript regular expression"), "{error:?}");
        // pages are mocked as well, in new tabs too
        page.step(json!({ "type": "mock", "url": "https://tea.test/**", "body": "<title>Mocked</title><script src='http://plain.test/x.js'></script>" })).await;
        page.step(json!({ "type": "abort", "url": "http://plain.test/**" })).await;
        page.steps(json!([
            { "type": "new_tab", "url": "https://tea.test/a" },
            { "type": "expect", "title": "Mocked" },
        ]))
        .await;
        page.step(json!({ "type": "expect", "request": { "url": "http://plain.test/x.js" } })).await;
        let error = page.fails(json!({ "type": "expect", "no_mixed_content": true }), ErrorKind::Assertion).await;
        assert!(
            error.message.starts_with("1 request went over http from a page over https: GET http://plain.test/x.js"),
            "{error:?}"
        );
        page.close().await;
    });
}

#[test]
fn hosts_that_may_not_be_visited_stay_closed_when_they_are_mocked() {
    shared(async {
        let (_site, mut page) =
            opened_with(ContextOptions { allowed_hosts: vec!["127.0.0.1".into()], ..ContextOptions::default() }).await;
        page.step(json!({ "type": "mock", "url": "**", "body": "<title>Mocked</title>" })).await;
        let error = page.fails(json!({ "type": "goto", "url": "http://evil.test/" }), ErrorKind::Refused).await;
        assert!(error.message.contains("`evil.test` is not on the list"), "{error:?}");
        page.step(json!({ "type": "unmock" })).await;
        let js = "location.href = 'http://evil.test/'; return null";
        page.step(json!({ "type": "mock", "url": "http://evil.test/**", "body": "<title>Mocked</title>" })).await;
        page.fails(json!({ "type": "evaluate", "js": js }), ErrorKind::Refused).await;
        page.step(json!({ "type": "modify_request", "url": "**/bare", "to_url": "http://evil.test/" })).await;
        let error = page.fails(json!({ "type": "goto", "url": "/bare" }), ErrorKind::Refused).await;
        assert!(error.message.contains("`evil.test` is not on the list"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn requests_and_answers_are_changed_on_their_way() {
    shared(async {
        let (site, mut page) = opened().await;
        page.step(json!({ "type": "modify_request", "url": "**/api/cart", "to_url": format!("{}/api/echo", site.url), "to_method": "POST",
                          "headers": { "x-added": "yes" }, "json": { "a": 1 }, "times": 1 })).await;
        page.step(click("Cart")).await;
        let seen = page.step(json!({ "type": "wait_response", "url": "**/api/cart", "var": "x" })).await.value.unwrap();
        assert_eq!(
            (&seen["json"]["method"], &seen["json"]["body"], &seen["json"]["headers"]["x-added"]),
            (&json!("POST"), &json!("{\"a\":1}"), &json!("yes"))
        );
        page.step(
            json!({ "type": "modify_response", "url": "**/api/cart", "status": 206, "headers": { "x-tea": "oolong" },
                          "set": { "items.0.price": 1 }, "replace": { "Copper": "Silver" } }),
        )
        .await;
        clicked(&mut page, "Cart", "206 {\"items\":[{\"name\":\"Silver Moon\",\"price\":1}],\"total\":119}").await;
        assert_eq!(page.text("#told").await, "oolong");
        page.step(json!({ "type": "modify_response", "url": "**/api/packed", "replace": { "packed": "boxed" } })).await;
        page.step(click("Packed")).await;
        page.step(json!({ "type": "expect", "target": { "css": "#out" }, "text": { "contains": "200 boxed boxed" } }))
            .await;
        page.step(json!({ "type": "unmock" })).await;
        page.step(json!({ "type": "modify_response", "url": "**/api/status/404", "set": { "a": 1 } })).await;
        let error = async {
            page.step(click("Miss")).await;
            page.try_step(out("nothing of it")).await
        };
        let error = error.await.err().unwrap();
        assert!(
            error.message.starts_with("`modify_response` could not change the answer of http://127.0.0.1:")
                && error.message.contains("the body is no JSON"),
            "{error:?}"
        );
        let error = page.fails(json!({ "type": "modify_response", "url": "**" }), ErrorKind::Refused).await;
        assert!(error.message.starts_with("`modify_response` changes nothing"), "{error:?}");
        let error =
            page.fails(json!({ "type": "modify_request", "url": "**", "to_url": "/x" }), ErrorKind::Refused).await;
        assert!(error.message.starts_with("`to_url: /x` is no absolute URL"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn requests_are_made_to_fail_and_hosts_are_blocked() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(json!({ "type": "abort", "url": "**/api/cart", "reason": "connection_refused", "times": 1 })).await;
        clicked(&mut page, "Cart", "error Failed to fetch").await;
        let error = page.fails(json!({ "type": "expect", "no_failed_requests": true }), ErrorKind::Assertion).await;
        assert!(error.message.ends_with("/api/cart → net::ERR_CONNECTION_REFUSED."), "{error:?}");
        page.step(json!({ "type": "block_hosts", "hosts": ["localhost"] })).await;
        page.step(json!({ "type": "mock", "url": "**/api/cart", "body": "mocked" })).await;
        clicked(&mut page, "Other", "error Failed to fetch").await;
        clicked(&mut page, "Cart", "200 mocked").await;
        page.step(json!({ "type": "block_hosts", "hosts": [] })).await;
        clicked(&mut page, "Other", "200 mocked").await;
        page.close().await;
    });
}

#[test]
fn the_network_is_cut_and_slowed() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(json!({ "type": "offline" })).await;
        clicked(&mut page, "Cart", "error Failed to fetch").await;
        assert_eq!(page.js("return navigator.onLine").await, json!(false));
        let error = page.fails(json!({ "type": "goto", "url": "/bare" }), ErrorKind::Navigation).await;
        assert!(error.message.contains("/bare"), "{error:?}");
        page.step(json!({ "type": "offline", "offline": false })).await;
        page.step(json!({ "type": "goto", "url": "/" })).await;
        page.step(json!({ "type": "throttle", "latency_ms": 400, "download_kbps": 5000 })).await;
        page.step(click("Cart")).await;
        let slow = page.step(json!({ "type": "wait_response", "url": "**/api/cart" })).await.value.unwrap();
        assert!(slow["latency_ms"].as_u64().unwrap() >= 350, "{slow}");
        page.step(json!({ "type": "throttle", "profile": "none" })).await;
        page.step(json!({ "type": "expect", "response": { "url": "**/api/cart", "latency_ms": 100 }, "not": true }))
            .await;
        page.close().await;
    });
}

#[test]
fn headers_are_sent_with_every_request_or_to_some_addresses() {
    shared(async {
        let (_site, mut page) = opened().await;
        let seen = "return (await (await fetch(args)).json()).headers";
        page.step(json!({ "type": "set_headers", "headers": { "x-run": 7 } })).await;
        page.step(json!({ "type": "set_headers", "headers": { "x-part": "yes" }, "url": "**/api/echo?part" })).await;
        let headers = page.step(json!({ "type": "evaluate", "js": seen, "args": "/api/echo" })).await.value.unwrap();
        assert_eq!((&headers["x-run"], &headers["x-part"]), (&json!("7"), &Value::Null));
        let headers =
            page.step(json!({ "type": "evaluate", "js": seen, "args": "/api/echo?part" })).await.value.unwrap();
        assert_eq!((&headers["x-run"], &headers["x-part"]), (&json!("7"), &json!("yes")));
        page.step(json!({ "type": "set_headers", "headers": {} })).await;
        let headers = page.step(json!({ "type": "evaluate", "js": seen, "args": "/api/echo" })).await.value.unwrap();
        assert_eq!(headers["x-run"], Value::Null);
        let error = page.fails(json!({ "type": "set_headers", "headers": { "x": [1] } }), ErrorKind::Refused).await;
        assert_eq!(error.message, "`x` must be a text, found [1].");
        page.close().await;
    });
}

#[test]
fn servers_that_ask_for_a_password_are_answered() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(json!({ "type": "basic_auth", "username": "ada", "password": "wrong" })).await;
        page.step(json!({ "type": "goto", "url": "/secret" })).await;
        page.step(json!({ "type": "expect", "target": { "css": "body" }, "text": "who?" })).await;
        page.step(json!({ "type": "basic_auth", "username": "ada", "password": "teapot" })).await;
        page.step(json!({ "type": "goto", "url": "/secret" })).await;
        page.step(json!({ "type": "expect", "title": "Inside" })).await;
        page.close().await;
    });
}

#[test]
fn what_is_recorded_can_be_replayed() {
    shared(async {
        let (site, mut page) = opened().await;
        page.step(json!({ "type": "har_record", "name": "tea", "url": "**/api/**" })).await;
        let cart = "200 {\"items\":[{\"name\":\"Copper Moon\",\"price\":119}],\"total\":119}";
        clicked(&mut page, "Cart", cart).await;
        clicked(&mut page, "Order", "201 {\"id\":7}").await;
        page.step(json!({ "type": "wait_load", "state": "networkidle" })).await;
        let recorded = {
            let observer = page.driver.observer().unwrap();
            let only = observer.recordings()[0].url.clone();
            har::write(&observer.log(), only.as_ref(), true)
        };
        let entries = recorded["log"]["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 2, "{recorded:#}");
        let text = recorded.to_string();
        assert!(text.contains("Copper Moon") && !text.contains("order=7"), "{recorded:#}");
        let asked = site.told().len();
        page.step(json!({ "type": "har_replay", "har": recorded })).await;
        clicked(&mut page, "Cart", cart).await;
        clicked(&mut page, "Order", "201 {\"id\":7}").await;
        clicked(&mut page, "Slow", "error Failed to fetch").await;
        assert_eq!(site.told().len(), asked, "a replayed request reached the server");
        page.step(json!({ "type": "unmock" })).await;
        page.step(json!({ "type": "har_replay", "har": recorded, "strict": false })).await;
        clicked(&mut page, "Slow", "200 {}").await;
        let error = page.fails(json!({ "type": "har_replay", "har": { "log": {} } }), ErrorKind::Refused).await;
        assert_eq!(error.message, "The HAR has no `log.entries`; give a whole HAR file.");
        page.close().await;
    });
}

#[test]
fn sockets_are_mocked() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(json!({ "type": "mock_ws", "url": "**/ws", "on_open": [{ "state": "ready" }],
                          "replies": [{ "to": "hello", "send": ["hi there"] }, { "to": { "equals": "bye" }, "close": 4000 }], "echo": true })).await;
        page.step(json!({ "type": "goto", "url": "/" })).await;
        page.step(click("Socket")).await;
        page.step(out("ws hi there")).await;
        page.js("s.send('tea'); return null").await;
        page.step(out("ws tea")).await;
        page.js("s.send('bye'); return null").await;
        page.step(json!({ "type": "expect", "target": { "css": "#told" }, "text": "closed 4000" })).await;
        let error = page
            .fails(
                json!({ "type": "mock_ws", "url": "**/ws", "replies": [{ "to": { "matches": "[" }, "send": ["x"] }] }),
                ErrorKind::Refused,
            )
            .await;
        assert!(error.message.contains("is no JavaScript regular expression"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn scripts_and_styles_are_added() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(json!({ "type": "add_init_script", "js": "window.testing = args.run", "args": { "run": 4 } })).await;
        page.step(json!({ "type": "goto", "url": "/strict" })).await;
        assert_eq!(page.js("return window.testing").await, json!(4));
        page.step(json!({ "type": "add_style", "css": "body { opacity: 0.5 }" })).await;
        page.step(json!({ "type": "expect", "target": { "css": "body" }, "to": "attached" })).await;
        assert_eq!(page.js("return getComputedStyle(document.body).opacity").await, json!("0.5"));
        page.step(json!({ "type": "goto", "url": "/bare" })).await;
        assert_eq!(page.js("return getComputedStyle(document.body).opacity").await, json!("1"));
        page.step(json!({ "type": "add_style", "css": "body { opacity: 0.25 }", "every_page": true })).await;
        page.step(json!({ "type": "goto", "url": "/strict" })).await;
        assert_eq!(page.js("return getComputedStyle(document.body).opacity").await, json!("0.25"));
        let error = page.fails(json!({ "type": "add_init_script", "js": "}" }), ErrorKind::Refused).await;
        assert!(error.message.contains("script"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn plain_webdriver_says_what_it_cannot_do() {
    shared(async {
        let endpoint = Endpoint::start();
        let browsers = flowtilla_worker::driver::Browsers::start_without_sockets(endpoint.settings()).await.unwrap();
        let mut page = Page { driver: browsers.open(&ContextOptions::default()).await.unwrap() };
        for step in [
            json!({ "type": "wait_request", "url": "**" }),
            json!({ "type": "wait_console", "text": "x" }),
            json!({ "type": "mock", "url": "**", "body": "x" }),
            json!({ "type": "offline" }),
            json!({ "type": "mock_ws", "url": "**" }),
            json!({ "type": "expect", "no_console_errors": true }),
            json!({ "type": "wait_load", "state": "networkidle" }),
        ] {
            let error = page.fails(step, ErrorKind::Refused).await;
            assert!(
                error
                    .message
                    .contains("need Chromium's socket; this session has none (it is Firefox, or plain WebDriver)"),
                "{error:?}"
            );
        }
        let _pool: Option<Pool> = None;
        page.close().await;
        browsers.shutdown().await;
    });
}
