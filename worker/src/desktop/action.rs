//! What a model may do with a screen, read from what it says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::keysyms;

/// Longest text that is typed at once, in bytes.
const MAX_TEXT: usize = 50_000;
/// Longest `wait` and `hold_key` in seconds.
const MAX_SECONDS: f64 = 300.0;
/// Clicks of the wheel in one action.
const MAX_SCROLL: u32 = 100;

/// A place in a screenshot, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

/// A part of a screenshot between two corners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    pub x0: i32,
    pub y0: i32,
    pub x1: i32,
    pub y1: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    Left,
    Middle,
    Right,
    Back,
    Forward,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    Left,
    Right,
}

/// One action. Keys are written as chords (`ctrl+s`); `held` are keys that are down meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    Screenshot,
    CursorPosition,
    Move {
        to: Point,
    },
    Click {
        button: Button,
        count: u8,
        at: Option<Point>,
        held: Option<String>,
    },
    /// From where the pointer is when `path` has one place.
    Drag {
        path: Vec<Point>,
        held: Option<String>,
    },
    Press,
    Release,
    Scroll {
        direction: Direction,
        amount: u32,
        at: Option<Point>,
        held: Option<String>,
    },
    Key {
        chord: String,
        repeat: u32,
    },
    /// Several chords, one after the other.
    Type {
        text: String,
    },
    HoldKey {
        chord: String,
        seconds: f64,
    },
    Wait {
        seconds: f64,
    },
    Zoom {
        region: Zone,
    },
}

impl Action {
    /// Reads an action of one of Anthropic's computer tools, or of our function of the same shape. `name` is the action (of a
    /// toolset the tool's name, else `input.action`).
    ///
    /// # Errors
    /// A sentence for the model that says what is wrong.
    pub fn read(name: &str, input: &Value) -> Result<Self, String> {
        let at = || point(input, "coordinate");
        let held = || keys(input, "text").and_then(|text| if text.is_some() { Ok(text) } else { keys(input, "key") });
        let click = |button, count| Ok(Self::Click { button, count, at: at()?, held: held()? });
        let needed = |field: &str| point(input, field)?.ok_or_else(|| format!("`{name}` needs `{field}`: [x, y]."));
        match name {
            "screenshot" => Ok(Self::Screenshot),
            "cursor_position" => Ok(Self::CursorPosition),
            "mouse_move" => Ok(Self::Move { to: needed("coordinate")? }),
            "left_click" => click(Button::Left, 1),
            "right_click" => click(Button::Right, 1),
            "middle_click" => click(Button::Middle, 1),
            "double_click" => click(Button::Left, 2),
            "triple_click" => click(Button::Left, 3),
            "left_click_drag" => {
                let path = point(input, "start_coordinate")?.into_iter().chain([needed("coordinate")?]).collect();
                Ok(Self::Drag { path, held: held()? })
            }
            "left_mouse_down" => Ok(Self::Press),
            "left_mouse_up" => Ok(Self::Release),
            "scroll" => scroll(input, at()?, held()?),
            "key" => {
                let repeat = input["repeat"].as_u64().map_or(Ok(1), |n| within(n, 1, 100, "repeat"))?;
                Ok(Self::Key { chord: chord(input, name)?, repeat })
            }
            "type" => match input["text"].as_str() {
                Some(text) if text.len() <= MAX_TEXT => Ok(Self::Type { text: text.to_owned() }),
                Some(text) => Err(format!("At most {MAX_TEXT} bytes are typed at once; this text has {}.", text.len())),
                None => Err("`type` needs `text`.".to_owned()),
            },
            "hold_key" => Ok(Self::HoldKey { chord: chord(input, name)?, seconds: seconds(input)? }),
            "wait" => Ok(Self::Wait { seconds: seconds(input)? }),
            "zoom" => Ok(Self::Zoom { region: region(input)? }),
            other => Err(format!("There is no action `{}`.", other.chars().take(40).collect::<String>())),
        }
    }

