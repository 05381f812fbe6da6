//! Takes the browser's events in: one router per socket, one context per execution.

use std::{
    borrow::Cow,
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use flowtilla_shared::domain::flow::Viewport;
use serde::Deserialize;
use serde_json::{json, value::RawValue};
use tokio::sync::watch;

use super::{
    cdp::{CdpError, Client, Event, Events},
    state::{Attached, Frame, NewDocument, State, Tab},
};
use crate::driver::{BrowserEvent, ContextOptions, dialog, hosts};

/// Name of the isolated world that the engine lives in.
const WORLD: &str = "flowtilla";
/// The in-page engine; `worker/engine/src/protocol.ts` is its protocol.
pub const ENGINE: &str = include_str!("../../../engine/dist/engine.js");
/// Dialogs recorded per step; a page that opens more is looping.
const RECORDED_DIALOGS: u32 = 20;

/// Finds the context that an event belongs to.
#[derive(Default)]
pub struct Router {
    routes: Mutex<Routes>,
    closed: AtomicBool,
}

#[derive(Default)]
struct Routes {
    /// By browser context id; a session of its own has one context, under the empty id.
    contexts: HashMap<String, Weak<Context>>,
    /// By target session id.
    sessions: HashMap<Arc<str>, Weak<Context>>,
}

impl Router {
    fn routes(&self) -> MutexGuard<'_, Routes> {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the targets of this browser context (empty: of the whole browser) belong to `context`.
    pub fn register(&self, id: &str, context: &Arc<Context>) {
        self.routes().contexts.insert(id.to_owned(), Arc::downgrade(context));
    }

    /// Forgets a context and its sessions.
    pub fn forget(&self, context: &Context) {
        let us = std::ptr::from_ref(context);
        let mut routes = self.routes();
        routes.contexts.retain(|_, c| c.as_ptr() != us);
        routes.sessions.retain(|_, c| c.as_ptr() != us);
    }

    fn attached(&self, client: &Client, from: Option<&str>, attached: &AttachedToTarget<'_>) {
        let session: Arc<str> = attached.session_id.into();
        let info = &attached.target_info;
        let context = {
            let mut routes = self.routes();
            let found = from.and_then(|s| routes.sessions.get(s)).or_else(|| {
                info.browser_context_id.and_then(|id| routes.contexts.get(id)).or_else(|| routes.contexts.get(""))
            });
            let context = found.and_then(Weak::upgrade).filter(|_| ["page", "iframe"].contains(&info.kind));
            if let Some(context) = &context {
                routes.sessions.insert(session.clone(), Arc::downgrade(context));
            }
            context
        };
        if let Some(context) = context {
            context.adopt(client, session, info, from.is_some());
        } else {
            // Not ours: the driver's own page, a worker. Let it run and let it go.
            let of = session.clone();
            client.tell(Some(&of), "Runtime.runIfWaitingForDebugger", json!({}));
            client.tell(None, "Target.detachFromTarget", json!({ "sessionId": session }));
        }
    }
}

impl Events for Router {
    fn event(&self, client: &Client, event: &Event<'_>) {
        match event.method {
            "Target.attachedToTarget" => {
                if let Some(attached) = event.read() {
                    self.attached(client, event.session, &attached);
                }
            }
            "Target.detachedFromTarget" => {
                let Some(Detached { session_id }) = event.read() else { return };
                client.fail_session(session_id, "it was closed");
                let context = self.routes().sessions.remove(session_id).and_then(|c| c.upgrade());
                if let Some(context) = context {
                    context.change(|state| state.remove_session(session_id));
                }
            }
            _ => {
                let Some(session) = event.session else { return };
                let context = self.routes().sessions.get_key_value(session).map(|(id, c)| (id.clone(), c.upgrade()));
                if let Some((session, Some(context))) = context {
                    context.event(client, &session, event);
                }
            }
        }
    }

    fn closed(&self) {
        self.closed.store(true, Ordering::Release);
        let contexts: Vec<_> = self.routes().contexts.values().filter_map(Weak::upgrade).collect();
        for context in contexts {
            context.change(|state| state.closed = true);
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttachedToTarget<'a> {
    session_id: &'a str,
    #[serde(borrow)]
    target_info: TargetInfo<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TargetInfo<'a> {
    target_id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    url: Cow<'a, str>,
    opener_id: Option<&'a str>,
    browser_context_id: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detached<'a> {
    session_id: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FrameEvent<'a> {
    frame_id: &'a str,
    parent_frame_id: Option<&'a str>,
    reason: Option<&'a str>,
    disposition: Option<&'a str>,
    #[serde(borrow)]
    url: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct FrameNavigated<'a> {
    #[serde(borrow)]
    frame: NavigatedFrame<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NavigatedFrame<'a> {
    id: &'a str,
    loader_id: &'a str,
    parent_id: Option<&'a str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    url_fragment: Option<String>,
    /// What Chromium shows its error page for.
    unreachable_url: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct ContextCreated<'a> {
    #[serde(borrow)]
    context: ExecutionContext<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExecutionContext<'a> {
    id: i64,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    aux_data: Option<AuxData<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuxData<'a> {
    frame_id: Option<&'a str>,
    #[serde(default)]
    is_default: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContextDestroyed {
    execution_context_id: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DialogOpening<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    message: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Dragged {
    data: serde_json::Value,
}

#[derive(Deserialize)]
struct ConsoleCalled<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    args: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExceptionThrown {
    exception_details: ExceptionDetails,
}

/// An uncaught exception.
#[derive(Debug, Deserialize)]
pub struct ExceptionDetails {
    pub text: String,
    pub url: Option<String>,
    pub exception: Option<RemoteObject>,
}

impl ExceptionDetails {
    /// The first lines of what was thrown.
    pub fn message(&self) -> String {
        let thrown = self.exception.as_ref().map(RemoteObject::text);
        thrown.filter(|t| !t.is_empty()).unwrap_or_else(|| self.text.clone())
    }
}

/// A value of the page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoteObject {
    pub value: Option<serde_json::Value>,
    pub description: Option<String>,
    pub object_id: Option<String>,
}

impl RemoteObject {
    fn text(&self) -> String {
        match (&self.description, &self.value) {
            (_, Some(serde_json::Value::String(text))) => text.clone(),
            (Some(text), _) => text.clone(),
            (None, Some(value)) => value.to_string(),
            (None, None) => String::new(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestPaused<'a> {
    request_id: &'a str,
    frame_id: &'a str,
    #[serde(borrow)]
    request: PausedRequest<'a>,
}

#[derive(Deserialize)]
struct PausedRequest<'a> {
    #[serde(borrow)]
    url: Cow<'a, str>,
}

/// One isolated browser context; shared by its driver and the socket's task.
pub struct Context {
    pub client: Client,
    /// Browser context id; absent when the whole browser is one context.
    pub id: Option<String>,
    pub options: Mutex<ContextOptions>,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

impl Context {
    pub fn new(client: Client, id: Option<String>, options: ContextOptions) -> Arc<Self> {
        Arc::new(Self {
            client,
            id,
            options: Mutex::new(options),
            state: Mutex::default(),
            changed: watch::Sender::new(()),
        })
    }

    /// A look at the state; never held across a wait.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn options(&self) -> MutexGuard<'_, ContextOptions> {
        self.options.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.send_replace(());
    }

    /// Waits until `look` finds something, or `None` at the deadline.
    pub async fn until<T>(&self, deadline: Instant, mut look: impl FnMut(&mut State) -> Option<T>) -> Option<T> {
        let mut changes = self.changed.subscribe();
        loop {
            if let Some(found) = look(&mut self.state()) {
                return Some(found);
            }
            match tokio::time::timeout_at(deadline.into(), changes.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return look(&mut self.state()),
            }
        }
    }

    /// Takes a new page or out-of-process frame in, sets it up and lets it run.
    fn adopt(&self, client: &Client, session: Arc<str>, info: &TargetInfo<'_>, is_child: bool) {
        let target: Arc<str> = info.target_id.into();
        let is_page = info.kind == "page" && !is_child;
        self.set_up(client, &session, is_page);
        self.change(|state| {
            state.sessions.insert(session.clone(), Attached { target: target.clone(), is_page });
            let parent = state.frames.get(&target).and_then(|f| f.parent.clone());
            state.frames.insert(target.clone(), Frame::new(session.clone(), parent));
            if is_page {
                state.tabs.push(Tab {
                    target,
                    session: session.clone(),
                    opener: info.opener_id.map(Into::into),
                    url: info.url.clone().into_owned(),
                    title: String::new(),
                    parsed: true,
                    loaded: false,
                    documents: 0,
                    recent: VecDeque::new(),
                    moves: 0,
                    unreachable: false,
                    crashed: false,
                });
            }
        });
    }

    fn set_up(&self, client: &Client, session: &Arc<str>, is_page: bool) {
        let to = Some(session);
        let (viewport, guarded) = {
            let options = self.options();
            (options.viewport, !options.allowed_hosts.is_empty())
        };
        client.tell(to, "Page.enable", json!({}));
        client.tell(to, "Runtime.enable", json!({}));
        client.tell(
            to,
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": ENGINE, "worldName": WORLD, "runImmediately": true }),
        );
        client.tell(
            to,
            "Target.setAutoAttach",
            json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true,
                    "filter": [{ "type": "iframe" }, { "exclude": true }] }),
        );
        if is_page {
            client.tell(to, "Inspector.enable", json!({}));
            client.tell(to, "Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
            self.set_viewport(client, session, viewport);
            if guarded {
                self.guard_hosts(client, session);
            }
        }
        client.tell(to, "Runtime.runIfWaitingForDebugger", json!({}));
    }

    /// A spare context becomes that of an execution.
    pub fn take_on(&self, options: &ContextOptions) {
        *self.options() = options.clone();
        let sessions: Vec<Arc<str>> = self.state().tabs.iter().map(|t| t.session.clone()).collect();
        for session in sessions {
            if options.viewport.is_some() {
                self.set_viewport(&self.client, &session, options.viewport);
            }
            if !options.allowed_hosts.is_empty() {
                self.guard_hosts(&self.client, &session);
            }
        }
    }

    /// Opens an empty tab and waits until the engine is in it; it comes to the front.
    ///
    /// # Errors
    /// When the browser does not make one before `deadline`.
    pub async fn open_tab(&self, deadline: Instant) -> Result<(), CdpError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Made {
            target_id: String,
        }
        let mut wish = json!({ "url": "about:blank" });
        if let Some(id) = &self.id {
            wish["browserContextId"] = json!(id);
            wish["newWindow"] = json!(self.state().tabs.is_empty());
        }
        let Made { target_id } = self.client.call(None, "Target.createTarget", wish, deadline).await?;
        let ready = self.until(deadline, |state| {
            let at = state.tabs.iter().position(|t| *t.target == *target_id)?;
            state.frames.get(target_id.as_str())?.world?;
            state.active = at;
            Some(())
        });
        ready.await.ok_or(CdpError::TimedOut("Target.createTarget"))
    }

    /// Waits for the tabs of a session that was there before us: in the order given, else for one.
    ///
    /// # Errors
    /// When no tab is ready before `deadline`.
    pub async fn first_tab(&self, order: &[String], active: usize, deadline: Instant) -> Result<(), CdpError> {
        // A dialog that was left open would block its page.
        let ready = self.until(deadline, |state| {
            let here = |id: &String| state.tabs.iter().any(|t| *t.target == **id);
            if state.tabs.is_empty() || !order.is_empty() && !order.iter().any(here) {
                return None;
            }
            state.tabs.sort_by_key(|t| order.iter().position(|id| **id == *t.target).unwrap_or(usize::MAX));
            state.active = active.min(state.tabs.len() - 1);
            Some(state.tabs.iter().map(|t| t.session.clone()).collect::<Vec<_>>())
        });
        for session in ready.await.ok_or(CdpError::TimedOut("Target.setAutoAttach"))? {
            self.client.tell(Some(&session), "Page.handleJavaScriptDialog", json!({ "accept": false }));
        }
        let engine = self.until(deadline, |s| s.tab().and_then(|t| s.frames.get(&t.target)).and_then(|f| f.world));
        engine.await.map(drop).ok_or(CdpError::TimedOut("Page.addScriptToEvaluateOnNewDocument"))
    }

    /// The tabs' ids in order of opening, and which is in front.
    pub fn tab_ids(&self) -> (Vec<String>, usize) {
        let state = self.state();
        (state.tabs.iter().map(|t| t.target.to_string()).collect(), state.active)
    }

    /// Sets the size of a page.
    pub fn set_viewport(&self, client: &Client, session: &Arc<str>, viewport: Option<Viewport>) {
        let Viewport { width, height } = viewport.unwrap_or(Viewport { width: 1280, height: 720 });
        client.tell(
            Some(session),
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        );
    }

    /// From now on documents of a page are asked about before they are requested.
    pub fn guard_hosts(&self, client: &Client, session: &Arc<str>) {
        let patterns =
            json!({ "patterns": [{ "urlPattern": "*", "resourceType": "Document", "requestStage": "Request" }] });
        client.tell(Some(session), "Fetch.enable", patterns);
    }

    fn event(&self, client: &Client, session: &Arc<str>, event: &Event<'_>) {
        match event.method {
            "Runtime.executionContextCreated" => {
                let Some(ContextCreated { context }) = event.read() else { return };
                let Some(AuxData { frame_id: Some(frame), is_default }) = context.aux_data else { return };
                let ours = context.name == WORLD && !is_default;
                self.change(|s| s.context_created(session, frame, context.id, ours, is_default));
            }
            "Runtime.executionContextDestroyed" => {
                let Some(ContextDestroyed { execution_context_id }) = event.read() else { return };
                self.change(|s| s.forget_contexts(session, Some(execution_context_id)));
            }
            "Runtime.executionContextsCleared" => self.change(|s| s.forget_contexts(session, None)),
            "Runtime.consoleAPICalled" => self.console(event),
            "Runtime.exceptionThrown" => {
                let Some(ExceptionThrown { exception_details: e }) = event.read() else { return };
                let error = BrowserEvent::ConsoleError { message: shorten(e.message()), url: e.url };
                self.change(|s| s.record(error));
            }
            "Page.javascriptDialogOpening" => self.dialog(client, session, event),
            "Inspector.targetCrashed" => {
                client.fail_session(session, "its process died");
                self.change(|s| {
                    if let Some(tab) = s.tab_of_session(session) {
                        tab.crashed = true;
                    }
                });
            }
            "Input.dragIntercepted" => {
                let Some(Dragged { data }) = event.read() else { return };
                self.change(|s| s.dragged = Some(data));
            }
            "Fetch.requestPaused" => self.request(client, session, event),
            method if method.starts_with("Page.") => self.page_event(session, event),
            _ => {}
        }
    }

    fn page_event(&self, session: &Arc<str>, event: &Event<'_>) {
        match event.method {
            "Page.frameNavigated" => {
                let Some(FrameNavigated { frame }) = event.read() else { return };
                let unreachable = frame.unreachable_url.is_some();
                let url = frame.url.into_owned() + frame.url_fragment.as_deref().unwrap_or_default();
                let document = NewDocument { loader: frame.loader_id.to_owned(), url, unreachable };
                self.change(|s| s.navigated(session, frame.id, document, frame.parent_id));
            }
            "Page.domContentEventFired" => self.change(|s| {
                if let Some(tab) = s.tab_of_session(session) {
                    tab.parsed = true;
                }
            }),
            "Page.loadEventFired" => self.change(|s| {
                if let Some(tab) = s.tab_of_session(session) {
                    (tab.parsed, tab.loaded) = (true, true);
                }
            }),
            "Page.frameAttached"
            | "Page.frameDetached"
            | "Page.navigatedWithinDocument"
            | "Page.frameRequestedNavigation"
            | "Page.frameStoppedLoading" => {
                let Some(frame) = event.read::<FrameEvent<'_>>() else { return };
                self.change(|s| frame_event(s, session, event.method, &frame));
            }
            _ => {}
        }
    }

    fn console(&self, event: &Event<'_>) {
        let Some(ConsoleCalled { kind: "error" | "assert", args }) = event.read() else { return };
        let args: Vec<RemoteObject> = serde_json::from_str(args.get()).unwrap_or_default();
        let message = args.iter().map(RemoteObject::text).collect::<Vec<_>>().join(" ");
        self.change(|s| s.record(BrowserEvent::ConsoleError { message: shorten(message), url: None }));
    }

    /// Answers a dialog at once: nothing in its page runs until then.
    fn dialog(&self, client: &Client, session: &Arc<str>, event: &Event<'_>) {
        let Some(DialogOpening { kind, message }) = event.read() else { return };
        self.change(|state| {
            let rule = if kind == "beforeunload" { None } else { state.rule.take() };
            let answer = dialog::answer(kind, &message, rule);
            state.dialogs += 1;
            if state.dialogs <= RECORDED_DIALOGS && kind != "beforeunload" {
                state.record(BrowserEvent::Dialog {
                    kind: kind.to_owned(),
                    message: shorten(message.into_owned()),
                    handled: answer.handled.to_owned(),
                });
            }
            if answer.error.is_some() {
                state.dialog_error = answer.error;
            }
            let mut handling = json!({ "accept": answer.accept });
            if let Some(text) = answer.text {
                handling["promptText"] = json!(text);
            }
            client.tell(Some(session), "Page.handleJavaScriptDialog", handling);
        });
    }

    /// Lets a document be requested, or not: only hosts on the list, and only web pages.
    fn request(&self, client: &Client, session: &Arc<str>, event: &Event<'_>) {
        let Some(RequestPaused { request_id, frame_id, request }) = event.read() else { return };
        let is_main = self.state().tab_of_frame(frame_id).is_some();
        let refusal = if is_main { hosts::refusal(&request.url, &self.options().allowed_hosts) } else { None };
        if let Some(refusal) = refusal {
            client.tell(
                Some(session),
                "Fetch.failRequest",
                json!({ "requestId": request_id, "errorReason": "BlockedByClient" }),
            );
            self.change(|s| s.stopped = Some(refusal));
        } else {
            client.tell(Some(session), "Fetch.continueRequest", json!({ "requestId": request_id }));
        }
    }
}

fn frame_event(state: &mut State, session: &Arc<str>, method: &str, frame: &FrameEvent<'_>) {
    match method {
        "Page.frameAttached" => {
            state.frame_attached(session, frame.frame_id, frame.parent_frame_id.unwrap_or_default())
        }
        "Page.frameDetached" => state.frame_detached(session, frame.frame_id, frame.reason == Some("swap")),
        "Page.navigatedWithinDocument" => {
            state.leaving.remove(frame.frame_id);
            if let (Some(tab), Some(url)) = (state.tab_of_frame(frame.frame_id), &frame.url) {
                tab.url = url.clone().into_owned();
                tab.moves += 1;
            }
        }
        "Page.frameRequestedNavigation" if frame.disposition == Some("currentTab") => {
            state.leaving.insert(frame.frame_id.into());
        }
        "Page.frameStoppedLoading" => {
            state.leaving.remove(frame.frame_id);
        }
        _ => {}
    }
}

/// At most 2,000 characters.
fn shorten(mut text: String) -> String {
    const LONGEST: usize = 2_000;
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(at);
        text.push('…');
    }
    text
}
