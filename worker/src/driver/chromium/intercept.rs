//! Requests that are held on their way: let go, changed, answered or stopped; and the conditions of the network.

use std::{borrow::Cow, collections::HashMap, sync::Arc, time::Duration, time::Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use flowtilla_shared::domain::mutation::SeenAnswer;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    cdp::{CdpError, Client, Event, Reply},
    context::Context,
};
use crate::driver::{
    hosts,
    mutation::{self, Mutation},
    network::{
        har,
        rules::{self, Canned, Change, Rework, Verdict, Waiting},
    },
};

/// Longest wait for the body of a response that is to be changed.
const BODY: Duration = Duration::from_secs(30);
/// Questions for a password that are remembered, to answer each once.
const MOST_ASKED: usize = 1_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paused<'a> {
    request_id: &'a str,
    frame_id: &'a str,
    #[serde(borrow)]
    request: PausedRequest<'a>,
    resource_type: &'a str,
    response_status_code: Option<u16>,
    response_error_reason: Option<&'a str>,
    #[serde(default)]
    response_headers: Vec<Header>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PausedRequest<'a> {
    #[serde(borrow)]
    url: Cow<'a, str>,
    method: &'a str,
    headers: HashMap<String, String>,
    post_data: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuthRequired<'a> {
    request_id: &'a str,
    #[serde(borrow)]
    request: AuthRequest<'a>,
    #[serde(borrow)]
    auth_challenge: Challenge<'a>,
}

#[derive(Deserialize)]
struct AuthRequest<'a> {
    #[serde(borrow)]
    url: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Challenge<'a> {
    source: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    body: String,
    base64_encoded: bool,
}

impl Context {
    /// Holds, lets go, or changes one request; at the response stage, its answer.
    pub(super) fn paused(&self, client: &Client, session: &Arc<str>, event: &Event<'_>) {
        let Some(paused) = event.read::<Paused<'_>>() else { return };
        if self.state().stands_in(session) {
            let page = fulfilled(paused.request_id, 200, &[("content-type".to_owned(), "text/html".to_owned())], &[]);
            return client.tell(Some(session), "Fetch.fulfillRequest", page);
        }
        if paused.response_status_code.is_some() || paused.response_error_reason.is_some() {
            return self.answer_paused(client, session, paused);
        }
        let is_main = paused.resource_type == "Document" && self.state().tab_of_frame(paused.frame_id).is_some();
        if is_main && let Some(refusal) = hosts::refusal(&paused.request.url, &self.options().allowed_hosts) {
            return self.stop(client, session, paused.request_id, refusal);
        }
        let waiting = Waiting {
            url: &paused.request.url,
            method: paused.request.method,
            body: paused.request.post_data.as_deref(),
            headers: &paused.request.headers,
        };
        let id = paused.request_id;
        let mut heard = false;
        if let Some(mutation) = self.mutation() {
            match mutation.request(paused.request.method, &paused.request.url, paused.resource_type) {
                mutation::Fate::Go { listen } => heard = listen,
                mutation::Fate::Answer(canned) => {
                    return self.answer(client, session, id, &canned, waiting.header("origin"));
                }
                mutation::Fate::Late(delay) => return self.let_go_late(client, session, id, delay),
            }
        }
        let verdict = self.observer.rules().decide(&waiting);
        // documents are told whom they may ask
        let told = paused.resource_type == "Document" && self.observer.rules().policy().is_some();
        match verdict {
            Verdict::Go { listen } => {
                let listen = listen || told;
                let mut params = json!({ "requestId": id });
                if listen || heard {
                    params["interceptResponse"] = json!(true);
                }
                client.tell(Some(session), "Fetch.continueRequest", params);
            }
            Verdict::GoChanged { change, listen } => {
                if is_main
                    && let Some(url) = &change.url
                    && let Some(refusal) = hosts::refusal(url, &self.options().allowed_hosts)
                {
                    return self.stop(client, session, id, refusal);
                }
                client.tell(
                    Some(session),
                    "Fetch.continueRequest",
                    changed(id, change, listen || told, &paused.request),
                );
            }
            Verdict::Stop(reason) => {
                let params = json!({ "requestId": id, "errorReason": rules::reason(reason) });
                client.tell(Some(session), "Fetch.failRequest", params);
            }
            Verdict::Preflight => {
                let asked = waiting.header("access-control-request-headers").unwrap_or("*").to_owned();
                let mut headers = vec![
                    ("access-control-allow-methods".to_owned(), "GET, POST, OPTIONS, PUT, PATCH, DELETE".to_owned()),
                    ("access-control-allow-headers".to_owned(), asked),
                ];
                rules::open_to_all(&mut headers, waiting.header("origin"));
                client.tell(Some(session), "Fetch.fulfillRequest", fulfilled(id, 204, &headers, &[]));
            }
            Verdict::Answer(canned) => self.answer(client, session, id, &canned, waiting.header("origin")),
        }
    }

