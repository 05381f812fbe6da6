//! Waiting.

use super::{ELEMENT, Effect, TARGET, row};
use crate::domain::flow::table::{Kind, Plain, Row, default, expect::STATES, field, required};

const GROUP: &str = "Waiting";

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "wait_for",
        Effect::Reads,
        Some(ELEMENT),
        "Waits until an element has a state.",
        &[TARGET, default("state", Kind::Word(STATES), "\"visible\"", "The state.")],
        r#"{"type":"wait_for","target":{"role":"alert"},"state":"hidden"}"#,
    ),
    row(
        GROUP,
        "wait_url",
        Effect::Reads,
        Some("url"),
        "Waits until the page's address matches.",
        &[required("url", Kind::Matcher(Plain::Glob), "A glob such as `**/orders/*`, or a matcher.")],
        r#"{"type":"wait_url","url":"**/orders/*"}"#,
    ),
    row(
        GROUP,
        "sleep",
        Effect::Reads,
        Some("ms"),
        "Waits a fixed time. Better wait for something that can be seen.",
        &[required("ms", Kind::Whole { min: 0, max: 3_600_000 }, "Milliseconds.")],
        r#"{"type":"sleep","ms":200}"#,
    ),
    row(
        GROUP,
        "wait_load",
        Effect::Reads,
        Some("state"),
        "Waits until the page has come so far: its document is parsed, it has loaded, it has asked for nothing for 500 ms, or (`settled`) that and its elements have not changed either.",
        &[default(
            "state",
            Kind::Word(&["domcontentloaded", "load", "networkidle", "settled"]),
            "\"load\"",
            "How far.",
        )],
        r#"{"type":"wait_load","state":"networkidle"}"#,
    ),
    row(
        GROUP,
        "wait_settled",
        Effect::Reads,
        Some("quiet_ms"),
        "Waits until no request is under way and no element has changed for a while.",
        &[default("quiet_ms", Kind::Whole { min: 1, max: 60_000 }, "500", "For how long, in milliseconds.")],
        r#"{"type":"wait_settled","quiet_ms":300}"#,
    ),
    row(
        GROUP,
        "wait_function",
        Effect::Reads,
        Some("js"),
        "Waits until JavaScript in the page returns something true. It is asked at every frame that the browser draws.",
        &[
            required(
                "js",
                Kind::Code,
                "Body of a function with `args`, and `el` when there is a target; may be async. It must not change the page.",
            ),
            field("args", Kind::Any, "What the script gets as `args`."),
            field("target", Kind::Target, "The element that the script gets as `el`."),
            field("var", Kind::Variable, "Gets what the script returned."),
        ],
        r#"{"type":"wait_function","js":"return window.stock >= args.least","args":{"least":3},"target":{"css":"main"},"var":"stock"}"#,
    ),
    row(
        GROUP,
        "wait_email",
        Effect::Reads,
        None,
        "Waits for an e-mail in a mail sink that speaks Mailpit's API, e.g. one with a code. The newest that fits counts.",
        &[
            required(
                "inbox",
                Kind::Url,
                "Address of the sink, e.g. `http://127.0.0.1:8025`; its host must be one that the flow may visit.",
            ),
            field("to", Kind::Text, "Only e-mails to this address."),
            field("from", Kind::Text, "Only e-mails from this address."),
            field(
                "subject",
                Kind::Matcher(Plain::Part),
                "Only e-mails with this subject; a plain string is a part of it.",
            ),
            field("text", Kind::Matcher(Plain::Part), "Only e-mails with this text; a plain string is a part of it."),
            field(
                "matches",
                Kind::Regex,
                "Looked for in the text: the first group (or the whole match) becomes `code`. Without a match the e-mail does not count.",
            ),
            default(
                "since",
                Kind::Word(&["start", "any"]),
                "\"start\"",
                "`start`: only e-mails that came since this attempt began; `any`: also older ones.",
            ),
            default(
                "every_ms",
                Kind::Whole { min: 50, max: 600_000 },
                "500",
                "Pause between two looks in milliseconds.",
            ),
            field("var", Kind::Variable, "Gets `{id, from, to, subject, text, html, links, date, code}`."),
        ],
        r#"{"type":"wait_email","inbox":"http://127.0.0.1:8025","to":"ada@example.org","from":"shop@example.org","subject":"Your code","text":{"contains":"sign in"},"matches":"\\b(\\d{6})\\b","since":"any","every_ms":1000,"var":"mail"}"#,
    ),
];
