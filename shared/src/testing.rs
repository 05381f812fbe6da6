//! A throw-away Postgres and Redis for tests: real ones, one pair for each test process, a database and a key prefix of
//! its own for each test. They end, and their files are removed, with the process, also when it is killed.
//!
//! ```no_run
//! # async fn test() {
//! let stack = flowtilla_shared::testing::Stack::start().await;
//! let id = stack.queued_execution().await;
//! assert_eq!(stack.claim("w1").await.map(|claimed| claimed.id), Some(id));
//! # }
//! ```
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that cannot start its stack should panic")]

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use serde_json::{Map, Value, json};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, postgres::PgConnectOptions};
use tokio::sync::OnceCell;

use crate::{
    blob::Blobs,
    config::{self, Config, Quotas},
    domain::{
        flow::BrowserName,
        ids::{ExecutionId, ProjectId, TestRunId, WorkerId},
        status::Priority,
    },
    live::Live,
    local::{Durability, Janitor, LocalPostgres, LocalRedis},
    queue::Queue,
    store::{Caps, ClaimBy, Claimed, CreatedRun, NewExecution, NewRun, Store},
};

const TEMPLATE: &str = "flowtilla_template";

static SERVERS: OnceCell<Servers> = OnceCell::const_new();
static TESTS: AtomicU32 = AtomicU32::new(0);

/// The servers of this process.
struct Servers {
    postgres: LocalPostgres,
    redis: LocalRedis,
    dir: PathBuf,
    _janitor: Janitor,
}

/// Everything a test needs, empty and migrated.
pub struct Stack {
    pub store: Store,
    pub queue: Queue,
    pub live: Live,
    pub blobs: Blobs,
    /// Points to this stack.
    pub config: Config,
    /// A directory of this test's own.
    pub dir: PathBuf,
}

impl Stack {
    /// Half a second for the first test of a process, 50 ms for the others.
    pub async fn start() -> Self {
        let servers = SERVERS.get_or_init(Servers::start).await;
        let n = TESTS.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{n}");
        servers.sql(&format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await;
        let dir = servers.dir.join(&name);
        std::fs::create_dir(&dir).unwrap();
        let config = Config {
            database: config::Database { url: servers.postgres.url_of(&name), ..Default::default() },
            redis: config::Redis { url: servers.redis.url(), prefix: name },
            storage: config::Storage { dir: dir.clone(), ..Default::default() },
            ..Default::default()
        };
        Self {
            store: Store::connect(&config.database).await.unwrap(),
            queue: Queue::connect(&config.redis).await.unwrap(),
            live: Live::connect(&config.redis).await.unwrap(),
            blobs: Blobs::open(dir.join("blobs")).unwrap(),
            config,
            dir,
        }
    }

    /// A Redis of this test's own, which it may stop and kill; see [`LocalRedis::start`].
    pub async fn own_redis(&self, persist: bool) -> LocalRedis {
        LocalRedis::start(&self.dir.with_extension("redis"), persist).await.unwrap()
    }

    /// A run of one execution in the project `default`.
    pub async fn queued_execution(&self) -> ExecutionId {
        self.run_of(1).await.executions[0].id
    }

    /// A run of `n` executions in the project `default`.
    pub async fn run_of(&self, n: usize) -> CreatedRun {
        self.store.runs().create(new_run(n)).await.unwrap()
    }

    /// Claims as a new worker of this name, with a lease of 8 s and no caps.
    pub async fn claim(&self, worker: &str) -> Option<Claimed> {
        self.store.executions().claim_next(&claim_by(worker)).await.unwrap()
    }

    /// Lets the leases of a run's executions run out, as if their workers had been silent for long.
    pub async fn expire_leases(&self, run: TestRunId) {
        let expire = "UPDATE flow_executions SET lease_until = now() - interval '1 s' WHERE run_id = $1 AND lease_until IS NOT NULL";
        sqlx::query(expire).bind(run.0).execute(self.store.pool()).await.unwrap();
    }

    /// Carries out a statement of the test's own about the row with this id.
    pub async fn execute(&self, statement: &'static str, id: uuid::Uuid) {
        self.try_execute(statement, id).await.unwrap();
    }

    /// The same; the refusal in the database's words.
    ///
    /// # Errors
    /// What the database says against it.
    pub async fn try_execute(&self, statement: &'static str, id: uuid::Uuid) -> Result<u64, String> {
        let done = sqlx::query(statement).bind(id).execute(self.store.pool()).await;
        done.map(|done| done.rows_affected()).map_err(|refusal| refusal.to_string())
    }

    /// Makes back-offs and delays of a run be over.
    pub async fn skip_delays(&self, run: TestRunId) {
        let skip =
            "UPDATE flow_executions SET not_before = now() - interval '1 s' WHERE run_id = $1 AND status = 'queued'";
        sqlx::query(skip).bind(run.0).execute(self.store.pool()).await.unwrap();
    }
}

/// A claim as a new worker of this name, with a lease of 8 s and no caps.
#[must_use]
pub fn claim_by(worker: &str) -> ClaimBy {
    ClaimBy {
        worker_id: WorkerId::new(),
        worker_name: worker.to_owned(),
        lease: Duration::from_secs(8),
        caps: Caps::default(),
        max_crashes: 3,
        browsers: vec![BrowserName::Chromium],
    }
}

/// A run of `n` small flows in the project `default`.
#[must_use]
pub fn new_run(n: usize) -> NewRun {
    NewRun {
        project: ProjectId::DEFAULT,
        test_session: None,
        executions: (0..n).map(|at| new_execution(&format!("Flow {at}"))).collect(),
        options: json!({}),
        priority: Priority::Normal,
        not_before: None,
        timeout: None,
        idempotency: None,
        quotas: Quotas { queued_executions: 1_000_000, ..Quotas::default() },
    }
}

/// A small flow of this name.
#[must_use]
pub fn new_execution(name: &str) -> NewExecution {
    let document: Value = json!({ "name": name, "steps": [{ "type": "set", "var": "a", "value": 1 }] });
    NewExecution {
        flow_id: None,
        version: None,
        flow_name: name.to_owned(),
        document,
        params: Map::new(),
        env: Map::new(),
        retries: 0,
        timeout_seconds: None,
        labels: Default::default(),
    }
}

impl Servers {
    async fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("flowtilla-test-").tempdir().unwrap().keep();
        // the servers' own directories are closed to others; this one must let their user through
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)).unwrap();
        let (at_postgres, at_redis) = (dir.join("postgres"), dir.join("redis"));
        let (postgres, redis) = tokio::join!(
            LocalPostgres::start(&at_postgres, Durability::Throwaway),
            LocalRedis::start(&at_redis, false)
        );
        let (postgres, redis) = (postgres.unwrap(), redis.unwrap());
        let dirs: [&Path; 3] = [&dir, postgres.sockets(), redis.sockets()];
        let janitor = Janitor::watch(&dirs, &[postgres.pid(), redis.pid()]).unwrap();
        let servers = Self { postgres, redis, dir, _janitor: janitor };
        servers.sql(&format!("CREATE DATABASE {TEMPLATE}")).await;
        let template = config::Database { url: servers.postgres.url_of(TEMPLATE), ..Default::default() };
        let store = Store::connect(&template).await.unwrap();
        store.migrate().await.unwrap();
        store.close().await;
        servers
    }

    /// Runs a statement of our own making on the server.
    async fn sql(&self, statement: &str) {
        let options: PgConnectOptions = self.postgres.url().parse().unwrap();
        let mut connection = options.connect().await.unwrap();
        sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}
