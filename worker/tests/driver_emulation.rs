//! Devices, places, clocks, fingers, passkeys, in a real browser: what passes, and how it fails.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use driver_site::{Endpoint, Site, page, page_with, shared};
use flowtilla_shared::domain::{flow::Emulation, outcome::ErrorKind};
use flowtilla_worker::driver::{Browsers, ContextOptions};
use serde_json::{Value, json};

fn emulating(emulation: Value) -> ContextOptions {
    let emulation: Emulation = serde_json::from_value(emulation).unwrap();
    ContextOptions { emulate: Some(Box::new(emulation)), ..ContextOptions::default() }
}

/// What a page sees of where it is shown.
const FACE: &str = "return { agent: navigator.userAgent, mobile: navigator.userAgentData?.mobile, size: [innerWidth, innerHeight], screen: [screen.width, screen.height], \
    ratio: devicePixelRatio, touch: navigator.maxTouchPoints, language: navigator.language, number: (1234.5).toLocaleString(), \
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone, dark: matchMedia('(prefers-color-scheme: dark)').matches, \
    still: matchMedia('(prefers-reduced-motion: reduce)').matches, print: matchMedia('print').matches, \
    forced: matchMedia('(forced-colors: active)').matches, contrast: matchMedia('(prefers-contrast: more)').matches }";

#[test]
fn a_device_is_there_from_the_first_document_on() {
    const PAGE: &str = "<meta name=viewport content='width=device-width'><script>window.first = [innerWidth, devicePixelRatio, navigator.userAgent]</script>";
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page_with(emulating(json!({
            "device": "Pixel 7", "locale": "de-AT", "timezone": "Asia/Tokyo", "color_scheme": "dark", "reduced_motion": "reduce",
        })))
        .await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let first = page.js("return first").await;
        assert_eq!((first[0].clone(), first[1].clone()), (json!(412), json!(2.625)));
        let face = page.js(FACE).await;
        let agent = face["agent"].as_str().unwrap();
        assert!(agent.contains("Android 14; Pixel 7") && !agent.contains("{chrome}") && agent == first[2], "{agent}");
        assert_eq!(
            (
                face["screen"].clone(),
                face["touch"].clone(),
                face["language"].clone(),
                face["number"].clone(),
                face["zone"].clone()
            ),
            (json!([412, 915]), json!(5), json!("de-AT"), json!("1\u{a0}234,5"), json!("Asia/Tokyo"))
        );
        assert_eq!(
            (face["dark"].clone(), face["still"].clone(), face["print"].clone()),
            (json!(true), json!(true), json!(false))
        );
        // A new tab is the same device.
        page.step(json!({ "type": "new_tab", "url": "/" })).await;
        assert_eq!(page.js("return first").await, first);
        page.close().await;
    });
}

