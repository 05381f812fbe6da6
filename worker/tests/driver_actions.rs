//! Every kind of step that acts on one page, in a real browser.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use driver_site::{Site, page, shared};
use flowtilla_shared::domain::outcome::ErrorKind;
use serde_json::json;

const LOGIN: &str = r#"<!doctype html><title>Sign in</title>
<form action=/echo method=post>
  <label>User name <input name=user></label>
  <label>Password <input name=password type=password></label>
  <label><input type=checkbox name=stay value=yes> Stay signed in</label>
  <label>Country <select name=country><option value=at>Austria<option value=nl>Netherlands</select></label>
  <button>Sign in</button>
</form>"#;

#[test]
fn a_form_is_filled_and_sent() {
    shared(async {
        let site = Site::start(&[("/", LOGIN)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "expect", "title": "Sign in" },
            { "type": "fill", "target": { "label": "User name" }, "value": "ada" },
            { "type": "fill", "target": { "label": "Password" }, "value": "secret & more" },
            { "type": "check", "target": { "label": "Stay signed in" } },
            { "type": "select", "target": { "label": "Country" }, "value": "Netherlands" },
            { "type": "click", "target": { "role": "button", "name": "Sign in" } },
            { "type": "expect", "url": "**/echo" },
            { "type": "expect", "target": { "css": "#echo" }, "text": "user=ada&password=secret+%26+more&stay=yes&country=nl" },
        ]))
        .await;
        assert_eq!(page.driver.location(), (format!("{}/echo", site.url), "Echo".into()));
        page.close().await;
    });
}

#[test]
fn more_than_one_match_is_ambiguous() {
    shared(async {
        let site = Site::start(&[("/", "<button>Save</button><button>Save as</button>")]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let click = json!({ "type": "click", "target": { "role": "button", "name": "Save" } });
        let error = page.fails(click, ErrorKind::Ambiguous).await;
        assert_eq!(error.candidates.len(), 2, "{error:?}");
        page.step(json!({ "type": "click", "target": { "role": "button", "name": "Save", "exact": true } })).await;
        page.close().await;
    });
}

#[test]
fn a_missing_target_is_not_found_at_the_deadline_with_a_log() {
    shared(async {
        let site = Site::start(&[("/", "<button>Save as</button>")]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let began = std::time::Instant::now();
        let click = json!({ "type": "click", "target": { "role": "button", "name": "Open" }, "timeout_ms": 600 });
        let error = page.fails(click, ErrorKind::NotFound).await;
        assert!(began.elapsed().as_millis() >= 550 && began.elapsed().as_millis() < 2_000, "{:?}", began.elapsed());
        assert!(error.log.iter().any(|l| l.contains("waiting for")), "{error:?}");
        page.close().await;
    });
}

#[test]
fn clicks_reach_hard_targets() {
    const PAGE: &str = r#"<style>#moving { position: relative; animation: move .4s linear } @keyframes move { from { left: 0 } to { left: 300px } }
        #cover { position: fixed; inset: 0; background: #fff8 } #below { margin-top: 3000px }</style>
      <button id=moving onclick="told('moving')">Moving</button>
      <button id=late disabled onclick="told('late')">Late</button>
      <button id=below onclick="told('below')">Below</button>
      <button id=twice ondblclick="told('double')">Twice</button>
      <button id=context oncontextmenu="told('context'); return false">Context</button>
      <button id=mods onclick="told([event.shiftKey, event.ctrlKey].join())">Modifiers</button>
      <div id=cover></div><p id=told></p>
      <script>function told(what) { document.getElementById('told').textContent += what + ' ' }
        setTimeout(() => late.disabled = false, 300); setTimeout(() => cover.remove(), 300);
        setInterval(() => { const b = context.cloneNode(true); context.replaceWith(b) }, 50)</script>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "click", "target": { "role": "button", "name": "Moving" } },
            { "type": "click", "target": { "role": "button", "name": "Late" } },
            { "type": "click", "target": { "role": "button", "name": "Below" } },
            { "type": "click", "target": { "role": "button", "name": "Twice" }, "count": 2 },
            { "type": "click", "target": { "role": "button", "name": "Context" }, "button": "right" },
            { "type": "click", "target": { "role": "button", "name": "Modifiers" }, "modifiers": ["Shift", "Control"] },
        ]))
        .await;
        assert_eq!(page.text("#told").await, "moving late below double context true,true");
        page.close().await;
    });
}

#[test]
fn a_covered_button_is_not_actionable() {
    const PAGE: &str = "<button onclick=\"document.title='clicked'\">Pay</button><div id=overlay style='position:fixed;inset:0'></div>";
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let click = json!({ "type": "click", "target": { "role": "button" }, "timeout_ms": 700 });
        let error = page.fails(click, ErrorKind::NotActionable).await;
        assert!(format!("{error:?}").contains("overlay"), "{error:?}");
        assert_eq!(page.js("return document.title").await, "");
        page.close().await;
    });
}

