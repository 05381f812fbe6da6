//! Raw mouse input at coordinates, dragging along paths, dropping files, scrolling on until something comes.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::{
    flow::{Drag, DropFiles, Mouse as MouseStep, MouseAction, Position, ScrollUntil},
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Page,
    asking::{Nothing, Outcome, Place},
    forms::{read_files, write_files},
    pointing::{Located, presses},
};
use crate::driver::{
    Progress,
    port::{Fault, Mouse, Point, Port, Special},
};

/// Scrolls of `scroll_until`, at most, when it does not say.
const MOST_SCROLLS: u32 = 50;
/// How long the end of what is scrolled may bring nothing new.
const NOTHING_NEW: Duration = Duration::from_secs(3);
/// How long one scroll may take to bring the element.
const SCROLL_LOOK: Duration = Duration::from_millis(150);
/// The part of what is visible that one scroll moves on.
const SCROLL_PAGES: f64 = 0.8;

#[derive(Deserialize)]
struct Scrolled {
    moved: bool,
}

impl<P: Port> Page<P> {
    pub(super) async fn mouse(&mut self, step: &MouseStep, progress: &mut Progress) -> Result<(), StepError> {
        let given = step.x.zip(step.y);
        let at = match (&step.target, given) {
            (Some(target), _) => {
                let position = given.map(|(x, y)| Position { x, y });
                let checks = ["visible", "stable"];
                let request =
                    json!({ "op": "locate", "for": "hover", "checks": checks, "target": target, "position": position });
                let (place, found): (Place, Located) = self.ask(Some(target), request, progress).await?;
                progress.log.push(format!("pointing at {}", found.description));
                self.in_tab(&place, found.point, progress).await?
            }
            (None, Some((x, y))) => Point { x, y },
            (None, None) => match (self.mouse_at, step.action) {
                (Some(at), _) => at,
                (None, MouseAction::Wheel) => {
                    let (width, height) = self.viewport(progress).await?;
                    Point { x: width / 2.0, y: height / 2.0 }
                }
                (None, MouseAction::Move | MouseAction::Down | MouseAction::Up | MouseAction::Click) => {
                    return Err(StepError::refused(
                        "The mouse has not been anywhere yet: give `x` and `y`, or a `target`.",
                    ));
                }
            },
        };
        self.may_touch(progress).await?;
        let held = self.held_bits();
        if step.action == MouseAction::Wheel {
            let (dx, dy) = (step.dx.unwrap_or_default(), step.dy.unwrap_or_default());
            if dx == 0.0 && dy == 0.0 {
                return Err(StepError::refused("`mouse: wheel` needs `dx` or `dy`: how far it scrolls."));
            }
            self.mouse_at = Some(at);
            return self.special(Special::Wheel { at, dx, dy, held }, progress).await;
        }
        let (button, count) = (step.button, step.count.unwrap_or(1));
        let mut inputs = Vec::new();
        if self.mouse_at != Some(at) {
            let moves = way(self.mouse_at.unwrap_or(at), at, step.steps);
            // One by one: moves that are sent together arrive as one.
            for one in moves {
                let sent = self.port.mouse(&[one], held, None, progress.deadline).await;
                sent.map_err(|fault| self.step_error(fault, None, progress))?;
            }
        }
        match step.action {
            MouseAction::Move | MouseAction::Wheel => {}
            MouseAction::Down => inputs.push(Mouse::Press { at, button, count }),
            MouseAction::Up => inputs.push(Mouse::Release { at, button, count }),
            MouseAction::Click => inputs.extend(presses(at, button, count, None).into_iter().skip(1)),
        }
        self.mouse_at = Some(at);
        let sent = self.port.mouse(&inputs, held, None, progress.deadline).await;
        sent.map_err(|fault| self.step_error(fault, None, progress))?;
        self.settled(progress).await
    }

    /// Dragging by path: from point to point with the button held down.
    pub(super) async fn drag_path(&mut self, drag: &Drag, progress: &mut Progress) -> Result<(), StepError> {
        let [first, .., _] = drag.path.as_slice() else {
            return Err(StepError::refused("The `path` of a drag needs at least two points."));
        };
        let begin = match &drag.from {
            Some(from) => {
                let request = json!({ "op": "locate", "for": "drag", "target": from, "position": first });
                let (place, found): (Place, Located) = self.ask(Some(from), request, progress).await?;
                progress.log.push(format!("dragging along {} points on {}", drag.path.len(), found.description));
                self.in_tab(&place, found.point, progress).await?
            }
            None => Point { x: first.x, y: first.y },
        };
        let mut points = vec![begin];
        for next in &drag.path[1..] {
            let to = Point { x: begin.x + next.x - first.x, y: begin.y + next.y - first.y };
            let from = points.last().copied().unwrap_or(begin);
            let moves = way(from, to, Some(drag.steps.unwrap_or(5)));
            points.extend(moves.iter().filter_map(|m| if let Mouse::Move(at) = m { Some(*at) } else { None }));
        }
        self.may_touch(progress).await?;
        self.mouse_at = points.last().copied();
        self.special(Special::DragAlong(&points), progress).await?;
        self.settled(progress).await
    }

