//! An agent at work on a desktop, and many who listen: how late its events are, and how soon it stops when somebody says so.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use flowtilla_demo::model::{Answer, Call, DemoModel, Scenario};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, task::JoinSet, time::Instant};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::{Figure, stack::Stack, timing::Times};

/// Sockets on one session.
const LISTENERS: usize = 20;
/// Turns that are listened to, and turns that are interrupted.
const TURNS: usize = 15;
const INTERRUPTIONS: usize = 10;
/// Longest wait for anything that is said.
const PATIENCE: Duration = Duration::from_secs(60);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The model that an agent has here, and the settings that name it.
pub async fn model() -> anyhow::Result<(DemoModel, Vec<(&'static str, String)>)> {
    let moves = |n: i32| -> Vec<Call> {
        let one = |at: i32| Call {
            name: "mouse_move".into(),
            input: json!({ "coordinate": [100 + at % 500, 200] }),
            toolset: Some("computer".into()),
            actions: None,
        };
        (0..n).map(one).collect()
    };
    let short = Answer { text: Some("I look around.".into()), calls: moves(6), ..Answer::default() };
    let long = Answer { calls: moves(400), ..Answer::default() };
    let scenarios = vec![
        Scenario::saying("look around", vec![short, Answer::text("Nothing new.")]),
        Scenario::saying("never stop", vec![long, Answer::text("I was not stopped.")]),
    ];
    let model = DemoModel::start(SocketAddr::from(([127, 0, 0, 1], 0)), scenarios).await?;
    let settings = vec![("FLOWTILLA_MODELS__DEMO_URL", model.url()), ("FLOWTILLA_WORKER__DESKTOPS", "1".to_owned())];
    Ok((model, settings))
}

/// Runs it.
pub async fn measure(stack: &Stack) -> anyhow::Result<Vec<Figure>> {
    let _worker = stack.worker(1)?;
    let made = stack.client.post(format!("{}/api/v1/sessions", stack.url)).json(&json!({ "model_name": "demo" }));
    let made: Value = made.send().await?.error_for_status()?.json().await?;
    let id = made["id"].as_str().context("no id")?;
    let url = format!("{}/ws/chat/{id}", stack.url.replace("http", "ws"));
    let mut speaker = connect(&url).await?;
    // the desktop opens, and everything is warm
    turn(&mut speaker, "Please look around").await?;
    let mut listeners = JoinSet::new();
    let mut open = Vec::new();
    for _ in 0..LISTENERS {
        open.push(connect(&url).await?);
    }
    let last = "And now look around once more";
    for socket in open {
        listeners.spawn(listen(socket, last));
    }
    for _ in 1..TURNS {
        turn(&mut speaker, "Please look around").await?;
    }
    turn(&mut speaker, last).await?;
    let mut times = Times::default();
    while let Some(heard) = listeners.join_next().await {
        times.join(heard??);
    }
    let mut stops = Times::default();
    for _ in 0..INTERRUPTIONS {
        stops.add(interruption(&mut speaker).await?);
    }
    let (p50, p99) = (times.percentile(50.0), times.percentile(99.0));
    let (stop, slowest) = (stops.percentile(50.0), stops.percentile(100.0));
    let what = |text: &str| format!("chat, {LISTENERS} listeners: {text}");
    Ok(vec![
        Figure::new(what("events measured"), times.len().to_string(), "", true),
        Figure::new(what("commit to client, median"), format!("{p50:.1} ms"), "", true),
        Figure::new(what("commit to client, 99 %"), format!("{p99:.1} ms"), "≤ 50 ms", p99 <= 50.0),
        Figure::new("chat: interruption to idle, median", format!("{stop:.0} ms"), "", true),
        Figure::new("chat: interruption to idle, slowest", format!("{slowest:.0} ms"), "≤ 1000 ms", slowest <= 1000.0),
    ])
}

async fn connect(url: &str) -> anyhow::Result<Socket> {
    let (mut socket, _) = connect_async(url).await?;
    let first = next(&mut socket).await?;
    ensure!(first["type"] == "subscribed", "the socket begins with {first}");
    Ok(socket)
}

async fn next(socket: &mut Socket) -> anyhow::Result<Value> {
    loop {
        let message = tokio::time::timeout(PATIENCE, socket.next()).await.context("nothing was said for a minute")?;
        if let Message::Text(text) = message.context("the socket was closed")?? {
            return Ok(serde_json::from_str(&text)?);
        }
    }
}

async fn say(socket: &mut Socket, said: Value) -> anyhow::Result<()> {
    Ok(socket.send(Message::text(said.to_string())).await?)
}

/// One message, and all that comes of it.
async fn turn(socket: &mut Socket, message: &str) -> anyhow::Result<()> {
    say(socket, json!({ "type": "chat", "data": { "message": message } })).await?;
    until_idle(socket).await
}

async fn until_idle(socket: &mut Socket) -> anyhow::Result<()> {
    loop {
        let event = next(socket).await?;
        ensure!(event["type"] != "error", "the agent failed: {event}");
        if event["type"] == "status" && event["data"]["status"] == "idle" {
            return Ok(());
        }
    }
}

/// From when somebody says stop, in the midst of actions, until the session is idle.
async fn interruption(socket: &mut Socket) -> anyhow::Result<Duration> {
    say(socket, json!({ "type": "chat", "data": { "message": "Please never stop" } })).await?;
    let mut done = 0;
    while done < 3 {
        let event = next(socket).await?;
        done += usize::from(event["type"] == "tool_result");
    }
    let begun = Instant::now();
    say(socket, json!({ "type": "interrupt" })).await?;
    until_idle(socket).await?;
    Ok(begun.elapsed())
}

/// How late every event is, up to the end of the turn that begins with `last`.
async fn listen(mut socket: Socket, last: &str) -> anyhow::Result<Times> {
    let (mut times, mut ends) = (Times::default(), false);
    loop {
        let event = next(&mut socket).await?;
        let now = Utc::now();
        let Some(at) = event["at"].as_str() else { continue };
        let at: DateTime<Utc> = at.parse()?;
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a measurement")]
        times.add_ms((now - at).num_microseconds().unwrap_or(0) as f64 / 1000.0);
        ends |= event["data"]["content"] == last;
        if ends && event["type"] == "status" && event["data"]["status"] == "idle" {
            return Ok(times);
        }
    }
}
