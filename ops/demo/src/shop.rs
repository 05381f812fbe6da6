//! What every request handler shares.

use std::{path::Path, time::Duration};

use poem::{IntoResponse, Response, http::StatusCode, web::Html};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    pages::Pages,
    sessions::{Sessions, Visitor},
    witness::Witness,
};

/// The shop's state: pages, visitors and the order file.
#[derive(Debug)]
pub struct Shop {
    pub pages: Pages,
    pub sessions: Sessions,
    pub witness: Witness,
    /// Extra time per page.
    pub latency: Duration,
    /// Cancelled when the shop stops; pages that hang on purpose end then.
    pub stopping: CancellationToken,
}

impl Shop {
    /// # Errors
    /// When a page template is malformed or the order file cannot be opened.
    pub fn open(data_dir: &Path, latency: Duration, stopping: CancellationToken) -> anyhow::Result<Self> {
        Ok(Self {
            pages: Pages::load()?,
            sessions: Sessions::default(),
            witness: Witness::open(data_dir)?,
            latency,
            stopping,
        })
    }

    /// One page as the visitor sees it. A template that fails is a bug of ours and answers 500.
    pub fn page(&self, visitor: &Visitor, name: &str, page: Value) -> Response {
        match self.pages.render(visitor, name, page) {
            Ok(html) => Html(html).into_response(),
            Err(error) => {
                tracing::error!(page = name, error = ?error, "The demo page `{name}` could not be rendered");
                (StatusCode::INTERNAL_SERVER_ERROR, format!("The page {name} could not be rendered: {error:#}"))
                    .into_response()
            }
        }
    }
}

/// `303 See Other`: the browser goes on with a GET.
pub fn see_other(location: impl AsRef<str>) -> Response {
    Response::builder().status(StatusCode::SEE_OTHER).header("location", location.as_ref()).finish()
}
