//! Pages and tabs.

use super::{Effect, row};
use crate::domain::flow::table::{Kind, Row, field, required};

const GROUP: &str = "Pages";

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "goto",
        Effect::Repeatable,
        Some("url"),
        "Opens an address and waits until the page has loaded.",
        &[required("url", Kind::Url, "Absolute, or relative to the page.")],
        r#"{"type":"goto","url":"/login"}"#,
    ),
    row(GROUP, "back", Effect::Acts, None, "Goes back in the tab's history.", &[], r#"{"type":"back"}"#),
    row(GROUP, "forward", Effect::Acts, None, "Goes forward in the tab's history.", &[], r#"{"type":"forward"}"#),
    row(GROUP, "reload", Effect::Repeatable, None, "Loads the page again.", &[], r#"{"type":"reload"}"#),
    row(
        GROUP,
        "new_tab",
        Effect::Acts,
        Some("url"),
        "Opens a tab and goes on there.",
        &[field("url", Kind::Url, "What to open in it; an empty tab when absent.")],
        r#"{"type":"new_tab","url":"/help"}"#,
    ),
    row(
        GROUP,
        "switch_tab",
        Effect::Repeatable,
        Some("tab"),
        "Goes on in another tab, waiting for it if need be.",
        &[required("tab", Kind::Tab, "Index in order of opening from 0, `latest`, `{url}` or `{title}`.")],
        r#"{"type":"switch_tab","tab":"latest"}"#,
    ),
    row(
        GROUP,
        "close_tab",
        Effect::Acts,
        None,
        "Closes the tab and goes on in the one that opened it.",
        &[],
        r#"{"type":"close_tab"}"#,
    ),
];
