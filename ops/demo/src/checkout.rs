//! Checkout, orders, the witness, and what stands in the payment frames.

use std::{collections::BTreeMap, sync::Arc};

use poem::{
    IntoResponse, Request, Response, handler,
    http::StatusCode,
    web::{Data, Form, Json, Path, Query},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    cart::priced,
    routes::not_found,
    sessions::Visitor,
    shop::{Shop, see_other},
    witness::{OrderDetails, OrderLine},
};

/// Longest token, in bytes; the rest is cut.
const LONGEST_TOKEN: usize = 200;

#[derive(Debug, Default, Deserialize)]
struct Token {
    token: Option<String>,
}

impl Token {
    /// The token of this request, or a random one.
    fn or_random(self) -> String {
        match self.token {
            Some(token) if !token.is_empty() => {
                let end = token.floor_char_boundary(LONGEST_TOKEN);
                token[..end].to_owned()
            }
            _ => uuid::Uuid::new_v4().to_string(),
        }
    }
}

#[handler]
pub fn checkout_page(shop: Data<&Arc<Shop>>, visitor: Visitor, Query(token): Query<Token>) -> Response {
    let (lines, total) = priced(&visitor.cart);
    let page = json!({ "lines": lines, "total": total.to_string(), "token": token.or_random() });
    shop.page(&visitor, "checkout.html", page)
}

#[derive(Debug, Default, Deserialize)]
struct Placed {
    token: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    shipping: String,
}

/// Takes an order. Every request counts, whatever its body: the witness must not be kind. A token in the form goes before
/// one in the query.
#[handler]
pub async fn place(
    shop: Data<&Arc<Shop>>,
    request: &Request,
    visitor: Visitor,
    Query(query): Query<Token>,
    form: Option<Form<Placed>>,
) -> Response {
    let placed = form.map(|Form(placed)| placed).unwrap_or_default();
    let token = Token { token: placed.token.filter(|token| !token.is_empty()).or(query.token) }.or_random();
    let (lines, total) = priced(&visitor.cart);
    let lines = lines.into_iter().map(|line| OrderLine {
        name: line.teapot.name.to_owned(),
        quantity: line.quantity,
        total: line.total,
    });
    let details = OrderDetails { token, name: placed.name, shipping: placed.shipping, lines: lines.collect(), total };
    let book = Arc::clone(&shop);
    match tokio::task::spawn_blocking(move || book.witness.record(details)).await {
        Ok(Ok(order)) => {
            shop.sessions.change(request, |visitor| visitor.cart.clear());
            see_other(format!("/orders/{}", order.id))
        }
        Ok(Err(error)) => refused(&format!("{error:#}")),
        Err(error) => refused(&error.to_string()),
    }
}

fn refused(why: &str) -> Response {
    tracing::error!(why, "An order of the demo shop was not taken");
    (StatusCode::INTERNAL_SERVER_ERROR, format!("The order was not taken: {why}")).into_response()
}

#[handler]
pub fn order_page(shop: Data<&Arc<Shop>>, visitor: Visitor, Path(id): Path<String>) -> Response {
    let Some(order) = shop.witness.find(&id) else { return not_found(&shop, &visitor) };
    let total = order.details.total.to_string();
    let lines: Vec<_> = order
        .details
        .lines
        .iter()
        .map(|line| json!({ "name": line.name, "quantity": line.quantity, "total": line.total.to_string() }))
        .collect();
    let times = shop.witness.counts().get(&order.details.token).copied().unwrap_or_default();
    shop.page(&visitor, "order.html", json!({ "order": order, "lines": lines, "total": total, "times": times }))
}

#[handler]
pub fn witness_json(shop: Data<&Arc<Shop>>) -> Json<BTreeMap<String, u64>> {
    Json(shop.witness.counts())
}

#[handler]
pub fn payment_frame(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    shop.page(&visitor, "payment.html", json!({}))
}

#[handler]
pub fn bank_frame(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    shop.page(&visitor, "bank.html", json!({}))
}
