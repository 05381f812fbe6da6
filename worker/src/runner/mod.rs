//! Walks a flow document: fills values in, decides conditions, carries out steps, and records each of them.
//!
//! The runner knows a browser source, a recorder and a lease; it knows neither queue nor claims. It never fails: whatever
//! happens becomes an [`End`].

mod agent;
mod amend;
mod asserting;
mod branches;
mod browser;
mod condition;
mod control;
mod effect;
mod evidence;
mod faults;
mod files;
mod hands;
mod healing;
mod http;
mod inputs;
mod leaf;
mod logs;
mod loops;
mod mail;
mod office;
mod overlays;
mod pauses;
mod pdf;
mod people;
mod profile;
mod replay;
mod scope;
mod secret;
mod telling;
mod walk;
mod words;
mod workspace;

use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    event::Event,
    flow::{Evidence, Flow, template},
    ids::{BrowserSessionId, ExecutionId, TestRunId},
    journal::{Lease, StepRecord},
    mutation::Mutant,
    outcome::{Note, Outcome, StepError},
    status::{Reason, Status, StepStatus, Verdict},
};
use serde_json::{Map, Value};

pub use agent::Advice;
pub use amend::{Amendment, Change, SameEffect, proposal};
pub use browser::{BrowserSource, Lent};
pub use healing::Healing;
pub use logs::Logs;
pub use pauses::Pauses;
pub use replay::{Replay, once_begun, unclear};
pub use scope::Names;

use crate::{
    driver::{Baselines, BrowserEvent, Capture, ContextOptions, Driver, network},
    gate::StepGate,
    lease::Hold,
    mask::{Mask, Secrets, Using},
    recorder::Recorder,
    vault::Vault,
};
use browser::Browser;
use scope::Scope;
use walk::{Around, Halt};

/// Flows within flows, at most.
pub const MAX_DEPTH: u8 = 8;

/// Steps within steps, at most, flows within flows included.
pub const MAX_LEVELS: u8 = 40;

/// Time for the `teardown` of a flow whose own time is up.
pub const TEARDOWN: Duration = Duration::from_secs(30);

/// Steps that a `teardown` may have past the limit.
const TEARDOWN_STEPS: u32 = 100;

/// Finds the flow that a `run_flow` step names.
#[async_trait]
pub trait FlowLookup: Send + Sync {
    /// The document of the flow with this name or id; `None` when there is none that may be run.
    ///
    /// # Errors
    /// A sentence, when the store cannot be asked.
    async fn find(&self, name: &str) -> Result<Option<Flow>, String>;

    /// Starts it as a test run of its own; `None` when there is none that may be run. With a `key` that was used before it
    /// answers the run that was started then.
    ///
    /// # Errors
    /// A sentence, when it cannot be started.
    async fn start(&self, name: &str, params: &Map<String, Value>, key: &str) -> Result<Option<StartedRun>, String>;

    /// What a test run of the project has come to; `None` while it is not over.
    ///
    /// # Errors
    /// A sentence, when there is no such run.
    async fn ended(&self, run: TestRunId) -> Result<Option<(Status, Value)>, String>;
}

/// A flow that runs as a test run of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartedRun {
    pub run: TestRunId,
    pub execution: ExecutionId,
}

/// What stays the same for every attempt of one execution.
#[derive(Clone)]
pub struct Plan {
    pub execution: ExecutionId,
    pub flow: Arc<Flow>,
    pub params: Map<String, Value>,
    pub names: Names,
    pub mask: Arc<Mask>,
    /// What the project has put away.
    pub vault: Arc<Vault>,
    /// Longest time for one attempt, pauses at the gate not counted.
    pub timeout: Duration,
    pub max_steps: u32,
    /// `upload`s by path are below it; empty: refused.
    pub upload_dir: PathBuf,
    /// Which evidence is kept.
    pub evidence: Evidence,
    pub browsers: Arc<dyn BrowserSource>,
    pub flows: Arc<dyn FlowLookup>,
    pub baselines: Arc<dyn Baselines>,
    /// A fault that is put into the site, to see whether the flow notices.
    pub mutant: Option<Arc<Mutant>>,
    /// Whom steps ask that ask a model.
    pub advice: Advice,
    /// What becomes of a recorded step whose locator no longer matches.
    pub healing: Healing,
    /// Every page that a model comes to is inspected: a generation looks around.
    pub survey: bool,
}

impl Plan {
    /// The same for one attempt.
    #[must_use]
    pub fn for_attempt(&self, lease: &Lease) -> Self {
        let mut plan = self.clone();
        plan.advice.lease = lease.clone();
        plan
    }

