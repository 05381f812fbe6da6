//! Every browser step, built from the few calls of a [`Port`] and the in-page engine. It is the same over every port.

mod asking;
mod asserting;
mod beside;
mod clipboard;
mod emulating;
mod fill_form;
mod forms;
mod frames;
mod going;
mod inspecting;
mod looking;
mod mouse;
mod network;
mod network_expect;
mod overlays;
mod pictures;
mod pointing;
mod routing;
mod secrets;
mod settling;
mod showing;
mod snapshot;
mod steering;
mod tabs;
mod touching;
mod travelling;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::{Action, Position, Target, Viewport},
    mutation::Look,
    outcome::{ErrorKind, StepError},
    steer::Steer,
};

use serde_json::Value;

use super::{
    Baselines, BrowserEvent, Capture, ContextOptions, Driver, Film, Inspect, Inspected, Observation, Progress, Reach,
    SessionHandle, Snapshot, Tab,
    dialog::DialogRule,
    keys::Stroke,
    network::{Observer, Order},
    port::{Fault, Journey, Manner, Point, Port},
};
use crate::mask::Using;

pub use self::asking::Rect;

/// Longest time to hide secrets from a film after a step.
const CONCEALED_WITHIN: Duration = Duration::from_millis(500);

/// How long nothing must happen before a page with a fault is looked at, in milliseconds, and how long that look may take.
const QUIET_MS: u64 = 150;
const LOOKED_WITHIN: Duration = Duration::from_secs(3);

/// A browser context as a driver.
pub struct Page<P> {
    port: P,
    options: ContextOptions,
    /// Directories of uploaded files, removed when the context is closed.
    uploads: Vec<PathBuf>,
    given: secrets::Given,
    /// Requests are recorded.
    recording: bool,
    /// Pages have no way out that is no request.
    sealed: bool,
    /// The browser pretends to be what the flow says.
    prepared: bool,
    /// Keys that `key_down` has pressed.
    held: Vec<Stroke>,
    /// Where the last input left the mouse.
    mouse_at: Option<Point>,
    /// What a step has copied.
    clipboard: Option<String>,
    clipboard_allowed: bool,
    /// Tabs by the names that steps gave them, and the tabs that steps have been in.
    aliases: BTreeMap<String, String>,
    visited: BTreeSet<String>,
    memory: asserting::Memory,
    /// What may come in the way of a step, and which of it did.
    overlays: Vec<Target>,
    in_the_way: Option<usize>,
    /// The frames of the newest snapshot, by the number in its refs.
    shown: Vec<asking::Place>,
}

impl<P: Port> Page<P> {
    pub fn new(port: P, options: &ContextOptions) -> Self {
        Self {
            port,
            options: options.clone(),
            uploads: Vec::new(),
            given: secrets::Given::default(),
            recording: options.record_requests,
            sealed: false,
            prepared: false,
            held: Vec::new(),
            mouse_at: None,
            clipboard: None,
            clipboard_allowed: false,
            aliases: BTreeMap::new(),
            visited: BTreeSet::new(),
            memory: asserting::Memory::default(),
            overlays: Vec::new(),
            in_the_way: None,
            shown: Vec::new(),
        }
    }

    /// The page of a session that another worker has left.
    pub fn of_handle(port: P, handle: &SessionHandle) -> Self {
        Self { aliases: handle.aliases.clone(), visited: handle.visited.clone(), ..Self::new(port, &handle.options) }
    }

