//! Steps that hold steps: `group`, `if`, `for_each`, `run_flow`.
//!
//! Such a step is recorded as soon as it is decided what it comes to (its branch, its rounds, its flow), before the first of
//! its steps begins; its own result says that it was entered, the steps in it say what became of it.

use std::time::Duration;

use flowtilla_shared::domain::{
    flow::{Action, Flow, KeepDownload, OnFailure, Step},
    journal::{JournalEntry, StepRecord},
    outcome::{ErrorKind, StepError},
    status::{StepStatus, Verdict},
};
use serde_json::{Map, Value, json};

use super::{
    MAX_DEPTH, MAX_LEVELS, Runner,
    replay::BRANCH,
    walk::{Around, Halt, Place},
};

/// What a control step came to.
enum Body {
    Steps(Vec<Value>, &'static str),
    Rounds(String, Vec<Value>, Vec<Value>),
    Flow(Box<Flow>, Map<String, Value>),
    Download(Vec<Value>, KeepDownload),
}

impl Runner {
    pub(super) async fn control(
        &mut self,
        step: &Step,
        place: &Place,
        known: Option<JournalEntry>,
        around: Around,
    ) -> Result<(), Halt> {
        if let Some(known) = &known
            && known.status == StepStatus::Failed
        {
            let error = known.error.clone().unwrap_or_else(|| StepError::refused("The step had been refused"));
            return self.fails(step, &place.path, error);
        }
        let branch = known
            .as_ref()
            .and_then(|known| known.vars.get(BRANCH))
            .and_then(Value::as_str)
            .map(|branch| branch == "then");
        let (body, vars) = match Box::pin(self.body(step, branch, around)).await {
            Ok(body) => body,
            Err(error) => {
                let error = self.plan.mask.error(&error);
                let captures = self.evidence(&error).await;
                self.recorder
                    .finished(StepRecord { error: Some(error.clone()), ..place.result(StepStatus::Failed) }, captures);
                return self.fails(step, &place.path, error);
            }
        };
        if known.is_none() {
            self.recorder.finished(StepRecord { vars, once: false, ..place.result(StepStatus::Passed) }, Vec::new());
        }
        self.tries(step, place, &body, around).await
    }

    /// The steps inside, again as often as `retry` allows.
    async fn tries(&mut self, step: &Step, place: &Place, body: &Body, around: Around) -> Result<(), Halt> {
        let mut left = step.common.retry.map_or(0, |retry| retry.max);
        let mut pause = Duration::from_millis(step.common.retry.map_or(0, |retry| retry.backoff_ms));
        loop {
            let own = step.common.timeout_ms.map(|ms| self.now() + Duration::from_millis(ms));
            let inside = Around {
                once: place.once,
                level: around.level + 1,
                deadline: own.map_or(around.deadline, |own| own.min(around.deadline)),
                ..around
            };
            let (soft, soft_verdict) = (self.soft.len(), self.soft_verdict);
            let once_before = self.once_begun.clone();
            let ended = self.enter(body, place, inside).await;
            let Err(Halt::Failed { path, error }) = ended else { return ended };
            let again = left > 0
                && self.once_begun == once_before
                && error.kind != ErrorKind::Crash
                && error.kind.verdict() == Verdict::Failed;
            if !again {
                let goes_on = step.common.soft || step.common.on_failure == Some(OnFailure::Continue);
                return if goes_on { self.fails(step, &path, error) } else { Err(Halt::Failed { path, error }) };
            }
            left -= 1;
            self.soft.truncate(soft);
            self.soft_verdict = soft_verdict;
            self.nap(pause, inside.deadline).await;
            pause *= 2;
        }
    }

