//! What is done with requests on their way: answered, changed, stopped, or let go.

use std::{collections::HashMap, sync::Arc, time::Duration};

use bytes::Bytes;
use flowtilla_shared::domain::flow::{AbortReason, UrlMatcher};
use serde_json::{Map, Value};
use url::Url;

use super::find;
use crate::{driver::hosts, mask::Using};

/// Rules at work at once, at most.
pub const MOST_RULES: usize = 500;

/// A request that waits for a decision.
#[derive(Clone, Debug)]
pub struct Waiting<'a> {
    pub url: &'a str,
    pub method: &'a str,
    pub body: Option<&'a str>,
    pub headers: &'a HashMap<String, String>,
}

impl Waiting<'_> {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// An answer that no server gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Canned {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    pub delay: Duration,
}

/// What of a request is replaced.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    pub url: Option<String>,
    pub method: Option<String>,
    /// Set, or left out.
    pub headers: Vec<(String, Option<String>)>,
    pub body: Option<Bytes>,
}

/// What of a response is replaced.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rework {
    pub status: Option<u16>,
    pub headers: Vec<(String, Option<String>)>,
    pub body: Option<Bytes>,
    pub set: Map<String, Value>,
    pub replace: Vec<(String, String)>,
}

impl Rework {
    pub fn touches_body(&self) -> bool {
        self.body.is_some() || !self.set.is_empty() || !self.replace.is_empty()
    }
}

/// Recorded answers by method and address; several of one are given in order, the last again and again.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    pub answers: HashMap<(String, String), Vec<Recorded>>,
    /// Requests that are not in it fail.
    pub strict: bool,
    given: HashMap<(String, String, usize), ()>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    pub request_body: Option<String>,
    /// None: it had failed.
    pub answer: Option<Arc<Canned>>,
}

impl Recording {
    pub fn new(answers: HashMap<(String, String), Vec<Recorded>>, strict: bool) -> Self {
        Self { answers, strict, given: HashMap::new() }
    }

    fn give(&mut self, waiting: &Waiting<'_>) -> Option<Option<Arc<Canned>>> {
        let bare = waiting.url.split('#').next().unwrap_or_default();
        let key = (waiting.method.to_ascii_uppercase(), bare.to_owned());
        let all = self.answers.get(&key)?;
        let same_body = |r: &&(usize, &Recorded)| r.1.request_body.as_deref() == waiting.body;
        let numbered: Vec<(usize, &Recorded)> = all.iter().enumerate().collect();
        let mut fitting: Vec<&(usize, &Recorded)> = numbered.iter().filter(same_body).collect();
        if fitting.is_empty() {
            fitting = numbered.iter().collect();
        }
        let fresh = |n: usize| !self.given.contains_key(&(key.0.clone(), key.1.clone(), n));
        let (at, recorded) = fitting.iter().find(|(n, _)| fresh(*n)).or(fitting.last())?;
        let (at, answer) = (*at, recorded.answer.clone());
        self.given.insert((key.0, key.1, at), ());
        Some(answer)
    }
}

/// What a rule does.
#[derive(Clone, Debug)]
pub enum Effect {
    Answer(Arc<Canned>),
    Stop(AbortReason),
    Replay(Box<Recording>),
    Change(Arc<Change>),
    Rework(Arc<Rework>),
}

#[derive(Clone, Debug)]
pub struct Rule {
    pub url: Option<UrlMatcher>,
    pub method: Option<String>,
    /// How often it still works; always when absent.
    pub left: Option<u32>,
    /// `unmock` takes it away.
    pub is_mock: bool,
    /// Secrets in it, which go to their hosts only.
    pub secrets: Vec<Using>,
    pub effect: Effect,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It goes to the server; `listen`: its response is to be looked at.
    Go {
        listen: bool,
    },
    GoChanged {
        change: Change,
        listen: bool,
    },
    Answer(Arc<Canned>),
    Stop(AbortReason),
    /// The question that a browser asks before a cross-origin request whose answer is mocked.
    Preflight,
}

