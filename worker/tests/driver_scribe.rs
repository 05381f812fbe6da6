//! What a person does in the recording browser becomes a flow that does the same again.
#![allow(clippy::unwrap_used, reason = "tests")]

mod driver_site;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use driver_site::{Page, Pool, Site, supervisor};
use flowtilla_demo::{Demo, DemoOptions};
use flowtilla_shared::{
    config,
    domain::flow::{self, Flow, Format},
};
use flowtilla_worker::driver::{Browsers, Recorded, Scribe, SessionHandle};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// A recording under way, and the person: another driver of the same browser, with trusted input.
struct Recording {
    person: Page,
    socket: String,
    tab: String,
    stop: CancellationToken,
    recorded: tokio::task::JoinHandle<anyhow::Result<Recorded>>,
    scratch: PathBuf,
}

impl Recording {
    async fn of(url: &str) -> Self {
        let scratch = std::env::temp_dir().join(format!("flowtilla-test-{:08x}", rand::random::<u32>()));
        let settings = config::Browser::default();
        let scribe = Scribe::start(&settings, supervisor(), &scratch, url).await.unwrap();
        let handle: SessionHandle = scribe.handle();
        let stop = CancellationToken::new();
        let recorded = tokio::spawn(scribe.record("Recorded", stop.clone()));
        let remote = config::Browser { webdriver_url: handle.driver_url.clone(), ..config::Browser::default() };
        let browsers = Browsers::start(remote, PathBuf::new(), PathBuf::new()).await.unwrap();
        let person = Page { driver: browsers.attach(&handle).await.unwrap().unwrap() };
        let tab = person.driver.handle().tabs[0].clone();
        let debugger = handle.debugger.unwrap();
        let mut recording =
            Self { person, socket: format!("ws://{debugger}/devtools/page/{tab}"), tab, stop, recorded, scratch };
        let url = url::Url::parse(url).unwrap();
        recording.loaded(url.as_str()).await;
        recording
    }

    async fn loaded(&mut self, url: &str) {
        self.person.step(json!({ "type": "expect", "url": { "equals": url } })).await;
    }

    /// As the person does it at the address bar.
    async fn enter_address(&mut self, url: &str) {
        let (mut socket, _) = tokio_tungstenite::connect_async(&self.socket).await.unwrap();
        let text = json!({ "id": 1, "method": "Page.navigate", "params": { "url": url, "transitionType": "typed" } });
        socket.send(text.to_string().into()).await.unwrap();
        let answer: Value = serde_json::from_str(socket.next().await.unwrap().unwrap().to_text().unwrap()).unwrap();
        assert_eq!(answer["result"]["frameId"], json!(self.tab), "{answer}");
        self.loaded(url).await;
    }

