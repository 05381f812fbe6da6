//! Finds, for every event of a socket, the context that it belongs to.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::json;

use super::{
    cdp::{Client, Event, Events},
    context::Context,
    messages::{AttachedToTarget, Detached, DownloadProgress, DownloadWillBegin},
};

/// Finds the context that an event belongs to.
#[derive(Default)]
pub struct Router {
    routes: Mutex<Routes>,
    closed: AtomicBool,
}

#[derive(Default)]
struct Routes {
    /// By browser context id; a session of its own has one context, under the empty id.
    contexts: HashMap<String, Weak<Context>>,
    /// By target session id.
    sessions: HashMap<Arc<str>, Weak<Context>>,
}

impl Router {
    fn routes(&self) -> MutexGuard<'_, Routes> {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the targets of this browser context (empty: of the whole browser) belong to `context`.
    pub fn register(&self, id: &str, context: &Arc<Context>) {
        self.routes().contexts.insert(id.to_owned(), Arc::downgrade(context));
    }

    /// Forgets a context and its sessions.
    pub fn forget(&self, context: &Context) {
        let us = std::ptr::from_ref(context);
        let mut routes = self.routes();
        routes.contexts.retain(|_, c| c.as_ptr() != us);
        routes.sessions.retain(|_, c| c.as_ptr() != us);
    }

    fn attached(&self, client: &Client, from: Option<&str>, attached: &AttachedToTarget<'_>) {
        let session: Arc<str> = attached.session_id.into();
        let info = &attached.target_info;
        let context = {
            let mut routes = self.routes();
            let found = from.and_then(|s| routes.sessions.get(s)).or_else(|| {
                info.browser_context_id.and_then(|id| routes.contexts.get(id)).or_else(|| routes.contexts.get(""))
            });
            let context = found.and_then(Weak::upgrade).filter(|_| ["page", "iframe"].contains(&info.kind));
            if let Some(context) = &context {
                routes.sessions.insert(session.clone(), Arc::downgrade(context));
            }
            context
        };
        if let Some(context) = context {
            context.adopt(client, session, info, from.is_some());
        } else {
            // Not ours: the driver's own page, a worker. Let it run and let it go.
            let of = session.clone();
            client.tell(Some(&of), "Runtime.runIfWaitingForDebugger", json!({}));
            client.tell(None, "Target.detachFromTarget", json!({ "sessionId": session }));
        }
    }
}

impl Events for Router {
    fn event(&self, client: &Client, event: &Event<'_>) {
        match event.method {
            "Target.attachedToTarget" => {
                if let Some(attached) = event.read() {
                    self.attached(client, event.session, &attached);
                }
            }
            "Target.detachedFromTarget" => {
                let Some(Detached { session_id }) = event.read() else { return };
                client.fail_session(session_id, "it was closed");
                let context = self.routes().sessions.remove(session_id).and_then(|c| c.upgrade());
                if let Some(context) = context {
                    context.change(|state| state.remove_session(session_id));
                    context.observer.change(|log| log.session_gone(session_id));
                }
            }
            "Browser.downloadWillBegin" => {
                let Some(begun) = event.read::<DownloadWillBegin<'_>>() else { return };
                let contexts: Vec<_> = self.routes().contexts.values().filter_map(Weak::upgrade).collect();
                let context = contexts.into_iter().find(|c| c.state().frames.contains_key(begun.frame_id));
                if let Some(context) = context {
                    context.download_begins(begun);
                }
            }
            "Browser.downloadProgress" => {
                let Some(progress) = event.read::<DownloadProgress<'_>>() else { return };
                let contexts: Vec<_> = self.routes().contexts.values().filter_map(Weak::upgrade).collect();
                for context in contexts {
                    context.download_goes_on(client, &progress);
                }
            }
            _ => {
                let Some(session) = event.session else { return };
                let context = self.routes().sessions.get_key_value(session).map(|(id, c)| (id.clone(), c.upgrade()));
                if let Some((session, Some(context))) = context {
                    context.event(client, &session, event);
                }
            }
        }
    }

    fn closed(&self) {
        self.closed.store(true, Ordering::Release);
        let contexts: Vec<_> = self.routes().contexts.values().filter_map(Weak::upgrade).collect();
        for context in contexts {
            context.change(|state| state.closed = true);
        }
    }
}
