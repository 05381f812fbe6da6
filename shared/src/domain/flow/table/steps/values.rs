//! Variables.

use super::{Effect, TARGET, row, ruled};
use crate::domain::flow::table::{Field, Kind, Row, Rule, field, required};

const GROUP: &str = "Values";

pub(super) const ROWS: &[Row] = &[
    ruled(
        row(
            GROUP,
            "extract",
            Effect::Reads,
            None,
            "Reads something of an element into a variable.",
            &[
                TARGET,
                Field {
                    default: Some("\"text\""),
                    ..required(
                        "what",
                        Kind::Word(&["text", "value", "attribute", "html", "count", "list", "options"]),
                        "What to read; `list` is the texts of all matches, `options` those of a `<select>`.",
                    )
                },
                field("name", Kind::Text, "The attribute, beside `what: attribute`."),
                field("matches", Kind::Regex, "Waits until the text matches, and keeps the first group."),
                required("var", Kind::Variable, "The variable."),
            ],
            r#"{"type":"extract","target":{"testid":"total"},"what":"attribute","name":"data-cents","matches":"(\\d+)","var":"total"}"#,
        ),
        &[Rule::Exactly("name", "what", "attribute")],
    ),
    row(
        GROUP,
        "set",
        Effect::Reads,
        None,
        "Gives a variable a value.",
        &[required("var", Kind::Variable, "The variable."), required("value", Kind::Any, "Any value.")],
        r#"{"type":"set","var":"user","value":"ada"}"#,
    ),
    row(
        GROUP,
        "evaluate",
        Effect::Acts,
        Some("js"),
        "Runs JavaScript in the page.",
        &[
            required(
                "js",
                Kind::Code,
                "Body of a function with `args`, and `el` when there is a target; may be async. Values come in through `args`, not `{{…}}`.",
            ),
            field("args", Kind::Any, "What the script gets as `args`."),
            field("var", Kind::Variable, "The variable that gets what the script returns."),
            field("target", Kind::Target, "The element that the script gets as `el`."),
        ],
        r#"{"type":"evaluate","js":"return el.value + args.more","args":{"more":"!"},"var":"shout","target":{"label":"Search"}}"#,
    ),
];
