//! The attempt's browser: opened when the first step needs it, given back whatever happened.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    flow::BrowserName,
    ids::BrowserSessionId,
    outcome::{ErrorKind, StepError},
};
use tokio::task::JoinHandle;

use super::Runner;
use crate::driver::{ContextOptions, Driver, Progress, Reach, SessionHandle, Stats};

/// Longest time in which a context must close or be given up; the driver's reaper then has it.
const CLOSE_WITHIN: Duration = Duration::from_millis(2500);

/// Longest wait for the picture that ends a film.
const LAST_PICTURE: Duration = Duration::from_secs(3);

/// Longest time to tell a browser which hosts it may ask.
const KEPT_WITHIN: Duration = Duration::from_secs(10);

/// Ids of steps before the browser opened, at most.
const MOST_MARKS: usize = 1_000;

/// Where browsers come from.
#[async_trait]
pub trait BrowserSource: Send + Sync {
    /// A fresh, isolated context.
    ///
    /// # Errors
    /// A `crash` error when no browser can be had.
    async fn open(&self, options: ContextOptions) -> Result<Box<dyn Driver>, StepError>;

    /// The context of an earlier claim, when it still answers.
    ///
    /// # Errors
    /// When it answers and cannot be used.
    async fn attach(&self, handle: &SessionHandle) -> Result<Option<Box<dyn Driver>>, StepError>;

    /// The browsers that executions can have here.
    fn names(&self) -> Vec<BrowserName> {
        vec![BrowserName::Chromium]
    }

    /// What it holds now.
    fn stats(&self) -> Stats {
        Stats::default()
    }

    /// Ends a session that nobody will use again, when it still exists.
    async fn discard(&self, handle: &SessionHandle);
}

/// The browser of one attempt.
pub(super) enum Browser {
    /// No step has needed one.
    None,
    Opening(JoinHandle<Result<Box<dyn Driver>, StepError>>),
    Open {
        driver: Box<dyn Driver>,
        id: BrowserSessionId,
        told: Option<Box<SessionHandle>>,
    },
}

impl Browser {
    pub(super) fn opening(source: Arc<dyn BrowserSource>, options: ContextOptions) -> Self {
        Self::Opening(tokio::spawn(async move { source.open(options).await }))
    }

    pub(super) fn driver_mut(&mut self) -> Option<&mut Box<dyn Driver>> {
        match self {
            Self::Open { driver, .. } => Some(driver),
            Self::None | Self::Opening(_) => None,
        }
    }

    pub(super) fn lend(self) -> Lent {
        Lent(self)
    }
}

impl Runner {
    /// The driver, opened now when it is not yet.
    pub(super) async fn driver(&mut self) -> Result<&mut Box<dyn Driver>, StepError> {
        if let Browser::None = self.browser {
            self.browser = Browser::opening(self.plan.browsers.clone(), super::context_options(&self.plan));
        }
        if let Browser::Opening(opening) = &mut self.browser {
            let opened = opening.await;
            self.browser = Browser::None;
            let home = self.home();
            let mut driver = match opened {
                Ok(opened) => opened?,
                Err(panic) => return Err(StepError::crash(format!("The browser could not be opened: {panic}"))),
            };
            if let Some((reach, mut progress)) = home
                && let Err(error) = driver.keep_to(&reach, &mut progress).await
                // a browser that cannot keep to hosts has no model act in it: the step says so
                && (error.kind == ErrorKind::Crash || !reach.methods.is_empty())
            {
                return Err(error);
            }
            let id = BrowserSessionId::new();
            self.hold.set_browser(Some(id));
            if let Some(observer) = driver.observer() {
                self.marks.iter().for_each(|id| observer.log().mark(id));
            }
            self.hold.stage.open(id, driver.film());
            self.recorder.reel().film(driver.film(), driver.handle().browser);
            self.browser = Browser::Open { driver, id, told: None };
            self.tell_session();
        }
        match &mut self.browser {
            Browser::Open { driver, .. } => Ok(driver),
            Browser::None | Browser::Opening(_) => Err(StepError::crash("The browser could not be opened")),
        }
    }

