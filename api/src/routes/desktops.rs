//! The desktops of agent sessions: tickets, take-overs, the sockets and the page that shows one.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use flowtilla_shared::{
    domain::ids::{AgentSessionId, ProjectId},
    door::{self, DoorSecret, Shut},
    store::{Ticket, ViewedDesktop},
};
use poem::{Endpoint, IntoResponse, Request, Response, http::StatusCode, web::websocket::WebSocket};
use poem_openapi::{OpenApi, param::Path, payload::Json};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Area, Shared,
    streams::{protocols, upgrade_needed},
};
use crate::{
    body::Body,
    caller::{Agent, Caller, Identity, Notes, Permission, Read, identify},
    problem::Problem,
    state::State,
    stream::desktop::{self, screen, status},
    wire::desktop::{DesktopControl, DesktopDriver, NewViewTicket, SetDesktopControl, ViewMode, ViewTicket},
};

/// How long a ticket is good for.
const TICKET: Duration = Duration::from_secs(30);
/// Seconds of a take-over at most.
const LONGEST: u32 = 3600;
/// Characters of a note at most.
const NOTE: usize = 2_000;
/// The subprotocol that noVNC asks for.
const BINARY: &str = "binary";

pub struct DesktopsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Agents")]
impl DesktopsApi {
    /// Get a ticket for the screen of a session's desktop.
    ///
    /// Pages can send no key with a WebSocket: open `url` within 30 s instead, with the subprotocol `binary`. A ticket is good for one
    /// connection. What a watcher types is dropped by the server; with `control` it gets through while a person drives
    /// (`POST …/control`).
    #[oai(path = "/sessions/:id/tickets", method = "post", operation_id = "createViewTicket")]
    async fn ticket(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        asked: Body<NewViewTicket>,
    ) -> Result<Json<ViewTicket>, Problem> {
        let mode = asked.value.mode.unwrap_or_default();
        if mode == ViewMode::Control {
            caller.require(Agent::SCOPE)?;
        }
        let ticket = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let stored = Ticket { key: caller.key, name: caller.name.clone(), may_control: mode == ViewMode::Control };
        let views = state.store.desktop_views();
        let expires_at = views.issue(caller.project, id.0.into(), &hash(&ticket), &stored, TICKET).await?;
        let url = format!("/ws/vnc/{}/rfb?ticket={ticket}", id.0);
        Ok(Json(ViewTicket { ticket, url, mode, expires_at }))
    }

    /// Take a session's desktop over, or hand it back.
    ///
    /// While a person drives, the agent waits before its next action; when it goes on it gets a fresh screenshot and the `note`. The
    /// take-over ends by itself when nothing was typed or clicked for `seconds`. Each change is an event of the session
    /// (`desktop.control`).
    #[oai(path = "/sessions/:id/control", method = "post", operation_id = "setDesktopControl")]
    async fn control(
        &self,
        state: Shared<'_>,
        caller: Caller<Agent>,
        id: Path<Uuid>,
        asked: Body<SetDesktopControl>,
    ) -> Result<Json<DesktopControl>, Problem> {
        let id: AgentSessionId = id.0.into();
        let SetDesktopControl { control, seconds, note } = asked.value;
        let note = note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        if note.is_some_and(|note| note.chars().count() > NOTE) {
            return Err(Problem::bad_request(format!("`note` has at most {NOTE} characters.")));
        }
        let seconds = seconds.unwrap_or(u32::try_from(screen::LASTS.as_secs()).unwrap_or(LONGEST));
        if !(1..=LONGEST).contains(&seconds) {
            return Err(Problem::bad_request(format!("`seconds` is 1 to {LONGEST}.")));
        }
        let views = state.store.desktop_views();
        let committed = match control {
            DesktopDriver::User => {
                views.take(caller.project, id, &caller.name, Duration::from_secs(seconds.into())).await?
            }
            DesktopDriver::Agent => views.hand_back(caller.project, id, &caller.name, note).await?,
        };
        desktop::publish(&state, id, &committed).await;
        caller.note("control", if control == DesktopDriver::User { "user" } else { "agent" });
        Ok(Json(DesktopControl::of(id, views.look(caller.project, id).await?)))
    }
}

fn hash(ticket: &str) -> [u8; 32] {
    Sha256::digest(ticket.as_bytes()).into()
}

fn session_in(req: &Request) -> Result<AgentSessionId, Problem> {
    let named = req.raw_path_param("session_id").unwrap_or_default();
    let shown: String = named.chars().take(80).collect();
    named.parse().map_err(|_| Problem::not_found(format!("There is no agent session `{shown}`.")))
}

