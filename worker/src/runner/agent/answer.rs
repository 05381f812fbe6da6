//! What a model's answer comes to. Nothing of an answer is done unless all of it is understood.

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
    time::Instant,
};

use flowtilla_shared::domain::{
    flow::template,
    outcome::{ErrorKind, StepError},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    super::Runner,
    Task,
    paying::Tally,
    talk,
    tools::{self, Wanted},
};
use crate::{
    driver::{Inspect, Inspected, Progress, Snapshot},
    model::{Stop, Turn},
};

/// Calls of one answer, at most.
const MOST_CALLS: usize = 10;
/// Bytes of one answer, at most: it must fit the journal.
const LARGEST_ANSWER: usize = 128 * 1024;
/// Answers in a row that cannot be used.
const MOST_MISTAKES: u32 = 3;
/// The same calls on the same page.
const MOST_ALIKE: usize = 3;
/// Answers after which the page is as it was.
const MOST_UNCHANGED: u32 = 6;

/// One answer, as the journal keeps it: a later claim does the same without asking.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Decision {
    /// None: nothing was asked, for the conditions hold.
    pub turn: Option<Turn>,
    pub calls: Vec<Planned>,
    /// What the model is told beside the results.
    pub remark: String,
    /// The answer could not be used.
    pub mistaken: bool,
    /// The model says that the task is done.
    pub done: bool,
    /// Of the page that was shown.
    pub page: u64,
    pub tally: Tally,
}

/// One call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Planned {
    pub id: String,
    /// The step that it is.
    pub step: Option<Value>,
    /// The element as it was found, with every locator that means it alone.
    #[serde(default)]
    pub element: Option<Value>,
    /// The answer to a call that is no step.
    pub told: String,
    pub ok: bool,
}

impl Planned {
    fn told(id: &str, ok: bool, text: impl Into<String>) -> Self {
        Self { id: id.to_owned(), step: None, element: None, told: text.into(), ok }
    }
}

/// What a model has seen and done so far, to notice that it gets nowhere.
#[derive(Debug, Default)]
pub(super) struct Sight {
    seen: Vec<(u64, u64)>,
    unchanged: u32,
    mistakes: u32,
}

impl Sight {
    /// Notes an answer; what to tell the model about it.
    ///
    /// # Errors
    /// `model`, when it gets nowhere.
    pub fn note(&mut self, decision: &Decision) -> Result<Option<&'static str>, StepError> {
        let stuck = |message: String| Err(StepError::new(ErrorKind::Model, message));
        if decision.mistaken {
            self.mistakes += 1;
            if self.mistakes >= MOST_MISTAKES {
                return stuck(format!(
                    "The model gave {MOST_MISTAKES} answers in a row that cannot be used; the last: {}",
                    decision.remark
                ));
            }
            return Ok(None);
        }
        self.mistakes = 0;
        let Some(turn) = &decision.turn else { return Ok(None) };
        let calls = hash(&turn.uses().map(|call| format!("{} {}", call.name, call.input)).collect::<Vec<_>>());
        self.unchanged = match self.seen.last() {
            Some((page, _)) if *page == decision.page => self.unchanged + 1,
            _ => 0,
        };
        self.seen.push((decision.page, calls));
        let alike = self.seen.iter().filter(|seen| **seen == (decision.page, calls)).count();
        if alike >= MOST_ALIKE {
            return stuck(format!("The model goes in circles: it did the same {alike} times on the same page."));
        }
        if self.unchanged >= MOST_UNCHANGED {
            return stuck(format!("There is no progress: the page is the same after {} answers.", self.unchanged));
        }
        let warn = alike == MOST_ALIKE - 1 || self.unchanged == MOST_UNCHANGED / 2;
        Ok(warn.then_some("You have done this before, and the page has not changed. Try another way, or give up."))
    }
}

pub(super) fn hash(of: &impl Hash) -> u64 {
    // the same in every process of one build, which is all that is asked of it
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish() >> 1
}

