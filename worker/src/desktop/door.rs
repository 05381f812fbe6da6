//! The door to the screens of this worker's desktops: whoever knocks with a desktop's secret gets its VNC server, byte by byte.
//!
//! The VNC servers themselves listen on unix sockets in the desktops' directories and nowhere else.

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use flowtilla_shared::door::{self, DoorAddress, DoorListener, DoorSecret, Passage, Welcome};
use tokio::{io::copy_bidirectional_with_sizes, net::TcpListener, net::UnixStream, sync::Semaphore};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::{Desktop, socket};

/// Connections to one desktop at once.
const MOST_PER_DESKTOP: usize = 16;
/// Knocks that are answered at once.
const KNOCKS: usize = 64;
/// Pause after an `accept` that failed, for the lack of descriptors for instance.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Bytes read at once: input of people, pictures of the screen.
const PIECES: (usize, usize) = (4 * 1024, 64 * 1024);

/// See the module. It is shut when this is dropped, and all connections with it.
#[derive(Debug)]
pub struct Door {
    rooms: Rooms,
    address: DoorAddress,
    _open: DropGuard,
}

type Rooms = Arc<Mutex<HashMap<Uuid, Room>>>;

/// One desktop behind the door.
#[derive(Clone, Debug)]
struct Room {
    secret: DoorSecret,
    socket: PathBuf,
    owner: u32,
    over: CancellationToken,
    inside: Arc<AtomicUsize>,
}

/// A desktop's place behind the door: when this is dropped, nobody comes in any more, and who is in goes.
#[derive(Debug)]
pub struct Admission {
    rooms: Rooms,
    desktop: Uuid,
    secret: DoorSecret,
    over: CancellationToken,
}

impl Admission {
    /// What whoever knocks must know; for the desktop's row, and nothing else.
    #[must_use]
    pub fn secret(&self) -> &DoorSecret {
        &self.secret
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        lock(&self.rooms).remove(&self.desktop);
        self.over.cancel();
    }
}

impl Door {
    /// Opens the door: on `listen`, or without one on an abstract unix socket of this machine. `known_as` is `host:port` under
    /// which API servers reach `listen`; when it is empty, the address itself, or the machine's name for an unspecified one.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn open(listen: Option<SocketAddr>, known_as: &str) -> io::Result<Self> {
        let (listener, address) = match listen {
            None => DoorListener::unix()?,
            Some(listen) => {
                let listener = TcpListener::bind(listen).await?;
                let at = listener.local_addr()?;
                let address = match known_as {
                    "" if at.ip().is_unspecified() => format!("{}:{}", crate::machine::host_name(), at.port()),
                    "" => at.to_string(),
                    name => name.to_owned(),
                };
                (DoorListener::Tcp(listener), DoorAddress::Tcp(address))
            }
        };
        let rooms = Rooms::default();
        let open = CancellationToken::new();
        tokio::spawn(open.clone().run_until_cancelled_owned(keep(listener, rooms.clone(), open.clone())));
        Ok(Self { rooms, address, _open: open.drop_guard() })
    }

    /// Where API servers knock.
    #[must_use]
    pub fn address(&self) -> &DoorAddress {
        &self.address
    }

    /// Puts a desktop behind the door, under a new secret.
    #[must_use]
    pub fn admit(&self, id: Uuid, desktop: &Desktop) -> Admission {
        let secret = DoorSecret::random();
        let over = desktop.ended().child_token();
        let room = Room {
            secret: secret.clone(),
            socket: desktop.rfb_socket(),
            owner: desktop.owner(),
            over: over.clone(),
            inside: Arc::default(),
        };
        lock(&self.rooms).insert(id, room);
        Admission { rooms: self.rooms.clone(), desktop: id, secret, over }
    }

    /// How many connections to a desktop there are.
    #[must_use]
    pub fn watched_by(&self, id: Uuid) -> usize {
        lock(&self.rooms).get(&id).map_or(0, |room| room.inside.load(Ordering::SeqCst))
    }
}

/// Answers knocks.
async fn keep(listener: DoorListener, rooms: Rooms, open: CancellationToken) {
    let knocks = Arc::new(Semaphore::new(KNOCKS));
    loop {
        // never closed
        let Ok(turn) = knocks.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok(stream) => {
                let rooms = rooms.clone();
                let serving = async move {
                    let mut stream = stream;
                    let room = {
                        let _turn = turn;
                        let known = |id| lock(&rooms).get(&id).map(|room| room.secret.clone());
                        door::answer(&mut *stream, known, |id| welcome(&rooms, id)).await
                    };
                    match room {
                        Ok(place) => place.show(&mut *stream).await,
                        Err(e) => tracing::debug!(error = %e, "A knock at the door of the desktops was not answered"),
                    }
                };
                tokio::spawn(open.clone().run_until_cancelled_owned(serving));
            }
            Err(e) => {
                tracing::debug!(error = %e, "A connection to the door of the desktops failed");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// One connection's place in a room.
struct Place {
    room: Room,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.room.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

fn welcome(rooms: &Rooms, id: Uuid) -> Welcome<Place> {
    let Some(room) = lock(rooms).get(&id).cloned() else { return Welcome::Full };
    let take = |inside: usize| (inside < MOST_PER_DESKTOP).then_some(inside + 1);
    match room.inside.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take) {
        Ok(_) => Welcome::ComeIn(Place { room }),
        Err(_) => Welcome::Full,
    }
}

impl Place {
    /// Passes bytes in both directions until one side, the desktop or the door ends.
    async fn show(self, stream: &mut (impl Passage + ?Sized)) {
        let Room { socket, owner, over, .. } = self.room.clone();
        // a local socket with room in its queue: this does not wait
        let connected = socket::connect(&socket, owner).and_then(|server| {
            server.set_nonblocking(true)?;
            UnixStream::from_std(server)
        });
        match connected {
            Ok(mut server) => {
                let passing = copy_bidirectional_with_sizes(stream, &mut server, PIECES.0, PIECES.1);
                // how a connection ends is nobody's concern
                let _ = over.run_until_cancelled(passing).await;
            }
            Err(e) => tracing::warn!(error = %e, "The VNC server of a desktop does not answer"),
        }
    }
}

fn lock(rooms: &Rooms) -> MutexGuard<'_, HashMap<Uuid, Room>> {
    rooms.lock().unwrap_or_else(PoisonError::into_inner)
}
