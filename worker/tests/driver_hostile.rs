//! Pages that mean harm: every step ends in time, and the context closes.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use std::time::{Duration, Instant};

use driver_site::{Site, page, shared};
use flowtilla_shared::domain::outcome::ErrorKind;
use serde_json::json;

#[test]
fn a_flood_of_tabs_is_stopped() {
    const PAGE: &str = "<title>Flood</title><button onclick=\"for (let n = 0; n < 60; n++) window.open('about:blank#' + n)\">Go</button>";
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let began = Instant::now();
        let _ = page.try_step(json!({ "type": "click", "target": { "role": "button" }, "timeout_ms": 10_000 })).await;
        assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
        assert!(page.driver.handle().tabs.len() <= 50, "{} tabs", page.driver.handle().tabs.len());
        page.step(json!({ "type": "expect", "title": "Flood", "timeout_ms": 15_000 })).await;
        let began = Instant::now();
        page.close().await;
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    });
}

#[test]
fn huge_titles_many_frames_and_many_nodes_are_only_slow() {
    const TITLE: &str = "<script>document.title = 'x'.repeat(20_000_000)</script><button>Go</button>";
    const FRAMES: &str = "<button>Go</button><script>for (let n = 0; n < 100; n++) document.body.append(Object.assign(document.createElement('iframe'), { src: '/inner' }))</script>";
    const NODES: &str = "<button>Go</button><script>document.body.insertAdjacentHTML('beforeend', '<p><b>x</b> y</p>'.repeat(100_000))</script>";
    shared(async {
        let site =
            Site::start(&[("/title", TITLE), ("/frames", FRAMES), ("/nodes", NODES), ("/inner", "<p>inner</p>")]).await;
        for path in ["title", "frames", "nodes"] {
            let mut page = page().await;
            page.step(json!({ "type": "goto", "url": format!("{}/{path}", site.url), "timeout_ms": 15_000 })).await;
            page.step(json!({ "type": "click", "target": { "role": "button" }, "timeout_ms": 10_000 })).await;
            assert!(page.driver.location().1.len() <= 4_000);
            let began = Instant::now();
            page.fails(
                json!({ "type": "expect", "target": { "text": "never" }, "to": "visible", "timeout_ms": 500 }),
                ErrorKind::Assertion,
            )
            .await;
            assert!(began.elapsed() < Duration::from_millis(5_500), "{path}: {:?}", began.elapsed());
            page.close().await;
        }
    });
}

#[test]
fn a_page_cannot_reach_into_the_engine() {
    const PAGE: &str = r#"<form id=f><input name=parentNode><input name=textContent><button onclick="document.title = 'sent'; return false">Send</button></form>
      <script>window.__flowtilla = { run() { return 'mine' } }; Array.prototype.map = JSON.stringify = () => 'broken';
        Element.prototype.getBoundingClientRect = () => { throw 1 }; window.addEventListener = () => 0;
        addEventListener('message', e => e.stopImmediatePropagation(), true)</script>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "click", "target": { "role": "button", "name": "Send" } },
            { "type": "expect", "title": "sent" },
        ]))
        .await;
        page.close().await;
    });
}
