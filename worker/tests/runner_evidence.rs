//! Pictures, films and traces of real flows in Chromium, and that they are what they say.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod driver_site;
mod runner_kit;

use std::{net::SocketAddr, time::Duration};

use base64::Engine as _;
use flowtilla_demo::{Demo, DemoOptions};
use flowtilla_shared::{
    domain::{
        event::Event,
        flow::Button,
        ids::{ExecutionId, ProjectId},
        status::Status,
        steer::Steer,
    },
    live::{ControlMessage, Hands, Wish},
    store::{ArtifactRow, ExecutionDetail},
};
use runner_kit::Stack;
use serde_json::{Value, json};
use uuid::Uuid;

async fn shop() -> Demo {
    Demo::start(DemoOptions { listen: SocketAddr::from(([127, 0, 0, 1], 0)), data_dir: None, latency: Duration::ZERO })
        .await
        .unwrap()
}

/// Looks at the catalogue and at a teapot; the last step fails when it is to.
fn flow(base: &str, evidence: Value, fails: bool) -> Value {
    let heading = if fails { "No such pot" } else { "Teapots" };
    json!({
        "name": "Look around", "start_url": format!("{base}/"), "evidence": evidence,
        "steps": [
            { "type": "click", "label": "To the catalogue", "target": { "role": "link", "name": "See all teapots" } },
            { "type": "chapter", "title": "At the shelf" },
            { "type": "group", "name": "look", "steps": [{ "type": "expect", "url": "**/teapots*" }] },
            { "type": "expect", "target": { "role": "heading", "level": 1, "name": heading }, "to": "visible", "timeout_ms": 400 },
        ],
    })
}

async fn evidence_of(stack: &Stack, id: ExecutionId) -> ExecutionDetail {
    stack.until(id, |detail| detail.row.status.is_final() && !detail.evidence_pending).await
}

fn kinds(detail: &ExecutionDetail) -> Vec<String> {
    let mut kinds: Vec<String> = detail.artifacts.iter().map(|artifact| artifact.kind.clone()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

async fn bytes(stack: &Stack, artifact: &ArtifactRow) -> Vec<u8> {
    stack.blobs.get(&artifact.sha256).await.unwrap().to_vec()
}

fn of_kind<'a>(detail: &'a ExecutionDetail, kind: &str) -> &'a ArtifactRow {
    detail.artifacts.iter().find(|artifact| artifact.kind == kind).unwrap_or_else(|| panic!("no {kind}: {detail:#?}"))
}

#[tokio::test]
async fn all_evidence_of_a_flow_is_kept_after_its_verdict() {
    let stack = Stack::start().await;
    let shop = shop().await;
    let worker = stack.chromium_worker("w", |_| {});
    let all = json!({ "screenshots": "always", "video": "on", "trace": "on" });
    let (run, id) = stack.queue_flow(flow(&shop.url(), all, false)).await;
    let detail = evidence_of(&stack, id).await;
    assert_eq!(detail.row.status, Status::Passed, "{detail:#?}");
    assert_eq!(kinds(&detail), ["screenshot", "trace", "video"]);
    // the click led to another page: its pictures differ
    let click = &detail.steps[1];
    let shown: Vec<_> = detail.artifacts.iter().filter(|a| click.artifacts.contains(&a.id)).collect();
    let names: Vec<_> = shown.iter().filter_map(|a| a.name.as_deref()).collect();
    assert_eq!(names, ["before", "after"], "{detail:#?}");
    assert_ne!(shown[0].sha256, shown[1].sha256);
    for picture in shown {
        assert!(bytes(&stack, picture).await.starts_with(b"\xff\xd8\xff"), "no JPEG");
    }
    let events = stack.events(run).await;
    let at = |wanted: &dyn Fn(&Event) -> bool| events.iter().position(|envelope| wanted(&envelope.event));
    let verdict = at(&|event| matches!(event, Event::ExecutionFinished { .. })).unwrap();
    let kept = at(&|event| matches!(event, Event::EvidenceKept { .. })).unwrap();
    assert!(verdict < kept, "the verdict waited for the evidence");
    let film = bytes(&stack, of_kind(&detail, "video")).await;
    assert!(film.windows(12).any(|part| part == b"At the shelf"), "the film has no chapter");
    plays(film).await;
    let trace = bytes(&stack, of_kind(&detail, "trace")).await;
    if let Ok(path) = std::env::var("FLOWTILLA_TEST_TRACE") {
        std::fs::write(path, &trace).unwrap();
    }
    let names = entries(&trace);
    for name in ["trace.trace", "trace.network"] {
        assert!(names.iter().any(|entry| entry == name), "{names:?}");
    }
    assert!(names.iter().any(|entry| entry.starts_with("src/")) && names.iter().any(|entry| entry.ends_with(".jpeg")));
    worker.stop().await;
    stack.finish(&[run]).await;
}

