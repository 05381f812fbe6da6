//! Requests, answers, sockets and the console: waited for, captured, asserted.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;
mod net_site;

use driver_site::{Page, page_with, shared};
use flowtilla_shared::domain::outcome::ErrorKind;
use flowtilla_worker::driver::{BrowserEvent, ContextOptions};
use net_site::NetSite;
use serde_json::{Value, json};

async fn opened() -> (NetSite, Page) {
    let site = NetSite::start().await;
    let mut page = page_with(ContextOptions { record_requests: true, ..ContextOptions::default() }).await;
    page.step(json!({ "type": "goto", "url": site.url })).await;
    (site, page)
}

fn click(name: &str) -> Value {
    json!({ "type": "click", "target": { "role": "button", "name": name, "exact": true } })
}

#[test]
fn a_request_is_waited_for_also_when_it_was_made_by_the_click_before() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(click("Order")).await;
        let wait = json!({ "type": "wait_request", "url": "**/api/order", "method": "post", "body": "teapot" });
        let sent = page.step(wait.clone()).await.value.unwrap();
        assert_eq!((&sent["method"], &sent["json"]["n"]), (&json!("POST"), &json!(2)));
        // the same step after the next click does not see the one before
        page.step(click("Cart")).await;
        let error = page.fails(with(wait, "timeout_ms", json!(300)), ErrorKind::Timeout).await;
        assert!(
            error.message.starts_with("No request to POST `**/api/order` with `teapot` in its body was made within "),
            "{error:?}"
        );
        assert!(
            error.candidates.iter().any(|line| line.contains("GET ") && line.contains("/api/cart → 200")),
            "{error:?}"
        );
        let wait = json!({ "type": "wait_request", "url": "**/api/order", "since": "start", "timeout_ms": 300 });
        page.step(wait).await;
        let error =
            page.fails(json!({ "type": "wait_request", "url": "**/x", "since": "nowhere" }), ErrorKind::Refused).await;
        assert!(error.message.contains("`since: nowhere` names no step"), "{error:?}");
        page.step(click("Later")).await;
        page.step(json!({ "type": "wait_request", "url": "/api/cart" })).await;
        page.close().await;
    });
}

fn with(mut step: Value, name: &str, value: Value) -> Value {
    step[name] = value;
    step
}

