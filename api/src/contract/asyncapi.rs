//! The AsyncAPI 3 document: what goes over the socket, from the server's point of view.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::events;
use crate::stream::message::close;

/// The document, with the schemas of the OpenAPI document.
#[must_use]
pub fn document(openapi: &Value) -> Value {
    let (_, kinds) = events::schemas();
    let mut messages = Map::new();
    for kind in &kinds {
        messages.insert(
            kind.schema.clone(),
            message(&kind.tag, &kind.description, json!({ "$ref": format!("#/components/schemas/{}", kind.schema) })),
        );
    }
    let events: Vec<String> = messages.keys().cloned().collect();
    for (name, tag, description, properties, required) in control() {
        let mut properties = properties;
        properties["type"] = json!({ "type": "string", "enum": [tag] });
        let payload = json!({ "type": "object", "required": required, "properties": properties });
        messages.insert(name.into(), message(tag, description, payload));
    }
    let from_server: Vec<&str> =
        events.iter().map(String::as_str).chain(["Subscribed", "Unsubscribed", "Pong", "Error"]).collect();
    let on_channel: Map<String, Value> = messages
        .keys()
        .map(|name| (name.clone(), json!({ "$ref": format!("#/components/messages/{name}") })))
        .collect();
    let (chat, of_chat) = super::chat::messages();
    let on_chat: Map<String, Value> = of_chat
        .keys()
        .chain(events.iter())
        .map(|name| (name.clone(), json!({ "$ref": format!("#/components/messages/{name}") })))
        .collect();
    messages.extend(of_chat);
    let on_the_chat = |names: &[&str]| -> Vec<Value> {
        names.iter().map(|name| json!({ "$ref": format!("#/channels/chat/messages/{name}") })).collect()
    };
    let heard_in_chat: Vec<&str> = events.iter().map(String::as_str).collect();
    let (viewing, of_viewing) = super::viewing::messages();
    let on_viewing: Map<String, Value> = of_viewing
        .keys()
        .map(|name| (name.clone(), json!({ "$ref": format!("#/components/messages/{name}") })))
        .collect();
    messages.extend(of_viewing);
    let mut document = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Flowtilla events",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Live events over one WebSocket. The same events are in `GET /api/v1/test-runs/{id}/events` and, as server-sent events, in `GET /api/v1/stream`.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "defaultContentType": "application/json",
        "servers": { "local": { "host": "localhost:8000", "protocol": "ws", "description": "`flowtilla dev`" } },
        "channels": {
            "events": {
                "address": "/ws",
                "title": "Events",
                "description": description(),
                "messages": on_channel,
                "bindings": { "ws": { "query": { "type": "object", "properties": {
                    "topic": { "type": "string", "description": "Subscribe to this topic at once; a topic that does not exist closes the socket with 4404." },
                    "after": { "type": "string", "description": "Go on after this event of that topic." },
                } } } },
            },
            "chat": {
                "address": "/ws/chat/{session_id}",
                "title": "A chat with an agent",
                "description": super::chat::DESCRIPTION,
                "parameters": { "session_id": { "description": "Of `POST /api/v1/sessions`." } },
                "messages": on_chat,
            },
            "browser": {
                "address": "/ws/browser/{session_id}",
                "title": "A browser",
                "description": super::viewing::DESCRIPTION,
                "parameters": { "session_id": { "description": "Of `GET /api/browser/sessions`." } },
                "messages": on_viewing,
            }
        },
        "operations": {
            "sendEvents": { "action": "send", "channel": { "$ref": "#/channels/events" }, "summary": "What the server says.", "messages": on(&from_server) },
            "receiveCommands": { "action": "receive", "channel": { "$ref": "#/channels/events" }, "summary": "What a client may say.", "messages": on(&["Subscribe", "Unsubscribe", "Ping"]) },
            "tellChat": { "action": "send", "channel": { "$ref": "#/channels/chat" }, "summary": "What happens in the session.", "messages": on_the_chat(&heard_in_chat) },
            "receiveChat": { "action": "receive", "channel": { "$ref": "#/channels/chat" }, "summary": "What a client may say.", "messages": on_the_chat(&chat) },
            "showBrowser": { "action": "send", "channel": { "$ref": "#/channels/browser" }, "summary": "What a watcher gets.", "messages": super::viewing::on(&viewing.0) },
            "steerBrowser": { "action": "receive", "channel": { "$ref": "#/channels/browser" }, "summary": "What a watcher may say.", "messages": super::viewing::on(&viewing.1) },
        },
        "components": { "messages": messages, "schemas": schemas(openapi, &events) },
    });
    super::desktops::add(&mut document);
    document
}

