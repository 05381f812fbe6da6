//! Pages, pointer, keyboard and forms beyond the first set of steps, in a real browser: what passes, and how it fails.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use driver_site::{Site, page, shared};
use flowtilla_shared::domain::outcome::ErrorKind;
use serde_json::{Value, json};

/// Keeps what happens to the page, event by event.
const RECORD: &str = r#"<script>const seen = []; function record(...types) { for (const type of types) addEventListener(type, e =>
    seen.push([e.type, e.clientX ?? e.key, e.clientY].filter(x => x !== undefined).join(' ')), true) }</script>"#;

async fn seen(page: &mut driver_site::Page) -> Vec<String> {
    let taken = page.js("return seen.splice(0)").await;
    let events = taken.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned());
    // The browser tells of its resting mouse whenever it likes.
    events.filter(|event| event != "mousemove 0 0").collect()
}

#[test]
fn pages_are_waited_for_as_far_as_the_step_says() {
    const SLOW: &str = "<title>Slow picture</title><p id=from></p><img src=/hang><script>from.textContent = document.referrer</script>";
    const BUSY: &str = "<title>Busy</title><script>fetch('/hang')</script>";
    shared(async {
        let site = Site::start(&[("/", "<title>Start</title>"), ("/picture", SLOW), ("/busy", BUSY)]).await;
        let mut page = page().await;
        let picture = format!("{}/picture", site.url);
        page.steps(json!([
            { "type": "goto", "url": site.url, "wait_until": "networkidle" },
            { "type": "goto", "url": picture, "wait_until": "domcontentloaded", "referer": format!("{}/from-here", site.url) },
            { "type": "expect", "target": { "css": "#from" }, "text": format!("{}/from-here", site.url) },
            { "type": "stop_loading" },
            { "type": "goto", "url": picture, "wait_until": "commit" },
            { "type": "expect", "title": "Slow picture" },
        ]))
        .await;
        let error = page.fails(json!({ "type": "goto", "url": picture, "timeout_ms": 500 }), ErrorKind::Timeout).await;
        assert!(error.message.starts_with(&format!("{picture} did not load within 0.5 s")), "{error:?}");
        let busy = json!({ "type": "goto", "url": format!("{}/busy", site.url), "wait_until": "networkidle", "timeout_ms": 1_500 });
        let error = page.fails(busy, ErrorKind::Timeout).await;
        assert!(error.message.contains("did not stop requesting things within 1.5 s; wait until `load`"), "{error:?}");
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let before = site.told().len();
        page.step(json!({ "type": "reload", "hard": true, "wait_until": "domcontentloaded" })).await;
        assert!(site.told().len() > before);
        page.close().await;
    });
}

#[test]
fn content_is_set_where_the_page_is() {
    shared(async {
        let site = Site::start(&[("/", "<title>Start</title><p>old")]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "set_content", "html": "<title>New</title><button onclick=\"document.title='clicked'\">Go</button><img src=/slow>" },
            { "type": "expect", "target": { "text": "old" }, "to": "hidden" },
            { "type": "click", "target": { "role": "button", "name": "Go" } },
            { "type": "expect", "title": "clicked" },
            { "type": "expect", "url": "**/" },
            { "type": "set_content", "html": "<p>early</p><img src=/hang>", "wait_until": "domcontentloaded" },
            { "type": "expect", "target": { "text": "early" }, "to": "visible" },
        ]))
        .await;
        let error = page
            .fails(
                json!({ "type": "set_content", "html": "<img src='/hang?2'>", "timeout_ms": 400 }),
                ErrorKind::Timeout,
            )
            .await;
        assert!(error.message.contains("did not come as far as \"load\""), "{error:?}");
        page.close().await;
    });
}

