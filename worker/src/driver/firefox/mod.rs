//! Firefox over WebDriver BiDi: the engine runs in a sandbox of every document, and input is trusted input.

mod bidi;
mod context;
mod drag;
mod input;
mod port;
mod state;
mod travel;
mod warm;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::domain::outcome::{ErrorKind, StepError};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use self::{bidi::BidiError, context::WORLD};
pub use self::{
    bidi::Client,
    context::{Context, Router},
    warm::Warmth,
};
use super::{
    SessionHandle,
    chromium::ENGINE,
    port::{Fault, FrameRef},
};

/// How long after a step's deadline a hung page may still be waited for.
const HUNG: Duration = Duration::from_millis(1_500);
/// A page that opens more dialogs than this in one step is looping.
const MOST_DIALOGS: u32 = 100;

/// Where a context lives: a warm browser, or a WebDriver session of its own.
#[async_trait]
pub trait Home: Send + Sync {
    fn handle(&self, context: &Context) -> SessionHandle;
    /// Closes the context within a few seconds, whatever hangs.
    async fn close(self: Box<Self>, context: &Context);
}

/// One context of Firefox, driven over its session's socket.
pub struct Firefox {
    context: Arc<Context>,
    home: Option<Box<dyn Home>>,
    /// A directory that the browser can read, for uploads.
    scratch: Option<PathBuf>,
    command_timeout: Duration,
    /// Buttons and keys that are held down now.
    held: i32,
}

/// The answer of `script.callFunction`.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Called {
    Success {
        result: Remote,
    },
    Exception {
        #[serde(rename = "exceptionDetails")]
        details: Thrown,
    },
}

#[derive(Deserialize)]
struct Thrown {
    text: String,
}

/// A value in the page, as far as it travels.
#[derive(Deserialize)]
struct Remote {
    #[serde(rename = "type")]
    kind: String,
    value: Option<Value>,
    #[serde(rename = "sharedId")]
    shared_id: Option<String>,
}

impl Firefox {
    pub fn new(
        context: Arc<Context>,
        home: Box<dyn Home>,
        scratch: Option<PathBuf>,
        command_timeout: Duration,
    ) -> Self {
        Self { context, home: Some(home), scratch, command_timeout, held: 0 }
    }

    /// The tab in front.
    fn front(&self) -> Result<Arc<str>, Fault> {
        let state = self.context.state();
        match state.tab() {
            _ if state.closed => Err(browser_died()),
            Some(tab) => Ok(tab.id.clone()),
            None => Err(no_tab()),
        }
    }

    /// A command, at most `command_timeout` long.
    async fn command(&self, method: &'static str, params: Value, deadline: Instant) -> Result<Box<RawValue>, Fault> {
        let deadline = deadline.min(Instant::now() + self.command_timeout);
        self.context.client.post(method, params, deadline).answer().await.map_err(|e| self.fault(e))
    }

    /// What a failed command means for a step.
    fn fault(&self, error: BidiError) -> Fault {
        let (closed, no_tabs) = {
            let state = self.context.state();
            (state.closed, state.tabs.is_empty())
        };
        match error {
            _ if closed => browser_died(),
            BidiError::Closed => browser_died(),
            BidiError::TimedOut(_) => Fault::Late,
            BidiError::Refused { code, message, .. } => match code.as_str() {
                "invalid session id" => browser_died(),
                "no such frame" if no_tabs => no_tab(),
                "no such frame" => Fault::FrameGone,
                "no such node" | "no such handle" | "no such element" => Fault::Replaced,
                _ if document_replaced(&message) => Fault::Replaced,
                _ => Fault::Step(StepError::new(
                    ErrorKind::Script,
                    format!("The browser refused a command: {}.", message.trim_end_matches('.')),
                )),
            },
            error @ BidiError::Garbled { .. } => {
                Fault::Step(StepError::new(ErrorKind::Script, format!("The browser refused a command: {error}.")))
            }
        }
    }

    /// Calls a function in the engine's sandbox of a frame. A new document meanwhile ends the wait.
    async fn call(
        &self,
        frame: &FrameRef,
        function: &str,
        arguments: Vec<Value>,
        deadline: Instant,
    ) -> Result<Called, Fault> {
        let target = json!({ "context": frame.0, "sandbox": WORLD });
        self.call_in(frame, target, function, arguments, deadline).await
    }

    async fn call_in(
        &self,
        frame: &FrameRef,
        target: Value,
        function: &str,
        arguments: Vec<Value>,
        deadline: Instant,
    ) -> Result<Called, Fault> {
        let documents = |s: &state::State| s.frames.get(&frame.0).map(|f| f.documents);
        let before = {
            let state = self.context.state();
            if state.closed {
                return Err(browser_died());
            }
            match documents(&state) {
                None if state.tabs.is_empty() => return Err(no_tab()),
                None => return Err(Fault::FrameGone),
                before @ Some(_) => before,
            }
        };
        let params = json!({
            "functionDeclaration": function,
            "target": target,
            "arguments": arguments,
            "awaitPromise": true,
            "userActivation": true,
        });
        let reply = self.context.client.post("script.callFunction", params, deadline + HUNG);
        // A promise of a document that went away is never settled.
        let answer = tokio::select! {
            answer = reply.answer() => answer.map_err(|e| self.fault(e))?,
            Some(()) = self.context.until(deadline + HUNG, |s| (documents(s) != before).then_some(())) => return Err(Fault::Replaced),
        };
        serde_json::from_str(answer.get()).map_err(|e| {
            Fault::Step(StepError::new(ErrorKind::Script, format!("The browser's answer was not understood: {e}.")))
        })
    }

    /// Puts the engine into a document that has none yet.
    async fn bring_engine(&self, frame: &FrameRef, deadline: Instant) -> Result<(), Fault> {
        match self.call(frame, &format!("() => {{{ENGINE}\n}}"), Vec::new(), deadline).await? {
            Called::Success { .. } => Ok(()),
            Called::Exception { details } => Err(engine_failed(&details)),
        }
    }

    /// A node of a frame by its handle, as WebDriver's reference.
    async fn node(&self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<Value, Fault> {
        let function = "n => globalThis.__flowtilla ? __flowtilla.node(n) : null";
        match self.call(frame, function, vec![number(element)], deadline).await? {
            Called::Success { result: Remote { shared_id: Some(id), .. } } => Ok(json!({ "sharedId": id })),
            Called::Success { .. } => Err(Fault::Replaced),
            Called::Exception { details } => Err(engine_failed(&details)),
        }
    }
}

fn number(n: i64) -> Value {
    json!({ "type": "number", "value": n })
}

fn text(text: &str) -> Value {
    json!({ "type": "string", "value": text })
}

/// Firefox's words for a document that went away while it was spoken to.
fn document_replaced(message: &str) -> bool {
    ["AbortError", "destroyed before query", "discarded", "can't access dead object", "no longer active"]
        .iter()
        .any(|words| message.contains(words))
}

fn engine_failed(details: &Thrown) -> Fault {
    if document_replaced(&details.text) {
        return Fault::Replaced;
    }
    Fault::Step(StepError::new(ErrorKind::Script, format!("The in-page engine failed: {}", details.text)))
}

fn browser_died() -> Fault {
    Fault::Step(StepError::crash("The browser died."))
}

fn no_tab() -> Fault {
    Fault::Step(StepError::new(ErrorKind::NotFound, "The tab was closed, and there is no other."))
}

impl Drop for Firefox {
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
