//! Requests in, answers out, faults in between.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{Stream, StreamExt, stream};
use poem::{
    Body, Endpoint, EndpointExt, Response, Route, get, handler,
    http::StatusCode,
    middleware::AddData,
    post,
    web::{Data, Json},
};
use serde_json::{Value, json};

use super::{
    Script, anthropic, chat,
    faults::Fault,
    heard::{Heard, Refused, Said},
    obedient,
    reply::Reply,
    responses,
    scenario::{Answer, Groups, Scenario},
};

/// Requests that are remembered.
const REMEMBERED: usize = 1000;
/// Largest request in bytes.
const MOST: usize = 32 * 1024 * 1024;

pub fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The whole server.
pub fn app(script: Arc<Script>) -> impl Endpoint {
    Route::new()
        .at("/v1/messages", post(messages))
        .at("/v1/chat/completions", post(completions))
        .at("/v1/responses", post(create_response))
        .at("/v1/models", get(models))
        .at("/_requests", get(requests))
        .at("/_scenarios", post(play))
        .with(AddData::new(script))
}

/// Which API a request came over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Api {
    Messages,
    Completions,
    Responses,
}

#[handler]
async fn messages(script: Data<&Arc<Script>>, request: &poem::Request, body: Body) -> Response {
    answer(&script, Api::Messages, request, body).await
}

#[handler]
async fn completions(script: Data<&Arc<Script>>, request: &poem::Request, body: Body) -> Response {
    answer(&script, Api::Completions, request, body).await
}

#[handler]
async fn create_response(script: Data<&Arc<Script>>, request: &poem::Request, body: Body) -> Response {
    answer(&script, Api::Responses, request, body).await
}

#[handler]
fn models() -> Json<Value> {
    let one = |id: &str| {
        json!({ "id": id, "type": "model", "object": "model", "created": 1_780_000_000, "owned_by": "flowtilla",
        "display_name": id, "created_at": "2026-11-01T00:00:00Z" })
    };
    let ids = ["demo", "demo-responses", "demo-chat", "demo-obedient"];
    Json(json!({ "object": "list", "data": ids.map(one), "has_more": false, "first_id": ids[0], "last_id": ids[3] }))
}

/// What was asked so far, for tests.
#[handler]
fn requests(script: Data<&Arc<Script>>) -> Json<Value> {
    let journal = lock(&script.journal);
    Json(journal.iter().map(|(path, body)| json!({ "path": path, "body": body })).collect())
}

/// Adds scenarios, in YAML, before all others.
#[handler]
async fn play(script: Data<&Arc<Script>>, body: String) -> Response {
    match Scenario::read(&body) {
        Ok(added) => {
            lock(&script.scenarios).splice(0..0, added);
            Response::builder().status(StatusCode::NO_CONTENT).finish()
        }
        Err(error) => Response::builder().status(StatusCode::BAD_REQUEST).body(format!("{error:#}\n")),
    }
}

async fn answer(script: &Arc<Script>, api: Api, request: &poem::Request, body: Body) -> Response {
    let header = |name: &str| request.header(name).map(str::to_owned);
    let bytes = match body.into_bytes_limit(MOST).await {
        Ok(bytes) => bytes,
        Err(_) => {
            return refuse(
                api,
                &Refused { status: 413, kind: "request_too_large", message: "Request exceeds the maximum size".into() },
            );
        }
    };
    let keyed = match api {
        Api::Messages => header("x-api-key").is_some() || header("authorization").is_some(),
        Api::Completions | Api::Responses => header("authorization").is_some_and(|value| value.starts_with("Bearer ")),
    };
    if !keyed {
        return refuse(api, &Refused { status: 401, kind: "authentication_error", message: "no key was given".into() });
    }
    let Ok(body) = serde_json::from_slice::<Value>(&bytes) else {
        return refuse(api, &Refused::bad("The body of the request is no JSON"));
    };
    {
        let mut journal = lock(&script.journal);
        journal.push((request.uri().path().to_owned(), body.clone()));
        let over = journal.len().saturating_sub(REMEMBERED);
        journal.drain(..over);
    }
    let heard = match api {
        Api::Messages => anthropic::hear(
            &body,
            header("anthropic-version").as_deref(),
            &header("anthropic-beta").unwrap_or_default(),
        ),
        Api::Completions => chat::hear(&body),
        Api::Responses => responses::hear(&body),
    };
    match heard {
        Ok(heard) => {
            let reply = script.reply(&heard);
            send(script, api, &heard, &reply)
        }
        Err(refused) => refuse(api, &refused),
    }
}

