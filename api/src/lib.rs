//! The API server: REST, WebSocket and server-sent events over the store, the queue and the live hints. It never opens a browser.
//!
//! A request passes `http::edge` (checks, id, log, problems) and the body limit, is routed to one of the thin handlers in `routes`,
//! and is answered from rows. Sockets and streams read the feeds of `stream`.

mod agents;
mod answer;
mod body;
mod caller;
mod contract;
mod deliver;
mod execute;
mod flow_text;
mod http;
mod problem;
mod report;
mod routes;
mod state;
mod stream;
mod timetable;
mod wire;

use std::{sync::Arc, time::Duration};

use flowtilla_shared::{
    blob::Blobs,
    config::{Config, Roster},
    live::Live,
    queue::Queue,
    store::Store,
};
use poem::{Endpoint, EndpointExt, IntoEndpoint, Response, Route, Server, endpoint::make, get};
use tokio_util::sync::CancellationToken;

pub use contract::{asyncapi, openapi};

use crate::{
    http::{
        acceptor::PatientListener, access::Rules, body_limit::BodyLimit, compress::Compress, edge::Edge, gate::Gate,
        guard::Guard, table::RouteTable,
    },
    routes::{
        browser_view::{BrowserSocket, ViewPage},
        console::Console,
        desktop_page::DesktopPage,
        desktops::{ScreenSocket, StatusSocket},
        health,
        pages::Docs,
        streams::{ChatSocket, SocketEndpoint},
    },
    state::{Parts, State, Stops},
};

/// How long requests and sockets may take to end after `shutdown`.
const DRAIN: Duration = Duration::from_secs(10);
/// A connection on which nothing happens for this long is closed.
const IDLE: Duration = Duration::from_secs(90);

/// How to serve.
#[derive(Clone, Debug)]
pub struct ApiOptions {
    pub config: Config,
    /// `flowtilla dev`: on loopback nobody needs a key.
    pub dev: bool,
    /// Address of the demo shop, when this process opened it.
    pub demo: Option<String>,
}

/// Serves until `shutdown` and for `api.drain_delay` more, then ends sockets with 1001 and lets requests finish for at most ten seconds.
///
/// # Errors
/// When the listener cannot be used.
pub async fn serve(
    options: ApiOptions,
    listener: tokio::net::TcpListener,
    store: Store,
    queue: Queue,
    live: Live,
    blobs: Blobs,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    let open = !options.config.api.require_key || (options.dev && address.ip().is_loopback());
    let models = Roster::new(&options.config.models, |name| std::env::var(name).ok()).map_err(anyhow::Error::msg)?;
    let delay = options.config.api.drain_delay;
    let closing = CancellationToken::new();
    let stops = Stops { draining: shutdown.clone(), closing: closing.clone() };
    let state = State::start(options, models, open, Parts { store, queue, live, blobs }, stops);
    let app = app(&state);
    tracing::info!(%address, open, "The API listens on http://{address}");
    Server::new_with_acceptor(PatientListener::new(listener)?)
        .name("api")
        .idle_timeout(IDLE)
        .run_with_graceful_shutdown(
            app,
            async move {
                shutdown.cancelled().await;
                // `/readyz` says no already; whoever spreads the requests needs a moment to hear it
                tokio::time::sleep(delay).await;
                closing.cancel();
            },
            Some(DRAIN),
        )
        .await?;
    state.tasks.close();
    // those that do not end are cut off with the process
    let _ = tokio::time::timeout(DRAIN, state.tasks.wait()).await;
    Ok(())
}

/// Everything that answers, from the outside in.
fn app(state: &Arc<State>) -> impl Endpoint<Output = Response> + use<> {
    let openapi = contract::openapi();
    let docs = Arc::new(Docs::new(&openapi, &contract::asyncapi()));
    let mut others = vec![
        ("/ws", "GET"),
        ("/ws/browser/{session_id}", "GET"),
        ("/ws/vnc/{session_id}", "GET"),
        (ScreenSocket::PATH, "GET"),
        ("/ws/chat/{session_id}", "GET"),
        ("/livez", "GET"),
        ("/readyz", "GET"),
        ("/metrics", "GET"),
    ];
    others.extend(
        Docs::PATHS
            .iter()
            .chain(ViewPage::PATHS)
            .chain(Console::PATHS)
            .chain(DesktopPage::PATHS)
            .map(|path| (*path, "GET")),
    );
    let table = Arc::new(RouteTable::new(&openapi, &others));

    let (ready, figures) = (Arc::clone(state), Arc::clone(state));
    let mut route = Route::new()
        .nest_no_strip("/", contract::service().data(Arc::clone(state)))
        .at("/ws", get(SocketEndpoint(Arc::clone(state))))
        .at("/ws/browser/:session_id", get(BrowserSocket(Arc::clone(state))))
        .at("/ws/vnc/:session_id", get(StatusSocket(Arc::clone(state))))
        .at("/ws/vnc/:session_id/rfb", get(ScreenSocket(Arc::clone(state))))
        .at("/ws/chat/:session_id", get(ChatSocket(Arc::clone(state))))
        .at("/livez", get(make(|_| async { health::alive() })))
        .at(
            "/readyz",
            get(make(move |_| {
                let state = Arc::clone(&ready);
                async move { health::ready(&state).await }
            })),
        );
    if state.config.telemetry.metrics {
        route = route.at(
            "/metrics",
            get(make(move |_| {
                let state = Arc::clone(&figures);
                async move { health::figures(&state).await }
            })),
        );
    }
    for path in Docs::PATHS {
        route = route.at(*path, get(Arc::clone(&docs)));
    }
    for path in ViewPage::PATHS {
        route = route.at(path.replace("{id}", ":id"), get(ViewPage));
    }
    for path in DesktopPage::PATHS {
        route = route.at(path.replace("{id}", ":id").replace("{file}", ":file"), get(DesktopPage));
    }
    route = route.at("/console", get(Console)).at("/console/*below", get(Console));
    let inner = Guard { inner: route.into_endpoint().map_to_response(), state: Arc::clone(state) };
    let inner = Compress(BodyLimit { inner, max_bytes: state.config.api.max_body_bytes });
    Edge {
        inner: Gate { inner, table: Arc::clone(&table), state: Arc::clone(state) },
        rules: Rules::new(&state.config.api, state.open),
        table,
    }
}
