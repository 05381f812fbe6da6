//! Assertions, waits, extraction, scripts, pictures and outlines: what looks, and does not touch.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{ElementState, ExtractWhat, Target, UrlMatcher},
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Page,
    asking::{Nothing, Outcome, Place, Rect},
};
use crate::driver::{
    Capture, Observation, Progress,
    port::{Area, Fault, FrameRef, Point, Port},
};

/// Frames in frames that an outline still shows.
const OUTLINE_DEPTH: usize = 3;

/// Covers rectangles of the page while it is pictured.
const PAINT: &str = "const root = document.createElement('div'); root.id = '__flowtilla_mask';\
    for (const r of args) { const box = document.createElement('div');\
      Object.assign(box.style, { position: 'absolute', zIndex: '2147483647', background: '#ff00ff', border: '0', margin: '0',\
        left: (r.x + scrollX) + 'px', top: (r.y + scrollY) + 'px', width: r.width + 'px', height: r.height + 'px' });\
      root.appendChild(box); }\
    Object.assign(root.style, { position: 'absolute', left: '0', top: '0', width: '0', height: '0' });\
    document.documentElement.appendChild(root);\
    const at = root.getBoundingClientRect();\
    for (const box of root.children) { box.style.left = (parseFloat(box.style.left) - at.x - scrollX) + 'px';\
      box.style.top = (parseFloat(box.style.top) - at.y - scrollY) + 'px'; }";
const UNPAINT: &str = "document.getElementById('__flowtilla_mask')?.remove()";

#[derive(Deserialize)]
struct Extracted {
    value: Value,
}

#[derive(Deserialize)]
struct Found {
    element: i64,
}

#[derive(Deserialize)]
struct Boxed {
    element: i64,
    rect: Rect,
}

#[derive(Deserialize)]
struct Rects {
    rects: Vec<Vec<Rect>>,
}

/// What the engine says of one frame, and where the frames in it belong.
#[derive(Deserialize)]
pub(super) struct Outlined {
    pub(super) outline: String,
    #[serde(default)]
    pub(super) frames: Vec<OutlinedFrame>,
}

#[derive(Deserialize)]
pub(super) struct OutlinedFrame {
    pub(super) element: i64,
    pub(super) line: usize,
    pub(super) indent: usize,
}

impl<P: Port> Page<P> {
    pub(super) async fn wait_for(
        &mut self,
        target: &Target,
        state: ElementState,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let request = json!({ "op": "wait_for", "target": target, "state": state });
        let result = self.ask::<Nothing>(Some(target), request, progress).await.map(drop);
        absent_frame_will_do(result, Some(target), matches!(state, ElementState::Hidden | ElementState::Detached))
    }

    pub(super) async fn wait_url(&mut self, url: &UrlMatcher, progress: &mut Progress) -> Result<(), StepError> {
        let request = json!({ "op": "expect", "expect": { "url": url } });
        let waited = self.ask::<Nothing>(None, request, progress).await.map(drop);
        waited.map_err(|mut error| {
            if error.kind == ErrorKind::Assertion {
                error.kind = ErrorKind::Timeout;
            }
            error
        })
    }

    pub(super) async fn extract(
        &mut self,
        target: &Target,
        what: ExtractWhat,
        name: Option<&str>,
        matches: Option<&str>,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let request = json!({ "op": "extract", "target": target, "what": what, "name": name, "matches": matches });
        let (_, Extracted { value }): (Place, _) = self.ask(Some(target), request, progress).await?;
        Ok(Observation { value: Some(value), ..Observation::default() })
    }

    pub(super) async fn evaluate(
        &mut self,
        js: &str,
        args: &Value,
        target: Option<&Target>,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        progress.gate.pass().await?;
        let (frame, element) = match target {
            None => (self.port.top().map_err(|fault| self.step_error(fault, None, progress))?, None),
            Some(target) => {
                let request = json!({ "op": "locate", "for": "evaluate", "target": target });
                let (place, found): (Place, Found) = self.ask(Some(target), request, progress).await?;
                (place.frame, Some(found.element))
            }
        };
        let value = match self.port.evaluate(&frame, js, args, element, progress.deadline).await {
            Ok(value) => value,
            Err(Fault::Late) => {
                let error = StepError::new(ErrorKind::Timeout, "The script did not end in time.");
                return Err(self.step_error(Fault::Step(error), None, progress));
            }
            Err(Fault::Replaced | Fault::FrameGone) => {
                let error =
                    StepError::new(ErrorKind::Script, "The page went to another document before the script had ended.");
                return Err(self.step_error(Fault::Step(error), None, progress));
            }
            Err(fault) => return Err(self.step_error(fault, None, progress)),
        };
        self.settled(progress).await?;
        Ok(Observation { value: Some(value), ..Observation::default() })
    }

