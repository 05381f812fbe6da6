//! Dialogs, permissions and overlays.

use super::{Effect, row};
use crate::domain::flow::table::{Field, Kind, Plain, Row, field, required};

const GROUP: &str = "Dialogs";

/// The permissions that pages ask for, by their names in the Permissions API.
const PERMISSIONS: Kind = Kind::Many(&Kind::Word(&[
    "accelerometer",
    "ambient-light-sensor",
    "background-sync",
    "camera",
    "clipboard-read",
    "clipboard-write",
    "geolocation",
    "gyroscope",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "notifications",
    "payment-handler",
    "persistent-storage",
    "screen-wake-lock",
    "storage-access",
    "window-management",
]));
const ORIGIN: Field = field("origin", Kind::Url, "Only for pages of this origin; for all when absent.");
const TIMES: Kind = Kind::Whole { min: 1, max: 1000 };

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "handle_dialog",
        Effect::Acts,
        Some("action"),
        "Says what to do with the next dialog. One that nothing handles is dismissed and recorded.",
        &[
            required("action", Kind::Word(&["accept", "dismiss"]), "What to answer."),
            field("text", Kind::Text, "What to enter in a prompt."),
            field("message", Kind::Matcher(Plain::Whole), "The dialog's message; another message is an error."),
        ],
        r#"{"type":"handle_dialog","action":"accept","text":"Ada","message":{"contains":"name"}}"#,
    ),
    row(
        GROUP,
        "on_dialog",
        Effect::Repeatable,
        Some("action"),
        "Says what to do with every dialog from now on, or with those of one message; later rules go first, and `handle_dialog` before all.",
        &[
            required("action", Kind::Word(&["accept", "dismiss"]), "What to answer."),
            field("text", Kind::Text, "What to enter in a prompt."),
            field("message", Kind::Matcher(Plain::Whole), "Only dialogs with this message."),
            field("times", TIMES, "For so many dialogs; for all when absent."),
        ],
        r#"{"type":"on_dialog","action":"accept","text":"Ada","message":{"contains":"name"},"times":2}"#,
    ),
    row(
        GROUP,
        "grant_permissions",
        Effect::Repeatable,
        Some("permissions"),
        "Grants what pages may ask for, so that no question appears.",
        &[required("permissions", PERMISSIONS, "What is granted."), ORIGIN],
        r#"{"type":"grant_permissions","permissions":["geolocation"],"origin":"http://127.0.0.1:4000"}"#,
    ),
    row(
        GROUP,
        "deny_permissions",
        Effect::Repeatable,
        Some("permissions"),
        "Denies what pages may ask for, as a person would who says no.",
        &[required("permissions", PERMISSIONS, "What is denied."), ORIGIN],
        r#"{"type":"deny_permissions","permissions":["notifications"],"origin":"http://127.0.0.1:4000"}"#,
    ),
    row(
        GROUP,
        "on_overlay",
        Effect::Repeatable,
        None,
        "Clears something away whenever it is in the way of a later step, such as a cookie banner: does steps, then waits until it is hidden.",
        &[
            required("target", Kind::Target, "What is in the way."),
            required("do", Kind::Steps, "What clears it away."),
            field("times", TIMES, "So often at most; each time when absent."),
        ],
        r#"{"type":"on_overlay","target":{"role":"dialog","name":"Cookies"},"do":[{"type":"click","target":{"role":"button","name":"Accept"}}],"times":1}"#,
    ),
];
