//! Steps that ask a language model.
//!
//! A model that acts (`ai_act`, `ai_task`) sees the page as an outline with refs and answers with calls of tools. Each call becomes
//! an ordinary step, at `steps[3].turn[0].steps[1]`, that is journalled, let through the gate and tried like any other. Each
//! answer is a step of its own, `steps[3].turn[0]`, recorded before anything of it is done: a later claim goes the same way
//! without asking again. The other steps (`asking`) only look.

mod answer;
mod asking;
mod bounds;
mod paying;
mod permission;
mod survey;
mod talk;
mod tools;
mod turns;

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flowtilla_shared::domain::{
    flow::{Action, Risky},
    journal::Lease,
    outcome::{ErrorKind, StepError},
};
use serde_json::{Map, Value};

use super::Runner;
use crate::{
    driver::{Progress, Snapshot},
    model::{Error as ModelError, Image, Kind, Models, Turn},
    spending::Purse,
};

pub(super) use answer::literal;
pub(super) use bounds::acts_in;
use paying::Spent;

/// Tokens of one step when it does not say.
const TOKENS: u64 = 300_000;
/// Answers of one step when it does not say.
const TURNS: u32 = 20;
/// Longest wait for a page to show itself.
const SEEN_WITHIN: Duration = Duration::from_secs(10);

/// Whom the steps of an execution ask, and who pays.
#[derive(Clone)]
pub struct Advice {
    pub models: Arc<Models>,
    pub purse: Purse,
    /// Of the attempt.
    pub lease: Lease,
}

/// What models had to do with the verdict of an attempt.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Opinion {
    /// A model acted, or was asked.
    pub asked: bool,
    /// An assertion that no model makes was carried out.
    pub judged: bool,
    /// An answer came from the scripted model.
    pub scripted: bool,
}

/// Within which bounds a step asks.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub model: Option<String>,
    pub turns: u32,
    pub tokens: u64,
    pub usd: Option<f64>,
}

impl Bounds {
    fn new(model: Option<&String>, turns: Option<u32>, tokens: Option<u64>, usd: Option<f64>) -> Self {
        Self { model: model.cloned(), turns: turns.unwrap_or(TURNS), tokens: tokens.unwrap_or(TOKENS), usd }
    }
}

/// What a model is to do on the page.
pub(super) struct Task {
    pub goal: String,
    /// Conditions that decide whether it is done; none: the model says so.
    pub done_when: Vec<Value>,
    /// What it may type, `{{…}}` not filled in.
    pub values: Map<String, Value>,
    pub risky: Risky,
    pub bounds: Bounds,
}

impl Task {
    #[expect(clippy::wildcard_enum_match_arm, reason = "in no other step does a model act")]
    fn of(action: &Action) -> Option<Self> {
        match action {
            Action::AiAct(act) => Some(Self {
                goal: act.goal.clone(),
                done_when: Vec::new(),
                values: act.values.clone(),
                risky: act.risky,
                bounds: Bounds::new(act.model.as_ref(), act.max_turns, act.max_tokens, act.max_usd),
            }),
            Action::AiTask(task) => Some(Self {
                goal: task.goal.clone(),
                done_when: task.done_when.clone(),
                values: task.values.clone(),
                risky: task.risky,
                bounds: Bounds::new(task.model.as_ref(), task.max_turns, task.max_tokens, task.max_usd),
            }),
            _ => None,
        }
    }
}

/// The page as a model is shown it.
pub(super) struct Seen {
    pub page: Snapshot,
    /// When the model sees, and nothing secret would be seen.
    pub picture: Option<Image>,
}

impl Runner {
    /// The page with everything secret in it masked, and what it looks like where the model sees: nothing else is ever shown to a model.
    async fn page_for_model(&mut self, bounds: &Bounds, deadline: std::time::Instant) -> Result<Seen, StepError> {
        let mask = self.plan.mask.clone();
        let gate = self.open_gate();
        let deadline = deadline.min(std::time::Instant::now() + SEEN_WITHIN);
        let driver = self.driver().await?;
        let mut progress = Progress { deadline, log: Vec::new(), gate, explain: false };
        let seen = driver.snapshot(&mut progress).await?;
        let picture = self.picture_for_model(bounds, &seen, deadline).await;
        let page = Snapshot {
            url: mask.long_text(&seen.url, 2_000),
            title: mask.long_text(&seen.title, 500),
            outline: mask.long_text(&seen.outline, 400_000),
        };
        Ok(Seen { page, picture })
    }

    /// What the page looks like, with the secrets that it was given dotted out. A page that shows another secret is not shown.
    async fn picture_for_model(
        &mut self,
        bounds: &Bounds,
        seen: &Snapshot,
        deadline: std::time::Instant,
    ) -> Option<Image> {
        let chain = self.plan.advice.models.roster().chain(bounds.model.as_deref()).ok()?;
        if !chain.iter().all(|chosen| chosen.model.images) {
            return None;
        }
        let shown = self.plan.mask.names_in(&seen.outline);
        if shown.iter().any(|name| !self.given.contains(name.trim_matches(['[', ']']))) {
            return None;
        }
        let driver = self.browser.driver_mut()?;
        let picture = tokio::time::timeout_at(deadline.into(), driver.picture(deadline)).await.ok()??;
        Some(Image { media_type: picture.media_type, data: STANDARD.encode(picture.bytes) })
    }

    /// Notes who answered.
    fn note_answer(&mut self, turn: &Turn) {
        self.opinion.scripted |= turn.endpoint.starts_with("demo");
    }

    /// What a person should know about a verdict in which models had a part.
    pub(super) fn qualify(&mut self, passed: bool) {
        let Opinion { asked, judged, scripted } = self.opinion;
        if !asked {
            return;
        }
        if scripted {
            self.remark("scripted_model", "The answers came from the scripted model, not from a real one.");
        }
        if passed && !judged {
            self.remark("unverified", "Nothing but a model's opinion says that the flow did what it should.");
        }
    }

    /// A secret in the words of a step would be shown to a model.
    fn keeps_secrets(&self) -> Result<(), StepError> {
        match self.using.first() {
            None => Ok(()),
            Some(using) => Err(StepError::refused(format!(
                "`{{{{{}}}}}` would be shown to a model, so nothing was asked. Put it under `values`; the model is told its name there.",
                using.name
            ))),
        }
    }
}

/// What a model that gave no answer means for the step.
fn no_answer(error: &ModelError) -> StepError {
    let kind = if error.kind == Kind::Budget { ErrorKind::Budget } else { ErrorKind::Model };
    let message = error.message.trim_end_matches('.');
    let said = if error.kind == Kind::Budget {
        format!("Nothing more is spent on models: {message}.")
    } else if error.kind == Kind::Refused {
        format!("The model would not answer: {message}.")
    } else {
        format!("The model gave no answer ({}): {}", error.kind, error.message)
    };
    StepError::new(kind, said)
}
