//! The step types.

use super::{
    Field, Kind, Object, Plain, Row, Rule, default, field,
    objects::{EXPECT, POSITION, STATES, UPLOAD_FILE},
    required,
};

/// What an `expect` can be about.
pub(crate) const SUBJECTS: &[&str] = &["target", "url", "title", "var"];
/// What an `expect` can say about a target.
pub(crate) const TARGET_MATCHERS: &[&str] = &["to", "text", "value", "attribute", "class", "css", "count"];
/// What an `expect` can say about a variable.
pub(crate) const VAR_MATCHERS: &[&str] = &["equals", "contains", "matches", "in", "gt", "gte", "lt", "lte"];

const MODIFIERS: Kind = Kind::Many(&Kind::Word(&["Shift", "Control", "Alt", "Meta"]));
const POSITION_KIND: Kind = Kind::Object(&POSITION);
const DELAY: Kind = Kind::Whole { min: 0, max: 60_000 };
const TARGET: Field = required("target", Kind::Target, "The element.");

/// The row of a step type.
pub(crate) fn step_row(name: &str) -> Option<&'static Row> {
    STEPS.iter().find(|row| row.name() == name)
}

const fn row(
    group: &'static str,
    name: &'static str,
    main: Option<&'static str>,
    doc: &'static str,
    fields: &'static [Field],
    example: &'static str,
) -> Row {
    Row { object: Object { schema: "", name, doc, fields, rules: &[], example }, main, group }
}

const fn ruled(mut row: Row, rules: &'static [Rule]) -> Row {
    row.object.rules = rules;
    row
}

const ELEMENT: &str = "target";

/// The row of `expect`.
pub(crate) const EXPECT_ROW: Row = Row { object: EXPECT, main: Some(ELEMENT), group: "Assertions" };

