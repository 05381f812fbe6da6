//! Firefox as a [`Port`].

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use async_trait::async_trait;
use flowtilla_shared::domain::outcome::{ErrorKind, StepError};
use serde_json::{Value, json, value::RawValue};

use super::{Called, Firefox, MOST_DIALOGS, Remote, browser_died, engine_failed, number, state, text};
use crate::driver::{
    BrowserEvent, SessionHandle,
    dialog::DialogRule,
    port::{Area, Fault, FrameRef, Journey, Keys, Mouse, Point, Port, TabView, Visit},
};

/// Asks the engine, or says by `null` that this document has none yet.
const ASK: &str = "async r => { const e = globalThis.__flowtilla;\
    return e && e.document === document ? JSON.stringify(await e.run(JSON.parse(r))) : null }";

#[async_trait]
impl Port for Firefox {
    fn top(&self) -> Result<FrameRef, Fault> {
        self.front().map(FrameRef)
    }

    async fn run(&mut self, frame: &FrameRef, request: &Value, deadline: Instant) -> Result<Box<RawValue>, Fault> {
        let request = request.to_string();
        for _ in 0..3 {
            match self.call(frame, ASK, vec![text(&request)], deadline).await? {
                Called::Success { result: Remote { value: Some(Value::String(answer)), .. } } => {
                    return RawValue::from_string(answer)
                        .map_err(|e| Fault::Step(StepError::new(ErrorKind::Script, e.to_string())));
                }
                Called::Success { .. } => self.bring_engine(frame, deadline).await?,
                Called::Exception { details } => return Err(engine_failed(&details)),
            }
        }
        Err(Fault::Replaced)
    }

