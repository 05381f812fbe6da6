//! Waiting for requests, answers, WebSocket messages and console lines, and looking at those that were.

use std::{sync::Arc, time::Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flowtilla_shared::domain::{
    flow::{Action, CaptureRequests, ResponseMatch, WaitConsole, WaitFrame, WaitRequest, WaitResponse},
    outcome::{ErrorKind, StepError},
};
use serde_json::{Map, Value, json};

use super::Page;
use crate::driver::{
    Observation, Progress,
    network::{
        Observer, Order, find,
        log::{Content, Exchange, Headers, Log},
        prepares,
    },
    port::{Fault, Port, needs_socket},
};

/// Lines of what else was seen that an error shows.
const SHOWN: usize = 10;
/// Requests that `capture_requests` gives, at most: the last ones.
const MOST_CAPTURED: usize = 500;
/// How long one look at the log waits before the browser's health is looked at.
const LOOK: std::time::Duration = std::time::Duration::from_millis(500);

/// Which part of the log counts when a step does not say.
#[derive(Clone, Copy, Debug)]
pub enum Since {
    /// From the last step on that acted on the page.
    LastAction,
    Start,
}

impl<P: Port> Page<P> {
    /// The observer, with requests being recorded.
    pub(super) async fn recording(&mut self, progress: &mut Progress) -> Result<Arc<Observer>, StepError> {
        let observer = self.port.observer().cloned().ok_or_else(needs_socket)?;
        if !self.recording {
            progress.log.push("requests are recorded from here on".into());
            let recording = self.port.network(Order::Record, progress.deadline).await;
            recording.map_err(|fault| self.step_error(fault, None, progress))?;
            self.recording = true;
        }
        Ok(observer)
    }

    /// Where in the log a step begins to look.
    pub(super) fn since(log: &Log, since: Option<&str>, otherwise: Since) -> Result<u64, StepError> {
        match (since, otherwise) {
            (None, Since::LastAction) => Ok(log.acted()),
            (None, Since::Start) | (Some("start"), _) => Ok(0),
            (Some(id), _) => log.marked(id).ok_or_else(|| {
                StepError::refused(format!(
                    "`since: {id}` names no step that has begun; give the `id` of an earlier step, or `start`."
                ))
            }),
        }
    }

    /// Looks at the log until something is found; `None` when the time is up.
    pub(super) async fn until_seen<T>(
        &mut self,
        observer: &Observer,
        progress: &mut Progress,
        mut look: impl FnMut(&Log) -> Result<Option<T>, StepError>,
    ) -> Result<Option<T>, StepError> {
        let mut bell = observer.bell();
        loop {
            bell.mark_unchanged();
            if let Some(found) = look(&observer.log())? {
                return Ok(Some(found));
            }
            let now = Instant::now();
            if now >= progress.deadline {
                return Ok(None);
            }
            let trouble = match self.port.trouble() {
                Some(trouble) => Some(Fault::Step(trouble)),
                None => self.port.top().err(),
            };
            if let Some(fault) = trouble {
                return Err(self.step_error(fault, None, progress));
            }
            observer.next(&mut bell, progress.deadline.min(now + LOOK)).await;
        }
    }

    pub(super) async fn wait_request(
        &mut self,
        wait: &WaitRequest,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let began = Instant::now();
        let observer = self.recording(progress).await?;
        let from = Self::since(&observer.log(), wait.since.as_deref(), Since::LastAction)?;
        let words = find::request_words(&wait.request);
        progress.log.push(format!("waiting for a request to {words}"));
        let found = self.until_seen(&observer, progress, |log| {
            for exchange in log.exchanges.iter().filter(|e| e.seq >= from) {
                if find::request(&wait.request, exchange)? {
                    return Ok(Some(asked(exchange)));
                }
            }
            Ok(None)
        });
        match found.await? {
            Some(request) => Ok(Observation { value: Some(request), ..Observation::default() }),
            None => {
                let message = format!("No request to {words} was made{}.", within(began));
                let url = wait.request.url.as_ref();
                Err(self.missed(&observer, message, from, progress, |e| {
                    Ok(find::address(url, &e.url)?.then(|| match &wait.request.method {
                        Some(method) if !method.eq_ignore_ascii_case(&e.method) => {
                            format!("(was {}, not {})", e.method, method.to_uppercase())
                        }
                        Some(_) | None => "(its body does not match)".to_owned(),
                    }))
                }))
            }
        }
    }

    pub(super) async fn wait_response(
        &mut self,
        wait: &WaitResponse,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let began = Instant::now();
        let observer = self.recording(progress).await?;
        let from = Self::since(&observer.log(), wait.since.as_deref(), Since::LastAction)?;
        let words = response_words(&wait.response);
        progress.log.push(format!("waiting for {words}"));
        let mut refused: Vec<u64> = Vec::new();
        loop {
            let needs_body = wait.response.body.is_some() || wait.var.is_some();
            let found = self.until_seen(&observer, progress, |log| {
                for exchange in log.exchanges.iter().filter(|e| !refused.contains(&e.seq)) {
                    let in_time = exchange.answer.as_ref().is_some_and(|answer| answer.seq >= from);
                    let ready = !needs_body || exchange.end.is_some();
                    if in_time
                        && ready
                        && find::asked(&wait.response, exchange)?
                        && find::wrong_with(&wait.response, exchange)?.is_none()
                    {
                        return Ok(Some(exchange.clone()));
                    }
                }
                Ok(None)
            });
            let Some(exchange) = found.await? else { break };
            let content = if needs_body { self.content(&observer, &exchange, progress).await } else { None };
            if let Some(matcher) = &wait.response.body
                && !find::part(matcher, &text_of(content.as_ref()))?
            {
                refused.push(exchange.seq);
                continue;
            }
            return Ok(Observation { value: Some(answered(&exchange, content.as_ref())), ..Observation::default() });
        }
        let message = format!("No {words} came{}.", within(began));
        let wanted = &wait.response;
        Err(self.missed(&observer, message, from, progress, |e| {
            if !find::asked(wanted, e)? {
                return Ok(None);
            }
            let wrong = find::wrong_with(wanted, e)?;
            Ok(Some(format!("({})", wrong.unwrap_or_else(|| "its body does not match".into()))))
        }))
    }

    pub(super) async fn wait_frame(
        &mut self,
        wait: &WaitFrame,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let began = Instant::now();
        let observer = self.recording(progress).await?;
        let from = Self::since(&observer.log(), wait.since.as_deref(), Since::LastAction)?;
        progress.log.push("waiting for a WebSocket message".into());
        let found = self.until_seen(&observer, progress, |log| {
            for frame in log.frames.iter().filter(|f| f.seq >= from) {
                if find::frame(&wait.frame, frame)? {
                    let direction = if frame.sent { "sent" } else { "received" };
                    return Ok(Some(json!({ "text": frame.data, "json": as_json(&frame.data), "url": &*frame.url,
                                           "direction": direction })));
                }
            }
            Ok(None)
        });
        if let Some(value) = found.await? {
            return Ok(Observation { value: Some(value), ..Observation::default() });
        }
        let log = observer.log();
        let candidates = log.frames.iter().rev().filter(|f| f.seq >= from).take(SHOWN).map(frame_line).collect();
        let message = match log.frames.iter().filter(|f| f.seq >= from).count() {
            0 => format!("No WebSocket message was seen{}.", within(began)),
            n => {
                format!("Of {}, none was seen{}; {n} others were.", find::frame_words(&wait.frame), within(began))
            }
        };
        Err(late(message, candidates, progress))
    }

    pub(super) async fn wait_console(
        &mut self,
        wait: &WaitConsole,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let began = Instant::now();
        let observer = self.port.observer().cloned().ok_or_else(needs_socket)?;
        let from = Self::since(&observer.log(), wait.since.as_deref(), Since::LastAction)?;
        progress.log.push("waiting for a line in the console".into());
        let found = self.until_seen(&observer, progress, |log| {
            for line in log.lines.iter().filter(|l| l.seq >= from) {
                if find::line(&wait.line, line)? {
                    return Ok(Some(json!(line)));
                }
            }
            Ok(None)
        });
        if let Some(value) = found.await? {
            return Ok(Observation { value: Some(value), ..Observation::default() });
        }
        let log = observer.log();
        let candidates = log.lines.iter().rev().filter(|l| l.seq >= from).take(SHOWN).map(console_line).collect();
        let what = wait.line.text.as_ref().map(|text| format!(" with {}", find::describe(text))).unwrap_or_default();
        let level = wait.line.level.map(|level| format!("{} ", json!(level).as_str().unwrap_or_default()));
        let message =
            format!("No {}line{what} was written to the console{}.", level.unwrap_or_default(), within(began));
        Err(late(message, candidates, progress))
    }

    pub(super) async fn capture_requests(
        &mut self,
        capture: &CaptureRequests,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let observer = self.recording(progress).await?;
        let mut chosen: Vec<Exchange> = Vec::new();
        {
            let log = observer.log();
            let from = Self::since(&log, capture.since.as_deref(), Since::Start)?;
            for exchange in log.exchanges.iter().filter(|e| e.seq >= from) {
                if find::request(&capture.request, exchange)? {
                    chosen.push(exchange.clone());
                }
            }
        }
        let first = chosen.len().saturating_sub(MOST_CAPTURED);
        let mut list = Vec::new();
        for exchange in &chosen[first..] {
            let mut item = asked(exchange);
            item["type"] = json!(exchange.kind);
            item["status"] = json!(exchange.status());
            item["latency_ms"] = json!(exchange.latency_ms());
            item["error"] = json!(exchange.end.as_ref().and_then(|end| end.error.as_ref()));
            if capture.bodies && exchange.end.is_some() {
                let content = self.content(&observer, exchange, progress).await;
                item["response_body"] = json!(content.map(|c| text_of(Some(&c))));
            }
            list.push(item);
        }
        Ok(Observation { value: Some(Value::Array(list)), ..Observation::default() })
    }

    /// The body of a response, asked for when it is not kept already; `None` when the browser has it no more.
    pub(super) async fn content(
        &mut self,
        observer: &Observer,
        exchange: &Exchange,
        progress: &mut Progress,
    ) -> Option<Content> {
        if exchange.content.is_some() {
            return exchange.content.clone();
        }
        let order = Order::Body { id: &exchange.id, session: &exchange.session };
        match self.port.network(order, progress.deadline).await {
            Ok(answer) => {
                let content = Content::read(answer)?;
                observer.change(|log| log.keep_content(exchange.seq, content.clone()));
                Some(content)
            }
            Err(_) => {
                progress.log.push(format!("the browser does not have the body of {} any more", exchange.url));
                None
            }
        }
    }

    /// The error of a wait for something that did not come; `nearly` says of a request why it was not the one.
    fn missed(
        &mut self,
        observer: &Observer,
        message: String,
        from: u64,
        progress: &mut Progress,
        nearly: impl Fn(&Exchange) -> Result<Option<String>, StepError>,
    ) -> StepError {
        let log = observer.log();
        let since = log.exchanges.iter().rev().filter(|e| e.seq >= from || e.end.is_none());
        let mut near = Vec::new();
        let mut others = Vec::new();
        for exchange in since {
            match nearly(exchange) {
                Ok(Some(why)) => near.push(format!("{} {why}", exchange.line())),
                Ok(None) => others.push(exchange.line()),
                Err(error) => return error,
            }
        }
        let message = match near.first() {
            Some(first) => format!("{message} Nearest: {first}."),
            None if others.is_empty() => format!("{message} The page made no request at all."),
            None => message,
        };
        near.extend(others);
        near.truncate(SHOWN);
        late(message, near, progress)
    }
}

/// Whether a step is one that pages answer to: what they ask for afterwards is its doing.
pub fn triggers(action: &Action) -> bool {
    action.acts() && !prepares(action)
}

/// ` within 2.0 s`.
pub(super) fn within(began: Instant) -> String {
    format!(" within {:.1} s", began.elapsed().as_secs_f64())
}

pub(super) fn late(message: String, candidates: Vec<String>, progress: &mut Progress) -> StepError {
    let mut error = StepError::new(ErrorKind::Timeout, message).with_log(std::mem::take(&mut progress.log));
    error.candidates = candidates;
    error
}

/// A body as text; nothing when there is none.
pub(super) fn text_of(content: Option<&Content>) -> String {
    content.map(|c| String::from_utf8_lossy(&c.bytes).into_owned()).unwrap_or_default()
}

fn as_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

/// Headers as an object with lower-case names; several values of one name are joined.
pub fn header_object(headers: &Headers) -> Value {
    let mut object: Map<String, Value> = Map::new();
    for (name, value) in headers {
        let name = name.to_ascii_lowercase();
        let joined = match object.get(&name).and_then(Value::as_str) {
            Some(before) => format!("{before}, {value}"),
            None => value.clone(),
        };
        object.insert(name, joined.into());
    }
    Value::Object(object)
}

/// A request as a variable.
fn asked(exchange: &Exchange) -> Value {
    json!({ "method": exchange.method, "url": exchange.url, "headers": header_object(&exchange.headers),
            "body": exchange.body, "json": exchange.body.as_deref().map(as_json) })
}

/// A response as a variable.
fn answered(exchange: &Exchange, content: Option<&Content>) -> Value {
    let text = content.map(|c| if c.is_text { text_of(Some(c)) } else { STANDARD.encode(&c.bytes) });
    let no_headers = Headers::new();
    let headers = exchange.answer.as_ref().map_or(&no_headers, |answer| &answer.headers);
    json!({
        "status": exchange.status(), "url": exchange.url, "headers": header_object(headers),
        "json": text.as_deref().map(as_json), "body": text, "latency_ms": exchange.latency_ms(),
        "request": asked(exchange),
    })
}

fn response_words(wanted: &ResponseMatch) -> String {
    let status = wanted.status.as_ref().map(|status| format!("{status} ")).unwrap_or_default();
    let target = find::target_words(wanted.method.as_deref(), wanted.url.as_ref());
    let body = wanted.body.as_ref().map(|body| format!(" with {} in its body", find::describe(body)));
    format!("{status}answer to {target}{}", body.unwrap_or_default())
}

pub(super) fn frame_line(frame: &crate::driver::network::log::Frame) -> String {
    let arrow = if frame.sent { "→" } else { "←" };
    format!("{arrow} {} {}", frame.url, crate::driver::network::log::short(&frame.data, 200))
}

pub(super) fn console_line(line: &crate::driver::network::log::Line) -> String {
    let place = match (&line.url, line.line) {
        (Some(url), Some(number)) => format!(" ({url}:{number})"),
        (Some(url), None) => format!(" ({url})"),
        (None, _) => String::new(),
    };
    format!("{}: {}{place}", line.level.word(), crate::driver::network::log::short(&line.text, 300))
}
