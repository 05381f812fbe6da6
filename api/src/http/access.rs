//! Who may talk to the API from a browser: Host and Origin checks, and the CORS headers for origins that are allowed.
//!
//! Without keys (`dev` on loopback) the Host must be a loopback name, so that a rebound DNS name gets nowhere, and an Origin must be
//! our own or a configured one: pages under test run on this very machine and are hostile.

use flowtilla_shared::config;
use poem::{
    Request, Response,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
};
use url::Url;

use crate::problem::Problem;

/// Headers that a page of an allowed origin may send.
const ALLOWED_HEADERS: &str = "authorization, content-type, idempotency-key, last-event-id, x-api-key, x-request-id";
/// Headers that a page of an allowed origin may read.
const EXPOSED_HEADERS: &str =
    "deprecation, etag, location, ratelimit, ratelimit-policy, retry-after, server-timing, x-request-id";

/// The rules, made once from the configuration.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Nobody needs a key.
    pub open: bool,
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Rules {
    #[must_use]
    pub fn new(config: &config::Api, open: bool) -> Self {
        let public = Url::parse(&config.public_url).ok();
        let hosts = config.allowed_hosts.iter().map(|host| host.to_ascii_lowercase());
        let hosts = hosts.chain(public.as_ref().and_then(|url| url.host_str().map(str::to_owned))).collect();
        let origins = config.allowed_origins.iter().map(|origin| origin.trim_end_matches('/').to_ascii_lowercase());
        let origins = origins.filter(|origin| origin != "*" || open);
        let origins = origins.chain(public.map(|url| url.origin().ascii_serialization())).collect();
        Self { open, hosts, origins }
    }

    /// Whether the server answers under this `Host`.
    fn host_allowed(&self, host: &str) -> bool {
        let name = host_name(host);
        is_loopback(&name) || self.hosts.contains(&name) || (self.hosts.is_empty() && !self.open)
    }

    /// Whether a page of this origin may call a server reached as `host`.
    fn origin_allowed(&self, origin: &str, host: &str) -> bool {
        let origin = origin.trim_end_matches('/').to_ascii_lowercase();
        let own = origin
            .split_once("://")
            .is_some_and(|(scheme, rest)| matches!(scheme, "http" | "https") && rest == host.to_ascii_lowercase());
        own || self.origins.iter().any(|allowed| allowed == "*" || *allowed == origin)
    }
}

/// The name in a Host header, without port, in lower case.
fn host_name(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or_default().to_owned();
    }
    host.split(':').next().unwrap_or_default().trim_end_matches('.').to_owned()
}

fn is_loopback(name: &str) -> bool {
    let number = name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback());
    number || name == "localhost" || name == "[::1]" || name.ends_with(".localhost")
}

/// What the checks let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The origin whose page may read the answer.
    origin: Option<String>,
    /// The request only asks what it may send.
    pub preflight: bool,
}

impl Rules {
    /// Checks Host and Origin of a request.
    ///
    /// # Errors
    /// 403 that names the host or origin and the setting that would allow it.
    pub fn admit(&self, req: &Request) -> Result<Admitted, Problem> {
        let text =
            |name| req.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
        let host = text(header::HOST).or_else(|| req.uri().authority().map(ToString::to_string)).unwrap_or_default();
        if !self.host_allowed(&host) {
            let detail = format!(
                "This server does not answer under the host name `{}`. Use a loopback name, or add it to api.allowed_hosts.",
                host_name(&host)
            );
            return Err(Problem { code: "host-not-allowed", ..Problem::forbidden(detail) });
        }
        let origin = text(header::ORIGIN);
        if let Some(origin) = origin.as_deref().filter(|origin| !self.origin_allowed(origin, &host)) {
            let detail = format!(
                "Pages of the origin `{origin}` may not call this server. Add it to api.allowed_origins if they should."
            );
            return Err(Problem { code: "origin-not-allowed", ..Problem::forbidden(detail) });
        }
        let asks = req.method() == Method::OPTIONS && req.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        Ok(Admitted { preflight: asks && origin.is_some(), origin })
    }
}

impl Admitted {
    /// The answer to a preflight request.
    #[must_use]
    pub fn permission() -> Response {
        let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
        let headers = response.headers_mut();
        put(headers, header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, DELETE");
        put(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
        put(headers, header::ACCESS_CONTROL_MAX_AGE, "600");
        response
    }

    /// Lets the page read the answer, problems too.
    pub fn mark(&self, headers: &mut HeaderMap) {
        let Some(origin) = &self.origin else { return };
        put(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        put(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(open: bool) -> Rules {
        Rules::new(
            &config::Api { allowed_origins: vec!["https://app.example".into(), "*".into()], ..config::Api::default() },
            open,
        )
    }

    #[test]
    fn without_keys_only_loopback_names_are_answered() {
        let rules = rules(true);
        for host in ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "shop.localhost:1"] {
            assert!(rules.host_allowed(host), "{host} was refused");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "", "10.0.0.1"] {
            assert!(!rules.host_allowed(host), "{host} was answered");
        }
    }

    #[test]
    fn a_star_means_nothing_when_keys_are_needed() {
        let rules = rules(false);
        assert!(rules.origin_allowed("https://app.example", "api.example"));
        assert!(rules.origin_allowed("https://api.example", "api.example"));
        assert!(!rules.origin_allowed("https://api.example.evil", "api.example"));
        assert!(!rules.origin_allowed("null", "api.example"));
    }
}
