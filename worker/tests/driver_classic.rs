//! The fallback over plain WebDriver does the same steps, without a socket into the browser.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use std::time::{Duration, Instant};

use driver_site::{Endpoint, Page, Site};
use flowtilla_shared::domain::{flow::Viewport, outcome::ErrorKind};
use flowtilla_worker::driver::{BrowserEvent, Browsers, ContextOptions};
use serde_json::json;

async fn open(endpoint: &Endpoint) -> (Browsers, Page) {
    let browsers = Browsers::start_without_sockets(endpoint.settings()).await.unwrap();
    let options = ContextOptions { viewport: Some(Viewport { width: 900, height: 600 }), ..ContextOptions::default() };
    let driver = browsers.open(&options).await.unwrap();
    assert!(driver.handle().debugger.is_none(), "a socket is used");
    (browsers, Page { driver })
}

const START: &str = r#"<!doctype html><title>Start</title>
<form action=/echo method=post><label>User <input name=user value=old></label><label><input type=checkbox name=stay value=yes> Stay</label>
  <label>Country <select name=country><option value=at>Austria<option value=nl>Netherlands</select></label><label>Day <input type=date name=day></label>
  <button>Send</button></form>
<button ondblclick="out.textContent += 'double '">Twice</button> <button onclick="out.textContent += event.shiftKey">Shifted</button>
<input id=keys onkeydown="out.textContent += event.key + ' '"> <input type=file id=file onchange="file.files[0].text().then(t => out.textContent += t + file.files[0].name)">
<a href=/tab target=_blank>New tab</a> <button onclick="out.textContent = confirm('Sure?')">Ask</button>
<div id=knob style="width:50px;height:20px;background:tan">knob</div><div id=goal style="margin:60px 0 0 200px;width:80px;height:40px">goal</div>
<iframe id=same src=/inner></iframe><iframe id=cross src="{other}/inner"></iframe><p id=out></p>
<p style="height:2000px"></p><button onclick="out.textContent='below'">Below</button>
<script>let held = false; knob.onmousedown = () => held = true; document.onmouseup = e => { if (held && e.target === goal) goal.textContent = 'dropped'; held = false }</script>"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_step_works_over_plain_webdriver() {
    let endpoint = Endpoint::start();
    let inner = "<button onclick=\"this.textContent='Paid'\">Pay</button><label>Card <input></label>";
    let site = Site::start(&[("/", START), ("/inner", inner), ("/tab", "<title>Tab</title><p>tab</p>")]).await;
    let (browsers, mut page) = open(&endpoint).await;
    page.steps(json!([
        { "type": "goto", "url": site.url },
        { "type": "expect", "title": "Start" },
        { "type": "click", "target": { "role": "button", "name": "Below" } },
        { "type": "expect", "target": { "css": "#out" }, "text": "below" },
        { "type": "evaluate", "js": "out.textContent = ''" },
        { "type": "click", "target": { "role": "button", "name": "Twice" }, "count": 2 },
        { "type": "click", "target": { "role": "button", "name": "Shifted" }, "modifiers": ["Shift"] },
        { "type": "expect", "target": { "css": "#out" }, "text": "double true" },
        { "type": "evaluate", "js": "out.textContent = ''" },
        { "type": "type", "target": { "css": "#keys" }, "text": "ab" },
        { "type": "press", "target": { "css": "#keys" }, "keys": "Control+A" },
        { "type": "press", "keys": "ArrowLeft" },
        { "type": "expect", "target": { "css": "#out" }, "text": { "matches": "^a b Control [aA] ArrowLeft $" } },
        { "type": "evaluate", "js": "out.textContent = ''" },
        { "type": "upload", "target": { "css": "#file" }, "files": [{ "name": "tea.txt", "text": "leaf-" }] },
        { "type": "expect", "target": { "css": "#out" }, "text": "leaf-tea.txt" },
        { "type": "drag", "from": { "css": "#knob" }, "to": { "css": "#goal" } },
        { "type": "expect", "target": { "css": "#goal" }, "text": "dropped" },
        { "type": "fill", "target": { "label": "Card", "frame": { "css": "#same" } }, "value": "42 ü" },
        { "type": "expect", "target": { "label": "Card", "frame": { "css": "#same" } }, "value": "42 ü" },
        { "type": "click", "target": { "role": "button", "frame": { "css": "#cross" } } },
        { "type": "expect", "target": { "role": "button", "name": "Paid", "frame": { "css": "#cross" } }, "to": "visible" },
        { "type": "click", "target": { "text": "New tab" } },
        { "type": "switch_tab", "tab": "latest" },
        { "type": "expect", "title": "Tab" },
        { "type": "close_tab" },
        { "type": "expect", "title": "Start" },
        { "type": "new_tab", "url": "/tab" },
        { "type": "switch_tab", "tab": { "title": "Start" } },
        { "type": "handle_dialog", "action": "accept", "message": "Sure?" },
        { "type": "click", "target": { "role": "button", "name": "Ask" } },
        { "type": "expect", "target": { "css": "#out" }, "text": "true" },
        { "type": "click", "target": { "role": "button", "name": "Ask" } },
        { "type": "expect", "target": { "css": "#out" }, "text": "false" },
        { "type": "fill", "target": { "label": "User" }, "value": "ada & co" },
        { "type": "check", "target": { "label": "Stay" } },
        { "type": "select", "target": { "label": "Country" }, "value": "Netherlands" },
        { "type": "fill", "target": { "label": "Day" }, "value": "2026-11-20" },
        { "type": "hover", "target": { "role": "button", "name": "Send" } },
        { "type": "click", "target": { "role": "button", "name": "Send" } },
        { "type": "expect", "target": { "css": "#echo" }, "text": "user=ada+%26+co&stay=yes&country=nl&day=2026-11-20" },
        { "type": "back" },
        { "type": "reload" },
        { "type": "expect", "title": "Start" },
    ]))
    .await;
    let handled: Vec<String> = page
        .driver
        .take_events()
        .into_iter()
        .filter_map(|event| match event {
            BrowserEvent::Dialog { handled, .. } => Some(handled),
            BrowserEvent::Download { .. }
            | BrowserEvent::ConsoleError { .. }
            | BrowserEvent::PageError { .. }
            | BrowserEvent::RequestFailed { .. } => None,
        })
        .collect();
    assert_eq!(handled, ["accept", "auto_dismiss"]);
    assert_eq!(page.picture_size(json!({ "type": "screenshot" })).await, (900, 600));
    assert!(page.picture_size(json!({ "type": "screenshot", "full_page": true })).await.1 > 2_000);
    assert_eq!(page.picture_size(json!({ "type": "screenshot", "target": { "css": "#knob" } })).await, (50, 20));
    let outline = page.driver.outline(Instant::now() + Duration::from_secs(3)).await.unwrap();
    assert!(outline.contains("Twice"), "{outline}");
    let handle = page.driver.handle();
    page.close().await;
    assert!(browsers.attach(&handle).await.unwrap().is_none(), "the session is still there");
    assert_eq!(browsers.stats().contexts, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_the_same_over_plain_webdriver() {
    const PAGE: &str = "<title>Here</title><button>Save</button><button>Save as</button><i onclick='for (;;);'>spin</i>\
        <p onclick=\"setTimeout(() => location.href = '/slow', 200)\">later</p>";
    let endpoint = Endpoint::start();
    let site = Site::start(&[("/", PAGE)]).await;
    let (browsers, mut page) = open(&endpoint).await;
    page.step(json!({ "type": "goto", "url": site.url })).await;
    page.fails(json!({ "type": "click", "target": { "role": "button", "name": "Save" } }), ErrorKind::Ambiguous).await;
    page.fails(json!({ "type": "click", "target": { "role": "link" }, "timeout_ms": 600 }), ErrorKind::NotFound).await;
    page.fails(json!({ "type": "expect", "title": "There", "timeout_ms": 600 }), ErrorKind::Assertion).await;
    page.fails(json!({ "type": "goto", "url": "file:///etc/passwd" }), ErrorKind::Refused).await;
    page.fails(json!({ "type": "evaluate", "js": "throw new Error('bad leaf')" }), ErrorKind::Script).await;
    page.fails(json!({ "type": "goto", "url": format!("{}/loop", site.url) }), ErrorKind::Navigation).await;
    let nobody = page.fails(json!({ "type": "goto", "url": "http://127.0.0.1:9/" }), ErrorKind::Navigation).await;
    assert!(nobody.message.contains("127.0.0.1:9"), "{nobody:?}");
    page.fails(json!({ "type": "goto", "url": format!("{}/hang", site.url), "timeout_ms": 700 }), ErrorKind::Timeout)
        .await;
    // A wait goes on in the next document.
    page.steps(json!([
        { "type": "goto", "url": site.url },
        { "type": "click", "target": { "text": "later" } },
        { "type": "expect", "target": { "text": "It took a while" }, "to": "visible" },
        { "type": "goto", "url": site.url },
    ]))
    .await;
    let began = Instant::now();
    page.fails(json!({ "type": "click", "target": { "text": "spin" }, "timeout_ms": 600 }), ErrorKind::Timeout).await;
    assert!(began.elapsed() < Duration::from_millis(2_800), "{:?}", began.elapsed());
    let began = Instant::now();
    page.close().await;
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    assert_eq!(browsers.stats().contexts, 0);
}
