//! The browser toolset: what a model does in the Chromium that is seen on its desktop, element by element, through the worker's
//! own driver.
//!
//! The browser is the one that people see and may have opened themselves. It is found, or started, with the first call.

mod acting;
mod found;
mod member;
mod reading;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::Action,
    outcome::{ErrorKind, StepError},
};
use serde_json::{Value, json};

use self::member::Member;
use crate::{
    desktop::{Answer, Call, Error, Further, Inside, Picture, Shown},
    driver::{Driver, Gate, Progress},
};

/// Anthropic's name of the toolset, and ours of the function with the same members.
const NAME: &str = "browser";
/// Time for one action, and for one page to load.
const ACTION: Duration = Duration::from_secs(15);
const LOAD: Duration = Duration::from_secs(30);
/// The page must be quiet for so long before it is pictured, and is waited for at most so long.
const QUIET_MS: u64 = 150;
const QUIET_WITHIN: Duration = Duration::from_secs(2);
/// What every model can read: long edge in pixels, and patches.
const EDGE: u32 = 1568;
const PATCHES: u32 = 1568;

/// See the module.
pub struct Browser {
    inside: Inside,
    /// Locked by nobody: it makes what is behind it fit to be looked at from several threads.
    driver: Mutex<Option<Box<dyn Driver>>>,
    /// Every tab that there has been, by the browser's own name for it; a model is told its place here.
    tabs: Vec<String>,
    /// How large the model saw the page last.
    shown: Option<Shown>,
    /// Where a mouse button was left down, and keys that are.
    pressed: Option<(f64, f64)>,
    held: Vec<String>,
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Browser").field("tabs", &self.tabs.len()).finish_non_exhaustive()
    }
}

/// The call is a row already, and the lease is looked after elsewhere.
struct Open;

#[async_trait]
impl Gate for Open {
    async fn pass(&self) -> Result<(), StepError> {
        Ok(())
    }
}

fn progress(within: Duration) -> Progress {
    Progress { deadline: Instant::now() + within, log: Vec::new(), gate: Arc::new(Open), explain: true }
}

/// What a member brought back.
#[derive(Debug, Default)]
struct Done {
    text: String,
    picture: Option<Vec<u8>>,
}

impl Done {
    fn said(text: impl Into<String>) -> Self {
        Self { text: text.into(), picture: None }
    }
}

/// Why it brought nothing.
#[derive(Debug)]
enum Fault {
    /// The sentence says what would be right.
    Refused(String),
    /// The browser is gone; the next call opens it again.
    Lost(String),
}

impl From<StepError> for Fault {
    fn from(error: StepError) -> Self {
        if error.kind == ErrorKind::Crash {
            return Self::Lost(error.message);
        }
        let mut text = error.message;
        if !error.candidates.is_empty() {
            let some: Vec<String> = error.candidates.into_iter().take(5).collect();
            text = format!("{text} There are: {}", some.join("; "));
        }
        Self::Refused(text)
    }
}

impl From<String> for Fault {
    fn from(why: String) -> Self {
        Self::Refused(why)
    }
}

impl Browser {
    /// The browser of a desktop; nothing is started yet.
    pub fn new(inside: Inside) -> Self {
        Self { inside, driver: Mutex::new(None), tabs: Vec::new(), shown: None, pressed: None, held: Vec::new() }
    }

