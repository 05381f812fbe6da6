//! The state of form controls.

use super::{ELEMENT, Effect, TARGET, row};
use crate::domain::flow::table::{Kind, Row, required};

const GROUP: &str = "Keyboard and forms";

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "check",
        Effect::Repeatable,
        Some(ELEMENT),
        "Ticks a checkbox or chooses a radio button, if it is not.",
        &[TARGET],
        r#"{"type":"check","target":{"label":"I agree"}}"#,
    ),
    row(
        GROUP,
        "uncheck",
        Effect::Repeatable,
        Some(ELEMENT),
        "Unticks a checkbox, if it is ticked.",
        &[TARGET],
        r#"{"type":"uncheck","target":{"label":"Newsletter"}}"#,
    ),
    row(
        GROUP,
        "focus",
        Effect::Repeatable,
        Some(ELEMENT),
        "Gives an element the focus.",
        &[TARGET],
        r#"{"type":"focus","target":{"label":"Search"}}"#,
    ),
    row(
        GROUP,
        "blur",
        Effect::Repeatable,
        Some(ELEMENT),
        "Takes the focus from an element.",
        &[TARGET],
        r#"{"type":"blur","target":{"label":"Search"}}"#,
    ),
    row(
        GROUP,
        "select",
        Effect::Repeatable,
        None,
        "Chooses options of a `<select>`.",
        &[
            TARGET,
            required("value", Kind::Options, "A value or label, `{label}`, `{value}`, `{index}`, or a list of them."),
        ],
        r#"{"type":"select","target":{"label":"Size"},"value":[{"label":"Large"},{"index":2}]}"#,
    ),
];
