//! One warm browser: a supervised `chromedriver` with one session, and a socket into its Chromium.

use std::{
    collections::HashMap,
    fs,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use flowtilla_shared::config;
use serde::Deserialize;
use serde_json::json;
use tokio::{process::ChildStdin, sync::watch};

use super::{
    ContextOptions, SessionHandle,
    browsers::Pool,
    chromium::{Chromium, Client, Context, Home, Router, download_dir},
    launch::{self, Kind, Launcher, START, TEMPORARY},
    webdriver,
};
use crate::supervise;

/// How long a spare context waits to be made, so that it does not slow down the first page of the execution before it.
const SPARE_DELAY: Duration = Duration::from_millis(150);
/// How long a spare context may take to get ready beyond that.
const LIMBERED_WITHIN: Duration = Duration::from_secs(1);
/// The browser's memory is looked at after so many contexts, but not sooner than this after the last look, which reads about every
/// process of the machine.
const WEIGH_EVERY: u32 = 8;
const WEIGH_PAUSE: Duration = Duration::from_secs(10);
/// Longest wait for a context to be disposed of before its browser counts as bad.
const DISPOSE: Duration = Duration::from_secs(3);

/// A running browser.
pub struct Warm {
    pub kind: Kind,
    pub dir: PathBuf,
    driver_url: String,
    session: webdriver::Session,
    debugger: Option<String>,
    client: Client,
    router: Arc<Router>,
    supervisor: u32,
    lifeline: Mutex<Option<ChildStdin>>,
    /// Set when all of its processes are gone.
    gone: watch::Sender<bool>,
    /// A context that waits for the next execution.
    spare: Mutex<Option<Arc<Context>>>,
    in_use: AtomicUsize,
    used: AtomicU32,
    /// When its memory was looked at last.
    weighed: Mutex<Option<Instant>>,
    /// Takes no new contexts: it ended, or is to be replaced.
    retired: AtomicBool,
    /// It is for one context, and ends with it.
    alone: AtomicBool,
    limits: config::Browser,
    pool: Weak<Pool>,
}

impl Warm {
    /// Starts a browser; it is ready for contexts when this returns.
    ///
    /// # Errors
    /// What did not start, within 30 s.
    pub async fn start(
        launcher: &Launcher,
        kind: Kind,
        settings: &config::Browser,
        pool: Weak<Pool>,
    ) -> anyhow::Result<Arc<Self>> {
        let began = Instant::now();
        let deadline = began + START;
        let mut launched = launcher.launch(deadline).await?;
        let connected = async {
            let session = webdriver::create(&launched.driver_url, launcher.capabilities(kind), deadline)
                .await
                .context("Chromium did not start; where its sandbox cannot work, `browser.sandbox` must be `off`")?;
            let debugger = session.debugger().context("chromedriver names no debugger")?;
            // `localhost` may need a look-up.
            let debugger = debugger.replace("localhost", "127.0.0.1");
            let router = Arc::new(Router::default());
            let url = webdriver::socket_url(&debugger, deadline).await?;
            let client = Client::connect(&url, router.clone(), deadline).await?;
            client.call::<serde::de::IgnoredAny>(None, "Target.setAutoAttach", auto_attach(), deadline).await?;
            anyhow::Ok((session, debugger, router, client))
        };
        let (session, debugger, router, client) = match connected.await {
            Ok(parts) => parts,
            Err(e) => {
                drop(launched.lifeline);
                let _ = tokio::time::timeout(Duration::from_secs(5), launched.supervisor.wait()).await;
                return Err(e);
            }
        };
        let warm = Arc::new(Self {
            kind,
            dir: launched.dir,
            driver_url: launched.driver_url,
            session,
            debugger: Some(debugger),
            client,
            router,
            supervisor: launched.supervisor.id().unwrap_or_default(),
            lifeline: Mutex::new(Some(launched.lifeline)),
            gone: watch::Sender::new(false),
            spare: Mutex::default(),
            in_use: AtomicUsize::new(0),
            used: AtomicU32::new(0),
            weighed: Mutex::default(),
            retired: AtomicBool::new(false),
            alone: AtomicBool::new(false),
            limits: settings.clone(),
            pool,
        });
        tokio::spawn(warm.clone().watch(launched.supervisor));
        let duration_ms = began.elapsed().as_millis();
        tracing::info!(duration_ms, browser = warm.session.browser(), "A browser is warm after {duration_ms} ms");
        Ok(warm)
    }

    /// Waits for the browser's end, whoever causes it, and sees to it that all of it is gone.
    async fn watch(self: Arc<Self>, mut supervisor: tokio::process::Child) {
        tokio::select! {
            _ = supervisor.wait() => {}
            () = self.client.closed() => {}
        }
        self.retire();
        self.cut();
        launch::see_off(supervisor, &self.dir, "A browser").await;
        self.gone.send_replace(true);
    }

    /// Takes no new contexts from now on, and leaves the pool.
    fn retire(&self) {
        if !self.retired.swap(true, Ordering::AcqRel)
            && let Some(pool) = self.pool.upgrade()
        {
            pool.remove(self);
        }
    }

    /// Ends the browser by closing the supervisor's lifeline.
    fn cut(&self) {
        drop(self.lifeline.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.client.close();
    }

    /// Ends the browser and waits until it is gone.
    pub async fn end(&self) {
        self.retire();
        self.cut();
        let _ = self.gone.subscribe().wait_for(|gone| *gone).await;
    }

    pub fn in_use(&self) -> usize {
        self.in_use.load(Ordering::Acquire)
    }

    /// Memory that only this browser's processes use, in bytes.
    pub fn memory_bytes(&self) -> u64 {
        supervise::family(self.supervisor).into_iter().map(private_memory).sum()
    }

    /// A place for one more context; `None` when the browser is full or retired.
    pub fn take_place(self: &Arc<Self>) -> Option<Place> {
        let taken = [&self.retired, &self.alone].iter().any(|flag| flag.load(Ordering::Acquire));
        if taken || self.client.is_closed() {
            return None;
        }
        let most = usize::from(self.limits.contexts_per_browser.max(1));
        let more = |n: usize| (n < most).then_some(n + 1);
        self.in_use.fetch_update(Ordering::AcqRel, Ordering::Acquire, more).ok()?;
        Some(Place { warm: self.clone() })
    }

    /// The only place in a browser that nobody has used; the browser ends when it is given back.
    pub fn take_alone(self: &Arc<Self>) -> Option<Place> {
        let place = self.take_place()?;
        self.alone.store(true, Ordering::Release);
        Some(place)
    }

    /// Makes an isolated context with one empty tab.
    async fn make_context(&self, options: ContextOptions, deadline: Instant) -> anyhow::Result<Arc<Context>> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Made {
            browser_context_id: String,
        }
        let made: Made =
            self.client.call(None, "Target.createBrowserContext", json!({ "disposeOnDetach": true }), deadline).await?;
        let id = made.browser_context_id;
        let context = Context::new(self.client.clone(), Some(id.clone()), options);
        self.router.register(&id, &context);
        let downloads = download_dir(&self.dir.join(TEMPORARY), &id);
        self.client.tell(
            None,
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allowAndName", "downloadPath": downloads, "browserContextId": id, "eventsEnabled": true }),
        );
        context.open_tab(deadline).await?;
        Ok(context)
    }

    /// Makes a spare context when there is none, so that the next execution need not wait for it.
    fn make_spare(self: &Arc<Self>) {
        let us = self.clone();
        tokio::spawn(async move {
            let wanted = |us: &Self| {
                !us.retired.load(Ordering::Acquire)
                    && !us.alone.load(Ordering::Acquire)
                    && us.in_use() < usize::from(us.limits.contexts_per_browser.max(1))
                    && us.spare.lock().unwrap_or_else(PoisonError::into_inner).is_none()
            };
            // The execution that just opened comes first.
            tokio::time::sleep(SPARE_DELAY).await;
            if !wanted(&us) {
                return;
            }
            if let Ok(context) = us.make_context(ContextOptions::default(), Instant::now() + START).await {
                context.limber_up(Instant::now() + LIMBERED_WITHIN).await;
                let before = us.spare.lock().unwrap_or_else(PoisonError::into_inner).replace(context);
                if let Some(before) = before {
                    us.dispose(&before).await;
                }
            }
        });
    }

    fn take_spare(&self) -> Option<Arc<Context>> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let whole = spare.state().tab().is_some_and(|tab| !tab.crashed);
        whole.then_some(spare)
    }

    /// Disposes of a context; when that does not work in time the browser is given up.
    async fn dispose(&self, context: &Context) {
        let Some(id) = &context.id else { return };
        let disposing = self.client.post(
            None,
            "Target.disposeBrowserContext",
            json!({ "browserContextId": id }),
            Instant::now() + DISPOSE,
        );
        if let Err(e) = disposing.done().await
            && !self.client.is_closed()
        {
            tracing::warn!(error = %e, "A browser context could not be closed; its browser is ended");
            self.retire();
            self.cut();
        }
        self.router.forget(context);
        let downloads = download_dir(&self.dir.join(TEMPORARY), id);
        let _ = tokio::fs::remove_dir_all(downloads).await; // most have none
    }

    fn may_weigh(&self) -> bool {
        let mut weighed = self.weighed.lock().unwrap_or_else(PoisonError::into_inner);
        let may = weighed.is_none_or(|last| last.elapsed() >= WEIGH_PAUSE);
        if may {
            *weighed = Some(Instant::now());
        }
        may
    }

    /// After a context was closed: whether the browser has served long enough, or grown too large.
    fn look_after(self: &Arc<Self>) {
        let used = self.used.load(Ordering::Acquire);
        let most = self.limits.recycle_memory_mib.saturating_mul(1 << 20);
        let too_large = || self.may_weigh() && self.memory_bytes() > most;
        let alone = self.alone.load(Ordering::Acquire);
        if alone || used >= self.limits.recycle_after.max(1) || used.is_multiple_of(WEIGH_EVERY) && too_large() {
            self.retire();
        }
        if self.retired.load(Ordering::Acquire) && self.in_use() == 0 {
            self.cut();
            if let Some(pool) = self.pool.upgrade().filter(|p| !p.is_over()) {
                pool.warm_up();
            }
        }
    }
}

