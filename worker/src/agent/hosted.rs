//! The sessions that this worker holds, and the desktops that they have here.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use flowtilla_shared::{
    domain::ids::{AgentDesktopId, AgentSessionId},
    door::DoorSecret,
    store::RfbDoor,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::desktop::Behind;

/// What other parts of the worker may know of the sessions that it holds.
#[derive(Debug, Default)]
pub struct Hosted {
    sessions: Mutex<HashMap<AgentSessionId, Guest>>,
    /// Somebody wants a worker to look for sessions.
    call: Notify,
    /// Where the door to the screens is; set by whoever opens it, before the first session is claimed.
    door: OnceLock<String>,
}

#[derive(Debug)]
struct Guest {
    poke: Arc<Notify>,
    screen: Option<Screen>,
}

/// The screen of one desktop.
#[derive(Clone, Debug)]
pub struct Screen {
    pub desktop: AgentDesktopId,
    /// Where its VNC server listens.
    pub socket: PathBuf,
    /// Cancelled when the desktop is gone.
    pub ended: CancellationToken,
    secret: String,
}

/// A session that is held; forgotten when this is dropped.
#[derive(Debug)]
pub struct Guesthood<'a> {
    hosted: &'a Hosted,
    id: AgentSessionId,
}

impl Hosted {
    /// Says where screens are passed on, once.
    pub fn open_door(&self, address: String) {
        if self.door.set(address).is_err() {
            tracing::warn!("The door to the screens was opened twice; the first address stays");
        }
    }

    /// Wakes the holder of a session; one that nobody holds here may be waiting for a worker.
    pub fn poke(&self, id: AgentSessionId) {
        match self.sessions().get(&id) {
            Some(guest) => guest.poke.notify_one(),
            None => self.call.notify_one(),
        }
    }

    /// Waits until somebody wants a session looked for.
    pub async fn called(&self) {
        self.call.notified().await;
    }

    /// The screen of an open desktop, for the door to compare what is proved with what is known.
    #[must_use]
    pub fn behind(&self, desktop: AgentDesktopId) -> Option<Behind> {
        let sessions = self.sessions();
        let screen = sessions.values().filter_map(|guest| guest.screen.as_ref()).find(|s| s.desktop == desktop)?;
        let secret = DoorSecret::from_text(&screen.secret)?;
        Some(Behind { secret, socket: screen.socket.clone(), ended: screen.ended.clone() })
    }

    /// Desktops that are open here.
    #[must_use]
    pub fn desktops(&self) -> usize {
        self.sessions().values().filter(|guest| guest.screen.is_some()).count()
    }

    /// Notes that a session is held, and how its holder is woken.
    pub fn hold(&self, id: AgentSessionId, poke: Arc<Notify>) -> Guesthood<'_> {
        self.sessions().insert(id, Guest { poke, screen: None });
        Guesthood { hosted: self, id }
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<AgentSessionId, Guest>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guesthood<'_> {
    /// Notes the screen of its desktop; where it is passed on, and the word for it. `None` where there is no door.
    pub fn show(&self, desktop: AgentDesktopId, socket: PathBuf, ended: CancellationToken) -> Option<RfbDoor> {
        let secret = hex::encode(rand::random::<[u8; 32]>());
        if let Some(guest) = self.hosted.sessions().get_mut(&self.id) {
            guest.screen = Some(Screen { desktop, socket, ended, secret: secret.clone() });
        }
        self.hosted.door.get().map(|address| RfbDoor { address: address.clone(), secret })
    }

    /// Its desktop is gone.
    pub fn hide(&self) {
        if let Some(guest) = self.hosted.sessions().get_mut(&self.id) {
            guest.screen = None;
        }
    }
}

impl Drop for Guesthood<'_> {
    fn drop(&mut self) {
        self.hosted.sessions().remove(&self.id);
    }
}
