//! Which path is answered by what.

use std::{sync::Arc, time::Duration};

use poem::{
    Endpoint, EndpointExt, IntoResponse, Request, Response, Route,
    error::NotFoundError,
    get, handler,
    http::StatusCode,
    middleware::{AddData, CookieJarManager},
    post,
    web::Path,
};

use serde_json::json;

use crate::{account, cart, catalogue, checkout, files, lab, sessions::Visitor, shop::Shop, trouble};

/// The whole site.
pub fn app(shop: Arc<Shop>) -> impl Endpoint {
    let latency = shop.latency;
    Route::new()
        .at("/", get(catalogue::home_page))
        .at("/teapots", get(catalogue::catalogue_page))
        .at("/teapots/:slug", get(catalogue::teapot_page))
        .at("/api/teapots", get(catalogue::found_teapots))
        .at("/api/teapots/:slug/reviews", get(catalogue::reviews))
        .at("/api/suggestions", get(catalogue::suggestions))
        .at("/login", get(account::login_page).post(account::login))
        .at("/logout", post(account::logout))
        .at("/account", get(account::account_page))
        .at("/guide", get(account::guide_page))
        .at("/cart", get(cart::cart_page))
        .at("/cart/items", post(cart::add))
        .at("/cart/items/:slug", post(cart::change))
        .at("/checkout", get(checkout::checkout_page))
        .at("/orders", post(checkout::place))
        .at("/orders/:id", get(checkout::order_page))
        .at("/witness", get(checkout::witness_json))
        .at("/payment", get(checkout::payment_frame))
        .at("/bank", get(checkout::bank_frame))
        .at("/uploads", post(files::upload))
        .at("/files/price-list.csv", get(files::price_list))
        .at("/lab", get(lab::index))
        .at("/lab/:name", get(lab::page))
        .at("/api/notes", get(lab::notes))
        .at("/broken", get(trouble::broken))
        .at("/hang", get(trouble::hang))
        .at("/hang/half", get(trouble::hang_half))
        .at("/hang/picture", get(trouble::hang_picture))
        .at("/loop", get(trouble::redirect_loop))
        .at("/alerts", get(trouble::alerts))
        .at("/spin", get(trouble::spin))
        .at("/slow", get(trouble::slow))
        .at("/static/:file", get(asset))
        .at("/favicon.ico", get(favicon))
        .around(or_not_found)
        .with(CookieJarManager::new())
        .with(AddData::new(shop))
        .around(move |endpoint, request| late(latency, endpoint, request))
}

/// Holds every page, but no style sheet or script, back by `latency`.
async fn late<E: Endpoint>(latency: Duration, endpoint: Arc<E>, request: Request) -> poem::Result<Response> {
    if !latency.is_zero() && !request.uri().path().starts_with("/static/") {
        tokio::time::sleep(latency).await;
    }
    endpoint.call(request).await.map(IntoResponse::into_response)
}

const STATIC: &[(&str, &str, &str)] = &[
    ("style.css", "text/css; charset=utf-8", include_str!("../static/style.css")),
    ("shop.js", "text/javascript; charset=utf-8", include_str!("../static/shop.js")),
    ("rating.js", "text/javascript; charset=utf-8", include_str!("../static/rating.js")),
    ("teapots.svg", "image/svg+xml", include_str!("../static/teapots.svg")),
    ("icon.svg", "image/svg+xml", include_str!("../static/icon.svg")),
];

#[handler]
fn asset(Path(name): Path<String>) -> Response {
    match STATIC.iter().find(|(file, ..)| *file == name) {
        Some((_, kind, body)) => {
            Response::builder().content_type(*kind).header("cache-control", "max-age=300").body(*body)
        }
        None => StatusCode::NOT_FOUND.into(),
    }
}

#[handler]
fn favicon() -> Response {
    Response::builder().status(StatusCode::MOVED_PERMANENTLY).header("location", "/static/icon.svg").finish()
}

/// Answers a path that no route knows with the 404 page.
async fn or_not_found<E: Endpoint>(endpoint: Arc<E>, request: Request) -> poem::Result<Response> {
    let shop = request.data::<Arc<Shop>>().map(Arc::clone);
    let cookies = request.cookie().clone();
    match (endpoint.call(request).await, shop) {
        (Err(error), Some(shop)) if error.is::<NotFoundError>() => {
            Ok(not_found(&shop, &shop.sessions.visitor(&cookies)))
        }
        (answer, _) => answer.map(IntoResponse::into_response),
    }
}

/// The 404 page.
pub fn not_found(shop: &Shop, visitor: &Visitor) -> Response {
    let text = "There is no such page. Perhaps the kettle has boiled dry.";
    let mut page = shop.page(visitor, "message.html", json!({ "title": "Not found", "text": text }));
    page.set_status(StatusCode::NOT_FOUND);
    page
}
