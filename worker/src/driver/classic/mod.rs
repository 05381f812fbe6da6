//! The complete fallback: the same steps over plain WebDriver, for endpoints that offer no socket (Firefox, some grids).
//!
//! The engine runs in the page's own world; waits are short slices, because one script must not outlive its document.

pub(super) mod actions;
mod port;
mod wire;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use fantoccini::Client;
use flowtilla_shared::domain::outcome::{ErrorKind, StepError};
use serde_json::{Value, json};

use self::wire::Wire;
use super::{
    BrowserEvent, ContextOptions, SessionHandle,
    dialog::{self, DialogRule},
    port::{Fault, FrameRef, Port},
    webdriver,
};

/// Longest wait in one script.
const SLICE: Duration = Duration::from_millis(400);
/// Pause between two looks at what WebDriver does not tell by itself.
const LOOK: Duration = Duration::from_millis(40);
/// Longest wait for a session to be deleted.
const DELETE: Duration = Duration::from_secs(5);
/// Dialogs recorded per step, and those after which the page counts as looping.
const RECORDED_DIALOGS: u32 = 20;
const MOST_DIALOGS: u32 = 100;

/// Asks the engine, or says by `null` that this document has none yet.
const ASK: &str = "const e = window.__flowtilla; return e && e.document === document ? e.run(arguments[0]) : null";

/// Firefox runs every script in a sandbox of its own, whose global is no window and does not outlive it: the engine takes the
/// window for its global, and hangs on it.
const GLOBAL: &str = "const globalThis = window;";

/// The code on a browser's own error page, `null` on a page of the web.
const ERROR_PAGE: &str = "if (!/^(chrome-error:|about:neterror|about:certerror)/.test(document.documentURI)) return null;\
    const code = document.querySelector('.error-code')?.textContent; return code ? 'net::' + code.trim() : 'The browser shows an error page.'";

/// What becomes of dialogs, and what is to be told of them.
#[derive(Default)]
pub struct Dialogs {
    rule: Option<DialogRule>,
    events: Vec<BrowserEvent>,
    error: Option<StepError>,
    count: u32,
}

impl Dialogs {
    /// Whether to accept, and what to type.
    fn answer(&mut self, message: &str) -> (bool, Option<String>) {
        // WebDriver does not tell which kind it is.
        let answer = dialog::answer("alert", message, self.rule.take());
        self.count += 1;
        if self.count <= RECORDED_DIALOGS {
            self.events.push(BrowserEvent::Dialog {
                kind: "alert".into(),
                message: message.chars().take(2_000).collect(),
                handled: answer.handled.into(),
            });
        }
        if answer.error.is_some() {
            self.error = answer.error;
        }
        (answer.accept, answer.text)
    }
}

/// A window of the session.
struct Tab {
    window: FrameRef,
    opener: Option<FrameRef>,
    url: String,
    title: String,
}

/// A WebDriver session of its own, driven by nothing but WebDriver.
pub struct Classic {
    wire: Wire,
    options: ContextOptions,
    browser: String,
    tabs: Vec<Tab>,
    active: usize,
    open: Arc<AtomicUsize>,
    closed: bool,
}

impl Classic {
    /// Takes a session on, with its windows in the order given as far as they are still there.
    ///
    /// # Errors
    /// When the session does not answer before `deadline`.
    pub async fn new(
        client: Client,
        endpoint: String,
        handle: &SessionHandle,
        open: Arc<AtomicUsize>,
        deadline: Instant,
    ) -> anyhow::Result<Self> {
        let wire = Wire::new(client, endpoint, handle.webdriver_session.clone());
        let mut classic = Self {
            wire,
            options: handle.options.clone(),
            browser: handle.browser.clone(),
            tabs: Vec::new(),
            active: 0,
            open,
            closed: true,
        };
        let ready = async {
            let windows = classic.windows(deadline).await?;
            classic.adopt(windows);
            classic.tabs.sort_by_key(|t| handle.tabs.iter().position(|id| **id == *t.window.0).unwrap_or(usize::MAX));
            classic.active = handle.active.min(classic.tabs.len().saturating_sub(1));
            let top = classic.top()?;
            classic.wire.enter_top(&top, deadline).await?;
            if let Some(viewport) = classic.options.viewport {
                classic.resize(viewport.width, viewport.height, deadline).await?;
            }
            Ok(())
        };
        match ready.await {
            Ok(()) => {}
            Err(Fault::Step(error)) => return Err(error.into()),
            Err(fault) => anyhow::bail!("the session does not answer ({fault:?})"),
        }
        classic.closed = false;
        classic.open.fetch_add(1, Ordering::AcqRel);
        Ok(classic)
    }

