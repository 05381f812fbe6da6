//! Answers at once with 503 when the database goes away under a request, instead of waiting for a connection.

use std::sync::Arc;

use poem::{Endpoint, Request, Response, Result};

use crate::{problem::Problem, state::State};

/// See the module.
pub struct Guard<E> {
    pub inner: E,
    pub state: Arc<State>,
}

impl<E: Endpoint<Output = Response>> Endpoint for Guard<E> {
    type Output = Response;

    async fn call(&self, req: Request) -> Result<Response> {
        // health tells what is wrong, and streams live through it
        if !req.uri().path().starts_with("/api/v1/") || req.uri().path() == "/api/v1/health" {
            return self.inner.call(req).await;
        }
        let mut up = self.state.database_up.subscribe();
        tokio::select! {
            biased;
            outcome = self.inner.call(req) => outcome,
            _ = up.wait_for(|up| !*up) => Err(Problem::unavailable("The database does not answer at the moment.").into()),
        }
    }
}
