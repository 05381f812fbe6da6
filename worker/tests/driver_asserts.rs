//! Assertions that one document's engine cannot answer alone: properties, tabs, dialogs, accessibility, pictures.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use driver_site::{Page, Site, page, shared};
use flowtilla_shared::domain::outcome::{ErrorKind, StepError};
use flowtilla_worker::driver::{Baseline, Baselines, Capture};
use serde_json::{Value, json};

const HTML: &str = r#"<html lang=en><title>Shop</title><body style="margin:0;font:16px sans-serif"><main><h1>Shop</h1>
  <input id=box type=checkbox aria-label=Box checked><button onclick="alert('Saved')">Save</button> <a href="/" target=_blank>New</a>
  <div id=dot style="width:100px;height:100px;background:teal"></div><p id=clock>0</p></main>
  <script>document.querySelector('#dot').data = { deep: [1, 'two'] }</script>"#;

/// Pictures in memory: what is proposed is remembered, and approved by hand.
#[derive(Default)]
struct Album {
    approved: Mutex<Option<Vec<u8>>>,
    proposed: Mutex<Vec<(String, String, Vec<u8>)>>,
    updating: Mutex<bool>,
}

impl Album {
    fn approve_last(&self) {
        let last = self.proposed.lock().unwrap().last().unwrap().2.clone();
        *self.approved.lock().unwrap() = Some(last);
    }
}

#[async_trait]
impl Baselines for Album {
    async fn approved(&self, _: &str, _: &str) -> Result<Baseline, StepError> {
        let updating = *self.updating.lock().unwrap();
        Ok(Baseline { png: self.approved.lock().unwrap().clone(), version: 1, updating })
    }

    async fn propose(&self, name: &str, setting: &str, png: &[u8]) -> Result<String, StepError> {
        self.proposed.lock().unwrap().push((name.into(), setting.into(), png.to_vec()));
        Ok("It waits for approval.".into())
    }

    async fn file(&self, _: &str) -> Result<Option<Vec<u8>>, StepError> {
        Ok(None)
    }
}

fn expect(mut what: Value) -> Value {
    what["type"] = json!("expect");
    what
}

async fn refuses(page: &mut Page, what: Value) -> StepError {
    let mut step = expect(what);
    step["timeout_ms"] = json!(1_500);
    page.fails(step, ErrorKind::Assertion).await
}

async fn open(site: &Site) -> Page {
    let mut page = page().await;
    page.step(json!({ "type": "goto", "url": site.url })).await;
    page
}

#[test]
fn properties_are_those_of_the_pages_own_world() {
    shared(async {
        let site = Site::start(&[("/", HTML)]).await;
        let mut page = open(&site).await;
        let (dot, checkbox) = (json!({ "css": "#dot" }), json!({ "css": "#box" }));
        page.step(expect(json!({ "target": checkbox, "property": { "name": "checked", "equals": true } }))).await;
        page.step(expect(json!({ "target": dot, "property": { "name": "data.deep", "equals": [1, "two"] } }))).await;
        let error =
            refuses(&mut page, json!({ "target": checkbox, "property": { "name": "checked", "equals": false } })).await;
        assert_eq!(error.message, "Expected the target to have property checked false, but it is true");
        assert_eq!(
            (error.expected.as_deref(), error.actual.as_deref()),
            (Some("property checked false"), Some("true"))
        );
        page.close().await;
    });
}

#[test]
fn tabs_are_counted_and_dialogs_are_remembered() {
    shared(async {
        let site = Site::start(&[("/", HTML)]).await;
        let mut page = open(&site).await;
        page.step(expect(json!({ "pages": 1 }))).await;
        let error = refuses(&mut page, json!({ "dialog": "Saved" })).await;
        assert_eq!(error.message, "Expected the page to have a dialog \"Saved\", but it is no dialog was shown");
        page.steps(json!([
            { "type": "click", "target": { "text": "Save" } },
            { "type": "expect", "dialog": "Saved" },
            { "type": "expect", "dialog": { "contains": "Lost" }, "not": true },
            { "type": "click", "target": { "text": "New" } },
            { "type": "expect", "pages": { "min": 2, "max": 2 }, "stable_for": 150 },
        ]))
        .await;
        // What was looked at for the assertion is still told to the runner.
        assert_eq!(page.driver.take_events().len(), 1);
        let error = refuses(&mut page, json!({ "pages": 1, "message": "One tab is enough" })).await;
        assert_eq!(error.message, "One tab is enough: Expected the page to have 1 pages, but it is 2");
        page.close().await;
    });
}

