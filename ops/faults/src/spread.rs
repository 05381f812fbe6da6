//! A fleet whose api and worker processes stand on hosts of their own, with what spreads requests over the apis.

use std::{
    net::SocketAddr,
    path::PathBuf,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use flowtilla_demo::{Demo, DemoOptions};
use flowtilla_shared::local::{Durability, LocalPostgres, LocalRedis};
use tokio::task::JoinHandle;

use crate::{
    client::Client,
    fleet::{Process, wait_for},
    network::{Host, Network},
};

/// How long an api goes on serving while its `/readyz` says no.
const DRAIN_DELAY: &str = "1s";
/// How often the balancer asks each api whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(100);
const PORT: u16 = 8000;

/// One process and the host it runs on.
pub struct Placed {
    pub process: Process,
    host: Host,
}

/// Apis and workers on hosts of their own, one Postgres and one Redis between them.
pub struct Spread {
    bin: PathBuf,
    pub apis: Vec<Placed>,
    pub workers: Vec<Placed>,
    pub balancer: Arc<Balancer>,
    pub demo: Demo,
    pub database_url: String,
    redis_url: String,
    slots: u16,
    born: usize,
    postgres: LocalPostgres,
    redis: LocalRedis,
    network: Network,
    scratch: tempfile::TempDir,
}

impl Spread {
    /// Starts it and waits until every api answers and every worker is known. Needs root and iproute2.
    pub async fn start(bin: &std::path::Path, apis: usize, workers: usize, slots: u16) -> anyhow::Result<Self> {
        let scratch = tempfile::Builder::new().prefix("fts-").tempdir()?;
        std::fs::set_permissions(scratch.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        let postgres = LocalPostgres::start(&scratch.path().join("pg"), Durability::Full).await?;
        let redis = LocalRedis::start(&scratch.path().join("redis"), false).await?;
        let mut network = Network::lay()?;
        let to_postgres = network.relay(&postgres.sockets().join(".s.PGSQL.5432")).await?;
        let to_redis = network.relay(&redis.sockets().join("redis.sock")).await?;
        let (database_url, redis_url) =
            (format!("postgres://flowtilla@{to_postgres}/postgres"), format!("redis://{to_redis}"));
        let listen = SocketAddr::from((network.gateway(), 0));
        let data_dir = Some(scratch.path().join("demo"));
        let demo = Demo::start(DemoOptions { listen, data_dir, latency: Duration::ZERO }).await?;
        let mut migrate = Command::new(bin);
        migrate.args(["migrate", "up"]).env("DATABASE_URL", &database_url).env("REDIS_URL", &redis_url);
        let mut migrated = Process::start("migrate", scratch.path(), &mut migrate)?;
        wait_for("the migration", Duration::from_secs(60), || !migrated.is_running()).await?;
        let mut hosts = Vec::new();
        for _ in 0..apis {
            hosts.push(network.add_host().await?);
        }
        let addresses = hosts.iter().map(|host| SocketAddr::from((host.address, PORT))).collect();
        let mut spread = Self {
            bin: bin.into(),
            apis: Vec::new(),
            workers: Vec::new(),
            balancer: Arc::new(Balancer::start(addresses)),
            demo,
            database_url,
            redis_url,
            slots,
            born: 0,
            postgres,
            redis,
            network,
            scratch,
        };
        for host in hosts {
            let process = spread.api(&host)?;
            spread.apis.push(Placed { process, host });
        }
        match spread.complete(workers).await {
            Ok(()) => Ok(spread),
            Err(why) => Err(why.context(spread.logs())),
        }
    }

    /// Waits for the apis, adds the workers and waits for them.
    async fn complete(&mut self, workers: usize) -> anyhow::Result<()> {
        self.balancer.wait_for(self.apis.len()).await?;
        for _ in 0..workers {
            let host = self.network.add_host().await?;
            let process = self.worker(&host)?;
            self.workers.push(Placed { process, host });
        }
        self.balancer.pick()?.wait_for_workers(workers, Duration::from_secs(60)).await
    }

    fn process(&mut self, what: &str, host: &Host, settings: &[(&str, String)]) -> anyhow::Result<Process> {
        self.born += 1;
        let mut command = host.command(&self.bin);
        command
            .arg(what)
            .env("DATABASE_URL", &self.database_url)
            .env("REDIS_URL", &self.redis_url)
            .env("FLOWTILLA_STORAGE__DIR", self.scratch.path().join("storage"))
            .envs(settings.iter().map(|(name, value)| (*name, value)));
        Process::start(&format!("{what}{}", self.born), self.scratch.path(), &mut command)
    }

    fn api(&mut self, host: &Host) -> anyhow::Result<Process> {
        let settings = [
            ("FLOWTILLA_API__LISTEN", SocketAddr::from((host.address, PORT)).to_string()),
            ("FLOWTILLA_API__REQUIRE_KEY", "false".into()),
            ("FLOWTILLA_API__ALLOWED_HOSTS", host.address.to_string()),
            ("FLOWTILLA_API__DRAIN_DELAY", DRAIN_DELAY.into()),
        ];
        self.process("api", host, &settings)
    }

    fn worker(&mut self, host: &Host) -> anyhow::Result<Process> {
        let name = format!("host-{}", host.address);
        let settings = [
            ("FLOWTILLA_WORKER__CONCURRENCY", self.slots.to_string()),
            ("FLOWTILLA_WORKER__NAME", name),
            ("FLOWTILLA_WORKER__DRAIN_TIMEOUT", "60s".into()),
        ];
        self.process("worker", host, &settings)
    }

    /// Migrates with another binary while everything runs; whatever is replaced from now on is of that one.
    pub async fn upgrade(&mut self, bin: &std::path::Path) -> anyhow::Result<()> {
        let mut migrate = Command::new(bin);
        migrate.args(["migrate", "up"]).env("DATABASE_URL", &self.database_url).env("REDIS_URL", &self.redis_url);
        let mut migrated = Process::start("upgrade", self.scratch.path(), &mut migrate)?;
        wait_for("the migration of the newer binary", Duration::from_secs(60), || !migrated.is_running()).await?;
        self.bin = bin.into();
        Ok(())
    }

    /// One api ends by SIGTERM and a new one takes its place on the same host.
    pub async fn roll_api(&mut self, nth: usize) -> anyhow::Result<()> {
        let placed = self.apis.get_mut(nth).context("no such api")?;
        placed.process.stop(Duration::from_secs(30)).await?;
        let host = placed.host.clone();
        let fresh = self.api(&host)?;
        self.apis[nth].process = fresh;
        self.balancer.wait_for(self.apis.len()).await
    }

    /// One worker takes nothing new, finishes what it runs and ends; a new one takes its place.
    pub async fn roll_worker(&mut self, nth: usize) -> anyhow::Result<()> {
        let placed = self.workers.get_mut(nth).context("no such worker")?;
        placed.process.stop(Duration::from_secs(90)).await?;
        let host = placed.host.clone();
        let fresh = self.worker(&host)?;
        self.workers[nth].process = fresh;
        self.balancer.pick()?.wait_for_workers(self.workers.len(), Duration::from_secs(60)).await
    }

    /// Stops everything in order; what did not end in time.
    pub async fn stop(mut self) -> Vec<String> {
        let mut complaints = Vec::new();
        for placed in self.workers.iter_mut().chain(&mut self.apis) {
            if let Err(why) = placed.process.stop(Duration::from_secs(90)).await {
                complaints.push(format!("{why:#}"));
            }
        }
        self.demo.stop().await;
        self.redis.stop().await;
        self.postgres.stop().await;
        complaints
    }

    /// The last lines of every process, for a scenario that could not go on.
    pub fn logs(&self) -> String {
        let tail = |placed: &Placed| {
            let log = std::fs::read_to_string(&placed.process.log).unwrap_or_default();
            let lines: Vec<&str> = log.lines().rev().take(8).collect();
            format!("--- {} ---\n{}\n", placed.process.name, lines.into_iter().rev().collect::<Vec<_>>().join("\n"))
        };
        self.apis.iter().chain(&self.workers).map(tail).collect()
    }
}

/// Sends each request to the next api whose `/readyz` said yes, as a load balancer with health checks does.
pub struct Balancer {
    apis: Arc<Vec<(Client, AtomicBool)>>,
    next: AtomicUsize,
    asking: Vec<JoinHandle<()>>,
}

impl Balancer {
    fn start(addresses: Vec<SocketAddr>) -> Self {
        let apis: Arc<Vec<_>> =
            Arc::new(addresses.into_iter().map(|address| (Client::new(address), AtomicBool::new(false))).collect());
        let asking = (0..apis.len())
            .map(|nth| {
                let apis = Arc::clone(&apis);
                tokio::spawn(async move {
                    let Some((client, ready)) = apis.get(nth) else { return };
                    loop {
                        let answer = client.call("GET", "/readyz", None).await;
                        ready.store(answer.is_ok_and(|(status, _)| status.is_success()), Ordering::Relaxed);
                        tokio::time::sleep(ASK_EVERY).await;
                    }
                })
            })
            .collect();
        Self { apis, next: AtomicUsize::new(0), asking }
    }

    fn ready(&self) -> impl Iterator<Item = &Client> {
        self.apis.iter().filter(|(_, ready)| ready.load(Ordering::Relaxed)).map(|(client, _)| client)
    }

    /// The api whose turn it is.
    pub fn pick(&self) -> anyhow::Result<&Client> {
        let ready: Vec<&Client> = self.ready().collect();
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        ready.get(turn % ready.len().max(1)).copied().context("no api is ready")
    }

    async fn wait_for(&self, apis: usize) -> anyhow::Result<()> {
        wait_for("the apis", Duration::from_secs(60), || self.ready().count() >= apis).await
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        for task in &self.asking {
            task.abort();
        }
    }
}
