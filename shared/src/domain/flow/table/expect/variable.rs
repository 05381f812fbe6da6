//! What can be said about a variable.

use super::super::{Field, Kind, Object, Plain, Rule, field, objects::RANGE, required};

const CLOSE_TO: Object = Object {
    schema: "CloseTo",
    name: "a number with a tolerance",
    doc: "A number, about.",
    fields: &[
        required("value", Kind::Number { min: -1e15, max: 1e15 }, "The number."),
        required("within", Kind::Number { min: 0.0, max: 1e15 }, "How far away it may be."),
    ],
    rules: &[],
    example: r#"{"value":9.99,"within":0.01}"#,
};

const FILE: Object = Object {
    schema: "FileMatcher",
    name: "a file matcher",
    doc: "A downloaded file, as the `download` step leaves it in a variable. All that is given must hold.",
    fields: &[
        field("name", Kind::Matcher(Plain::Whole), "Its name."),
        field("size", RANGE, "Its size in bytes."),
        field("sha256", Kind::Text, "Its SHA-256 in hexadecimal digits."),
        field("media_type", Kind::Matcher(Plain::Whole), "Its media type."),
        field("text", Kind::Matcher(Plain::Part), "Its content as text (UTF-8)."),
    ],
    rules: &[Rule::Some(&["name", "size", "sha256", "media_type", "text"])],
    example: r#"{"name":{"matches":"\\.csv$"},"size":{"min":1}}"#,
};

pub(super) const MATCHERS: &[Field] = &[
    field("equals", Kind::Any, "The variable has this value."),
    field("ne", Kind::Any, "The variable has another value."),
    field("contains", Kind::Any, "The variable's text has this part, or its list this item."),
    field("matches", Kind::Regex, "The variable's text matches this regular expression."),
    field("in", Kind::Many(&Kind::Any), "The variable has one of these values."),
    field("gt", Kind::Any, "The variable is greater."),
    field("gte", Kind::Any, "The variable is greater or equal."),
    field("lt", Kind::Any, "The variable is less."),
    field("lte", Kind::Any, "The variable is less or equal."),
    field("close_to", Kind::Object(&CLOSE_TO), "The variable is about this number."),
    field(
        "is",
        Kind::Word(&["string", "number", "integer", "boolean", "list", "object", "null", "empty"]),
        "The type of the variable's value.",
    ),
    field("length", RANGE, "How long its text or list is, or how many fields its object has."),
    field("schema", Kind::Values, "The value is valid by this JSON Schema. References to elsewhere are refused."),
    field("before", Kind::Text, "The variable is a date or time before this one, e.g. `2026-11-20` or `{{now}}`."),
    field("after", Kind::Text, "The variable is a date or time after this one."),
    field("file", Kind::Object(&FILE), "The variable is a downloaded file like this."),
];
