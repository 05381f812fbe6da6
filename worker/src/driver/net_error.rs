//! Network errors of browsers in words.

use url::Url;

/// One sentence for a navigation that failed with a `net::ERR_…` code.
pub fn sentence(url: &str, code: &str) -> String {
    let code = code.trim_start_matches("net::");
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(Url::host_str).unwrap_or(url);
    let port = parsed.as_ref().and_then(Url::port_or_known_default).map(|p| format!(":{p}")).unwrap_or_default();
    let what = match code {
        "ERR_CONNECTION_REFUSED" => format!("nothing listens at {host}{port}; is the application running?"),
        "ERR_NAME_NOT_RESOLVED" => format!("the host name `{host}` is not known"),
        "ERR_TOO_MANY_REDIRECTS" => "it redirects in a loop".into(),
        "ERR_CONNECTION_RESET" | "ERR_CONNECTION_CLOSED" | "ERR_SOCKET_NOT_CONNECTED" => {
            "the server cut the connection".into()
        }
        "ERR_EMPTY_RESPONSE" => "the server sent nothing".into(),
        "ERR_TIMED_OUT" | "ERR_CONNECTION_TIMED_OUT" => format!("{host}{port} did not answer"),
        "ERR_INVALID_RESPONSE" | "ERR_INVALID_HTTP_RESPONSE" => "the server's answer is not HTTP".into(),
        "ERR_SSL_PROTOCOL_ERROR" => format!("{host}{port} does not speak TLS; try http://"),
        "ERR_UNSAFE_PORT" => format!("browsers refuse to use port {}", port.trim_start_matches(':')),
        "ERR_INTERNET_DISCONNECTED" | "ERR_ADDRESS_UNREACHABLE" | "ERR_NETWORK_CHANGED" => {
            "the network cannot be reached".into()
        }
        "ERR_ABORTED" => {
            "the navigation was aborted: the answer was a download or empty, or the page went elsewhere".into()
        }
        "ERR_BLOCKED_BY_CLIENT" | "ERR_BLOCKED_BY_ADMINISTRATOR" => "it is blocked".into(),
        "ERR_PROXY_CONNECTION_FAILED" | "ERR_TUNNEL_CONNECTION_FAILED" => "the proxy does not let it through".into(),
        _ if code.starts_with("ERR_CERT_") => "its certificate is not valid".into(),
        _ => "the browser could not load it".into(),
    };
    format!("{url} could not be opened: {what} ({code}).")
}

/// Chromium's code for Firefox's word (`NS_ERROR_…`, or the name of its error page).
pub fn of_firefox(word: &str) -> Option<&'static str> {
    let word = word.split(|c: char| c.is_whitespace() || ":.".contains(c)).next().unwrap_or_default();
    Some(match word {
        "NS_ERROR_CONNECTION_REFUSED" | "connectionFailure" => "ERR_CONNECTION_REFUSED",
        "NS_ERROR_UNKNOWN_HOST" | "dnsNotFound" => "ERR_NAME_NOT_RESOLVED",
        "NS_ERROR_REDIRECT_LOOP" | "redirectLoop" => "ERR_TOO_MANY_REDIRECTS",
        "NS_ERROR_NET_RESET" | "NS_ERROR_NET_INTERRUPT" | "netReset" | "netInterrupt" => "ERR_CONNECTION_RESET",
        "NS_ERROR_NET_EMPTY_RESPONSE" => "ERR_EMPTY_RESPONSE",
        "NS_ERROR_NET_TIMEOUT" | "netTimeout" => "ERR_TIMED_OUT",
        "NS_ERROR_PORT_ACCESS_NOT_ALLOWED" | "deniedPortAccess" => "ERR_UNSAFE_PORT",
        "NS_ERROR_OFFLINE" | "netOffline" => "ERR_INTERNET_DISCONNECTED",
        "NS_BINDING_ABORTED" | "NS_ERROR_ABORT" => "ERR_ABORTED",
        "NS_ERROR_PROXY_CONNECTION_REFUSED" | "proxyConnectFailure" => "ERR_PROXY_CONNECTION_FAILED",
        "nssFailure2" => "ERR_SSL_PROTOCOL_ERROR",
        "nssBadCert" => "ERR_CERT_INVALID",
        _ if word.starts_with("SSL_ERROR_") => "ERR_SSL_PROTOCOL_ERROR",
        _ if word.starts_with("SEC_ERROR_") || word.starts_with("MOZILLA_PKIX_ERROR_") => "ERR_CERT_INVALID",
        _ => return None,
    })
}
