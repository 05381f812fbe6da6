//! One request to one endpoint: sent through async-openai, watched underneath.
//!
//! async-openai builds the request and reads the events; below it a service of ours sees the bare answer first, because
//! what matters most is lost above: the status and `Retry-After` of an answer that is no JSON, a page of HTML where JSON was
//! expected, an answer without an end.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use async_openai::{
    Client, config::Config, error::OpenAIError, middleware::HttpRequestFactory, traits::RequestOptionsBuilder,
};
use futures_util::{Stream, StreamExt};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::{
    error::{Error, Kind, Refusal, classify, retry_after},
    request::Api,
};

/// Longest answer that is read, in bytes.
const MOST_ANSWER: usize = 4 * 1024 * 1024;
/// How much is read of an answer that is an error.
const MOST_ERROR: usize = 64 * 1024;
/// Longest time to make a connection.
const CONNECTED_WITHIN: Duration = Duration::from_secs(10);

/// Where a request goes.
#[derive(Clone)]
pub struct Destination {
    /// Its name in the catalogue.
    pub name: String,
    pub api: Api,
    /// With the version and without a final slash.
    pub base_url: String,
    /// Empty: none.
    pub key: String,
    pub stream: bool,
}

impl std::fmt::Debug for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Destination({} at {})", self.name, self.base_url)
    }
}

/// How long an answer may take.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Longest silence, before the first event and between two.
    pub idle: Duration,
    /// The end of the whole call.
    pub deadline: Instant,
}

/// What came back.
pub enum Answer {
    /// The whole answer in one piece.
    Whole(Value),
    Events(Events),
}

/// The connections of this process to models.
#[derive(Clone, Debug)]
pub struct Transport {
    http: reqwest::Client,
}

impl Transport {
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, Error> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // another part may be first, which is as good
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECTED_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("flowtilla/", env!("CARGO_PKG_VERSION")));
        let http = http.build().map_err(|e| Error::new(Kind::Network, format!("no HTTP client can be made: {e}")))?;
        Ok(Self { http })
    }

    /// Sends `body` and returns when the endpoint has begun to answer.
    ///
    /// # Errors
    /// The endpoint's refusal, classified; that it did not answer in time; that nobody is there.
    pub async fn send(
        &self,
        to: &Destination,
        path: &str,
        body: Value,
        betas: &[String],
        times: Times,
    ) -> Result<Answer, Error> {
        let wire = Wire { http: self.http.clone(), seen: Arc::default(), streamed: to.stream };
        let seen = wire.seen.clone();
        let headers = headers(to, betas)?;
        let config = Speaks { base: to.base_url.clone(), headers, key: to.key.clone().into() };
        // async-openai would retry by itself; a service of our own replaces that
        let client = Client::build(self.http.clone(), config).with_http_service(wire);
        let chat = client.chat().path(path).map_err(|e| Error::new(Kind::BadRequest, e.to_string()))?;
        let asked = async {
            if to.stream {
                let stream = chat.create_stream_byot::<_, Value>(body).await?;
                Ok(Answer::Events(Events { stream, seen: seen.clone(), times }))
            } else {
                chat.create_byot::<_, Value>(body).await.map(Answer::Whole)
            }
        };
        // a whole answer has no events between which it could be silent
        let within = if to.stream { until(times) } else { times.deadline };
        match tokio::time::timeout_at(within.into(), asked).await {
            Err(_) => Err(silent(&to.name)),
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => instead(&seen, &error, &to.name),
        }
    }
}

/// An answer to a streamed request that is not a stream: some servers ignore `stream`, some put an error into a 200.
fn instead(seen: &Mutex<Seen>, error: &OpenAIError, name: &str) -> Result<Answer, Error> {
    let seen = std::mem::take(&mut *look(seen));
    if let Some(refusal) = seen.refusal {
        let whole = (refusal.status == 200).then(|| serde_json::from_str::<Value>(&refusal.body).ok()).flatten();
        return match whole {
            Some(value) if value.get("error").is_none_or(Value::is_null) => Ok(Answer::Whole(value)),
            None if refusal.status == 200 => {
                let said = super::error::plain(&refusal.body);
                Err(Error::new(
                    Kind::Server,
                    format!("the endpoint `{name}` answered with something else than JSON: {said}"),
                ))
            }
            Some(_) | None => Err(classify(&refusal)),
        };
    }
    Err(seen.too_large.unwrap_or_else(|| broken(error, name)))
}

fn broken(error: &OpenAIError, name: &str) -> Error {
    if let OpenAIError::Reqwest(cause) = error {
        let kind = if cause.is_timeout() { Kind::Timeout } else { Kind::Network };
        let innermost = innermost(cause);
        return Error::new(kind, format!("the endpoint `{name}` cannot be reached: {innermost}"));
    }
    if let OpenAIError::JSONDeserialize(cause, _) = error {
        return Error::new(Kind::Broken, format!("the endpoint `{name}` sent half an answer or no JSON: {cause}"));
    }
    Error::new(Kind::Broken, format!("the answer of the endpoint `{name}` broke off: {error}"))
}

/// What is at the bottom of an error, without the address, which may hold a key.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    if std::ptr::eq(cause, error) { "the request failed".into() } else { cause.to_string() }
}

