//! Firefox carries out the same steps: warm and local, at a remote endpoint over its socket, and over plain WebDriver.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use std::time::{Duration, Instant};

use driver_site::{Endpoint, Page, Pool, Site};
use flowtilla_shared::{
    config,
    domain::{
        flow::{BrowserName, Viewport},
        outcome::ErrorKind,
    },
};
use flowtilla_worker::driver::{BrowserEvent, Browsers, ContextOptions};
use serde_json::{Value, json};

const START: &str = r#"<!doctype html><title>Start</title>
<form action=/echo method=post><label>User <input name=user value=old></label><label><input type=checkbox name=stay value=yes> Stay</label>
  <label>Country <select name=country><option value=at>Austria<option value=nl>Netherlands</select></label><label>Day <input type=date name=day></label>
  <button>Send</button></form>
<button ondblclick="out.textContent += 'double '">Twice</button> <button onclick="out.textContent += event.shiftKey">Shifted</button>
<button onclick="out.textContent += event.detail + (event.isTrusted ? 't' : 'u')">Trusted</button>
<input id=keys onkeydown="out.textContent += event.key + ' '"> <input type=file id=file onchange="file.files[0].text().then(t => out.textContent += t + file.files[0].name)">
<a href=/tab target=_blank>New tab</a> <button onclick="out.textContent = confirm('Sure?')">Ask</button>
<div id=knob style="width:50px;height:20px;background:tan">knob</div><div id=goal style="margin:60px 0 0 200px;width:80px;height:40px">goal</div>
<div id=tea draggable=true style="width:50px;height:20px" ondragstart="event.dataTransfer.setData('text', 'green')">tea</div>
<div id=pot style="width:80px;height:40px" ondragover="event.preventDefault()" ondrop="event.preventDefault(); this.textContent = event.dataTransfer.getData('text')">pot</div>
<div id=host></div><iframe id=same src=/inner></iframe><iframe id=cross src="{other}/inner"></iframe><p id=out></p>
<p style="height:2000px"></p><button onclick="out.textContent='below'">Below</button>
<script>let held = false; knob.onmousedown = () => held = true; document.onmouseup = e => { if (held && e.target === goal) goal.textContent = 'dropped'; held = false };
host.attachShadow({ mode: 'open' }).innerHTML = '<button onclick="out.textContent = \'from the shadow\'">Shade</button>'; console.error('bad', 'leaf')</script>"#;
const INNER: &str = "<button onclick=\"this.textContent='Paid'\">Pay</button><label>Card <input></label>";

fn options() -> ContextOptions {
    ContextOptions {
        viewport: Some(Viewport { width: 900, height: 600 }),
        browser: BrowserName::Firefox,
        ..ContextOptions::default()
    }
}

async fn site() -> Site {
    Site::start(&[("/", START), ("/inner", INNER), ("/tab", "<title>Tab</title><p>tab</p>")]).await
}

/// Every kind of step, in one page.
async fn tour(page: &mut Page, site: &Site) {
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
        { "type": "click", "target": { "role": "button", "name": "Shade" } },
        { "type": "expect", "target": { "css": "#out" }, "text": "from the shadow" },
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
    assert_eq!(page.picture_size(json!({ "type": "screenshot" })).await, (900, 600));
    assert!(page.picture_size(json!({ "type": "screenshot", "full_page": true })).await.1 > 2_000);
    assert_eq!(page.picture_size(json!({ "type": "screenshot", "target": { "css": "#knob" } })).await, (50, 20));
    let outline = page.driver.outline(Instant::now() + Duration::from_secs(3)).await.unwrap();
    assert!(outline.contains("Twice"), "{outline}");
}

/// What is the same in every browser when it goes wrong.
async fn mishaps(page: &mut Page, site: &Site) {
    page.step(json!({ "type": "goto", "url": site.url })).await;
    page.fails(json!({ "type": "click", "target": { "role": "button", "name": "S" } }), ErrorKind::Ambiguous).await;
    let missing = json!({ "type": "click", "target": { "role": "link", "name": "Gone" }, "timeout_ms": 500 });
    page.fails(missing, ErrorKind::NotFound).await;
    page.fails(json!({ "type": "expect", "title": "There", "timeout_ms": 500 }), ErrorKind::Assertion).await;
    page.fails(json!({ "type": "goto", "url": "file:///etc/passwd" }), ErrorKind::Refused).await;
    let thrown =
        page.fails(json!({ "type": "evaluate", "js": "throw new Error('bad leaf')" }), ErrorKind::Script).await;
    assert!(thrown.message.contains("bad leaf"), "{thrown:?}");
    let nobody = page.fails(json!({ "type": "goto", "url": "http://127.0.0.1:9/" }), ErrorKind::Navigation).await;
    assert!(nobody.message.contains("127.0.0.1:9"), "{nobody:?}");
    page.fails(json!({ "type": "goto", "url": format!("{}/loop", site.url) }), ErrorKind::Navigation).await;
    let hung = json!({ "type": "goto", "url": format!("{}/hang", site.url), "timeout_ms": 700 });
    page.fails(hung, ErrorKind::Timeout).await;
    page.step(json!({ "type": "goto", "url": site.url })).await;
}

