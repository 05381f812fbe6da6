//! From one step to the next: what a step is, whether it has been done, whether it is to be done.

use std::time::Instant;

use flowtilla_shared::domain::{
    flow::{self, Action, Download, Flow, Step},
    journal::{JournalEntry, StepRecord},
    outcome::{ErrorKind, StepError},
    status::{StepStatus, Verdict},
};
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::{Runner, files, overlays::CLEARING, replay};

/// The types of the steps that hold steps…
const HOLD_STEPS: [&str; 6] = ["group", "if", "for_each", "run_flow", "download", "on_overlay"];

/// … and the fields that they hold them in.
const NESTED: [&str; 4] = ["steps", "then", "else", "do"];

/// Why the walk ends before the last step.
#[derive(Debug)]
pub(super) enum Halt {
    Failed { path: String, error: StepError },
    FlowTimeout,
    TooManySteps,
    Diverged(String),
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
    /// All steps of one flow document, its `start_url` first.
    pub(super) async fn flow(&mut self, flow: &Flow, prefix: &str, around: Around) -> Result<(), Halt> {
        if let Some(url) = &flow.start_url {
            self.step(&json!({ "type": "goto", "url": url }), format!("{prefix}start_url"), around).await?;
        }
        self.steps(&flow.steps, &format!("{prefix}steps"), around).await
    }

    /// A list of steps; `prefix` is the list's own path.
    pub(super) fn steps<'a>(
        &'a mut self,
        steps: &'a [Value],
        prefix: &'a str,
        around: Around,
    ) -> BoxFuture<'a, Result<(), Halt>> {
        Box::pin(async move {
            for (i, step) in steps.iter().enumerate() {
                self.step(step, format!("{prefix}[{i}]"), around).await?;
            }
            Ok(())
        })
    }

    async fn step(&mut self, raw: &Value, path: String, around: Around) -> Result<(), Halt> {
        if self.next_index >= self.plan.max_steps {
            return Err(Halt::TooManySteps);
        }
        Box::pin(self.let_people_drive()).await;
        if self.now() >= around.flow {
            return Err(Halt::FlowTimeout);
        }
        // what was cleared away while an earlier step waited belongs to that step
        while !path.contains(CLEARING) && self.replay.is_at(self.next_index, CLEARING) {
            self.next_index += 1;
        }
        let index = self.next_index;
        self.next_index += 1;
        let text = |key: &str| raw.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut place = Place {
            index,
            path,
            step_type: text("type"),
            label: None,
            once: around.once || raw.get("once") == Some(&Value::Bool(true)),
            repeatable: true,
            announced: false,
            began: Instant::now(),
        };
        if let Some(id) = raw.get("id").and_then(Value::as_str) {
            self.mark(id);
        }
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
        if known.as_ref().is_some_and(|known| known.status == StepStatus::Skipped) {
            return Ok(());
        }
        // a step that had begun was not skipped: its condition is not asked again
        if known.is_none()
            && let Some(condition) = raw.get("if")
        {
            match Box::pin(self.holds(condition, around)).await {
                Ok(true) => {}
                Ok(false) => {
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
        place.once &= step.action.acts() || is_control(&step.action);
        match known {
            Some(known) if is_control(&step.action) => Box::pin(self.control(&step, &place, Some(known), around)).await,
            Some(known) if known.status != StepStatus::Running => Box::pin(self.replayed(&step, known)).await,
            known => {
                if is_control(&step.action) {
                    Box::pin(self.control(&step, &place, known, around)).await
                } else {
                    Box::pin(self.leaf(&step, &place, around)).await
                }
            }
        }
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
        let own = fields.iter().filter(|(key, _)| *key != "if" && !NESTED.contains(&key.as_str()));
        let own: Map<String, Value> = own.map(|(key, value)| (key.clone(), value.clone())).collect();
        self.take_codes(&own, done, around).await?;
        let mut filled = self.scope.fill_step(&Value::Object(own.clone()))?;
        self.note_secrets(&own, &filled);
        place.label = filled.get("label").and_then(Value::as_str).map(|label| self.plan.mask.long_text(label, 500));
        if !HOLD_STEPS.contains(&place.step_type.as_str()) {
            return flow::typed(&filled).map(Box::new);
        }
        let nested = |key: &str| fields.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        for key in NESTED {
            filled[key] = json!([]);
        }
        let mut step: Step = serde_json::from_value(filled)
            .map_err(|e| StepError::refused(format!("The step cannot be done with these values: {e}")))?;
        if let Action::Group { steps, .. } | Action::ForEach { steps, .. } | Action::Download(Download { steps, .. }) =
            &mut step.action
        {
            *steps = nested("steps");
        } else if let Action::OnOverlay { steps, .. } = &mut step.action {
            *steps = nested("do");
        } else if let Action::If { then, otherwise, .. } = &mut step.action {
            (*then, *otherwise) = (nested("then"), nested("else"));
        }
        Ok(Box::new(step))
    }

    /// The step has a result already: its variables and its failure count, nothing is done.
    async fn replayed(&mut self, step: &Step, known: JournalEntry) -> Result<(), Halt> {
        if known.status == StepStatus::Passed {
            self.arm_again(&step.action).await;
        }
        for (name, value) in known.vars {
            if [files::WRITTEN, files::DOWNLOADED].contains(&name.as_str()) && !replay::is_unstored(&value) {
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
            _ => Ok(()),
        }
    }

    /// What a step has set up for later ones is set up again in this process.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these steps set something up")]
    async fn arm_again(&mut self, action: &Action) {
        match action {
            Action::OnOverlay { target, steps, times } => self.add_overlay(target, steps, *times),
            Action::OnDialog { .. } => {
                let gate = self.open_gate();
                let deadline = Instant::now() + std::time::Duration::from_secs(5);
                let mut progress = crate::driver::Progress { deadline, log: Vec::new(), gate, explain: false };
                if let Ok(driver) = self.driver().await {
                    let _ = driver.act(action, &mut progress).await; // a browser that cannot do it did not do it before
                }
            }
            _ => {}
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

fn is_control(action: &Action) -> bool {
    matches!(
        action,
        Action::Group { .. }
            | Action::RunFlow { .. }
            | Action::If { .. }
            | Action::ForEach { .. }
            | Action::Download(_)
    )
}
