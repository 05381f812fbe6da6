//! Payloads of the steps of mouse and touch.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Target, UploadFile, is_false};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Click {
    pub target: Target,
    #[serde(default)]
    pub button: Button,
    /// 2 is a double click.
    #[serde(default = "one")]
    pub count: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Time between press and release, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<u64>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub force: bool,
    /// Everything but the click.
    #[serde(default, skip_serializing_if = "is_false")]
    pub trial: bool,
    /// Does not wait for a navigation that it starts.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_wait_after: bool,
}

/// Holds the left button down from one place to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drag {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Target>,
    /// Points in the order of the way: on `from`, or in the page's viewport.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_position: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_position: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<u32>,
}

/// Files that are dragged from outside and dropped on an element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DropFiles {
    pub target: Target,
    pub files: Vec<UploadFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// One raw input of the mouse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mouse {
    pub action: MouseAction,
    /// `x` and `y` count from its top left; else from that of the viewport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<f64>,
    #[serde(default)]
    pub button: Button,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Moves on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dx: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dy: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MouseAction {
    Move,
    Down,
    Up,
    Click,
    Wheel,
}

/// Scrolls on until an element comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScrollUntil {
    pub target: Target,
    /// What is scrolled; the page when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pane: Option<Target>,
    #[serde(default = "down")]
    pub direction: Direction,
    /// Scrolls, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

fn down() -> Direction {
    Direction::Down
}

/// A finger on an element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tap {
    pub target: Target,
    #[serde(default = "one")]
    pub count: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Time until the finger leaves, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub force: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub trial: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_wait_after: bool,
}

/// A finger that moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swipe {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// Where the finger goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// CSS pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}

/// Two fingers that part or meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pinch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// How much further apart the fingers are at the end; below 1 they meet.
    pub scale: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}

fn one() -> u32 {
    1
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    #[default]
    Left,
    Right,
    Middle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Modifier {
    Shift,
    Control,
    Alt,
    Meta,
}

/// Offset from the top left of the element's padding box, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    Left,
    Right,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    Top,
    Bottom,
    Left,
    Right,
}
