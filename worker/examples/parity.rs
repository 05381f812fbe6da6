//! Our side of `ops/bench/parity`: `parity SUPERVISOR [at once]`. Reads cases from standard input, a JSON object a line (`name`, `url`,
//! `steps`, `timeout_ms`), carries each out in a context of its own, and prints what became of it, a line a case.
#![expect(clippy::unwrap_used, reason = "an example that may end by a panic")]

use std::{
    io::BufRead,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::{
    config,
    domain::{flow::Step, outcome::StepError},
};
use flowtilla_worker::driver::{Browsers, ContextOptions, Gate, Progress};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::{Value, json};

struct Open;

#[async_trait]
impl Gate for Open {
    async fn pass(&self) -> Result<(), StepError> {
        Ok(())
    }
}

#[derive(Deserialize)]
struct Case {
    name: String,
    url: String,
    steps: Vec<Value>,
    timeout_ms: u64,
}

/// The first step that fails, if one does.
async fn carry_out(browsers: &Browsers, case: &Case) -> Result<(), StepError> {
    let options = ContextOptions { base_url: Some(case.url.clone()), ..ContextOptions::default() };
    let mut driver = browsers.open(&options).await?;
    let goto = json!({ "type": "goto", "url": case.url });
    let mut result = Ok(());
    for (index, step) in std::iter::once(&goto).chain(&case.steps).enumerate() {
        let step: Step = match serde_json::from_value(step.clone()) {
            Ok(step) => step,
            Err(error) => {
                result = Err(StepError::refused(error.to_string()));
                break;
            }
        };
        let limit = if index == 0 { 10_000 } else { case.timeout_ms };
        let deadline = Instant::now() + Duration::from_millis(limit);
        let mut progress = Progress { deadline, log: Vec::new(), gate: Arc::new(Open), explain: false };
        result = driver.act(&step.action, &mut progress).await.map(drop);
        if result.is_err() {
            break;
        }
    }
    driver.close().await;
    result
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let supervisor = PathBuf::from(args.next().unwrap());
    let at_once: usize = args.next().map_or(4, |n| n.parse().unwrap());
    let lines = std::io::stdin().lock().lines();
    let cases: Vec<Case> = lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    let scratch = std::env::temp_dir().join(format!("flowtilla-parity-{}", std::process::id()));
    let settings = config::Browser { sandbox: "off".into(), ..config::Browser::default() };
    let browsers = Browsers::start(settings, supervisor, scratch).await.unwrap();
    futures_util::stream::iter(&cases)
        .for_each_concurrent(at_once, |case| {
            let browsers = &browsers;
            async move {
                let begun = Instant::now();
                let result = carry_out(browsers, case).await;
                let (kind, message) = match &result {
                    Ok(()) => (Value::Null, Value::Null),
                    Err(error) => (json!(error.kind), json!(error.message)),
                };
                let ms = begun.elapsed().as_millis() as u64;
                println!(
                    "{}",
                    json!({ "name": case.name, "ok": result.is_ok(), "kind": kind, "message": message, "ms": ms })
                );
            }
        })
        .await;
    browsers.shutdown().await;
}
