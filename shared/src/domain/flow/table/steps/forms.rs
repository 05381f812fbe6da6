//! The state of form controls.

use super::{ELEMENT, Effect, TARGET, row};
use crate::domain::flow::table::{Kind, Row, default, objects::FORM_FIELD, required};

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
        "set_checked",
        Effect::Repeatable,
        None,
        "Ticks a checkbox or unticks it, as a value says.",
        &[TARGET, required("checked", Kind::Bool, "Whether it is ticked in the end.")],
        r#"{"type":"set_checked","target":{"label":"Newsletter"},"checked":true}"#,
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
            default(
                "mode",
                Kind::Word(&["replace", "add", "remove"]),
                "\"replace\"",
                "What becomes of the options chosen before; `remove` takes the choice away from the named ones.",
            ),
        ],
        r#"{"type":"select","target":{"label":"Size"},"value":[{"label":"Large"},{"index":2}],"mode":"add"}"#,
    ),
    row(
        GROUP,
        "fill_form",
        Effect::Repeatable,
        Some("fields"),
        "Fills several fields, each by what it is: text, a tick, options of a `<select>`.",
        &[
            required("fields", Kind::Many(&Kind::Object(&FORM_FIELD)), "The fields and their values, in order."),
            default("submit", Kind::Bool, "false", "Sends the form of the last field."),
        ],
        r#"{"type":"fill_form","fields":[{"target":{"label":"Name"},"value":"Ada"},{"target":{"label":"I agree"},"value":true}],"submit":true}"#,
    ),
    row(
        GROUP,
        "submit",
        Effect::Acts,
        Some(ELEMENT),
        "Sends a form as its default button would; fails when the browser finds a field invalid.",
        &[TARGET],
        r#"{"type":"submit","target":{"role":"form","name":"Sign in"}}"#,
    ),
];
