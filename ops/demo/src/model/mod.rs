//! The scripted model: a server that speaks the three APIs of language models and says what its scenarios say.
//!
//! It remembers nothing of a conversation: which scenario, and which step of it, follows from the request alone. So it
//! serves any number of conversations, and a call made again after a crash gets the same answer. It refuses what the real
//! APIs refuse, and misbehaves on demand ([`Fault`]).

mod anthropic;
mod chat;
mod faults;
mod heard;
mod obedient;
mod reply;
mod responses;
mod scenario;
mod server;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use anyhow::Context;
use poem::{Server, listener::TcpAcceptor};
use serde_json::Value;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use faults::Fault;
pub use scenario::{Answer, Call, Scenario, Trouble, When};

/// Longest wait for open connections when the server stops; hanging answers are told to end first.
const GRACE: std::time::Duration = std::time::Duration::from_millis(800);

/// A running scripted model. Dropping it stops it without waiting; [`DemoModel::stop`] waits.
#[derive(Debug)]
pub struct DemoModel {
    address: SocketAddr,
    script: Arc<Script>,
    server: JoinHandle<std::io::Result<()>>,
    stopping: CancellationToken,
    _stop_on_drop: DropGuard,
}

/// What it knows, and what it was asked.
#[derive(Debug)]
pub(crate) struct Script {
    pub scenarios: Mutex<Vec<Scenario>>,
    /// How often each answer with a trouble was asked for.
    pub asked: Mutex<std::collections::HashMap<String, u32>>,
    /// The last requests, newest last: path and body.
    pub journal: Mutex<Vec<(String, Value)>>,
    pub stopping: CancellationToken,
}

impl DemoModel {
    /// Starts the server with the scenarios of the demo shop, and those of the files in `extra` before them.
    ///
    /// # Errors
    /// When the address is taken or a scenario cannot be read.
    pub async fn start(listen: SocketAddr, extra: Vec<Scenario>) -> anyhow::Result<Self> {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("the scripted model cannot listen on {listen}"))?;
        let address = listener.local_addr()?;
        let stopping = CancellationToken::new();
        let mut scenarios = extra;
        scenarios.extend(scenario::embedded()?);
        let script = Arc::new(Script {
            scenarios: Mutex::new(scenarios),
            asked: Mutex::default(),
            journal: Mutex::default(),
            stopping: stopping.clone(),
        });
        let app = server::app(Arc::clone(&script));
        let acceptor = TcpAcceptor::from_tokio(listener)?;
        let server = tokio::spawn(Server::new_with_acceptor(acceptor).name("demo-model").run_with_graceful_shutdown(
            app,
            stopping.clone().cancelled_owned(),
            Some(GRACE),
        ));
        let guard = stopping.clone().drop_guard();
        Ok(Self { address, script, server, stopping, _stop_on_drop: guard })
    }

    /// Its address, without the version and without a final slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a scenario before all others.
    pub fn play(&self, scenario: Scenario) {
        server::lock(&self.script.scenarios).insert(0, scenario);
    }

    /// The requests so far, oldest first, at most the last thousand: path and body.
    #[must_use]
    pub fn requests(&self) -> Vec<(String, Value)> {
        server::lock(&self.script.journal).clone()
    }

    /// Stops the server, hanging answers included. Takes less than 2 s.
    pub async fn stop(mut self) {
        self.stopping.cancel();
        if tokio::time::timeout(GRACE * 2, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}
