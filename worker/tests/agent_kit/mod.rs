//! A stack with a scripted model, workers with desktops, and a shop that notes who comes.

#![allow(dead_code, clippy::unwrap_used, reason = "a test may panic, and uses what it needs")]

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use flowtilla_demo::{
    Demo, DemoOptions,
    model::{Answer, Call, DemoModel, Scenario},
};
use flowtilla_shared::{
    blob::Blobs,
    config::{Config, Quotas},
    domain::{
        agent::{AgentStatus, ApprovalKind, SessionOptions, session_topic},
        event::Envelope,
        ids::{AgentApprovalId, AgentSessionId, ProjectId},
    },
    live::{ControlMessage, Live},
    queue::Queue,
    store::{AgentSessionRow, ApprovalDecision, ApprovalRow, MessageRow, NewAgentSession, Store},
};
use flowtilla_worker::{
    Parts, Shutdown, WorkerOptions,
    desktop::{self, Level, Wanted},
    run_with,
};
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
    let new = NewAgentSession {
        project: PROJECT,
        title: "A test".into(),
        options,
        created_by: None,
        quotas: Quotas::default(),
    };
    office.stack.store.agent_sessions().create(new).await.unwrap().0.id
}

/// The settings of a worker that is a process of its own, and its name.
const WORKER: &str = "FLOWTILLA_TEST_AGENT_WORKER";
const WORKER_NAME: &str = "FLOWTILLA_TEST_AGENT_WORKER_NAME";

/// Is a worker until it is killed, when [`Office::worker_process`] has started this process.
pub async fn be_a_worker() {
    let Ok(config) = std::env::var(WORKER) else { return };
    let config: Config = serde_json::from_str(&config).unwrap();
    let store = Store::connect(&config.database).await.unwrap();
    let queue = Queue::connect(&config.redis).await.unwrap();
    let live = Live::connect(&config.redis).await.unwrap();
    let blobs = Blobs::open(config.storage.dir.join("blobs")).unwrap();
    let (name, browsers) = (std::env::var(WORKER_NAME).ok(), Arc::new(FakeBrowsers::default()));
    let options = WorkerOptions { config, supervisor: supervisor(), boot_name: name, environment: HashMap::new() };
    run_with(options, Parts { store, queue, live, blobs, browsers }, Shutdown::default()).await.unwrap();
}

pub struct Office {
    pub stack: Stack,
    pub model: DemoModel,
}

impl Office {
    /// `None`, and a word about it, on a machine whose kernel or container refuses sandboxes; a missing program is a failure.
    pub async fn open() -> Option<Self> {
        Self::with(|_| {}).await
    }

    /// As [`Self::open`], with other settings.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Option<Self> {
        let probed = desktop::probe(nix::unistd::Uid::effective().is_root(), Wanted::Only(Level::Bwrap)).await;
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
            config.agents.sandbox = "bwrap".into();
            config.worker.desktops = 2;
            change(config);
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

    /// A worker that is a process of its own: this program again, with a test that is [`be_a_worker`].
    pub fn worker_process(&self, name: &str, test: &str) -> tokio::process::Child {
        tokio::process::Command::new(std::env::current_exe().unwrap())
            .args([test, "--exact", "--ignored", "--nocapture"])
            .env(WORKER, serde_json::to_string(&self.stack.config).unwrap())
            .env(WORKER_NAME, name)
            .stdout(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// Asks something of the clipboard, as the API does.
    pub async fn clipboard(&self, id: AgentSessionId, put: Option<&str>) -> Result<String, String> {
        let sessions = self.stack.store.agent_sessions();
        let ask = sessions.ask_clipboard(PROJECT, id, put).await.unwrap();
        self.stack.live.control(ControlMessage::AgentSession(id)).await;
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = sessions.take_clipboard(PROJECT, ask).await.unwrap() {
                return answer;
            }
            assert!(Instant::now() < until, "nobody answers for the clipboard");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until no desktop, no process of one and no directory of one is left.
    pub async fn nothing_is_left(&self) {
        let until = Instant::now() + PATIENCE;
        let dir = self.stack.config.storage.dir.join("desktops");
        loop {
            let dirs: Vec<_> = std::fs::read_dir(&dir).into_iter().flatten().flatten().map(|e| e.path()).collect();
            let marked = format!("{}={}", flowtilla_worker::supervise::MARKER, dir.display()).into_bytes();
            let processes = std::fs::read_dir("/proc").unwrap().flatten().filter(|entry| {
                let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
                environment.split(|byte| *byte == 0).any(|variable| variable.starts_with(&marked))
            });
            let left = processes.count();
            if dirs.is_empty() && left == 0 {
                return;
            }
            assert!(Instant::now() < until, "{left} processes and these directories are left: {dirs:?}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Says something, as the API does.
    pub async fn say(&self, id: AgentSessionId, text: &str) {
        let (_, committed) = self.stack.store.agent_sessions().say(PROJECT, id, text, Some("ada"), None).await.unwrap();
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

/// A command on a desktop waits here until the test lets it go on.
pub struct Gate {
    port: u16,
    reached: Arc<tokio::sync::Semaphore>,
    released: tokio_util::sync::CancellationToken,
    door: JoinHandle<()>,
}

impl Gate {
    pub async fn open() -> Self {
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (reached, released) =
            (Arc::new(tokio::sync::Semaphore::new(0)), tokio_util::sync::CancellationToken::new());
        let (told, opened) = (reached.clone(), released.clone());
        let door = tokio::spawn(async move {
            while let Ok((mut visitor, _)) = listener.accept().await {
                let (told, opened) = (told.clone(), opened.clone());
                tokio::spawn(async move {
                    let mut head = vec![0; 2048];
                    let _ = visitor.read(&mut head).await;
                    told.add_permits(1);
                    opened.cancelled().await;
                    let _ = visitor
                        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\ngo on")
                        .await;
                });
            }
        });
        Self { port, reached, released, door }
    }

    /// For a shell on a desktop: ends when the gate is released.
    pub fn command(&self) -> String {
        let asked = format!(
            "GET http://127.0.0.1:{}/ HTTP/1.1\\r\\nHost: 127.0.0.1:{}\\r\\nConnection: close\\r\\n\\r\\n",
            self.port, self.port
        );
        format!("exec 3<>/dev/tcp/127.0.0.1/3128; printf '{asked}' >&3; cat <&3; exec 3>&-")
    }

    /// Waits until somebody waits here.
    pub async fn reached(&self) {
        tokio::time::timeout(PATIENCE, self.reached.acquire())
            .await
            .expect("nobody comes to the gate")
            .unwrap()
            .forget();
    }

    pub fn release(&self) {
        self.released.cancel();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.door.abort();
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
