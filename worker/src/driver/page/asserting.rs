//! Assertions: most are the in-page engine's; here are those that need more than one document's engine.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::{
    flow::{A11y, CountMatcher, ElementState, Expect, Impact, PropertyMatcher, Target, TextMatcher, assert},
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Page,
    asking::{Nothing, Place},
    looking::absent_frame_will_do,
};
use crate::driver::{
    Baselines, BrowserEvent, Capture, Progress,
    port::{Fault, Port},
};

/// axe-core as it comes from npm; only evaluated in a page that is checked with it.
const AXE: &str = include_str!("../../../engine/dist/axe.js");
/// Pauses between looks when the step does not give its own.
const PAUSES_MS: [u64; 4] = [20, 50, 100, 200];
/// Dialogs that are remembered for `dialog`.
const MOST_DIALOGS: usize = 100;
/// Violated rules that a message tells.
const TOLD: usize = 5;

/// What assertions remember of the flow so far, and what they leave behind.
#[derive(Default)]
pub(super) struct Memory {
    pub baselines: Option<Arc<dyn Baselines>>,
    /// Pictures of `screenshot` steps by name, the latest last.
    pub pictures: Vec<(String, Vec<u8>)>,
    /// What dialogs said.
    pub dialogs: Vec<String>,
    /// The port's events that nobody has taken yet.
    pub events: Vec<BrowserEvent>,
    /// Evidence of the assertion that was asked last.
    pub captures: Vec<Capture>,
}

/// One look at what is asserted.
pub(super) struct Seen {
    pub holds: bool,
    pub expected: String,
    pub actual: String,
    pub details: Option<Value>,
    /// Looking again cannot change it.
    pub is_final: bool,
}

impl Seen {
    fn new(holds: bool, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self { holds, expected: expected.into(), actual: actual.into(), details: None, is_final: false }
    }
}

#[derive(Deserialize)]
struct Found {
    element: i64,
}

/// What axe-core found, as the engine tells it.
#[derive(Deserialize)]
struct Audit {
    #[serde(default)]
    violations: Vec<Violation>,
}

#[derive(Deserialize)]
struct Violation {
    id: String,
    impact: Impact,
    help: String,
    help_url: String,
    count: u32,
    nodes: Vec<ViolatingNode>,
}

#[derive(Deserialize)]
struct ViolatingNode {
    target: String,
}

impl<P: Port> Page<P> {
    pub(super) async fn expect(&mut self, expect: &Expect, progress: &mut Progress) -> Result<(), StepError> {
        let asked = if let Some(screenshot) = &expect.screenshot {
            self.screenshot_matches(expect, screenshot, progress).await
        } else if let Some(cookie) = &expect.cookie {
            self.expect_cookie(cookie, expect.not, progress).await
        } else if let Some(entry) = &expect.local_storage {
            self.expect_storage("local", entry, expect.not, progress).await
        } else if let Some(entry) = &expect.session_storage {
            self.expect_storage("session", entry, expect.not, progress).await
        } else if expect.is_about_network() {
            self.expect_network(expect, progress).await
        } else if is_ours(expect) {
            self.watch(expect, progress).await
        } else {
            self.ask_engine(expect, progress).await
        };
        asked.map_err(|mut error| {
            if let Some(message) = expect.message.as_ref().filter(|_| error.kind != ErrorKind::Crash) {
                error.message = format!("{message}: {}", error.message);
            }
            error
        })
    }

    async fn ask_engine(&mut self, expect: &Expect, progress: &mut Progress) -> Result<(), StepError> {
        let request = json!({ "op": "expect", "expect": expect });
        let result = self.ask::<Nothing>(expect.target.as_ref(), request, progress).await.map(drop);
        let absence = match expect.to {
            Some(ElementState::Hidden | ElementState::Detached) => !expect.not,
            Some(ElementState::Visible | ElementState::Attached) => expect.not,
            Some(_) | None => false,
        };
        absent_frame_will_do(result, expect.target.as_ref(), absence)
    }

