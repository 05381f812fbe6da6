//! One WebDriver session with deadlines: dialogs answered, windows and frames entered, errors told apart.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use fantoccini::{
    Client,
    elements::{Element, ElementRef},
    error::CmdError,
    wd::{TimeoutConfiguration, WindowHandle},
};
use flowtilla_shared::domain::outcome::{ErrorKind, StepError};
use serde_json::{Value, json};

use super::Dialogs;
use crate::driver::{
    port::{Fault, FrameRef, Point},
    webdriver,
};

/// How long after a step's deadline the endpoint may still be waited for.
const HUNG: Duration = Duration::from_millis(1_500);
/// The word that marks an element in WebDriver's JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// A page that opens a dialog at every look is looping.
const DIALOGS_PER_CALL: u32 = 100;

/// A session, and where in it commands go now.
pub struct Wire {
    client: Client,
    pub endpoint: String,
    pub session: String,
    /// The frame that commands go to; `None`: unknown, after an error.
    current: Option<FrameRef>,
    /// Frames inside windows: their parent, and the element that holds them.
    children: HashMap<FrameRef, (FrameRef, ElementRef)>,
    pub dialogs: Dialogs,
}

impl Wire {
    pub fn new(client: Client, endpoint: String, session: String) -> Self {
        Self { client, endpoint, session, current: None, children: HashMap::new(), dialogs: Dialogs::default() }
    }

