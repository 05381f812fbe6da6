//! Dialogs, permissions and overlays.

use super::{Effect, row};
use crate::domain::flow::table::{Kind, Plain, Row, field, required};

const GROUP: &str = "Dialogs";

pub(super) const ROWS: &[Row] = &[row(
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
)];
