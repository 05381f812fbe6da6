//! Opens WebSockets into browsers: plain on this machine, with TLS and credentials through a grid.

use std::{sync::Arc, time::Instant};

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::net::{TcpStream, UnixStream};
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config, client_async_with_config,
    tungstenite::{
        client::IntoClientRequest,
        http::{HeaderValue, Uri, header::AUTHORIZATION},
        protocol::WebSocketConfig,
    },
};
use url::Url;

/// A socket into a browser.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Largest message in bytes: a full-page screenshot in base64.
const LARGEST_MESSAGE: usize = 256 << 20;
/// Bytes read at once. The reader clears so many before it looks whether anything has come, and most messages are small.
const READ_AT_ONCE: usize = 16 << 10;
/// The same of a browser on a desktop, which may be anything that calls itself one.
const LARGEST_LENT: usize = 64 << 20;

/// Opens `ws://` or `wss://`; a user and password in the address travel as basic authentication.
///
/// # Errors
/// When the address is no such one, or the socket does not open before `deadline`.
pub async fn open(address: &str, deadline: Instant) -> anyhow::Result<Socket> {
    let mut url = Url::parse(address).with_context(|| format!("`{}` is not an address", shown(address)))?;
    anyhow::ensure!(["ws", "wss"].contains(&url.scheme()), "`{}` is not a ws:// or wss:// address", shown(address));
    let host = url.host_str().context("a socket's address needs a host")?.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().context("a socket's address needs a port")?;
    let credentials = basic(&url);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let mut request = url.as_str().parse::<Uri>()?.into_client_request()?;
    if let Some(credentials) = credentials {
        request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_str(&credentials)?);
    }
    let connector = if url.scheme() == "wss" { Connector::Rustls(Arc::new(tls()?)) } else { Connector::Plain };
    let opening = async {
        let stream = TcpStream::connect((host.as_str(), port)).await?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(LARGEST_MESSAGE))
            .max_frame_size(Some(LARGEST_MESSAGE))
            .read_buffer_size(READ_AT_ONCE);
        anyhow::Ok(client_async_tls_with_config(request, stream, Some(config), Some(connector)).await?.0)
    };
    tokio::time::timeout_at(deadline.into(), opening)
        .await
        .with_context(|| format!("the browser's socket {url} did not open in time"))?
        .with_context(|| format!("the browser's socket {url} cannot be opened"))
}

/// Opens `ws://` over a connection that is there already.
///
/// # Errors
/// As [`open`].
pub async fn open_over(
    stream: UnixStream,
    address: &str,
    deadline: Instant,
) -> anyhow::Result<WebSocketStream<UnixStream>> {
    let request = address.parse::<Uri>()?.into_client_request()?;
    let config = WebSocketConfig::default().max_message_size(Some(LARGEST_LENT)).max_frame_size(Some(LARGEST_LENT));
    let opening = client_async_with_config(request, stream, Some(config));
    let opened = tokio::time::timeout_at(deadline.into(), opening)
        .await
        .with_context(|| format!("the browser's socket {address} did not open in time"))?;
    Ok(opened.with_context(|| format!("the browser's socket {address} cannot be opened"))?.0)
}

/// The header of basic authentication for the user and password of an address, when it has them.
pub fn basic(url: &Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pair = format!("{}:{}", plain(url.username()), plain(url.password().unwrap_or_default()));
    Some(format!("Basic {}", STANDARD.encode(pair)))
}

/// An address without its user and password, for people to read.
pub fn shown(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) => {
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.into()
        }
        Err(_) => "(an address that cannot be read)".into(),
    }
}

fn tls() -> anyhow::Result<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
