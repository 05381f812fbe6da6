//! One browser context: what it is made of, and how its tabs are set up.

use std::{
    collections::VecDeque,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak, atomic::AtomicBool},
    time::Instant,
};

use flowtilla_shared::domain::flow::Viewport;
use serde::Deserialize;
use serde_json::{json, value::RawValue};
use tokio::sync::watch;

use super::{
    cdp::{CdpError, Client},
    clock,
    emulate::Setting,
    messages::TargetInfo,
    state::{Attached, Frame, State, Tab},
};
use crate::driver::{ContextOptions, film::Film, mutation, mutation::Mutation, network::Observer};

/// A page that opens more tabs than this is flooding; further ones are closed at once.
const MOST_TABS: usize = 50;
/// JPEG quality of a film's frames, and the longest side of them in pixels.
const FILM_QUALITY: u32 = 60;
const FILM_SIZE: u32 = 1920;
/// Name of the isolated world that the engine lives in.
pub const WORLD: &str = "flowtilla";
/// The in-page engine; `worker/engine/src/protocol.ts` is its protocol.
pub const ENGINE: &str = include_str!("../../../engine/dist/engine.js");

/// What an empty page does to be ready for others.
const EXERCISE: &str = r#"(async () => {
    document.body.innerHTML = '<h1>Aa</h1><form><label for=a>Name</label><input id=a><button type=button>Go</button></form>';
    const button = { role: "button", name: "Go" };
    for (const request of [
        { op: "fill", target: { label: "Name" }, value: "a" },
        { op: "locate", for: "click", target: button, guard: "block" },
        { op: "landed", budget_ms: 0 },
        { op: "expect", expect: { target: { text: "Aa" }, text: { contains: "A" } } },
        { op: "expect", expect: { target: button, to: "visible" } },
    ]) await __flowtilla.run({ budget_ms: 200, explain: false, ...request });
    document.body.replaceChildren();
})()"#;

/// What puts the engine into every document, as it is sent: it is long, and every tab is told.
static IN_EVERY_DOCUMENT: LazyLock<Option<Box<RawValue>>> = LazyLock::new(|| {
    let params = json!({ "source": ENGINE, "worldName": WORLD, "runImmediately": true });
    serde_json::value::to_raw_value(&params).ok() // it has nothing that JSON could not say
});

/// One isolated browser context; shared by its driver and the socket's task.
pub struct Context {
    pub client: Client,
    /// Browser context id; absent when the whole browser is one context.
    pub id: Option<String>,
    pub options: Mutex<ContextOptions>,
    /// What its pages ask for and write.
    pub observer: Arc<Observer>,
    /// Requests are reported.
    pub(super) recording: AtomicBool,
    /// What every tab is told when it is set up, once something is emulated.
    pub(super) settings: Mutex<Option<Vec<Setting>>>,
    /// Turns of the fake clock, for documents to come.
    pub(super) clock: Mutex<Vec<String>>,
    /// The fault that is put into the site.
    mutation: Mutex<Option<Arc<Mutation>>>,
    state: Mutex<State>,
    changed: watch::Sender<()>,
    pub(super) film: Film,
}

impl Context {
    pub fn new(client: Client, id: Option<String>, options: ContextOptions) -> Arc<Self> {
        Arc::new_cyclic(|us: &Weak<Self>| {
            let us = us.clone();
            Self {
                client,
                id,
                observer: Arc::default(),
                recording: AtomicBool::new(options.record_requests),
                mutation: Mutex::new(Mutation::of(&options)),
                options: Mutex::new(options),
                settings: Mutex::default(),
                clock: Mutex::default(),
                state: Mutex::default(),
                changed: watch::Sender::new(()),
                film: Film::new(move || {
                    if let Some(us) = us.upgrade() {
                        us.follow_front();
                    }
                }),
            }
        })
    }

    /// A look at the state; never held across a wait.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn options(&self) -> MutexGuard<'_, ContextOptions> {
        self.options.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault that is put into the site, if any.
    pub fn mutation(&self) -> Option<Arc<Mutation>> {
        self.mutation.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.send_replace(());
        if self.film.is_watched() {
            self.follow_front();
        }
    }