#[test]
fn a_step_changes_the_emulation_and_takes_it_back() {
    shared(async {
        let site = Site::start(&[("/", "<p>page")]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let before = page.js(FACE).await;
        page.step(json!({ "type": "emulate", "viewport": { "width": 700, "height": 500 }, "device_scale_factor": 1.5, "user_agent": "Teapot/1.0",
            "locale": "fr-FR", "timezone": "America/New_York", "color_scheme": "dark", "forced_colors": "active", "contrast": "more",
            "media": "print", "cpu_throttle": 2, "touch": true })).await;
        page.step(json!({ "type": "reload" })).await;
        let face = page.js(FACE).await;
        assert_eq!(
            face,
            json!({ "agent": "Teapot/1.0", "mobile": false, "size": [700, 500], "screen": [700, 500], "ratio": 1.5, "touch": 5, "language": "fr-FR",
                "number": "1\u{202f}234,5", "zone": "America/New_York", "dark": true, "still": false, "print": true, "forced": true, "contrast": true })
        );
        page.step(json!({ "type": "set_viewport", "width": 900, "height": 400, "device_scale_factor": 2 })).await;
        assert_eq!(page.js("return [innerWidth, innerHeight, devicePixelRatio]").await, json!([900, 400, 2]));
        page.step(json!({ "type": "emulate", "reset": true })).await;
        page.step(json!({ "type": "reload" })).await;
        let mut after = page.js(FACE).await;
        after["screen"] = before["screen"].clone();
        assert_eq!(after, before);
        page.close().await;
    });
}

#[test]
fn an_emulation_that_makes_no_sense_is_refused() {
    shared(async {
        let site = Site::start(&[("/", "<p>page")]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let error = page.fails(json!({ "type": "emulate", "timezone": "Mars/Base" }), ErrorKind::Refused).await;
        assert_eq!(error.message, "\"Mars/Base\" is no time zone; write a name such as Europe/Vienna or UTC");
        let error = page.fails(json!({ "type": "emulate", "locale": "!!" }), ErrorKind::Refused).await;
        assert_eq!(error.message, "`!!` is no locale; write a language, or language and region, e.g. `de-AT`.");
        page.close().await;
        let mut page = page_with(emulating(json!({ "timezone": "Nowhere" }))).await;
        let error = page.fails(json!({ "type": "goto", "url": site.url }), ErrorKind::Refused).await;
        assert!(error.message.contains("\"Nowhere\" is no time zone"), "{error:?}");
        page.close().await;
    });
}

#[test]
fn the_page_is_where_the_flow_says() {
    const ASK: &str = "return new Promise(done => navigator.geolocation.getCurrentPosition(p => done([p.coords.latitude, p.coords.longitude, p.coords.accuracy]), e => done(e.code)))";
    shared(async {
        let site = Site::start(&[("/", "<p>page")]).await;
        let mut page = page_with(emulating(json!({ "geolocation": { "latitude": 48.2, "longitude": 16.4 } }))).await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        assert_eq!(page.js(ASK).await, json!([48.2, 16.4, 0]));
        page.step(json!({ "type": "emulate", "geolocation": { "latitude": -1, "longitude": 2, "accuracy": 30 } }))
            .await;
        assert_eq!(page.js(ASK).await, json!([-1, 2, 30]));
        page.close().await;
    });
}

#[test]
fn the_clock_is_turned_as_playwright_turns_it() {
    const PAGE: &str = "<p id=t></p><script>window.fired = []; setInterval(() => fired.push(Date.now()), 60_000); setTimeout(() => fired.push('late'), 3_600_000);\
        const show = () => { t.textContent = new Date().toISOString(); requestAnimationFrame(show) }; show()</script><iframe src=/inner></iframe>";
    shared(async {
        let site = Site::start(&[("/", PAGE), ("/inner", "<p>inner</p>")]).await;
        let mut page = page_with(emulating(json!({ "clock": "2026-01-01T10:00:00Z" }))).await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let now = "return new Date().toISOString().slice(0, 16)";
        assert_eq!(page.js(now).await, "2026-01-01T10:00");
        page.step(json!({ "type": "clock", "pause": "2026-01-01T12:00:00Z" })).await;
        assert_eq!(page.js("return new Date().toISOString()").await, "2026-01-01T12:00:00.000Z");
        // Two hours at once: every timer that was due has fired once.
        assert_eq!(page.js("return fired.splice(0).length").await, 2);
        page.step(json!({ "type": "clock", "run_for": "05:00" })).await;
        assert_eq!(page.js("return fired.splice(0).length").await, 5);
        page.step(json!({ "type": "clock", "fast_forward": "01:00:00" })).await;
        assert_eq!(
            page.js("return [fired.splice(0).length, new Date().toISOString()]").await,
            json!([1, "2026-01-01T13:05:00.000Z"])
        );
        // The next document goes on from there, in frames as well.
        page.step(json!({ "type": "goto", "url": "/?again" })).await;
        assert_eq!(page.js(now).await, "2026-01-01T13:05");
        let inner = json!({ "type": "evaluate", "js": "return el.ownerDocument.defaultView.Date.now()", "target": { "text": "inner", "frame": { "css": "iframe" } } });
        assert_eq!(page.step(inner).await.value.unwrap(), page.js("return Date.now()").await);
        page.step(json!({ "type": "clock", "fix": "2030-05-05" })).await;
        assert_eq!(page.js("return Date.now()").await, 1_904_169_600_000_u64);
        page.step(json!({ "type": "clock", "set": "2031-01-01T00:00:00Z" })).await;
        page.step(json!({ "type": "clock", "resume": true })).await;
        page.step(json!({ "type": "evaluate", "js": "const at = Date.now(); while (Date.now() < at + 50) await new Promise(r => setTimeout(r, 5))" })).await;
        assert_eq!(page.js("return new Date().getUTCFullYear()").await, 2031);

        let error = page.fails(json!({ "type": "clock", "set": "half past tea" }), ErrorKind::Refused).await;
        assert!(error.message.starts_with("\"half past tea\" is no date that JavaScript reads"), "{error:?}");
        let error = page.fails(json!({ "type": "clock", "fast_forward": "soon" }), ErrorKind::Refused).await;
        assert!(error.message.starts_with("`soon` is no length of time; write `05:00`"), "{error:?}");
        let error = page.fails(json!({ "type": "clock", "pause": "2020-01-01" }), ErrorKind::Script).await;
        assert!(error.message.contains("Cannot fast-forward to the past"), "{error:?}");
        page.close().await;
    });
}

/// Keeps touches, with the number of fingers and where the first one is.
const TOUCHED: &str = "<body style='margin:0;height:3000px'><div id=pad style='width:300px;height:300px;touch-action:none'></div><button style='height:40px'>Menu</button>\
    <script>const seen = []; for (const type of ['touchstart', 'touchmove', 'touchend', 'click']) addEventListener(type, e => { \
      const at = e.touches?.[0]; seen.push([type, e.touches?.length, at && Math.round(at.clientX), at && Math.round(at.clientY)].filter(x => x !== undefined).join(' ')) }, true);\
      let span = []; pad.addEventListener('touchmove', e => { if (e.touches.length > 1) span.push(Math.abs(e.touches[0].clientX - e.touches[1].clientX)) })</script>";

#[test]
fn fingers_tap_hold_swipe_and_pinch() {
    shared(async {
        let site = Site::start(&[("/", TOUCHED)]).await;
        let mut page =
            page_with(emulating(json!({ "touch": true, "viewport": { "width": 400, "height": 700 } }))).await;
        let seen = "return seen.splice(0)";
        page.step(json!({ "type": "goto", "url": site.url })).await;
        page.step(json!({ "type": "tap", "target": { "role": "button" }, "position": { "x": 5, "y": 5 } })).await;
        page.step(json!({ "type": "evaluate", "js": "while (!seen.includes('click')) await new Promise(requestAnimationFrame)" })).await;
        let tapped = page.js(seen).await;
        assert_eq!((tapped[0].as_str().unwrap(), tapped[1].as_str().unwrap()), ("touchstart 1 7 307", "touchend 0"));
        let began = std::time::Instant::now();
        page.step(json!({ "type": "tap", "target": { "css": "#pad" }, "hold_ms": 600 })).await;
        assert!(began.elapsed().as_millis() >= 600);
        page.js(seen).await;
        page.step(json!({ "type": "tap", "target": { "css": "#pad" }, "trial": true })).await;
        assert_eq!(page.js(seen).await, json!([]));
        page.step(json!({ "type": "swipe", "target": { "css": "#pad" }, "direction": "left", "distance": 100 })).await;
        let swiped = page.js(seen).await;
        assert_eq!(swiped[0], "touchstart 1 200 150");
        assert!(swiped.as_array().unwrap().iter().any(|e| e == "touchmove 1 100 150"), "{swiped}");
        page.step(json!({ "type": "swipe", "from": { "x": 200, "y": 600 }, "to": { "x": 200, "y": 400 } })).await;
        page.step(
            json!({ "type": "evaluate", "js": "while (scrollY < 100) await new Promise(requestAnimationFrame)" }),
        )
        .await;
        page.step(json!({ "type": "scroll", "to": "top" })).await;
        page.step(json!({ "type": "pinch", "target": { "css": "#pad" }, "scale": 2 })).await;
        let span = page.js("return span").await;
        let (first, last) = (span[0].as_f64().unwrap(), span.as_array().unwrap().last().unwrap().as_f64().unwrap());
        assert!(first < last && (last - 240.0).abs() < 2.0, "{span}");
        let covered = json!({ "type": "tap", "target": { "css": "#none" }, "timeout_ms": 200 });
        page.fails(covered, ErrorKind::NotFound).await;
        page.close().await;
    });
}

#[test]
fn fingers_need_a_touch_screen() {
    shared(async {
        let site = Site::start(&[("/", TOUCHED)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        for step in [
            json!({ "type": "tap", "target": { "css": "#pad" } }),
            json!({ "type": "swipe", "direction": "up" }),
            json!({ "type": "pinch", "scale": 0.5 }),
        ] {
            let error = page.fails(step, ErrorKind::Refused).await;
            assert!(
                error.message.starts_with("The page has no touch screen: give the flow `emulate: { touch: true }`"),
                "{error:?}"
            );
        }
        page.close().await;
    });
}

#[test]
fn a_virtual_authenticator_makes_and_uses_passkeys() {
    const MAKE: &str = "window.made = await navigator.credentials.create({ publicKey: { challenge: new Uint8Array(16), rp: { name: 'Shop' }, \
        user: { id: new Uint8Array(4), name: 'ada', displayName: 'Ada' }, pubKeyCredParams: [{ type: 'public-key', alg: -7 }], timeout: 1_000, \
        authenticatorSelection: { residentKey: 'required' } } }); return made.type";
    const USE: &str = "const got = await navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16), timeout: 1_000 } }); return got.id === made.id";
    shared(async {
        let site = Site::start(&[("/", "<p>page")]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.other })).await;
        page.step(json!({ "type": "webauthn", "action": "add" })).await;
        assert_eq!(page.js(MAKE).await, "public-key");
        assert_eq!(page.js(USE).await, true);
        page.step(json!({ "type": "webauthn", "action": "remove" })).await;
        let error = page.fails(json!({ "type": "webauthn", "action": "remove" }), ErrorKind::Refused).await;
        assert_eq!(error.message, "This tab has no virtual authenticator; a step `webauthn: add` must come before.");
        page.close().await;
    });
}

#[test]
fn plain_webdriver_says_what_it_cannot_do() {
    shared(async {
        let endpoint = Endpoint::start();
        let browsers = Browsers::start_without_sockets(endpoint.settings()).await.unwrap();
        let mut page = driver_site::Page { driver: browsers.open(&ContextOptions::default()).await.unwrap() };
        let site = Site::start(&[("/", FORM)]).await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        for (step, what) in [
            (json!({ "type": "emulate", "color_scheme": "dark" }), "Emulation"),
            (json!({ "type": "mouse", "action": "wheel", "dy": 5 }), "Turning the mouse wheel"),
            (json!({ "type": "clock", "install": "2026-01-01" }), "The fake clock"),
            (json!({ "type": "webauthn", "action": "add" }), "A virtual authenticator"),
            (json!({ "type": "stop_loading" }), "To stop loading"),
            (json!({ "type": "goto", "url": site.url, "wait_until": "commit" }), "`wait_until`, `referer` and `hard`"),
        ] {
            let error = page.fails(step, ErrorKind::Refused).await;
            assert_eq!(error.message, format!("{what} needs Chromium's socket, which this session does not have."));
        }
        // What needs no socket works there, too.
        page.steps(json!([
            { "type": "fill_form", "fields": [{ "target": { "label": "Name" }, "value": "Ada" }, { "target": { "label": "News" }, "value": true }] },
            { "type": "copy", "target": { "label": "Name" } },
            { "type": "paste", "target": { "label": "Notes" } },
            { "type": "expect", "target": { "label": "Notes" }, "value": "Ada" },
            { "type": "mouse", "action": "click", "target": { "label": "News" } },
            { "type": "expect", "target": { "label": "News" }, "to": "unchecked" },
        ]))
        .await;
        page.close().await;
        browsers.shutdown().await;
    });
}

const FORM: &str =
    "<label>Name <input></label><label>Notes <textarea></textarea></label><label><input type=checkbox> News</label>";