    pub(super) async fn screenshot(
        &mut self,
        target: Option<&Target>,
        full_page: bool,
        name: Option<&str>,
        mask: &[Target],
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let area = match target {
            None if full_page => Area::Whole,
            None => Area::Viewport,
            Some(target) => {
                let request = json!({ "op": "locate", "for": "screenshot", "target": target });
                let (place, Boxed { element, rect }): (Place, _) = self.ask(Some(target), request, progress).await?;
                let corner = Point { x: rect.x, y: rect.y };
                match self.in_window(&place, corner, false, progress.deadline).await {
                    Ok(Ok(Point { x, y })) => {
                        let (width, height) = (rect.width.max(1.0), rect.height.max(1.0));
                        Area::Part { of: (place.frame, element), x, y, width, height }
                    }
                    Ok(Err(_)) => Area::Viewport,
                    Err(fault) => return Err(self.step_error(fault, None, progress)),
                }
            }
        };
        let top = self.port.top().map_err(|fault| self.step_error(fault, None, progress))?;
        self.conceal(progress.deadline).await;
        let painted = self.paint(&top, mask, progress).await?;
        let taken = self.port.capture(area, false, progress.deadline).await;
        if painted {
            self.unpaint(&top, progress.deadline + Duration::from_millis(500)).await;
        }
        let bytes = taken.map_err(|fault| match fault {
            Fault::Late => StepError::new(ErrorKind::Timeout, "The browser did not give a picture in time."),
            fault @ (Fault::Replaced | Fault::FrameGone | Fault::Step(_)) => self.step_error(fault, None, progress),
        })?;
        self.remember(name.unwrap_or("screenshot"), &bytes);
        let capture = Capture {
            name: name.unwrap_or("screenshot").to_owned(),
            kind: "screenshot".into(),
            media_type: "image/png".into(),
            bytes,
        };
        Ok(Observation { captures: vec![capture], ..Observation::default() })
    }

    /// Covers what must not be seen; whether there was anything.
    pub(super) async fn paint(
        &mut self,
        top: &FrameRef,
        mask: &[Target],
        progress: &mut Progress,
    ) -> Result<bool, StepError> {
        let mut boxes = Vec::new();
        for target in mask {
            let request = json!({ "op": "rects", "targets": [target] });
            let (place, Rects { rects }): (Place, _) = self.ask(Some(target), request, progress).await?;
            for rect in rects.into_iter().flatten() {
                let corner = Point { x: rect.x, y: rect.y };
                if let Ok(Ok(Point { x, y })) = self.in_window(&place, corner, false, progress.deadline).await {
                    boxes.push(Rect { x, y, ..rect });
                }
            }
        }
        if boxes.is_empty() {
            return Ok(false);
        }
        let painted = self.port.evaluate(top, PAINT, &json!(boxes), None, progress.deadline).await;
        painted.map_err(|fault| self.step_error(fault, None, progress))?;
        Ok(true)
    }

    /// Takes the covers away again.
    pub(super) async fn unpaint(&mut self, top: &FrameRef, deadline: Instant) {
        let _ = self.port.evaluate(top, UNPAINT, &Value::Null, None, deadline).await;
    }

    /// What is to be seen now, as evidence.
    pub(super) async fn evidence(&mut self, deadline: Instant) -> Option<Capture> {
        self.conceal(deadline).await;
        let bytes = self.port.capture(Area::Viewport, true, deadline).await.ok()?;
        let media_type = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
        Some(Capture { name: "page".into(), kind: "screenshot".into(), media_type: media_type.into(), bytes })
    }

    /// The outline of the page with those of its frames hung in.
    pub(super) async fn whole_outline(&mut self, deadline: Instant) -> Option<String> {
        let top = self.port.top().ok()?;
        self.outline_of(top, 0, deadline).await
    }

    async fn outline_of(&mut self, frame: FrameRef, depth: usize, deadline: Instant) -> Option<String> {
        let left = deadline.saturating_duration_since(Instant::now());
        let request = json!({ "op": "outline", "budget_ms": left.as_millis().min(5_000) as u64 });
        let Ok(Outcome::Good(Outlined { outline, frames })) = self.once(&frame, &request, deadline).await else {
            return None;
        };
        if depth == OUTLINE_DEPTH || frames.is_empty() {
            return Some(outline);
        }
        let mut lines: Vec<String> = outline.lines().map(str::to_owned).collect();
        // From the end, so that earlier line numbers stay true.
        for inner in frames.iter().rev() {
            let Ok(child) = self.port.child(&frame, inner.element, deadline).await else { continue };
            let Some(below) = Box::pin(self.outline_of(child, depth + 1, deadline)).await else { continue };
            let indent = " ".repeat(inner.indent + 2);
            if let Some(line) = lines.get_mut(inner.line) {
                if !below.is_empty() && !line.ends_with(':') {
                    line.push(':');
                }
                for text in below.lines() {
                    line.push('\n');
                    line.push_str(&indent);
                    line.push_str(text);
                }
            }
        }
        Some(lines.join("\n"))
    }
}

/// An element that must not be there is not there when its frame is not.
pub(super) fn absent_frame_will_do(
    result: Result<(), StepError>,
    target: Option<&Target>,
    absence: bool,
) -> Result<(), StepError> {
    match result {
        Err(error) if absence && error.kind == ErrorKind::NotFound && target.is_some_and(|t| t.frame.is_some()) => {
            Ok(())
        }
        result => result,
    }
}