#[test]
fn a_response_is_waited_for_by_status_headers_and_body() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(click("Order")).await;
        let wait = json!({ "type": "wait_response", "url": "**/api/order", "status": "2xx", "body": "\"id\"",
                           "headers": [{ "name": "x-tea", "equals": "green" }, { "name": "set-cookie", "contains": "order=7" }], "var": "answer" });
        let answer = page.step(wait).await.value.unwrap();
        assert_eq!((&answer["status"], &answer["json"]["id"]), (&json!(201), &json!(7)));
        assert_eq!(answer["request"]["json"]["item"], json!("teapot"));
        page.step(click("Break")).await;
        let error = page
            .fails(
                json!({ "type": "wait_response", "url": "**/api/status/*", "status": "200", "timeout_ms": 400 }),
                ErrorKind::Timeout,
            )
            .await;
        assert!(error.message.starts_with("No 200 answer to `**/api/status/*` came within "), "{error:?}");
        assert!(error.message.contains("(was answered 500, not 200)"), "{error:?}");
        let error =
            page.fails(json!({ "type": "wait_response", "url": "**", "status": "2y" }), ErrorKind::Refused).await;
        assert_eq!(error.message, "`2y` is no status; write 200, 2xx, or several as 404,410.");
        page.step(click("Packed")).await;
        page.step(json!({ "type": "wait_response", "url": "**/api/packed", "body": { "contains": "packed packed" } }))
            .await;
        page.step(click("Large")).await;
        let large =
            page.step(json!({ "type": "wait_response", "url": "**/api/large", "var": "x" })).await.value.unwrap();
        assert_eq!(large["body"].as_str().unwrap().len(), 3_000_000);
        page.step(click("Hop")).await;
        page.step(json!({ "type": "wait_response", "url": "**/hop", "status": "302", "headers": [{ "name": "location", "equals": "/api/cart" }] })).await;
        page.step(json!({ "type": "wait_response", "url": "**/api/cart", "status": "200", "latency_ms": 5000 })).await;
        page.step(click("Slow")).await;
        let error = page
            .fails(
                json!({ "type": "wait_response", "url": "**/api/slow", "latency_ms": 50, "timeout_ms": 1000 }),
                ErrorKind::Timeout,
            )
            .await;
        assert!(error.message.contains("until its answer began, more than 50 ms"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn sockets_and_the_console_are_waited_for() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(click("Socket")).await;
        let frame = page
            .step(json!({ "type": "wait_ws_frame", "text": "echo hello", "direction": "received", "url": "**/ws" }))
            .await;
        assert_eq!(frame.value.unwrap()["text"], json!("echo hello"));
        page.step(
            json!({ "type": "expect", "ws_frame": { "text": { "equals": "hello" }, "direction": "sent", "count": 1 } }),
        )
        .await;
        let error =
            page.fails(json!({ "type": "wait_ws_frame", "text": "bye", "timeout_ms": 200 }), ErrorKind::Timeout).await;
        assert!(error.message.contains("2 others were"), "{error:?}");
        let error = page
            .fails(json!({ "type": "expect", "ws_frame": { "text": "bye" }, "timeout_ms": 200 }), ErrorKind::Assertion)
            .await;
        assert_eq!(error.message, "Of WebSocket messages with `bye`, at least one should have been seen, but 0 were.");
        page.step(click("Say")).await;
        page.step(json!({ "type": "wait_console", "text": "brewing 3", "level": "log" })).await;
        page.step(json!({ "type": "expect", "console": { "text": "hot", "level": "warn", "count": 1 } })).await;
        let error = page
            .fails(
                json!({ "type": "wait_console", "text": "cold", "level": "warn", "timeout_ms": 200 }),
                ErrorKind::Timeout,
            )
            .await;
        assert!(error.message.starts_with("No warn line with `cold` was written to the console within"), "{error:?}");
        assert!(error.candidates.iter().any(|line| line.starts_with("error: burnt (http://127.0.0.1:")), "{error:?}");
        let error = page
            .fails(json!({ "type": "expect", "console": { "text": "hot" }, "not": true }), ErrorKind::Assertion)
            .await;
        assert_eq!(
            error.message,
            "Of lines with `hot` of the console, not at least one should have been written, but 1 was."
        );
        page.close().await;
    });
}