    /// Films the tab in front, and no other, as long as somebody watches.
    pub(super) fn follow_front(&self) {
        let (front, before) = {
            let mut state = self.state();
            let front = state.tab().filter(|tab| !tab.crashed && self.film.is_watched()).map(|tab| tab.session.clone());
            if state.filmed == front {
                return;
            }
            (front.clone(), std::mem::replace(&mut state.filmed, front))
        };
        if let Some(before) = before {
            self.client.tell(Some(&before), "Page.stopScreencast", json!({}));
        }
        if let Some(front) = front {
            let limits =
                json!({ "format": "jpeg", "quality": FILM_QUALITY, "maxWidth": FILM_SIZE, "maxHeight": FILM_SIZE });
            self.client.tell(Some(&front), "Page.startScreencast", limits);
        }
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
    pub(super) fn adopt(&self, client: &Client, session: Arc<str>, info: &TargetInfo<'_>, is_child: bool) {
        let target: Arc<str> = info.target_id.into();
        let is_page = info.kind == "page" && !is_child;
        if is_page && self.options().natural && info.url.contains(".top-chrome") {
            // a part of the browser's own window
            client.tell(Some(&session), "Runtime.runIfWaitingForDebugger", json!({}));
            return;
        }
        if is_page && self.state().tabs.len() >= MOST_TABS {
            // It shares its process with its opener, which stands still until it may run.
            client.tell(Some(&session), "Runtime.runIfWaitingForDebugger", json!({}));
            client.tell(None, "Target.closeTarget", json!({ "targetId": target }));
            return;
        }
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
                    idle: false,
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
        let (viewport, natural) = {
            let options = self.options();
            (options.viewport, options.natural)
        };
        client.tell(to, "Page.enable", json!({}));
        client.tell(to, "Runtime.enable", json!({}));
        client.tell(to, "Log.enable", json!({}));
        if self.records() {
            self.record_in(client, session);
        }
        client.tell(to, "Page.addScriptToEvaluateOnNewDocument", &*IN_EVERY_DOCUMENT);
        self.mutate_pages(client, session);
        client.tell(
            to,
            "Target.setAutoAttach",
            json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true,
                    "filter": [{ "type": "iframe" }, { "exclude": true }] }),
        );
        let settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for setting in settings.iter().flatten().filter(|s| is_page || s.frames) {
            client.tell(to, setting.method, setting.params.clone());
        }
        for script in clock::scripts(&self.clock.lock().unwrap_or_else(PoisonError::into_inner)) {
            client.tell(
                to,
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": script, "runImmediately": true }),
            );
        }
        if is_page {
            client.tell(to, "Inspector.enable", json!({}));
            client.tell(to, "Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
            if settings.is_none() && !natural {
                self.set_viewport(client, session, viewport);
            }
        }
        self.wire_up(client, session, is_page);
        client.tell(to, "Runtime.runIfWaitingForDebugger", json!({}));
    }

    /// The pages of a session are faulty from their next document on.
    fn mutate_pages(&self, client: &Client, session: &Arc<str>) {
        let Some(mutation) = self.mutation() else { return };
        let to = Some(session);
        let binding = json!({ "name": mutation::BINDING, "executionContextName": WORLD });
        client.tell(to, "Runtime.addBinding", binding);
        let script = json!({ "source": mutation.script(), "worldName": WORLD, "runImmediately": true });
        client.tell(to, "Page.addScriptToEvaluateOnNewDocument", script);
    }

    /// A spare context becomes that of an execution.
    pub fn take_on(&self, options: &ContextOptions) {
        *self.options() = options.clone();
        *self.mutation.lock().unwrap_or_else(PoisonError::into_inner) = Mutation::of(options);
        if options.record_requests {
            self.record();
        }
        let sessions: Vec<Arc<str>> = self.state().tabs.iter().map(|t| t.session.clone()).collect();
        for session in sessions {
            if options.viewport.is_some() {
                self.set_viewport(&self.client, &session, options.viewport);
            }
            self.mutate_pages(&self.client, &session);
            if !options.allowed_hosts.is_empty() || options.mutant.is_some() {
                self.wire_up(&self.client, &session, true);
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
        let ready = ready.await.ok_or(CdpError::TimedOut("Target.createTarget"));
        self.follow_front();
        ready
    }

    /// Lets the empty tab in front do once what every page does: lay out, paint, be searched. What that needs is then there when the
    /// first page comes. The tab is empty again afterwards.
    pub async fn limber_up(&self, deadline: Instant) {
        let place = {
            let state = self.state();
            state.tab().and_then(|tab| Some((tab.session.clone(), state.frames.get(&tab.target)?.world?)))
        };
        let Some((session, world)) = place else { return };
        let params = json!({ "expression": EXERCISE, "contextId": world, "awaitPromise": true, "returnByValue": true });
        // it is of use, not needed
        let _ = self.client.post(Some(&session), "Runtime.evaluate", params, deadline).done().await;
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
}

impl Drop for Context {
    /// Answers that are still to be given are given up.
    fn drop(&mut self) {
        self.observer.over.cancel();
    }
}
