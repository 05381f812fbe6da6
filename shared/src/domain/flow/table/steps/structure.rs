//! Control flow.

use super::{Effect, row};
use crate::domain::flow::table::{Kind, Row, field, required};

const GROUP: &str = "Structure";

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "group",
        Effect::Reads,
        Some("steps"),
        "Steps under one name.",
        &[
            field("name", Kind::Name, "What the group is called in reports."),
            required("steps", Kind::Steps, "The steps."),
        ],
        r#"{"type":"group","name":"Log in","steps":[{"type":"reload"}]}"#,
    ),
    row(
        GROUP,
        "run_flow",
        Effect::Reads,
        Some("flow"),
        "Runs another flow in the same browser.",
        &[
            required("flow", Kind::Text, "Its name, id or path."),
            field("params", Kind::Values, "Values for its params."),
        ],
        r#"{"type":"run_flow","flow":"Log in","params":{"user":"ada"}}"#,
    ),
    row(
        GROUP,
        "if",
        Effect::Reads,
        Some("condition"),
        "Does one thing or another.",
        &[
            required("condition", Kind::Condition, "An `expect` without its type."),
            required("then", Kind::MaybeSteps, "Steps when it holds."),
            field("else", Kind::MaybeSteps, "Steps when it does not."),
        ],
        r#"{"type":"if","condition":{"target":{"text":"Accept cookies"},"to":"visible"},"then":[{"type":"click","target":{"text":"Accept cookies"}}],"else":[{"type":"reload"}]}"#,
    ),
    row(
        GROUP,
        "for_each",
        Effect::Reads,
        None,
        "Does the same for each item of a list.",
        &[
            required("items", Kind::Any, "A list, or `{{name}}` of one."),
            required("as", Kind::Variable, "The variable that holds the item."),
            required("steps", Kind::Steps, "The steps."),
        ],
        r#"{"type":"for_each","items":["tea","pot"],"as":"word","steps":[{"type":"reload"}]}"#,
    ),
];
