//! Steps that were recorded and whose locator no longer matches: another of their locators may do, when it means the same
//! element and the step has the same effect. Only the locator changes, never what is expected or typed.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::{
    flow::{Action, Recorded, Step, Target},
    mutation::shortened,
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Runner,
    agent::literal,
    amend::{Amendment, Change, SameEffect},
    walk::{Around, Place},
};
use crate::{
    driver::{Capture, Inspect, Observation, Progress},
    gate::StepGate,
};

/// Longest look for an element by one of its other locators.
const LOOKED_FOR: Duration = Duration::from_millis(1_500);
/// Longest time for a picture of the page.
const PICTURE_WITHIN: Duration = Duration::from_secs(3);

/// What becomes of such a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Healing {
    /// It fails.
    Locked,
    /// It fails, and a version with another locator is proposed.
    #[default]
    Propose,
    /// It is done by another locator, and a version with it is proposed; that is taken over by itself when it still notices every fault
    /// that the version before it noticed, and left to a person when it does not or when that was never measured.
    Auto,
}

/// A step that was done by another locator, with pictures of the page before and after.
pub(super) struct Healed {
    pub observation: Observation,
    pub captures: Vec<Capture>,
}

impl Runner {
    /// Does the step by another of its locators, as far as the run allows; `None`: it fails as it failed.
    pub(super) async fn heal(
        &mut self,
        step: &Step,
        place: &Place,
        error: &StepError,
        gate: &Arc<StepGate>,
        around: Around,
    ) -> Option<Result<Healed, StepError>> {
        let recorded = step.common.recorded.as_deref()?;
        let lost = matches!(error.kind, ErrorKind::NotFound | ErrorKind::Ambiguous);
        if !lost || gate.has_passed() || !step.action.acts() || self.plan.healing == Healing::Locked {
            return None;
        }
        let target = self.fitting(recorded).await?;
        let mut action = serde_json::to_value(&step.action).ok()?;
        let was = action.get("target")?.clone();
        action["target"] = json!(target);
        let action: Action = serde_json::from_value(action).ok()?;
        let now = shortened(&json!(target));
        let amended = |effect| Amendment {
            path: place.path.clone(),
            change: Change::Healed { target: literal(&now), now: now.clone(), was: shortened(&was), effect },
        };
        if self.plan.healing == Healing::Propose {
            self.amendments.push(amended(SameEffect::NotTried));
            return None;
        }
        let mut captures = self.picture_of("before healing").await;
        let trace = self.trace().await;
        let healed = Step { action, common: step.common.clone() };
        let observation = match Box::pin(self.one_try(&healed, place, gate, around)).await {
            Ok(observation) => observation,
            // the first failure says more, unless something was done meanwhile
            Err(error) => return gate.has_passed().then_some(Err(error)),
        };
        // a recording without an effect says that there was none
        if let Err(error) = self.same_effect(&recorded.effect.clone().unwrap_or_default(), &trace).await {
            return Some(Err(error));
        }
        captures.extend(self.picture_of("after healing").await);
        self.amendments.push(amended(SameEffect::Same));
        Some(Ok(Healed { observation, captures }))
    }

    /// The first of the locators that means one element, of the same kind as the one that was recorded.
    async fn fitting(&mut self, recorded: &Recorded) -> Option<Target> {
        for target in &recorded.candidates {
            let gate = self.open_gate();
            let driver = self.browser.driver_mut()?;
            let deadline = Instant::now() + LOOKED_FOR;
            let mut progress = Progress { deadline, log: Vec::new(), gate, explain: false };
            let found = driver.suggest(&Inspect::Target(Box::new(target.clone())), &mut progress).await;
            let Ok([one]) = found.as_deref() else { continue };
            let same = |now: Option<&str>, then: Option<&String>| then.is_none_or(|then| now == Some(then.as_str()));
            let alike =
                same(one.role.as_deref(), recorded.role.as_ref()) && same(Some(&one.tag), recorded.tag.as_ref());
            if alike && one.states["visible"] == true && one.states["enabled"] == true {
                return Some(target.clone());
            }
        }
        None
    }

    async fn picture_of(&mut self, name: &str) -> Vec<Capture> {
        let Some(driver) = self.browser.driver_mut() else { return Vec::new() };
        let picture = driver.picture(Instant::now() + PICTURE_WITHIN).await;
        picture.into_iter().map(|picture| Capture { name: name.to_owned(), ..picture }).collect()
    }
}