#[test]
fn keys_and_typing_are_trusted_input() {
    const PAGE: &str = r#"<input id=a value="old text"><textarea id=t></textarea><input type=date id=d><div id=e contenteditable>edit</div>
      <p id=log></p><script>a.addEventListener('keydown', e => log.textContent += `${e.key}/${e.code}/${e.isTrusted} `)</script>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "press", "target": { "css": "#a" }, "keys": "Control+A" },
            { "type": "type", "text": "Hé" },
            { "type": "press", "keys": "ArrowLeft", "repeat": 2 },
            { "type": "press", "keys": "Shift+x" },
            { "type": "fill", "target": { "css": "#t" }, "value": "two\nlines" },
            { "type": "type", "target": { "css": "#t" }, "text": "Z", "delay": 5 },
            { "type": "fill", "target": { "css": "#d" }, "value": "2026-11-20" },
            { "type": "fill", "target": { "css": "#e" }, "value": "new" },
        ]))
        .await;
        assert_eq!(
            page.js("return [a.value, t.value, d.value, e.textContent]").await,
            json!(["XHé", "two\nlinesZ", "2026-11-20", "new"])
        );
        let log = page.text("#log").await;
        assert!(log.starts_with("Control/ControlLeft/true A/KeyA/true H/KeyH/true ArrowLeft/ArrowLeft/true"), "{log}");
        page.step(json!({ "type": "clear", "target": { "css": "#t" } })).await;
        assert_eq!(page.js("return t.value").await, "");
        let error = page.fails(json!({ "type": "press", "keys": "Control+Nonsense" }), ErrorKind::Refused).await;
        assert!(error.message.contains("Nonsense"));
        page.close().await;
    });
}

#[test]
fn boxes_focus_hover_and_scroll_do_what_they_say() {
    const PAGE: &str = r#"<style>#menu { display: none } #hover:hover + #menu { display: block } #far { margin-top: 4000px }</style>
      <input type=checkbox id=c checked> <input type=radio name=r id=r1> <span role=switch aria-checked=false tabindex=0 id=s
      onclick="this.setAttribute('aria-checked', this.getAttribute('aria-checked') !== 'true')">switch</span>
      <a id=hover href=#>Menu</a><div id=menu>open</div><input id=f onfocus="document.title='focused'" onblur="document.title='blurred'">
      <p id=far>far away</p>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "uncheck", "target": { "css": "#c" } },
            { "type": "uncheck", "target": { "css": "#c" } },
            { "type": "check", "target": { "css": "#r1" } },
            { "type": "check", "target": { "role": "switch" } },
            { "type": "hover", "target": { "css": "#hover" } },
            { "type": "expect", "target": { "css": "#menu" }, "to": "visible" },
            { "type": "focus", "target": { "css": "#f" } },
            { "type": "expect", "title": "focused" },
            { "type": "blur", "target": { "css": "#f" } },
            { "type": "expect", "title": "blurred" },
            { "type": "expect", "target": { "css": "#far" }, "to": "in_viewport", "not": true },
            { "type": "scroll", "target": { "css": "#far" } },
            { "type": "expect", "target": { "css": "#far" }, "to": "in_viewport" },
            { "type": "scroll", "to": "top" },
        ]))
        .await;
        assert_eq!(
            page.js("return [c.checked, r1.checked, s.getAttribute('aria-checked'), scrollY]").await,
            json!([false, true, "true", 0])
        );
        page.step(json!({ "type": "scroll", "direction": "down", "amount": 250 })).await;
        assert_eq!(page.js("return scrollY").await, 250);
        page.close().await;
    });
}

#[test]
fn both_kinds_of_drag_work() {
    const PAGE: &str = r#"<style>div { width: 100px; height: 60px; border: 1px solid; user-select: none }</style>
      <div id=from draggable=true ondragstart="event.dataTransfer.setData('text', 'tea')">html5</div>
      <div id=to ondragover="event.preventDefault()" ondrop="event.preventDefault(); this.textContent = event.dataTransfer.getData('text')">to</div>
      <div id=knob style="position:relative;left:0">pointer</div><div id=goal style="margin-left:300px">goal</div>
      <script>let held = false;
        knob.onpointerdown = () => held = true;
        document.onpointermove = e => { if (held) knob.dataset.moves = +(knob.dataset.moves || 0) + 1 };
        document.onpointerup = e => { if (held && e.target === goal) goal.textContent = 'dropped'; held = false }</script>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "drag", "from": { "css": "#from" }, "to": { "css": "#to" } },
            { "type": "expect", "target": { "css": "#to" }, "text": "tea" },
            { "type": "drag", "from": { "css": "#knob" }, "to": { "css": "#goal" }, "steps": 8 },
            { "type": "expect", "target": { "css": "#goal" }, "text": "dropped" },
        ]))
        .await;
        assert_eq!(page.js("return knob.dataset.moves").await, "8");
        page.close().await;
    });
}

