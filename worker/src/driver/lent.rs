//! A browser that somebody else has started, on a machine of theirs, and that is reached through their door: the one that is
//! seen on an agent's desktop. It goes on when its driver is closed.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use async_trait::async_trait;
use serde::de::IgnoredAny;

use super::{
    ContextOptions, Driver, SessionHandle, capabilities,
    chromium::{Chromium, Client, Context, Home, Router},
    page::Page,
    socket, warm,
    webdriver::{self, Dial},
};

/// Longest wait for the WebDriver session to be deleted.
const DELETE: Duration = Duration::from_secs(2);

/// Where such a browser is. The ports are those of its own machine.
#[derive(Clone)]
pub struct Lent {
    pub dial: Dial,
    /// Its WebDriver endpoint's.
    pub driver_port: u16,
    /// Its own socket's.
    pub debugger_port: u16,
    /// The path of its own socket: `/devtools/browser/…`.
    pub socket_path: String,
}

/// The WebDriver session as the home of the context.
struct Loan {
    dial: Dial,
    endpoint: String,
    session: String,
    browser: String,
}

impl Lent {
    /// Drives it: a WebDriver session of its own, and the socket into the same browser. All its tabs are in the context.
    ///
    /// # Errors
    /// What does not answer before `deadline`.
    pub async fn drive(&self, command_timeout: Duration, deadline: Instant) -> anyhow::Result<Box<dyn Driver>> {
        let endpoint = format!("http://127.0.0.1:{}/", self.driver_port);
        let wanted = capabilities::attached(&format!("127.0.0.1:{}", self.debugger_port));
        let session = webdriver::create_through(&self.dial, &endpoint, wanted, deadline).await?;
        let browser = session.browser();
        let loan = Loan { dial: self.dial.clone(), endpoint, session: session.id, browser };
        match self.attach(deadline).await {
            Ok(context) => {
                let options = context.options().clone();
                let port = Chromium::new(context, Box::new(loan), None, command_timeout);
                Ok(Box::new(Page::new(port, &options)))
            }
            Err(e) => {
                loan.end().await;
                Err(e)
            }
        }
    }

    async fn attach(&self, deadline: Instant) -> anyhow::Result<Arc<Context>> {
        let stream = (self.dial)(self.debugger_port);
        let stream = tokio::time::timeout_at(deadline.into(), stream).await.context("the browser did not answer")??;
        let url = format!("ws://127.0.0.1:{}{}", self.debugger_port, self.socket_path);
        let router = Arc::new(Router::default());
        let client = Client::over(socket::open_over(stream, &url, deadline).await?, router.clone());
        let options = ContextOptions { natural: true, alone: true, ..ContextOptions::default() };
        let context = Context::new(client.clone(), None, options);
        router.register("", &context);
        let ready = async {
            client.call::<IgnoredAny>(None, "Target.setAutoAttach", warm::auto_attach(), deadline).await?;
            context.first_tab(&[], usize::MAX, deadline).await
        };
        if let Err(e) = ready.await {
            client.close();
            return Err(e.into());
        }
        Ok(context)
    }
}

impl Loan {
    async fn end(&self) {
        if let Err(e) = webdriver::delete_through(&self.dial, &self.endpoint, &self.session, DELETE).await {
            tracing::debug!(error = format!("{e:#}"), "The WebDriver session of a desktop could not be deleted");
        }
    }
}

#[async_trait]
impl Home for Loan {
    fn handle(&self, context: &Context) -> SessionHandle {
        let (tabs, active) = context.tab_ids();
        let (driver_url, browser) = (self.endpoint.clone(), self.browser.clone());
        SessionHandle {
            driver_url,
            webdriver_session: self.session.clone(),
            tabs,
            active,
            browser,
            ..SessionHandle::default()
        }
    }

    async fn close(self: Box<Self>, context: &Context) {
        context.client.close();
        self.end().await;
    }
}
