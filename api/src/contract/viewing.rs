//! The messages of `WS /ws/browser/{session_id}` in the AsyncAPI document.

use serde_json::{Map, Value, json};

/// What the channel is.
pub const DESCRIPTION: &str = "Pictures of the tab in front, the newest one always, and for keys with the scope `run` a way to take the \
    browser over: its flow then waits at its next step, and the run's events tell (`control.taken`, `control.released`). Places of inputs are CSS \
    pixels of the page's viewport, whose size `page` tells. Pictures are JPEG in binary messages; they may be dropped. The take-over ends with \
    `release`, with the socket, after its `seconds`, or after two minutes without an input.";

/// Names of the messages of each direction: from the server, from the watcher.
pub type Names = (Vec<&'static str>, Vec<&'static str>);

/// The messages by name.
pub fn messages() -> (Names, Map<String, Value>) {
    let text = || json!({ "type": "string" });
    let whole = || json!({ "type": "integer", "minimum": 0 });
    let control = json!({ "type": "object", "required": ["state", "by"], "properties": {
        "state": { "type": "string", "enum": ["flow", "asked", "you", "person"] },
        "by": { "oneOf": [{ "type": "string" }, { "type": "null" }] },
    } });
    let steer = serde_json::to_value(schemars::schema_for!(flowtilla_shared::domain::steer::Steer)).unwrap_or_default();
    let inputs = json!({ "type": "array", "maxItems": 64, "items": inlined(steer) });
    let all: [(&str, &str, &str, Value, &[&str]); 8] = [
        (
            "BrowserPage",
            "page",
            "What the next pictures show, whenever it changes.",
            json!({ "width": whole(), "height": whole(), "url": text(), "title": text(), "control": control }),
            &["type", "width", "height", "url", "title", "control"],
        ),
        ("BrowserClosed", "closed", "The browser is closed; the socket follows.", json!({}), &["type"]),
        (
            "BrowserError",
            "error",
            "A message could not be obeyed; the socket stays open.",
            json!({ "code": text(), "detail": text() }),
            &["type", "code", "detail"],
        ),
        ("BrowserPong", "pong", "The sign of life.", json!({}), &["type"]),
        (
            "BrowserTake",
            "take",
            "Drive from the flow's next step on.",
            json!({ "seconds": { "type": "integer", "minimum": 1, "maximum": 1800, "default": 300 } }),
            &["type"],
        ),
        ("BrowserInput", "input", "What the person does.", json!({ "inputs": inputs }), &["type", "inputs"]),
        ("BrowserRelease", "release", "Let the flow go on.", json!({}), &["type"]),
        ("BrowserPing", "ping", "Ask for a sign of life.", json!({}), &["type"]),
    ];
    let mut messages = Map::new();
    for (name, tag, summary, mut properties, required) in all {
        properties["type"] = json!({ "type": "string", "enum": [tag] });
        let payload = json!({ "type": "object", "required": required, "properties": properties });
        messages.insert(name.into(), json!({ "name": tag, "title": tag, "summary": summary, "payload": payload }));
    }
    let picture = json!({ "name": "picture", "title": "picture", "summary": "A JPEG of the tab in front, as a binary message.",
        "contentType": "image/jpeg", "payload": { "type": "string", "format": "binary" } });
    messages.insert("BrowserPicture".into(), picture);
    let server = vec!["BrowserPage", "BrowserPicture", "BrowserClosed", "BrowserError", "BrowserPong"];
    ((server, vec!["BrowserTake", "BrowserInput", "BrowserRelease", "BrowserPing"]), messages)
}

/// References to messages on the channel.
pub fn on(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| json!({ "$ref": format!("#/channels/browser/messages/{name}") })).collect()
}

/// A schema that stands for itself: definitions in the places that name them.
fn inlined(mut schema: Value) -> Value {
    let definitions = schema.as_object_mut().and_then(|root| root.remove("$defs")).unwrap_or_default();
    fn walk(value: &mut Value, definitions: &Value) {
        let named = value.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix("#/$defs/"));
        if let Some(definition) = named.and_then(|name| definitions.get(name)) {
            *value = definition.clone();
        }
        match value {
            Value::Object(fields) => {
                fields.remove("$schema");
                fields.values_mut().for_each(|inner| walk(inner, definitions));
            }
            Value::Array(items) => items.iter_mut().for_each(|inner| walk(inner, definitions)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    walk(&mut schema, &definitions);
    schema
}
