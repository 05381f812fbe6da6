//! Every browser step, built from the few calls of a [`Port`] and the in-page engine. It is the same over every port.

mod asking;
mod forms;
mod frames;
mod going;
mod inspecting;
mod looking;
mod network;
mod network_expect;
mod pointing;
mod secrets;
mod settling;
mod steering;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::{Action, Position},
    outcome::{ErrorKind, StepError},
    steer::Steer,
};

use super::{
    BrowserEvent, Capture, ContextOptions, Driver, Film, Inspect, Inspected, Observation, Progress, SessionHandle,
    dialog::DialogRule,
    network::Observer,
    port::{Journey, Port},
};
use crate::mask::Using;

pub use self::asking::Rect;

/// Longest time to hide secrets from a film after a step.
const CONCEALED_WITHIN: Duration = Duration::from_millis(500);

/// A browser context as a driver.
pub struct Page<P> {
    port: P,
    options: ContextOptions,
    /// Directories of uploaded files, removed when the context is closed.
    uploads: Vec<PathBuf>,
    given: secrets::Given,
    /// Requests are recorded.
    recording: bool,
}

impl<P: Port> Page<P> {
    pub fn new(port: P, options: &ContextOptions) -> Self {
        Self {
            port,
            options: options.clone(),
            uploads: Vec::new(),
            given: secrets::Given::default(),
            recording: options.record_requests,
        }
    }

    async fn carry_out(&mut self, action: &Action, progress: &mut Progress) -> Result<Observation, StepError> {
        let done = |()| Observation::default();
        match action {
            // pages
            Action::Goto { url } => self.goto(url, progress).await.map(done),
            Action::Back {} => self.travel(Journey::Back, progress).await.map(done),
            Action::Forward {} => self.travel(Journey::Forward, progress).await.map(done),
            Action::Reload {} => self.travel(Journey::Reload, progress).await.map(done),
            Action::NewTab { url } => self.new_tab(url.as_deref(), progress).await.map(done),
            Action::SwitchTab { tab } => self.switch_tab(tab, progress).await.map(done),
            Action::CloseTab {} => self.close_tab(progress).await.map(done),
            // pointer
            Action::Click(click) => self.click(click, progress).await.map(done),
            Action::Hover { target, modifiers, position, force } => {
                self.hover(target, modifiers, *position, *force, progress).await.map(done)
            }
            Action::Drag { from, to, from_position, to_position, steps } => {
                self.drag((from, *from_position), (to, *to_position), *steps, progress).await.map(done)
            }
            Action::Scroll { target, direction, amount, to } => {
                self.scroll(target.as_ref(), *direction, *amount, *to, progress).await.map(done)
            }
            // keyboard
            Action::Fill { target, value } => self.fill(target, value, progress).await.map(done),
            Action::Clear { target } => self.fill(target, "", progress).await.map(done),
            Action::Type { target, text, delay } => {
                self.type_text(target.as_ref(), text, *delay, progress).await.map(done)
            }
            Action::Press { target, keys, repeat } => {
                self.press(target.as_ref(), keys, *repeat, progress).await.map(done)
            }
            // forms
            Action::Check { target } => self.check(target, true, progress).await.map(done),
            Action::Uncheck { target } => self.check(target, false, progress).await.map(done),
            Action::Focus { target } => self.simple("focus", target, progress).await.map(done),
            Action::Blur { target } => self.simple("blur", target, progress).await.map(done),
            Action::Select { target, value } => self.select(target, value, progress).await.map(done),
            // files
            Action::Upload { target, files } => self.upload(target, files, progress).await.map(done),
            // waits
            Action::WaitFor { target, state } => self.wait_for(target, *state, progress).await.map(done),
            Action::WaitUrl { url } => self.wait_url(url, progress).await.map(done),
            Action::WaitLoad { state } => self.wait_load(*state, progress).await.map(done),
            Action::WaitSettled { quiet_ms } => self.wait_settled(*quiet_ms, progress).await.map(done),
            Action::WaitFunction { js, args, target, var: _ } => {
                self.wait_function(js, args, target.as_ref(), progress).await
            }
            // network
            Action::WaitRequest(wait) => self.wait_request(wait, progress).await,
            Action::WaitResponse(wait) => self.wait_response(wait, progress).await,
            Action::WaitWsFrame(wait) => self.wait_frame(wait, progress).await,
            Action::WaitConsole(wait) => self.wait_console(wait, progress).await,
            Action::CaptureRequests(capture) => self.capture_requests(capture, progress).await,
            // state

            // emulation

            // dialogs
            Action::HandleDialog { action, text, message } => {
                self.port.next_dialog(DialogRule { action: *action, text: text.clone(), message: message.clone() });
                Ok(Observation::default())
            }
            // values
            Action::Extract { target, what, name, matches, var: _ } => {
                self.extract(target, *what, name.as_deref(), matches.as_deref(), progress).await
            }
            Action::Evaluate { js, args, target, var: _ } => self.evaluate(js, args, target.as_ref(), progress).await,
            // artifacts
            Action::Screenshot { target, full_page, name, mask } => {
                self.screenshot(target.as_ref(), *full_page, name.as_deref(), mask, progress).await
            }
            Action::Inspect { target, x, y, all: _ } => {
                let at = x.zip(*y).map(|(x, y)| Position { x, y });
                self.inspect_step(target.as_ref(), at, progress).await
            }
            // assertions
            Action::Expect(expect) if expect.is_about_network() => {
                self.expect_network(expect, progress).await.map(done)
            }
            Action::Expect(expect) => self.expect(expect, progress).await.map(done),
            // not for the browser
            Action::Sleep { .. }
            | Action::Set { .. }
            | Action::Group { .. }
            | Action::RunFlow { .. }
            | Action::If { .. }
            | Action::ForEach { .. } => {
                Err(StepError::refused(format!("A `{}` step is not for the browser.", action.type_name())))
            }
        }
    }
}