    /// Every place that it names.
    #[must_use]
    pub fn places(&self) -> Vec<Point> {
        match self {
            Self::Move { to } => vec![*to],
            Self::Click { at, .. } | Self::Scroll { at, .. } => at.iter().copied().collect(),
            Self::Drag { path, .. } => path.clone(),
            Self::Screenshot | Self::CursorPosition | Self::Press | Self::Release | Self::Key { .. } => Vec::new(),
            Self::Type { .. } | Self::HoldKey { .. } | Self::Wait { .. } | Self::Zoom { .. } => Vec::new(),
        }
    }

    /// Whether it changes nothing on the desktop: doing it twice does no harm.
    #[must_use]
    pub fn only_looks(&self) -> bool {
        matches!(self, Self::Screenshot | Self::CursorPosition | Self::Zoom { .. } | Self::Wait { .. })
    }

    /// What is said when it was done.
    #[must_use]
    pub fn done(&self) -> String {
        match self {
            Self::Screenshot | Self::CursorPosition | Self::Zoom { .. } => String::new(),
            Self::Move { .. } => "Moved.".to_owned(),
            Self::Click { .. } => "Clicked.".to_owned(),
            Self::Drag { .. } => "Dragged.".to_owned(),
            Self::Press => "Pressed the left button.".to_owned(),
            Self::Release => "Released the left button.".to_owned(),
            Self::Scroll { direction, .. } => format!("Scrolled {direction:?}.").to_lowercase().replacen('s', "S", 1),
            Self::Key { chord, repeat: 1 } => format!("Pressed {chord}."),
            Self::Key { chord, repeat } => format!("Pressed {chord} {repeat} times."),
            Self::Type { .. } => "Typed.".to_owned(),
            Self::HoldKey { chord, seconds } => format!("Held {chord} for {seconds}s."),
            Self::Wait { seconds } => format!("Waited {seconds}s."),
        }
    }
}

fn scroll(input: &Value, at: Option<Point>, held: Option<String>) -> Result<Action, String> {
    let direction = serde_json::from_value(input["scroll_direction"].clone())
        .map_err(|_| "`scroll` needs `scroll_direction`: up, down, left or right.".to_owned())?;
    let amount = input["scroll_amount"].as_u64().ok_or("`scroll` needs `scroll_amount`: clicks of the wheel.")?;
    Ok(Action::Scroll { direction, amount: within(amount, 0, MAX_SCROLL, "scroll_amount")?, at, held })
}

fn within(number: u64, least: u32, most: u32, field: &str) -> Result<u32, String> {
    u32::try_from(number)
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("`{field}` is {least} to {most}, not {number}."))
}

/// A whole number, also where it is written `12.0` or `"12"`.
fn whole(value: &Value) -> Option<i32> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "out of range becomes the largest number, which is outside too"
    )]
    number.is_finite().then_some(number.round() as i32)
}

fn point(input: &Value, field: &str) -> Result<Option<Point>, String> {
    let value = &input[field];
    if value.is_null() {
        return Ok(None);
    }
    let (x, y) = match value.as_array().map(Vec::as_slice) {
        Some([x, y]) => (whole(x), whole(y)),
        Some(_) | None => (whole(&value["x"]), whole(&value["y"])),
    };
    match (x, y) {
        (Some(x), Some(y)) => Ok(Some(Point { x, y })),
        (_, _) => Err(format!("`{field}` must be [x, y] in pixels of the screenshot.")),
    }
}

fn region(input: &Value) -> Result<Zone, String> {
    let numbers: Option<Vec<i32>> = input["region"].as_array().and_then(|list| list.iter().map(whole).collect());
    match numbers.as_deref() {
        Some([x0, y0, x1, y1]) => Ok(Zone { x0: *x0, y0: *y0, x1: *x1, y1: *y1 }),
        Some(_) | None => Err("`zoom` needs `region`: [x0, y0, x1, y1] in pixels of the screenshot.".to_owned()),
    }
}

