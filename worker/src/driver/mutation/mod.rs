//! A fault in a site, as the driver puts it in: what becomes of requests, and the script that changes pages. The site itself is not
//! touched.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use flowtilla_shared::domain::mutation::{self, Mutant, MutantKind, RequestKey, SeenAnswer, SeenRequest, mutate_json};
use serde_json::{Value, json};

use super::{ContextOptions, network::rules::Canned};

/// The function by which pages tell of effects.
pub const BINDING: &str = "__flowtillaMutated";
/// The script in every page.
const SCRIPT: &str = include_str!("mutant.js");
/// Requests that are remembered between two looks.
const MOST_REQUESTS: usize = 200;
/// Longest body that is remembered, in bytes.
const LONGEST_BODY: usize = 32 * 1024;
/// Longest body that is changed, in bytes.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// What becomes of a request.
#[derive(Debug, PartialEq)]
pub enum Fate {
    /// It goes on as usual; `listen`: its answer is looked at.
    Go {
        listen: bool,
    },
    Late(Duration),
    Answer(Arc<Canned>),
}

/// One fault, and what it has done so far.
#[derive(Debug)]
pub struct Mutation {
    mutant: Mutant,
    script: String,
    done: Mutex<Done>,
}

#[derive(Debug, Default)]
struct Done {
    effects: u32,
    effect: Option<String>,
    requests: Vec<SeenRequest>,
    /// The first answers by address, of `answer_stale`.
    first: HashMap<String, Bytes>,
}

/// What is told after a step.
#[derive(Debug, Default)]
pub struct Told {
    pub effects: u32,
    /// The first one, in words.
    pub effect: Option<String>,
    pub requests: Vec<SeenRequest>,
}

impl Mutation {
    /// The fault that a context is opened with, if any.
    #[must_use]
    pub fn of(options: &ContextOptions) -> Option<Arc<Self>> {
        let mutant = options.mutant.as_deref()?.clone();
        let kind = mutant.kind.filter(|_| mutant.element.is_some());
        let spec = json!({
            "kind": kind,
            "target": mutant.element.as_ref().map(|spot| &spot.target),
            "page": mutant.element.as_ref().and_then(|spot| spot.page.as_ref()),
            "testid_attribute": options.testid_attribute,
            "component_attribute": options.component_attribute,
        });
        // `<` cannot end a script that is not in a document, but line separators end a line
        let spec = spec.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
        let script = format!("({SCRIPT})({spec})");
        Some(Arc::new(Self { mutant, script, done: Mutex::default() }))
    }

    #[must_use]
    pub fn script(&self) -> &str {
        &self.script
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault has changed something.
    pub fn took_effect(&self, what: impl Into<String>) {
        let mut done = self.done();
        done.effects = done.effects.saturating_add(1);
        if done.effect.is_none() {
            done.effect = Some(what.into().chars().take(300).collect());
        }
    }

    /// What has happened since the last call, and all effects so far.
    pub fn tell(&self) -> Told {
        let mut done = self.done();
        Told { effects: done.effects, effect: done.effect.clone(), requests: std::mem::take(&mut done.requests) }
    }

    /// Whether requests must be held.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.mutant.kind.is_none() || self.mutant.request.is_some()
    }

    fn means(&self, method: &str, url: &str) -> bool {
        self.mutant.request.as_ref().is_some_and(|key| *key == RequestKey::of(method, url))
    }

    /// Whether it is about the site at all, rather than about what belongs to it: pages, and what their scripts ask for.
    fn is_of_interest(method: &str, resource: &str) -> bool {
        matches!(resource, "XHR" | "Fetch") || (resource == "Document" && !method.eq_ignore_ascii_case("GET"))
    }

    /// What becomes of a request.
    pub fn request(&self, method: &str, url: &str, resource: &str) -> Fate {
        let Some(kind) = self.mutant.kind else {
            return Fate::Go { listen: Self::is_of_interest(method, resource) || resource == "Document" };
        };
        if !self.means(method, url) {
            return Fate::Go { listen: false };
        }
        match kind {
            MutantKind::RequestFails => {
                self.took_effect(format!("{method} {url} was answered with 500"));
                let body =
                    if resource == "Document" { "<h1>Internal Server Error</h1>" } else { "Internal Server Error" };
                Fate::Answer(canned(500, Some("text/html"), None, body))
            }
            MutantKind::RequestSlow => {
                let delay = Duration::from_millis(self.mutant.delay_ms);
                self.took_effect(format!("{method} {url} was answered {} s late", delay.as_secs_f64()));
                Fate::Late(delay)
            }
            MutantKind::NotSaved => {
                let Some(answer) = &self.mutant.answer else { return Fate::Go { listen: false } };
                self.took_effect(format!("{method} {url} was answered as before, and never reached the server"));
                let body = answer.body.as_deref().unwrap_or_default();
                Fate::Answer(canned(answer.status, answer.media_type.as_deref(), answer.location.as_deref(), body))
            }
            MutantKind::AnswerEmpty
            | MutantKind::AnswerStale
            | MutantKind::WrongNumber
            | MutantKind::RowDuplicated
            | MutantKind::RowMissing
            | MutantKind::OrderChanged => Fate::Go { listen: true },
            MutantKind::ButtonDead
            | MutantKind::LinkWrong
            | MutantKind::ControlDisabled
            | MutantKind::ValueLost
            | MutantKind::TextChanged
            | MutantKind::ElementGone
            | MutantKind::ErrorSwallowed => Fate::Go { listen: false },
        }
    }

    /// Whether the answer to this request is looked at.
    #[must_use]
    pub fn hears(&self, method: &str, url: &str, resource: &str) -> bool {
        match self.mutant.kind {
            None => Self::is_of_interest(method, resource) || resource == "Document",
            Some(_) => self.means(method, url),
        }
    }

