//! What is kept for people to look at.

use super::{Effect, row};
use crate::domain::flow::table::{Kind, Row, default, field};

const GROUP: &str = "Artifacts";

pub(super) const ROWS: &[Row] = &[row(
    GROUP,
    "screenshot",
    Effect::Reads,
    Some("name"),
    "Stores a picture of the page or of an element.",
    &[
        field("target", Kind::Target, "Only this element."),
        default("full_page", Kind::Bool, "false", "Also what is below the fold."),
        field("name", Kind::Text, "Name of the picture."),
        field("mask", Kind::Many(&Kind::Target), "Elements to paint over."),
    ],
    r#"{"type":"screenshot","target":{"role":"main"},"full_page":true,"name":"cart","mask":[{"testid":"clock"}]}"#,
)];
