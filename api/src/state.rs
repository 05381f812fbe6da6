//! What every handler shares.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use flowtilla_shared::{
    blob::Blobs,
    config::{Config, Roster},
    live::{ControlMessage, Live},
    queue::Queue,
    rates::Rates,
    seal::{self, KeyRing},
    store::{NewAudit, Store},
};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    ApiOptions,
    caller::{Identity, KeyCache},
    deliver,
    stream::hub::Hub,
    timetable,
};

/// Time between two looks at the database.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Time between two looks for keys that have ended.
const KEYS_EVERY: Duration = Duration::from_secs(2);
/// Looks in a row without an answer before a busy database counts as gone.
const MISSES: u32 = 3;

/// The parts of the API server.
pub struct State {
    pub config: Config,
    /// Which language models there are.
    pub models: Roster,
    /// Nobody needs a key.
    pub open: bool,
    /// Address of the demo shop.
    pub demo: Option<String>,
    pub store: Store,
    pub queue: Queue,
    pub live: Live,
    pub blobs: Blobs,
    pub hub: Arc<Hub>,
    pub keys: KeyCache,
    /// Counts requests.
    pub rates: Rates,
    /// Seals secrets.
    pub ring: Result<KeyRing, seal::Error>,
    /// Changes whenever keys were revoked or have expired.
    pub revoked: watch::Sender<u64>,
    /// Whether the database answered when it was last looked at.
    pub database_up: watch::Sender<bool>,
    pub sockets: Arc<Sockets>,
    pub started: Instant,
    /// Set when the server is about to stop: `/readyz` says no, everything else still answers.
    pub draining: CancellationToken,
    /// Set when the server stops.
    pub shutdown: CancellationToken,
    /// Sockets that are open.
    pub tasks: TaskTracker,
}

/// The servers and directories that the API stands on.
pub struct Parts {
    pub store: Store,
    pub queue: Queue,
    pub live: Live,
    pub blobs: Blobs,
}

/// The two moments of a server's end.
pub struct Stops {
    /// Says that nothing new should be sent here.
    pub draining: CancellationToken,
    /// Ends streams and connections; comes `api.drain_delay` later.
    pub closing: CancellationToken,
}

impl State {
    /// Puts the parts together and starts what runs beside the requests.
    #[must_use]
    pub fn start(options: ApiOptions, models: Roster, open: bool, parts: Parts, stops: Stops) -> Arc<Self> {
        let Parts { store, queue, live, blobs } = parts;
        let Stops { draining, closing: shutdown } = stops;
        let ApiOptions { config, demo, .. } = options;
        let hub = Hub::start(store.clone(), &live, shutdown.clone());
        let ring = KeyRing::parse(&config.secrets.key);
        let rates = Rates::open(&config.redis);
        if let Err(e) = &ring {
            tracing::error!(error = %e, "Secrets cannot be sealed");
        }
        let state = Arc::new(Self {
            ring,
            config,
            models,
            open,
            demo,
            store,
            queue,
            live,
            blobs,
            hub,
            keys: KeyCache::default(),
            rates,
            revoked: watch::Sender::new(0),
            database_up: watch::Sender::new(true),
            sockets: Arc::default(),
            started: Instant::now(),
            draining,
            shutdown,
            tasks: TaskTracker::new(),
        });
        tokio::spawn(watch_keys(Arc::clone(&state)));
        tokio::spawn(watch_database(Arc::clone(&state)));
        state.tasks.spawn(deliver::run(Arc::clone(&state)));
        state.tasks.spawn(timetable::run(Arc::clone(&state)));
        state
    }

    /// Puts into the audit log what somebody did. It is done by then: what cannot be written there goes to the log.
    pub async fn write_down(
        &self,
        caller: &Identity,
        action: &str,
        target: String,
        detail: Value,
        request_id: Option<String>,
    ) {
        let actor = caller.name.clone();
        let new = NewAudit { key: caller.key, actor, action: action.to_owned(), target, detail, request_id };
        if let Err(cause) = self.store.audit().note(caller.project, new.clone()).await {
            tracing::error!(error = ?cause, audit = ?new, "An entry of the audit log could not be stored");
        }
    }
}

