//! Control flow: steps that hold steps, steps that leave them, and steps that only say something.

use super::{Effect, row, ruled};
use crate::domain::flow::table::{Kind, Object, Row, Rule, default, field, required};

const GROUP: &str = "Structure";

/// Rounds of one loop, at most.
const ROUNDS: Kind = Kind::Whole { min: 1, max: 10_000 };
const PAUSE: Kind = Kind::Whole { min: 0, max: 3_600_000 };

const BRANCH: Object = Object {
    schema: "IfBranch",
    name: "a branch",
    doc: "Steps that are done when a condition holds and none before it did.",
    fields: &[
        required("condition", Kind::Condition, "An `expect` without its type."),
        required("then", Kind::MaybeSteps, "Steps when it holds."),
    ],
    rules: &[],
    example: r#"{"condition":{"var":"plan","equals":"pro"},"then":[{"type":"reload"}]}"#,
};

const CASE: Object = Object {
    schema: "SwitchCase",
    name: "a case",
    doc: "Steps that are done when the value is of this kind and of none before it.",
    fields: &[
        field("equals", Kind::Any, "The value is this."),
        field("in", Kind::Many(&Kind::Any), "The value is one of these."),
        field("contains", Kind::Any, "The value's text has this part, or its list this item."),
        field("matches", Kind::Regex, "The value's text matches this regular expression."),
        required("steps", Kind::MaybeSteps, "The steps."),
    ],
    rules: &[Rule::One(&["equals", "in", "contains", "matches"], "comparison")],
    example: r#"{"equals":"pro","steps":[{"type":"reload"}]}"#,
};

const LANE: Object = Object {
    schema: "ParallelBranch",
    name: "a parallel branch",
    doc: "Steps that take turns with those of the other branches.",
    fields: &[
        field("name", Kind::Name, "What the branch is called in reports."),
        required("steps", Kind::Steps, "The steps."),
    ],
    rules: &[],
    example: r#"{"name":"customer","steps":[{"type":"reload"}]}"#,
};

