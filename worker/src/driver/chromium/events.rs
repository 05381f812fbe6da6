//! What a context makes of its events. Called from the socket's task: nothing here waits.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base64::Engine as _;
use serde_json::json;

use super::{
    cdp::{Client, Event},
    context::{Context, WORLD},
    messages::{
        AuxData, BindingCalled, ChooserOpened, ContextCreated, ContextDestroyed, DialogOpening, Dragged, FrameEvent,
        FrameNavigated, LifecycleEvent, ScreencastFrame,
    },
    state::{NewDocument, State},
};
use crate::driver::{BrowserEvent, dialog, mutation};

/// Least time between two frames of a film.
const FRAME_EVERY: Duration = Duration::from_millis(50);
/// Dialogs recorded per step; a page that opens more is looping.
const RECORDED_DIALOGS: u32 = 20;

impl Context {
    pub(super) fn event(&self, client: &Client, session: &Arc<str>, event: &Event<'_>) {
        match event.method {
            "Runtime.executionContextCreated" => {
                let Some(ContextCreated { context }) = event.read() else { return };
                let Some(AuxData { frame_id: Some(frame), is_default }) = context.aux_data else { return };
                let ours = context.name == WORLD && !is_default;
                self.change(|s| s.context_created(session, frame, context.id, ours, is_default));
            }
            "Runtime.executionContextDestroyed" => {
                let Some(ContextDestroyed { execution_context_id }) = event.read() else { return };
                self.change(|s| s.forget_contexts(session, Some(execution_context_id)));
            }
            "Runtime.executionContextsCleared" => self.change(|s| s.forget_contexts(session, None)),
            "Runtime.bindingCalled" => {
                let Some(BindingCalled { name: mutation::BINDING, payload }) = event.read() else { return };
                if let Some(mutation) = self.mutation() {
                    mutation.took_effect(payload);
                }
            }
            "Runtime.consoleAPICalled" => self.console(event),
            "Runtime.exceptionThrown" => self.uncaught(event),
            "Log.entryAdded" => self.entry(event),
            "Page.javascriptDialogOpening" => self.dialog(client, session, event),
            "Page.fileChooserOpened" => {
                let Some(ChooserOpened { backend_node_id: Some(node), mode }) = event.read() else { return };
                let Some(mut files) = self.state().chooser.take() else { return };
                if mode == "selectSingle" {
                    files.truncate(1);
                }
                client.tell(Some(session), "DOM.setFileInputFiles", json!({ "files": files, "backendNodeId": node }));
                client.tell(Some(session), "Page.setInterceptFileChooserDialog", json!({ "enabled": false }));
                self.change(|_| {});
            }
            "Inspector.targetCrashed" => {
                client.fail_session(session, "its process died");
                self.change(|s| {
                    if let Some(tab) = s.tab_of_session(session) {
                        tab.crashed = true;
                    }
                });
            }
            "Input.dragIntercepted" => {
                let Some(Dragged { data }) = event.read() else { return };
                self.change(|s| s.dragged = Some(data));
            }
            "Page.screencastFrame" => self.frame(client, session, event),
            "Fetch.requestPaused" => self.paused(client, session, event),
            "Fetch.authRequired" => self.auth(client, session, event),
            method if method.starts_with("Network.") => self.network_event(session, event),
            method if method.starts_with("Page.") => self.page_event(session, event),
            _ => {}
        }
    }

    fn page_event(&self, session: &Arc<str>, event: &Event<'_>) {
        match event.method {
            "Page.frameNavigated" => {
                let Some(FrameNavigated { frame }) = event.read() else { return };
                let unreachable = frame.unreachable_url.is_some();
                let url = frame.url.into_owned() + frame.url_fragment.as_deref().unwrap_or_default();
                if self.records() {
                    self.observer.change(|log| log.document_replaced(frame.id, frame.loader_id));
                }
                let document = NewDocument { loader: frame.loader_id.to_owned(), url, unreachable };
                self.change(|s| s.navigated(session, frame.id, document, frame.parent_id));
            }
            "Page.lifecycleEvent" => {
                let Some(LifecycleEvent { frame_id, loader_id, name: "networkIdle" }) = event.read() else { return };
                self.change(|s| {
                    if let Some(tab) =
                        s.tab_of_frame(frame_id).filter(|t| t.recent.front().is_some_and(|l| l == loader_id))
                    {
                        tab.idle = true;
                    }
                });
            }
            "Page.domContentEventFired" => self.change(|s| {
                if let Some(tab) = s.tab_of_session(session) {
                    tab.parsed = true;
                }
            }),
            "Page.loadEventFired" => self.change(|s| {
                if let Some(tab) = s.tab_of_session(session) {
                    (tab.parsed, tab.loaded) = (true, true);
                }
            }),
            "Page.frameAttached"
            | "Page.frameDetached"
            | "Page.navigatedWithinDocument"
            | "Page.frameRequestedNavigation"
            | "Page.frameStoppedLoading" => {
                let Some(frame) = event.read::<FrameEvent<'_>>() else { return };
                if event.method == "Page.frameStoppedLoading" && self.records() {
                    self.observer.change(|log| log.frame_loaded(frame.frame_id));
                }
                if event.method == "Page.frameDetached" && frame.reason != Some("swap") && self.records() {
                    self.observer.change(|log| log.frame_gone(frame.frame_id));
                }
                self.change(|s| frame_event(s, session, event.method, &frame));
            }
            _ => {}
        }
    }

