//! A context's log with a bell, and what its requests meet on their way.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use flowtilla_shared::domain::flow::HarRecord;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{find, log::Log, rules::Rules};

/// Scripts that every new page runs, at most.
const MOST_SCRIPTS: usize = 200;

/// What a port is asked about the network; only a socket into Chromium can.
#[derive(Clone, Copy, Debug)]
pub enum Order<'a> {
    /// Requests are recorded from now on.
    Record,
    /// The body of the response with this request id and session: `{body, base64Encoded}`.
    Body { id: &'a str, session: &'a str },
    /// Rules or conditions have changed: pages and frames are told.
    Rewire,
    /// Every page and frame from here on runs this script before its own.
    Script(&'a str),
    /// The cookies that the browser would send to this address, as a `Cookie` header; null for none.
    CookiesFor(&'a str),
    /// Cookies that came from this address, as `Set-Cookie` headers.
    KeepCookies { url: &'a str, cookies: &'a [String] },
}

/// The conditions of the network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wire {
    pub offline: bool,
    /// Bytes per second; none: as fast as it goes.
    pub download: Option<f64>,
    pub upload: Option<f64>,
    pub latency_ms: f64,
    /// Sent with every request.
    pub headers: BTreeMap<String, String>,
}

/// What is seen of one context's network side, and what is done with it; shared by its driver and the socket's task.
#[derive(Debug)]
pub struct Observer {
    log: Mutex<Log>,
    rules: Mutex<Rules>,
    wire: Mutex<Wire>,
    scripts: Mutex<Vec<String>>,
    recordings: Mutex<Vec<HarRecord>>,
    /// Questions for a password that were answered.
    asked: Mutex<HashSet<String>>,
    /// What a rule could not do.
    complaint: Mutex<Option<String>>,
    changed: watch::Sender<()>,
    /// The context is closed.
    pub over: CancellationToken,
}

impl Default for Observer {
    fn default() -> Self {
        Self {
            log: Mutex::default(),
            rules: Mutex::default(),
            wire: Mutex::default(),
            scripts: Mutex::default(),
            recordings: Mutex::default(),
            asked: Mutex::default(),
            complaint: Mutex::default(),
            changed: watch::Sender::new(()),
            over: CancellationToken::new(),
        }
    }
}

fn look<T>(at: &Mutex<T>) -> MutexGuard<'_, T> {
    at.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Observer {
    /// A look at the log; never held across a wait.
    pub fn log(&self) -> MutexGuard<'_, Log> {
        look(&self.log)
    }

    /// What is done with requests.
    pub fn rules(&self) -> MutexGuard<'_, Rules> {
        look(&self.rules)
    }

    pub fn wire(&self) -> MutexGuard<'_, Wire> {
        look(&self.wire)
    }

    /// What is to be written as HAR when the execution is over.
    pub fn recordings(&self) -> MutexGuard<'_, Vec<HarRecord>> {
        look(&self.recordings)
    }

    /// Whether a recording wants the body of a response from this address.
    pub fn wants_body(&self, url: &str) -> bool {
        let wants = |r: &HarRecord| !r.omit_bodies && find::address(r.url.as_ref(), url).unwrap_or(false);
        self.recordings().iter().any(wants)
    }

    /// Nothing is set that a new page would have to be told.
    pub fn is_plain(&self) -> bool {
        *self.wire() == Wire::default() && !self.rules().hold_requests() && look(&self.scripts).is_empty()
    }

    /// Remembers a script for pages to come; false when there are too many.
    #[must_use]
    pub fn keep_script(&self, script: &str) -> bool {
        let mut scripts = look(&self.scripts);
        let room = scripts.len() < MOST_SCRIPTS;
        if room {
            scripts.push(script.to_owned());
        }
        room
    }

    pub fn scripts(&self) -> Vec<String> {
        look(&self.scripts).clone()
    }

    /// Whether a question for a password comes for the first time.
    pub fn asks_first(&self, question: &str, most: usize) -> bool {
        let mut asked = look(&self.asked);
        if asked.len() >= most {
            asked.clear();
        }
        asked.insert(question.to_owned())
    }

    /// A rule could not be kept; the step that is under way fails by it.
    pub fn complain(&self, sentence: String) {
        look(&self.complaint).get_or_insert(sentence);
    }

    pub fn take_complaint(&self) -> Option<String> {
        look(&self.complaint).take()
    }

    pub fn change(&self, change: impl FnOnce(&mut Log)) {
        change(&mut self.log());
        self.changed.send_replace(());
    }

    /// Waits for the next change, at most until `deadline`.
    pub async fn next(&self, bell: &mut watch::Receiver<()>, deadline: Instant) {
        // an error means that the deadline is over: the caller looks at the clock itself
        let _ = tokio::time::timeout_at(deadline.into(), bell.changed()).await;
    }

    /// To be had before a look, so that no change is missed after it.
    pub fn bell(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}