/// A name and a password for servers that ask.
#[derive(Clone)]
pub struct Credentials {
    pub username: String,
    pub password: String,
    pub url: Option<UrlMatcher>,
    /// Secrets in them, which go to their hosts only.
    pub secrets: Vec<Using>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Everything that is done with requests, the newest rule first.
#[derive(Debug, Default)]
pub struct Rules {
    list: Vec<Rule>,
    pub blocked_hosts: Vec<String>,
    /// Nothing but these may be asked for anything; none: every host.
    pub only_hosts: Vec<String>,
    /// Requests have no other methods; none: every method.
    pub only_methods: Vec<String>,
    pub credentials: Option<Credentials>,
}

impl Rules {
    /// Whether requests must be held until they are decided upon.
    pub fn hold_requests(&self) -> bool {
        !self.list.is_empty()
            || !self.blocked_hosts.is_empty()
            || !self.only_hosts.is_empty()
            || !self.only_methods.is_empty()
            || self.credentials.is_some()
    }

    /// What the browser has to know of the rules: whether requests are held, and whether servers that ask are answered.
    pub fn stance(&self) -> (bool, bool) {
        (self.hold_requests(), self.credentials.is_some())
    }

    /// Adds a rule; false when there are too many.
    #[must_use]
    pub fn add(&mut self, rule: Rule) -> bool {
        let room = self.list.len() < MOST_RULES;
        if room {
            self.list.push(rule);
        }
        room
    }

    /// Takes mocks and changes away: those for this matcher, or all. How many there were.
    pub fn remove(&mut self, url: Option<&UrlMatcher>) -> usize {
        let before = self.list.len();
        self.list.retain(|rule| !rule.is_mock || url.is_some_and(|url| rule.url.as_ref() != Some(url)));
        before - self.list.len()
    }

    /// Takes every rule of `set_headers` away.
    pub fn remove_headers(&mut self, url: Option<&UrlMatcher>) {
        self.list.retain(|rule| rule.is_mock || rule.url.as_ref() != url);
    }

    fn is_blocked(&self, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else { return !self.only_hosts.is_empty() };
        // `data:` and `blob:` ask nobody
        let Some(host) = url.host_str() else { return false };
        let named = |patterns: &[String]| {
            patterns.iter().any(|pattern| hosts::host_allowed(pattern, host, url.port_or_known_default()))
        };
        named(&self.blocked_hosts) || (!self.only_hosts.is_empty() && !named(&self.only_hosts))
    }

    fn is_method_allowed(&self, method: &str) -> bool {
        method_allowed(&self.only_methods, method)
    }

    /// What becomes of a request. A rule for so many times counts it.
    pub fn decide(&mut self, waiting: &Waiting<'_>) -> Verdict {
        let asks_for = waiting.header("access-control-request-method");
        // a question before a request is as good as the request
        if self.is_blocked(waiting.url) || !self.is_method_allowed(asks_for.unwrap_or(waiting.method)) {
            return Verdict::Stop(AbortReason::BlockedByClient);
        }
        if waiting.method.eq_ignore_ascii_case("OPTIONS")
            && let Some(method) = asks_for
            && self.list.iter().any(|rule| rule.answers() && rule.fits(waiting.url, method))
        {
            return Verdict::Preflight;
        }
        for at in (0..self.list.len()).rev() {
            let rule = &mut self.list[at];
            if !rule.answers() || !rule.fits(waiting.url, waiting.method) {
                continue;
            }
            let verdict = match &mut rule.effect {
                Effect::Answer(canned) => Verdict::Answer(canned.clone()),
                Effect::Stop(reason) => Verdict::Stop(*reason),
                Effect::Replay(recording) => match recording.give(waiting) {
                    Some(Some(canned)) => Verdict::Answer(canned),
                    Some(None) => Verdict::Stop(AbortReason::Failed),
                    None if recording.strict => Verdict::Stop(AbortReason::Failed),
                    None => continue,
                },
                Effect::Change(_) | Effect::Rework(_) => continue,
            };
            self.used(at);
            return verdict;
        }
        self.pass_on(waiting)
    }