    /// Everything a flow may name besides its own variables.
    #[must_use]
    pub fn names(env: &Map<String, Value>, worker_env: &HashMap<String, String>, secrets: &Arc<Secrets>) -> Names {
        Names::new(env, worker_env, secrets.clone())
    }
}

/// How an attempt came to its end.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    Over(Outcome),
    /// The browser died during the attempt; the sentence says how.
    BrowserLost(String),
    /// The journal does not fit the document: the attempt cannot be resumed.
    Diverged(String),
}

/// A leaf step that has begun and has no result.
#[derive(Clone)]
pub(crate) struct InFlight {
    pub record: StepRecord,
    pub acts: bool,
    pub gate: Arc<StepGate>,
    pub began: Instant,
}

/// One attempt.
pub struct Runner {
    plan: Plan,
    hold: Arc<Hold>,
    recorder: Recorder,
    browser: Browser,
    scope: Scope,
    replay: Replay,
    pauses: Arc<Pauses>,
    next_index: u32,
    /// The last step that was skipped.
    skipped: Option<u32>,
    /// Sentences of failures that let the flow go on, and the worst verdict among them.
    soft: Vec<String>,
    soft_verdict: Verdict,
    /// What models had to do with it.
    opinion: agent::Opinion,
    /// What it would change in its flow.
    amendments: Vec<Amendment>,
    /// Pages that were inspected for a generation.
    surveyed: BTreeSet<String>,
    /// The kinds of the dialogs so far.
    dialogs: Vec<String>,
    /// What the flow said about itself.
    notes: Vec<Note>,
    /// A failure now will be tried again, so it needs no evidence.
    quiet: bool,
    in_flight: Option<InFlight>,
    overlays: Vec<overlays::Overlay>,
    /// The secrets that the present step holds.
    using: Vec<Using>,
    /// The names of those that steps have held: pictures show dots in their place.
    given: BTreeSet<String>,
    /// Evidence of an assertion that failed, until its step is recorded.
    left_behind: Vec<Capture>,
    /// The first step marked `once` that has begun in this attempt.
    once_begun: Option<String>,
    /// Ids of the steps that began before there was a browser.
    marks: Vec<String>,
    /// Another claim has begun this attempt.
    resumed: bool,
}

/// What is left of an attempt when it is over.
pub struct Remains {
    /// Still to be closed: it may have something to write.
    pub recorder: Recorder,
    pub browser: Lent,
    /// What its pages asked for and wrote.
    pub logs: Option<Logs>,
    /// The first `once` step that may have taken effect.
    pub once_begun: Option<String>,
    /// What it would change in its flow.
    pub amendments: Vec<Amendment>,
}

impl Runner {
    /// Prepares an attempt; with a journal in `replay`, steps that have a result are not done again.
    #[must_use]
    pub fn new(mut plan: Plan, hold: Arc<Hold>, recorder: Recorder, replay: Replay, pauses: Arc<Pauses>) -> Self {
        plan.names = plan.names.for_attempt();
        let scope = Scope::new(&plan.flow.params, &plan.params, &plan.names);
        let resumed = replay.has_begun();
        Self {
            plan,
            hold,
            recorder,
            browser: Browser::None,
            scope,
            replay,
            pauses,
            next_index: 0,
            skipped: None,
            soft: Vec::new(),
            soft_verdict: Verdict::Passed,
            opinion: agent::Opinion::default(),
            amendments: Vec::new(),
            surveyed: BTreeSet::new(),
            dialogs: Vec::new(),
            notes: Vec::new(),
            quiet: false,
            in_flight: None,
            overlays: Vec::new(),
            using: Vec::new(),
            given: BTreeSet::new(),
            left_behind: Vec::new(),
            once_begun: None,
            marks: Vec::new(),
            resumed,
        }
    }

    /// Begins to open the browser, when the flow has a `start_url` and so surely needs one.
    pub fn warm_up(plan: &Plan) -> Browsing {
        Browsing(if plan.flow.start_url.is_some() {
            Browser::opening(plan.browsers.clone(), context_options(plan))
        } else {
            Browser::None
        })
    }

    /// Uses a browser that is being opened already.
    pub fn use_browser(&mut self, browsing: Browsing) {
        self.browser = browsing.0;
    }

    /// Goes on in a browser that was found again.
    pub fn use_session(&mut self, driver: Box<dyn Driver>, id: BrowserSessionId) {
        self.hold.set_browser(Some(id));
        self.hold.stage.open(id, driver.film());
        self.recorder.reel().film(driver.film(), driver.handle().browser);
        self.browser = Browser::Open { driver, id, told: None };
        self.tell_session();
    }

