//! What is known of one browser context: its tabs, frames, dialogs; kept up to date by events alone.

use std::{
    collections::{BTreeSet, HashMap, HashSet, VecDeque},
    path::PathBuf,
    sync::Arc,
    time::Instant,
};

use flowtilla_shared::domain::outcome::StepError;
use serde_json::Value;

use crate::driver::{
    BrowserEvent,
    dialog::{DialogRule, StandingRule},
};

/// At most this many events are kept between two looks.
const KEPT_EVENTS: usize = 200;
/// So many documents back a tab's loaders are known.
const RECENT: usize = 8;

/// A tab, in order of opening.
#[derive(Debug)]
pub struct Tab {
    /// Target id, which is also the id of the main frame.
    pub target: Arc<str>,
    pub session: Arc<str>,
    pub opener: Option<Arc<str>>,
    pub url: String,
    pub title: String,
    /// The document has been parsed and its deferred scripts have run.
    pub parsed: bool,
    /// The document's `load` event has been seen.
    pub loaded: bool,
    /// The document has requested nothing for 500 ms; known once somebody has asked for it.
    pub idle: bool,
    /// New documents, and moves within one, since the tab was opened.
    pub documents: u64,
    pub moves: u64,
    /// The loaders of the last documents, newest first.
    pub recent: VecDeque<String>,
    /// The document is Chromium's own error page for this URL.
    pub unreachable: bool,
    pub crashed: bool,
}

/// A document that has just come.
#[derive(Debug)]
pub struct NewDocument {
    pub loader: String,
    pub url: String,
    pub unreachable: bool,
}

/// A frame of any tab.
#[derive(Debug)]
pub struct Frame {
    /// The session of the process that renders it.
    pub session: Arc<str>,
    /// Execution contexts: of the engine's isolated world, and of the page itself.
    pub world: Option<i64>,
    pub main: Option<i64>,
    pub parent: Option<Arc<str>>,
    /// Documents seen in it, and the one that the world's engine was made for.
    pub documents: u64,
    pub engine_of: u64,
}

impl Frame {
    pub fn new(session: Arc<str>, parent: Option<Arc<str>>) -> Self {
        Self { session, world: None, main: None, parent, documents: 0, engine_of: 0 }
    }
}

/// A target that was attached to: a page, or a frame in a process of its own.
#[derive(Debug)]
pub struct Attached {
    pub target: Arc<str>,
    pub is_page: bool,
}

/// A download of any tab.
#[derive(Debug)]
pub struct Download {
    pub guid: String,
    pub url: String,
    pub name: String,
    pub bytes: u64,
    /// `Some` when it is over.
    pub end: Option<Result<(), String>>,
    /// A step has it, or is not to have it.
    pub taken: bool,
}

#[derive(Debug, Default)]
pub struct State {
    pub tabs: Vec<Tab>,
    pub active: usize,
    /// By frame id.
    pub frames: HashMap<Arc<str>, Frame>,
    /// By session id.
    pub sessions: HashMap<Arc<str>, Attached>,
    /// Frames in which a navigation has begun and no new document is there yet.
    pub leaving: HashSet<Arc<str>>,
    pub events: Vec<BrowserEvent>,
    /// What the next dialog gets.
    pub rule: Option<DialogRule>,
    /// What later dialogs get.
    pub standing: Vec<StandingRule>,
    /// Files for the next file chooser.
    pub chooser: Option<Vec<PathBuf>>,
    /// In order of their beginning.
    pub downloads: Vec<Download>,
    /// Origins of every document that was shown.
    pub origins: BTreeSet<String>,
    /// The page of this session asks for no documents: each is an empty page.
    pub standing_in: Option<Arc<str>>,
    /// A dialog came that the flow did not expect in this form.
    pub dialog_error: Option<StepError>,
    /// Dialogs answered since the last step began.
    pub dialogs: u32,
    /// A main-frame navigation that was stopped because of where it led.
    pub stopped: Option<String>,
    /// What is being dragged (`Input.DragData`), once the page has begun an HTML5 drag.
    pub dragged: Option<Value>,
    /// The session of the tab that is filmed.
    pub filmed: Option<Arc<str>>,
    /// When the next frame of the film may come.
    pub next_frame: Option<Instant>,
    /// The socket is closed.
    pub closed: bool,
}

impl State {
    pub fn tab(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }

