//! Stores the intent of every call before it is made, and its result after it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use async_trait::async_trait;
use bytes::Bytes;
use flowtilla_shared::{
    domain::{
        agent::Control,
        ids::{AgentCallId, ArtifactId, MessageId},
        journal::NewArtifact,
    },
    store::{self, AgentLease, CallResult, NewAgentCall},
    telemetry::traces,
};
use tracing::Span;

use super::{
    attention::{Attention, Lost},
    insist, rows,
};
use crate::{
    desktop::{Answer, Call, Witness},
    worker::Worker,
};

/// What is said of calls that a person's hand on the mouse has overtaken.
pub const TAKEN_OVER: &str = "Not executed: the user took over the desktop.";
/// What is said of calls when the session was lost meanwhile; nobody reads it.
const LOST: &str = "Not executed: the session is with another worker.";

/// What came of a call that was begun.
#[derive(Clone, Debug)]
pub struct Done {
    pub ok: bool,
    pub text: String,
    pub artifact_id: Option<ArtifactId>,
    pub picture: Option<Vec<u8>>,
}

/// The journal of the calls of one answer.
pub struct Journal<'a> {
    pub worker: &'a Worker,
    pub lease: &'a AgentLease,
    pub attention: &'a Attention,
    /// The answer.
    pub message: MessageId,
    notes: Mutex<Notes>,
}

/// A call that is under way.
struct Begun {
    id: AgentCallId,
    at: Instant,
    /// Over with the call.
    span: Span,
}

#[derive(Default)]
struct Notes {
    begun: HashMap<String, Begun>,
    done: HashMap<String, Done>,
    /// The store refuses: somebody closed the session, or another worker has it.
    fenced: bool,
}

impl<'a> Journal<'a> {
    pub fn new(worker: &'a Worker, lease: &'a AgentLease, attention: &'a Attention, message: MessageId) -> Self {
        Self { worker, lease, attention, message, notes: Mutex::default() }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the store refused a write.
    pub fn fenced(&self) -> bool {
        self.notes().fenced
    }

    /// What came of a call, once; `None` when it was not begun.
    pub fn done(&self, call_id: &str) -> Option<Done> {
        self.notes().done.remove(call_id)
    }

    fn new_call(&self, call: &Call) -> NewAgentCall {
        NewAgentCall {
            id: AgentCallId::new(),
            message_id: self.message,
            call_id: call.id.clone(),
            name: call.name.clone(),
            toolset: call.toolset.clone(),
            input: call.input.clone(),
        }
    }

    /// Stores a call that is not made.
    ///
    /// # Errors
    /// [`store::Error::Fenced`].
    pub async fn skipped(&self, call: &Call, why: &str) -> Result<(), store::Error> {
        let new = self.new_call(call);
        let committed = insist(|| async { rows(self.worker).skip_call(self.lease, &new, why).await }).await?;
        self.worker.hints.publish(committed);
        Ok(())
    }

    /// Puts a screenshot into the blob store; without room for it the call has none.
    async fn keep(&self, png: &[u8]) -> Option<NewArtifact> {
        match self.worker.blobs.put(Bytes::copy_from_slice(png)).await {
            Ok(kept) => Some(NewArtifact {
                id: ArtifactId::new(),
                kind: "screenshot".into(),
                name: None,
                media_type: "image/png".into(),
                sha256: kept.sha256,
                bytes: kept.bytes,
                step_index: None,
            }),
            Err(e) => {
                tracing::warn!(error = %e, "A screenshot could not be kept");
                None
            }
        }
    }

    fn refused(&self, error: &store::Error) {
        if !matches!(error, store::Error::Fenced) {
            tracing::error!(session.id = %self.lease.id, error = ?error, "A call of agent session `{}` could not be recorded", self.lease.id);
        }
        self.notes().fenced = true;
    }
}

#[async_trait]
impl Witness for Journal<'_> {
    async fn begins(&self, call: &Call) -> Result<(), String> {
        // asked for now: no call begins after a person has taken over
        match self.attention.now().await {
            Ok(stands) if stands.control == Control::User => return Err(TAKEN_OVER.into()),
            Ok(_) => {}
            Err(Lost) => {
                self.notes().fenced = true;
                return Err(LOST.into());
            }
        }
        let new = self.new_call(call);
        match insist(|| async { rows(self.worker).begin_call(self.lease, &new).await }).await {
            Ok(committed) => self.worker.hints.publish(committed),
            Err(e) => {
                self.refused(&e);
                return Err(LOST.into());
            }
        }
        let span = tracing::info_span!(
            target: traces::TARGET,
            "call",
            otel.name = %format_args!("execute_tool {}", call.name),
            gen_ai.operation.name = "execute_tool",
            gen_ai.tool.name = call.name,
            gen_ai.tool.call.id = call.id,
            flowtilla.ok = tracing::field::Empty,
        );
        self.notes().begun.insert(call.id.clone(), Begun { id: new.id, at: Instant::now(), span });
        Ok(())
    }

    async fn ended(&self, call: &Call, answer: &Answer) {
        let Some(Begun { id, at, span }) = self.notes().begun.remove(&call.id) else { return };
        span.record("flowtilla.ok", answer.ok);
        drop(span);
        let duration_ms = u64::try_from(at.elapsed().as_millis()).unwrap_or(u64::MAX);
        let screenshot = match &answer.picture {
            Some(png) => self.keep(png).await,
            None => None,
        };
        let artifact_id = screenshot.as_ref().map(|artifact| artifact.id);
        let done = Done { ok: answer.ok, text: answer.text.clone(), artifact_id, picture: answer.picture.clone() };
        self.notes().done.insert(call.id.clone(), done);
        let result = CallResult { ok: answer.ok, text: answer.text.clone(), screenshot, duration_ms };
        match insist(|| async { rows(self.worker).end_call(self.lease, id, &result).await }).await {
            Ok(committed) => self.worker.hints.publish(committed),
            Err(e) => self.refused(&e),
        }
    }
}
