//! Chromium as a [`Port`].

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::PrintPdf,
    mutation::Look,
    outcome::{ErrorKind, StepError},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::{
    ByValue, CdpError, Chromium, Evaluated, HUNG, MOST_DIALOGS, browser_died, messages::RemoteObject, no_tab, state,
};
use crate::driver::{
    BrowserEvent, Film, SessionHandle,
    dialog::{DialogRule, StandingRule},
    network::{Observer, Order},
    port::{
        Area, Beside, Downloaded, Fault, Fits, FrameRef, Journey, Keys, Manner, Mouse, Point, Port, Special, TabView,
        Visit,
    },
};

/// A request to the engine, as `Runtime.callFunctionOn` takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EngineCall<'a> {
    function_declaration: &'static str,
    execution_context_id: i64,
    arguments: [Argument<'a>; 1],
    await_promise: bool,
    return_by_value: bool,
}

#[derive(Serialize)]
struct Argument<'a> {
    value: &'a Value,
}

#[derive(Deserialize)]
struct ResolvedNode {
    object: RemoteObject,
}

#[async_trait]
impl Port for Chromium {
    fn top(&self) -> Result<FrameRef, Fault> {
        self.session()?;
        self.context.state().tab().map(|tab| FrameRef(tab.target.clone())).ok_or_else(no_tab)
    }

    async fn run(&mut self, frame: &FrameRef, request: &Value, deadline: Instant) -> Result<Box<RawValue>, Fault> {
        let (session, world) = self.engine(frame, deadline).await?;
        let call = EngineCall {
            function_declaration: "function(request){return __flowtilla.run(request)}",
            execution_context_id: world,
            arguments: [Argument { value: request }],
            await_promise: true,
            return_by_value: true,
        };
        let documents = |s: &state::State| s.frames.get(&frame.0).map(|f| f.documents);
        let before = documents(&self.context.state());
        let reply = self.context.client.post(Some(&session), "Runtime.callFunctionOn", call, deadline + HUNG);
        // The first document of a tab or frame leaves its window to the next one: the engine would go on waiting in the old.
        let answer: Result<Evaluated<Box<RawValue>>, CdpError> = tokio::select! {
            answer = reply.result() => answer,
            Some(()) = self.context.until(deadline + HUNG, |s| (documents(s) != before).then_some(())) => return Err(Fault::Replaced),
        };
        match answer.map_err(|e| self.fault(e))? {
            Evaluated { exception: Some(thrown), .. } => Err(Fault::Step(StepError::new(
                ErrorKind::Script,
                format!("The in-page engine failed: {}", thrown.message()),
            ))),
            Evaluated { result: ByValue { value: Some(answer) }, .. } => Ok(answer),
            Evaluated { .. } => Err(Fault::Replaced),
        }
    }

