//! What is kept of a failure: a picture, the accessibility outline, the call log.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{Action, Outlines, Pictures},
    outcome::{ErrorKind, StepError},
};
use futures_util::future::BoxFuture;

use super::Runner;
use crate::driver::Capture;

/// Longest time that gathering evidence may take, also past the flow's own time.
const GATHERED_WITHIN: Duration = Duration::from_secs(4);

/// Largest outline in bytes.
const LARGEST_OUTLINE: usize = 1024 * 1024;

impl Runner {
    /// A picture and the outline of the page as it is now, when there is a page to look at.
    pub(super) fn evidence<'a>(&'a mut self, error: &StepError) -> BoxFuture<'a, Vec<Capture>> {
        // what is tried again is no evidence yet
        let worth = is_worth_a_look(error.kind) && !self.quiet;
        Box::pin(async move { if worth { self.look().await } else { Vec::new() } })
    }

    async fn look(&mut self) -> Vec<Capture> {
        let mask = self.plan.mask.clone();
        let policy = self.recorder.reel().policy();
        let Some(driver) = self.browser.driver_mut() else { return Vec::new() };
        let deadline = Instant::now() + GATHERED_WITHIN;
        let mut captures = Vec::with_capacity(2);
        if policy.screenshots() != Pictures::Never {
            let picture = tokio::time::timeout_at(deadline.into(), driver.picture(deadline)).await;
            captures.extend(picture.ok().flatten());
        }
        if policy.outline() == Outlines::Never {
            return captures;
        }
        let outline = tokio::time::timeout_at(deadline.into(), driver.outline(deadline)).await;
        if let Some(outline) = outline.ok().flatten() {
            captures.push(Capture {
                name: "outline.yaml".to_owned(),
                kind: "outline".to_owned(),
                media_type: "text/plain".to_owned(),
                bytes: mask.long_text(&outline, LARGEST_OUTLINE).into_bytes(),
            });
        }
        captures
    }

    /// The page before a step that acts, when pictures of all steps are wanted and the browser has not painted one yet: a film
    /// that begins too late could not show what was there before.
    pub(super) async fn picture_before(&mut self, action: &Action) {
        let reel = self.recorder.reel();
        if !action.acts() || reel.policy().screenshots() != Pictures::Always || !reel.awaits_first_frame() {
            return;
        }
        let Some(driver) = self.browser.driver_mut() else { return };
        // nothing is to be seen in an empty tab
        if matches!(driver.location().0.as_str(), "" | "about:blank") {
            return;
        }
        let deadline = Instant::now() + GATHERED_WITHIN;
        if let Ok(Some(picture)) = tokio::time::timeout_at(deadline.into(), driver.picture(deadline)).await
            && picture.media_type == "image/jpeg"
        {
            self.recorder.reel().begin_with(picture.bytes);
        }
    }

    /// The page after a step, when pictures of all steps are wanted and no film has them.
    pub(super) async fn still(&mut self) -> Option<Capture> {
        let reel = self.recorder.reel();
        if reel.policy().screenshots() != Pictures::Always || reel.is_filming() {
            return None;
        }
        let deadline = Instant::now() + GATHERED_WITHIN;
        let driver = self.browser.driver_mut()?;
        let picture = tokio::time::timeout_at(deadline.into(), driver.picture(deadline)).await.ok().flatten()?;
        Some(Capture { name: "after".to_owned(), ..picture })
    }
}

/// Whether the page has to do with the failure.
fn is_worth_a_look(kind: ErrorKind) -> bool {
    match kind {
        ErrorKind::Crash | ErrorKind::Refused => false,
        ErrorKind::NotFound
        | ErrorKind::Ambiguous
        | ErrorKind::NotActionable
        | ErrorKind::Assertion
        | ErrorKind::Navigation
        | ErrorKind::Timeout
        | ErrorKind::Dialog
        | ErrorKind::Script
        | ErrorKind::Model
        | ErrorKind::Budget => true,
    }
}