    /// Walks the flow to its end. May be dropped at any point; [`Runner::take_apart`] cleans up.
    pub async fn run(&mut self) -> End {
        let flow = self.plan.flow.clone();
        let deadline = self.pauses.now() + self.plan.timeout;
        let around = Around { once: false, deadline, flow: deadline, depth: 0, level: 0 };
        self.keep_at_home().await;
        let walked = match self.begin_with_profile(around).await {
            Ok(()) => self.flow(&flow, String::new(), around).await,
            Err(halt) => Err(halt),
        };
        self.note_browser_events();
        let end = match walked {
            Ok(result) => {
                self.came_to(&result);
                End::Over(self.soft_outcome())
            }
            Err(Halt::Skip(_) | Halt::Break | Halt::Continue | Halt::Done(_)) if !self.soft.is_empty() => {
                End::Over(self.soft_outcome())
            }
            Err(Halt::Skip(why)) => End::Over(Outcome::skipped(why)),
            Err(Halt::Break | Halt::Continue | Halt::Done(_)) => End::Over(Outcome::passed()),
            Err(Halt::Failed { path, error }) => self.failed(&path, &error),
            Err(Halt::FlowTimeout) => {
                let seconds = self.plan.timeout.as_secs_f64();
                End::Over(Outcome::errored(Reason::Timeout, format!("The flow did not end within its {seconds} s")))
            }
            Err(Halt::TooManySteps) => {
                let most = self.plan.max_steps;
                End::Over(Outcome::errored(
                    Reason::Budget,
                    format!("The flow went past {most} steps, the most that one attempt may have"),
                ))
            }
            Err(Halt::Diverged(why)) => End::Diverged(why),
        };
        self.qualify(matches!(&end, End::Over(outcome) if outcome.verdict == Verdict::Passed && !outcome.skipped));
        match end {
            End::Over(outcome) => End::Over(Outcome { notes: std::mem::take(&mut self.notes), ..outcome }),
            end @ (End::BrowserLost(_) | End::Diverged(_)) => end,
        }
    }

    fn failed(&self, path: &str, error: &StepError) -> End {
        use flowtilla_shared::domain::outcome::ErrorKind as K;
        let message = self.plan.mask.long_text(&format!("{path}: {}", error.message), 2048);
        match (error.kind, error.kind.verdict()) {
            (K::Crash, _) => End::BrowserLost(message),
            (K::Model, _) => End::Over(Outcome::errored(Reason::Model, message)),
            (K::Budget, _) => End::Over(Outcome::errored(Reason::Budget, message)),
            (_, Verdict::Errored) => End::Over(Outcome::errored(Reason::Setup, message)),
            _ if path.split('.').any(|part| part.starts_with("setup[")) => {
                End::Over(Outcome::errored(Reason::Setup, message))
            }
            (_, Verdict::Passed | Verdict::Failed | Verdict::Cancelled) => End::Over(Outcome::failed(message)),
        }
    }

    fn soft_outcome(&self) -> Outcome {
        let Some(first) = self.soft.first() else { return Outcome::passed() };
        let message = match self.soft.len() {
            1 => first.clone(),
            n => format!("{n} steps failed softly; the first: {first}"),
        };
        if self.soft_verdict == Verdict::Errored {
            Outcome::errored(Reason::Setup, message)
        } else {
            Outcome::failed(message)
        }
    }

