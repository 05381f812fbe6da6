//! Steps that ask people something, or tell them.

use super::{Effect, row};
use crate::domain::flow::table::{Field, Kind, Row, field, required};

const GROUP: &str = "People";

const MESSAGE: Field = required("message", Kind::Text, "What the person is told. Secrets are masked.");
const SAID: Field = field("var", Kind::Variable, "Gets `{approved, by, comment}`.");

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "approve",
        Effect::Reads,
        Some("message"),
        "Asks a person whether the flow may go on; the execution is `waiting` until then, and its time stands still. Fails when the answer is no, or when nobody answers within `timeout_ms` (an hour when absent).",
        &[
            MESSAGE,
            field(
                "otherwise",
                Kind::Word(&["deny", "approve"]),
                "What counts when nobody answers in time; it fails when absent.",
            ),
            SAID,
        ],
        r#"{"type":"approve","message":"Charge the card with 34 EUR?","otherwise":"deny","var":"answer"}"#,
    ),
    row(
        GROUP,
        "ask",
        Effect::Reads,
        None,
        "Asks a person for a value, such as the code of a letter, and goes on with it. The answer must fit the schema, or it is not taken.",
        &[
            MESSAGE,
            required("var", Kind::Variable, "The variable that gets the answer."),
            field(
                "schema",
                Kind::Values,
                "The JSON Schema of the answer; a text that is not empty when absent. References to elsewhere are refused.",
            ),
            field("default", Kind::Any, "What counts when nobody answers in time; it fails when absent."),
        ],
        r#"{"type":"ask","message":"Which code is on the letter?","var":"code","schema":{"type":"string","pattern":"^\\d{6}$"},"default":"000000"}"#,
    ),
    row(
        GROUP,
        "takeover",
        Effect::Reads,
        Some("message"),
        "Asks a person to do something in the browser by hand (`WS /ws/browser/{id}`), such as a captcha, and goes on when they hand it back or approve. `postcondition` says what must have come of it.",
        &[MESSAGE, SAID],
        r#"{"type":"takeover","message":"Please solve the captcha, then hand the browser back","var":"answer"}"#,
    ),
    row(
        GROUP,
        "breakpoint",
        Effect::Reads,
        Some("message"),
        "Stops here until a person lets the flow go on; meanwhile the browser can be watched and driven by hand. An answer of no fails the step.",
        &[field("message", Kind::Text, "Why it stops.")],
        r#"{"type":"breakpoint","message":"Look at the cart"}"#,
    ),
    row(
        GROUP,
        "notify",
        Effect::Repeatable,
        Some("message"),
        "Tells everybody who listens to the project's events, its webhooks among them, by an event `execution.notified`. A worker that takes the execution over does not tell it again.",
        &[
            MESSAGE,
            field("channel", Kind::Name, "A word by which receivers tell messages apart, e.g. `nightly`."),
            field("data", Kind::Any, "More for programs; at most 16 KiB as JSON."),
        ],
        r#"{"type":"notify","message":"{{count}} teapots are left","channel":"stock","data":{"left":3}}"#,
    ),
    row(
        GROUP,
        "webhook",
        Effect::Repeatable,
        None,
        "Sends something to one of the project's webhooks, signed and tried again as every delivery is (`type` is `flow.sent`). It is on its way when the step is done; a worker that takes the execution over does not send it again.",
        &[
            required("to", Kind::Text, "Name or id of the webhook."),
            field("data", Kind::Any, "What is sent; at most 64 KiB as JSON. Secrets are masked."),
        ],
        r#"{"type":"webhook","to":"ci","data":{"order":"{{order}}"}}"#,
    ),
];
