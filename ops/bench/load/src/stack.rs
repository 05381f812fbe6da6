//! Postgres, Redis and one API process on loopback; no worker, unless one is asked for.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use flowtilla_shared::local::{Durability, LocalPostgres, LocalRedis};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Longest wait for a process to be ready.
const READY: Duration = Duration::from_secs(60);

/// A child that dies with this value.
pub struct Process(Child);

impl Process {
    /// Starts it; what it says goes to a file.
    pub fn start(command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let file = File::create(log)?;
        let child = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).spawn();
        Ok(Self(child.with_context(|| format!("cannot start {command:?}"))?))
    }

    /// Resident memory in KiB.
    pub fn memory_kib(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.split_whitespace().next().context("no VmRSS")?.parse()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub struct Stack {
    pub url: String,
    pub client: Client,
    pub api: Process,
    pub bin: PathBuf,
    pub postgres: LocalPostgres,
    pub redis: LocalRedis,
    pub dir: TempDir,
    /// Settings of both processes.
    settings: Vec<(&'static str, String)>,
}

impl Stack {
    pub async fn start(bin: &Path) -> anyhow::Result<Self> {
        Self::start_with(bin, Vec::new()).await
    }

    /// As [`Self::start`], with settings as variables of the environment.
    pub async fn start_with(bin: &Path, settings: Vec<(&'static str, String)>) -> anyhow::Result<Self> {
        let dir = tempfile::Builder::new().prefix("ftl-").tempdir()?;
        std::fs::set_permissions(dir.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        let postgres = LocalPostgres::start(&dir.path().join("pg"), Durability::Full).await?;
        let redis = LocalRedis::start(&dir.path().join("redis"), false).await?;
        let url = format!("http://127.0.0.1:{}", free_port()?);
        let base = |args: &[&str]| {
            let mut command = Command::new(bin);
            command
                .args(args)
                .env("DATABASE_URL", postgres.url())
                .env("REDIS_URL", redis.url())
                .env("FLOWTILLA_STORAGE__DIR", dir.path().join("storage"))
                .env("FLOWTILLA_API__REQUIRE_KEY", "false")
                .env("FLOWTILLA_LIMITS__MAX_QUEUED_PER_PROJECT", "1000000")
                .env("FLOWTILLA_RATES__READ_PER_MINUTE", "0")
                .env("FLOWTILLA_RATES__WRITE_PER_MINUTE", "0")
                .env("FLOWTILLA_RATES__EXECUTE_PER_MINUTE", "0")
                .env("FLOWTILLA_RATES__CONNECT_PER_MINUTE", "0")
                .env("RUST_LOG", "warn")
                .envs(settings.iter().cloned());
            command
        };
        ensure!(base(&["migrate"]).stdout(Stdio::null()).status()?.success(), "the migration failed");
        let listen = url.trim_start_matches("http://");
        let api = Process::start(&mut base(&["api", "--listen", listen]), &dir.path().join("api.log"))?;
        let client = Client::builder().timeout(Duration::from_secs(120)).build()?;
        until_ready(&client, &format!("{url}/readyz")).await?;
        Ok(Self { url, client, api, bin: bin.into(), postgres, redis, dir, settings })
    }

    /// A worker beside the API.
    pub fn worker(&self, slots: u16) -> anyhow::Result<Process> {
        let mut command = Command::new(&self.bin);
        command
            .args(["worker", "--concurrency", &slots.to_string()])
            .env("DATABASE_URL", self.postgres.url())
            .env("REDIS_URL", self.redis.url())
            .env("FLOWTILLA_STORAGE__DIR", self.dir.path().join("storage"))
            .env("RUST_LOG", "warn")
            .envs(self.settings.iter().cloned());
        Process::start(&mut command, &self.dir.path().join("worker.log"))
    }

    /// Runs SQL as the owner.
    pub fn sql(&self, sql: &str) -> anyhow::Result<()> {
        let out =
            Command::new("psql").args(["--quiet", "--dbname", &self.postgres.url(), "--command", sql]).output()?;
        ensure!(out.status.success(), "psql: {}", String::from_utf8_lossy(&out.stderr));
        Ok(())
    }

    /// Accepts one run of `n` flows that need no browser; its id.
    pub async fn execute(&self, n: usize) -> anyhow::Result<String> {
        let flow = json!({ "name": "Nothing much", "steps": [{ "type": "set", "var": "x", "value": 1 }] });
        let asked =
            self.client.post(format!("{}/api/execute-flows", self.url)).json(&json!({ "flows": vec![flow; n] }));
        let answer: Value = asked.send().await?.error_for_status()?.json().await?;
        Ok(answer["test_run_id"].as_str().context("no test_run_id")?.to_owned())
    }

    pub async fn stop(self) {
        drop(self.api);
        self.redis.stop().await;
        self.postgres.stop().await;
    }
}

/// Waits until a URL answers with success.
pub async fn until_ready(client: &Client, url: &str) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !client.get(url).send().await.is_ok_and(|answer| answer.status().is_success()) {
        ensure!(begun.elapsed() < READY, "{url} was not ready within {READY:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// A port that was free a moment ago.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A socket is a file, on both sides.
pub fn allow_many_files() {
    if let Ok((_, most)) = getrlimit(Resource::RLIMIT_NOFILE) {
        let _ = setrlimit(Resource::RLIMIT_NOFILE, most, most);
    }
}
