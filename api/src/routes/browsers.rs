//! Browsers that are open, and tests of a single one.

use std::sync::Arc;

use flowtilla_shared::{
    domain::flow::{self, Checked},
    live::ControlMessage,
    store::ArtifactRow,
};
use poem_openapi::{OpenApi, param::Path, payload::Json};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::{Area, Shared, waiting};
use crate::{
    body::Body,
    caller::{Caller, Read, Run},
    execute,
    flow_text::ValidFlow,
    problem::Problem,
    wire::{
        browser::{
            BrowserSession, BrowserSessionList, BrowserTest, BrowserTestResult, Inspect, InspectedElement, Inspection,
        },
        domain::Domain,
    },
};

/// Seconds that a test of a browser waits when the caller does not say.
const WAIT_SECONDS: u32 = 30;

pub struct BrowsersApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Browsers")]
impl BrowsersApi {
    /// Try one browser.
    ///
    /// Opens `url` and takes a picture of it, or carries out `flow`, through the queue as any other execution. Answers when it is
    /// over, or when `wait_seconds` are up. With `inspect` it also tells what elements of the page are, with good locators for them.
    #[oai(path = "/browser/test", method = "post", operation_id = "testBrowser")]
    async fn test(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        asked: Body<BrowserTest>,
    ) -> Result<Json<BrowserTestResult>, Problem> {
        let wait = waiting::wait_of(Some(asked.value.wait_seconds.unwrap_or(WAIT_SECONDS)))?;
        let flow = flow_of(&asked)?;
        let params = asked.value.params.unwrap_or_default().into_iter().collect();
        let created = execute::execute_one(&state, &caller, &flow, params).await?;
        let run = waiting::until_over(&state, caller.project, created.run.id, wait).await?;
        let detail = state.store.runs().get(caller.project, created.run.id).await?;
        let execution = detail.executions.into_iter().next().ok_or_else(Problem::internal)?;
        let inspection = execution.artifacts.iter().rev().find(|artifact| artifact.kind == "inspection");
        let elements = match inspection {
            Some(artifact) if asked.value.inspect.is_some() => Some(inspected(&state, artifact).await?),
            Some(_) | None => None,
        };
        Ok(Json(BrowserTestResult {
            test_run_id: run.id.0,
            status: Domain(run.status),
            finished: run.status.is_final(),
            elements,
            execution: execution.into(),
        }))
    }

    /// List the browser sessions that are open now, oldest first.
    #[oai(path = "/browser/sessions", method = "get", operation_id = "listBrowserSessions")]
    async fn sessions(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<BrowserSessionList>, Problem> {
        let items: Vec<BrowserSession> =
            state.store.browsers().list(caller.project).await?.into_iter().map(Into::into).collect();
        Ok(Json(BrowserSessionList { total: items.len() as u64, items }))
    }

    /// Stop a browser session.
    ///
    /// Its browser is closed within seconds, and the execution that uses it ends `cancelled`.
    #[oai(path = "/browser/stop/:session_id", method = "post", operation_id = "stopBrowserSession")]
    async fn stop(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        session_id: Path<Uuid>,
    ) -> Result<Json<BrowserSession>, Problem> {
        let row = state.store.browsers().request_stop(caller.project, session_id.0.into()).await?;
        let (state, id) = (Arc::clone(&state), row.id);
        // the row carries the request, should Redis be slow or away
        tokio::spawn(async move { state.live.control(ControlMessage::StopBrowser(id)).await });
        Ok(Json(row.into()))
    }
}

/// What an `inspect` step has found.
async fn inspected(state: &crate::state::State, artifact: &ArtifactRow) -> Result<Vec<InspectedElement>, Problem> {
    let unreadable = |cause: String| {
        tracing::error!(cause, "The inspection in artifact `{}` cannot be read", artifact.id);
        Problem::internal()
    };
    let bytes = state.blobs.get(&artifact.sha256).await.map_err(|e| unreadable(e.to_string()))?;
    let found: Inspection = serde_json::from_slice(&bytes).map_err(|e| unreadable(e.to_string()))?;
    Ok(found.elements)
}

/// The flow of the request, or one that looks at its address; with what is to be inspected at its end.
fn flow_of(asked: &Body<BrowserTest>) -> Result<ValidFlow, Problem> {
    match (&asked.value.url, &asked.value.flow) {
        (None, Some(_)) => {
            let mut flows = ValidFlow::all_in(&asked.text, "flow")?;
            let valid = flows.pop().ok_or_else(|| Problem::invalid("`flow` is empty.", Vec::new()))?;
            let Some(inspect) = &asked.value.inspect else { return Ok(valid) };
            let mut flow = valid.flow;
            flow.steps.push(inspect_step(inspect));
            let last = flow.steps.len() - 1;
            let document = serde_json::to_value(&flow).map_err(|_| Problem::internal())?;
            ValidFlow::new(rename(flow::check_value(&document), last))
        }
        (Some(url), None) => {
            let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
            let mut steps =
                vec![json!({ "type": "goto", "url": url }), json!({ "type": "screenshot", "name": "page" })];
            steps.extend(asked.value.inspect.as_ref().map(inspect_step));
            let document =
                json!({ "name": format!("Look at {}", host.unwrap_or_else(|| "a page".into())), "steps": steps });
            ValidFlow::new(rename(flow::check_value(&document), 2))
        }
        (Some(_), Some(_)) | (None, None) => Err(Problem::invalid("Give either `url` or `flow`.", Vec::new())),
    }
}

fn inspect_step(asked: &Inspect) -> Value {
    let Inspect { target, x, y, all } = asked;
    json!({ "type": "inspect", "target": target, "x": x, "y": y, "all": all })
}

/// The caller gave an address and what to inspect, not a document.
fn rename(mut checked: Checked, inspect: usize) -> Checked {
    let inspect = format!("steps[{inspect}]");
    for problem in &mut checked.problems {
        problem.path = problem.path.replace("steps[0].url", "url").replace(&inspect, "inspect");
    }
    checked
}
