//! The driver's pool as the runner's source of browsers.

use async_trait::async_trait;
use flowtilla_shared::{
    domain::{flow::BrowserName, outcome::StepError},
    telemetry::metrics,
};

use crate::{
    driver::{Browsers, ContextOptions, Driver, SessionHandle, Stats},
    runner::BrowserSource,
};

#[async_trait]
impl BrowserSource for Browsers {
    async fn open(&self, options: ContextOptions) -> Result<Box<dyn Driver>, StepError> {
        let opened = Self::open(self, &options).await;
        if let Err(error) = &opened {
            metrics::browser_failed(error.kind);
        }
        opened
    }

    async fn attach(&self, handle: &SessionHandle) -> Result<Option<Box<dyn Driver>>, StepError> {
        Self::attach(self, handle).await
    }

    fn names(&self) -> Vec<BrowserName> {
        Self::names(self)
    }

    fn stats(&self) -> Stats {
        Self::stats(self)
    }

    async fn discard(&self, handle: &SessionHandle) {
        if let Err(e) = Self::discard(self, handle).await {
            tracing::warn!(error = format!("{e:#}"), "A browser session that nobody uses could not be ended");
        }
    }
}
