//! Locators in a real browser: every strategy and composition, frames by name and address, closed shadow roots, what is
//! said when nothing matches, and the locators that are suggested.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use driver_site::{Endpoint, Page, Site, page, page_with, shared};
use flowtilla_shared::domain::{
    flow::{Position, Target},
    outcome::{ErrorKind, StepError},
};
use flowtilla_worker::driver::{Browsers, ContextOptions, Inspect, Inspected, Progress};
use serde_json::{Value, json};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const PAGE: &str = r##"<!doctype html><title>Locators</title><style>.g { position: absolute; width: 40px; height: 20px }</style>
<form id=login><label>User <input id=user name=user value=ada></label><button id=go value=send type=button>Go</button><button disabled type=button>Late</button></form>
<p><a href="#a">Terms</a> <a href="#b">Terms and more</a></p>
<ul data-component=Menu><li data-qa=one>One</li><li data-testid=two class=b>Two</li><li class="b c">Three</li></ul>
<div class=g style="left:100px;top:300px">A</div><div class=g style="left:200px;top:300px">B</div><div class=g style="left:100px;top:400px">D</div>"##;

/// A short time for what must fail.
const SOON: u64 = 400;

async fn suggest(page: &mut Page, what: Inspect) -> Result<Vec<Inspected>, StepError> {
    let mut progress = Progress {
        deadline: Instant::now() + Duration::from_secs(5),
        log: Vec::new(),
        gate: Arc::new(driver_site::Open),
        explain: true,
    };
    page.driver.suggest(&what, &mut progress).await
}

fn target(value: Value) -> Box<Target> {
    Box::new(serde_json::from_value(value).unwrap())
}

#[test]
fn every_strategy_and_composition_finds_its_element() {
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        for (target, text) in [
            (json!({ "value": "send" }), "Go"),
            (json!({ "id": "go" }), "Go"),
            (json!({ "link_text": "Terms" }), "Terms"),
            (json!({ "partial_link_text": "and more" }), "Terms and more"),
            (json!({ "css": "li", "within": { "component": "Menu" }, "first": true }), "One"),
            (json!({ "css": "li", "last": true }), "Three"),
            (json!({ "css": "li", "and": { "css": ".c" } }), "Three"),
            (json!({ "id": "gone", "or": { "testid": "two" } }), "Two"),
            (json!({ "role": "button", "enabled_only": true }), "Go"),
            (json!({ "xy": { "x": 110, "y": 310 } }), "A"),
            (json!({ "css": ".g", "right_of": { "css": ":text-is('A')" } }), "B"),
            (json!({ "css": ".g", "left_of": { "css": ":text-is('B')" }, "px": 100, "first": true }), "A"),
            (json!({ "css": ".g", "above": { "css": ":text-is('D')" }, "first": true }), "A"),
            (json!({ "css": ".g", "below": { "css": ":text-is('A')" } }), "D"),
            (json!({ "css": ".g", "near": { "css": ":text-is('A')" }, "px": 70 }), "B"),
            (json!({ "css": ":nth-match(li, 2)" }), "Two"),
            (json!({ "any_of": [{ "role": "link", "name": "Gone" }, { "css": "li" }, { "id": "go" }] }), "Go"),
        ] {
            page.step(json!({ "type": "expect", "target": target, "text": text })).await;
        }
        page.step(json!({ "type": "fill", "target": { "name_attr": "user" }, "value": "bob" })).await;
        page.step(json!({ "type": "expect", "target": { "value": "bob" }, "value": "bob" })).await;
        page.step(json!({ "type": "click", "target": "xy=110,310" })).await;
        page.close().await;
    });
}

