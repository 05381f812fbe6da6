//! Requests and responses.

use super::{Effect, row, ruled};
use crate::domain::flow::table::{
    Field, Kind, Object, Plain, Row, Rule, default, field,
    objects::{HEADER, SOCKET_REPLY},
    required,
};

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

const MEANT: Field = required("url", URL, URL_DOC);
const TIMES: Field =
    field("times", Kind::Whole { min: 1, max: 100_000 }, "How many requests it is for; all when absent.");
const PATH_DOC: &str = "A file below the worker's upload directory.";
/// Reasons why a request can be made to fail.
pub(crate) const REASONS: &[&str] = &[
    "failed",
    "aborted",
    "timed_out",
    "access_denied",
    "connection_closed",
    "connection_reset",
    "connection_refused",
    "connection_aborted",
    "connection_failed",
    "name_not_resolved",
    "internet_disconnected",
    "address_unreachable",
    "blocked_by_client",
    "blocked_by_response",
];
/// Profiles of slow networks.
pub(crate) const PROFILES: &[&str] = &["slow_3g", "slow_4g", "fast_4g", "none"];
/// At most one way to give a body.
const PAYLOAD_RULES: &[Rule] = &[
    Rule::NotBoth("body", "json"),
    Rule::NotBoth("body", "base64"),
    Rule::NotBoth("body", "path"),
    Rule::NotBoth("json", "base64"),
    Rule::NotBoth("json", "path"),
    Rule::NotBoth("base64", "path"),
];