    pub fn tab_of_session(&mut self, session: &str) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|t| &*t.session == session)
    }

    pub fn tab_of_frame(&mut self, frame: &str) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|t| &*t.target == frame)
    }

    /// Keeps an event; the same again is counted.
    pub fn record(&mut self, event: BrowserEvent) {
        if self.events.iter_mut().any(|known| known.count_again(&event)) {
            return;
        }
        if self.events.len() < KEPT_EVENTS {
            self.events.push(event);
        }
    }

    /// A tab is gone: its opener comes to the front when it was there, else its neighbour.
    pub fn remove_tab(&mut self, target: &str) {
        let Some(at) = self.tabs.iter().position(|t| &*t.target == target) else { return };
        let tab = self.tabs.remove(at);
        let opener = tab.opener.and_then(|o| self.tabs.iter().position(|t| t.target == o));
        if at == self.active {
            self.active = opener.unwrap_or_else(|| at.saturating_sub(1));
        } else if at < self.active {
            self.active -= 1;
        }
    }

    /// Everything that lived in a session is gone.
    pub fn remove_session(&mut self, session: &str) {
        let Some(gone) = self.sessions.remove(session) else { return };
        self.frames.retain(|_, f| &*f.session != session);
        self.leaving.remove(&gone.target);
        if gone.is_page {
            self.remove_tab(&gone.target);
        }
    }

    /// Forgets the execution contexts of a session: one by its number, or all.
    pub fn forget_contexts(&mut self, session: &str, number: Option<i64>) {
        for frame in self.frames.values_mut().filter(|f| &*f.session == session) {
            if number.is_none() || frame.world == number {
                frame.world = None;
            }
            if number.is_none() || frame.main == number {
                frame.main = None;
            }
        }
    }

    pub fn frame_attached(&mut self, session: &Arc<str>, id: &str, parent: &str) {
        self.frames.insert(id.into(), Frame::new(session.clone(), Some(parent.into())));
    }

    /// A frame is gone, with all that is in it; `swap` means that another process takes over.
    pub fn frame_detached(&mut self, session: &str, id: &str, swap: bool) {
        self.leaving.remove(id);
        let children: Vec<Arc<str>> =
            self.frames.iter().filter(|(_, f)| f.parent.as_deref() == Some(id)).map(|(id, _)| id.clone()).collect();
        for child in children {
            self.frame_detached(session, &child, false);
        }
        if let Some(frame) = self.frames.get_mut(id) {
            if !swap {
                self.frames.remove(id);
            } else if &*frame.session == session {
                (frame.world, frame.main) = (None, None);
            }
        }
    }

    /// Whether the page of this session shows an empty page whatever it asks for.
    pub fn stands_in(&self, session: &Arc<str>) -> bool {
        self.standing_in.as_ref() == Some(session)
    }

    /// A frame shows a new document.
    pub fn navigated(&mut self, session: &Arc<str>, id: &str, document: NewDocument, parent: Option<&str>) {
        if !self.stands_in(session)
            && self.origins.len() < MOST_ORIGINS
            && let Some(origin) = origin_of(&document.url)
        {
            self.origins.insert(origin);
        }
        self.leaving.remove(id);
        if let Some(tab) = self.tab_of_frame(id) {
            tab.unreachable = document.unreachable;
            if !document.unreachable {
                tab.url = document.url;
            }
            tab.recent.truncate(RECENT - 1);
            tab.recent.push_front(document.loader);
            tab.documents += 1;
            (tab.parsed, tab.loaded, tab.idle) = (false, false, false);
            tab.crashed = false;
            tab.title.clear();
        }
        let entry = self.frames.entry(id.into()).or_insert_with(|| Frame::new(session.clone(), parent.map(Into::into)));
        entry.session = session.clone();
        entry.documents += 1;
    }

    pub fn context_created(&mut self, session: &Arc<str>, id: &str, number: i64, ours: bool, main: bool) {
        let frame = self.frames.entry(id.into()).or_insert_with(|| Frame::new(session.clone(), None));
        if frame.session != *session {
            frame.session = session.clone();
            (frame.world, frame.main) = (None, None);
        }
        if ours {
            frame.world = Some(number);
            frame.engine_of = frame.documents;
        } else if main {
            frame.main = Some(number);
        }
    }
}

/// Origins remembered, at most.
const MOST_ORIGINS: usize = 200;

/// The origin of a web page.
pub fn origin_of(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok().filter(|url| ["http", "https"].contains(&url.scheme()))?;
    Some(url.origin().ascii_serialization())
}