    /// A frame of the film. The next one comes when this one is acknowledged, so many a second at most.
    fn frame(&self, client: &Client, session: &Arc<str>, event: &Event<'_>) {
        let Some(ScreencastFrame { data, metadata, session_id }) = event.read() else { return };
        let now = Instant::now();
        let (is_front, next) = {
            let mut state = self.state();
            let next = state.next_frame.replace(now + FRAME_EVERY).filter(|next| *next > now);
            if let Some(next) = next {
                state.next_frame = Some(next + FRAME_EVERY);
            }
            (state.filmed.as_ref() == Some(session), next)
        };
        let acknowledge = json!({ "sessionId": session_id });
        match next {
            None => client.tell(Some(session), "Page.screencastFrameAck", acknowledge),
            Some(next) => {
                let (client, session) = (client.clone(), session.clone());
                tokio::spawn(async move {
                    tokio::time::sleep_until(next.into()).await;
                    client.tell(Some(&session), "Page.screencastFrameAck", acknowledge);
                });
            }
        }
        if let (true, Ok(jpeg)) = (is_front, base64::engine::general_purpose::STANDARD.decode(data)) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in pixels")]
            let size = (metadata.device_width as u32, metadata.device_height as u32);
            self.film.show(jpeg.into(), metadata.timestamp, size);
        }
    }

    /// Answers a dialog at once: nothing in its page runs until then.
    fn dialog(&self, client: &Client, session: &Arc<str>, event: &Event<'_>) {
        let Some(DialogOpening { kind, message }) = event.read() else { return };
        self.change(|state| {
            let rule = if kind == "beforeunload" {
                None
            } else {
                let State { rule, standing, .. } = &mut *state;
                dialog::rule_for(rule, standing, &message)
            };
            let answer = dialog::answer(kind, &message, rule);
            state.dialogs += 1;
            if state.dialogs <= RECORDED_DIALOGS && kind != "beforeunload" {
                state.record(BrowserEvent::Dialog {
                    kind: kind.to_owned(),
                    message: shorten(message.into_owned()),
                    handled: answer.handled.to_owned(),
                });
            }
            if answer.error.is_some() {
                state.dialog_error = answer.error;
            }
            let mut handling = json!({ "accept": answer.accept });
            if let Some(text) = answer.text {
                handling["promptText"] = json!(text);
            }
            client.tell(Some(session), "Page.handleJavaScriptDialog", handling);
        });
    }
}

fn frame_event(state: &mut State, session: &Arc<str>, method: &str, frame: &FrameEvent<'_>) {
    match method {
        "Page.frameAttached" => {
            state.frame_attached(session, frame.frame_id, frame.parent_frame_id.unwrap_or_default())
        }
        "Page.frameDetached" => state.frame_detached(session, frame.frame_id, frame.reason == Some("swap")),
        "Page.navigatedWithinDocument" => {
            state.leaving.remove(frame.frame_id);
            if let (Some(tab), Some(url)) = (state.tab_of_frame(frame.frame_id), &frame.url) {
                tab.url = url.clone().into_owned();
                tab.moves += 1;
            }
        }
        "Page.frameRequestedNavigation" if frame.disposition == Some("currentTab") => {
            state.leaving.insert(frame.frame_id.into());
        }
        "Page.frameStoppedLoading" => {
            state.leaving.remove(frame.frame_id);
        }
        _ => {}
    }
}

/// At most 2,000 characters.
fn shorten(mut text: String) -> String {
    const LONGEST: usize = 2_000;
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(at);
        text.push('…');
    }
    text
}
