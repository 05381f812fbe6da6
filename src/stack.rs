//! Everything in one process: Postgres and Redis as children where no address is given, the API, and a worker.

use std::{
    collections::BTreeMap,
    future::Future,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use flowtilla_demo::model::DemoModel;
use flowtilla_shared::{
    blob::Blobs,
    config::Config,
    live::Live,
    local::{Durability, Janitor, LocalPostgres, LocalRedis},
    queue::Queue,
    seal::KeyRing,
    store::Store,
};
use flowtilla_worker::{Shutdown, WorkerOptions};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

/// Longest wait for the API's open requests, and for the worker after it was told to hand everything back.
const LAST_WAIT: Duration = Duration::from_secs(15);
/// How often a child server is asked whether it still runs.
const LOOK: Duration = Duration::from_millis(500);

/// Where a stack keeps its data.
#[derive(Debug)]
pub enum Place {
    /// In a directory that stays.
    Kept(PathBuf),
    /// In a temporary directory that goes with the stack, even after `kill -9`.
    Temporary,
}

/// What a stack needs beside settings.
#[derive(Debug, Default)]
pub struct StackOptions {
    /// Secrets for the worker beside `FLOWTILLA_SECRET_*` in the environment, by lower-case name.
    pub secrets: BTreeMap<String, String>,
    /// When no provider of models is set up, start the scripted model and use it.
    pub demo_model: bool,
    /// Address of the demo shop, for the welcome.
    pub demo: Option<String>,
}

/// A running stack. [`Stack::stop`] ends it in order; dropping it ends the servers without asking the worker.
#[derive(Debug)]
pub struct Stack {
    /// Address of the API, without a final slash.
    pub url: String,
    /// The command that adds a worker process to this stack.
    pub add_worker: String,
    /// The scripted model, where it stands in for a real one.
    demo_model: Option<DemoModel>,
    api: JoinHandle<anyhow::Result<()>>,
    worker: JoinHandle<anyhow::Result<()>>,
    stop_api: CancellationToken,
    drain: CancellationToken,
    at_once: CancellationToken,
    store: Store,
    servers: Servers,
}

/// The children, in the order in which they must be dropped.
#[derive(Debug)]
struct Servers {
    redis: Option<LocalRedis>,
    postgres: Option<LocalPostgres>,
    janitor: Option<Janitor>,
    _temporary: Option<TempDir>,
    dir: PathBuf,
}

impl Stack {
    /// Starts everything and returns when the API answers and the worker takes work.
    ///
    /// # Errors
    /// What is missing or does not start, and what to do about it. Nothing keeps running then.
    pub async fn start(mut config: Config, place: Place, options: StackOptions) -> anyhow::Result<Self> {
        let wanted = options.demo_model && !config.models.has_provider() && config.models.demo_url.is_empty();
        let demo_model = if wanted {
            let demo = DemoModel::start((std::net::Ipv4Addr::LOCALHOST, 0).into(), Vec::new()).await?;
            config.models.demo_url = demo.url();
            Some(demo)
        } else {
            None
        };
        let servers = Servers::start(&mut config, place).await?;
        let store = Store::connect(&config.database).await.context("Postgres cannot be reached")?;
        store.migrate().await.context("the database's schema cannot be brought up to date")?;
        let queue = Queue::connect(&config.redis).await.context("Redis cannot be reached")?;
        let live = Live::connect(&config.redis).await.context("Redis cannot be reached")?;
        let blobs = Blobs::open(servers.dir.join("artifacts"))?;
        let listener = TcpListener::bind(config.api.listen)
            .await
            .with_context(|| format!("{} cannot be listened on; pass another --listen", config.api.listen))?;
        let add_worker = add_worker(&config);
        let url = format!("http://{}", reachable(listener.local_addr()?));
        let (stop_api, drain, at_once) = (CancellationToken::new(), CancellationToken::new(), CancellationToken::new());
        let api = tokio::spawn(flowtilla_api::serve(
            flowtilla_api::ApiOptions { config: config.clone(), dev: true, demo: options.demo },
            listener,
            store.clone(),
            queue.clone(),
            live.clone(),
            blobs.clone(),
            stop_api.clone(),
        ));
        let worker = tokio::spawn(flowtilla_worker::run(
            worker_options(config, options.secrets)?,
            store.clone(),
            queue,
            live,
            blobs,
            Shutdown { drain: drain.clone(), now: at_once.clone() },
        ));
        Ok(Self { url, add_worker, demo_model, api, worker, stop_api, drain, at_once, store, servers })
    }

    /// Where the scripted model answers that stands in for a real one.
    #[must_use]
    pub fn demo_model(&self) -> Option<String> {
        self.demo_model.as_ref().map(DemoModel::url)
    }

    /// The rows of this stack.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Returns when a part has ended by itself, with the reason.
    pub async fn broken(&mut self) -> anyhow::Error {
        let mut look = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                ended = &mut self.api => return ended_early("the API", ended),
                ended = &mut self.worker => return ended_early("the worker", ended),
                _ = look.tick() => {
                    if let Some(name) = self.servers.ended() {
                        return anyhow::anyhow!("{name} has ended; its log is in `{}`", self.servers.dir.display());
                    }
                }
            }
        }
    }

    /// Ends everything in order: worker (which finishes what it runs, for at most the drain time-out), API, Redis, Postgres.
    /// When `now` resolves first, the worker hands everything back at once.
    pub async fn stop(mut self, now: impl Future<Output = ()>) {
        self.drain.cancel();
        if !self.worker.is_finished() {
            tokio::select! {
                _ = &mut self.worker => {}
                () = now => {
                    self.at_once.cancel();
                    let _ = timeout(LAST_WAIT, &mut self.worker).await;
                }
            }
        }
        self.stop_api.cancel();
        if !self.api.is_finished() && timeout(LAST_WAIT, &mut self.api).await.is_err() {
            self.api.abort();
        }
        if let Some(demo) = self.demo_model.take() {
            demo.stop().await;
        }
        let _ = timeout(LAST_WAIT, self.store.close()).await;
        self.servers.stop().await;
    }
}