#[test]
fn tabs_have_names_and_popups_are_waited_for() {
    const START: &str = r#"<title>Start</title><button onclick="setTimeout(() => window.open('/pay'), 300)">Pay</button>
      <button onclick="window.open('/help'); setTimeout(() => window.open('/pay'), 200)">Both</button>"#;
    shared(async {
        let site = Site::start(&[("/", START), ("/pay", "<title>Pay</title>"), ("/help", "<title>Help</title>")]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "switch_tab", "tab": 0, "alias": "shop" },
            { "type": "click", "target": { "role": "button", "name": "Pay" } },
            { "type": "wait_popup", "alias": "payment" },
            { "type": "expect", "title": "Pay" },
            { "type": "switch_tab", "tab": { "alias": "shop" } },
            { "type": "expect", "title": "Start" },
            { "type": "click", "target": { "role": "button", "name": "Both" } },
            { "type": "wait_popup", "url": "**/pay" },
            { "type": "expect", "title": "Pay" },
            { "type": "wait_popup" },
            { "type": "expect", "title": "Help" },
            { "type": "new_tab", "url": "/help", "alias": "mine" },
            { "type": "close_tab", "tab": { "alias": "payment" } },
            { "type": "expect", "title": "Help" },
            { "type": "switch_tab", "tab": { "alias": "shop" } },
        ]))
        .await;
        assert_eq!(page.driver.handle().tabs.len(), 4);
        assert_eq!(page.driver.handle().aliases.keys().collect::<Vec<_>>(), ["mine", "payment", "shop"]);
        let closed =
            page.fails(json!({ "type": "switch_tab", "tab": { "alias": "payment" } }), ErrorKind::NotFound).await;
        assert_eq!(closed.message, "The tab `payment` has been closed.");
        let unknown = page.fails(json!({ "type": "close_tab", "tab": { "alias": "chat" } }), ErrorKind::NotFound).await;
        assert!(
            unknown.message.starts_with("No tab is called `chat`") && unknown.candidates.contains(&"shop".into()),
            "{unknown:?}"
        );
        let none = page.fails(json!({ "type": "wait_popup", "timeout_ms": 300 }), ErrorKind::NotFound).await;
        assert!(none.message.starts_with("The page opened no tab within 0.3 s"), "{none:?}");
        page.close().await;
    });
}

#[test]
fn a_trial_click_checks_everything_and_does_nothing() {
    const PAGE: &str = r#"<button onclick="document.title='clicked'">Go</button><button disabled>Off</button><a href="/slow">Away</a>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        page.step(json!({ "type": "click", "target": { "role": "button", "name": "Go" }, "trial": true })).await;
        assert_eq!(page.js("return document.title").await, "");
        let off =
            json!({ "type": "click", "target": { "role": "button", "name": "Off" }, "trial": true, "timeout_ms": 300 });
        let error = page.fails(off, ErrorKind::NotActionable).await;
        assert!(error.message.contains("element is not enabled"), "{error:?}");
        page.step(json!({ "type": "click", "target": { "text": "Away" }, "no_wait_after": true })).await;
        page.step(json!({ "type": "expect", "title": "Slow" })).await;
        page.close().await;
    });
}