    /// Looks until it holds, and goes on holding for as long as it must.
    async fn watch(&mut self, expect: &Expect, progress: &mut Progress) -> Result<(), StepError> {
        let pauses: &[u64] = if expect.poll.is_empty() { &PAUSES_MS } else { &expect.poll };
        let wanted = Duration::from_millis(expect.stable_for.unwrap_or(0));
        let (mut looks, mut since) = (0, None);
        let mut last: Option<Seen> = None;
        loop {
            let seen = match (self.look(expect, progress).await, last.take()) {
                (Ok(seen), _) => seen,
                // the time was up in the middle of a look: what was seen before is the answer
                (Err(error), Some(before)) if error.kind == ErrorKind::Timeout => {
                    return Err(unmet(expect, before, progress));
                }
                (Err(error), _) => return Err(error),
            };
            let time_is_up = Instant::now() >= progress.deadline;
            if seen.holds == expect.not {
                since = None;
                if seen.is_final || time_is_up {
                    return Err(unmet(expect, seen, progress));
                }
                last = Some(seen);
            } else {
                let began: Instant = *since.get_or_insert_with(Instant::now);
                if began.elapsed() >= wanted {
                    return Ok(());
                }
                let held = began.elapsed().as_millis();
                let seen = Seen { actual: format!("{} (so for {held} ms)", seen.actual), ..seen };
                if time_is_up {
                    return Err(unmet(expect, seen, progress));
                }
                last = Some(seen);
            }
            let pause = Duration::from_millis(pauses.get(looks).or(pauses.last()).copied().unwrap_or(100));
            looks += 1;
            tokio::time::sleep_until((Instant::now() + pause).min(progress.deadline).into()).await;
            if Instant::now() >= progress.deadline
                && let Some(seen) = last.take()
            {
                return Err(unmet(expect, seen, progress));
            }
        }
    }

    async fn look(&mut self, expect: &Expect, progress: &mut Progress) -> Result<Seen, StepError> {
        if let Some(property) = &expect.property {
            return self.property(expect, property, progress).await;
        }
        if let Some(count) = expect.pages {
            let (tabs, _) =
                self.port.tabs(progress.deadline).await.map_err(|fault| self.step_error(fault, None, progress))?;
            let (holds, words) = fits(count, tabs.len());
            let addresses: Vec<_> = tabs.into_iter().map(|tab| tab.url).collect();
            let seen = Seen::new(holds, format!("{words} pages"), addresses.len().to_string());
            return Ok(Seen { details: Some(json!({ "pages": addresses })), ..seen });
        }
        if let Some(matcher) = &expect.dialog {
            return self.dialog(matcher);
        }
        if let Some(a11y) = &expect.a11y {
            return self.accessible(expect, a11y, progress).await;
        }
        if let Some(change) = expect.changed.as_ref().or(expect.unchanged.as_ref()) {
            return self.looks_like(expect, change, progress).await;
        }
        Err(StepError::refused("The assertion says nothing that can be asked."))
    }

    async fn property(
        &mut self,
        expect: &Expect,
        property: &PropertyMatcher,
        progress: &mut Progress,
    ) -> Result<Seen, StepError> {
        const READ: &str = "let at = el; for (const key of args) { if (at === null || at === undefined) return null; at = at[key] }\
            return at === undefined ? null : typeof at === 'function' ? String(at) : at";
        let request = json!({ "op": "locate", "for": "evaluate", "target": expect.target });
        let (place, found): (Place, Found) = self.ask(expect.target.as_ref(), request, progress).await?;
        let keys: Vec<_> = property.name.split('.').collect();
        let read = self.port.evaluate(&place.frame, READ, &json!(keys), Some(found.element), progress.deadline).await;
        let expected = format!("property {} {}", property.name, property.equals);
        match read {
            Ok(actual) => Ok(Seen::new(assert::same(&property.equals, &actual), expected, actual.to_string())),
            Err(Fault::Replaced | Fault::FrameGone) => Ok(Seen::new(expect.not, expected, "not found")),
            Err(fault) => Err(self.step_error(fault, None, progress)),
        }
    }

    fn dialog(&mut self, matcher: &TextMatcher) -> Result<Seen, StepError> {
        self.keep_events();
        let mut holds = false;
        for message in &self.memory.dialogs {
            holds |= assert::text_matches(matcher, message, true)?;
        }
        let shown: Vec<_> = self.memory.dialogs.iter().map(|message| format!("{message:?}")).collect();
        let actual = if shown.is_empty() { "no dialog was shown".to_owned() } else { shown.join(", ") };
        Ok(Seen::new(holds, format!("a dialog {}", assert::words(matcher)), actual))
    }

    /// Takes the port's events over, and remembers what dialogs said.
    pub(super) fn keep_events(&mut self) {
        for event in self.port.take_events() {
            if let BrowserEvent::Dialog { message, .. } = &event
                && self.memory.dialogs.len() < MOST_DIALOGS
            {
                self.memory.dialogs.push(message.clone());
            }
            self.memory.events.push(event);
        }
    }