#[test]
fn every_strategy_and_composition_tells_why_it_finds_nothing() {
    shared(async {
        let site = Site::start(&[("/", PAGE)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        for (target, hint) in [
            (json!({ "value": "sent" }), "has the value \"send\""),
            (json!({ "id": "goo" }), "has the id \"go\""),
            (json!({ "name_attr": "usr" }), "has the name attribute \"user\""),
            (json!({ "link_text": "Term" }), "has the link text \"Terms\""),
            (json!({ "partial_link_text": "terms and" }), "has the link text \"Terms and more\""),
            (json!({ "component": "Menue" }), "has the component \"Menu\""),
            (json!({ "xy": { "x": 9000, "y": 10 } }), "the viewport is 1280 × 720 CSS pixels"),
            (json!({ "css": "li", "and": { "css": ".x" } }), "3 elements matched before `and` let none through"),
            (json!({ "css": "li", "right_of": { "id": "go" } }), "before `right_of` let none through"),
            (json!({ "css": "li", "near": { "id": "go" }, "px": 1 }), "before `near` let none through"),
            (
                json!({ "role": "button", "name": "Late", "enabled_only": true }),
                "before `enabled_only` let none through",
            ),
            (json!({ "any_of": [{ "id": "x" }, { "id": "y" }] }), "candidate 2, id=y, matches nothing"),
        ] {
            let step = json!({ "type": "click", "target": target, "timeout_ms": SOON });
            let error = page.fails(step, ErrorKind::NotFound).await;
            assert!(error.candidates.join("\n").contains(hint), "{hint:?} is not in {:#?}", error.candidates);
        }
        let several = json!({ "type": "click", "target": { "id": "go", "or": { "css": "li" } } });
        let error = page.fails(several, ErrorKind::Ambiguous).await;
        assert_eq!(
            error.message,
            "id=go or (css=li) matches 4 elements, it must match one; narrow it with `within`, `has_text`, `exact` or `nth`"
        );
        assert!(error.candidates[0].ends_with("→ role=button[name='Go']"), "{error:#?}");
        page.close().await;
    });
}

#[test]
fn test_and_component_attributes_can_be_several() {
    shared(async {
        let site =
            Site::start(&[("/", "<p data-qa=one>One</p><p data-testid=two>Two</p><p data-part=three>Three</p>")]).await;
        let options = ContextOptions {
            testid_attribute: Some("data-testid, data-qa".into()),
            component_attribute: Some("data-kind,data-part".into()),
            ..ContextOptions::default()
        };
        let mut page = page_with(options).await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        for (target, text) in [("testid=one", "One"), ("testid=two", "Two"), ("component=three", "Three")] {
            page.step(json!({ "type": "expect", "target": target, "text": text })).await;
        }
        page.close().await;
    });
}

#[test]
fn frames_of_this_and_of_another_site_are_entered_by_name_and_by_address() {
    const OUTER: &str = r#"<iframe name=pay src="{other}/inner?pay"></iframe><iframe id=ad src=/inner?ad></iframe>"#;
    const INNER: &str = "<button onclick=\"textContent='Paid'\">Pay</button><iframe name=deep src=/deep></iframe>";
    shared(async {
        // Two hosts are two sites, and so two processes: `{other}` is rendered out of this one.
        let site = Site::start(&[("/", OUTER), ("/inner", INNER), ("/deep", "<p>Deep text</p>")]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        for frame in [
            json!({ "name": "pay" }),
            json!({ "url": "**/inner?pay" }),
            json!({ "name": "pay", "url": { "contains": "localhost" } }),
            json!({ "name_attr": "pay" }),
            json!([{ "css": "iframe[name=pay]" }]),
        ] {
            page.step(json!({ "type": "click", "target": { "role": "button", "frame": frame } })).await;
            let paid = json!({ "role": "button", "name": "Paid", "frame": frame });
            page.step(json!({ "type": "expect", "target": paid, "to": "visible" })).await;
        }
        page.step(json!({ "type": "click", "target": { "role": "button", "name": "Pay", "frame": { "name": "ad" } } }))
            .await;
        for frame in [json!([{ "name": "pay" }, { "name": "deep" }]), json!([{ "url": "**ad" }, { "url": "/deep" }])] {
            page.step(json!({ "type": "expect", "target": { "text": "Deep", "frame": frame }, "to": "visible" })).await;
        }
        let fails = |frame: Value| json!({ "type": "click", "target": { "role": "button", "frame": frame }, "timeout_ms": SOON });
        let error = page.fails(fails(json!({ "name": "deep" })), ErrorKind::Ambiguous).await;
        assert!(error.message.starts_with("2 frames match { name: deep }, it must be one"), "{error:#?}");
        let error = page.fails(fails(json!({ "url": "**/nowhere" })), ErrorKind::NotFound).await;
        assert_eq!(error.message, "No frame matches { url: \"**/nowhere\" }; the page has other frames.");
        assert_eq!(error.candidates.len(), 4, "{error:#?}");
        page.close().await;
    });
}

#[test]
fn what_is_in_another_frame_or_behind_a_closed_shadow_root_is_told() {
    const OUTER: &str = r#"<iframe name=pay src="{other}/inner"></iframe><div id=host></div>
      <script>host.attachShadow({ mode: 'closed' }).innerHTML = "<button>Secret</button>"</script>"#;
    shared(async {
        let site = Site::start(&[("/", OUTER), ("/inner", "<button>Pay</button>")]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        page.step(
            json!({ "type": "expect", "target": { "role": "button", "frame": { "name": "pay" } }, "to": "visible" }),
        )
        .await;
        let click = |target: Value| json!({ "type": "click", "target": target, "timeout_ms": SOON });
        let error = page.fails(click(json!({ "role": "button", "name": "Pay" })), ErrorKind::NotFound).await;
        let line = error.candidates.iter().find(|c| c.contains("in the frame")).unwrap();
        assert!(
            line.starts_with("1 element matches in the frame <iframe") && line.ends_with("add `frame: { name: pay }`"),
            "{line}"
        );
        let error = page.fails(click(json!({ "role": "button", "name": "Secret" })), ErrorKind::NotFound).await;
        assert_eq!(error.candidates[0], "1 element matches in a closed shadow root: add `shadow: closed`");
        let expect = json!({ "type": "expect", "target": { "role": "button", "name": "Pay" }, "to": "visible", "timeout_ms": SOON });
        let error = page.fails(expect, ErrorKind::Assertion).await;
        assert!(error.candidates[0].contains("add `frame: { name: pay }`"), "{error:#?}");
        page.close().await;
    });
}

#[test]
fn a_model_is_shown_what_is_in_frames_and_in_shadow_roots_and_its_refs_mean_them() {
    const OUTER: &str = r#"<main><button onclick="this.textContent = 'Top pressed'">Top</button><x-card></x-card>
      <iframe title=Payment src="{other}/inner"></iframe></main><script>
      customElements.define('x-card', class extends HTMLElement { connectedCallback() {
        this.attachShadow({ mode: 'open' }).innerHTML = `<button onclick="this.textContent = 'Shade pressed'">Shade</button>`;
      } });</script>"#;
    const INNER: &str = r#"<button onclick="this.textContent = 'Pay pressed'">Pay</button>
      <iframe srcdoc="<button onclick=&quot;this.textContent = 'Deep pressed'&quot;>Deep</button>"></iframe>"#;
    async fn shown(page: &mut Page) -> String {
        let deadline = Instant::now() + Duration::from_secs(10);
        let mut progress = Progress { deadline, log: Vec::new(), gate: Arc::new(driver_site::Open), explain: true };
        page.driver.snapshot(&mut progress).await.unwrap().outline
    }
    fn reference(outline: &str, name: &str) -> Option<String> {
        let line = outline.lines().find(|line| line.contains(&format!("button \"{name}\"")))?;
        Some(line.split_once("[ref=")?.1.split_once(']')?.0.to_owned())
    }
    shared(async {
        let site = Site::start(&[("/", OUTER), ("/inner", INNER)]).await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let deadline = Instant::now() + Duration::from_secs(20);
        let mut outline = shown(&mut page).await;
        while reference(&outline, "Deep").is_none() {
            assert!(Instant::now() < deadline, "the innermost frame is never shown:\n{outline}");
            outline = shown(&mut page).await;
        }
        assert!(outline.len() < 1_000, "an outline of four buttons:\n{outline}");
        for name in ["Top", "Shade", "Pay", "Deep"] {
            let outline = shown(&mut page).await;
            let reference = reference(&outline, name).unwrap_or_else(|| panic!("no {name} in\n{outline}"));
            assert_eq!(reference.starts_with('f'), matches!(name, "Pay" | "Deep"), "{reference}");
            let found = suggest(&mut page, Inspect::Ref(reference)).await.unwrap();
            assert_eq!((found[0].name.as_str(), found[0].tag.as_str()), (name, "button"));
            page.step(json!({ "type": "click", "target": found[0].locators[0].target })).await;
            let after = shown(&mut page).await;
            assert!(after.contains(&format!("button \"{name} pressed\"")), "{name} was not pressed:\n{after}");
        }
        page.close().await;
    });
}

#[test]
fn closed_shadow_roots_are_entered_on_request() {
    const CLOSED: &str = r#"<x-login></x-login><p id=told></p><script>
      customElements.define('x-login', class extends HTMLElement { connectedCallback() {
        const root = this.attachShadow({ mode: 'closed' });
        setTimeout(() => { root.innerHTML = `<label>User <input></label><x-inner></x-inner>
          <button onclick="document.getElementById('told').textContent = 'sent ' + this.parentNode.querySelector('input').value">Send</button>`; }, 300);
      } });
      customElements.define('x-inner', class extends HTMLElement { connectedCallback() {
        this.attachShadow({ mode: 'closed' }).innerHTML = '<input type=checkbox aria-label=Stay>';
      } });</script>"#;
    shared(async {
        let site = Site::start(&[("/", CLOSED)]).await;
        let mut page = page().await;
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "fill", "target": { "label": "User", "shadow": "closed" }, "value": "ada" },
            { "type": "check", "target": { "role": "checkbox", "name": "Stay", "shadow": "closed" } },
            { "type": "click", "target": { "role": "button", "name": "Send", "within": { "css": "x-login" }, "shadow": "closed" } },
            { "type": "expect", "target": { "css": "#told" }, "text": "sent ada" },
            { "type": "expect", "target": { "role": "checkbox", "shadow": "closed" }, "to": "checked" },
            { "type": "expect", "target": { "role": "button", "name": "Send" }, "to": "hidden" },
        ]))
        .await;
        let click = json!({ "type": "click", "target": { "role": "button", "name": "Sent", "shadow": "closed" }, "timeout_ms": 700 });
        let error = page.fails(click, ErrorKind::NotFound).await;
        assert!(error.candidates[0].contains("has the name \"Send\""), "{error:#?}");
        page.close().await;
    });
}

