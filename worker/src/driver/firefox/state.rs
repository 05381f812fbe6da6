//! What is known of one Firefox context: its tabs, frames, dialogs; kept up to date by events alone.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use flowtilla_shared::domain::outcome::StepError;

use crate::driver::{BrowserEvent, dialog::DialogRule};

/// At most this many events are kept between two looks.
const KEPT_EVENTS: usize = 200;

/// A tab, in order of opening.
#[derive(Debug, Default)]
pub struct Tab {
    /// Browsing context id, which is also the id of the main frame.
    pub id: Arc<str>,
    pub opener: Option<Arc<str>>,
    pub url: String,
    pub title: String,
    /// The document has been parsed and its deferred scripts have run.
    pub parsed: bool,
    /// The document's `load` event has been seen.
    pub loaded: bool,
    /// The document is Firefox's own error page.
    pub unreachable: bool,
}

/// A frame of any tab, its main frame included.
#[derive(Debug, Default)]
pub struct Frame {
    pub parent: Option<Arc<str>>,
    /// Documents seen in it.
    pub documents: u64,
}

#[derive(Debug, Default)]
pub struct State {
    pub tabs: Vec<Tab>,
    pub active: usize,
    /// By browsing context id.
    pub frames: HashMap<Arc<str>, Frame>,
    /// Frames in which a navigation has begun and no new document is there yet.
    pub leaving: HashSet<Arc<str>>,
    pub events: Vec<BrowserEvent>,
    /// What the next dialog gets.
    pub rule: Option<DialogRule>,
    /// A dialog came that the flow did not expect in this form.
    pub dialog_error: Option<StepError>,
    /// Dialogs answered since the last step began.
    pub dialogs: u32,
    /// A main-frame navigation that was stopped because of where it led.
    pub stopped: Option<String>,
    /// The socket is closed.
    pub closed: bool,
}

impl State {
    pub fn tab(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }

    pub fn tab_of(&mut self, id: &str) -> Option<&mut Tab> {
        self.tabs.iter_mut().find(|t| &*t.id == id)
    }

    pub fn record(&mut self, event: BrowserEvent) {
        let again = self.events.last_mut().is_some_and(|last| last.count_again(&event));
        if !again && self.events.len() < KEPT_EVENTS {
            self.events.push(event);
        }
    }

    /// A tab or frame is gone, with all frames in it; the opener of a tab comes to the front when the tab was there.
    pub fn remove(&mut self, id: &str) {
        let children: Vec<Arc<str>> =
            self.frames.iter().filter(|(_, f)| f.parent.as_deref() == Some(id)).map(|(id, _)| id.clone()).collect();
        for child in children {
            self.remove(&child);
        }
        self.frames.remove(id);
        self.leaving.remove(id);
        let Some(at) = self.tabs.iter().position(|t| &*t.id == id) else { return };
        let tab = self.tabs.remove(at);
        let opener = tab.opener.and_then(|o| self.tabs.iter().position(|t| t.id == o));
        if at == self.active {
            self.active = opener.unwrap_or_else(|| at.saturating_sub(1));
        } else if at < self.active {
            self.active -= 1;
        }
    }

    /// A frame shows a new document.
    pub fn committed(&mut self, id: &str, url: &str) {
        self.leaving.remove(id);
        let Some(frame) = self.frames.get_mut(id) else { return };
        frame.documents += 1;
        if let Some(tab) = self.tab_of(id) {
            tab.unreachable = is_error_page(url);
            (tab.parsed, tab.loaded) = (false, false);
            if !tab.unreachable {
                url.clone_into(&mut tab.url);
            }
            tab.title.clear();
        }
    }
}

/// Firefox's own pages about a page that cannot be shown.
fn is_error_page(url: &str) -> bool {
    ["about:neterror", "about:certerror", "about:blocked"].iter().any(|page| url.starts_with(page))
}
