//! Steps that hold steps.
//!
//! Such a step is recorded as soon as it is decided what it comes to (its branch, its rounds, its flow), before the first of
//! its steps begins; its own result says that it was entered, the steps in it say what became of it. A loop whose end is decided
//! on the way records each decision as a step of its own, `steps[2](1)`, so that a later claim goes the same way.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{Action, Flow, KeepDownload, OnFailure, ParallelBranch, ParallelTabs, Step},
    journal::{JournalEntry, StepRecord},
    outcome::{ErrorKind, StepError},
    status::{StepStatus, Verdict},
};
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::{
    MAX_DEPTH, MAX_LEVELS, Runner,
    replay::BRANCH,
    walk::{Around, Halt, Place},
};

/// Rounds of `while`, `until` and `repeat_until_passes` when they do not say.
const ROUNDS: u32 = 100;
/// Pause between the rounds of `repeat_until_passes` when it does not say, in milliseconds.
const EVERY_MS: u64 = 500;
/// Time for `repeat_until_passes` when it does not say.
const REPEATED_FOR: Duration = Duration::from_secs(30);

/// What a control step came to, and the variables of its record.
type Decided = Result<(Body, Map<String, Value>), StepError>;

/// What a control step came to.
pub(super) enum Body {
    /// One list of steps, and the path of the list within the step; no path: nothing is to be done.
    Steps(Vec<Value>, Option<String>),
    Rounds {
        name: Option<String>,
        index: Option<String>,
        items: Vec<Value>,
        steps: Vec<Value>,
    },
    /// As long as the condition's answer is `wanted`.
    Asked {
        condition: Value,
        wanted: bool,
        max: u32,
        pause: Duration,
        steps: Vec<Value>,
    },
    UntilPasses {
        steps: Vec<Value>,
        max: u32,
        pause: Duration,
    },
    Try {
        steps: Vec<Value>,
        catch: Option<Vec<Value>>,
        finally: Vec<Value>,
        name: String,
    },
    Parallel(Vec<ParallelBranch>, ParallelTabs),
    Flow {
        flow: Box<Flow>,
        params: Map<String, Value>,
        returns: Option<Vec<String>>,
        var: Option<String>,
    },
    Download(Vec<Value>, KeepDownload),
}