fn handled(page: &mut Page) -> Vec<(String, String)> {
    let mut dialogs = Vec::new();
    for event in page.driver.take_events() {
        if let BrowserEvent::Dialog { kind, handled, .. } = event {
            dialogs.push((kind, handled));
        }
    }
    dialogs
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_does_every_kind_of_step_with_trusted_input() {
    if !driver_site::firefox_is_here() {
        return;
    }
    let (pool, site) = (Pool::local().await, site().await);
    let mut page = pool.open_with(options()).await;
    assert!(page.driver.handle().browser.starts_with("firefox"), "{:?}", page.driver.handle());
    tour(&mut page, &site).await;
    let dialogs = handled(&mut page);
    let of = |handled: &str| ("confirm".to_owned(), handled.to_owned());
    assert_eq!(dialogs, [of("accept"), of("auto_dismiss")]);
    page.steps(json!([
        { "type": "drag", "from": { "css": "#tea" }, "to": { "css": "#pot" } },
        { "type": "expect", "target": { "css": "#pot" }, "text": "green" },
        { "type": "evaluate", "js": "out.textContent = ''" },
        // one after the other is no double click
        { "type": "click", "target": { "role": "button", "name": "Trusted" } },
        { "type": "click", "target": { "role": "button", "name": "Trusted" } },
        { "type": "expect", "target": { "css": "#out" }, "text": "1t1t" },
    ]))
    .await;
    mishaps(&mut page, &site).await;
    let told: Vec<BrowserEvent> = page.driver.take_events();
    let bad = |e: &BrowserEvent| matches!(e, BrowserEvent::ConsoleError { message, .. } if message == "bad leaf");
    assert!(told.iter().any(bad), "{told:?}");
    page.close().await;
    // the next context of the same browser knows nothing of the first
    let mut next = pool.open_with(options()).await;
    next.step(json!({ "type": "goto", "url": site.url })).await;
    assert_eq!(next.js("return [document.cookie, history.length]").await, json!(["", 1]));
    assert_eq!(next.js("return [innerWidth, innerHeight, document.hasFocus()]").await, json!([900, 600, true]));
    next.close().await;
    assert_eq!(pool.browsers.stats().contexts, 0);
    pool.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_is_kept_to_its_hosts_and_leaves_nothing_when_it_dies() {
    if !driver_site::firefox_is_here() {
        return;
    }
    let (pool, site) = (Pool::local().await, site().await);
    let host = site.url.trim_start_matches("http://").to_owned();
    let mut page = pool.open_with(ContextOptions { allowed_hosts: vec![host], ..options() }).await;
    page.step(json!({ "type": "goto", "url": site.url })).await;
    let error =
        page.fails(json!({ "type": "goto", "url": format!("{}/to-other", site.url) }), ErrorKind::Refused).await;
    assert!(error.message.contains("localhost"), "{error:?}");
    let session = page.driver.handle().webdriver_session;
    let firefox = pool.processes().into_iter().find(|pid| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).into_owned();
        line.contains("firefox") && line.contains("-marionette")
    });
    let killed = std::process::Command::new("kill").args(["-9", &firefox.unwrap().to_string()]).status().unwrap();
    assert!(killed.success());
    let error = page.fails(json!({ "type": "expect", "title": "Start", "timeout_ms": 3_000 }), ErrorKind::Crash).await;
    assert_eq!(error.message, "The browser died.");
    page.close().await;
    let mut next = pool.open_with(options()).await;
    assert_ne!(next.driver.handle().webdriver_session, session);
    next.step(json!({ "type": "goto", "url": site.url })).await;
    drop(next);
    pool.end().await;
}

async fn remote(endpoint: &Endpoint, capabilities: Value) -> config::Browser {
    config::Browser {
        webdriver_browsers: "firefox".into(),
        webdriver_capabilities: capabilities.to_string(),
        headless_shell: String::new(),
        ..endpoint.settings()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remote_firefox_is_driven_over_its_socket_and_can_be_taken_over() {
    if !driver_site::firefox_is_here() {
        return;
    }
    let (endpoint, site) = (Endpoint::gecko(), site().await);
    let settings = remote(&endpoint, json!({ "acceptInsecureCerts": true })).await;
    let browsers = Browsers::start(settings, "".into(), "".into()).await.unwrap();
    let refused = browsers.open(&ContextOptions::default()).await.err().unwrap();
    assert_eq!(refused.kind, ErrorKind::Refused);
    let mut page = Page { driver: browsers.open(&options()).await.unwrap() };
    assert!(page.driver.handle().debugger.is_some(), "no socket is used");
    tour(&mut page, &site).await;
    // another worker goes on
    let handle = page.driver.handle();
    page.driver.leave();
    let mut page = Page { driver: browsers.attach(&handle).await.unwrap().unwrap() };
    page.step(json!({ "type": "expect", "title": "Start" })).await;
    page.close().await;
    assert!(browsers.attach(&handle).await.unwrap().is_none(), "the session is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remote_firefox_without_a_socket_is_driven_by_plain_webdriver() {
    if !driver_site::firefox_is_here() {
        return;
    }
    let (endpoint, site) = (Endpoint::gecko(), site().await);
    let browsers = Browsers::start_without_sockets(remote(&endpoint, json!({})).await).await.unwrap();
    let mut page = Page { driver: browsers.open(&options()).await.unwrap() };
    assert!(page.driver.handle().debugger.is_none(), "a socket is used");
    tour(&mut page, &site).await;
    page.close().await;
    assert_eq!(browsers.stats().contexts, 0);
}
