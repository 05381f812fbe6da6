//! What can be said about the page as a whole.

use super::super::{Field, Kind, Plain, field};

pub(super) const MATCHERS: &[Field] = &[
    field(
        "url",
        Kind::Matcher(Plain::Glob),
        "The address of the page; a plain string is a glob such as `**/orders/*`.",
    ),
    field("title", Kind::Matcher(Plain::Whole), "The title of the page."),
    field("page_text", Kind::Matcher(Plain::Part), "The visible text of the page; with `not`, that it is nowhere."),
    field("pages", Kind::Count, "How many tabs are open: a number, or `{min, max}`."),
    field("dialog", Kind::Matcher(Plain::Whole), "A dialog with this text was shown since the flow began."),
    field("language", Kind::Matcher(Plain::Whole), "The language of the page (`<html lang>`); `en` is also `en-GB`."),
    field(
        "focus_order",
        Kind::Many(&Kind::Target),
        "The Tab key goes through these elements in this order, perhaps with others between.",
    ),
    field(
        "page",
        Kind::Word(&["no_horizontal_overflow", "no_secrets"]),
        "The page cannot be scrolled sideways; no secret of the run stands in it.",
    ),
];
