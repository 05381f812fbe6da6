//! Flows for a prompt.

use std::{sync::Arc, time::Duration};

use flowtilla_shared::{
    domain::{
        event::generation_topic,
        ids::{ExecutionId, ProjectId, TestSessionId},
    },
    store::NewTestSession,
    telemetry::traces,
};
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use serde_json::json;
use tokio::time::Instant;
use url::Url;
use uuid::Uuid;

use super::{Area, Shared, event_logs, waiting};
use crate::{
    answer::Accepted,
    body::Body,
    caller::{Caller, Read, Run},
    execute,
    problem::Problem,
    state::State,
    wire::{
        generation::{GenerateFlows, Generation},
        part::Part,
        run::EventList,
    },
};

/// Characters of a prompt.
const MOST_PROMPT: usize = 20_000;
/// Characters of a prompt that make a title.
const TITLE: usize = 80;
/// Time between two looks at a generation that a request waits for.
const LOOK_EVERY: Duration = Duration::from_millis(300);

pub struct GenerationsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Flows")]
impl GenerationsApi {
    /// Write flows for a prompt.
    ///
    /// A job: the site is explored in a real browser, a model writes several flows, each is tried, and what did not work is corrected
    /// once. The drafts wait for approval; each says which of its steps were verified and which sentence of the prompt they come from.
    /// Follow it on the topic `generation:{test_session_id}`.
    #[oai(path = "/generate-flows", method = "post", operation_id = "generateFlows")]
    async fn generate(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        asked: Body<GenerateFlows>,
        /// Wait for the end, up to so many seconds; at most 60.
        wait_seconds: Query<Option<u32>>,
        /// The same key with the same body within 24 hours makes no second generation.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        idempotency_key: Header<Option<String>>,
    ) -> Result<Accepted<Generation>, Problem> {
        let wait = waiting::wait_of(wait_seconds.0)?;
        let key = execute::idempotency(idempotency_key.0, &asked.text)?;
        let (session, mut request) = checked(&state, asked.value)?;
        if let (Some(context), Some(request)) = (traces::current(), request.as_object_mut()) {
            request.insert(traces::OPTION.into(), context.into());
        }
        let generations = state.store.generations();
        let (id, committed) = generations.create_once(caller.project, session, &request, key.as_ref()).await?;
        let ringing = Arc::clone(&state);
        tokio::spawn(async move {
            // a ring means only “there may be work”; a worker looks by itself soon after
            ringing.queue.ring(&[ExecutionId(id.0)]).await;
            ringing.live.publish(&committed).await;
        });
        until_over(&state, caller.project, id, wait).await?;
        let generation = found(&state, caller.project, id).await?;
        Ok(Accepted::new(format!("/api/v1/generate-flows/{id}"), generation))
    }

    /// Get the flows that were written for a prompt.
    #[oai(path = "/generate-flows/:id", method = "get", operation_id = "getGeneration")]
    async fn get(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        /// The id of the test session.
        id: Path<Uuid>,
        /// Wait for the end, up to so many seconds; at most 60.
        wait_seconds: Query<Option<u32>>,
    ) -> Result<Json<Generation>, Problem> {
        let wait = waiting::wait_of(wait_seconds.0)?;
        until_over(&state, caller.project, id.0.into(), wait).await?;
        found(&state, caller.project, id.0.into()).await.map(Json)
    }

    /// Cancel a generation.
    ///
    /// What it has under way ends too: the call of a model, the run that explores or tries. 409 when it is over.
    #[oai(path = "/generate-flows/:id/cancel", method = "post", operation_id = "cancelGeneration")]
    async fn cancel(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
    ) -> Result<Json<Generation>, Problem> {
        let (under_way, committed) = state.store.generations().cancel(caller.project, id.0.into()).await?;
        if let Some(committed) = committed {
            state.live.publish(&committed).await;
        }
        if !under_way {
            return Err(Problem::conflict("The generation is over; there is nothing to cancel."));
        }
        found(&state, caller.project, id.0.into()).await.map(Json)
    }

