//! Sends events to webhooks: makes deliveries of what happened, takes those that are due, signs and posts them.
//!
//! Every API process does this; a row's lease decides who sends which delivery. Nothing is sent to this machine or its networks unless
//! `webhooks.private_hosts` names the host: a name is resolved by us, its addresses are checked, and the connection goes to those.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::Utc;
use flowtilla_shared::{
    config,
    domain::webhook::{is_public, signature, wait_after},
    store::{Attempt, Due, NewAudit, place},
};
use futures_util::StreamExt;
use reqwest::{
    Client, Response,
    dns::{Addrs, Name, Resolve, Resolving},
    header::CONTENT_TYPE,
    redirect::Policy,
};
use serde_json::json;
use tokio::sync::Semaphore;
use url::{Host, Url};

use crate::state::State;

/// Time between two looks for events and deliveries that are due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Deliveries on their way at once.
const AT_ONCE: usize = 16;
/// Events of one project looked at in one go.
const EVENTS: u32 = 1000;
/// What is kept of an answer, in bytes.
const EXCERPT: usize = 1024;
/// How much longer than its time-out a delivery belongs to whoever sends it.
const MARGIN: Duration = Duration::from_secs(30);
/// Time between two looks for deliveries that may be forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(600);

/// Delivers until the server stops; what is on its way then is sent again by whoever is there after its lease.
pub async fn run(state: Arc<State>) {
    let client = match client(&state.config.webhooks) {
        Ok(client) => client,
        Err(cause) => {
            tracing::error!(error = %cause, "Webhooks are not delivered by this server");
            return;
        }
    };
    let free = Arc::new(Semaphore::new(AT_ONCE));
    let mut forgotten = Instant::now();
    loop {
        tokio::select! {
            () = state.shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        if !*state.database_up.borrow() {
            continue;
        }
        if let Err(cause) = look(&state, &client, &free).await {
            tracing::debug!(error = %cause, "Nothing was delivered this time");
        }
        if forgotten.elapsed() > FORGET_EVERY {
            forgotten = Instant::now();
            // what could not be forgotten now will be later
            let _ = state.store.webhooks().forget(state.config.webhooks.keep).await;
        }
    }
}

async fn look(
    state: &Arc<State>,
    client: &Client,
    free: &Arc<Semaphore>,
) -> Result<(), flowtilla_shared::store::Error> {
    let webhooks = state.store.webhooks();
    webhooks.make_deliveries(EVENTS).await?;
    let room = u32::try_from(free.available_permits()).unwrap_or(0);
    if room == 0 {
        return Ok(());
    }
    for due in webhooks.claim(room, state.config.webhooks.timeout + MARGIN).await? {
        let Ok(permit) = Arc::clone(free).acquire_owned().await else { return Ok(()) };
        let (state, client) = (Arc::clone(state), client.clone());
        tokio::spawn(async move {
            let _permit = permit;
            let stop = state.shutdown.clone();
            // cut off by the server's end, it is sent again after its lease
            let _ = stop.run_until_cancelled(deliver(&state, &client, &due)).await;
        });
    }
    Ok(())
}

/// One attempt, and what follows from it.
async fn deliver(state: &State, client: &Client, due: &Due) {
    let began = Instant::now();
    let answered = match request(state, client, due) {
        Ok(request) => match tokio::time::timeout(state.config.webhooks.timeout, post(request)).await {
            Ok(answered) => answered,
            Err(_) => Err(format!("no answer within {} s", state.config.webhooks.timeout.as_secs())),
        },
        Err(why) => Err(why),
    };
    let (status, answer, error) = match answered {
        Ok((status, answer)) => (Some(status), Some(answer), None),
        Err(why) => (None, None, Some(why)),
    };
    let delivered = status.is_some_and(|status| (200..300).contains(&status));
    let gone = status == Some(410);
    let again = if delivered || gone { None } else { wait_after(due.tries, rand::random()) };
    let attempt = Attempt { status, error, answer, duration: began.elapsed(), again, delivered, gone };
    match state.store.webhooks().finish(due, attempt, state.config.webhooks.disable_after).await {
        Ok(false) => {}
        Ok(true) => {
            tracing::warn!(webhook.id = %due.webhook, "Webhook `{}` was switched off: nothing can be delivered", due.webhook);
            let new = NewAudit {
                key: None,
                actor: "flowtilla".into(),
                action: "disableWebhook".into(),
                target: format!("webhooks/{}", due.webhook),
                detail: json!({ "delivery": due.id }),
                request_id: None,
            };
            if let Err(cause) = state.store.audit().note(due.project, new).await {
                tracing::error!(error = ?cause, "An entry of the audit log could not be stored");
            }
        }
        Err(cause) => {
            tracing::warn!(error = ?cause, "How delivery `{}` went was not stored; it is sent again", due.id);
        }
    }
}

/// The signed request; the error says why it is not sent.
fn request(state: &State, client: &Client, due: &Due) -> Result<reqwest::RequestBuilder, String> {
    let url = Url::parse(&due.url).map_err(|error| format!("the webhook's URL is none: {error}"))?;
    literal_allowed(&state.config.webhooks, &url)?;
    let ring = state.ring.as_ref().map_err(|_| "this server has no key for the webhook's secret".to_owned())?;
    let at = place(due.project, "webhook", &due.webhook.to_string());
    let (id, timestamp) = (due.id.to_string(), Utc::now().timestamp());
    let mut signatures = Vec::new();
    for sealed in &due.secrets {
        let secret = ring.open(&at, sealed).map_err(|error| format!("the webhook's secret: {error}"))?;
        let signed = std::str::from_utf8(&secret).ok().and_then(|secret| signature(secret, &id, timestamp, &due.body));
        signatures.extend(signed);
    }
    if signatures.is_empty() {
        return Err("the webhook's secret is none".into());
    }
    Ok(client
        .post(url)
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signatures.join(" "))
        .body(due.body.clone()))
}