    fn pass_on(&mut self, waiting: &Waiting<'_>) -> Verdict {
        let mut whole = Change::default();
        let mut listen = false;
        let mut used = Vec::new();
        for (at, rule) in self.list.iter().enumerate() {
            if !rule.fits(waiting.url, waiting.method) {
                continue;
            }
            match &rule.effect {
                Effect::Change(change) => {
                    used.push(at);
                    whole.url = change.url.clone().or(whole.url);
                    whole.method = change.method.clone().or(whole.method);
                    whole.body = change.body.clone().or(whole.body);
                    whole.headers.extend(change.headers.iter().cloned());
                }
                Effect::Rework(_) => listen = true,
                Effect::Answer(_) | Effect::Stop(_) | Effect::Replay(_) => {}
            }
        }
        for at in used.into_iter().rev() {
            self.used(at);
        }
        if whole.method.as_deref().is_some_and(|method| !self.is_method_allowed(method)) {
            return Verdict::Stop(AbortReason::BlockedByClient);
        }
        if whole == Change::default() { Verdict::Go { listen } } else { Verdict::GoChanged { change: whole, listen } }
    }

    /// What documents are told when their reach is limited: sockets, calls and what workers ask for are not held on their way.
    pub fn policy(&self) -> Option<String> {
        if self.only_hosts.is_empty() && self.only_methods.is_empty() {
            return None;
        }
        let mut policy = "webrtc 'block'".to_owned();
        if !self.only_methods.is_empty() {
            policy.push_str("; worker-src 'none'");
        }
        if self.only_hosts.is_empty() {
            return Some(policy);
        }
        policy.push_str("; connect-src data: blob:");
        for host in &self.only_hosts {
            // a pattern without a port means all of them
            let port =
                if host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) { "" } else { ":*" };
            for scheme in ["http", "https", "ws", "wss"] {
                policy.push_str(&format!(" {scheme}://{host}{port}"));
            }
        }
        Some(policy)
    }

    /// How the response to a request is to be changed, the oldest rule first.
    pub fn rework(&mut self, url: &str, method: &str) -> Vec<Arc<Rework>> {
        let mut found = Vec::new();
        let mut used = Vec::new();
        for (at, rule) in self.list.iter().enumerate() {
            if let Effect::Rework(rework) = &rule.effect
                && rule.fits(url, method)
            {
                found.push(rework.clone());
                used.push(at);
            }
        }
        for at in used.into_iter().rev() {
            self.used(at);
        }
        found
    }

    fn used(&mut self, at: usize) {
        if let Some(left) = &mut self.list[at].left {
            *left = left.saturating_sub(1);
        }
    }
}

/// Whether a request may have this method; reading is one thing with `GET` and `HEAD`. No list: every method.
#[must_use]
pub fn method_allowed(allowed: &[String], method: &str) -> bool {
    let named = |wanted: &str| allowed.iter().any(|known| known.eq_ignore_ascii_case(wanted));
    allowed.is_empty() || named(method) || (method.eq_ignore_ascii_case("HEAD") && named("GET"))
}

impl Rule {
    fn answers(&self) -> bool {
        matches!(self.effect, Effect::Answer(_) | Effect::Stop(_) | Effect::Replay(_))
    }

    fn fits(&self, url: &str, method: &str) -> bool {
        // a pattern that is no regular expression was refused when the rule was made
        self.left != Some(0)
            && find::method(self.method.as_deref(), method)
            && find::address(self.url.as_ref(), url).unwrap_or(false)
            && self.secrets.iter().all(|secret| secret.refusal(self.goes_to().unwrap_or(url)).is_none())
    }

    /// Where a changed request goes.
    fn goes_to(&self) -> Option<&str> {
        if let Effect::Change(change) = &self.effect { change.url.as_deref() } else { None }
    }
}

/// The headers with some set and some left out.
pub fn with_headers(
    headers: impl IntoIterator<Item = (String, String)>,
    changes: &[(String, Option<String>)],
) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = headers.into_iter().collect();
    for (name, value) in changes {
        all.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        if let Some(value) = value {
            all.push((name.clone(), value.clone()));
        }
    }
    all
}

/// Lets any page read an answer, unless the answer says who may.
pub fn open_to_all(headers: &mut Vec<(String, String)>, origin: Option<&str>) {
    if headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("access-control-allow-origin")) {
        return;
    }
    let mut add = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
    match origin {
        Some(origin) => {
            add("access-control-allow-origin", origin);
            add("access-control-allow-credentials", "true");
            add("vary", "Origin");
        }
        None => add("access-control-allow-origin", "*"),
    }
}

