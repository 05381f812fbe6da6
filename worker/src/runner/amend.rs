//! What an attempt proposes to change in its flow, and the steps that come of it.

use flowtilla_shared::{
    domain::flow::{self, Flow, inline_yaml},
    store::NewProposal,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// One change of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// Where the step stands: `steps[3].then[0]`.
    pub path: String,
    pub change: Change,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// What a model did there, as a step that needs none.
    Recorded(Value),
    /// Another target for the step; `now` is the same as it stands, with nothing to be filled in.
    Healed { target: Value, now: Value, was: Value, effect: SameEffect },
}

/// Whether a healed step did what it did when it was recorded. One that did something else is no change: it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SameEffect {
    Same,
    /// The step was not done: the run only proposes.
    NotTried,
}

/// The document with these changes as a proposal, which is taken over by itself when it may be (`auto`); `None` when none of them can be
/// made in it.
#[must_use]
pub fn proposal(flow: &Flow, amendments: &[Amendment], auto: bool) -> Option<NewProposal> {
    let mut document = serde_json::to_value(flow).ok()?;
    let (mut changes, mut healed) = (Vec::new(), Vec::new());
    for Amendment { path, change } in amendments {
        let Some(step) = step_at(&mut document, path) else { continue };
        match change {
            Change::Recorded(recorded) => {
                let mut new = recorded.as_object()?.clone();
                for kept in ["id", "label", "if", "on_failure", "soft", "once", "postcondition"] {
                    if let Some(value) = step.get(kept) {
                        new.insert(kept.to_owned(), value.clone());
                    }
                }
                changes
                    .push(json!({ "path": path, "kind": "recorded", "steps": new["steps"].as_array().map(Vec::len) }));
                *step = new;
            }
            Change::Healed { target, now, was, effect } => {
                step.insert("target".into(), target.clone());
                healed.push((was.clone(), now.clone()));
                let (was, now) = (inline_yaml(was), inline_yaml(target));
                changes.push(json!({ "path": path, "kind": "healed", "was": was, "now": now, "effect": effect }));
            }
        }
    }
    if changes.is_empty() {
        return None;
    }
    let recorded = changes.iter().any(|change| change["kind"] == "recorded");
    let checked = flow::check_value(&document);
    let lint = checked.problems.iter().filter(|problem| !problem.is_error()).map(|problem| json!(problem)).collect();
    let flow = checked.flow?;
    Some(NewProposal {
        kind: if recorded { "recorded" } else { "healed" },
        hash: flow::hash(&flow),
        document: serde_json::to_value(&flow).ok()?,
        lint,
        changes: changes.into(),
        healed,
        auto: auto && !recorded,
    })
}

/// The step at a path; none for the steps of loops' rounds, of inner flows and of models.
fn step_at<'a>(document: &'a mut Value, path: &str) -> Option<&'a mut Map<String, Value>> {
    let mut at = document;
    for part in path.split('.') {
        let (list, index) = part.strip_suffix(']')?.split_once('[')?;
        at = at.get_mut(list)?.get_mut(index.parse::<usize>().ok()?)?;
    }
    at.as_object_mut().filter(|step| step.contains_key("type"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn flow(steps: Value) -> Flow {
        flow::check_value(&json!({ "name": "f", "start_url": "http://shop.test/", "steps": steps })).flow.unwrap()
    }

    #[test]
    fn steps_are_replaced_where_they_stand_and_keep_their_names() {
        let flow = flow(json!([
            { "type": "group", "steps": [{ "type": "ai_act", "goal": "Order", "id": "order" }] },
            { "type": "click", "target": { "css": "#old" } },
        ]));
        let group =
            json!({ "type": "group", "name": "Order", "steps": [{ "type": "click", "target": { "css": "#buy" } }] });
        let target = json!({ "role": "button", "name": "Buy" });
        let amendments = [
            Amendment { path: "steps[0].steps[0]".into(), change: Change::Recorded(group) },
            Amendment {
                path: "steps[1]".into(),
                change: Change::Healed {
                    target: target.clone(),
                    now: target.clone(),
                    was: json!({ "css": "#old" }),
                    effect: SameEffect::Same,
                },
            },
            Amendment { path: "steps[1](2).steps[0]".into(), change: Change::Recorded(json!({})) },
            Amendment { path: "steps[9]".into(), change: Change::Recorded(json!({})) },
        ];
        let proposal = proposal(&flow, &amendments, true).unwrap();
        assert_eq!((proposal.kind, proposal.changes.as_array().unwrap().len()), ("recorded", 2));
        assert!(!proposal.auto, "what a model did is for a person to take over");
        assert_eq!(proposal.healed, [(json!({ "css": "#old" }), target.clone())]);
        let steps = &proposal.document["steps"];
        assert_eq!(steps[0]["steps"][0]["id"], "order");
        assert_eq!(steps[0]["steps"][0]["steps"][0]["target"]["css"], "#buy");
        assert_eq!(steps[1]["target"], target);
        assert!(super::proposal(&flow, &amendments[2..], true).is_none());
    }
}
