//! The worker's health endpoint: `/livez`, `/readyz`, and `/healthz` with the details.

use std::sync::{Arc, atomic::Ordering};

use flowtilla_shared::{config, telemetry::metrics};
use poem::{
    EndpointExt, IntoResponse, Route, Server, get, handler,
    http::StatusCode,
    listener::{Acceptor, Listener, TcpListener},
    web::{Data, Json, WithContentType},
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{heartbeat, machine, worker::Worker};

/// Answers on `address` until `stop`.
///
/// # Errors
/// When the address cannot be bound.
pub async fn serve(
    worker: Arc<Worker>,
    address: std::net::SocketAddr,
    slots: u16,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let routes = Route::new()
        .at("/livez", get(livez))
        .at("/readyz", get(readyz))
        .at("/healthz", get(healthz))
        .at("/metrics", get(figures))
        .data(worker)
        .data(Slots(slots));
    let acceptor = TcpListener::bind(address).into_acceptor().await?;
    if let Some(at) = acceptor.local_addr().first() {
        tracing::info!("Health of this worker at {at}");
    }
    tokio::spawn(async move {
        let served = Server::new_with_acceptor(acceptor)
            .run_with_graceful_shutdown(routes, stop.cancelled_owned(), Some(std::time::Duration::from_secs(1)))
            .await;
        if let Err(e) = served {
            tracing::warn!(error = %e, "The health endpoint ended");
        }
    });
    Ok(())
}

#[derive(Clone, Copy)]
struct Slots(u16);

/// The process answers.
#[handler]
fn livez() -> &'static str {
    "ok\n"
}

/// It can take work now.
#[handler]
async fn readyz(worker: Data<&Arc<Worker>>) -> (StatusCode, &'static str) {
    if worker.draining.load(Ordering::SeqCst) {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n");
    }
    match tokio::join!(worker.store.check(), worker.queue.check()) {
        (Ok(()), Ok(())) => (StatusCode::OK, "ready\n"),
        (Err(_), _) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
        (_, Err(_)) => (StatusCode::SERVICE_UNAVAILABLE, "Redis does not answer\n"),
    }
}

#[handler]
async fn healthz(worker: Data<&Arc<Worker>>, slots: Data<&Slots>) -> (StatusCode, Json<Value>) {
    let (database, redis, storage) = tokio::join!(worker.store.check(), worker.queue.check(), worker.blobs.check());
    let draining = worker.draining.load(Ordering::SeqCst);
    let well = database.is_ok() && redis.is_ok() && storage.is_ok();
    let held = worker.browsers.stats();
    let body = json!({
        "status": if !well { "unavailable" } else if draining { "draining" } else { "ok" },
        "worker": { "id": worker.id, "name": worker.name, "version": env!("CARGO_PKG_VERSION") },
        "slots": slots.0.0,
        "busy": worker.leases.len(),
        "browsers": { "driven": held.contexts, "processes": held.browsers, "memory_bytes": held.memory_bytes },
        "sandbox": sandbox(&worker.config.browser),
        "load": machine::load(),
        "memory_mib": machine::memory_mib(),
        "desktops": { "available": worker.desktops.usable(), "sandbox": worker.desktops.level, "bounds": worker.desktops.bounds,
            "own_users": worker.desktops.own_uid, "missing": worker.desktops.missing },
        "checks": { "database": word(database.is_ok()), "redis": word(redis.is_ok()),
            "storage": word(storage.is_ok()) },
    });
    (if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, Json(body))
}

/// What stands between pages and this machine.
fn sandbox(browser: &config::Browser) -> &'static str {
    if !browser.webdriver_url.is_empty() {
        "remote: as the WebDriver endpoint has it"
    } else if browser.sandbox == "off" {
        "none: switched off by `browser.sandbox`"
    } else {
        "browser: its own sandbox, as an unprivileged user"
    }
}

/// For Prometheus, when `telemetry.metrics` is on.
#[handler]
fn figures(worker: Data<&Arc<Worker>>, slots: Data<&Slots>) -> Result<WithContentType<String>, StatusCode> {
    heartbeat::observe(&worker, slots.0.0);
    let text = metrics::render().filter(|_| worker.config.telemetry.metrics).ok_or(StatusCode::NOT_FOUND)?;
    Ok(text.with_content_type(metrics::CONTENT_TYPE))
}

fn word(ok: bool) -> &'static str {
    if ok { "ok" } else { "unavailable" }
}
