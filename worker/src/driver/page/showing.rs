//! Steps that look at a page for people and programs: PDF, accessibility, measures, text that is looked for, highlighting.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{A11yScan, Highlight, PrintPdf, SearchPage, Target},
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Page,
    asking::{Outcome, Place, Rect},
};
use crate::driver::{
    Capture, Observation, Progress,
    port::{Area, Fault, Point, Port},
};

/// How long a frame is drawn when the step does not say.
const SHOWN_MS: u64 = 800;
const COLOR: &str = "#e11d48";
/// Elements that get a frame, at most.
const MOST_FRAMED: usize = 200;
/// Time to take frames away again when the step's own is over.
const RELEASED_WITHIN: Duration = Duration::from_millis(500);

/// Draws frames around rectangles of the page.
const DRAW: &str = "const root = document.createElement('div'); root.id = '__flowtilla_frame';\
    Object.assign(root.style, { position: 'absolute', left: '0', top: '0', width: '0', height: '0' });\
    for (const r of args.boxes) { const box = document.createElement('div');\
      Object.assign(box.style, { position: 'absolute', zIndex: '2147483647', pointerEvents: 'none', boxSizing: 'border-box',\
        background: 'transparent', border: '3px solid ' + args.color, borderRadius: '4px', margin: '0',\
        left: (r.x - 4 + scrollX) + 'px', top: (r.y - 4 + scrollY) + 'px', width: (r.width + 8) + 'px', height: (r.height + 8) + 'px' });\
      root.appendChild(box); }\
    document.documentElement.appendChild(root);\
    const at = root.getBoundingClientRect();\
    for (const box of root.children) { box.style.left = (parseFloat(box.style.left) - at.x - scrollX) + 'px';\
      box.style.top = (parseFloat(box.style.top) - at.y - scrollY) + 'px'; }";
const ERASE: &str = "document.getElementById('__flowtilla_frame')?.remove()";

#[derive(Deserialize)]
struct Told {
    value: Value,
}

#[derive(Deserialize)]
struct Outlined {
    outline: String,
}

#[derive(Deserialize)]
struct Boxed {
    rect: Rect,
}

#[derive(Deserialize)]
struct Rects {
    rects: Vec<Vec<Rect>>,
}

impl<P: Port> Page<P> {
    pub(super) async fn print_pdf(
        &mut self,
        print: &PrintPdf,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        self.conceal(progress.deadline).await;
        let printed = self.port.print(print, progress.deadline).await;
        let bytes = printed.map_err(|fault| match fault {
            Fault::Late => StepError::new(ErrorKind::Timeout, "The browser did not print the page in time."),
            fault @ (Fault::Replaced | Fault::FrameGone | Fault::Step(_)) => self.step_error(fault, None, progress),
        })?;
        progress.log.push(format!("printed {} bytes", bytes.len()));
        let mut name = print.name.clone().unwrap_or_else(|| "page.pdf".to_owned());
        if !name.to_ascii_lowercase().ends_with(".pdf") {
            name.push_str(".pdf");
        }
        let capture = Capture { name, kind: "pdf".into(), media_type: "application/pdf".into(), bytes };
        Ok(Observation { captures: vec![capture], ..Observation::default() })
    }

    pub(super) async fn snapshot_aria(
        &mut self,
        target: Option<&Target>,
        name: Option<&str>,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        const MOST_CHARS: usize = 1_000_000;
        let tree = match target {
            Some(target) => {
                let request = json!({ "op": "outline", "target": target, "max_chars": MOST_CHARS });
                let (_, Outlined { outline }): (Place, _) = self.ask(Some(target), request, progress).await?;
                outline
            }
            None => self.whole_outline(progress.deadline).await.ok_or_else(|| {
                StepError::new(ErrorKind::Timeout, "The page did not show its accessibility tree in time.")
            })?,
        };
        let capture = Capture {
            name: name.unwrap_or("aria.yaml").to_owned(),
            kind: "aria".into(),
            media_type: "text/yaml".into(),
            bytes: tree.clone().into_bytes(),
        };
        Ok(Observation { value: Some(tree.into()), captures: vec![capture] })
    }

