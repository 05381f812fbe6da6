//! The fleet's API as a client sees it: REST, and a socket that resumes.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use futures_util::{SinkExt, StreamExt};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: SocketAddr,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { http: reqwest::Client::new(), address }
    }

    /// The same, with an API key in every request.
    pub fn as_key(&self, key: &str) -> anyhow::Result<Self> {
        let bearer = format!("Bearer {key}").parse()?;
        let headers = [(reqwest::header::AUTHORIZATION, bearer)].into_iter().collect();
        Ok(Self { http: reqwest::Client::builder().default_headers(headers).build()?, address: self.address })
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// One request; the status and the JSON body (null when it is none).
    pub async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<(StatusCode, Value)> {
        let mut request = self.http.request(method.parse()?, self.url(path)).timeout(Duration::from_secs(30));
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let status = response.status();
        Ok((status, response.json().await.unwrap_or(Value::Null)))
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let (status, body) = self.call("GET", path, None).await?;
        if !status.is_success() {
            bail!("GET {path} answered {status}: {body}");
        }
        Ok(body)
    }

    pub async fn wait_until_ready(&self, patience: Duration) -> anyhow::Result<()> {
        self.poll("the api", patience, async || Ok(self.call("GET", "/readyz", None).await?.0.is_success())).await
    }

    pub async fn wait_for_workers(&self, workers: usize, patience: Duration) -> anyhow::Result<()> {
        self.poll("the workers", patience, async || {
            let answer = self.get("/api/workers").await?;
            let items = answer.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
            Ok(items.iter().filter(|w| w["status"] == "active").count() >= workers)
        })
        .await
    }

    /// Asks until the answer is yes; an error counts as no.
    pub async fn poll(
        &self,
        what: &str,
        patience: Duration,
        ask: impl AsyncFn() -> anyhow::Result<bool>,
    ) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            let answer = ask().await;
            if matches!(answer, Ok(true)) {
                return Ok(());
            }
            if begun.elapsed() > patience {
                return match answer {
                    Err(why) => Err(why.context(format!("{what} took longer than {patience:?}"))),
                    Ok(_) => bail!("{what} took longer than {patience:?}"),
                };
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Executes flows; retried with one idempotency key until the api takes it.
    pub async fn execute(&self, flows: &[Value], options: &Value) -> anyhow::Result<String> {
        let key = uuid::Uuid::new_v4().to_string();
        let begun = Instant::now();
        loop {
            let sent = self
                .http
                .post(self.url("/api/execute-flows"))
                .header("Idempotency-Key", &key)
                .timeout(Duration::from_secs(15))
                .json(&json!({ "flows": flows, "options": options }))
                .send()
                .await;
            match sent {
                Ok(response) if response.status() == StatusCode::ACCEPTED => {
                    let body: Value = response.json().await?;
                    return Ok(body["test_run_id"].as_str().context("no test_run_id in the answer")?.to_owned());
                }
                Ok(response) if response.status().is_server_error() && begun.elapsed() < Duration::from_secs(60) => {}
                Ok(response) => {
                    let status = response.status();
                    bail!("execute-flows answered {status}: {}", response.text().await.unwrap_or_default());
                }
                Err(why) if begun.elapsed() > Duration::from_secs(60) => return Err(why.into()),
                Err(_) => {}
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    pub async fn run(&self, id: &str) -> anyhow::Result<Value> {
        self.get(&format!("/api/test-runs/{id}")).await
    }

    /// Waits until the run is over; the run as last seen.
    pub async fn finished(&self, id: &str, patience: Duration) -> anyhow::Result<Value> {
        let begun = Instant::now();
        loop {
            let run = self.run(id).await;
            if let Ok(run) = &run
                && let Some("passed" | "failed" | "errored" | "cancelled") = run["status"].as_str()
            {
                return Ok(run.clone());
            }
            if begun.elapsed() > patience {
                let counts = run.map(|r| r["counts"].to_string()).unwrap_or_default();
                bail!("run {id} is not over after {patience:?}; counts {counts}");
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// The whole log of a run, page by page.
    pub async fn events(&self, run: &str) -> anyhow::Result<Vec<Value>> {
        let mut all = Vec::new();
        let mut after = 0;
        loop {
            let page = self.get(&format!("/api/test-runs/{run}/events?after={after}&limit=500")).await?;
            let items = page["items"].as_array().cloned().unwrap_or_default();
            if items.is_empty() {
                return Ok(all);
            }
            after = page["next_after"].as_i64().context("no next_after in the page")?;
            all.extend(items);
        }
    }

    /// Reads a run's events over the socket from `after` until `until` says stop or the deadline passes.
    pub async fn tail(
        &self,
        run: &str,
        after: i64,
        deadline: Instant,
        mut until: impl FnMut(&Value) -> bool,
    ) -> anyhow::Result<Vec<Value>> {
        let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{}/ws", self.address)).await?;
        let subscribe = json!({ "type": "subscribe", "topic": format!("run:{run}"), "after": after });
        socket.send(Message::text(subscribe.to_string())).await?;
        let mut seen = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(Some(message)) = tokio::time::timeout(left, socket.next()).await else { return Ok(seen) };
            let Ok(Message::Text(text)) = message else { return Ok(seen) };
            let value: Value = serde_json::from_str(&text)?;
            if value.get("seq").is_some() {
                let stop = until(&value);
                seen.push(value);
                if stop {
                    return Ok(seen);
                }
            }
        }
    }
}

/// Executions of a run by status (`errored` with its reason).
pub fn by_status(run: &Value) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for execution in run["executions"].as_array().into_iter().flatten() {
        let mut word = execution["status"].as_str().unwrap_or("?").to_owned();
        if let Some(reason) = execution["reason"].as_str() {
            word = format!("{word}({reason})");
        }
        *counts.entry(word).or_default() += 1;
    }
    counts
}
