//! Visitors and their session cookie.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use poem::{
    FromRequest, Request, RequestBody,
    web::cookie::{Cookie, CookieJar, SameSite},
};

use crate::shop::Shop;

const COOKIE: &str = "kettle_session";
/// Sessions kept; the oldest goes first. A benchmark opens thousands.
const MOST_SESSIONS: usize = 10_000;

/// What is known of one visitor.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// Signed in as.
    pub user: Option<String>,
    /// Teapot → quantity.
    pub cart: BTreeMap<String, u32>,
    /// Has answered the cookie banner.
    pub knows_cookies: bool,
}

/// Every session of the shop, in memory.
#[derive(Debug, Default)]
pub struct Sessions {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    by_id: HashMap<String, Visitor>,
    by_age: VecDeque<String>,
}

impl Sessions {
    /// Changes the visitor behind the request and, for a new one, sets the session cookie.
    pub fn change(&self, request: &Request, change: impl FnOnce(&mut Visitor)) {
        let id = session_id(request.cookie()).unwrap_or_else(|| {
            let id = uuid::Uuid::new_v4().simple().to_string();
            let mut cookie = Cookie::new_with_str(COOKIE, id.clone());
            cookie.set_path("/");
            cookie.set_http_only(true);
            cookie.set_same_site(SameSite::Lax);
            request.cookie().add(cookie);
            id
        });
        let mut known = self.known();
        if !known.by_id.contains_key(&id) {
            known.by_age.push_back(id.clone());
            if known.by_age.len() > MOST_SESSIONS
                && let Some(oldest) = known.by_age.pop_front()
            {
                known.by_id.remove(&oldest);
            }
        }
        change(known.by_id.entry(id).or_default());
    }

    /// Who sent these cookies; a stranger is a visitor who knows nothing yet.
    pub fn visitor(&self, cookies: &CookieJar) -> Visitor {
        let known = session_id(cookies).and_then(|id| self.known().by_id.get(&id).cloned());
        Visitor { knows_cookies: cookies.get("kettle_cookies").is_some(), ..known.unwrap_or_default() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> FromRequest<'a> for Visitor {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let shop = request.data::<Arc<Shop>>();
        Ok(shop.map(|shop| shop.sessions.visitor(request.cookie())).unwrap_or_default())
    }
}

/// The id in the session cookie, if it can be one of ours.
fn session_id(cookies: &CookieJar) -> Option<String> {
    let id = cookies.get(COOKIE)?.value_str().to_owned();
    (id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}
