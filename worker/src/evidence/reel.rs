//! What is gathered while an attempt runs: frames, and when which step began, acted and ended.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use flowtilla_shared::domain::{
    event::Event,
    flow::{Evidence, Flow},
    journal::StepRecord,
    outcome::StepError,
    status::StepStatus,
};
use tokio::task::JoinHandle;

use super::spool::Spool;
use crate::driver::{Capture, Film, Viewer};

/// How long the last change of a page may take to be painted.
const LAST_FRAME: Duration = Duration::from_millis(150);
/// Console messages kept for one attempt.
const MOST_MESSAGES: usize = 2_000;

/// Where and what to gather.
#[derive(Clone, Debug)]
pub struct ReelOptions {
    pub policy: Evidence,
    /// A directory of the worker's own, for the frames.
    pub dir: PathBuf,
    pub max_film_bytes: u64,
}

/// The evidence of one attempt; shared by its recorder and whoever develops it afterwards.
#[derive(Clone)]
pub struct Reel(Arc<Shared>);

struct Shared {
    options: ReelOptions,
    flow: Arc<Flow>,
    began: (Instant, DateTime<Utc>),
    gathered: Mutex<Gathered>,
}

#[derive(Default)]
struct Gathered {
    steps: Vec<Mark>,
    /// When the step that is under way let input through.
    acted: Option<(u32, Instant)>,
    messages: Vec<Message>,
    spool: Option<Spool>,
    filming: Option<JoinHandle<()>>,
    logs: Vec<Capture>,
    browser: String,
}

/// One step that is over.
#[derive(Clone, Debug)]
pub struct Mark {
    pub index: u32,
    pub path: String,
    pub step_type: String,
    pub label: Option<String>,
    pub status: StepStatus,
    pub error: Option<StepError>,
    pub began: Instant,
    /// When its input was let through.
    pub acted: Option<Instant>,
    pub ended: Instant,
}

/// A message on the console.
#[derive(Clone, Debug)]
pub struct Message {
    pub at: Instant,
    pub text: String,
    pub url: Option<String>,
}

/// Everything that was gathered, for the one who develops it.
pub struct Gathering {
    pub policy: Evidence,
    pub flow: Arc<Flow>,
    pub began: (Instant, DateTime<Utc>),
    pub ended: Instant,
    /// In order of their index.
    pub steps: Vec<Mark>,
    pub messages: Vec<Message>,
    pub spool: Option<Spool>,
    /// Of the kinds `console` and `network`, as they are to be kept.
    pub logs: Vec<Capture>,
    pub browser: String,
}

impl Gathering {
    /// Whether a log of this kind is kept of an attempt that ended like this.
    pub fn keeps_log(&self, kind: &str, passed: bool) -> bool {
        keeps_log(&self.policy, kind, passed)
    }
}

fn keeps_log(policy: &Evidence, kind: &str, passed: bool) -> bool {
    match kind {
        "console" => policy.console().keeps(passed),
        "network" => policy.network().keeps(passed),
        _ => true,
    }
}

impl Reel {
    #[must_use]
    pub fn new(options: ReelOptions, flow: Arc<Flow>) -> Self {
        let began = (Instant::now(), Utc::now());
        Self(Arc::new(Shared { options, flow, began, gathered: Mutex::default() }))
    }

    /// What is to be kept.
    #[must_use]
    pub fn policy(&self) -> Evidence {
        self.0.options.policy
    }

    /// When the attempt began, or this claim's part of it.
    #[must_use]
    pub fn began(&self) -> DateTime<Utc> {
        self.0.began.1
    }

    /// Whether something is gathered for after the attempt, when it ends like this.
    #[must_use]
    pub fn is_kept(&self, passed: bool) -> bool {
        let policy = self.policy();
        let logged = self.gathered().logs.iter().any(|log| keeps_log(&policy, &log.kind, passed));
        let filmed = self.gathered().spool.as_ref().is_some_and(|spool| !spool.frames().is_empty());
        logged
            || policy.trace().keeps(passed)
            || filmed
                && (policy.video().keeps(passed)
                    || policy.screenshots() == flowtilla_shared::domain::flow::Pictures::Always)
    }

