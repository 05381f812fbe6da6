//! Waits until a screen has stopped changing after an action, instead of for a fixed time.

use std::{
    os::unix::net::UnixStream,
    time::{Duration, Instant},
};

use x11rb::{
    connection::Connection,
    protocol::{
        Event,
        damage::{ConnectionExt as _, ReportLevel},
        xproto::Rectangle,
    },
    rust_connection::RustConnection,
};

use super::{Error, screen};

/// How long to wait for a first change.
const FIRST: Duration = Duration::from_millis(250);
/// Quiet for this long means that it is over.
const QUIET: Duration = Duration::from_millis(150);
/// Longest wait.
const LONGEST: Duration = Duration::from_secs(3);
/// When only one small area has changed for this long, it is a spinner, and not waited for.
const SPINNING: Duration = Duration::from_millis(500);
/// Time between two looks.
const LOOK: Duration = Duration::from_millis(4);
/// Largest area of a caret, in pixels: what blinks is not waited for.
const CARET: (u16, u16) = (24, 48);

/// Hears of every change of one screen.
#[derive(Debug)]
pub struct Watch {
    connection: RustConnection,
    /// One per cent of the screen, in pixels.
    small: u64,
}

impl Watch {
    pub(super) fn open(stream: UnixStream, cookie: &[u8; 16]) -> Result<Self, Error> {
        let connection = screen::open(stream, cookie)?;
        connection.damage_query_version(1, 1)?.reply()?;
        let root = connection.setup().roots.first().ok_or_else(|| Error::gone("The X server has no screen"))?;
        let pixels = u64::from(root.width_in_pixels) * u64::from(root.height_in_pixels);
        let (root, damage) = (root.root, connection.generate_id()?);
        connection.damage_create(damage, root, ReportLevel::RAW_RECTANGLES)?.check()?;
        Ok(Self { connection, small: pixels / 100 })
    }

    /// Forgets what has changed so far: an action follows.
    pub fn begin(&self) -> Result<(), Error> {
        while self.connection.poll_for_event()?.is_some() {}
        Ok(())
    }

    /// Waits until the screen is quiet, for at most three seconds; how long it took.
    pub fn wait(&self) -> Result<Duration, Error> {
        let start = Instant::now();
        let mut rest = Rest::new(start, self.small);
        loop {
            while let Some(event) = self.connection.poll_for_event()? {
                if let Event::DamageNotify(change) = event {
                    rest.changed(change.area, Instant::now());
                }
            }
            if rest.is_over(Instant::now()) {
                return Ok(start.elapsed());
            }
            std::thread::sleep(LOOK);
        }
    }
}

/// The rules, apart from the screen.
struct Rest {
    start: Instant,
    small: u64,
    last: Option<Instant>,
    /// All changes since then were within this area.
    spinner: Option<(Rectangle, Instant)>,
}

impl Rest {
    fn new(start: Instant, small: u64) -> Self {
        Self { start, small, last: None, spinner: None }
    }

    fn changed(&mut self, area: Rectangle, now: Instant) {
        if area.width <= CARET.0 && area.height <= CARET.1 {
            return;
        }
        self.last = Some(now);
        let (whole, since) = match self.spinner {
            Some((known, since)) => (joined(known, area), since),
            None => (area, now),
        };
        let is_small = u64::from(whole.width) * u64::from(whole.height) <= self.small;
        self.spinner = if is_small { Some((whole, since)) } else { Some((area, now)) };
    }

    fn is_over(&self, now: Instant) -> bool {
        let waited = now.duration_since(self.start);
        let Some(last) = self.last else { return waited >= FIRST };
        let spins = self.spinner.is_some_and(|(area, since)| {
            u64::from(area.width) * u64::from(area.height) <= self.small && now.duration_since(since) >= SPINNING
        });
        waited >= LONGEST || now.duration_since(last) >= QUIET || spins
    }
}

fn joined(a: Rectangle, b: Rectangle) -> Rectangle {
    let right = (i32::from(a.x) + i32::from(a.width)).max(i32::from(b.x) + i32::from(b.width));
    let bottom = (i32::from(a.y) + i32::from(a.height)).max(i32::from(b.y) + i32::from(b.height));
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let span = |from: i16, to: i32| u16::try_from(to - i32::from(from)).unwrap_or(u16::MAX);
    Rectangle { x, y, width: span(x, right), height: span(y, bottom) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn area(x: i16, y: i16, width: u16, height: u16) -> Rectangle {
        Rectangle { x, y, width, height }
    }

    #[test]
    fn nothing_at_all_is_waited_for_a_quarter_of_a_second() {
        let start = Instant::now();
        let rest = Rest::new(start, 10_240);
        assert!(!rest.is_over(start + MS(249)));
        assert!(rest.is_over(start + MS(250)));
    }

    #[test]
    fn a_change_is_over_after_a_rest_and_a_caret_is_no_change() {
        let start = Instant::now();
        let mut rest = Rest::new(start, 10_240);
        rest.changed(area(0, 0, 800, 600), start + MS(20));
        rest.changed(area(100, 100, 2, 18), start + MS(160));
        assert!(!rest.is_over(start + MS(169)));
        assert!(rest.is_over(start + MS(170)), "the caret was waited for");
    }

    #[test]
    fn a_spinner_is_left_alone_and_an_animation_is_waited_for_but_not_for_ever() {
        let start = Instant::now();
        let (mut spinner, mut film) = (Rest::new(start, 10_240), Rest::new(start, 10_240));
        for at in (0..3000).step_by(50) {
            if at < 501 {
                spinner.changed(area(10, 10, 40, 60), start + MS(at));
            }
            film.changed(area(0, 0, 640, 480), start + MS(at));
            if at < 2950 {
                assert!(!film.is_over(start + MS(at + 10)), "the animation was not waited for at {at} ms");
            }
        }
        assert!(spinner.is_over(start + MS(501)));
        assert!(film.is_over(start + MS(3000)));
    }
}
