//! Secrets on their way into a page: only into documents of their hosts, and out of every picture afterwards.

use std::time::Instant;

use flowtilla_shared::domain::{
    flow::{Action, Target},
    outcome::StepError,
};
use serde_json::{Value, json};

use super::{
    Page,
    asking::{Nothing, Outcome},
};
use crate::{
    driver::port::{Fault, FrameRef, Port},
    mask::Using,
};

/// Frames that are concealed before a picture, at most.
const MOST_FRAMES: usize = 20;

/// The secrets of a context: those of the present step, and those that its pages have been given.
#[derive(Default)]
pub(super) struct Given {
    /// Of the present step.
    now: Vec<Using>,
    /// Texts that must not be seen in a picture.
    values: Vec<String>,
    /// Frames that were given one, other than a tab's own.
    frames: Vec<FrameRef>,
}

impl<P: Port> Page<P> {
    pub(super) fn use_secrets(&mut self, using: Vec<Using>) {
        for secret in &using {
            if !self.given.values.contains(&secret.value) {
                self.given.values.push(secret.value.clone());
            }
        }
        self.given.now = using;
    }

    /// The secrets of the present step.
    pub(super) fn secrets_now(&self) -> Vec<Using> {
        self.given.now.clone()
    }

    /// What the engine must know of the step's secrets before it touches anything.
    pub(super) fn secrets_in(&mut self, frame: &FrameRef, request: &mut Value) {
        const TOUCH: [&str; 6] = ["fill", "focus", "select", "upload", "paste", "page"];
        if self.given.now.is_empty() || !request["op"].as_str().is_some_and(|op| TOUCH.contains(&op)) {
            return;
        }
        if !self.given.frames.contains(frame) && self.given.frames.len() < MOST_FRAMES {
            self.given.frames.push(frame.clone());
        }
        request["secret"] = json!(true);
        let bound = self.given.now.iter().filter(|secret| !secret.hosts.is_empty());
        let bound: Vec<Value> = bound.map(|s| json!({ "name": s.name, "hosts": &*s.hosts })).collect();
        if !bound.is_empty() {
            request["secret_hosts"] = json!(bound);
        }
    }

    /// Refuses the step when a secret in it could reach a document of another host.
    pub(super) async fn secrets_may_go(&mut self, action: &Action, deadline: Instant) -> Result<(), StepError> {
        let Some(bound) = self.given.now.iter().find(|secret| !secret.hosts.is_empty()).cloned() else {
            return Ok(());
        };
        let Ok(fields) = serde_json::to_value(action) else { return Ok(()) };
        let target = fields.get("target").filter(|target| !target.is_null());
        match action.type_name() {
            // the engine looks at the document that gets it
            "fill" | "type" | "press" | "select" | "upload" | "paste" if target.is_some() => Ok(()),
            // each field by itself
            "fill_form" => Ok(()),
            "type" | "press" | "paste" => Err(StepError::refused(format!(
                "`{{{{{}}}}}` is only for {}; give the step a `target`, so that it is sure which document gets it.",
                bound.name,
                bound.hosts.join(", ")
            ))),
            "goto" | "new_tab" => {
                let url = fields.get("url").and_then(Value::as_str).unwrap_or_default();
                let url = self.absolute(url)?;
                match self.given.now.iter().find_map(|secret| secret.refusal(&url)) {
                    Some(why) => Err(StepError::refused(why)),
                    None => Ok(()),
                }
            }
            // the rule that the step makes holds for the secret's hosts only
            "mock" | "modify_request" | "modify_response" | "set_headers" | "basic_auth" => Ok(()),
            _ if !action.acts() => Ok(()),
            _ => {
                let frame = target.and_then(|target| target.get("frame")).is_some_and(|frame| !frame.is_null());
                let place = match (frame, target.cloned().map(serde_json::from_value::<Target>)) {
                    (true, Some(Ok(target))) => self.document_of(&target, deadline).await?,
                    _ => self.port.top().map_err(unknown)?,
                };
                let mut request = json!({ "op": "page" });
                self.secrets_in(&place, &mut request);
                match self.once::<Nothing>(&place, &request, deadline).await {
                    Ok(Outcome::Good(_)) => Ok(()),
                    Ok(Outcome::Bad { error, .. }) => Err(error),
                    Err(fault) => Err(unknown(fault)),
                }
            }
        }
    }

    /// Hides what pages were given, as far as they show it, before a picture is taken.
    pub(super) async fn conceal(&mut self, deadline: Instant) {
        if self.given.values.is_empty() {
            return;
        }
        let request = json!({ "op": "conceal", "values": self.given.values });
        let mut frames = self.given.frames.clone();
        if let Ok(top) = self.port.top()
            && !frames.contains(&top)
        {
            frames.push(top);
        }
        for frame in frames {
            // a frame that is gone is not in the picture
            let _ = self.once::<Nothing>(&frame, &request, deadline).await;
        }
    }
}

fn unknown(fault: Fault) -> StepError {
    match fault {
        Fault::Step(error) => error,
        Fault::Late | Fault::Replaced | Fault::FrameGone => StepError::refused(
            "The step holds a secret that is bound to hosts, and it could not be found out which document would get it.",
        ),
    }
}
