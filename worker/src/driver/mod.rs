//! The browser driver: one trait over WebDriver and over a socket into the same browser.
//!
//! It knows no store and no queue. Every wait has the deadline of its [`Progress`]; before the first input that can change
//! the page, [`Progress::gate`] must let it pass.

mod browsers;
mod capabilities;
mod chromium;
mod classic;
mod dialog;
mod film;
mod firefox;
mod hosts;
mod keys;
mod launch;
mod lent;
pub(crate) mod mutation;
mod net_error;
pub mod network;
mod page;
mod pixels;
mod port;
mod remote;
mod scribe;
mod socket;
mod warm;
mod webdriver;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::{Action, BrowserName, Emulation, Engine, Position, Target, Viewport},
    mutation::{Look, Mutant},
    outcome::StepError,
    steer::Steer,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::{
    browsers::{Browsers, Stats},
    film::{Film, Frame, Viewer},
    hosts::{host_allowed, refusal as address_refusal},
    launch::installed,
    lent::Lent,
    page::Rect,
    scribe::{Recorded, Scribe},
    webdriver::Dial,
};

pub(crate) use self::launch::see_off;
use crate::mask::Using;

/// Decides whether an input may be sent: the step's intent is stored, and the lease still holds.
#[async_trait]
pub trait Gate: Send + Sync {
    /// Waits until input may be sent.
    ///
    /// # Errors
    /// When the lease is lost, the execution was cancelled, or the intent could not be stored: nothing may be sent.
    async fn pass(&self) -> Result<(), StepError>;
}

/// What every driver call carries: its deadline, its call log, and the gate in front of input.
pub struct Progress {
    pub deadline: Instant,
    /// What was tried, in order; it becomes the `log` of a step error.
    pub log: Vec<String>,
    pub gate: Arc<dyn Gate>,
    /// False inside `if`: a condition that does not hold is an answer, not worth candidates and outlines.
    pub explain: bool,
}

/// What a step brought back.
#[derive(Debug, Default)]
pub struct Observation {
    /// Of `extract` and `evaluate`.
    pub value: Option<Value>,
    /// Of `screenshot`.
    pub captures: Vec<Capture>,
}

/// Bytes to be stored as an artifact.
#[derive(Debug)]
pub struct Capture {
    pub name: String,
    /// `screenshot`, `download`, `outline`.
    pub kind: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Which elements are to be inspected.
#[derive(Clone, Debug, PartialEq)]
pub enum Inspect {
    /// The one that the target means.
    Target(Box<Target>),
    /// What is at a point of the viewport, in CSS pixels: the button or link around it, in whatever frame.
    Point(Position),
    /// Every visible element that one can act on or call by name; at most 300.
    All,
    /// The one with this ref in the newest [`Snapshot`].
    Ref(String),
}

/// An element as a person sees it, and how a flow may call it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inspected {
    /// `<button class="primary">Sign in</button>`
    pub description: String,
    /// Lower case.
    pub tag: String,
    pub role: Option<String>,
    pub name: String,
    /// `visible`, `enabled`, `focused`, and whatever else it can be: `checked`, `expanded`, `level` ….
    pub states: Value,
    /// In CSS pixels of the tab's viewport.
    pub rect: Rect,
    /// Each was tried and means this element alone; best first.
    pub locators: Vec<Suggestion>,
}

/// A page as a model is shown it: an accessibility outline in which everything that one can act on has a ref (`[ref=e7]`,
/// `[ref=f2e3]` in a frame).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    pub url: String,
    pub title: String,
    pub outline: String,
}

/// A locator for a flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The target in long form.
    pub target: Value,
    /// The same as one would write it: `role=button[name='Sign in']`, or YAML in one line.
    pub locator: String,
    /// 0 to 100; `worker/engine/README.md` says how it is made.
    pub score: u32,
    pub strategy: String,
}

/// An approved picture, as far as there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// A PNG; `None` when nobody has approved any.
    pub png: Option<Vec<u8>>,
    pub version: u32,
    /// The run takes new pictures instead of failing on them.
    pub updating: bool,
}

/// Where approved pictures come from, and where new ones wait for approval.
#[async_trait]
pub trait Baselines: Send + Sync {
    /// The approved picture of this name for this setting (browser, viewport, platform).
    ///
    /// # Errors
    /// When the store cannot be asked.
    async fn approved(&self, name: &str, setting: &str) -> Result<Baseline, StepError>;

    /// Keeps a picture that somebody has to approve; the answer is a sentence that says how.
    ///
    /// # Errors
    /// When it cannot be stored.
    async fn propose(&self, name: &str, setting: &str, png: &[u8]) -> Result<String, StepError>;

