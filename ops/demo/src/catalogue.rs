//! Home, catalogue and product pages.

use std::{sync::Arc, time::Duration};

use poem::{
    Response, handler,
    web::{Data, Json, Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    routes::not_found,
    sessions::Visitor,
    shop::Shop,
    teapots::{self, Found},
};

/// How late the teapots of the catalogue come.
const TEAPOTS_LATE: Duration = Duration::from_millis(120);
/// How late reviews and suggestions come.
const EXTRAS_LATE: Duration = Duration::from_millis(40);

#[handler]
pub fn home_page(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    let proud: Vec<_> = teapots::all().into_iter().take(4).collect();
    shop.page(
        &visitor,
        "home.html",
        json!({ "proud": proud, "labs": crate::lab::LABS, "trouble": crate::trouble::PAGES }),
    )
}

#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    q: String,
    sort: String,
    page: usize,
}

impl Default for SearchQuery {
    fn default() -> Self {
        Self { q: String::new(), sort: "featured".into(), page: 1 }
    }
}

#[handler]
pub fn catalogue_page(shop: Data<&Arc<Shop>>, visitor: Visitor, Query(query): Query<SearchQuery>) -> Response {
    shop.page(&visitor, "catalogue.html", json!({ "q": query.q, "sort": query.sort }))
}

#[handler]
pub async fn found_teapots(Query(query): Query<SearchQuery>) -> Json<Found> {
    tokio::time::sleep(TEAPOTS_LATE).await;
    Json(teapots::search(&query.q, &query.sort, query.page))
}

#[handler]
pub fn teapot_page(shop: Data<&Arc<Shop>>, visitor: Visitor, Path(slug): Path<String>) -> Response {
    match teapots::find(&slug) {
        Some(teapot) => shop.page(&visitor, "teapot.html", json!({ "teapot": teapot })),
        None => not_found(&shop, &visitor),
    }
}

#[handler]
pub async fn reviews(Path(slug): Path<String>) -> Json<Value> {
    tokio::time::sleep(EXTRAS_LATE).await;
    let name = teapots::find(&slug).map_or("This teapot", |teapot| teapot.name);
    Json(json!([
        { "by": "Mina", "stars": 5, "text": format!("{name} pours without a drip.") },
        { "by": "Jonas", "stars": 4, "text": "Keeps the tea warm through a whole chapter." },
        { "by": "Ife", "stars": 5, "text": "The lid stays on. That is all I ever wanted." },
    ]))
}

#[handler]
pub async fn suggestions() -> Json<Value> {
    tokio::time::sleep(EXTRAS_LATE).await;
    let suggested: Vec<_> = teapots::search("", "stars", 1).teapots.into_iter().take(3).collect();
    Json(json!({ "reason": "Because you like small pots", "teapots": suggested }))
}