impl Script {
    /// What is said to this request.
    fn reply(&self, heard: &Heard) -> Reply {
        if heard.model.contains("obedient") {
            return Reply::new(&obedient::answer(heard), heard, heard.said.len(), None);
        }
        let Some((scenario, turn, groups)) = self.find(heard) else {
            let text = "I am a scripted model and know nothing about this. `flowtilla demo-model --help` says how to teach me.";
            return Reply::new(&Answer::text(text), heard, heard.said.len(), None);
        };
        let answer = &scenario.answers[turn.min(scenario.answers.len() - 1)];
        let fault = answer.trouble.as_ref().and_then(|trouble| {
            let mut asked = lock(&self.asked);
            let times = asked.entry(format!("{} {turn}", scenario.name)).or_default();
            *times = times.saturating_add(1);
            (*times <= trouble.times).then_some(trouble.fault)
        });
        Reply::new(&answer.filled(&groups), heard, heard.said.len(), fault)
    }

    /// The scenario for the newest message of the user that any is for, and the turns since then.
    fn find(&self, heard: &Heard) -> Option<(Scenario, usize, Groups)> {
        let scenarios = lock(&self.scenarios);
        let fits = |scenario: &Scenario| {
            let when = &scenario.when;
            let model = when.model.as_ref().is_none_or(|pattern| {
                regress::Regex::with_flags(pattern, "is").is_ok_and(|regex| regex.find(&heard.model).is_some())
            });
            let system = when.system.as_ref().is_none_or(|part| heard.system.contains(part.as_str()));
            model && system && when.answer == heard.answer
        };
        let fitting: Vec<&Scenario> = scenarios.iter().filter(|scenario| fits(scenario)).collect();
        let mut turns = 0;
        for said in heard.said.iter().rev() {
            match said {
                Said::Model => turns += 1,
                Said::User(text) if !text.is_empty() => {
                    let found = fitting.iter().find_map(|scenario| Some((*scenario, scenario.hears(text)?)));
                    if let Some((scenario, groups)) = found {
                        return Some((scenario.clone(), turns, groups));
                    }
                }
                Said::User(_) | Said::Results(_) => {}
            }
        }
        None
    }
}

fn refuse(api: Api, refused: &Refused) -> Response {
    let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::BAD_REQUEST);
    json_response(status, &worded(api, refused.kind, &refused.message))
}

fn worded(api: Api, kind: &str, message: &str) -> Value {
    match api {
        Api::Messages => anthropic::error(kind, message),
        Api::Completions | Api::Responses => chat::error(kind, message),
    }
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    Response::builder()
        .status(status)
        .content_type("application/json")
        .header("request-id", "req_demo")
        .header("x-flowtilla-demo", "scripted")
        .body(body.to_string())
}

fn page(status: StatusCode) -> Response {
    let html = "<html><head><title>Bad gateway</title></head><body><h1>nginx</h1></body></html>";
    Response::builder().status(status).content_type("text/html").body(html)
}

fn send(script: &Arc<Script>, api: Api, heard: &Heard, reply: &Reply) -> Response {
    let failed = |status: u16, kind: &str, message: &str| {
        json_response(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), &worded(api, kind, message))
    };
    let late = |value: String| {
        let mut response = failed(429, "rate_limit_error", "slow down");
        if let Ok(value) = value.parse() {
            response.headers_mut().insert("retry-after", value);
        }
        response
    };
    match reply.fault {
        Some(Fault::RateLimited) => failed(429, "rate_limit_error", "slow down"),
        Some(Fault::RetryAfter) => late("1".into()),
        Some(Fault::RetryAfterDate) => {
            late((chrono::Utc::now() + chrono::Duration::seconds(1)).format("%a, %d %b %Y %H:%M:%S GMT").to_string())
        }
        Some(Fault::RateLimitedHtml) => page(StatusCode::TOO_MANY_REQUESTS),
        Some(Fault::ServerError) => failed(500, "api_error", "an internal error"),
        Some(Fault::BadGateway) => page(StatusCode::BAD_GATEWAY),
        Some(Fault::Overloaded) => failed(529, "overloaded_error", "Overloaded"),
        Some(Fault::ErrorInOk) => {
            json_response(StatusCode::OK, &json!({ "error": { "code": 502, "message": "upstream" } }))
        }
        Some(Fault::Unauthorized) => failed(401, "authentication_error", "invalid x-api-key"),
        Some(Fault::TooLong) => {
            failed(400, "invalid_request_error", "prompt is too long: 250000 tokens > 200000 maximum")
        }
        Some(Fault::Html) => page(StatusCode::OK),
        Some(Fault::Hang) => streamed("application/json", held(script, stream::empty())),
        _ if heard.stream => streamed("text/event-stream", events(script, api, heard, reply)),
        Some(Fault::HangInStream | Fault::Drip) => {
            streamed("application/json", held(script, stream::iter(["{".to_owned()])))
        }
        Some(Fault::CutStream | Fault::Reset | Fault::HalfEvent) => {
            let text = whole(api, heard, reply).to_string();
            let half = text.floor_char_boundary(text.len() / 2);
            Response::builder().content_type("application/json").body(text[..half].to_owned())
        }
        Some(Fault::OverloadedInStream) => failed(529, "overloaded_error", "Overloaded"),
        _ => json_response(StatusCode::OK, &whole(api, heard, reply)),
    }
}