    /// What axe-core says; it is brought into the page first when it is not there yet.
    pub(super) async fn audit(
        &mut self,
        target: Option<&Target>,
        request: Value,
        progress: &mut Progress,
    ) -> Result<Value, StepError> {
        let is_missing = |audit: &Value| audit.get("missing") == Some(&json!(true));
        let (place, audit): (Place, Value) = self.ask(target, request.clone(), progress).await?;
        if !is_missing(&audit) {
            return Ok(audit);
        }
        let taught = self.port.teach(&place.frame, AXE, progress.deadline).await;
        taught.map_err(|fault| self.step_error(fault, None, progress))?;
        let (_, audit): (Place, Value) = self.ask(target, request, progress).await?;
        if is_missing(&audit) {
            return Err(StepError::new(ErrorKind::Script, "axe-core could not be started in the page."));
        }
        Ok(audit)
    }

    async fn accessible(&mut self, expect: &Expect, a11y: &A11y, progress: &mut Progress) -> Result<Seen, StepError> {
        let request = json!({ "op": "a11y", "target": expect.target, "rules": a11y.rules, "tags": a11y.tags, "exclude": a11y.exclude });
        let audit = self.audit(expect.target.as_ref(), request, progress).await?;
        let Audit { violations } = serde_json::from_value(audit.clone())
            .map_err(|e| StepError::new(ErrorKind::Script, format!("axe-core's answer was not understood: {e}.")))?;
        let counted: Vec<_> = violations.iter().filter(|violation| violation.impact >= a11y.impact).collect();
        let sum: u32 = counted.iter().map(|violation| violation.count).sum();
        let mut told: Vec<String> = (counted.iter().take(TOLD))
            .map(|v| {
                let first = v.nodes.first().map(|node| format!(", first at {}", node.target)).unwrap_or_default();
                format!("{} ({}, {}×): {}{first} – {}", v.id, impact_word(v.impact), v.count, v.help, v.help_url)
            })
            .collect();
        if counted.len() > TOLD {
            told.push(format!("… and {} other rules", counted.len() - TOLD));
        }
        let actual = if sum == 0 { "no violations".to_owned() } else { format!("{sum}: {}", told.join("; ")) };
        let word = if a11y.impact == Impact::Minor {
            String::new()
        } else {
            format!(" of impact {} or worse", impact_word(a11y.impact))
        };
        let holds = sum <= a11y.max;
        if holds == expect.not || sum > 0 {
            let bytes = serde_json::to_vec_pretty(&audit).unwrap_or_default();
            let capture =
                Capture { name: "a11y.json".into(), kind: "a11y".into(), media_type: "application/json".into(), bytes };
            self.memory.captures.retain(|other| other.kind != "a11y");
            self.memory.captures.push(capture);
        }
        let seen = Seen::new(holds, format!("at most {} accessibility violations{word}", a11y.max), actual);
        Ok(Seen { details: Some(json!({ "violations": audit.get("violations") })), ..seen })
    }
}

/// The engine of one document cannot answer it alone.
fn is_ours(expect: &Expect) -> bool {
    expect.property.is_some()
        || expect.pages.is_some()
        || expect.dialog.is_some()
        || expect.a11y.is_some()
        || expect.changed.is_some()
        || expect.unchanged.is_some()
}

fn fits(wanted: CountMatcher, count: usize) -> (bool, String) {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    match wanted {
        CountMatcher::Exactly(n) => (count == n, n.to_string()),
        CountMatcher::Between { min, max } => {
            let holds = min.is_none_or(|min| count >= min) && max.is_none_or(|max| count <= max);
            let words = match (min, max) {
                (Some(min), Some(max)) => format!("{min} to {max}"),
                (Some(min), None) => format!("at least {min}"),
                (None, Some(max)) => format!("at most {max}"),
                (None, None) => "any".into(),
            };
            (holds, words)
        }
    }
}

fn impact_word(impact: Impact) -> &'static str {
    match impact {
        Impact::Minor => "minor",
        Impact::Moderate => "moderate",
        Impact::Serious => "serious",
        Impact::Critical => "critical",
    }
}

fn unmet(expect: &Expect, seen: Seen, progress: &mut Progress) -> StepError {
    let not = if expect.not { "not " } else { "" };
    let about = if expect.target.is_some() { "the target" } else { "the page" };
    let steady = expect.stable_for.map(|ms| format!(" for {ms} ms")).unwrap_or_default();
    let message = format!("Expected {about} {not}to have {}{steady}, but it is {}", seen.expected, seen.actual);
    let mut error = StepError::new(ErrorKind::Assertion, message)
        .with_values(format!("{not}{}", seen.expected), seen.actual)
        .with_log(std::mem::take(&mut progress.log));
    error.details = seen.details;
    error
}
