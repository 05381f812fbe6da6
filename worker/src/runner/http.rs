//! `http_request`: a request of the worker's own, held to the flow's hosts as the browser is.

use std::{sync::LazyLock, time::Instant};

use chrono::{DateTime, Utc};
use flowtilla_shared::domain::{
    flow::{Action, HttpRequest, RequestPart},
    outcome::{ErrorKind, StepError},
};
use reqwest::{Client, Method, Response, StatusCode, header, redirect};
use serde_json::{Map, Value, json};
use url::Url;

use super::{Runner, inputs::media_type};
use crate::driver::{
    Gate, Observation, address_refusal,
    network::{Order, find, method_allowed},
};

/// Bytes of a response that are read; the rest is cut off.
const LARGEST_RESPONSE: usize = 8 << 20;
/// Characters of a response that an error shows.
const SHOWN: usize = 300;

/// One connection pool for all; redirects are followed by hand, since every hop is looked at.
static CLIENT: LazyLock<Result<Client, String>> = LazyLock::new(|| {
    // done already in a worker's process; in a test nobody else does
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().redirect(redirect::Policy::none()).no_proxy();
    client.build().map_err(|e| e.to_string())
});

/// What is sent, at one hop.
struct Hop {
    url: Url,
    method: Method,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Runner {
    pub(super) async fn http_request(
        &mut self,
        request: &HttpRequest,
        gate: &dyn Gate,
        deadline: Instant,
    ) -> Result<Observation, StepError> {
        let options = super::context_options(&self.plan);
        let mut hop = first(request, options.base_url.as_deref())?;
        self.with_files(request, &mut hop)?;
        self.may_ask(&hop.url, &options.allowed_hosts)?;
        self.may_use(&hop.method)?;
        let client = CLIENT.as_ref().map_err(|e| StepError::crash(format!("No request can be made: {e}")))?;
        gate.pass().await?;
        let began = Instant::now();
        for redirects in 0.. {
            let asked =
                tokio::time::timeout_at(deadline.into(), self.ask_server(client, &hop, request.cookies, deadline));
            let answer = asked.await.map_err(|_| too_late(&hop, began))??;
            let to = answer.redirect.as_deref().and_then(|to| hop.url.join(to).ok());
            let Some(to) = to.filter(|_| request.max_redirects > 0) else {
                return finish(request, &hop, answer, began);
            };
            if redirects >= request.max_redirects {
                let message =
                    format!("{} {} redirects more than {} times.", hop.method, hop.url, request.max_redirects);
                return Err(StepError::new(ErrorKind::Navigation, message));
            }
            self.may_ask(&to, &options.allowed_hosts)?;
            hop.follow(to, answer.status);
            self.may_use(&hop.method)?;
        }
        Err(StepError::refused("The request went nowhere."))
    }

    /// JSON from an address that the flow may visit, and the server's clock.
    ///
    /// # Errors
    /// `refused` for an address that may not be asked, or an answer that is no JSON; else why there is none.
    pub(super) async fn ask_for_json(
        &mut self,
        url: &str,
        deadline: Instant,
    ) -> Result<(Value, Option<DateTime<Utc>>), StepError> {
        let options = super::context_options(&self.plan);
        let base = options.base_url.as_deref().and_then(|base| Url::parse(base).ok());
        let url = absolute(url, base)?;
        self.may_ask(&url, &options.allowed_hosts)?;
        let client = CLIENT.as_ref().map_err(|e| StepError::crash(format!("No request can be made: {e}")))?;
        let hop = Hop { url, method: Method::GET, headers: Vec::new(), body: None };
        let began = Instant::now();
        let asked = async {
            let mut response = client.get(hop.url.clone()).send().await.map_err(|e| unreachable_error(&hop, &e))?;
            let date = response.headers().get(header::DATE).and_then(|date| date.to_str().ok());
            let clock = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()).map(|date| date.to_utc());
            let status = response.status();
            if !status.is_success() {
                let message = format!("GET {} was answered {}", hop.url, status.as_u16());
                return Err(StepError::new(ErrorKind::Navigation, message));
            }
            let body = body_of(&mut response).await.map_err(|e| unreachable_error(&hop, &e))?;
            Ok((body, clock))
        };
        let (body, clock) =
            tokio::time::timeout_at(deadline.into(), asked).await.map_err(|_| too_late(&hop, began))??;
        let value = serde_json::from_slice(&body)
            .map_err(|e| StepError::refused(format!("GET {} was answered with no JSON: {e}.", hop.url)))?;
        Ok((value, clock))
    }

