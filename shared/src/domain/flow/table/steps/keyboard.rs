//! Keys and text.

use super::{DELAY, ELEMENT, Effect, TARGET, row, ruled};
use crate::domain::flow::table::{Kind, Row, Rule, default, field, required};

const GROUP: &str = "Keyboard and forms";

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "fill",
        Effect::Repeatable,
        None,
        "Sets the value of an input (also of a date, a time, a range, a colour) or of editable content, as if it were typed at once.",
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
            default("submit", Kind::Bool, "false", "Presses Enter at the end."),
        ],
        r#"{"type":"type","target":{"label":"Search"},"text":"teapot","delay":20,"submit":true}"#,
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
            field("hold_ms", Kind::Whole { min: 0, max: 600_000 }, "Time between down and up in milliseconds."),
        ],
        r#"{"type":"press","target":{"label":"Search"},"keys":"Enter","repeat":2,"hold_ms":100}"#,
    ),
    row(
        GROUP,
        "key_down",
        Effect::Acts,
        Some("key"),
        "Presses a key and keeps it down for the steps that follow, until `key_up`.",
        &[required("key", Kind::Text, "`Shift`, `ArrowLeft`, `a`, …")],
        r#"{"type":"key_down","key":"Shift"}"#,
    ),
    row(
        GROUP,
        "key_up",
        Effect::Acts,
        Some("key"),
        "Lets a key go that `key_down` pressed.",
        &[required("key", Kind::Text, "`Shift`, `ArrowLeft`, `a`, …")],
        r#"{"type":"key_up","key":"Shift"}"#,
    ),
    row(
        GROUP,
        "select_text",
        Effect::Repeatable,
        Some(ELEMENT),
        "Selects the text of an element, as if a person dragged over it.",
        &[TARGET, field("text", Kind::Text, "Only this part of it.")],
        r#"{"type":"select_text","target":{"role":"article"},"text":"the first words"}"#,
    ),
    row(
        GROUP,
        "copy",
        Effect::Repeatable,
        Some(ELEMENT),
        "Copies the text of an element, or what is selected.",
        &[
            field("target", Kind::Target, "The element; what is selected when absent."),
            field("var", Kind::Variable, "The variable that gets the text, too."),
        ],
        r#"{"type":"copy","target":{"testid":"coupon"},"var":"coupon"}"#,
    ),
    row(
        GROUP,
        "paste",
        Effect::Acts,
        Some("text"),
        "Pastes what was copied, or a text, where the focus is or in an element.",
        &[
            field("target", Kind::Target, "The element to focus first."),
            field("text", Kind::Text, "What is pasted; the clipboard stays as it is."),
        ],
        r#"{"type":"paste","target":{"label":"Message"},"text":"hello"}"#,
    ),
    ruled(
        row(
            GROUP,
            "clipboard",
            Effect::Repeatable,
            None,
            "Writes the clipboard, or reads what the page has put there.",
            &[
                required("action", Kind::Word(&["set", "get"]), "What to do."),
                field("text", Kind::Text, "What is written, beside `action: set`."),
                field("var", Kind::Variable, "The variable that gets the text, beside `action: get`."),
            ],
            r#"{"type":"clipboard","action":"get","var":"link"}"#,
        ),
        &[Rule::Exactly("text", "action", "set"), Rule::Exactly("var", "action", "get")],
    ),
];