#[async_trait]
impl<P: Port> Driver for Page<P> {
    async fn act(&mut self, action: &Action, progress: &mut Progress) -> Result<Observation, StepError> {
        self.port.begin();
        if network::triggers(action)
            && let Some(observer) = self.port.observer()
        {
            observer.log().acts();
        }
        let result = match self.secrets_may_go(action, progress.deadline).await {
            Ok(()) => self.carry_out(action, progress).await,
            Err(refusal) => Err(refusal),
        };
        self.use_secrets(Vec::new());
        if self.port.film().is_some_and(|film| film.is_watched()) {
            // fields show dots from the start; what the page made of a secret is hidden as soon as the step is over
            self.conceal(Instant::now() + CONCEALED_WITHIN).await;
        }
        match (result, self.port.trouble()) {
            (Ok(_), Some(mut trouble)) => {
                trouble.log.splice(0..0, progress.log.drain(..));
                Err(trouble)
            }
            // What a dialog or a forbidden host did explains better what came of it.
            (Err(error), Some(mut trouble)) if error.kind != ErrorKind::Crash => {
                trouble.log = error.log;
                Err(trouble)
            }
            (result, _) => result,
        }
    }

    async fn suggest(&mut self, what: &Inspect, progress: &mut Progress) -> Result<Vec<Inspected>, StepError> {
        self.port.begin();
        self.inspect(what, progress).await
    }

    fn using(&mut self, secrets: Vec<Using>) {
        self.use_secrets(secrets);
    }

    async fn picture(&mut self, deadline: Instant) -> Option<Capture> {
        self.evidence(deadline).await
    }

    async fn outline(&mut self, deadline: Instant) -> Option<String> {
        self.whole_outline(deadline).await
    }

    fn location(&self) -> (String, String) {
        self.port.location()
    }

    fn film(&self) -> Option<Film> {
        self.port.film()
    }

    async fn steer(&mut self, input: &Steer, deadline: Instant) -> Result<(), StepError> {
        self.by_hand(input, deadline).await
    }

    fn handle(&self) -> SessionHandle {
        self.port.handle()
    }

    fn take_events(&mut self) -> Vec<BrowserEvent> {
        self.port.take_events()
    }

    fn observer(&self) -> Option<&Observer> {
        self.port.observer().map(|observer| &**observer)
    }

    async fn close(self: Box<Self>) {
        let Self { port, uploads, .. } = *self;
        Box::new(port).close().await;
        for dir in uploads {
            let _ = tokio::fs::remove_dir_all(dir).await;
        }
    }

    fn leave(self: Box<Self>) {
        Box::new(self.port).leave();
    }
}
