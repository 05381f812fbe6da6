//! Fingers: taps, swipes, pinches.

use flowtilla_shared::domain::{
    flow::{Direction, Pinch, Position, Swipe, Tap, Target},
    outcome::StepError,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Page,
    asking::{Place, Rect},
    pointing::{Gesture, Pointing},
};
use crate::driver::{
    Progress,
    port::{Point, Port, Special, Touch},
};

/// Time between two moves of a finger, in milliseconds.
const BEAT: u64 = 16;
/// How long a swipe or a pinch takes when it does not say.
const GESTURE_MS: u64 = 200;
/// The part of the page or the element that a swipe covers when it does not say.
const STRETCH: f64 = 0.6;

#[derive(Deserialize)]
struct Area {
    description: String,
    rect: Rect,
    point: Point,
}

/// Where a gesture takes place, in the tab's viewport.
struct Ground {
    middle: Point,
    width: f64,
    height: f64,
    /// Where the offsets of positions count from.
    corner: Point,
    /// The tab's viewport.
    window: (f64, f64),
}

impl<P: Port> Page<P> {
    pub(super) async fn tap(&mut self, tap: &Tap, progress: &mut Progress) -> Result<(), StepError> {
        self.needs_touch()?;
        let gesture = |at: Point| {
            let once = || {
                let hold = tap.hold_ms.map(Touch::Wait);
                [Some(Touch::Start(vec![at])), hold, Some(Touch::End)].into_iter().flatten()
            };
            // Fingers that come down too soon after each other are taken for one that trembles.
            let mut inputs: Vec<Touch> = once().collect();
            for _ in 1..tap.count {
                inputs.push(Touch::Wait(60));
                inputs.extend(once());
            }
            Gesture::Touch(inputs)
        };
        let how = Pointing {
            target: &tap.target,
            purpose: "tap",
            verb: "tapping",
            position: tap.position,
            force: tap.force,
            trial: tap.trial,
            held: &[],
        };
        self.point_and(how, gesture, progress).await?;
        if tap.trial || tap.no_wait_after { Ok(()) } else { self.settled(progress).await }
    }

    pub(super) async fn swipe(&mut self, swipe: &Swipe, progress: &mut Progress) -> Result<(), StepError> {
        self.needs_touch()?;
        let ground = self.ground(swipe.target.as_ref(), progress).await?;
        let at = |p: Position| Point { x: ground.corner.x + p.x, y: ground.corner.y + p.y };
        let (from, to) = match (swipe.direction, swipe.from, swipe.to) {
            (_, Some(from), Some(to)) => (at(from), at(to)),
            (Some(direction), ..) => ground.stretch(direction, swipe.distance),
            _ => return Err(StepError::refused("`swipe` needs a `direction`, or `from` and `to`.")),
        };
        let (from, to) = (ground.inside(from), ground.inside(to));
        let way = beats(swipe.duration_ms).map(|part| vec![between(from, to, part)]).collect();
        self.fingers(vec![from], way, swipe.duration_ms, progress).await
    }

    pub(super) async fn pinch(&mut self, pinch: &Pinch, progress: &mut Progress) -> Result<(), StepError> {
        self.needs_touch()?;
        let ground = self.ground(pinch.target.as_ref(), progress).await?;
        let corner = ground.corner;
        let middle = pinch.position.map_or(ground.middle, |p| Point { x: corner.x + p.x, y: corner.y + p.y });
        // The wider of the two spans takes most of the place.
        let wide = 0.4 * ground.width.min(ground.window.0).max(40.0);
        let (first, last) = if pinch.scale >= 1.0 { (wide / pinch.scale, wide) } else { (wide, wide * pinch.scale) };
        let apart = |half: f64| {
            vec![
                ground.inside(Point { x: middle.x - half, ..middle }),
                ground.inside(Point { x: middle.x + half, ..middle }),
            ]
        };
        let way = beats(pinch.duration_ms).map(|part| apart(first + (last - first) * part)).collect();
        self.fingers(apart(first), way, pinch.duration_ms, progress).await
    }

    /// Fingers come down one after the other, move together, and leave.
    async fn fingers(
        &mut self,
        down: Vec<Point>,
        way: Vec<Vec<Point>>,
        duration_ms: Option<u64>,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let mut inputs: Vec<Touch> = (1..=down.len()).map(|n| Touch::Start(down[..n].to_vec())).collect();
        let beat = duration_ms.unwrap_or(GESTURE_MS) / u64::try_from(way.len().max(1)).unwrap_or(1);
        for points in way {
            inputs.push(Touch::Wait(beat));
            inputs.push(Touch::Move(points));
        }
        inputs.push(Touch::End);
        self.may_touch(progress).await?;
        let held = self.held_bits();
        self.special(Special::Touch { inputs: &inputs, held }, progress).await?;
        self.settled(progress).await
    }

    /// The element that a gesture is made on, scrolled into view, or the whole page.
    async fn ground(&mut self, target: Option<&Target>, progress: &mut Progress) -> Result<Ground, StepError> {
        let window = self.viewport(progress).await?;
        let Some(target) = target else {
            let middle = Point { x: window.0 / 2.0, y: window.1 / 2.0 };
            let corner = Point { x: 0.0, y: 0.0 };
            return Ok(Ground { middle, width: window.0, height: window.1, corner, window });
        };
        let request = json!({ "op": "locate", "for": "drag", "target": target });
        let (place, area): (Place, Area) = self.ask(Some(target), request, progress).await?;
        progress.log.push(format!("moving fingers on {}", area.description));
        let middle = self.in_tab(&place, area.point, progress).await?;
        let corner = self.in_tab(&place, Point { x: area.rect.x, y: area.rect.y }, progress).await?;
        Ok(Ground { middle, width: area.rect.width, height: area.rect.height, corner, window })
    }
}

impl Ground {
    /// From one side of the middle to the other.
    fn stretch(&self, direction: Direction, distance: Option<f64>) -> (Point, Point) {
        let (across, (dx, dy)) = match direction {
            Direction::Up => (self.height.min(self.window.1), (0.0, -1.0)),
            Direction::Down => (self.height.min(self.window.1), (0.0, 1.0)),
            Direction::Left => (self.width.min(self.window.0), (-1.0, 0.0)),
            Direction::Right => (self.width.min(self.window.0), (1.0, 0.0)),
        };
        let half = distance.unwrap_or(across * STRETCH) / 2.0;
        let at = |side: f64| Point { x: self.middle.x + dx * half * side, y: self.middle.y + dy * half * side };
        (at(-1.0), at(1.0))
    }

    /// Fingers cannot leave the screen.
    fn inside(&self, point: Point) -> Point {
        let within = |at: f64, length: f64| at.clamp(1.0_f64.min(length / 2.0), (length - 1.0).max(length / 2.0));
        Point { x: within(point.x, self.window.0), y: within(point.y, self.window.1) }
    }
}

/// The parts of the way at which a finger is told of, up to 1.
fn beats(duration_ms: Option<u64>) -> impl Iterator<Item = f64> {
    let count = u32::try_from(duration_ms.unwrap_or(GESTURE_MS) / BEAT).unwrap_or(u32::MAX).clamp(5, 400);
    (1..=count).map(move |n| f64::from(n) / f64::from(count))
}

fn between(from: Point, to: Point, part: f64) -> Point {
    Point { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }
}
