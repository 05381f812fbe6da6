//! What a person does by hand in a browser that belongs to a flow.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::flow::Button;

/// One input. Places are CSS pixels of the page's viewport.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "input", rename_all = "snake_case", deny_unknown_fields)]
pub enum Steer {
    MouseMove {
        x: f64,
        y: f64,
    },
    MouseDown {
        x: f64,
        y: f64,
        #[serde(default)]
        button: Button,
        /// 2 for the second press of a double click.
        #[serde(default = "once")]
        count: u32,
    },
    MouseUp {
        x: f64,
        y: f64,
        #[serde(default)]
        button: Button,
        #[serde(default = "once")]
        count: u32,
    },
    /// Scrolls what is there, in CSS pixels.
    Wheel {
        x: f64,
        y: f64,
        dx: f64,
        dy: f64,
    },
    /// One key with those that are held: `Enter`, `Control+A`, `ArrowLeft`.
    Key {
        keys: String,
    },
    /// Text as an input method would give it, at most 4,096 characters.
    Text {
        text: String,
    },
}

fn once() -> u32 {
    1
}

impl Steer {
    /// What is wrong with it, in words for the person.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        const FAR: f64 = 100_000.0;
        let wrong = |number: &f64| !number.is_finite() || number.abs() > FAR;
        let (numbers, long) = match self {
            Self::MouseMove { x, y } | Self::MouseDown { x, y, .. } | Self::MouseUp { x, y, .. } => (vec![x, y], false),
            Self::Wheel { x, y, dx, dy } => (vec![x, y, dx, dy], false),
            Self::Key { keys } => (Vec::new(), keys.len() > 100),
            Self::Text { text } => (Vec::new(), text.chars().count() > 4096),
        };
        if numbers.into_iter().any(wrong) {
            return Some("A place is out of all bounds.".into());
        }
        long.then(|| "The text is too long.".into())
    }
}