    pub(super) async fn drop_files(&mut self, drop: &DropFiles, progress: &mut Progress) -> Result<(), StepError> {
        let contents = read_files(&drop.files).await.map_err(StepError::refused)?;
        let checks = ["visible", "stable"];
        let request = json!({ "op": "locate", "for": "hover", "checks": checks, "target": drop.target, "position": drop.position });
        let (place, found): (Place, Located) = self.ask(Some(&drop.target), request, progress).await?;
        let at = self.in_tab(&place, found.point, progress).await?;
        let Some(scratch) = self.port.scratch().map(Path::to_owned) else {
            return Err(StepError::refused(
                "Dropping files needs a browser on the worker's own machine; use `upload` on the file input.",
            ));
        };
        let (dir, paths) = write_files(&scratch, &drop.files, contents).await.map_err(|e| {
            StepError::refused(format!("The files to drop could not be put where the browser finds them: {e}."))
        })?;
        self.uploads.push(dir);
        progress.log.push(format!("dropping {} files on {}", paths.len(), found.description));
        self.may_touch(progress).await?;
        self.special(Special::DropFiles { at, files: &paths }, progress).await?;
        self.settled(progress).await
    }

    pub(super) async fn scroll_until(&mut self, step: &ScrollUntil, progress: &mut Progress) -> Result<(), StepError> {
        self.may_touch(progress).await?;
        let most = step.max.unwrap_or(MOST_SCROLLS);
        let (mut scrolls, mut still_since) = (0, None);
        loop {
            if self.is_there(step, progress).await? {
                progress.log.push(format!("it is there after {scrolls} scrolls"));
                let request = json!({ "op": "scroll", "target": step.target });
                return self.ask::<Nothing>(Some(&step.target), request, progress).await.map(drop);
            }
            let gave_up =
                |why: String| StepError::new(ErrorKind::NotFound, format!("{why} without the element coming."));
            if scrolls >= most {
                let error = gave_up(format!("There were {most} scrolls (`max`)"));
                return Err(self.step_error(Fault::Step(error), None, progress));
            }
            let request =
                json!({ "op": "scroll", "target": step.pane, "direction": step.direction, "pages": SCROLL_PAGES });
            let (_, Scrolled { moved }) = self.ask(step.pane.as_ref(), request, progress).await?;
            if moved {
                (scrolls, still_since) = (scrolls + 1, None);
            } else if still_since.get_or_insert_with(Instant::now).elapsed() > NOTHING_NEW
                || Instant::now() >= progress.deadline
            {
                let error = gave_up(format!("The end was reached after {scrolls} scrolls"));
                return Err(self.step_error(Fault::Step(error), None, progress));
            }
        }
    }

    /// Whether the target is visible, or becomes so at once.
    async fn is_there(&mut self, step: &ScrollUntil, progress: &mut Progress) -> Result<bool, StepError> {
        let place = match self.enter(Some(&step.target), progress).await {
            Ok(place) => place,
            Err(fault) => return Err(self.step_error(fault, None, progress)),
        };
        let mut request = json!({
            "op": "expect", "expect": { "target": step.target, "to": "visible" },
            "budget_ms": SCROLL_LOOK.as_millis() as u64, "explain": false,
        });
        self.attributes_of(&mut request);
        let by = progress.deadline.min(Instant::now() + SCROLL_LOOK * 10);
        match self.once::<Nothing>(&place.frame, &request, by).await {
            Ok(Outcome::Good(_)) => Ok(true),
            Ok(Outcome::Bad { error, is_final })
                if is_final || matches!(error.kind, ErrorKind::Ambiguous | ErrorKind::Refused) =>
            {
                Err(self.step_error(Fault::Step(error), None, progress))
            }
            Ok(Outcome::Bad { .. }) | Err(Fault::Late | Fault::Replaced | Fault::FrameGone) => Ok(false),
            Err(fault @ Fault::Step(_)) => Err(self.step_error(fault, None, progress)),
        }
    }
}

/// Moves from one point to another, the last one there.
fn way(from: Point, to: Point, steps: Option<u32>) -> Vec<Mouse> {
    let steps = steps.unwrap_or(1).clamp(1, 1_000);
    let part = |n: u32| f64::from(n) / f64::from(steps);
    (1..=steps)
        .map(|n| Mouse::Move(Point { x: from.x + (to.x - from.x) * part(n), y: from.y + (to.y - from.y) * part(n) }))
        .collect()
}