fn silent(name: &str) -> Error {
    Error::new(Kind::Timeout, format!("the endpoint `{name}` said nothing for too long"))
}

/// The earlier of the next sign of life and the end of the call.
fn until(times: Times) -> Instant {
    (Instant::now() + times.idle).min(times.deadline)
}

/// The events of a streamed answer.
pub struct Events {
    stream: Pin<Box<dyn Stream<Item = Result<Value, OpenAIError>> + Send>>,
    seen: Arc<Mutex<Seen>>,
    times: Times,
}

impl Events {
    /// The next event; `None` at the end of the stream, which may have come too early.
    ///
    /// # Errors
    /// Silence for too long, bytes that are no events, an answer that is too large.
    pub async fn next(&mut self, name: &str) -> Result<Option<Value>, Error> {
        match tokio::time::timeout_at(until(self.times).into(), self.stream.next()).await {
            Err(_) => Err(silent(name)),
            Ok(None) => match look(&self.seen).too_large.take() {
                Some(error) => Err(error),
                None => Ok(None),
            },
            Ok(Some(Ok(event))) => Ok(Some(event)),
            Ok(Some(Err(error))) => {
                let too_large = look(&self.seen).too_large.take();
                Err(too_large.unwrap_or_else(|| broken(&error, name)))
            }
        }
    }

    /// The provider's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        look(&self.seen).request_id.clone()
    }
}

/// What the service saw of an answer.
#[derive(Default)]
struct Seen {
    refusal: Option<Refusal>,
    request_id: Option<String>,
    too_large: Option<Error>,
}

fn look(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Carries a request out, once.
#[derive(Clone)]
struct Wire {
    http: reqwest::Client,
    seen: Arc<Mutex<Seen>>,
    streamed: bool,
}

impl tower::Service<HttpRequestFactory> for Wire {
    type Response = reqwest::Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<reqwest::Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let wire = self.clone();
        Box::pin(async move {
            let request = factory.build().await?;
            let response = wire.http.execute(request).await?;
            let request_id = id_of(response.headers());
            look(&wire.seen).request_id.clone_from(&request_id);
            let is_stream = response
                .headers()
                .get("content-type")
                .and_then(|kind| kind.to_str().ok())
                .is_some_and(|kind| kind.starts_with("text/event-stream"));
            if !response.status().is_success() || (wire.streamed && !is_stream) {
                let status = response.status().as_u16();
                let retry_after = retry_after(response.headers());
                let most = if status == 200 { MOST_ANSWER } else { MOST_ERROR };
                let body = head(response, most).await?;
                look(&wire.seen).refusal = Some(Refusal { status, retry_after, body, request_id });
                return Err(OpenAIError::InvalidArgument("see below".into()));
            }
            Ok(bounded(response, wire.seen))
        })
    }
}

fn id_of(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("request-id").or_else(|| headers.get("x-request-id"))?;
    id.to_str().ok().map(|id| id.chars().take(100).collect())
}

/// The beginning of a body as text.
async fn head(response: reqwest::Response, most: usize) -> Result<String, reqwest::Error> {
    let mut body = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(piece) = stream.next().await {
        body.extend_from_slice(&piece?);
        if body.len() >= most {
            body.truncate(most);
            break;
        }
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

/// The same answer, ended with an error when it grows too long.
fn bounded(response: reqwest::Response, seen: Arc<Mutex<Seen>>) -> reqwest::Response {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut read = 0;
    let counted = response.bytes_stream().map(move |piece| {
        let piece = piece.map_err(std::io::Error::other)?;
        read += piece.len();
        if read > MOST_ANSWER {
            let mib = MOST_ANSWER / 1024 / 1024;
            let error = Error::new(Kind::TooLarge, format!("the model's answer has more than {mib} MiB"));
            look(&seen).too_large = Some(error);
            return Err(std::io::Error::other("too large"));
        }
        Ok(piece)
    });
    let mut made = http::Response::new(reqwest::Body::wrap_stream(counted));
    *made.status_mut() = status;
    *made.headers_mut() = headers;
    made.into()
}

/// What async-openai asks of a configuration: where, and with which headers.
struct Speaks {
    base: String,
    headers: HeaderMap,
    key: secrecy::SecretString,
}

impl Config for Speaks {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &secrecy::SecretString {
        &self.key
    }
}

fn headers(to: &Destination, betas: &[String]) -> Result<HeaderMap, Error> {
    let value = |text: &str| {
        HeaderValue::from_str(text).map_err(|_| {
            Error::new(Kind::Auth, format!("the key of the endpoint `{}` has characters that no key has", to.name))
        })
    };
    let mut headers = HeaderMap::new();
    match to.api {
        Api::AnthropicMessages => {
            headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
            if !to.key.is_empty() {
                headers.insert(HeaderName::from_static("x-api-key"), secret(value(&to.key)?));
            }
            if !betas.is_empty() {
                headers.insert("anthropic-beta", value(&betas.join(","))?);
            }
        }
        Api::OpenaiResponses | Api::ChatCompletions => {
            if !to.key.is_empty() {
                headers.insert(AUTHORIZATION, secret(value(&format!("Bearer {}", to.key))?));
            }
        }
    }
    Ok(headers)
}

fn secret(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}
