//! A scripted browser: what an element does is written in its CSS selector.
//!
//! `#missing` is not there, `#hang` waits for its deadline, `#crash` kills the browser, `#panic` panics, `#slow-50` takes
//! 50 ms before its input, `#flaky-2` fails twice, `#late-300` is visible 300 ms after the context was opened, `#secret`
//! reads what was typed last; everything else works. To a model it shows the buttons of [`SHOWN`].

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::{Action, Expect, TabRef, Target},
    outcome::{ErrorKind, StepError},
};
use flowtilla_worker::{
    driver::{
        BrowserEvent, Capture, ContextOptions, Driver, Inspect, Inspected, Observation, Progress, Reach, Rect,
        SessionHandle, Snapshot, Suggestion,
    },
    runner::BrowserSource,
};
use futures_util::future::BoxFuture;
use serde_json::json;

/// What a model sees: `e1` is the first of them.
pub const SHOWN: [&str; 5] = ["#order", "#slow-700", "#missing", "#field", "#alert"];

type OnInput = Arc<dyn Fn(String) -> BoxFuture<'static, ()> + Send + Sync>;

/// Every fake browser of one test, whichever worker opened it.
#[derive(Default)]
pub struct World {
    /// What reached the page, in order: `click #buy`, `goto http://…`.
    pub inputs: Vec<String>,
    pub opened: u32,
    pub open: u32,
    pub discarded: Vec<String>,
    /// Sessions that outlive their worker, by id.
    live: HashMap<String, ()>,
    tries: HashMap<String, u32>,
    typed: String,
    /// `#held` is there.
    released: bool,
    /// Text that the page shows besides.
    pub leaks: Option<String>,
    /// Hosts that may be asked.
    pub kept_to: Vec<String>,
    /// Tabs of each session, and the one in front.
    tabs: HashMap<String, (usize, usize)>,
}

#[derive(Clone, Default)]
pub struct FakeBrowsers {
    pub world: Arc<Mutex<World>>,
    /// Sessions go on after their worker.
    pub outlive: bool,
    /// Called between the gate and the input.
    pub on_input: Option<OnInput>,
    /// Called when an element is looked up by its ref.
    pub on_suggest: Option<OnInput>,
}

impl FakeBrowsers {
    pub fn outliving() -> Self {
        Self { outlive: true, ..Self::default() }
    }

    pub fn inputs(&self) -> Vec<String> {
        self.world.lock().unwrap().inputs.clone()
    }

    pub fn opened(&self) -> u32 {
        self.world.lock().unwrap().opened
    }

    pub fn open_now(&self) -> u32 {
        self.world.lock().unwrap().open
    }

    pub fn discarded(&self) -> usize {
        self.world.lock().unwrap().discarded.len()
    }

    /// What waits for `#held` waits no longer.
    pub fn release(&self) {
        self.world.lock().unwrap().released = true;
    }

    /// The browsers die, as when their machine does.
    pub fn kill_sessions(&self) {
        self.world.lock().unwrap().live.clear();
    }

    fn driver(&self, session: String) -> Box<dyn Driver> {
        self.world.lock().unwrap().open += 1;
        Box::new(Fake { browsers: self.clone(), session, began: Instant::now(), closed: false, events: Vec::new() })
    }
}

#[async_trait]
impl BrowserSource for FakeBrowsers {
    async fn open(&self, _: ContextOptions) -> Result<Box<dyn Driver>, StepError> {
        let session = {
            let mut world = self.world.lock().unwrap();
            world.opened += 1;
            let session = format!("s{}", world.opened);
            world.live.insert(session.clone(), ());
            session
        };
        Ok(self.driver(session))
    }

    async fn attach(&self, handle: &SessionHandle) -> Result<Option<Box<dyn Driver>>, StepError> {
        let lives = handle.outlives_worker && self.world.lock().unwrap().live.contains_key(&handle.webdriver_session);
        Ok(lives.then(|| self.driver(handle.webdriver_session.clone())))
    }

    async fn discard(&self, handle: &SessionHandle) {
        let mut world = self.world.lock().unwrap();
        world.live.remove(&handle.webdriver_session);
        world.discarded.push(handle.webdriver_session.clone());
    }
}

struct Fake {
    browsers: FakeBrowsers,
    session: String,
    began: Instant,
    closed: bool,
    events: Vec<BrowserEvent>,
}

