//! What can be said about a table.

use super::super::{Field, Kind, Object, Plain, Rule, default, field, objects::RANGE, required};

const COLUMN: Kind = Kind::Either(&Kind::Whole { min: -1000, max: 1000 }, &Kind::Text);
const COLUMN_DOC: &str = "The column's header, or its number from 0.";

const CELL: Object = Object {
    schema: "CellMatcher",
    name: "a cell",
    doc: "The text of one cell.",
    fields: &[
        required(
            "row",
            Kind::Either(&Kind::Whole { min: -100_000, max: 100_000 }, &Kind::Cells),
            "The row's number from 0 without the headers (-1 is the last), or texts of its cells by header.",
        ),
        required("column", COLUMN, COLUMN_DOC),
        required("text", Kind::Matcher(Plain::Whole), "Its text."),
    ],
    rules: &[],
    example: r#"{"row":{"Name":"Teapot"},"column":"Price","text":"12.50"}"#,
};

const COLUMN_MATCHER: Object = Object {
    schema: "ColumnMatcher",
    name: "a column",
    doc: "A column as a whole: the numbers in it, or its texts. `1,234.50 €` is the number 1234.5.",
    fields: &[
        required("name", COLUMN, COLUMN_DOC),
        field("sum", RANGE, "The sum of its numbers."),
        field("average", RANGE, "Their average."),
        field("min", RANGE, "The smallest."),
        field("max", RANGE, "The largest."),
        field(
            "texts",
            Kind::Many(&Kind::Matcher(Plain::Whole)),
            "Its texts from top to bottom; see `ordered` and `partial`.",
        ),
    ],
    rules: &[Rule::Some(&["sum", "average", "min", "max", "texts"])],
    example: r#"{"name":"Price","sum":42.5}"#,
};

const COLUMNS: Object = Object {
    schema: "ColumnComparison",
    name: "a comparison of columns",
    doc: "Two columns compared in every row, as numbers where both are.",
    fields: &[
        required("left", COLUMN, COLUMN_DOC),
        required("op", Kind::Word(&["eq", "ne", "lt", "lte", "gt", "gte"]), "How they compare."),
        required("right", COLUMN, COLUMN_DOC),
    ],
    rules: &[],
    example: r#"{"left":"Paid","op":"lte","right":"Price"}"#,
};

const SORTED_BY: Object = Object {
    schema: "SortedBy",
    name: "an order of rows",
    doc: "By which column the rows are sorted.",
    fields: &[
        required("column", COLUMN, COLUMN_DOC),
        default("order", Kind::Word(&["asc", "desc"]), "\"asc\"", "Ascending or descending."),
        default("by", Kind::Word(&["text", "number", "date"]), "\"text\"", "What is compared."),
    ],
    rules: &[],
    example: r#"{"column":"Price","by":"number"}"#,
};

pub(super) const MATCHERS: &[Field] = &[
    field("cell", Kind::Object(&CELL), "One cell of the table that the target is."),
    field("row", Kind::Cells, "The table has a row with these texts, by column header."),
    field("column", Kind::Object(&COLUMN_MATCHER), "A column of the table: sum, average, smallest, largest, texts."),
    field("columns", Kind::Object(&COLUMNS), "Two columns of the table compared in every row."),
    field("sorted_by", Kind::Object(&SORTED_BY), "The rows of the table are in this order."),
];
