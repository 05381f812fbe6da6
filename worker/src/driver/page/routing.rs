//! Steps that stand between the browser and its servers: mocks, changes, conditions, recordings.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use flowtilla_shared::domain::{
    flow::{
        Abort, HarRecord, HarReplay, Mock, MockSocket, ModifyRequest, ModifyResponse, Payload, TextMatcher, Throttle,
        ThrottleProfile, UrlMatcher,
    },
    outcome::StepError,
};
use serde_json::{Map, Value, json};

use super::Page;
use crate::driver::{
    Progress, Reach,
    network::{
        Order, find, har,
        rules::{Canned, Change, Credentials, Effect, MOST_RULES, Rework, Rule, Rules},
    },
    port::{Port, needs_socket},
};

/// Recordings of one execution, at most.
const MOST_RECORDINGS: usize = 10;

/// Stands for the WebSockets of a page, in the page's own world.
const MOCK_SOCKET: &str = include_str!("mock_socket.js");

/// Takes from pages what reaches other machines and is no request: calls between browsers, transports over UDP. It is run before a page's
/// own scripts, in every frame; the policy that documents are given says the same.
const SEAL: &str = r#"(() => {
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport"]) {
    try { Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false }); } catch {}
  }
})()"#;

impl<P: Port> Page<P> {
    pub(super) async fn mock(&mut self, mock: &Mock, progress: &mut Progress) -> Result<(), StepError> {
        let payload = Self::payload(&mock.payload)?;
        let mut headers = texts(&mock.headers)?;
        let given = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let media_type = mock.content_type.clone().or_else(|| (!given).then(|| media_type(&mock.payload)).flatten());
        if let Some(media_type) = media_type {
            headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            headers.push(("content-type".into(), media_type));
        }
        let canned = Canned {
            status: mock.status,
            headers,
            body: payload.unwrap_or_default(),
            delay: Duration::from_millis(mock.delay_ms.unwrap_or(0)),
        };
        let effect = Effect::Answer(Arc::new(canned));
        self.add_rule((&mock.url, mock.method.as_ref(), mock.times), effect, progress).await
    }

