//! The tab in front as a film: pictures as the browser paints them, made only while somebody watches.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};

/// Frames that may wait for a slow viewer before the oldest are dropped.
const WAITING: usize = 32;

/// One picture of the tab in front.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// When the browser painted it, as near as can be told.
    pub at: Instant,
    pub jpeg: Bytes,
    /// Size of the page's viewport, in CSS pixels; the picture may be smaller.
    pub width: u32,
    pub height: u32,
}

/// The film of one browser context; cheap to clone.
#[derive(Clone)]
pub struct Film {
    shared: Arc<Shared>,
}

struct Shared {
    frames: broadcast::Sender<Arc<Frame>>,
    last: Mutex<Option<Arc<Frame>>>,
    viewers: AtomicUsize,
    /// Called when the first viewer comes and when the last one goes.
    changed: Box<dyn Fn() + Send + Sync>,
    clock: Mutex<Clock>,
}

/// How the browser's clock stands to ours: the smallest delay seen is taken for none.
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    /// Our moment and the browser's seconds for it.
    pair: Option<(Instant, f64)>,
}

impl Film {
    pub(super) fn new(changed: impl Fn() + Send + Sync + 'static) -> Self {
        let shared = Shared {
            frames: broadcast::Sender::new(WAITING),
            last: Mutex::default(),
            viewers: AtomicUsize::new(0),
            changed: Box::new(changed),
            clock: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Whether anybody watches.
    pub(super) fn is_watched(&self) -> bool {
        self.shared.viewers.load(Ordering::Acquire) > 0
    }

    /// Watches from now on, the last frame first when there is one.
    #[must_use]
    pub fn watch(&self) -> Viewer {
        let frames = self.shared.frames.subscribe();
        let first = self.shared.viewers.fetch_add(1, Ordering::AcqRel) == 0;
        let last = lock(&self.shared.last).clone().filter(|_| !first);
        if first {
            (self.shared.changed)();
        }
        Viewer { film: self.clone(), frames, last }
    }

    /// A picture came; `seconds` is the browser's clock.
    pub(super) fn show(&self, jpeg: Bytes, seconds: Option<f64>, (width, height): (u32, u32)) {
        let now = Instant::now();
        let at = seconds.map_or(now, |seconds| lock(&self.shared.clock).ours(seconds, now));
        let frame = Arc::new(Frame { at, jpeg, width, height });
        *lock(&self.shared.last) = Some(frame.clone());
        let _ = self.shared.frames.send(frame); // nobody may be watching any more
    }
}

impl Clock {
    /// Our moment for the browser's `seconds`, heard of at `now`.
    fn ours(&mut self, seconds: f64, now: Instant) -> Instant {
        let guess = self.pair.and_then(|(at, then)| {
            let since = Duration::try_from_secs_f64((seconds - then).abs()).ok()?;
            if seconds >= then { at.checked_add(since) } else { at.checked_sub(since) }
        });
        match guess {
            Some(at) if at <= now => at,
            // never later than it was heard of: the delay was smaller than ever
            Some(_) | None => {
                self.pair = Some((now, seconds));
                now
            }
        }
    }
}

/// Somebody who watches; the film stops with the last one.
pub struct Viewer {
    film: Film,
    frames: broadcast::Receiver<Arc<Frame>>,
    last: Option<Arc<Frame>>,
}

impl Viewer {
    /// The next frame. One that is too slow misses some. Waits for ever.
    pub async fn next(&mut self) -> Arc<Frame> {
        if let Some(last) = self.last.take() {
            return last;
        }
        loop {
            match self.frames.recv().await {
                Ok(frame) => return frame,
                Err(RecvError::Lagged(_)) => {}
                // cannot happen: the film that we hold has a sender
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

impl Viewer {
    /// The newest frame that has come and was not seen yet; those before it are passed over. Waits for ever.
    pub async fn newest(&mut self) -> Arc<Frame> {
        let mut newest = self.next().await;
        loop {
            match self.frames.try_recv() {
                Ok(frame) => newest = frame,
                Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return newest,
            }
        }
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        if self.film.shared.viewers.fetch_sub(1, Ordering::AcqRel) == 1 {
            lock(&self.film.shared.last).take();
            (self.film.shared.changed)();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_dated_by_the_browsers_clock_and_never_in_the_future() {
        let mut clock = Clock::default();
        let start = Instant::now();
        let ms = |n| start + Duration::from_millis(n);
        assert_eq!(clock.ours(100.0, ms(50)), ms(50));
        assert_eq!(clock.ours(100.1, ms(160)), ms(150), "10 ms late");
        assert_eq!(clock.ours(100.2, ms(240)), ms(240), "10 ms earlier than ever");
        assert_eq!(clock.ours(100.3, ms(400)), ms(340));
    }

    #[tokio::test]
    async fn the_film_runs_from_the_first_viewer_to_the_last() {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = calls.clone();
        let film = Film::new(move || {
            counted.fetch_add(1, Ordering::SeqCst);
        });
        let (mut one, two) = (film.watch(), film.watch());
        assert!(film.is_watched() && calls.load(Ordering::SeqCst) == 1);
        film.show(Bytes::from_static(b"x"), None, (1, 1));
        assert_eq!(one.next().await.jpeg, b"x"[..]);
        assert_eq!(film.watch().next().await.jpeg, b"x"[..], "who comes later sees the last frame at once");
        drop((one, two));
        assert!(!film.is_watched() && calls.load(Ordering::SeqCst) == 2);
    }
}
