//! A stack with a scripted model, workers with desktops, and a shop that notes who comes.

#![allow(dead_code, clippy::unwrap_used, reason = "a test may panic, and uses what it needs")]

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use flowtilla_demo::{
    Demo, DemoOptions,
    model::{Answer, Call, DemoModel, Scenario},
};
use flowtilla_shared::{
    domain::{
        agent::{AgentStatus, ApprovalKind, SessionOptions, session_topic},
        event::Envelope,
        ids::{AgentApprovalId, AgentSessionId, ProjectId},
    },
    live::ControlMessage,
    store::{AgentSessionRow, ApprovalDecision, ApprovalRow, MessageRow, NewAgentSession},
};
use flowtilla_worker::desktop::{self, Level};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::runner_kit::{RunningWorker, Stack, fake::FakeBrowsers, supervisor};

pub const PROJECT: ProjectId = ProjectId::DEFAULT;
/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(30);

/// An answer of one text.
pub fn said(text: &str) -> Answer {
    Answer::text(text)
}

/// An answer that calls a function.
pub fn call(name: &str, input: Value) -> Answer {
    Answer::call(name, input)
}

/// An answer that calls members of the computer toolset.
pub fn toolset(calls: &[(&str, Value)]) -> Answer {
    let calls = calls.iter().map(|(name, input)| Call {
        name: (*name).into(),
        input: input.clone(),
        toolset: Some("computer".into()),
        actions: None,
    });
    Answer { calls: calls.collect(), ..Answer::default() }
}

/// A new session.
pub async fn session(office: &Office, options: SessionOptions) -> AgentSessionId {
    let new = NewAgentSession { project: PROJECT, title: "A test".into(), options, created_by: None, max_open: 100 };
    office.stack.store.agent_sessions().create(new).await.unwrap().0.id
}

pub struct Office {
    pub stack: Stack,
    pub model: DemoModel,
}

impl Office {
    /// `None`, and a word about it, on a machine whose kernel or container refuses sandboxes; a missing program is a failure.
    pub async fn open() -> Option<Self> {
        let probed = desktop::probe(nix::unistd::Uid::effective().is_root()).await;
        if probed.level == Level::None && probed.missing.iter().all(|why| why.contains("cannot make a sandbox")) {
            eprintln!("SKIPPED: {}", probed.missing.join("; "));
            return None;
        }
        assert!(probed.usable(), "{probed:?}");
        let model = DemoModel::start(SocketAddr::from(([127, 0, 0, 1], 0)), Vec::new()).await.unwrap();
        let stack = Stack::with(|config| {
            config.models.demo_url = model.url();
            config.agents.private_hosts = vec!["*".into()];
            config.worker.lease = Duration::from_secs(8);
            config.worker.action_gate = Duration::from_secs(6);
            config.worker.desktops = 2;
        })
        .await;
        Some(Self { stack, model })
    }

    pub fn play(&self, scenario: Scenario) {
        self.model.play(scenario);
    }

    pub fn worker(&self, name: &str) -> RunningWorker {
        self.stack.worker_supervised(name, FakeBrowsers::default(), supervisor())
    }

    /// Says something, as the API does.
    pub async fn say(&self, id: AgentSessionId, text: &str) {
        let (_, committed) = self.stack.store.agent_sessions().say(PROJECT, id, text, Some("ada")).await.unwrap();
        self.stack.live.publish(&committed).await;
        self.stack.live.control(ControlMessage::AgentSession(id)).await;
    }

    pub async fn interrupt(&self, id: AgentSessionId) -> bool {
        let asked = self.stack.store.agent_sessions().interrupt(PROJECT, id).await.unwrap();
        self.stack.live.control(ControlMessage::AgentSession(id)).await;
        asked
    }

    pub async fn close(&self, id: AgentSessionId) {
        self.stack.store.agent_sessions().close(PROJECT, id, None).await.unwrap();
        self.stack.live.control(ControlMessage::AgentSession(id)).await;
    }

