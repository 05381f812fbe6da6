//! Warm Firefoxes: each a supervised `geckodriver` with one session, used by one context after the other.
//!
//! One at a time, because only the window in front has the focus; a second context would be a page that is looked away from.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use flowtilla_shared::config;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{process::ChildStdin, sync::watch};

use super::{Client, Context, Firefox, Home, Router};
use crate::{
    driver::{
        ContextOptions, SessionHandle,
        launch::{self, Launcher, START, TEMPORARY},
        webdriver,
    },
    supervise,
};

/// Longest wait for a context to be disposed of before its browser counts as bad.
const DISPOSE: Duration = Duration::from_secs(3);
/// A browser that nobody used for so long is ended.
const IDLE: Duration = Duration::from_secs(120);

/// All Firefoxes of this process.
#[derive(Default)]
pub struct Warmth {
    dens: Mutex<Vec<Arc<Den>>>,
}

/// A running Firefox.
struct Den {
    dir: PathBuf,
    driver_url: String,
    session: webdriver::Session,
    socket: String,
    client: Client,
    router: Arc<Router>,
    lifeline: Mutex<Option<ChildStdin>>,
    supervisor: u32,
    /// Set when all of its processes are gone.
    gone: watch::Sender<bool>,
    taken: AtomicBool,
    used: AtomicU32,
    /// Takes no new contexts: it ended, or is to be replaced.
    retired: AtomicBool,
    recycle_after: u32,
    home: Weak<Warmth>,
}

impl Warmth {
    fn dens(&self) -> MutexGuard<'_, Vec<Arc<Den>>> {
        self.dens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a fresh context, in a browser that is free or a new one.
    ///
    /// # Errors
    /// What did not work before `deadline`.
    pub async fn open(
        self: &Arc<Self>,
        launcher: &Launcher,
        settings: &config::Browser,
        options: &ContextOptions,
        deadline: Instant,
    ) -> anyhow::Result<Firefox> {
        let free = self.dens().iter().find_map(Den::take);
        let place = match free {
            Some(place) => place,
            None => {
                let den = Den::start(launcher, settings, Arc::downgrade(self), deadline).await?;
                let place = den.take().context("a fresh browser has no place")?;
                self.dens().push(den);
                place
            }
        };
        place.fill(options, settings.command_timeout, deadline).await
    }

    /// Browsers, contexts that are driven, and memory of all processes in bytes.
    pub fn stats(&self) -> (usize, usize, u64) {
        let dens = self.dens().clone();
        let taken = dens.iter().filter(|d| d.taken.load(Ordering::Acquire)).count();
        let memory = dens
            .iter()
            .map(|d| supervise::family(d.supervisor))
            .flat_map(|pids| pids.into_iter().map(crate::driver::warm::private_memory).collect::<Vec<_>>());
        (dens.len(), taken, memory.sum())
    }

    /// Ends every browser and waits until they are gone.
    pub async fn end(&self) {
        let dens = std::mem::take(&mut *self.dens());
        for den in &dens {
            den.retire();
            den.cut();
        }
        for den in &dens {
            let _ = den.gone.subscribe().wait_for(|gone| *gone).await;
        }
    }
}

impl Den {
    async fn start(
        launcher: &Launcher,
        settings: &config::Browser,
        home: Weak<Warmth>,
        deadline: Instant,
    ) -> anyhow::Result<Arc<Self>> {
        let began = Instant::now();
        let deadline = deadline.min(began + START);
        let mut launched = launcher.launch_firefox(deadline).await?;
        let connected = async {
            let capabilities = launcher.firefox_capabilities(&launched.dir)?;
            let session = webdriver::create(&launched.driver_url, capabilities, deadline)
                .await
                .context("Firefox did not start")?;
            let socket = session.bidi().context("geckodriver offers no BiDi socket")?;
            let router = Arc::new(Router::default());
            let client = Client::connect(&socket, router.clone(), deadline).await?;
            Context::prepare(&client, deadline).await?;
            anyhow::Ok((session, socket, router, client))
        };
        let (session, socket, router, client) = match connected.await {
            Ok(parts) => parts,
            Err(e) => {
                drop(launched.lifeline);
                let _ = tokio::time::timeout(Duration::from_secs(5), launched.supervisor.wait()).await;
                return Err(e);
            }
        };
        let den = Arc::new(Self {
            dir: launched.dir,
            driver_url: launched.driver_url,
            session,
            socket,
            client,
            router,
            lifeline: Mutex::new(Some(launched.lifeline)),
            supervisor: launched.supervisor.id().unwrap_or_default(),
            gone: watch::Sender::new(false),
            taken: AtomicBool::new(false),
            used: AtomicU32::new(0),
            retired: AtomicBool::new(false),
            recycle_after: settings.recycle_after.max(1),
            home,
        });
        tokio::spawn(den.clone().watch(launched.supervisor));
        let duration_ms = began.elapsed().as_millis();
        tracing::info!(duration_ms, browser = den.session.browser(), "A Firefox is warm after {duration_ms} ms");
        Ok(den)
    }