#[test]
fn accessibility_is_checked_by_axe_and_its_findings_are_kept() {
    shared(async {
        let bad = r#"<html lang=en><title>Bad</title><main><h1>Bad</h1><img src="/x.png"><input><div id=out><button></button></div></main>"#;
        let site = Site::start(&[("/", HTML), ("/bad", bad)]).await;
        let mut page = open(&site).await;
        page.step(expect(json!({ "a11y": { "impact": "serious" }, "timeout_ms": 20_000 }))).await;
        assert!(page.driver.take_captures().is_empty(), "nothing was found, nothing is kept");
        page.step(json!({ "type": "goto", "url": "/bad" })).await;
        let step = expect(json!({ "a11y": { "impact": "critical" }, "timeout_ms": 2_000 }));
        let error = page.fails(step, ErrorKind::Assertion).await;
        assert!(error.message.starts_with("Expected the page to have at most 0 accessibility violations of impact critical or worse, but it is 3: "), "{}", error.message);
        assert!(
            error.message.contains("image-alt (critical, 1×)") && error.message.contains("first at img"),
            "{}",
            error.message
        );
        assert!(error.details.unwrap()["violations"].as_array().unwrap().len() >= 3);
        let captures = page.driver.take_captures();
        let report: Value = serde_json::from_slice(&captures[0].bytes).unwrap();
        assert_eq!(
            (captures.len(), captures[0].name.as_str(), report["version"].as_str().map(|v| v.starts_with("4."))),
            (1, "a11y.json", Some(true))
        );
        page.step(expect(json!({ "a11y": { "impact": "critical", "max": 3 }, "timeout_ms": 20_000 }))).await;
        page.step(expect(json!({ "a11y": { "rules": ["button-name"], "exclude": ["#out"] }, "timeout_ms": 20_000 })))
            .await;
        page.step(expect(json!({ "target": { "css": "h1" }, "a11y": {}, "timeout_ms": 20_000 }))).await;
        page.close().await;
    });
}

fn names(captures: &[Capture]) -> Vec<&str> {
    captures.iter().map(|capture| capture.name.as_str()).collect()
}

#[test]
fn a_screenshot_is_compared_with_the_approved_one() {
    shared(async {
        let site = Site::start(&[("/", HTML)]).await;
        let mut page = open(&site).await;
        let album = Arc::new(Album::default());
        let shot = json!({ "screenshot": { "name": "shop" } });
        page.step(expect(json!({ "url": "**/" }))).await;
        let error = page.fails(expect(shot.clone()), ErrorKind::Refused).await;
        assert!(error.message.contains("no store of approved pictures"), "{error}");

        page.driver.use_baselines(album.clone());
        let error = page.fails(expect(shot.clone()), ErrorKind::Assertion).await;
        let (name, setting, png) = album.proposed.lock().unwrap()[0].clone();
        assert!(setting.ends_with("-1280x720-linux"), "{setting}");
        assert_eq!(
            error.message,
            format!("There is no approved picture `shop` for {setting} yet. It waits for approval.")
        );
        assert_eq!((name.as_str(), &png[1..4]), ("shop", &b"PNG"[..]));
        assert_eq!(names(&page.driver.take_captures()), ["shop-actual.png"]);

        album.approve_last();
        page.step(expect(shot.clone())).await;
        let error =
            page.fails(expect(json!({ "screenshot": { "name": "shop" }, "not": true })), ErrorKind::Assertion).await;
        assert!(error.message.contains("is the approved one, and should not be"), "{error}");
        page.js("document.querySelector('#dot').style.background = 'tomato'").await;
        page.step(expect(json!({ "screenshot": { "name": "shop" }, "not": true }))).await;
        let error = page.fails(expect(shot.clone()), ErrorKind::Assertion).await;
        assert_eq!(
            error.message,
            format!(
                "The picture `shop` for {setting} differs in 10000 pixels (ratio 0.02 of all); none may differ. If the new look is right, run with `update_snapshots` and approve it."
            )
        );
        assert_eq!(error.details.as_ref().unwrap()["diff"], "shop-diff.png");
        assert_eq!(names(&page.driver.take_captures()), ["shop-expected.png", "shop-actual.png", "shop-diff.png"]);
        page.steps(json!([
            { "type": "expect", "screenshot": { "name": "shop", "max_diff_pixels": 10_000 } },
            { "type": "expect", "screenshot": { "name": "shop", "max_diff_ratio": 0.02 } },
            { "type": "expect", "screenshot": { "name": "shop", "threshold": 1 } },
        ]))
        .await;
        assert_eq!(album.proposed.lock().unwrap().len(), 1, "a failure proposes nothing");
        *album.updating.lock().unwrap() = true;
        page.step(expect(shot)).await;
        assert_eq!(album.proposed.lock().unwrap().len(), 2);
        page.close().await;
    });
}