/// The film plays in a `<video>` of Chromium, and shows something.
async fn plays(webm: Vec<u8>) {
    let film = base64::engine::general_purpose::STANDARD.encode(webm);
    let mut page = driver_site::page().await;
    let js = "const blob = await (await fetch('data:video/webm;base64,' + args)).blob();\
        const video = document.createElement('video'); video.muted = true; video.src = URL.createObjectURL(blob);\
        document.body.append(video);\
        await new Promise((done, failed) => { video.onloadeddata = done; video.onerror = () => failed(new Error(video.error.message)); });\
        const size = [video.videoWidth, video.videoHeight, video.duration];\
        await new Promise(done => { video.onseeked = done; video.currentTime = video.duration - 0.001; });\
        const canvas = document.createElement('canvas'); [canvas.width, canvas.height] = size;\
        const draw = canvas.getContext('2d'); const shades = new Set(); let drawn = 0;\
        for (const end = performance.now() + 10000; shades.size < 4 && performance.now() < end; drawn++) {\
            await new Promise(done => setTimeout(done, 20));\
            draw.drawImage(video, 0, 0);\
            const pixels = draw.getImageData(0, 0, size[0], size[1]).data;\
            shades.clear(); for (let i = 0; i < pixels.length; i += 4) shades.add(pixels[i] >> 4);\
        }\
        return { width: size[0], height: size[1], seconds: size[2], drawn, shades: [...shades] };";
    let shown =
        page.step(json!({ "type": "evaluate", "js": js, "args": film, "timeout_ms": 60000 })).await.value.unwrap();
    page.close().await;
    assert_eq!((shown["width"].as_u64(), shown["height"].as_u64()), (Some(1280), Some(720)), "{shown}");
    let seconds = shown["seconds"].as_f64().unwrap();
    assert!((0.05..60.0).contains(&seconds), "the film lasts {seconds} s");
    // a busy browser paints a frame some time after it has sought it
    let shades = shown["shades"].as_array().unwrap().len();
    assert!(shades >= 4, "the last picture is of one colour: {shown}");
}

/// The names in the directory of an archive.
fn entries(zip: &[u8]) -> Vec<String> {
    let number = |at: usize, size: usize| (0..size).fold(0, |n, i| n | usize::from(zip[at + i]) << (8 * i));
    let end = zip.len() - 22;
    assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
    let (mut at, mut names) = (number(end + 16, 4), Vec::new());
    for _ in 0..number(end + 10, 2) {
        let length = number(at + 28, 2);
        names.push(String::from_utf8(zip[at + 46..at + 46 + length].to_vec()).unwrap());
        at += 46 + length + number(at + 30, 2) + number(at + 32, 2);
    }
    names
}

#[tokio::test]
async fn what_is_kept_of_failures_only_is_not_kept_of_a_flow_that_passes() {
    let stack = Stack::start().await;
    let shop = shop().await;
    let worker = stack.chromium_worker("w", |_| {});
    let policy = json!({ "video": "retain_on_failure", "trace": "retain_on_failure" });
    let (passes, id) = stack.queue_flow(flow(&shop.url(), policy.clone(), false)).await;
    let detail = evidence_of(&stack, id).await;
    assert_eq!((detail.row.status, detail.artifacts.len()), (Status::Passed, 0), "{detail:#?}");
    let (fails, id) = stack.queue_with(flow(&shop.url(), policy, true), |execution| execution.retries = 1).await;
    let detail = stack
        .until(id, |detail| {
            let films = detail.artifacts.iter().filter(|artifact| artifact.kind == "video").count();
            detail.row.status.is_final() && !detail.evidence_pending && films == 2
        })
        .await;
    assert_eq!(detail.row.status, Status::Failed);
    assert_eq!(kinds(&detail), ["outline", "screenshot", "trace", "video"]);
    let earlier = &detail.earlier[0];
    assert_eq!((detail.earlier.len(), earlier.attempt, earlier.steps.len()), (1, 1, detail.steps.len()), "{detail:#?}");
    assert!(earlier.steps.last().unwrap().error.is_some() && earlier.duration_ms > 0);
    worker.stop().await;
    stack.finish(&[passes, fails]).await;
}

