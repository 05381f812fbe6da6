//! The WebDriver side: sessions are made, found again and deleted here, through fantoccini.
//!
//! fantoccini has no deadline of its own, and a hung command blocks its queue; so every call here has one, and deletion
//! always uses a connection of its own.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use super::socket::shown;
use anyhow::Context as _;
use fantoccini::{Client, ClientBuilder, wd::WebDriverCompatibleCommand};
use futures_util::future::BoxFuture;
use hyper_rustls::HttpsConnector;
use hyper_util::{
    client::legacy::connect::{Connect, HttpConnector},
    rt::TokioIo,
};
use serde_json::{Map, Value};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UnixStream},
};
use tokio_tungstenite::tungstenite::http::{Method, Uri};
use url::Url;

/// A WebDriver session and what the driver said of it.
pub struct Session {
    pub id: String,
    pub capabilities: Map<String, Value>,
}

impl Session {
    /// `Chrome 156.0.8078.79` and the like.
    pub fn browser(&self) -> String {
        let word = |name: &str| self.capabilities.get(name).and_then(Value::as_str).unwrap_or("?");
        format!("{} {}", word("browserName"), word("browserVersion"))
    }

    /// Where a socket into the browser is offered: a `ws://` URL, or `host:port` of Chromium's debugger.
    pub fn debugger(&self) -> Option<String> {
        let nested = |outer: &str| self.capabilities.get(outer)?.get("debuggerAddress")?.as_str().map(str::to_owned);
        let grid = self.capabilities.get("se:cdp").and_then(Value::as_str).map(str::to_owned);
        grid.or_else(|| nested("goog:chromeOptions")).or_else(|| nested("ms:edgeOptions"))
    }
}

impl Session {
    /// Where a BiDi socket is offered.
    pub fn bidi(&self) -> Option<String> {
        self.capabilities.get("webSocketUrl").and_then(Value::as_str).map(str::to_owned)
    }
}

fn tls_connector() -> anyhow::Result<HttpsConnector<HttpConnector>> {
    let provider = rustls::crypto::ring::default_provider();
    let roots = hyper_rustls::HttpsConnectorBuilder::new().with_provider_and_native_roots(provider)?;
    Ok(roots.https_or_http().enable_http1().build())
}

/// Asks a WebDriver endpoint for a new session.
///
/// # Errors
/// What the endpoint said, or that it did not answer before `deadline`.
pub async fn create(endpoint: &str, capabilities: Map<String, Value>, deadline: Instant) -> anyhow::Result<Session> {
    let connecting = async {
        if endpoint.starts_with("https:") {
            anyhow::Ok(ClientBuilder::new(tls_connector()?).capabilities(capabilities).connect(endpoint).await?)
        } else {
            anyhow::Ok(ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(endpoint).await?)
        }
    };
    opened(endpoint, connecting, deadline).await
}

/// As [`create`], at an endpoint behind somebody else's door.
///
/// # Errors
/// As [`create`].
pub async fn create_through(
    dial: &Dial,
    endpoint: &str,
    capabilities: Map<String, Value>,
    deadline: Instant,
) -> anyhow::Result<Session> {
    let connecting =
        async { Ok(ClientBuilder::new(through(dial)).capabilities(capabilities).connect(endpoint).await?) };
    opened(endpoint, connecting, deadline).await
}

/// As [`delete`], at an endpoint behind somebody else's door.
///
/// # Errors
/// As [`delete`].
pub async fn delete_through(dial: &Dial, endpoint: &str, session: &str, longest: Duration) -> anyhow::Result<()> {
    let connecting = async {
        let client = Client::with_existing_session(endpoint, session, through(dial)).await?;
        client.persist().await?;
        Ok(client)
    };
    ended(endpoint, session, connecting, longest).await
}

/// A connection to a port on the machine where the browser is.
pub type Dial = Arc<dyn Fn(u16) -> BoxFuture<'static, io::Result<UnixStream>> + Send + Sync>;

type Dialled = Pin<Box<dyn Future<Output = io::Result<TokioIo<UnixStream>>> + Send>>;

fn through(dial: &Dial) -> impl Connect + Clone + Send + Sync + Unpin + use<> {
    let dial = dial.clone();
    tower::service_fn(move |uri: Uri| -> Dialled {
        let dialling = dial(uri.port_u16().unwrap_or(80));
        Box::pin(async move { dialling.await.map(TokioIo::new) })
    })
}

