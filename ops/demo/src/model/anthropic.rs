//! The Messages API, as the scripted model speaks it.

use serde_json::{Value, json};

use super::{
    heard::{Heard, Refused, Said, list, schema_in_prompt, text},
    reply::{Reply, pieces},
};

/// Reads a request, and refuses what the real API refuses.
pub fn hear(body: &Value, version: Option<&str>, betas: &str) -> Result<Heard, Refused> {
    if version.is_none() {
        return Err(Refused::bad("anthropic-version: header is required"));
    }
    if text(body, "model").is_empty() {
        return Err(Refused::bad("model: Field required"));
    }
    if body["max_tokens"].as_u64().is_none_or(|most| most == 0) {
        return Err(Refused::bad("max_tokens: Field required"));
    }
    let messages = list(body, "messages");
    if messages.is_empty() {
        return Err(Refused::bad("messages: at least one message is required"));
    }
    let tools = tools(body, betas)?;
    let mut heard = Heard {
        model: text(body, "model").into(),
        stream: body["stream"] == true,
        system: blocks_text(&body["system"]),
        tools,
        bytes: body.to_string().len(),
        ..Heard::default()
    };
    let mut open: Vec<(String, Option<String>)> = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        match text(message, "role") {
            "assistant" if at == 0 => return Err(Refused::bad("messages: first message must use the \"user\" role")),
            "assistant" => {
                open = calls(message);
                heard.said.push(Said::Model);
            }
            "user" => {
                let said = results(message, at, &open)?;
                open.clear();
                heard.said.push(said);
            }
            other => {
                return Err(Refused::bad(format!(
                    "messages.{at}.role: Input should be 'user' or 'assistant', not '{other}'"
                )));
            }
        }
    }
    if !open.is_empty() {
        return Err(unanswered(messages.len() - 1, &open));
    }
    let format = &body["output_config"]["format"];
    if format["type"] == "json_schema" {
        if !format["schema"].is_object() {
            return Err(Refused::bad("output_config.format.schema: Field required"));
        }
        heard.answer = Some(format["schema"]["title"].as_str().unwrap_or("answer").to_owned());
    }
    heard.answer = heard.answer.or_else(|| schema_in_prompt(&heard.system));
    Ok(heard)
}

fn tools(body: &Value, betas: &str) -> Result<Vec<String>, Refused> {
    let mut names = Vec::new();
    for (at, tool) in list(body, "tools").iter().enumerate() {
        let kind = text(tool, "type");
        if kind.starts_with("computer_toolset_") || kind.starts_with("browser_toolset_") {
            if let Some(extra) = ["name", "display_width_px", "display_height_px", "enable_zoom", "strict"]
                .iter()
                .find(|key| !tool[**key].is_null())
            {
                return Err(Refused::bad(format!("tools.{at}.{kind}.{extra}: Extra inputs are not permitted")));
            }
            if body["tool_choice"]["type"] == "tool" {
                return Err(Refused::bad("tool_choice: toolsets may not be forced"));
            }
            names.push(kind.to_owned());
            continue;
        }
        let beta = match kind {
            "computer_20241022" => Some("computer-use-2024-10-22"),
            "computer_20250124" => Some("computer-use-2025-01-24"),
            "computer_20251124" => Some("computer-use-2025-11-24"),
            _ => None,
        };
        if let Some(beta) = beta {
            if !betas.split(',').any(|given| given.trim() == beta) {
                return Err(Refused::bad(format!(
                    "tools.{at}: Input tag '{kind}' found using 'type' does not match any of the expected tags (tool needs the beta '{beta}')"
                )));
            }
            if tool["display_width_px"].as_u64().is_none() || tool["display_height_px"].as_u64().is_none() {
                return Err(Refused::bad(format!("tools.{at}.{kind}.display_width_px: Field required")));
            }
            names.push(kind.to_owned());
        }
        if text(tool, "name").is_empty() {
            return Err(Refused::bad(format!("tools.{at}.name: Field required")));
        }
        if (kind.is_empty() || kind == "custom") && tool["input_schema"]["type"] != "object" {
            return Err(Refused::bad(format!("tools.{at}.custom.input_schema.type: Input should be 'object'")));
        }
        names.push(text(tool, "name").to_owned());
    }
    Ok(names)
}

