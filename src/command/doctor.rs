//! `flowtilla doctor`: looks for what usually is missing.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use flowtilla_shared::{
    config::{Browser, Config},
    queue::Queue,
    store::Store,
};
use flowtilla_worker::desktop::{self, Bounding};
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    exit::{Exit, Failure},
    settings,
};

/// Longest wait for a program to tell its version.
const PATIENCE: Duration = Duration::from_secs(10);
/// Shared memory below which Chromium's renderers may crash, in bytes.
const ENOUGH_SHM: u64 = 256 << 20;

#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code 3 when something that is needed is missing.")]
pub struct Args {
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// How one look ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Good,
    /// Works, with a disadvantage.
    Weak,
    Bad,
}

#[derive(Debug)]
struct Finding {
    what: &'static str,
    mark: Mark,
    detail: String,
}

fn finding(what: &'static str, mark: Mark, detail: impl Into<String>) -> Finding {
    Finding { what, mark, detail: detail.into() }
}

impl Args {
    /// Looks, and tells.
    pub fn run(self, globals: &Globals) -> Result<Exit, Failure> {
        let config = settings::start(globals, Vec::new(), true, Some("error"))?.config;
        let mut findings = browsers(&config.browser);
        findings.push(shared_memory());
        findings.push(namespaces());
        let runtime = settings::runtime()?;
        findings.push(runtime.block_on(desktops()));
        findings.extend(runtime.block_on(servers(&config)));
        let bad = findings.iter().any(|finding| finding.mark == Mark::Bad);
        if self.json {
            let all: Vec<Value> = findings
                .iter()
                .map(|finding| json!({ "what": finding.what, "ok": finding.mark != Mark::Bad, "detail": finding.detail }))
                .collect();
            anstream::println!("{}", serde_json::to_string_pretty(&all)?);
        } else {
            for Finding { what, mark, detail } in &findings {
                let sign = match mark {
                    Mark::Good => "\u{1b}[32m✓\u{1b}[0m",
                    Mark::Weak => "\u{1b}[33m!\u{1b}[0m",
                    Mark::Bad => "\u{1b}[31m✕\u{1b}[0m",
                };
                anstream::println!("{sign} {what:24} {detail}");
            }
        }
        Ok(if bad { Exit::Infrastructure } else { Exit::Passed })
    }
}

fn browsers(config: &Browser) -> Vec<Finding> {
    if !config.webdriver_url.is_empty() {
        return vec![finding("browser", Mark::Good, format!("WebDriver at {}", config.webdriver_url))];
    }
    let program = |what, named: &str, names: &[&str], absent: Mark, hint: &str| match found(named, names) {
        Some(path) => match version(&path) {
            Some(version) => finding(what, Mark::Good, format!("{version} ({})", path.display())),
            None => finding(what, absent, format!("{} does not tell its version; is it complete?", path.display())),
        },
        None => finding(what, absent, format!("not found; {hint}")),
    };
    let hint = "apt install chromium chromium-driver, dnf install chromium chromedriver, or brew install --cask chromium chromedriver";
    let shell_hint = "apt install chromium-headless-shell makes flows start faster";
    let full =
        program("Chromium", &config.chromium, &["chromium", "chromium-browser", "google-chrome"], Mark::Bad, hint);
    let shell = program(
        "Chromium headless shell",
        &config.headless_shell,
        &["chromium-headless-shell", "chrome-headless-shell"],
        Mark::Weak,
        shell_hint,
    );
    let driver = program("ChromeDriver", &config.chromedriver, &["chromedriver"], Mark::Bad, hint);
    let fox_hint = "needed for `browser: firefox` only; apt install firefox-esr";
    let firefox = program("Firefox", &config.firefox, &["firefox-esr", "firefox"], Mark::Weak, fox_hint);
    let gecko_hint = "needed for `browser: firefox` only; ops/install-deps --firefox builds it";
    let gecko = program("geckodriver", &config.geckodriver, &["geckodriver"], Mark::Weak, gecko_hint);
    vec![full, shell, driver, firefox, gecko]
}

/// The named path, or the first of the names that is on the PATH.
fn found(named: &str, names: &[&str]) -> Option<PathBuf> {
    if !named.is_empty() {
        return Some(PathBuf::from(named)).filter(|path| path.exists());
    }
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| std::env::split_paths(&path).map(|dir| dir.join(name)).find(|path| path.is_file()))
}

