//! Browsers that are open, and tests of a single one.

use std::sync::Arc;

use flowtilla_shared::{
    domain::flow::{self, Checked},
    live::ControlMessage,
};
use poem_openapi::{OpenApi, param::Path, payload::Json};
use serde_json::json;
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
        browser::{BrowserSession, BrowserSessionList, BrowserTest, BrowserTestResult},
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
    /// over, or when `wait_seconds` are up.
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
        Ok(Json(BrowserTestResult {
            test_run_id: run.id.0,
            status: Domain(run.status),
            finished: run.status.is_final(),
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

/// The flow of the request, or one that looks at its address.
fn flow_of(asked: &Body<BrowserTest>) -> Result<ValidFlow, Problem> {
    match (&asked.value.url, &asked.value.flow) {
        (None, Some(_)) => {
            let mut flows = ValidFlow::all_in(&asked.text, "flow")?;
            flows.pop().ok_or_else(|| Problem::invalid("`flow` is empty.", Vec::new()))
        }
        (Some(url), None) => {
            let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
            let document = json!({
                "name": format!("Look at {}", host.unwrap_or_else(|| "a page".into())),
                "steps": [{ "type": "goto", "url": url }, { "type": "screenshot", "name": "page" }],
            });
            ValidFlow::new(rename(flow::check_value(&document)))
        }
        (Some(_), Some(_)) | (None, None) => Err(Problem::invalid("Give either `url` or `flow`.", Vec::new())),
    }
}

/// The caller gave an address, not a document.
fn rename(mut checked: Checked) -> Checked {
    for problem in &mut checked.problems {
        problem.path = problem.path.replace("steps[0].url", "url");
    }
    checked
}
