//! What a model may do only when a person says so: paying, deleting, sending.

use std::time::Duration;

use flowtilla_shared::{
    domain::{
        flow::{Risky, inline_yaml},
        outcome::StepError,
    },
    store::{NewPermission, PermissionKind, PermissionStatus},
};
use serde_json::json;

use super::{
    super::{
        Runner,
        people::{Answered, Ends},
    },
    answer::Planned,
};

/// Words of what cannot be undone.
const RISKY: [&str; 22] = [
    "pay",
    "payment",
    "buy",
    "purchase",
    "order",
    "checkout",
    "delete",
    "remove",
    "destroy",
    "erase",
    "send",
    "submit",
    "transfer",
    "withdraw",
    "donate",
    "publish",
    "post",
    "unsubscribe",
    "deactivate",
    "invite",
    "confirm",
    "run",
];
/// Longest wait for a person.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3600);

/// The word that makes an action more than a look; `None` for what can be undone.
pub(super) fn risk(call: &Planned) -> Option<&'static str> {
    let step = call.step.as_ref()?;
    let presses = matches!(step["type"].as_str(), Some("click" | "press"));
    let enter = step["type"] == "press" && step["keys"].as_str().is_some_and(|keys| keys.contains("Enter"));
    if !presses || (step["type"] == "press" && !enter) {
        return None;
    }
    let element = call.element.as_ref()?;
    let words = format!("{} {}", element["name"].as_str().unwrap_or_default(), element["locators"][0]).to_lowercase();
    let mut words = words.split(|letter: char| !letter.is_alphanumeric());
    words.find_map(|word| RISKY.into_iter().find(|risky| word == *risky))
}

impl Runner {
    /// Whether the model may do this; the answer for the model when it may not.
    ///
    /// # Errors
    /// When the question cannot be asked because the lease is lost.
    pub(super) async fn permitted(
        &mut self,
        call: &Planned,
        risky: Risky,
        path: &str,
    ) -> Result<Result<(), String>, StepError> {
        // what was done before the worker was lost was permitted then
        if self.replay.knows(self.next_index) {
            return Ok(Ok(()));
        }
        let Some(word) = risk(call) else { return Ok(Ok(())) };
        match risky {
            Risky::Allow => return Ok(Ok(())),
            Risky::Refuse => return Ok(Err(format!("Refused: the task does not allow what may {word} something."))),
            Risky::Ask => {}
        }
        let shown = call.element.as_ref().map(|element| json!({ "role": element["role"], "name": element["name"] }));
        let kind = call.step.as_ref().and_then(|step| step["type"].as_str()).unwrap_or("step");
        let action = format!("{kind} {}", shown.as_ref().map(inline_yaml).unwrap_or_default());
        let new = NewPermission {
            path: path.to_owned(),
            action: self.plan.mask.long_text(&action, 1_000),
            why: format!("A model is about to do this, and “{word}” says that it may not be undone."),
            kind: PermissionKind::Approve,
            schema: None,
        };
        let answered = self.ask_people(&new, ANSWERED_WITHIN, Ends::Answered, PermissionStatus::Denied).await?;
        Ok(match answered {
            Answered::By(row) if row.status == PermissionStatus::Approved => Ok(()),
            Answered::By(_) | Answered::Nobody => Err("A person refused this. Do not try it again.".to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(kind: &str, name: &str) -> Planned {
        let step: serde_json::Value =
            json!({ "type": kind, "keys": "Enter", "target": { "role": "button", "name": name } });
        let element = json!({ "role": "button", "name": name, "locators": [step["target"]] });
        Planned { id: "1".into(), step: Some(step), element: Some(element), told: String::new(), ok: true }
    }

    #[test]
    fn buttons_that_pay_delete_or_send_are_risky_and_others_are_not() {
        for name in ["Place order", "Delete account", "SEND", "Pay €4.50"] {
            assert!(risk(&call("click", name)).is_some() && risk(&call("press", name)).is_some(), "{name}");
            assert!(risk(&call("fill", name)).is_none(), "{name}");
        }
        for name in ["Add to cart", "Next", "Paying guests", "Sort"] {
            assert!(risk(&call("click", name)).is_none(), "{name}");
        }
    }
}
