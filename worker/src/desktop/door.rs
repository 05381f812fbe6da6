//! The door to the screens of this worker's desktops: whoever knocks with a desktop's secret gets its VNC server, byte by byte.
//!
//! The VNC servers themselves listen on unix sockets in the desktops' directories and nowhere else.

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use flowtilla_shared::door::{self, DoorAddress, DoorListener, DoorSecret, Passage, Welcome};
use tokio::{
    io::copy_bidirectional_with_sizes,
    net::{TcpListener, UnixStream},
    sync::Semaphore,
};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::socket;

/// Connections to one desktop at once.
pub const MOST_PER_DESKTOP: usize = 16;
/// Knocks that are answered at once.
const KNOCKS: usize = 64;
/// Pause after an `accept` that failed, for the lack of descriptors for instance.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Bytes read at once: input of people, pictures of the screen.
const PIECES: (usize, usize) = (4 * 1024, 64 * 1024);

/// A screen behind the door.
#[derive(Clone, Debug)]
pub struct Behind {
    /// What whoever knocks must know.
    pub secret: DoorSecret,
    /// Where its VNC server listens.
    pub socket: PathBuf,
    /// Cancelled when the desktop is gone.
    pub ended: CancellationToken,
}

/// Finds the screen of a desktop.
pub type Screens = Arc<dyn Fn(Uuid) -> Option<Behind> + Send + Sync>;

/// See the module. It is shut when this is dropped, and all connections with it.
pub struct Door {
    address: DoorAddress,
    _open: DropGuard,
}

impl Door {
    /// Opens the door: on `listen`, or without one on an abstract unix socket of this machine. `known_as` is `host:port` under
    /// which API servers reach `listen`; when it is empty, the address itself, or the machine's name for an unspecified one.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn open(listen: Option<SocketAddr>, known_as: &str, screens: Screens) -> io::Result<Self> {
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
        let open = CancellationToken::new();
        let keeper = Keeper { listener, screens, inside: Inside::default(), open: open.clone() };
        tokio::spawn(open.clone().run_until_cancelled_owned(keeper.keep()));
        Ok(Self { address, _open: open.drop_guard() })
    }

    /// Where API servers knock.
    #[must_use]
    pub fn address(&self) -> &DoorAddress {
        &self.address
    }
}

/// How many connections each desktop has.
type Inside = Arc<Mutex<HashMap<Uuid, usize>>>;

struct Keeper {
    listener: DoorListener,
    screens: Screens,
    inside: Inside,
    open: CancellationToken,
}

impl Keeper {
    /// Answers knocks.
    async fn keep(self) {
        let knocks = Arc::new(Semaphore::new(KNOCKS));
        loop {
            // never closed
            let Ok(turn) = knocks.clone().acquire_owned().await else { return };
            match self.listener.accept().await {
                Ok(mut stream) => {
                    let (screens, inside) = (self.screens.clone(), self.inside.clone());
                    let serving = async move {
                        let secret_of = |id| screens(id).map(|behind| behind.secret);
                        let place = door::answer(&mut *stream, secret_of, |id| welcome(&screens, &inside, id)).await;
                        drop(turn);
                        match place {
                            Ok(place) => place.show(&mut *stream).await,
                            Err(e) => {
                                tracing::debug!(error = %e, "A knock at the door to the screens was not answered")
                            }
                        }
                    };
                    tokio::spawn(self.open.clone().run_until_cancelled_owned(serving));
                }
                Err(e) => {
                    tracing::debug!(error = %e, "A connection to the door to the screens failed");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

/// One connection to a desktop, counted until it is dropped.
struct Place {
    desktop: Uuid,
    behind: Behind,
    inside: Inside,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let left = inside.get(&self.desktop).map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            inside.remove(&self.desktop);
        } else {
            inside.insert(self.desktop, left);
        }
    }
}

fn welcome(screens: &Screens, inside: &Inside, desktop: Uuid) -> Welcome<Place> {
    let mut counts = inside.lock().unwrap_or_else(PoisonError::into_inner);
    let count = counts.get(&desktop).copied().unwrap_or(0);
    match screens(desktop).filter(|_| count < MOST_PER_DESKTOP) {
        Some(behind) => {
            counts.insert(desktop, count + 1);
            Welcome::ComeIn(Place { desktop, behind, inside: inside.clone() })
        }
        None => Welcome::Full,
    }
}

impl Place {
    /// Passes bytes in both directions until one side, the desktop or the door ends.
    async fn show(self, stream: &mut (impl Passage + ?Sized)) {
        // a local socket with room in its queue: this does not wait
        let connected = socket::connect_as_found(&self.behind.socket).and_then(|server| {
            server.set_nonblocking(true)?;
            UnixStream::from_std(server)
        });
        match connected {
            Ok(mut server) => {
                let passing = copy_bidirectional_with_sizes(stream, &mut server, PIECES.0, PIECES.1);
                // how a connection ends is nobody's concern
                let _ = self.behind.ended.run_until_cancelled(passing).await;
            }
            Err(e) => tracing::warn!(error = %e, "The VNC server of desktop `{}` does not answer", self.desktop),
        }
    }
}
