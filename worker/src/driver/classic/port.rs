//! A plain WebDriver session as a [`Port`].

use std::{
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::Button,
    outcome::{ErrorKind, StepError},
};
use serde_json::{Value, json, value::RawValue};

use super::{ASK, Classic, ERROR_PAGE, GLOBAL, LOOK, MOST_DIALOGS, SLICE, Tab, actions, delete, wire};
use crate::driver::{
    BrowserEvent, SessionHandle,
    chromium::ENGINE,
    dialog::DialogRule,
    net_error,
    port::{Area, Fault, FrameRef, Journey, Keys, Mouse, Point, Port, TabView, Visit},
    socket,
};

#[async_trait]
impl Port for Classic {
    fn top(&self) -> Result<FrameRef, Fault> {
        self.tabs.get(self.active).map(|t| t.window.clone()).ok_or_else(Self::no_tab)
    }

    async fn run(&mut self, frame: &FrameRef, request: &Value, deadline: Instant) -> Result<Box<RawValue>, Fault> {
        if let Err(fault) = self.wire.enter(frame, deadline).await {
            if matches!(fault, Fault::FrameGone) {
                self.find_front(deadline).await?;
            }
            return Err(fault);
        }
        let mut request = request.clone();
        let budget = request.get("budget_ms").and_then(Value::as_u64).unwrap_or(0);
        request["budget_ms"] = json!(budget.min(SLICE.as_millis() as u64));
        for _ in 0..3 {
            let answer = self.wire.execute(ASK, vec![request.clone()], deadline).await?;
            if !answer.is_null() {
                return serde_json::value::to_raw_value(&answer)
                    .map_err(|e| Fault::Step(StepError::new(ErrorKind::Script, e.to_string())));
            }
            self.wire.execute(&format!("{{{GLOBAL}\n{ENGINE}\n}}"), Vec::new(), deadline).await?;
        }
        Err(Fault::Replaced)
    }

