//! What can be said about an element.

use super::super::{Field, Kind, Object, Plain, Rule, field, objects::RANGE, required};

/// An attribute and its wanted value.
const ATTRIBUTE: Object = Object {
    schema: "AttributeMatcher",
    name: "an attribute matcher",
    doc: "An attribute of the element: that it is there, or its value.",
    fields: &[
        required("name", Kind::Text, "Name of the attribute."),
        field("equals", Kind::Text, "The whole value."),
        field("contains", Kind::Text, "A part of the value."),
        field("matches", Kind::Regex, "A regular expression for the value."),
    ],
    rules: &[
        Rule::NotBoth("equals", "contains"),
        Rule::NotBoth("equals", "matches"),
        Rule::NotBoth("contains", "matches"),
    ],
    example: r#"{"name":"href","contains":"/orders/"}"#,
};

/// A style property and its wanted value.
const CSS: Object = Object {
    schema: "StyleMatcher",
    name: "a style matcher",
    doc: "A computed style property and its wanted value.",
    fields: &[
        required("name", Kind::Text, "Name of the property, e.g. `color`."),
        required("equals", Kind::Text, "The computed value, e.g. `rgb(0, 0, 0)`."),
    ],
    rules: &[],
    example: r#"{"name":"display","equals":"none"}"#,
};

const PROPERTY: Object = Object {
    schema: "PropertyMatcher",
    name: "a property matcher",
    doc: "A JavaScript property of the element and its wanted value.",
    fields: &[
        required("name", Kind::Text, "Name of the property; `a.b` goes deeper."),
        required("equals", Kind::Any, "Its value."),
    ],
    rules: &[],
    example: r#"{"name":"checked","equals":true}"#,
};

const BOX: Object = Object {
    schema: "BoxMatcher",
    name: "a box",
    doc: "Where the element is in the viewport and how large, in CSS pixels: numbers (to half a pixel) or ranges.",
    fields: &[
        field("x", RANGE, "Left edge."),
        field("y", RANGE, "Upper edge."),
        field("width", RANGE, "Width."),
        field("height", RANGE, "Height."),
    ],
    rules: &[Rule::Some(&["x", "y", "width", "height"])],
    example: r#"{"width":{"min":44},"height":{"min":44}}"#,
};

const SORTED: Object = Object {
    schema: "ListOrder",
    name: "an order",
    doc: "How a list is sorted.",
    fields: SORTING,
    rules: &[],
    example: r#"{"order":"desc","by":"number"}"#,
};

/// The fields of an order.
pub(super) const SORTING: &[Field] = &[
    super::super::default("order", Kind::Word(&["asc", "desc"]), "\"asc\"", "Ascending or descending."),
    super::super::default(
        "by",
        Kind::Word(&["text", "number", "date"]),
        "\"text\"",
        "What is compared: texts without regard to case, the numbers in them, or dates.",
    ),
];

/// States that an element can be waited for or asserted to have.
pub(crate) const STATES: &[&str] = &[
    "visible",
    "hidden",
    "attached",
    "detached",
    "enabled",
    "disabled",
    "editable",
    "read_only",
    "checked",
    "unchecked",
    "indeterminate",
    "focused",
    "unfocused",
    "empty",
    "in_viewport",
    "loaded",
];

const WHOLE: Kind = Kind::Matcher(Plain::Whole);
const TEXTS: Kind = Kind::Many(&Kind::Matcher(Plain::Whole));

pub(super) const MATCHERS: &[Field] = &[
    field("to", Kind::Word(STATES), "The state of the target; `loaded` is for images."),
    field("text", WHOLE, "The text of the target."),
    field("texts", TEXTS, "The texts of all matches of the target, in order; see `ordered` and `partial`."),
    field("value", WHOLE, "The value of the form control."),
    field("values", TEXTS, "The values of the selected options of a `<select multiple>`."),
    field("selected", Kind::Options, "The selected options of a `<select>`, all of them."),
    field("options", TEXTS, "The labels of all options of a `<select>`; see `ordered` and `partial`."),
    field("attribute", Kind::Object(&ATTRIBUTE), "An attribute of the target."),
    field("property", Kind::Object(&PROPERTY), "A JavaScript property of the target."),
    field("class", WHOLE, "The `class` attribute of the target; `contains` means some of its classes."),
    field("css", Kind::Object(&CSS), "A computed style property of the target."),
    field("element_id", WHOLE, "The `id` attribute of the target."),
    field("aria_role", Kind::Role, "The ARIA role of the target."),
    field("accessible_name", WHOLE, "The accessible name of the target."),
    field("accessible_description", WHOLE, "The accessible description of the target."),
    field("error_message", WHOLE, "The accessible error message of an invalid form control (`aria-errormessage`)."),
    field("placeholder_text", WHOLE, "The placeholder of the form control."),
    field("count", Kind::Count, "How many elements match the target: a number, or `{min, max}`."),
    field("sorted", Kind::Object(&SORTED), "The texts of all matches are in this order."),
    field("box", Kind::Object(&BOX), "Where the target is and how large."),
    field("inside", Kind::Target, "The target lies wholly within the box of this element."),
    field("overlaps", Kind::Target, "The boxes of the two overlap."),
];