#[test]
fn the_mouse_goes_where_it_is_told() {
    let pane = format!(
        "<body style='margin:0'>{RECORD}<div id=pad style='width:400px;height:300px'></div><div style='height:3000px'></div>\
         <script>record('mousemove', 'mousedown', 'mouseup', 'click', 'dblclick', 'wheel')</script>"
    );
    shared(async {
        let site = Site::start(&[("/", &pane)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let lost = page.fails(json!({ "type": "mouse", "action": "down" }), ErrorKind::Refused).await;
        assert_eq!(lost.message, "The mouse has not been anywhere yet: give `x` and `y`, or a `target`.");
        page.steps(json!([
            { "type": "mouse", "action": "move", "x": 10, "y": 20 },
            { "type": "mouse", "action": "down" },
            { "type": "mouse", "action": "move", "x": 50, "y": 40, "steps": 2 },
            { "type": "mouse", "action": "up" },
        ]))
        .await;
        assert_eq!(
            seen(&mut page).await,
            [
                "mousemove 10 20",
                "mousedown 10 20",
                "mousemove 30 30",
                "mousemove 50 40",
                "mouseup 50 40",
                "click 50 40"
            ]
        );
        page.step(
            json!({ "type": "mouse", "action": "click", "target": { "css": "#pad" }, "x": 7, "y": 9, "count": 2 }),
        )
        .await;
        assert!(seen(&mut page).await.ends_with(&["dblclick 7 9".to_owned()]));
        page.step(json!({ "type": "mouse", "action": "wheel", "dy": 240 })).await;
        page.step(json!({ "type": "expect", "target": { "css": "#pad" }, "to": "in_viewport" })).await;
        page.step(
            json!({ "type": "evaluate", "js": "while (scrollY !== 240) await new Promise(requestAnimationFrame)" }),
        )
        .await;
        let still = page.fails(json!({ "type": "mouse", "action": "wheel" }), ErrorKind::Refused).await;
        assert!(still.message.contains("needs `dx` or `dy`"), "{still:?}");
        let gone = json!({ "type": "mouse", "action": "click", "target": { "css": "#none" }, "timeout_ms": 200 });
        page.fails(gone, ErrorKind::NotFound).await;
        page.close().await;
    });
}

#[test]
fn drags_follow_a_path_and_hovers_rest() {
    let canvas = format!(
        "<body style='margin:0'>{RECORD}<canvas id=c width=300 height=200 style='margin:20px;border:5px solid'></canvas>\
         <script>record('pointerdown', 'pointerup'); let moves = 0; c.onpointermove = e => {{ if (e.buttons) moves++ }}</script>"
    );
    shared(async {
        let site = Site::start(&[("/", &canvas)]).await;
        let mut page = page().await;
        let path = json!([{ "x": 10, "y": 10 }, { "x": 100, "y": 10 }, { "x": 100, "y": 90 }]);
        page.step(json!({ "type": "goto", "url": site.url })).await;
        page.step(json!({ "type": "drag", "from": { "css": "#c" }, "path": path, "steps": 4 })).await;
        // The padding box begins after 20 px of margin and 5 px of border.
        assert_eq!(seen(&mut page).await, ["pointerdown 35 35", "pointerup 125 115"]);
        assert_eq!(page.js("return moves").await, 8);
        page.step(json!({ "type": "drag", "path": path })).await;
        assert_eq!(seen(&mut page).await, ["pointerdown 10 10", "pointerup 100 90"]);
        let short = json!({ "type": "drag", "path": [{ "x": 1, "y": 1 }] });
        assert_eq!(
            page.fails(short, ErrorKind::Refused).await.message,
            "The `path` of a drag needs at least two points."
        );
        let began = std::time::Instant::now();
        page.step(json!({ "type": "hover", "target": { "css": "#c" }, "hold_ms": 300 })).await;
        assert!(began.elapsed().as_millis() >= 300);
        page.close().await;
    });
}

#[test]
fn files_are_dropped_on_the_page() {
    const PAGE: &str = r#"<div id=zone style="width:200px;height:100px" ondragover="event.preventDefault()">Drop here</div><p id=out></p>
      <script>zone.ondrop = async e => { e.preventDefault(); let all = e.isTrusted + ' ';
        for (const f of e.dataTransfer.files) all += `${f.name}:${f.type}:${await f.text()} `; out.textContent = all }</script>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "drop_files", "target": { "text": "Drop here" }, "files": [{ "name": "a.txt", "text": "one" }, { "name": "b.csv", "text": "1,2" }] },
            { "type": "expect", "target": { "css": "#out" }, "text": "true a.txt:text/plain:one b.csv:text/csv:1,2" },
        ]))
        .await;
        let empty = json!({ "type": "drop_files", "target": { "text": "Drop here" }, "files": [{ "name": "a.txt" }] });
        assert!(page.fails(empty, ErrorKind::Refused).await.message.contains("no content"));
        page.close().await;
    });
}

