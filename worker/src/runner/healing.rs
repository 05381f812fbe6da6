//! Steps that were recorded and whose locator no longer matches: another of their locators may do, when it means the same
//! element and the step has the same effect. Only the locator changes, never what is expected or typed.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::{
    flow::{Action, Recorded, RecordedEffect, Step, Target},
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{
    Runner,
    agent::literal,
    amend::{Amendment, Change},
    walk::{Around, Place},
};
use crate::{
    driver::{Capture, Inspect, Observation, Progress},
    gate::StepGate,
};

/// Longest look for an element by one of its other locators.
const LOOKED_FOR: Duration = Duration::from_millis(1_500);
/// Longest wait for a healed step to have its effect.
const EFFECT_WITHIN: Duration = Duration::from_secs(3);
const BREATH: Duration = Duration::from_millis(50);

/// What becomes of such a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Healing {
    /// It fails.
    Locked,
    /// It fails, and a version with another locator is proposed.
    #[default]
    Propose,
    /// It is done by another locator, and a version with it is proposed.
    Auto,
}

/// A step that was done by another locator, with pictures of the page before and after.
pub(super) struct Healed {
    pub observation: Observation,
    pub captures: Vec<Capture>,
}

/// Where page and log stood before a step.
pub(super) struct Trace {
    page: String,
    log: u64,
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
        let change = Change::Healed { target: literal(&shortened(&json!(target))), was: shortened(&was) };
        let amendment = Amendment { path: place.path.clone(), change };
        if self.plan.healing == Healing::Propose {
            self.amendments.push(amendment);
            return None;
        }
        let mut captures = self.picture_of("before healing").await;
        let trace = self.trace();
        let healed = Step { action, common: step.common.clone() };
        let observation = match Box::pin(self.one_try(&healed, place, gate, around)).await {
            Ok(observation) => observation,
            // the first failure says more, unless something was done meanwhile
            Err(error) => return gate.has_passed().then_some(Err(error)),
        };
        if let Some(expected) = &recorded.effect
            && let Err(error) = self.same_effect(expected, &trace).await
        {
            return Some(Err(error));
        }
        captures.extend(self.picture_of("after healing").await);
        self.amendments.push(amendment);
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
        let picture = driver.picture(Instant::now() + EFFECT_WITHIN).await;
        picture.into_iter().map(|picture| Capture { name: name.to_owned(), ..picture }).collect()
    }

    /// Where page and log stand now.
    pub(super) fn trace(&mut self) -> Trace {
        let Some(driver) = self.browser.driver_mut() else { return Trace { page: String::new(), log: 0 } };
        let log = driver.observer().map_or(0, |observer| observer.log().here());
        Trace { page: path_of(&driver.location().0), log }
    }

    /// What has happened since: the page it came to, and the requests that change something.
    pub(super) fn effect_since(&mut self, trace: &Trace) -> RecordedEffect {
        let Some(driver) = self.browser.driver_mut() else { return RecordedEffect::default() };
        let page = path_of(&driver.location().0);
        let mut requests = Vec::new();
        if let Some(observer) = driver.observer() {
            let log = observer.log();
            let changing = |method: &str| !matches!(method, "GET" | "HEAD" | "OPTIONS");
            let since = log.exchanges.iter().filter(|exchange| exchange.seq >= trace.log && changing(&exchange.method));
            requests.extend(since.map(|exchange| format!("{} {}", exchange.method, path_of(&exchange.url))).take(20));
        }
        requests.sort();
        requests.dedup();
        RecordedEffect { page: (page != trace.page).then_some(page), requests }
    }

    /// # Errors
    /// `assertion`, when the healed step did not do what the recorded one did.
    async fn same_effect(&mut self, expected: &RecordedEffect, trace: &Trace) -> Result<(), StepError> {
        let deadline = Instant::now() + EFFECT_WITHIN;
        loop {
            let now = self.effect_since(trace);
            let asked = expected.requests.iter().all(|request| now.requests.contains(request));
            if asked && now.requests.len() == expected.requests.len() && now.page == expected.page {
                return Ok(());
            }
            if Instant::now() >= deadline {
                let told = |effect: &RecordedEffect| serde_json::to_string(effect).unwrap_or_default();
                let message = "The step was done by another locator and did something else than when it was recorded.";
                let error = StepError::new(ErrorKind::Assertion, message);
                return Err(error.with_values(told(expected), told(&now)));
            }
            tokio::time::sleep(BREATH).await;
        }
    }
}

/// The path of an address: queries and hosts change from run to run.
fn path_of(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| url.path().to_owned())
}

/// Without the fields that say nothing.
fn shortened(target: &Value) -> Value {
    match target {
        Value::Object(fields) => {
            let says = |value: &Value| !value.is_null() && *value != Value::Bool(false);
            let kept = fields.iter().filter(|(_, value)| says(value));
            Value::Object(kept.map(|(key, value)| (key.clone(), shortened(value))).collect())
        }
        Value::Array(items) => items.iter().map(shortened).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => target.clone(),
    }
}
