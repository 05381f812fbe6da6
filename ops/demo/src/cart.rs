//! The cart, kept in the session.

use std::{collections::BTreeMap, sync::Arc};

use poem::{
    Request, Response, handler,
    web::{Data, Form, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    money::Cents,
    routes::not_found,
    sessions::Visitor,
    shop::{Shop, see_other},
    teapots::{self, Teapot},
};

/// Most of one teapot in a cart.
const MOST: u32 = 20;

/// One line of a cart, priced.
#[derive(Debug, Serialize)]
pub struct Line {
    pub teapot: Teapot,
    pub quantity: u32,
    pub total: Cents,
    pub total_text: String,
}

/// The lines of a cart and their sum.
pub fn priced(cart: &BTreeMap<String, u32>) -> (Vec<Line>, Cents) {
    let line = |(slug, &quantity): (&String, &u32)| {
        let teapot = teapots::find(slug)?;
        let total = teapot.price * quantity;
        Some(Line { teapot, quantity, total, total_text: total.to_string() })
    };
    let lines: Vec<Line> = cart.iter().filter_map(line).collect();
    let total = lines.iter().map(|line| line.total).sum();
    (lines, total)
}

#[handler]
pub fn cart_page(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    let (lines, total) = priced(&visitor.cart);
    shop.page(&visitor, "cart.html", json!({ "lines": lines, "total": total.to_string() }))
}

#[derive(Debug, Deserialize)]
struct Added {
    slug: String,
    #[serde(default = "one")]
    quantity: u32,
}

fn one() -> u32 {
    1
}

#[handler]
pub fn add(shop: Data<&Arc<Shop>>, request: &Request, visitor: Visitor, Form(added): Form<Added>) -> Response {
    if teapots::find(&added.slug).is_none_or(|teapot| !teapot.in_stock) {
        return not_found(&shop, &visitor);
    }
    shop.sessions.change(request, |visitor| {
        let quantity = visitor.cart.entry(added.slug).or_default();
        *quantity = quantity.saturating_add(added.quantity).clamp(1, MOST);
    });
    see_other("/cart")
}

#[derive(Debug, Deserialize)]
struct Changed {
    /// 0 removes the line.
    quantity: u32,
}

#[handler]
pub fn change(
    shop: Data<&Arc<Shop>>,
    request: &Request,
    Path(slug): Path<String>,
    Form(changed): Form<Changed>,
) -> Response {
    shop.sessions.change(request, |visitor| {
        if changed.quantity == 0 {
            visitor.cart.remove(&slug);
        } else if let Some(quantity) = visitor.cart.get_mut(&slug) {
            *quantity = changed.quantity.min(MOST);
        }
    });
    see_other("/cart")
}
