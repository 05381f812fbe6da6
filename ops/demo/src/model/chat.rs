//! Chat Completions, as the scripted model speaks them.

use serde_json::{Value, json};

use super::{
    heard::{Heard, Refused, Said, list, schema_in_prompt, text},
    reply::{Reply, pieces},
};

/// Reads a request, and refuses what the real API refuses.
pub fn hear(body: &Value) -> Result<Heard, Refused> {
    if text(body, "model").is_empty() {
        return Err(Refused::bad("you must provide a model parameter"));
    }
    let messages = list(body, "messages");
    if messages.is_empty() {
        return Err(Refused::bad("[] is too short - 'messages'"));
    }
    let mut heard = Heard {
        model: text(body, "model").into(),
        stream: body["stream"] == true,
        bytes: body.to_string().len(),
        ..Heard::default()
    };
    for (at, tool) in list(body, "tools").iter().enumerate() {
        if tool["type"] != "function" || text(&tool["function"], "name").is_empty() {
            return Err(Refused::bad(format!(
                "Invalid value for tools[{at}]: unsupported tool type '{}'",
                text(tool, "type")
            )));
        }
        heard.tools.push(text(&tool["function"], "name").to_owned());
    }
    if body["stream_options"].is_object() && !heard.stream {
        return Err(Refused::bad("The 'stream_options' parameter is only allowed when 'stream' is enabled."));
    }
    let mut open: Vec<String> = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let role = text(message, "role");
        if role != "tool" && !open.is_empty() {
            return Err(Refused::bad(format!(
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: {}",
                open.join(", ")
            )));
        }
        match role {
            "system" | "developer" => heard.system.push_str(&content(&message["content"])),
            "user" => heard.said.push(Said::User(content(&message["content"]))),
            "assistant" => {
                open = list(message, "tool_calls").iter().map(|call| text(call, "id").to_owned()).collect();
                heard.said.push(Said::Model);
            }
            "tool" => {
                let id = text(message, "tool_call_id");
                let Some(found) = open.iter().position(|open| open == id) else {
                    return Err(Refused::bad(format!(
                        "messages with role 'tool' must be a response to a preceeding message with 'tool_calls' (messages[{at}])"
                    )));
                };
                open.swap_remove(found);
                if message["content"].as_array().is_some_and(|parts| parts.iter().any(|part| part["type"] != "text")) {
                    return Err(Refused::bad(format!(
                        "Invalid 'messages[{at}]'. Image URLs are only allowed for messages with role 'user'."
                    )));
                }
                heard.said.push(Said::Results(content(&message["content"])));
            }
            other => {
                return Err(Refused::bad(format!(
                    "Invalid value: '{other}'. Supported values are: 'system', 'assistant', 'user', 'tool'"
                )));
            }
        }
    }
    if !open.is_empty() {
        return Err(Refused::bad(format!(
            "The following tool_call_ids did not have response messages: {}",
            open.join(", ")
        )));
    }
    if body["response_format"]["type"] == "json_schema" {
        let format = &body["response_format"]["json_schema"];
        strict(format)?;
        heard.answer = Some(text(format, "name").to_owned());
    }
    heard.answer = heard.answer.or_else(|| schema_in_prompt(&heard.system));
    Ok(heard)
}

/// A strict schema closes every object and requires every property.
pub fn strict(format: &Value) -> Result<(), Refused> {
    if text(format, "name").is_empty() || !format["schema"].is_object() {
        return Err(Refused::bad("Missing required parameter: 'response_format.json_schema'"));
    }
    if format["strict"] == true
        && let Some(place) = loose(&format["schema"], "()")
    {
        let name = text(format, "name");
        return Err(Refused::bad(format!(
            "Invalid schema for response_format '{name}': In context={place}, 'additionalProperties' is required to be supplied and to be false, and 'required' to include every key in properties."
        )));
    }
    Ok(())
}

fn loose(schema: &Value, place: &str) -> Option<String> {
    if let Some(properties) = schema["properties"].as_object() {
        let required = list(schema, "required");
        let all = properties.keys().all(|key| required.iter().any(|name| name == key));
        if schema["additionalProperties"] != false || !all {
            return Some(place.to_owned());
        }
        let inside = properties.iter().find_map(|(key, inner)| loose(inner, &format!("{place}.{key}")));
        if inside.is_some() {
            return inside;
        }
    }
    let parts = list(schema, "anyOf").iter().chain(schema.get("items"));
    parts.into_iter().find_map(|inner| loose(inner, place))
}

fn content(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(|part| text(part, "text")).collect::<Vec<_>>().join(""),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => String::new(),
    }
}

fn finish(reply: &Reply) -> &'static str {
    match (reply.cut, reply.calls.is_empty()) {
        (true, _) => "length",
        (_, false) => "tool_calls",
        _ => "stop",
    }
}

fn usage(reply: &Reply) -> Value {
    let (input, output) = (reply.input_tokens, reply.output_tokens());
    json!({ "prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output })
}

/// The answer in one piece.
pub fn whole(reply: &Reply, heard: &Heard) -> Value {
    let mut message = json!({ "role": "assistant", "content": reply.text, "refusal": null });
    if reply.refused {
        message["refusal"] = message["content"].take();
    }
    if !reply.calls.is_empty() {
        let call = |call: &super::reply::Asked| json!({ "id": call.id, "type": "function", "function": { "name": call.name, "arguments": call.input } });
        message["tool_calls"] = reply.calls.iter().map(call).collect::<Vec<_>>().into();
    }
    let choice = json!({ "index": 0, "message": message, "finish_reason": finish(reply), "logprobs": null });
    json!({ "id": "chatcmpl-demo", "object": "chat.completion", "created": 1_780_000_000, "model": heard.model,
            "choices": [choice], "usage": usage(reply) })
}

/// The answer as events, without the `[DONE]` at its end.
pub fn events(reply: &Reply, heard: &Heard) -> Vec<(&'static str, Value)> {
    let chunk = |delta: Value, finish: Value| {
        json!({ "id": "chatcmpl-demo", "object": "chat.completion.chunk", "created": 1_780_000_000, "model": heard.model,
                "choices": [{ "index": 0, "delta": delta, "finish_reason": finish, "logprobs": null }], "usage": null })
    };
    let mut chunks = vec![chunk(json!({ "role": "assistant", "content": "" }), Value::Null)];
    let key = if reply.refused { "refusal" } else { "content" };
    for piece in reply.text.iter().flat_map(|text| pieces(text)) {
        chunks.push(chunk(json!({ key: piece }), Value::Null));
    }
    for (index, call) in reply.calls.iter().enumerate() {
        let begin = json!({ "index": index, "id": call.id, "type": "function", "function": { "name": call.name, "arguments": "" } });
        chunks.push(chunk(json!({ "tool_calls": [begin] }), Value::Null));
        for piece in pieces(&call.input) {
            let more = json!({ "index": index, "function": { "arguments": piece } });
            chunks.push(chunk(json!({ "tool_calls": [more] }), Value::Null));
        }
    }
    chunks.push(chunk(json!({}), finish(reply).into()));
    let mut last = chunk(json!({}), Value::Null);
    last["choices"] = json!([]);
    last["usage"] = usage(reply);
    chunks.push(last);
    chunks.into_iter().map(|chunk| ("", chunk)).collect()
}

/// An error as OpenAI words it.
pub fn error(kind: &str, message: &str) -> Value {
    json!({ "error": { "message": message, "type": kind, "param": null, "code": null } })
}