    /// Notes an answer; of a fault in answers, the body in its place.
    pub fn answered(&self, asked: (&str, &str, &str), answer: SeenAnswer, body: Option<&Bytes>) -> Option<Bytes> {
        let (method, url, resource) = asked;
        let Some(kind) = self.mutant.kind else {
            let text = body.filter(|body| body.len() <= LONGEST_BODY && Self::is_of_interest(method, resource));
            let text = text.and_then(|body| String::from_utf8(body.to_vec()).ok());
            let seen = SeenRequest {
                key: RequestKey::of(method, url),
                is_page: resource == "Document",
                answer: SeenAnswer { body: text, ..answer },
            };
            let mut done = self.done();
            if done.requests.len() < MOST_REQUESTS {
                done.requests.push(seen);
            }
            return None;
        };
        let body = body.filter(|body| body.len() <= LARGEST_BODY)?;
        if kind == MutantKind::AnswerStale {
            let first = self.done().first.entry(url.to_owned()).or_insert_with(|| body.clone()).clone();
            if first == *body {
                return None;
            }
            self.took_effect(format!("{method} {url} was answered as the first time"));
            return Some(first);
        }
        let mut value: Value = serde_json::from_slice(body).ok()?;
        if !mutate_json(kind, &mut value) {
            return None;
        }
        self.took_effect(format!("the answer to {method} {url} was changed ({kind})"));
        Some(value.to_string().into())
    }
}

/// The path of an address, as faults name pages.
#[must_use]
pub fn page_of(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| String::new(), |url| mutation::general(url.path()))
}

fn canned(status: u16, media_type: Option<&str>, location: Option<&str>, body: &str) -> Arc<Canned> {
    let mut headers = vec![("content-type".to_owned(), media_type.unwrap_or("text/plain").to_owned())];
    headers.extend(location.map(|to| ("location".to_owned(), to.to_owned())));
    Arc::new(Canned { status, headers, body: Bytes::copy_from_slice(body.as_bytes()), delay: Duration::ZERO })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn mutation(kind: MutantKind, method: &str) -> Arc<Mutation> {
        let request = Some(RequestKey::of(method, "http://shop/api/pots"));
        let answer = Some(SeenAnswer { status: 303, location: Some("/cart".into()), ..SeenAnswer::default() });
        let mutant = Mutant { kind: Some(kind), request, answer, delay_ms: 7, ..Mutant::default() };
        Mutation::of(&ContextOptions { mutant: Some(Box::new(mutant)), ..ContextOptions::default() }).unwrap()
    }

    #[test]
    fn requests_meet_their_fault_and_others_go_on() {
        let fails = mutation(MutantKind::RequestFails, "GET");
        assert_eq!(fails.request("GET", "http://shop/other", "Fetch"), Fate::Go { listen: false });
        assert_eq!(fails.tell().effects, 0);
        assert!(
            matches!(fails.request("GET", "http://shop/api/pots?q=1", "Fetch"), Fate::Answer(a) if a.status == 500)
        );
        assert_eq!(fails.tell().effects, 1);
        let slow = mutation(MutantKind::RequestSlow, "GET");
        assert_eq!(slow.request("GET", "http://shop/api/pots", "XHR"), Fate::Late(Duration::from_millis(7)));
        let lost = mutation(MutantKind::NotSaved, "POST");
        let Fate::Answer(answer) = lost.request("POST", "http://shop/api/pots", "Document") else {
            panic!("it went on")
        };
        assert!(answer.status == 303 && answer.headers.contains(&("location".into(), "/cart".into())));
    }

    #[test]
    fn answers_are_changed_only_where_that_changes_something() {
        let asked = ("GET", "http://shop/api/pots", "Fetch");
        let body = |text: &str| Bytes::copy_from_slice(text.as_bytes());
        let missing = mutation(MutantKind::RowMissing, "GET");
        assert_eq!(missing.answered(asked, SeenAnswer::default(), Some(&body("[]"))), None);
        assert_eq!(missing.answered(asked, SeenAnswer::default(), Some(&body("no JSON"))), None);
        assert_eq!(missing.tell().effects, 0);
        assert_eq!(missing.answered(asked, SeenAnswer::default(), Some(&body(r#"["a","b"]"#))), Some(body(r#"["a"]"#)));
        assert_eq!(missing.tell().effects, 1);
        let stale = mutation(MutantKind::AnswerStale, "GET");
        for (given, wanted) in [("1", None), ("1", None), ("2", Some("1"))] {
            assert_eq!(stale.answered(asked, SeenAnswer::default(), Some(&body(given))), wanted.map(body));
        }
        assert_eq!(stale.tell().effects, 1);
    }

    #[test]
    fn without_a_fault_requests_are_only_noted() {
        let options = ContextOptions { mutant: Some(Box::default()), ..ContextOptions::default() };
        let probe = Mutation::of(&options).unwrap();
        assert!(probe.holds());
        assert_eq!(probe.request("GET", "http://shop/x.png", "Image"), Fate::Go { listen: false });
        let asked = ("POST", "http://shop/orders", "Document");
        let answer = SeenAnswer { status: 303, location: Some("/orders/1".into()), ..SeenAnswer::default() };
        assert_eq!(probe.answered(asked, answer.clone(), None), None);
        let told = probe.tell();
        assert_eq!(
            told.requests,
            [SeenRequest { key: RequestKey::of("POST", "http://shop/orders"), is_page: true, answer }]
        );
        assert_eq!(told.effects, 0);
        assert!(probe.tell().requests.is_empty());
    }
}
