//! How long the twelve steps of `ops/demo/flows/bench/twelve-steps.yaml` take in a fresh context of a warm browser:
//! `twelve URL SUPERVISOR [shell|full] [rounds]`, against a running demo shop. Prints medians in milliseconds, and this
//! process's own CPU time per flow: what the driver costs without journal, events and API.
#![expect(clippy::unwrap_used, reason = "an example that may end by a panic")]

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::{
    config,
    domain::{
        flow::{Engine, Step},
        outcome::StepError,
    },
};
use flowtilla_worker::driver::{Browsers, ContextOptions, Gate, Progress};
use serde_json::{Value, json};

struct Open;

#[async_trait]
impl Gate for Open {
    async fn pass(&self) -> Result<(), StepError> {
        Ok(())
    }
}

fn steps(base: &str) -> Vec<Value> {
    let button = |name: &str| json!({ "type": "click", "target": { "role": "button", "name": name } });
    vec![
        json!({ "type": "goto", "url": format!("{base}/login") }),
        json!({ "type": "fill", "target": { "label": "User name" }, "value": "ada" }),
        json!({ "type": "fill", "target": { "label": "Password" }, "value": "teapot" }),
        button("Sign in"),
        json!({ "type": "expect", "target": { "role": "row", "has_text": "Copper Moon" }, "text": { "contains": "€119.00" } }),
        button("Change address"),
        button("Save address"),
        json!({ "type": "fill", "target": { "label": "Card number", "frame": { "title": "Payment" } }, "value": "4242424242424242" }),
        button("4 stars"),
        json!({ "type": "upload", "target": { "label": "Add a receipt" },
                "files": [{ "name": "receipt.txt", "media_type": "text/plain", "text": "One teapot" }] }),
        json!({ "type": "expect", "target": { "text": "Because you like small pots" }, "to": "visible" }),
        json!({ "type": "click", "target": { "role": "link", "name": "Brewing guide (opens in a new tab)" } }),
        json!({ "type": "switch_tab", "tab": { "title": "Brewing guide · Kettle & Leaf" } }),
    ]
}

/// User and system time of this process, in milliseconds.
fn cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let ticks = stat.rsplit_once(") ").unwrap().1.split(' ').skip(11).take(2).map(|n| n.parse::<f64>().unwrap());
    ticks.sum::<f64>() * 10.0
}

#[tokio::main(worker_threads = 1)]
async fn main() {
    // As in a worker: on the runtime's thread, not on one beside it that has to be woken for every answer.
    tokio::spawn(measure()).await.unwrap();
}

async fn measure() {
    let mut args = std::env::args().collect::<Vec<_>>().into_iter().skip(1);
    let base = args.next().expect("the shop's URL");
    let supervisor = PathBuf::from(args.next().expect("a program that knows `supervise`"));
    let engine = if args.next().as_deref() == Some("full") { Engine::Full } else { Engine::Shell };
    let rounds: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(15);
    let scratch = std::env::temp_dir().join(format!("flowtilla-twelve-{}", std::process::id()));
    let mut settings = config::Browser::default();
    if let Ok(sandbox) = std::env::var("FLOWTILLA_BROWSER__SANDBOX") {
        settings.sandbox = sandbox;
    }
    if let Ok(shell) = std::env::var("FLOWTILLA_BROWSER__HEADLESS_SHELL") {
        settings.headless_shell = shell;
    }
    let browsers = Browsers::start(settings, supervisor, scratch.clone()).await.unwrap();
    let options = ContextOptions { engine, ..ContextOptions::default() };
    let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut cpu_before = 0.0;
    for round in 0..rounds + 2 {
        if round == 2 {
            cpu_before = cpu_ms();
        }
        let begun = Instant::now();
        let mut note = |name: String, since: Instant| {
            if round >= 2 {
                times.entry(name).or_default().push(since.elapsed().as_secs_f64() * 1_000.0);
            }
        };
        let mut driver = browsers.open(&options).await.unwrap();
        note("00 open".into(), begun);
        for (n, step) in steps(&base).into_iter().enumerate() {
            let since = Instant::now();
            let step: Step = serde_json::from_value(step).unwrap();
            let deadline = Instant::now() + Duration::from_secs(10);
            let mut progress = Progress { deadline, log: Vec::new(), gate: Arc::new(Open), explain: true };
            if let Err(e) = driver.act(&step.action, &mut progress).await {
                panic!("{e:#?}");
            }
            note(format!("{:02} {}", n + 1, step.action.type_name()), since);
        }
        let since = Instant::now();
        driver.close().await;
        note("98 close".into(), since);
        note("99 all".into(), begun);
    }
    let cpu = (cpu_ms() - cpu_before) / rounds as f64;
    for (name, mut all) in times {
        all.sort_by(f64::total_cmp);
        println!("{name:<14} {:8.1} (from {:.1} to {:.1})", all[all.len() / 2], all[0], all[all.len() - 1]);
    }
    println!("{:<14} {cpu:8.1}", "cpu per flow");
    browsers.shutdown().await;
    let _ = std::fs::remove_dir(scratch);
}
