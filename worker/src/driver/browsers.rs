//! The pool: warm browsers, each holding several isolated contexts; or sessions at a WebDriver endpoint that is not ours.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use flowtilla_shared::{
    config,
    domain::{
        flow::{BrowserName, Engine},
        outcome::StepError,
    },
};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::{
    ContextOptions, Driver, SessionHandle,
    firefox::Warmth,
    launch::{Kind, Launcher},
    page::Page,
    remote::Remote,
    warm::Warm,
    webdriver,
};

/// Longest wait for a browser and a context in it.
const OPEN: Duration = Duration::from_secs(60);
/// Longest wait for everything to be gone.
const SHUTDOWN: Duration = Duration::from_secs(5);

/// What the pool holds now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    pub browsers: usize,
    /// Contexts that are driven; spare ones do not count.
    pub contexts: usize,
    /// Of all browser processes together, without what they share, in bytes.
    pub memory_bytes: u64,
}

/// All browsers of this process; cheap to clone.
#[derive(Clone)]
pub struct Browsers {
    pool: Arc<Pool>,
}

enum Source {
    Local(Launcher),
    Remote(Remote),
}

pub(super) struct Pool {
    pub settings: config::Browser,
    source: Source,
    warm: Mutex<Vec<Arc<Warm>>>,
    firefoxes: Arc<Warmth>,
    /// Held while a browser starts, so that a burst of executions shares it.
    starting: tokio::sync::Mutex<()>,
    over: CancellationToken,
}

impl Browsers {
    /// Looks at the machine (or notes the endpoint), clears what an earlier worker left, and warms one browser up beside.
    ///
    /// `supervisor` is a program that knows `supervise` (our own); `scratch_dir` gets one directory per browser.
    ///
    /// # Errors
    /// When `scratch_dir` cannot be used, or no browser is installed and no endpoint is set.
    pub async fn start(settings: config::Browser, supervisor: PathBuf, scratch_dir: PathBuf) -> anyhow::Result<Self> {
        Self::begin(settings, supervisor, scratch_dir, true)
    }

    /// As [`Browsers::start`] at a WebDriver endpoint whose browsers' sockets must not be used: plain WebDriver alone.
    ///
    /// # Errors
    /// As [`Browsers::start`].
    pub async fn start_without_sockets(settings: config::Browser) -> anyhow::Result<Self> {
        anyhow::ensure!(!settings.webdriver_url.is_empty(), "plain WebDriver needs `browser.webdriver_url`");
        Self::begin(settings, PathBuf::new(), PathBuf::new(), false)
    }

    fn begin(
        settings: config::Browser,
        supervisor: PathBuf,
        scratch_dir: PathBuf,
        sockets: bool,
    ) -> anyhow::Result<Self> {
        let source = if settings.webdriver_url.is_empty() {
            let launcher = Launcher::new(settings.clone(), supervisor, &scratch_dir)?;
            if launcher.has_firefox().is_err() {
                launcher.kind(Engine::Auto).map_err(|sentence| anyhow::anyhow!(sentence))?;
            }
            Source::Local(launcher)
        } else {
            Source::Remote(Remote::new(settings.clone(), sockets))
        };
        let pool = Arc::new(Pool {
            settings,
            source,
            warm: Mutex::default(),
            firefoxes: Arc::default(),
            starting: tokio::sync::Mutex::default(),
            over: CancellationToken::new(),
        });
        pool.clone().warm_up();
        Ok(Self { pool })
    }

    /// Opens a fresh, isolated context with one empty tab.
    ///
    /// # Errors
    /// `refused` when the browser that is asked for is not installed; `crash` when no browser can be started.
    pub async fn open(&self, options: &ContextOptions) -> Result<Box<dyn Driver>, StepError> {
        let deadline = Instant::now() + OPEN;
        match &self.pool.source {
            Source::Remote(remote) => remote.open(options, deadline).await,
            Source::Local(launcher) if self.pool.wants_firefox(launcher, options.browser) => {
                launcher.has_firefox().map_err(StepError::refused)?;
                let opened = self.pool.firefoxes.open(launcher, &self.pool.settings, options, deadline).await;
                let port = opened.map_err(|e| StepError::crash(format!("No Firefox could be opened: {e:#}.")))?;
                Ok(Box::new(Page::new(port, options)))
            }
            Source::Local(launcher) => {
                let kind = launcher.kind(options.engine).map_err(StepError::refused)?;
                let mut last = String::new();
                // A browser may die between being chosen and being used.
                for _ in 0..3 {
                    let opened = async {
                        let place = if options.alone {
                            self.pool.place_alone(launcher, kind, deadline).await?
                        } else {
                            self.pool.place(launcher, kind, deadline).await?
                        };
                        place.open(options, deadline).await
                    };
                    match opened.await {
                        Ok(port) => return Ok(Box::new(Page::new(port, options))),
                        Err(e) => {
                            tracing::warn!(error = format!("{e:#}"), "A browser context did not open");
                            last = format!("{e:#}");
                        }
                    }
                    if self.pool.over.is_cancelled() {
                        break;
                    }
                }
                Err(StepError::crash(format!("No browser could be opened: {last}.")))
            }
        }
    }

    /// The browsers that executions can have here: `chromium`, `firefox`.
    #[must_use]
    pub fn names(&self) -> Vec<BrowserName> {
        match &self.pool.source {
            Source::Remote(remote) => remote.names(),
            Source::Local(launcher) => {
                let mut names = Vec::new();
                if launcher.has_chromium() {
                    names.push(BrowserName::Chromium);
                }
                if launcher.has_firefox().is_ok() {
                    names.push(BrowserName::Firefox);
                }
                names
            }
        }
    }