#[test]
fn scrolling_goes_by_pages_and_until_something_comes() {
    const PAGE: &str = r#"<ul id=list style="height:200px;overflow:auto;margin:0"></ul><script>
      let n = 0; const more = () => { for (let i = 0; i < 10 && n < 60; i++) list.insertAdjacentHTML('beforeend', `<li style="height:40px">Row ${++n}.`) };
      more(); list.onscroll = () => { if (list.scrollTop + 400 > list.scrollHeight) setTimeout(more, 50) }</script>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        page.step(json!({ "type": "scroll", "target": { "css": "#list" }, "direction": "down", "pages": 0.5 })).await;
        assert_eq!(page.js("return list.scrollTop").await, 100);
        let until = |text: &str, max: u32| json!({ "type": "scroll_until", "target": { "text": text }, "pane": { "css": "#list" }, "max": max, "timeout_ms": 20_000 });
        page.step(until("Row 47.", 50)).await;
        page.step(json!({ "type": "expect", "target": { "text": "Row 47." }, "to": "in_viewport" })).await;
        let error = page.fails(until("Row 99.", 50), ErrorKind::NotFound).await;
        assert!(error.message.starts_with("The end was reached after"), "{error:?}");
        page.step(json!({ "type": "reload" })).await;
        let error = page.fails(until("Row 60.", 2), ErrorKind::NotFound).await;
        assert_eq!(error.message, "There were 2 scrolls (`max`) without the element coming.");
        page.close().await;
    });
}

#[test]
fn keys_are_held_and_released() {
    let page_of_keys = format!(
        "{RECORD}<input id=i><form onsubmit=\"document.title = 'sent ' + q.value; return false\"><input id=q></form><script>record('keydown', 'keyup')</script>"
    );
    shared(async {
        let site = Site::start(&[("/", &page_of_keys)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "focus", "target": { "css": "#i" } },
            { "type": "key_down", "key": "Shift" },
            { "type": "press", "keys": "a" },
            { "type": "type", "text": "b" },
            { "type": "key_up", "key": "Shift" },
            { "type": "press", "keys": "c", "hold_ms": 60 },
        ]))
        .await;
        assert_eq!(page.js("return i.value").await, "ABc");
        assert_eq!(
            seen(&mut page).await,
            ["keydown Shift", "keydown A", "keyup A", "keydown B", "keyup B", "keyup Shift", "keydown c", "keyup c"]
        );
        page.step(json!({ "type": "type", "target": { "css": "#q" }, "text": "tea", "submit": true })).await;
        page.step(json!({ "type": "expect", "title": "sent tea" })).await;
        let two = page.fails(json!({ "type": "key_down", "key": "Control+A" }), ErrorKind::Refused).await;
        assert_eq!(two.message, "`Control+A` is more than one key; give each a step of its own.");
        page.fails(json!({ "type": "key_up", "key": "Nonsense" }), ErrorKind::Refused).await;
        page.close().await;
    });
}

