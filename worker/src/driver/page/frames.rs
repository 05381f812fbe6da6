//! The frames of a tab: entered by name, by address or by element, and looked through when something is missing.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{FrameMatcher, FrameStep, Shadow, Target},
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Page,
    asking::{Outcome, Place},
};
use crate::driver::{
    Progress,
    port::{Fault, FrameRef, Port},
};

/// Frames that are looked through, and levels of them, at most.
const MOST_FRAMES: usize = 50;
const DEEPEST: usize = 6;
/// Longest wait for a frame that has no document yet while all are looked through.
const COMING_UP: Duration = Duration::from_millis(500);
/// More than one frame must match for so long, or at the end, before it is an error.
const AMBIGUOUS_FOR: Duration = Duration::from_millis(250);
const BREATH: Duration = Duration::from_millis(50);
/// Longest time, after the step's own, in which a missing element is looked for elsewhere.
const ELSEWHERE: Duration = Duration::from_millis(1_500);

#[derive(Deserialize)]
struct FrameList {
    items: Vec<FrameItem>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct FrameItem {
    pub element: i64,
    /// Its `name`, or else its `id`; perhaps empty.
    pub name: String,
    pub description: String,
}

#[derive(Deserialize)]
struct Matched {
    matches: bool,
}

#[derive(Deserialize)]
struct At {
    url: String,
}

#[derive(Deserialize)]
struct Counted {
    value: u64,
}

/// A frame below another.
#[derive(Clone, Debug)]
pub struct Below {
    pub place: Place,
    pub item: FrameItem,
    pub url: String,
}

impl Below {
    /// How a flow names it: `name="pay" url="http://…"`.
    fn words(&self) -> String {
        format!("{} at {}", self.item.description, self.url)
    }
}

impl<P: Port> Page<P> {
    /// The frames directly inside a frame.
    pub(super) async fn frames_in(&mut self, place: &Place, deadline: Instant) -> Result<Vec<Below>, Fault> {
        let request = json!({ "op": "frames" });
        let Outcome::Good(FrameList { items }) = self.once(&place.frame, &request, deadline).await? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for item in items {
            let by = deadline.min(Instant::now() + COMING_UP);
            let child = match self.port.child(&place.frame, item.element, by).await {
                Ok(child) => child,
                Err(Fault::FrameGone | Fault::Late | Fault::Replaced) => continue,
                Err(fault) => return Err(fault),
            };
            let url = match self.once(&child, &json!({ "op": "page" }), by).await {
                Ok(Outcome::Good(At { url })) => url,
                Ok(Outcome::Bad { .. }) | Err(Fault::FrameGone | Fault::Late | Fault::Replaced) => continue,
                Err(fault) => return Err(fault),
            };
            let mut chain = place.chain.clone();
            chain.push((place.frame.clone(), item.element));
            found.push(Below { place: Place { frame: child, chain }, item, url });
            if found.len() >= MOST_FRAMES {
                break;
            }
        }
        Ok(found)
    }

    /// All frames below a frame, the nearer ones first.
    pub(super) async fn frames_below(&mut self, from: &Place, deadline: Instant) -> Result<Vec<Below>, Fault> {
        let mut all: Vec<Below> = self.frames_in(from, deadline).await?;
        let mut at = 0;
        while at < all.len() && all.len() < MOST_FRAMES && Instant::now() < deadline {
            let place = all[at].place.clone();
            if place.chain.len() - from.chain.len() < DEEPEST {
                match self.frames_in(&place, deadline).await {
                    Ok(more) => all.extend(more),
                    Err(Fault::FrameGone | Fault::Replaced | Fault::Late) => {}
                    Err(fault) => return Err(fault),
                }
            }
            at += 1;
        }
        all.truncate(MOST_FRAMES);
        Ok(all)
    }

    /// Waits for the one frame below `place` that has this name and address.
    pub(super) async fn frame_that(
        &mut self,
        place: &Place,
        matcher: &FrameMatcher,
        progress: &mut Progress,
    ) -> Result<Place, Fault> {
        progress.log.push(format!("waiting for the frame {}", words_of(matcher)));
        let mut several_since = None;
        let mut fullest: Vec<Below> = Vec::new();
        loop {
            // a look that begins is finished: cut off by the deadline it would miss frames that are there
            let by = progress.deadline.max(Instant::now() + COMING_UP);
            let all = self.frames_below(place, by).await?;
            let mut fits = Vec::new();
            for below in &all {
                if self.frame_fits(place, matcher, below, by).await? {
                    fits.push(below.clone());
                }
            }
            if all.len() >= fullest.len() {
                fullest = all;
            }
            let known = |frames: &[Below]| frames.iter().take(10).map(Below::words).collect::<Vec<_>>();
            let time_is_up = Instant::now() + BREATH >= progress.deadline;
            match fits.as_slice() {
                [one] => return Ok(one.place.clone()),
                [] => several_since = None,
                _ => {
                    let since = *several_since.get_or_insert_with(Instant::now);
                    if time_is_up || since.elapsed() >= AMBIGUOUS_FOR {
                        let mut error = StepError::new(
                            ErrorKind::Ambiguous,
                            format!(
                                "{} frames match {}, it must be one; add `name` or `url`, or name the frames from the outermost on.",
                                fits.len(),
                                words_of(matcher)
                            ),
                        );
                        error.candidates = known(&fits);
                        return Err(error.into());
                    }
                }
            }
            if let Some(trouble) = self.port.trouble() {
                return Err(trouble.into());
            }
            if time_is_up {
                let page = if fullest.is_empty() { "the page has no frames" } else { "the page has other frames" };
                let mut error =
                    StepError::new(ErrorKind::NotFound, format!("No frame matches {}; {page}.", words_of(matcher)));
                error.candidates = known(&fullest);
                return Err(error.into());
            }
            tokio::time::sleep(BREATH).await;
        }
    }

