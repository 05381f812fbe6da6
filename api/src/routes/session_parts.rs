//! What belongs to agent sessions: questions to people, files, templates.

use poem::http::HeaderMap;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    Area, Shared,
    artifacts::{self, ArtifactBytes},
};
use crate::{
    agents,
    answer::{Accepted, Created, Gone},
    body::Body,
    caller::{Agent, Caller, Read},
    problem::Problem,
    wire::agent::{
        AgentApproval, AgentApprovalList, AgentClipboard, AgentDecision, AgentFile, AgentFileList, AgentVideo,
        NewAgentFile, NewAgentSession, NewSessionTemplate, SessionTemplate, SessionTemplateList,
    },
};

/// Characters of a template's name and description.
const MOST_NAME: usize = 100;
const MOST_DESCRIPTION: usize = 2_000;

pub struct SessionPartsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Agents")]
impl SessionPartsApi {
    /// List what people are asked in an agent session, newest first.
    #[oai(path = "/sessions/:id/approvals", method = "get", operation_id = "listAgentApprovals")]
    async fn approvals(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Only what waits for an answer.
        pending: Query<Option<bool>>,
    ) -> Result<Json<AgentApprovalList>, Problem> {
        let pending = pending.0.unwrap_or(false);
        let rows = state.store.agent_sessions().approvals(caller.project, id.0.into(), pending).await?;
        Ok(Json(AgentApprovalList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Approve, deny or edit an action of the agent, or answer its question.
    ///
    /// The same decision a second time changes nothing; another one is refused with 409.
    #[oai(path = "/sessions/:id/approvals", method = "post", operation_id = "decideAgentApproval")]
    async fn decide(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
        said: Body<AgentDecision>,
    ) -> Result<Json<AgentApproval>, Problem> {
        Ok(Json(agents::decide(&state, &caller, id.0.into(), said.value).await?.into()))
    }

    /// List the files of an agent session, as they were after the last turn; hidden files are left out.
    #[oai(path = "/sessions/:id/files", method = "get", operation_id = "listAgentFiles")]
    async fn files(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Json<AgentFileList>, Problem> {
        let rows = state.store.agent_sessions().files(caller.project, id.0.into()).await?;
        Ok(Json(AgentFileList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Put a file into the home of an agent's desktop, in the place of one of the same path.
    #[oai(path = "/sessions/:id/files", method = "post", operation_id = "uploadAgentFile")]
    async fn upload(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
        file: Body<NewAgentFile>,
    ) -> Result<Created<AgentFile>, Problem> {
        let row = agents::upload(&state, &caller, id.0.into(), file.value).await?;
        Ok(Created::new(format!("/api/artifacts/{}", row.artifact_id), row.into()))
    }

    /// Get the bytes of a file of an agent session.
    #[oai(path = "/sessions/:id/files/content", method = "get", operation_id = "getAgentFile")]
    async fn file(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Below the home.
        path: Query<Option<String>>,
        headers: &HeaderMap,
    ) -> Result<ArtifactBytes, Problem> {
        state.store.agent_sessions().desktop(caller.project, id.0.into()).await?;
        let Some(path) = path.0 else { return Err(Problem::bad_request("Which file? Give its `path`.")) };
        let path = agents::path(&path)?;
        let file = state.store.agent_sessions().file(caller.project, id.0.into(), &path).await?;
        artifacts::bytes_of(&state, caller.project, file.artifact_id, headers).await
    }

    /// Read the clipboard of an agent's desktop: the text that was copied last.
    ///
    /// 409 when the session has no desktop that is open, or it does not tell within 10 s.
    #[oai(path = "/sessions/:id/clipboard", method = "get", operation_id = "getAgentClipboard")]
    async fn clipboard(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
    ) -> Result<Json<AgentClipboard>, Problem> {
        Ok(Json(AgentClipboard { text: agents::clipboard(&state, &caller, id.0.into(), None).await? }))
    }

    /// Put a text into the clipboard of an agent's desktop, as if it had been copied there.
    ///
    /// At most 200,000 bytes. 409 when the session has no desktop that is open, or it does not take it within 10 s.
    #[oai(path = "/sessions/:id/clipboard", method = "put", operation_id = "putAgentClipboard")]
    async fn put_clipboard(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
        asked: Body<AgentClipboard>,
    ) -> Result<Json<AgentClipboard>, Problem> {
        agents::clipboard(&state, &caller, id.0.into(), Some(&asked.value.text)).await?;
        Ok(Json(asked.value))
    }

    /// Ask for a film (WebM) of what the agent did: the screenshots of its actions, without the long waits.
    ///
    /// A worker makes it; look again with GET until it is `ready`. One that shows the same is not made again.
    #[oai(path = "/sessions/:id/video", method = "post", operation_id = "makeAgentVideo")]
    async fn make_video(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
    ) -> Result<Accepted<AgentVideo>, Problem> {
        let row = state.store.agent_sessions().ask_video(caller.project, id.0.into()).await?;
        Ok(Accepted::new(format!("/api/v1/sessions/{}/video", id.0), row.into()))
    }

    /// Get the newest film of what the agent did.
    #[oai(path = "/sessions/:id/video", method = "get", operation_id = "getAgentVideo")]
    async fn video(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Json<AgentVideo>, Problem> {
        Ok(Json(state.store.agent_sessions().video(caller.project, id.0.into()).await?.into()))
    }

    /// List the templates for agent sessions.
    #[oai(path = "/session-templates", method = "get", operation_id = "listSessionTemplates")]
    async fn templates(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<SessionTemplateList>, Problem> {
        let rows = state.store.agent_templates().list(caller.project).await?;
        Ok(Json(SessionTemplateList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Get a template for agent sessions.
    #[oai(path = "/session-templates/:name", method = "get", operation_id = "getSessionTemplate")]
    async fn template(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        name: Path<String>,
    ) -> Result<Json<SessionTemplate>, Problem> {
        Ok(Json(state.store.agent_templates().get(caller.project, &name.0).await?.into()))
    }

    /// Store a template for agent sessions, in the place of one of the same name.
    #[oai(path = "/session-templates/:name", method = "put", operation_id = "putSessionTemplate")]
    async fn put_template(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        name: Path<String>,
        asked: Body<NewSessionTemplate>,
    ) -> Result<Json<SessionTemplate>, Problem> {
        let description = asked.value.description.unwrap_or_default();
        let fits = |text: &str, most: usize| text.chars().count() <= most;
        if name.0.trim().is_empty() || !fits(&name.0, MOST_NAME) || !fits(&description, MOST_DESCRIPTION) {
            let detail = format!("A name has 1 to {MOST_NAME} characters, a description at most {MOST_DESCRIPTION}.");
            return Err(Problem::invalid(detail, Vec::new()));
        }
        let options = asked.value.options;
        let read: NewAgentSession = serde_json::from_value(options.clone())
            .map_err(|e| Problem::invalid(format!("`options`: {e}."), Vec::new()))?;
        if read.template.is_some() {
            return Err(Problem::invalid("`options` may not name a template.", Vec::new()));
        }
        agents::options(&state, &read)?;
        agents::title(read.title.as_deref())?;
        for file in read.files.into_iter().flatten() {
            agents::read_file(&state, file)?;
        }
        Ok(Json(state.store.agent_templates().put(caller.project, &name.0, &description, &options).await?.into()))
    }

    /// Delete a template for agent sessions.
    #[oai(path = "/session-templates/:name", method = "delete", operation_id = "deleteSessionTemplate")]
    async fn delete_template(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        name: Path<String>,
    ) -> Result<Gone, Problem> {
        state.store.agent_templates().delete(caller.project, &name.0).await?;
        Ok(Gone::Gone)
    }
}
