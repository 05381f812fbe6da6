//! Chromium through its own socket: the engine runs in an isolated world of every frame, and input is trusted input.

mod beside;
mod cdp;
mod clock;
mod context;
mod emulate;
mod events;
mod faults;
mod input;
mod intercept;
mod messages;
mod network;
mod port;
mod printing;
mod router;
mod shadow;
mod special;
mod state;
mod travel;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::Button,
    outcome::{ErrorKind, StepError},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use self::messages::{ExceptionDetails, RemoteObject};
pub use self::{
    beside::download_dir,
    cdp::{CdpError, Client, Event, Events},
    context::{Context, ENGINE, WORLD},
    router::Router,
};
use super::{
    SessionHandle,
    port::{Fault, FrameRef},
};

/// How long after a step's deadline a hung page may still be waited for.
const HUNG: Duration = Duration::from_millis(1_500);
/// A page that opens more dialogs than this in one step is looping.
const MOST_DIALOGS: u32 = 100;

/// Where a context lives: a place in a warm browser, or a WebDriver session of its own.
#[async_trait]
pub trait Home: Send + Sync {
    fn handle(&self, context: &Context) -> SessionHandle;
    /// Closes the context within a few seconds, whatever hangs.
    async fn close(self: Box<Self>, context: &Context);
}

/// One browser context, driven over the socket.
pub struct Chromium {
    context: Arc<Context>,
    home: Option<Box<dyn Home>>,
    /// A directory that the browser can read, for uploads.
    scratch: Option<PathBuf>,
    command_timeout: Duration,
    /// The button that an earlier input left down.
    pressed: Option<Button>,
    /// Virtual authenticators, and the sessions of their tabs.
    authenticators: Vec<(Arc<str>, String)>,
}

/// The result of `Runtime.callFunctionOn` and `Runtime.evaluate`, by value.
#[derive(Deserialize)]
struct Evaluated<T> {
    result: ByValue<T>,
    #[serde(rename = "exceptionDetails")]
    exception: Option<ExceptionDetails>,
}

#[derive(Deserialize)]
struct ByValue<T> {
    value: Option<T>,
}

#[derive(Deserialize)]
struct EvaluatedObject {
    result: RemoteObject,
}

impl Chromium {
    pub fn new(
        context: Arc<Context>,
        home: Box<dyn Home>,
        scratch: Option<PathBuf>,
        command_timeout: Duration,
    ) -> Self {
        Self { context, home: Some(home), scratch, command_timeout, pressed: None, authenticators: Vec::new() }
    }

    /// The session of the tab in front.
    fn session(&self) -> Result<Arc<str>, Fault> {
        let state = self.context.state();
        match state.tab() {
            _ if state.closed => Err(browser_died()),
            Some(tab) if tab.crashed => Err(tab_crashed()),
            Some(tab) => Ok(tab.session.clone()),
            None => Err(no_tab()),
        }
    }

    /// A command to the tab in front, at most `command_timeout` long.
    async fn page<T: DeserializeOwned>(
        &self,
        method: &'static str,
        params: Value,
        deadline: Instant,
    ) -> Result<T, Fault> {
        let session = self.session()?;
        let deadline = deadline.min(Instant::now() + self.command_timeout);
        self.context.client.call(Some(&session), method, params, deadline).await.map_err(|e| self.fault(e))
    }

    /// What a failed command means for a step.
    fn fault(&self, error: CdpError) -> Fault {
        let (closed, crashed, no_tabs) = {
            let state = self.context.state();
            (state.closed, state.tab().is_some_and(|t| t.crashed), state.tabs.is_empty())
        };
        let replaced = error.document_replaced();
        let gone = error.session_gone();
        match error {
            _ if closed => browser_died(),
            _ if crashed => tab_crashed(),
            CdpError::Closed => browser_died(),
            CdpError::Refused { message, .. } if message.contains("crashed") => tab_crashed(),
            _ if gone && no_tabs => no_tab(),
            _ if gone => Fault::FrameGone,
            _ if replaced => Fault::Replaced,
            CdpError::TimedOut(_) => Fault::Late,
            CdpError::Detached(_) => Fault::FrameGone,
            error @ (CdpError::Refused { .. } | CdpError::Garbled { .. }) => {
                Fault::Step(StepError::new(ErrorKind::Script, format!("The browser refused a command: {error}.")))
            }
        }
    }

