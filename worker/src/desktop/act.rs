//! Carries out actions on a screen.

use std::time::Duration;

use super::{
    Action, Button, Direction, Error, Point, Shown,
    input::Hand,
    keysyms::{self, Keysym},
    picture::Picture,
};

/// Time between two clicks of a double click.
const BETWEEN_CLICKS: Duration = Duration::from_millis(12);
/// Steps of a drag, and the time between them: programs must see the pointer move.
const DRAG: (i32, Duration) = (12, Duration::from_millis(8));
/// Time between two clicks of the wheel.
const BETWEEN_SCROLLS: Duration = Duration::from_millis(2);

/// What came of an action.
#[derive(Debug)]
pub struct Acted {
    /// For the model.
    pub text: String,
    /// What the action asked to see: a screenshot, or a part of it.
    pub picture: Option<Picture>,
}

impl Hand {
    /// Carries out one action; the screen may still be changing when this returns (see [`Hand::settle`]). Places are those of
    /// the screenshot that the model sees.
    ///
    /// Dropping this leaves keys down at worst until the next action, or until [`Hand::let_go`].
    ///
    /// # Errors
    /// [`Error::Refused`] for places outside the screenshot, before anything was done; [`Error::Gone`].
    pub async fn act(&self, action: &Action, shown: &Shown) -> Result<Acted, Error> {
        shown.check(action)?;
        self.begin().await?;
        let mut text = action.done();
        let mut picture = None;
        match action {
            Action::Screenshot => picture = Some(self.shot(shown).await?),
            Action::CursorPosition => {
                let at = shown.back(self.pointer().await?);
                text = format!("X={},Y={}", at.x, at.y);
            }
            Action::Zoom { region } => {
                let zone = shown.zone(*region)?;
                picture = Some(self.look().await?.zoomed(zone, shown.shown));
            }
            Action::Wait { seconds } => tokio::time::sleep(Duration::from_secs_f64(*seconds)).await,
            Action::Move { to } => self.move_to(shown.place(*to)?).await?,
            Action::Click { button, count, at, held } => {
                let at = at.map(|at| shown.place(at)).transpose()?;
                self.holding(held.as_deref(), self.click(*button, *count, at)).await?;
            }
            Action::Drag { path, held } => {
                let path = path.iter().map(|place| shown.place(*place)).collect::<Result<Vec<_>, _>>()?;
                self.holding(held.as_deref(), self.drag(path)).await?;
            }
            Action::Press => self.on_screen(|screen| screen.button(1, true)).await?,
            Action::Release => self.on_screen(|screen| screen.button(1, false)).await?,
            Action::Scroll { direction, amount, at, held } => {
                let at = at.map(|at| shown.place(at)).transpose()?;
                self.holding(held.as_deref(), self.scroll(*direction, *amount, at)).await?;
            }
            Action::Key { chord, repeat } => {
                let chords = chords(chord)?;
                for _ in 0..*repeat {
                    for chord in &chords {
                        self.chord(chord.clone()).await?;
                    }
                }
            }
            Action::Type { text } => self.type_text(text).await?,
            Action::HoldKey { chord, seconds } => {
                let keys = chords(chord)?.concat();
                self.on_screen(move |screen| screen.press(&keys)).await?;
                tokio::time::sleep(Duration::from_secs_f64(*seconds)).await;
                self.on_screen(|screen| screen.release_keys()).await?;
            }
        }
        Ok(Acted { text, picture })
    }

    /// A screenshot at the size that the model sees.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub async fn shot(&self, shown: &Shown) -> Result<Picture, Error> {
        let picture = self.look().await?;
        Ok(if shown.shown == shown.screen { picture } else { picture.resized(shown.shown.0, shown.shown.1) })
    }

    async fn holding(&self, held: Option<&str>, act: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
        let Some(held) = held else { return act.await };
        let keys = chords(held)?.concat();
        self.on_screen(move |screen| screen.press(&keys)).await?;
        let acted = act.await;
        self.on_screen(|screen| screen.release_keys()).await?;
        acted
    }

    async fn move_to(&self, place: Point) -> Result<(), Error> {
        self.on_screen(move |screen| screen.point_at(place)).await
    }

    async fn click(&self, button: Button, count: u8, at: Option<Point>) -> Result<(), Error> {
        if let Some(at) = at {
            self.move_to(at).await?;
        }
        let number = match button {
            Button::Left => 1,
            Button::Middle => 2,
            Button::Right => 3,
            Button::Back => 8,
            Button::Forward => 9,
        };
        self.on_screen(move |screen| {
            for click in 0..count {
                if click > 0 {
                    std::thread::sleep(BETWEEN_CLICKS);
                }
                screen.button(number, true)?;
                std::thread::sleep(BETWEEN_SCROLLS);
                screen.button(number, false)?;
            }
            Ok(())
        })
        .await
    }

    async fn drag(&self, path: Vec<Point>) -> Result<(), Error> {
        let (from, rest) = match path.as_slice() {
            [only] => (self.pointer().await?, std::slice::from_ref(only)),
            [first, rest @ ..] => (*first, rest),
            [] => return Ok(()),
        };
        let rest = rest.to_vec();
        self.on_screen(move |screen| {
            screen.point_at(from)?;
            std::thread::sleep(DRAG.1);
            screen.button(1, true)?;
            let mut at = from;
            for to in rest {
                for step in 1..=DRAG.0 {
                    let part = |from: i32, to: i32| from + (to - from) * step / DRAG.0;
                    std::thread::sleep(DRAG.1);
                    screen.point_at(Point { x: part(at.x, to.x), y: part(at.y, to.y) })?;
                }
                at = to;
            }
            std::thread::sleep(DRAG.1);
            screen.button(1, false)
        })
        .await
    }

    async fn scroll(&self, direction: Direction, amount: u32, at: Option<Point>) -> Result<(), Error> {
        if let Some(at) = at {
            self.move_to(at).await?;
        }
        let number = match direction {
            Direction::Up => 4,
            Direction::Down => 5,
            Direction::Left => 6,
            Direction::Right => 7,
        };
        self.on_screen(move |screen| {
            for _ in 0..amount {
                screen.button(number, true)?;
                screen.button(number, false)?;
                std::thread::sleep(BETWEEN_SCROLLS);
            }
            Ok(())
        })
        .await
    }
}

/// Chords with spaces between.
fn chords(text: &str) -> Result<Vec<Vec<Keysym>>, Error> {
    text.split_whitespace().map(|part| keysyms::chord(part).map_err(Error::Refused)).collect()
}
