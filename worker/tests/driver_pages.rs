//! Documents, frames, tabs and dialogs: everything beyond one quiet page.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use driver_site::{Site, page, page_with, shared};
use flowtilla_shared::domain::outcome::ErrorKind;
use flowtilla_worker::driver::{BrowserEvent, ContextOptions};
use serde_json::json;

#[test]
fn frames_of_the_same_and_of_another_site_are_entered() {
    const INNER: &str = r#"<body style="margin:40px"><button onclick="this.textContent='Paid'; parent.postMessage('paid', '*')">Pay</button>
      <label>Card <input></label><iframe title=deep src="/deep" style="margin:20px;border:5px solid"></iframe>"#;
    const OUTER: &str = r#"<p style="height:900px">tall</p><iframe id=same src="/inner" style="margin-left:70px;padding:9px" height=400></iframe>
      <iframe id=cross src="{other}/inner" width=500 height=400></iframe><p id=told></p>
      <script>let n = 0; onmessage = () => told.textContent = 'paid ' + ++n</script>"#;
    shared(async {
        let deep = "<button onclick=\"this.textContent='Deep done'\">Deep</button>";
        let site = Site::start(&[("/", OUTER), ("/inner", INNER), ("/deep", deep)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        for frame in ["#same", "#cross"] {
            let frame = json!({ "css": frame });
            page.steps(json!([
                { "type": "fill", "target": { "label": "Card", "frame": frame }, "value": "4242" },
                { "type": "expect", "target": { "label": "Card", "frame": frame }, "value": "4242" },
                { "type": "click", "target": { "role": "button", "name": "Pay", "frame": frame } },
                { "type": "expect", "target": { "role": "button", "name": "Paid", "frame": frame }, "to": "visible" },
                { "type": "click", "target": { "role": "button", "name": "Deep", "frame": [frame, { "title": "deep" }] } },
                { "type": "expect", "target": { "role": "button", "name": "Deep done", "frame": [frame, { "title": "deep" }] }, "to": "visible" },
                { "type": "evaluate", "js": "if (el.tagName !== 'INPUT') throw 1", "target": { "label": "Card", "frame": frame } },
            ]))
            .await;
        }
        page.step(json!({ "type": "expect", "target": { "css": "#told" }, "text": "paid 2" })).await;
        page.step(json!({ "type": "expect", "target": { "css": "p", "frame": { "css": "#none" } }, "to": "hidden", "timeout_ms": 300 })).await;
        let soon = std::time::Instant::now() + std::time::Duration::from_secs(3);
        let outline = page.driver.outline(soon).await.unwrap();
        assert_eq!(outline.matches("Deep done").count(), 2, "{outline}");
        page.close().await;
    });
}

#[test]
fn a_frame_under_an_overlay_of_its_parent_is_covered() {
    const OUTER: &str = "<iframe id=f src=/inner></iframe><div id=shade style='position:fixed;inset:0'></div>";
    shared(async {
        let site = Site::start(&[("/", OUTER), ("/inner", "<button>Pay</button>")]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let click =
            json!({ "type": "click", "target": { "role": "button", "frame": { "css": "#f" } }, "timeout_ms": 1_500 });
        let error = page.fails(click, ErrorKind::NotActionable).await;
        assert!(format!("{error:?}").contains("shade"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn open_shadow_roots_are_pierced() {
    const PAGE: &str = r#"<x-rating></x-rating><script>customElements.define('x-rating', class extends HTMLElement {
      connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<button>4 stars</button>';
        this.shadowRoot.firstChild.onclick = e => e.target.textContent = 'rated' } })</script>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "click", "target": { "role": "button", "name": "4 stars" } },
            { "type": "expect", "target": { "css": "button" }, "text": "rated" },
        ]))
        .await;
        page.close().await;
    });
}

#[test]
fn steps_go_on_in_the_new_document() {
    const START: &str =
        r#"<a href="/slow">Go</a> <button onclick="setTimeout(() => location.href = '/slow', 200)">Later</button>"#;
    shared(async {
        let site = Site::start(&[("/", START)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "click", "target": { "text": "Go" } },
            { "type": "expect", "target": { "text": "Go" }, "to": "hidden", "timeout_ms": 200 },
            { "type": "expect", "title": "Slow" },
            { "type": "back" },
            { "type": "click", "target": { "role": "button" } },
            { "type": "expect", "target": { "text": "It took a while" }, "to": "visible" },
            { "type": "reload" },
            { "type": "expect", "title": "Slow" },
            { "type": "back" },
            { "type": "forward" },
            { "type": "expect", "title": "Slow" },
            { "type": "goto", "url": "/#part" },
            { "type": "goto", "url": "/#other" },
            { "type": "expect", "url": "**/#other" },
            { "type": "back" },
            { "type": "expect", "url": "**/#part" },
        ]))
        .await;
        page.close().await;
    });
}