/// The first line of `--version`.
fn version(path: &Path) -> Option<String> {
    let child =
        Command::new(path).arg("--version").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = child.ok()?;
    let end = Instant::now() + PATIENCE;
    while child.try_wait().ok()?.is_none() {
        if Instant::now() > end {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn shared_memory() -> Finding {
    let what = "shared memory";
    match nix::sys::statvfs::statvfs("/dev/shm") {
        Ok(stat) => {
            let bytes = stat.blocks() * stat.fragment_size();
            let size = format!("/dev/shm has {} MiB", bytes >> 20);
            if bytes >= ENOUGH_SHM {
                finding(what, Mark::Good, size)
            } else {
                finding(what, Mark::Weak, format!("{size}; browsers use /tmp instead (in Docker: --shm-size 1g)"))
            }
        }
        Err(error) => finding(what, Mark::Weak, format!("/dev/shm: {error}; browsers use /tmp instead")),
    }
}

fn namespaces() -> Finding {
    let what = "user namespaces";
    let allowed = |path: &str, no: &str| fs::read_to_string(path).is_ok_and(|text| text.trim() == no);
    if allowed("/proc/sys/user/max_user_namespaces", "0")
        || allowed("/proc/sys/kernel/unprivileged_userns_clone", "0")
        || allowed("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1")
    {
        return finding(
            what,
            Mark::Weak,
            "the kernel refuses them to ordinary users; Chromium's own sandbox may not start",
        );
    }
    finding(what, Mark::Good, "allowed; Chromium's own sandbox can be used")
}

async fn desktops() -> Finding {
    let what = "desktops";
    let probed = desktop::probe(nix::unistd::Uid::effective().is_root()).await;
    if !probed.usable() {
        let why = probed.missing.join("; ");
        return finding(what, Mark::Weak, format!("{why}; ops/install-deps --desktop installs what they need"));
    }
    let bounds = match probed.bounds {
        Bounding::CgroupV2 => "control groups (v2)",
        Bounding::CgroupV1 => "control groups (v1)",
        Bounding::Rlimit => "resource limits only: memory is not bounded as a whole",
    };
    let users = if probed.own_uid { "a user of its own each" } else { "the worker's own user" };
    finding(what, Mark::Good, format!("bubblewrap, {users}; {bounds}"))
}

async fn servers(config: &Config) -> Vec<Finding> {
    let local = |what, installed: bool, package: &str| {
        if installed {
            finding(what, Mark::Good, "installed; `flowtilla dev` and `flowtilla run` start their own")
        } else {
            finding(
                what,
                Mark::Bad,
                format!("not found; apt install {package}, dnf install {package}, or brew install {package}"),
            )
        }
    };
    let postgres = if config.database.url.is_empty() {
        local("Postgres", postgres_installed(), "postgresql")
    } else {
        match Store::connect(&config.database).await {
            Ok(store) => match store.schema_status().await {
                Ok(status) if status.is_current() => {
                    finding("Postgres", Mark::Good, format!("answers; schema {}", status.applied))
                }
                Ok(status) => {
                    let lag = format!(
                        "answers; its schema is at {}, run `flowtilla migrate` for {}",
                        status.applied, status.newest
                    );
                    finding("Postgres", Mark::Bad, lag)
                }
                Err(error) => finding("Postgres", Mark::Bad, error.to_string()),
            },
            Err(error) => finding("Postgres", Mark::Bad, format!("DATABASE_URL: {error}")),
        }
    };
    let redis = if config.redis.url.is_empty() {
        local("Redis", found("", &["redis-server", "valkey-server"]).is_some(), "redis-server")
    } else {
        let checked = async { Queue::connect(&config.redis).await?.check().await };
        match tokio::time::timeout(PATIENCE, checked).await {
            Ok(Ok(())) => finding("Redis", Mark::Good, "answers"),
            Ok(Err(error)) => finding("Redis", Mark::Bad, format!("REDIS_URL: {error}")),
            Err(_) => finding("Redis", Mark::Bad, "REDIS_URL: no answer"),
        }
    };
    vec![postgres, redis]
}

fn postgres_installed() -> bool {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    found("", &["initdb"]).is_some() || debian.into_iter().any(|version| version.path().join("bin/initdb").is_file())
}
