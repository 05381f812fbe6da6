//! A throw-away stack, workers that can be started, drained and killed, and a check that nothing is left behind.

#![allow(dead_code, clippy::unwrap_used, reason = "every test file uses another part of it, and a test may panic")]

pub mod fake;
pub mod house;

use std::{
    collections::HashMap,
    fs,
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex, Weak},
    thread,
    time::{Duration, Instant},
};

use flowtilla_shared::{
    blob::Blobs,
    config::{Config, Limits},
    domain::{
        event::{Envelope, Event, run_topic},
        flow,
        ids::{ExecutionId, ProjectId, TestRunId},
        status::{Priority, Reason, Status, StepStatus},
    },
    live::Live,
    local::{Durability, Janitor, LocalPostgres, LocalRedis},
    queue::Queue,
    store::{ExecutionDetail, NewExecution, NewRun, Store},
};
use flowtilla_worker::{Parts, Shutdown, WorkerOptions, run, run_with, runner::BrowserSource};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Longest wait for anything in these tests.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What `{{secret.pin}}` stands for.
pub const SECRET: &str = "tr0ub4dor&3";

/// One Postgres and one Redis for all tests that run at the same time; stopped after the last of them.
struct Servers {
    postgres: Mutex<Option<LocalPostgres>>,
    redis: Mutex<Option<LocalRedis>>,
    janitor: Mutex<Option<Janitor>>,
    sockets: PathBuf,
    url: String,
    redis_url: String,
    dir: TempDir,
}

static SERVERS: Mutex<Weak<Servers>> = Mutex::new(Weak::new());

impl Servers {
    /// The servers in use, or new ones.
    fn get() -> Arc<Self> {
        let mut servers = SERVERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let running = servers.upgrade();
        if let Some(servers) = running {
            return servers;
        }
        let started = thread::spawn(Self::start).join().expect("the servers start");
        *servers = Arc::downgrade(&started);
        started
    }

    fn start() -> Arc<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let dir = TempDir::with_prefix_in("flowtilla-runner-", "/tmp").unwrap();
            let (data, cache) = (dir.path().join("pg"), dir.path().join("redis"));
            let (postgres, redis) =
                tokio::join!(LocalPostgres::start(&data, Durability::Throwaway), LocalRedis::start(&cache, false));
            let (postgres, redis) = (postgres.unwrap(), redis.unwrap());
            let janitor =
                Janitor::watch(&[dir.path(), postgres.sockets(), redis.sockets()], &[postgres.pid(), redis.pid()])
                    .unwrap();
            let servers = Self {
                sockets: postgres.sockets().to_owned(),
                url: postgres.url(),
                redis_url: redis.url(),
                postgres: Mutex::new(Some(postgres)),
                redis: Mutex::new(Some(redis)),
                janitor: Mutex::new(Some(janitor)),
                dir,
            };
            let mut database = Config::default().database;
            database.url = servers.create("house", "template1");
            let store = Store::connect(&database).await.unwrap();
            store.migrate().await.unwrap();
            store.close().await;
            Arc::new(servers)
        })
    }

    /// A database of its own for one test, migrated already.
    fn database(&self) -> String {
        self.create(&format!("t{}", Uuid::new_v4().simple()), "house")
    }

    fn create(&self, name: &str, template: &str) -> String {
        let user = self.url.trim_start_matches("postgres://").split('@').next().unwrap_or_default().to_owned();
        let made = Command::new("createdb")
            .args(["--host", &self.sockets.display().to_string(), "--username", &user, "--template", template, name])
            .output()
            .unwrap();
        assert!(made.status.success(), "createdb: {}", String::from_utf8_lossy(&made.stderr));
        self.url.replace("/postgres?", &format!("/{name}?"))
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // Postgres and Redis stop when they are dropped, then the janitor clears the directory
        drop(self.postgres.lock().unwrap().take());
        drop(self.redis.lock().unwrap().take());
        if let Some(janitor) = self.janitor.lock().unwrap().take() {
            janitor.finish();
        }
    }
}