impl Runner {
    /// Reads an answer, and looks up the elements that it names.
    ///
    /// # Errors
    /// `model` when the model refuses, gives up, or answers more than can be kept.
    pub(super) async fn understand(
        &mut self,
        turn: Turn,
        task: &Task,
        hosts: &[String],
        page: &Snapshot,
        deadline: Instant,
    ) -> Result<Decision, StepError> {
        let failed = |message: String| Err(StepError::new(ErrorKind::Model, message));
        let said: String = turn.text().chars().take(300).collect();
        match turn.stop {
            Stop::Refusal => return failed(format!("The model would not answer: {said}")),
            Stop::ContextFull => return failed("The conversation is longer than the model can read.".to_owned()),
            Stop::End | Stop::ToolUse | Stop::MaxTokens | Stop::Pause | Stop::Other(_) => {}
        }
        let uses = turn.uses().count();
        if uses > MOST_CALLS * 10 {
            return failed(format!("The model's answer has {uses} calls; at most {MOST_CALLS} are allowed."));
        }
        let bytes = serde_json::to_string(&turn).map_or(usize::MAX, |text| text.len());
        if bytes > LARGEST_ANSWER {
            return failed(format!("The model's answer has {bytes} bytes; at most {LARGEST_ANSWER} are taken."));
        }
        let page_hash = hash(&(&page.url, &page.outline));
        let mistaken = |turn: Turn, why: String| {
            let remark = format!("Your answer cannot be used, and nothing of it was done: {why}.");
            let calls = turn.uses().map(|call| Planned::told(&call.id, false, "Not executed.")).collect();
            Ok(Decision { turn: Some(turn), calls, remark, mistaken: true, page: page_hash, ..Decision::default() })
        };
        let calls: Vec<_> = turn.calls().cloned().collect();
        if turn.stop == Stop::MaxTokens {
            return mistaken(turn, "it is too long and was cut off".into());
        }
        if calls.is_empty() {
            let why = if said.trim().is_empty() { "it is empty" } else { "it calls no tool" };
            return mistaken(turn, format!("{why}; call a tool, `done` or `give_up` at the end"));
        }
        if calls.len() > MOST_CALLS {
            return mistaken(turn, format!("it has {} calls, at most {MOST_CALLS} are allowed", calls.len()));
        }
        let read: Result<Vec<Wanted>, String> = calls.iter().map(|call| tools::read(call, &task.values)).collect();
        let wanted = match read {
            Ok(wanted) => wanted,
            Err(why) => return mistaken(turn, why),
        };
        if let Some(why) = wanted.iter().find_map(|wanted| match wanted {
            Wanted::GiveUp(why) => Some(why),
            Wanted::Step { .. } | Wanted::Find(_) | Wanted::Done(_) => None,
        }) {
            return failed(format!("The model gave up: {}", why.chars().take(1_000).collect::<String>()));
        }
        let mut planned = Vec::with_capacity(calls.len());
        let mut done = false;
        for (call, wanted) in calls.iter().zip(wanted) {
            planned.push(match wanted {
                Wanted::Done(_) => {
                    done = true;
                    Planned::told(&call.id, true, "Noted.")
                }
                Wanted::Find(text) => Planned::told(&call.id, true, talk::found(page, &text)),
                Wanted::Step { reference, fields } => {
                    match self.planned(reference.as_deref(), fields, hosts, deadline).await {
                        Ok((step, element)) => {
                            Planned { id: call.id.clone(), step: Some(step), element, told: String::new(), ok: true }
                        }
                        Err(error) if error.kind == ErrorKind::Crash => return Err(error),
                        Err(error) => Planned::told(&call.id, false, format!("Failed: {}", error.message)),
                    }
                }
                Wanted::GiveUp(_) => Planned::told(&call.id, false, "Not executed."),
            });
        }
        Ok(Decision { turn: Some(turn), calls: planned, done, page: page_hash, ..Decision::default() })
    }