    /// A stored file by its SHA-256; `None` when it is not there.
    ///
    /// # Errors
    /// When the store cannot be asked.
    async fn file(&self, sha256: &str) -> Result<Option<Vec<u8>>, StepError>;
}

/// What the browser did by itself since the last look.
#[derive(Clone, Debug, PartialEq)]
pub enum BrowserEvent {
    /// `handled`: `accept`, `dismiss` or `auto_dismiss`.
    Dialog { kind: String, message: String, handled: String },
    /// A page wrote an error to its console.
    ConsoleError {
        message: String,
        url: Option<String>,
        /// How often, since the last look.
        count: u32,
    },
    /// `status`: `completed`, `canceled`, or `too_large`.
    Download { name: String, url: String, bytes: u64, status: String },
    /// An error of a page's scripts that nothing caught.
    PageError { message: String, url: Option<String>, count: u32 },
    /// A request got no answer, or one that says 4xx or 5xx: `404 (Not Found)`, `net::ERR_CONNECTION_REFUSED`.
    RequestFailed { url: String, error: String, count: u32 },
}

impl BrowserEvent {
    /// Counts `other` when it is the same but for its count; whether it is.
    pub(crate) fn count_again(&mut self, other: &Self) -> bool {
        let more = match (&mut *self, other) {
            (
                Self::ConsoleError { message, url, count },
                Self::ConsoleError { message: other, url: other_url, count: more },
            )
            | (
                Self::PageError { message, url, count },
                Self::PageError { message: other, url: other_url, count: more },
            ) if message == other && url == other_url => (count, more),
            (
                Self::RequestFailed { url, error, count },
                Self::RequestFailed { url: other_url, error: other, count: more },
            ) if url == other_url && error == other => (count, more),
            _ => return false,
        };
        *more.0 = more.0.saturating_add(*more.1);
        true
    }
}

/// What a fresh context is opened with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContextOptions {
    pub viewport: Option<Viewport>,
    /// What the browser pretends to be from its first document on.
    pub emulate: Option<Box<Emulation>>,
    /// What it pretends to be now, when a step has changed it.
    pub emulated: Option<Box<Emulation>>,
    /// The turns of the fake clock so far, as documents to come are told of them.
    pub clock: Vec<String>,
    pub engine: Engine,
    pub browser: BrowserName,
    /// Attributes of `testid`, separated by commas; `data-testid` when absent.
    pub testid_attribute: Option<String>,
    /// Attributes of `component`, separated by commas; the engine's own list when absent.
    pub component_attribute: Option<String>,
    /// Host patterns the main frame may visit (`example.org`, `*.example.org`, `host:port`); none: any http(s) host.
    /// The words `data:` and `blob:` allow these schemes.
    pub allowed_hosts: Vec<String>,
    /// Relative `goto`s before any page is open are relative to this.
    pub base_url: Option<String>,
    /// Requests are recorded from the start.
    pub record_requests: bool,
    /// No other context is in the browser: what they share (the clipboard) is this one's alone.
    pub alone: bool,
    /// Pages are as large as their windows, which people see and change.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub natural: bool,
    /// A fault that is put into the site on its way here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutant: Option<Box<Mutant>>,
}

/// How another worker finds a live browser session again; stored in the execution's row as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionHandle {
    /// Address of the WebDriver endpoint.
    pub driver_url: String,
    /// The WebDriver session id.
    pub webdriver_session: String,
    /// Host and port, or URL, of the socket into the browser, when there is one.
    pub debugger: Option<String>,
    /// The isolated context, when the session holds several.
    pub context: Option<String>,
    /// The tabs in order of opening, and the one in front.
    pub tabs: Vec<String>,
    pub active: usize,
    /// The endpoint is not a child of the worker: it outlives it.
    pub outlives_worker: bool,
    /// e.g. `chromium-headless-shell 156.0.8078.73`.
    pub browser: String,
    /// What the context was opened with, for the worker that takes it over.
    #[serde(default)]
    pub options: ContextOptions,
    /// Names of tabs, and the tabs that steps have been in.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
    #[serde(default)]
    pub visited: BTreeSet<String>,
}

/// Whom the pages of a context may ask, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Host patterns; none: every host.
    pub hosts: Vec<String>,
    /// Methods in capitals; none: every method.
    pub methods: Vec<String>,
}

/// A tab as a person sees it in the browser's window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// The same as long as it is open.
    pub id: String,
    pub url: String,
    pub title: String,
    /// The one in front.
    pub active: bool,
}

/// One isolated browser context, driven by one execution.
#[async_trait]
pub trait Driver: Send {
    /// Carries out one browser step: every action but `sleep`, `set`, `group`, `run_flow`, `if`, `for_each` and `expect` of a `var`.
    ///
    /// # Errors
    /// The step's error, with the call log in it.
    async fn act(&mut self, action: &Action, progress: &mut Progress) -> Result<Observation, StepError>;

