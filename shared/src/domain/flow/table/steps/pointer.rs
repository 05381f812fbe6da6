//! Mouse, touch and scrolling.

use super::{DELAY, ELEMENT, Effect, MODIFIERS, POSITION_KIND, TARGET, row, ruled};
use crate::domain::flow::table::{Kind, Row, Rule, default, field, required};

const GROUP: &str = "Mouse";

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "click",
        Effect::Acts,
        Some(ELEMENT),
        "Clicks an element once it is visible, still, enabled and not covered.",
        &[
            TARGET,
            default("button", Kind::Word(&["left", "right", "middle"]), "\"left\"", "Which mouse button."),
            default("count", Kind::Whole { min: 1, max: 10 }, "1", "2 is a double click."),
            field("modifiers", MODIFIERS, "Keys held down meanwhile."),
            field("position", POSITION_KIND, "Where on the element; its middle when absent."),
            field("delay", DELAY, "Time between press and release in milliseconds."),
            default("force", Kind::Bool, "false", "Click without waiting until the element can be clicked."),
        ],
        r#"{"type":"click","target":{"role":"button","name":"Sign in"},"button":"left","count":2,"modifiers":["Shift"],"position":{"x":10,"y":5},"delay":50,"force":true}"#,
    ),
    row(
        GROUP,
        "hover",
        Effect::Repeatable,
        Some(ELEMENT),
        "Moves the mouse over an element.",
        &[
            TARGET,
            field("modifiers", MODIFIERS, "Keys held down meanwhile."),
            field("position", POSITION_KIND, "Where on the element; its middle when absent."),
            default("force", Kind::Bool, "false", "Hover without waiting until the element can be hovered."),
        ],
        r#"{"type":"hover","target":{"text":"Products"},"modifiers":["Alt"],"position":{"x":1,"y":1},"force":true}"#,
    ),
    row(
        GROUP,
        "drag",
        Effect::Acts,
        None,
        "Drags one element onto another.",
        &[
            required("from", Kind::Target, "The element to take."),
            required("to", Kind::Target, "The element to drop it on."),
            field("from_position", POSITION_KIND, "Where to take it; its middle when absent."),
            field("to_position", POSITION_KIND, "Where to drop it; the middle when absent."),
            field("steps", Kind::Whole { min: 1, max: 1000 }, "Mouse moves on the way."),
        ],
        r#"{"type":"drag","from":{"text":"Tea"},"to":{"text":"Basket"},"from_position":{"x":1,"y":1},"to_position":{"x":2,"y":2},"steps":5}"#,
    ),
    ruled(
        row(
            GROUP,
            "scroll",
            Effect::Repeatable,
            Some(ELEMENT),
            "Scrolls an element into view, or by an amount, or to an edge.",
            &[
                field("target", Kind::Target, "The element to bring into view, or to scroll."),
                field("direction", Kind::Word(&["up", "down", "left", "right"]), "Where to."),
                field("amount", Kind::Number { min: 0.0, max: 1e6 }, "CSS pixels, beside `direction`."),
                field("to", Kind::Word(&["top", "bottom", "left", "right"]), "The edge to go to."),
            ],
            r#"{"type":"scroll","target":{"role":"list"},"direction":"down","amount":300}"#,
        ),
        &[
            Rule::Some(&["target", "direction", "to"]),
            Rule::NotBoth("direction", "to"),
            Rule::Needs("amount", "direction"),
        ],
    ),
];
