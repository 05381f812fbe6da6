//! A thousand sockets on the topic `all`, ten events a second: nothing lost, how late, how much memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, timeout_at},
};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::{Figure, stack::Stack, timing::Times};

/// After the last event, the longest wait for what is on the way.
const STRAGGLERS: Duration = Duration::from_secs(30);

/// What one socket heard.
struct Heard {
    times: Times,
    events: usize,
    /// Events that came twice, or out of order within their stream.
    wrong: usize,
}

/// Runs it.
pub async fn measure(stack: &Stack, sockets: usize, seconds: u64) -> anyhow::Result<Vec<Figure>> {
    // the process as it is when it has served something
    for _ in 0..20 {
        stack.execute(1).await?;
    }
    let before = stack.api.memory_kib()?;
    let runs = usize::try_from(seconds)? * 5;
    let expected = runs * 2;
    let ready = Arc::new(AtomicUsize::new(0));
    let end = Instant::now() + Duration::from_secs(seconds + 60) + STRAGGLERS;
    let mut clients = JoinSet::new();
    for n in 0..sockets {
        let (url, ready) = (stack.url.replace("http", "ws"), Arc::clone(&ready));
        clients.spawn(async move { listen(&format!("{url}/ws"), expected, end, &ready).await });
        // a storm of handshakes is another measurement
        if n % 50 == 49 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    while ready.load(Ordering::SeqCst) < sockets {
        ensure!(Instant::now() < end, "only {} sockets opened", ready.load(Ordering::SeqCst));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let open = stack.api.memory_kib()?;
    // a run has two events: ten a second are five runs
    let mut tick = interval(Duration::from_millis(200));
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut most = open;
    for _ in 0..runs {
        tick.tick().await;
        stack.execute(1).await?;
        most = most.max(stack.api.memory_kib()?);
    }
    let (mut times, mut events, mut wrong) = (Times::default(), 0, 0);
    while let Some(heard) = clients.join_next().await {
        let heard = heard??;
        times.join(heard.times);
        events += heard.events;
        wrong += heard.wrong;
    }
    let lost = (expected * sockets).saturating_sub(events);
    let (p50, p99) = (times.percentile(50.0), times.percentile(99.0));
    let memory = most.saturating_sub(before) / 1024;
    let what = |text: &str| format!("{sockets} sockets × 10 events/s: {text}");
    Ok(vec![
        Figure::new(
            what("lost or double"),
            format!("{lost} + {wrong} of {}", expected * sockets),
            "0",
            lost + wrong == 0,
        ),
        Figure::new(what("commit to client, median"), format!("{p50:.0} ms"), "", true),
        Figure::new(what("commit to client, 99 %"), format!("{p99:.0} ms"), "< 100 ms", p99 < 100.0),
        Figure::new(what("memory of the sockets"), format!("{memory} MiB"), "≤ 60 MiB", memory <= 60),
    ])
}

async fn listen(url: &str, expected: usize, end: Instant, ready: &AtomicUsize) -> anyhow::Result<Heard> {
    let (mut socket, _) = connect_async(url).await?;
    socket.send(Message::text(json!({ "type": "subscribe", "topic": "all" }).to_string())).await?;
    let mut heard = Heard { times: Times::default(), events: 0, wrong: 0 };
    let mut last: (String, u64) = Default::default();
    while heard.events < expected {
        let Ok(message) = timeout_at(end, socket.next()).await else { break };
        let Message::Text(text) = message.context("the socket was closed")?? else { continue };
        let now = Utc::now();
        let said: Value = serde_json::from_str(&text)?;
        if said["type"] == "subscribed" {
            ready.fetch_add(1, Ordering::SeqCst);
        }
        let (Some(seq), Some(topic)) = (said["seq"].as_u64(), said["topic"].as_str()) else { continue };
        let at: DateTime<Utc> = said["at"].as_str().context("no time")?.parse()?;
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a measurement")]
        heard.times.add_ms((now - at).num_microseconds().unwrap_or(0) as f64 / 1000.0);
        heard.events += 1;
        let follows = if last.0 == topic { last.1 + 1 } else { 1 };
        heard.wrong += usize::from(seq != follows);
        last = (topic.to_owned(), seq);
    }
    Ok(heard)
}
