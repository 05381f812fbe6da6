//! The recording browser's tabs and frames, and what they tell.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    notebook::{Notebook, Place, Told, Way},
    watch::Happening,
};
use crate::driver::chromium::{Client, ENGINE, WORLD};

/// The script that tells what the person does; `worker/engine/src/scribe.ts`.
const SCRIBE: &str = include_str!("../../../engine/dist/scribe.js");
/// The function that it tells by.
const BINDING: &str = "__flowtillaTell";
/// Longest wait for the browser to answer a question about a frame or a tab's history.
const ANSWER: Duration = Duration::from_secs(2);
/// Pause before a tab that is just changing its document is asked again.
const BETWEEN: Duration = Duration::from_millis(10);
/// Steps that the overlay shows.
const SHOWN: usize = 5;
const NOTE: &str = "● recording   Alt+A visible   Alt+T text   Alt+V value   Alt+H hover";

/// A tab that was attached to.
#[derive(Clone, Debug)]
pub struct Attached {
    pub target: String,
    pub session: Arc<str>,
}

/// A frame: the session of its process, its parent, our world in it, and how many documents it has shown.
#[derive(Debug, Default)]
struct Frame {
    session: Option<Arc<str>>,
    parent: Option<String>,
    world: Option<i64>,
    documents: u64,
}

/// Where a tab stands in its history.
#[derive(Debug, Default)]
struct History {
    index: i64,
    entries: Vec<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NavigationHistory {
    current_index: i64,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: i64,
    url: String,
    transition_type: String,
}

/// Everything that is known of the browser.
pub struct Pages {
    client: Client,
    /// Tabs by session; frames of other processes by the tab that they are in.
    tabs: HashMap<Arc<str>, String>,
    children: HashMap<Arc<str>, Arc<str>>,
    frames: HashMap<String, Frame>,
    histories: HashMap<String, History>,
    /// Dialogs that stand open, by session.
    dialogs: HashMap<Arc<str>, (String, String)>,
    /// Tabs whose first page was there before the person did anything.
    begun: HashSet<String>,
}

impl Pages {
    pub fn new(client: Client) -> Self {
        Self {
            client,
            tabs: HashMap::new(),
            children: HashMap::new(),
            frames: HashMap::new(),
            histories: HashMap::new(),
            dialogs: HashMap::new(),
            begun: HashSet::new(),
        }
    }

    /// Takes an event before the recording begins; answers with the first tab.
    pub fn first(&mut self, happening: &Happening) -> Option<Attached> {
        if happening.method != "Target.attachedToTarget" {
            self.look(happening);
            return None;
        }
        let attached = self.attach(happening)?;
        self.begun.insert(attached.target.clone());
        Some(attached)
    }

    /// Takes an event; false when the browser is gone or its last tab was closed.
    pub async fn take(&mut self, happening: Happening, book: &mut Notebook) -> bool {
        let before = book.len();
        let params = &happening.params;
        match happening.method.as_str() {
            "closed" => return false,
            "Target.attachedToTarget" => {
                let opener = params.pointer("/targetInfo/openerId").and_then(Value::as_str).map(str::to_owned);
                if let Some(tab) = self.attach(&happening) {
                    book.opened(&tab.target, opener.as_deref());
                }
            }
            "Target.detachedFromTarget" => {
                let session = params.get("sessionId").and_then(Value::as_str).unwrap_or_default();
                self.children.remove(session);
                if let Some(tab) = self.tabs.remove(session)
                    && !book.closed(&tab)
                {
                    return false;
                }
            }
            "Runtime.bindingCalled" => self.told(&happening, book).await,
            "Page.frameNavigated" => {
                self.look(&happening);
                if params.pointer("/frame/parentId").is_none() {
                    self.went(&happening, book).await;
                }
            }
            "Page.navigatedWithinDocument" => self.went(&happening, book).await,
            "Page.javascriptDialogOpening" => {
                let word = |name: &str| params.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                if let Some(session) = happening.session {
                    self.dialogs.insert(session, (word("type"), word("message")));
                }
            }
            "Page.javascriptDialogClosed" => {
                let dialog = happening.session.as_ref().and_then(|session| self.dialogs.remove(session));
                if let Some((kind, message)) = dialog {
                    let accepted = params.get("result") == Some(&Value::Bool(true));
                    book.answered(&kind, &message, accepted, params.get("userInput").and_then(Value::as_str));
                }
            }
            _ => self.look(&happening),
        }
        if book.len() != before || ["Page.frameNavigated", "Runtime.bindingCalled"].contains(&happening.method.as_str())
        {
            self.show(book);
        }
        true
    }