async fn opened(
    endpoint: &str,
    connecting: impl Future<Output = anyhow::Result<Client>>,
    deadline: Instant,
) -> anyhow::Result<Session> {
    let client = tokio::time::timeout_at(deadline.into(), connecting)
        .await
        .with_context(|| format!("the WebDriver endpoint {} did not open a session in time", shown(endpoint)))?
        .with_context(|| format!("the WebDriver endpoint {} did not open a session", shown(endpoint)))?;
    let response = client.session_creation_response().context("the WebDriver endpoint named no session")?;
    let id = response.session_id().to_owned();
    let capabilities = client.capabilities().cloned().unwrap_or_default();
    // The session must not end with this connection.
    tokio::time::timeout_at(deadline.into(), client.persist()).await??;
    Ok(Session { id, capabilities })
}

/// A connection to a session that exists already; nothing is sent yet.
///
/// # Errors
/// When the endpoint's address is not one.
pub async fn connect(endpoint: &str, session: &str) -> anyhow::Result<Client> {
    let client = if endpoint.starts_with("https:") {
        Client::with_existing_session(endpoint, session, tls_connector()?).await?
    } else {
        Client::with_existing_session(endpoint, session, HttpConnector::new()).await?
    };
    client.persist().await?;
    Ok(client)
}

/// The command that ends a session. fantoccini's own `close` sends it without the endpoint's user and password, and takes
/// whatever comes back for a yes: behind a grid that asks who we are, the browser would stay.
#[derive(Debug)]
struct DeleteSession;

impl WebDriverCompatibleCommand for DeleteSession {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, url::ParseError> {
        base_url.join(&format!("session/{}", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _request_url: &Url) -> (Method, Option<String>) {
        (Method::DELETE, None)
    }
}

/// Deletes a session over a connection of its own. A session that is not there counts as deleted.
///
/// # Errors
/// When the endpoint cannot be reached, refuses, or does not answer in time.
pub async fn delete(endpoint: &str, session: &str, longest: Duration) -> anyhow::Result<()> {
    ended(endpoint, session, connect(endpoint, session), longest).await
}

async fn ended(
    endpoint: &str,
    session: &str,
    connecting: impl Future<Output = anyhow::Result<Client>>,
    longest: Duration,
) -> anyhow::Result<()> {
    let deleting = async {
        match connecting.await?.issue_cmd(DeleteSession).await {
            Ok(_) => anyhow::Ok(()),
            Err(e) if e.is_invalid_session_id() => Ok(()),
            Err(e) => Err(e.into()),
        }
    };
    tokio::time::timeout(longest, deleting).await.with_context(|| {
        format!("the WebDriver endpoint {} did not delete session {session} in time", shown(endpoint))
    })?
}

/// The address of the browser's own socket, from `host:port` of its debugger or already a URL.
///
/// # Errors
/// When the debugger does not answer before `deadline`.
pub async fn socket_url(debugger: &str, deadline: Instant) -> anyhow::Result<String> {
    if debugger.contains("://") {
        return Ok(debugger.to_owned());
    }
    let asking = async {
        let mut stream = TcpStream::connect(debugger).await?;
        let request = format!("GET /json/version HTTP/1.1\r\nHost: {debugger}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut text = Vec::new();
        let mut chunk = [0_u8; 4096];
        loop {
            let read = stream.read(&mut chunk).await?;
            text.extend_from_slice(chunk.get(..read).unwrap_or_default());
            if let Some(version) = json_body(&text) {
                break anyhow::Ok(version);
            }
            anyhow::ensure!(read > 0 && text.len() < 65_536, "the debugger's answer is no JSON");
        }
    };
    let version: Value = tokio::time::timeout_at(deadline.into(), asking)
        .await
        .with_context(|| format!("the browser's debugger {debugger} did not answer in time"))?
        .with_context(|| format!("the browser's debugger {debugger} cannot be reached"))?;
    let url = version.get("webSocketDebuggerUrl").and_then(Value::as_str).context("the debugger names no socket")?;
    // The browser writes its own view of its address; we take the one that worked.
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    Ok(format!("ws://{debugger}/{path}"))
}

fn json_body(response: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(response).ok()?;
    serde_json::from_str(text.split_once("\r\n\r\n")?.1).ok()
}
