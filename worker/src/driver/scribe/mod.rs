//! Records what a person does in a visible browser, as a flow: `flowtilla record`.
//!
//! A script in the engine's world of every frame tells each input with a locator; the browser tells of tabs, addresses and
//! dialogs. Nothing is ever answered for the person.

mod notebook;
mod page;
mod watch;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use flowtilla_shared::{config, domain::flow::Engine, domain::flow::Flow};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::{
    notebook::Notebook,
    page::Pages,
    watch::{Happening, Sink},
};
use super::{
    SessionHandle,
    chromium::Client,
    launch::{Launched, Launcher, START},
    webdriver,
};

/// How long a browser that was told to end may take.
const ENDING: Duration = Duration::from_secs(7);

/// A browser in which somebody is recorded.
pub struct Scribe {
    client: Client,
    happenings: mpsc::UnboundedReceiver<Happening>,
    pages: Pages,
    book: Notebook,
    launched: Launched,
    session: webdriver::Session,
    debugger: String,
    start_url: String,
}

/// What was recorded.
#[derive(Debug)]
pub struct Recorded {
    pub flow: Flow,
    /// Names in `{{secret.…}}`.
    pub secrets: Vec<String>,
    /// What the person should look after.
    pub warnings: Vec<String>,
}

impl Scribe {
    /// Opens a browser at `url`, with windows when `settings.headed`.
    ///
    /// `supervisor` is a program that knows `supervise` (our own); `scratch` gets the browser's directory.
    ///
    /// # Errors
    /// What is missing or did not start, within 30 s.
    pub async fn start(
        settings: &config::Browser,
        supervisor: PathBuf,
        scratch: &Path,
        url: &str,
    ) -> anyhow::Result<Self> {
        let deadline = Instant::now() + START;
        let launcher = Launcher::new(settings.clone(), supervisor, scratch)?;
        let kind = launcher.kind(Engine::Auto).map_err(|sentence| anyhow::anyhow!(sentence))?;
        let mut launched = launcher.launch(deadline).await?;
        let connecting = async {
            let mut capabilities = launcher.capabilities(kind);
            capabilities.insert("unhandledPromptBehavior".into(), json!("ignore"));
            let session = webdriver::create(&launched.driver_url, capabilities, deadline)
                .await
                .context("Chromium did not start; a visible browser needs a display")?;
            let debugger = session.debugger().context("chromedriver names no debugger")?;
            let debugger = debugger.replace("localhost", "127.0.0.1");
            let (sink, happenings) = Sink::new();
            let socket = webdriver::socket_url(&debugger, deadline).await?;
            let client = Client::connect(&socket, Arc::new(sink), deadline).await?;
            let attach = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true,
                                 "filter": [{ "type": "page" }, { "exclude": true }] });
            client.call::<Value>(None, "Target.setAutoAttach", attach, deadline).await?;
            anyhow::Ok((session, debugger, client, happenings))
        };
        let (session, debugger, client, happenings) = match connecting.await {
            Ok(parts) => parts,
            Err(e) => {
                drop(launched.lifeline);
                let _ = tokio::time::timeout(ENDING, launched.supervisor.wait()).await;
                return Err(e);
            }
        };
        let book = Notebook::new(url, "");
        let pages = Pages::new(client.clone());
        let mut scribe =
            Self { client, happenings, pages, book, launched, session, debugger, start_url: url.to_owned() };
        if let Err(e) = scribe.open_first(deadline).await {
            scribe.end().await;
            return Err(e);
        }
        Ok(scribe)
    }

    /// Waits for the first tab and sends it to the start.
    async fn open_first(&mut self, deadline: Instant) -> anyhow::Result<()> {
        let tab = loop {
            let happening = tokio::time::timeout_at(deadline.into(), self.happenings.recv());
            let happening =
                happening.await.context("the browser opened no tab in time")?.context("the browser closed")?;
            if let Some(tab) = self.pages.first(&happening) {
                break tab;
            }
        };
        self.book = Notebook::new(&self.start_url, &tab.target);
        let there = json!({ "url": self.start_url });
        let gone: Value = self.client.call(Some(&tab.session), "Page.navigate", there, deadline).await?;
        if let Some(error) = gone.get("errorText").and_then(Value::as_str) {
            anyhow::bail!(super::net_error::sentence(&self.start_url, error));
        }
        Ok(())
    }

    /// How another driver gets into the same browser.
    pub fn handle(&self) -> SessionHandle {
        SessionHandle {
            driver_url: self.launched.driver_url.clone(),
            webdriver_session: self.session.id.clone(),
            debugger: Some(self.debugger.clone()),
            outlives_worker: true,
            browser: self.session.browser(),
            ..SessionHandle::default()
        }
    }

    /// Takes down what happens until the person closes the last window, or until `stop`; then ends the browser.
    ///
    /// # Errors
    /// When what was recorded is no flow.
    pub async fn record(mut self, name: &str, stop: CancellationToken) -> anyhow::Result<Recorded> {
        loop {
            let happening = tokio::select! {
                () = stop.cancelled() => break,
                happening = self.happenings.recv() => happening,
            };
            let Some(happening) = happening else { break };
            if !self.pages.take(happening, &mut self.book).await {
                break;
            }
        }
        // What is under way was done before the end.
        self.pages.catch_up().await;
        while let Ok(happening) = self.happenings.try_recv() {
            if !self.pages.take(happening, &mut self.book).await {
                break;
            }
        }
        let flow = self.book.flow(name).map_err(|problems| anyhow::anyhow!("what was recorded is no flow: {problems}"));
        let (secrets, warnings) = (self.book.secrets.iter().cloned().collect(), self.book.warnings.clone());
        self.end().await;
        Ok(Recorded { flow: flow?, secrets, warnings })
    }

    async fn end(self) {
        let Self { client, launched: Launched { lifeline, mut supervisor, dir, .. }, .. } = self;
        client.close();
        drop(lifeline);
        if tokio::time::timeout(ENDING, supervisor.wait()).await.is_err() {
            let _ = supervisor.kill().await;
        }
        let _ = tokio::task::spawn_blocking(move || crate::supervise::clear(&dir)).await;
    }
}
