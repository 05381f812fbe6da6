//! What needs Chromium's socket says so where there is none, at once.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod driver_site;

use std::time::{Duration, Instant};

use driver_site::{Endpoint, Page, Site};
use flowtilla_shared::domain::outcome::ErrorKind;
use flowtilla_worker::driver::{Browsers, ContextOptions};
use serde_json::json;

#[tokio::test]
async fn plain_webdriver_refuses_what_it_cannot_do_at_once_and_does_the_rest() {
    let site = Site::start(&[("/", "<title>Start</title><h1>Start</h1>")]).await;
    let endpoint = Endpoint::start();
    let browsers = Browsers::start_without_sockets(endpoint.settings()).await.unwrap();
    let mut page = Page { driver: browsers.open(&ContextOptions::default()).await.unwrap() };
    page.step(json!({ "type": "goto", "url": format!("{}/", site.url) })).await;
    let began = Instant::now();
    for (step, words) in [
        (json!({ "type": "cookies", "action": "get", "var": "x" }), "cookies needs Chromium's socket"),
        (json!({ "type": "cookies", "action": "clear" }), "cookies needs Chromium's socket"),
        (json!({ "type": "indexeddb", "action": "clear" }), "needs Chromium's socket"),
        (json!({ "type": "clear_state" }), "needs Chromium's socket"),
        (
            json!({ "type": "grant_permissions", "permissions": ["geolocation"] }),
            "Granting permissions needs Chromium's socket",
        ),
        (json!({ "type": "on_dialog", "action": "accept" }), "`on_dialog` needs Chromium's socket"),
        (
            json!({ "type": "upload", "next_chooser": true, "files": [{ "name": "a", "text": "a" }] }),
            "give `upload` a `target`",
        ),
        (json!({ "type": "wait_download" }), "Downloads need a Chromium that this worker has started"),
        (json!({ "type": "expect", "cookie": { "name": "a" } }), "cookies needs Chromium's socket"),
    ] {
        let error = page.fails(step.clone(), ErrorKind::Refused).await;
        assert!(error.message.contains(words), "{step}: {}", error.message);
    }
    let soon = Instant::now() + Duration::from_secs(5);
    assert!(page.driver.save_state(soon).await.unwrap_err().message.contains("needs Chromium's socket"));
    assert!(began.elapsed() < Duration::from_secs(4), "it took {:?}", began.elapsed());
    page.step(json!({ "type": "local_storage", "action": "set", "key": "a", "value": "b" })).await;
    page.step(json!({ "type": "expect", "local_storage": { "key": "a", "value": "b" } })).await;
    page.close().await;
    browsers.shutdown().await;
}
