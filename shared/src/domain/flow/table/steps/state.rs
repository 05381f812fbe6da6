//! Cookies, storage and saved states.

use super::{Effect, row, ruled};
use crate::domain::flow::table::{Field, Kind, Row, Rule, field, required};

const GROUP: &str = "State";

const SAME_SITE: Kind = Kind::Word(&["Strict", "Lax", "None"]);
const STORAGE: &[Field] = &[
    required("action", Kind::Word(&["get", "set", "remove", "clear"]), "What to do."),
    field("key", Kind::Text, "The entry; without one `get` gives all as an object."),
    field("value", Kind::Text, "The value to set."),
    field("var", Kind::Variable, "The variable that gets what was read; null when there is none."),
];
const STORAGE_RULES: &[Rule] =
    &[Rule::Exactly("value", "action", "set"), Rule::Exactly("var", "action", "get"), Rule::Needs("value", "key")];
const NAME: Field = required("name", Kind::Name, "Name of the profile.");

pub(super) const ROWS: &[Row] = &[
    ruled(
        row(
            GROUP,
            "cookies",
            Effect::Repeatable,
            Some("action"),
            "Reads, sets or deletes cookies of the execution's browser.",
            &[
                required("action", Kind::Word(&["get", "set", "delete", "clear"]), "What to do."),
                field("name", Kind::Text, "The cookie; without one `get` gives all that fit."),
                field("value", Kind::Text, "The value to set."),
                field(
                    "url",
                    Kind::Url,
                    "The address that it is for; that of the page when there is no `domain` either.",
                ),
                field("domain", Kind::Text, "Its domain."),
                field("path", Kind::Text, "Its path."),
                field(
                    "expires",
                    Kind::Number { min: -1.0, max: 253_402_300_799.0 },
                    "When it ends, in seconds since 1970; with the browser when absent.",
                ),
                field("http_only", Kind::Bool, "Not for scripts."),
                field("secure", Kind::Bool, "Only over https."),
                field("same_site", SAME_SITE, "Whether it goes with requests of other sites."),
                field(
                    "var",
                    Kind::Variable,
                    "The variable that gets what was read: the cookie (null when there is none), or a list.",
                ),
            ],
            r#"{"type":"cookies","action":"set","name":"lang","value":"de","url":"http://127.0.0.1:4000/","domain":"127.0.0.1","path":"/","expires":1900000000,"http_only":true,"secure":false,"same_site":"Lax"}"#,
        ),
        &[Rule::Exactly("value", "action", "set"), Rule::Exactly("var", "action", "get"), Rule::Needs("value", "name")],
    ),
    ruled(
        row(
            GROUP,
            "local_storage",
            Effect::Repeatable,
            Some("action"),
            "Reads or changes the local storage of the page's origin.",
            STORAGE,
            r#"{"type":"local_storage","action":"set","key":"theme","value":"dark"}"#,
        ),
        STORAGE_RULES,
    ),
    ruled(
        row(
            GROUP,
            "session_storage",
            Effect::Repeatable,
            Some("action"),
            "Reads or changes the session storage of the page's origin in this tab.",
            STORAGE,
            r#"{"type":"session_storage","action":"get","key":"draft","var":"draft"}"#,
        ),
        STORAGE_RULES,
    ),
    row(
        GROUP,
        "indexeddb",
        Effect::Repeatable,
        Some("action"),
        "Deletes every IndexedDB database of the page's origin.",
        &[required("action", Kind::Word(&["clear"]), "What to do.")],
        r#"{"type":"indexeddb","action":"clear"}"#,
    ),
    row(
        GROUP,
        "clear_state",
        Effect::Repeatable,
        None,
        "Deletes cookies, storage, databases, caches and service workers of every site that was visited.",
        &[],
        r#"{"type":"clear_state"}"#,
    ),
    row(
        GROUP,
        "save_state",
        Effect::Repeatable,
        Some("name"),
        "Keeps cookies and storage of this browser as a profile of the project, sealed.",
        &[NAME],
        r#"{"type":"save_state","name":"shop"}"#,
    ),
    row(
        GROUP,
        "load_state",
        Effect::Repeatable,
        Some("name"),
        "Gives this browser the cookies and storage of a profile; what was there before is deleted. The tab is empty afterwards.",
        &[NAME],
        r#"{"type":"load_state","name":"shop"}"#,
    ),
];