    async fn windows(&mut self, deadline: Instant) -> Result<Vec<FrameRef>, Fault> {
        let windows = self.wire.call(deadline, |client| async move { client.windows().await }).await?;
        Ok(windows.into_iter().map(|w| FrameRef(String::from(w).into())).collect())
    }

    /// Takes new windows in and forgets those that are gone.
    fn adopt(&mut self, windows: Vec<FrameRef>) {
        let front = self.tabs.get(self.active).map(|t| t.window.clone());
        let opener_of_front = self.tabs.get(self.active).and_then(|t| t.opener.clone());
        let before = self.active;
        self.tabs.retain(|t| windows.contains(&t.window));
        for window in windows {
            if !self.tabs.iter().any(|t| t.window == window) {
                self.tabs.push(Tab { window, opener: front.clone(), url: String::new(), title: String::new() });
            }
        }
        let at = |wanted: &Option<FrameRef>| self.tabs.iter().position(|t| Some(&t.window) == wanted.as_ref());
        self.active = at(&front)
            .or_else(|| at(&opener_of_front))
            .unwrap_or_else(|| before.saturating_sub(1).min(self.tabs.len().saturating_sub(1)));
    }

    /// Makes the inside of the window so large.
    async fn resize(&mut self, width: u32, height: u32, deadline: Instant) -> Result<(), Fault> {
        let script = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let edges = self.wire.execute(script, Vec::new(), deadline).await?;
        let edge = |n: usize| edges.get(n).and_then(Value::as_f64).unwrap_or(0.0).max(0.0) as u32;
        let (width, height) = (width + edge(0), height + edge(1));
        self.wire.call(deadline, |client| async move { client.set_window_size(width, height).await }).await
    }

    /// The element that the engine has a handle on, as WebDriver's reference.
    async fn element(&mut self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<Value, Fault> {
        self.wire.enter(frame, deadline).await?;
        let script = "return window.__flowtilla ? window.__flowtilla.node(arguments[0]) : null";
        let found = self.wire.execute(script, vec![json!(element)], deadline).await?;
        if found.is_null() { Err(Fault::Replaced) } else { Ok(found) }
    }

    /// After the window in front went away by itself: goes on in its opener.
    async fn find_front(&mut self, deadline: Instant) -> Result<(), Fault> {
        let windows = self.windows(deadline).await?;
        self.adopt(windows);
        Ok(())
    }

    fn no_tab() -> Fault {
        Fault::Step(StepError::new(ErrorKind::NotFound, "The tab was closed, and there is no other."))
    }
}

impl Drop for Classic {
    /// A driver that was dropped without being closed must not leave its session behind.
    fn drop(&mut self) {
        if !self.closed {
            let (endpoint, session, open) = (self.wire.endpoint.clone(), self.wire.session.clone(), self.open.clone());
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(async move {
                    delete(&endpoint, &session).await;
                    open.fetch_sub(1, Ordering::AcqRel);
                });
            }
        }
    }
}

async fn delete(endpoint: &str, session: &str) {
    if let Err(e) = webdriver::delete(endpoint, session, DELETE).await {
        tracing::warn!(error = format!("{e:#}"), session, "A browser session could not be deleted");
    }
}
