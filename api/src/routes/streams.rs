//! Server-sent events, and the socket.

use std::{borrow::Cow, ops::RangeInclusive, sync::Arc, time::Duration};

use flowtilla_shared::domain::{agent::session_topic, ids::AgentSessionId};
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderMap, StatusCode, header},
    web::websocket::WebSocket,
};
use poem_openapi::{
    OpenApi,
    param::{Header, Query},
};
use serde::Deserialize;

use super::{Area, Shared};
use crate::{
    caller::{Caller, KEY_PROTOCOL, Permission, Read, identify},
    problem::Problem,
    state::State,
    stream::{
        follow::{After, Following},
        socket,
        sse::EventStream,
    },
};

/// The subprotocol that the socket speaks; a key may be offered beside it.
const PROTOCOL: &str = "flowtilla";

/// Ticks of the simple stream at most, and the milliseconds that may be between two.
pub const MAX_TICKS: u32 = 100;
pub const TICK_MS: RangeInclusive<u64> = 10..=10_000;

pub struct StreamsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Streams")]
impl StreamsApi {
    /// Follow events as server-sent events.
    ///
    /// Every event of the topic once, in order. After a break, send the last `id` in `Last-Event-ID` (browsers do that by themselves) or
    /// as `after`. Where the log cannot be continued, an event of type `reset` says so.
    #[oai(path = "/stream", method = "get", operation_id = "streamEvents")]
    async fn stream(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        /// `run:{id}`, `generation:{id}`, `session:{id}`, or `all` for everything in the project; `all` when absent.
        topic: Query<Option<String>>,
        /// Go on after this `id`; only what comes when absent.
        after: Query<Option<String>>,
        /// The `id` of the last event that was received; wins over `after`.
        #[oai(name = "Last-Event-ID")]
        last_event_id: Header<Option<String>>,
    ) -> Result<EventStream, Problem> {
        let after = After::from_text(last_event_id.0.as_deref().or(after.0.as_deref()));
        let topic = topic.0.unwrap_or_else(|| "all".into());
        let following = Following::start(&state.hub, caller.project, &topic, after).await?;
        Ok(EventStream::new(&state, caller.into_identity(), following))
    }

    /// Follow a few ticks of the server's state.
    ///
    /// To see that server-sent events arrive one by one through everything that stands in between.
    #[oai(path = "/stream/simple", method = "get", operation_id = "streamTicks")]
    async fn simple(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        /// How many ticks, 1 to 100; 10 when absent.
        count: Query<Option<u32>>,
        /// Time between two ticks in milliseconds, 10 to 10000; 1000 when absent.
        interval_ms: Query<Option<u64>>,
    ) -> Result<EventStream, Problem> {
        let (count, interval) = (count.0.unwrap_or(10), interval_ms.0.unwrap_or(1000));
        if !(1..=MAX_TICKS).contains(&count) || !TICK_MS.contains(&interval) {
            let (least, most) = (TICK_MS.start(), TICK_MS.end());
            return Err(Problem::bad_request(format!(
                "`count` may be 1 to {MAX_TICKS}, and `interval_ms` {least} to {most}."
            )));
        }
        Ok(EventStream::ticks(&state, caller.into_identity(), count, Duration::from_millis(interval)))
    }
}

/// What the address of the socket may ask for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    topic: Option<String>,
    after: Option<String>,
}

/// `WS /ws`.
pub struct SocketEndpoint(pub Arc<State>);

impl Endpoint for SocketEndpoint {
    type Output = Response;

    async fn call(&self, req: Request) -> poem::Result<Response> {
        let state = &self.0;
        let caller = identify(state, req.headers()).await?;
        caller.require(Read::SCOPE)?;
        let asked: Asked =
            req.params().map_err(|error| Problem::bad_request(format!("The query is not understood: {error}.")))?;
        let offered = protocols(req.headers());
        let (req, mut body) = req.split();
        let socket =
            <WebSocket as poem::FromRequest>::from_request(&req, &mut body).await.map_err(|_| upgrade_needed())?;
        let first = asked.topic.map(|topic| (topic, After::from_text(asked.after.as_deref())));
        let state = Arc::clone(state);
        let tasks = state.tasks.clone();
        let upgrade = socket.protocols(offered).config(socket::config());
        Ok(upgrade
            .on_upgrade(move |stream| tasks.track_future(socket::serve(state, caller, stream, first, None)))
            .into_response())
    }
}

/// `WS /ws/chat/{session_id}`.
pub struct ChatSocket(pub Arc<State>);

impl Endpoint for ChatSocket {
    type Output = Response;

    async fn call(&self, req: Request) -> poem::Result<Response> {
        let state = Arc::clone(&self.0);
        let caller = identify(&state, req.headers()).await?;
        caller.require(Read::SCOPE)?;
        let named = req.raw_path_param("session_id").unwrap_or_default();
        let id: AgentSessionId =
            named.parse().map_err(|_| Problem::not_found(format!("There is no agent session `{named}`.")))?;
        state.store.agent_sessions().desktop(caller.project, id).await.map_err(Problem::from)?;
        let asked: Asked =
            req.params().map_err(|error| Problem::bad_request(format!("The query is not understood: {error}.")))?;
        let offered = protocols(req.headers());
        let (req, mut body) = req.split();
        let socket =
            <WebSocket as poem::FromRequest>::from_request(&req, &mut body).await.map_err(|_| upgrade_needed())?;
        let first = Some((session_topic(id), After::from_text(asked.after.as_deref())));
        let tasks = state.tasks.clone();
        let upgrade = socket.protocols(offered).config(socket::config());
        Ok(upgrade
            .on_upgrade(move |stream| tasks.track_future(socket::serve(state, caller, stream, first, Some(id))))
            .into_response())
    }
}

/// The subprotocols that are accepted, best first: ours, else the one with the key, since browsers insist on an answer.
pub(super) fn protocols(headers: &HeaderMap) -> Vec<Cow<'static, str>> {
    let offered = headers.get(header::SEC_WEBSOCKET_PROTOCOL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut offered = offered.split(',').map(str::trim);
    if offered.clone().any(|protocol| protocol == PROTOCOL) {
        return vec![PROTOCOL.into()];
    }
    offered
        .find(|protocol| protocol.starts_with(KEY_PROTOCOL))
        .map(|protocol| protocol.to_owned().into())
        .into_iter()
        .collect()
}

pub(super) fn upgrade_needed() -> Problem {
    Problem::new(
        StatusCode::UPGRADE_REQUIRED,
        "upgrade-required",
        "This is a WebSocket: connect with ws:// and HTTP/1.1. The same events are at GET /api/stream as server-sent events.",
    )
}
