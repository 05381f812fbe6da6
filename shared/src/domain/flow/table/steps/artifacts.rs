//! What is kept for people to look at.

use super::{Effect, Rule, TARGET, row, ruled};
use crate::domain::flow::table::{Field, Kind, Row, default, field, required};

const GROUP: &str = "Artifacts";

const INSIDE: Field = field("target", Kind::Target, "Only this element and what is in it.");

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
    row(
        GROUP,
        "pdf",
        Effect::Reads,
        Some("name"),
        "Prints the page into a PDF file, an artifact. The style sheets are those for print unless `emulate` says otherwise.",
        &[
            field("name", Kind::Text, "Name of the file; `page.pdf` when absent."),
            default(
                "format",
                Kind::Word(&["letter", "legal", "tabloid", "a3", "a4", "a5"]),
                "\"a4\"",
                "Size of the paper.",
            ),
            default("landscape", Kind::Bool, "false", "Turned by a quarter."),
            default("background", Kind::Bool, "true", "Also background colours and pictures."),
            default("scale", Kind::Number { min: 0.1, max: 2.0 }, "1", "How much larger than on the screen."),
            default("margin_mm", Kind::Number { min: 0.0, max: 100.0 }, "10", "Margin on every side in millimetres."),
            field("pages", Kind::Text, "Only these pages, e.g. `1-3,5`."),
            field(
                "save_as",
                Kind::Text,
                "Also keep it among the files of the run under this name, e.g. for `parse_file`.",
            ),
            field("var", Kind::Variable, "The variable that gets `{name, sha256, size, media_type, artifact}`."),
        ],
        r#"{"type":"pdf","name":"invoice.pdf","format":"letter","landscape":true,"background":false,"scale":0.8,"margin_mm":5,"pages":"1-2","save_as":"invoice.pdf","var":"invoice"}"#,
    ),
    row(
        GROUP,
        "snapshot_aria",
        Effect::Reads,
        Some("name"),
        "Stores the accessibility tree of the page or of an element, in the format of `expect: { aria_snapshot }`.",
        &[
            INSIDE,
            field("name", Kind::Text, "Name of the artifact; `aria.yaml` when absent."),
            field("var", Kind::Variable, "Gets it as text."),
        ],
        r#"{"type":"snapshot_aria","target":{"role":"main"},"name":"cart.yaml","var":"tree"}"#,
    ),
    ruled(
        row(
            GROUP,
            "a11y_scan",
            Effect::Reads,
            Some("var"),
            "Checks the accessibility of the page or of an element with axe-core, and stores what it found. It does not judge: `expect: { a11y }` does.",
            &[
                INSIDE,
                field("rules", Kind::Many(&Kind::Text), "Only these rules, e.g. `color-contrast`."),
                field("tags", Kind::Many(&Kind::Text), "Only rules with one of these tags, e.g. `wcag2aa`."),
                field("exclude", Kind::Many(&Kind::Text), "CSS selectors of what is left out."),
                field(
                    "var",
                    Kind::Variable,
                    "Gets `{violations, incomplete, passes}`; each violation has `id`, `impact`, `help`, `count` and `nodes`.",
                ),
            ],
            r#"{"type":"a11y_scan","target":{"role":"main"},"tags":["wcag2aa"],"exclude":[".ad"],"var":"found"}"#,
        ),
        &[Rule::NotBoth("rules", "tags")],
    ),
    row(
        GROUP,
        "web_vitals",
        Effect::Reads,
        Some("var"),
        "Puts into a variable what the browser has measured of the page so far. It does not judge: `expect: { web_vitals }` does.",
        &[required(
            "var",
            Kind::Variable,
            "Gets `lcp_ms`, `fcp_ms`, `cls`, `inp_ms`, `ttfb_ms`, `load_ms`, `page_bytes` and `requests`, as far as they are known.",
        )],
        r#"{"type":"web_vitals","var":"vitals"}"#,
    ),
    row(
        GROUP,
        "highlight",
        Effect::Reads,
        Some("target"),
        "Draws a frame around every element that matches, for whoever watches, and for film and trace.",
        &[
            TARGET,
            default("ms", Kind::Whole { min: 0, max: 60_000 }, "800", "For how long, in milliseconds."),
            default("color", Kind::Text, "\"#e11d48\"", "Colour of the frame, as in CSS."),
            field("name", Kind::Text, "Also stores a picture of the page with the frame, under this name."),
        ],
        r#"{"type":"highlight","target":{"role":"button","name":"Buy"},"ms":300,"color":"green","name":"buy"}"#,
    ),
    row(
        GROUP,
        "chapter",
        Effect::Reads,
        Some("title"),
        "Begins a chapter of film, trace and report: the steps up to the next one stand below it.",
        &[required("title", Kind::Text, "What it is called.")],
        r#"{"type":"chapter","title":"Pay"}"#,
    ),
];