#[test]
fn masks_animations_and_carets_are_out_of_the_picture() {
    const MOVING: &str = r#"<body style="margin:0"><style>@keyframes s { to { transform: translateX(300px) } }
      #a { animation: s 1s infinite alternate; width:20px; height:20px; background:red } #b { transition: width 9s; width:10px; height:10px; background:blue }</style>
      <div id=a></div><div id=b></div><p id=t style="width:200px;height:40px">0</p><input autofocus><script>setInterval(() => t.textContent = Math.random(), 20)</script>"#;
    shared(async {
        let site = Site::start(&[("/", MOVING)]).await;
        let mut page = open(&site).await;
        let album = Arc::new(Album::default());
        page.driver.use_baselines(album.clone());
        let shot = json!({ "screenshot": { "name": "m", "mask": [{ "css": "#t" }] } });
        page.fails(expect(shot.clone()), ErrorKind::Assertion).await;
        album.approve_last();
        page.js("document.querySelector('input').focus()").await;
        for _ in 0..3 {
            page.step(expect(shot.clone())).await;
        }
        // The page goes on as before.
        assert_eq!(
            page.js("document.getAnimations().filter(a => a.playState === 'running').length").await,
            json!(null)
        );
        assert_eq!(
            page.js("return document.getAnimations().filter(a => a.playState === 'running').length").await,
            json!(1)
        );
        let mut step = expect(json!({ "screenshot": { "name": "m" } }));
        step["timeout_ms"] = json!(4_000);
        let error = page.fails(step, ErrorKind::Assertion).await;
        assert!(error.message.starts_with("The page did not come to rest"), "{error}");
        page.close().await;
    });
}

#[test]
fn a_region_is_compared_with_an_earlier_picture_of_the_flow() {
    shared(async {
        let site = Site::start(&[("/", HTML)]).await;
        let mut page = open(&site).await;
        let dot = json!({ "css": "#dot" });
        let error = page.fails(expect(json!({ "unchanged": { "since": "before" } })), ErrorKind::Refused).await;
        assert_eq!(
            error.message,
            "There is no earlier picture `before`: there is none. Take it with a `screenshot` step of this name."
        );
        page.steps(json!([
            { "type": "screenshot", "name": "before", "target": dot },
            { "type": "expect", "target": dot, "unchanged": { "since": "before" } },
        ]))
        .await;
        let error = refuses(&mut page, json!({ "target": dot, "changed": { "since": "before" } })).await;
        assert_eq!(error.message, "Expected the target to have another look of `before`, but it is the same");
        page.js("document.querySelector('#dot').style.background = 'black'").await;
        page.step(expect(json!({ "target": dot, "changed": { "since": "before" } }))).await;
        let error = refuses(&mut page, json!({ "target": dot, "unchanged": { "since": "before" } })).await;
        assert_eq!(
            error.message,
            "Expected the target to have the look of `before`, but it is different in 10000 pixels (ratio 1.00 of all)"
        );
        assert_eq!(
            names(&page.driver.take_captures()),
            ["before-expected.png", "before-actual.png", "before-diff.png"]
        );
        page.close().await;
    });
}