#[test]
fn text_is_selected_copied_and_pasted() {
    const PAGE: &str = r#"<p id=code>Your code is <b>TEA-42</b>, keep it.</p><input id=i value="one two three"><textarea id=t></textarea>
      <div id=e contenteditable style="height:30px"></div><button onclick="navigator.clipboard.writeText('from the page')">Copy</button>
      <iframe src="/inner" id=f></iframe><p id=own tabindex=0 onpaste="this.textContent = event.clipboardData.getData('text')">paste here</p>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE), ("/inner", "<input id=x aria-label=Inner>")]).await;
        let mut page = page().await;
        let value = async |page: &mut driver_site::Page, step: Value| page.step(step).await.value.unwrap();
        page.step(json!({ "type": "goto", "url": site.url })).await;
        page.step(json!({ "type": "select_text", "target": { "css": "#code" }, "text": "is TEA-42" })).await;
        assert_eq!(page.js("return String(getSelection())").await, "is TEA-42");
        assert_eq!(value(&mut page, json!({ "type": "copy" })).await, "is TEA-42");
        page.step(json!({ "type": "paste", "target": { "css": "#t" } })).await;
        page.step(json!({ "type": "select_text", "target": { "css": "#i" }, "text": "two" })).await;
        page.step(json!({ "type": "type", "text": "2" })).await;
        assert_eq!(
            value(&mut page, json!({ "type": "copy", "target": { "css": "#i" }, "var": "x" })).await,
            "one 2 three"
        );
        page.step(json!({ "type": "paste", "target": { "css": "#e" }, "text": "pasted" })).await;
        page.step(json!({ "type": "paste", "target": { "css": "#own" }, "text": "by the page" })).await;
        page.step(
            json!({ "type": "paste", "target": { "label": "Inner", "frame": { "css": "#f" } }, "text": "in a frame" }),
        )
        .await;
        page.step(json!({ "type": "expect", "target": { "label": "Inner", "frame": { "css": "#f" } }, "value": "in a frame" })).await;
        assert_eq!(
            page.js("return [t.value, i.value, e.textContent, own.textContent]").await,
            json!(["is TEA-42", "one 2 three", "pasted", "by the page"])
        );
        page.step(json!({ "type": "clipboard", "action": "set", "text": "set by a step" })).await;
        assert_eq!(page.js("return navigator.clipboard.readText()").await, "set by a step");
        page.step(json!({ "type": "click", "target": { "role": "button", "name": "Copy" } })).await;
        assert_eq!(
            value(&mut page, json!({ "type": "clipboard", "action": "get", "var": "x" })).await,
            "from the page"
        );
        let part = json!({ "type": "select_text", "target": { "css": "#code" }, "text": "COFFEE", "timeout_ms": 200 });
        let error = page.fails(part, ErrorKind::NotFound).await;
        assert!(error.message.contains("has no text \"COFFEE\"") && error.actual.unwrap().contains("TEA-42"));
        page.step(json!({ "type": "evaluate", "js": "getSelection().empty(); document.activeElement.blur()" })).await;
        let error = page.fails(json!({ "type": "copy" }), ErrorKind::Refused).await;
        assert!(error.message.starts_with("Nothing is selected"), "{error:?}");
        let error = page.fails(json!({ "type": "paste", "text": "x" }), ErrorKind::NotActionable).await;
        assert!(error.message.starts_with("Nothing that takes text has the focus"), "{error:?}");
        page.close().await;
    });
}

const FORM: &str = r#"<form action=/echo method=post><label>Name <input name=name required></label><label>Age <input type=number name=age></label>
  <label>Born <input type=date name=born></label><label>Volume <input type=range name=volume max=10></label><label>Colour <input type=color name=colour></label>
  <label>Notes <textarea name=remarks></textarea></label><label><input type=checkbox name=news> News</label><label><input type=radio name=size value=l> Large</label>
  <label>Tea <select name=tea><option>Black<option value=g>Green</select></label>
  <label>Extras <select name=extras multiple><option selected>Milk<option selected>Sugar<option>Lemon</select></label><button name=by value=button>Send</button></form>
  <div id=rich contenteditable>old</div><p>no form</p>"#;