    /// Waits for the browser's end, whoever causes it, and sees to it that all of it is gone.
    async fn watch(self: Arc<Self>, mut supervisor: tokio::process::Child) {
        tokio::select! {
            _ = supervisor.wait() => {}
            () = self.client.closed() => {}
        }
        self.retire();
        self.cut();
        launch::see_off(supervisor, &self.dir, "A Firefox").await;
        self.gone.send_replace(true);
    }

    /// Takes no new contexts from now on, and is forgotten.
    fn retire(&self) {
        if !self.retired.swap(true, Ordering::AcqRel)
            && let Some(home) = self.home.upgrade()
        {
            let us = std::ptr::from_ref(self);
            home.dens().retain(|d| Arc::as_ptr(d) != us);
        }
    }

    /// Ends the browser by closing the supervisor's lifeline.
    fn cut(&self) {
        drop(self.lifeline.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.client.close();
    }

    fn take(self: &Arc<Self>) -> Option<Place> {
        if self.retired.load(Ordering::Acquire) || self.client.is_closed() {
            return None;
        }
        (!self.taken.swap(true, Ordering::AcqRel)).then(|| Place { den: self.clone(), guard: None })
    }

    /// After a context was closed: whether the browser has served long enough, or will not be needed any more.
    fn look_after(self: &Arc<Self>) {
        let used = self.used.fetch_add(1, Ordering::AcqRel) + 1;
        if used >= self.recycle_after {
            self.retire();
            self.cut();
            return;
        }
        let us = self.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                tokio::time::sleep(IDLE).await;
                if us.used.load(Ordering::Acquire) == used && !us.taken.load(Ordering::Acquire) {
                    us.retire();
                    us.cut();
                }
            });
        }
    }
}

/// The place for a context in a Firefox; given back when dropped.
struct Place {
    den: Arc<Den>,
    /// The intercept that keeps the context to its hosts.
    guard: Option<String>,
}

impl Place {
    async fn fill(mut self, options: &ContextOptions, longest: Duration, deadline: Instant) -> anyhow::Result<Firefox> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Made {
            user_context: String,
        }
        let client = self.den.client.clone();
        let made: Made = client.call("browser.createUserContext", json!({}), deadline).await?;
        let refuse = json!({ "downloadBehavior": { "type": "denied" }, "userContexts": [made.user_context] });
        client.tell("browser.setDownloadBehavior", refuse);
        let context = Context::new(client, made.user_context, options.clone());
        self.den.router.register(&context);
        let opened = async {
            self.guard = context.guard(deadline).await?;
            context.open_tab(deadline).await
        };
        if let Err(e) = opened.await {
            Box::new(self).close(&context).await;
            return Err(e.into());
        }
        let scratch = self.den.dir.join(TEMPORARY);
        Ok(Firefox::new(context, Box::new(self), Some(scratch), longest))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.den.taken.store(false, Ordering::Release);
        self.den.look_after();
    }
}

#[async_trait::async_trait]
impl Home for Place {
    fn handle(&self, context: &Context) -> SessionHandle {
        let (tabs, active) = context.tab_ids();
        SessionHandle {
            driver_url: self.den.driver_url.clone(),
            webdriver_session: self.den.session.id.clone(),
            debugger: Some(self.den.socket.clone()),
            context: Some(context.id.clone()),
            tabs,
            active,
            outlives_worker: false,
            browser: self.den.session.browser(),
            options: context.options.clone(),
            ..SessionHandle::default()
        }
    }

    async fn close(self: Box<Self>, context: &Context) {
        let by = Instant::now() + DISPOSE;
        let client = &self.den.client;
        if let Some(intercept) = &self.guard {
            client.tell("network.removeIntercept", json!({ "intercept": intercept }));
            client.tell("session.unsubscribe", json!({ "events": ["network.beforeRequestSent"] }));
        }
        let disposed =
            client.call::<Value>("browser.removeUserContext", json!({ "userContext": context.id }), by).await;
        self.den.router.forget();
        if let Err(e) = disposed
            && !client.is_closed()
        {
            tracing::warn!(error = %e, "A context of Firefox could not be closed; its browser is ended");
            self.den.retire();
            self.den.cut();
        }
    }
}
