//! Clicking, hovering, dragging, scrolling, ticking: everything that points at something.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{Button, Click, Direction, Drag, Edge, Modifier, Position, Target},
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Page,
    asking::{Nothing, Outcome, Place},
};
use crate::driver::{
    Progress, keys,
    port::{Fault, Keys, Mouse, Point, Port, Special, Touch},
};

/// Longest wait for the new document after an input that started a navigation; the next step waits on by itself.
const SETTLE: Duration = Duration::from_secs(10);
/// Longest wait, before input, for the document's own scripts to have run.
const PARSED: Duration = Duration::from_secs(3);
/// How long the page may take to tell where an input went.
const LANDING_MS: u64 = 300;

#[derive(Deserialize)]
pub(super) struct Located {
    pub element: i64,
    pub description: String,
    pub point: Point,
}

/// What is done at a point that was found.
pub(super) enum Gesture {
    Mouse(Vec<Mouse>),
    Touch(Vec<Touch>),
}

/// How an element is pointed at.
pub(super) struct Pointing<'a> {
    pub target: &'a Target,
    /// The checks that it has to pass: `click`, `tap`, `hover`.
    pub purpose: &'static str,
    /// As the call log says it.
    pub verb: &'static str,
    pub position: Option<Position>,
    pub force: bool,
    /// Everything but the input.
    pub trial: bool,
    pub held: &'a [keys::Stroke],
}

#[derive(Deserialize)]
struct CheckReady {
    element: i64,
    description: String,
    point: Option<Point>,
    done: bool,
}

#[derive(Deserialize)]
struct Landed {
    landed: Option<bool>,
    hit: Option<String>,
}

/// What became of one try to point.
enum Try {
    Landed,
    /// Somebody else is there: look again.
    Covered(String),
}

impl<P: Port> Page<P> {
    pub(super) async fn click(&mut self, click: &Click, progress: &mut Progress) -> Result<(), StepError> {
        let held = keys::modifier_strokes(&click.modifiers);
        let how = Pointing {
            target: &click.target,
            purpose: "click",
            verb: "clicking",
            position: click.position,
            force: click.force,
            trial: click.trial,
            held: &held,
        };
        let gesture = |at| Gesture::Mouse(presses(at, click.button, click.count.max(1), click.delay));
        self.point_and(how, gesture, progress).await?;
        if click.trial || click.no_wait_after { Ok(()) } else { self.settled(progress).await }
    }

    /// Finds the element, points at it, and looks again as long as something else gets the input.
    pub(super) async fn point_and(
        &mut self,
        how: Pointing<'_>,
        gesture: impl Fn(Point) -> Gesture,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let Pointing { target, purpose, verb, position, force, trial, held } = how;
        let guard = match (force || trial, purpose) {
            (true, _) => "none",
            (false, "hover") => "watch",
            (false, _) => "block",
        };
        let request = json!({
            "op": "locate", "for": purpose, "target": target, "position": position, "force": force, "guard": guard,
        });
        let mut covered = None;
        loop {
            let asked = self.ask(Some(target), request.clone(), progress).await;
            let (place, found): (Place, Located) = asked.map_err(|error| or_covered(error, covered.take()))?;
            progress.log.push(format!("{verb} {}", found.description));
            let tried = if trial {
                match self.in_window(&place, found.point, !force, progress.deadline).await {
                    Ok(Ok(_)) => {
                        progress.log.push("a trial: it is left at that".into());
                        return Ok(());
                    }
                    Ok(Err(by)) => Ok(Try::Covered(by)),
                    Err(Fault::FrameGone | Fault::Replaced) => Ok(Try::Covered("a frame that is just going".into())),
                    Err(fault) => Err(fault),
                }
            } else {
                self.gesture(&place, found.point, &gesture, held, !force, progress).await
            };
            match tried {
                Ok(Try::Landed) => return Ok(()),
                Ok(Try::Covered(by)) => {
                    self.again(&place, found.element, &by, progress).await?;
                    covered = Some(by);
                }
                Err(fault) => return Err(self.step_error(fault, None, progress)),
            }
        }
    }