    /// A page of a host that may not be visited is not even asked for.
    fn stop(&self, client: &Client, session: &Arc<str>, id: &str, refusal: String) {
        client.tell(Some(session), "Fetch.failRequest", json!({ "requestId": id, "errorReason": "BlockedByClient" }));
        self.change(|s| s.stopped = Some(refusal));
    }

    fn answer(&self, client: &Client, session: &Arc<str>, id: &str, canned: &Arc<Canned>, origin: Option<&str>) {
        let mut headers = canned.headers.clone();
        rules::open_to_all(&mut headers, origin);
        let params = fulfilled(id, canned.status, &headers, &canned.body);
        if canned.delay.is_zero() {
            return client.tell(Some(session), "Fetch.fulfillRequest", params);
        }
        let (client, session, delay, over) =
            (client.clone(), session.clone(), canned.delay, self.observer.over.clone());
        tokio::spawn(async move {
            // a context that is closed answers nobody
            if over.run_until_cancelled(tokio::time::sleep(delay)).await.is_some() {
                client.tell(Some(&session), "Fetch.fulfillRequest", params);
            }
        });
    }

    /// A request goes on when the time is up.
    fn let_go_late(&self, client: &Client, session: &Arc<str>, id: &str, delay: Duration) {
        let (client, session, over) = (client.clone(), session.clone(), self.observer.over.clone());
        let params = json!({ "requestId": id });
        tokio::spawn(async move {
            if over.run_until_cancelled(tokio::time::sleep(delay)).await.is_some() {
                client.tell(Some(&session), "Fetch.continueRequest", params);
            }
        });
    }

