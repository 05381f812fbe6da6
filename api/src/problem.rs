//! Every error the API answers with: RFC 9457 `application/problem+json`, and the one place where lower layers' errors become it.
//!
//! The detail is for the caller; the cause goes to the log, once, when the answer is made.

use std::fmt;

use chrono::Timelike;
use flowtilla_shared::{
    rates::{Quota, WINDOW},
    store,
};
use poem::{
    IntoResponse, Response,
    error::ResponseError,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::Type,
};
use serde_json::{Map, Value, json};

use crate::wire::problem::{FieldError, ProblemBody};

/// One error answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// What kind of problem, as a word that programs may compare: `not-found`.
    pub code: &'static str,
    /// One or two sentences for this occurrence: what was wrong, where, what to do.
    pub detail: String,
    /// Single faults of the request, all of them.
    pub errors: Vec<FieldError>,
    /// Seconds after which the same request may succeed.
    pub retry_after: Option<u32>,
    /// Methods that the resource does answer to, for 405.
    pub allow: Option<String>,
    /// What is left of the caller's quota.
    pub rate: Option<Quota>,
    /// Further members of the body.
    pub more: Map<String, Value>,
}

impl Problem {
    /// A problem with a detail and nothing else.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
            allow: None,
            rate: None,
            more: Map::new(),
        }
    }

    /// 400: the request cannot be read.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", detail)
    }

    /// 403: known, and not allowed.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 404: no such thing in this project.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    /// 409: the thing is in another state than the request needs.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", detail)
    }

    /// 422: read and understood, but wrong; `errors` lists every fault.
    pub fn invalid(detail: impl Into<String>, errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail) }
    }

    /// 503: a part behind the API does not answer; try again in a second.
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self { retry_after: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail) }
    }

    /// 500: our own fault; the cause is in the log under the request id.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on our side. The log has the cause under this request id.",
        )
    }

    /// The same problem with one more member in its body.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.more.insert(key.into(), value.into());
        self
    }

    /// What poem itself refuses (unknown route, wrong method, unreadable parameter), as a problem of the same status.
    pub fn from_poem(error: &poem::Error) -> Self {
        if let Some(problem) = error.downcast_ref::<Self>() {
            return problem.clone();
        }
        let status = error.status();
        let said = error.to_string();
        match status {
            StatusCode::NOT_FOUND => Self::new(
                status,
                "no-such-path",
                "Nothing answers at this path. GET /openapi.json lists everything that does.",
            ),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "method-not-allowed",
                "This path does not answer to this method; see the Allow header.",
            ),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(status, "unsupported-media-type", sentence(&said)),
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(status, "too-large", sentence(&said)),
            StatusCode::UPGRADE_REQUIRED => Self::new(status, "upgrade-required", sentence(&said)),
            status if status.is_client_error() => Self::new(status, "bad-request", sentence(&said)),
            status => {
                tracing::error!(error = %said, http.status = status.as_u16(), "A request failed inside the server: {said}");
                Self::internal()
            }
        }
    }

    /// The answer, with the request it belongs to.
    #[must_use]
    pub fn respond(&self, request_id: &str, path: &str) -> Response {
        let mut body = Map::new();
        body.insert("type".into(), json!(format!("urn:flowtilla:problem:{}", self.code)));
        body.insert("title".into(), json!(self.status.canonical_reason().unwrap_or("Error")));
        body.insert("status".into(), json!(self.status.as_u16()));
        body.insert("code".into(), json!(self.code));
        body.insert("detail".into(), json!(self.detail));
        if !path.is_empty() {
            body.insert("instance".into(), json!(path));
        }
        if !request_id.is_empty() {
            body.insert("request_id".into(), json!(request_id));
        }
        if !self.errors.is_empty() {
            body.insert("errors".into(), json!(self.errors));
        }
        body.extend(self.more.clone());
        let mut response = Response::builder()
            .status(self.status)
            .content_type("application/problem+json")
            .header(header::CACHE_CONTROL, "no-store")
            .body(Value::Object(body).to_string());
        let headers = response.headers_mut();
        let mut set = |name: HeaderName, value: Option<String>| {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                headers.insert(name, value);
            }
        };
        set(header::RETRY_AFTER, self.retry_after.map(|seconds| seconds.to_string()));
        set(header::ALLOW, self.allow.clone());
        set(
            header::WWW_AUTHENTICATE,
            (self.status == StatusCode::UNAUTHORIZED).then(|| "Bearer realm=\"flowtilla\"".into()),
        );
        if let Some(quota) = &self.rate {
            rate_headers(quota, response.headers_mut());
        }
        response
    }
}

