//! Browsers to look at: the socket, and a plain page that shows it.

use std::sync::Arc;

use flowtilla_shared::domain::ids::BrowserSessionId;
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{StatusCode, header},
    web::websocket::WebSocket,
};

use super::streams::{protocols, upgrade_needed};
use crate::{
    caller::{Permission, Read, identify},
    problem::Problem,
    state::State,
    stream::viewing,
};

/// Its own script and style, its own sockets, pictures that came over them; nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src blob: data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `WS /ws/browser/{session_id}`.
pub struct BrowserSocket(pub Arc<State>);

impl Endpoint for BrowserSocket {
    type Output = Response;

    async fn call(&self, req: Request) -> poem::Result<Response> {
        let state = Arc::clone(&self.0);
        let caller = identify(&state, req.headers()).await?;
        caller.require(Read::SCOPE)?;
        let named = req.raw_path_param("session_id").unwrap_or_default();
        let id: BrowserSessionId =
            named.parse().map_err(|_| Problem::not_found(format!("There is no browser session `{named}`.")))?;
        let row = state.store.browsers().get(caller.project, id).await.map_err(Problem::from)?;
        if row.closed_at.is_some() {
            return Err(Problem::new(
                StatusCode::GONE,
                "browser-closed",
                "This browser is closed; its execution may have kept a video.",
            )
            .into());
        }
        let offered = protocols(req.headers());
        let (req, mut body) = req.split();
        let socket =
            <WebSocket as poem::FromRequest>::from_request(&req, &mut body).await.map_err(|_| upgrade_needed())?;
        let tasks = state.tasks.clone();
        Ok(socket
            .protocols(offered)
            .config(viewing::config())
            .on_upgrade(move |stream| tasks.track_future(viewing::serve(state, caller, id, stream)))
            .into_response())
    }
}

/// The page that shows a browser, and the list of those that are open. It holds no data, so it needs no key.
pub struct ViewPage;

impl ViewPage {
    /// Paths that it answers.
    pub const PATHS: &'static [&'static str] =
        &["/browsers", "/browsers/{id}/view", "/browsers/view.js", "/browsers/view.css"];
}

impl Endpoint for ViewPage {
    type Output = Response;

    async fn call(&self, req: Request) -> poem::Result<Response> {
        let (media_type, contents) = match req.uri().path() {
            "/browsers/view.js" => ("text/javascript; charset=utf-8", include_str!("view.js")),
            "/browsers/view.css" => ("text/css; charset=utf-8", include_str!("view.css")),
            _ => ("text/html; charset=utf-8", include_str!("view.html")),
        };
        Ok(Response::builder()
            .content_type(media_type)
            .header(header::CONTENT_SECURITY_POLICY, POLICY)
            .header(header::CACHE_CONTROL, "no-cache")
            .body(contents))
    }
}