    async fn child(&mut self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<FrameRef, Fault> {
        let (session, object) = self.object(frame, element, deadline).await?;
        let described = self.describe(&session, &object, deadline).await?;
        let id = described.frame_id.ok_or(Fault::Replaced)?;
        // It may just be coming up, or moving into another process.
        let known = self.context.until(deadline, |s| s.frames.get(&id).and_then(|f| f.world));
        known.await.ok_or(Fault::FrameGone)?;
        Ok(FrameRef(id))
    }

    async fn pierce(&mut self, frame: &FrameRef, deadline: Instant) -> Result<(), Fault> {
        self.open_closed_roots(frame, deadline).await
    }

    async fn reveal(&mut self, frame: &FrameRef, element: i64, deadline: Instant) -> Result<(), Fault> {
        let (session, object) = self.object(frame, element, deadline).await?;
        let reply = self.context.client.post(
            Some(&session),
            "DOM.scrollIntoViewIfNeeded",
            json!({ "objectId": object }),
            deadline,
        );
        reply.done().await.map_err(|e| self.fault(e))
    }

    async fn mouse(
        &mut self,
        inputs: &[Mouse],
        held: u32,
        after: Option<(&FrameRef, &Value)>,
        deadline: Instant,
    ) -> Result<Option<Box<RawValue>>, Fault> {
        let sent = self.send_mouse(inputs, held, deadline).await;
        for input in inputs {
            match input {
                Mouse::Press { button, .. } => self.pressed = Some(*button),
                Mouse::Release { .. } => self.pressed = None,
                Mouse::Move(_) | Mouse::Wait(_) => {}
            }
        }
        sent?;
        match after {
            Some((frame, request)) => self.run(frame, request, deadline).await.map(Some),
            None => Ok(None),
        }
    }

    async fn keys(&mut self, inputs: &[Keys], deadline: Instant) -> Result<(), Fault> {
        self.send_keys(inputs, deadline).await
    }

    async fn insert(&mut self, text: &str, deadline: Instant) -> Result<(), Fault> {
        self.page::<serde::de::IgnoredAny>("Input.insertText", json!({ "text": text }), deadline).await.map(drop)
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
        let (session, object) = self.object(frame, element, deadline).await?;
        let params = json!({ "files": files, "objectId": object });
        let reply = self.context.client.post(Some(&session), "DOM.setFileInputFiles", params, deadline);
        reply.done().await.map_err(|e| self.fault(e))
    }

    async fn evaluate(
        &mut self,
        frame: &FrameRef,
        js: &str,
        args: &Value,
        element: Option<i64>,
        deadline: Instant,
    ) -> Result<Value, Fault> {
        let (session, world) = self.world(frame, true, deadline).await?;
        let mut arguments = vec![json!({ "value": args })];
        if let Some(element) = element {
            // A node travels between worlds by its number in the browser.
            let (_, object) = self.object(frame, element, deadline).await?;
            let node = self.describe(&session, &object, deadline).await?.backend_node_id;
            let params = json!({ "backendNodeId": node, "executionContextId": world });
            let resolved: ResolvedNode = self
                .context
                .client
                .call(Some(&session), "DOM.resolveNode", params, deadline)
                .await
                .map_err(|e| self.fault(e))?;
            arguments.push(json!({ "objectId": resolved.object.object_id }));
        }
        let params = json!({
            "functionDeclaration": format!("async function(args, el) {{\n{js}\n}}"),
            "executionContextId": world,
            "arguments": arguments,
            "awaitPromise": true,
            "returnByValue": true,
            "userGesture": true,
        });
        let answer: Result<Evaluated<Value>, CdpError> =
            self.context.client.call(Some(&session), "Runtime.callFunctionOn", params, deadline).await;
        match answer {
            Ok(Evaluated { exception: Some(thrown), .. }) => {
                Err(Fault::Step(StepError::new(ErrorKind::Script, format!("The script failed: {}", thrown.message()))))
            }
            Ok(Evaluated { result, .. }) => Ok(result.value.unwrap_or(Value::Null)),
            Err(CdpError::Refused { message, .. }) if message.contains("Object") => Err(Fault::Step(StepError::new(
                ErrorKind::Script,
                format!("The script's result cannot be carried out of the page: {message}."),
            ))),
            Err(e) => Err(self.fault(e)),
        }
    }

    async fn teach(&mut self, frame: &FrameRef, script: &str, deadline: Instant) -> Result<(), Fault> {
        let (session, world) = self.engine(frame, deadline).await?;
        let params = json!({ "expression": script, "contextId": world });
        let reply = self.context.client.post(Some(&session), "Runtime.evaluate", params, deadline);
        reply.done().await.map_err(|e| self.fault(e))
    }

    async fn capture(&mut self, area: Area, jpeg: bool, deadline: Instant) -> Result<Vec<u8>, Fault> {
        self.take_picture(area, jpeg, deadline).await
    }

    async fn print(&mut self, print: &PrintPdf, deadline: Instant) -> Result<Vec<u8>, Fault> {
        self.print_page(print, deadline).await
    }

    async fn travel(&mut self, journey: Journey, deadline: Instant) -> Result<Visit, Fault> {
        self.go(journey, &Manner::default(), deadline).await
    }

    async fn travel_so(&mut self, journey: Journey, manner: &Manner, deadline: Instant) -> Result<Visit, Fault> {
        self.go(journey, manner, deadline).await
    }

    async fn special(&mut self, special: Special<'_>, deadline: Instant) -> Result<(), Fault> {
        self.do_special(special, deadline).await
    }

    async fn settle(&mut self, deadline: Instant) -> Result<bool, Fault> {
        let settled = self.context.until(deadline, |state| {
            let target = state.tab().map(|tab| tab.target.clone());
            let busy = target.is_some_and(|t| state.leaving.contains(&t));
            (!busy || state.closed).then_some(())
        });
        Ok(settled.await.is_some())
    }

    async fn ready(&mut self, deadline: Instant) -> Result<(), Fault> {
        self.context
            .until(deadline, |s| (s.closed || s.tab().is_none_or(|t| t.parsed || t.crashed)).then_some(()))
            .await;
        Ok(())
    }

    async fn tabs(&mut self, _deadline: Instant) -> Result<(Vec<TabView>, usize), Fault> {
        let state = self.context.state();
        let view = |t: &state::Tab| TabView { frame: FrameRef(t.target.clone()), url: t.url.clone() };
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

    fn observer(&self) -> Option<&Arc<Observer>> {
        Some(&self.context.observer)
    }

    async fn network(&mut self, order: Order<'_>, deadline: Instant) -> Result<Value, Fault> {
        self.order(order, deadline).await
    }

    async fn beside(&mut self, ask: Beside, deadline: Instant) -> Result<Value, Fault> {
        self.look_beside(ask, deadline).await
    }

    async fn next_chooser(&mut self, files: &[PathBuf], deadline: Instant) -> Result<(), Fault> {
        self.choose_next(files, deadline).await
    }

    async fn next_download(&mut self, fits: Fits<'_>, deadline: Instant) -> Result<Option<Downloaded>, Fault> {
        self.take_download(fits, deadline).await
    }

    fn forget_downloads(&mut self) {
        self.drop_downloads();
    }

    async fn look(&mut self, deadline: Instant) -> Option<Look> {
        self.look_for_faults(deadline).await
    }

    fn dialog_rule(&mut self, rule: StandingRule) -> Result<(), Fault> {
        self.context.state().standing.push(rule);
        Ok(())
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
        if let Some(complaint) = self.context.observer.take_complaint() {
            return Some(StepError::new(ErrorKind::Script, complaint));
        }
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
        if let Some(tab) = self.context.state().tab_of_frame(&frame.0) {
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

    fn film(&self) -> Option<Film> {
        Some(self.context.film.clone())
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
