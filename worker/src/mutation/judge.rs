//! What became of a mutant, and what would have noticed it.

use flowtilla_shared::{
    domain::{
        flow::{self, inline_yaml},
        mutation::{AssertionHint, Fact, FactKind, Look, MutantFate, MutantKind, MutantResult},
        status::{Reason, Status, StepStatus},
    },
    store::ExecutionDetail,
};
use serde_json::{Value, json};

use super::plan::{Planned, Seen};

/// Rows of a list that an assertion names; of longer ones it counts.
const MOST_ROWS: usize = 8;
/// Longest text of an assertion.
const LONGEST_TEXT: usize = 120;

/// Judges one execution with a mutant by what it saw.
pub fn judge(planned: &Planned, execution: &ExecutionDetail, looks: &[Look], seen: &Seen) -> MutantResult {
    let effects = looks.iter().map(|look| look.effects).max().unwrap_or_default();
    let fate = fate(execution, effects);
    let failed = execution.steps.iter().find(|step| step.status == StepStatus::Failed);
    let effect = looks.iter().find_map(|look| look.effect.clone());
    let said = match fate {
        MutantFate::Caught | MutantFate::Unclear => {
            failed.and_then(|step| step.error.as_ref().map(|e| e.message.clone())).or(execution.row.message.clone())
        }
        MutantFate::Missed | MutantFate::NotApplicable => effect,
    };
    MutantResult {
        kind: planned.kind,
        level: planned.level().into(),
        description: planned.description.clone(),
        path: planned.path.clone(),
        fate,
        caught_by: failed.filter(|_| fate == MutantFate::Caught).map(|step| step.path.clone()),
        message: said.map(|message| message.chars().take(500).collect()),
        suggestion: (fate == MutantFate::Missed).then(|| suggestion(planned, looks, seen)),
        execution_id: Some(execution.row.id),
    }
}

fn fate(execution: &ExecutionDetail, effects: u32) -> MutantFate {
    let in_effect = effects > 0;
    match (execution.row.status, execution.row.reason) {
        (Status::Passed, _) if in_effect => MutantFate::Missed,
        (Status::Passed, _) => MutantFate::NotApplicable,
        (Status::Failed, _) | (Status::Errored, Some(Reason::Timeout | Reason::Setup)) if in_effect => {
            MutantFate::Caught
        }
        (
            Status::Failed | Status::Errored | Status::Cancelled | Status::Queued | Status::Running | Status::Waiting,
            _,
        ) => MutantFate::Unclear,
    }
}

/// What would have noticed a mutant that the flow has missed.
pub fn suggestion(planned: &Planned, looks: &[Look], seen: &Seen) -> AssertionHint {
    difference(planned, looks, seen).or_else(|| of_place(planned)).unwrap_or_else(|| in_words(planned))
}

/// The first thing that is to be seen without the fault, and not with it.
fn difference(planned: &Planned, looks: &[Look], seen: &Seen) -> Option<AssertionHint> {
    let target = planned.mutant.element.as_ref().map(|spot| &spot.target);
    let (mut shown, mut wrong): (&[Fact], &[Fact]) = (&[], &[]);
    for (as_it_is, faulty) in seen.looks.iter().zip(looks) {
        if as_it_is.path != faulty.path {
            return None;
        }
        shown = as_it_is.facts.as_deref().unwrap_or(shown);
        wrong = faulty.facts.as_deref().unwrap_or(wrong);
        if as_it_is.page != faulty.page && !as_it_is.page.is_empty() {
            let step = json!({ "type": "expect", "url": format!("**{}", as_it_is.page) });
            return hint(&as_it_is.path, "Check where the flow has come to.", step);
        }
        if faulty.effects == 0 {
            continue;
        }
        let mut missing: Vec<&Fact> = shown.iter().filter(|fact| !wrong.contains(fact)).collect();
        missing.sort_by_key(|fact| (Some(&fact.target) != target, is_brittle(fact), fact.kind));
        if let Some(found) = missing.into_iter().find_map(|fact| of_fact(fact, &as_it_is.path)) {
            return Some(found);
        }
    }
    None
}

fn is_brittle(fact: &Fact) -> bool {
    matches!(fact.strategy.as_str(), "css" | "xpath")
}

/// What was to be seen where the fault was put.
fn of_place(planned: &Planned) -> Option<AssertionHint> {
    if let Some(found) = planned.fact.as_ref().and_then(|fact| of_fact(fact, &planned.path)) {
        return Some(found);
    }
    if planned.kind == MutantKind::RequestFails {
        let step = json!({ "type": "expect", "no_5xx": true });
        return hint(&planned.path, "Check that no server answered with an error.", step);
    }
    None
}

/// An assertion that this is to be seen.
fn of_fact(fact: &Fact, after: &str) -> Option<AssertionHint> {
    let text = fact.text.as_str();
    // what was masked, or would be filled in, is not what the page says
    let masked = |text: &str| text.contains("{{") || text.contains("[secret.");
    if text.chars().count() > LONGEST_TEXT || masked(text) || fact.rows.iter().any(|row| masked(row)) {
        return None;
    }
    let target = &fact.target;
    let by_its_text = ["text", "name"].iter().any(|key| target[key].as_str().is_some_and(|named| named == text));
    let (sentence, step) = match fact.kind {
        FactKind::List => {
            let rows = json!({ "css": fact.row.as_deref()?, "within": target });
            let fits = |row: &String| !row.is_empty() && row.chars().count() <= LONGEST_TEXT;
            let texts = fact.rows.len() <= MOST_ROWS && fact.rows.iter().all(fits);
            let step = if texts {
                json!({ "type": "expect", "target": rows, "texts": fact.rows })
            } else {
                json!({ "type": "expect", "target": rows, "count": fact.rows.len() })
            };
            ("Check the rows of the list.".to_owned(), step)
        }
        _ if text.is_empty() => return None,
        FactKind::Field => {
            ("Check what the field holds.".to_owned(), json!({ "type": "expect", "target": target, "value": text }))
        }
        FactKind::Alert | FactKind::Status | FactKind::Heading | FactKind::Number | FactKind::Text if by_its_text => {
            (format!("Check that “{text}” is shown."), json!({ "type": "expect", "target": target, "to": "visible" }))
        }
        FactKind::Alert | FactKind::Status | FactKind::Heading | FactKind::Number | FactKind::Text => {
            (format!("Check that it says “{text}”."), json!({ "type": "expect", "target": target, "text": text }))
        }
    };
    hint(after, &sentence, step)
}