#[test]
fn files_are_uploaded() {
    const PAGE: &str = r#"<input type=file id=one><input type=file multiple id=many><p id=out></p>
      <script>for (const i of [one, many]) i.onchange = async () => { let all = '';
        for (const f of i.files) all += `${f.name}:${f.type}:${await f.text()} `; out.textContent = all }</script>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "on disk").unwrap();
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "upload", "target": { "css": "#one" }, "files": [{ "name": "note.txt", "text": "hello" }] },
            { "type": "expect", "target": { "css": "#out" }, "text": "note.txt:text/plain:hello" },
            { "type": "upload", "target": { "css": "#many" }, "files": [
                { "name": "a.bin", "base64": "AQID" }, { "name": "../a.bin", "path": file.path() }] },
            { "type": "expect", "target": { "css": "#out" }, "text": { "contains": "a.bin:application/octet-stream:on disk" } },
            { "type": "upload", "target": { "css": "#one" }, "files": [{ "name": "x.dat", "media_type": "image/tea", "text": "leaf" }] },
            { "type": "expect", "target": { "css": "#out" }, "text": "x.dat:image/tea:leaf" },
        ]))
        .await;
        let error = page
            .fails(
                json!({ "type": "upload", "target": { "css": "#one" }, "files": [{ "name": "x" }] }),
                ErrorKind::Refused,
            )
            .await;
        assert!(error.message.contains("no content"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn scripts_and_extraction_give_values() {
    const PAGE: &str = r#"<ul><li>one<li>two</ul><a href="/x?id=42">Order no. 17</a><input value=v id=i>"#;
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let link = json!({ "role": "link" });
        for (what, name, matches, target, wanted) in [
            ("text", None, None, &link, json!("Order no. 17")),
            ("text", None, Some("no\\. (\\d+)"), &link, json!("17")),
            ("attribute", Some("href"), None, &link, json!("/x?id=42")),
            ("value", None, None, &json!({ "css": "#i" }), json!("v")),
            ("count", None, None, &json!({ "role": "listitem" }), json!(2)),
            ("list", None, None, &json!({ "role": "listitem" }), json!(["one", "two"])),
        ] {
            let step = json!({ "type": "extract", "target": target, "what": what, "name": name, "matches": matches, "var": "x" });
            assert_eq!(page.step(step.clone()).await.value.unwrap(), wanted, "{step}");
        }
        let step = json!({ "type": "evaluate", "js": "await null; return el.value + args.plus", "args": { "plus": "+" }, "target": { "css": "#i" } });
        assert_eq!(page.step(step).await.value.unwrap(), "v+");
        let error =
            page.fails(json!({ "type": "evaluate", "js": "throw new TypeError('bad leaf')" }), ErrorKind::Script).await;
        assert!(error.message.contains("bad leaf"), "{error:?}");
        page.fails(json!({ "type": "evaluate", "js": "return ((" }), ErrorKind::Script).await;
        page.fails(
            json!({ "type": "evaluate", "js": "await new Promise(() => 0)", "timeout_ms": 300 }),
            ErrorKind::Timeout,
        )
        .await;
        page.close().await;
    });
}

#[test]
fn pictures_are_of_the_page_the_whole_page_or_an_element() {
    const PAGE: &str = "<body style='margin:0'><div style='height:2000px'></div><p id=p style='width:200px;height:50px;margin:0'>small</p>";
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        assert_eq!(page.picture_size(json!({ "type": "screenshot" })).await, (1280, 720));
        let (_, height) = page.picture_size(json!({ "type": "screenshot", "full_page": true })).await;
        assert!(height >= 2050, "{height}");
        let clip = json!({ "type": "screenshot", "target": { "css": "#p" }, "mask": [{ "css": "#p" }] });
        assert_eq!(page.picture_size(clip).await, (200, 50));
        assert_eq!(page.js("return document.querySelectorAll('#__flowtilla_mask').length").await, 0);
        let soon = std::time::Instant::now() + std::time::Duration::from_secs(3);
        assert!(page.driver.picture(soon).await.is_some_and(|p| p.bytes.len() > 1_000));
        assert!(page.driver.outline(soon).await.is_some_and(|o| o.contains("small")));
        page.close().await;
    });
}

#[test]
fn assertions_wait_and_say_what_was_there() {
    const PAGE: &str = "<p id=p>before</p><script>setTimeout(() => p.textContent = 'after', 300)</script>";
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "expect", "target": { "css": "#p" }, "text": "after" },
            { "type": "expect", "target": { "css": "#missing" }, "to": "hidden" },
            { "type": "expect", "target": { "css": "p" }, "count": { "min": 1 } },
            { "type": "wait_for", "target": { "css": "#missing" }, "state": "detached" },
            { "type": "wait_url", "url": "**/" },
        ]))
        .await;
        let error = page
            .fails(
                json!({ "type": "expect", "target": { "css": "#p" }, "text": "never", "timeout_ms": 300 }),
                ErrorKind::Assertion,
            )
            .await;
        assert!(error.actual.as_deref().is_some_and(|a| a.contains("after")), "{error:?}");
        page.fails(json!({ "type": "wait_url", "url": "**/never", "timeout_ms": 300 }), ErrorKind::Timeout).await;
        page.close().await;
    });
}