#[test]
fn suggestions_name_the_frame_and_mean_one_element() {
    const OUTER: &str = r#"<h1>Shop</h1><iframe name=pay src="{other}/inner" style="margin-left:100px"></iframe><button>Buy</button><button>Buy all</button>"#;
    shared(async {
        let site = Site::start(&[
            ("/", OUTER),
            ("/inner", "<button style='width:80px'>Pay</button><label>Card <input></label>"),
        ])
        .await;
        let mut page = page().await;
        page.step(json!({ "type": "goto", "url": site.url })).await;
        let pay = json!({ "role": "button", "name": "Pay", "frame": { "name": "pay" } });
        page.step(json!({ "type": "expect", "target": pay, "to": "visible" })).await;
        let one = suggest(&mut page, Inspect::Target(target(pay))).await.unwrap().remove(0);
        assert_eq!(one.locators[0].locator, "{ role: button, name: Pay, frame: { name: pay } }");
        assert_eq!((one.role.as_deref(), one.rect.width), (Some("button"), 80.0));
        assert!(one.rect.x > 100.0, "the box is seen from the tab: {:?}", one.rect);
        let at = Position { x: one.rect.x + 5.0, y: one.rect.y + 5.0 };
        let same = suggest(&mut page, Inspect::Point(at)).await.unwrap().remove(0);
        assert_eq!(same.locators, one.locators);
        let all = suggest(&mut page, Inspect::All).await.unwrap();
        let best: Vec<_> = all.iter().map(|e| e.locators[0].locator.as_str()).collect();
        assert_eq!(
            best,
            [
                "role=heading[name='Shop']",
                "name_attr=pay",
                "{ role: button, name: Buy, exact: true }",
                "role=button[name='Buy all']",
                "{ role: button, name: Pay, frame: { name: pay } }",
                "{ role: textbox, name: Card, frame: { name: pay } }",
            ]
        );
        for element in &all {
            for locator in &element.locators {
                page.step(json!({ "type": "expect", "target": locator.target, "to": "attached" })).await;
            }
        }
        let captures = page.step(json!({ "type": "inspect", "all": true })).await.captures;
        let stored: Value = serde_json::from_slice(&captures[0].bytes).unwrap();
        assert_eq!(stored["elements"].as_array().unwrap().len(), 6);
        let error = suggest(&mut page, Inspect::Point(Position { x: 5000.0, y: 1.0 })).await.unwrap_err();
        assert_eq!(error.message, "Nothing is at 5000,1 in the viewport");
        page.close().await;
    });
}

