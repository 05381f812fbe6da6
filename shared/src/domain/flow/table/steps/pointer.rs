//! Mouse, touch and scrolling.

use super::{DELAY, ELEMENT, Effect, MODIFIERS, POSITION_KIND, TARGET, row, ruled};
use crate::domain::flow::table::{Field, Kind, Row, Rule, default, field, objects::UPLOAD_FILE, required};

const GROUP: &str = "Mouse";
const TOUCH: &str = "Touch";

const COORDINATE: Kind = Kind::Number { min: -1e5, max: 1e5 };
const BUTTONS: Kind = Kind::Word(&["left", "right", "middle"]);
const DIRECTIONS: Kind = Kind::Word(&["up", "down", "left", "right"]);
const HOLD: Kind = Kind::Whole { min: 0, max: 600_000 };
const TRIAL: Field = default("trial", Kind::Bool, "false", "Waits until it could be done, and does not do it.");
const NO_WAIT_AFTER: Field =
    default("no_wait_after", Kind::Bool, "false", "Does not wait for a navigation that it starts.");
const DURATION: Field =
    field("duration_ms", Kind::Whole { min: 0, max: 60_000 }, "How long it takes; 200 when absent.");

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "click",
        Effect::Acts,
        Some(ELEMENT),
        "Clicks an element once it is visible, still, enabled and not covered.",
        &[
            TARGET,
            default("button", BUTTONS, "\"left\"", "Which mouse button."),
            default("count", Kind::Whole { min: 1, max: 10 }, "1", "2 is a double click."),
            field("modifiers", MODIFIERS, "Keys held down meanwhile."),
            field("position", POSITION_KIND, "Where on the element; its middle when absent."),
            field("delay", DELAY, "Time between press and release in milliseconds."),
            default("force", Kind::Bool, "false", "Click without waiting until the element can be clicked."),
            TRIAL,
            NO_WAIT_AFTER,
        ],
        r#"{"type":"click","target":{"role":"button","name":"Sign in"},"button":"left","count":2,"modifiers":["Shift"],"position":{"x":10,"y":5},"delay":50,"force":true,"trial":true,"no_wait_after":true}"#,
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
            field("hold_ms", HOLD, "Time that the mouse rests there in milliseconds."),
            default("force", Kind::Bool, "false", "Hover without waiting until the element can be hovered."),
        ],
        r#"{"type":"hover","target":{"text":"Products"},"modifiers":["Alt"],"position":{"x":1,"y":1},"hold_ms":500,"force":true}"#,
    ),
    ruled(
        row(
            GROUP,
            "drag",
            Effect::Acts,
            None,
            "Drags one element onto another, or along a path.",
            &[
                field("from", Kind::Target, "The element to take."),
                field("to", Kind::Target, "The element to drop it on."),
                field(
                    "path",
                    Kind::Many(&POSITION_KIND),
                    "Points from the first, where the button goes down, to the last: from the top left of `from`, or of the viewport.",
                ),
                field("from_position", POSITION_KIND, "Where to take it; its middle when absent."),
                field("to_position", POSITION_KIND, "Where to drop it; the middle when absent."),
                field("steps", Kind::Whole { min: 1, max: 1000 }, "Mouse moves on the way, or from point to point."),
            ],
            r#"{"type":"drag","from":{"text":"Tea"},"to":{"text":"Basket"},"from_position":{"x":1,"y":1},"to_position":{"x":2,"y":2},"steps":5}"#,
        ),
        &[
            Rule::One(&["to", "path"], "goal"),
            Rule::Needs("to", "from"),
            Rule::Needs("to_position", "to"),
            Rule::NotBoth("path", "from_position"),
        ],
    ),
    row(
        GROUP,
        "drop_files",
        Effect::Acts,
        None,
        "Drags files from outside into the page and drops them on an element.",
        &[
            TARGET,
            required("files", Kind::Many(&Kind::Object(&UPLOAD_FILE)), "The files."),
            field("position", POSITION_KIND, "Where on the element; its middle when absent."),
        ],
        r#"{"type":"drop_files","target":{"testid":"dropzone"},"files":[{"name":"notes.txt","text":"hello"}],"position":{"x":5,"y":5}}"#,
    ),
    ruled(
        row(
            GROUP,
            "mouse",
            Effect::Acts,
            Some("action"),
            "One raw input of the mouse, at coordinates. Better `click`, `hover`, `drag` or `scroll`, which wait for their element.",
            &[
                required("action", Kind::Word(&["move", "down", "up", "click", "wheel"]), "What the mouse does."),
                field(
                    "target",
                    Kind::Target,
                    "The element from whose top left `x` and `y` count; its middle without them.",
                ),
                field("x", COORDINATE, "CSS pixels from the left of the viewport; where the mouse is when absent."),
                field("y", COORDINATE, "CSS pixels from the top."),
                default("button", BUTTONS, "\"left\"", "Which button, for `down`, `up` and `click`."),
                field("count", Kind::Whole { min: 1, max: 10 }, "2 is a double click."),
                field("steps", Kind::Whole { min: 1, max: 1000 }, "Moves on the way."),
                field("dx", COORDINATE, "How far the wheel scrolls to the right, in CSS pixels."),
                field("dy", COORDINATE, "How far the wheel scrolls down."),
            ],
            r#"{"type":"mouse","action":"wheel","target":{"testid":"map"},"x":10,"y":20,"button":"right","count":2,"steps":3,"dx":5,"dy":100}"#,
        ),
        &[Rule::Needs("x", "y"), Rule::Needs("y", "x")],
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
                field("direction", DIRECTIONS, "Where to."),
                field("amount", Kind::Number { min: 0.0, max: 1e6 }, "CSS pixels, beside `direction`."),
                field(
                    "pages",
                    Kind::Number { min: 0.01, max: 1000.0 },
                    "Times what is visible of it, beside `direction`.",
                ),
                field("to", Kind::Word(&["top", "bottom", "left", "right"]), "The edge to go to."),
            ],
            r#"{"type":"scroll","target":{"role":"list"},"direction":"down","amount":300}"#,
        ),
        &[
            Rule::Some(&["target", "direction", "to"]),
            Rule::NotBoth("direction", "to"),
            Rule::Needs("amount", "direction"),
            Rule::Needs("pages", "direction"),
            Rule::NotBoth("amount", "pages"),
        ],
    ),
    row(
        GROUP,
        "scroll_until",
        Effect::Repeatable,
        Some(ELEMENT),
        "Scrolls on until an element is there and in view: endless lists, content that comes late.",
        &[
            TARGET,
            field("pane", Kind::Target, "What is scrolled; the page when absent."),
            default("direction", DIRECTIONS, "\"down\"", "Where to."),
            field("max", Kind::Whole { min: 1, max: 1000 }, "Scrolls, at most; 50 when absent."),
        ],
        r#"{"type":"scroll_until","target":{"text":"Teapot no. 80"},"pane":{"role":"list"},"direction":"up","max":20}"#,
    ),
    row(
        TOUCH,
        "tap",
        Effect::Acts,
        Some(ELEMENT),
        "Touches an element with a finger, once it is visible, still, enabled and not covered. Needs `emulate: { touch: true }` or a device with touch.",
        &[
            TARGET,
            default("count", Kind::Whole { min: 1, max: 10 }, "1", "2 is a double tap."),
            field("position", POSITION_KIND, "Where on the element; its middle when absent."),
            field("hold_ms", HOLD, "Time until the finger leaves in milliseconds: a long press from 500 on."),
            default("force", Kind::Bool, "false", "Tap without waiting until the element can be tapped."),
            TRIAL,
            NO_WAIT_AFTER,
        ],
        r#"{"type":"tap","target":{"role":"button","name":"Menu"},"count":2,"position":{"x":3,"y":4},"hold_ms":800,"force":true,"trial":true,"no_wait_after":true}"#,
    ),
    ruled(
        row(
            TOUCH,
            "swipe",
            Effect::Acts,
            Some("direction"),
            "Moves a finger over the page or an element: `up` shows what is below.",
            &[
                field("target", Kind::Target, "The element to swipe on; the page when absent."),
                field("direction", DIRECTIONS, "Where the finger goes."),
                field(
                    "distance",
                    Kind::Number { min: 1.0, max: 1e4 },
                    "CSS pixels; 60 % of the element or the page when absent.",
                ),
                field(
                    "from",
                    POSITION_KIND,
                    "Where the finger comes down: from the top left of the target, or of the viewport.",
                ),
                field("to", POSITION_KIND, "Where it leaves."),
                DURATION,
            ],
            r#"{"type":"swipe","target":{"testid":"gallery"},"direction":"left","distance":200,"duration_ms":150}"#,
        ),
        &[
            Rule::One(&["direction", "to"], "way"),
            Rule::Needs("distance", "direction"),
            Rule::Needs("from", "to"),
            Rule::Needs("to", "from"),
        ],
    ),
    row(
        TOUCH,
        "pinch",
        Effect::Acts,
        None,
        "Moves two fingers apart or together.",
        &[
            field("target", Kind::Target, "The element to pinch; the page when absent."),
            required("scale", Kind::Number { min: 0.05, max: 20.0 }, "Above 1 the fingers part, below 1 they meet."),
            field("position", POSITION_KIND, "The point between the fingers; the middle when absent."),
            DURATION,
        ],
        r#"{"type":"pinch","target":{"testid":"map"},"scale":2,"position":{"x":100,"y":80},"duration_ms":100}"#,
    ),
];