    pub(super) async fn a11y_scan(
        &mut self,
        scan: &A11yScan,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let request = json!({
            "op": "a11y", "target": scan.target, "rules": scan.rules, "tags": scan.tags, "exclude": scan.exclude,
        });
        let audit = self.audit(scan.target.as_ref(), request, progress).await?;
        let bytes = serde_json::to_vec_pretty(&audit).unwrap_or_default();
        let capture =
            Capture { name: "a11y.json".into(), kind: "a11y".into(), media_type: "application/json".into(), bytes };
        let of = |name: &str| audit.get(name).cloned().unwrap_or_default();
        let value = json!({ "violations": of("violations"), "incomplete": of("incomplete"), "passes": of("passes") });
        Ok(Observation { value: Some(value), captures: vec![capture] })
    }

    pub(super) async fn web_vitals(&mut self, progress: &mut Progress) -> Result<Observation, StepError> {
        let (_, Told { value }): (Place, _) = self.ask(None, json!({ "op": "vitals" }), progress).await?;
        Ok(Observation { value: Some(value), ..Observation::default() })
    }

    pub(super) async fn search_page(
        &mut self,
        search: &SearchPage,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let request = json!({
            "op": "search", "text": search.text, "target": search.target, "at_least": search.at_least.unwrap_or(1),
        });
        let (_, Told { value }): (Place, _) = self.ask(search.target.as_ref(), request, progress).await?;
        Ok(Observation { value: Some(value), ..Observation::default() })
    }

    /// Draws frames around what matches, waits, and takes them away again.
    pub(super) async fn highlight(
        &mut self,
        step: &Highlight,
        progress: &mut Progress,
    ) -> Result<Observation, StepError> {
        let boxes = self.framed(&step.target, progress).await?;
        let top = self.port.top().map_err(|fault| self.step_error(fault, None, progress))?;
        let args = json!({ "boxes": boxes, "color": step.color.as_deref().unwrap_or(COLOR) });
        let drawn = self.port.evaluate(&top, DRAW, &args, None, progress.deadline).await;
        drawn.map_err(|fault| self.step_error(fault, None, progress))?;
        let until = (Instant::now() + Duration::from_millis(step.ms.unwrap_or(SHOWN_MS))).min(progress.deadline);
        let taken = match &step.name {
            Some(_) => {
                self.conceal(progress.deadline).await;
                Some(self.port.capture(Area::Viewport, false, progress.deadline).await)
            }
            None => None,
        };
        tokio::time::sleep_until(until.into()).await;
        // a page that went elsewhere has taken them along
        let _ = self.port.evaluate(&top, ERASE, &Value::Null, None, progress.deadline + RELEASED_WITHIN).await;
        let mut captures = Vec::new();
        if let (Some(taken), Some(name)) = (taken, &step.name) {
            let bytes = taken.map_err(|fault| self.step_error(fault, None, progress))?;
            let (kind, media_type) = ("screenshot".into(), "image/png".into());
            captures.push(Capture { name: name.clone(), kind, media_type, bytes });
        }
        Ok(Observation { captures, ..Observation::default() })
    }

    /// Where all matches are in the viewport, once there is one; it is scrolled to.
    async fn framed(&mut self, target: &Target, progress: &mut Progress) -> Result<Vec<Rect>, StepError> {
        let mut first = target.clone();
        if first.nth.is_none() && first.first.is_none() && first.last.is_none() {
            first.first = Some(true);
        }
        let request = json!({ "op": "locate", "for": "screenshot", "checks": ["visible"], "target": first });
        let (place, Boxed { rect }): (Place, _) = self.ask(Some(&first), request, progress).await?;
        let request = json!({ "op": "rects", "targets": [target] });
        let rects = match self.once::<Rects>(&place.frame, &request, progress.deadline).await {
            Ok(Outcome::Good(Rects { rects })) => rects.into_iter().flatten().take(MOST_FRAMED).collect(),
            Ok(Outcome::Bad { .. }) | Err(_) => vec![rect],
        };
        let mut boxes = Vec::new();
        for rect in rects {
            let corner = Point { x: rect.x, y: rect.y };
            if let Ok(Ok(Point { x, y })) = self.in_window(&place, corner, false, progress.deadline).await {
                boxes.push(Rect { x, y, ..rect });
            }
        }
        Ok(boxes)
    }
}