    fn slot(&mut self) -> &mut Option<Box<dyn Driver>> {
        self.driver.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// The driver; the browser is found or started when there is none.
    async fn driver(&mut self) -> Result<&mut Box<dyn Driver>, Fault> {
        if self.slot().is_none() {
            let driver = found::open(&self.inside).await.map_err(Fault::Refused)?;
            *self.slot() = Some(driver);
            (self.pressed, self.shown) = (None, None);
            self.held.clear();
        }
        self.slot().as_mut().ok_or_else(|| Fault::Refused("The browser could not be opened.".into()))
    }

    /// Carries out a step of a flow.
    async fn act(&mut self, action: Value, within: Duration) -> Result<Value, Fault> {
        let action: Action = serde_json::from_value(action).map_err(|e| Fault::Refused(format!("{e}.")))?;
        let done = self.driver().await?.act(&action, &mut progress(within)).await?;
        Ok(done.value.unwrap_or(Value::Null))
    }

    /// The page as it is to be seen, at the size that models read.
    async fn shot(&mut self) -> Result<(Picture, Shown), Fault> {
        let action = Action::Screenshot { target: None, full_page: false, name: None, mask: Vec::new() };
        let done = self.driver().await?.act(&action, &mut progress(ACTION)).await?;
        let png = done.captures.into_iter().next().map(|capture| capture.bytes).unwrap_or_default();
        let picture = Picture::read(&png).map_err(|e| Fault::Refused(e.to_string()))?;
        let shown = Shown::fit((picture.width, picture.height), EDGE, PATCHES);
        self.shown = Some(shown);
        Ok((picture, shown))
    }

    async fn picture(&mut self) -> Result<Vec<u8>, Fault> {
        let (picture, shown) = self.shot().await?;
        let sized = if shown.shown == shown.screen { picture } else { picture.resized(shown.shown.0, shown.shown.1) };
        sized.png().map_err(|e| Fault::Refused(e.to_string()))
    }

    /// Waits until the page has come to rest, not for long.
    async fn settle(&mut self) {
        let action = Action::WaitSettled { quiet_ms: Some(QUIET_MS) };
        if let Ok(driver) = self.driver().await {
            // a page that never rests is looked at as it is
            let _ = driver.act(&action, &mut progress(QUIET_WITHIN)).await;
        }
    }

    /// Every tab, as the toolset tells of them: exactly this one block.
    async fn told_tabs(&mut self) -> Result<Done, Fault> {
        let tabs = self.driver().await?.tabs(Instant::now() + ACTION).await?;
        let told: Vec<Value> = tabs
            .iter()
            .map(|tab| {
                let id = self.number(&tab.id);
                let title: String = tab.title.chars().take(200).collect();
                let url: String = tab.url.chars().take(2_000).collect();
                let mut told = json!({ "tab_id": id, "title": title, "url": url });
                if tab.active {
                    told["active"] = true.into();
                }
                told
            })
            .collect();
        Ok(Done::said(json!({ "type": "browser_state", "tabs": told }).to_string()))
    }

    fn number(&mut self, id: &str) -> String {
        let place = self.tabs.iter().position(|known| known == id).unwrap_or_else(|| {
            self.tabs.push(id.to_owned());
            self.tabs.len() - 1
        });
        format!("tab_{}", place + 1)
    }

    /// The place of a tab among those that are open now.
    async fn tab_index(&mut self, asked: &str) -> Result<usize, Fault> {
        let tabs = self.driver().await?.tabs(Instant::now() + ACTION).await?;
        let place = tabs.iter().position(|tab| self.number(&tab.id) == asked);
        place.ok_or_else(|| Fault::Refused(format!("There is no tab `{asked}`; `list_tabs` tells which there are.")))
    }

    async fn carry_out(&mut self, member: Member, wants_picture: bool) -> Result<Done, Fault> {
        let only_looks = member.only_looks();
        let tells_tabs = member.tells_tabs();
        let mut done = self.member(member).await?;
        if !only_looks {
            // the next action counts on what this one brought about, whether or not anybody looks
            self.settle().await;
        }
        // members about tabs answer with nothing but tabs
        if wants_picture && !only_looks && !tells_tabs && done.picture.is_none() {
            done.picture = Some(self.picture().await?);
        }
        Ok(done)
    }
}

#[async_trait]
impl Further for Browser {
    fn knows(&self, call: &Call) -> bool {
        is_browser(call)
    }

    async fn call(&mut self, call: &Call, wants_picture: bool) -> Result<Answer, Error> {
        let name = match &call.toolset {
            Some(_) => call.name.as_str(),
            None => call.input["action"].as_str().unwrap_or_default(),
        };
        let member = Member::read(name, &call.input).map_err(Error::Refused)?;
        match self.carry_out(member, wants_picture).await {
            Ok(done) => Ok(Answer {
                call_id: call.id.clone(),
                ok: true,
                text: done.text,
                picture: done.picture,
                skipped: false,
            }),
            Err(Fault::Refused(why)) => Err(Error::Refused(why)),
            Err(Fault::Lost(why)) => {
                *self.slot() = None;
                Err(Error::Refused(format!("{why} The next call opens the browser again.")))
            }
        }
    }

    async fn let_go(&mut self) {
        let (pressed, held) = (self.pressed.take(), std::mem::take(&mut self.held));
        let Some(driver) = self.slot() else { return };
        let mut inputs: Vec<Value> = held.iter().map(|key| json!({ "type": "key_up", "key": key })).collect();
        inputs.extend(pressed.map(|(x, y)| json!({ "type": "mouse", "action": "up", "x": x, "y": y })));
        for input in inputs {
            let Ok(action) = serde_json::from_value::<Action>(input) else { continue };
            let _ = driver.act(&action, &mut progress(Duration::from_secs(1))).await;
        }
    }
}

/// Whether a call is one of the browser's.
pub fn is_browser(call: &Call) -> bool {
    match &call.toolset {
        Some(toolset) => toolset == NAME,
        None => call.name == NAME && !call.computer,
    }
}
