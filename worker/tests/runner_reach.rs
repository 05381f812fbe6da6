//! What a flow may do is enforced below its pages: methods that it does not name are not used, and there is no way out that is no request.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod driver_site;
mod runner_kit;

use std::time::{Duration, Instant};

use driver_site::Site;
use flowtilla_shared::domain::status::{Reason, Status};
use runner_kit::{Stack, ended};
use serde_json::{Value, json};

/// Sends by every way that a page has, and says when it has tried all of them.
const SENDS: &str = r#"<title>Trying</title><form id=form method=post action="/by-form" target=sink><input name=a value=1></form>
<iframe name=sink></iframe><p id=read></p>
<script>
  const worker = () => new Promise((done) => {
    const code = `fetch("{url}/by-worker", { method: "POST", body: "x", mode: "no-cors" }).finally(() => postMessage(1))`;
    const started = new Worker(URL.createObjectURL(new Blob([code])));
    started.onmessage = started.onerror = done;
  });
  const request = () => new Promise((done) => {
    const asked = new XMLHttpRequest();
    asked.onloadend = done;
    asked.open("PUT", "/by-request");
    asked.send("x");
  });
  const read = async () => { document.getElementById("read").textContent = (await fetch("/echo")).status; };
  const all = [fetch("/by-fetch", { method: "POST", body: "x" }), fetch("/by-delete", { method: "DELETE" }), request(), worker(), read()];
  navigator.sendBeacon("/by-beacon", "x");
  document.getElementById("form").submit();
  // of what is not started nobody hears anything
  const within = (asked) => Promise.race([asked, new Promise((done) => setTimeout(done, 3_000))]);
  Promise.allSettled(all.map(within)).then(() => { document.title = "Tried"; });
</script>"#;

/// Counts what calls another machine without a request: in the page, in frames of every kind.
const CALLS: &str = r#"<title>Trying</title><iframe srcdoc="<p>x</p>"></iframe><p id=found></p>
<script>
  const blank = document.createElement("iframe");
  document.body.append(blank);
  addEventListener("load", () => {
    const places = [window, blank.contentWindow, document.querySelector("iframe[srcdoc]").contentWindow];
    const names = ["RTCPeerConnection", "webkitRTCPeerConnection"];
    const found = places.flatMap((place) => names.filter((name) => typeof place[name] === "function"));
    document.getElementById("found").textContent = found.length;
    document.title = "Tried";
  });
</script>"#;

/// A stack whose leases bear a busy machine.
async fn stack() -> Stack {
    Stack::with(|config| {
        config.worker.lease = Duration::from_secs(30);
        config.worker.action_gate = Duration::from_secs(20);
        config.worker.renew_every = Duration::from_secs(1);
    })
    .await
}

fn flow(site: &Site, path: &str, methods: Option<Value>, mut steps: Vec<Value>) -> Value {
    steps.insert(0, json!({ "type": "expect", "title": "Tried", "timeout_ms": 30_000 }));
    let mut flow = json!({ "name": "t", "start_url": format!("{}{path}", site.url), "steps": steps });
    if let Some(methods) = methods {
        flow["allowed_methods"] = methods;
    }
    flow
}

/// What changed something at the server.
fn sent(site: &Site) -> Vec<String> {
    let mut sent: Vec<String> = site.told().into_iter().filter(|line| !line.starts_with("GET ")).collect();
    sent.sort();
    sent.dedup();
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_names_its_methods_makes_no_other_request_whatever_its_pages_try() {
    let stack = stack().await;
    let worker = stack.chromium_worker("w", |_| {});
    let reads = json!({ "type": "expect", "target": { "css": "#read" }, "text": "200" });

    let open = Site::start(&[("/", SENDS)]).await;
    let (first, id) = stack.queue_flow(flow(&open, "/", None, vec![reads.clone()])).await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
    let deadline = Instant::now() + Duration::from_secs(20);
    let ways = ["/by-beacon", "/by-delete", "/by-fetch", "/by-form", "/by-request"];
    while !ways.iter().all(|way| sent(&open).iter().any(|line| line.contains(way))) {
        assert!(Instant::now() < deadline, "without a list everything is sent; this was: {:?}", sent(&open));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    let held = Site::start(&[("/", SENDS)]).await;
    let (second, id) = stack.queue_flow(flow(&held, "/", Some(json!(["GET"])), vec![reads])).await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Passed, None), "{:?}", detail.row.message);
    assert_eq!(sent(&held), Vec::<String>::new(), "a flow that may only read has sent something");

    let request = json!({ "type": "http_request", "method": "POST", "url": "/by-step" });
    let (third, id) = stack.queue_flow(flow(&held, "/", Some(json!(["GET"])), vec![request])).await;
    let detail = stack.over(id).await;
    assert_eq!(ended(&detail), (Status::Errored, Some(Reason::Setup)));
    assert!(detail.row.message.unwrap().contains("may make no POST request"));
    assert_eq!(sent(&held), Vec::<String>::new());
    worker.stop().await;
    stack.finish(&[first, second, third]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_flow_with_a_limited_reach_cannot_call_other_machines_past_the_browsers_requests() {
    let stack = stack().await;
    let worker = stack.chromium_worker("w", |_| {});
    let site = Site::start(&[("/", CALLS)]).await;
    let mut runs = Vec::new();
    for (methods, found) in [(None, "6"), (Some(json!(["GET", "POST"])), "0")] {
        let expect = json!({ "type": "expect", "target": { "css": "#found" }, "text": found });
        let (run, id) = stack.queue_flow(flow(&site, "/", methods.clone(), vec![expect])).await;
        let detail = stack.over(id).await;
        assert_eq!(ended(&detail), (Status::Passed, None), "{methods:?}: {:?}", detail.row.message);
        runs.push(run);
    }
    worker.stop().await;
    stack.finish(&runs).await;
}
