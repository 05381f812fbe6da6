//! What elements are, and good locators for them.

use std::time::Instant;

use flowtilla_shared::domain::{
    flow::{Position, Target, inline_yaml},
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Page,
    asking::{Outcome, Place},
};
use crate::driver::{
    Capture, Inspect, Inspected, Observation, Progress,
    port::{Fault, Point, Port},
};

/// Elements in one answer, at most.
const MOST_ELEMENTS: usize = 300;

#[derive(Deserialize)]
pub struct Suggested {
    items: Vec<Item>,
}

impl Suggested {
    /// The best locator of the first element.
    pub fn best(self) -> Option<Value> {
        self.items.into_iter().next()?.inspected.locators.into_iter().next().map(|l| l.target)
    }
}

#[derive(Deserialize)]
struct Item {
    element: i64,
    #[serde(flatten)]
    inspected: Inspected,
}

#[derive(Deserialize)]
struct FrameBox {
    #[serde(rename = "box")]
    content: super::asking::Rect,
    scale: Point,
}

impl<P: Port> Page<P> {
    /// What an element is, and locators for it, best first; frames are gone through.
    pub(super) async fn inspect(
        &mut self,
        what: &Inspect,
        progress: &mut Progress,
    ) -> Result<Vec<Inspected>, StepError> {
        let found = match what {
            Inspect::Target(target) => {
                let request = json!({ "op": "suggest", "target": target });
                let (place, Suggested { items }) = self.ask(Some(target), request, progress).await?;
                self.placed(&place, items, progress.deadline).await
            }
            Inspect::Point(point) => self.inspect_point(*point, progress).await,
            Inspect::All => self.inspect_all(progress).await,
            Inspect::Ref(reference) => self.inspect_ref(reference, progress).await,
        };
        found.map_err(|fault| self.step_error(fault, None, progress))
    }

    async fn inspect_point(&mut self, at: Position, progress: &mut Progress) -> Result<Vec<Inspected>, Fault> {
        let mut place = Place { frame: self.port.top()?, chain: Vec::new() };
        let mut point = Point { x: at.x, y: at.y };
        loop {
            let mut request = json!({ "op": "suggest", "point": point });
            self.attributes_of(&mut request);
            let Suggested { items } = match self.once(&place.frame, &request, progress.deadline).await? {
                Outcome::Good(found) => found,
                Outcome::Bad { error, .. } => return Err(error.into()),
            };
            let framed = items.first().filter(|i| matches!(i.inspected.tag.as_str(), "iframe" | "frame"));
            let Some(element) = framed.map(|i| i.element) else {
                return self.placed(&place, items, progress.deadline).await;
            };
            let request = json!({ "op": "frame_box", "element": element });
            let Outcome::Good(FrameBox { content, scale }) =
                self.once(&place.frame, &request, progress.deadline).await?
            else {
                return Err(Fault::FrameGone);
            };
            let inside = Point { x: (point.x - content.x) / scale.x, y: (point.y - content.y) / scale.y };
            let within = inside.x >= 0.0 && inside.y >= 0.0;
            match self.port.child(&place.frame, element, progress.deadline).await {
                Ok(child) if within && place.chain.len() < 8 => {
                    place.chain.push((std::mem::replace(&mut place.frame, child), element));
                    point = inside;
                }
                Ok(_) | Err(Fault::FrameGone | Fault::Replaced | Fault::Late) => {
                    return self.placed(&place, items, progress.deadline).await;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    async fn inspect_ref(&mut self, reference: &str, progress: &mut Progress) -> Result<Vec<Inspected>, Fault> {
        let unknown = || {
            let message = format!("There is no `{reference}` on the page any more; look at the page again.");
            Fault::Step(StepError::new(ErrorKind::NotFound, message))
        };
        let (place, inner) = self.shown_at(reference).ok_or_else(unknown)?;
        let mut request = json!({ "op": "suggest", "target": { "ref": inner }, "most": 4 });
        self.attributes_of(&mut request);
        match self.once(&place.frame, &request, progress.deadline).await {
            Ok(Outcome::Good(Suggested { items })) => self.placed(&place, items, progress.deadline).await,
            Ok(Outcome::Bad { .. }) | Err(Fault::FrameGone | Fault::Replaced) => Err(unknown()),
            Err(fault) => Err(fault),
        }
    }

    async fn inspect_all(&mut self, progress: &mut Progress) -> Result<Vec<Inspected>, Fault> {
        let top = Place { frame: self.port.top()?, chain: Vec::new() };
        let mut places = vec![top.clone()];
        places.extend(self.frames_below(&top, progress.deadline).await?.into_iter().map(|below| below.place));
        let mut all = Vec::new();
        for place in places {
            if all.len() >= MOST_ELEMENTS || Instant::now() >= progress.deadline {
                break;
            }
            let mut request = json!({ "op": "suggest", "all": true, "limit": MOST_ELEMENTS - all.len(), "most": 3 });
            self.attributes_of(&mut request);
            match self.once(&place.frame, &request, progress.deadline).await {
                Ok(Outcome::Good(Suggested { items })) => {
                    all.extend(self.placed(&place, items, progress.deadline).await?);
                }
                Ok(Outcome::Bad { error, .. }) => return Err(error.into()),
                Err(Fault::FrameGone | Fault::Replaced) if !place.chain.is_empty() => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(all)
    }

    /// Elements of a frame as seen from the tab: boxes moved, locators with their `frame`.
    async fn placed(&mut self, place: &Place, items: Vec<Item>, deadline: Instant) -> Result<Vec<Inspected>, Fault> {
        let mut list: Vec<Inspected> = items.into_iter().map(|item| item.inspected).collect();
        if place.chain.is_empty() {
            return Ok(list);
        }
        let path = self.path_to(place, deadline).await;
        for element in &mut list {
            let corner = Point { x: element.rect.x, y: element.rect.y };
            if let Ok(Ok(Point { x, y })) = self.in_window(place, corner, false, deadline).await {
                (element.rect.x, element.rect.y) = (x, y);
            }
            for locator in &mut element.locators {
                locator.target["frame"] = path.clone();
                locator.locator = inline_yaml(&locator.target);
            }
        }
        Ok(list)
    }

    /// The step `inspect`: what was found becomes an artifact.
    pub(super) async fn inspect_step(
        &mut self,
        target: Option<&Target>,
        at: Option<Position>,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let what = match (target, at) {
            (Some(target), _) => Inspect::Target(Box::new(target.clone())),
            (None, Some(at)) => Inspect::Point(at),
            (None, None) => Inspect::All,
        };
        let elements = self.inspect(&what, progress).await?;
        let bytes = serde_json::to_vec(&json!({ "elements": elements }))
            .map_err(|e| StepError::new(ErrorKind::Script, e.to_string()))?;
        let capture = Capture {
            name: "inspection.json".into(),
            kind: "inspection".into(),
            media_type: "application/json".into(),
            bytes,
        };
        Ok(Observation { captures: vec![capture], ..Observation::default() })
    }
}