/// Finds out which keys ended: at once when somebody says so, and within seconds when nobody can.
async fn watch_keys(state: Arc<State>) {
    let mut messages = state.live.subscribe_control();
    let mut looked = None;
    loop {
        match state.store.keys().ended(looked).await {
            Ok(found) => {
                looked = Some(found.at);
                if state.keys.end(found.keys.into_iter().collect()) {
                    state.revoked.send_modify(|n| *n += 1);
                }
            }
            // whoever is told that the database is away is told enough
            Err(cause) => tracing::debug!(error = %cause, "Nobody knows which keys have ended"),
        }
        let again = tokio::time::sleep(KEYS_EVERY);
        tokio::pin!(again);
        loop {
            let message = tokio::select! {
                () = state.shutdown.cancelled() => return,
                () = &mut again => break,
                message = messages.next() => message,
            };
            match message {
                Some(ControlMessage::KeyRevoked(key)) => {
                    state.keys.forget(Some(key));
                    break;
                }
                // after a gap any key may be gone
                None => {
                    state.keys.forget(None);
                    break;
                }
                Some(
                    ControlMessage::CancelExecution(_)
                    | ControlMessage::StopBrowser(_)
                    | ControlMessage::WatchBrowser(_)
                    | ControlMessage::Hands(_)
                    | ControlMessage::AgentSession(_),
                ) => {}
            }
        }
    }
}

/// Looks at the database once a second, so that requests need not find out one by one that it is gone.
async fn watch_database(state: Arc<State>) {
    let mut missed = 0_u32;
    loop {
        tokio::select! {
            () = state.shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let answered = state.store.check().await.is_ok();
        missed = if answered { 0 } else { missed + 1 };
        // when every connection is in use, the look itself may only have stood in line
        let pool = state.store.pool();
        let in_line = pool.num_idle() == 0 && pool.size() >= state.config.database.max_connections;
        let up = answered || (in_line && missed < MISSES);
        let changed = state.database_up.send_if_modified(|known| std::mem::replace(known, up) != up);
        if changed && up {
            tracing::info!("The database answers again");
        } else if changed {
            tracing::error!("The database does not answer; requests that need it are refused until it does");
        }
    }
}

/// Counts of open and past streams.
#[derive(Debug, Default)]
pub struct Sockets {
    open_sockets: AtomicU64,
    open_streams: AtomicU64,
    accepted: AtomicU64,
    /// Messages sent to all of them.
    pub messages: AtomicU64,
    /// Sockets closed because the client was too slow.
    pub slow: AtomicU64,
}

/// [`Sockets`] at one moment.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SocketCounts {
    pub open_sockets: u64,
    pub open_streams: u64,
    pub accepted: u64,
    pub messages_sent: u64,
    pub closed_too_slow: u64,
}

/// Counts one connection as open until it is dropped.
pub struct Counted {
    sockets: Arc<Sockets>,
    socket: bool,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.sockets.gauge(self.socket).fetch_sub(1, Ordering::Relaxed);
    }
}

impl Sockets {
    fn gauge(&self, socket: bool) -> &AtomicU64 {
        if socket { &self.open_sockets } else { &self.open_streams }
    }

    fn open(self: &Arc<Self>, socket: bool) -> Counted {
        self.accepted.fetch_add(1, Ordering::Relaxed);
        self.gauge(socket).fetch_add(1, Ordering::Relaxed);
        Counted { sockets: Arc::clone(self), socket }
    }

    /// Counts a WebSocket.
    #[must_use]
    pub fn open_socket(self: &Arc<Self>) -> Counted {
        self.open(true)
    }

    /// Counts a stream of server-sent events.
    #[must_use]
    pub fn open_stream(self: &Arc<Self>) -> Counted {
        self.open(false)
    }

    /// The counts now.
    #[must_use]
    pub fn now(&self) -> SocketCounts {
        SocketCounts {
            open_sockets: self.open_sockets.load(Ordering::Relaxed),
            open_streams: self.open_streams.load(Ordering::Relaxed),
            accepted: self.accepted.load(Ordering::Relaxed),
            messages_sent: self.messages.load(Ordering::Relaxed),
            closed_too_slow: self.slow.load(Ordering::Relaxed),
        }
    }
}
