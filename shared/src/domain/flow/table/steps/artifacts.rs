//! What is kept for people to look at.

use super::{Effect, Rule, row, ruled};
use crate::domain::flow::table::{Kind, Row, default, field};

const GROUP: &str = "Artifacts";

pub(super) const ROWS: &[Row] = &[
    row(
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
    ),
    ruled(
        row(
            GROUP,
            "inspect",
            Effect::Reads,
            Some("target"),
            "Stores what elements are (role, name, states, box) and good locators for them, best first, as `inspection.json`.",
            &[
                field("target", Kind::Target, "This element."),
                field(
                    "x",
                    Kind::Number { min: 0.0, max: 1e6 },
                    "The element at this point: CSS pixels from the left of the viewport.",
                ),
                field("y", Kind::Number { min: 0.0, max: 1e6 }, "CSS pixels from the top of the viewport, beside `x`."),
                field("all", Kind::Bool, "Every visible element that one can act on or call by name; at most 300."),
            ],
            r#"{"type":"inspect","target":{"role":"button","name":"Sign in"}}"#,
        ),
        &[Rule::One(&["target", "x", "all"], "subject"), Rule::Needs("x", "y"), Rule::Needs("y", "x")],
    ),
];
