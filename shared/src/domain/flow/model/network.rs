//! Requests, responses and sockets: which are meant, and what is done with them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{CountMatcher, TextMatcher, UrlMatcher, expect::present, is_false};

/// Which requests: all that is given must fit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestMatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<UrlMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Of the request; a plain string is a part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<TextMatcher>,
}

/// `wait_request`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitRequest {
    #[serde(flatten)]
    pub request: RequestMatch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
}

/// `wait_response`; `body` is that of the response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitResponse {
    #[serde(flatten)]
    pub response: ResponseMatch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
}

/// `capture_requests`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaptureRequests {
    #[serde(flatten)]
    pub request: RequestMatch,
    pub var: String,
    /// With the bodies of the responses.
    #[serde(default, skip_serializing_if = "is_false")]
    pub bodies: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// Which response, and what it must be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResponseMatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<UrlMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// `200`, `2xx`, or several with commas between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<HeaderMatcher>,
    /// Of the response; a plain string is a part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<TextMatcher>,
    /// Longest time until the head of the response came, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
}

/// A header and its wanted value; none: it must be there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeaderMatcher {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<String>,
}

/// How often a request was made: assertion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RequestExpectation {
    #[serde(flatten)]
    pub request: RequestMatch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<CountMatcher>,
}

/// Which WebSocket message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FrameMatch {
    /// Of the socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<UrlMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<FrameDirection>,
    /// A plain string is a part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextMatcher>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrameDirection {
    Sent,
    Received,
}

/// How often a message was seen: assertion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameExpectation {
    #[serde(flatten)]
    pub frame: FrameMatch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<CountMatcher>,
}

/// `wait_ws_frame`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitFrame {
    #[serde(flatten)]
    pub frame: FrameMatch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
}

/// Which line of the console.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineMatch {
    /// A plain string is a part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextMatcher>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<ConsoleLevel>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsoleLevel {
    Debug,
    Info,
    Log,
    Warn,
    Error,
}

/// How often a line was written: assertion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LineExpectation {
    #[serde(flatten)]
    pub line: LineMatch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<CountMatcher>,
}

/// `wait_console`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitConsole {
    #[serde(flatten)]
    pub line: LineMatch,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
}

/// How far a page has to have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LoadState {
    DomContentLoaded,
    #[default]
    Load,
    NetworkIdle,
    Settled,
}

/// What is sent as a body: at most one of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Payload {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// `null` is JSON too.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub json: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// A file below the worker's upload directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// `mock`: an answer that no server gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mock {
    pub url: UrlMatcher,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(default = "ok")]
    pub status: u16,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    #[serde(flatten)]
    pub payload: Payload,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// How many requests it answers; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Milliseconds before the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u64>,
}

fn ok() -> u16 {
    200
}

/// `modify_request`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModifyRequest {
    pub url: UrlMatcher,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_method: Option<String>,
    /// Set, or (with `null`) left out.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    #[serde(flatten)]
    pub payload: Payload,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// `modify_response`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModifyResponse {
    pub url: UrlMatcher,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Set, or (with `null`) left out.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    #[serde(flatten)]
    pub payload: Payload,
    /// Values of a JSON body by their path, e.g. `lines.0.price`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub set: Map<String, Value>,
    /// Texts of the body and what stands in their place.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub replace: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// `abort`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Abort {
    pub url: UrlMatcher,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(default)]
    pub reason: AbortReason,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// What the page believes has gone wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbortReason {
    #[default]
    Failed,
    Aborted,
    TimedOut,
    AccessDenied,
    ConnectionClosed,
    ConnectionReset,
    ConnectionRefused,
    ConnectionAborted,
    ConnectionFailed,
    NameNotResolved,
    InternetDisconnected,
    AddressUnreachable,
    BlockedByClient,
    BlockedByResponse,
}

/// `throttle`: a profile, or numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Throttle {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<ThrottleProfile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_kbps: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_kbps: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<f64>,
}

/// The profiles of Chromium's developer tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThrottleProfile {
    #[serde(rename = "slow_3g")]
    Slow3g,
    #[serde(rename = "slow_4g")]
    Slow4g,
    #[serde(rename = "fast_4g")]
    Fast4g,
    #[serde(rename = "none")]
    None,
}

/// `har_record`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HarRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<UrlMatcher>,
    /// Without the bodies of responses.
    #[serde(skip_serializing_if = "is_false")]
    pub omit_bodies: bool,
}

/// `har_replay`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HarReplay {
    /// A file below the worker's upload directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The HAR itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub har: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<UrlMatcher>,
    /// Requests that are not in it fail, instead of going to the server.
    #[serde(default = "yes")]
    pub strict: bool,
}

fn yes() -> bool {
    true
}

/// `mock_ws`: a socket that no server opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MockSocket {
    pub url: UrlMatcher,
    /// Messages to the page once the socket is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_open: Vec<Value>,
    /// What the page is answered, by the first matcher that fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<SocketReply>,
    /// Sends back what nothing else answers.
    #[serde(default, skip_serializing_if = "is_false")]
    pub echo: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SocketReply {
    /// A plain string is a part of the message.
    pub to: TextMatcher,
    /// A text as it is, anything else as JSON.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub send: Vec<Value>,
    /// Closes the socket with this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close: Option<u16>,
}

/// A part of a multipart body: a value, or a file of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestPart {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

/// `http_request`: a request of the worker's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HttpRequest {
    pub url: String,
    #[serde(default = "get")]
    pub method: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub json: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Map<String, Value>>,
    /// A file of the run that is the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// A multipart body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<RequestPart>,
    /// Wanted status; any below 400 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Gets the whole response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
    /// Variables and the parts of the response that they get, e.g. `json.token`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub save: Map<String, Value>,
    /// Sends the browser's cookies for that address.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cookies: bool,
    /// Redirects that are followed, at most.
    #[serde(default = "ten")]
    pub max_redirects: u32,
}

fn get() -> String {
    "GET".to_owned()
}

fn ten() -> u32 {
    10
}

/// Which e-mails a `wait_email` looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailSince {
    /// Those that came since the attempt began.
    #[default]
    Start,
    Any,
}

/// `wait_email`: an e-mail in a mail sink that speaks Mailpit's API.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitEmail {
    pub inbox: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<TextMatcher>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextMatcher>,
    /// A regular expression; its first group becomes `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<String>,
    #[serde(default)]
    pub since: MailSince,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub var: Option<String>,
}