    /// Gives journal and browser back; afterwards nothing of the attempt runs any more.
    ///
    /// A step that had not reached the page is recorded as `pending`: it has not begun. One that had is `in_doubt`, unless
    /// `to_be_continued` leaves that to the next claim.
    pub fn take_apart(mut self, to_be_continued: bool) -> Remains {
        self.note_browser_events();
        if let Some(InFlight { mut record, acts, gate, began }) = self.in_flight.take() {
            record.status = match (acts, gate.has_passed()) {
                (true, true) => StepStatus::InDoubt,
                (true, false) => StepStatus::Pending,
                (false, _) => StepStatus::Skipped,
            };
            if record.status == StepStatus::Pending
                && record.once
                && self.once_begun.as_deref() == Some(record.path.as_str())
            {
                self.once_begun = None;
            }
            if record.status != StepStatus::Pending {
                record.duration_ms = Some(u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX));
            }
            if !to_be_continued || record.status == StepStatus::Pending {
                self.recorder.finished(record, Vec::new());
            }
        }
        let logs = self.logs();
        Remains {
            recorder: self.recorder,
            browser: self.browser.lend(),
            logs,
            once_begun: self.once_begun,
            amendments: self.amendments,
        }
    }

    fn note_browser_events(&mut self) {
        let Some(driver) = self.browser.driver_mut() else { return };
        self.hold.stage.at(driver.location());
        let execution_id = self.plan.execution;
        for event in driver.take_events() {
            if let BrowserEvent::Dialog { kind, .. } = &event {
                self.note_dialog(kind);
            }
            let mask = &self.plan.mask;
            self.recorder.event(match event {
                BrowserEvent::Dialog { kind, message, handled } => {
                    Event::DialogOpened { execution_id, kind, message: mask.long_text(&message, 4096), handled }
                }
                BrowserEvent::Download { name, url, bytes, status } => Event::DownloadFinished {
                    execution_id,
                    name: mask.long_text(&name, 1024),
                    url: mask.long_text(&url, 4096),
                    bytes,
                    status,
                },
                BrowserEvent::ConsoleError { message, url, count } => Event::ConsoleError {
                    execution_id,
                    message: mask.long_text(&message, 4096),
                    url: url.map(|url| mask.long_text(&url, 4096)),
                    count,
                },
                BrowserEvent::PageError { message, url, count } => Event::PageError {
                    execution_id,
                    message: mask.long_text(&message, 4096),
                    url: url.map(|url| mask.long_text(&url, 4096)),
                    count,
                },
                BrowserEvent::RequestFailed { url, error, count } => Event::RequestFailed {
                    execution_id,
                    url: mask.long_text(&url, 4096),
                    error: mask.long_text(&error, 4096),
                    count,
                },
            });
        }
    }

    /// Wall clock against which nested deadlines run; it stands still while the gate is shut.
    fn now(&self) -> Instant {
        self.pauses.now()
    }
}

/// A browser that may be being opened.
pub struct Browsing(Browser);

impl Browsing {
    /// No browser until a step needs one.
    #[must_use]
    pub fn none() -> Self {
        Self(Browser::None)
    }

    /// Gives the browser back when no attempt came to use it.
    pub fn lend(self) -> Lent {
        self.0.lend()
    }
}

/// The first `{{env.X}}` or `{{secret.X}}` in the flow that has no value here, as the error that its step would end with.
#[must_use]
pub fn missing(plan: &Plan) -> Option<StepError> {
    let flow = &plan.flow;
    let start = flow.start_url.iter().map(|url| Value::String(url.clone()));
    let steps = flow.setup.iter().chain(&flow.steps).chain(&flow.teardown);
    let references = start.chain(steps.cloned()).flat_map(|part| template::names(&part));
    let reference = references.into_iter().find(|reference| !plan.names.has(reference))?;
    if let Some(why) = plan.vault.closed.get(&reference.name.to_ascii_lowercase()) {
        return Some(StepError::refused(format!("The secret `{}` cannot be used: {why}", reference.name)));
    }
    Scope::new(&flow.params, &plan.params, &plan.names).resolve(&reference).err()
}

/// Time that an attempt may take past its flow's own.
#[must_use]
pub fn overtime(plan: &Plan) -> Duration {
    if plan.flow.teardown.is_empty() { Duration::ZERO } else { TEARDOWN }
}

/// What the context of this plan's flow is opened with.
#[must_use]
pub fn context_options(plan: &Plan) -> ContextOptions {
    let flow = &plan.flow;
    let base_url = flow.start_url.as_ref().and_then(|url| {
        let scope = Scope::new(&flow.params, &plan.params, &plan.names);
        scope.fill(&Value::String(url.clone())).ok()?.as_str().map(str::to_owned)
    });
    let mut allowed_hosts = flow.allowed_hosts.clone().unwrap_or_default();
    if !allowed_hosts.is_empty()
        && let Some(host) = base_url.as_deref().and_then(host_of)
    {
        allowed_hosts.push(host);
    }
    ContextOptions {
        natural: false,
        viewport: flow.viewport,
        emulate: flow.emulate.clone(),
        emulated: None,
        clock: Vec::new(),
        engine: flow.engine.unwrap_or_default(),
        browser: flow.browser.unwrap_or_default(),
        testid_attribute: flow.testid_attribute.clone(),
        component_attribute: flow.component_attribute.clone(),
        allowed_hosts,
        base_url,
        record_requests: network::wants_requests(flow)
            || plan.evidence.network().records()
            || plan.evidence.trace().records()
            || plan.mutant.is_some()
            || (plan.healing == Healing::Auto
                && flow.steps.iter().any(|step| step.to_string().contains("\"recorded\":"))),
        alone: network::wants_clipboard(flow),
        mutant: plan.mutant.as_deref().cloned().map(Box::new),
    }
}

fn host_of(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}
