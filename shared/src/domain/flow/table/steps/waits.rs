//! Waiting.

use super::{ELEMENT, Effect, TARGET, row};
use crate::domain::flow::table::{Kind, Plain, Row, default, objects::STATES, required};

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
];