#[test]
fn tabs_are_adopted_in_order_of_opening() {
    const START: &str = r#"<title>Start</title><a href="/a" target=_blank>A</a> <button onclick="setTimeout(() => window.open('/b'), 300)">B</button>"#;
    shared(async {
        let site = Site::start(&[
            ("/", START),
            ("/a", "<title>Tab A</title><button onclick=window.close()>x</button>"),
            ("/b", "<title>Tab B</title>"),
        ])
        .await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "click", "target": { "text": "A" } },
            { "type": "switch_tab", "tab": "latest" },
            { "type": "expect", "title": "Tab A" },
            { "type": "switch_tab", "tab": 0 },
            { "type": "expect", "title": "Start" },
            { "type": "click", "target": { "role": "button" } },
            { "type": "switch_tab", "tab": 2 },
            { "type": "expect", "title": "Tab B" },
            { "type": "close_tab" },
            { "type": "expect", "title": "Start" },
            { "type": "switch_tab", "tab": { "title": "Tab A" } },
            { "type": "expect", "url": "**/a" },
            { "type": "click", "target": { "role": "button" } },
            { "type": "expect", "title": "Start" },
            { "type": "new_tab", "url": "/b" },
            { "type": "expect", "title": "Tab B" },
            { "type": "switch_tab", "tab": { "url": "**/" } },
            { "type": "expect", "title": "Start" },
        ]))
        .await;
        assert_eq!(page.driver.handle().tabs.len(), 2);
        let error = page.fails(json!({ "type": "switch_tab", "tab": 7, "timeout_ms": 200 }), ErrorKind::NotFound).await;
        assert!(error.message.contains("tab 7"), "{error:?}");
        page.fails(json!({ "type": "switch_tab", "tab": { "title": "None" }, "timeout_ms": 300 }), ErrorKind::NotFound)
            .await;
        page.close().await;
    });
}

#[test]
fn dialogs_follow_the_rule_else_are_dismissed_and_recorded() {
    const PAGE: &str = r#"<button onclick="out.textContent = confirm('Sure?')">Confirm</button>
      <a href=# onclick="out.textContent = prompt('Name?', 'x')">Prompt</a><p id=out></p>
      <script>onbeforeunload = e => e.preventDefault()</script>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "click", "target": { "role": "button" } },
            { "type": "expect", "target": { "css": "#out" }, "text": "false" },
            { "type": "handle_dialog", "action": "accept", "message": "Sure?" },
            { "type": "click", "target": { "role": "button" } },
            { "type": "expect", "target": { "css": "#out" }, "text": "true" },
            { "type": "handle_dialog", "action": "accept", "text": "ada" },
            { "type": "click", "target": { "text": "Prompt" } },
            { "type": "expect", "target": { "css": "#out" }, "text": "ada" },
            { "type": "handle_dialog", "action": "accept", "message": { "contains": "never" } },
        ]))
        .await;
        let error = page.fails(json!({ "type": "click", "target": { "role": "button" } }), ErrorKind::Dialog).await;
        assert!(error.message.contains("Sure?") && error.message.contains("never"), "{error:?}");
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
        assert_eq!(handled, ["auto_dismiss", "accept", "accept", "auto_dismiss"]);
        // Leaving is not held up by beforeunload.
        page.step(json!({ "type": "goto", "url": "/slow" })).await;
        page.close().await;
    });
}

#[test]
fn an_endless_row_of_alerts_ends_the_step_not_the_worker() {
    const PAGE: &str = "<button onclick=\"for (;;) alert('again')\">Loop</button>";
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let began = std::time::Instant::now();
        page.fails(json!({ "type": "click", "target": { "role": "button" }, "timeout_ms": 1_500 }), ErrorKind::Dialog)
            .await;
        assert!(began.elapsed().as_secs_f64() < 4.0, "{:?}", began.elapsed());
        assert!(page.driver.take_events().len() <= 20);
        page.close().await;
    });
}