    pub async fn decide(&self, id: AgentSessionId, approval: AgentApprovalId, decision: ApprovalDecision) {
        self.stack.store.agent_sessions().decide(PROJECT, id, approval, &decision).await.unwrap();
        self.stack.live.control(ControlMessage::AgentSession(id)).await;
    }

    pub async fn row(&self, id: AgentSessionId) -> AgentSessionRow {
        self.stack.store.agent_sessions().get(PROJECT, id).await.unwrap()
    }

    pub async fn until(
        &self,
        id: AgentSessionId,
        what: &str,
        holds: impl Fn(&AgentSessionRow) -> bool,
    ) -> AgentSessionRow {
        let until = Instant::now() + PATIENCE;
        loop {
            let row = self.row(id).await;
            if holds(&row) {
                return row;
            }
            if Instant::now() > until {
                panic!("never: {what}: {row:#?}\n{:#?}", self.events(id).await);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until everything that was said is answered.
    pub async fn idle(&self, id: AgentSessionId) -> AgentSessionRow {
        self.until(id, "the agent is done", |row| row.status == AgentStatus::Idle).await
    }

    /// Waits for a question of a kind.
    pub async fn asked(&self, id: AgentSessionId, kind: ApprovalKind) -> ApprovalRow {
        let until = Instant::now() + PATIENCE;
        loop {
            let pending = self.stack.store.agent_sessions().approvals(PROJECT, id, true).await.unwrap();
            if let Some(row) = pending.into_iter().find(|row| row.kind == kind) {
                return row;
            }
            assert!(Instant::now() < until, "nobody is asked: {:#?}", self.events(id).await);
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    pub async fn history(&self, id: AgentSessionId) -> Vec<MessageRow> {
        self.stack.store.agent_sessions().messages(PROJECT, id, 0, 1000).await.unwrap()
    }

    pub async fn events(&self, id: AgentSessionId) -> Vec<Envelope> {
        self.stack.store.events().after(PROJECT, &session_topic(id), 0, 10_000).await.unwrap()
    }

    /// Waits until a file is kept with these contents.
    pub async fn file(&self, id: AgentSessionId, path: &str, contents: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Ok(row) = self.stack.store.agent_sessions().file(PROJECT, id, path).await {
                let bytes = self.stack.blobs.get(&row.sha256).await.unwrap();
                if bytes == contents.as_bytes() {
                    return;
                }
            }
            assert!(Instant::now() < until, "{path} is not kept as it should be");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    pub async fn end(self) {
        self.stack.finish(&[]).await;
        self.model.stop().await;
    }
}

/// The demo shop behind a door at which every request is noted.
pub struct Shop {
    shop: Demo,
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
    door: JoinHandle<()>,
}

impl Shop {
    pub async fn open() -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let shop = Demo::start(DemoOptions { listen, data_dir: None, latency: Duration::ZERO }).await.unwrap();
        let behind = shop.url().trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind(listen).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let noted = requests.clone();
        let door = tokio::spawn(async move {
            while let Ok((mut visitor, _)) = listener.accept().await {
                let (noted, behind) = (noted.clone(), behind.clone());
                tokio::spawn(async move {
                    let mut head = vec![0; 2048];
                    let read = visitor.read(&mut head).await.unwrap_or(0);
                    let line = String::from_utf8_lossy(&head[..read]).lines().next().unwrap_or_default().to_owned();
                    noted.lock().unwrap().push(line);
                    if let Ok(mut shop) = TcpStream::connect(&behind).await
                        && shop.write_all(&head[..read]).await.is_ok()
                    {
                        let _ = copy_bidirectional(&mut visitor, &mut shop).await;
                    }
                });
            }
        });
        Self { shop, port, requests, door }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Waits until somebody has asked for a page.
    pub async fn visited(&self, path: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let requests = self.requests.lock().unwrap().clone();
            if requests.iter().any(|line| line.contains(path)) {
                return;
            }
            assert!(Instant::now() < until, "nobody asked for {path}: {requests:?}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    pub async fn close(self) {
        self.door.abort();
        self.shop.stop().await;
    }
}
