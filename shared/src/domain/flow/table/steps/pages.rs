//! Pages and tabs.

use super::{Effect, row};
use crate::domain::flow::table::{Field, Kind, Plain, Row, default, field, required};

const GROUP: &str = "Pages";

const WAIT_UNTIL: Field = default(
    "wait_until",
    Kind::Word(&["commit", "domcontentloaded", "load", "networkidle"]),
    "\"load\"",
    "How far the page must have come: `networkidle` is 500 ms without requests.",
);
const ALIAS: Field = field("alias", Kind::Text, "A name for the tab, for `switch_tab: { tab: { alias: … } }`.");

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "goto",
        Effect::Repeatable,
        Some("url"),
        "Opens an address and waits until the page has loaded.",
        &[
            required("url", Kind::Url, "Absolute, or relative to the page."),
            WAIT_UNTIL,
            field("referer", Kind::Text, "The address that the page is told it was opened from."),
        ],
        r#"{"type":"goto","url":"/login","wait_until":"domcontentloaded","referer":"https://example.org/"}"#,
    ),
    row(
        GROUP,
        "back",
        Effect::Acts,
        None,
        "Goes back in the tab's history.",
        &[WAIT_UNTIL],
        r#"{"type":"back","wait_until":"commit"}"#,
    ),
    row(
        GROUP,
        "forward",
        Effect::Acts,
        None,
        "Goes forward in the tab's history.",
        &[WAIT_UNTIL],
        r#"{"type":"forward","wait_until":"commit"}"#,
    ),
    row(
        GROUP,
        "reload",
        Effect::Repeatable,
        None,
        "Loads the page again.",
        &[default("hard", Kind::Bool, "false", "Takes nothing from the cache."), WAIT_UNTIL],
        r#"{"type":"reload","hard":true,"wait_until":"networkidle"}"#,
    ),
    row(
        GROUP,
        "stop_loading",
        Effect::Repeatable,
        None,
        "Ends what the page is still loading.",
        &[],
        r#"{"type":"stop_loading"}"#,
    ),
    row(
        GROUP,
        "set_content",
        Effect::Repeatable,
        Some("html"),
        "Replaces the page's document by this one, at the same address.",
        &[required("html", Kind::Text, "The new document."), WAIT_UNTIL],
        r#"{"type":"set_content","html":"<h1>Hello</h1>","wait_until":"domcontentloaded"}"#,
    ),
    row(
        GROUP,
        "new_tab",
        Effect::Acts,
        Some("url"),
        "Opens a tab and goes on there.",
        &[field("url", Kind::Url, "What to open in it; an empty tab when absent."), ALIAS],
        r#"{"type":"new_tab","url":"/help","alias":"help"}"#,
    ),
    row(
        GROUP,
        "switch_tab",
        Effect::Repeatable,
        Some("tab"),
        "Goes on in another tab, waiting for it if need be.",
        &[
            required("tab", Kind::Tab, "Index in order of opening from 0, `latest`, `{url}`, `{title}` or `{alias}`."),
            ALIAS,
        ],
        r#"{"type":"switch_tab","tab":"latest","alias":"help"}"#,
    ),
    row(
        GROUP,
        "wait_popup",
        Effect::Repeatable,
        Some("url"),
        "Waits for a tab that the page opened and that no step has been in yet, and goes on there.",
        &[field("url", Kind::Matcher(Plain::Glob), "Only a tab with this address."), ALIAS],
        r#"{"type":"wait_popup","url":"**/payment*","alias":"payment"}"#,
    ),
    row(
        GROUP,
        "close_tab",
        Effect::Acts,
        None,
        "Closes the tab and goes on in the one that opened it.",
        &[field("tab", Kind::Tab, "Another tab than the one in front; the one in front stays there.")],
        r#"{"type":"close_tab","tab":{"alias":"help"}}"#,
    ),
    row(
        GROUP,
        "set_viewport",
        Effect::Repeatable,
        None,
        "Changes the size of the page, as if the window were resized.",
        &[
            required("width", Kind::Whole { min: 100, max: 10_000 }, "CSS pixels."),
            required("height", Kind::Whole { min: 100, max: 10_000 }, "CSS pixels."),
            field("device_scale_factor", Kind::Number { min: 0.1, max: 10.0 }, "Device pixels per CSS pixel."),
        ],
        r#"{"type":"set_viewport","width":800,"height":600,"device_scale_factor":1.5}"#,
    ),
];