/// Every step type, in the order of the reference.
pub(crate) static STEPS: &[Row] = &[
    row(
        "Pages",
        "goto",
        Some("url"),
        "Opens an address and waits until the page has loaded.",
        &[required("url", Kind::Url, "Absolute, or relative to the page.")],
        r#"{"type":"goto","url":"/login"}"#,
    ),
    row("Pages", "back", None, "Goes back in the tab's history.", &[], r#"{"type":"back"}"#),
    row("Pages", "forward", None, "Goes forward in the tab's history.", &[], r#"{"type":"forward"}"#),
    row("Pages", "reload", None, "Loads the page again.", &[], r#"{"type":"reload"}"#),
    row(
        "Pages",
        "new_tab",
        Some("url"),
        "Opens a tab and goes on there.",
        &[field("url", Kind::Url, "What to open in it; an empty tab when absent.")],
        r#"{"type":"new_tab","url":"/help"}"#,
    ),
    row(
        "Pages",
        "switch_tab",
        Some("tab"),
        "Goes on in another tab, waiting for it if need be.",
        &[required("tab", Kind::Tab, "Index in order of opening from 0, `latest`, `{url}` or `{title}`.")],
        r#"{"type":"switch_tab","tab":"latest"}"#,
    ),
    row(
        "Pages",
        "close_tab",
        None,
        "Closes the tab and goes on in the one that opened it.",
        &[],
        r#"{"type":"close_tab"}"#,
    ),
    row(
        "Mouse",
        "click",
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
        "Mouse",
        "hover",
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
        "Mouse",
        "drag",
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
            "Mouse",
            "scroll",
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
    row(
        "Keyboard and forms",
        "fill",
        None,
        "Sets the value of an input, as if it were typed at once.",
        &[TARGET, required("value", Kind::Text, "The new value.")],
        r#"{"type":"fill","target":{"label":"User name"},"value":"{{user}}"}"#,
    ),
    row(
        "Keyboard and forms",
        "clear",
        Some(ELEMENT),
        "Empties an input.",
        &[TARGET],
        r#"{"type":"clear","target":{"label":"Search"}}"#,
    ),
    row(
        "Keyboard and forms",
        "type",
        None,
        "Types text key by key, where the focus is or in an element.",
        &[
            field("target", Kind::Target, "The element to focus first."),
            required("text", Kind::Text, "What is typed."),
            field("delay", DELAY, "Time between keys in milliseconds."),
        ],
        r#"{"type":"type","target":{"label":"Search"},"text":"teapot","delay":20}"#,
    ),
    row(
        "Keyboard and forms",
        "press",
        Some("keys"),
        "Presses a key or a combination.",
        &[
            field("target", Kind::Target, "The element to focus first."),
            required("keys", Kind::Text, "`Enter`, `Control+A`, `Shift+Tab`, …"),
            field("repeat", Kind::Whole { min: 1, max: 1000 }, "How often."),
        ],
        r#"{"type":"press","target":{"label":"Search"},"keys":"Enter","repeat":2}"#,
    ),
    row(
        "Keyboard and forms",
        "check",
        Some(ELEMENT),
        "Ticks a checkbox or chooses a radio button, if it is not.",
        &[TARGET],
        r#"{"type":"check","target":{"label":"I agree"}}"#,
    ),
    row(
        "Keyboard and forms",
        "uncheck",
        Some(ELEMENT),
        "Unticks a checkbox, if it is ticked.",
        &[TARGET],
        r#"{"type":"uncheck","target":{"label":"Newsletter"}}"#,
    ),
    row(
        "Keyboard and forms",
        "focus",
        Some(ELEMENT),
        "Gives an element the focus.",
        &[TARGET],
        r#"{"type":"focus","target":{"label":"Search"}}"#,
    ),
    row(
        "Keyboard and forms",
        "blur",
        Some(ELEMENT),
        "Takes the focus from an element.",
        &[TARGET],
        r#"{"type":"blur","target":{"label":"Search"}}"#,
    ),
    row(
        "Keyboard and forms",
        "select",
        None,
        "Chooses options of a `<select>`.",
        &[
            TARGET,
            required("value", Kind::Options, "A value or label, `{label}`, `{value}`, `{index}`, or a list of them."),
        ],
        r#"{"type":"select","target":{"label":"Size"},"value":[{"label":"Large"},{"index":2}]}"#,
    ),
    row(
        "Keyboard and forms",
        "upload",
        None,
        "Chooses files in a file input.",
        &[TARGET, required("files", Kind::Many(&Kind::Object(&UPLOAD_FILE)), "The files.")],
        r#"{"type":"upload","target":{"label":"Picture"},"files":[{"name":"notes.txt","media_type":"text/plain","text":"hello"}]}"#,
    ),
    row(
        "Waiting",
        "wait_for",
        Some(ELEMENT),
        "Waits until an element has a state.",
        &[TARGET, default("state", Kind::Word(STATES), "\"visible\"", "The state.")],
        r#"{"type":"wait_for","target":{"role":"alert"},"state":"hidden"}"#,
    ),
    row(
        "Waiting",
        "wait_url",
        Some("url"),
        "Waits until the page's address matches.",
        &[required("url", Kind::Matcher(Plain::Glob), "A glob such as `**/orders/*`, or a matcher.")],
        r#"{"type":"wait_url","url":"**/orders/*"}"#,
    ),
    row(
        "Waiting",
        "sleep",
        Some("ms"),
        "Waits a fixed time. Better wait for something that can be seen.",
        &[required("ms", Kind::Whole { min: 0, max: 3_600_000 }, "Milliseconds.")],
        r#"{"type":"sleep","ms":200}"#,
    ),
    row(
        "Waiting",
        "handle_dialog",
        Some("action"),
        "Says what to do with the next dialog. One that nothing handles is dismissed and recorded.",
        &[
            required("action", Kind::Word(&["accept", "dismiss"]), "What to answer."),
            field("text", Kind::Text, "What to enter in a prompt."),
            field("message", Kind::Matcher(Plain::Whole), "The dialog's message; another message is an error."),
        ],
        r#"{"type":"handle_dialog","action":"accept","text":"Ada","message":{"contains":"name"}}"#,
    ),
    ruled(
        row(
            "Values",
            "extract",
            None,
            "Reads something of an element into a variable.",
            &[
                TARGET,
                Field {
                    default: Some("\"text\""),
                    ..required(
                        "what",
                        Kind::Word(&["text", "value", "attribute", "html", "count", "list"]),
                        "What to read; `list` is the texts of all matches.",
                    )
                },
                field("name", Kind::Text, "The attribute, beside `what: attribute`."),
                field("matches", Kind::Regex, "Waits until the text matches, and keeps the first group."),
                required("var", Kind::Variable, "The variable."),
            ],
            r#"{"type":"extract","target":{"testid":"total"},"what":"attribute","name":"data-cents","matches":"(\\d+)","var":"total"}"#,
        ),
        &[Rule::Exactly("name", "what", "attribute")],
    ),
    row(
        "Values",
        "set",
        None,
        "Gives a variable a value.",
        &[required("var", Kind::Variable, "The variable."), required("value", Kind::Any, "Any value.")],
        r#"{"type":"set","var":"user","value":"ada"}"#,
    ),
    row(
        "Values",
        "evaluate",
        Some("js"),
        "Runs JavaScript in the page.",
        &[
            required(
                "js",
                Kind::Code,
                "Body of a function with `args`, and `el` when there is a target; may be async. Values come in through `args`, not `{{…}}`.",
            ),
            field("args", Kind::Any, "What the script gets as `args`."),
            field("var", Kind::Variable, "The variable that gets what the script returns."),
            field("target", Kind::Target, "The element that the script gets as `el`."),
        ],
        r#"{"type":"evaluate","js":"return el.value + args.more","args":{"more":"!"},"var":"shout","target":{"label":"Search"}}"#,
    ),
    row(
        "Values",
        "screenshot",
        Some("name"),
        "Stores a picture of the page or of an element.",
        &[
            field("target", Kind::Target, "Only this element."),
            default("full_page", Kind::Bool, "false", "Also what is below the fold."),
            field("name", Kind::Text, "Name of the picture."),
            field("mask", Kind::Many(&Kind::Target), "Elements to paint over."),
        ],
        r#"{"type":"screenshot","target":{"role":"main"},"full_page":true,"name":"cart","mask":[{"testid":"clock"}]}"#,
    ),
    row(
        "Structure",
        "group",
        Some("steps"),
        "Steps under one name.",
        &[
            field("name", Kind::Name, "What the group is called in reports."),
            required("steps", Kind::Steps, "The steps."),
        ],
        r#"{"type":"group","name":"Log in","steps":[{"type":"reload"}]}"#,
    ),
    row(
        "Structure",
        "run_flow",
        Some("flow"),
        "Runs another flow in the same browser.",
        &[
            required("flow", Kind::Text, "Its name, id or path."),
            field("params", Kind::Values, "Values for its params."),
        ],
        r#"{"type":"run_flow","flow":"Log in","params":{"user":"ada"}}"#,
    ),
    row(
        "Structure",
        "if",
        Some("condition"),
        "Does one thing or another.",
        &[
            required("condition", Kind::Condition, "An `expect` without its type."),
            required("then", Kind::MaybeSteps, "Steps when it holds."),
            field("else", Kind::MaybeSteps, "Steps when it does not."),
        ],
        r#"{"type":"if","condition":{"target":{"text":"Accept cookies"},"to":"visible"},"then":[{"type":"click","target":{"text":"Accept cookies"}}],"else":[{"type":"reload"}]}"#,
    ),
    row(
        "Structure",
        "for_each",
        None,
        "Does the same for each item of a list.",
        &[
            required("items", Kind::Any, "A list, or `{{name}}` of one."),
            required("as", Kind::Variable, "The variable that holds the item."),
            required("steps", Kind::Steps, "The steps."),
        ],
        r#"{"type":"for_each","items":["tea","pot"],"as":"word","steps":[{"type":"reload"}]}"#,
    ),
    EXPECT_ROW,
];
