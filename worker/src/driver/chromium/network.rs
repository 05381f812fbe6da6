//! Network, console and log events, written into the context's [`Log`](crate::driver::network::log::Log).

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use flowtilla_shared::domain::outcome::StepError;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Chromium,
    cdp::{Client, Event},
    context::Context,
    messages::{ConsoleCalled, ExceptionDetails, ExceptionThrown, RemoteObject},
};
use crate::driver::{
    BrowserEvent,
    network::{
        Order,
        log::{self, Answer, Content, Ended, Exchange, Level, Line, Timing},
    },
    port::Fault,
};

/// Bytes of responses that the browser keeps for one page, so that their bodies can be asked for.
const KEPT_BY_BROWSER: usize = 16 << 20;
/// Longest wait for a body that a recording wants.
const BODY: std::time::Duration = std::time::Duration::from_secs(10);
/// Bytes of one response that the browser keeps.
const LARGEST_KEPT: usize = 4 << 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WillBeSent<'a> {
    request_id: &'a str,
    loader_id: &'a str,
    #[serde(borrow)]
    request: Request<'a>,
    timestamp: f64,
    wall_time: f64,
    #[serde(default)]
    redirect_has_extra_info: bool,
    #[serde(borrow)]
    redirect_response: Option<Response<'a>>,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    frame_id: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(borrow)]
    url: Cow<'a, str>,
    method: &'a str,
    headers: HashMap<String, String>,
    post_data: Option<String>,
    mixed_content_type: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response<'a> {
    status: u16,
    #[serde(borrow)]
    status_text: Cow<'a, str>,
    headers: HashMap<String, String>,
    #[serde(borrow)]
    mime_type: Cow<'a, str>,
    protocol: Option<String>,
    #[serde(rename = "remoteIPAddress")]
    remote: Option<String>,
    #[serde(default)]
    from_disk_cache: bool,
    timing: Option<Timing>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Received<'a> {
    request_id: &'a str,
    timestamp: f64,
    #[serde(borrow)]
    response: Response<'a>,
    #[serde(default)]
    has_extra_info: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExtraInfo<'a> {
    request_id: &'a str,
    headers: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Finished<'a> {
    request_id: &'a str,
    timestamp: f64,
    #[serde(default)]
    encoded_data_length: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failed<'a> {
    request_id: &'a str,
    timestamp: f64,
    #[serde(borrow)]
    error_text: Cow<'a, str>,
    #[serde(default)]
    canceled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketCreated<'a> {
    request_id: &'a str,
    url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketAsked<'a> {
    request_id: &'a str,
    timestamp: f64,
    wall_time: f64,
    request: SocketHeaders,
}

#[derive(Deserialize)]
struct SocketHeaders {
    headers: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketAnswered<'a> {
    request_id: &'a str,
    timestamp: f64,
    response: SocketResponse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketResponse {
    status: u16,
    status_text: String,
    headers: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketFrame<'a> {
    request_id: &'a str,
    #[serde(borrow)]
    response: FrameData<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FrameData<'a> {
    opcode: f64,
    #[serde(borrow)]
    payload_data: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketEnded<'a> {
    request_id: &'a str,
    timestamp: f64,
    error_message: Option<String>,
}

#[derive(Deserialize)]
struct EntryAdded {
    entry: Entry,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    source: String,
    level: String,
    text: String,
    timestamp: f64,
    url: Option<String>,
    line_number: Option<u32>,
}

impl Response<'_> {
    fn answer(self, at: f64) -> Answer {
        Answer {
            seq: 0,
            status: self.status,
            status_text: self.status_text.into_owned(),
            headers: log::bounded(self.headers),
            media_type: self.mime_type.into_owned(),
            protocol: self.protocol.unwrap_or_default(),
            remote: self.remote,
            from_cache: self.from_disk_cache,
            at,
            timing: self.timing,
        }
    }
}

/// Seconds since 1970.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
}

impl Context {
    /// Tells a page or frame to report its requests.
    pub(super) fn record_in(&self, client: &Client, session: &Arc<str>) {
        client.tell(
            Some(session),
            "Network.enable",
            json!({ "maxTotalBufferSize": KEPT_BY_BROWSER, "maxResourceBufferSize": LARGEST_KEPT,
                    "maxPostDataSize": log::LONGEST_REQUEST_BODY, "enableDurableMessages": true }),
        );
    }

    /// Whether requests are reported.
    pub(super) fn records(&self) -> bool {
        self.recording.load(Ordering::Acquire)
    }

    /// From now on requests of all pages and frames are reported.
    pub(super) fn record(&self) {
        if !self.recording.swap(true, Ordering::AcqRel) {
            for session in self.sessions() {
                self.record_in(&self.client, &session);
            }
        }
    }

