//! The outermost layer: checks Host and Origin, gives each request an id, one form of its path, a time and a log line, and turns
//! every error into a problem.

use std::{sync::Arc, time::Instant};

use flowtilla_shared::telemetry::{metrics, traces};
use poem::{
    Endpoint, Request, Response, Result,
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
};
use tracing::Instrument;
use uuid::Uuid;

use super::{
    access::{Admitted, Rules},
    table::RouteTable,
};
use crate::problem::Problem;

/// The header that carries the request id, both ways.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// What the log calls the route of a path that leads nowhere.
const NO_ROUTE: &str = "(none)";
/// Longest URI that is looked at, in bytes.
const MAX_URI: usize = 8 * 1024;

/// See the module.
pub struct Edge<E> {
    pub inner: E,
    pub table: Arc<RouteTable>,
    pub rules: Rules,
}

impl<E: Endpoint<Output = Response>> Endpoint for Edge<E> {
    type Output = Response;

    async fn call(&self, mut req: Request) -> Result<Response> {
        let began = Instant::now();
        let id = request_id(&req);
        let method = req.method().clone();
        let said_path = req.uri().path().to_owned();
        let path = canonical_path(&said_path);
        let route = self.table.template(&path).unwrap_or(NO_ROUTE);
        let span = tracing::info_span!("request", request_id = %id);
        let traced = self.traced(&req, &method, route);
        let admitted = self.rules.admit(&req);
        let outcome = match (&admitted, refuse_uri(req.uri())) {
            (Err(problem), _) => Err(problem.clone()),
            (_, Some(problem)) => Err(problem),
            (Ok(admitted), None) if admitted.preflight => Ok(Admitted::permission()),
            (Ok(_), None) if method == Method::OPTIONS && route != NO_ROUTE => Ok(self.options(&path)),
            (Ok(_), None) => {
                if path != said_path {
                    set_path(&mut req, &path);
                }
                if let Ok(value) = HeaderValue::from_str(&id) {
                    req.headers_mut().insert(REQUEST_ID, value);
                }
                self.inner
                    .call(req)
                    .instrument(traced.clone())
                    .instrument(span.clone())
                    .await
                    .map_err(|error| span.in_scope(|| Problem::from_poem(&error)))
            }
        };
        let mut response = match outcome {
            Ok(response) => response,
            Err(mut problem) => {
                if problem.status == StatusCode::METHOD_NOT_ALLOWED && problem.allow.is_none() {
                    problem.allow = Some(self.table.methods(&path));
                }
                problem.respond(&id, &said_path)
            }
        };
        let duration = began.elapsed();
        let status = response.status().as_u16();
        let duration_ms = duration.as_secs_f64() * 1000.0;
        metrics::request(method.as_str(), route, status, duration);
        traced.record("http.response.status_code", status);
        if status >= 500 {
            traced.record("otel.status_code", "error");
        }
        let headers = response.headers_mut();
        if let Ok(admitted) = &admitted {
            admitted.mark(headers);
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            headers.insert(REQUEST_ID, value);
        }
        if let Ok(value) = HeaderValue::from_str(&format!("total;dur={duration_ms:.1}")) {
            headers.insert(HeaderName::from_static("server-timing"), value);
        }
        headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
        tracing::info!(
            request_id = %id, method = %method, route, status, duration_ms,
            "{method} {route} answered {status} in {duration_ms:.1} ms"
        );
        Ok(response)
    }
}

impl<E> Edge<E> {
    /// The span of a request for the collector, a child of the caller's when it names one.
    fn traced(&self, req: &Request, method: &Method, route: &str) -> tracing::Span {
        let span = tracing::info_span!(
            target: traces::TARGET,
            "http",
            otel.name = %format_args!("{method} {route}"),
            otel.kind = "server",
            http.request.method = %method,
            http.route = route,
            http.response.status_code = tracing::field::Empty,
            otel.status_code = tracing::field::Empty,
        );
        if let Some(theirs) = req.headers().get("traceparent").and_then(|value| value.to_str().ok()) {
            traces::adopt(&span, theirs);
        }
        span
    }

    /// The answer to a plain `OPTIONS`.
    fn options(&self, path: &str) -> Response {
        Response::builder().status(StatusCode::NO_CONTENT).header(header::ALLOW, self.table.methods(path)).finish()
    }
}

/// The caller's id when it is short and plain, else a new one.
fn request_id(req: &Request) -> String {
    let given = req.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| {
        (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-:".contains(&b))
    };
    given.filter(plain).map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

/// `/api/…` without a version is the same API as `/api/v1/…`; a slash at the end means nothing.
fn canonical_path(path: &str) -> String {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return "/".into();
    }
    match trimmed.strip_prefix("/api/") {
        Some(rest) if rest != "v1" && !rest.starts_with("v1/") => format!("/api/v1/{rest}"),
        _ => trimmed.into(),
    }
}

fn set_path(req: &mut Request, path: &str) {
    let with_query = req.uri().query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut parts = req.uri().clone().into_parts();
    parts.path_and_query = with_query.parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *req.uri_mut() = uri;
    }
}

/// A URI that is too long or names a NUL character is refused before anything looks at it.
fn refuse_uri(uri: &Uri) -> Option<Problem> {
    let text = uri.path_and_query().map_or("", |whole| whole.as_str());
    if text.len() > MAX_URI {
        return Some(Problem::new(
            StatusCode::URI_TOO_LONG,
            "uri-too-long",
            format!("The URI has {} bytes; {MAX_URI} are read.", text.len()),
        ));
    }
    text.contains("%00")
        .then(|| Problem::bad_request("The URI holds a NUL character (%00); nothing here has one in its name."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_path_become_one() {
        assert_eq!(canonical_path("/api/flows/"), "/api/v1/flows");
        assert_eq!(canonical_path("/api/v1/flows"), "/api/v1/flows");
        assert_eq!(canonical_path("/api/v1"), "/api/v1");
        assert_eq!(canonical_path("/api"), "/api");
        assert_eq!(canonical_path("/"), "/");
        assert_eq!(canonical_path("/health"), "/health");
    }
}