    /// The session and execution context of a frame: the engine's world, or the page's own.
    async fn world(&self, frame: &FrameRef, main: bool, deadline: Instant) -> Result<(Arc<str>, i64), Fault> {
        let found = self.context.until(deadline, |state| {
            if state.closed {
                return Some(Err(browser_died()));
            }
            if state.tab().is_some_and(|t| t.crashed) {
                return Some(Err(tab_crashed()));
            }
            match state.frames.get(&frame.0) {
                None if state.tabs.is_empty() => Some(Err(no_tab())),
                None => Some(Err(Fault::FrameGone)),
                Some(f) => (if main { f.main } else { f.world }).map(|number| Ok((f.session.clone(), number))),
            }
        });
        found.await.unwrap_or(Err(Fault::Late))
    }

    /// The engine's world of a frame, with the engine of its document in it.
    ///
    /// The first document of a tab or frame leaves its window, and so our world, to the next one of the same origin: no world
    /// is made then, and the engine there still holds the old document.
    async fn engine(&self, frame: &FrameRef, deadline: Instant) -> Result<(Arc<str>, i64), Fault> {
        let (session, world) = self.world(frame, false, deadline).await?;
        let stale =
            self.context.state().frames.get(&frame.0).filter(|f| f.engine_of != f.documents).map(|f| f.documents);
        if let Some(documents) = stale {
            let params = json!({ "expression": ENGINE, "contextId": world });
            let reply = self.context.client.post(Some(&session), "Runtime.evaluate", params, deadline);
            reply.done().await.map_err(|e| self.fault(e))?;
            if let Some(frame) = self.context.state().frames.get_mut(&frame.0) {
                frame.engine_of = documents;
            }
        }
        Ok((session, world))
    }

    /// An object of a frame's world by its handle: its `objectId`, and the session it is in.
    async fn object(&self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<(Arc<str>, String), Fault> {
        let (session, world) = self.world(frame, false, deadline).await?;
        let expression = format!("__flowtilla.node({element})");
        let params = json!({ "expression": expression, "contextId": world });
        let found: EvaluatedObject = self
            .context
            .client
            .call(Some(&session), "Runtime.evaluate", params, deadline)
            .await
            .map_err(|e| self.fault(e))?;
        found.result.object_id.map(|id| (session, id)).ok_or(Fault::Replaced)
    }

    async fn describe(&self, session: &Arc<str>, object: &str, deadline: Instant) -> Result<Described, Fault> {
        let params = json!({ "objectId": object });
        let described: DescribedNode = self
            .context
            .client
            .call(Some(session), "DOM.describeNode", params, deadline)
            .await
            .map_err(|e| self.fault(e))?;
        Ok(described.node)
    }
}

#[derive(Deserialize)]
struct DescribedNode {
    node: Described,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    backend_node_id: i64,
    frame_id: Option<Arc<str>>,
}

fn browser_died() -> Fault {
    Fault::Step(StepError::crash("The browser died."))
}

fn tab_crashed() -> Fault {
    Fault::Step(StepError::crash("The tab crashed."))
}

fn no_tab() -> Fault {
    Fault::Step(StepError::new(ErrorKind::NotFound, "The tab was closed, and there is no other."))
}

impl Drop for Chromium {
    /// A driver that was dropped without being closed (its task was aborted) must not leave its context behind.
    fn drop(&mut self) {
        if let Some(home) = self.home.take() {
            let context = self.context.clone();
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(async move { home.close(&context).await });
            }
        }
    }
}