/// `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers has them: the quota `q` of a window of `w` seconds,
/// and what `r`emains of it for the next `t` seconds.
pub fn rate_headers(quota: &Quota, headers: &mut HeaderMap) {
    let Quota { class, quota, left, whole_after, .. } = quota;
    let policy = format!("\"{class}\";q={quota};w={}", WINDOW.as_secs());
    let now = format!("\"{class}\";r={left};t={whole_after}");
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", now)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// Other people's error text as one sentence.
fn sentence(said: &str) -> String {
    let mut letters = said.trim_end_matches('.').chars();
    let Some(first) = letters.next() else { return String::new() };
    format!("{}{}.", first.to_uppercase(), letters.as_str())
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.code, self.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn as_response(&self) -> Response {
        self.respond("", "")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.respond("", "")
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        use store::{Conflict, Error as E};
        let said = sentence(&error.to_string());
        match &error {
            E::NotFound { .. } => Self::not_found(said),
            E::Conflict { kind: Conflict::IdempotencyBody, .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency-key-reused", said)
            }
            E::Conflict { kind: Conflict::Version, .. } => Self { code: "not-approved", ..Self::conflict(said) },
            E::Conflict { kind: Conflict::FourEyes, .. } => Self { code: "four-eyes", ..Self::conflict(said) },
            E::Conflict { kind: Conflict::Exists | Conflict::Over, .. } | E::IllegalTransition(_) | E::Fenced => {
                Self::conflict(said)
            }
            E::Limit { limit, .. } => {
                Self { retry_after: Some(patience(limit)), ..Self::new(StatusCode::TOO_MANY_REQUESTS, "limit", said) }
                    .with("limit", *limit)
            }
            E::Invalid { .. } => Self::invalid(said, Vec::new()),
            E::Unavailable(cause) => {
                tracing::warn!(error = ?cause, "The database did not answer a request");
                Self::unavailable("The database does not answer at the moment.")
            }
            E::Database(cause) => {
                tracing::error!(error = ?cause, "The database refused a statement of a request");
                Self::internal()
            }
        }
    }
}

/// Seconds after which there may be room.
fn patience(limit: &str) -> u32 {
    match limit {
        // midnight (UTC)
        "executions_per_day" => 86_400 - chrono::Utc::now().num_seconds_from_midnight(),
        // until artifacts are counted anew
        "storage_bytes" => 60,
        _ => 5,
    }
}

/// The statuses that any operation may answer with; the contract keeps those that fit the operation.
impl ApiResponse for Problem {
    fn meta() -> MetaResponses {
        let response = |(status, description)| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: vec![MetaMediaType {
                content_type: "application/problem+json",
                schema: ProblemBody::schema_ref(),
            }],
            headers: Vec::new(),
        };
        MetaResponses { responses: PROBLEMS.iter().copied().map(response).collect() }
    }

    fn register(registry: &mut Registry) {
        ProblemBody::register(registry);
    }
}

/// Status and its meaning, for the contract.
const PROBLEMS: &[(u16, &str)] = &[
    (400, "The request cannot be read: malformed JSON (with line and column), a bad parameter, a NUL character."),
    (401, "No key, or one that is not known (any more)."),
    (403, "The key lacks the scope, or the Host or Origin is not allowed."),
    (404, "No such thing in this project."),
    (409, "The thing is in another state than the request needs, or the idempotency key was used for another body."),
    (413, "The body is larger than the server accepts."),
    (415, "The body has another media type than the operation reads."),
    (422, "The request was read, but is wrong; `errors` lists every fault with its place."),
    (429, "Too much at once; try again after `Retry-After` seconds."),
    (500, "Our own fault; the log has the cause under the request id."),
    (503, "The database or the queue does not answer; try again after `Retry-After` seconds."),
];