#[test]
fn requests_are_captured_into_a_list() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(click("Cart")).await;
        page.step(json!({ "type": "wait_response", "url": "**/api/cart" })).await;
        page.step(click("Order")).await;
        page.step(json!({ "type": "wait_response", "url": "**/api/order" })).await;
        let calls =
            page.step(json!({ "type": "capture_requests", "url": "**/api/**", "var": "calls", "bodies": true })).await;
        let calls = calls.value.unwrap();
        let lines: Vec<String> =
            calls.as_array().unwrap().iter().map(|c| format!("{} {}", c["method"], c["status"])).collect();
        assert_eq!(lines, ["\"GET\" 200", "\"POST\" 201"]);
        assert!(calls[0]["response_body"].as_str().unwrap().contains("Copper Moon"));
        let error =
            page.fails(json!({ "type": "capture_requests", "var": "x", "since": "nope" }), ErrorKind::Refused).await;
        assert!(error.message.contains("`since: nope`"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn pages_are_waited_for_until_they_are_at_rest() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.steps(json!([
            { "type": "wait_load" },
            { "type": "wait_load", "state": "domcontentloaded" },
            { "type": "wait_load", "state": "networkidle" },
            { "type": "wait_settled", "quiet_ms": 100 },
        ]))
        .await;
        page.step(click("Tick")).await;
        page.step(json!({ "type": "wait_settled", "quiet_ms": 150 })).await;
        assert_eq!(page.text("#out").await, "tick 6");
        page.step(click("Slow")).await;
        page.step(json!({ "type": "wait_load", "state": "settled" })).await;
        assert_eq!(page.text("#out").await, "200 {}");
        page.step(json!({ "type": "evaluate", "js": "fetch('/api/hang'); return null" })).await;
        let error = page
            .fails(json!({ "type": "wait_load", "state": "networkidle", "timeout_ms": 700 }), ErrorKind::Timeout)
            .await;
        assert!(error.message.contains("1 request is still under way, such as GET http://127.0.0.1:"), "{error:?}");
        let error =
            page.fails(json!({ "type": "wait_settled", "quiet_ms": 50, "timeout_ms": 300 }), ErrorKind::Timeout).await;
        assert!(error.message.starts_with("The network did not get idle"), "{error:?}");
        page.step(json!({ "type": "reload" })).await;
        page.step(json!({ "type": "evaluate", "js": "setInterval(() => out.textContent = performance.now(), 20); return null" })).await;
        let error =
            page.fails(json!({ "type": "wait_settled", "quiet_ms": 200, "timeout_ms": 600 }), ErrorKind::Timeout).await;
        assert!(error.message.contains("its elements keep changing"), "{error:?}");
        page.step(json!({ "type": "goto", "url": "/" })).await;
        page.step(click("Ready")).await;
        let ready = page.step(json!({ "type": "wait_function", "js": "return window.ready?.cups >= args && window.ready", "args": 4 })).await;
        assert_eq!(ready.value.unwrap(), json!({ "cups": 4 }));
        let error = page
            .fails(
                json!({ "type": "wait_function", "js": "return window.never", "timeout_ms": 300 }),
                ErrorKind::Timeout,
            )
            .await;
        assert!(error.message.starts_with("The script returned nothing true within "), "{error:?}");
        let error =
            page.fails(json!({ "type": "wait_function", "js": "return nothing.at.all" }), ErrorKind::Script).await;
        assert!(error.message.contains("nothing is not defined"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn requests_and_answers_are_asserted() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(click("Order")).await;
        page.steps(json!([
            { "type": "expect", "request": { "url": "**/api/order", "method": "POST", "body": "teapot", "count": 1 } },
            { "type": "expect", "request": { "url": "**/api/cart" }, "not": true },
            { "type": "expect", "response": { "url": "**/api/order", "status": "201", "body": { "matches": "\"id\":\\d" } } },
            { "type": "expect", "response": { "url": "**/api/order", "status": "5xx" }, "not": true },
        ]))
        .await;
        page.step(click("Order")).await;
        let error = page
            .fails(json!({ "type": "expect", "request": { "url": "**/api/order", "count": 1 } }), ErrorKind::Assertion)
            .await;
        assert_eq!(error.message, "Of requests to `**/api/order`, 1 should have been made, but 2 were.");
        assert_eq!((error.expected.as_deref(), error.actual.as_deref()), (Some("1"), Some("2")));
        let error = page
            .fails(
                json!({ "type": "expect", "request": { "url": "**/api/none" }, "timeout_ms": 200 }),
                ErrorKind::Assertion,
            )
            .await;
        assert!(
            error.message.starts_with("Of requests to `**/api/none`, at least one should have been made, but 0 were"),
            "{error:?}"
        );
        let error = page
            .fails(
                json!({ "type": "expect", "response": { "url": "**/api/order", "body": "kettle" }, "timeout_ms": 300 }),
                ErrorKind::Assertion,
            )
            .await;
        assert_eq!(error.message, "The last request to `**/api/order` has the body `{\"id\":7}`, not `kettle`.");
        let error = page.fails(json!({ "type": "expect", "response": { "url": "**/api/order", "headers": [{ "name": "x-coffee" }] }, "timeout_ms": 300 }), ErrorKind::Assertion).await;
        assert!(error.message.ends_with("has no header `x-coffee`."), "{error:?}");
        let error = page
            .fails(
                json!({ "type": "expect", "response": { "url": "**/none" }, "timeout_ms": 200 }),
                ErrorKind::Assertion,
            )
            .await;
        assert_eq!(error.message, "No request to `**/none` was made.");
        page.close().await;
    });
}

#[test]
fn what_must_not_happen_is_asserted() {
    shared(async {
        let (_site, mut page) = opened().await;
        page.step(click("Cart")).await;
        page.steps(json!([
            { "type": "expect", "no_failed_requests": true },
            { "type": "expect", "no_5xx": true },
            { "type": "expect", "no_console_errors": true },
            { "type": "expect", "no_page_errors": true },
            { "type": "expect", "no_mixed_content": true },
        ]))
        .await;
        page.driver.observer().unwrap().log().mark("after");
        for (name, answer) in [("Break", "500 no"), ("Miss", "404 no"), ("Closed", "error Failed to fetch")] {
            page.step(click(name)).await;
            page.step(json!({ "type": "expect", "target": { "css": "#out" }, "text": answer })).await;
        }
        page.step(click("Say")).await;
        page.step(click("Throw")).await;
        page.step(json!({ "type": "wait_console", "text": "cracked" })).await;
        let error = page.fails(json!({ "type": "expect", "no_failed_requests": true }), ErrorKind::Assertion).await;
        assert!(error.message.starts_with("3 requests failed: GET http://127.0.0.1:"), "{error:?}");
        assert!(error.candidates[2].ends_with("/gone → net::ERR_CONNECTION_REFUSED"), "{error:?}");
        page.step(json!({ "type": "expect", "no_failed_requests": true, "allow": ["**/api/status/*", "**/gone"] }))
            .await;
        let error =
            page.fails(json!({ "type": "expect", "no_5xx": true, "since": "after" }), ErrorKind::Assertion).await;
        assert!(error.message.starts_with("1 request was answered 5xx: GET http"), "{error:?}");
        let error = page.fails(json!({ "type": "expect", "no_console_errors": true }), ErrorKind::Assertion).await;
        assert!(
            error.message.starts_with(
                "The console has 4 errors: error: Failed to load resource: the server responded with a status of 500"
            ),
            "{error:?}"
        );
        page.step(
            json!({ "type": "expect", "no_console_errors": true, "allow": ["Failed to load resource", "burnt"] }),
        )
        .await;
        let error = page.fails(json!({ "type": "expect", "no_page_errors": true }), ErrorKind::Assertion).await;
        assert!(error.message.starts_with("1 error of the page went uncaught: error: Error: cracked"), "{error:?}");
        let events = page.driver.take_events();
        let failed: Vec<&str> = events
            .iter()
            .filter_map(|e| match e {
                BrowserEvent::RequestFailed { error, .. } => Some(error.as_str()),
                BrowserEvent::Dialog { .. }
                | BrowserEvent::ConsoleError { .. }
                | BrowserEvent::PageError { .. }
                | BrowserEvent::Download { .. } => None,
            })
            .collect();
        assert_eq!(failed, ["500 (Internal Server Error)", "404 (Not Found)", "net::ERR_CONNECTION_REFUSED"]);
        page.close().await;
    });
}

#[test]
fn security_headers_are_asserted_of_the_page_itself() {
    shared(async {
        let (_site, mut page) = opened().await;
        let wanted =
            json!({ "type": "expect", "security_headers": ["content-security-policy", "X-Content-Type-Options"] });
        page.step(json!({ "type": "goto", "url": "/strict" })).await;
        page.step(wanted.clone()).await;
        page.step(json!({ "type": "goto", "url": "/bare" })).await;
        let error = page.fails(wanted, ErrorKind::Assertion).await;
        assert!(
            error.message.ends_with("/bare has no content-security-policy, no X-Content-Type-Options."),
            "{error:?}"
        );
        page.close().await;
    });
}

#[test]
fn requests_that_fail_are_events_also_when_none_are_recorded() {
    shared(async {
        let site = NetSite::start().await;
        let mut page = page_with(ContextOptions::default()).await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        for _ in 0..2 {
            page.step(click("Break")).await;
            page.step(json!({ "type": "expect", "target": { "css": "#out" }, "text": "500 no" })).await;
            page.step(json!({ "type": "evaluate", "js": "out.textContent = ''; return null" })).await;
        }
        let events = page.driver.take_events();
        let url = format!("{}/api/status/500", site.url);
        assert_eq!(
            events,
            [BrowserEvent::RequestFailed { url, error: "500 (Internal Server Error)".into(), count: 2 }]
        );
        assert!(page.driver.observer().unwrap().log().exchanges.is_empty());
        // a step that was not foreseen turns the recording on
        page.step(click("Cart")).await;
        let late = page
            .fails(json!({ "type": "wait_request", "url": "**/api/cart", "timeout_ms": 200 }), ErrorKind::Timeout)
            .await;
        assert!(late.log.iter().any(|line| line == "requests are recorded from here on"), "{late:?}");
        page.step(click("Cart")).await;
        page.step(json!({ "type": "wait_request", "url": "**/api/cart" })).await;
        page.close().await;
    });
}
