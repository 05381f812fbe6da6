//! Server-sent events.

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    app::{App, PATIENCE},
    worker,
};

/// An open stream of server-sent events.
pub struct Events<S> {
    stream: S,
    text: String,
}

impl<S: Stream<Item = reqwest::Result<Bytes>> + Unpin> Events<S> {
    /// The next event: its id and its data; `None` when the server ended the stream.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some((block, rest)) =
                self.text.split_once("\n\n").map(|(block, rest)| (block.to_owned(), rest.to_owned()))
            {
                self.text = rest;
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned));
                if let Some(data) = field("data: ") {
                    return Some((field("id: ").unwrap_or_default(), serde_json::from_str(&data).unwrap()));
                }
            }
            let chunk = timeout(PATIENCE, self.stream.next()).await.expect("the server says something in time")?;
            self.text.push_str(std::str::from_utf8(&chunk.ok()?).unwrap());
        }
    }
}

pub async fn open(
    app: &App,
    path: &str,
    last: Option<&str>,
) -> Events<impl Stream<Item = reqwest::Result<Bytes>> + Unpin + use<>> {
    let mut asked = app.request(Method::GET, path).header("accept-encoding", "gzip");
    if let Some(last) = last {
        asked = asked.header("last-event-id", last);
    }
    let response = asked.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert!(!response.headers().contains_key("content-encoding"), "a stream was compressed");
    Events { stream: Box::pin(response.bytes_stream()), text: String::new() }
}

#[tokio::test]
async fn a_stream_of_a_run_resumes_after_the_last_event_id() {
    let app = App::start().await;
    let id = app.execute(1).await;
    worker::run_all(&app.stack, 1, 3).await;
    let path = format!("/api/stream?topic=run:{id}&after=0");
    let mut seen = Vec::new();
    let mut last = String::new();
    // three at a time, then cut
    'whole: loop {
        let mut events = open(&app, &path, Some(last.as_str()).filter(|last| !last.is_empty())).await;
        for _ in 0..3 {
            let (id, event) = events.next().await.unwrap();
            last = id;
            let over = event["type"] == "run.finished";
            seen.push(event);
            if over {
                break 'whole;
            }
        }
    }
    let log = app.get(&format!("/api/test-runs/{id}/events?limit=1000")).await.expect(200);
    assert_eq!(json!(seen), log["items"]);
    app.stop().await;
}

#[tokio::test]
async fn the_stream_of_everything_resumes_by_position() {
    let app = App::start().await;
    let mut live = open(&app, "/api/stream", None).await;
    app.execute(1).await;
    let (position, first) = live.next().await.unwrap();
    assert_eq!((first["type"].as_str(), first["position"].as_str()), (Some("run.queued"), Some(position.as_str())));
    let (_, second) = live.next().await.unwrap();
    let mut resumed = open(&app, "/api/stream", Some(&position)).await;
    assert_eq!(resumed.next().await.unwrap().1, second);
    let mut lost = open(&app, "/api/stream", Some("nonsense")).await;
    assert_eq!(lost.next().await.unwrap().1["type"], "reset");
    app.stop().await;
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let app = App::start().await;
    let mut events = open(&app, "/api/stream", None).await;
    app.shutdown.cancel();
    assert_eq!(events.next().await, None);
    app.stop().await;
}

#[tokio::test]
async fn the_simple_stream_ticks_one_by_one() {
    let app = App::start().await;
    let mut ticks = open(&app, "/api/stream/simple?count=3&interval_ms=50", None).await;
    for tick in 1..=3 {
        assert_eq!(ticks.next().await.unwrap().1["tick"], tick);
    }
    assert_eq!(ticks.next().await, None);
    app.stop().await;
}
