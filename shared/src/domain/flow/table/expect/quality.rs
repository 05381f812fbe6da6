//! What can be measured of a page.

use super::super::{Field, Kind, Object, Rule, default, field};

const MS: Kind = Kind::Number { min: 0.0, max: 600_000.0 };
const MOST: Kind = Kind::Whole { min: 0, max: 10_000 };

const A11Y: Object = Object {
    schema: "A11yMatcher",
    name: "an accessibility check",
    doc: "No more violations of axe-core's rules than these: of any impact, and of each impact or worse.",
    fields: &[
        default("max", MOST, "0", "Elements that may violate a rule, of `impact` or worse."),
        default(
            "impact",
            Kind::Word(&["minor", "moderate", "serious", "critical"]),
            "\"minor\"",
            "The least impact that counts.",
        ),
        field("rules", Kind::Many(&Kind::Text), "Only these rules, e.g. `color-contrast`."),
        field("tags", Kind::Many(&Kind::Text), "Only rules with one of these tags, e.g. `wcag2aa`."),
        field("exclude", Kind::Many(&Kind::Text), "CSS selectors of what is left out."),
    ],
    rules: &[Rule::NotBoth("rules", "tags")],
    example: r#"{"max":0,"impact":"serious","tags":["wcag2a","wcag2aa"]}"#,
};

const VITALS: Object = Object {
    schema: "WebVitalsBudget",
    name: "a budget",
    doc: "The most that the page may take, as the browser measured it.",
    fields: &[
        field("lcp_ms", MS, "Largest Contentful Paint, in milliseconds."),
        field("fcp_ms", MS, "First Contentful Paint, in milliseconds."),
        field("cls", Kind::Number { min: 0.0, max: 100.0 }, "Cumulative Layout Shift."),
        field("inp_ms", MS, "Interaction to Next Paint so far, in milliseconds; 0 when nothing was touched."),
        field("ttfb_ms", MS, "Time to the first byte, in milliseconds."),
        field("load_ms", MS, "Time to the end of the `load` event, in milliseconds."),
        field(
            "page_bytes",
            Kind::Whole { min: 0, max: 1_000_000_000_000 },
            "Bytes of the page and all it loaded, as sent.",
        ),
        field("requests", Kind::Whole { min: 0, max: 1_000_000 }, "Requests of the page, itself included."),
    ],
    rules: &[Rule::Some(&["lcp_ms", "fcp_ms", "cls", "inp_ms", "ttfb_ms", "load_ms", "page_bytes", "requests"])],
    example: r#"{"lcp_ms":2500,"cls":0.1}"#,
};

const LINKS: Object = Object {
    schema: "LinksMatcher",
    name: "a check of links",
    doc: "The links of the page to its own origin answer without an error. They are asked by `HEAD`.",
    fields: &[
        default("max_broken", MOST, "0", "Broken links that are put up with."),
        default("max_links", Kind::Whole { min: 1, max: 500 }, "100", "Links that are looked at."),
    ],
    rules: &[],
    example: r#"{"max_broken":0}"#,
};

/// They stand alone.
pub(super) const OF_PAGE: &[Field] = &[
    field("web_vitals", Kind::Object(&VITALS), "Web vitals and weights of the page within a budget."),
    field("links", Kind::Object(&LINKS), "The links of the page lead somewhere."),
];

/// They are about the target, or about the page without one.
pub(super) const OF_BOTH: &[Field] =
    &[field("a11y", Kind::Object(&A11Y), "No violations of accessibility rules (axe-core).")];
