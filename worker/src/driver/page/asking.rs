//! Asking the in-page engine: in slices, again in the new document when the old one is replaced, and inside frames.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{FrameStep, Level, Shadow, Target},
    outcome::{ErrorKind, StepError},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};

use super::{Page, frames::steps_of};
use crate::driver::{
    Progress,
    port::{Fault, FrameRef, Point, Port},
};

/// Longest wait in the page at once.
const SLICE: Duration = Duration::from_secs(5);
/// Longest wait at once for what may come behind a closed shadow root: the engine does not see it come by itself.
const PIERCING_SLICE: Duration = Duration::from_millis(400);
/// The same for an assertion that must hold for a while; as long as the engine waits at most.
const LONGEST_SLICE: Duration = Duration::from_secs(30);
/// Pause before a frame or document that is just going is looked at again.
const BREATH: Duration = Duration::from_millis(10);

/// What every answer of the engine begins with.
#[derive(Deserialize)]
struct Answer<'a> {
    ok: bool,
    #[serde(borrow)]
    url: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    title: std::borrow::Cow<'a, str>,
    error: Option<EngineError>,
}

#[derive(Deserialize)]
struct EngineError {
    kind: ErrorKind,
    message: String,
    expected: Option<String>,
    actual: Option<String>,
    #[serde(default)]
    log: Vec<String>,
    #[serde(default)]
    candidates: Vec<String>,
    details: Option<Value>,
    #[serde(default, rename = "final")]
    is_final: bool,
}

impl From<EngineError> for StepError {
    fn from(e: EngineError) -> Self {
        Self {
            kind: e.kind,
            message: e.message,
            expected: e.expected,
            actual: e.actual,
            log: e.log,
            candidates: e.candidates,
            details: e.details,
            level: Level::Error,
            code: None,
        }
    }
}

/// A gate that nothing comes to.
struct Shut;

#[async_trait::async_trait]
impl crate::driver::Gate for Shut {
    async fn pass(&self) -> Result<(), StepError> {
        Err(StepError::refused("Nothing may be sent while a frame is looked for."))
    }
}

/// Where a target was looked for: a frame, and the frame elements that lead there, outermost first.
#[derive(Clone, Debug)]
pub struct Place {
    pub frame: FrameRef,
    pub chain: Vec<(FrameRef, i64)>,
}

#[derive(Deserialize)]
struct FrameFound {
    element: i64,
}

#[derive(Deserialize)]
struct FrameBox {
    #[serde(rename = "box")]
    content: Rect,
    scale: Point,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, serde::Serialize)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

#[derive(Deserialize)]
struct Hit {
    hit: bool,
    by: Option<String>,
}

/// What an answer was, one level up from its bytes.
pub enum Outcome<T> {
    Good(T),
    Bad { error: StepError, is_final: bool },
}

/// Any good answer.
#[derive(Deserialize)]
pub struct Nothing {}

impl<P: Port> Page<P> {
    /// One request, one answer, no retry.
    pub(super) async fn once<T: DeserializeOwned>(
        &mut self,
        frame: &FrameRef,
        request: &Value,
        deadline: Instant,
    ) -> Result<Outcome<T>, Fault> {
        let answer = self.port.run(frame, request, deadline).await?;
        self.read(frame, &answer)
    }

    /// Reads an answer.
    pub(super) fn read<T: DeserializeOwned>(
        &mut self,
        frame: &FrameRef,
        answer: &RawValue,
    ) -> Result<Outcome<T>, Fault> {
        let garbled = |e: serde_json::Error| {
            Fault::Step(StepError::new(
                ErrorKind::Script,
                format!("The in-page engine's answer was not understood: {e}."),
            ))
        };
        let base: Answer<'_> = serde_json::from_str(answer.get()).map_err(garbled)?;
        self.port.seen(frame, &base.url, &base.title);
        match base.error {
            None if base.ok => serde_json::from_str(answer.get()).map(Outcome::Good).map_err(garbled),
            Some(error) => {
                let is_final = error.is_final;
                Ok(Outcome::Bad { error: error.into(), is_final })
            }
            None => Err(Fault::Step(StepError::new(ErrorKind::Script, "The in-page engine failed without a reason."))),
        }
    }