#[test]
fn a_form_is_filled_by_what_its_fields_are_and_sent() {
    shared(async {
        let site = Site::start(&[("/", FORM)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "fill", "target": { "css": "#rich" }, "value": "new" },
            { "type": "expect", "target": { "css": "#rich" }, "text": "new" },
            { "type": "set_checked", "target": { "label": "News" }, "checked": true },
            { "type": "set_checked", "target": { "label": "News" }, "checked": false },
            { "type": "select", "target": { "label": "Extras" }, "value": "Lemon", "mode": "add" },
            { "type": "select", "target": { "label": "Extras" }, "value": ["Milk"], "mode": "remove" },
        ]))
        .await;
        let options =
            page.step(json!({ "type": "extract", "target": { "label": "Tea" }, "what": "options", "var": "x" })).await;
        assert_eq!(
            options.value.unwrap(),
            json!([{ "value": "Black", "label": "Black", "selected": true, "disabled": false }, { "value": "g", "label": "Green", "selected": false, "disabled": false }])
        );
        let invalid =
            page.fails(json!({ "type": "submit", "target": { "css": "form" } }), ErrorKind::NotActionable).await;
        assert!(
            invalid.message.contains("The form was not sent: <input") && invalid.message.contains("is invalid: "),
            "{invalid:?}"
        );
        let outside =
            page.fails(json!({ "type": "submit", "target": { "text": "no form" } }), ErrorKind::NotActionable).await;
        assert!(outside.message.contains("is no form and in none"), "{outside:?}");
        page.step(json!({ "type": "fill_form", "submit": true, "fields": [
            { "target": { "label": "Name" }, "value": "Ada" },
            { "target": { "label": "Age" }, "value": 36 },
            { "target": { "label": "Born" }, "value": "1815-12-10" },
            { "target": { "label": "Volume" }, "value": "7" },
            { "target": { "label": "Colour" }, "value": "#AA00FF" },
            { "target": { "label": "Notes" }, "value": "two\nlines" },
            { "target": { "label": "News" }, "value": true },
            { "target": { "label": "Large" }, "value": true },
            { "target": { "label": "Tea" }, "value": "Green" },
        ] }))
        .await;
        let sent = "name=Ada&age=36&born=1815-12-10&volume=7&colour=%23aa00ff&remarks=two%0D%0Alines&news=on&size=l&tea=g&extras=Sugar&extras=Lemon&by=button";
        page.step(json!({ "type": "expect", "target": { "css": "#echo" }, "text": sent })).await;
        page.close().await;
    });
}

#[test]
fn fields_say_what_they_do_not_take() {
    shared(async {
        let site = Site::start(&[("/", FORM)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        for (label, value, kind, said) in [
            (
                "Born",
                json!("tomorrow"),
                ErrorKind::Refused,
                "Field 1 of 1: Malformed value \"tomorrow\" for input[type=date]",
            ),
            (
                "Volume",
                json!("loud"),
                ErrorKind::Refused,
                "Field 1 of 1: Malformed value \"loud\" for input[type=range]",
            ),
            ("News", json!("perhaps"), ErrorKind::Refused, "takes `true` or `false`, not \"perhaps\"."),
            ("Name", json!(["a"]), ErrorKind::Refused, "takes text, not [\"a\"]."),
            ("Tea", json!("Coffee"), ErrorKind::NotActionable, "has no option \"Coffee\""),
        ] {
            let step = json!({ "type": "fill_form", "fields": [{ "target": { "label": label }, "value": value }], "timeout_ms": 300 });
            let error = page.fails(step, kind).await;
            assert!(error.message.contains(said), "{label}: {error:?}");
        }
        let one = json!({ "type": "select", "target": { "label": "Tea" }, "value": "Green", "mode": "remove" });
        assert!(page.fails(one, ErrorKind::NotActionable).await.message.contains("takes one option only"));
        let box_less = json!({ "type": "set_checked", "target": { "label": "Name" }, "checked": true });
        assert!(page.fails(box_less, ErrorKind::NotActionable).await.message.contains("not a checkbox"));
        let no_list = json!({ "type": "extract", "target": { "label": "Name" }, "what": "options", "var": "x" });
        assert!(page.fails(no_list, ErrorKind::NotActionable).await.message.contains("is not a <select> element"));
        page.close().await;
    });
}