/// `WS /ws/vnc/{session_id}`.
pub struct StatusSocket(pub Arc<State>);

impl Endpoint for StatusSocket {
    type Output = Response;

    async fn call(&self, req: Request) -> poem::Result<Response> {
        let state = Arc::clone(&self.0);
        let caller = identify(&state, req.headers()).await?;
        caller.require(Read::SCOPE)?;
        let id = session_in(&req)?;
        state.store.desktop_views().look(caller.project, id).await.map_err(Problem::from)?;
        let offered = protocols(req.headers());
        let (req, mut body) = req.split();
        let socket =
            <WebSocket as poem::FromRequest>::from_request(&req, &mut body).await.map_err(|_| upgrade_needed())?;
        let tasks = state.tasks.clone();
        Ok(socket
            .protocols(offered)
            .config(status::config())
            .on_upgrade(move |stream| tasks.track_future(status::serve(state, caller, id, stream)))
            .into_response())
    }
}

/// `WS /ws/vnc/{session_id}/rfb`. A ticket is what lets in here, whoever asks.
pub struct ScreenSocket(pub Arc<State>);

impl ScreenSocket {
    /// Its path in the route table, where it asks for no key.
    pub const PATH: &'static str = "/ws/vnc/{session_id}/rfb";
}

#[derive(Deserialize)]
struct Asked {
    ticket: String,
}

impl Endpoint for ScreenSocket {
    type Output = Response;

    async fn call(&self, req: Request) -> poem::Result<Response> {
        let state = Arc::clone(&self.0);
        let id = session_in(&req)?;
        let asked = req.params::<Asked>().ok();
        let (req, mut body) = req.split();
        // first, so that whoever only follows a link does not use the ticket up
        let socket =
            <WebSocket as poem::FromRequest>::from_request(&req, &mut body).await.map_err(|_| upgrade_needed())?;
        let (project, ticket) = redeem(&state, id, asked.map(|asked| asked.ticket)).await?;
        let may_control = ticket.may_control;
        let caller = Identity {
            project,
            name: ticket.name,
            key: ticket.key,
            scopes: vec![Read::SCOPE.into()],
            notes: Notes::default(),
        };
        if !state.keys.still_valid(&caller) {
            return Err(bad_ticket("The key that it was made with was revoked.").into());
        }
        let seen = state.store.desktop_views().look(project, id).await.map_err(Problem::from)?;
        let desktop = seen.desktop.filter(|desktop| desktop.door.is_some());
        let desktop = desktop.ok_or_else(|| {
            Problem::conflict(format!("This session has no open desktop at present; the session is {}.", seen.status))
        })?;
        let passage = knock(&desktop).await?;
        let visit = screen::Visit { caller, session: id, desktop: desktop.id, may_control };
        let tasks = state.tasks.clone();
        Ok(socket
            .protocols([BINARY])
            .config(screen::config())
            .on_upgrade(move |stream| tasks.track_future(screen::serve(state, visit, passage, stream)))
            .into_response())
    }
}

fn bad_ticket(detail: &str) -> Problem {
    let detail = format!("{detail} POST /api/v1/sessions/{{id}}/tickets makes a new one.");
    Problem { code: "ticket-invalid", ..Problem::forbidden(detail) }
}

async fn redeem(state: &State, id: AgentSessionId, ticket: Option<String>) -> Result<(ProjectId, Ticket), Problem> {
    let Some(ticket) = ticket else { return Err(bad_ticket("A ticket is needed: `?ticket=…`.")) };
    let found = state.store.desktop_views().redeem(id, &hash(&ticket)).await?;
    found.ok_or_else(|| bad_ticket("This ticket is not one for this session, was used already, or is older than 30 s."))
}

async fn knock(desktop: &ViewedDesktop) -> Result<Box<dyn door::Passage>, Problem> {
    let gone = |why: String| Problem::unavailable(format!("The desktop cannot be shown: {why}."));
    let (address, secret) = desktop.door.as_ref().ok_or_else(Problem::internal)?;
    let address = address.parse().map_err(|e: door::NoDoor| gone(e.to_string()))?;
    let secret = DoorSecret::from_text(secret).ok_or_else(Problem::internal)?;
    door::knock(&address, desktop.id.0, &secret).await.map_err(|shut| match shut {
        Shut::Full => Problem {
            retry_after: Some(5),
            ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-viewers", sentence(&shut))
        },
        Shut::Away(_) | Shut::Nobody => gone(shut.to_string()),
    })
}

fn sentence(shut: &Shut) -> String {
    let text = shut.to_string();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), chars.as_str()))
}
