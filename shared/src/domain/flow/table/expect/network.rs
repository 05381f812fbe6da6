//! What can be said about requests, sockets and the console.

use super::super::{Field, Kind, Object, Plain, field, steps::network};

const HOW_OFTEN: Field =
    field("count", Kind::Count, "How often: a number, or `{min, max}`; at least once when absent.");

/// Which requests an assertion counts.
const REQUEST: Object = Object {
    schema: "RequestMatcher",
    name: "a request",
    doc: "Requests of the page, and how often they were made.",
    fields: &[network::ADDRESS, network::METHOD, network::REQUEST_BODY, HOW_OFTEN],
    rules: &[],
    example: r#"{"url":"**/api/orders","method":"POST","count":1}"#,
};

/// Which response an assertion is about.
const RESPONSE: Object = Object {
    schema: "ResponseMatcher",
    name: "a response",
    doc: "The last answer to a request with this address and method, and what it must be.",
    fields: &[
        network::ADDRESS,
        network::METHOD,
        network::STATUS,
        network::HEADERS,
        network::RESPONSE_BODY,
        network::LATENCY,
    ],
    rules: &[],
    example: r#"{"url":"**/api/cart","status":"2xx","latency_ms":500}"#,
};

/// Which WebSocket messages an assertion counts.
const WS_FRAME: Object = Object {
    schema: "WsFrameMatcher",
    name: "a WebSocket message",
    doc: "Messages over WebSockets of the page, and how often they were seen.",
    fields: &[
        field("url", Kind::Matcher(Plain::Glob), "Address of the socket."),
        network::DIRECTION,
        network::FRAME_TEXT,
        HOW_OFTEN,
    ],
    rules: &[],
    example: r#"{"direction":"received","text":"brewed"}"#,
};

/// Which console lines an assertion counts.
const LINE: Object = Object {
    schema: "ConsoleMatcher",
    name: "a console line",
    doc: "Lines of the console, and how often they were written.",
    fields: &[network::LINE_TEXT, network::LEVEL, HOW_OFTEN],
    rules: &[],
    example: r#"{"text":"ready","level":"info"}"#,
};

/// They stand alone, perhaps with `allow` and `since`.
pub(super) const MATCHERS: &[Field] = &[
    field("request", Kind::Object(&REQUEST), "Such a request was made, or comes."),
    field("response", Kind::Object(&RESPONSE), "The last answer to such a request is as wanted, or comes to be."),
    field("ws_frame", Kind::Object(&WS_FRAME), "Such a message was sent or received over a WebSocket, or comes."),
    field("console", Kind::Object(&LINE), "Such a line was written to the console, or comes."),
    field(
        "no_failed_requests",
        Kind::Bool,
        "No request failed or was answered 4xx or 5xx; what the page gave up itself does not count.",
    ),
    field("no_5xx", Kind::Bool, "No request was answered 5xx."),
    field(
        "no_console_errors",
        Kind::Bool,
        "Nothing was written to the console as an error; resources that did not load are, uncaught errors are not.",
    ),
    field("no_page_errors", Kind::Bool, "No error of the page's scripts was left uncaught."),
    field("no_mixed_content", Kind::Bool, "No page over https asked for anything over http."),
    field(
        "security_headers",
        Kind::Many(&Kind::Text),
        "The answer to the page itself has these headers, e.g. `content-security-policy`.",
    ),
];

/// From when on things count, and what does not.
pub(super) const MANNERS: &[Field] = &[
    field(
        "allow",
        Kind::Many(&Kind::Text),
        "What does not count, beside `no_…`: globs of addresses for requests, parts of lines for the console.",
    ),
    field(
        "since",
        Kind::Text,
        "The id of an earlier step, from whose beginning on requests and lines count; from the start of the execution when absent.",
    ),
];
