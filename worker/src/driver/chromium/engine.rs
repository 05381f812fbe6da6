//! Requests to the in-page engine: sent at once, answered when the page has an answer or goes away.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::outcome::{ErrorKind, StepError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::{ByValue, CdpError, Chromium, Evaluated, HUNG, cdp::Reply, state::State};
use crate::driver::port::{Fault, FrameRef};

/// How long, after its input was taken, a page may take to say that it has seen it; after that it is asked again.
const SEEN_WITHIN: Duration = Duration::from_millis(20);

/// A request to the engine, as `Runtime.callFunctionOn` takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Call<'a> {
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

/// A request that is under way.
pub(super) struct Asked {
    frame: FrameRef,
    /// Documents that the frame had seen when it was sent.
    documents: Option<u64>,
    reply: Reply,
    deadline: Instant,
}

#[derive(Deserialize)]
struct Landed {
    landed: Option<bool>,
}

impl Chromium {
    /// Sends one request to the engine of a frame.
    pub(super) async fn ask_engine(
        &self,
        frame: &FrameRef,
        request: &Value,
        deadline: Instant,
    ) -> Result<Asked, Fault> {
        let (session, world) = self.engine(frame, deadline).await?;
        let call = Call {
            function_declaration: "function(request){return __flowtilla.run(request)}",
            execution_context_id: world,
            arguments: [Argument { value: request }],
            await_promise: true,
            return_by_value: true,
        };
        let documents = documents(&self.context.state(), frame);
        let reply = self.context.client.post(Some(&session), "Runtime.callFunctionOn", call, deadline + HUNG);
        Ok(Asked { frame: frame.clone(), documents, reply, deadline })
    }

    /// Waits for the answer.
    pub(super) async fn engine_answer(&self, asked: Asked) -> Result<Box<RawValue>, Fault> {
        let Asked { frame, documents: before, reply, deadline } = asked;
        // The first document of a tab or frame leaves its window to the next one: the engine would go on waiting in the old.
        let answer: Result<Evaluated<Box<RawValue>>, CdpError> = tokio::select! {
            answer = reply.result() => answer,
            Some(()) = self.context.until(deadline + HUNG, |s| (documents(s, &frame) != before).then_some(())) => return Err(Fault::Replaced),
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

    /// Asks where the input goes that is sent next; fails when the frame is just between two documents.
    pub(super) async fn ask_early(&self, frame: &FrameRef, request: &Value, deadline: Instant) -> Result<Asked, Fault> {
        self.world(frame, false, Instant::now()).await?;
        let mut request = request.clone();
        request["early"] = json!(true);
        self.ask_engine(frame, &request, deadline).await
    }

    /// The answer of [`Chromium::ask_early`] when the input has been sent and has landed; `None`: it must be asked again.
    pub(super) async fn early_answer(&self, asked: Asked) -> Result<Option<Box<RawValue>>, Fault> {
        let Ok(answer) = tokio::time::timeout(SEEN_WITHIN, self.engine_answer(asked)).await else { return Ok(None) };
        let answer = answer?;
        let landed = serde_json::from_str::<Landed>(answer.get()).is_ok_and(|seen| seen.landed == Some(true));
        Ok(landed.then_some(answer))
    }
}

fn documents(state: &State, frame: &FrameRef) -> Option<u64> {
    state.frames.get(&frame.0).map(|f| f.documents)
}