/// The calls of a message of the model: id and toolset.
fn calls(message: &Value) -> Vec<(String, Option<String>)> {
    let calls = list(message, "content").iter().filter(|block| block["type"] == "tool_use");
    calls.map(|block| (text(block, "id").to_owned(), block["toolset_name"].as_str().map(str::to_owned))).collect()
}

fn unanswered(at: usize, open: &[(String, Option<String>)]) -> Refused {
    let ids: Vec<&str> = open.iter().map(|(id, _)| id.as_str()).collect();
    Refused::bad(format!(
        "messages.{at}: `tool_use` ids were found without `tool_result` blocks immediately after: {}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
        ids.join(", ")
    ))
}

fn results(message: &Value, at: usize, open: &[(String, Option<String>)]) -> Result<Said, Refused> {
    let Some(blocks) = message["content"].as_array() else {
        let said = text(message, "content");
        return match (said.is_empty(), open.is_empty()) {
            (_, false) => Err(unanswered(at - 1, open)),
            (true, true) => Err(Refused::bad(format!("messages.{at}: user messages must have non-empty content"))),
            (false, true) => Ok(Said::User(said.to_owned())),
        };
    };
    let mut missing = open.to_vec();
    let (mut said, mut results) = (String::new(), false);
    for (n, block) in blocks.iter().enumerate() {
        match text(block, "type") {
            "text" if text(block, "text").is_empty() => {
                return Err(Refused::bad(format!("messages.{at}.content.{n}: text content blocks must be non-empty")));
            }
            "text" => said.push_str(text(block, "text")),
            "image" => picture(&block["source"], at, n)?,
            "tool_result" => {
                results = true;
                let id = text(block, "tool_use_id");
                let Some(found) = missing.iter().position(|(open, _)| open == id) else {
                    return Err(Refused::bad(format!(
                        "messages.{at}.content.{n}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message."
                    )));
                };
                let (_, toolset) = missing.swap_remove(found);
                if block["toolset_name"].as_str() != toolset.as_deref() {
                    return Err(Refused::bad(format!(
                        "messages.{at}.content.{n}.toolset_name: does not match that of its `tool_use` block"
                    )));
                }
                for part in list(block, "content").iter().filter(|part| part["type"] == "image") {
                    picture(&part["source"], at, n)?;
                }
                said.push_str(&blocks_text(&block["content"]));
                said.push('\n');
            }
            other => {
                return Err(Refused::bad(format!(
                    "messages.{at}.content.{n}: Input tag '{other}' is not one of the expected tags"
                )));
            }
        }
    }
    if !missing.is_empty() {
        return Err(unanswered(at - 1, &missing));
    }
    Ok(if results { Said::Results(said) } else { Said::User(said) })
}

fn picture(source: &Value, at: usize, n: usize) -> Result<(), Refused> {
    let known = ["image/png", "image/jpeg", "image/webp", "image/gif"].contains(&text(source, "media_type"));
    let by_data = source["type"] == "base64" && known && !text(source, "data").is_empty();
    if by_data || source["type"] == "url" || source["type"] == "file" {
        return Ok(());
    }
    Err(Refused::bad(format!("messages.{at}.content.{n}.image.source: Input is no image we know")))
}

fn blocks_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => blocks.iter().map(|block| text(block, "text")).collect::<Vec<_>>().join("\n"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => String::new(),
    }
}