impl Runner {
    /// Boxed here and not where it is awaited: steps within steps share one stack.
    pub(super) fn control<'a>(
        &'a mut self,
        step: &'a Step,
        place: &'a Place,
        known: Option<JournalEntry>,
        around: Around,
    ) -> BoxFuture<'a, Result<(), Halt>> {
        Box::pin(self.controlled(step, place, known, around))
    }

    async fn controlled(
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
        let branch = known.as_ref().and_then(|known| known.vars.get(BRANCH)).and_then(Value::as_str).map(str::to_owned);
        let (body, vars) = match self.boxed_body(step, branch, around).await {
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
        let (mut left, mut pause) = tries_of(step);
        loop {
            let own = step.common.timeout_ms.map(Duration::from_millis).or_else(|| default_time(body));
            let own = own.map(|time| self.now() + time);
            let inside = Around {
                once: place.once,
                level: around.level + 1,
                deadline: own.map_or(around.deadline, |own| own.min(around.deadline)),
                ..around
            };
            let (soft, soft_verdict) = (self.soft.len(), self.soft_verdict);
            let once_before = self.once_begun.clone();
            let quiet = self.quiet;
            self.quiet |= left > 0;
            let ended = self.enter(body, place, inside).await;
            self.quiet = quiet;
            let Err(Halt::Failed { path, error }) = ended else { return ended };
            let again = left > 0 && self.once_begun == once_before && may_pass_later(&error);
            if !again {
                let goes_on = step.common.soft || step.common.on_failure == Some(OnFailure::Continue);
                return if goes_on { self.fails(step, &path, error) } else { Err(Halt::Failed { path, error }) };
            }
            left -= 1;
            self.soft.truncate(soft);
            self.soft_verdict = soft_verdict;
            self.nap_unless_replaying(pause, inside.deadline).await;
            pause *= 2;
        }
    }

    fn enter<'a>(&'a mut self, body: &'a Body, place: &'a Place, around: Around) -> BoxFuture<'a, Result<(), Halt>> {
        match body {
            Body::Steps(_, None) => Box::pin(std::future::ready(Ok(()))),
            Body::Steps(steps, Some(field)) => self.steps(steps, format!("{}.{field}", place.path), around),
            Body::Rounds { name, index, items, steps } => {
                Box::pin(self.rounds(name.as_deref(), index.as_deref(), items, steps, place, around))
            }
            Body::Asked { condition, wanted, max, pause, steps } => {
                Box::pin(self.asked(condition, *wanted, *max, *pause, steps, place, around))
            }
            Body::UntilPasses { steps, max, pause } => Box::pin(self.until_passes(steps, *max, *pause, place, around)),
            Body::Try { steps, catch, finally, name } => {
                Box::pin(self.try_catch(steps, catch.as_deref(), finally, name, place, around))
            }
            Body::Parallel(branches, tabs) => Box::pin(self.parallel(branches, *tabs, place, around)),
            Body::Flow { flow, params, returns, var } => {
                Box::pin(self.inner_flow(flow, params, returns.as_deref(), var.as_deref(), place, around))
            }
            Body::Download(steps, keep) => Box::pin(self.downloading(steps, keep, place, around)),
        }
    }

    /// The steps that start a download, and the wait for it as a step of its own.
    async fn downloading(
        &mut self,
        steps: &[Value],
        keep: &KeepDownload,
        place: &Place,
        around: Around,
    ) -> Result<(), Halt> {
        if let Some(driver) = self.browser.driver_mut() {
            driver.forget_downloads();
        }
        self.steps(steps, format!("{}.steps", place.path), around).await?;
        let mut wait = json!({ "type": "wait_download", "name": keep.name, "save_as": keep.save_as, "var": keep.var });
        if let Value::Object(fields) = &mut wait {
            fields.retain(|_, value| !value.is_null());
        }
        self.steps(&[wait], format!("{}.wait", place.path), around).await
    }

    async fn inner_flow(
        &mut self,
        flow: &Flow,
        params: &Map<String, Value>,
        returns: Option<&[String]>,
        var: Option<&str>,
        place: &Place,
        around: Around,
    ) -> Result<(), Halt> {
        let inner = super::Scope::new(&flow.params, params, &self.plan.names);
        let outer = std::mem::replace(&mut self.scope, inner);
        let around = Around { depth: around.depth + 1, ..around };
        let ended = self.flow(flow, format!("{}.", place.path), around).await;
        let inner = std::mem::replace(&mut self.scope, outer);
        self.scope.take_over(inner, returns);
        let result = ended?;
        if let Some(var) = var {
            self.scope.set(var, result);
        }
        Ok(())
    }

    fn boxed_body<'a>(&'a mut self, step: &'a Step, branch: Option<String>, around: Around) -> BoxFuture<'a, Decided> {
        Box::pin(self.body(step, branch, around))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only control steps come here")]
    /// Decides what the step comes to; `branch` is what an earlier claim had decided.
    async fn body(&mut self, step: &Step, branch: Option<String>, around: Around) -> Decided {
        let mut vars = Map::new();
        let all = |steps: &[Value]| Body::Steps(steps.to_vec(), Some("steps".into()));
        let body = match &step.action {
            _ if around.level >= MAX_LEVELS => {
                return Err(StepError::refused(format!(
                    "Steps may hold steps {MAX_LEVELS} levels deep, flows within flows included; this would be one more"
                )));
            }
            Action::Group { steps, .. } | Action::Retry { steps, .. } => all(steps),
            Action::Download(download) => Body::Download(download.steps.clone(), download.keep.clone()),
            Action::If { .. } | Action::Switch { .. } => {
                let (steps, chosen) = self.branch(&step.action, branch, around).await?;
                vars.insert(BRANCH.to_owned(), json!(chosen.as_deref().unwrap_or("none")));
                Body::Steps(steps, chosen)
            }
            Action::ForEach { items, name, index, steps } => Body::Rounds {
                name: Some(name.clone()),
                index: index.clone(),
                items: rounds(items, self.plan.max_steps)?,
                steps: steps.clone(),
            },
            Action::Times { n, name, steps } => Body::Rounds {
                name: name.clone(),
                index: None,
                items: rounds(&json!(n), self.plan.max_steps)?,
                steps: steps.clone(),
            },
            Action::While { condition, max, every_ms, steps } | Action::Until { condition, max, every_ms, steps } => {
                Body::Asked {
                    condition: condition.clone(),
                    wanted: matches!(step.action, Action::While { .. }),
                    max: max.unwrap_or(ROUNDS),
                    pause: Duration::from_millis(every_ms.unwrap_or(0)),
                    steps: steps.clone(),
                }
            }
            Action::RepeatUntilPasses { steps, max, every_ms } => Body::UntilPasses {
                steps: steps.clone(),
                max: max.unwrap_or(ROUNDS),
                pause: Duration::from_millis(every_ms.unwrap_or(EVERY_MS)),
            },
            Action::Try { steps, catch, finally, name } => Body::Try {
                steps: steps.clone(),
                catch: catch.clone(),
                finally: finally.clone(),
                name: name.clone().unwrap_or_else(|| "error".into()),
            },
            Action::Parallel { branches, tabs } => Body::Parallel(branches.clone(), *tabs),
            Action::RunFlow { flow, params, returns, var } => {
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
                Body::Flow { flow: Box::new(found), params: params.clone(), returns: returns.clone(), var: var.clone() }
            }
            other => return Err(StepError::refused(format!("`{}` holds no steps", other.type_name()))),
        };
        Ok((body, vars))
    }

    /// Sleeps, unless what comes next was done by an earlier claim.
    pub(super) async fn nap_unless_replaying(&mut self, pause: Duration, deadline: Instant) {
        if !pause.is_zero() && !self.replay.knows(self.next_index) {
            self.nap(pause, deadline).await;
        }
    }
}

/// Whether the same steps may come to another end.
pub(super) fn may_pass_later(error: &StepError) -> bool {
    error.kind != ErrorKind::Crash && error.kind.verdict() == Verdict::Failed
}

/// Further tries and the pause before the first of them.
fn tries_of(step: &Step) -> (u32, Duration) {
    match (&step.action, step.common.retry) {
        (_, Some(retry)) => (retry.max, Duration::from_millis(retry.backoff_ms)),
        (Action::Retry { max, backoff_ms, .. }, None) => {
            (max.unwrap_or(1), Duration::from_millis(backoff_ms.unwrap_or(0)))
        }
        _ => (0, Duration::ZERO),
    }
}

fn default_time(body: &Body) -> Option<Duration> {
    matches!(body, Body::UntilPasses { .. }).then_some(REPEATED_FOR)
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