    /// A flow in which a model acts, or which names its methods, is held to its reach from its first page on.
    fn home(&self) -> Option<(Reach, Progress)> {
        let reach = self.reach();
        if reach == Reach::default() && !super::agent::acts_in(&self.plan.flow) {
            return None;
        }
        let deadline = Instant::now() + KEPT_WITHIN;
        Some((reach, Progress { deadline, log: Vec::new(), gate: self.open_gate(), explain: false }))
    }

    /// The same for a browser that was found again.
    pub(super) async fn keep_at_home(&mut self) {
        let Some((reach, mut progress)) = self.home() else { return };
        if let Some(driver) = self.browser.driver_mut() {
            // whatever is wrong with it, the next step finds out
            let _ = driver.keep_to(&reach, &mut progress).await;
        }
    }

    /// A step with this id begins: requests and console lines can be looked at from here on.
    pub(super) fn mark(&mut self, id: &str) {
        match self.browser.driver_mut() {
            Some(driver) => {
                if let Some(observer) = driver.observer() {
                    observer.log().mark(id);
                }
            }
            // nothing can have happened yet when the browser opens
            None if self.marks.len() < MOST_MARKS => self.marks.push(id.to_owned()),
            None => {}
        }
    }

    /// Records how another worker finds the session, when that has changed.
    pub(super) fn tell_session(&mut self) {
        let Browser::Open { driver, id, told } = &mut self.browser else { return };
        // a session that dies with this worker needs to be told once only, for the list of browsers
        if told.as_ref().is_some_and(|told| !told.outlives_worker) {
            return;
        }
        let handle = driver.handle();
        if told.as_deref() != Some(&handle) {
            self.recorder.session(handle.clone(), *id);
            *told = Some(Box::new(handle));
        }
    }
}

/// A browser that the attempt has done with.
pub struct Lent(Browser);

impl Lent {
    /// The id under which people see it, when it is open.
    #[must_use]
    pub fn id(&self) -> Option<BrowserSessionId> {
        match &self.0 {
            Browser::Open { id, .. } => Some(*id),
            Browser::None | Browser::Opening(_) => None,
        }
    }

    /// Whether it goes on without this worker, so that a later claim may resume.
    #[must_use]
    pub fn outlives_worker(&self) -> bool {
        match &self.0 {
            Browser::Open { driver, .. } => driver.handle().outlives_worker,
            Browser::None | Browser::Opening(_) => false,
        }
    }

    /// A JPEG of how the tab in front looks at the end, for the film; `None` when it cannot be had within 3 s.
    pub async fn last_picture(&mut self) -> Option<Vec<u8>> {
        let deadline = Instant::now() + LAST_PICTURE;
        let driver = self.0.driver_mut()?;
        let picture = tokio::time::timeout_at(deadline.into(), driver.picture(deadline)).await.ok()??;
        (picture.media_type == "image/jpeg").then_some(picture.bytes)
    }

    /// Lets go of it without closing it: a later claim finds it again.
    pub fn leave(self) {
        if let Browser::Open { driver, .. } = self.0 {
            driver.leave();
        }
    }

    /// Closes it, also when it is still being opened. Takes 2.5 s at most; what hangs is left to the driver's reaper.
    pub async fn close(self) {
        let closed = tokio::spawn(async move {
            let driver = match self.0 {
                Browser::None => return,
                Browser::Open { driver, .. } => driver,
                Browser::Opening(opening) => match opening.await {
                    Ok(Ok(driver)) => driver,
                    Ok(Err(_)) | Err(_) => return,
                },
            };
            driver.close().await;
        });
        if tokio::time::timeout(CLOSE_WITHIN, closed).await.is_err() {
            tracing::warn!("A browser did not close within {} ms; its reaper has it now", CLOSE_WITHIN.as_millis());
        }
    }
}