fn whole(api: Api, heard: &Heard, reply: &Reply) -> Value {
    match api {
        Api::Messages => anthropic::whole(reply, heard),
        Api::Completions => chat::whole(reply, heard),
        Api::Responses => responses::whole(reply, heard),
    }
}

type Pieces = std::pin::Pin<Box<dyn Stream<Item = Result<String, std::io::Error>> + Send>>;

fn streamed(kind: &str, pieces: Pieces) -> Response {
    Response::builder()
        .content_type(kind)
        .header("cache-control", "no-cache")
        .header("request-id", "req_demo")
        .header("x-flowtilla-demo", "scripted")
        .body(Body::from_bytes_stream(pieces))
}

/// The pieces, then silence until the server stops.
fn held(script: &Arc<Script>, pieces: impl Stream<Item = String> + Send + 'static) -> Pieces {
    let stopping = script.stopping.clone();
    let end = stream::once(async move {
        stopping.cancelled().await;
        Err(std::io::Error::other("the server stops"))
    });
    Box::pin(pieces.map(Ok).chain(end))
}

fn events(script: &Arc<Script>, api: Api, heard: &Heard, reply: &Reply) -> Pieces {
    let events = match api {
        Api::Messages => anthropic::events(reply, heard),
        Api::Completions => chat::events(reply, heard),
        Api::Responses => responses::events(reply, heard),
    };
    let mut texts: Vec<String> = events
        .iter()
        .map(
            |(name, data)| {
                if name.is_empty() { format!("data: {data}\n\n") } else { format!("event: {name}\ndata: {data}\n\n") }
            },
        )
        .collect();
    if api == Api::Completions {
        texts.push("data: [DONE]\n\n".into());
    }
    let half = texts.len() / 2;
    match reply.fault {
        Some(Fault::OverloadedInStream) => {
            texts.truncate(half);
            let error = worded(api, "overloaded_error", "Overloaded");
            texts.push(format!("event: error\ndata: {error}\n\n"));
        }
        Some(Fault::HangInStream) => {
            texts.truncate(half);
            return held(script, stream::iter(texts));
        }
        Some(Fault::Drip) => return drip(script, texts.concat()),
        Some(Fault::CutStream) => texts.truncate(half),
        Some(Fault::Reset) => {
            texts.truncate(half);
            let end = stream::once(async { Err(std::io::Error::other("reset")) });
            return Box::pin(stream::iter(texts.into_iter().map(Ok)).chain(end));
        }
        Some(Fault::HalfEvent) => {
            texts.truncate(half);
            texts.push("data: {\"type\":\"content_blo\n\n".into());
        }
        _ => {}
    }
    Box::pin(stream::iter(texts.into_iter().map(Ok)))
}

/// One byte a second, until the server stops.
fn drip(script: &Arc<Script>, text: String) -> Pieces {
    let stopping = script.stopping.clone();
    let letters = stream::iter(text.chars().collect::<Vec<_>>());
    Box::pin(letters.then(move |letter| {
        let stopping = stopping.clone();
        async move {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(1)) => Ok(letter.to_string()),
                () = stopping.cancelled() => Err(std::io::Error::other("the server stops")),
            }
        }
    }))
}
