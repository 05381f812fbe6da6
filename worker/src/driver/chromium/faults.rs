//! What the context's fault has done, and what is to be seen of the page.

use std::time::Instant;

use flowtilla_shared::domain::mutation::{Fact, Look};
use serde::Deserialize;
use serde_json::json;

use super::{Chromium, Evaluated};
use crate::driver::{
    mutation::page_of,
    port::{FrameRef, Port},
};

#[derive(Deserialize)]
struct Survey {
    page: String,
    facts: Option<Vec<Fact>>,
}

impl Chromium {
    /// `None` when the context has no fault. A page that cannot be looked at before `deadline` has no facts.
    pub(super) async fn look_for_faults(&mut self, deadline: Instant) -> Option<Look> {
        let mutation = self.context.mutation()?;
        let surveyed = match self.top() {
            Ok(top) => self.survey(&top, deadline).await,
            Err(_) => None,
        };
        let told = mutation.tell();
        let page = page_of(&self.location().0);
        let survey = surveyed.unwrap_or(Survey { page, facts: None });
        Some(Look {
            page: survey.page,
            facts: survey.facts,
            effects: told.effects,
            effect: told.effect,
            requests: told.requests,
            ..Look::default()
        })
    }

    async fn survey(&self, top: &FrameRef, deadline: Instant) -> Option<Survey> {
        let (session, world) = self.engine(top, deadline).await.ok()?;
        // the world that a first document leaves to the next has an old script in it
        let script = self.context.mutation().map(|mutation| mutation.script().to_owned())?;
        let expression = format!("{script}, globalThis.__flowtillaMutant.survey()");
        let params = json!({ "expression": expression, "contextId": world, "returnByValue": true });
        let client = &self.context.client;
        let answer: Evaluated<Survey> = client.call(Some(&session), "Runtime.evaluate", params, deadline).await.ok()?;
        answer.result.value
    }
}
