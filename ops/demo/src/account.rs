//! Sign in, sign out, and the visitor's own page.

use std::sync::Arc;

use poem::{
    Request, Response, handler,
    http::StatusCode,
    web::{Data, Form, Query},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    sessions::Visitor,
    shop::{Shop, see_other},
};

/// The one user of the shop.
pub const USER: &str = "ada";
pub const PASSWORD: &str = "teapot";

#[derive(Debug, Default, Deserialize)]
struct Next {
    /// Where to go after signing in.
    next: Option<String>,
}

impl Next {
    /// Only a path of this site; anything else is the account page.
    fn path(&self) -> &str {
        match &self.next {
            Some(path) if path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']) => {
                path
            }
            _ => "/account",
        }
    }
}

#[handler]
pub fn login_page(shop: Data<&Arc<Shop>>, visitor: Visitor, Query(next): Query<Next>) -> Response {
    let page = json!({ "next": next.path(), "user_error": "", "password_error": "", "typed": "" });
    shop.page(&visitor, "login.html", page)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Credentials {
    user: String,
    password: String,
}

#[handler]
pub fn login(
    shop: Data<&Arc<Shop>>,
    request: &Request,
    visitor: Visitor,
    Query(next): Query<Next>,
    Form(given): Form<Credentials>,
) -> Response {
    let user_error = match given.user.as_str() {
        "" => "Enter your user name.",
        USER => "",
        _ => "We do not know that user name.",
    };
    let password_error = match given.password.as_str() {
        "" => "Enter your password.",
        PASSWORD => "",
        _ => "That password is not right.",
    };
    if user_error.is_empty() && password_error.is_empty() {
        shop.sessions.change(request, |visitor| visitor.user = Some(USER.to_owned()));
        return see_other(next.path());
    }
    let page =
        json!({ "next": next.path(), "user_error": user_error, "password_error": password_error, "typed": given.user });
    let mut response = shop.page(&visitor, "login.html", page);
    response.set_status(StatusCode::UNPROCESSABLE_ENTITY);
    response
}

#[handler]
pub fn logout(shop: Data<&Arc<Shop>>, request: &Request) -> Response {
    shop.sessions.change(request, |visitor| visitor.user = None);
    see_other("/")
}

/// What the shop remembers of Ada: order number, day, teapot, price in euro.
const PAST_ORDERS: [(&str, &str, &str, u32); 5] = [
    ("KL-0412", "2026-03-02", "Willow Pattern", 46),
    ("KL-0587", "2026-05-19", "Tiny Whale", 22),
    ("KL-0633", "2026-07-01", "Copper Moon", 119),
    ("KL-0790", "2026-08-23", "Brown Betty", 34),
    ("KL-0911", "2026-10-30", "Plum Rain", 76),
];

#[handler]
pub fn account_page(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    if visitor.user.is_none() {
        return see_other("/login?next=/account");
    }
    let orders: Vec<_> = PAST_ORDERS
        .iter()
        .map(|(number, day, teapot, price)| json!({ "number": number, "day": day, "teapot": teapot, "price": price }))
        .collect();
    shop.page(&visitor, "account.html", json!({ "orders": orders }))
}

/// The brewing guide; links to it open a new tab.
#[handler]
pub fn guide_page(shop: Data<&Arc<Shop>>, visitor: Visitor) -> Response {
    shop.page(&visitor, "guide.html", json!({}))
}
