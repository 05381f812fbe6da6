//! One context of Firefox, and what it makes of the events of its session's socket.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use flowtilla_shared::domain::flow::Viewport;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use tokio::sync::watch;

use super::{
    bidi::{BidiError, Client, Events},
    state::{Frame, State, Tab},
};
use crate::driver::{BrowserEvent, ContextOptions, chromium::ENGINE, dialog, hosts};

/// A page that opens more tabs than this is flooding; further ones are closed at once.
const MOST_TABS: usize = 50;
/// Dialogs recorded per step; a page that opens more is looping.
const RECORDED_DIALOGS: u32 = 20;
/// Name of the sandbox that the engine lives in.
pub const WORLD: &str = "flowtilla";
/// Events that every session listens to.
const WANTED: &[&str] = &["browsingContext", "log.entryAdded"];

/// One isolated context; shared by its driver and the socket's task.
pub struct Context {
    pub client: Client,
    /// User context id; `default` when the whole session is one context.
    pub id: String,
    pub options: ContextOptions,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

/// Hands the events of a socket to the context that lives now: a browser of ours has one at a time.
#[derive(Default)]
pub struct Router {
    now: Mutex<Option<Arc<Context>>>,
}

impl Router {
    fn now(&self) -> MutexGuard<'_, Option<Arc<Context>>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn register(&self, context: &Arc<Context>) {
        *self.now() = Some(context.clone());
    }

    pub fn forget(&self) {
        *self.now() = None;
    }
}

impl Events for Router {
    fn event(&self, client: &Client, method: &str, params: &RawValue) {
        let context = self.now().clone();
        if let Some(context) = context {
            context.event(client, method, params);
        }
    }

    fn closed(&self) {
        if let Some(context) = self.now().take() {
            context.change(|state| state.closed = true);
        }
    }
}

/// What is needed of `browsingContext.Info`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    context: Arc<str>,
    parent: Option<Arc<str>>,
    original_opener: Option<Arc<str>>,
    #[serde(default)]
    url: String,
    #[serde(default)]
    user_context: String,
    #[serde(default)]
    children: Option<Vec<Info>>,
}

#[derive(Deserialize)]
struct Navigation {
    context: Arc<str>,
    #[serde(default)]
    url: String,
}

#[derive(Deserialize)]
struct Prompt {
    context: Arc<str>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Entry {
    /// `console`, or `javascript` for what nobody caught.
    #[serde(rename = "type")]
    kind: String,
    level: String,
    text: Option<String>,
    source: Source,
    #[serde(rename = "stackTrace")]
    stack: Option<Stack>,
}

#[derive(Deserialize)]
struct Source {
    context: Option<Arc<str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stack {
    #[serde(default)]
    call_frames: Vec<CallFrame>,
}

#[derive(Deserialize)]
struct CallFrame {
    url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Requested {
    context: Option<Arc<str>>,
    #[serde(default)]
    is_blocked: bool,
    navigation: Option<String>,
    request: RequestData,
}

#[derive(Deserialize)]
struct RequestData {
    request: String,
    url: String,
}

impl Context {
    pub fn new(client: Client, id: String, options: ContextOptions) -> Arc<Self> {
        Arc::new(Self { client, id, options, state: Mutex::default(), changed: watch::Sender::new(()) })
    }

    /// What a session needs once: its events, and the engine in every new document.
    ///
    /// # Errors
    /// When the browser does not offer them before `deadline`.
    pub async fn prepare(client: &Client, deadline: Instant) -> Result<(), BidiError> {
        client.call::<Value>("session.subscribe", json!({ "events": WANTED }), deadline).await?;
        let engine = json!({ "functionDeclaration": format!("() => {{{ENGINE}\n}}"), "sandbox": WORLD });
        client.call::<Value>("script.addPreloadScript", engine, deadline).await.map(drop)
    }

    /// A look at the state; never held across a wait.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut State)) {
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

    /// From now on documents are asked about before they are requested, when the flow may not go everywhere.
    ///
    /// # Errors
    /// When the browser does not offer it; an open browser must not go unguarded.
    pub async fn guard(&self, deadline: Instant) -> Result<Option<String>, BidiError> {
        #[derive(Deserialize)]
        struct Added {
            intercept: String,
        }
        if self.options.allowed_hosts.is_empty() {
            return Ok(None);
        }
        let events = json!({ "events": ["network.beforeRequestSent"] });
        self.client.call::<Value>("session.subscribe", events, deadline).await?;
        let phases = json!({ "phases": ["beforeRequestSent"] });
        let added: Added = self.client.call("network.addIntercept", phases, deadline).await?;
        Ok(Some(added.intercept))
    }