/// What one test works with.
pub struct Stack {
    servers: Arc<Servers>,
    pub config: Config,
    pub store: Store,
    pub queue: Queue,
    pub live: Live,
    pub blobs: Blobs,
    blob_dir: TempDir,
}

impl Stack {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Stops every process of Postgres (or lets them go on), as a machine that hangs would.
    pub fn freeze_postgres(&self, frozen: bool) {
        signal(self.servers.postgres.lock().unwrap().as_ref().unwrap().pid(), frozen);
    }

    /// Stops Redis, or lets it go on.
    pub fn freeze_redis(&self, frozen: bool) {
        signal(self.servers.redis.lock().unwrap().as_ref().unwrap().pid(), frozen);
    }

    /// A stack whose workers have other settings than the quick ones of the tests.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        // `RUST_LOG=flowtilla=debug cargo test … -- --nocapture` shows what the workers say
        let _ = tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).try_init();
        let servers = tokio::task::spawn_blocking(Servers::get).await.unwrap();
        let blob_dir = TempDir::new().unwrap();
        let mut config = Config::default();
        let at = servers.clone();
        config.database.url = tokio::task::spawn_blocking(move || at.database()).await.unwrap();
        config.database.max_connections = 8;
        config.redis.url = servers.redis_url.clone();
        config.redis.prefix = format!("t{}", Uuid::new_v4().simple());
        config.storage.dir = blob_dir.path().to_owned();
        config.worker.concurrency = 2;
        config.worker.desktops = 0;
        config.worker.lease = Duration::from_millis(1500);
        config.worker.renew_every = Duration::from_millis(200);
        config.worker.action_gate = Duration::from_millis(1100);
        config.worker.sweep_every = Duration::from_millis(100);
        change(&mut config);
        let store = Store::connect(&config.database).await.unwrap();
        let queue = Queue::connect(&config.redis).await.unwrap();
        let live = Live::connect(&config.redis).await.unwrap();
        let blobs = Blobs::open(blob_dir.path().join("blobs")).unwrap();
        Self { servers, config, store, queue, live, blobs, blob_dir }
    }

    /// Starts a worker as if it were a process of its own.
    pub fn worker(&self, name: &str, browsers: impl BrowserSource + 'static) -> RunningWorker {
        self.worker_with(name, browsers, |_| {})
    }

    /// A worker with real browsers.
    pub fn chromium_worker(&self, name: &str, change: impl FnOnce(&mut Config)) -> RunningWorker {
        let mut config = self.config.clone();
        change(&mut config);
        let (blobs, supervisor) = (self.blobs.clone(), supervisor());
        let name = name.to_owned();
        Self::in_a_thread(move |told| async move {
            let store = Store::connect(&config.database).await.unwrap();
            let queue = Queue::connect(&config.redis).await.unwrap();
            let live = Live::connect(&config.redis).await.unwrap();
            let options = WorkerOptions { config, supervisor, boot_name: Some(name), environment: HashMap::new() };
            run(options, store, queue, live, blobs, told).await
        })
    }

    pub fn worker_with(
        &self,
        name: &str,
        browsers: impl BrowserSource + 'static,
        change: impl FnOnce(&mut Config),
    ) -> RunningWorker {
        let mut config = self.config.clone();
        change(&mut config);
        self.worker_of(name, browsers, config, PathBuf::new())
    }

    /// A worker that can have desktops.
    pub fn worker_supervised(
        &self,
        name: &str,
        browsers: impl BrowserSource + 'static,
        supervisor: PathBuf,
    ) -> RunningWorker {
        self.worker_of(name, browsers, self.config.clone(), supervisor)
    }

    fn worker_of(
        &self,
        name: &str,
        browsers: impl BrowserSource + 'static,
        config: Config,
        supervisor: PathBuf,
    ) -> RunningWorker {
        let blobs = self.blobs.clone();
        let name = name.to_owned();
        Self::in_a_thread(move |told| async move {
            let store = Store::connect(&config.database).await.unwrap();
            let queue = Queue::connect(&config.redis).await.unwrap();
            let live = Live::connect(&config.redis).await.unwrap();
            let environment = HashMap::from([("FLOWTILLA_SECRET_PIN".to_owned(), SECRET.to_owned())]);
            let options = WorkerOptions { config, supervisor, boot_name: Some(name), environment };
            run_with(options, Parts { store, queue, live, blobs, browsers: Arc::new(browsers) }, told).await
        })
    }

    fn in_a_thread<F: Future<Output = anyhow::Result<()>>>(
        run: impl FnOnce(Shutdown) -> F + Send + 'static,
    ) -> RunningWorker {
        let (shutdown, crash) = (Shutdown::default(), CancellationToken::new());
        let (told, crashed) = (shutdown.clone(), crash.clone());
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            if let Some(ran) = runtime.block_on(crashed.run_until_cancelled(run(told))) {
                ran.unwrap();
            }
            runtime.shutdown_timeout(Duration::from_secs(1));
        });
        RunningWorker { shutdown, crash, thread: Some(thread) }
    }

    /// Queues one flow and rings.
    pub async fn queue_flow(&self, document: Value) -> (TestRunId, ExecutionId) {
        self.queue_with(document, |_| {}).await
    }

    pub async fn queue_with(
        &self,
        document: Value,
        change: impl FnOnce(&mut NewExecution),
    ) -> (TestRunId, ExecutionId) {
        let document = long_form(document);
        let mut execution = NewExecution {
            flow_id: None,
            version: None,
            flow_name: document["name"].as_str().unwrap_or("flow").to_owned(),
            document,
            params: Map::new(),
            env: Map::new(),
            retries: 0,
            timeout_seconds: None,
            labels: Default::default(),
        };
        change(&mut execution);
        let created = self.create(vec![execution], None).await;
        (created.0, created.1[0])
    }

    pub async fn create(
        &self,
        executions: Vec<NewExecution>,
        timeout: Option<Duration>,
    ) -> (TestRunId, Vec<ExecutionId>) {
        let created = self
            .store
            .runs()
            .create(NewRun {
                project: ProjectId::DEFAULT,
                test_session: None,
                executions,
                options: json!({}),
                priority: Priority::Normal,
                not_before: None,
                timeout,
                idempotency: None,
                quotas: Limits::default().quotas(),
            })
            .await
            .unwrap();
        let ids: Vec<ExecutionId> = created.executions.iter().map(|execution| execution.id).collect();
        self.queue.ring(&ids).await;
        (created.run.id, ids)
    }

    /// Waits until the execution is over.
    pub async fn over(&self, id: ExecutionId) -> ExecutionDetail {
        self.until(id, |detail| detail.row.status.is_final()).await
    }

    /// Waits until the execution looks as wanted.
    pub async fn until(&self, id: ExecutionId, wanted: impl Fn(&ExecutionDetail) -> bool) -> ExecutionDetail {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let detail = self.store.executions().get(ProjectId::DEFAULT, id).await.unwrap();
            if wanted(&detail) {
                return detail;
            }
            assert!(Instant::now() < deadline, "the execution never came to what was wanted; it is now {detail:#?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Every event of the run so far.
    pub async fn events(&self, run: TestRunId) -> Vec<Envelope> {
        self.store.events().after(ProjectId::DEFAULT, &run_topic(run), 0, 10_000).await.unwrap()
    }

    /// Ends the test: every execution is over, no browser is listed as open, the events have no gap.
    pub async fn finish(self, runs: &[TestRunId]) {
        let deadline = Instant::now() + PATIENCE;
        while !self.store.browsers().list(ProjectId::DEFAULT).await.unwrap().is_empty() {
            assert!(Instant::now() < deadline, "browser sessions are still listed as open");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for run in runs {
            let detail = self.store.runs().get(ProjectId::DEFAULT, *run).await.unwrap();
            assert!(detail.run.status.is_final(), "run {run} is left {}", detail.run.status);
            for (i, envelope) in self.events(*run).await.iter().enumerate() {
                assert_eq!(envelope.seq, i64::try_from(i).unwrap() + 1, "the stream of run {run} has a gap");
            }
        }
        self.store.close().await;
        tokio::task::spawn_blocking(move || drop(self)).await.unwrap();
    }
}

/// Reads a document as the API does.
pub fn long_form(document: Value) -> Value {
    let checked = flow::check_value(&document);
    let flow = checked.flow.unwrap_or_else(|| panic!("the test's flow is wrong: {:#?}", checked.problems));
    serde_json::to_value(flow).unwrap()
}

/// A worker in a runtime of its own.
pub struct RunningWorker {
    pub shutdown: Shutdown,
    crash: CancellationToken,
    thread: Option<thread::JoinHandle<()>>,
}

impl RunningWorker {
    /// Drains it, and waits for its end.
    pub async fn stop(mut self) {
        self.shutdown.drain.cancel();
        self.join().await;
    }

    /// It vanishes, as by `kill -9`: nothing is handed back, nothing is said.
    pub async fn kill(mut self) {
        self.crash.cancel();
        self.join().await;
    }

    pub async fn join(&mut self) {
        let thread = self.thread.take().unwrap();
        let joined = tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(move || thread.join())).await;
        joined.expect("the worker did not end").unwrap().expect("the worker panicked");
    }
}

impl Drop for RunningWorker {
    fn drop(&mut self) {
        self.crash.cancel();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Stops or continues a process and its children.
fn signal(pid: i32, frozen: bool) {
    use nix::{sys::signal::Signal, unistd::Pid};
    let signal = if frozen { Signal::SIGSTOP } else { Signal::SIGCONT };
    nix::sys::signal::kill(Pid::from_raw(pid), signal).unwrap();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Some(child) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else { continue };
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let parent =
            status.lines().find_map(|line| line.strip_prefix("PPid:")).and_then(|id| id.trim().parse::<i32>().ok());
        if parent == Some(pid) {
            let _ = nix::sys::signal::kill(Pid::from_raw(child), signal); // it may have ended meanwhile
        }
    }
}

/// A program that knows `supervise`: the example beside the tests.
pub fn supervisor() -> PathBuf {
    let mut dir = std::env::current_exe().unwrap();
    while dir.pop() {
        let program = dir.join("examples/supervise");
        if program.exists() {
            return program;
        }
    }
    panic!(
        "the example `supervise` is not built: cargo builds it with all tests, or `cargo build -p flowtilla-worker --example supervise`"
    );
}

/// Path and status of every step.
pub fn steps(detail: &ExecutionDetail) -> Vec<(&str, StepStatus)> {
    detail.steps.iter().map(|step| (step.path.as_str(), step.status)).collect()
}

/// Status and reason.
pub fn ended(detail: &ExecutionDetail) -> (Status, Option<Reason>) {
    (detail.row.status, detail.row.reason)
}

/// A flow around these steps.
pub fn flow_of(steps: Value) -> Value {
    json!({ "name": "test", "steps": steps })
}

/// The names of the events.
pub fn types(events: &[Envelope]) -> Vec<String> {
    events
        .iter()
        .map(|envelope| serde_json::to_value(&envelope.event).unwrap()["type"].as_str().unwrap().to_owned())
        .collect()
}

/// Whether the events tell of a step's end with this status.
pub fn tells(events: &[Envelope], index: u32, wanted: StepStatus) -> bool {
    events.iter().any(|envelope| matches!(&envelope.event, Event::StepFinished { index: i, status, .. } if *i == index && *status == wanted))
}