#[test]
fn plain_webdriver_enters_frames_by_name_and_refuses_closed_shadow_roots() {
    const OUTER: &str = r#"<iframe name=pay src="{other}/inner"></iframe>"#;
    shared(async {
        let site =
            Site::start(&[("/", OUTER), ("/inner", "<button onclick=\"textContent='Paid'\">Pay</button>")]).await;
        let endpoint = Endpoint::start();
        let browsers = Browsers::start_without_sockets(endpoint.settings()).await.unwrap();
        let mut page = Page { driver: browsers.open(&ContextOptions::default()).await.unwrap() };
        page.steps(json!([
            { "type": "goto", "url": site.url },
            { "type": "click", "target": { "role": "button", "name": "Pay", "frame": { "name": "pay" } } },
            { "type": "expect", "target": { "role": "button", "name": "Paid", "frame": { "url": "**/inner" } }, "to": "visible" },
        ]))
        .await;
        let click = json!({ "type": "click", "target": { "role": "button", "shadow": "closed" } });
        let error = page.fails(click, ErrorKind::Refused).await;
        assert!(
            error.message.starts_with("`shadow: closed` needs Chromium's socket; this session is plain WebDriver."),
            "{error:#?}"
        );
        page.close().await;
        browsers.shutdown().await;
    });
}
