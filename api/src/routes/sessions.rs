//! Agent sessions: a chat with an agent that works on a desktop of its own.

use flowtilla_shared::{
    domain::{
        agent::{AgentStatus, session_topic},
        ids::AgentSessionId,
    },
    store::{self, AgentSessionFilter},
};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use serde_json::Value;
use uuid::Uuid;

use super::{Area, Shared, event_logs};
use crate::{
    agents,
    answer::{Accepted, Created},
    body::{Body, read},
    caller::{Agent, Caller, Read},
    problem::Problem,
    stream::{
        follow::{After, Following},
        sse::EventStream,
    },
    wire::{
        agent::{
            AgentAction, AgentActionList, AgentMessage, AgentMessageList, AgentSession, MessageAccepted,
            NewAgentMessage, NewAgentSession,
        },
        domain::Domain,
        page::{self, List},
        part::Part,
        run::EventList,
    },
};

pub struct SessionsApi;

/// What came of a request to close.
#[derive(ApiResponse)]
#[expect(clippy::large_enum_variant, reason = "one is made per request")]
enum Closed {
    /// It is closed; its history is kept.
    #[oai(status = 200)]
    Kept(Json<AgentSession>),
    /// It is deleted, with its history.
    #[oai(status = 204)]
    Deleted,
}

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Agents")]
impl SessionsApi {
    /// Create an agent session.
    ///
    /// A worker opens a desktop for it at once. Write to it with `POST …/messages` or over `WS /ws/chat/{id}`, and follow it there
    /// or on the topic `session:{id}`.
    #[oai(path = "/sessions", method = "post", operation_id = "createAgentSession")]
    async fn create(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        asked: Body<NewAgentSession>,
    ) -> Result<Created<AgentSession>, Problem> {
        let asked = match asked.value.template.as_deref() {
            None => asked.value,
            Some(name) => {
                let template = state.store.agent_templates().get(caller.project, name).await?;
                let merged = agents::over(template.options, read::<Value>(&asked.text)?);
                serde_json::from_value(merged)
                    .map_err(|e| Problem::invalid(format!("With the template `{name}`: {e}."), Vec::new()))?
            }
        };
        let options = agents::options(&state, &asked)?;
        let title = agents::title(asked.title.as_deref())?;
        let files = asked.files.unwrap_or_default();
        for file in &files {
            agents::read_file(&state, file.clone())?;
        }
        let new = store::NewAgentSession {
            project: caller.project,
            title,
            options,
            created_by: Some(caller.name.clone()),
            quotas: state.config.quotas(),
        };
        let (row, committed) = state.store.agent_sessions().create(new).await?;
        for file in files {
            agents::upload(&state, &caller, row.id, file).await?;
        }
        agents::tell(&state, row.id, &committed).await;
        Ok(Created::new(format!("/api/v1/sessions/{}", row.id), row.into()))
    }

