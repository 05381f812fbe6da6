//! Sessions at a WebDriver endpoint that is not ours: one session per execution, which outlives the worker.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::{
    config,
    domain::{flow::BrowserName, outcome::StepError},
};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use url::Url;

use super::{
    ContextOptions, Driver, SessionHandle, capabilities,
    chromium::{Chromium, Client, Context, Home, Router},
    classic::Classic,
    firefox::{self, Firefox},
    launch,
    page::Page,
    socket, warm, webdriver,
};

/// Longest wait for a session to be deleted.
const DELETE: Duration = Duration::from_secs(5);
/// Longest wait for a session of another worker to answer.
const PROBE: Duration = Duration::from_secs(5);

/// The capability that asks for a socket.
const SOCKET_WISH: &str = "webSocketUrl";

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
    /// As the endpoint named it, for the next worker.
    debugger: String,
    browser: String,
    open: Arc<AtomicUsize>,
}

impl Alone {
    fn handle_with(&self, (tabs, active): (Vec<String>, usize), options: ContextOptions) -> SessionHandle {
        SessionHandle {
            driver_url: socket::shown(&self.endpoint),
            webdriver_session: self.session.clone(),
            debugger: Some(self.debugger.clone()),
            context: None,
            tabs,
            active,
            outlives_worker: true,
            browser: self.browser.clone(),
            options,
            ..SessionHandle::default()
        }
    }

    async fn end(&self) {
        if let Err(e) = webdriver::delete(&self.endpoint, &self.session, DELETE).await {
            tracing::warn!(error = format!("{e:#}"), session = self.session, "A browser session could not be deleted");
        }
    }
}

impl Remote {
    pub fn new(mut settings: config::Browser, sockets: bool) -> Self {
        // Paths such as `/wd/hub` are directories.
        if !settings.webdriver_url.ends_with('/') {
            settings.webdriver_url.push('/');
        }
        Self { settings, sockets, open: Arc::default() }
    }

    pub fn open_sessions(&self) -> usize {
        self.open.load(Ordering::Acquire)
    }

    /// Where a session is, with the user and password of our settings, which are not stored with it.
    pub fn endpoint_of(&self, handle: &SessionHandle) -> String {
        let ours = &self.settings.webdriver_url;
        if handle.driver_url == socket::shown(ours) { ours.clone() } else { handle.driver_url.clone() }
    }

    /// The browsers that the endpoint offers.
    pub fn names(&self) -> Vec<BrowserName> {
        let given = self.settings.webdriver_browsers.split(',').map(str::trim);
        let known = [BrowserName::Chromium, BrowserName::Firefox];
        given.filter_map(|word| known.into_iter().find(|name| name.as_str() == word)).collect()
    }

    /// Opens a session with one empty tab.
    pub async fn open(&self, options: &ContextOptions, deadline: Instant) -> Result<Box<dyn Driver>, StepError> {
        let endpoint = &self.settings.webdriver_url;
        let names = self.names();
        let name = match options.browser {
            BrowserName::Any => names.first().copied().unwrap_or_default(),
            wanted @ (BrowserName::Chromium | BrowserName::Firefox) => wanted,
        };
        if !names.contains(&name) {
            return Err(StepError::refused(launch::not_offered(&self.settings, name)));
        }
        let wanted = capabilities::remote(&self.settings, name).map_err(|e| StepError::refused(format!("{e:#}.")))?;
        let session = negotiate(endpoint, wanted, deadline)
            .await
            .map_err(|e| StepError::crash(format!("No browser could be opened: {e:#}.")))?;
        let handle = SessionHandle {
            driver_url: socket::shown(endpoint),
            webdriver_session: session.id.clone(),
            debugger: if name == BrowserName::Firefox { session.bidi() } else { session.debugger() },
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
            let client = webdriver::connect(&self.endpoint_of(handle), &handle.webdriver_session).await.ok()?;
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
            let driven = if is_firefox(handle) {
                self.drive_firefox(handle, debugger, deadline).await
            } else {
                self.drive_by_socket(handle, debugger.to_owned(), deadline).await
            };
            match driven {
                Ok(driver) => return Ok(driver),
                Err(e) => {
                    tracing::warn!(
                        error = format!("{e:#}"),
                        "The browser's socket cannot be used; it is driven by WebDriver alone"
                    );
                }
            }
        }
        let endpoint = self.endpoint_of(handle);
        let client = webdriver::connect(&endpoint, &handle.webdriver_session).await?;
        let port = Classic::new(client, endpoint, handle, self.open.clone(), deadline).await?;
        Ok(Box::new(Page::of_handle(port, handle)))
    }

