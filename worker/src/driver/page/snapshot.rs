//! The page as a model is shown it.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::outcome::StepError;
use serde_json::json;

use super::{
    Page,
    asking::{Outcome, Place},
    looking::Outlined,
};
use crate::driver::{
    Progress, Snapshot,
    port::{Fault, Port},
};

/// Characters of one frame's outline, at most: what a model is shown at once is less, but it may search all of it.
const MOST_CHARS: usize = 100_000;
/// Frames of one page, at most, and frames in frames.
const MOST_FRAMES: usize = 30;
const DEEPEST: usize = 5;
/// Pause before a document that is just going is looked at again.
const BREATH: Duration = Duration::from_millis(20);
/// Longest wait for one frame's outline.
const FRAME_WITHIN: Duration = Duration::from_secs(2);

impl<P: Port> Page<P> {
    /// The outline of the page with those of its frames hung in, one round trip a frame.
    pub(super) async fn show(&mut self, progress: &mut Progress) -> Result<Snapshot, StepError> {
        loop {
            self.shown.clear();
            let fault = match self.port.top() {
                Ok(frame) => match self.show_frame(Place { frame, chain: Vec::new() }, progress.deadline).await {
                    Ok(outline) => {
                        let (url, title) = self.port.location();
                        return Ok(Snapshot { url, title, outline });
                    }
                    Err(fault) => fault,
                },
                Err(fault) => fault,
            };
            let again = matches!(fault, Fault::Replaced | Fault::FrameGone);
            if !again || Instant::now() + BREATH >= progress.deadline {
                return Err(self.step_error(fault, None, progress));
            }
            tokio::time::sleep(BREATH).await;
        }
    }

    async fn show_frame(&mut self, place: Place, deadline: Instant) -> Result<String, Fault> {
        let number = self.shown.len();
        self.shown.push(place.clone());
        let by = if number == 0 { deadline } else { deadline.min(Instant::now() + FRAME_WITHIN) };
        let mut request = json!({ "op": "outline", "refs": true, "compact": true, "max_chars": MOST_CHARS });
        self.attributes_of(&mut request);
        let Outlined { outline, frames } = match self.once(&place.frame, &request, by).await? {
            Outcome::Good(outlined) => outlined,
            Outcome::Bad { error, .. } => return Err(error.into()),
        };
        let outline = if number == 0 { outline } else { outline.replace(" [ref=e", &format!(" [ref=f{number}e")) };
        if frames.is_empty() || place.chain.len() >= DEEPEST {
            return Ok(outline);
        }
        let mut lines: Vec<String> = outline.lines().map(str::to_owned).collect();
        for inner in frames {
            if self.shown.len() >= MOST_FRAMES {
                break;
            }
            let by = deadline.min(Instant::now() + FRAME_WITHIN);
            let child = match self.port.child(&place.frame, inner.element, by).await {
                Ok(child) => child,
                Err(Fault::FrameGone | Fault::Late | Fault::Replaced) => continue,
                Err(fault @ Fault::Step(_)) => return Err(fault),
            };
            let mut chain = place.chain.clone();
            chain.push((place.frame.clone(), inner.element));
            let below = match Box::pin(self.show_frame(Place { frame: child, chain }, deadline)).await {
                Ok(below) if !below.is_empty() => below,
                Ok(_) | Err(Fault::FrameGone | Fault::Late | Fault::Replaced | Fault::Step(_)) => continue,
            };
            let indent = "  ".repeat(inner.indent + 1);
            if let Some(line) = lines.get_mut(inner.line) {
                if !line.ends_with(':') {
                    line.push(':');
                }
                for text in below.lines() {
                    line.push('\n');
                    line.push_str(&indent);
                    line.push_str(text);
                }
            }
        }
        Ok(lines.join("\n"))
    }

    /// The frame that a ref of the newest snapshot is in, and the engine's own ref there.
    pub(super) fn shown_at(&self, reference: &str) -> Option<(Place, String)> {
        let digits = |text: &str| !text.is_empty() && text.len() < 10 && text.bytes().all(|b| b.is_ascii_digit());
        let (frame, element) = match reference.strip_prefix('f') {
            Some(rest) => rest.split_once('e').filter(|(frame, _)| digits(frame))?,
            None => ("0", reference.strip_prefix('e')?),
        };
        let place = self.shown.get(frame.parse::<usize>().ok()?)?;
        digits(element).then(|| (place.clone(), format!("e{element}")))
    }
}
