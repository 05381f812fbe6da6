//! Keys and text.

use super::{DELAY, ELEMENT, Effect, TARGET, row};
use crate::domain::flow::table::{Kind, Row, field, required};

const GROUP: &str = "Keyboard and forms";

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "fill",
        Effect::Repeatable,
        None,
        "Sets the value of an input, as if it were typed at once.",
        &[TARGET, required("value", Kind::Text, "The new value.")],
        r#"{"type":"fill","target":{"label":"User name"},"value":"{{user}}"}"#,
    ),
    row(
        GROUP,
        "clear",
        Effect::Repeatable,
        Some(ELEMENT),
        "Empties an input.",
        &[TARGET],
        r#"{"type":"clear","target":{"label":"Search"}}"#,
    ),
    row(
        GROUP,
        "type",
        Effect::Acts,
        None,
        "Types text key by key, where the focus is or in an element.",
        &[
            field("target", Kind::Target, "The element to focus first."),
            required("text", Kind::Text, "What is typed."),
            field("delay", DELAY, "Time between keys in milliseconds."),
        ],
        r#"{"type":"type","target":{"label":"Search"},"text":"teapot","delay":20}"#,
    ),
    row(
        GROUP,
        "press",
        Effect::Acts,
        Some("keys"),
        "Presses a key or a combination.",
        &[
            field("target", Kind::Target, "The element to focus first."),
            required("keys", Kind::Text, "`Enter`, `Control+A`, `Shift+Tab`, …"),
            field("repeat", Kind::Whole { min: 1, max: 1000 }, "How often."),
        ],
        r#"{"type":"press","target":{"label":"Search"},"keys":"Enter","repeat":2}"#,
    ),
];