    /// The sessions of all pages and out-of-process frames.
    pub(super) fn sessions(&self) -> Vec<Arc<str>> {
        self.state().sessions.keys().cloned().collect()
    }

    pub(super) fn network_event(&self, session: &Arc<str>, event: &Event<'_>) {
        match event.method {
            "Network.requestWillBeSent" => self.will_be_sent(session, event),
            "Network.responseReceived" => {
                let Some(Received { request_id, timestamp, response, has_extra_info }) = event.read() else { return };
                let answer = response.answer(timestamp);
                self.observer.change(|log| log.answered(request_id, answer, has_extra_info));
            }
            "Network.responseReceivedExtraInfo" => {
                let Some(ExtraInfo { request_id, headers }) = event.read() else { return };
                self.observer.change(|log| log.raw_headers(request_id, log::bounded(headers)));
            }
            "Network.loadingFinished" => {
                let Some(Finished { request_id, timestamp, encoded_data_length }) = event.read() else { return };
                let size = encoded_data_length.max(0.0) as u64;
                let ended = Ended { at: timestamp, size, error: None, canceled: false };
                self.fetch_body(session, request_id);
                self.observer.change(|log| log.ended(request_id, ended));
            }
            "Network.loadingFailed" => {
                let Some(Failed { request_id, timestamp, error_text, canceled }) = event.read() else { return };
                let ended = Ended { at: timestamp, size: 0, error: Some(error_text.into_owned()), canceled };
                self.observer.change(|log| log.ended(request_id, ended));
            }
            method if method.starts_with("Network.webSocket") => self.socket_event(session, event),
            _ => {}
        }
    }

    /// Gets the body of a response for a recording, before the browser lets go of it.
    fn fetch_body(&self, session: &Arc<str>, id: &str) {
        let wanted = self.observer.log().of(id).filter(|e| e.content.is_none()).map(|e| (e.seq, e.url.clone()));
        let Some((seq, _)) = wanted.filter(|(_, url)| self.observer.wants_body(url)) else { return };
        let params = json!({ "requestId": id });
        let reply = self.client.post(Some(session), "Network.getResponseBody", params, Instant::now() + BODY);
        let observer = self.observer.clone();
        tokio::spawn(async move {
            let over = observer.over.clone();
            if let Some(Ok(answer)) = over.run_until_cancelled(reply.result::<Value>()).await
                && let Some(content) = Content::read(answer)
            {
                observer.change(|log| log.keep_content(seq, content));
            }
        });
    }

    fn will_be_sent(&self, session: &Arc<str>, event: &Event<'_>) {
        let Some(sent) = event.read::<WillBeSent<'_>>() else { return };
        let kind = sent.kind.unwrap_or("Other").to_ascii_lowercase();
        // what the browser asks for by itself, and what is no request
        let icon = kind == "other" && sent.request.url.ends_with("/favicon.ico");
        let preflight = kind == "preflight"
            || sent.request.method == "OPTIONS"
                && sent.request.headers.keys().any(|name| name.eq_ignore_ascii_case("access-control-request-method"));
        if preflight || icon || sent.request.url.starts_with("data:") {
            return;
        }
        let is_page =
            kind == "document" && sent.frame_id.is_some_and(|frame| self.state().tab_of_frame(frame).is_some());
        let exchange = Exchange {
            seq: 0,
            id: sent.request_id.into(),
            session: session.clone(),
            method: sent.request.method.to_owned(),
            url: sent.request.url.into_owned(),
            kind,
            frame: sent.frame_id.unwrap_or_default().into(),
            document: sent.loader_id.to_owned(),
            is_page,
            is_mixed: sent.request.mixed_content_type.is_some_and(|kind| kind != "none"),
            headers: log::bounded(sent.request.headers),
            body: sent.request.post_data.map(|body| log::cut(&body, log::LONGEST_REQUEST_BODY).to_owned()),
            began: sent.timestamp,
            wall: sent.wall_time,
            answer: None,
            end: None,
            content: None,
        };
        self.observer.change(|log| {
            if let Some(response) = sent.redirect_response {
                log.answered(sent.request_id, response.answer(sent.timestamp), sent.redirect_has_extra_info);
                let ended = Ended { at: sent.timestamp, size: 0, error: None, canceled: false };
                log.ended(sent.request_id, ended);
            }
            log.asked(exchange);
        });
    }