/// `DATABASE_URL=… REDIS_URL=… flowtilla worker`; a password in an address is left out.
fn add_worker(config: &Config) -> String {
    let open = |address: &str| {
        let mut address = url::Url::parse(address).ok()?;
        if address.password().is_some() {
            address.set_password(Some("…")).ok()?;
        }
        Some(address.to_string())
    };
    let (database, redis) = (open(&config.database.url), open(&config.redis.url));
    format!(
        "DATABASE_URL='{}' REDIS_URL='{}' FLOWTILLA_STORAGE__DIR='{}' flowtilla worker",
        database.as_deref().unwrap_or("…"),
        redis.as_deref().unwrap_or("…"),
        config.storage.dir.display()
    )
}

impl Servers {
    /// Starts the children whose addresses are not given, and puts their addresses into the settings.
    async fn start(config: &mut Config, place: Place) -> anyhow::Result<Self> {
        let (dir, temporary) = match place {
            Place::Kept(dir) => (dir, None),
            Place::Temporary => {
                let made = tempfile::Builder::new().prefix("flowtilla-").tempdir().context("no temporary directory")?;
                // Postgres runs as another user when we are root, and must get in
                std::fs::set_permissions(made.path(), std::fs::Permissions::from_mode(0o755))?;
                (made.path().to_path_buf(), Some(made))
            }
        };
        std::fs::create_dir_all(&dir)
            .with_context(|| format!("`{}` cannot be made; pass another --data-dir", dir.display()))?;
        config.storage.dir.clone_from(&dir);
        if config.secrets.key.is_empty() {
            config.secrets.key = match &temporary {
                Some(_) => KeyRing::generate(),
                None => {
                    let file = dir.join("secrets.key");
                    KeyRing::kept_in(&file).with_context(|| format!("`{}` cannot be made or read", file.display()))?
                }
            };
        }
        let kept = temporary.is_none();
        let durability = if kept { Durability::Full } else { Durability::Throwaway };
        let (postgres, redis) = tokio::try_join!(
            start_unless(!config.database.url.is_empty(), async {
                LocalPostgres::start(&dir.join("postgres"), durability).await
            }),
            start_unless(!config.redis.url.is_empty(), async { LocalRedis::start(&dir.join("redis"), kept).await }),
        )?;
        if let Some(postgres) = &postgres {
            config.database.url = postgres.url();
        }
        if let Some(redis) = &redis {
            config.redis.url = redis.url();
        }
        let sockets = postgres.iter().map(LocalPostgres::sockets).chain(redis.iter().map(LocalRedis::sockets));
        let dirs: Vec<&Path> = temporary.iter().map(TempDir::path).chain(sockets).collect();
        let pids: Vec<i32> = postgres.iter().map(LocalPostgres::pid).chain(redis.iter().map(LocalRedis::pid)).collect();
        let janitor = if dirs.is_empty() { None } else { Some(Janitor::watch(&dirs, &pids)?) };
        Ok(Self { redis, postgres, janitor, _temporary: temporary, dir })
    }

    fn ended(&self) -> Option<&'static str> {
        if self.postgres.as_ref().is_some_and(LocalPostgres::has_ended) {
            return Some("Postgres");
        }
        self.redis.as_ref().is_some_and(LocalRedis::has_ended).then_some("Redis")
    }

    async fn stop(mut self) {
        if let Some(redis) = self.redis.take() {
            redis.stop().await;
        }
        if let Some(postgres) = self.postgres.take() {
            postgres.stop().await;
        }
        if let Some(janitor) = self.janitor.take() {
            let _ = tokio::task::spawn_blocking(move || janitor.finish()).await;
        }
    }
}

/// What a worker of this process needs; it supervises browsers by starting this binary again.
///
/// # Errors
/// When the path of this binary is not known.
pub fn worker_options(config: Config, secrets: BTreeMap<String, String>) -> anyhow::Result<WorkerOptions> {
    let supervisor = std::env::current_exe().context("the path of this program is not known")?;
    let environment = secrets.into_iter().map(|(name, value)| (format!("FLOWTILLA_SECRET_{name}"), value)).collect();
    Ok(WorkerOptions { config, supervisor, boot_name: None, environment })
}

async fn start_unless<T, E>(given: bool, start: impl Future<Output = Result<T, E>>) -> Result<Option<T>, E> {
    if given { Ok(None) } else { start.await.map(Some) }
}

fn ended_early(who: &str, ended: Result<anyhow::Result<()>, tokio::task::JoinError>) -> anyhow::Error {
    match ended {
        Ok(Ok(())) => anyhow::anyhow!("{who} ended by itself"),
        Ok(Err(error)) => error.context(format!("{who} cannot go on")),
        Err(error) => anyhow::anyhow!("{who} broke: {error}"),
    }
}

/// The address for people: the loopback address when it listens everywhere.
pub fn reachable(address: std::net::SocketAddr) -> std::net::SocketAddr {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
        IpAddr::V6(ip) if ip.is_unspecified() => SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port()),
        IpAddr::V4(_) | IpAddr::V6(_) => address,
    }
}
