//! How it is asked, and what a failure means.

use super::super::{Field, Kind, default, field};

pub(super) const MANNERS: &[Field] = &[
    default("not", Kind::Bool, "false", "The opposite must hold."),
    field(
        "path",
        Kind::Text,
        "A JSON path (RFC 9535) inside the variable, e.g. `$.lines[*].price`; several hits are a list.",
    ),
    field(
        "ratio",
        Kind::Number { min: 0.0, max: 1.0 },
        "With `to: in_viewport`: the least part of it that must be there.",
    ),
    default("ignore_case", Kind::Bool, "false", "Texts are compared without regard to upper and lower case."),
    default("normalize", Kind::Bool, "true", "`false`: white space counts as it stands."),
    default("ordered", Kind::Bool, "true", "Of lists: `false` when the order does not matter."),
    default("partial", Kind::Bool, "false", "Of lists: there may be other items besides."),
    field("stable_for", Kind::Whole { min: 1, max: 60_000 }, "It must hold for so many milliseconds without a break."),
    field(
        "poll",
        Kind::Many(&Kind::Whole { min: 1, max: 600_000 }),
        "Pauses between looks in milliseconds, the last again and again; it looks whenever the page changes when absent.",
    ),
    field("message", Kind::Text, "What a failure begins with, for readers of reports."),
    default(
        "level",
        Kind::Word(&["error", "warn", "advisory"]),
        "\"error\"",
        "`warn` and `advisory`: a failure is shown, and changes no verdict.",
    ),
];
