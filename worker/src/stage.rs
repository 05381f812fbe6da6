//! What people see of one execution's browser, and their hands on it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use flowtilla_shared::{
    domain::{ids::BrowserSessionId, steer::Steer},
    live::{Hands, Live, LiveDriver, LivePage, LivePicture, Wish},
};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::driver::{Film, Frame};

/// Nobody watches any more when nothing was heard for this long.
const WATCHED_FOR: Duration = Duration::from_secs(5);
/// Longest take-over, whatever is asked for.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// Hands that do nothing for this long let go.
const IDLE: Duration = Duration::from_secs(120);
/// Inputs that may wait for the browser.
const MOST_INPUTS: usize = 256;

/// The stage of one execution; its pictures are made only while somebody watches.
#[derive(Debug, Default)]
pub struct Stage {
    inner: Mutex<Inner>,
    /// Something was asked for.
    wake: Notify,
}

#[derive(Default)]
struct Inner {
    browser: Option<(BrowserSessionId, Film)>,
    watched_until: Option<Instant>,
    is_showing: bool,
    url: String,
    title: String,
    taking: Option<Taking>,
    inputs: VecDeque<Steer>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("taking", &self.taking).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug)]
struct Taking {
    by: String,
    token: Uuid,
    seconds: u64,
    begun: bool,
    until: Instant,
    heard: Instant,
    released: bool,
}

/// What hands come to next.
pub enum Next {
    Input(Steer),
    /// They let go; the sentence says why.
    Over(String),
}

/// Hands that were laid on.
pub struct Taken {
    pub by: String,
    pub seconds: u64,
}

impl Stage {
    /// The browser of the execution is open.
    pub fn open(&self, browser: BrowserSessionId, film: Option<Film>) {
        self.inner().browser = film.map(|film| (browser, film));
    }

    /// It is gone; nothing is shown any more.
    pub fn close(&self) {
        let mut inner = self.inner();
        inner.browser = None;
        inner.watched_until = None;
        inner.taking = None;
        drop(inner);
        self.wake.notify_waiters();
    }

    /// Where the tab in front is.
    pub fn at(&self, (url, title): (String, String)) {
        let mut inner = self.inner();
        (inner.url, inner.title) = (url, title);
    }

    /// Somebody watches, for the next seconds.
    pub fn watched(self: &Arc<Self>, live: &Live) {
        let mut inner = self.inner();
        inner.watched_until = Some(Instant::now() + WATCHED_FOR);
        if inner.is_showing {
            // the last picture once more, for the one who came just now
            self.wake.notify_waiters();
            return;
        }
        let Some((id, film)) = inner.browser.clone() else { return };
        inner.is_showing = true;
        tokio::spawn(self.clone().show(live.clone(), id, film));
    }

    async fn show(self: Arc<Self>, live: Live, id: BrowserSessionId, film: Film) {
        let mut viewer = film.watch();
        drop(film);
        let mut last: Option<Arc<Frame>> = None;
        loop {
            let until = {
                let mut inner = self.inner();
                let until = inner.watched_until.filter(|until| *until > Instant::now());
                if until.is_none() {
                    inner.is_showing = false;
                }
                until
            };
            let Some(until) = until else { return };
            tokio::select! {
                frame = viewer.newest() => last = Some(frame),
                () = self.wake.notified() => {}
                () = tokio::time::sleep_until(until.into()) => continue,
            }
            if let Some(frame) = &last {
                live.show(id, &LivePicture { about: self.about(frame), jpeg: frame.jpeg.clone() }).await;
            }
        }
    }

    fn about(&self, frame: &Frame) -> LivePage {
        let inner = self.inner();
        let driver = inner.taking.as_ref().filter(|taking| !taking.released).map(|taking| LiveDriver {
            by: taking.by.clone(),
            token: taking.token,
            begun: taking.begun,
        });
        LivePage {
            width: frame.width,
            height: frame.height,
            url: inner.url.clone(),
            title: inner.title.clone(),
            driver,
        }
    }

    /// A person wants something.
    pub fn hands(&self, hands: Hands) {
        let mut inner = self.inner();
        let now = Instant::now();
        match hands.wish {
            Wish::Take { by, seconds } => {
                // the first one has it
                if inner.taking.as_ref().is_none_or(|taking| taking.released) {
                    let until = now + LONGEST;
                    let token = hands.token;
                    inner.inputs.clear();
                    inner.taking =
                        Some(Taking { by, token, seconds, begun: false, until, heard: now, released: false });
                }
            }
            Wish::Steer { inputs } => {
                let holds = inner.taking.as_ref().is_some_and(|taking| taking.token == hands.token && taking.begun);
                if holds {
                    let room = MOST_INPUTS.saturating_sub(inner.inputs.len());
                    inner.inputs.extend(inputs.into_iter().take(room));
                    if let Some(taking) = &mut inner.taking {
                        taking.heard = now;
                    }
                }
            }
            Wish::Release => {
                if let Some(taking) = inner.taking.as_mut().filter(|taking| taking.token == hands.token) {
                    taking.released = true;
                }
            }
        }
        drop(inner);
        self.wake.notify_waiters();
    }

    /// Lays the hands on that wait, if any do.
    pub fn begin(&self) -> Option<Taken> {
        let mut inner = self.inner();
        if inner.taking.as_ref().is_some_and(|taking| taking.released) {
            inner.taking = None;
        }
        let taking = inner.taking.as_mut()?;
        let now = Instant::now();
        taking.begun = true;
        taking.heard = now;
        taking.until = now + Duration::from_secs(taking.seconds).min(LONGEST);
        let taken = Taken { by: taking.by.clone(), seconds: taking.seconds.min(LONGEST.as_secs()) };
        drop(inner);
        self.wake.notify_waiters();
        Some(taken)
    }

    /// What the hands do next; waits for it.
    pub async fn next(&self) -> Next {
        loop {
            let woken = self.wake.notified();
            tokio::pin!(woken);
            woken.as_mut().enable();
            let until = {
                let mut inner = self.inner();
                let Some(taking) = inner.taking.clone() else { return Next::Over("the browser is gone".into()) };
                if let Some(input) = inner.inputs.pop_front() {
                    return Next::Input(input);
                }
                if taking.released {
                    return Next::Over(format!("{} handed it back", taking.by));
                }
                let idle = taking.heard + IDLE;
                let now = Instant::now();
                if taking.until <= now {
                    return Next::Over(format!("its {} s were up", taking.seconds));
                }
                if idle <= now {
                    return Next::Over(format!("{} did nothing for {} s", taking.by, IDLE.as_secs()));
                }
                taking.until.min(idle)
            };
            tokio::select! { () = woken => {}, () = tokio::time::sleep_until(until.into()) => {} }
        }
    }

    /// The hands are off.
    pub fn end(&self) {
        let mut inner = self.inner();
        inner.taking = None;
        inner.inputs.clear();
        drop(inner);
        self.wake.notify_waiters();
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