    /// Films the browser of the attempt, when that is wanted and offered.
    pub fn film(&self, film: Option<Film>, browser: String) {
        let mut gathered = self.gathered();
        gathered.browser = browser;
        if !self.policy().films() || gathered.filming.is_some() {
            return;
        }
        let Some(film) = film else { return };
        match Spool::new(&self.0.options.dir, self.0.options.max_film_bytes) {
            Ok(spool) => gathered.spool = Some(spool),
            Err(error) => {
                tracing::warn!(error = %error, "No film is made: `{}` takes no file", self.0.options.dir.display());
                return;
            }
        }
        // dropped with the shared part, which aborts it
        let shared = Arc::downgrade(&self.0);
        let mut viewer: Viewer = film.watch();
        gathered.filming = Some(tokio::spawn(async move {
            loop {
                let frame = viewer.next().await;
                let Some(shared) = shared.upgrade() else { return };
                let mut gathered = lock(&shared.gathered);
                if !gathered.spool.as_mut().is_some_and(|spool| spool.push(frame)) {
                    return;
                }
            }
        }));
    }

    /// A log of the whole attempt, masked already: kind `console` (a JSON list) or `network` (HAR). Before the verdict.
    pub fn log(&self, log: Capture) {
        self.gathered().logs.push(log);
    }

    /// Whether frames come in.
    #[must_use]
    pub fn is_filming(&self) -> bool {
        self.gathered().filming.is_some()
    }

    /// Whether a film is made that nothing is to be seen in yet.
    #[must_use]
    pub fn awaits_first_frame(&self) -> bool {
        let gathered = self.gathered();
        gathered.filming.is_some() && gathered.spool.as_ref().is_some_and(|spool| spool.frames().is_empty())
    }

    /// A JPEG of how things stand, for a film whose first frame is late; nothing happens when it has come meanwhile.
    pub fn begin_with(&self, jpeg: Vec<u8>) {
        if let Some(spool) = self.gathered().spool.as_mut().filter(|spool| spool.frames().is_empty()) {
            spool.add_still(jpeg.into());
        }
    }

    /// Input of this step was let through.
    pub fn acted(&self, index: u32, at: Instant) {
        self.gathered().acted = Some((index, at));
    }

    /// A step is over.
    pub fn step(&self, record: &StepRecord) {
        let ended = Instant::now();
        let took = Duration::from_millis(record.duration_ms.unwrap_or(0));
        let mut gathered = self.gathered();
        let acted = gathered.acted.filter(|(index, _)| *index == record.index).map(|(_, at)| at);
        gathered.steps.push(Mark {
            index: record.index,
            path: record.path.clone(),
            step_type: record.step_type.clone(),
            label: record.label.clone(),
            status: record.status,
            error: record.error.clone(),
            began: ended.checked_sub(took).unwrap_or(ended),
            acted,
            ended,
        });
    }

    /// Something that the browser did by itself.
    pub fn event(&self, event: &Event) {
        if let Event::ConsoleError { message, url, .. } = event {
            let mut gathered = self.gathered();
            if gathered.messages.len() < MOST_MESSAGES {
                gathered.messages.push(Message { at: Instant::now(), text: message.clone(), url: url.clone() });
            }
        }
    }

    /// Waits a moment for what the last step changed to be painted, takes `last` (a JPEG of how things stand), then films no more.
    ///
    /// A busy browser paints late: without the last picture the film of a short flow could end before its page is to be seen.
    pub async fn end(&self, last: impl Future<Output = Option<Vec<u8>>>) {
        let (until, is_filming) = {
            let gathered = self.gathered();
            let last = gathered.steps.iter().filter_map(|step| step.acted).max();
            (last.map(|last| last + LAST_FRAME), gathered.filming.is_some())
        };
        if !is_filming {
            return;
        }
        if let Some(until) = until {
            tokio::time::sleep_until(until.into()).await;
        }
        let last = last.await;
        let mut gathered = self.gathered();
        if let Some(filming) = gathered.filming.take() {
            filming.abort();
        }
        if let (Some(jpeg), Some(spool)) = (last, gathered.spool.as_mut()) {
            spool.add_still(jpeg.into());
        }
    }

    /// Takes everything out.
    #[must_use]
    pub fn take(&self) -> Gathering {
        let mut gathered = std::mem::take(&mut *self.gathered());
        if let Some(filming) = gathered.filming {
            filming.abort();
        }
        gathered.steps.sort_by_key(|step| step.index);
        Gathering {
            policy: self.policy(),
            flow: self.0.flow.clone(),
            began: self.0.began,
            ended: Instant::now(),
            steps: gathered.steps,
            messages: gathered.messages,
            spool: gathered.spool,
            logs: gathered.logs,
            browser: gathered.browser,
        }
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        lock(&self.0.gathered)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(filming) = lock(&self.gathered).filming.take() {
            filming.abort();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