/// `Target.setAutoAttach` for every page of the browser.
pub fn auto_attach() -> serde_json::Value {
    json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true,
            "filter": [{ "type": "page" }, { "exclude": true }] })
}

/// A place for one context in a warm browser; given back when dropped.
pub struct Place {
    warm: Arc<Warm>,
}

impl Place {
    /// Opens a context for an execution.
    ///
    /// # Errors
    /// When the browser does not make one before `deadline`.
    pub async fn open(self, options: &ContextOptions, deadline: Instant) -> anyhow::Result<Chromium> {
        let warm = &self.warm;
        warm.used.fetch_add(1, Ordering::AcqRel);
        let context = if let Some(spare) = warm.take_spare() {
            spare.take_on(options);
            spare
        } else {
            warm.make_context(options.clone(), deadline).await?
        };
        warm.make_spare();
        let (scratch, longest) = (warm.dir.join(TEMPORARY), warm.limits.command_timeout);
        Ok(Chromium::new(context, Box::new(self), Some(scratch), longest))
    }

    /// Makes the spare context, and gives the place back.
    pub async fn prepare(self, deadline: Instant) {
        if let Ok(context) = self.warm.make_context(ContextOptions::default(), deadline).await {
            context.limber_up(Instant::now() + LIMBERED_WITHIN).await;
            let before = self.warm.spare.lock().unwrap_or_else(PoisonError::into_inner).replace(context);
            if let Some(before) = before {
                self.warm.dispose(&before).await;
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.warm.in_use.fetch_sub(1, Ordering::AcqRel);
        self.warm.look_after();
    }
}

#[async_trait::async_trait]
impl Home for Place {
    fn handle(&self, context: &Context) -> SessionHandle {
        let (tabs, active) = context.tab_ids();
        SessionHandle {
            driver_url: self.warm.driver_url.clone(),
            webdriver_session: self.warm.session.id.clone(),
            debugger: self.warm.debugger.clone(),
            context: context.id.clone(),
            tabs,
            active,
            outlives_worker: false,
            browser: self.warm.session.browser(),
            options: context.options().clone(),
            ..SessionHandle::default()
        }
    }

    async fn close(self: Box<Self>, context: &Context) {
        self.warm.dispose(context).await;
    }
}

/// Anonymous and shared-memory pages of a process, in bytes.
pub fn private_memory(pid: i32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let fields: HashMap<&str, u64> = status
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter_map(|(name, rest)| Some((name, rest.trim().strip_suffix(" kB")?.parse().ok()?)))
        .collect();
    let kib = |name| fields.get(name).copied().unwrap_or(0);
    (kib("RssAnon") + kib("RssShmem")) * 1024
}