fn keys(input: &Value, field: &str) -> Result<Option<String>, String> {
    match input[field].as_str().filter(|text| !text.is_empty()) {
        Some(text) => keysyms::chord(text).map(|_| Some(text.to_owned())),
        None => Ok(None),
    }
}

/// One chord, or several with spaces between.
fn chord(input: &Value, name: &str) -> Result<String, String> {
    let text =
        input["text"].as_str().or_else(|| input["key"].as_str()).ok_or_else(|| format!("`{name}` needs `text`."))?;
    if text == " " {
        return Ok("space".to_owned());
    }
    if text.len() > 500 {
        return Err(format!("`{name}` takes at most 500 bytes of keys."));
    }
    for part in text.split_whitespace() {
        keysyms::chord(part)?;
    }
    if text.trim().is_empty() { Err(format!("`{name}` needs `text`.")) } else { Ok(text.trim().to_owned()) }
}

fn seconds(input: &Value) -> Result<f64, String> {
    let seconds = input["duration"].as_f64().ok_or("`duration` is needed, in seconds.")?;
    if (0.0..=MAX_SECONDS).contains(&seconds) {
        Ok(seconds)
    } else {
        Err(format!("`duration` is 0 to {MAX_SECONDS} seconds, not {seconds}."))
    }
}

/// Reads one action of an OpenAI computer call.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn from_openai(action: &Value) -> Result<Action, String> {
    let kind = action["type"].as_str().unwrap_or_default();
    let held = action["keys"].as_array().filter(|keys| !keys.is_empty() && kind != "keypress");
    let held = held.map(|keys| joined(keys)).transpose()?;
    let here = || match (whole(&action["x"]), whole(&action["y"])) {
        (Some(x), Some(y)) => Ok(Point { x, y }),
        (_, _) => Err(format!("`{kind}` needs `x` and `y`.")),
    };
    Ok(match kind {
        "screenshot" => Action::Screenshot,
        "wait" => Action::Wait { seconds: 2.0 },
        "move" => Action::Move { to: here()? },
        "double_click" => Action::Click { button: Button::Left, count: 2, at: Some(here()?), held },
        "click" => {
            let button = match action["button"].as_str().unwrap_or("left") {
                "left" => Button::Left,
                "right" => Button::Right,
                "wheel" | "middle" => Button::Middle,
                "back" => Button::Back,
                "forward" => Button::Forward,
                other => return Err(format!("There is no button `{other}`.")),
            };
            Action::Click { button, count: 1, at: Some(here()?), held }
        }
        "drag" => {
            let path: Option<Vec<Point>> = action["path"].as_array().and_then(|path| {
                path.iter().map(|place| Some(Point { x: whole(&place["x"])?, y: whole(&place["y"])? })).collect()
            });
            let path = path.filter(|path| (2..=200).contains(&path.len()));
            Action::Drag { path: path.ok_or("`drag` needs a `path` of 2 to 200 places.")?, held }
        }
        "scroll" => {
            let (x, y) = (whole(&action["scroll_x"]).unwrap_or(0), whole(&action["scroll_y"]).unwrap_or(0));
            let (direction, pixels) = match (x, y) {
                (x, y) if y.unsigned_abs() >= x.unsigned_abs() => {
                    (if y < 0 { Direction::Up } else { Direction::Down }, y.unsigned_abs())
                }
                (x, _) => (if x < 0 { Direction::Left } else { Direction::Right }, x.unsigned_abs()),
            };
            // one click of the wheel is about 120 pixels
            let amount = if pixels == 0 { 0 } else { pixels.div_ceil(120).min(MAX_SCROLL) };
            Action::Scroll { direction, amount, at: Some(here()?), held }
        }
        "keypress" => {
            let keys = action["keys"].as_array().filter(|keys| !keys.is_empty()).ok_or("`keypress` needs `keys`.")?;
            Action::Key { chord: joined(keys)?, repeat: 1 }
        }
        "type" => Action::read("type", action)?,
        other => return Err(format!("There is no action `{}`.", other.chars().take(40).collect::<String>())),
    })
}