#[test]
fn navigation_errors_are_sentences() {
    shared(async {
        let site = Site::start(&[("/", "<title>Here</title>")]).await;
        let mut page = page().await;
        let closed = { std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port() };
        let refused = json!({ "type": "goto", "url": format!("http://127.0.0.1:{closed}/") });
        assert!(page.fails(refused, ErrorKind::Navigation).await.message.contains("nothing listens"));
        let looping = json!({ "type": "goto", "url": format!("{}/loop", site.url) });
        assert!(page.fails(looping, ErrorKind::Navigation).await.message.contains("redirects in a loop"));
        page.fails(json!({ "type": "goto", "url": "http://no-such-host.invalid/" }), ErrorKind::Navigation).await;
        page.fails(json!({ "type": "goto", "url": format!("{}/file", site.url) }), ErrorKind::Navigation).await;
        let began = std::time::Instant::now();
        let hanging = json!({ "type": "goto", "url": format!("{}/hang", site.url), "timeout_ms": 500 });
        assert!(page.fails(hanging, ErrorKind::Timeout).await.message.contains("did not load within"));
        assert!(began.elapsed().as_secs_f64() < 2.5);
        page.fails(json!({ "type": "goto", "url": "file:///etc/passwd" }), ErrorKind::Refused).await;
        page.fails(json!({ "type": "goto", "url": "chrome://version" }), ErrorKind::Refused).await;
        page.fails(json!({ "type": "goto", "url": "data:text/html,x" }), ErrorKind::Refused).await;
        page.fails(json!({ "type": "goto", "url": format!("{}/to-file", site.url) }), ErrorKind::Navigation).await;
        // A page that answers 404 is a page.
        page.steps(
            json!([{ "type": "goto", "url": format!("{}/none", site.url) }, { "type": "expect", "title": "Nothing" }]),
        )
        .await;
        page.close().await;
    });
}

#[test]
fn only_the_hosts_on_the_list_are_visited() {
    const PAGE: &str = "<title>Here</title><a href='{other}/'>Elsewhere</a><iframe src='{other}/inner'></iframe>";
    shared(async {
        let site = Site::start(&[("/", PAGE), ("/inner", "<p>inner</p>")]).await;
        let options = ContextOptions {
            allowed_hosts: vec!["127.0.0.1".into()],
            base_url: Some(site.url.clone()),
            ..ContextOptions::default()
        };
        let mut page = page_with(options).await;
        page.step(json!({ "type": "goto", "url": "/" })).await;
        page.step(
            json!({ "type": "expect", "target": { "text": "inner", "frame": { "css": "iframe" } }, "to": "visible" }),
        )
        .await;
        let error = page.fails(json!({ "type": "goto", "url": format!("{}/", site.other) }), ErrorKind::Refused).await;
        assert!(error.message.contains("localhost"), "{error:?}");
        page.fails(json!({ "type": "goto", "url": format!("{}/to-other", site.url) }), ErrorKind::Refused).await;
        page.step(json!({ "type": "goto", "url": "/" })).await;
        let before = site.told().len();
        page.fails(json!({ "type": "click", "target": { "text": "Elsewhere" } }), ErrorKind::Refused).await;
        assert_eq!(site.told().len(), before, "the forbidden host was asked");
        page.close().await;
    });
}

#[test]
fn console_and_page_errors_are_events() {
    shared(async {
        let page_html = "<script>console.log('quiet'); console.error('bad', 7); setTimeout(() => { throw new Error('thrown') })</script><p>x</p>";
        let site = Site::start(&[("/", page_html)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        page.step(json!({ "type": "evaluate", "js": "await new Promise(f => setTimeout(f, 20))" })).await;
        let events = page.driver.take_events();
        let said = |words: &str| {
            events.iter().any(|e| matches!(e, BrowserEvent::ConsoleError { message, .. } if message.contains(words)))
        };
        assert!(said("bad 7") && !said("thrown") && !said("quiet"), "{events:?}");
        let uncaught =
            |e: &BrowserEvent| matches!(e, BrowserEvent::PageError { message, .. } if message.contains("thrown"));
        assert!(events.iter().any(uncaught), "{events:?}");
        page.close().await;
    });
}

#[test]
fn contexts_share_nothing() {
    shared(async {
        let site = Site::start(&[("/", "<p>x</p>")]).await;
        let (mut one, mut two) = (page().await, page().await);
        one.step(json!({ "type": "goto", "url": site.url })).await;
        two.step(json!({ "type": "goto", "url": site.url })).await;
        one.js("document.cookie = 'a=1; path=/'; localStorage.b = 2; return null").await;
        assert_eq!(two.js("return [document.cookie, localStorage.b ?? null]").await, json!(["", null]));
        one.close().await;
        two.close().await;
    });
}