    /// What elements are, and good locators for them.
    ///
    /// # Errors
    /// Those of a target that is missing or ambiguous; refused by a driver without an engine.
    async fn suggest(&mut self, _what: &Inspect, _progress: &mut Progress) -> Result<Vec<Inspected>, StepError> {
        Err(StepError::refused("This browser gives no locators."))
    }

    /// The page with its frames, for a model; refs of an earlier one are void.
    ///
    /// # Errors
    /// When the page does not answer in time; refused by a driver without an engine.
    async fn snapshot(&mut self, _progress: &mut Progress) -> Result<Snapshot, StepError> {
        Err(StepError::refused("This browser cannot show its page to a model."))
    }

    /// Every tab, in order of opening.
    ///
    /// # Errors
    /// When the browser does not answer.
    async fn tabs(&mut self, _deadline: Instant) -> Result<Vec<Tab>, StepError> {
        Err(StepError::refused("This browser does not tell its tabs."))
    }

    /// From now on nobody is asked for anything beyond this reach, whatever a page does.
    ///
    /// # Errors
    /// Refused where only a socket into Chromium could do it.
    async fn keep_to(&mut self, _reach: &Reach, _progress: &mut Progress) -> Result<(), StepError> {
        Err(port::needs_socket())
    }

    /// Cookies and storage of the context, as JSON of ours.
    ///
    /// # Errors
    /// When this browser cannot tell them.
    async fn save_state(&mut self, _deadline: Instant) -> Result<Value, StepError> {
        Err(StepError::refused("This browser cannot save its state."))
    }

    /// Puts a saved state in the place of what there is.
    ///
    /// # Errors
    /// When this browser cannot load one.
    async fn load_state(&mut self, _state: &Value, _deadline: Instant) -> Result<(), StepError> {
        Err(StepError::refused("This browser cannot load a saved state."))
    }

    /// What may come in the way of the next steps.
    fn watch_for(&mut self, _overlays: Vec<Target>) {}

    /// Which of them is in the way, when the last step ended for that reason before it did anything.
    fn in_the_way(&mut self) -> Option<usize> {
        None
    }

    /// Downloads that no step has waited for are not waited for later.
    fn forget_downloads(&mut self) {}

    /// The next step sends these secrets: they go only into documents of their hosts, and are covered in pictures from then on.
    fn using(&mut self, _secrets: Vec<Using>) {}

    /// What is to be seen of the page when it has come to rest, and what the context's fault has done so far. `None` without one.
    async fn look(&mut self, _still: bool, _progress: &mut Progress) -> Option<Look> {
        None
    }

    /// A PNG (or JPEG) of what is to be seen, for evidence; `None` when nothing can be had before the deadline.
    async fn picture(&mut self, deadline: Instant) -> Option<Capture>;

    /// The accessibility outline of the page, as text; `None` when nothing can be had before the deadline.
    async fn outline(&mut self, deadline: Instant) -> Option<String>;

    /// URL and title of the tab in front, as last seen.
    fn location(&self) -> (String, String);

    /// Pictures of the tab in front as it changes; `None` where the browser offers none.
    fn film(&self) -> Option<Film> {
        None
    }

    /// Passes a person's input on to the tab in front, as it is.
    ///
    /// # Errors
    /// `refused` where that is not offered, or what the browser says.
    async fn steer(&mut self, input: &Steer, deadline: Instant) -> Result<(), StepError> {
        let _ = (input, deadline);
        Err(StepError::refused("This browser cannot be driven by hand."))
    }

    /// How another worker finds this session again.
    fn handle(&self) -> SessionHandle;

    /// Takes what happened since the last call.
    fn take_events(&mut self) -> Vec<BrowserEvent>;

    /// What is seen of the network side and the console; `None` for a browser that cannot tell.
    fn observer(&self) -> Option<&Arc<network::Observer>> {
        None
    }

    /// Takes what the last assertion leaves as evidence, whether it held or not.
    fn take_captures(&mut self) -> Vec<Capture> {
        Vec::new()
    }

    /// Where the pictures of `expect: { screenshot }` come from.
    fn use_baselines(&mut self, _baselines: Arc<dyn Baselines>) {}

    /// Something about the network side, beside the steps.
    ///
    /// # Errors
    /// `refused` where only a socket into Chromium could do it.
    async fn network(&mut self, _order: network::Order<'_>, _deadline: Instant) -> Result<Value, StepError> {
        Err(port::needs_socket())
    }

    /// Closes the context (and a session of its own) within a few seconds, whatever hangs.
    async fn close(self: Box<Self>);

    /// Lets go of a session that outlives the worker without ending it: a later claim finds it again.
    fn leave(self: Box<Self>);
}
