//! Why a model gave no answer, and what follows from it.

use std::time::Duration;

use serde_json::Value;

/// What kind of failure it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// The key is wrong or may not do this.
    Auth,
    /// The account has no money left.
    Quota,
    RateLimited,
    Overloaded,
    /// 5xx, or something that is not the provider's API at all.
    Server,
    /// Nobody answered, or too slowly.
    Timeout,
    Network,
    /// The conversation is longer than the model can read.
    TooLong,
    /// The endpoint does not know one of the tools; another tool group may do.
    ToolRefused,
    BadRequest,
    /// The model would not answer.
    Refused,
    /// The answer ended early or makes no sense.
    Broken,
    /// The answer has more bytes than we read.
    TooLarge,
    /// The answer is no JSON of the shape asked for, after two repairs.
    Malformed,
    /// A spending cap is reached, or nobody can tell whether it is.
    Budget,
    /// The caller asked for the end.
    Interrupted,
    /// The endpoint failed several times in a row and is left alone for a while.
    CircuitOpen,
    /// No such model, or no key for it.
    NoModel,
}

/// A failed call. The message is for people and holds no secret.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub kind: Kind,
    pub message: String,
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// When the provider wants to be asked again.
    pub retry_after: Option<Duration>,
    /// Tokens that were most likely paid for although no answer came of them.
    pub paid: super::turn::Usage,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), status: None, retry_after: None, paid: super::turn::Usage::default() }
    }

    /// The same endpoint may answer when it is asked again.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.kind {
            Kind::RateLimited | Kind::Overloaded | Kind::Server | Kind::Timeout | Kind::Network | Kind::Broken => true,
            Kind::Auth
            | Kind::Quota
            | Kind::TooLong
            | Kind::ToolRefused
            | Kind::BadRequest
            | Kind::Refused
            | Kind::TooLarge
            | Kind::Malformed
            | Kind::Budget
            | Kind::Interrupted
            | Kind::CircuitOpen
            | Kind::NoModel => false,
        }
    }

    /// Another endpoint may do better.
    #[must_use]
    pub fn asks_for_fallback(&self) -> bool {
        self.is_transient() || matches!(self.kind, Kind::CircuitOpen | Kind::Quota | Kind::Auth | Kind::NoModel)
    }

    /// The endpoint, and not the request, is to blame.
    #[must_use]
    pub fn blames_endpoint(&self) -> bool {
        matches!(self.kind, Kind::Overloaded | Kind::Server | Kind::Timeout | Kind::Network)
    }
}

/// What an endpoint said beside its answer.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub body: String,
    pub request_id: Option<String>,
}

/// Classifies an answer that is an error: by its status, then by what it says.
#[must_use]
pub fn classify(refusal: &Refusal) -> Error {
    let parsed = serde_json::from_str::<Value>(&refusal.body).ok();
    let said = parsed.as_ref().and_then(words);
    let (word, message) = said.unwrap_or_else(|| (String::new(), plain(&refusal.body)));
    let kind = kind(refusal.status, &word, &message);
    let id = refusal.request_id.as_ref().map_or(String::new(), |id| format!(" (request {id})"));
    let status = if refusal.status == 200 { String::new() } else { format!("{} ", refusal.status) };
    let word = if word.is_empty() { String::new() } else { format!("{word}: ") };
    Error {
        kind,
        message: format!("the model's endpoint refused: {status}{word}{message}{id}"),
        status: Some(refusal.status),
        retry_after: refusal.retry_after,
        paid: super::turn::Usage::default(),
    }
}

/// An error object that came in the middle of a stream, after the status had said 200.
#[must_use]
pub fn classify_event(event: &Value) -> Error {
    let (word, message) = words(event).unwrap_or_else(|| (String::new(), plain(&event.to_string())));
    let told = kind(200, &word, &message);
    let kind = if told == Kind::BadRequest { Kind::Server } else { told };
    Error::new(kind, format!("the model's endpoint failed in the middle of its answer: {word}: {message}"))
}

/// The type (or code) and the message of an error object, in any of the shapes in use. A `code` may be a number.
fn words(of: &Value) -> Option<(String, String)> {
    let error =
        of.get("error").filter(|error| !error.is_null()).or_else(|| of.pointer("/response/error")).unwrap_or(of);
    if let Some(text) = error.as_str() {
        return Some((String::new(), plain(text)));
    }
    let message = error.get("message").and_then(Value::as_str)?;
    let word = |name: &str| match error.get(name) {
        Some(Value::String(word)) if word != "error" => Some(word.clone()),
        Some(Value::Number(code)) => Some(code.to_string()),
        _ => None,
    };
    Some((word("type").or_else(|| word("code")).unwrap_or_default(), plain(message)))
}

fn kind(status: u16, word: &str, message: &str) -> Kind {
    let about = message.to_ascii_lowercase();
    let too_long = ["context_length", "context length", "prompt is too long", "context window", "maximum context"];
    if too_long.iter().any(|phrase| about.contains(phrase)) || word == "context_length_exceeded" {
        return Kind::TooLong;
    }
    match word {
        "overloaded_error" => return Kind::Overloaded,
        "rate_limit_error" | "rate_limit_exceeded" => return Kind::RateLimited,
        "insufficient_quota" | "billing_error" => return Kind::Quota,
        "authentication_error" | "permission_error" | "invalid_api_key" => return Kind::Auth,
        "api_error" | "server_error" | "timeout_error" | "502" | "503" | "500" => return Kind::Server,
        "429" => return Kind::RateLimited,
        "content_filter" | "content_policy_violation" => return Kind::Refused,
        _ => {}
    }
    match status {
        401 | 403 => Kind::Auth,
        402 => Kind::Quota,
        408 | 504 => Kind::Timeout,
        409 | 429 => Kind::RateLimited,
        413 => Kind::TooLong,
        529 => Kind::Overloaded,
        404 => Kind::NoModel,
        500..=599 => Kind::Server,
        _ if about.contains("tool") && (about.contains("does not match") || about.contains("not supported")) => {
            Kind::ToolRefused
        }
        _ if about.contains("input tag") && about.contains("tool") => Kind::ToolRefused,
        _ if about.contains("unsupported tool") || about.contains("tool type") => Kind::ToolRefused,
        _ => Kind::BadRequest,
    }
}

/// Text of a stranger for people: one line, at most 300 characters, markup left out.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if inside => {}
            letter if letter.is_control() || letter.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            letter => out.push(letter),
        }
        if out.chars().count() >= 300 {
            out.push('…');
            break;
        }
    }
    let out = out.trim();
    if out.is_empty() { "(it said nothing)".into() } else { out.into() }
}

/// `Retry-After` in seconds (whole or not) or as a date, `retry-after-ms`; at most an hour.
#[must_use]
pub fn retry_after(headers: &reqwest::header::HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let most = Duration::from_secs(3600);
    if let Some(ms) = text("retry-after-ms").and_then(|ms| ms.parse::<f64>().ok()) {
        return Duration::try_from_secs_f64(ms / 1000.0).ok().map(|wait| wait.min(most));
    }
    let said = text("retry-after")?;
    if let Ok(seconds) = said.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok().map(|wait| wait.min(most));
    }
    let date = chrono::DateTime::parse_from_rfc2822(said).ok()?;
    let wait = date.signed_duration_since(chrono::Utc::now()).to_std().unwrap_or_default();
    Some(wait.min(most))
}