    /// Notes the answer to a request for the context's fault, and lets it go on or puts another body in its place.
    fn mutate_answer(
        &self,
        client: &Client,
        session: &Arc<str>,
        paused: Paused<'_>,
        status: u16,
        mutation: Arc<Mutation>,
    ) {
        let mut headers: Vec<(String, String)> =
            paused.response_headers.into_iter().map(|h| (h.name, h.value)).collect();
        let header = |wanted: &str| {
            headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.clone())
        };
        let answer =
            SeenAnswer { status, media_type: header("content-type"), location: header("location"), body: None };
        let (client, session, id) = (client.clone(), session.clone(), paused.request_id.to_owned());
        let (url, method, resource) =
            (paused.request.url.into_owned(), paused.request.method.to_owned(), paused.resource_type.to_owned());
        let over = self.observer.over.clone();
        tokio::spawn(async move {
            let changed = async {
                // a redirect has no body that could be had
                let body = match (300..400).contains(&status) {
                    true => None,
                    false => body_of(&client, &session, &id).await.ok(),
                };
                mutation.answered((&method, &url, &resource), answer, body.as_ref())
            };
            match over.run_until_cancelled(changed).await {
                None => {}
                Some(Some(body)) => {
                    headers.retain(|(name, _)| !har::is_packing(name));
                    client.tell(Some(&session), "Fetch.fulfillRequest", fulfilled(&id, status, &headers, &body));
                }
                Some(None) => client.tell(Some(&session), "Fetch.continueResponse", json!({ "requestId": id })),
            }
        });
    }

    fn answer_paused(&self, client: &Client, session: &Arc<str>, paused: Paused<'_>) {
        let id = paused.request_id;
        let Some(status) = paused.response_status_code else {
            let reason = paused.response_error_reason.unwrap_or("Failed");
            return client.tell(Some(session), "Fetch.failRequest", json!({ "requestId": id, "errorReason": reason }));
        };
        let url = paused.request.url.clone().into_owned();
        let changes = self.observer.rules().rework(&url, paused.request.method);
        let policy = if paused.resource_type == "Document" { self.observer.rules().policy() } else { None };
        let policy = policy.filter(|_| runs_scripts(&paused.response_headers));
        if changes.is_empty() && policy.is_none() {
            let hears = |mutation: &Arc<Mutation>| {
                mutation.hears(paused.request.method, &paused.request.url, paused.resource_type)
            };
            if let Some(mutation) = self.mutation().filter(hears) {
                return self.mutate_answer(client, session, paused, status, mutation);
            }
            return client.tell(Some(session), "Fetch.continueResponse", json!({ "requestId": id }));
        }
        let mut headers: Vec<(String, String)> =
            paused.response_headers.into_iter().map(|h| (h.name, h.value)).collect();
        let mut status = status;
        for change in &changes {
            headers = rules::with_headers(headers, &change.headers);
            status = change.status.unwrap_or(status);
        }
        // a redirect has no body that could be had
        let whole = policy.is_some() || changes.iter().any(|change| change.touches_body());
        if (300..400).contains(&status) || !whole {
            let mut params = fulfilled(id, status, &headers, &[]);
            if let Value::Object(fields) = &mut params {
                fields.remove("body");
            }
            return client.tell(Some(session), "Fetch.continueResponse", params);
        }
        let (client, session, id, observer) = (client.clone(), session.clone(), id.to_owned(), self.observer.clone());
        tokio::spawn(async move {
            let over = observer.over.clone();
            let reworked = rework(&client, &session, &id, &changes);
            match over.run_until_cancelled(reworked).await {
                None => {}
                Some(Ok(body)) => {
                    headers.retain(|(name, _)| !har::is_packing(name));
                    // beside the server's own: both hold
                    headers.extend(policy.map(|policy| ("content-security-policy".to_owned(), policy)));
                    client.tell(Some(&session), "Fetch.fulfillRequest", fulfilled(&id, status, &headers, &body));
                }
                Some(Err(_)) if policy.is_some() => {
                    let params = json!({ "requestId": id, "errorReason": "BlockedByClient" });
                    client.tell(Some(&session), "Fetch.failRequest", params);
                }
                Some(Err(why)) => {
                    observer.complain(format!("`modify_response` could not change the answer of {url}: {why}."));
                    client.tell(Some(&session), "Fetch.continueResponse", json!({ "requestId": id }));
                }
            }
        });
    }

    /// Answers a server that asks for a name and a password: once, so that wrong ones come to an end.
    pub(super) fn auth(&self, client: &Client, session: &Arc<str>, event: &Event<'_>) {
        let Some(AuthRequired { request_id, request, auth_challenge }) = event.read() else { return };
        let credentials = self.observer.rules().credentials.clone();
        let meant = credentials.filter(|c| {
            auth_challenge.source != Some("Proxy")
                && crate::driver::network::find::address(c.url.as_ref(), &request.url).unwrap_or(false)
        });
        let first = self.observer.asks_first(&format!("{session} {request_id}"), MOST_ASKED);
        let answer = match meant {
            Some(c) if first => {
                json!({ "response": "ProvideCredentials", "username": c.username, "password": c.password })
            }
            Some(_) => json!({ "response": "CancelAuth" }),
            None => json!({ "response": "Default" }),
        };
        let params = json!({ "requestId": request_id, "authChallengeResponse": answer });
        client.tell(Some(session), "Fetch.continueWithAuth", params);
    }

    /// What of a session's requests is held: all, those for documents, or none.
    fn holding(&self, is_page: bool) -> Option<Value> {
        let rules = self.observer.rules();
        if rules.hold_requests() || self.is_faulty() {
            let auth = rules.credentials.is_some();
            return Some(
                json!({ "patterns": [{ "urlPattern": "*", "requestStage": "Request" }], "handleAuthRequests": auth }),
            );
        }
        let guarded = is_page && !self.options().allowed_hosts.is_empty();
        guarded.then(
            || json!({ "patterns": [{ "urlPattern": "*", "resourceType": "Document", "requestStage": "Request" }] }),
        )
    }

    /// Tells a fresh page or frame what was told the others.
    pub(super) fn wire_up(&self, client: &Client, session: &Arc<str>, is_page: bool) {
        if let Some(holding) = self.holding(is_page) {
            client.tell(Some(session), "Fetch.enable", holding);
        }
        if self.observer.is_plain() && !self.is_faulty() {
            return;
        }
        for (method, params) in self.conditions() {
            client.tell(Some(session), method, params);
        }
        for script in self.observer.scripts() {
            client.tell(Some(session), "Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
        }
    }

    /// A fault wants to see requests.
    fn is_faulty(&self) -> bool {
        self.mutation().is_some_and(|mutation| mutation.holds())
    }

    /// A page that stood in for another is held as the rules say, again.
    pub(super) fn hold_again(&self, client: &Client, session: &Arc<str>) {
        match self.holding(true) {
            Some(holding) => client.tell(Some(session), "Fetch.enable", holding),
            None => client.tell(Some(session), "Fetch.disable", json!({})),
        }
    }

    /// Tells all pages and frames what has changed, and waits until they know.
    pub(super) async fn rewire(&self, deadline: Instant) -> Result<(), CdpError> {
        self.record();
        let sessions: Vec<(Arc<str>, bool)> =
            self.state().sessions.iter().map(|(session, of)| (session.clone(), of.is_page)).collect();
        let mut replies: Vec<Reply> = Vec::new();
        for (session, is_page) in &sessions {
            let to = Some(session);
            replies.push(match self.holding(*is_page) {
                Some(holding) => self.client.post(to, "Fetch.enable", holding, deadline),
                None => self.client.post(to, "Fetch.disable", json!({}), deadline),
            });
            for (method, params) in self.conditions() {
                replies.push(self.client.post(to, method, params, deadline));
            }
        }
        for reply in replies {
            match reply.done().await {
                // a page that was closed meanwhile needs to know nothing
                Err(e) if e.session_gone() => {}
                done => done?,
            }
        }
        Ok(())
    }

    fn conditions(&self) -> Vec<(&'static str, Value)> {
        let wire = self.observer.wire();
        let hold = self.observer.rules().hold_requests() || self.is_faulty();
        vec![
            ("Network.setCacheDisabled", json!({ "cacheDisabled": hold })),
            ("Network.setBypassServiceWorker", json!({ "bypass": hold })),
            ("Network.setExtraHTTPHeaders", json!({ "headers": wire.headers })),
            (
                "Network.emulateNetworkConditions",
                json!({ "offline": wire.offline, "latency": wire.latency_ms,
                        "downloadThroughput": wire.download.unwrap_or(-1.0), "uploadThroughput": wire.upload.unwrap_or(-1.0) }),
            ),
        ]
    }
}