    /// The body of a request that is a file of the run, or has files in it.
    fn with_files(&self, request: &HttpRequest, hop: &mut Hop) -> Result<(), StepError> {
        let files = self.plan.names.files();
        let mut typed = |media_type: String| {
            if !hop.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                hop.headers.push(("content-type".to_owned(), media_type));
            }
        };
        if let Some(file) = &request.file {
            typed(media_type(file).to_owned());
            hop.body = Some(files.read(file).map_err(StepError::refused)?.to_vec());
        } else if !request.parts.is_empty() {
            let boundary = format!("flowtilla-{}", uuid::Uuid::new_v4().simple());
            typed(format!("multipart/form-data; boundary={boundary}"));
            let mut body = Vec::new();
            for part in &request.parts {
                let content = match &part.file {
                    Some(file) => files.read(file).map_err(StepError::refused)?,
                    None => part.value.clone().unwrap_or_default().into(),
                };
                body.extend_from_slice(head_of(part, &boundary).as_bytes());
                body.extend_from_slice(&content);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
            hop.body = Some(body);
        }
        Ok(())
    }

    /// Only to the flow's hosts, and secrets only to theirs.
    fn may_ask(&self, url: &Url, allowed: &[String]) -> Result<(), StepError> {
        match address_refusal(url.as_str(), allowed) {
            Some(sentence) => Err(StepError::refused(sentence)),
            None if url.scheme().starts_with("http") => self.may_send_to(url.as_str()),
            None => Err(StepError::refused(format!("`{url}` is no address of a server; give an http or https one."))),
        }
    }

    /// Only by the flow's methods.
    fn may_use(&self, method: &Method) -> Result<(), StepError> {
        let allowed = self.plan.flow.allowed_methods.as_deref().unwrap_or_default();
        if method_allowed(allowed, method.as_str()) {
            return Ok(());
        }
        Err(StepError::refused(format!(
            "The flow may make no {method} request; its `allowed_methods` are {}.",
            allowed.join(", ")
        )))
    }

    async fn ask_server(
        &mut self,
        client: &Client,
        hop: &Hop,
        cookies: bool,
        deadline: Instant,
    ) -> Result<Answer, StepError> {
        let mut asking = client.request(hop.method.clone(), hop.url.clone());
        for (name, value) in &hop.headers {
            asking = asking.header(name, value);
        }
        if cookies {
            let driver = self.driver().await?;
            let known = driver.network(Order::CookiesFor(hop.url.as_str()), deadline).await?;
            if let Some(known) = known.as_str() {
                asking = asking.header(header::COOKIE, known);
            }
        }
        if let Some(body) = &hop.body {
            asking = asking.body(body.clone());
        }
        let mut response = asking.send().await.map_err(|e| unreachable_error(hop, &e))?;
        let body = body_of(&mut response).await.map_err(|e| unreachable_error(hop, &e))?;
        if cookies {
            let came = response.headers().get_all(header::SET_COOKIE).iter();
            let came: Vec<String> = came.filter_map(|v| v.to_str().ok().map(str::to_owned)).collect();
            if !came.is_empty() {
                let order = Order::KeepCookies { url: hop.url.as_str(), cookies: &came };
                self.driver().await?.network(order, deadline).await?;
            }
        }
        let status = response.status();
        let text = |name: header::HeaderName| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let redirect = text(header::LOCATION).filter(|_| status.is_redirection());
        let mut headers: Map<String, Value> = Map::new();
        for (name, value) in response.headers() {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let joined = match headers.get(name.as_str()).and_then(Value::as_str) {
                Some(before) => format!("{before}, {value}"),
                None => value,
            };
            headers.insert(name.to_string(), joined.into());
        }
        Ok(Answer { status, headers, body, redirect })
    }

    /// The variables that a response gives.
    pub(super) fn saved(action: &Action, value: &Value) -> Vec<(String, Value)> {
        let Action::HttpRequest(HttpRequest { var, save, .. }) = action else { return Vec::new() };
        let whole = var.iter().map(|name| (name.clone(), value.clone()));
        let parts = save.iter().filter_map(|(name, path)| Some((name.clone(), part(value, path.as_str()?)?.clone())));
        whole.chain(parts).collect()
    }
}

struct Answer {
    status: StatusCode,
    headers: Map<String, Value>,
    body: Vec<u8>,
    redirect: Option<String>,
}

impl Hop {
    /// As browsers do: what was sent is sent again only when the server says so, and what identifies somebody only to the same host.
    fn follow(&mut self, to: Url, status: StatusCode) {
        if !matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT) {
            if self.method != Method::HEAD {
                self.method = Method::GET;
            }
            self.body = None;
            self.headers.retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-"));
        }
        if to.origin() != self.url.origin() {
            self.headers.retain(|(name, _)| {
                !["authorization", "cookie", "proxy-authorization"].contains(&name.to_ascii_lowercase().as_str())
            });
        }
        self.url = to;
    }
}

/// What a response brings, cut off where it is too much.
async fn body_of(response: &mut Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_RESPONSE {
            body.truncate(LARGEST_RESPONSE);
            break;
        }
    }
    Ok(body)
}

