//! A hundred thousand executions wait: the API answers as before, and no statement is slow.

use std::time::Duration;

use anyhow::ensure;
use reqwest::Client;
use tokio::{task::JoinSet, time::Instant};

use crate::{Figure, stack::Stack, timing::Times};

/// Clients at once, each with a pause between two requests.
const CLIENTS: usize = 4;
const PAUSE: Duration = Duration::from_millis(20);
/// Executions in one request.
const BATCH: usize = 5000;
/// A statement that takes longer, in milliseconds, is one too slow.
const SLOW_MS: u32 = 100;

/// Runs it.
pub async fn measure(stack: &Stack, backlog: usize, seconds: u64) -> anyhow::Result<Vec<Figure>> {
    let mut left = backlog;
    while left > 0 {
        let n = left.min(BATCH);
        stack.execute(n).await?;
        left -= n;
    }
    stack.sql("ANALYZE")?;
    stack.sql(&format!("ALTER SYSTEM SET log_min_duration_statement = {SLOW_MS}"))?;
    stack.sql("SELECT pg_reload_conf()")?;
    let small = stack.execute(1).await?;
    // it claims what waits while the API is asked
    let _worker = stack.worker(2)?;
    let paths = [
        "/health".to_owned(),
        "/api/v1/queue/depth".to_owned(),
        "/api/v1/test-runs?limit=50".to_owned(),
        format!("/api/v1/test-runs/{small}"),
        format!("/api/v1/test-runs/{small}/events?after=0&limit=100"),
        "/api/v1/workers".to_owned(),
    ];
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut clients = JoinSet::new();
    for n in 0..CLIENTS {
        let (client, url, paths) = (stack.client.clone(), stack.url.clone(), paths.clone());
        clients.spawn(async move { ask(&client, &url, &paths, n, end).await });
    }
    let mut posts = Times::default();
    while Instant::now() < end {
        let asked = Instant::now();
        stack.execute(1).await?;
        posts.add(asked.elapsed());
        tokio::time::sleep(PAUSE).await;
    }
    let mut gets = Times::default();
    while let Some(times) = clients.join_next().await {
        gets.join(times??);
    }
    let log = logged(stack)?;
    let slow = log.lines().filter(|line| line.contains("duration: ")).count();
    for line in log.lines().filter(|line| line.contains("duration: ")).take(5) {
        eprintln!("{}", line.chars().take(300).collect::<String>());
    }
    let (gets99, posts99) = (gets.percentile(99.0), posts.percentile(99.0));
    let what = |text: String| format!("{backlog} executions wait: {text}");
    Ok(vec![
        Figure::new(what(format!("{} reads, 99 %", gets.len())), format!("{gets99:.0} ms"), "< 250 ms", gets99 < 250.0),
        Figure::new(
            what(format!("{} runs accepted, 99 %", posts.len())),
            format!("{posts99:.0} ms"),
            "< 250 ms",
            posts99 < 250.0,
        ),
        Figure::new(what(format!("statements over {SLOW_MS} ms")), slow.to_string(), "0", slow == 0),
    ])
}

async fn ask(client: &Client, url: &str, paths: &[String], n: usize, end: Instant) -> anyhow::Result<Times> {
    let mut times = Times::default();
    for path in paths.iter().cycle().skip(n) {
        if Instant::now() >= end {
            break;
        }
        let asked = Instant::now();
        client.get(format!("{url}{path}")).send().await?.error_for_status()?.bytes().await?;
        times.add(asked.elapsed());
        tokio::time::sleep(PAUSE).await;
    }
    ensure!(times.len() > 0, "nothing was asked");
    Ok(times)
}

/// What Postgres has logged.
fn logged(stack: &Stack) -> anyhow::Result<String> {
    let mut text = String::new();
    let mut dirs = vec![stack.dir.path().join("pg")];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir)?.flatten() {
            let path = entry.path();
            if path.is_dir() && path.ends_with("log") {
                dirs.push(path);
            } else if path.extension().is_some_and(|extension| extension == "log") {
                text.push_str(&String::from_utf8_lossy(&std::fs::read(path)?));
            }
        }
    }
    Ok(text)
}
