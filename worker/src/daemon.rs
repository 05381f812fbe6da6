//! Start, run, drain, stop.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use flowtilla_shared::{
    blob::Blobs,
    config::Config,
    domain::ids::WorkerId,
    live::Live,
    queue::{Queue, WorkerLoop, run_worker},
    seal::KeyRing,
    store::Store,
};
use tokio::{
    sync::{Notify, Semaphore, watch},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use crate::{
    agent, controls,
    desktop::{self, Desktops, Probed},
    driver::Browsers,
    evidence::Darkroom,
    generation, health, heartbeat,
    hints::Hints,
    housekeeping,
    keeper::Keeper,
    lease::{Ending, Leases},
    machine,
    mask::{Mask, SHORTEST_MASKED, Secrets},
    model::Models,
    mutation, pause,
    runner::BrowserSource,
    sweeper,
    worker::Worker,
};

/// Longest time in which executions that are to be handed back must be.
const HANDED_BACK_WITHIN: Duration = Duration::from_secs(10);

/// Longest wait for evidence that is still being made.
const EVIDENCE_WITHIN: Duration = Duration::from_secs(20);

/// Longest time for the worker's goodbye.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

/// What a worker needs to know at start.
pub struct WorkerOptions {
    pub config: Config,
    /// A program that knows `supervise`: our own binary.
    pub supervisor: PathBuf,
    /// Name for people instead of the configured one.
    pub boot_name: Option<String>,
    /// Variables with secrets (`FLOWTILLA_SECRET_<NAME>`) and values (`FLOWTILLA_ENV_<NAME>`) for flows, beside and over those
    /// of this process.
    pub environment: HashMap<String, String>,
}

/// How a worker is told to end.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    /// Claim nothing more, finish what runs, within `drain_timeout`.
    pub drain: CancellationToken,
    /// Hand back at once what runs.
    pub now: CancellationToken,
}

/// Runs a worker until it is told to end; outages of Postgres and Redis are waited out.
///
/// # Errors
/// When it cannot start: no browser is installed, a directory or the health address cannot be used.
pub async fn run(
    mut options: WorkerOptions,
    store: Store,
    queue: Queue,
    live: Live,
    blobs: Blobs,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let scratch = options.config.storage.dir.join("browsers");
    let browsers = Browsers::start(options.config.browser.clone(), options.supervisor.clone(), scratch).await?;
    let mut environment = environment();
    environment.extend(options.environment);
    options.environment = environment;
    let parts = Parts { store, queue, live, blobs, browsers: Arc::new(browsers.clone()) };
    let ran = run_with(options, parts, shutdown).await;
    browsers.shutdown().await;
    ran
}

/// What a worker works with.
pub struct Parts {
    pub store: Store,
    pub queue: Queue,
    pub live: Live,
    pub blobs: Blobs,
    pub browsers: Arc<dyn BrowserSource>,
}

/// As [`run`], with browsers of the caller's choice, and no variables but those in `options`.
///
/// # Errors
/// As [`run`].
pub async fn run_with(options: WorkerOptions, parts: Parts, shutdown: Shutdown) -> anyhow::Result<()> {
    let slots = match options.config.worker.concurrency {
        0 => machine::default_concurrency(),
        slots => slots,
    };
    let live = parts.live.clone();
    let (hints, publisher) = Hints::start(live.clone());
    let ring = KeyRing::parse(&options.config.secrets.key)?;
    let (probed, desktops) = desktops(&options).await;
    let models = Arc::new(Models::new(&options.config.models, |name| std::env::var(name).ok())?);
    let worker = Arc::new(worker(options, parts, hints, (ring, probed, models.clone())));
    let stop = CancellationToken::new();
    let _stop_in_any_case = stop.clone().drop_guard();
    tokio::select! {
        () = heartbeat::register(&worker, slots) => {}
        () = shutdown.drain.cancelled() => return Ok(()),
        () = shutdown.now.cancelled() => return Ok(()),
    }
    tracing::info!(worker.id = %worker.id, slots, "Worker “{}” has {slots} slots", worker.name);
    let keeper = keeper(&worker, &stop).start().context("cannot start the thread that renews leases")?;
    let door = open_door(&worker).await.context("cannot listen on `worker.view_listen`")?;
    let mut tasks = JoinSet::new();
    tasks.spawn(heartbeat::beat(worker.clone(), slots, stop.clone()));
    tasks.spawn(sweeper::sweep(worker.clone(), live.clone(), stop.clone()));
    tasks.spawn(housekeeping::keep_house(worker.clone(), stop.clone()));
    tasks.spawn(generation::watch(worker.clone(), models.clone(), stop.clone()));
    tasks.spawn(mutation::watch(worker.clone(), stop.clone()));
    tasks.spawn(agent::watch(worker.clone(), models, desktops, stop.clone()));
    tasks.spawn(controls::listen(worker.clone(), live, stop.clone()));
    if let Some(address) = worker.config.worker.listen {
        health::serve(worker.clone(), address, slots, stop.clone())
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
    }
    work_until_told(&worker, slots, &shutdown).await;
    worker.darkroom.close(EVIDENCE_WITHIN).await;
    stop.cancel();
    tasks.join_all().await;
    let goodbye = async { worker.store.workers().gone(worker.id).await };
    if !matches!(tokio::time::timeout(GOODBYE_WITHIN, goodbye).await, Ok(Ok(()))) {
        tracing::warn!("The worker's goodbye was not heard; it will count as gone in 30 s");
    }
    if tokio::task::spawn_blocking(move || keeper.join()).await.is_err() {
        tracing::error!("The lease keeper could not be joined");
    }
    drop(door);
    drop(worker);
    let _ = tokio::time::timeout(GOODBYE_WITHIN, publisher).await; // hints are only hints
    Ok(())
}

