//! What is said about cookies and storage.

use crate::domain::flow::table::{Field, Kind, Object, Plain, field, required};

pub(super) const MATCHERS: &[Field] = &[
    field("cookie", Kind::Object(&COOKIE), "A cookie of the browser."),
    field("local_storage", Kind::Object(&ENTRY), "An entry of the local storage of the page's origin."),
    field("session_storage", Kind::Object(&ENTRY), "An entry of the session storage of the page's origin."),
];

/// A cookie and what it is like.
const COOKIE: Object = Object {
    schema: "CookieMatcher",
    name: "a cookie",
    doc: "A cookie that is there, and what it is like.",
    fields: &[
        required("name", Kind::Text, "Its name."),
        field("value", Kind::Matcher(Plain::Whole), "Its value."),
        field("domain", Kind::Text, "Its domain."),
        field("path", Kind::Text, "Its path."),
        field("http_only", Kind::Bool, "Whether scripts cannot see it."),
        field("secure", Kind::Bool, "Whether it goes only over https."),
        field("same_site", Kind::Word(&["Strict", "Lax", "None"]), "Whether it goes with requests of other sites."),
        field("session", Kind::Bool, "Whether it ends with the browser."),
    ],
    rules: &[],
    example: r#"{"name":"session","http_only":true}"#,
};

/// An entry of a storage.
const ENTRY: Object = Object {
    schema: "StorageMatcher",
    name: "an entry",
    doc: "An entry that is there, and its value.",
    fields: &[required("key", Kind::Text, "Its key."), field("value", Kind::Matcher(Plain::Whole), "Its value.")],
    rules: &[],
    example: r#"{"key":"theme","value":"dark"}"#,
};