    async fn carry_out(&mut self, action: &Action, progress: &mut Progress) -> Result<Observation, StepError> {
        let done = |()| Observation::default();
        match action {
            // pages
            Action::Goto { url, wait_until, referer } => {
                let manner = Manner { until: *wait_until, referer: referer.clone(), hard: false };
                self.goto(url, manner, progress).await.map(done)
            }
            Action::Back { wait_until } => {
                let manner = Manner { until: *wait_until, ..Manner::default() };
                self.travel(Journey::Back, manner, progress).await.map(done)
            }
            Action::Forward { wait_until } => {
                let manner = Manner { until: *wait_until, ..Manner::default() };
                self.travel(Journey::Forward, manner, progress).await.map(done)
            }
            Action::Reload { hard, wait_until } => {
                let manner = Manner { until: *wait_until, referer: None, hard: *hard };
                self.travel(Journey::Reload, manner, progress).await.map(done)
            }
            Action::StopLoading {} => self.stop_loading(progress).await.map(done),
            Action::SetContent { html, wait_until } => self.set_content(html, *wait_until, progress).await.map(done),
            Action::NewTab { url, alias } => {
                self.new_tab(url.as_deref(), progress).await?;
                self.name_tab(alias.as_deref());
                Ok(Observation::default())
            }
            Action::SwitchTab { tab, alias } => {
                self.switch_tab(tab, progress).await?;
                self.name_tab(alias.as_deref());
                Ok(Observation::default())
            }
            Action::WaitPopup { url, alias } => {
                self.wait_popup(url.as_ref(), alias.as_deref(), progress).await.map(done)
            }
            Action::CloseTab { tab: None } => self.close_tab(progress).await.map(done),
            Action::CloseTab { tab: Some(tab) } => {
                progress.gate.pass().await?;
                self.close_other(tab, progress).await.map(done)
            }
            Action::SetViewport { width, height, device_scale_factor } => {
                let size = Viewport { width: *width, height: *height };
                self.set_viewport(size, *device_scale_factor, progress).await.map(done)
            }
            // pointer
            Action::Click(click) => self.click(click, progress).await.map(done),
            Action::Hover { target, modifiers, position, hold_ms, force } => {
                self.hover(target, modifiers, *position, (*hold_ms, *force), progress).await.map(done)
            }
            Action::Drag(drag) => self.drag(drag, progress).await.map(done),
            Action::DropFiles(drop) => self.drop_files(drop, progress).await.map(done),
            Action::Mouse(step) => self.mouse(step, progress).await.map(done),
            Action::Scroll { target, direction, amount, pages, to } => {
                self.scroll(target.as_ref(), *direction, (*amount, *pages), *to, progress).await.map(done)
            }
            Action::ScrollUntil(step) => self.scroll_until(step, progress).await.map(done),
            Action::Tap(tap) => self.tap(tap, progress).await.map(done),
            Action::Swipe(swipe) => self.swipe(swipe, progress).await.map(done),
            Action::Pinch(pinch) => self.pinch(pinch, progress).await.map(done),
            // keyboard
            Action::Fill { target, value } => self.fill(target, value, progress).await.map(done),
            Action::Clear { target } => self.fill(target, "", progress).await.map(done),
            Action::Type { target, text, delay, submit } => {
                self.type_text(target.as_ref(), text, *delay, *submit, progress).await.map(done)
            }
            Action::Press { target, keys, repeat, hold_ms } => {
                self.press(target.as_ref(), keys, *repeat, *hold_ms, progress).await.map(done)
            }
            Action::KeyDown { key } => self.key(key, true, progress).await.map(done),
            Action::KeyUp { key } => self.key(key, false, progress).await.map(done),
            Action::SelectText { target, text } => self.select_text(target, text.as_deref(), progress).await.map(done),
            Action::Copy { target, var: _ } => self.copy(target.as_ref(), progress).await,
            Action::Paste { target, text } => self.paste(target.as_ref(), text.as_deref(), progress).await.map(done),
            Action::Clipboard(step) => self.clipboard(step, progress).await,
            // forms
            Action::Check { target } => self.check(target, true, progress).await.map(done),
            Action::Uncheck { target } => self.check(target, false, progress).await.map(done),
            Action::Focus { target } => self.simple("focus", target, progress).await.map(done),
            Action::Blur { target } => self.simple("blur", target, progress).await.map(done),
            Action::SetChecked { target, checked } => self.check(target, *checked, progress).await.map(done),
            Action::Select(step) => self.select(&step.target, &step.value, step.mode, progress).await.map(done),
            Action::FillForm(step) => self.fill_form(&step.fields, step.submit, progress).await.map(done),
            Action::Submit { target } => self.submit(target, progress).await.map(done),
            // files
            Action::Upload { target, files, next_chooser: _ } => {
                self.upload(target.as_ref(), files, progress).await.map(done)
            }
            Action::WaitDownload(keep) => self.wait_download(keep, progress).await,
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
            Action::Mock(mock) => self.mock(mock, progress).await.map(done),
            Action::ModifyRequest(modify) => self.modify_request(modify, progress).await.map(done),
            Action::ModifyResponse(modify) => self.modify_response(modify, progress).await.map(done),
            Action::Abort(abort) => self.abort(abort, progress).await.map(done),
            Action::Unmock { url } => self.unmock(url.as_ref(), progress).await.map(done),
            Action::Offline { offline } => self.offline(*offline, progress).await.map(done),
            Action::Throttle(throttle) => self.throttle(throttle, progress).await.map(done),
            Action::HarRecord(record) => self.har_record(record, progress).await.map(done),
            Action::HarReplay(replay) => self.har_replay(replay, progress).await.map(done),
            Action::MockWs(mock) => self.mock_ws(mock, progress).await.map(done),
            Action::SetHeaders { headers, url } => self.set_headers(headers, url.as_ref(), progress).await.map(done),
            Action::BlockHosts { hosts } => self.block_hosts(hosts, progress).await.map(done),
            Action::BasicAuth { username, password, url } => {
                self.basic_auth(username, password, url.as_ref(), progress).await.map(done)
            }
            Action::AddInitScript { js, args } => self.add_init_script(js, args, progress).await.map(done),
            Action::AddStyle { css, every_page } => self.add_style(css, *every_page, progress).await.map(done),
            // state
            Action::Cookies(step) => self.cookies(step, progress).await,
            Action::LocalStorage(step) => self.storage("local", step, progress).await,
            Action::SessionStorage(step) => self.storage("session", step, progress).await,
            Action::Indexeddb { .. } => self.clear_databases(progress).await.map(done),
            Action::ClearState {} => self.clear_state(progress).await.map(done),

            // emulation
            Action::Emulate(step) => self.emulate(step, progress).await.map(done),
            Action::Clock(step) => self.clock(step, progress).await.map(done),
            Action::Webauthn(step) => self.webauthn(step, progress).await.map(done),
            Action::Travel(step) => self.travel_along(step, progress).await.map(done),
            Action::FakeMedia(step) => self.fake_media(step, progress).await.map(done),
            // dialogs
            Action::HandleDialog { action, text, message } => {
                self.port.next_dialog(DialogRule { action: *action, text: text.clone(), message: message.clone() });
                Ok(Observation::default())
            }
            Action::OnDialog { action, text, message, times } => {
                self.on_dialog(*action, text.as_ref(), message.as_ref(), *times).map(done)
            }
            Action::GrantPermissions { permissions, origin } => {
                self.permissions(permissions, origin.as_deref(), "granted", progress).await.map(done)
            }
            Action::DenyPermissions { permissions, origin } => {
                self.permissions(permissions, origin.as_deref(), "denied", progress).await.map(done)
            }
            // values
            Action::Extract { target, what, name, matches, var: _ } => {
                self.extract(target, *what, name.as_deref(), matches.as_deref(), progress).await
            }
            Action::SearchPage(search) => self.search_page(search, progress).await,
            Action::Evaluate { js, args, target, var: _ } => self.evaluate(js, args, target.as_ref(), progress).await,
            // artifacts
            Action::Screenshot { target, full_page, name, mask } => {
                self.screenshot(target.as_ref(), *full_page, name.as_deref(), mask, progress).await
            }
            Action::Inspect { target, x, y, all: _ } => {
                let at = x.zip(*y).map(|(x, y)| Position { x, y });
                self.inspect_step(target.as_ref(), at, progress).await
            }
            Action::Pdf(print) => self.print_pdf(print, progress).await,
            Action::SnapshotAria { target, name, var: _ } => {
                self.snapshot_aria(target.as_ref(), name.as_deref(), progress).await
            }
            Action::A11yScan(scan) => self.a11y_scan(scan, progress).await,
            Action::WebVitals { var: _ } => self.web_vitals(progress).await,
            Action::Highlight(step) => self.highlight(step, progress).await,
            // assertions
            Action::Expect(expect) => self.expect(expect, progress).await.map(done),
            // not for the browser
            Action::Download(_)
            | Action::ReadFile { .. }
            | Action::WriteFile(_)
            | Action::AppendFile(_)
            | Action::ReplaceInFile(_)
            | Action::WaitFile { .. }
            | Action::ParseFile(_)
            | Action::PdfSplit(_)
            | Action::PdfFill(_)
            | Action::WaitEmail(_)
            | Action::Chapter { .. }
            | Action::Approve(_)
            | Action::Ask(_)
            | Action::Takeover { .. }
            | Action::Breakpoint { .. }
            | Action::Notify(_)
            | Action::Webhook(_)
            | Action::RunFlowAsync { .. }
            | Action::WaitRun { .. }
            | Action::SaveState { .. }
            | Action::LoadState { .. }
            | Action::OnOverlay { .. }
            | Action::Sleep { .. }
            | Action::Set { .. }
            | Action::Group { .. }
            | Action::RunFlow { .. }
            | Action::If { .. }
            | Action::Switch { .. }
            | Action::ForEach { .. }
            | Action::Times { .. }
            | Action::While { .. }
            | Action::Until { .. }
            | Action::RepeatUntilPasses { .. }
            | Action::Retry { .. }
            | Action::Try { .. }
            | Action::Parallel { .. }
            | Action::Break {}
            | Action::Continue {}
            | Action::Done { .. }
            | Action::Skip { .. }
            | Action::Fail { .. }
            | Action::Log { .. }
            | Action::Comment { .. }
            | Action::Annotate { .. }
            | Action::RecordMetric { .. }
            | Action::AiAct(_)
            | Action::AiTask(_)
            | Action::AiExtract(_)
            | Action::AiLocate(_)
            | Action::AiWait(_)
            | Action::AiAssert(_)
            | Action::HttpRequest(_) => {
                Err(StepError::refused(format!("A `{}` step is not for the browser.", action.type_name())))
            }
        }
    }
}