    /// The step that a call is, its element by the best of its locators.
    async fn planned(
        &mut self,
        reference: Option<&str>,
        mut fields: Map<String, Value>,
        hosts: &[String],
        deadline: Instant,
    ) -> Result<(Value, Option<Value>), StepError> {
        if let Some(url) = fields.get("url").and_then(Value::as_str)
            && let Some(refusal) = Self::off_limits(hosts, url)
        {
            return Err(refusal);
        }
        let mut element = None;
        if let Some(reference) = reference {
            let found = self.element(reference, deadline).await?;
            let locators: Vec<Value> = found.locators.iter().map(|locator| literal(&locator.target)).collect();
            let Some(best) = locators.first().cloned() else {
                return Err(StepError::new(ErrorKind::NotFound, format!("Nothing means `{reference}` alone.")));
            };
            fields.insert("target".into(), best);
            element = Some(json!({
                "role": found.role, "name": literal(&json!(found.name)), "tag": found.tag, "locators": locators,
            }));
        }
        Ok((Value::Object(fields), element))
    }

    /// The element with this ref on the page that was shown last.
    ///
    /// # Errors
    /// `not_found`.
    pub(super) async fn element(&mut self, reference: &str, deadline: Instant) -> Result<Inspected, StepError> {
        let gate = self.open_gate();
        let driver = self.driver().await?;
        let mut progress = Progress { deadline, log: Vec::new(), gate, explain: false };
        let found = driver.suggest(&Inspect::Ref(reference.to_owned()), &mut progress).await?;
        let missing = || StepError::new(ErrorKind::NotFound, format!("There is no `{reference}` on the page."));
        found.into_iter().next().ok_or_else(missing)
    }
}

/// A value of the page, so that nothing in it is filled in.
pub(in crate::runner) fn literal(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(template::escaped(text)),
        Value::Array(items) => items.iter().map(literal).collect(),
        Value::Object(fields) => fields.iter().map(|(key, item)| (key.clone(), literal(item))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;
    use crate::model::{Api, Said, ToolUse, Usage};

    fn decision(page: u64, click: &str) -> Decision {
        let call = ToolUse {
            id: "1".into(),
            name: "click".into(),
            input: json!({ "ref": click }),
            toolset: None,
            computer: false,
        };
        let turn = Turn {
            api: Api::AnthropicMessages,
            model: "m".into(),
            endpoint: "e".into(),
            raw: Value::Null,
            said: vec![Said::ToolUse(call)],
            stop: Stop::ToolUse,
            usage: Usage::default(),
            request_id: None,
        };
        Decision { turn: Some(turn), page, ..Decision::default() }
    }

    #[test]
    fn who_does_the_same_again_and_again_is_warned_and_then_stopped() {
        let mut sight = Sight::default();
        assert_eq!(sight.note(&decision(1, "e1")).unwrap(), None);
        assert_eq!(sight.note(&decision(2, "e1")).unwrap(), None, "on another page it is another thing");
        assert!(sight.note(&decision(1, "e1")).unwrap().is_some());
        assert!(sight.note(&decision(1, "e1")).unwrap_err().message.contains("circles"));
        let mut sight = Sight::default();
        for n in 0..6 {
            assert_eq!(sight.note(&decision(1, &format!("e{n}"))).unwrap().is_some(), n == 3, "{n}");
        }
        assert!(sight.note(&decision(1, "e9")).unwrap_err().message.contains("no progress"));
    }

    #[test]
    fn answers_that_cannot_be_used_are_borne_twice() {
        let mut sight = Sight::default();
        let wrong = Decision { mistaken: true, ..Decision::default() };
        assert!(sight.note(&wrong).is_ok() && sight.note(&wrong).is_ok());
        assert!(sight.note(&decision(1, "e1")).is_ok());
        assert!(sight.note(&wrong).is_ok() && sight.note(&wrong).is_ok());
        assert_eq!(sight.note(&wrong).unwrap_err().kind, ErrorKind::Model);
    }
}
