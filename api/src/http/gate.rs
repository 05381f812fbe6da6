//! Who may pass, how often, and what is written down about it: one layer before everything that needs a key.
//!
//! The key is looked at once, before the body is read. Each key has a quota for each class of requests, shared by all API servers
//! (`flowtilla_shared::rates`); answers carry `RateLimit` and `RateLimit-Policy`. Every change that succeeds goes to the audit log.

use std::sync::Arc;

use flowtilla_shared::rates::Quota;
use poem::{
    Endpoint, Request, Response, Result,
    http::{Method, StatusCode, header},
};
use serde_json::Value;

use super::{
    edge::REQUEST_ID,
    table::{RouteTable, Rule},
};
use crate::{
    caller::{Identity, Permission, Read, identify},
    problem::{Problem, rate_headers},
    state::State,
};

/// See the module.
pub struct Gate<E> {
    pub inner: E,
    pub table: Arc<RouteTable>,
    pub state: Arc<State>,
}

impl<E: Endpoint<Output = Response>> Endpoint for Gate<E> {
    type Output = Response;

    async fn call(&self, mut req: Request) -> Result<Response> {
        let path = req.uri().path().to_owned();
        let method = req.method().clone();
        let Some(rule) = self.table.rule(&path, &method) else { return self.inner.call(req).await };
        let identity = match identify(&self.state, req.headers()).await {
            Ok(identity) => identity,
            Err(problem) => return Err(turned_away(&self.state, problem, &req).await.into()),
        };
        let quota = self.count(&identity, rule, &method).await;
        if let Some(quota) = quota.clone().filter(|quota| quota.refused.is_some()) {
            return Err(too_many(quota).into());
        }
        let request_id = req.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()).map(str::to_owned);
        req.extensions_mut().insert(identity.clone());
        let outcome = self.inner.call(req).await;
        match outcome {
            Ok(mut response) => {
                if let Some(quota) = &quota {
                    rate_headers(quota, response.headers_mut());
                }
                if changes(&method, rule) && response.status().is_success() {
                    self.write_down(&identity, rule, &path, &response, request_id).await;
                }
                Ok(response)
            }
            Err(error) => Err(Problem { rate: quota, ..Problem::from_poem(&error) }.into()),
        }
    }
}

/// Whether success means that something is different now.
fn changes(method: &Method, rule: &Rule) -> bool {
    !matches!(*method, Method::GET | Method::HEAD) && rule.scope != Read::SCOPE
}

impl<E> Gate<E> {
    /// Counts a request of somebody whose key holds.
    async fn count(&self, identity: &Identity, rule: &Rule, method: &Method) -> Option<Quota> {
        if self.state.open {
            return None;
        }
        let rates = &self.state.config.rates;
        let (class, quota) = if rule.connects {
            ("connect", rates.connect_per_minute)
        } else if rule.executes {
            ("execute", rates.execute_per_minute)
        } else if matches!(*method, Method::GET | Method::HEAD) {
            ("read", rates.read_per_minute)
        } else {
            ("write", rates.write_per_minute)
        };
        let who = identity.key.map_or_else(|| identity.project.to_string(), |key| key.to_string());
        self.state.rates.take(class, &who, quota).await
    }

    /// What was changed is the thing that the path names, or the new one at `Location`; the handler may say it better.
    async fn write_down(
        &self,
        identity: &Identity,
        rule: &Rule,
        path: &str,
        response: &Response,
        request_id: Option<String>,
    ) {
        let mut detail = identity.notes.take();
        let made = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        let target = match detail.remove("target") {
            Some(Value::String(target)) => target,
            _ => {
                let named = self.table.thing(path);
                made.unwrap_or(&named).trim_start_matches("/api/v1/").to_owned()
            }
        };
        let detail = Value::Object(detail);
        self.state.write_down(identity, &rule.operation, target, detail, request_id).await;
    }
}

/// Counts a request without a valid key: an address that keeps guessing is told to wait.
pub async fn turned_away(state: &State, problem: Problem, req: &Request) -> Problem {
    if problem.status != StatusCode::UNAUTHORIZED || problem.code != "key-unknown" {
        return problem;
    }
    let most = state.config.rates.bad_keys_per_minute;
    let address = req.remote_addr().as_socket_addr().map_or_else(|| "unix".into(), |address| address.ip().to_string());
    match state.rates.take("bad-keys", &address, most).await {
        Some(quota) if quota.refused.is_some() => too_many(quota),
        quota => Problem { rate: quota, ..problem },
    }
}

fn too_many(quota: Quota) -> Problem {
    let what = match quota.class {
        "read" => "requests that read",
        "execute" => "requests that start something",
        "connect" => "sockets and streams",
        "bad-keys" => "requests with a key that is not valid",
        _ => "requests that change something",
    };
    let detail = format!(
        "More than {} {what} within a minute; try again after {} s.",
        quota.quota,
        quota.refused.unwrap_or_default()
    );
    let retry_after = quota.refused;
    Problem { retry_after, rate: Some(quota), ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate-limited", detail) }
}
