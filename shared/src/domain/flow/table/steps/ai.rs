//! Steps that ask a language model. Each has a limit on what it may spend, and none decides the verdict by itself.

use super::{Effect, Field, row};
use crate::domain::flow::table::{Kind, Row, default, field, required};

const GROUP: &str = "Models";

const MODEL: Field = field(
    "model",
    Kind::Name,
    "Which model: an id, an alias or `endpoint/id`; the server's default model when absent.",
);
const TOKENS: Field = field(
    "max_tokens",
    Kind::Whole { min: 1_000, max: 100_000_000 },
    "Tokens that the step may use in all, read and written; 300,000 when absent.",
);
const COST: Field = field(
    "max_usd",
    Kind::Number { min: 0.0, max: 10_000.0 },
    "Dollars that the step may cost in all; the caps of the server hold as well.",
);
const TURNS: Field = default(
    "max_turns",
    Kind::Whole { min: 1, max: 200 },
    "20",
    "Answers of the model, at most; each is a few actions.",
);
const GIVEN: Field = field(
    "values",
    Kind::Withheld,
    "What the model may type: it writes `{{name}}`, and the value is put there on its way into the page. Secrets stand here as `{{secret.NAME}}`; the model is told only their names.",
);
const RISKY: Field = default(
    "risky",
    Kind::Word(&["ask", "allow", "refuse"]),
    "\"ask\"",
    "What becomes of an action that pays, deletes or sends something: a person is asked, it is allowed, or it is refused.",
);

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "ai_act",
        Effect::Reads,
        Some("goal"),
        "A model does something on the page, action by action, until it says that it is done. It visits only the flow's own hosts. Whether it really was done is for an `expect` to say.",
        &[required("goal", Kind::Text, "What is to be done, in words."), GIVEN, RISKY, MODEL, TURNS, TOKENS, COST],
        r#"{"type":"ai_act","goal":"Put two Brown Betties into the cart","values":{"coupon":"TEA"},"risky":"allow","model":"fast","max_turns":8,"max_tokens":50000,"max_usd":0.5}"#,
    ),
    row(
        GROUP,
        "ai_task",
        Effect::Reads,
        None,
        "The same, until conditions hold: they decide, not the model.",
        &[
            required("goal", Kind::Text, "What is to be done, in words."),
            required(
                "done_when",
                Kind::Many(&Kind::Condition),
                "Assertions (an `expect` without its type); the task is done when all of them hold.",
            ),
            GIVEN,
            RISKY,
            MODEL,
            TURNS,
            TOKENS,
            COST,
        ],
        r#"{"type":"ai_task","goal":"Sign in as Ada","done_when":[{"target":{"role":"heading","name":"Your tea room"},"to":"visible"}],"values":{"password":"{{secret.shop_password}}"},"risky":"refuse","model":"fast","max_turns":8,"max_tokens":50000,"max_usd":0.5}"#,
    ),
    row(
        GROUP,
        "ai_extract",
        Effect::Reads,
        None,
        "A model reads something of the page into a variable. The value is valid by the schema, or the step fails.",
        &[
            required("query", Kind::Text, "What to read, in words."),
            required("schema", Kind::Values, "The JSON Schema of the value. References to elsewhere are refused."),
            required("var", Kind::Variable, "The variable."),
            MODEL,
            TOKENS,
            COST,
        ],
        r#"{"type":"ai_extract","query":"The three cheapest teapots","schema":{"type":"array","items":{"type":"string"}},"var":"cheapest","model":"fast","max_tokens":20000,"max_usd":0.1}"#,
    ),
    row(
        GROUP,
        "ai_locate",
        Effect::Reads,
        None,
        "A model finds an element; the variable gets a locator that means it alone, for the `target` of later steps.",
        &[
            required("description", Kind::Text, "The element, in words."),
            required("var", Kind::Variable, "The variable; use it as `target: \"{{name}}\"`."),
            MODEL,
            TOKENS,
            COST,
        ],
        r#"{"type":"ai_locate","description":"The button that opens the cart","var":"cart_button","model":"fast","max_tokens":20000,"max_usd":0.1}"#,
    ),
    row(
        GROUP,
        "ai_wait",
        Effect::Reads,
        Some("until"),
        "Waits until a model says that a sentence is true of the page. It is asked only when the page has changed.",
        &[
            required("until", Kind::Text, "The sentence."),
            default(
                "every_ms",
                Kind::Whole { min: 100, max: 3_600_000 },
                "1000",
                "Pause between two looks in milliseconds.",
            ),
            MODEL,
            TOKENS,
            COST,
        ],
        r#"{"type":"ai_wait","until":"The report is ready","every_ms":2000,"model":"fast","max_tokens":20000,"max_usd":0.1}"#,
    ),
    row(
        GROUP,
        "ai_assert",
        Effect::Reads,
        Some("statement"),
        "A model says whether a sentence is true of the page. Its opinion is kept and decides nothing, unless `level` says so.",
        &[
            required("statement", Kind::Text, "The sentence."),
            default(
                "level",
                Kind::Word(&["advisory", "warn", "error"]),
                "\"advisory\"",
                "`error`: the step fails when the model says no.",
            ),
            MODEL,
            TOKENS,
            COST,
        ],
        r#"{"type":"ai_assert","statement":"The page thanks for the order","level":"warn","model":"fast","max_tokens":20000,"max_usd":0.1}"#,
    ),
];