/// The address that is meant: absolute, or relative to where the flow starts.
fn absolute(given: &str, base: Option<Url>) -> Result<Url, StepError> {
    let url = match (Url::parse(given), base) {
        (Ok(url), _) => Ok(url),
        (Err(url::ParseError::RelativeUrlWithoutBase), Some(base)) => base.join(given),
        (Err(url::ParseError::RelativeUrlWithoutBase), None) => {
            return Err(StepError::refused(format!(
                "`{given}` is relative, but the flow has no `start_url`; give an absolute URL."
            )));
        }
        (Err(e), _) => Err(e),
    };
    url.map_err(|e| StepError::refused(format!("`{given}` is not a URL: {e}.")))
}

/// What stands before a part of a multipart body.
fn head_of(part: &RequestPart, boundary: &str) -> String {
    // as browsers write them: quotes and line breaks cannot end the name
    let quoted = |text: &str| text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&part.name));
    if let Some(file) = &part.file {
        let own = file.rsplit('/').next().unwrap_or(file);
        head.push_str(&format!("; filename=\"{}\"", quoted(part.file_name.as_deref().unwrap_or(own))));
    }
    let sort = part.media_type.clone().or_else(|| part.file.as_deref().map(|file| media_type(file).to_owned()));
    if let Some(sort) = sort {
        head.push_str(&format!("\r\nContent-Type: {}", sort.replace(['\r', '\n'], "")));
    }
    head.push_str("\r\n\r\n");
    head
}

fn first(request: &HttpRequest, base: Option<&str>) -> Result<Hop, StepError> {
    let url = absolute(&request.url, base.and_then(|base| Url::parse(base).ok()))?;
    let method = Method::from_bytes(request.method.to_ascii_uppercase().as_bytes())
        .map_err(|_| StepError::refused(format!("`{}` is no HTTP method.", request.method)))?;
    let mut headers = Vec::new();
    for (name, value) in &request.headers {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let fine =
            header::HeaderName::from_bytes(name.as_bytes()).is_ok() && header::HeaderValue::from_str(&text).is_ok();
        if !fine {
            return Err(StepError::refused(format!(
                "The header `{name}` cannot be sent: no line breaks, plain names."
            )));
        }
        headers.push((name.clone(), text));
    }
    let mut typed = |media_type: &str| {
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type".to_owned(), media_type.to_owned()));
        }
    };
    let body = if let Some(json) = &request.json {
        typed("application/json");
        Some(json.to_string().into_bytes())
    } else if let Some(form) = &request.form {
        typed("application/x-www-form-urlencoded");
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in form {
            pairs.append_pair(name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        Some(pairs.finish().into_bytes())
    } else {
        request.body.clone().map(String::into_bytes)
    };
    Ok(Hop { url, method, headers, body })
}

fn finish(request: &HttpRequest, hop: &Hop, answer: Answer, began: Instant) -> Result<Observation, StepError> {
    let status = answer.status.as_u16();
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let fine = match &request.status {
        Some(pattern) => find::status(pattern, status)?,
        None => status < 400,
    };
    if !fine {
        let wanted = request.status.as_deref().unwrap_or("a status below 400");
        let start: String = text.chars().take(SHOWN).collect();
        let message = format!("{} {} was answered {status}, not {wanted}: {start}", hop.method, hop.url);
        return Err(StepError::new(ErrorKind::Assertion, message).with_values(wanted, status.to_string()));
    }
    let value = json!({
        "status": status,
        "url": hop.url.as_str(),
        "headers": answer.headers,
        "json": serde_json::from_str::<Value>(&text).unwrap_or(Value::Null),
        "body": text,
        "time_ms": u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    for (name, path) in &request.save {
        let path = path.as_str().unwrap_or_default();
        if part(&value, path).is_none() {
            return Err(StepError::new(
                ErrorKind::Assertion,
                format!("The answer of {} {} has no `{path}`, which `save` wants as `{name}`.", hop.method, hop.url),
            ));
        }
    }
    Ok(Observation { value: Some(value), ..Observation::default() })
}

/// What is at a path such as `json.items.0.id`.
fn part<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |at, step| match at {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        Value::Object(map) => map.get(step),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })
}

fn too_late(hop: &Hop, began: Instant) -> StepError {
    let seconds = began.elapsed().as_secs_f64();
    StepError::new(ErrorKind::Timeout, format!("{} {} was not answered within {seconds:.1} s.", hop.method, hop.url))
}

fn unreachable_error(hop: &Hop, error: &reqwest::Error) -> StepError {
    let mut why = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        why = inner.to_string();
        cause = inner.source();
    }
    StepError::new(ErrorKind::Navigation, format!("{} {} could not be asked: {why}.", hop.method, hop.url))
}