    async fn enter(&mut self, body: &Body, place: &Place, around: Around) -> Result<(), Halt> {
        match body {
            Body::Steps(steps, field) => self.steps(steps, &format!("{}.{field}", place.path), around).await,
            Body::Rounds(name, items, steps) => {
                let before = self.scope.variable(name);
                for (round, item) in items.iter().enumerate() {
                    if self.now() >= around.flow {
                        return Err(Halt::FlowTimeout);
                    }
                    self.scope.enter_round(name, item.clone());
                    self.steps(steps, &format!("{}({round}).steps", place.path), around).await?;
                }
                self.scope.leave_loop(name, before);
                Ok(())
            }
            Body::Download(steps, keep) => {
                if let Some(driver) = self.browser.driver_mut() {
                    driver.forget_downloads();
                }
                self.steps(steps, &format!("{}.steps", place.path), around).await?;
                let mut wait =
                    json!({ "type": "wait_download", "name": keep.name, "save_as": keep.save_as, "var": keep.var });
                if let Value::Object(fields) = &mut wait {
                    fields.retain(|_, value| !value.is_null());
                }
                let wait = [wait];
                self.steps(&wait, &format!("{}.wait", place.path), around).await
            }
            Body::Flow(flow, params) => {
                let inner = super::Scope::new(&flow.params, params, &self.plan.names);
                let outer = std::mem::replace(&mut self.scope, inner);
                let around = Around { depth: around.depth + 1, ..around };
                let prefix = format!("{}.", place.path);
                let ended = Box::pin(self.flow(flow, &prefix, around)).await;
                let inner = std::mem::replace(&mut self.scope, outer);
                self.scope.take_over(inner);
                ended
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only control steps come here")]
    /// Decides what the step comes to; `branch` is what an earlier claim had decided.
    async fn body(
        &mut self,
        step: &Step,
        branch: Option<bool>,
        around: Around,
    ) -> Result<(Body, Map<String, Value>), StepError> {
        let mut vars = Map::new();
        let body = match &step.action {
            _ if around.level >= MAX_LEVELS => {
                return Err(StepError::refused(format!(
                    "Steps may hold steps {MAX_LEVELS} levels deep, flows within flows included; this would be one more"
                )));
            }
            Action::Group { steps, .. } => Body::Steps(steps.clone(), "steps"),
            Action::Download(download) => Body::Download(download.steps.clone(), download.keep.clone()),
            Action::If { condition, then, otherwise } => {
                let then_branch = match branch {
                    Some(branch) => branch,
                    None => self.decide(condition.clone(), around).await?,
                };
                vars.insert(BRANCH.to_owned(), json!(if then_branch { "then" } else { "else" }));
                if then_branch { Body::Steps(then.clone(), "then") } else { Body::Steps(otherwise.clone(), "else") }
            }
            Action::ForEach { items, name, steps } => {
                Body::Rounds(name.clone(), rounds(items, self.plan.max_steps)?, steps.clone())
            }
            Action::RunFlow { flow, params } => {
                if around.depth >= MAX_DEPTH {
                    return Err(StepError::refused(format!(
                        "Flows may run flows {MAX_DEPTH} levels deep; `{flow}` would be one more"
                    )));
                }
                let found = self.plan.flows.find(flow).await.map_err(StepError::refused)?;
                let found = found.ok_or_else(|| {
                    StepError::refused(format!(
                        "There is no flow `{flow}` that may be run: check its name or id, and that it is approved"
                    ))
                })?;
                Body::Flow(Box::new(found), params.clone())
            }
            other => return Err(StepError::refused(format!("`{}` holds no steps", other.type_name()))),
        };
        Ok((body, vars))
    }
}

/// The values of a loop's variable, round by round: a list's items, an object's `{key, value}` pairs, or 0 to n − 1.
fn rounds(items: &Value, most: u32) -> Result<Vec<Value>, StepError> {
    let rounds = match items {
        Value::Array(items) => items.clone(),
        Value::Object(fields) => fields.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect(),
        Value::Number(number) => {
            let n =
                number.as_u64().or_else(|| number.as_f64().filter(|n| n.fract() == 0.0 && *n >= 0.0).map(|n| n as u64));
            let n = n.ok_or_else(|| {
                StepError::refused(format!("`items` is {number}; a number of rounds must be whole and not negative"))
            })?;
            (0..n.min(u64::from(most) + 1)).map(|i| json!(i)).collect()
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {
            return Err(StepError::refused(format!("`items` must be a list, an object or a number, and is {items}")));
        }
    };
    if rounds.len() > most as usize {
        return Err(StepError::refused(format!("`items` has {} rounds; at most {most} are allowed", rounds.len())));
    }
    Ok(rounds)
}