/// A part of a multipart body.
const PART: Object = Object {
    schema: "RequestPart",
    name: "a part",
    doc: "A field of a multipart body, or a file in it.",
    fields: &[
        required("name", Kind::Text, "Name of the field."),
        field("value", Kind::Text, "Its value."),
        field("file", Kind::Text, "A file of the run that is its value."),
        field("file_name", Kind::Text, "File name that the server sees, beside `file`; that of the file when absent."),
        field("media_type", Kind::Text, "Media type that the server sees; guessed from the file's name when absent."),
    ],
    rules: &[Rule::One(&["value", "file"], "content"), Rule::Needs("file_name", "file")],
    example: r#"{"name":"picture","file":"cat.png","media_type":"image/png"}"#,
};

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
    ruled(
        row(
            GROUP,
            "mock",
            Effect::Repeatable,
            Some("url"),
            "Answers requests itself, from here on; no server sees them. Of several rules the newest that fits answers. A page that the flow may not visit stays closed.",
            &[
                MEANT,
                METHOD,
                default("status", Kind::Whole { min: 100, max: 599 }, "200", "Status of the answer."),
                field("headers", Kind::Values, "Headers of the answer."),
                field("body", Kind::Text, "Text of the answer."),
                field("json", Kind::Any, "Value that the answer is, as JSON."),
                field("base64", Kind::Text, "Bytes of the answer."),
                field("path", Kind::Text, PATH_DOC),
                field("content_type", Kind::Text, "Media type of the answer; guessed from what is given when absent."),
                TIMES,
                field("delay_ms", Kind::Whole { min: 0, max: 120_000 }, "Milliseconds before the answer."),
            ],
            r#"{"type":"mock","url":"**/api/cart","method":"GET","status":503,"headers":{"retry-after":"5"},"json":{"items":[]},"times":2,"delay_ms":300}"#,
        ),
        PAYLOAD_RULES,
    ),
    ruled(
        row(
            GROUP,
            "modify_request",
            Effect::Repeatable,
            Some("url"),
            "Changes requests on their way to the server, from here on.",
            &[
                MEANT,
                METHOD,
                field("to_url", Kind::Text, "Where it goes instead; the page does not notice."),
                field("to_method", Kind::Text, "Method instead."),
                field("headers", Kind::Values, "Headers that are set; `null` leaves one out."),
                field("body", Kind::Text, "Body instead, as text."),
                field("json", Kind::Any, "Body instead, as JSON."),
                field("base64", Kind::Text, "Body instead, as bytes."),
                field("path", Kind::Text, PATH_DOC),
                TIMES,
            ],
            r#"{"type":"modify_request","url":"**/api/**","method":"GET","to_url":"http://127.0.0.1:4000/api/cart","to_method":"GET","headers":{"x-test":"1"},"body":"x","times":1}"#,
        ),
        PAYLOAD_RULES,
    ),
    ruled(
        row(
            GROUP,
            "modify_response",
            Effect::Repeatable,
            Some("url"),
            "Changes answers of the server on their way to the page, from here on.",
            &[
                MEANT,
                METHOD,
                field("status", Kind::Whole { min: 100, max: 599 }, "Status instead."),
                field("headers", Kind::Values, "Headers that are set; `null` leaves one out."),
                field("body", Kind::Text, "Body instead, as text."),
                field("json", Kind::Any, "Body instead, as JSON."),
                field("base64", Kind::Text, "Body instead, as bytes."),
                field("path", Kind::Text, PATH_DOC),
                field(
                    "set",
                    Kind::Values,
                    "Values that are put into a JSON body, by their path: `{ items.0.price: 3 }`.",
                ),
                field("replace", Kind::Values, "Texts of the body, and what stands in their place."),
                TIMES,
            ],
            r#"{"type":"modify_response","url":"**/api/cart","method":"GET","status":200,"headers":{"x-test":"1"},"set":{"total":3},"replace":{"tea":"pot"},"times":1}"#,
        ),
        PAYLOAD_RULES,
    ),
    row(
        GROUP,
        "abort",
        Effect::Repeatable,
        Some("url"),
        "Lets requests fail, from here on.",
        &[
            MEANT,
            METHOD,
            default("reason", Kind::Word(REASONS), "\"failed\"", "What the page believes has gone wrong."),
            TIMES,
        ],
        r#"{"type":"abort","url":"**/*.png","method":"GET","reason":"connection_refused","times":3}"#,
    ),
    row(
        GROUP,
        "unmock",
        Effect::Repeatable,
        Some("url"),
        "Takes mocks, changes, aborts and replays away: those with the same `url`, or all.",
        &[field("url", URL, "As the step that is undone gave it; all of them when absent.")],
        r#"{"type":"unmock","url":"**/api/cart"}"#,
    ),
    row(
        GROUP,
        "offline",
        Effect::Repeatable,
        Some("offline"),
        "Cuts the browser's network off, or gives it back.",
        &[default("offline", Kind::Bool, "true", "`false` gives the network back.")],
        r#"{"type":"offline","offline":false}"#,
    ),
    ruled(
        row(
            GROUP,
            "throttle",
            Effect::Repeatable,
            Some("profile"),
            "Makes the network slow: as one of the profiles of Chromium's developer tools, or by numbers.",
            &[
                field("profile", Kind::Word(PROFILES), "A profile; `none` ends it."),
                field("download_kbps", Kind::Number { min: 0.0, max: 1e7 }, "Kilobits per second towards the page."),
                field("upload_kbps", Kind::Number { min: 0.0, max: 1e7 }, "Kilobits per second from the page."),
                field("latency_ms", Kind::Number { min: 0.0, max: 60_000.0 }, "Milliseconds added to every request."),
            ],
            r#"{"type":"throttle","download_kbps":400,"upload_kbps":200,"latency_ms":300}"#,
        ),
        &[Rule::Some(&["profile", "download_kbps", "upload_kbps", "latency_ms"])],
    ),
    row(
        GROUP,
        "har_record",
        Effect::Repeatable,
        Some("name"),
        "Records requests and answers; the HAR 1.2 file is an artifact of the execution, passed or not.",
        &[
            field("name", Kind::Text, "Name of the artifact, without `.har`."),
            field("url", URL, "Only these addresses."),
            default("omit_bodies", Kind::Bool, "false", "Without the bodies of the answers."),
        ],
        r#"{"type":"har_record","name":"checkout","url":"**/api/**","omit_bodies":true}"#,
    ),
    ruled(
        row(
            GROUP,
            "har_replay",
            Effect::Repeatable,
            Some("path"),
            "Answers requests from a HAR recording: by method and address, and by body when several differ in it; several answers to the same are given in their order.",
            &[
                field("path", Kind::Text, PATH_DOC),
                field("har", Kind::Any, "The HAR itself."),
                field("url", URL, "Only these addresses."),
                default(
                    "strict",
                    Kind::Bool,
                    "true",
                    "Requests that are not in it fail; `false` lets them go to the server.",
                ),
            ],
            r#"{"type":"har_replay","path":"checkout.har","url":"**/api/**","strict":false}"#,
        ),
        &[Rule::One(&["path", "har"], "recording")],
    ),
    row(
        GROUP,
        "mock_ws",
        Effect::Repeatable,
        Some("url"),
        "Answers WebSockets that pages open from here on; no server sees them. Pages that are open already keep theirs until they are loaded again.",
        &[
            MEANT,
            field(
                "on_open",
                Kind::Many(&Kind::Any),
                "Messages to the page once the socket is open: texts as they are, anything else as JSON.",
            ),
            field(
                "replies",
                Kind::Many(&Kind::Object(&SOCKET_REPLY)),
                "What the page is answered; the first that fits.",
            ),
            default("echo", Kind::Bool, "false", "Sends back what no reply fits."),
        ],
        r#"{"type":"mock_ws","url":"**/kitchen","on_open":[{"state":"ready"}],"replies":[{"to":{"contains":"brew"},"send":["brewing"],"close":1000}],"echo":true}"#,
    ),
    row(
        GROUP,
        "set_headers",
        Effect::Repeatable,
        Some("headers"),
        "Sends headers with every request of the browser from here on, instead of those that an earlier such step set.",
        &[
            required("headers", Kind::Values, "Names and values; `{}` sends no more."),
            field("url", URL, "Only to these addresses. A secret wants this: without it every host gets the headers."),
        ],
        r#"{"type":"set_headers","headers":{"x-test-run":"42"},"url":"http://127.0.0.1:4000/**"}"#,
    ),
    row(
        GROUP,
        "block_hosts",
        Effect::Repeatable,
        Some("hosts"),
        "Lets every request to these hosts fail from here on, instead of those that an earlier such step named. No mock opens them again.",
        &[required(
            "hosts",
            Kind::Many(&Kind::Text),
            "`ads.example`, `*.ads.example`, `host:port`; an empty list blocks none.",
        )],
        r#"{"type":"block_hosts","hosts":["*.ads.example"]}"#,
    ),
    row(
        GROUP,
        "basic_auth",
        Effect::Repeatable,
        None,
        "Answers servers that ask for a name and a password.",
        &[
            required("username", Kind::Text, "The name."),
            required("password", Kind::Text, "The password, e.g. `{{secret.shop}}`."),
            field("url", URL, "Only at these addresses."),
        ],
        r#"{"type":"basic_auth","username":"ada","password":"teapot","url":"http://127.0.0.1:4000/**"}"#,
    ),
    ruled(
        row(
            GROUP,
            "http_request",
            Effect::Acts,
            Some("url"),
            "Makes a request of its own, beside the browser, to one of the hosts that the flow may visit.",
            &[
                required("url", Kind::Url, "Absolute, or relative to `start_url`."),
                default("method", Kind::Text, "\"GET\"", "HTTP method."),
                field("headers", Kind::Values, "Headers of the request."),
                field("body", Kind::Text, "Body as text."),
                field("json", Kind::Any, "Body as JSON."),
                field("form", Kind::Values, "Body as a form."),
                field("file", Kind::Text, "Body as it is in this file of the run: an upload, e.g. with `method: PUT`."),
                field(
                    "parts",
                    Kind::Many(&Kind::Object(&PART)),
                    "Body as `multipart/form-data`, as a form with file inputs sends it.",
                ),
                field(
                    "status",
                    Kind::Text,
                    "Wanted status: `200`, `2xx`, or several such as `404,410`; any below 400 when absent.",
                ),
                field("var", Kind::Variable, "Gets `status`, `url`, `headers`, `body`, `json`, `time_ms`."),
                field(
                    "save",
                    Kind::Values,
                    "Variables, and the parts of the response that they get: `{ token: json.token }`.",
                ),
                default(
                    "cookies",
                    Kind::Bool,
                    "false",
                    "Sends the browser's cookies for that address, and keeps those that come.",
                ),
                default(
                    "max_redirects",
                    Kind::Whole { min: 0, max: 20 },
                    "10",
                    "Redirects that are followed, each to a host that the flow may visit.",
                ),
            ],
            r#"{"type":"http_request","url":"/api/orders","method":"POST","headers":{"x-test":"1"},"json":{"item":"teapot"},"status":"201","var":"order","save":{"id":"json.id"},"cookies":true,"max_redirects":0}"#,
        ),
        &[
            Rule::NotBoth("body", "json"),
            Rule::NotBoth("body", "form"),
            Rule::NotBoth("json", "form"),
            Rule::NotBoth("file", "body"),
            Rule::NotBoth("file", "json"),
            Rule::NotBoth("file", "form"),
            Rule::NotBoth("file", "parts"),
            Rule::NotBoth("parts", "body"),
            Rule::NotBoth("parts", "json"),
            Rule::NotBoth("parts", "form"),
        ],
    ),
    row(
        GROUP,
        "add_init_script",
        Effect::Repeatable,
        Some("js"),
        "Runs JavaScript in every page and frame that is opened from here on, before its own scripts.",
        &[
            required("js", Kind::Code, "Body of a function with `args`. Values come in through `args`, not `{{…}}`."),
            field("args", Kind::Any, "What the script gets as `args`."),
        ],
        r#"{"type":"add_init_script","js":"window.testing = args","args":{"run":1}}"#,
    ),
    row(
        GROUP,
        "add_style",
        Effect::Repeatable,
        Some("css"),
        "Adds a style sheet to the page.",
        &[
            required("css", Kind::Text, "The style sheet."),
            default("every_page", Kind::Bool, "false", "Also to every page and frame that is opened from here on."),
        ],
        r#"{"type":"add_style","css":"* { animation: none !important }","every_page":true}"#,
    ),
];