pub(super) const ROWS: &[Row] = &[
    row(
        GROUP,
        "group",
        Effect::Reads,
        Some("steps"),
        "Steps under one name.",
        &[
            field("name", Kind::Name, "What the group is called in reports."),
            required("steps", Kind::Steps, "The steps."),
        ],
        r#"{"type":"group","name":"Log in","steps":[{"type":"reload"}]}"#,
    ),
    row(
        GROUP,
        "run_flow",
        Effect::Reads,
        Some("flow"),
        "Runs another flow in the same browser. What its steps set is set afterwards here too.",
        &[
            required(
                "flow",
                Kind::Text,
                "Its name, id or path; `Log in@3f9a1c2` is the approved version of it whose hash begins so.",
            ),
            field("params", Kind::Values, "Values for its params."),
            field("returns", Kind::Many(&Kind::Variable), "Only these of its variables are set here."),
            field("var", Kind::Variable, "The variable that gets the result of its `done`."),
        ],
        r#"{"type":"run_flow","flow":"Log in","params":{"user":"ada"},"returns":["token"],"var":"account"}"#,
    ),
    row(
        GROUP,
        "run_flow_async",
        Effect::Repeatable,
        Some("flow"),
        "Starts another flow as a test run of its own and goes on at once. A worker that takes the execution over does not start it again.",
        &[
            required("flow", Kind::Text, "Its name or id, as `run_flow` has it; an approved version."),
            field("params", Kind::Values, "Values for its params. Secrets are refused: the other flow names its own."),
            required("var", Kind::Variable, "Gets `{run_id, execution_id}`, for `wait_run`."),
        ],
        r#"{"type":"run_flow_async","flow":"Send the newsletter","params":{"to":"ada"},"var":"sending"}"#,
    ),
    row(
        GROUP,
        "wait_run",
        Effect::Reads,
        Some("run"),
        "Waits until a test run of this project is over.",
        &[
            required("run", Kind::Any, "Its id, or what `run_flow_async` gave: `{{sending}}`."),
            default(
                "status",
                Kind::Word(&["passed", "failed", "any"]),
                "\"passed\"",
                "What it must have come to; `failed` means any other end than passed.",
            ),
            field(
                "var",
                Kind::Variable,
                "Gets `{status, passed, failed, result, message}` of the run and of its first execution.",
            ),
        ],
        r#"{"type":"wait_run","run":"{{sending}}","status":"any","var":"ended"}"#,
    ),
    row(
        GROUP,
        "if",
        Effect::Reads,
        Some("condition"),
        "Does one thing or another.",
        &[
            required("condition", Kind::Condition, "An `expect` without its type."),
            required("then", Kind::MaybeSteps, "Steps when it holds."),
            field("else_if", Kind::Many(&Kind::Object(&BRANCH)), "Further conditions, asked in order."),
            field("else", Kind::MaybeSteps, "Steps when none holds."),
        ],
        r#"{"type":"if","condition":{"target":{"text":"Accept cookies"},"to":"visible"},"then":[{"type":"click","target":{"text":"Accept cookies"}}],"else_if":[{"condition":{"var":"plan","equals":"pro"},"then":[]}],"else":[{"type":"reload"}]}"#,
    ),
    row(
        GROUP,
        "switch",
        Effect::Reads,
        Some("value"),
        "Does the steps of the first case that a value is of.",
        &[
            required("value", Kind::Any, "The value, usually `{{name}}`."),
            required("cases", Kind::Many(&Kind::Object(&CASE)), "The cases, asked in order."),
            field("default", Kind::MaybeSteps, "Steps when the value is of no case."),
        ],
        r#"{"type":"switch","value":"{{plan}}","cases":[{"equals":"pro","steps":[{"type":"reload"}]}],"default":[{"type":"back"}]}"#,
    ),
    row(
        GROUP,
        "for_each",
        Effect::Reads,
        None,
        "Does the same for each item of a list.",
        &[
            required(
                "items",
                Kind::Any,
                "A list, an object (its pairs as `{key, value}`), a number, or `{{name}}` of one.",
            ),
            required("as", Kind::Variable, "The variable that holds the item."),
            field("index", Kind::Variable, "The variable that holds the number of the round, from 0."),
            required("steps", Kind::Steps, "The steps."),
        ],
        r#"{"type":"for_each","items":["tea","pot"],"as":"word","index":"i","steps":[{"type":"reload"}]}"#,
    ),
    row(
        GROUP,
        "times",
        Effect::Reads,
        Some("n"),
        "Does the same so many times.",
        &[
            required("n", Kind::Whole { min: 0, max: 10_000 }, "How many times."),
            field("as", Kind::Variable, "The variable that holds the number of the round, from 0."),
            required("steps", Kind::Steps, "The steps."),
        ],
        r#"{"type":"times","n":3,"as":"i","steps":[{"type":"reload"}]}"#,
    ),
    row(
        GROUP,
        "while",
        Effect::Reads,
        Some("condition"),
        "Does the same as long as a condition holds; it is asked before each round.",
        &[
            required("condition", Kind::Condition, "An `expect` without its type, tried for 250 ms."),
            default("max", ROUNDS, "100", "Rounds after which the step fails when the condition still holds."),
            default("every_ms", PAUSE, "0", "Pause between rounds in milliseconds."),
            required("steps", Kind::Steps, "The steps."),
        ],
        r#"{"type":"while","condition":{"target":{"role":"button","name":"More"},"to":"visible"},"max":20,"every_ms":100,"steps":[{"type":"click","target":{"role":"button","name":"More"}}]}"#,
    ),
    row(
        GROUP,
        "until",
        Effect::Reads,
        Some("condition"),
        "Does the same until a condition holds; it is asked before each round, so perhaps nothing is done.",
        &[
            required("condition", Kind::Condition, "An `expect` without its type, tried for 250 ms."),
            default("max", ROUNDS, "100", "Rounds after which the step fails when the condition still does not hold."),
            default("every_ms", PAUSE, "0", "Pause between rounds in milliseconds."),
            required("steps", Kind::Steps, "The steps."),
        ],
        r#"{"type":"until","condition":{"target":{"text":"Page 4 of 4"},"to":"visible"},"max":10,"every_ms":100,"steps":[{"type":"click","target":{"role":"button","name":"Next"}}]}"#,
    ),
    row(
        GROUP,
        "repeat_until_passes",
        Effect::Reads,
        Some("steps"),
        "Does the steps from the first on again until all of them pass in one round (Playwright's `toPass`). Ends with the last failure after `max` rounds, or when the time of the step (`timeout_ms`) is up.",
        &[
            required("steps", Kind::Steps, "The steps."),
            default("max", ROUNDS, "100", "Rounds at most."),
            default("every_ms", PAUSE, "500", "Pause between rounds in milliseconds."),
        ],
        r#"{"type":"repeat_until_passes","steps":[{"type":"reload"},{"type":"expect","target":{"text":"Shipped"},"to":"visible"}],"max":10,"every_ms":1000}"#,
    ),
    row(
        GROUP,
        "retry",
        Effect::Reads,
        Some("steps"),
        "Does the steps again from the first on when one fails. The same as a `group` with a `retry`.",
        &[
            required("steps", Kind::Steps, "The steps."),
            default("max", Kind::Whole { min: 0, max: 100 }, "1", "Tries after the first."),
            default(
                "backoff_ms",
                Kind::Whole { min: 0, max: 60_000 },
                "0",
                "Pause before the first further try in milliseconds; doubled each time.",
            ),
        ],
        r#"{"type":"retry","steps":[{"type":"reload"}],"max":2,"backoff_ms":500}"#,
    ),
    ruled(
        row(
            GROUP,
            "try",
            Effect::Reads,
            Some("steps"),
            "Does steps whose failure is not yet that of the flow. A step that was refused (an unknown value, a missing file) and a browser that died are not caught.",
            &[
                required("steps", Kind::Steps, "The steps."),
                field("catch", Kind::MaybeSteps, "Steps after a failure, which is then dealt with."),
                field("finally", Kind::MaybeSteps, "Steps that are done in either case."),
                field(
                    "as",
                    Kind::Variable,
                    "The variable with the failure in `catch`: `kind`, `message`, `path`, `code`; `error` when absent.",
                ),
            ],
            r#"{"type":"try","steps":[{"type":"click","target":{"text":"Accept"}}],"catch":[{"type":"log","text":"{{error.message}}"}],"finally":[{"type":"reload"}],"as":"error"}"#,
        ),
        &[Rule::Some(&["catch", "finally"])],
    ),
    row(
        GROUP,
        "parallel",
        Effect::Reads,
        Some("branches"),
        "Does several lists of steps side by side, each in a tab of its own. The branches take turns, a step at a time in a fixed order: what two people do on a site can be mixed, and a wait in one holds up the others. The first failure ends all.",
        &[
            required(
                "branches",
                Kind::Many(&Kind::Object(&LANE)),
                "The branches; the first one goes on in the present tab.",
            ),
            default("tabs", Kind::Word(&["own", "shared"]), "\"own\"", "`shared`: all in the present tab."),
        ],
        r#"{"type":"parallel","branches":[{"name":"customer","steps":[{"type":"reload"}]},{"name":"clerk","steps":[{"type":"goto","url":"/desk"}]}],"tabs":"shared"}"#,
    ),
    row(GROUP, "break", Effect::Reads, None, "Ends the loop that it stands in.", &[], r#"{"type":"break"}"#),
    row(
        GROUP,
        "continue",
        Effect::Reads,
        None,
        "Goes on with the next round of the loop that it stands in.",
        &[],
        r#"{"type":"continue"}"#,
    ),
    row(
        GROUP,
        "done",
        Effect::Reads,
        Some("result"),
        "Ends the flow here as passed; the flow that ran it goes on. `teardown` is still done.",
        &[field("result", Kind::Any, "What the flow came to, for `run_flow` and for reports.")],
        r#"{"type":"done","result":{"order":"{{order}}"}}"#,
    ),
    row(
        GROUP,
        "skip",
        Effect::Reads,
        Some("reason"),
        "Ends the whole execution as passed and marked `skipped`.",
        &[required("reason", Kind::Text, "Why.")],
        r#"{"type":"skip","reason":"the shop is closed"}"#,
    ),
    row(
        GROUP,
        "fail",
        Effect::Reads,
        Some("reason"),
        "Fails.",
        &[
            required("reason", Kind::Text, "What is wrong."),
            field("code", Kind::Name, "A word for programs, kept with the error."),
        ],
        r#"{"type":"fail","reason":"the order was never shipped","code":"not_shipped"}"#,
    ),
    row(
        GROUP,
        "log",
        Effect::Reads,
        Some("text"),
        "Writes a line into the events and reports of the execution.",
        &[required("text", Kind::Text, "The line.")],
        r#"{"type":"log","text":"order {{order}}"}"#,
    ),
    row(
        GROUP,
        "comment",
        Effect::Reads,
        Some("text"),
        "Does nothing; a line for readers of the flow and of its reports.",
        &[required("text", Kind::Text, "The line.")],
        r#"{"type":"comment","text":"from here on as a guest"}"#,
    ),
    row(
        GROUP,
        "annotate",
        Effect::Reads,
        Some("text"),
        "Adds a note to the execution, e.g. the number of an issue.",
        &[
            default("name", Kind::Name, "\"note\"", "What kind of note: `issue`, `owner`, …"),
            required("text", Kind::Text, "The note."),
        ],
        r#"{"type":"annotate","name":"issue","text":"SHOP-17"}"#,
    ),
    row(
        GROUP,
        "record_metric",
        Effect::Reads,
        None,
        "Keeps a number with the execution.",
        &[
            required("name", Kind::Name, "Its name."),
            required("value", Kind::Number { min: -1e15, max: 1e15 }, "The number."),
            field("unit", Kind::Name, "Its unit, e.g. `ms`."),
        ],
        r#"{"type":"record_metric","name":"results","value":30,"unit":"teapots"}"#,
    ),
];
