//! Tries the suggested assertions: all of them in one more execution, without any fault. One that does not hold is no suggestion.

use flowtilla_shared::domain::{
    mutation::{AssertionHint, MutantResult},
    status::StepStatus,
};
use serde_json::{Value, json};

use super::{Measurement, request::MutationRequest};

/// Longest time for one of them, in milliseconds.
const WITHIN_MS: u64 = 2_000;
/// What their labels begin with; the number of the mutant follows.
const LABEL: &str = "suggestion ";

impl Measurement<'_> {
    /// Notes which suggestions hold, and takes the steps of those away that do not.
    ///
    /// # Errors
    /// When the run cannot be made or does not end.
    pub(super) async fn verify(
        &mut self,
        request: &MutationRequest,
        results: &mut [MutantResult],
    ) -> Result<(), String> {
        let Some(document) = with_suggestions(&request.document, results) else { return Ok(()) };
        let with_them = MutationRequest { document, ..request.clone() };
        let message = "Trying the suggested assertions.";
        let run = self.execute("verify", "verifying", message, &with_them, &[None]).await?;
        let Some(execution) = run.executions.first() else { return Ok(()) };
        for step in &execution.steps {
            let number = step.label.as_deref().and_then(|label| label.strip_prefix(LABEL)?.parse::<usize>().ok());
            let hint = number.and_then(|number| results.get_mut(number)?.suggestion.as_mut());
            let Some(hint) = hint else { continue };
            if step.status == StepStatus::Passed {
                hint.verified = true;
            } else {
                (hint.step, hint.yaml) = (None, None);
            }
        }
        Ok(())
    }
}

/// The document with every suggestion behind its step; `None` when there is none that could be tried.
fn with_suggestions(document: &Value, results: &[MutantResult]) -> Option<Value> {
    let hints: Vec<(usize, usize, Value)> = results
        .iter()
        .enumerate()
        .filter_map(|(number, result)| {
            let hint = result.suggestion.as_ref()?;
            Some((place(hint)?, number, tried(hint.step.as_ref()?, number)))
        })
        .collect();
    if hints.is_empty() {
        return None;
    }
    let mut document = document.clone();
    let steps = document.get_mut("steps")?.as_array_mut()?;
    let before = std::mem::take(steps);
    let at = |place: usize| hints.iter().filter(move |(at, ..)| *at == place).map(|(_, _, step)| step.clone());
    steps.extend(at(0));
    for (index, step) in before.into_iter().enumerate() {
        steps.push(step);
        steps.extend(at(index + 1));
    }
    Some(document)
}

/// How many steps of the flow come before it; `None` where it would stand within another step.
fn place(hint: &AssertionHint) -> Option<usize> {
    if hint.after == "start_url" {
        return Some(0);
    }
    let index: usize = hint.after.strip_prefix("steps[")?.strip_suffix(']')?.parse().ok()?;
    Some(index + 1)
}

/// The step so that its failure ends nothing.
fn tried(step: &Value, number: usize) -> Value {
    let mut step = step.clone();
    step["soft"] = json!(true);
    step["timeout_ms"] = json!(WITHIN_MS);
    step["label"] = json!(format!("{LABEL}{number}"));
    step
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use flowtilla_shared::domain::mutation::{MutantFate, MutantKind};

    use super::*;

    fn missed(after: &str) -> MutantResult {
        MutantResult {
            kind: MutantKind::ButtonDead,
            level: "dom".into(),
            description: String::new(),
            path: after.into(),
            fate: MutantFate::Missed,
            caught_by: None,
            message: None,
            suggestion: Some(AssertionHint {
                after: after.into(),
                sentence: String::new(),
                step: Some(json!({ "type": "expect", "url": after })),
                yaml: None,
                verified: false,
            }),
            execution_id: None,
        }
    }

    #[test]
    fn suggestions_stand_behind_their_steps_and_fail_softly() {
        let document = json!({ "steps": [{ "type": "goto", "url": "/" }, { "type": "back" }] });
        let results = [missed("steps[1]"), missed("start_url"), missed("steps[0].steps[3]"), missed("steps[0]")];
        let steps = with_suggestions(&document, &results).unwrap()["steps"].clone();
        let told: Vec<&str> = steps
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["label"].as_str().unwrap_or(s["type"].as_str().unwrap()))
            .collect();
        assert_eq!(told, ["suggestion 1", "goto", "suggestion 3", "back", "suggestion 0"]);
        assert_eq!((&steps[0]["soft"], &steps[0]["timeout_ms"]), (&json!(true), &json!(2000)));
        assert_eq!(with_suggestions(&document, &[missed("setup[0]")]), None);
    }
}