impl Drop for Fake {
    fn drop(&mut self) {
        let mut world = self.browsers.world.lock().unwrap();
        world.open -= 1;
        if self.closed || !self.browsers.outlive {
            world.live.remove(&self.session);
        }
    }
}

impl Fake {
    async fn input(
        &mut self,
        what: String,
        target: Option<&Target>,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let css = target.and_then(|target| target.css.clone()).unwrap_or_default();
        self.find(&css, progress).await?;
        progress.gate.pass().await?;
        if let Some(on_input) = &self.browsers.on_input {
            on_input(what.clone()).await;
        }
        {
            let mut world = self.browsers.world.lock().unwrap();
            let what = match world.tabs.get(&self.session) {
                Some((_, front)) if what != "new_tab" => format!("tab {front}: {what}"),
                _ => what,
            };
            world.inputs.push(what);
        }
        match css.as_str() {
            "#crash" => Err(StepError::crash("The browser died")),
            "#sent-then-hang" => {
                tokio::time::sleep_until(progress.deadline.into()).await;
                Err(StepError::new(ErrorKind::Timeout, "sent, then nothing"))
            }
            "#alert" => {
                self.events.push(BrowserEvent::Dialog {
                    kind: "alert".into(),
                    message: "Boo".into(),
                    handled: "auto_dismiss".into(),
                });
                self.events.push(BrowserEvent::ConsoleError { message: "oops".into(), url: None, count: 1 });
                Ok(Observation::default())
            }
            _ => Ok(Observation::default()),
        }
    }