    async fn child(&mut self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<FrameRef, Fault> {
        let function =
            "n => { const e = globalThis.__flowtilla && __flowtilla.node(n); return e ? e.contentWindow : null }";
        let called = self.call(frame, function, vec![number(element)], deadline).await?;
        let Called::Success { result: Remote { kind, value: Some(window), .. } } = called else {
            return Err(Fault::Replaced);
        };
        let id = window.get("context").and_then(Value::as_str).filter(|_| kind == "window").ok_or(Fault::Replaced)?;
        // It may just be coming up.
        let known = self.context.until(deadline, |s| s.frames.get_key_value(id).map(|(id, _)| id.clone()));
        known.await.map(FrameRef).ok_or(Fault::FrameGone)
    }

    async fn pierce(&mut self, _frame: &FrameRef, _deadline: Instant) -> Result<(), Fault> {
        Err(Fault::Step(StepError::refused(
            "`shadow: closed` needs Chromium's socket; Firefox lets nobody in. Open the shadow root in the page, or reach its host.",
        )))
    }

    async fn reveal(&mut self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<(), Fault> {
        let function =
            "n => __flowtilla.node(n)?.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })";
        self.call(frame, function, vec![number(element)], deadline).await.map(drop)
    }

    async fn mouse(
        &mut self,
        inputs: &[Mouse],
        _held: u32,
        after: Option<(&FrameRef, &Value)>,
        deadline: Instant,
    ) -> Result<Option<Box<RawValue>>, Fault> {
        self.send_mouse(inputs, deadline).await?;
        match after {
            Some((frame, request)) => self.run(frame, request, deadline).await.map(Some),
            None => Ok(None),
        }
    }

    async fn keys(&mut self, inputs: &[Keys], deadline: Instant) -> Result<(), Fault> {
        self.send_keys(inputs, deadline).await
    }

    async fn insert(&mut self, inserted: &str, deadline: Instant) -> Result<(), Fault> {
        // The sandbox's command makes trusted input events, and can be undone by the person's keys.
        let function = "text => document.execCommand('insertText', false, text)";
        let frame = self.frame_in_focus(deadline).await?;
        match self.call(&frame, function, vec![text(inserted)], deadline).await? {
            Called::Success { result: Remote { value: Some(Value::Bool(true)), .. } } => Ok(()),
            Called::Success { .. } | Called::Exception { .. } => {
                self.send_keys(&[Keys::Insert(inserted.to_owned())], deadline).await
            }
        }
    }

    async fn drag(&mut self, from: Point, to: Point, steps: u32, deadline: Instant) -> Result<(), Fault> {
        self.drag_between(from, to, steps, deadline).await
    }

    fn scratch(&self) -> Option<&Path> {
        self.scratch.as_deref()
    }

    async fn set_files(
        &mut self,
        frame: &FrameRef,
        element: i64,
        files: &[PathBuf],
        deadline: Instant,
    ) -> Result<(), Fault> {
        let node = self.node(frame, element, deadline).await?;
        let params = json!({ "context": frame.0, "element": node, "files": files });
        self.command("input.setFiles", params, deadline).await.map(drop)
    }

    async fn evaluate(
        &mut self,
        frame: &FrameRef,
        js: &str,
        args: &Value,
        element: Option<i64>,
        deadline: Instant,
    ) -> Result<Value, Fault> {
        let mut arguments = vec![text(&args.to_string())];
        if let Some(element) = element {
            arguments.push(self.node(frame, element, deadline).await?);
        }
        // Out comes JSON, so that any value arrives as the page has it.
        let function = format!(
            "async (given, el) => {{ const value = await (async function(args, el) {{\n{js}\n}})(JSON.parse(given), el);\n\
             try {{ return JSON.stringify(value) }} catch (e) {{ return {{ lost: String(e) }} }} }}"
        );
        let target = json!({ "context": frame.0 });
        match self.call_in(frame, target, &function, arguments, deadline).await? {
            Called::Success { result: Remote { value: Some(Value::String(text)), .. } } => {
                serde_json::from_str(&text).map_err(|e| Fault::Step(StepError::new(ErrorKind::Script, e.to_string())))
            }
            Called::Success { result: Remote { kind, .. } } if kind == "object" => Err(Fault::Step(StepError::new(
                ErrorKind::Script,
                "The script's result cannot be carried out of the page: it is no JSON.",
            ))),
            Called::Success { .. } => Ok(Value::Null),
            Called::Exception { details } => {
                Err(Fault::Step(StepError::new(ErrorKind::Script, format!("The script failed: {}", details.text))))
            }
        }
    }

    async fn capture(&mut self, area: Area, jpeg: bool, deadline: Instant) -> Result<Vec<u8>, Fault> {
        self.take_picture(area, jpeg, deadline).await
    }

    async fn travel(&mut self, journey: Journey, deadline: Instant) -> Result<Visit, Fault> {
        self.go(journey, deadline).await
    }

    async fn settle(&mut self, deadline: Instant) -> Result<bool, Fault> {
        // A round trip through the page: what its handlers began is known after it.
        let top = match self.top() {
            Ok(top) => top,
            Err(Fault::Step(error)) if error.kind == ErrorKind::NotFound => return Ok(true),
            Err(fault) => return Err(fault),
        };
        let fence = "() => new Promise(done => setTimeout(done))";
        match self.call(&top, fence, Vec::new(), deadline).await {
            Ok(_) | Err(Fault::Replaced | Fault::FrameGone | Fault::Late) => {}
            Err(Fault::Step(error)) if error.kind == ErrorKind::NotFound => return Ok(true),
            Err(fault) => return Err(fault),
        }
        let settled = self.context.until(deadline, |state| {
            let busy = state.tab().is_some_and(|tab| state.leaving.contains(&tab.id));
            (!busy || state.closed).then_some(())
        });
        Ok(settled.await.is_some())
    }

    async fn ready(&mut self, deadline: Instant) -> Result<(), Fault> {
        self.context.until(deadline, |s| (s.closed || s.tab().is_none_or(|t| t.parsed)).then_some(())).await;
        Ok(())
    }

    async fn tabs(&mut self, _deadline: Instant) -> Result<(Vec<TabView>, usize), Fault> {
        let state = self.context.state();
        let view = |t: &state::Tab| TabView { frame: FrameRef(t.id.clone()), url: t.url.clone() };
        Ok((state.tabs.iter().map(view).collect(), state.active))
    }

    async fn more_tabs(&mut self, count: usize, deadline: Instant) -> Result<bool, Fault> {
        let more = self.context.until(deadline, |s| (s.tabs.len() > count || s.closed).then_some(!s.closed)).await;
        if more == Some(false) { Err(browser_died()) } else { Ok(more.is_some()) }
    }

    async fn activate(&mut self, tab: usize, deadline: Instant) -> Result<(), Fault> {
        self.bring_to_front(tab, deadline).await
    }

    async fn open_tab(&mut self, deadline: Instant) -> Result<(), Fault> {
        self.context.open_tab(deadline).await.map_err(|e| self.fault(e))
    }

    async fn close_tab(&mut self, deadline: Instant) -> Result<(), Fault> {
        self.close_front(deadline).await
    }

    fn next_dialog(&mut self, rule: DialogRule) {
        self.context.state().rule = Some(rule);
    }

    fn begin(&mut self) {
        let mut state = self.context.state();
        state.dialogs = 0;
        state.stopped = None;
    }

    fn trouble(&mut self) -> Option<StepError> {
        let mut state = self.context.state();
        if state.dialogs > MOST_DIALOGS {
            return Some(StepError::new(
                ErrorKind::Dialog,
                format!("The page opens dialogs without end; {} were dismissed.", state.dialogs),
            ));
        }
        let stopped = state.stopped.take().map(StepError::refused);
        state.dialog_error.take().or(stopped)
    }

    fn seen(&mut self, frame: &FrameRef, url: &str, title: &str) {
        if let Some(tab) = self.context.state().tab_of(&frame.0) {
            if tab.title != title {
                title.clone_into(&mut tab.title);
            }
            if tab.url != url && !tab.unreachable {
                url.clone_into(&mut tab.url);
            }
        }
    }

    fn location(&self) -> (String, String) {
        self.context.state().tab().map(|t| (t.url.clone(), t.title.clone())).unwrap_or_default()
    }

    fn handle(&self) -> SessionHandle {
        self.home.as_ref().map(|home| home.handle(&self.context)).unwrap_or_default()
    }

    fn take_events(&mut self) -> Vec<BrowserEvent> {
        std::mem::take(&mut self.context.state().events)
    }

    async fn close(mut self: Box<Self>) {
        if let Some(home) = self.home.take() {
            home.close(&self.context).await;
        }
    }

    fn leave(mut self: Box<Self>) {
        let outlives = self.home.as_ref().is_some_and(|home| home.handle(&self.context).outlives_worker);
        if outlives {
            self.home = None;
            self.context.client.close();
        }
    }
}
