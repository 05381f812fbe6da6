//! The hand on one desktop: its screen, mouse and keyboard, for callers that do not block. Every call has a deadline.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{
    Error, Point,
    keysyms::Keysym,
    picture::Picture,
    screen::{self, Screen},
    settle::Watch,
    socket,
};

/// Longest wait for one call; the server may be hung by what runs on it.
const WITHIN: Duration = Duration::from_secs(15);

/// Screen, mouse and keyboard of one desktop; clones are the same hand.
#[derive(Clone, Debug)]
pub struct Hand {
    screen: Arc<Mutex<Screen>>,
    watch: Arc<Mutex<Watch>>,
    size: (u16, u16),
}

impl Hand {
    pub(super) async fn connect(path: &Path, owner: u32, cookie: &[u8; 16], size: (u16, u16)) -> Result<Self, Error> {
        let (path, cookie) = (path.to_owned(), *cookie);
        blocking(move || {
            let connect = || socket::connect(&path, owner).map_err(Error::gone);
            let screen = Screen::new(screen::open(connect()?, &cookie)?, size)?;
            let watch = Watch::open(connect()?, &cookie)?;
            Ok(Self { screen: Arc::new(Mutex::new(screen)), watch: Arc::new(Mutex::new(watch)), size })
        })
        .await
    }

    /// Pixels of the screen.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        (self.size.0.into(), self.size.1.into())
    }

    pub(super) async fn on_screen<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Screen) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let screen = Arc::clone(&self.screen);
        blocking(move || act(&mut screen.lock().unwrap_or_else(PoisonError::into_inner))).await
    }

    /// Waits for a window manager, which is there before programs' windows are.
    pub(super) async fn wait_for_window_manager(&self, until: Instant) -> Result<(), Error> {
        while !self.on_screen(|screen| screen.is_managed()).await? {
            if Instant::now() > until {
                return Err(Error::gone("The window manager did not start in time"));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// What is to be seen.
    ///
    /// # Errors
    /// [`Error::Gone`], as of every call here.
    pub async fn look(&self) -> Result<Picture, Error> {
        self.on_screen(|screen| screen.grab()).await
    }

    /// Where the pointer is, on the screen.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub async fn pointer(&self) -> Result<Point, Error> {
        self.on_screen(|screen| screen.pointer()).await
    }

    /// The title of the window in front, if there is one.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub async fn front(&self) -> Result<Option<String>, Error> {
        self.on_screen(|screen| screen.front()).await
    }

    /// Forgets changes of the screen so far.
    pub(super) async fn begin(&self) -> Result<(), Error> {
        let watch = Arc::clone(&self.watch);
        blocking(move || watch.lock().unwrap_or_else(PoisonError::into_inner).begin()).await
    }

    /// Waits until the screen is quiet, for at most three seconds.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub async fn settle(&self) -> Result<Duration, Error> {
        let watch = Arc::clone(&self.watch);
        blocking(move || watch.lock().unwrap_or_else(PoisonError::into_inner).wait()).await
    }

    /// Releases every key and button that is still down.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub async fn let_go(&self) -> Result<(), Error> {
        self.on_screen(Screen::let_go).await
    }

    /// Types a text of any script.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub async fn type_text(&self, text: &str) -> Result<(), Error> {
        let mut rest = text.replace("\r\n", "\n");
        while !rest.is_empty() {
            // piece by piece, so that an interruption need not wait for all of a long text
            rest = self.on_screen(move |screen| screen.type_some(&rest).map(str::to_owned)).await?;
        }
        Ok(())
    }

    pub(super) async fn chord(&self, chord: Vec<Keysym>) -> Result<(), Error> {
        self.on_screen(move |screen| screen.chord(&chord)).await
    }
}

async fn blocking<T: Send + 'static>(call: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    match tokio::time::timeout(WITHIN, tokio::task::spawn_blocking(call)).await {
        Ok(Ok(done)) => done,
        Ok(Err(e)) => Err(Error::gone(e)),
        Err(_) => Err(Error::gone("The screen has not answered for 15 s")),
    }
}
