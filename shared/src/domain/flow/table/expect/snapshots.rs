//! Comparing with what was seen before.

use super::super::{Field, Kind, Object, Rule, default, field, required};

const RATIO: Kind = Kind::Number { min: 0.0, max: 1.0 };
const PIXELS: Kind = Kind::Whole { min: 0, max: 100_000_000 };

const THRESHOLD: Field =
    default("threshold", RATIO, "0.2", "How different the colour of a pixel may be, from 0 to 1 (pixelmatch).");
const MAX_DIFF_PIXELS: Field = field("max_diff_pixels", PIXELS, "Pixels that may differ.");
const MAX_DIFF_RATIO: Field = field("max_diff_ratio", RATIO, "Part of all pixels that may differ, from 0 to 1.");
const MASK: Field =
    field("mask", Kind::Many(&Kind::Target), "Elements that are painted over before the picture is taken.");

const SCREENSHOT: Object = Object {
    schema: "ScreenshotMatcher",
    name: "a screenshot comparison",
    doc: "The picture is the approved one, by Playwright's rules: taken until two in a row are the same, compared as pixelmatch does.",
    fields: &[
        field("name", Kind::Name, "Name of the baseline; the step's id, else its place, when absent."),
        default("full_page", Kind::Bool, "false", "The whole page instead of the viewport."),
        THRESHOLD,
        MAX_DIFF_PIXELS,
        MAX_DIFF_RATIO,
        MASK,
        default(
            "animations",
            Kind::Word(&["disabled", "allow"]),
            "\"disabled\"",
            "Whether animations and transitions are brought to their end first.",
        ),
        default("caret", Kind::Word(&["hide", "initial"]), "\"hide\"", "Whether the blinking caret is hidden."),
    ],
    rules: &[Rule::NotBoth("max_diff_pixels", "max_diff_ratio")],
    example: r#"{"name":"cart","max_diff_ratio":0.01}"#,
};

const CHANGE: Object = Object {
    schema: "ChangeMatcher",
    name: "a comparison with an earlier picture",
    doc: "Whether the target (or the page) looks as in an earlier `screenshot` step of the flow.",
    fields: &[
        required("since", Kind::Name, "The `name` of that `screenshot` step."),
        THRESHOLD,
        MAX_DIFF_PIXELS,
        MAX_DIFF_RATIO,
        MASK,
    ],
    rules: &[Rule::NotBoth("max_diff_pixels", "max_diff_ratio")],
    example: r#"{"since":"before"}"#,
};

/// They are about the target, or about the page without one.
pub(super) const MATCHERS: &[Field] = &[
    field(
        "aria_snapshot",
        Kind::Aria,
        "The accessibility tree has these nodes, in Playwright's format, as YAML text or as a list.",
    ),
    field("screenshot", Kind::Object(&SCREENSHOT), "The picture is the approved one."),
    field("unchanged", Kind::Object(&CHANGE), "It looks as it did at an earlier `screenshot` step."),
    field("changed", Kind::Object(&CHANGE), "It looks other than it did at an earlier `screenshot` step."),
];