fn joined(keys: &[Value]) -> Result<String, String> {
    let names = keys.iter().map(|key| match key.as_str() {
        Some("+") => "plus",
        Some(" ") => "space",
        Some(name) => name,
        None => "",
    });
    let chord = names.collect::<Vec<_>>().join("+");
    keysyms::chord(&chord).map(|_| chord)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use serde_json::json;

    use super::*;

    #[test]
    fn every_action_of_every_tool_group_is_read() {
        let at = json!({ "coordinate": [3, 4], "start_coordinate": [1, 2], "text": "ctrl", "scroll_direction": "down",
            "scroll_amount": 3, "duration": 1.5, "region": [0, 0, 10, 10] });
        for name in [
            "screenshot",
            "cursor_position",
            "mouse_move",
            "left_click",
            "right_click",
            "middle_click",
            "double_click",
            "triple_click",
            "left_click_drag",
            "left_mouse_down",
            "left_mouse_up",
            "scroll",
            "key",
            "type",
            "hold_key",
            "wait",
            "zoom",
        ] {
            assert!(Action::read(name, &at).is_ok(), "{name}: {:?}", Action::read(name, &at));
        }
        assert!(Action::read("left_click", &json!({})).is_ok(), "a click where the pointer is");
        assert_eq!(
            Action::read("left_click", &json!({ "coordinate": ["7", 8.2] })).unwrap().places(),
            [Point { x: 7, y: 8 }]
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_a_reason() {
        for (name, input, says) in [
            ("left_click", json!({ "coordinate": [1] }), "[x, y]"),
            ("left_click", json!({ "text": "bogus" }), "`bogus`"),
            ("scroll", json!({ "scroll_direction": "sideways", "scroll_amount": 1 }), "scroll_direction"),
            ("scroll", json!({ "scroll_direction": "up", "scroll_amount": 1000 }), "0 to 100"),
            ("key", json!({ "text": "ctrl+" }), "key"),
            ("wait", json!({ "duration": 1e9 }), "300"),
            ("wait", json!({ "duration": -1 }), "300"),
            ("zoom", json!({ "region": [1, 2, 3] }), "region"),
            ("fly", json!({}), "`fly`"),
            ("type", json!({}), "text"),
        ] {
            let refused = Action::read(name, &input).unwrap_err();
            assert!(refused.contains(says), "{name}: {refused}");
        }
    }

    #[test]
    fn openai_actions_are_read() {
        for action in [
            json!({ "type": "click", "x": 1, "y": 2, "button": "wheel", "keys": ["SHIFT"] }),
            json!({ "type": "double_click", "x": 1, "y": 2 }),
            json!({ "type": "drag", "path": [{ "x": 1, "y": 1 }, { "x": 5, "y": 5 }] }),
            json!({ "type": "keypress", "keys": ["CTRL", "A"] }),
            json!({ "type": "keypress", "keys": ["ARROWDOWN"] }),
            json!({ "type": "move", "x": 1, "y": 2 }),
            json!({ "type": "type", "text": "x" }),
            json!({ "type": "wait" }),
            json!({ "type": "screenshot" }),
        ] {
            assert!(from_openai(&action).is_ok(), "{action}: {:?}", from_openai(&action));
        }
        let scrolled =
            from_openai(&json!({ "type": "scroll", "x": 1, "y": 1, "scroll_x": 0, "scroll_y": -250 })).unwrap();
        assert!(matches!(scrolled, Action::Scroll { direction: Direction::Up, amount: 3, .. }), "{scrolled:?}");
        assert!(from_openai(&json!({ "type": "drag", "path": [] })).is_err());
    }
}