    /// Asks about a target until the answer is good, the error is final, or the time is up.
    ///
    /// Gives the answer and where the target was found.
    pub(super) async fn ask<T: DeserializeOwned>(
        &mut self,
        target: Option<&Target>,
        request: Value,
        progress: &mut Progress,
    ) -> Result<(Place, T), StepError> {
        let mut last = None;
        let closed = target.is_some_and(|t| t.shadow == Some(Shadow::Closed));
        loop {
            let place = match self.enter(target, progress).await {
                Ok(place) => place,
                Err(Fault::FrameGone | Fault::Replaced) => {
                    self.breathe(&mut last, progress).await?;
                    continue;
                }
                Err(fault) => return Err(self.step_error(fault, last.take(), progress)),
            };
            match self.ask_in(&place.frame, request.clone(), closed, progress, &mut last).await {
                Ok(answer) => return Ok((place, answer)),
                Err(Fault::FrameGone) => self.breathe(&mut last, progress).await?,
                Err(fault) => {
                    let mut error = self.step_error(fault, last.take(), progress);
                    let missing = error.kind == ErrorKind::NotFound || error.actual.as_deref() == Some("not found");
                    if let Some(target) = target.filter(|_| missing && progress.explain) {
                        self.elsewhere(target, &mut error).await;
                    }
                    return Err(error);
                }
            }
        }
    }

    /// Before another look: fails when the time is up or something went wrong beside.
    async fn breathe(&mut self, last: &mut Option<StepError>, progress: &mut Progress) -> Result<(), StepError> {
        if let Some(trouble) = self.port.trouble() {
            return Err(self.step_error(Fault::Step(trouble), None, progress));
        }
        if Instant::now() >= progress.deadline {
            return Err(self.step_error(Fault::Late, last.take(), progress));
        }
        tokio::time::sleep(BREATH).await;
        Ok(())
    }

    /// Asks in one frame, slice by slice, document after document.
    pub(super) async fn ask_in<T: DeserializeOwned>(
        &mut self,
        frame: &FrameRef,
        mut request: Value,
        closed: bool,
        progress: &mut Progress,
        last: &mut Option<StepError>,
    ) -> Result<T, Fault> {
        self.attributes_of(&mut request);
        self.secrets_in(frame, &mut request);
        // What was not given is absent, not null.
        if let Value::Object(fields) = &mut request {
            fields.retain(|_, value| !value.is_null());
        }
        // What must hold for a while, or is looked at now and then, is one wait.
        let whole = request.get("expect").is_some_and(|e| e.get("stable_for").is_some() || e.get("poll").is_some());
        let longest = if whole { LONGEST_SLICE } else { SLICE };
        loop {
            let now = Instant::now();
            let left = progress.deadline.saturating_duration_since(now);
            let slice = left.min(match (closed, self.overlays.is_empty()) {
                (true, _) => PIERCING_SLICE,
                (false, true) => longest,
                (false, false) => super::overlays::SLICE,
            });
            if closed {
                self.port.pierce(frame, progress.deadline).await?;
            }
            request["budget_ms"] = json!(slice.as_millis() as u64);
            request["explain"] = json!(progress.explain && slice == left);
            match self.once(frame, &request, now + slice).await {
                Ok(Outcome::Good(answer)) => return Ok(answer),
                Ok(Outcome::Bad { error, is_final }) => {
                    if is_final {
                        return Err(Fault::Step(error));
                    }
                    *last = Some(error);
                }
                Err(Fault::Replaced) => progress.log.push("the page went to another document; looking again".into()),
                Err(Fault::Late) => {
                    last.get_or_insert_with(|| {
                        StepError::new(
                            ErrorKind::Timeout,
                            "The page did not answer; a script in it may run without end.",
                        )
                    });
                }
                Err(fault @ (Fault::FrameGone | Fault::Step(_))) => return Err(fault),
            }
            if let Some(trouble) = self.port.trouble() {
                return Err(Fault::Step(trouble));
            }
            if self.is_covered(progress.deadline).await {
                return Err(Fault::Step(super::overlays::interrupted()));
            }
            if Instant::now() >= progress.deadline {
                return Err(Fault::Late);
            }
        }
    }

