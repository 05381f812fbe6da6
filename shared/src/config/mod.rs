//! Settings: flags over `FLOWTILLA_*` environment over `flowtilla.toml` over the defaults below.
//!
//! Every section refuses unknown keys. Durations are written `30s`, `2m`; sizes are plain numbers with the unit in the name.

mod agents;
mod environment;
mod file;
mod load;
mod models;
mod names;
mod retention;
mod rules;
#[cfg(test)]
mod tests;

pub use agents::Agents;
pub use environment::Environment;
pub use load::{ConfigError, Loaded, Origin, Setting, Sources, leaves, load, masked};
pub use models::{Chosen, Models, Roster};
pub use names::near;
pub use retention::{Budgets, Quotas, Retention};

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use crate::domain::flow::{self, Keep, Outlines, Pictures};

/// Everything that can be set, by section.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub database: Database,
    pub redis: Redis,
    pub api: Api,
    pub worker: Worker,
    pub browser: Browser,
    pub agents: Agents,
    pub storage: Storage,
    pub secrets: Secrets,
    pub log: Log,
    pub limits: Limits,
    pub retention: Retention,
    pub rates: Rates,
    pub webhooks: Webhooks,
    pub evidence: Evidence,
    pub telemetry: Telemetry,
    pub models: Models,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `postgres://…`; also `DATABASE_URL`. Empty: `dev` and `run` start their own.
    pub url: String,
    /// Connections held at most by one process.
    pub max_connections: u32,
    /// Longest wait for a free connection, and for one to be made.
    #[serde(with = "humantime_serde")]
    pub acquire_timeout: Duration,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: String::new(), max_connections: 20, acquire_timeout: Duration::from_secs(5) }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Redis {
    /// `redis://…` or `redis+unix:///path`; also `REDIS_URL`. Empty: `dev` and `run` start their own.
    pub url: String,
    /// Prefix of every key and channel.
    pub prefix: String,
}

