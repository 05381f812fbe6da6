//! Pages that misbehave on purpose.

use std::{convert::Infallible, sync::Arc, time::Duration};

use futures_util::{StreamExt, stream};
use poem::{
    Body, Response, handler,
    http::StatusCode,
    web::{Data, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    sessions::Visitor,
    shop::{Shop, see_other},
};

/// A misbehaving page, for the index.
#[derive(Debug, Serialize)]
pub struct Trouble {
    path: &'static str,
    about: &'static str,
}

pub const PAGES: &[Trouble] = &[
    Trouble { path: "/broken", about: "answers 500" },
    Trouble { path: "/nothing-here", about: "answers 404" },
    Trouble { path: "/slow?ms=400", about: "takes as long as you say" },
    Trouble { path: "/hang", about: "never answers" },
    Trouble { path: "/hang/half", about: "answers half a page, then nothing" },
    Trouble { path: "/hang/picture", about: "waits for a picture that never comes" },
    Trouble { path: "/loop", about: "redirects to itself for ever" },
    Trouble { path: "/alerts", about: "shows one alert after another" },
    Trouble { path: "/spin", about: "blocks its own thread when you press the button" },
];

/// Longest `/slow`.
const SLOWEST: Duration = Duration::from_secs(60);

#[handler]
pub fn broken(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    let text = "Something broke in the kitchen. This page always answers 500.";
    let mut page = shop.page(&visitor, "message.html", json!({ "title": "Internal error", "text": text }));
    page.set_status(StatusCode::INTERNAL_SERVER_ERROR);
    page
}

/// Says nothing until the shop stops.
#[handler]
pub async fn hang(shop: Data<&Arc<Shop>>) -> StatusCode {
    shop.stopping.cancelled().await;
    StatusCode::SERVICE_UNAVAILABLE
}

/// Sends the beginning of a page and holds the rest back until the shop stops.
#[handler]
pub fn hang_half(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    let beginning = match shop.pages.render(&visitor, "half.html", json!({})) {
        Ok(html) => html,
        Err(error) => return Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR).body(error.to_string()),
    };
    let stopping = shop.stopping.clone();
    let rest = stream::once(async move {
        stopping.cancelled().await;
        Ok::<_, Infallible>(String::from("</body></html>"))
    });
    let body = stream::once(async { Ok(beginning) }).chain(rest).map(|part| part.map_err(std::io::Error::other));
    Response::builder().content_type("text/html; charset=utf-8").body(Body::from_bytes_stream(body))
}

#[handler]
pub fn hang_picture(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    let text = "Everything is here but one picture, so the page never fires its load event.";
    shop.page(&visitor, "message.html", json!({ "title": "Waiting for a picture", "text": text, "picture": "/hang" }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Knobs {
    /// Turns of the redirect loop.
    n: u64,
    /// Milliseconds of `/slow`.
    ms: u64,
    /// `block`: alerts without a breath between them.
    style: String,
}

#[handler]
pub fn redirect_loop(Query(knobs): Query<Knobs>) -> Response {
    see_other(format!("/loop?n={}", knobs.n.wrapping_add(1)))
}

#[handler]
pub fn alerts(shop: Data<&Arc<Shop>>, visitor: Visitor, Query(knobs): Query<Knobs>) -> Response {
    shop.page(&visitor, "alerts.html", json!({ "block": knobs.style == "block" }))
}

#[handler]
pub fn spin(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    shop.page(&visitor, "spin.html", json!({}))
}

#[handler]
pub async fn slow(shop: Data<&Arc<Shop>>, visitor: Visitor, Query(knobs): Query<Knobs>) -> Response {
    let wait = Duration::from_millis(knobs.ms).min(SLOWEST);
    tokio::select! {
        () = tokio::time::sleep(wait) => {}
        () = shop.stopping.cancelled() => {}
    }
    let text = format!("This page took {} ms on purpose.", wait.as_millis());
    shop.page(&visitor, "message.html", json!({ "title": "A slow page", "text": text }))
}