    pub(super) async fn modify_request(
        &mut self,
        modify: &ModifyRequest,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let body = Self::payload(&modify.payload)?;
        let mut headers = changes(&modify.headers)?;
        if modify.payload.json.is_some() && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type".into(), Some("application/json".into())));
        }
        let change = Change { url: modify.to_url.clone(), method: modify.to_method.clone(), headers, body };
        if change == Change::default() {
            return Err(StepError::refused(
                "`modify_request` changes nothing; give `to_url`, `to_method`, `headers` or a body.",
            ));
        }
        if let Some(url) = &change.url
            && let Err(e) = url::Url::parse(url)
        {
            return Err(StepError::refused(format!("`to_url: {url}` is no absolute URL: {e}.")));
        }
        let effect = Effect::Change(Arc::new(change));
        self.add_rule((&modify.url, modify.method.as_ref(), modify.times), effect, progress).await
    }

    pub(super) async fn modify_response(
        &mut self,
        modify: &ModifyResponse,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let replace = texts(&modify.replace)?;
        let rework = Rework {
            status: modify.status,
            headers: changes(&modify.headers)?,
            body: Self::payload(&modify.payload)?,
            set: modify.set.clone(),
            replace,
        };
        if rework == Rework::default() {
            return Err(StepError::refused(
                "`modify_response` changes nothing; give `status`, `headers`, a body, `set` or `replace`.",
            ));
        }
        let effect = Effect::Rework(Arc::new(rework));
        self.add_rule((&modify.url, modify.method.as_ref(), modify.times), effect, progress).await
    }

    pub(super) async fn abort(&mut self, abort: &Abort, progress: &mut Progress) -> Result<(), StepError> {
        self.add_rule((&abort.url, abort.method.as_ref(), abort.times), Effect::Stop(abort.reason), progress).await
    }

    pub(super) async fn har_replay(&mut self, replay: &HarReplay, progress: &mut Progress) -> Result<(), StepError> {
        let given = match (&replay.har, &replay.path) {
            (Some(Value::String(text)), _) => parse(text.as_bytes(), "`har`")?,
            (Some(har), _) => har.clone(),
            (None, Some(path)) => return Err(unread(path)),
            (None, None) => return Err(StepError::refused("`har_replay` needs `path` or `har`.")),
        };
        let recording = har::read(&given, replay.strict).map_err(StepError::refused)?;
        let any = TextMatcher::Plain("**".into());
        let url = replay.url.as_ref().unwrap_or(&any);
        self.add_rule((url, None, None), Effect::Replay(Box::new(recording)), progress).await
    }

    pub(super) async fn har_record(&mut self, record: &HarRecord, progress: &mut Progress) -> Result<(), StepError> {
        let observer = self.recording(progress).await?;
        if let Some(url) = &record.url {
            find::address(Some(url), "")?;
        }
        if observer.recordings().len() >= MOST_RECORDINGS {
            return Err(StepError::refused(format!("An execution has {MOST_RECORDINGS} recordings at most.")));
        }
        observer.recordings().push(record.clone());
        Ok(())
    }

    pub(super) async fn unmock(&mut self, url: Option<&UrlMatcher>, progress: &mut Progress) -> Result<(), StepError> {
        let mut removed = 0;
        self.change_rules(progress, |rules| {
            removed = rules.remove(url);
            Ok(())
        })
        .await?;
        if removed == 0 && url.is_some() {
            let words = find::target_words(None, url);
            progress.log.push(format!("no rule was made for {words}; `url` must be what the rule's step gave"));
        }
        Ok(())
    }

    pub(super) async fn set_headers(
        &mut self,
        headers: &Map<String, Value>,
        url: Option<&UrlMatcher>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let given = texts(headers)?;
        let observer = self.recording(progress).await?;
        match url {
            // a secret goes to its hosts only, so its header is set request by request
            None if self.secrets_now().is_empty() => {
                observer.wire().headers = given.into_iter().collect();
                self.rewire(progress).await
            }
            url => {
                find::address(url, "")?;
                let headers: Vec<_> = given.into_iter().map(|(name, value)| (name, Some(value))).collect();
                let effect = Effect::Change(Arc::new(Change { headers, ..Change::default() }));
                let rule = Rule {
                    url: url.cloned(),
                    method: None,
                    left: None,
                    is_mock: false,
                    secrets: self.secrets_now(),
                    effect,
                };
                self.change_rules(progress, move |rules| {
                    rules.remove_headers(url);
                    let empty = matches!(&rule.effect, Effect::Change(change) if change.headers.is_empty());
                    if empty { Ok(()) } else { add(rules, rule) }
                })
                .await
            }
        }
    }

    pub(super) async fn block_hosts(&mut self, hosts: &[String], progress: &mut Progress) -> Result<(), StepError> {
        self.change_rules(progress, |rules| {
            rules.blocked_hosts = hosts.to_vec();
            Ok(())
        })
        .await
    }

    /// From now on nobody is asked for anything beyond this reach.
    pub(super) async fn reach_only(&mut self, reach: &Reach, progress: &mut Progress) -> Result<(), StepError> {
        if !self.sealed {
            self.init_script(SEAL, progress).await?;
            self.sealed = true;
        }
        self.change_rules(progress, |rules| {
            rules.only_hosts.clone_from(&reach.hosts);
            rules.only_methods.clone_from(&reach.methods);
            Ok(())
        })
        .await
    }

    pub(super) async fn basic_auth(
        &mut self,
        username: &str,
        password: &str,
        url: Option<&UrlMatcher>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        find::address(url, "")?;
        let credentials = Credentials {
            username: username.into(),
            password: password.into(),
            url: url.cloned(),
            secrets: self.secrets_now(),
        };
        self.change_rules(progress, |rules| {
            rules.credentials = Some(credentials);
            Ok(())
        })
        .await
    }

    pub(super) async fn offline(&mut self, offline: bool, progress: &mut Progress) -> Result<(), StepError> {
        self.recording(progress).await?.wire().offline = offline;
        self.rewire(progress).await
    }

    pub(super) async fn throttle(&mut self, throttle: &Throttle, progress: &mut Progress) -> Result<(), StepError> {
        // kilobits per second and milliseconds, as Chromium's developer tools have them
        let (down, up, latency) = match throttle.profile {
            Some(ThrottleProfile::Slow3g) => (Some(400.0), Some(400.0), 2_000.0),
            Some(ThrottleProfile::Slow4g) => (Some(1_440.0), Some(675.0), 562.5),
            Some(ThrottleProfile::Fast4g) => (Some(8_100.0), Some(1_350.0), 165.0),
            Some(ThrottleProfile::None) | None => (None, None, 0.0),
        };
        let bytes = |kbps: f64| kbps * 1_000.0 / 8.0;
        {
            let observer = self.recording(progress).await?;
            let mut wire = observer.wire();
            wire.download = throttle.download_kbps.or(down).map(bytes);
            wire.upload = throttle.upload_kbps.or(up).map(bytes);
            wire.latency_ms = throttle.latency_ms.unwrap_or(latency);
        }
        self.rewire(progress).await
    }

    pub(super) async fn mock_ws(&mut self, mock: &MockSocket, progress: &mut Progress) -> Result<(), StepError> {
        find::address(Some(&mock.url), "")?;
        for reply in &mock.replies {
            find::part(&reply.to, "")?;
        }
        let script = format!("({MOCK_SOCKET})({})", json!(mock));
        self.init_script(&script, progress).await
    }

    pub(super) async fn add_init_script(
        &mut self,
        js: &str,
        args: &Value,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        self.init_script(&format!("(function (args) {{\n{js}\n}})({args})"), progress).await
    }

    pub(super) async fn add_style(
        &mut self,
        css: &str,
        every_page: bool,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        // a constructed sheet is not subject to the page's content security policy
        const ADD: &str = "const sheet = new CSSStyleSheet(); sheet.replaceSync(args);\
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];";
        if every_page {
            self.init_script(&format!("(args => {{ {ADD} }})({})", json!(css)), progress).await?;
        }
        progress.gate.pass().await?;
        let top = self.port.top().map_err(|fault| self.step_error(fault, None, progress))?;
        let added = self.port.evaluate(&top, ADD, &json!(css), None, progress.deadline).await;
        added.map(drop).map_err(|fault| self.step_error(fault, None, progress))
    }

    /// Every page and frame from here on runs this script before its own.
    pub(super) async fn run_before_pages(&mut self, script: &str, progress: &mut Progress) -> Result<(), StepError> {
        self.init_script(script, progress).await
    }

    async fn init_script(&mut self, script: &str, progress: &mut Progress) -> Result<(), StepError> {
        if self.port.observer().is_none() {
            return Err(needs_socket());
        }
        let order = Order::Script(script);
        let added = self.port.network(order, progress.deadline).await;
        added.map(drop).map_err(|fault| self.step_error(fault, None, progress))
    }

    async fn add_rule(
        &mut self,
        (url, method, times): (&UrlMatcher, Option<&String>, Option<u32>),
        effect: Effect,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        // a pattern that is no regular expression is told now, not when a request comes
        find::address(Some(url), "")?;
        let rule = Rule {
            url: Some(url.clone()),
            method: method.cloned(),
            left: times,
            is_mock: true,
            secrets: self.secrets_now(),
            effect,
        };
        self.change_rules(progress, |rules| add(rules, rule)).await
    }

    async fn change_rules(
        &mut self,
        progress: &mut Progress,
        change: impl FnOnce(&mut Rules) -> Result<(), StepError>,
    ) -> Result<(), StepError> {
        let observer = self.recording(progress).await?;
        let before = observer.rules().stance();
        change(&mut observer.rules())?;
        // who holds all requests already need not be told again
        if observer.rules().stance() == before { Ok(()) } else { self.rewire(progress).await }
    }

    async fn rewire(&mut self, progress: &mut Progress) -> Result<(), StepError> {
        let told = self.port.network(Order::Rewire, progress.deadline).await;
        told.map(drop).map_err(|fault| self.step_error(fault, None, progress))
    }

    /// The bytes of a body, when one is given. The runner has put the bytes of a `path` in its place.
    fn payload(payload: &Payload) -> Result<Option<Bytes>, StepError> {
        Ok(match payload {
            Payload { body: Some(text), .. } => Some(text.clone().into()),
            Payload { json: Some(json), .. } => Some(json.to_string().into()),
            Payload { base64: Some(encoded), .. } => {
                let bytes = STANDARD.decode(encoded.trim());
                Some(bytes.map_err(|e| StepError::refused(format!("`base64` is no base64: {e}.")))?.into())
            }
            Payload { path: Some(path), .. } => return Err(unread(path)),
            Payload { body: None, json: None, base64: None, path: None } => None,
        })
    }
}