    /// List agent sessions, newest first.
    ///
    /// By `cursor`, or by `page` and `size`.
    #[oai(path = "/sessions", method = "get", operation_id = "listAgentSessions")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        /// Only sessions of this status.
        status: Query<Option<Domain<AgentStatus>>>,
        /// Only sessions with this in their title or in something said.
        search: Query<Option<String>>,
        /// Go on after this place: the `next_cursor` of the answer before.
        cursor: Query<Option<String>>,
        /// Number of the page, from 1.
        page: Query<Option<u32>>,
        /// Items in a part, 1 to 200; 50 when absent.
        size: Query<Option<u32>>,
    ) -> Result<Json<List<AgentSession>>, Problem> {
        let asked = page::asked(cursor.0, page.0, size.0)?;
        let search = search.0.filter(|text| !text.trim().is_empty());
        let filter = AgentSessionFilter { status: status.0.map(|status| status.0), search };
        let part = state.store.agent_sessions().list(caller.project, &filter, &asked).await?;
        Ok(Json(List::of(&asked, part, AgentSession::from)))
    }

    /// Get an agent session: its status, its desktop, what it has used.
    #[oai(path = "/sessions/:id", method = "get", operation_id = "getAgentSession")]
    async fn get(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Json<AgentSession>, Problem> {
        Ok(Json(state.store.agent_sessions().get(caller.project, id.0.into()).await?.into()))
    }

    /// Close an agent session: its agent stops, its desktop ends, its history and its files are kept.
    ///
    /// Closing it twice changes nothing. With `delete` a session that is closed is removed with everything that belongs to it.
    #[oai(path = "/sessions/:id", method = "delete", operation_id = "closeAgentSession")]
    async fn close(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
        /// Delete a session that was closed before.
        delete: Query<Option<bool>>,
    ) -> Result<Closed, Problem> {
        let id: AgentSessionId = id.0.into();
        if delete.0 == Some(true) {
            state.store.agent_sessions().delete(caller.project, id).await?;
            return Ok(Closed::Deleted);
        }
        let (row, committed) = state.store.agent_sessions().close(caller.project, id, None).await?;
        agents::tell(&state, id, &committed).await;
        Ok(Closed::Kept(Json(row.into())))
    }

    /// Open a closed agent session again, on a fresh desktop with its files.
    #[oai(path = "/sessions/:id/resume", method = "post", operation_id = "resumeAgentSession")]
    async fn resume(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
    ) -> Result<Json<AgentSession>, Problem> {
        let id = id.0.into();
        let (row, committed) = state.store.agent_sessions().reopen(caller.project, id, state.config.quotas()).await?;
        agents::tell(&state, id, &committed).await;
        Ok(Json(row.into()))
    }

    /// Say something to the agent.
    ///
    /// While it works the message waits for its turn; while it waits for an answer, this is the answer.
    #[oai(path = "/sessions/:id/messages", method = "post", operation_id = "sendAgentMessage")]
    async fn say(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
        asked: Body<NewAgentMessage>,
    ) -> Result<Accepted<MessageAccepted>, Problem> {
        let id: AgentSessionId = id.0.into();
        let message_id = agents::say(&state, &caller, id, &asked.value.message).await?.0;
        let session = state.store.agent_sessions().get(caller.project, id).await?.into();
        Ok(Accepted::new(format!("/api/v1/sessions/{id}/messages"), MessageAccepted { message_id, session }))
    }

    /// Read the history of an agent session.
    #[oai(path = "/sessions/:id/messages", method = "get", operation_id = "listAgentMessages")]
    async fn messages(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Only messages after this position.
        after: Query<Option<u32>>,
        /// Messages in a part, 1 to 1000; 100 when absent.
        limit: Query<Option<u32>>,
    ) -> Result<Json<AgentMessageList>, Problem> {
        let Part { after, limit } = Part::asked(after.0, limit.0)?;
        let (sessions, id) = (state.store.agent_sessions(), id.0.into());
        let items: Vec<AgentMessage> =
            sessions.messages(caller.project, id, after, limit).await?.into_iter().map(Into::into).collect();
        let queued = sessions.queued(caller.project, id).await?.into_iter().map(Into::into).collect();
        let next_after = items.last().and_then(|message| message.position).unwrap_or(after);
        Ok(Json(AgentMessageList { items, queued, next_after }))
    }

    /// Read what the agent did: every call of a tool, with the screen after it.
    #[oai(path = "/sessions/:id/actions", method = "get", operation_id = "listAgentActions")]
    async fn actions(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Only actions with a number above this one.
        after: Query<Option<u32>>,
        /// Actions in a part, 1 to 1000; 100 when absent.
        limit: Query<Option<u32>>,
    ) -> Result<Json<AgentActionList>, Problem> {
        let Part { after, limit } = Part::asked(after.0, limit.0)?;
        let calls = state.store.agent_sessions().calls(caller.project, id.0.into(), after, limit).await?;
        let items: Vec<AgentAction> = calls.into_iter().map(Into::into).collect();
        let next_after = items.last().map_or(after, |action| action.number);
        Ok(Json(AgentActionList { items, next_after }))
    }

    /// Read the event log of an agent session.
    ///
    /// The same envelopes that sockets and streams carry, in order and without holes.
    #[oai(path = "/sessions/:id/events", method = "get", operation_id = "listAgentEvents")]
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
        let (part, id) = (Part::asked(after.0, limit.0)?, AgentSessionId::from(id.0));
        state.store.agent_sessions().get(caller.project, id).await?;
        event_logs::read(&state, caller.project, &session_topic(id), part).await.map(Json)
    }

    /// Follow an agent session as server-sent events.
    ///
    /// Every event of the session once, in order: what `WS /ws/chat/{id}` tells, for clients that only listen. After a break, send the
    /// last `id` in `Last-Event-ID` (browsers do that by themselves) or as `after`. Where the log cannot be continued, an event of
    /// type `reset` says so.
    #[oai(path = "/sessions/:id/stream", method = "get", operation_id = "streamAgentEvents")]
    async fn stream(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Go on after this `id`: `0` for everything from the beginning; only what comes when absent.
        after: Query<Option<String>>,
        /// The `id` of the last event that was received; wins over `after`.
        #[oai(name = "Last-Event-ID")]
        last_event_id: Header<Option<String>>,
    ) -> Result<EventStream, Problem> {
        let id: AgentSessionId = id.0.into();
        state.store.agent_sessions().desktop(caller.project, id).await?;
        let after = After::from_text(last_event_id.0.as_deref().or(after.0.as_deref()));
        let following = Following::start(&state.hub, caller.project, &session_topic(id), after).await?;
        Ok(EventStream::new(&state, caller.into_identity(), following))
    }

    /// Stop what the agent does; the session stays open.
    ///
    /// It stops before its next action. A session in which nothing is done stays as it is.
    #[oai(path = "/sessions/:id/interrupt", method = "post", operation_id = "interruptAgent")]
    async fn interrupt(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
    ) -> Result<Json<AgentSession>, Problem> {
        let id: AgentSessionId = id.0.into();
        agents::interrupt(&state, &caller, id).await?;
        Ok(Json(state.store.agent_sessions().get(caller.project, id).await?.into()))
    }
}