/// `None` when the step is none.
fn hint(after: &str, sentence: &str, step: Value) -> Option<AssertionHint> {
    flow::typed(&step).ok()?;
    let yaml = Some(format!("- {}", inline_yaml(&step)));
    Some(AssertionHint { after: after.into(), sentence: sentence.into(), step: Some(step), yaml, verified: false })
}

/// Where nothing that we looked at is another: what a person should think of.
fn in_words(planned: &Planned) -> AssertionHint {
    let sentence = match planned.kind {
        MutantKind::RequestFails | MutantKind::AnswerEmpty | MutantKind::AnswerStale => {
            "Check something that only a good and fresh answer to this request brings onto the page."
        }
        MutantKind::RequestSlow => "Check what the answer brings, with a `timeout_ms` as long as people would wait.",
        MutantKind::NotSaved | MutantKind::ValueLost => {
            "Reload the page, and check that what was entered is still there."
        }
        MutantKind::ButtonDead | MutantKind::ControlDisabled => {
            "Check what the click should change: a text, an address, a row."
        }
        MutantKind::LinkWrong => "Check the address or the heading of the page behind the link.",
        MutantKind::TextChanged
        | MutantKind::ElementGone
        | MutantKind::ErrorSwallowed
        | MutantKind::WrongNumber
        | MutantKind::RowDuplicated
        | MutantKind::RowMissing
        | MutantKind::OrderChanged => "Check the text of the element.",
    };
    AssertionHint { after: planned.path.clone(), sentence: sentence.into(), step: None, yaml: None, verified: false }
}

#[cfg(test)]
mod tests {
    use flowtilla_shared::domain::mutation::{Mutant, Spot};

    use super::*;

    fn fact(kind: FactKind, target: Value, text: &str) -> Fact {
        Fact { kind, target, strategy: "role".into(), text: text.into(), row: None, rows: Vec::new() }
    }

    fn planned(target: &Value) -> Planned {
        let spot = Spot { target: target.clone(), page: None };
        let kind = MutantKind::WrongNumber;
        Planned {
            kind,
            mutant: Mutant { kind: Some(kind), element: Some(spot), ..Mutant::default() },
            description: String::new(),
            path: "steps[0]".into(),
            fact: None,
        }
    }

    fn look(path: &str, page: &str, effects: u32, facts: Option<Vec<Fact>>) -> Look {
        Look { path: path.into(), page: page.into(), effects, facts, ..Look::default() }
    }

    #[test]
    fn the_suggestion_is_what_the_fault_took_away_and_stands_where_it_did() {
        let total = json!({ "testid": "total" });
        let heading = fact(FactKind::Heading, json!({ "role": "heading", "name": "Cart" }), "Cart");
        let right = fact(FactKind::Number, total.clone(), "€ 36.00");
        let wrong = fact(FactKind::Number, total.clone(), "€ 37.00");
        let seen = Seen {
            looks: vec![
                look("steps[0]", "/", 0, Some(vec![])),
                look("steps[1]", "/cart", 0, Some(vec![heading.clone(), right])),
            ],
            slowest_ms: 1,
        };
        let faulty = [look("steps[0]", "/", 0, Some(vec![])), look("steps[1]", "/cart", 1, Some(vec![heading, wrong]))];
        let hint = suggestion(&planned(&total), &faulty, &seen);
        assert_eq!(hint.after, "steps[1]");
        assert_eq!(hint.step, Some(json!({ "type": "expect", "target": total, "text": "€ 36.00" })));
        // a page that is another says so by its address
        let elsewhere = [look("steps[0]", "/", 0, Some(vec![])), look("steps[1]", "/login", 1, None)];
        let hint = suggestion(&planned(&json!({ "css": "a" })), &elsewhere, &seen);
        assert_eq!(hint.step, Some(json!({ "type": "expect", "url": "**/cart" })));
    }

    #[test]
    fn lists_are_checked_by_their_rows_and_secrets_are_never_suggested() {
        let list = |rows: Vec<String>| Fact {
            rows,
            row: Some("li".into()),
            ..fact(FactKind::List, json!({ "role": "list", "name": "Lines" }), "")
        };
        let few = of_fact(&list(vec!["a".into(), "b".into()]), "steps[0]").and_then(|hint| hint.step);
        assert_eq!(few.map(|step| step["texts"].clone()), Some(json!(["a", "b"])));
        let many = of_fact(&list(vec!["a".into(); 30]), "steps[0]").and_then(|hint| hint.step);
        assert_eq!(many.map(|step| step["count"].clone()), Some(json!(30)));
        assert_eq!(of_fact(&fact(FactKind::Text, json!({ "css": "p" }), "pin {{secret.pin}}"), "x"), None);
    }
}
