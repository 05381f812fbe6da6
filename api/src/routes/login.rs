//! Who is at the console: a key given once is a login, whose random word stays in a cookie that scripts cannot read.

use std::time::Duration;

use flowtilla_shared::store::Logins;
use poem::{Request, http::HeaderMap};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};
use serde::Deserialize;
use uuid::Uuid;

use super::{Area, Shared};
use crate::{
    body::Body,
    caller::{self, Caller, Identity, LOGIN_COOKIE, Read},
    http::gate::turned_away,
    problem::Problem,
};

/// How long a login lasts in seconds, unless its key ends before: a week.
const LASTS: u32 = 7 * 24 * 3600;

pub struct LoginApi;

/// A key to log in with.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(rename = "NewLogin")]
pub struct Login {
    /// An API key, as `flowtilla keys create` prints it.
    #[oai(validator(max_length = 500))]
    pub key: String,
}

/// Who calls, and what they may do.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Login")]
pub struct Who {
    /// The key's name, or `local` where none is needed.
    pub name: String,
    pub project_id: Uuid,
    /// `read run approve agent admin`; `admin` is all of them.
    pub scopes: Vec<String>,
    /// Nobody needs a key here: `flowtilla dev` on loopback.
    pub open: bool,
}

#[derive(ApiResponse)]
enum LoggedIn {
    /// Logged in: the cookie goes with every request from now on.
    #[oai(status = 200)]
    In(Json<Who>, #[oai(header = "Set-Cookie")] String),
}

#[derive(ApiResponse)]
enum LoggedOut {
    /// Logged out.
    #[oai(status = 204)]
    Out(#[oai(header = "Set-Cookie")] String),
}

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Meta")]
impl LoginApi {
    /// Get who is calling.
    ///
    /// Of a key, a login, or the local user of `flowtilla dev`.
    #[oai(path = "/login", method = "get", operation_id = "getLogin")]
    async fn who(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<Who>, Problem> {
        Ok(Json(Who::new(caller.into_identity(), state.open)))
    }

    /// Log in with a key.
    ///
    /// For pages of this server: a random word that stands for the key is kept in an `HttpOnly` cookie that goes only to this host
    /// and only with requests of its own pages; the key itself is not kept. The login ends with the key, with `logout`, or after a
    /// week.
    #[oai(path = "/login", method = "post", operation_id = "login")]
    async fn login(&self, state: Shared<'_>, request: &Request, asked: Body<Login>) -> Result<LoggedIn, Problem> {
        let key = asked.value.key.trim();
        let identity = match caller::of_key(&state, key.as_bytes()).await {
            Ok(identity) => identity,
            Err(problem) => return Err(turned_away(&state, problem, request).await),
        };
        let Some(id) = identity.key else { return Err(Problem::internal()) };
        let (word, hash) = Logins::word();
        state.store.logins().begin(&hash, id, Duration::from_secs(u64::from(LASTS))).await?;
        let cookie = cookie(&word, LASTS, is_secure(request.headers(), &state.config.api.public_url));
        Ok(LoggedIn::In(Json(Who::new(identity, state.open)), cookie))
    }

    /// Log out.
    ///
    /// Ends the login, on every server within two seconds, and forgets the cookie; the key stays valid.
    #[oai(path = "/logout", method = "post", operation_id = "logout")]
    async fn logout(&self, state: Shared<'_>, headers: &HeaderMap) -> Result<LoggedOut, Problem> {
        if let Some(word) = caller::login_word(headers) {
            let hash = Logins::hash(word);
            state.store.logins().end(&hash).await?;
            state.keys.forget_login(hash);
        }
        Ok(LoggedOut::Out(cookie("", 0, is_secure(headers, &state.config.api.public_url))))
    }
}

impl Who {
    fn new(identity: Identity, open: bool) -> Self {
        Self {
            scopes: identity.scopes().to_vec(),
            project_id: identity.project.0,
            name: identity.name,
            open: open && identity.key.is_none(),
        }
    }
}

/// Whether browsers reach this server by https.
fn is_secure(headers: &HeaderMap, public_url: &str) -> bool {
    let forwarded = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
    public_url.starts_with("https:") || forwarded == Some("https")
}

fn cookie(value: &str, lasts: u32, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{LOGIN_COOKIE}={value}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_hidden_from_scripts_and_other_sites() {
        assert_eq!(
            cookie("ft_1", 60, true),
            "flowtilla_login=ft_1; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure"
        );
        assert!(!cookie("", 0, false).contains("Secure"));
    }
}
