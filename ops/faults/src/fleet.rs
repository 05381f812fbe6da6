//! A fleet of real processes on loopback: Postgres, Redis, the demo shop, one api and some workers.

use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use flowtilla_demo::{Demo, DemoOptions};
use flowtilla_shared::local::{Durability, LocalPostgres, LocalRedis};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::client::Client;

/// A child whose output goes to a file and which dies with this value.
pub struct Process {
    pub name: String,
    child: Child,
    pub log: PathBuf,
}

impl Process {
    pub fn start(name: &str, scratch: &Path, command: &mut Command) -> anyhow::Result<Self> {
        let log = scratch.join(format!("{name}.log"));
        let file = File::create(&log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name: name.into(), child, log })
    }

    pub fn pid(&self) -> i32 {
        self.child.id().cast_signed()
    }

    pub fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        kill(Pid::from_raw(self.pid()), signal).with_context(|| format!("cannot signal {}", self.name))
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills it at once and collects it.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// SIGTERM, then at most `patience` for its end.
    pub async fn stop(&mut self, patience: Duration) -> anyhow::Result<()> {
        if !self.is_running() {
            return Ok(());
        }
        self.signal(Signal::SIGTERM)?;
        let begun = Instant::now();
        while self.is_running() {
            if begun.elapsed() > patience {
                self.kill();
                bail!("{} did not end within {patience:?} of SIGTERM", self.name);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Everything a scenario needs, in one scratch directory.
pub struct Fleet {
    bin: PathBuf,
    pub postgres: Option<LocalPostgres>,
    pub redis: Option<LocalRedis>,
    pub demo: Demo,
    pub api: Process,
    pub workers: Vec<Process>,
    pub client: Client,
    listen: SocketAddr,
    database_url: String,
    redis_url: String,
    slots: u16,
    webdriver: Option<(Process, String)>,
    born: usize,
    scratch: tempfile::TempDir,
}

impl Fleet {
    /// Starts everything and waits until the api answers and every worker has said that it is there.
    pub async fn start(bin: &Path, workers: usize, slots: u16) -> anyhow::Result<Self> {
        let mut fleet = Self::without_workers(bin, slots).await?;
        fleet.add_workers(workers).await?;
        Ok(fleet)
    }

    /// The same with a `chromedriver` that is nobody's child but ours: its browser sessions outlive a worker.
    pub async fn with_webdriver(bin: &Path, workers: usize, slots: u16) -> anyhow::Result<Self> {
        let mut fleet = Self::without_workers(bin, slots).await?;
        let port = free_address()?.port();
        let home = fleet.scratch.path().join("driver-home");
        std::fs::create_dir(&home)?;
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).env("HOME", &home).env("TMPDIR", &home);
        if nix::unistd::geteuid().is_root() {
            // Chromium keeps its own sandbox only as an unprivileged user
            std::os::unix::fs::chown(&home, Some(65534), Some(65534))?;
            std::os::unix::process::CommandExt::gid(&mut command, 65534);
            std::os::unix::process::CommandExt::uid(&mut command, 65534);
        }
        let driver = Process::start("chromedriver", fleet.scratch.path(), &mut command)?;
        fleet.webdriver = Some((driver, format!("http://127.0.0.1:{port}")));
        fleet.add_workers(workers).await?;
        Ok(fleet)
    }

    async fn without_workers(bin: &Path, slots: u16) -> anyhow::Result<Self> {
        let scratch = tempfile::Builder::new().prefix("ftf-").tempdir()?;
        // the browsers' unprivileged user must be able to walk through
        std::fs::set_permissions(scratch.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        let postgres = LocalPostgres::start(&scratch.path().join("pg"), Durability::Full).await?;
        let redis = LocalRedis::start(&scratch.path().join("redis"), false).await?;
        let listen_demo = SocketAddr::from(([127, 0, 0, 1], 0));
        let demo = Demo::start(DemoOptions {
            listen: listen_demo,
            data_dir: Some(scratch.path().join("demo")),
            latency: Duration::ZERO,
        })
        .await?;
        let (database_url, redis_url) = (postgres.url().to_string(), redis.url().to_string());
        let listen = free_address()?;
        let mut migrate = Command::new(bin);
        migrate.args(["migrate", "up"]).env("DATABASE_URL", &database_url).env("REDIS_URL", &redis_url);
        let mut migrated = Process::start("migrate", scratch.path(), &mut migrate)?;
        wait_for("the migration", Duration::from_secs(30), || !migrated.is_running()).await?;
        let api = Self::api_process(bin, scratch.path(), listen, &database_url, &redis_url)?;
        let client = Client::new(listen);
        let fleet = Self {
            bin: bin.into(),
            postgres: Some(postgres),
            redis: Some(redis),
            demo,
            api,
            workers: Vec::new(),
            client,
            listen,
            database_url,
            redis_url,
            slots,
            webdriver: None,
            born: 0,
            scratch,
        };
        fleet.client.wait_until_ready(Duration::from_secs(20)).await.map_err(|e| fleet.with_logs(e))?;
        Ok(fleet)
    }

    async fn add_workers(&mut self, workers: usize) -> anyhow::Result<()> {
        for _ in 0..workers {
            self.add_worker()?;
        }
        self.client.wait_for_workers(workers, Duration::from_secs(30)).await.map_err(|e| self.with_logs(e))
    }

    fn api_process(bin: &Path, scratch: &Path, listen: SocketAddr, db: &str, redis: &str) -> anyhow::Result<Process> {
        let mut command = Command::new(bin);
        command
            .arg("api")
            .env("DATABASE_URL", db)
            .env("REDIS_URL", redis)
            .env("FLOWTILLA_API__LISTEN", listen.to_string())
            .env("FLOWTILLA_API__REQUIRE_KEY", "false")
            .env("FLOWTILLA_STORAGE__DIR", scratch.join("storage"));
        Process::start("api", scratch, &mut command)
    }

    /// Starts one more worker under a name that no other has had.
    pub fn add_worker(&mut self) -> anyhow::Result<&Process> {
        self.born += 1;
        let name = format!("w{}", self.born);
        let mut command = Command::new(&self.bin);
        command
            .args(["worker", "--concurrency", &self.slots.to_string(), "--name", &name])
            .env("DATABASE_URL", &self.database_url)
            .env("REDIS_URL", &self.redis_url)
            .env("FLOWTILLA_STORAGE__DIR", self.scratch.path().join("storage"));
        if let Some((_, url)) = &self.webdriver {
            command.env("WEBDRIVER_URL", url);
        }
        let process = Process::start(&name, self.scratch.path(), &mut command)?;
        self.workers.push(process);
        self.workers.last().context("a worker was just added")
    }

    /// A command of the binary against this fleet's Postgres and Redis.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.bin);
        command.env("DATABASE_URL", &self.database_url).env("REDIS_URL", &self.redis_url);
        command
    }

    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// Kills the api at once and starts it again on the same address.
    pub async fn restart_api(&mut self) -> anyhow::Result<()> {
        self.api.kill();
        self.api = Self::api_process(&self.bin, self.scratch.path(), self.listen, &self.database_url, &self.redis_url)?;
        self.client.wait_until_ready(Duration::from_secs(20)).await
    }

    pub async fn stop_redis(&mut self) -> anyhow::Result<()> {
        if let Some(redis) = self.redis.take() {
            kill(Pid::from_raw(redis.pid()), Signal::SIGKILL)?;
            redis.stop().await;
        }
        Ok(())
    }

    pub async fn start_redis(&mut self) -> anyhow::Result<()> {
        self.redis = Some(LocalRedis::start(&self.scratch.path().join("redis"), false).await?);
        Ok(())
    }

    pub async fn stop_postgres(&mut self) -> anyhow::Result<()> {
        if let Some(postgres) = self.postgres.take() {
            // immediate shutdown: sessions are cut, the next start recovers from the log
            kill(Pid::from_raw(postgres.pid()), Signal::SIGQUIT)?;
            postgres.stop().await;
        }
        Ok(())
    }

    pub async fn start_postgres(&mut self) -> anyhow::Result<()> {
        self.postgres = Some(LocalPostgres::start(&self.scratch.path().join("pg"), Durability::Full).await?);
        Ok(())
    }

    fn with_logs(&self, why: anyhow::Error) -> anyhow::Error {
        let mut text = String::new();
        for process in std::iter::once(&self.api).chain(&self.workers) {
            let log = std::fs::read_to_string(&process.log).unwrap_or_default();
            let tail: Vec<&str> = log.lines().rev().take(15).collect();
            text.push_str(&format!("\n--- {} ---\n", process.name));
            text.extend(tail.into_iter().rev().flat_map(|line| [line, "\n"]));
        }
        why.context(text)
    }

    /// Stops everything in order; says what did not end, and which processes of ours are left after `patience`.
    pub async fn stop(mut self, patience: Duration) -> anyhow::Result<Vec<String>> {
        let mut complaints = Vec::new();
        for worker in &mut self.workers {
            if let Err(why) = worker.stop(Duration::from_secs(40)).await {
                complaints.push(format!("{why:#}"));
            }
        }
        if let Err(why) = self.api.stop(Duration::from_secs(15)).await {
            complaints.push(format!("{why:#}"));
        }
        if let Some((driver, _)) = &mut self.webdriver {
            let sessions = descendants(driver.pid());
            if !sessions.is_empty() {
                complaints.push(format!(
                    "{} processes of sessions that nobody deleted are below chromedriver",
                    sessions.len()
                ));
            }
            driver.stop(Duration::from_secs(5)).await?;
        }
        let begun = Instant::now();
        let mut left = browsers_below(self.scratch.path());
        while !left.is_empty() && begun.elapsed() < patience {
            tokio::time::sleep(Duration::from_millis(100)).await;
            left = browsers_below(self.scratch.path());
        }
        complaints.extend(left.into_iter().map(|(pid, what)| format!("process {pid} is left: {what}")));
        self.demo.stop().await;
        if let Some(redis) = self.redis.take() {
            redis.stop().await;
        }
        if let Some(postgres) = self.postgres.take() {
            postgres.stop().await;
        }
        Ok(complaints)
    }
}

/// An address on loopback that was free a moment ago.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

/// Processes whose command line names the scratch directory and that are browsers, drivers or supervisors.
pub fn browsers_below(scratch: &Path) -> Vec<(i32, String)> {
    let needle = scratch.to_string_lossy().into_owned();
    processes().into_iter().filter(|(_, line)| line.contains(&needle) && is_browser_part(line)).collect()
}

fn is_browser_part(line: &str) -> bool {
    ["chromium", "chromedriver", "supervise"].iter().any(|part| line.contains(part))
}

/// Every process of the machine that is not a zombie, with its command line.
pub fn processes() -> Vec<(i32, String)> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_string_lossy().parse::<i32>().ok())
        .filter_map(|pid| {
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
            let line = String::from_utf8_lossy(&line).replace('\0', " ").trim().to_owned();
            (!line.is_empty()).then_some((pid, line))
        })
        .collect()
}

/// Every living descendant of a process, by the parent links of `/proc`.
pub fn descendants(root: i32) -> Vec<i32> {
    let parents: Vec<(i32, i32)> = processes()
        .into_iter()
        .filter_map(|(pid, _)| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            let after = stat.rsplit_once(')')?.1;
            let parent = after.split_whitespace().nth(1)?.parse().ok()?;
            Some((pid, parent))
        })
        .collect();
    let mut found = vec![root];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(parents.iter().filter(|(_, p)| *p == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    found.split_off(1)
}

/// Polls a condition until it holds.
pub async fn wait_for(what: &str, patience: Duration, mut holds: impl FnMut() -> bool) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !holds() {
        if begun.elapsed() > patience {
            bail!("{what} took longer than {patience:?}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
