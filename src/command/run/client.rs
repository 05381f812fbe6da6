//! The API as `run` uses it: over real HTTP, also when the server is in this process.

use std::time::Duration;

use anyhow::{Context, anyhow};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::exit::{Exit, Failure};

/// Longest wait for an answer, long-polls aside.
const PATIENCE: Duration = Duration::from_secs(30);
/// Tries of a request that changes nothing, or that carries an idempotency key.
const TRIES: u32 = 5;

/// One server, with the key for it.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    key: Option<String>,
}

/// The answer to `POST /api/execute-flows`.
#[derive(Debug, Deserialize)]
pub struct Accepted {
    pub test_run_id: String,
    pub executions: Vec<Queued>,
}

/// One execution that was accepted, in the order of the request's flows.
#[derive(Debug, Deserialize)]
pub struct Queued {
    pub id: String,
    pub flow_name: String,
    /// Place of its flow in the request.
    pub flow_index: usize,
}

/// A flow as the server keeps it.
#[derive(Debug, Deserialize)]
struct Stored {
    id: String,
}

impl Client {
    /// A client for the server at `base`.
    ///
    /// # Errors
    /// When the address is none.
    pub fn new(base: &str, key: Option<String>) -> Result<Self, Failure> {
        let base: Url =
            base.parse().map_err(|error| crate::exit::usage!("`{base}` is no address of a server: {error}"))?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(crate::exit::usage!("`{base}` is no http or https address"));
        }
        Ok(Self { http: reqwest::Client::builder().timeout(PATIENCE).build()?, base, key })
    }

    /// The address of the server, without a final slash.
    pub fn base(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Queues the flows. The same idempotency key never queues them twice, so a lost answer is asked for again.
    pub async fn execute(&self, body: &Value, idempotency_key: &str) -> Result<Accepted, Failure> {
        let answer = self
            .patiently(|| {
                self.request(Method::POST, "/api/execute-flows").header("Idempotency-Key", idempotency_key).json(body)
            })
            .await?;
        Ok(answer.json().await.context("the server's answer is not understood")?)
    }

    /// The run with all its executions, steps and artifacts.
    pub async fn detail(&self, run: &str) -> Result<Value, Failure> {
        let answer = self.patiently(|| self.request(Method::GET, &format!("/api/test-runs/{run}"))).await?;
        Ok(answer.json().await.context("the server's answer is not understood")?)
    }

    /// Asks for the end of the run.
    pub async fn cancel(&self, run: &str) -> Result<(), Failure> {
        self.patiently(|| self.request(Method::POST, &format!("/api/test-runs/{run}/cancel"))).await.map(drop)
    }

    /// Stores a flow and approves it; returns its id.
    pub async fn keep(&self, document: &Value) -> Result<String, Failure> {
        let body = serde_json::json!({ "document": document, "approve": true });
        let stored = self.patiently(|| self.request(Method::POST, "/api/flows").json(&body)).await?;
        let stored: Stored = stored.json().await.context("the server's answer is not understood")?;
        Ok(stored.id)
    }

    /// Deletes a flow that [`Client::keep`] stored.
    pub async fn forget(&self, flow: &str) -> Result<(), Failure> {
        self.patiently(|| self.request(Method::DELETE, &format!("/api/flows/{flow}"))).await.map(drop)
    }

    /// The bytes of an artifact.
    pub async fn artifact(&self, id: &str) -> Result<Vec<u8>, Failure> {
        let answer = self.patiently(|| self.request(Method::GET, &format!("/api/artifacts/{id}"))).await?;
        Ok(answer.bytes().await.context("the artifact was cut off")?.to_vec())
    }

    /// Sends a request with a JSON body, or none, and returns the answer's JSON; `null` when it has no body.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let request = || {
            let request = self.request(method.clone(), path);
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        };
        let answer = self.patiently(request).await?;
        if answer.status() == StatusCode::NO_CONTENT {
            return Ok(Value::Null);
        }
        Ok(answer.json().await.context("the server's answer is not understood")?)
    }

    /// Stores an approved picture.
    pub async fn upload_baseline(&self, body: &Value) -> Result<(), Failure> {
        self.patiently(|| self.request(Method::POST, "/api/baselines").json(body)).await.map(drop)
    }

    /// Pictures that wait for approval, a part at a time.
    pub async fn proposed_baselines(&self, cursor: Option<&str>) -> Result<Value, Failure> {
        let answer = self
            .patiently(|| {
                let mut asked = vec![("status", "proposed"), ("size", "200")];
                asked.extend(cursor.map(|cursor| ("cursor", cursor)));
                self.request(Method::GET, "/api/baselines").query(&asked)
            })
            .await?;
        Ok(answer.json().await.context("the server's answer is not understood")?)
    }

    /// The bytes of a picture.
    pub async fn baseline(&self, id: &str) -> Result<Vec<u8>, Failure> {
        let answer = self.patiently(|| self.request(Method::GET, &format!("/api/baselines/{id}/picture"))).await?;
        Ok(answer.bytes().await.context("the picture was cut off")?.to_vec())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base()));
        match &self.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    }

    /// Sends, and sends again after lost connections and answers that ask for patience.
    async fn patiently(&self, request: impl Fn() -> RequestBuilder) -> Result<Response, Failure> {
        let mut pause = Duration::from_millis(200);
        for last in (0..TRIES).map(|n| n + 1 == TRIES) {
            match request().send().await {
                Ok(answer) if answer.status().is_success() => return Ok(answer),
                Ok(answer) if last || !is_passing(answer.status()) => return Err(self.refusal(answer).await),
                Ok(_) => {}
                Err(error) if last || !(error.is_connect() || error.is_timeout() || error.is_request()) => {
                    return Err(anyhow::Error::new(error).context(format!("{} cannot be reached", self.base())).into());
                }
                Err(_) => {}
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(anyhow!("{} cannot be reached", self.base()).into())
    }

    /// A problem document as a sentence.
    async fn refusal(&self, answer: Response) -> Failure {
        let status = answer.status();
        let problem: Value = answer.json().await.unwrap_or_default();
        let text = |name: &str| problem.get(name).and_then(Value::as_str);
        let said = text("detail").or_else(|| text("title")).unwrap_or("without a reason");
        let mut sentence = format!("{} answers {}: {said}", self.base(), status.as_u16());
        for error in problem.get("errors").and_then(Value::as_array).into_iter().flatten() {
            let part = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
            sentence.push_str(&format!("\n  {} {}", part("path"), part("message")));
        }
        let exit = match status {
            StatusCode::UNAUTHORIZED => {
                sentence.push_str("; pass --key or set FLOWTILLA_KEY (`flowtilla keys create` makes one)");
                Exit::Usage
            }
            StatusCode::BAD_REQUEST
            | StatusCode::FORBIDDEN
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNPROCESSABLE_ENTITY => Exit::Usage,
            _ => Exit::Infrastructure,
        };
        Failure::with(exit, anyhow!(sentence))
    }
}

/// Whether the same request may succeed a little later.
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}