/// A body after its changes.
///
/// # Errors
/// A clause, when values are to be set in what is no JSON.
pub fn rework_body(body: Bytes, rework: &Rework) -> Result<Bytes, String> {
    let mut body = rework.body.clone().unwrap_or(body);
    if !rework.set.is_empty() {
        let mut json: Value = serde_json::from_slice(&body).map_err(|e| format!("the body is no JSON: {e}"))?;
        for (path, value) in &rework.set {
            put(&mut json, path, value.clone())?;
        }
        body = json.to_string().into();
    }
    if !rework.replace.is_empty() {
        let mut text = String::from_utf8_lossy(&body).into_owned();
        for (from, to) in rework.replace.iter().filter(|(from, _)| !from.is_empty()) {
            text = text.replace(from.as_str(), to);
        }
        body = text.into();
    }
    Ok(body)
}

/// Puts a value at a path such as `lines.0.price`.
fn put(json: &mut Value, path: &str, value: Value) -> Result<(), String> {
    let mut at = json;
    let steps: Vec<&str> = path.split('.').collect();
    let (last, way) = steps.split_last().ok_or("the path is empty")?;
    let missing = |step: &str| format!("there is no `{step}` on the way to `{path}`");
    for step in way {
        at = match at {
            Value::Array(items) => step.parse().ok().and_then(|n: usize| items.get_mut(n)),
            Value::Object(map) => map.get_mut(*step),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        }
        .ok_or_else(|| missing(step))?;
    }
    match at {
        Value::Array(items) => {
            *last.parse().ok().and_then(|n: usize| items.get_mut(n)).ok_or_else(|| missing(last))? = value;
        }
        Value::Object(map) => drop(map.insert((*last).to_owned(), value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return Err(missing(last)),
    }
    Ok(())
}

/// The browser's word for a reason.
pub fn reason(reason: AbortReason) -> &'static str {
    match reason {
        AbortReason::Failed => "Failed",
        AbortReason::Aborted => "Aborted",
        AbortReason::TimedOut => "TimedOut",
        AbortReason::AccessDenied => "AccessDenied",
        AbortReason::ConnectionClosed => "ConnectionClosed",
        AbortReason::ConnectionReset => "ConnectionReset",
        AbortReason::ConnectionRefused => "ConnectionRefused",
        AbortReason::ConnectionAborted => "ConnectionAborted",
        AbortReason::ConnectionFailed => "ConnectionFailed",
        AbortReason::NameNotResolved => "NameNotResolved",
        AbortReason::InternetDisconnected => "InternetDisconnected",
        AbortReason::AddressUnreachable => "AddressUnreachable",
        AbortReason::BlockedByClient => "BlockedByClient",
        AbortReason::BlockedByResponse => "BlockedByResponse",
    }
}

#[cfg(test)]
mod tests {
    use flowtilla_shared::domain::flow::TextMatcher;
    use serde_json::json;

    use super::*;

    fn rule(url: &str, effect: Effect) -> Rule {
        Rule {
            url: Some(TextMatcher::Plain(url.into())),
            method: None,
            left: None,
            is_mock: true,
            secrets: Vec::new(),
            effect,
        }
    }

    fn canned(body: &str) -> Arc<Canned> {
        Arc::new(Canned { status: 200, headers: Vec::new(), body: body.to_owned().into(), delay: Duration::ZERO })
    }

    fn decide(rules: &mut Rules, method: &str, url: &str) -> Verdict {
        rules.decide(&Waiting { url, method, body: None, headers: &HashMap::new() })
    }

    #[test]
    fn the_newest_rule_goes_first_and_ends_after_its_times() {
        let mut rules = Rules::default();
        assert!(rules.add(rule("**/api/*", Effect::Answer(canned("old")))));
        assert!(rules.add(Rule { left: Some(1), ..rule("**/api/*", Effect::Answer(canned("new"))) }));
        assert_eq!(decide(&mut rules, "GET", "http://a/api/x"), Verdict::Answer(canned("new")));
        assert_eq!(decide(&mut rules, "GET", "http://a/api/x"), Verdict::Answer(canned("old")));
        assert_eq!(decide(&mut rules, "GET", "http://a/other"), Verdict::Go { listen: false });
        assert_eq!(rules.remove(Some(&TextMatcher::Plain("**/api/*".into()))), 2);
        assert!(!rules.hold_requests());
    }

    #[test]
    fn blocked_hosts_stay_blocked_when_they_are_mocked() {
        let mut rules = Rules { blocked_hosts: vec!["*.ads.test".into()], ..Rules::default() };
        assert!(rules.add(rule("**", Effect::Answer(canned("x")))));
        assert_eq!(decide(&mut rules, "GET", "http://a.ads.test/x"), Verdict::Stop(AbortReason::BlockedByClient));
        assert_eq!(decide(&mut rules, "GET", "http://ads.other/x"), Verdict::Answer(canned("x")));
    }

    #[test]
    fn when_only_some_hosts_may_be_asked_nobody_else_is_whatever_the_rules_say() {
        let mut rules = Rules { only_hosts: vec!["shop.test".into(), "127.0.0.1:4000".into()], ..Rules::default() };
        assert!(rules.hold_requests());
        for url in
            ["http://evil.test/?x", "https://shop.test.evil/", "http://127.0.0.1:4001/", "ws://evil.test/", "http://"]
        {
            assert_eq!(decide(&mut rules, "POST", url), Verdict::Stop(AbortReason::BlockedByClient), "{url}");
        }
        let policy = rules.policy().unwrap_or_default();
        assert!(policy.contains(" wss://shop.test:* ") && policy.contains(" ws://127.0.0.1:4000 "), "{policy}");
        for url in ["https://shop.test/cart", "http://127.0.0.1:4000/", "data:text/plain,x"] {
            assert_eq!(decide(&mut rules, "GET", url), Verdict::Go { listen: false }, "{url}");
        }
    }

    #[test]
    fn a_flow_that_may_only_read_sends_nothing_not_even_by_a_rule_of_its_own() {
        let mut rules = Rules { only_methods: vec!["GET".into()], ..Rules::default() };
        assert!(rules.hold_requests());
        let stopped = Verdict::Stop(AbortReason::BlockedByClient);
        for method in ["POST", "put", "DELETE", "PATCH", "OPTIONS"] {
            assert_eq!(decide(&mut rules, method, "http://a/"), stopped, "{method}");
        }
        for method in ["GET", "HEAD", "get"] {
            assert_eq!(decide(&mut rules, method, "http://a/"), Verdict::Go { listen: false }, "{method}");
        }
        let change = Change { method: Some("POST".into()), ..Change::default() };
        assert!(rules.add(rule("**", Effect::Change(Arc::new(change)))));
        assert_eq!(decide(&mut rules, "GET", "http://a/"), stopped);
        assert!(rules.policy().is_some_and(|policy| policy.contains("worker-src 'none'")));
        assert!(method_allowed(&[], "POST"));
    }

    #[test]
    fn bodies_are_changed_by_path_and_by_text() {
        let set = json!({ "lines.0.price": 3, "new": true });
        let rework = Rework {
            set: set.as_object().cloned().unwrap_or_default(),
            replace: vec![("tea".into(), "pot".into())],
            ..Rework::default()
        };
        let body = rework_body(json!({ "lines": [{ "price": 2, "name": "tea" }] }).to_string().into(), &rework);
        let json: Value = serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default();
        assert_eq!(json, json!({ "lines": [{ "price": 3, "name": "pot" }], "new": true }));
        let missing = Rework { set: Map::from_iter([("a.b".to_owned(), json!(1))]), ..Rework::default() };
        assert_eq!(rework_body("{}".into(), &missing), Err("there is no `a` on the way to `a.b`".into()));
    }

    #[test]
    fn a_recording_gives_its_answers_in_order() {
        let recorded = |body: &str| Recorded { request_body: None, answer: Some(canned(body)) };
        let key = ("GET".to_owned(), "http://a/x".to_owned());
        let answers = HashMap::from([(key, vec![recorded("1"), recorded("2")])]);
        let mut rules = Rules::default();
        let recording = Recording::new(answers, true);
        assert!(rules.add(rule("**", Effect::Replay(Box::new(recording)))));
        for body in ["1", "2", "2"] {
            assert_eq!(decide(&mut rules, "GET", "http://a/x"), Verdict::Answer(canned(body)));
        }
        assert_eq!(decide(&mut rules, "GET", "http://a/y"), Verdict::Stop(AbortReason::Failed));
    }
}