    async fn frame_fits(
        &mut self,
        place: &Place,
        matcher: &FrameMatcher,
        below: &Below,
        deadline: Instant,
    ) -> Result<bool, Fault> {
        for (wanted, value, plain) in [(&matcher.name, &below.item.name, "whole"), (&matcher.url, &below.url, "url")] {
            let Some(wanted) = wanted else { continue };
            let request = json!({ "op": "match", "value": value, "matcher": wanted, "plain": plain });
            match self.once(&place.frame, &request, deadline).await? {
                Outcome::Good(Matched { matches: true }) => {}
                Outcome::Good(Matched { matches: false }) => return Ok(false),
                Outcome::Bad { error, .. } => return Err(error.into()),
            }
        }
        Ok(true)
    }

    /// Where else a target that was not found is: in another frame, or behind a closed shadow root. For people; never fails.
    pub(super) async fn elsewhere(&mut self, target: &Target, error: &mut StepError) {
        let deadline = Instant::now() + ELSEWHERE;
        let bare = Target { frame: None, ..target.clone() };
        let Ok(top) = self.port.top() else { return };
        let top = Place { frame: top, chain: Vec::new() };
        let mut hints = Vec::new();
        if target.shadow.is_none() && self.port.pierce(&top.frame, deadline).await.is_ok() {
            let closed = Target { shadow: Some(Shadow::Closed), ..bare.clone() };
            // the open ones are counted with them
            let open = self.count(&top.frame, &bare, deadline).await.unwrap_or(0);
            let all = self.count(&top.frame, &closed, deadline).await.unwrap_or(0);
            if let Some(count) = all.checked_sub(open).filter(|count| *count > 0) {
                hints.push(format!("{} in a closed shadow root: add `shadow: closed`", matches(count)));
            }
        }
        for below in self.frames_below(&top, deadline).await.unwrap_or_default() {
            if let Some(count) = self.count(&below.place.frame, &bare, deadline).await {
                let frame = self.frame_words(&below, deadline).await;
                hints.push(format!("{} in the frame {}: add `frame: {frame}`", matches(count), below.words()));
            }
        }
        if target.frame.is_some()
            && let Some(count) = self.count(&top.frame, &bare, deadline).await
        {
            hints.push(format!("{} outside of the frame: leave `frame` out", matches(count)));
        }
        error.candidates.splice(0..0, hints);
        error.candidates.truncate(12);
    }

    /// How many elements of a frame match now; `None` for none.
    async fn count(&mut self, frame: &FrameRef, target: &Target, deadline: Instant) -> Option<u64> {
        let mut request = json!({ "op": "extract", "what": "count", "target": target, "explain": false });
        self.attributes_of(&mut request);
        match self.once(frame, &request, deadline).await {
            Ok(Outcome::Good(Counted { value })) if value > 0 => Some(value),
            Ok(Outcome::Good(_) | Outcome::Bad { .. }) | Err(_) => None,
        }
    }

    /// The frame as it would be written in a flow: by its name when it has one, else by its element.
    async fn frame_words(&mut self, below: &Below, deadline: Instant) -> String {
        let path = self.path_to(&below.place, deadline).await;
        flowtilla_shared::domain::flow::inline_yaml(&path)
    }

    /// `frame` of a flow for a place: one step, or a list of them.
    pub(super) async fn path_to(&mut self, place: &Place, deadline: Instant) -> Value {
        let mut steps = Vec::new();
        for (frame, element) in &place.chain {
            let request = json!({ "op": "suggest", "target": { "element": element }, "most": 1 });
            let best = match self.once::<super::inspecting::Suggested>(frame, &request, deadline).await {
                Ok(Outcome::Good(suggested)) => suggested.best(),
                Ok(Outcome::Bad { .. }) | Err(_) => None,
            };
            let best = best.unwrap_or_else(|| json!({ "css": "iframe" }));
            let name = best.get("name_attr").cloned();
            steps.push(name.map_or(best, |name| json!({ "name": name })));
        }
        if steps.len() == 1 { steps.remove(0) } else { Value::Array(steps) }
    }

    /// What the flow says about test and component attributes.
    pub(super) fn attributes_of(&self, request: &mut Value) {
        if let Some(testid) = &self.options.testid_attribute {
            request["testid_attribute"] = json!(testid);
        }
        if let Some(component) = &self.options.component_attribute {
            request["component_attribute"] = json!(component);
        }
    }
}

fn matches(count: u64) -> String {
    if count == 1 { "1 element matches".into() } else { format!("{count} elements match") }
}

fn words_of(matcher: &FrameMatcher) -> String {
    flowtilla_shared::domain::flow::inline_yaml(&json!(matcher))
}

/// The steps of a target's `frame`, outermost first.
pub fn steps_of(target: Option<&Target>) -> &[FrameStep] {
    use flowtilla_shared::domain::flow::FramePath;
    match target.and_then(|t| t.frame.as_ref()) {
        None => &[],
        Some(FramePath::One(one)) => std::slice::from_ref(one),
        Some(FramePath::Many(many)) => many,
    }
}