    /// Read the event log of a generation: its progress, and what each call of a model cost.
    #[oai(path = "/generate-flows/:id/events", method = "get", operation_id = "listGenerationEvents")]
    async fn events(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Only events with a number above this one.
        after: Query<Option<i64>>,
        /// Events in a part, 1 to 1000; 100 when absent.
        limit: Query<Option<u32>>,
    ) -> Result<Json<EventList>, Problem> {
        let part = Part::asked(after.0, limit.0)?;
        state.store.generations().get(caller.project, id.0.into()).await?;
        event_logs::read(&state, caller.project, &generation_topic(id.0.into()), part).await.map(Json)
    }
}

/// The request as it is stored.
fn checked(state: &State, asked: GenerateFlows) -> Result<(NewTestSession, serde_json::Value), Problem> {
    let invalid = |message: String| Problem::invalid(message, Vec::new());
    if asked.prompt.trim().is_empty() || asked.prompt.chars().count() > MOST_PROMPT {
        return Err(invalid(format!("`prompt` is a text of 1 to {MOST_PROMPT} characters.")));
    }
    let count = asked.count.unwrap_or(3);
    if !(1..=10).contains(&count) {
        return Err(invalid("`count` is a number from 1 to 10.".into()));
    }
    if asked.max_usd.is_some_and(|usd| !(usd > 0.0 && usd.is_finite())) {
        return Err(invalid("`max_usd` is an amount above 0.".into()));
    }
    state.models.chain(asked.model.as_deref()).map_err(|why| invalid(format!("`model`: {why}.")))?;
    let base_url = asked.base_url.or_else(|| address_in(&asked.prompt));
    if let Some(url) = &base_url {
        let web = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !web {
            return Err(invalid("`base_url` is an address that begins with `http://` or `https://`.".into()));
        }
    }
    let explore = asked.explore.unwrap_or(true);
    if explore && base_url.is_none() {
        return Err(invalid("There is no `base_url` to explore; give one, or `\"explore\": false`.".into()));
    }
    for attachment in asked.attachments.iter().flatten() {
        if attachment.text.is_some() == attachment.data.is_some() {
            return Err(invalid(format!("The attachment `{}` needs either `text` or `data`.", attachment.name)));
        }
    }
    let title = asked.prompt.trim().chars().take(TITLE).collect();
    let request = json!({
        "prompt": asked.prompt,
        "base_url": base_url,
        "count": count,
        "explore": explore,
        "model": asked.model,
        "max_usd": asked.max_usd,
        "attachments": asked.attachments.unwrap_or_default(),
    });
    Ok((NewTestSession { title, prompt: asked.prompt, base_url }, request))
}

/// The first web address in a text.
fn address_in(prompt: &str) -> Option<String> {
    let start = ["http://", "https://"].iter().filter_map(|scheme| prompt.find(scheme)).min()?;
    let end = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '<' | '>' | ')' | ',' | ';');
    let address = prompt[start..].split(end).next()?.trim_end_matches(['.', '!', '?', ':']);
    Some(address.to_owned())
}

async fn until_over(state: &State, project: ProjectId, id: TestSessionId, wait: Duration) -> Result<(), Problem> {
    let deadline = Instant::now() + wait;
    loop {
        let row = state.store.generations().get(project, id).await?;
        let over = row.status != "queued" && row.status != "running";
        if over || Instant::now() >= deadline || state.shutdown.is_cancelled() {
            return Ok(());
        }
        tokio::select! {
            () = state.shutdown.cancelled() => {}
            () = tokio::time::sleep_until(deadline.min(Instant::now() + LOOK_EVERY)) => {}
        }
    }
}

async fn found(state: &State, project: ProjectId, id: TestSessionId) -> Result<Generation, Problem> {
    let row = state.store.generations().get(project, id).await?;
    let session = state.store.test_sessions().get(project, id).await?;
    Ok(Generation::new(row, session))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_in_a_prompt_is_found_without_its_full_stop() {
        let found = address_in("Test the login of http://127.0.0.1:4000/shop. Then buy.");
        assert_eq!(found.as_deref(), Some("http://127.0.0.1:4000/shop"));
        assert_eq!(address_in("Test the login"), None);
    }
}