/// Whether a document of this kind may run scripts; one without a type is taken for HTML.
fn runs_scripts(headers: &[Header]) -> bool {
    let kind = headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-type"));
    kind.is_none_or(|kind| ["html", "xml"].iter().any(|word| kind.value.to_ascii_lowercase().contains(word)))
}

async fn rework(client: &Client, session: &Arc<str>, id: &str, changes: &[Arc<Rework>]) -> Result<Bytes, String> {
    let mut body = Bytes::new();
    if changes.is_empty() || changes.iter().any(|change| change.body.is_none()) {
        body = body_of(client, session, id).await?;
    }
    for change in changes {
        body = rules::rework_body(body, change)?;
    }
    Ok(body)
}

async fn body_of(client: &Client, session: &Arc<str>, id: &str) -> Result<Bytes, String> {
    let params = json!({ "requestId": id });
    let got: Result<Body, CdpError> =
        client.call(Some(session), "Fetch.getResponseBody", params, Instant::now() + BODY).await;
    let got = got.map_err(|e| format!("its body could not be had: {e}"))?;
    Ok(if got.base64_encoded {
        STANDARD.decode(got.body).map_err(|e| format!("its body was garbled: {e}"))?.into()
    } else {
        got.body.into_bytes().into()
    })
}

fn changed(id: &str, change: Change, listen: bool, request: &PausedRequest<'_>) -> Value {
    let mut params = json!({ "requestId": id });
    if let Some(url) = change.url {
        params["url"] = json!(url);
    }
    if let Some(method) = change.method {
        params["method"] = json!(method);
    }
    if let Some(body) = change.body {
        params["postData"] = json!(STANDARD.encode(body));
    }
    if !change.headers.is_empty() {
        let headers = rules::with_headers(request.headers.clone(), &change.headers);
        params["headers"] = pairs(&headers);
    }
    if listen {
        params["interceptResponse"] = json!(true);
    }
    params
}

fn pairs(headers: &[(String, String)]) -> Value {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn fulfilled(id: &str, status: u16, headers: &[(String, String)], body: &[u8]) -> Value {
    json!({ "requestId": id, "responseCode": status, "responseHeaders": pairs(headers), "body": STANDARD.encode(body) })
}
