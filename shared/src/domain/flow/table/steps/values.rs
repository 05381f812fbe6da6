//! Variables.

use super::{Effect, TARGET, row, ruled};
use crate::domain::flow::table::{Field, Kind, Plain, Row, Rule, default, field, required};

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
                        Kind::Word(&["text", "value", "attribute", "html", "count", "list", "options", "box", "table"]),
                        "What to read; `list` is the texts of all matches, `options` those of a `<select>`, `box` is `{x, y, width, height}` in CSS pixels of the viewport, `table` the rows of a table: objects by header, or lists where it has no headers.",
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
        "search_page",
        Effect::Reads,
        Some("text"),
        "Looks for a text in what the page (or an element) shows, and waits until it is there often enough.",
        &[
            required(
                "text",
                Kind::Matcher(Plain::Part),
                "The text, or a matcher; upper and lower case are the same unless it is a regular expression.",
            ),
            field("target", Kind::Target, "Only in this element."),
            default("at_least", Kind::Whole { min: 0, max: 10_000 }, "1", "How often it must be there; 0 looks once."),
            field(
                "var",
                Kind::Variable,
                "Gets a list of `{text, groups, before, after}`, at most 1,000: what was found, the groups of the expression, and up to 60 characters around it.",
            ),
        ],
        r#"{"type":"search_page","text":{"matches":"order (\\d+)"},"target":{"role":"main"},"at_least":2,"var":"orders"}"#,
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