fn stop_reason(reply: &Reply) -> &'static str {
    match (reply.cut, reply.refused, reply.calls.is_empty()) {
        (true, ..) => "max_tokens",
        (_, true, _) => "refusal",
        (.., false) => "tool_use",
        _ => "end_turn",
    }
}

fn message(reply: &Reply, heard: &Heard, content: Vec<Value>, stop: Value, output: u64) -> Value {
    json!({
        "id": "msg_demo", "type": "message", "role": "assistant", "model": heard.model, "content": content,
        "stop_reason": stop, "stop_sequence": null,
        "usage": { "input_tokens": reply.input_tokens, "output_tokens": output,
                   "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0 },
    })
}

/// A block of the answer, and the same block before anything was said, with the deltas that follow.
fn blocks(reply: &Reply) -> Vec<(Value, Value, Vec<Value>)> {
    let mut blocks = Vec::new();
    if let Some(thinking) = &reply.thinking {
        let mut deltas: Vec<Value> =
            pieces(thinking).into_iter().map(|piece| json!({ "type": "thinking_delta", "thinking": piece })).collect();
        deltas.push(json!({ "type": "signature_delta", "signature": "ZGVtbw==" }));
        let whole = json!({ "type": "thinking", "thinking": thinking, "signature": "ZGVtbw==" });
        blocks.push((whole, json!({ "type": "thinking", "thinking": "", "signature": "" }), deltas));
    }
    if let Some(said) = &reply.text {
        let deltas = pieces(said).into_iter().map(|piece| json!({ "type": "text_delta", "text": piece })).collect();
        blocks.push((json!({ "type": "text", "text": said }), json!({ "type": "text", "text": "" }), deltas));
    }
    for call in &reply.calls {
        let input = serde_json::from_str(&call.input).unwrap_or_else(|_| Value::String(call.input.clone()));
        let mut whole = json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": input });
        if let Some(toolset) = &call.toolset {
            whole["toolset_name"] = toolset.as_str().into();
        }
        let mut empty = whole.clone();
        empty["input"] = json!({});
        // the members of a toolset send their input in one piece
        let inputs = if call.toolset.is_some() { vec![call.input.clone()] } else { pieces(&call.input) };
        let deltas =
            inputs.into_iter().map(|piece| json!({ "type": "input_json_delta", "partial_json": piece })).collect();
        blocks.push((whole, empty, deltas));
    }
    blocks
}

/// The answer in one piece.
pub fn whole(reply: &Reply, heard: &Heard) -> Value {
    let content = blocks(reply).into_iter().map(|(whole, ..)| whole).collect();
    message(reply, heard, content, stop_reason(reply).into(), reply.output_tokens())
}

/// The answer as events: name and data.
pub fn events(reply: &Reply, heard: &Heard) -> Vec<(&'static str, Value)> {
    let begin = message(reply, heard, Vec::new(), Value::Null, 1);
    let mut events = vec![("message_start", json!({ "type": "message_start", "message": begin }))];
    events.push(("ping", json!({ "type": "ping" })));
    for (index, (_, empty, deltas)) in blocks(reply).into_iter().enumerate() {
        events.push((
            "content_block_start",
            json!({ "type": "content_block_start", "index": index, "content_block": empty }),
        ));
        for delta in deltas {
            events.push((
                "content_block_delta",
                json!({ "type": "content_block_delta", "index": index, "delta": delta }),
            ));
        }
        events.push(("content_block_stop", json!({ "type": "content_block_stop", "index": index })));
    }
    let delta = json!({ "stop_reason": stop_reason(reply), "stop_sequence": null });
    let usage = json!({ "output_tokens": reply.output_tokens() });
    events.push(("message_delta", json!({ "type": "message_delta", "delta": delta, "usage": usage })));
    events.push(("message_stop", json!({ "type": "message_stop" })));
    events
}

/// An error as this API words it.
pub fn error(kind: &str, message: &str) -> Value {
    json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": "req_demo" })
}
