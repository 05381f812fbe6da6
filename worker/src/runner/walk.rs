//! From one step to the next: what a step is, whether it has been done, whether it is to be done.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{self, Action, Flow, Step},
    journal::{JournalEntry, StepRecord},
    outcome::{ErrorKind, StepError},
    status::{StepStatus, Verdict},
};
use flowtilla_shared::telemetry::traces;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};
use tracing::{Instrument, Span};

use super::{Runner, TEARDOWN, TEARDOWN_STEPS, files, inputs::with_file, overlays::CLEARING, replay};
use crate::driver::{Progress, network};

/// Why the walk ends before the last step.
#[derive(Debug)]
pub(super) enum Halt {
    Failed {
        path: String,
        error: StepError,
    },
    FlowTimeout,
    TooManySteps,
    Diverged(String),
    /// Out of the loop around.
    Break,
    /// To the next round of the loop around.
    Continue,
    /// Out of the flow, with what it came to.
    Done(Value),
    /// Out of the execution, and why.
    Skip(String),
}

/// What the steps around a step impose on it. Deadlines are moments on the clock of [`super::Pauses`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    pub once: bool,
    pub deadline: Instant,
    /// The deadline of the whole flow.
    pub flow: Instant,
    /// Flows around this one.
    pub depth: u8,
    /// Steps around this one that hold steps, flows included.
    pub level: u8,
}

/// One step at its place: what its record begins with.
pub(super) struct Place {
    pub index: u32,
    pub path: String,
    pub step_type: String,
    pub label: Option<String>,
    pub once: bool,
    pub repeatable: bool,
    /// The start is in the journal already.
    pub announced: bool,
    pub began: Instant,
}

impl Place {
    pub(super) fn record(&self, status: StepStatus) -> StepRecord {
        StepRecord {
            index: self.index,
            path: self.path.clone(),
            step_type: self.step_type.clone(),
            label: self.label.clone(),
            once: self.once,
            repeatable: self.repeatable,
            status,
            duration_ms: None,
            error: None,
            artifacts: Vec::new(),
            vars: Map::new(),
            unannounced: false,
        }
    }

    pub(super) fn result(&self, status: StepStatus) -> StepRecord {
        StepRecord {
            duration_ms: Some(u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)),
            unannounced: !self.announced,
            ..self.record(status)
        }
    }
}