    /// Opens an empty tab and waits until it is known; it comes to the front.
    ///
    /// # Errors
    /// When the browser does not make one before `deadline`.
    pub async fn open_tab(&self, deadline: Instant) -> Result<(), BidiError> {
        #[derive(Deserialize)]
        struct Made {
            context: Arc<str>,
        }
        let wish = json!({ "type": "tab", "userContext": self.id });
        let made: Made = self.client.call("browsingContext.create", wish, deadline).await?;
        let ready = self.until(deadline, |state| {
            state.active = state.tabs.iter().position(|t| t.id == made.context)?;
            Some(())
        });
        ready.await.ok_or(BidiError::TimedOut("browsingContext.create"))?;
        self.size_up(&made.context, deadline).await
    }

    /// Takes in the tabs of a session that was there before us: in the order given, with one in front.
    ///
    /// # Errors
    /// When the browser does not tell them before `deadline`, or has none.
    pub async fn first_tabs(&self, order: &[String], active: usize, deadline: Instant) -> Result<(), BidiError> {
        #[derive(Deserialize)]
        struct Tree {
            contexts: Vec<Info>,
        }
        let tree: Tree = self.client.call("browsingContext.getTree", json!({}), deadline).await?;
        let mut tabs = Vec::new();
        for info in tree.contexts {
            tabs.push(info.context.clone());
            self.change(|state| {
                self.adopt(state, info);
            });
        }
        if tabs.is_empty() {
            return Err(BidiError::TimedOut("browsingContext.getTree"));
        }
        self.change(|state| {
            state.tabs.sort_by_key(|t| order.iter().position(|id| **id == *t.id).unwrap_or(usize::MAX));
            state.active = active.min(state.tabs.len().saturating_sub(1));
        });
        for tab in &tabs {
            // A dialog that was left open would block its page.
            self.client.tell("browsingContext.handleUserPrompt", json!({ "context": tab, "accept": false }));
            self.size_up(tab, deadline).await?;
        }
        Ok(())
    }

    /// The tabs' ids in order of opening, and which is in front.
    pub fn tab_ids(&self) -> (Vec<String>, usize) {
        let state = self.state();
        (state.tabs.iter().map(|t| t.id.to_string()).collect(), state.active)
    }

    /// Gives a tab its size.
    async fn size_up(&self, tab: &Arc<str>, deadline: Instant) -> Result<(), BidiError> {
        self.client.call::<Value>("browsingContext.setViewport", self.size(tab), deadline).await.map(drop)
    }

    fn size(&self, tab: &Arc<str>) -> Value {
        let Viewport { width, height } = self.options.viewport.unwrap_or(Viewport { width: 1280, height: 720 });
        json!({ "context": tab, "viewport": { "width": width, "height": height }, "devicePixelRatio": 1 })
    }

    /// Takes a new tab or frame in, as far as it is ours; true for a tab.
    fn adopt(&self, state: &mut State, info: Info) -> bool {
        let ours = match &info.parent {
            Some(parent) => state.frames.contains_key(parent),
            None => info.user_context == self.id,
        };
        if !ours || state.frames.contains_key(&info.context) {
            return false;
        }
        state.frames.insert(info.context.clone(), Frame { parent: info.parent.clone(), documents: 0 });
        let is_tab = info.parent.is_none();
        if is_tab {
            state.tabs.push(Tab {
                id: info.context.clone(),
                opener: info.original_opener,
                url: info.url,
                parsed: true,
                loaded: true,
                ..Tab::default()
            });
        }
        for mut child in info.children.into_iter().flatten() {
            child.parent = Some(info.context.clone());
            self.adopt(state, child);
        }
        is_tab
    }

    fn event(&self, client: &Client, method: &str, params: &RawValue) {
        match method {
            "browsingContext.contextCreated" => self.created(client, params),
            "browsingContext.userPromptOpened" => self.dialog(client, params),
            "log.entryAdded" => self.console(params),
            "network.beforeRequestSent" => self.request(client, params),
            method if method.starts_with("browsingContext.") => {
                let Some(event) = read::<Navigation>(params) else { return };
                self.change(|state| navigation(state, method, &event));
            }
            _ => {}
        }
    }

