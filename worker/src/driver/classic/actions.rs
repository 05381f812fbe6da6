//! Mouse and keys as W3C actions.

use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction};
use flowtilla_shared::domain::flow::Button;

use crate::driver::{
    keys::Stroke,
    port::{Keys, Mouse, Point},
};

/// A gesture of the mouse, in coordinates of the window.
pub fn mouse(inputs: &[Mouse]) -> MouseActions {
    let mut actions = MouseActions::new("mouse".into());
    for input in inputs {
        actions = actions.then(match *input {
            Mouse::Wait(ms) => PointerAction::Pause { duration: Duration::from_millis(ms) },
            Mouse::Move(at) => move_to(at),
            Mouse::Press { button, .. } => PointerAction::Down { button: number(button) },
            Mouse::Release { button, .. } => PointerAction::Up { button: number(button) },
        });
    }
    actions
}

/// An input in coordinates of a frame: its origin in the window, and its scale.
pub fn moved(input: Mouse, frame: Option<(Point, Point)>) -> Mouse {
    match (input, frame) {
        (Mouse::Move(at), Some((origin, scale))) => {
            Mouse::Move(Point { x: (at.x - origin.x) / scale.x, y: (at.y - origin.y) / scale.y })
        }
        (input, _) => input,
    }
}

fn move_to(at: Point) -> PointerAction {
    PointerAction::MoveTo { duration: Some(Duration::ZERO), x: at.x, y: at.y }
}

fn number(button: Button) -> u64 {
    match button {
        Button::Left => 0,
        Button::Middle => 1,
        Button::Right => 2,
    }
}

/// Keys, one after the other; text that no key gives is typed as if one did.
pub fn keys(inputs: &[Keys]) -> KeyActions {
    let mut actions = KeyActions::new("keyboard".into());
    for input in inputs {
        match input {
            Keys::Wait(ms) => actions = actions.then(KeyAction::Pause { duration: Duration::from_millis(*ms) }),
            Keys::Down(stroke) => actions = actions.then(KeyAction::Down { value: character(stroke) }),
            Keys::Up(stroke) => actions = actions.then(KeyAction::Up { value: character(stroke) }),
            Keys::Insert(text) => {
                for value in text.chars() {
                    actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
                }
            }
        }
    }
    actions
}

/// WebDriver's character for a key.
pub fn character(stroke: &Stroke) -> char {
    let named = match (stroke.key.as_str(), stroke.location) {
        ("Enter", 3) => '\u{E007}',
        ("Enter", _) => '\u{E006}',
        ("Backspace", _) => '\u{E003}',
        ("Tab", _) => '\u{E004}',
        ("Shift", 2) => '\u{E050}',
        ("Shift", _) => '\u{E008}',
        ("Control", 2) => '\u{E051}',
        ("Control", _) => '\u{E009}',
        ("Alt", 2) => '\u{E052}',
        ("Alt", _) => '\u{E00A}',
        ("Meta", 2) => '\u{E053}',
        ("Meta", _) => '\u{E03D}',
        ("Pause", _) => '\u{E00B}',
        ("Escape", _) => '\u{E00C}',
        ("PageUp", _) => '\u{E00E}',
        ("PageDown", _) => '\u{E00F}',
        ("End", _) => '\u{E010}',
        ("Home", _) => '\u{E011}',
        ("ArrowLeft", _) => '\u{E012}',
        ("ArrowUp", _) => '\u{E013}',
        ("ArrowRight", _) => '\u{E014}',
        ("ArrowDown", _) => '\u{E015}',
        ("Insert", _) => '\u{E016}',
        ("Delete", _) => '\u{E017}',
        _ => '\0',
    };
    if named != '\0' {
        return named;
    }
    let function_key =
        stroke.key.strip_prefix('F').and_then(|n| n.parse::<u32>().ok()).filter(|n| (1..=12).contains(n));
    match function_key {
        Some(n) => char::from_u32(0xE030 + n).unwrap_or('\u{E031}'),
        None => stroke.key.chars().next().unwrap_or(' '),
    }
}