    async fn drive_by_socket(
        &self,
        handle: &SessionHandle,
        debugger: String,
        deadline: Instant,
    ) -> anyhow::Result<Box<dyn Driver>> {
        let url = webdriver::socket_url(&debugger.replace("localhost", "127.0.0.1"), deadline).await?;
        let url = with_credentials(&url, &self.endpoint_of(handle));
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
            endpoint: self.endpoint_of(handle),
            session: handle.webdriver_session.clone(),
            debugger,
            browser: handle.browser.clone(),
            open: self.open.clone(),
        };
        let port = Chromium::new(context, Box::new(home), None, self.settings.command_timeout);
        Ok(Box::new(Page::of_handle(port, handle)))
    }

    async fn drive_firefox(
        &self,
        handle: &SessionHandle,
        debugger: &str,
        deadline: Instant,
    ) -> anyhow::Result<Box<dyn Driver>> {
        let router = Arc::new(firefox::Router::default());
        let url = with_credentials(debugger, &self.endpoint_of(handle));
        let client = firefox::Client::connect(&url, router.clone(), deadline).await?;
        let context = firefox::Context::new(client.clone(), "default".into(), handle.options.clone());
        router.register(&context);
        let ready = async {
            firefox::Context::prepare(&client, deadline).await?;
            context.guard(deadline).await?;
            context.first_tabs(&handle.tabs, handle.active, deadline).await
        };
        if let Err(e) = ready.await {
            client.close();
            return Err(e.into());
        }
        self.open.fetch_add(1, Ordering::AcqRel);
        let home = Alone {
            endpoint: self.endpoint_of(handle),
            session: handle.webdriver_session.clone(),
            debugger: debugger.to_owned(),
            browser: handle.browser.clone(),
            open: self.open.clone(),
        };
        let port = Firefox::new(context, Box::new(home), None, self.settings.command_timeout);
        Ok(Box::new(Page::of_handle(port, handle)))
    }
}

/// Asks for a session; an endpoint that has never heard of sockets is asked again without one.
async fn negotiate(
    endpoint: &str,
    mut wanted: Map<String, Value>,
    deadline: Instant,
) -> anyhow::Result<webdriver::Session> {
    match webdriver::create(endpoint, wanted.clone(), deadline).await {
        Err(e) if wanted.contains_key(SOCKET_WISH) && format!("{e:#}").contains(SOCKET_WISH) => {
            wanted.remove(SOCKET_WISH);
            webdriver::create(endpoint, wanted, deadline).await
        }
        result => result,
    }
}

/// Whether a debugger's address means the same machine here as where the browser runs.
fn reachable(debugger: &str, endpoint: &str) -> bool {
    let local = |host: &str| matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let host = if debugger.contains("://") {
        let Ok(url) = Url::parse(debugger) else { return false };
        if !["ws", "wss"].contains(&url.scheme()) {
            return false;
        }
        url.host_str().unwrap_or_default().to_owned()
    } else {
        debugger.rsplit_once(':').map_or(debugger, |(host, _)| host).to_owned()
    };
    let endpoint_is_local = Url::parse(endpoint).is_ok_and(|u| u.host_str().is_some_and(local));
    !local(&host) || endpoint_is_local
}

/// A socket at the endpoint's own host wants the endpoint's user and password.
fn with_credentials(socket: &str, endpoint: &str) -> String {
    let (Ok(mut url), Ok(endpoint)) = (Url::parse(socket), Url::parse(endpoint)) else { return socket.to_owned() };
    if url.host_str() == endpoint.host_str() && url.username().is_empty() && !endpoint.username().is_empty() {
        let _ = url.set_username(endpoint.username());
        let _ = url.set_password(endpoint.password());
    }
    url.into()
}

fn is_firefox(handle: &SessionHandle) -> bool {
    handle.browser.to_lowercase().starts_with("firefox")
}

#[async_trait]
impl Home for Alone {
    fn handle(&self, context: &Context) -> SessionHandle {
        self.handle_with(context.tab_ids(), context.options().clone())
    }

    async fn close(self: Box<Self>, context: &Context) {
        context.client.close();
        self.end().await;
    }
}

#[async_trait]
impl firefox::Home for Alone {
    fn handle(&self, context: &firefox::Context) -> SessionHandle {
        self.handle_with(context.tab_ids(), context.options.clone())
    }

    async fn close(self: Box<Self>, context: &firefox::Context) {
        context.client.close();
        self.end().await;
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::AcqRel);
    }
}