#[tokio::test]
async fn nothing_is_kept_where_nothing_is_wanted() {
    let stack = Stack::start().await;
    let shop = shop().await;
    let worker = stack.chromium_worker("w", |_| {});
    let (run, id) =
        stack.queue_flow(flow(&shop.url(), json!({ "screenshots": "never", "outline": "never" }), true)).await;
    let detail = evidence_of(&stack, id).await;
    assert_eq!((detail.row.status, detail.artifacts.len()), (Status::Failed, 0), "{detail:#?}");
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn a_person_sees_the_browser_and_drives_it_while_the_flow_waits() {
    let stack = Stack::start().await;
    let shop = shop().await;
    let worker = stack.chromium_worker("w", |_| {});
    let button = "document.body.innerHTML = '<button style=\"position:fixed;inset:0\">Go</button>';\
        document.querySelector('button').onclick = () => { document.title = 'driven by hand'; };";
    let (run, id) = stack
        .queue_flow(json!({
            "name": "Needs a hand", "start_url": format!("{}/", shop.url()),
            "steps": [
                { "type": "evaluate", "js": button },
                { "type": "sleep", "ms": 1200 },
                { "type": "expect", "title": "driven by hand", "timeout_ms": 300 },
            ],
        }))
        .await;
    let browser = loop {
        match stack.store.browsers().list(ProjectId::DEFAULT).await.unwrap().first() {
            Some(row) => break row.id,
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    // hands that are laid on before the button is there would press something else
    stack.until(id, |detail| detail.steps.iter().any(|step| step.step_type == "sleep")).await;
    let mut pictures = stack.live.watch(browser);
    let token = Uuid::new_v4();
    let hands = |wish| ControlMessage::Hands(Hands { browser, token, wish });
    let mut seen = 0;
    let mut asked = false;
    let driven = async {
        loop {
            stack.live.control(ControlMessage::WatchBrowser(browser)).await;
            let Ok(picture) = tokio::time::timeout(Duration::from_millis(100), pictures.next()).await else { continue };
            let picture = picture.unwrap();
            assert!(picture.jpeg.starts_with(b"\xff\xd8\xff") && picture.about.width == 1280, "{:?}", picture.about);
            seen += 1;
            if !asked {
                stack.live.control(hands(Wish::Take { by: "ada".into(), seconds: 20 })).await;
                asked = true;
            }
            if picture.about.driver.as_ref().is_some_and(|driver| driver.begun && driver.token == token) {
                return;
            }
        }
    };
    tokio::time::timeout(runner_kit::PATIENCE, driven).await.expect("the browser was never handed over");
    assert!(seen >= 2, "{seen} pictures");
    let at = |down: bool| {
        let (x, y, button, count) = (640.0, 360.0, Button::Left, 1);
        if down { Steer::MouseDown { x, y, button, count } } else { Steer::MouseUp { x, y, button, count } }
    };
    stack.live.control(hands(Wish::Steer { inputs: vec![at(true), at(false)] })).await;
    stack.live.control(hands(Wish::Release)).await;
    let detail = stack.over(id).await;
    assert_eq!(detail.row.status, Status::Passed, "{detail:#?}");
    let events = stack.events(run).await;
    let taken = events.iter().position(|e| matches!(&e.event, Event::ControlTaken { by, .. } if by == "ada")).unwrap();
    let released = events
        .iter()
        .position(|e| matches!(&e.event, Event::ControlReleased { why, .. } if why == "ada handed it back"));
    assert!(released.is_some_and(|released| released > taken), "{events:#?}");
    worker.stop().await;
    stack.finish(&[run]).await;
}
