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
];