    /// Points at a place that was checked, and asks where the input went.
    async fn gesture(
        &mut self,
        place: &Place,
        point: Point,
        inputs: impl Fn(Point) -> Gesture,
        held: &[keys::Stroke],
        guarded: bool,
        progress: &mut Progress,
    ) -> Result<Try, Fault> {
        let at = match self.in_window(place, point, guarded, progress.deadline).await {
            Ok(Ok(at)) => at,
            Ok(Err(by)) => return Ok(Try::Covered(by)),
            Err(Fault::FrameGone | Fault::Replaced) => return Ok(Try::Covered("a frame that is just going".into())),
            Err(fault) => return Err(fault),
        };
        self.ready_for_input(progress).await?;
        progress.gate.pass().await?;
        if !held.is_empty() {
            let down: Vec<Keys> = held.iter().cloned().map(Keys::Down).collect();
            self.port.keys(&down, progress.deadline).await?;
        }
        let landing = json!({ "op": "landed", "budget_ms": LANDING_MS });
        let after = guarded.then_some((&place.frame, &landing));
        let bits = keys::bits(held) | self.held_bits();
        let sent = match inputs(at) {
            Gesture::Mouse(inputs) => {
                self.mouse_at = Some(at);
                self.port.mouse(&inputs, bits, after, progress.deadline).await
            }
            Gesture::Touch(inputs) => {
                let touched =
                    self.port.special(Special::Touch { inputs: &inputs, held: bits }, progress.deadline).await;
                match (touched, after) {
                    (Ok(()), Some((frame, request))) => {
                        self.port.run(frame, request, progress.deadline).await.map(Some)
                    }
                    (Ok(()), None) => Ok(None),
                    (Err(fault), _) => Err(fault),
                }
            }
        };
        if !held.is_empty() {
            let up: Vec<Keys> = held.iter().rev().cloned().map(keys::released).map(Keys::Up).collect();
            let _ = self.port.keys(&up, progress.deadline).await;
        }
        match sent {
            Ok(Some(answer)) => match self.read::<Landed>(&place.frame, &answer)? {
                Outcome::Good(Landed { landed: Some(false), hit }) => {
                    Ok(Try::Covered(hit.unwrap_or_else(|| "another element".into())))
                }
                Outcome::Good(Landed { landed: None, .. }) => {
                    progress.log.push("no event was seen at the element".into());
                    Ok(Try::Landed)
                }
                Outcome::Good(_) | Outcome::Bad { .. } => Ok(Try::Landed),
            },
            // The input took the page, the frame or the tab away: it has landed.
            Ok(None) | Err(Fault::Replaced | Fault::FrameGone) => Ok(Try::Landed),
            Err(Fault::Step(error)) if error.kind == ErrorKind::NotFound => Ok(Try::Landed),
            Err(Fault::Late) => Err(Fault::Step(
                self.port
                    .trouble()
                    .unwrap_or_else(|| StepError::new(ErrorKind::Timeout, "The page did not take the input in time.")),
            )),
            Err(fault) => Err(fault),
        }
    }

    /// Before another try: fails when the time is up.
    async fn again(&mut self, place: &Place, element: i64, by: &str, progress: &mut Progress) -> Result<(), StepError> {
        progress.log.push(format!("{by} intercepts the pointer; trying again"));
        if Instant::now() + Duration::from_millis(20) >= progress.deadline {
            return Err(self.step_error(Fault::Step(is_covered(by)), None, progress));
        }
        if self.is_covered(progress.deadline).await {
            return Err(super::overlays::interrupted());
        }
        if !place.chain.is_empty() {
            // It may be in view in its own frame, and that part of the frame not be in view.
            let _ = self.port.reveal(&place.frame, element, progress.deadline).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(())
    }

    /// Before input: a document that is still being parsed has not set up its handlers, and the input would be lost.
    pub(super) async fn ready_for_input(&mut self, progress: &Progress) -> Result<(), Fault> {
        self.port.ready(progress.deadline.min(Instant::now() + PARSED)).await
    }

    /// After input that may have started a navigation.
    pub(super) async fn settled(&mut self, progress: &mut Progress) -> Result<(), StepError> {
        let by = progress.deadline.min(Instant::now() + SETTLE);
        match self.port.settle(by).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                progress.log.push("the page is still on its way to another document".into());
                Ok(())
            }
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }

    pub(super) async fn hover(
        &mut self,
        target: &Target,
        modifiers: &[Modifier],
        position: Option<Position>,
        (hold_ms, force): (Option<u64>, bool),
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let held = keys::modifier_strokes(modifiers);
        let how =
            Pointing { target, purpose: "hover", verb: "hovering over", position, force, trial: false, held: &held };
        // Two moves: an element that appears under a resting pointer is entered, too.
        let gesture = |at: Point| {
            let mut inputs = vec![Mouse::Move(Point { x: at.x - 1.0, ..at }), Mouse::Move(at)];
            inputs.extend(hold_ms.map(Mouse::Wait));
            Gesture::Mouse(inputs)
        };
        self.point_and(how, gesture, progress).await
    }