fn message(tag: &str, description: &str, payload: Value) -> Value {
    json!({ "name": tag, "title": tag, "summary": description, "payload": payload })
}

fn on(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| json!({ "$ref": format!("#/channels/events/messages/{name}") })).collect()
}

/// The messages beside events: name, `type`, description, properties, required.
fn control() -> Vec<(&'static str, &'static str, &'static str, Value, Vec<&'static str>)> {
    let topic = json!({ "type": "string", "description": "`run:{id}`, or `all` for everything in the project." });
    let place = json!({ "oneOf": [{ "type": "integer" }, { "type": "string" }] });
    let after = json!({ "oneOf": [{ "type": "integer" }, { "type": "string" }],
        "description": "Go on after this event: its `seq`, or on `all` its `position`. Absent: only what comes." });
    vec![
        ("Subscribe", "subscribe", "Follow a topic.", json!({ "topic": topic, "after": after }), vec!["type", "topic"]),
        ("Unsubscribe", "unsubscribe", "Follow a topic no more.", json!({ "topic": topic }), vec!["type", "topic"]),
        ("Ping", "ping", "Ask for a sign of life.", json!({}), vec!["type"]),
        (
            "Subscribed",
            "subscribed",
            "Events of the topic follow; `head` is the place of the newest one now.",
            json!({ "topic": topic, "head": place }),
            vec!["type", "topic", "head"],
        ),
        (
            "Unsubscribed",
            "unsubscribed",
            "No further events of the topic follow.",
            json!({ "topic": topic }),
            vec!["type", "topic"],
        ),
        ("Pong", "pong", "The sign of life.", json!({}), vec!["type"]),
        (
            "Error",
            "error",
            "A message could not be obeyed; the socket stays open.",
            json!({
                "topic": topic, "status": { "type": "integer" }, "code": { "type": "string" }, "detail": { "type": "string" },
            }),
            vec!["type", "status", "code", "detail"],
        ),
    ]
}

fn description() -> String {
    let codes = [
        (close::GOING_AWAY, "the server stops; connect again and resume"),
        (close::TOO_SLOW, "the client took too little; connect again and resume"),
        (close::UNAUTHORIZED, "the key was revoked"),
        (close::FORBIDDEN, "the key does not reach the topic in the address"),
        (close::NOT_FOUND, "the topic in the address does not exist"),
        (close::SILENT, "nothing was heard from the client, not even a pong"),
        (close::TOO_MANY, "too many messages"),
    ];
    let codes: Vec<String> = codes.iter().map(|(code, why)| format!("- {code}: {why}")).collect();
    format!(
        "Subscribe to any number of topics. Every event of a topic comes once and in order; where that cannot be, an event of type `reset` \
         says so. Resume by `after`. A key goes into `Authorization`, `X-API-Key`, or, where a page cannot set headers, into a second \
         subprotocol: `new WebSocket(url, [\"flowtilla\", \"flowtilla.key.<key>\"])`.\n\nClose codes:\n{}",
        codes.join("\n")
    )
}

/// The schemas that the events reach.
fn schemas(openapi: &Value, events: &[String]) -> Value {
    let all = &openapi["components"]["schemas"];
    let mut reached = BTreeSet::new();
    let mut fresh: Vec<String> = events.to_vec();
    while let Some(name) = fresh.pop() {
        if reached.insert(name.clone()) {
            let text = all[&name].to_string();
            let targets = text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
            fresh.extend(targets.map(str::to_owned));
        }
    }
    let nullable_as_type = |name: &String| (name.clone(), json_schema(all[name].clone()));
    Value::Object(reached.iter().map(nullable_as_type).collect())
}

/// AsyncAPI takes JSON Schema, which has no `nullable`.
fn json_schema(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(object) => {
            for inner in object.values_mut() {
                *inner = json_schema(inner.take());
            }
            if object.remove("nullable").is_some() {
                let description = object.remove("description");
                let mut either = json!({ "oneOf": [Value::Object(std::mem::take(object)), { "type": "null" }] });
                if let Some(description) = description {
                    either["description"] = description;
                }
                return either;
            }
        }
        Value::Array(items) => {
            for inner in items {
                *inner = json_schema(inner.take());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    schema
}