impl Runner {
    /// One flow document: `setup`, `start_url`, `steps`, and `teardown` in any case; answers what its `done` gave.
    pub(super) fn flow<'a>(
        &'a mut self,
        flow: &'a Flow,
        prefix: String,
        around: Around,
    ) -> BoxFuture<'a, Result<Value, Halt>> {
        Box::pin(self.phases(flow, prefix, around))
    }

    async fn phases(&mut self, flow: &Flow, prefix: String, around: Around) -> Result<Value, Halt> {
        let ended = match self.body_of_flow(flow, &prefix, around).await {
            Ok(()) => Ok(Value::Null),
            Err(Halt::Done(result)) => Ok(result),
            Err(Halt::Break | Halt::Continue) => {
                let error = StepError::refused("A `break` or `continue` stands in no loop of its own flow");
                Err(Halt::Failed { path: format!("{prefix}steps"), error })
            }
            Err(halt) => Err(halt),
        };
        let over = match &ended {
            Err(Halt::Failed { error, .. }) => error.kind == ErrorKind::Crash,
            Err(Halt::Diverged(_)) => true,
            // the time of flows within flows is that of the outermost
            Err(Halt::FlowTimeout | Halt::TooManySteps) => around.depth > 0,
            Ok(_) | Err(Halt::Break | Halt::Continue | Halt::Done(_) | Halt::Skip(_)) => false,
        };
        if over || flow.teardown.is_empty() {
            return ended;
        }
        let mut around = around;
        if around.depth == 0 {
            around.flow = around.flow.max(self.now() + TEARDOWN);
            around.deadline = around.flow;
            self.plan.max_steps += TEARDOWN_STEPS;
        }
        let torn_down = self.steps(&flow.teardown, format!("{prefix}teardown"), around).await;
        let torn_down = match torn_down {
            Ok(()) | Err(Halt::Break | Halt::Continue | Halt::Done(_) | Halt::Skip(_)) => return ended,
            Err(halt) => halt,
        };
        match ended {
            Err(halt) if !matches!(torn_down, Halt::Diverged(_)) => Err(halt),
            _ => Err(torn_down),
        }
    }

    async fn body_of_flow(&mut self, flow: &Flow, prefix: &str, around: Around) -> Result<(), Halt> {
        self.steps(&flow.setup, format!("{prefix}setup"), around).await?;
        if let Some(url) = &flow.start_url {
            self.step(&json!({ "type": "goto", "url": url }), format!("{prefix}start_url"), around).await?;
        }
        self.steps(&flow.steps, format!("{prefix}steps"), around).await
    }

    /// A list of steps; `prefix` is the list's own path.
    pub(super) fn steps<'a>(
        &'a mut self,
        steps: &'a [Value],
        prefix: String,
        around: Around,
    ) -> BoxFuture<'a, Result<(), Halt>> {
        Box::pin(async move {
            for (i, step) in steps.iter().enumerate() {
                self.step(step, format!("{prefix}[{i}]"), around).await?;
            }
            Ok(())
        })
    }

    /// Takes the next number for a step of a loop or of branches, beside the step `of` that it belongs to.
    pub(super) fn next(
        &mut self,
        of: &Place,
        path: String,
        around: Around,
    ) -> Result<(Place, Option<JournalEntry>), Halt> {
        self.begin(of.step_type.clone(), path, false, around)
    }

    /// Takes the next number, with what an earlier claim knew of the step.
    fn begin(
        &mut self,
        step_type: String,
        path: String,
        once: bool,
        around: Around,
    ) -> Result<(Place, Option<JournalEntry>), Halt> {
        if self.next_index >= self.plan.max_steps {
            return Err(Halt::TooManySteps);
        }
        if self.now() >= around.flow {
            return Err(Halt::FlowTimeout);
        }
        self.pass_cleared(&path);
        let index = self.next_index;
        self.next_index += 1;
        let mut place = Place {
            index,
            path,
            step_type,
            label: None,
            once,
            repeatable: true,
            announced: false,
            began: Instant::now(),
        };
        let known = self.replay.take(index);
        if let Some(known) = &known {
            if known.path != place.path || known.step_type != place.step_type {
                return Err(Halt::Diverged(format!(
                    "step {index} was {} `{}` and is now {} `{}`",
                    known.step_type, known.path, place.step_type, place.path
                )));
            }
            place.announced = true;
            if known.once && known.status != StepStatus::Skipped {
                self.once_begun.get_or_insert_with(|| known.path.clone());
            }
        }
        Ok((place, known))
    }

    /// Goes past what was cleared away while an earlier step waited: it belongs to that step.
    pub(super) fn pass_cleared(&mut self, path: &str) {
        while !path.contains(CLEARING) && self.replay.is_inside(self.next_index, CLEARING) {
            self.next_index += 1;
        }
    }

    /// A step, and what must hold when it is done.
    pub(super) fn step<'a>(
        &'a mut self,
        raw: &'a Value,
        path: String,
        around: Around,
    ) -> BoxFuture<'a, Result<(), Halt>> {
        match raw.get("postcondition").and_then(Value::as_array) {
            None => Box::pin(self.bare_step(raw, path, around)),
            Some(conditions) => Box::pin(self.proven_step(raw, conditions, path, around)),
        }
    }

    async fn proven_step(
        &mut self,
        raw: &Value,
        conditions: &[Value],
        path: String,
        around: Around,
    ) -> Result<(), Halt> {
        let (soft, index) = (self.soft.len(), self.next_index);
        Box::pin(self.bare_step(raw, path.clone(), around)).await?;
        // a step that was skipped, or failed softly, has nothing to show
        if self.soft.len() > soft || self.skipped == Some(index) {
            return Ok(());
        }
        let goes_on = raw.get("soft") == Some(&Value::Bool(true))
            || raw.get("on_failure").and_then(Value::as_str) == Some("continue");
        for (n, condition) in conditions.iter().enumerate() {
            let mut expect = condition.clone();
            expect["type"] = json!("expect");
            if goes_on {
                expect["soft"] = json!(true);
            }
            Box::pin(self.bare_step(&expect, format!("{path}.postcondition[{n}]"), around)).await?;
        }
        Ok(())
    }

    async fn bare_step(&mut self, raw: &Value, path: String, around: Around) -> Result<(), Halt> {
        let text = |key: &str| raw.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let once = around.once || raw.get("once") == Some(&Value::Bool(true));
        if let Some(id) = raw.get("id").and_then(Value::as_str) {
            self.mark(id);
        }
        Box::pin(self.let_people_drive()).await;
        let (mut place, known) = self.begin(text("type"), path, once, around)?;
        if known.as_ref().is_some_and(|known| known.status == StepStatus::Skipped) {
            self.skipped = Some(place.index);
            return Ok(());
        }
        // a step that had begun was not skipped: its condition is not asked again
        if known.is_none()
            && let Some(condition) = raw.get("if")
        {
            match Box::pin(self.holds(condition, around)).await {
                Ok(true) => {}
                Ok(false) => {
                    self.skipped = Some(place.index);
                    self.recorder.finished(place.result(StepStatus::Skipped), Vec::new());
                    return Ok(());
                }
                Err(error) => return Box::pin(self.could_not(&place, raw, error)).await,
            }
        }
        let done = known.as_ref().is_some_and(|known| known.status != StepStatus::Running);
        let step = match Box::pin(self.read(raw, &mut place, done, around)).await {
            Ok(step) => step,
            Err(error) => return Box::pin(self.could_not(&place, raw, error)).await,
        };
        place.repeatable = step.action.repeatable();
        // steps that only read may be done twice, and groups hand the mark on to the steps in them
        place.once &= step.action.acts() || step.action.holds_steps();
        if matches!(step.action, Action::AiAct(_) | Action::AiTask(_)) {
            return self.by_model(&step, &place, known, around).await;
        }
        match known {
            Some(known) if step.action.holds_steps() => self.control(&step, &place, Some(known), around).await,
            Some(known) if known.status == StepStatus::Passed && network::prepares(&step.action) => {
                self.boxed_again(&step, around).await
            }
            Some(known) if known.status != StepStatus::Running => self.boxed_replayed(&step, known).await,
            known => {
                if step.action.holds_steps() {
                    self.control(&step, &place, known, around).await
                } else {
                    self.boxed_leaf(&step, &place, around).await
                }
            }
        }
    }

    // Boxed in functions of their own: made in place, these would lie on the one stack that steps within steps share.

    fn boxed_leaf<'a>(
        &'a mut self,
        step: &'a Step,
        place: &'a Place,
        around: Around,
    ) -> BoxFuture<'a, Result<(), Halt>> {
        let span = tracing::info_span!(
            target: traces::TARGET,
            "step",
            otel.name = %format_args!("step {}", place.step_type),
            flowtilla.step.path = place.path,
            flowtilla.step.type = place.step_type,
            flowtilla.step.index = place.index,
            flowtilla.step.label = place.label.as_deref(),
            otel.status_code = tracing::field::Empty,
        );
        Box::pin(
            async move {
                let walked = self.leaf(step, place, around).await;
                if matches!(walked, Err(Halt::Failed { .. } | Halt::FlowTimeout)) {
                    Span::current().record("otel.status_code", "error");
                }
                walked
            }
            .instrument(span),
        )
    }

    fn boxed_replayed<'a>(&'a mut self, step: &'a Step, known: JournalEntry) -> BoxFuture<'a, Result<(), Halt>> {
        Box::pin(self.replayed(step, known))
    }

    fn boxed_again<'a>(&'a mut self, step: &'a Step, around: Around) -> BoxFuture<'a, Result<(), Halt>> {
        Box::pin(self.prepare_again(step, around))
    }

    /// Fills the step's values in and reads it as a typed step. What stands in nested steps is left for its turn.
    ///
    /// Boxed, because a step is large and steps within steps share one stack.
    async fn read(
        &mut self,
        raw: &Value,
        place: &mut Place,
        done: bool,
        around: Around,
    ) -> Result<Box<Step>, StepError> {
        let Value::Object(fields) = raw else {
            return Err(StepError::refused("A step must be an object with a `type`"));
        };
        // the condition has been decided, and its values may have changed since
        let own = fields.iter().filter(|(key, _)| !matches!(key.as_str(), "if" | "postcondition"));
        let own: Map<String, Value> = own.map(|(key, value)| (key.clone(), value.clone())).collect();
        let present = own.iter().filter(|(key, _)| !flow::waits_its_turn(&place.step_type, key));
        let present: Map<String, Value> = present.map(|(key, value)| (key.clone(), value.clone())).collect();
        self.take_codes(&present, done, around).await?;
        let filled = self.scope.fill_step(&Value::Object(own))?;
        self.note_secrets(&present, &filled);
        // a chapter is called by its title wherever steps are told
        let title = filled.get("title").filter(|_| place.step_type == "chapter");
        let label = filled.get("label").or(title).and_then(Value::as_str);
        place.label = label.map(|label| self.plan.mask.long_text(label, 500));
        flow::typed(&filled).map(Box::new)
    }

    /// The step has a result already: its variables and its failure count, nothing is done.
    async fn replayed(&mut self, step: &Step, known: JournalEntry) -> Result<(), Halt> {
        self.opinion.judged |= matches!(&step.action, Action::Expect(expect) if expect.level.is_error());
        self.opinion.asked |= step.action.asks_model();
        if known.status == StepStatus::Passed {
            self.arm_again(&step.action).await;
        }
        for (name, value) in known.vars {
            let is_file = [files::WRITTEN, files::DOWNLOADED].contains(&name.as_str());
            if name.starts_with('$') && !is_file {
                continue;
            }
            if is_file && !replay::is_unstored(&value) {
                let restored = self.restore_file(&name, &value).await;
                restored.map_err(|why| Halt::Diverged(format!("the file of {} was not kept: {why}", known.path)))?;
            } else if !replay::is_unstored(&value) {
                self.scope.set(&name, value);
            } else if let Action::Set { value, .. } = &step.action {
                self.scope.set(&name, value.clone());
            } else {
                return Err(Halt::Diverged(format!(
                    "the variable `{name}` of {} was not kept in the journal",
                    known.path
                )));
            }
        }
        match (known.status, known.error) {
            (StepStatus::Failed, error) => {
                let error = error.unwrap_or_else(|| StepError::new(ErrorKind::Assertion, "The step had failed"));
                self.fails(step, &known.path, error)
            }
            _ => self.follow(&step.action, known.index, true),
        }
    }

    /// What a step has set up for later ones is set up again in this process.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these steps set something up")]
    async fn arm_again(&mut self, action: &Action) {
        match action {
            Action::OnOverlay { target, steps, times } => self.add_overlay(target, steps, *times),
            Action::OnDialog { .. } => {
                let gate = self.open_gate();
                let deadline = Instant::now() + Duration::from_secs(5);
                let mut progress = Progress { deadline, log: Vec::new(), gate, explain: false };
                if let Ok(driver) = self.driver().await {
                    let _ = driver.act(action, &mut progress).await; // a browser that cannot do it did not do it before
                }
            }
            _ => {}
        }
    }

    /// The step has been done, but what it told the browser was lost with the worker that had told it.
    async fn prepare_again(&mut self, step: &Step, around: Around) -> Result<(), Halt> {
        let timeout = step.common.timeout_ms.unwrap_or_else(|| step.action.default_timeout_ms());
        let deadline = (Instant::now() + Duration::from_millis(timeout)).min(self.pauses.real(around.deadline));
        let mut progress = Progress { deadline, log: Vec::new(), gate: self.open_gate(), explain: false };
        let again = async {
            let filed = with_file(&self.plan.upload_dir, &step.action).await?;
            let pictured = self.with_picture(&step.action)?;
            let filed = filed.or(pictured);
            let using = self.using.clone();
            let driver = self.driver().await?;
            driver.using(using);
            driver.act(filed.as_ref().unwrap_or(&step.action), &mut progress).await
        };
        match again.await {
            Ok(_) => Ok(()),
            Err(error) => {
                Err(Halt::Diverged(format!("`{}` could not be done again: {error}", step.action.type_name())))
            }
        }
    }

    /// The step could not even be begun.
    async fn could_not(&mut self, place: &Place, raw: &Value, error: StepError) -> Result<(), Halt> {
        let error = self.plan.mask.error(&error);
        let captures = self.evidence(&error).await;
        self.recorder.finished(StepRecord { error: Some(error.clone()), ..place.result(StepStatus::Failed) }, captures);
        let goes_on = raw.get("soft") == Some(&Value::Bool(true))
            || raw.get("on_failure").and_then(Value::as_str) == Some("continue");
        self.fails_softly_or_not(goes_on, &place.path, error)
    }

    /// What a failed step means for the rest of the flow.
    pub(super) fn fails(&mut self, step: &Step, path: &str, error: StepError) -> Result<(), Halt> {
        use flowtilla_shared::domain::flow::OnFailure;
        let goes_on = step.common.soft || step.common.on_failure == Some(OnFailure::Continue);
        self.fails_softly_or_not(goes_on, path, error)
    }

    fn fails_softly_or_not(&mut self, goes_on: bool, path: &str, error: StepError) -> Result<(), Halt> {
        if !goes_on || error.kind == ErrorKind::Crash {
            return Err(Halt::Failed { path: path.to_owned(), error });
        }
        if self.soft_verdict != Verdict::Errored {
            self.soft_verdict = error.kind.verdict();
        }
        self.soft.push(self.plan.mask.long_text(&format!("{path}: {}", error.message), 2048));
        Ok(())
    }
}