    async fn find(&mut self, css: &str, progress: &mut Progress) -> Result<(), StepError> {
        progress.log.push(format!("looking for {css}"));
        let number = |prefix: &str| css.strip_prefix(prefix).and_then(|n| n.parse::<u64>().ok());
        if css == "#missing" {
            return Err(StepError::new(ErrorKind::NotFound, "There is no #missing").with_log(progress.log.clone()));
        }
        if css == "#hang" {
            tokio::time::sleep_until(progress.deadline.into()).await;
            return Err(StepError::new(ErrorKind::Timeout, "#hang did not come"));
        }
        assert_ne!(css, "#panic", "this element panics");
        if css == "#held" {
            while !self.browsers.world.lock().unwrap().released {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        if let Some(ms) = number("#slow-") {
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
        if let Some(ms) = number("#late-") {
            let at = self.began + Duration::from_millis(ms);
            if at > progress.deadline {
                tokio::time::sleep_until(progress.deadline.into()).await;
                return Err(StepError::new(ErrorKind::Assertion, "not visible yet"));
            }
            tokio::time::sleep_until(at.into()).await;
        }
        if let Some(fails) = number("#flaky-") {
            let mut world = self.browsers.world.lock().unwrap();
            let tries = world.tries.entry(css.to_owned()).or_default();
            *tries += 1;
            if u64::from(*tries) <= fails {
                return Err(StepError::new(ErrorKind::NotFound, format!("try {tries} fails")));
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Driver for Fake {
    #[allow(clippy::wildcard_enum_match_arm, reason = "the fake cannot do everything")]
    async fn act(&mut self, action: &Action, progress: &mut Progress) -> Result<Observation, StepError> {
        let css = |target: &Target| target.css.clone().unwrap_or_default();
        match action {
            Action::Goto { url, .. } => self.input(format!("goto {url}"), None, progress).await,
            Action::Click(click) => {
                self.input(format!("click {}", css(&click.target)), Some(&click.target), progress).await
            }
            Action::Fill { target, value } => {
                self.browsers.world.lock().unwrap().typed.clone_from(value);
                self.input(format!("fill {} {value}", css(target)), Some(target), progress).await
            }
            Action::Expect(Expect { target: Some(target), .. }) | Action::WaitFor { target, .. } => {
                self.find(&css(target), progress).await.map(|()| Observation::default())
            }
            Action::Extract { target, .. } => {
                self.find(&css(target), progress).await?;
                let value = if css(target) == "#secret" {
                    self.browsers.world.lock().unwrap().typed.clone()
                } else {
                    format!("text of {}", css(target))
                };
                Ok(Observation { value: Some(json!(value)), captures: Vec::new() })
            }
            Action::Evaluate { js, .. } => {
                let done = self.input(format!("evaluate {js}"), None, progress).await?;
                Ok(Observation { value: Some(json!(42)), ..done })
            }
            Action::NewTab { .. } => {
                let done = self.input("new_tab".into(), None, progress).await?;
                let mut world = self.browsers.world.lock().unwrap();
                let (tabs, front) = world.tabs.entry(self.session.clone()).or_insert((1, 0));
                *front = *tabs;
                *tabs += 1;
                Ok(done)
            }
            Action::SwitchTab { tab: TabRef::Index(at), .. } => {
                if let Some((_, front)) = self.browsers.world.lock().unwrap().tabs.get_mut(&self.session) {
                    *front = *at as usize;
                }
                Ok(Observation::default())
            }
            Action::WaitSettled { .. } => Ok(Observation::default()),
            Action::Screenshot { .. } => Ok(Observation { value: None, captures: vec![png("shot")] }),
            other => Err(StepError::refused(format!("the fake cannot {}", other.type_name()))),
        }
    }

    async fn snapshot(&mut self, _: &mut Progress) -> Result<Snapshot, StepError> {
        let lines = SHOWN.iter().enumerate().map(|(n, css)| format!("- button \"{css}\" [ref=e{}]\n", n + 1));
        let world = self.browsers.world.lock().unwrap();
        let outline =
            format!("{}- textbox: {}\n- text: {} inputs", lines.collect::<String>(), world.typed, world.inputs.len());
        let outline = world.leaks.iter().fold(outline, |outline, leak| format!("{outline}\n- text: {leak}"));
        Ok(Snapshot { url: "http://shop.test/".into(), title: "Shop".into(), outline })
    }

    async fn suggest(&mut self, what: &Inspect, _: &mut Progress) -> Result<Vec<Inspected>, StepError> {
        if let (Some(on_suggest), Inspect::Ref(reference)) = (&self.browsers.on_suggest, what) {
            on_suggest(reference.clone()).await;
        }
        let at = match what {
            Inspect::Ref(reference) => {
                let number = reference.strip_prefix('e').and_then(|n| n.parse::<usize>().ok());
                number.and_then(|n| n.checked_sub(1)).filter(|n| *n < SHOWN.len())
            }
            Inspect::Target(target) => SHOWN.iter().position(|css| target.css.as_deref() == Some(css)),
            Inspect::Point(_) | Inspect::All => return Err(StepError::refused("only refs and targets")),
        };
        let Some(css) = at.map(|n| SHOWN[n]) else {
            return Err(StepError::new(ErrorKind::NotFound, format!("There is no {what:?}")));
        };
        Ok(vec![Inspected {
            description: format!("<button>{css}</button>"),
            tag: "button".into(),
            role: Some("button".into()),
            name: css.into(),
            states: json!({ "visible": true, "enabled": true }),
            rect: Rect::default(),
            locators: vec![Suggestion {
                target: json!({ "css": css }),
                locator: format!("css={css}"),
                score: 50,
                strategy: "css".into(),
            }],
        }])
    }

    async fn keep_to(&mut self, reach: &Reach, _: &mut Progress) -> Result<(), StepError> {
        self.browsers.world.lock().unwrap().kept_to.clone_from(&reach.hosts);
        Ok(())
    }

    async fn picture(&mut self, _: Instant) -> Option<Capture> {
        Some(png("failure"))
    }

    async fn outline(&mut self, _: Instant) -> Option<String> {
        Some(format!("- textbox: {}\n", self.browsers.world.lock().unwrap().typed))
    }

    fn location(&self) -> (String, String) {
        ("about:blank".into(), String::new())
    }

    fn handle(&self) -> SessionHandle {
        let (tabs, active) = self.browsers.world.lock().unwrap().tabs.get(&self.session).copied().unwrap_or((1, 0));
        SessionHandle {
            tabs: (0..tabs).map(|n| format!("t{n}")).collect(),
            active,
            webdriver_session: self.session.clone(),
            outlives_worker: self.browsers.outlive,
            browser: "fake 1".into(),
            ..SessionHandle::default()
        }
    }

    fn take_events(&mut self) -> Vec<BrowserEvent> {
        std::mem::take(&mut self.events)
    }

    async fn close(mut self: Box<Self>) {
        self.closed = true;
    }

    fn leave(self: Box<Self>) {}
}

fn png(name: &str) -> Capture {
    Capture {
        name: format!("{name}.png"),
        kind: "screenshot".into(),
        media_type: "image/png".into(),
        bytes: b"\x89PNG".to_vec(),
    }
}
