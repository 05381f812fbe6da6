//! Sessions at a WebDriver endpoint that is not ours: one session per execution, which outlives the worker.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::{config, domain::outcome::StepError};
use serde::de::IgnoredAny;

use super::{
    ContextOptions, Driver, SessionHandle,
    chromium::{Chromium, Client, Context, Home, Router},
    classic::Classic,
    launch,
    page::Page,
    warm, webdriver,
};

/// Longest wait for a session to be deleted.
const DELETE: Duration = Duration::from_secs(5);
/// Longest wait for a session of another worker to answer.
const PROBE: Duration = Duration::from_secs(5);

/// A WebDriver endpoint, and how many sessions we have there.
pub struct Remote {
    settings: config::Browser,
    /// Whether browsers' own sockets may be used.
    sockets: bool,
    open: Arc<AtomicUsize>,
}

/// A session of its own as the home of a context.
struct Alone {
    endpoint: String,
    session: String,
    debugger: String,
    browser: String,
    open: Arc<AtomicUsize>,
}

impl Remote {
    pub fn new(settings: config::Browser, sockets: bool) -> Self {
        Self { settings, sockets, open: Arc::default() }
    }

    pub fn open_sessions(&self) -> usize {
        self.open.load(Ordering::Acquire)
    }

    /// Opens a session with one empty tab.
    pub async fn open(&self, options: &ContextOptions, deadline: Instant) -> Result<Box<dyn Driver>, StepError> {
        let endpoint = &self.settings.webdriver_url;
        let session = webdriver::create(endpoint, launch::remote_capabilities(&self.settings), deadline)
            .await
            .map_err(|e| StepError::crash(format!("No browser could be opened: {e:#}.")))?;
        let handle = SessionHandle {
            driver_url: endpoint.clone(),
            webdriver_session: session.id.clone(),
            debugger: session.debugger(),
            outlives_worker: true,
            browser: session.browser(),
            options: options.clone(),
            ..SessionHandle::default()
        };
        match self.drive(&handle, deadline).await {
            Ok(driver) => Ok(driver),
            Err(e) => {
                let _ = webdriver::delete(endpoint, &session.id, DELETE).await;
                Err(StepError::crash(format!("The browser opened, but cannot be driven: {e:#}.")))
            }
        }
    }

    /// Takes a session of another worker over; `None` when it does not answer any more.
    pub async fn attach(&self, handle: &SessionHandle) -> Result<Option<Box<dyn Driver>>, StepError> {
        let deadline = Instant::now() + PROBE;
        let alive = async {
            let client = webdriver::connect(&handle.driver_url, &handle.webdriver_session).await.ok()?;
            client.windows().await.ok()
        };
        if !matches!(tokio::time::timeout_at(deadline.into(), alive).await, Ok(Some(_))) {
            return Ok(None);
        }
        match self.drive(handle, deadline + PROBE).await {
            Ok(driver) => Ok(Some(driver)),
            Err(e) => Err(StepError::crash(format!("The browser session is alive, but cannot be taken over: {e:#}."))),
        }
    }

    /// Drives a session: through its browser's socket where one is offered and can be reached, else by WebDriver alone.
    async fn drive(&self, handle: &SessionHandle, deadline: Instant) -> anyhow::Result<Box<dyn Driver>> {
        if let Some(debugger) = handle.debugger.as_deref().filter(|d| self.sockets && reachable(d, &handle.driver_url))
        {
            match self.drive_by_socket(handle, debugger.to_owned(), deadline).await {
                Ok(driver) => return Ok(driver),
                Err(e) => {
                    tracing::warn!(
                        error = format!("{e:#}"),
                        "The browser's socket cannot be used; it is driven by WebDriver alone"
                    );
                }
            }
        }
        let client = webdriver::connect(&handle.driver_url, &handle.webdriver_session).await?;
        let port = Classic::new(client, handle, self.open.clone(), deadline).await?;
        Ok(Box::new(Page::new(port, &handle.options)))
    }

    async fn drive_by_socket(
        &self,
        handle: &SessionHandle,
        debugger: String,
        deadline: Instant,
    ) -> anyhow::Result<Box<dyn Driver>> {
        let url = webdriver::socket_url(&debugger.replace("localhost", "127.0.0.1"), deadline).await?;
        let router = Arc::new(Router::default());
        let client = Client::connect(&url, router.clone(), deadline).await?;
        let context = Context::new(client.clone(), None, handle.options.clone());
        router.register("", &context);
        let ready = async {
            client.call::<IgnoredAny>(None, "Target.setAutoAttach", warm::auto_attach(), deadline).await?;
            context.first_tab(&handle.tabs, handle.active, deadline).await
        };
        if let Err(e) = ready.await {
            client.close();
            return Err(e.into());
        }
        self.open.fetch_add(1, Ordering::AcqRel);
        let home = Alone {
            endpoint: handle.driver_url.clone(),
            session: handle.webdriver_session.clone(),
            debugger,
            browser: handle.browser.clone(),
            open: self.open.clone(),
        };
        let port = Chromium::new(context, Box::new(home), None, self.settings.command_timeout);
        Ok(Box::new(Page::new(port, &handle.options)))
    }
}

/// Whether a debugger's address means the same machine here as where the browser runs.
fn reachable(debugger: &str, endpoint: &str) -> bool {
    let local = |host: &str| matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if debugger.contains("://") {
        return debugger.starts_with("ws://");
    }
    let debugger_is_local = debugger.rsplit_once(':').is_some_and(|(host, _)| local(host));
    let endpoint_is_local = url::Url::parse(endpoint).is_ok_and(|u| u.host_str().is_some_and(local));
    !debugger_is_local || endpoint_is_local
}

#[async_trait]
impl Home for Alone {
    fn handle(&self, context: &Context) -> SessionHandle {
        let (tabs, active) = context.tab_ids();
        SessionHandle {
            driver_url: self.endpoint.clone(),
            webdriver_session: self.session.clone(),
            debugger: Some(self.debugger.clone()),
            context: None,
            tabs,
            active,
            outlives_worker: true,
            browser: self.browser.clone(),
            options: context.options().clone(),
        }
    }

    async fn close(self: Box<Self>, context: &Context) {
        context.client.close();
        if let Err(e) = webdriver::delete(&self.endpoint, &self.session, DELETE).await {
            tracing::warn!(error = format!("{e:#}"), session = self.session, "A browser session could not be deleted");
        }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::AcqRel);
    }
}
