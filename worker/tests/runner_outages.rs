//! A worker whose Postgres or Redis hangs pauses and goes on; and what its health endpoint says.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod runner_kit;

use std::{net::SocketAddr, time::Duration};

use flowtilla_shared::domain::{
    ids::ProjectId,
    status::{Status, StepStatus as S},
};
use runner_kit::{PATIENCE, Stack, ended, fake::FakeBrowsers, flow_of};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The tests of this file stop the servers that they share.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
async fn while_postgres_hangs_input_waits_at_the_gate_and_the_step_keeps_its_time() {
    let _one = ONE_AT_A_TIME.lock().await;
    let stack = Stack::with(|config| config.worker.concurrency = 1).await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, id) = stack
        .queue_flow(flow_of(json!([
            { "type": "click", "target": { "css": "#a" } },
            { "type": "wait_for", "target": { "css": "#slow-400" } },
            { "type": "click", "target": { "css": "#b" }, "timeout_ms": 1000 },
        ])))
        .await;
    stack.until(id, |detail| detail.steps.iter().any(|step| step.index == 1 && step.status == S::Running)).await;
    stack.freeze_postgres(true);
    tokio::time::sleep(Duration::from_millis(2500)).await; // the outage itself, longer than the step may take
    let during = browsers.inputs();
    stack.freeze_postgres(false);
    assert_eq!(during, ["click #a"], "input was sent whose intent was not stored");
    let detail = stack.over(id).await;
    assert_eq!((ended(&detail), detail.row.attempt), ((Status::Passed, None), 1), "{:#?}", detail.steps);
    assert_eq!(browsers.inputs(), ["click #a", "click #b"]);
    worker.stop().await;
    stack.finish(&[run]).await;
}

#[tokio::test]
async fn while_redis_hangs_running_flows_go_on_and_queued_ones_start_soon_after() {
    let _one = ONE_AT_A_TIME.lock().await;
    let stack = Stack::start().await;
    let browsers = FakeBrowsers::default();
    let worker = stack.worker("w", browsers.clone());
    let (run, running) = stack
        .queue_flow(flow_of(json!([
            { "type": "wait_for", "target": { "css": "#slow-300" } },
            { "type": "click", "target": { "css": "#a" } },
            { "type": "click", "target": { "css": "#b" } },
        ])))
        .await;
    stack.until(running, |detail| !detail.steps.is_empty()).await;
    stack.freeze_redis(true);
    let detail = stack.over(running).await;
    stack.freeze_redis(false);
    assert_eq!(ended(&detail), (Status::Passed, None));
    let (run2, next) = stack.queue_flow(flow_of(json!([{ "type": "click", "target": { "css": "#c" } }]))).await;
    assert_eq!(stack.over(next).await.row.status, Status::Passed);
    worker.stop().await;
    stack.finish(&[run, run2]).await;
}

/// Status and body of one request; status 0 when nobody answers.
async fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let answer = async {
        let mut stream = tokio::net::TcpStream::connect(address).await?;
        stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    let answer = answer.await.unwrap_or_default();
    let status = answer.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

#[tokio::test]
async fn the_health_endpoint_tells_slots_and_what_runs() {
    let _one = ONE_AT_A_TIME.lock().await;
    let stack = Stack::start().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let worker = stack.worker_with("w", FakeBrowsers::default(), |config| config.worker.listen = Some(free));
    let ready = async {
        while get(free, "/readyz").await.0 != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ready).await.expect("the worker never became ready");
    let (run, id) = stack.queue_flow(flow_of(json!([{ "type": "wait_for", "target": { "css": "#slow-800" } }]))).await;
    stack.until(id, |detail| !detail.steps.is_empty()).await;
    let health: Value = serde_json::from_str(&get(free, "/healthz").await.1).unwrap();
    assert_eq!(
        (&health["status"], &health["slots"], &health["busy"]),
        (&json!("ok"), &json!(2), &json!(1)),
        "{health}"
    );
    assert_eq!(get(free, "/livez").await, (200, "ok\n".to_owned()));
    let rows = stack.store.workers().list().await.unwrap();
    assert_eq!((rows.len(), rows[0].name.as_str(), rows[0].slots), (1, "w", 2));
    stack.store.runs().cancel(ProjectId::DEFAULT, run).await.unwrap();
    assert_eq!(stack.over(id).await.row.status, Status::Cancelled, "a renewal alone brings the cancellation, too");
    worker.stop().await;
    assert!(stack.store.workers().list().await.unwrap().is_empty(), "the worker did not say goodbye");
    stack.finish(&[run]).await;
}