#[async_trait]
impl<P: Port> Driver for Page<P> {
    async fn act(&mut self, action: &Action, progress: &mut Progress) -> Result<Observation, StepError> {
        self.port.begin();
        self.memory.captures.clear();
        self.in_the_way = None;
        if self.is_covered_before(action, progress.deadline).await {
            self.use_secrets(Vec::new());
            return Err(overlays::interrupted());
        }
        if network::triggers(action)
            && let Some(observer) = self.port.observer()
        {
            observer.log().acts();
        }
        let result = match self.prepare(progress).await {
            Ok(()) => match self.secrets_may_go(action, progress.deadline).await {
                Ok(()) => self.carry_out(action, progress).await,
                Err(refusal) => Err(refusal),
            },
            Err(error) => Err(error),
        };
        self.use_secrets(Vec::new());
        if self.port.film().is_some_and(|film| film.is_watched()) {
            // fields show dots from the start; what the page made of a secret is hidden as soon as the step is over
            self.conceal(Instant::now() + CONCEALED_WITHIN).await;
        }
        self.note_visit();
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

    async fn snapshot(&mut self, progress: &mut Progress) -> Result<Snapshot, StepError> {
        self.port.begin();
        self.show(progress).await
    }

    async fn tabs(&mut self, deadline: Instant) -> Result<Vec<Tab>, StepError> {
        self.tell_tabs(deadline).await.map_err(beside::fault)
    }

    async fn keep_to(&mut self, reach: &Reach, progress: &mut Progress) -> Result<(), StepError> {
        self.reach_only(reach, progress).await
    }

    async fn save_state(&mut self, deadline: Instant) -> Result<Value, StepError> {
        self.tell_state(deadline).await.map_err(beside::fault)
    }

    async fn load_state(&mut self, state: &Value, deadline: Instant) -> Result<(), StepError> {
        self.take_state(state, deadline).await.map_err(beside::fault)
    }

    fn watch_for(&mut self, overlays: Vec<Target>) {
        self.overlays = overlays;
    }

    fn in_the_way(&mut self) -> Option<usize> {
        self.in_the_way.take()
    }

    fn forget_downloads(&mut self) {
        self.port.forget_downloads();
    }

    fn using(&mut self, secrets: Vec<Using>) {
        self.use_secrets(secrets);
    }

    async fn look(&mut self, still: bool, progress: &mut Progress) -> Option<Look> {
        self.options.mutant.as_ref()?;
        if still {
            // a page that never rests is looked at as it is
            let _ = self.wait_settled(Some(QUIET_MS), progress).await;
        }
        self.port.look(Instant::now() + LOOKED_WITHIN).await
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
        let (options, aliases, visited) = (self.options.clone(), self.aliases.clone(), self.visited.clone());
        SessionHandle { options, aliases, visited, ..self.port.handle() }
    }

    fn take_events(&mut self) -> Vec<BrowserEvent> {
        self.keep_events();
        std::mem::take(&mut self.memory.events)
    }

    fn take_captures(&mut self) -> Vec<Capture> {
        std::mem::take(&mut self.memory.captures)
    }

    fn use_baselines(&mut self, baselines: Arc<dyn Baselines>) {
        self.memory.baselines = Some(baselines);
    }

    fn observer(&self) -> Option<&Arc<Observer>> {
        self.port.observer()
    }

    async fn network(&mut self, order: Order<'_>, deadline: Instant) -> Result<Value, StepError> {
        self.port.network(order, deadline).await.map_err(|fault| match fault {
            Fault::Step(error) => error,
            Fault::Late => StepError::new(ErrorKind::Timeout, "The browser did not answer in time."),
            Fault::Replaced | Fault::FrameGone => StepError::crash("The tab is gone."),
        })
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