    /// Carries one command out, and answers dialogs that stand in its way.
    pub async fn call<T, F>(&mut self, deadline: Instant, command: impl Fn(Client) -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, CmdError>>,
    {
        for _ in 0..DIALOGS_PER_CALL {
            let Ok(result) = tokio::time::timeout_at((deadline + HUNG).into(), command(self.client.clone())).await
            else {
                return Err(self.start_over().await);
            };
            match result {
                Ok(value) => return Ok(value),
                Err(error) if is(&error, "unexpected alert open") => self.answer_dialog(deadline).await?,
                Err(error) => return Err(self.fault(&error)),
            }
        }
        Err(Fault::Late)
    }

    /// A command that hangs blocks the client's queue: from now on a new client speaks to the same session.
    async fn start_over(&mut self) -> Fault {
        if let Ok(client) = webdriver::connect(&self.endpoint, &self.session).await {
            self.client = client;
        }
        self.current = None;
        Fault::Late
    }

    async fn answer_dialog(&mut self, deadline: Instant) -> Result<(), Fault> {
        let client = self.client.clone();
        let answering = async {
            let message = client.get_alert_text().await?;
            let answer = self.dialogs.answer(&message);
            match answer {
                (true, text) => {
                    if let Some(text) = text {
                        client.send_alert_text(&text).await?;
                    }
                    client.accept_alert().await
                }
                (false, _) => client.dismiss_alert().await,
            }
        };
        match tokio::time::timeout_at((deadline + HUNG).into(), answering).await {
            // Somebody was quicker.
            Ok(Err(error)) if is(&error, "no such alert") => Ok(()),
            Ok(Err(error)) => Err(self.fault(&error)),
            Ok(Ok(())) => Ok(()),
            Err(_) => Err(self.start_over().await),
        }
    }

    /// Answers a dialog if one is open.
    pub async fn look_for_dialog(&mut self, deadline: Instant) -> Result<(), Fault> {
        self.answer_dialog(deadline).await
    }

    /// Makes commands go to a frame, entered from its window.
    pub async fn enter(&mut self, frame: &FrameRef, deadline: Instant) -> Result<(), Fault> {
        if self.current.as_ref() == Some(frame) {
            return Ok(());
        }
        let mut path = Vec::new();
        let mut at = frame.clone();
        while let Some((parent, element)) = self.children.get(&at) {
            path.push(element.clone());
            at = parent.clone();
        }
        self.current = None;
        let window = WindowHandle::try_from(at.0.to_string()).map_err(|_| {
            Fault::Step(StepError::new(ErrorKind::Script, "The endpoint named a window without a name."))
        })?;
        // Also leaves all frames.
        self.call(deadline, |client| {
            let window = window.clone();
            async move { client.switch_to_window(window).await }
        })
        .await?;
        for element in path.into_iter().rev() {
            self.call(deadline, |client| {
                let element = Element::from_element_id(client, element.clone());
                async move { element.enter_frame().await }
            })
            .await?;
        }
        self.current = Some(frame.clone());
        Ok(())
    }

    /// Where the content of a frame begins in its window, and its scale.
    pub async fn origin(&mut self, frame: &FrameRef, deadline: Instant) -> Result<(Point, Point), Fault> {
        const PLACE: &str = "const e = arguments[0], box = e.getBoundingClientRect(), style = getComputedStyle(e);\
            const sx = box.width / (e.offsetWidth || box.width || 1), sy = box.height / (e.offsetHeight || box.height || 1);\
            return [box.x + (e.clientLeft + parseFloat(style.paddingLeft)) * sx, box.y + (e.clientTop + parseFloat(style.paddingTop)) * sy, sx, sy]";
        let (mut origin, mut scale) = (Point::default(), Point { x: 1.0, y: 1.0 });
        let mut at = frame.clone();
        while let Some((parent, element)) = self.children.get(&at).cloned() {
            self.enter(&parent, deadline).await?;
            let place = self.execute(PLACE, vec![json!({ ELEMENT: element.as_ref() })], deadline).await?;
            let number = |n: usize, otherwise: f64| place.get(n).and_then(Value::as_f64).unwrap_or(otherwise);
            let (sx, sy) = (number(2, 1.0), number(3, 1.0));
            origin = Point { x: number(0, 0.0) + origin.x * sx, y: number(1, 0.0) + origin.y * sy };
            scale = Point { x: scale.x * sx, y: scale.y * sy };
            at = parent;
        }
        Ok((origin, scale))
    }

    /// Where commands go after something else has moved them.
    pub fn now_in(&mut self, frame: Option<FrameRef>) {
        self.current = frame;
    }

    /// The window that commands go to at the end of every path, left out of all frames.
    pub async fn enter_top(&mut self, top: &FrameRef, deadline: Instant) -> Result<(), Fault> {
        self.enter(top, deadline).await
    }

    /// Names the frame inside an element.
    pub fn child(&mut self, parent: &FrameRef, element: &Value) -> Result<FrameRef, Fault> {
        let element = reference(element).ok_or(Fault::Replaced)?;
        let frame = FrameRef(Arc::from(format!("{}/{element}", parent.0)));
        self.children.insert(frame.clone(), (parent.clone(), element));
        Ok(frame)
    }

    /// Runs a script in the frame that commands go to.
    pub async fn execute(&mut self, script: &str, args: Vec<Value>, deadline: Instant) -> Result<Value, Fault> {
        self.call(deadline, |client| {
            let (script, args) = (script.to_owned(), args.clone());
            async move { client.execute(&script, args).await }
        })
        .await
    }

    /// The longest time that the endpoint waits for a script or a page.
    pub async fn limit(
        &mut self,
        script: Option<Duration>,
        page: Option<Duration>,
        deadline: Instant,
    ) -> Result<(), Fault> {
        self.call(deadline, |client| async move {
            client.update_timeouts(TimeoutConfiguration::new(script, page, None)).await
        })
        .await
    }

    /// What an error means for a step.
    fn fault(&mut self, error: &CmdError) -> Fault {
        if matches!(error, CmdError::Failed(_) | CmdError::FailedC(_) | CmdError::Lost(_)) {
            return Fault::Step(StepError::crash("The WebDriver endpoint is gone."));
        }
        let (name, message) = if let CmdError::Standard(e) = error {
            (e.error(), e.message.to_string())
        } else {
            (String::new(), error.to_string())
        };
        let has = |words: &[&str]| words.iter().any(|w| message.contains(w));
        if has(&["tab crashed", "page crash"]) {
            return Fault::Step(StepError::crash("The tab crashed."));
        }
        if name == "invalid session id" || has(&["chrome not reachable", "not connected to DevTools", "disconnected: "])
        {
            return Fault::Step(StepError::crash("The browser died."));
        }
        match name.as_str() {
            "script timeout" | "timeout" => Fault::Late,
            "no such window" => {
                self.current = None;
                Fault::FrameGone
            }
            "no such frame" | "stale element reference" | "no such element" | "detached shadow root" => {
                self.current = None;
                Fault::FrameGone
            }
            _ if has(&["execution context", "Execution context", "navigated", "unloaded", "aborted by navigation"]) => {
                Fault::Replaced
            }
            "javascript error" => {
                let first = message.lines().next().unwrap_or_default();
                Fault::Step(StepError::new(ErrorKind::Script, format!("The script failed: {first}")))
            }
            _ => {
                let first = message.lines().next().unwrap_or_default();
                Fault::Step(StepError::new(ErrorKind::Script, format!("The browser refused a command: {first}.")))
            }
        }
    }
}

/// The element that a script gave.
pub fn reference(value: &Value) -> Option<ElementRef> {
    value.get(ELEMENT).and_then(Value::as_str).map(|id| ElementRef::from(id.to_owned()))
}

fn is(error: &CmdError, name: &str) -> bool {
    matches!(error, CmdError::Standard(e) if e.error() == name)
}