    fn socket_event(&self, session: &Arc<str>, event: &Event<'_>) {
        match event.method {
            "Network.webSocketCreated" => {
                let Some(SocketCreated { request_id, url }) = event.read() else { return };
                self.observer.change(|log| log.socket_opened(request_id, &url));
            }
            "Network.webSocketWillSendHandshakeRequest" => {
                let Some(SocketAsked { request_id, timestamp, wall_time, request }) = event.read() else { return };
                self.observer.change(|log| {
                    let Some(url) = log.socket(request_id) else { return };
                    log.asked(Exchange {
                        seq: 0,
                        id: request_id.into(),
                        session: session.clone(),
                        method: "GET".to_owned(),
                        url,
                        kind: "websocket".to_owned(),
                        frame: "".into(),
                        document: String::new(),
                        is_page: false,
                        is_mixed: false,
                        headers: log::bounded(request.headers),
                        body: None,
                        began: timestamp,
                        wall: wall_time,
                        answer: None,
                        end: None,
                        content: None,
                    });
                });
            }
            "Network.webSocketHandshakeResponseReceived" => {
                let Some(SocketAnswered { request_id, timestamp, response }) = event.read() else { return };
                let answer = Answer {
                    seq: 0,
                    status: response.status,
                    status_text: response.status_text,
                    headers: log::bounded(response.headers),
                    media_type: String::new(),
                    protocol: "http/1.1".to_owned(),
                    remote: None,
                    from_cache: false,
                    at: timestamp,
                    timing: None,
                };
                self.observer.change(|log| log.answered(request_id, answer, false));
            }
            "Network.webSocketFrameSent" | "Network.webSocketFrameReceived" => {
                let Some(SocketFrame { request_id, response }) = event.read() else { return };
                let sent = event.method.ends_with("Sent");
                let is_text = response.opcode as u8 == 1;
                self.observer.change(|log| log.frame(request_id, sent, is_text, &response.payload_data, now()));
            }
            "Network.webSocketClosed" | "Network.webSocketFrameError" => {
                let Some(SocketEnded { request_id, timestamp, error_message }) = event.read() else { return };
                let over = event.method.ends_with("Closed");
                self.observer.change(|log| {
                    log.ended(request_id, Ended { at: timestamp, size: 0, error: error_message, canceled: false });
                    if over {
                        log.socket_closed(request_id);
                    }
                });
            }
            _ => {}
        }
    }

    pub(super) fn console(&self, event: &Event<'_>) {
        let Some(ConsoleCalled { kind, args, timestamp, stack_trace }) = event.read() else { return };
        let args: Vec<RemoteObject> = serde_json::from_str(args.get()).unwrap_or_default();
        let mut text = args.iter().map(RemoteObject::text).collect::<Vec<_>>().join(" ");
        if kind == "assert" {
            text = format!("Assertion failed: {text}");
        }
        let level = Level::of(kind);
        let place = stack_trace.and_then(|trace| trace.call_frames.into_iter().next());
        let line = Line {
            seq: 0,
            at: timestamp,
            level,
            source: "console".to_owned(),
            text: log::short(&text, log::LONGEST_LINE),
            url: place.as_ref().map(|p| p.url.clone()).filter(|url| !url.is_empty()),
            line: place.map(|p| p.line_number + 1),
        };
        if level == Level::Error {
            let (message, url) = (line.text.clone(), line.url.clone());
            self.change(|s| s.record(BrowserEvent::ConsoleError { message, url, count: 1 }));
        }
        self.observer.change(|log| log.wrote(line));
    }

    pub(super) fn uncaught(&self, event: &Event<'_>) {
        let Some(ExceptionThrown { exception_details: e, timestamp }) = event.read() else { return };
        let line = Line {
            seq: 0,
            at: timestamp,
            level: Level::Error,
            source: "page_error".to_owned(),
            text: log::short(&e.message(), log::LONGEST_LINE),
            url: e.url.filter(|url| !url.is_empty()),
            line: e.line_number.map(|n| n + 1),
        };
        let (message, url) = (line.text.clone(), line.url.clone());
        self.change(|s| s.record(BrowserEvent::PageError { message, url, count: 1 }));
        self.observer.change(|log| log.wrote(line));
    }

    /// What the browser itself writes to the console: resources that did not load, mixed content, violations.
    pub(super) fn entry(&self, event: &Event<'_>) {
        let Some(EntryAdded { entry }) = event.read() else { return };
        let icon = entry.source == "network" && entry.url.as_deref().is_some_and(|url| url.ends_with("/favicon.ico"));
        if icon {
            return;
        }
        let line = Line {
            seq: 0,
            at: entry.timestamp,
            level: Level::of(&entry.level),
            source: entry.source,
            text: log::short(&entry.text, log::LONGEST_LINE),
            url: entry.url.filter(|url| !url.is_empty()),
            line: entry.line_number.map(|n| n + 1),
        };
        if line.level == Level::Error {
            let url = line.url.clone();
            let event = if line.source == "network" {
                let error = line.text.strip_prefix("Failed to load resource: ").unwrap_or(&line.text);
                let error = error.strip_prefix("the server responded with a status of ").unwrap_or(error).to_owned();
                BrowserEvent::RequestFailed { url: url.unwrap_or_default(), error, count: 1 }
            } else {
                BrowserEvent::ConsoleError { message: line.text.clone(), url, count: 1 }
            };
            self.change(|s| s.record(event));
        }
        self.observer.change(|log| log.wrote(line));
    }
}