/// Status and the beginning of the answer.
async fn post(request: reqwest::RequestBuilder) -> Result<(u16, String), String> {
    let response = request.send().await.map_err(|error| told(&error))?;
    Ok((response.status().as_u16(), excerpt(response).await))
}

/// The whole chain of causes; the outermost says only that something failed.
fn told(error: &reqwest::Error) -> String {
    let mut said = String::new();
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        // the first names the URL, which may hold a key
        if !said.is_empty() || error.source().is_none() {
            said.push_str(if said.is_empty() { "" } else { ": " });
            said.push_str(&error.to_string());
        } else {
            said.push_str("the request failed");
        }
        cause = error.source();
    }
    said
}

async fn excerpt(response: Response) -> String {
    let mut bytes = Vec::new();
    let mut body = response.bytes_stream();
    while bytes.len() < EXCERPT
        && let Some(Ok(chunk)) = body.next().await
    {
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(EXCERPT);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn client(config: &config::Webhooks) -> Result<Client, reqwest::Error> {
    Client::builder()
        .user_agent(concat!("Flowtilla/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        // the environment's proxy would reach what we may not
        .no_proxy()
        .connect_timeout(config.timeout)
        // a receiver that is called once an hour keeps no connection open
        .pool_max_idle_per_host(0)
        .dns_resolver(Resolver { config: Arc::new(config.clone()) })
        .build()
}

/// Whether the operator lets this host have an address of our own networks.
fn may_be_private(config: &config::Webhooks, host: &str) -> bool {
    config.private_hosts.iter().any(|allowed| allowed == "*" || allowed.eq_ignore_ascii_case(host))
}

fn refusal(host: &str) -> String {
    format!(
        "`{host}` is a loopback, private or otherwise local address; the operator may allow it by webhooks.private_hosts"
    )
}

/// Whether an address that is written out in a URL may be called; names are checked when they are resolved.
///
/// # Errors
/// The reason why not.
pub fn literal_allowed(config: &config::Webhooks, url: &Url) -> Result<(), String> {
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        Some(Host::Domain(_)) => return Ok(()),
        None => return Err("the URL names no host".into()),
    };
    let host = address.to_string();
    if is_public(address) || may_be_private(config, &host) { Ok(()) } else { Err(refusal(&host)) }
}

/// Resolves names to addresses that may be called; the connection is made to no other.
struct Resolver {
    config: Arc<config::Webhooks>,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let config = Arc::clone(&self.config);
        Box::pin(async move {
            let host = name.as_str().trim_end_matches('.').to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let any = may_be_private(&config, &host);
            let allowed: Vec<SocketAddr> = found.into_iter().filter(|address| any || is_public(address.ip())).collect();
            if allowed.is_empty() {
                return Err(refusal(&host).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}