    async fn end(self) -> Recorded {
        self.person.driver.leave();
        self.stop.cancel();
        let recorded = self.recorded.await.unwrap().unwrap();
        let until = Instant::now() + Duration::from_secs(5);
        while self.scratch.exists() && std::fs::read_dir(&self.scratch).unwrap().next().is_some() {
            assert!(Instant::now() < until, "the recording browser left something in {}", self.scratch.display());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        recorded
    }
}

fn shape(flow: &Flow) -> Vec<String> {
    let word = |step: &Value, name: &str| step.get(name).map(|v| format!(" {v}")).unwrap_or_default();
    let line = |step: &Value| {
        let fields = ["value", "text", "to", "keys", "count", "button", "tab", "url", "action"];
        let all: String = fields.iter().map(|name| word(step, name)).collect();
        format!("{}{all}", step["type"].as_str().unwrap())
    };
    flow.steps.iter().map(line).collect()
}

/// Does it again, in a browser of its own.
async fn replay(flow: &Flow, secret: &str) {
    let yaml = flow::to_yaml(flow);
    let checked = flow::read(&yaml, Format::Yaml);
    assert!(checked.problems.iter().all(|p| !p.is_error()), "{:?}\n{yaml}", checked.problems);
    let read = checked.flow.unwrap();
    assert_eq!(read.steps, flow.steps, "{yaml}");
    let pool = Pool::local().await;
    let mut page = pool.open().await;
    page.step(json!({ "type": "goto", "url": flow.start_url })).await;
    for step in &flow.steps {
        let filled: Value = serde_json::from_str(&step.to_string().replace("{{secret.password}}", secret)).unwrap();
        page.step(filled).await;
    }
    page.close().await;
    pool.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_in_the_shop_is_recorded_and_happens_again() {
    let listen = "127.0.0.1:0".parse().unwrap();
    let shop = Demo::start(DemoOptions { listen, data_dir: None, latency: Duration::ZERO }).await.unwrap();
    let mut recording = Recording::of(&format!("{}/login", shop.url())).await;
    let person = &mut recording.person;
    person
        .steps(json!([
            { "type": "click", "target": { "label": "User name" } },
            { "type": "type", "text": "adaa" },
            { "type": "press", "keys": "Backspace" },
            { "type": "click", "target": { "label": "Password" } },
            { "type": "type", "text": "teapot" },
            { "type": "press", "keys": "Enter" },
            { "type": "expect", "target": { "text": "Welcome, ada" }, "to": "visible" },
        ]))
        .await;
    recording.enter_address(&format!("{}/teapots/brown-betty", shop.url())).await;
    recording
        .person
        .steps(json!([
            { "type": "fill", "target": { "label": "Quantity" }, "value": "3" },
            { "type": "hover", "target": { "role": "heading", "level": 1 } },
            { "type": "press", "keys": "Alt+T" },
            { "type": "click", "target": { "role": "button", "name": "Add to cart" } },
            { "type": "expect", "target": { "testid": "total" }, "text": "€102.00" },
            { "type": "hover", "target": { "testid": "total" } },
            { "type": "press", "keys": "Alt+T" },
        ]))
        .await;
    let recorded = recording.end().await;
    assert_eq!(recorded.secrets, ["password"]);
    let yaml = flow::to_yaml(&recorded.flow);
    assert!(!yaml.contains("teapot\n") && yaml.contains("{{secret.password}}"), "{yaml}");
    assert_eq!(
        shape(&recorded.flow),
        [
            "fill \"ada\"",
            "fill \"{{secret.password}}\"",
            "press \"Enter\"",
            "expect \"**/account\"",
            "goto \"/teapots/brown-betty\"",
            "fill \"3\"",
            "expect \"Brown Betty\"",
            "click",
            "expect \"€102.00\"",
        ],
        "{yaml}"
    );
    replay(&recorded.flow, "teapot").await;
    shop.stop().await;
}

const PAGE: &str = r#"<!doctype html><title>Start</title>
<label><input type=checkbox name=wrap> Wrap it</label> <label>Kind <select name=kind><option>Green<option>Black</select></label>
<label>Note <input type=file id=file onchange="file.files[0].text().then(t => out.textContent = t)"></label>
<button ondblclick="out.textContent = 'twice'">Twice</button> <button onclick="out.textContent = confirm('Sure?')">Ask</button>
<a href=/help target=_blank>Help</a> <iframe title=Card src="{other}/inner"></iframe>
<div id=host></div><p id=out></p>
<script>host.attachShadow({ mode: 'open' }).innerHTML = '<button onclick="out.textContent = \'from the shadow\'">Shade</button>'</script>"#;

#[tokio::test(flavor = "multi_thread")]
async fn choices_files_dialogs_tabs_frames_and_shadows_are_recorded() {
    let inner = "<label>Number <input></label><button onclick=\"this.textContent='Paid'\">Pay</button>";
    let help = "<title>Help</title><h1>How to pour</h1>";
    let site = Site::start(&[("/", PAGE), ("/inner", inner), ("/help", help)]).await;
    let mut recording = Recording::of(&site.url).await;
    recording
        .person
        .steps(json!([
            { "type": "click", "target": { "label": "Wrap it" } },
            { "type": "press", "target": { "label": "Kind" }, "keys": "ArrowDown" },
            { "type": "click", "target": { "role": "button", "name": "Twice" }, "count": 2 },
            { "type": "expect", "target": { "css": "#out" }, "text": "twice" },
            { "type": "click", "target": { "role": "button", "name": "Shade" } },
            { "type": "handle_dialog", "action": "accept" },
            { "type": "click", "target": { "role": "button", "name": "Ask" } },
            { "type": "expect", "target": { "css": "#out" }, "text": "true" },
            { "type": "click", "target": { "label": "Number", "frame": { "title": "Card" } } },
            { "type": "type", "text": "42" },
            { "type": "click", "target": { "role": "button", "frame": { "title": "Card" } } },
            { "type": "click", "target": { "text": "Help" } },
            { "type": "switch_tab", "tab": "latest" },
            { "type": "hover", "target": { "role": "heading" } },
            { "type": "press", "keys": "Alt+A" },
        ]))
        .await;
    let recorded = recording.end().await;
    let told = shape(&recorded.flow);
    let expected = [
        "check",
        "select \"Black\"",
        "click 2",
        "click",
        "handle_dialog \"accept\"",
        "click",
        "fill \"42\"",
        "click",
        "click",
        "switch_tab \"latest\"",
        "expect \"visible\"",
    ];
    assert_eq!(told, expected, "{}", flow::to_yaml(&recorded.flow));
    assert!(recorded.flow.steps[6]["target"]["frame"].is_object(), "{:?}", recorded.flow.steps[6]);
    replay(&recorded.flow, "").await;
}