/// What desktops this machine can have, and where they are made, unless this worker is to have none.
async fn desktops(options: &WorkerOptions) -> (Probed, Option<Desktops>) {
    // a word that means nothing was refused with the settings
    let wanted = desktop::Wanted::named(&options.config.agents.sandbox).unwrap_or_default();
    if options.config.worker.desktops > 0 {
        let scratch = options.config.storage.dir.join("desktops");
        match Desktops::open(options.supervisor.clone(), &scratch, wanted).await {
            Ok(desktops) => return (desktops.probed().clone(), Some(desktops)),
            Err(e) => tracing::warn!(error = %e, "No desktops can be made below {}", scratch.display()),
        }
    }
    (desktop::probe(nix::unistd::Uid::effective().is_root(), wanted).await, None)
}

/// Opens the door to the screens of desktops, on machines that have any.
async fn open_door(worker: &Arc<Worker>) -> std::io::Result<Option<desktop::Door>> {
    if !worker.desktops.usable() {
        return Ok(None);
    }
    let settings = &worker.config.worker;
    let host = Arc::downgrade(worker);
    let screens: desktop::Screens = Arc::new(move |id| host.upgrade()?.hosted.behind(id.into()));
    let door = desktop::Door::open(settings.view_listen, &settings.view_address, screens).await?;
    worker.hosted.open_door(door.address().to_string());
    Ok(Some(door))
}

/// The variables of this process that are text.
fn environment() -> HashMap<String, String> {
    std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?))).collect()
}

fn worker(
    options: WorkerOptions,
    parts: Parts,
    hints: Hints,
    (ring, desktops, models): (KeyRing, Probed, Arc<Models>),
) -> Worker {
    let Parts { store, queue, live: _, blobs, browsers } = parts;
    let environment = options.environment;
    let secrets = Arc::new(Secrets::from_environment(environment.clone()));
    for name in secrets.unmasked() {
        tracing::warn!("The secret `{name}` has fewer than {SHORTEST_MASKED} bytes and is not masked in results");
    }
    let darkroom =
        Darkroom::new(store.clone(), blobs.clone(), hints.clone(), options.config.storage.max_artifact_bytes);
    let configured = Some(options.config.worker.name.clone()).filter(|name| !name.is_empty());
    Worker {
        id: WorkerId::new(),
        name: options.boot_name.or(configured).unwrap_or_else(machine::host_name),
        config: options.config,
        store,
        queue,
        blobs,
        hints,
        browsers,
        desktops,
        hosted: agent::hosted::Hosted::default(),
        darkroom,
        leases: Leases::default(),
        mask: Arc::new(Mask::new(&secrets)),
        ring: Arc::new(ring),
        local_steps: Arc::default(),
        models,
        secrets,
        environment,
        poke: Arc::new(Notify::new()),
        draining: AtomicBool::new(false),
        ending: AtomicBool::new(false),
        paused: watch::Sender::new(false),
    }
}

fn keeper(worker: &Worker, stop: &CancellationToken) -> Keeper {
    Keeper {
        store: worker.store.clone(),
        worker: worker.id,
        leases: worker.leases.clone(),
        lease: worker.config.worker.lease,
        every: worker.config.worker.renew_every,
        poke: worker.poke.clone(),
        stop: stop.clone(),
    }
}

/// Answers rings until told to end, then sees the running executions off.
async fn work_until_told(worker: &Arc<Worker>, slots: u16, shutdown: &Shutdown) {
    let handler = worker.clone();
    let ended = CancellationToken::new();
    let _ended_in_any_case = ended.clone().drop_guard();
    let free = Arc::new(Semaphore::new(usize::from(slots)));
    tokio::spawn(pause::keep(worker.clone(), Arc::clone(&free), slots, ended.clone()));
    let bell = WorkerLoop {
        name: format!("{}-{}", worker.name, worker.id),
        slots: free,
        shutdown: ended.clone(),
        handler: Arc::new(move |_| {
            let worker = handler.clone();
            Box::pin(async move { worker.answer().await })
        }),
    };
    let bell = tokio::spawn(run_worker(worker.queue.clone(), bell));
    tokio::select! {
        () = shutdown.drain.cancelled() => {}
        () = shutdown.now.cancelled() => {}
    }
    worker.ending.store(true, Ordering::SeqCst);
    worker.draining.store(true, Ordering::SeqCst);
    ended.cancel();
    let running = worker.leases.len();
    tracing::info!(running, "The worker claims nothing more; {running} executions still run");
    if let Err(e) = heartbeat::once(worker, slots).await {
        tracing::debug!(error = %e, "The draining worker could not say so");
    }
    let mut bell = bell;
    tokio::select! {
        _ = &mut bell => return,
        () = shutdown.now.cancelled() => {}
        () = tokio::time::sleep(worker.config.worker.drain_timeout) => {}
    }
    tracing::info!("Handing back {} executions", worker.leases.len());
    worker.leases.end_all(&Ending::HandBack);
    if tokio::time::timeout(HANDED_BACK_WITHIN, &mut bell).await.is_err() {
        tracing::error!("Executions were not handed back in time; their leases will run out");
        worker.leases.end_all(&Ending::Lost);
        bell.abort();
    }
}