    /// Finds a live browser session of another worker again; `None` when it is gone, or cannot outlive its worker.
    ///
    /// # Errors
    /// When the session is there but cannot be taken over.
    pub async fn attach(&self, handle: &SessionHandle) -> Result<Option<Box<dyn Driver>>, StepError> {
        match &self.pool.source {
            Source::Remote(remote) if handle.outlives_worker => remote.attach(handle).await,
            Source::Remote(_) | Source::Local(_) => Ok(None),
        }
    }

    /// Deletes a WebDriver session over a connection of its own, for sweeping after dead workers.
    ///
    /// # Errors
    /// When the endpoint does not answer within 10 s. A session that is not there counts as deleted.
    pub async fn discard(&self, handle: &SessionHandle) -> anyhow::Result<()> {
        if !handle.outlives_worker {
            return Ok(());
        }
        let endpoint = match &self.pool.source {
            Source::Remote(remote) => remote.endpoint_of(handle),
            Source::Local(_) => handle.driver_url.clone(),
        };
        webdriver::delete(&endpoint, &handle.webdriver_session, Duration::from_secs(10)).await
    }

    /// Ends every browser; contexts that are still driven fail as crashed. At most 5 s.
    pub async fn shutdown(&self) {
        self.pool.over.cancel();
        let _starting = tokio::time::timeout(Duration::from_secs(1), self.pool.starting.lock()).await;
        let browsers = std::mem::take(&mut *self.pool.warm());
        let ends = futures_util::future::join(
            futures_util::future::join_all(browsers.iter().map(|b| b.end())),
            self.pool.firefoxes.end(),
        );
        if tokio::time::timeout(SHUTDOWN, ends).await.is_err() {
            tracing::error!("Browsers did not end within 5 s");
        }
    }

    /// What the pool holds now.
    pub fn stats(&self) -> Stats {
        let browsers = self.pool.warm().clone();
        let mut stats = Stats { browsers: browsers.len(), ..Stats::default() };
        for browser in browsers {
            stats.contexts += browser.in_use();
            stats.memory_bytes += browser.memory_bytes();
        }
        let (browsers, contexts, memory_bytes) = self.pool.firefoxes.stats();
        stats.browsers += browsers;
        stats.contexts += contexts;
        stats.memory_bytes += memory_bytes;
        if let Source::Remote(remote) = &self.pool.source {
            stats.browsers = remote.open_sessions();
            stats.contexts = stats.browsers;
        }
        stats
    }
}

impl Pool {
    fn warm(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Warm>>> {
        self.warm.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Firefox is asked for, or is all there is.
    fn wants_firefox(&self, launcher: &Launcher, wanted: BrowserName) -> bool {
        match wanted {
            BrowserName::Firefox => true,
            BrowserName::Any => !launcher.has_chromium(),
            BrowserName::Chromium => false,
        }
    }

    /// A place in a warm browser; a browser is started when there is none.
    async fn place(
        self: &Arc<Self>,
        launcher: &Launcher,
        kind: Kind,
        deadline: Instant,
    ) -> anyhow::Result<super::warm::Place> {
        if let Some(place) = self.free_place(kind) {
            return Ok(place);
        }
        let _starting = tokio::time::timeout_at(deadline.into(), self.starting.lock())
            .await
            .context("another browser is starting, for too long")?;
        if let Some(place) = self.free_place(kind) {
            return Ok(place);
        }
        let browser = self.start_one(launcher, kind).await?;
        let place = browser.take_place().context("a fresh browser has no place")?;
        self.warm().push(browser);
        Ok(place)
    }

    /// The only place in a fresh browser, which ends with it.
    async fn place_alone(
        self: &Arc<Self>,
        launcher: &Launcher,
        kind: Kind,
        deadline: Instant,
    ) -> anyhow::Result<super::warm::Place> {
        let _starting = tokio::time::timeout_at(deadline.into(), self.starting.lock())
            .await
            .context("another browser is starting, for too long")?;
        let browser = self.start_one(launcher, kind).await?;
        let place = browser.take_alone().context("a fresh browser has no place")?;
        self.warm().push(browser);
        Ok(place)
    }

    async fn start_one(self: &Arc<Self>, launcher: &Launcher, kind: Kind) -> anyhow::Result<Arc<Warm>> {
        anyhow::ensure!(!self.over.is_cancelled(), "the worker is shutting down");
        let browser = Warm::start(launcher, kind, &self.settings, Arc::downgrade(self)).await?;
        if self.over.is_cancelled() {
            browser.end().await;
            anyhow::bail!("the worker is shutting down");
        }
        Ok(browser)
    }

    fn free_place(&self, kind: Kind) -> Option<super::warm::Place> {
        // The first that has room: later ones empty and are recycled.
        self.warm().iter().filter(|b| b.kind == kind).find_map(Warm::take_place)
    }

    /// Starts a browser of the usual kind in the background, so that the first execution finds it.
    pub fn warm_up(self: Arc<Self>) {
        tokio::spawn(async move {
            let Source::Local(launcher) = &self.source else { return };
            let Ok(kind) = launcher.kind(Engine::Auto) else { return };
            let deadline = Instant::now() + OPEN;
            match self.place(launcher, kind, deadline).await {
                Ok(place) => place.prepare(deadline).await,
                Err(e) if !self.over.is_cancelled() => {
                    tracing::error!(error = format!("{e:#}"), "No browser could be started");
                }
                Err(_) => {}
            }
        });
    }

    /// Forgets a browser that ended or is about to.
    pub fn remove(&self, browser: &Warm) {
        let us = std::ptr::from_ref(browser);
        self.warm().retain(|b| Arc::as_ptr(b) != us);
    }

    pub fn is_over(&self) -> bool {
        self.over.is_cancelled()
    }
}