    fn created(&self, client: &Client, params: &RawValue) {
        let Some(info) = read::<Info>(params) else { return };
        let (id, popup) = (info.context.clone(), info.original_opener.is_some());
        let mut flooded = false;
        self.change(|state| {
            flooded = info.parent.is_none() && state.tabs.len() >= MOST_TABS && info.user_context == self.id;
            if !flooded && self.adopt(state, info) && popup {
                client.tell("browsingContext.setViewport", self.size(&id));
            }
        });
        if flooded {
            client.tell("browsingContext.close", json!({ "context": id }));
        }
    }

    fn console(&self, params: &RawValue) {
        let Some(entry) = read::<Entry>(params).filter(|e| e.level == "error") else { return };
        let url = entry.stack.and_then(|s| s.call_frames.into_iter().next()).map(|f| f.url).filter(|u| !u.is_empty());
        let message = shorten(entry.text.unwrap_or_default());
        self.change(|state| {
            if entry.source.context.is_some_and(|c| state.frames.contains_key(&c)) {
                state.record(match entry.kind.as_str() {
                    "javascript" => BrowserEvent::PageError { message, url, count: 1 },
                    _ => BrowserEvent::ConsoleError { message, url, count: 1 },
                });
            }
        });
    }

    /// Answers a dialog at once: nothing in its page runs until then.
    fn dialog(&self, client: &Client, params: &RawValue) {
        let Some(Prompt { context, kind, message }) = read(params) else { return };
        self.change(|state| {
            if !state.frames.contains_key(&context) {
                return;
            }
            let rule = if kind == "beforeunload" { None } else { state.rule.take() };
            let answer = dialog::answer(&kind, &message, rule);
            state.dialogs += 1;
            if state.dialogs <= RECORDED_DIALOGS && kind != "beforeunload" {
                let handled = answer.handled.to_owned();
                state.record(BrowserEvent::Dialog { kind, message: shorten(message), handled });
            }
            if answer.error.is_some() {
                state.dialog_error = answer.error;
            }
            let mut handling = json!({ "context": context, "accept": answer.accept });
            if let Some(text) = answer.text {
                handling["userText"] = json!(text);
            }
            client.tell("browsingContext.handleUserPrompt", handling);
        });
    }

    /// Lets something be requested, or not: documents only from hosts on the list.
    fn request(&self, client: &Client, params: &RawValue) {
        let Some(Requested { context, is_blocked: true, navigation, request }) = read(params) else { return };
        let refusal = navigation.is_some().then(|| hosts::refusal(&request.url, &self.options.allowed_hosts)).flatten();
        let Some(refusal) = refusal else {
            client.tell("network.continueRequest", json!({ "request": request.request }));
            return;
        };
        client.tell("network.failRequest", json!({ "request": request.request }));
        self.change(|state| {
            if context.is_some_and(|c| state.tabs.iter().any(|t| t.id == c)) {
                state.stopped = Some(refusal);
            }
        });
    }
}

fn navigation(state: &mut State, method: &str, event: &Navigation) {
    let Navigation { context: id, url } = event;
    if !state.frames.contains_key(id) {
        return;
    }
    match method {
        "browsingContext.contextDestroyed" => state.remove(id),
        "browsingContext.navigationStarted" => {
            state.leaving.insert(id.clone());
        }
        "browsingContext.navigationCommitted" => state.committed(id, url),
        "browsingContext.navigationFailed"
        | "browsingContext.navigationAborted"
        | "browsingContext.downloadWillBegin" => {
            state.leaving.remove(id);
        }
        "browsingContext.domContentLoaded" | "browsingContext.load" => {
            if let Some(tab) = state.tab_of(id) {
                tab.parsed = true;
                tab.loaded |= method == "browsingContext.load";
            }
        }
        "browsingContext.fragmentNavigated" | "browsingContext.historyUpdated" => {
            state.leaving.remove(id);
            if let Some(tab) = state.tab_of(id) {
                url.clone_into(&mut tab.url);
            }
        }
        _ => {}
    }
}

fn read<T: DeserializeOwned>(params: &RawValue) -> Option<T> {
    serde_json::from_str(params.get()).ok()
}

fn shorten(message: String) -> String {
    if message.len() <= 2_000 { message } else { message.chars().take(2_000).collect() }
}