impl Chromium {
    pub(super) async fn order(&self, order: Order<'_>, deadline: Instant) -> Result<Value, Fault> {
        let client = &self.context.client;
        match order {
            Order::Record => {
                self.context.record();
                // answered once the command before it is
                let session = self.session()?;
                let reply = client.post(Some(&session), "Page.enable", json!({}), deadline);
                reply.done().await.map_err(|e| self.fault(e)).map(|()| Value::Null)
            }
            Order::Rewire => self.context.rewire(deadline).await.map(|()| Value::Null).map_err(|e| self.fault(e)),
            Order::Script(script) => {
                let compiled: Compiled = self
                    .page(
                        "Runtime.compileScript",
                        json!({ "expression": script, "sourceURL": "", "persistScript": false }),
                        deadline,
                    )
                    .await?;
                if let Some(wrong) = compiled.exception {
                    return Err(Fault::Step(StepError::refused(format!(
                        "The script cannot be read: {}.",
                        wrong.message()
                    ))));
                }
                if !self.context.observer.keep_script(script) {
                    return Err(Fault::Step(StepError::refused("Too many scripts were added to new pages.")));
                }
                for session in self.context.sessions() {
                    let params = json!({ "source": script });
                    let added =
                        client.post(Some(&session), "Page.addScriptToEvaluateOnNewDocument", params, deadline).done();
                    match added.await {
                        // a page that was closed meanwhile needs to know nothing
                        Err(e) if e.session_gone() => {}
                        added => added.map_err(|e| self.fault(e))?,
                    }
                }
                Ok(Value::Null)
            }
            Order::CookiesFor(url) => {
                let known: Cookies = self.page("Network.getCookies", json!({ "urls": [url] }), deadline).await?;
                let pairs: Vec<String> =
                    known.cookies.into_iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
                Ok(if pairs.is_empty() { Value::Null } else { pairs.join("; ").into() })
            }
            Order::KeepCookies { url, cookies } => {
                for cookie in cookies.iter().filter_map(|header| cookie(url, header)) {
                    self.page::<serde::de::IgnoredAny>("Network.setCookie", cookie, deadline).await?;
                }
                Ok(Value::Null)
            }
            Order::Body { id, session } => {
                let session: Arc<str> = session.into();
                let params = json!({ "requestId": id });
                let deadline = deadline.min(Instant::now() + self.command_timeout);
                let body = client.call(Some(&session), "Network.getResponseBody", params.clone(), deadline).await;
                match body {
                    Ok(body) => Ok(body),
                    // a frame's document may be told by one process and kept by another
                    Err(e) => {
                        let front = self.session()?;
                        if front == session {
                            return Err(self.fault(e));
                        }
                        let again = client.call(Some(&front), "Network.getResponseBody", params, deadline);
                        again.await.map_err(|e| self.fault(e))
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct Compiled {
    #[serde(rename = "exceptionDetails")]
    exception: Option<ExceptionDetails>,
}

#[derive(Deserialize)]
struct Cookies {
    cookies: Vec<Cookie>,
}

#[derive(Deserialize)]
struct Cookie {
    name: String,
    value: String,
}

/// A `Set-Cookie` header as the browser takes it; `None` when it has no name.
fn cookie(url: &str, header: &str) -> Option<Value> {
    let mut parts = header.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let mut cookie = json!({ "url": url, "name": name.trim(), "value": value.trim() });
    for part in parts {
        let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
        match attribute.to_ascii_lowercase().as_str() {
            "path" => cookie["path"] = json!(value),
            "domain" => cookie["domain"] = json!(value),
            "secure" => cookie["secure"] = json!(true),
            "httponly" => cookie["httpOnly"] = json!(true),
            "samesite" if ["Strict", "Lax", "None"].contains(&value) => cookie["sameSite"] = json!(value),
            "max-age" => {
                if let Ok(seconds) = value.parse::<f64>() {
                    cookie["expires"] = json!(now() + seconds);
                }
            }
            "expires" => {
                if let Ok(moment) = chrono::DateTime::parse_from_rfc2822(&value.replace('-', " ")) {
                    cookie["expires"] = json!(moment.timestamp());
                }
            }
            _ => {}
        }
    }
    Some(cookie)
}