    pub(super) async fn check(
        &mut self,
        target: &Target,
        wanted: bool,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let request = json!({ "op": "check", "target": target, "checked": wanted, "guard": "block" });
        let mut covered = None;
        let (place, element) = loop {
            let asked = self.ask(Some(target), request.clone(), progress).await;
            let (place, found): (Place, CheckReady) = asked.map_err(|error| or_covered(error, covered.take()))?;
            let Some(point) = found.point.filter(|_| !found.done) else { return Ok(()) };
            progress.log.push(format!("clicking {}", found.description));
            match self
                .gesture(&place, point, |at| Gesture::Mouse(presses(at, Button::Left, 1, None)), &[], true, progress)
                .await
            {
                Ok(Try::Landed) => break (place, found.element),
                Ok(Try::Covered(by)) => {
                    self.again(&place, found.element, &by, progress).await?;
                    covered = Some(by);
                }
                Err(fault) => return Err(self.step_error(fault, None, progress)),
            }
        };
        self.settled(progress).await?;
        // The page gets a moment to undo or redo it, but not the whole time of the step.
        let by = progress.deadline.min(Instant::now() + Duration::from_secs(2));
        let mut request = json!({
            "op": "checked", "target": target, "element": element, "checked": wanted,
            "budget_ms": by.saturating_duration_since(Instant::now()).as_millis() as u64,
        });
        self.attributes_of(&mut request);
        match self.once::<Nothing>(&place.frame, &request, by).await {
            Ok(Outcome::Bad { error, .. }) => Err(self.step_error(Fault::Step(error), None, progress)),
            // Gone with the page: it did something.
            Ok(Outcome::Good(_)) | Err(Fault::Replaced | Fault::FrameGone) => Ok(()),
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }

    pub(super) async fn drag(&mut self, drag: &Drag, progress: &mut Progress) -> Result<(), StepError> {
        let (Some(from), Some(to)) = (&drag.from, &drag.to) else { return self.drag_path(drag, progress).await };
        let (from, to, steps) = ((from, drag.from_position), (to, drag.to_position), drag.steps);
        let request = |(target, position): (&Target, Option<Position>), kind: &str, scroll: bool| json!({ "op": "locate", "for": kind, "target": target, "position": position, "scroll": scroll });
        // The end first, so that scrolling to the start has the last word; then the end again, where it is now.
        let _: (Place, Located) = self.ask(Some(to.0), request(to, "other", true), progress).await?;
        let (place, start): (Place, Located) = self.ask(Some(from.0), request(from, "drag", true), progress).await?;
        if !place.chain.is_empty() {
            let _ = self.port.reveal(&place.frame, start.element, progress.deadline).await;
        }
        let begin = self.in_tab(&place, start.point, progress).await?;
        let (place, end): (Place, Located) = self.ask(Some(to.0), request(to, "other", false), progress).await?;
        let end_point = self.in_tab(&place, end.point, progress).await?;
        progress.log.push(format!("dragging {} to {}", start.description, end.description));
        progress.gate.pass().await?;
        let dragged = self.port.drag(begin, end_point, steps.unwrap_or(5).clamp(1, 1_000), progress.deadline).await;
        self.mouse_at = Some(end_point);
        dragged.map_err(|fault| self.step_error(fault, None, progress))?;
        self.settled(progress).await
    }

    pub(super) async fn in_tab(
        &mut self,
        place: &Place,
        point: Point,
        progress: &mut Progress,
    ) -> Result<Point, StepError> {
        match self.in_window(place, point, false, progress.deadline).await {
            Ok(Ok(point)) => Ok(point),
            Ok(Err(by)) => Err(StepError::new(ErrorKind::NotActionable, format!("{by} is in the way."))),
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }

    pub(super) async fn scroll(
        &mut self,
        target: Option<&Target>,
        direction: Option<Direction>,
        (amount, pages): (Option<f64>, Option<f64>),
        to: Option<Edge>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        if target.is_none() && direction.is_none() && to.is_none() {
            return Err(StepError::refused("`scroll` needs a `target`, a `direction`, or `to`."));
        }
        progress.gate.pass().await?;
        let mut request = json!({ "op": "scroll" });
        let mut put = |name: &str, value: Value| {
            if !value.is_null() {
                request[name] = value;
            }
        };
        put("target", json!(target));
        put("direction", json!(direction));
        put("amount", json!(amount));
        put("pages", json!(pages));
        put("to", json!(to));
        self.ask::<Nothing>(target, request, progress).await.map(drop)
    }
}

fn is_covered(by: &str) -> StepError {
    StepError::new(ErrorKind::NotActionable, format!("The element is covered: {by} intercepts the pointer."))
}

/// When the time ran out while looking again, what was in the way is the reason.
fn or_covered(error: StepError, covered: Option<String>) -> StepError {
    match (error.kind, covered) {
        (ErrorKind::Timeout | ErrorKind::NotFound | ErrorKind::NotActionable, Some(by)) => {
            is_covered(&by).with_log(error.log)
        }
        _ => error,
    }
}

/// `count` clicks at a point.
pub(super) fn presses(at: Point, button: Button, count: u32, delay: Option<u64>) -> Vec<Mouse> {
    let mut inputs = vec![Mouse::Move(at)];
    for count in 1..=count.min(100) {
        inputs.push(Mouse::Press { at, button, count });
        inputs.extend(delay.map(Mouse::Wait));
        inputs.push(Mouse::Release { at, button, count });
    }
    inputs
}