impl Default for Redis {
    fn default() -> Self {
        Self { url: String::new(), prefix: "flowtilla".into() }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Api {
    /// Address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// How people reach the API, for links in answers and reports; empty: from the request.
    pub public_url: String,
    /// Origins that may call from a browser; `*` is refused when keys are needed.
    pub allowed_origins: Vec<String>,
    /// Host names under which it answers, beside loopback names; empty: any when keys are needed.
    pub allowed_hosts: Vec<String>,
    /// Whether a key is needed. `dev` on loopback switches it off.
    pub require_key: bool,
    /// Largest request body in bytes.
    pub max_body_bytes: usize,
    /// Events that may wait for one slow socket before it is closed with code 4008.
    pub socket_backlog: usize,
    /// How long it goes on serving after SIGTERM while `/readyz` says no: as long as your load balancer takes to notice.
    #[serde(with = "humantime_serde")]
    pub drain_delay: Duration,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8000)),
            public_url: String::new(),
            allowed_origins: Vec::new(),
            allowed_hosts: Vec::new(),
            require_key: true,
            max_body_bytes: 4 * 1024 * 1024,
            drain_delay: Duration::ZERO,
            socket_backlog: 256,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Worker {
    /// Executions at once; 0 decides from cores and memory.
    pub concurrency: u16,
    /// Desktops of agent sessions held at once by one worker process; 0: it takes no agent sessions.
    pub desktops: u16,
    /// Name people see; empty: the host's name. Need not be unique.
    pub name: String,
    /// Address for health and metrics; absent: none.
    pub listen: Option<SocketAddr>,
    /// Address at which API servers reach the screens of this worker's desktops; absent: a unix socket, for API servers on the
    /// same machine. Who connects must know a secret of the desktop; what follows is not encrypted.
    pub view_listen: Option<SocketAddr>,
    /// `host:port` under which API servers reach `view_listen`; empty: the address itself, or the host's name.
    pub view_address: String,
    /// How long an execution belongs to a worker that says nothing.
    #[serde(with = "humantime_serde")]
    pub lease: Duration,
    /// Time between two renewals.
    #[serde(with = "humantime_serde")]
    pub renew_every: Duration,
    /// After this long without a renewal no further action is sent to a browser.
    #[serde(with = "humantime_serde")]
    pub action_gate: Duration,
    /// How long SIGTERM waits for running executions before they are handed back.
    #[serde(with = "humantime_serde")]
    pub drain_timeout: Duration,
    /// Attempts that may end with the death of their worker before the execution counts as poison.
    pub max_crashes: u32,
    /// Directory that `upload` paths are below; empty: `path` uploads are refused.
    pub upload_dir: String,
    /// Time between two looks of the sweeper.
    #[serde(with = "humantime_serde")]
    pub sweep_every: Duration,
}

impl Default for Worker {
    fn default() -> Self {
        Self {
            concurrency: 0,
            desktops: 4,
            name: String::new(),
            listen: None,
            view_listen: None,
            view_address: String::new(),
            lease: Duration::from_secs(8),
            renew_every: Duration::from_secs(2),
            action_gate: Duration::from_secs(6),
            drain_timeout: Duration::from_secs(30),
            max_crashes: 3,
            upload_dir: String::new(),
            sweep_every: Duration::from_secs(1),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Browser {
    /// A W3C WebDriver endpoint; also `WEBDRIVER_URL`. Empty: local `chromedriver` children.
    pub webdriver_url: String,
    /// `shell`, `full`, or `auto` (the headless shell where it is installed).
    pub engine: String,
    /// Paths; empty: found on the machine.
    pub chromium: String,
    pub headless_shell: String,
    pub chromedriver: String,
    pub firefox: String,
    pub geckodriver: String,
    /// The browsers that `webdriver_url` offers: `chromium`, `firefox`, or both with a comma between.
    pub webdriver_browsers: String,
    /// Further capabilities for `webdriver_url`, as a JSON object: `{"se:name":"nightly"}`.
    pub webdriver_capabilities: String,
    /// Contexts that one warm browser holds at most.
    pub contexts_per_browser: u16,
    /// A warm browser is replaced after this many contexts…
    pub recycle_after: u32,
    /// … or when its processes together hold more than this, in MiB.
    pub recycle_memory_mib: u64,
    /// Longest wait for one WebDriver or CDP command.
    #[serde(with = "humantime_serde")]
    pub command_timeout: Duration,
    /// `auto`: Chromium's own sandbox, as an unprivileged user when the worker is root; `off` only by explicit choice.
    pub sandbox: String,
    /// Browser windows are visible (needs a display, and the full engine).
    pub headed: bool,
}

impl Default for Browser {
    fn default() -> Self {
        Self {
            webdriver_url: String::new(),
            engine: "auto".into(),
            chromium: String::new(),
            headless_shell: String::new(),
            chromedriver: String::new(),
            firefox: String::new(),
            geckodriver: String::new(),
            webdriver_browsers: "chromium".into(),
            webdriver_capabilities: String::new(),
            contexts_per_browser: 4,
            recycle_after: 100,
            recycle_memory_mib: 1500,
            command_timeout: Duration::from_secs(30),
            sandbox: "auto".into(),
            headed: false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Storage {
    /// Directory for artifacts, and in `dev` for the databases; empty: the platform's data directory.
    pub dir: PathBuf,
    /// Largest single artifact in bytes.
    pub max_artifact_bytes: u64,
}

impl Default for Storage {
    fn default() -> Self {
        Self { dir: PathBuf::new(), max_artifact_bytes: 50 * 1024 * 1024 }
    }
}

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Secrets {
    /// Keys that seal secrets and saved login states, the first for new ones: 32 bytes each in base64 or hex, separated by commas;
    /// also `FLOWTILLA_SECRETS_KEY`. Empty: `dev` and `run` keep one beside their data, `api` and `worker` have none.
    pub key: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Filter as of `tracing`, e.g. `info,flowtilla_worker=debug`; also `RUST_LOG`.
    pub filter: String,
    /// `pretty`, `json`, or `auto` (pretty on a terminal).
    pub format: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info".into(), format: "auto".into() }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Executions running at once over all workers; 0: no cap.
    pub max_running: u32,
    /// Executions running at once for one project; 0: no cap.
    pub max_running_per_project: u32,
    /// Executions waiting for one project before more are refused with 429; 0: any number.
    pub max_queued_per_project: u32,
    /// Executions that one project may ask for in a day (UTC); 0: any number.
    pub max_executions_per_project_day: u32,
    /// Bytes of artifacts of one project above which it gets no further executions; 0: any number.
    pub max_storage_bytes_per_project: u64,
    /// Agent sessions of one project that are open at once; 0: any number.
    pub max_sessions_per_project: u32,
    /// Executions in one request.
    pub max_executions_per_run: u32,
    /// Steps carried out in one attempt, loops unrolled.
    pub max_steps: u32,
    /// Longest attempt when the flow does not say.
    #[serde(with = "humantime_serde")]
    pub flow_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_running: 0,
            max_running_per_project: 0,
            max_queued_per_project: 100_000,
            max_executions_per_project_day: 0,
            max_storage_bytes_per_project: 0,
            max_sessions_per_project: 100,
            max_executions_per_run: 5_000,
            max_steps: 10_000,
            flow_timeout: Duration::from_secs(600),
        }
    }
}

/// Requests that one key may make in a minute, counted over all API servers; 0: any number. Where no keys are needed,
/// nothing is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rates {
    /// Requests that read.
    pub read_per_minute: u32,
    /// Requests that change something.
    pub write_per_minute: u32,
    /// Requests that start executions, generations or agents.
    pub execute_per_minute: u32,
    /// Sockets and event streams that are opened.
    pub connect_per_minute: u32,
    /// Requests with a key that is not valid, counted for each client address.
    pub bad_keys_per_minute: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            read_per_minute: 6_000,
            write_per_minute: 1_200,
            execute_per_minute: 600,
            connect_per_minute: 600,
            bad_keys_per_minute: 60,
        }
    }
}

/// Events that are sent to other servers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Hosts that may have a loopback, private or otherwise local address; `*`: all. Everything else must be on the internet.
    pub private_hosts: Vec<String>,
    /// Longest wait for a receiver, from name to answer.
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
    /// A webhook to which nothing could be delivered for this long is switched off.
    #[serde(with = "humantime_serde")]
    pub disable_after: Duration,
    /// How long deliveries are kept after they ended.
    #[serde(with = "humantime_serde")]
    pub keep: Duration,
}

impl Default for Webhooks {
    fn default() -> Self {
        Self {
            private_hosts: Vec::new(),
            timeout: Duration::from_secs(20),
            disable_after: Duration::from_secs(5 * 24 * 3600),
            keep: Duration::from_secs(30 * 24 * 3600),
        }
    }
}

/// What is kept of each attempt when neither flow nor run says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Evidence {
    /// Pictures of the page: `always` (before and after every step), `on_failure`, `never`.
    pub screenshots: Pictures,
    /// A film of the tab in front: `on`, `retain_on_failure`, `off`.
    pub video: Keep,
    /// A `trace.zip` for Playwright's trace viewer: `on`, `retain_on_failure`, `off`.
    pub trace: Keep,
    /// What the pages wrote to their console: `on`, `retain_on_failure`, `off`.
    pub console: Keep,
    /// Requests and responses: `on`, `retain_on_failure`, `off`.
    pub network: Keep,
    /// The accessibility outline of the page that a step failed on: `on_failure`, `never`.
    pub outline: Outlines,
    /// Frames of one attempt in bytes, on disk until it is over; the film ends when they are used up.
    pub max_film_bytes: u64,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            screenshots: Pictures::OnFailure,
            video: Keep::Off,
            trace: Keep::Off,
            console: Keep::RetainOnFailure,
            network: Keep::Off,
            outline: Outlines::OnFailure,
            max_film_bytes: 256 * 1024 * 1024,
        }
    }
}

/// What the processes tell about themselves beside their logs.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// `GET /metrics` answers on the API's address and on `worker.listen`, to anybody who reaches them; also `ENABLE_METRICS`.
    pub metrics: bool,
    /// Base address of a collector that takes traces as OTLP over HTTP (JSON), e.g. `http://127.0.0.1:4318`; also
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`. Empty: none are made.
    pub otlp_endpoint: String,
    /// Headers for the collector, `name=value` with commas between; also `OTEL_EXPORTER_OTLP_HEADERS`.
    pub otlp_headers: String,
}

impl std::fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telemetry")
            .field("metrics", &self.metrics)
            .field("otlp_endpoint", &self.otlp_endpoint)
            .finish_non_exhaustive()
    }
}

impl From<Evidence> for flow::Evidence {
    fn from(of: Evidence) -> Self {
        Self {
            screenshots: Some(of.screenshots),
            video: Some(of.video),
            trace: Some(of.trace),
            console: Some(of.console),
            network: Some(of.network),
            outline: Some(of.outline),
        }
    }
}
