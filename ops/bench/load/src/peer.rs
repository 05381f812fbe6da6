//! Reads and fan-out beside the same in FastAPI on uvicorn: the same Postgres, the same rows and answers, one process each.

use std::{path::Path, process::Command, time::Duration};

use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::{
    sync::Barrier,
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::{
    Figure,
    stack::{Process, Stack, free_port, until_ready},
    timing::Times,
};

/// Connections that read at once.
const READERS: usize = 16;
/// Sockets, and events of one burst to each of them.
const SOCKETS: usize = 100;
const BURST: usize = 500;
/// Longest wait for one burst.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs it.
pub async fn measure(stack: &Stack, python: &Path, seconds: u64) -> anyhow::Result<Vec<Figure>> {
    let run = stack.execute(3).await?;
    let port = free_port()?;
    let mut command = Command::new(python);
    command
        .args(["-m", "uvicorn", "fastapi_peer:app", "--host", "127.0.0.1", "--log-level", "warning", "--no-access-log"])
        .args(["--port", &port.to_string()])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR")))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("DATABASE_URL", stack.postgres.url());
    let _peer = Process::start(&mut command, &stack.dir.path().join("peer.log"))?;
    let theirs = format!("http://127.0.0.1:{port}");
    until_ready(&stack.client, &format!("{theirs}/livez"))
        .await
        .with_context(|| std::fs::read_to_string(stack.dir.path().join("peer.log")).unwrap_or_default())?;

    let path = format!("/api/v1/test-runs/{run}");
    let reading = Duration::from_secs(seconds);
    // in turns, so that neither has the quieter machine
    let (mut ours_read, mut theirs_read) = (0.0, 0.0);
    for _ in 0..2 {
        ours_read += reads(&stack.url, &path, reading / 2).await? / 2.0;
        theirs_read += reads(&theirs, &path, reading / 2).await? / 2.0;
    }
    let ours_fan = fan_out(&stack.client, &stack.url).await?;
    let theirs_fan = fan_out(&stack.client, &theirs).await?;
    let pair = |what: &str, ours: f64, theirs: f64| {
        vec![
            Figure::new(format!("{what}: Flowtilla"), format!("{ours:.0}/s"), "", true),
            Figure::new(format!("{what}: FastAPI on uvicorn"), format!("{theirs:.0}/s"), "", true),
            Figure::new(
                format!("{what}: times as many"),
                format!("{:.1} ×", ours / theirs),
                "≥ 5 ×",
                ours >= 5.0 * theirs,
            ),
        ]
    };
    let mut figures = pair("reads of a test run", ours_read, theirs_read);
    figures.extend(pair("messages to sockets", ours_fan, theirs_fan));
    Ok(figures)
}

/// Answers a second over connections that stay open.
async fn reads(server: &str, path: &str, time: Duration) -> anyhow::Result<f64> {
    let client = Client::builder().pool_max_idle_per_host(READERS).timeout(PATIENCE).build()?;
    let url = format!("{server}{path}");
    for _ in 0..50 {
        client.get(&url).send().await?.error_for_status()?.bytes().await?;
    }
    let began = Instant::now();
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        let (client, url) = (client.clone(), url.clone());
        readers.spawn(async move {
            let mut times = Times::default();
            while began.elapsed() < time {
                let asked = Instant::now();
                client.get(&url).send().await?.error_for_status()?.bytes().await?;
                times.add(asked.elapsed());
            }
            Ok::<_, anyhow::Error>(times)
        });
    }
    let mut answers = 0;
    while let Some(times) = readers.join_next().await {
        answers += times??.len();
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of a measurement")]
    Ok(answers as f64 / began.elapsed().as_secs_f64())
}

/// Messages a second when one request makes a burst of events that every socket follows.
async fn fan_out(client: &Client, server: &str) -> anyhow::Result<f64> {
    let url = format!("{}/ws", server.replace("http", "ws"));
    let ready = std::sync::Arc::new(Barrier::new(SOCKETS + 1));
    let mut sockets = JoinSet::new();
    for _ in 0..SOCKETS {
        let (url, ready) = (url.clone(), ready.clone());
        sockets.spawn(async move {
            let (mut socket, _) = connect_async(&url).await?;
            socket.send(Message::text(json!({ "type": "subscribe", "topic": "all" }).to_string())).await?;
            let mut events = 0;
            let mut subscribed = false;
            // the run's own event, and one for each execution
            while events < BURST + 1 {
                let message = timeout(PATIENCE, socket.next()).await?.context("the socket was closed")??;
                let Message::Text(text) = message else { continue };
                if !subscribed {
                    subscribed = true;
                    ready.wait().await;
                } else if text.contains("\"seq\"") {
                    events += 1;
                }
            }
            Ok::<_, anyhow::Error>(events)
        });
    }
    timeout(PATIENCE, ready.wait()).await?;
    let flow = json!({ "name": "Nothing much", "steps": [{ "type": "set", "var": "x", "value": 1 }] });
    let began = Instant::now();
    let asked = client.post(format!("{server}/api/v1/execute-flows")).json(&json!({ "flows": vec![flow; BURST] }));
    let _accepted: Value = asked.send().await?.error_for_status()?.json().await?;
    let mut messages = 0;
    while let Some(events) = sockets.join_next().await {
        messages += events??;
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of a measurement")]
    Ok(messages as f64 / began.elapsed().as_secs_f64())
}