    /// A new tab, or a frame in a process of its own: sets it up and lets it run.
    fn attach(&mut self, happening: &Happening) -> Option<Attached> {
        let session: Arc<str> = happening.params.get("sessionId")?.as_str()?.into();
        let target = happening.params.pointer("/targetInfo/targetId")?.as_str()?.to_owned();
        let is_tab = happening.session.is_none();
        let to = Some(&session);
        self.client.tell(to, "Page.enable", json!({}));
        self.client.tell(to, "Runtime.enable", json!({}));
        self.client.tell(to, "Runtime.addBinding", json!({ "name": BINDING, "executionContextName": WORLD }));
        for source in [ENGINE, SCRIBE] {
            let script = json!({ "source": source, "worldName": WORLD, "runImmediately": true });
            self.client.tell(to, "Page.addScriptToEvaluateOnNewDocument", script);
        }
        let frames = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true,
                             "filter": [{ "type": "iframe" }, { "exclude": true }] });
        self.client.tell(to, "Target.setAutoAttach", frames);
        self.client.tell(to, "Runtime.runIfWaitingForDebugger", json!({}));
        let frame = self.frames.entry(target.clone()).or_default();
        frame.session = Some(session.clone());
        if is_tab {
            self.tabs.insert(session.clone(), target.clone());
            return Some(Attached { target, session });
        }
        if let Some(parent) = &happening.session {
            self.children.insert(session, parent.clone());
        }
        None
    }

    /// The tab that a session belongs to.
    fn tab_of(&self, session: &Arc<str>) -> Option<String> {
        let mut at = session;
        for _ in 0..32 {
            if let Some(tab) = self.tabs.get(at) {
                return Some(tab.clone());
            }
            at = self.children.get(at)?;
        }
        None
    }

    /// Keeps frames and worlds up to date.
    fn look(&mut self, happening: &Happening) {
        let Happening { session: Some(session), method, params } = happening else { return };
        let word = |path: &str| params.pointer(path).and_then(Value::as_str).map(str::to_owned);
        match method.as_str() {
            "Runtime.executionContextCreated" => {
                let ours = word("/context/name").as_deref() == Some(WORLD);
                let number = params.pointer("/context/id").and_then(Value::as_i64);
                if let (Some(frame), true) = (word("/context/auxData/frameId"), ours) {
                    let frame = self.frames.entry(frame).or_default();
                    (frame.session, frame.world) = (Some(session.clone()), number);
                }
            }
            "Runtime.executionContextDestroyed" => {
                let number = params.get("executionContextId").and_then(Value::as_i64);
                let gone = |f: &&mut Frame| f.session.as_ref() == Some(session) && f.world == number;
                self.frames.values_mut().filter(gone).for_each(|f| f.world = None);
            }
            "Runtime.executionContextsCleared" => {
                let of = |f: &&mut Frame| f.session.as_ref() == Some(session);
                self.frames.values_mut().filter(of).for_each(|f| f.world = None);
            }
            "Page.frameAttached" => {
                if let (Some(frame), Some(parent)) = (word("/frameId"), word("/parentFrameId")) {
                    self.frames.entry(frame).or_default().parent = Some(parent);
                }
            }
            "Page.frameNavigated" => {
                if let Some(id) = word("/frame/id") {
                    let frame = self.frames.entry(id).or_default();
                    frame.documents += 1;
                    if let Some(parent) = word("/frame/parentId") {
                        frame.parent = Some(parent);
                    }
                }
            }
            _ => {}
        }
    }

    /// The page's script told something.
    async fn told(&self, happening: &Happening, book: &mut Notebook) {
        let Happening { session: Some(session), params, .. } = happening else { return };
        let word = |name: &str| params.get(name).and_then(Value::as_str);
        if word("name") != Some(BINDING) {
            return;
        }
        let Some(told) = word("payload").and_then(|text| serde_json::from_str::<Told>(text).ok()) else { return };
        let world = params.get("executionContextId").and_then(Value::as_i64);
        let found = self.frames.iter().find(|(_, f)| f.session.as_ref() == Some(session) && f.world == world);
        let (Some((id, frame)), Some(tab)) = (found, self.tab_of(session)) else { return };
        let Some(frames) = self.chain(id).await else {
            book.warnings.push("Something was done in a frame that could not be found again; it was left out.".into());
            return;
        };
        let place = Place { tab, document: format!("{id}#{}", frame.documents) };
        book.told(place, frames, told);
    }

    /// Locators of the frame elements that lead to a frame, outermost first.
    async fn chain(&self, frame: &str) -> Option<Vec<Value>> {
        let mut chain = Vec::new();
        let mut at = frame.to_owned();
        while let Some(parent) = self.frames.get(&at).and_then(|f| f.parent.clone()) {
            chain.insert(0, self.frame_element(&parent, &at).await?);
            at = parent;
        }
        Some(chain)
    }

    async fn frame_element(&self, parent: &str, child: &str) -> Option<Value> {
        let parent = self.frames.get(parent)?;
        let (session, world) = (parent.session.as_ref()?, parent.world?);
        let by = Instant::now() + ANSWER;
        let ask = async |method, params| self.client.call::<Value>(Some(session), method, params, by).await.ok();
        let owner = ask("DOM.getFrameOwner", json!({ "frameId": child })).await?;
        let node = json!({ "backendNodeId": owner.get("backendNodeId")?, "executionContextId": world });
        let object = ask("DOM.resolveNode", node).await?;
        let call = json!({
            "objectId": object.pointer("/object/objectId")?,
            "functionDeclaration": "function () { return __flowtillaScribe.targetOf(this) ?? null }",
            "returnByValue": true,
        });
        let called = ask("Runtime.callFunctionOn", call).await?;
        called.pointer("/result/value").filter(|value| value.is_object()).cloned()
    }

    /// The history of a tab. While one document takes the place of another Chromium tells none; then it is asked again.
    async fn history(&self, session: &Arc<str>) -> Option<NavigationHistory> {
        let by = Instant::now() + ANSWER;
        loop {
            match self.client.call(Some(session), "Page.getNavigationHistory", json!({}), by).await {
                Ok(history) => return Some(history),
                Err(e) if e.between_documents() && Instant::now() < by => tokio::time::sleep(BETWEEN).await,
                Err(_) => return None,
            }
        }
    }

    /// Waits until everything that was done in the tabs so far has been told.
    pub async fn catch_up(&self) {
        let by = Instant::now() + ANSWER;
        for session in self.tabs.keys() {
            // an answer of the page comes after what it told before
            let asked = self.client.call::<Value>(Some(session), "Runtime.evaluate", json!({ "expression": "0" }), by);
            let _ = asked.await; // a tab that is just closing tells nothing more
        }
    }

    /// A tab is at another page: whether the person sent it there, its history tells.
    async fn went(&mut self, happening: &Happening, book: &mut Notebook) {
        let Some(session) = &happening.session else { return };
        let Some(tab) = self.tabs.get(session).cloned() else { return };
        let Some(NavigationHistory { current_index: index, entries }) = self.history(session).await else { return };
        let now = History { index, entries: entries.iter().map(|e| e.id).collect() };
        let before = self.histories.insert(tab.clone(), now).unwrap_or_default();
        let Some(entry) = usize::try_from(index).ok().and_then(|at| entries.get(at)) else { return };
        if entry.url == "about:blank" || self.begun.remove(&tab) {
            return;
        }
        let known = before.entries.contains(&entry.id);
        let way = match entry.transition_type.as_str() {
            _ if known && index == before.index - 1 => Way::Back,
            _ if known && index == before.index + 1 => Way::Forward,
            "reload" if known && happening.method == "Page.frameNavigated" => Way::Reload,
            "typed" | "address_bar" | "auto_bookmark" | "generated" | "keyword" if !known => Way::Typed,
            "link" | "form_submit" if !known => return book.led(&tab, &entry.url),
            _ => return,
        };
        book.visited(&tab, &entry.url, way);
    }

    /// Shows the last steps in every tab.
    fn show(&self, book: &Notebook) {
        let lines = json!(book.last_lines(SHOWN));
        let expression = format!("globalThis.__flowtillaScribe?.show({lines}, {})", json!(NOTE));
        for (session, tab) in &self.tabs {
            if let Some(world) = self.frames.get(tab).and_then(|frame| frame.world) {
                let params = json!({ "expression": expression, "contextId": world });
                self.client.tell(Some(session), "Runtime.evaluate", params);
            }
        }
    }
}