    /// The frame that a target is in, before the step itself is begun.
    pub(super) async fn document_of(&mut self, target: &Target, deadline: Instant) -> Result<FrameRef, StepError> {
        let mut progress = Progress { deadline, log: Vec::new(), gate: std::sync::Arc::new(Shut), explain: false };
        match self.enter(Some(target), &mut progress).await {
            Ok(place) => Ok(place.frame),
            Err(fault) => Err(self.step_error(fault, None, &mut progress)),
        }
    }

    /// The frame that a target is in, entered element by element.
    pub(super) async fn enter(&mut self, target: Option<&Target>, progress: &mut Progress) -> Result<Place, Fault> {
        let mut place = Place { frame: self.port.top()?, chain: Vec::new() };
        for step in steps_of(target) {
            place = match step {
                FrameStep::Which(matcher) => self.frame_that(&place, matcher, progress).await?,
                FrameStep::Element(element) => self.frame_of(place, element, progress).await?,
            };
        }
        Ok(place)
    }

    /// The frame that an element of `place` holds.
    async fn frame_of(&mut self, mut place: Place, target: &Target, progress: &mut Progress) -> Result<Place, Fault> {
        let request = json!({ "op": "frame", "target": target });
        let closed = target.shadow == Some(Shadow::Closed);
        let mut last = None;
        let found: Result<FrameFound, Fault> = self.ask_in(&place.frame, request, closed, progress, &mut last).await;
        let element = match (found, last) {
            (Ok(found), _) => found.element,
            (Err(Fault::Late), Some(error)) => return Err(Fault::Step(error)),
            (Err(fault), _) => return Err(fault),
        };
        let child = self.port.child(&place.frame, element, progress.deadline).await?;
        place.chain.push((std::mem::replace(&mut place.frame, child), element));
        Ok(place)
    }

    /// A point of a frame as a point of the tab. With `check`, each frame element must be what is hit there; else the answer
    /// says what is there instead.
    pub(super) async fn in_window(
        &mut self,
        place: &Place,
        mut point: Point,
        check: bool,
        deadline: Instant,
    ) -> Result<Result<Point, String>, Fault> {
        for (frame, element) in place.chain.iter().rev() {
            let request = json!({ "op": "frame_box", "element": element });
            let Outcome::Good(FrameBox { content, scale }) = self.once(frame, &request, deadline).await? else {
                return Err(Fault::FrameGone);
            };
            point = Point { x: content.x + point.x * scale.x, y: content.y + point.y * scale.y };
            if check {
                let request = json!({ "op": "hit", "element": element, "point": point });
                match self.once(frame, &request, deadline).await? {
                    Outcome::Good(Hit { hit: true, .. }) => {}
                    Outcome::Good(Hit { by, .. }) => return Ok(Err(by.unwrap_or_else(|| "another element".into()))),
                    Outcome::Bad { .. } => return Err(Fault::FrameGone),
                }
            }
        }
        Ok(Ok(point))
    }

    /// What a fault means for the step; `last` is what the engine said when it was asked last.
    pub(super) fn step_error(&mut self, fault: Fault, last: Option<StepError>, progress: &mut Progress) -> StepError {
        let mut error = match fault {
            Fault::Step(error) => error,
            Fault::Late | Fault::Replaced | Fault::FrameGone => last.unwrap_or_else(|| match fault {
                Fault::FrameGone => {
                    StepError::new(ErrorKind::NotFound, "The frame went away, and did not come back in time.")
                }
                Fault::Late | Fault::Replaced | Fault::Step(_) => {
                    StepError::new(ErrorKind::Timeout, "The page did not get ready in time.")
                }
            }),
        };
        let mut log = std::mem::take(&mut progress.log);
        log.append(&mut error.log);
        error.log = log;
        error
    }
}
