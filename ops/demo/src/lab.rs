//! The lab: one page per hard thing.

use std::{sync::Arc, time::Duration};

use poem::{
    Request, Response, handler,
    web::{Data, Json, Path, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{routes::not_found, sessions::Visitor, shop::Shop};

/// A page of the lab.
#[derive(Debug, Serialize)]
pub struct Lab {
    name: &'static str,
    title: &'static str,
    about: &'static str,
}

const fn lab(name: &'static str, title: &'static str, about: &'static str) -> Lab {
    Lab { name, title, about }
}

pub const LABS: &[Lab] = &[
    lab("forms", "Forms", "Text, select, date, range, colour, switch, rich text"),
    lab("pointer", "Pointer and keys", "Hover menu, double and right click, modifiers, key presses"),
    lab("overlays", "Overlays", "A dialog, and a veil that covers a button for a while"),
    lab("motion", "Motion", "A button that drifts, one that never rests, one far below"),
    lab("lists", "Re-rendering list", "Rows replaced every 50 ms while you look"),
    lab("endless", "Endless list", "More notes arrive as you scroll"),
    lab("lazy", "Late content", "Parts that appear, change and leave"),
    lab("table", "Table", "Sort, filter and select rows"),
    lab("drag", "Drag and drop", "Sort a list, drop into a box, pull with the pointer"),
    lab("frames", "Frames", "Payment in a frame, from another origin, and in a frame of a frame"),
    lab("shadow", "Shadow DOM", "Star ratings in open shadow roots"),
    lab("files", "Files", "Upload one or more, download a price list"),
    lab("dialogs", "Dialogs", "Alert, confirm and prompt"),
    lab("tabs", "Tabs", "Links and scripts that open a new tab"),
    lab("twins", "Twins", "Three equal buttons"),
    lab("console", "Console", "Warnings, errors and failed requests"),
];

#[handler]
pub fn index(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    shop.page(&visitor, "lab/index.html", json!({ "labs": LABS, "trouble": crate::trouble::PAGES }))
}

#[handler]
pub fn page(shop: Data<&Arc<Shop>>, request: &Request, visitor: Visitor, Path(name): Path<String>) -> Response {
    match LABS.iter().find(|lab| lab.name == name) {
        Some(lab) => {
            let page = json!({ "lab": lab, "other_origin": other_origin(request) });
            shop.page(&visitor, &format!("lab/{name}.html"), page)
        }
        None => not_found(&shop, &visitor),
    }
}

/// The same server under its other name, which a browser takes for another origin.
fn other_origin(request: &Request) -> String {
    let host = request.header("host").unwrap_or("127.0.0.1");
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    let other = if name == "localhost" { "127.0.0.1" } else { "localhost" };
    format!("http://{other}:{port}")
}

/// Notes of the endless list on one page.
const NOTES: u32 = 20;
/// Pages of the endless list; it does end.
const NOTE_PAGES: u32 = 10;

#[derive(Debug, Deserialize)]
struct NotesQuery {
    #[serde(default)]
    page: u32,
}

#[handler]
pub async fn notes(Query(query): Query<NotesQuery>) -> Json<Value> {
    tokio::time::sleep(Duration::from_millis(60)).await;
    let last = query.page + 1 >= NOTE_PAGES;
    let first = query.page.min(NOTE_PAGES) * NOTES;
    let count = if query.page < NOTE_PAGES { NOTES } else { 0 };
    let notes: Vec<String> = (first + 1..=first + count).map(|n| format!("Tasting note {n}")).collect();
    Json(json!({ "notes": notes, "last": last }))
}
