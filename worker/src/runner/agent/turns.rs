//! A model acts: answer after answer, until it is done or gets nowhere.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use flowtilla_shared::domain::{
    flow::{Action, OnFailure, RecordedEffect, Risky, Step},
    journal::{JournalEntry, StepRecord},
    outcome::{ErrorKind, StepError},
    status::StepStatus,
};
use futures_util::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::{
    super::{
        Amendment, Change, MAX_LEVELS, Runner, replay,
        walk::{Around, Halt, Place},
    },
    Seen, Spent, Task,
    answer::{Decision, Sight, literal},
    talk::{self, Talk, Told},
};
use crate::driver::{Capture, Progress, Reach};

/// Under which name a turn keeps its answer in the journal.
const ANSWER: &str = "$answer";
/// The page must be quiet for so long before it is shown, and is waited for at most so long.
const QUIET_MS: u64 = 60;
const QUIET_WITHIN: Duration = Duration::from_millis(1_500);

/// How the calls of one answer went.
struct Carried {
    told: Vec<Told>,
    all_done: bool,
    /// The page was waited for after the last of them.
    rested: bool,
    /// The steps that were done, as they would stand in a flow.
    steps: Vec<Value>,
}

impl Runner {
    /// An `ai_act` or `ai_task`. Boxed here and not where it is awaited: steps within steps share one stack.
    pub(in crate::runner) fn by_model<'a>(
        &'a mut self,
        step: &'a Step,
        place: &'a Place,
        known: Option<JournalEntry>,
        around: Around,
    ) -> BoxFuture<'a, Result<(), Halt>> {
        Box::pin(self.modelled(step, place, known, around))
    }

    async fn modelled(
        &mut self,
        step: &Step,
        place: &Place,
        known: Option<JournalEntry>,
        around: Around,
    ) -> Result<(), Halt> {
        self.opinion.asked = true;
        if let Some(known) = known.as_ref().filter(|known| known.status == StepStatus::Failed) {
            let error = known.error.clone().unwrap_or_else(|| StepError::refused("The step had been refused"));
            return self.fails(step, &place.path, error);
        }
        let time = Duration::from_millis(step.common.timeout_ms.unwrap_or_else(|| step.action.default_timeout_ms()));
        let deadline = (self.now() + time).min(around.deadline);
        let inside = Around { once: place.once, level: around.level + 1, deadline, ..around };
        let prepared = self.prepared(&step.action, inside).await;
        let (task, hosts) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => {
                let error = self.plan.mask.error(&error);
                let captures = self.evidence(&error).await;
                let record = StepRecord { error: Some(error.clone()), ..place.result(StepStatus::Failed) };
                self.recorder.finished(record, captures);
                return self.fails(step, &place.path, error);
            }
        };
        if known.is_none() {
            self.recorder.finished(StepRecord { once: false, ..place.result(StepStatus::Passed) }, Vec::new());
        }
        let ended = self.turns(&task, &hosts, place, inside).await;
        let Err(Halt::Failed { path, error }) = ended else { return ended };
        let goes_on = step.common.soft || step.common.on_failure == Some(OnFailure::Continue);
        if goes_on { self.fails(step, &path, error) } else { Err(Halt::Failed { path, error }) }
    }

    /// What the model is to do, and the hosts that the browser keeps to from here on.
    async fn prepared(&mut self, action: &Action, around: Around) -> Result<(Task, Vec<String>), StepError> {
        let Some(task) = Task::of(action) else {
            return Err(StepError::refused(format!("In `{}` no model acts", action.type_name())));
        };
        self.keeps_secrets()?;
        if around.level > MAX_LEVELS {
            return Err(StepError::refused(format!("Steps may hold steps {MAX_LEVELS} levels deep; this is one more")));
        }
        let hosts = self.model_hosts();
        if hosts.is_empty() {
            return Err(StepError::refused(
                "A model acts only on the hosts that the flow names, and it names none: give it a `start_url`, or `allowed_hosts`.",
            ));
        }
        let methods = self.plan.flow.allowed_methods.clone().unwrap_or_default();
        let deadline = self.pauses.real(around.deadline);
        let gate = self.open_gate();
        let driver = self.driver().await?;
        let mut progress = Progress { deadline, log: Vec::new(), gate, explain: false };
        driver.keep_to(&Reach { hosts: hosts.clone(), methods }, &mut progress).await?;
        Ok((task, hosts))
    }

    async fn turns(&mut self, task: &Task, hosts: &[String], place: &Place, around: Around) -> Result<(), Halt> {
        let mut talk = Talk::new(task, &self.shown_values(&task.values));
        let (mut sight, spent) = (Sight::default(), Arc::new(Spent::default()));
        let (mut said_done, mut rested) = (false, false);
        let mut steps = Vec::new();
        for n in 0..=task.bounds.turns {
            let (at, known) = self.next(place, format!("{}.turn[{n}]", place.path), around)?;
            let decision = match known {
                Some(known) if known.status != StepStatus::Running => replayed(&known)?,
                _ => match Box::pin(self.next_decision(
                    task,
                    hosts,
                    (&mut talk, &spent),
                    (n, said_done, rested),
                    &at,
                    around,
                ))
                .await
                {
                    Ok(decision) => {
                        let surveyed = self.survey(around).await;
                        self.decided(&at, decision, surveyed)
                    }
                    Err(error) => return self.turn_fails(&at, error, around).await,
                },
            };
            spent.resume_at_least(decision.tally);
            if decision.turn.is_none() {
                self.conditions(task, place, around).await?;
                return self.record(task, steps, place, around);
            }
            let warning = match sight.note(&decision) {
                Ok(warning) => warning,
                Err(error) => {
                    let (end, _) = self.next(place, format!("{}.turn[{n}].end", place.path), around)?;
                    return self.turn_fails(&end, error, around).await;
                }
            };
            let carried = self.carry_out(&decision, task.risky, &at.path, around).await?;
            steps.extend(carried.steps);
            rested = carried.rested;
            said_done = decision.done && carried.all_done;
            if said_done && task.done_when.is_empty() {
                return self.record(task, steps, place, around);
            }
            if let Some(turn) = decision.turn {
                talk.add(turn, carried.told, decision.remark);
            }
            if let Some(warning) = warning {
                talk.remark(warning);
            }
        }
        Ok(())
    }

    /// Looks at the page and asks what to do, unless the task is done.
    async fn next_decision(
        &mut self,
        task: &Task,
        hosts: &[String],
        (talk, spent): (&mut Talk, &Arc<Spent>),
        (n, said_done, rested): (u32, bool, bool),
        at: &Place,
        around: Around,
    ) -> Result<Decision, StepError> {
        let mut open = Vec::new();
        if n > 0 && !task.done_when.is_empty() {
            open = self.open_conditions(&task.done_when, around).await?;
            if open.is_empty() {
                return Ok(Decision { tally: spent.tally(), ..Decision::default() });
            }
        }
        let missing =
            || if open.is_empty() { String::new() } else { format!(" It still does not hold: {}", open.join("; ")) };
        if n >= task.bounds.turns {
            let message = format!(
                "The model was not done after {n} answers, the most that it may give (`max_turns`).{}",
                missing()
            );
            return Err(StepError::new(ErrorKind::Budget, message));
        }
        if self.now() >= around.deadline {
            let message = format!(
                "The model was not done within the step's time (`timeout_ms`), after {n} answers.{}",
                missing()
            );
            return Err(StepError::new(ErrorKind::Budget, message));
        }
        if said_done {
            talk.remark(&format!("You said that the task is done, but it is not.{}", missing()));
        }
        let deadline = self.pauses.real(around.deadline);
        if !rested {
            self.calm(deadline).await?;
        }
        let Seen { page, picture } = self.page_for_model(&task.bounds, deadline).await?;
        let turn = self.ask_turn(talk.request(&page, picture), &at.path, &task.bounds, spent, deadline).await?;
        let decision = Box::pin(self.understand(turn, task, hosts, &page, deadline)).await?;
        Ok(Decision { tally: spent.tally(), ..decision })
    }

    /// Notes an answer before anything of it is done.
    fn decided(&mut self, at: &Place, decision: Decision, captures: Vec<Capture>) -> Decision {
        let kept = serde_json::to_value(&decision).unwrap_or_default();
        let vars = Map::from_iter([(ANSWER.to_owned(), replay::stored(&kept, &self.plan.mask))]);
        self.recorder.finished(StepRecord { vars, ..at.result(StepStatus::Passed) }, captures);
        decision
    }

    async fn turn_fails(&mut self, at: &Place, error: StepError, around: Around) -> Result<(), Halt> {
        let error = self.plan.mask.error(&error);
        let captures = self.evidence(&error).await;
        self.recorder.finished(StepRecord { error: Some(error.clone()), ..at.result(StepStatus::Failed) }, captures);
        if error.kind != ErrorKind::Crash && self.now() >= around.flow {
            return Err(Halt::FlowTimeout);
        }
        Err(Halt::Failed { path: at.path.clone(), error })
    }

    /// Does what was asked for, in order, until something fails.
    async fn carry_out(
        &mut self,
        decision: &Decision,
        risky: Risky,
        path: &str,
        around: Around,
    ) -> Result<Carried, Halt> {
        let told = Vec::with_capacity(decision.calls.len());
        let mut carried = Carried { told, all_done: !decision.mistaken, rested: false, steps: Vec::new() };
        for (i, call) in decision.calls.iter().enumerate() {
            let mut say = |ok: bool, text: String| carried.told.push(Told { id: call.id.clone(), ok, text });
            if !carried.all_done {
                say(
                    false,
                    if decision.mistaken { call.told.clone() } else { "Not executed: an earlier call failed.".into() },
                );
                continue;
            }
            let Some(step) = &call.step else {
                say(call.ok, call.told.clone());
                carried.all_done = call.ok;
                continue;
            };
            let path = format!("{path}.steps[{i}]");
            match self.permitted(call, risky, &path).await {
                Ok(Ok(())) => {}
                Ok(Err(refusal)) => {
                    say(false, refusal);
                    carried.all_done = false;
                    continue;
                }
                Err(error) => return Err(Halt::Failed { path, error }),
            }
            // nothing else has an effect beyond the element itself
            let has_effect = matches!(step["type"].as_str(), Some("click" | "press" | "select" | "check" | "uncheck"));
            let trace = if has_effect { Some(self.trace().await) } else { None };
            carried.rested = false;
            let quiet = std::mem::replace(&mut self.quiet, true);
            let ended = self.step(step, path.clone(), around).await;
            self.quiet = quiet;
            match ended {
                Ok(()) => {
                    say(true, "Done.".to_owned());
                    let mut effect = RecordedEffect::default();
                    if let Some(trace) = trace {
                        // what it does may come late, and belongs to it
                        let deadline = self.pauses.real(around.deadline);
                        if let Err(error) = self.calm(deadline).await {
                            return Err(Halt::Failed { path, error });
                        }
                        carried.rested = true;
                        effect = self.effect_since(&trace).await;
                    }
                    carried.steps.push(recorded(step, call.element.as_ref(), effect));
                }
                Err(Halt::Failed { error, .. }) if error.kind != ErrorKind::Crash => {
                    say(false, told_of(&error));
                    carried.all_done = false;
                }
                Err(halt) => return Err(halt),
            }
        }
        Ok(carried)
    }

    /// Keeps what the model did as steps that need none: as an artifact, and for a proposal when the attempt passes.
    fn record(&mut self, task: &Task, steps: Vec<Value>, place: &Place, around: Around) -> Result<(), Halt> {
        let (at, known) = self.next(place, format!("{}.recorded", place.path), around)?;
        let mut all = steps;
        if all.is_empty() {
            if known.is_none() {
                self.recorder.finished(at.result(StepStatus::Skipped), Vec::new());
            }
            return Ok(());
        }
        all.extend(task.done_when.iter().map(|condition| {
            let mut expect = condition.clone();
            expect["type"] = json!("expect");
            expect
        }));
        let name: String = task.goal.replace("{{", "{").chars().take(120).collect();
        let group = json!({ "type": "group", "name": name.trim(), "steps": all });
        if known.is_none() {
            let document = json!({ "steps": [group] });
            let capture = Capture {
                name: "recorded.json".to_owned(),
                kind: "recording".to_owned(),
                media_type: "application/json".to_owned(),
                bytes: serde_json::to_vec_pretty(&self.plan.mask.value(&document)).unwrap_or_default(),
            };
            self.recorder.finished(at.result(StepStatus::Passed), vec![capture]);
        }
        self.amendments.push(Amendment { path: place.path.clone(), change: Change::Recorded(group) });
        Ok(())
    }

    /// The conditions that do not hold now.
    async fn open_conditions(&mut self, conditions: &[Value], around: Around) -> Result<Vec<String>, StepError> {
        let mut open = Vec::new();
        for condition in conditions {
            match Box::pin(self.holds(condition, around)).await {
                Ok(true) => {}
                Ok(false) => open.push(condition.to_string()),
                Err(error) if matches!(error.kind, ErrorKind::Crash | ErrorKind::Refused) => return Err(error),
                Err(error) => open.push(format!("{condition} ({})", error.message)),
            }
        }
        Ok(open)
    }

    /// What decides that a task is done, as assertions of their own.
    async fn conditions(&mut self, task: &Task, place: &Place, around: Around) -> Result<(), Halt> {
        for (n, condition) in task.done_when.iter().enumerate() {
            let mut expect = condition.clone();
            expect["type"] = json!("expect");
            self.step(&expect, format!("{}.done_when[{n}]", place.path), around).await?;
        }
        Ok(())
    }

    /// Waits until the page is quiet, though not long.
    pub(in crate::runner) async fn calm(&mut self, deadline: Instant) -> Result<(), StepError> {
        let gate = self.open_gate();
        let deadline = deadline.min(Instant::now() + QUIET_WITHIN);
        let driver = self.driver().await?;
        let mut progress = Progress { deadline, log: Vec::new(), gate, explain: false };
        match driver.act(&Action::WaitSettled { quiet_ms: Some(QUIET_MS) }, &mut progress).await {
            Err(error) if error.kind == ErrorKind::Crash => Err(error),
            // a page that is never quiet is shown as it is
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// The values as a model may see them: of secret ones the name.
    fn shown_values(&self, values: &Map<String, Value>) -> Vec<(String, Option<String>)> {
        let shown = |raw: &Value| {
            let filled = self.scope.fill(raw).ok().filter(|_| !talk::is_secret(raw))?;
            if self.plan.mask.finds_in(&filled) {
                return None;
            }
            let text = filled.as_str().map_or_else(|| filled.to_string(), str::to_owned);
            Some(text.chars().take(500).collect())
        };
        values.iter().map(|(name, raw)| (name.clone(), shown(raw))).collect()
    }
}

/// A step as it would stand in a flow, with what is known about its element and what it did.
fn recorded(step: &Value, element: Option<&Value>, effect: RecordedEffect) -> Value {
    let mut step = step.clone();
    if let Some(fields) = step.as_object_mut() {
        fields.remove("timeout_ms");
        let mut known = json!({});
        if let Some(element) = element {
            known = json!({ "role": element["role"], "name": element["name"], "tag": element["tag"] });
            let others: Vec<Value> = element["locators"].as_array().into_iter().flatten().skip(1).cloned().collect();
            known["candidates"] = others.into();
        }
        if effect != RecordedEffect::default() {
            known["effect"] = literal(&json!(effect));
        }
        if let Some(known) = known.as_object_mut() {
            known.retain(|_, value| !value.is_null() && value != "" && !value.as_array().is_some_and(Vec::is_empty));
            if !known.is_empty() {
                fields.insert("recorded".into(), json!(known));
            }
        }
    }
    step
}

/// What an earlier claim decided.
fn replayed(known: &JournalEntry) -> Result<Decision, Halt> {
    if known.status == StepStatus::Failed {
        let error = known.error.clone().unwrap_or_else(|| StepError::new(ErrorKind::Model, "The step had failed"));
        return Err(Halt::Failed { path: known.path.clone(), error });
    }
    let kept = known.vars.get(ANSWER).cloned().unwrap_or_default();
    let lost = || Halt::Diverged(format!("the model's answer at {} was not kept in the journal", known.path));
    serde_json::from_value(kept).map_err(|_| lost())
}

/// A failure in words for the model.
fn told_of(error: &StepError) -> String {
    let mut text = format!("Failed ({}): {}", error.kind, error.message.chars().take(600).collect::<String>());
    for candidate in error.candidates.iter().take(5) {
        text.push_str("\n- ");
        text.extend(candidate.chars().take(200));
    }
    text
}
