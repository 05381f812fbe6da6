//! Requests and responses.

use super::{Effect, row};
use crate::domain::flow::table::{Field, Kind, Plain, Row, default, field, objects::HEADER, required};

const GROUP: &str = "Network";

const URL: Kind = Kind::Matcher(Plain::Glob);
const URL_DOC: &str = "Address of the request: a glob such as `**/api/*`, or a matcher.";
pub(crate) const ADDRESS: Field = field("url", URL, URL_DOC);
pub(crate) const METHOD: Field = field("method", Kind::Text, "HTTP method, e.g. `POST`; any when absent.");
pub(crate) const STATUS: Field = field("status", Kind::Text, "Status: `200`, `2xx`, or several such as `404,410`.");
pub(crate) const REQUEST_BODY: Field =
    field("body", Kind::Matcher(Plain::Part), "Body of the request; a plain string is a part of it.");
pub(crate) const RESPONSE_BODY: Field =
    field("body", Kind::Matcher(Plain::Part), "Body of the response; a plain string is a part of it.");
pub(crate) const HEADERS: Field =
    field("headers", Kind::Many(&Kind::Object(&HEADER)), "Headers that the response must have.");
pub(crate) const LATENCY: Field = field(
    "latency_ms",
    Kind::Whole { min: 1, max: 3_600_000 },
    "Longest time until the head of the response came, in milliseconds.",
);
pub(crate) const DIRECTION: Field =
    field("direction", Kind::Word(&["sent", "received"]), "Of the page; both when absent.");
pub(crate) const LEVELS: &[&str] = &["debug", "info", "log", "warn", "error"];
pub(crate) const LEVEL: Field = field("level", Kind::Word(LEVELS), "How bad; any when absent.");
pub(crate) const FRAME_TEXT: Field =
    field("text", Kind::Matcher(Plain::Part), "The message; a plain string is a part of it.");
pub(crate) const LINE_TEXT: Field =
    field("text", Kind::Matcher(Plain::Part), "The line; a plain string is a part of it.");
const SINCE: Field = field(
    "since",
    Kind::Text,
    "Also what came before this step: the id of an earlier step, from whose beginning on it counts, or `start`. Since the last step that acted on the page when absent.",
);

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "wait_request",
        Effect::Reads,
        Some("url"),
        "Waits until the page has made a request. One that it made since the last acting step began counts, so the step stands after the click that causes it.",
        &[
            ADDRESS,
            METHOD,
            REQUEST_BODY,
            SINCE,
            field("var", Kind::Variable, "Gets `method`, `url`, `headers`, `body`, `json`."),
        ],
        r#"{"type":"wait_request","url":"**/api/orders","method":"POST","body":"teapot","since":"order","var":"sent"}"#,
    ),
    row(
        GROUP,
        "wait_response",
        Effect::Reads,
        Some("url"),
        "Waits until a request has been answered as wanted. An answer since the last acting step began counts, so the step stands after the click that causes it.",
        &[
            ADDRESS,
            METHOD,
            STATUS,
            HEADERS,
            RESPONSE_BODY,
            LATENCY,
            SINCE,
            field(
                "var",
                Kind::Variable,
                "Gets `status`, `url`, `headers`, `body`, `json`, `latency_ms` and `request`.",
            ),
        ],
        r#"{"type":"wait_response","url":"**/api/orders","method":"POST","status":"2xx","headers":[{"name":"content-type","contains":"json"}],"body":{"contains":"id"},"latency_ms":2000,"since":"order","var":"order"}"#,
    ),
    row(
        GROUP,
        "wait_ws_frame",
        Effect::Reads,
        Some("text"),
        "Waits for a message over a WebSocket of the page, sent or received since the last acting step began.",
        &[
            FRAME_TEXT,
            field("url", URL, "Address of the socket."),
            DIRECTION,
            SINCE,
            field("var", Kind::Variable, "Gets `text`, `json`, `url` and `direction`."),
        ],
        r#"{"type":"wait_ws_frame","text":"brewed","url":"**/kitchen","direction":"received","since":"start","var":"message"}"#,
    ),
    row(
        GROUP,
        "wait_console",
        Effect::Reads,
        Some("text"),
        "Waits for a line in the page's console, written since the last acting step began.",
        &[LINE_TEXT, LEVEL, SINCE, field("var", Kind::Variable, "Gets `text`, `level`, `url` and `line`.")],
        r#"{"type":"wait_console","text":"ready","level":"info","since":"start","var":"line"}"#,
    ),
    row(
        GROUP,
        "capture_requests",
        Effect::Reads,
        Some("var"),
        "Puts the requests that the page has made so far into a list.",
        &[
            required(
                "var",
                Kind::Variable,
                "Gets a list of `{method, url, type, headers, body, status, latency_ms, error}`.",
            ),
            ADDRESS,
            METHOD,
            REQUEST_BODY,
            default("bodies", Kind::Bool, "false", "Also the bodies of the responses, as `response_body`."),
            field(
                "since",
                Kind::Text,
                "The id of an earlier step, from whose beginning on requests count; all when absent.",
            ),
        ],
        r#"{"type":"capture_requests","var":"calls","url":"**/api/**","method":"GET","body":"x","bodies":true,"since":"login"}"#,
    ),
];