    async fn child(&mut self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<FrameRef, Fault> {
        let element = self.element(frame, element, deadline).await?;
        self.wire.child(frame, &element)
    }

    async fn reveal(&mut self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<(), Fault> {
        let element = self.element(frame, element, deadline).await?;
        let script = "arguments[0].scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })";
        self.wire.execute(script, vec![element], deadline).await.map(drop)
    }

    async fn mouse(
        &mut self,
        inputs: &[Mouse],
        _held: u32,
        after: Option<(&FrameRef, &Value)>,
        deadline: Instant,
    ) -> Result<Option<Box<RawValue>>, Fault> {
        // Points are those of the window; but what Firefox is sent there does not reach frames of other sites.
        let top = self.top()?;
        let frame = after.map(|(frame, _)| frame.clone()).filter(|_| self.browser.starts_with("firefox"));
        let frame = frame.unwrap_or_else(|| top.clone());
        let inside = if frame == top { None } else { Some(self.wire.origin(&frame, deadline).await?) };
        self.wire.enter(&frame, deadline).await?;
        let inputs: Vec<Mouse> = inputs.iter().map(|input| actions::moved(*input, inside)).collect();
        self.wire
            .call(deadline, |client| {
                let actions = actions::mouse(&inputs);
                async move { client.perform_actions(actions).await }
            })
            .await?;
        self.wire.look_for_dialog(deadline).await?;
        match after {
            Some((frame, request)) => self.run(frame, request, deadline).await.map(Some),
            None => Ok(None),
        }
    }

    async fn keys(&mut self, inputs: &[Keys], deadline: Instant) -> Result<(), Fault> {
        self.wire
            .call(deadline, |client| {
                let actions = actions::keys(inputs);
                async move { client.perform_actions(actions).await }
            })
            .await?;
        self.wire.look_for_dialog(deadline).await
    }

    async fn insert(&mut self, text: &str, deadline: Instant) -> Result<(), Fault> {
        let script = "return document.execCommand('insertText', false, arguments[0])";
        if self.wire.execute(script, vec![json!(text)], deadline).await? == json!(true) {
            return Ok(());
        }
        self.keys(&[Keys::Insert(text.to_owned())], deadline).await
    }

    async fn drag(&mut self, from: Point, to: Point, steps: u32, deadline: Instant) -> Result<(), Fault> {
        let button = Button::Left;
        let mut inputs = vec![Mouse::Move(from), Mouse::Press { at: from, button, count: 1 }];
        for n in 1..=steps.max(2) {
            let part = f64::from(n) / f64::from(steps.max(2));
            let at = Point { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
            inputs.extend([Mouse::Move(at), Mouse::Wait(10)]);
        }
        inputs.extend([Mouse::Move(to), Mouse::Release { at: to, button, count: 1 }]);
        self.mouse(&inputs, 0, None, deadline).await.map(drop)
    }

    fn scratch(&self) -> Option<&Path> {
        None
    }

    async fn set_files(
        &mut self,
        _frame: &FrameRef,
        _element: i64,
        _files: &[PathBuf],
        _by: Instant,
    ) -> Result<(), Fault> {
        Err(Fault::Step(StepError::refused("Files travel to this browser through the page.")))
    }

    async fn evaluate(
        &mut self,
        frame: &FrameRef,
        js: &str,
        args: &Value,
        element: Option<i64>,
        deadline: Instant,
    ) -> Result<Value, Fault> {
        let element = match element {
            Some(element) => self.element(frame, element, deadline).await?,
            None => Value::Null,
        };
        self.wire.enter(frame, deadline).await?;
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.wire.limit(Some(left), None, deadline).await?;
        let script = format!("return (async function(args, el) {{\n{js}\n}})(arguments[0], arguments[1] ?? undefined)");
        self.wire.execute(&script, vec![args.clone(), element], deadline).await
    }

    async fn capture(&mut self, area: Area, _jpeg: bool, deadline: Instant) -> Result<Vec<u8>, Fault> {
        let top = self.top()?;
        match area {
            Area::Viewport => {
                self.wire.enter_top(&top, deadline).await?;
                self.wire.call(deadline, |client| async move { client.screenshot().await }).await
            }
            Area::Whole => {
                self.wire.enter_top(&top, deadline).await?;
                let script = "const d = document.documentElement; return [innerWidth, innerHeight, d.scrollWidth, d.scrollHeight]";
                let sizes = self.wire.execute(script, Vec::new(), deadline).await?;
                let size = |n: usize| sizes.get(n).and_then(Value::as_f64).unwrap_or(600.0).clamp(1.0, 16_384.0) as u32;
                self.resize(size(0).max(size(2)), size(1).max(size(3)), deadline).await?;
                let taken = self.wire.call(deadline, |client| async move { client.screenshot().await }).await;
                self.resize(size(0), size(1), deadline).await?;
                taken
            }
            Area::Part { of: (ref frame, element), .. } => {
                let found = self.element(frame, element, deadline).await?;
                let id = wire::reference(&found).ok_or(Fault::Replaced)?;
                self.wire
                    .call(deadline, |client| {
                        let element = fantoccini::elements::Element::from_element_id(client, id.clone());
                        async move { element.screenshot().await }
                    })
                    .await
            }
        }
    }

    async fn travel(&mut self, journey: Journey, deadline: Instant) -> Result<Visit, Fault> {
        let top = self.top()?;
        self.wire.enter_top(&top, deadline).await?;
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.wire.limit(None, Some(left), deadline).await?;
        let before = match journey {
            Journey::Back | Journey::Forward => {
                Some(self.wire.execute("return history.length", Vec::new(), deadline).await?)
            }
            Journey::To(_) | Journey::Reload => None,
        };
        let gone = self
            .wire
            .call(deadline, |client| {
                let journey = journey.clone();
                async move {
                    match journey {
                        Journey::To(url) => client.goto(&url).await,
                        Journey::Back => client.back().await,
                        Journey::Forward => client.forward().await,
                        Journey::Reload => client.refresh().await,
                    }
                }
            })
            .await;
        self.wire.now_in(None);
        match gone {
            Ok(()) => {
                self.wire.enter_top(&top, deadline).await?;
                let code = self.wire.execute(ERROR_PAGE, Vec::new(), deadline).await?;
                match code.as_str() {
                    Some(code) => Err(Fault::Step(unreachable(&journey, StepError::new(ErrorKind::Navigation, code)))),
                    None => Ok(Visit { nowhere: before == Some(json!(1)) }),
                }
            }
            Err(Fault::Step(error)) if error.kind == ErrorKind::Script => {
                Err(Fault::Step(unreachable(&journey, error)))
            }
            Err(fault) => Err(fault),
        }
    }

    async fn settle(&mut self, deadline: Instant) -> Result<bool, Fault> {
        // The endpoint waits for a navigation that has begun before it carries the next command out.
        match self.find_front(deadline).await {
            Ok(()) | Err(Fault::FrameGone) => Ok(true),
            Err(fault) => Err(fault),
        }
    }

    async fn ready(&mut self, deadline: Instant) -> Result<(), Fault> {
        let top = self.top()?;
        while Instant::now() < deadline {
            self.wire.enter_top(&top, deadline).await?;
            if self.wire.execute("return document.readyState", Vec::new(), deadline).await? != json!("loading") {
                break;
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    async fn tabs(&mut self, deadline: Instant) -> Result<(Vec<TabView>, usize), Fault> {
        self.find_front(deadline).await?;
        let view = |t: &Tab| TabView { frame: t.window.clone(), url: t.url.clone() };
        Ok((self.tabs.iter().map(view).collect(), self.active))
    }

    async fn more_tabs(&mut self, count: usize, deadline: Instant) -> Result<bool, Fault> {
        loop {
            self.find_front(deadline).await?;
            if self.tabs.len() > count {
                return Ok(true);
            }
            if Instant::now() + LOOK >= deadline {
                return Ok(false);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn activate(&mut self, tab: usize, deadline: Instant) -> Result<(), Fault> {
        let window = self.tabs.get(tab).map(|t| t.window.clone()).ok_or(Fault::FrameGone)?;
        self.wire.enter_top(&window, deadline).await?;
        self.active = tab;
        Ok(())
    }

    async fn open_tab(&mut self, deadline: Instant) -> Result<(), Fault> {
        let top = self.top()?;
        self.wire.enter_top(&top, deadline).await?;
        let opened = self.wire.call(deadline, |client| async move { client.new_window(true).await }).await?;
        let window = FrameRef(String::from(opened.handle).into());
        self.find_front(deadline).await?;
        let at = self.tabs.iter().position(|t| t.window == window).ok_or(Fault::FrameGone)?;
        self.activate(at, deadline).await
    }

    async fn close_tab(&mut self, deadline: Instant) -> Result<(), Fault> {
        let closing = self.top()?;
        if self.tabs.len() == 1 {
            // A session ends with its last window.
            self.open_tab(deadline).await?;
            self.active = 0;
        }
        self.wire.enter_top(&closing, deadline).await?;
        self.wire.call(deadline, |client| async move { client.close_window().await }).await?;
        self.wire.now_in(None);
        self.find_front(deadline).await?;
        let front = self.active;
        self.activate(front, deadline).await
    }

    fn next_dialog(&mut self, rule: DialogRule) {
        self.wire.dialogs.rule = Some(rule);
    }

    fn begin(&mut self) {
        self.wire.dialogs.count = 0;
    }

    fn trouble(&mut self) -> Option<StepError> {
        let dialogs = &mut self.wire.dialogs;
        if dialogs.count > MOST_DIALOGS {
            let message = format!("The page opens dialogs without end; {} were dismissed.", dialogs.count);
            return Some(StepError::new(ErrorKind::Dialog, message));
        }
        dialogs.error.take()
    }

    fn seen(&mut self, frame: &FrameRef, url: &str, title: &str) {
        if let Some(tab) = self.tabs.iter_mut().find(|t| t.window == *frame) {
            url.clone_into(&mut tab.url);
            title.clone_into(&mut tab.title);
        }
    }

    fn location(&self) -> (String, String) {
        self.tabs.get(self.active).map(|t| (t.url.clone(), t.title.clone())).unwrap_or_default()
    }

    fn handle(&self) -> SessionHandle {
        SessionHandle {
            driver_url: socket::shown(&self.wire.endpoint),
            webdriver_session: self.wire.session.clone(),
            debugger: None,
            context: None,
            tabs: self.tabs.iter().map(|t| t.window.0.to_string()).collect(),
            active: self.active,
            outlives_worker: true,
            browser: self.browser.clone(),
            options: self.options.clone(),
            ..SessionHandle::default()
        }
    }

    fn take_events(&mut self) -> Vec<BrowserEvent> {
        std::mem::take(&mut self.wire.dialogs.events)
    }

    async fn close(mut self: Box<Self>) {
        self.closed = true;
        delete(&self.wire.endpoint, &self.wire.session).await;
        self.open.fetch_sub(1, Ordering::AcqRel);
    }

    fn leave(mut self: Box<Self>) {
        self.closed = true;
        self.open.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The error of a page that could not be opened, from what the endpoint said.
fn unreachable(journey: &Journey, error: StepError) -> StepError {
    let url = match journey {
        Journey::To(url) => url.as_str(),
        Journey::Back | Journey::Forward | Journey::Reload => "The page",
    };
    let code = error
        .message
        .split(|c: char| c.is_whitespace() || c == '(')
        .find_map(|word| word.split_once("net::"))
        .map(|(_, code)| code);
    let message = match code {
        Some(code) => net_error::sentence(url, code.trim_end_matches(['.', ')'])),
        None => format!("{url} could not be opened. {}", error.message),
    };
    StepError::new(ErrorKind::Navigation, message)
}