fn add(rules: &mut Rules, rule: Rule) -> Result<(), StepError> {
    if rules.add(rule) {
        return Ok(());
    }
    Err(StepError::refused(format!("{MOST_RULES} rules for requests are at work; take some away with `unmock`.")))
}

/// Files are read before a step comes here.
fn unread(path: &str) -> StepError {
    StepError::refused(format!("`path: {path}` was not read; only a worker reads files."))
}

fn parse(bytes: &[u8], name: &str) -> Result<Value, StepError> {
    serde_json::from_slice(bytes).map_err(|e| StepError::refused(format!("{name} is no HAR: {e}.")))
}

/// Names and texts; numbers and booleans as they are written.
fn texts(map: &Map<String, Value>) -> Result<Vec<(String, String)>, StepError> {
    let mut all = Vec::new();
    for (name, value) in map {
        match value {
            Value::String(text) => all.push((name.clone(), text.clone())),
            Value::Number(_) | Value::Bool(_) => all.push((name.clone(), value.to_string())),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                return Err(StepError::refused(format!("`{name}` must be a text, found {value}.")));
            }
        }
    }
    Ok(all)
}

/// As [`texts`]; null leaves a header out.
fn changes(map: &Map<String, Value>) -> Result<Vec<(String, Option<String>)>, StepError> {
    let (gone, set): (Map<_, _>, Map<_, _>) = map.clone().into_iter().partition(|(_, value)| value.is_null());
    let set = texts(&set)?.into_iter().map(|(name, value)| (name, Some(value)));
    Ok(set.chain(gone.into_iter().map(|(name, _)| (name, None))).collect())
}

/// What a body is when nothing else says.
fn media_type(payload: &Payload) -> Option<String> {
    match payload {
        Payload { json: Some(_), .. } => Some("application/json".into()),
        Payload { body: Some(text), .. } if text.trim_start().starts_with('<') => {
            Some("text/html; charset=utf-8".into())
        }
        Payload { body: Some(_), .. } => Some("text/plain; charset=utf-8".into()),
        Payload { .. } => None,
    }
}
