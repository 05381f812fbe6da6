//! The Responses API, as the scripted model speaks it.

use serde_json::{Value, json};

use super::{
    chat,
    heard::{Heard, Refused, Said, list, schema_in_prompt, text},
    reply::{Reply, pieces},
};

/// Reads a request, and refuses what the real API refuses.
pub fn hear(body: &Value) -> Result<Heard, Refused> {
    if text(body, "model").is_empty() {
        return Err(Refused::bad("Missing required parameter: 'model'."));
    }
    let mut heard = Heard {
        model: text(body, "model").into(),
        stream: body["stream"] == true,
        system: text(body, "instructions").into(),
        bytes: body.to_string().len(),
        ..Heard::default()
    };
    for (at, tool) in list(body, "tools").iter().enumerate() {
        match text(tool, "type") {
            "computer" if !tool["display_width"].is_null() || !tool["environment"].is_null() => {
                return Err(Refused::bad(format!("Unknown parameter: 'tools[{at}].display_width'.")));
            }
            "computer" => heard.tools.push("computer".into()),
            "function" if !text(tool, "name").is_empty() => heard.tools.push(text(tool, "name").into()),
            "function" => return Err(Refused::bad(format!("Missing required parameter: 'tools[{at}].name'."))),
            other => return Err(Refused::bad(format!("unsupported tool type '{other}' (tools[{at}])"))),
        }
    }
    match &body["input"] {
        Value::String(said) if !said.is_empty() => heard.said.push(Said::User(said.clone())),
        Value::Array(items) if !items.is_empty() => items_of(items, &mut heard)?,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            return Err(Refused::bad("Missing required parameter: 'input'."));
        }
    }
    let format = &body["text"]["format"];
    if format["type"] == "json_schema" {
        chat::strict(format)?;
        heard.answer = Some(text(format, "name").to_owned());
    }
    heard.answer = heard.answer.or_else(|| schema_in_prompt(&heard.system));
    Ok(heard)
}

fn items_of(items: &[Value], heard: &mut Heard) -> Result<(), Refused> {
    let mut open: Vec<(String, bool)> = Vec::new();
    for item in items {
        match text(item, "type") {
            "function_call" | "computer_call" => {
                open.push((text(item, "call_id").to_owned(), item["type"] == "computer_call"));
                model_said(heard);
            }
            "reasoning" => model_said(heard),
            kind @ ("function_call_output" | "computer_call_output") => {
                let id = text(item, "call_id");
                let computer = kind == "computer_call_output";
                let found = open.iter().position(|(open, is_computer)| open == id && *is_computer == computer);
                let Some(found) = found else {
                    let what = if computer { "computer" } else { "function" };
                    return Err(Refused::bad(format!("No tool call found for {what} call output with call_id {id}.")));
                };
                open.swap_remove(found);
                if computer
                    && (item["output"]["type"] != "computer_screenshot"
                        || text(&item["output"], "image_url").is_empty())
                {
                    return Err(Refused::bad(
                        "Invalid value for 'output': a computer call is answered with a computer_screenshot",
                    ));
                }
                heard.said.push(Said::Results(content(&item["output"])));
            }
            "message" | "" => match text(item, "role") {
                "assistant" => model_said(heard),
                "system" | "developer" => heard.system.push_str(&content(&item["content"])),
                "user" => heard.said.push(Said::User(content(&item["content"]))),
                other => return Err(Refused::bad(format!("Invalid value: '{other}'."))),
            },
            other => return Err(Refused::bad(format!("Invalid value: '{other}' for an input item."))),
        }
    }
    match open.first() {
        Some((id, _)) => Err(Refused::bad(format!("No tool output found for function call {id}."))),
        None => Ok(()),
    }
}

/// The items of one turn count as one.
fn model_said(heard: &mut Heard) {
    if !matches!(heard.said.last(), Some(Said::Model)) {
        heard.said.push(Said::Model);
    }
}

fn content(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(|part| text(part, "text")).collect::<Vec<_>>().join(""),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => String::new(),
    }
}

fn items(reply: &Reply) -> Vec<Value> {
    let mut items = Vec::new();
    if let Some(thinking) = &reply.thinking {
        let summary = json!([{ "type": "summary_text", "text": thinking }]);
        items
            .push(json!({ "type": "reasoning", "id": "rs_demo", "summary": summary, "encrypted_content": "ZGVtbw==" }));
    }
    if let Some(said) = &reply.text {
        let part = if reply.refused {
            json!({ "type": "refusal", "refusal": said })
        } else {
            json!({ "type": "output_text", "text": said, "annotations": [], "logprobs": [] })
        };
        items.push(json!({ "type": "message", "id": "msg_demo", "role": "assistant", "status": "completed", "content": [part] }));
    }
    for (at, call) in reply.calls.iter().enumerate() {
        let (id, status) = (format!("fc_{at}"), if reply.cut { "incomplete" } else { "completed" });
        items.push(match &call.actions {
            Some(actions) => json!({ "type": "computer_call", "id": id, "call_id": call.id, "actions": actions,
                                     "pending_safety_checks": [], "status": status }),
            None => json!({ "type": "function_call", "id": id, "call_id": call.id, "name": call.name,
                            "arguments": call.input, "status": status }),
        });
    }
    items
}

fn response(reply: &Reply, heard: &Heard, output: Vec<Value>, status: &str) -> Value {
    let (input, written) = (reply.input_tokens, reply.output_tokens());
    let why = if reply.cut && status == "incomplete" { json!({ "reason": "max_output_tokens" }) } else { Value::Null };
    json!({
        "id": "resp_demo", "object": "response", "created_at": 1_780_000_000, "status": status, "error": null,
        "incomplete_details": why, "instructions": null, "metadata": {}, "model": heard.model, "output": output,
        "parallel_tool_calls": true, "temperature": 1.0, "tool_choice": "auto", "tools": [], "top_p": 1.0,
        "usage": { "input_tokens": input, "input_tokens_details": { "cached_tokens": 0 }, "output_tokens": written,
                   "output_tokens_details": { "reasoning_tokens": 0 }, "total_tokens": input + written },
    })
}

/// The answer in one piece.
pub fn whole(reply: &Reply, heard: &Heard) -> Value {
    response(reply, heard, items(reply), if reply.cut { "incomplete" } else { "completed" })
}

/// The answer as events.
pub fn events(reply: &Reply, heard: &Heard) -> Vec<(&'static str, Value)> {
    let begun = response(reply, heard, Vec::new(), "in_progress");
    let mut events = vec![
        ("response.created", json!({ "type": "response.created", "response": begun })),
        ("response.in_progress", json!({ "type": "response.in_progress", "response": begun })),
    ];
    for (index, item) in items(reply).into_iter().enumerate() {
        let mut added = item.clone();
        for key in ["content", "arguments", "actions"] {
            if !added[key].is_null() {
                added[key] = if key == "arguments" { json!("") } else { json!([]) };
            }
        }
        events.push((
            "response.output_item.added",
            json!({ "type": "response.output_item.added", "output_index": index, "item": added }),
        ));
        pieces_of(&item, index, &mut events);
        events.push((
            "response.output_item.done",
            json!({ "type": "response.output_item.done", "output_index": index, "item": item }),
        ));
    }
    let end = if reply.cut { "response.incomplete" } else { "response.completed" };
    events.push((end, json!({ "type": end, "response": whole(reply, heard) })));
    for (number, (_, event)) in events.iter_mut().enumerate() {
        event["sequence_number"] = number.into();
    }
    events
}

fn pieces_of(item: &Value, index: usize, events: &mut Vec<(&'static str, Value)>) {
    let id = text(item, "id");
    let part = &item["content"][0];
    if part["type"] == "output_text" {
        let empty = json!({ "type": "output_text", "text": "", "annotations": [], "logprobs": [] });
        let place = json!({ "item_id": id, "output_index": index, "content_index": 0 });
        let mut put = |name: &'static str, more: Value| {
            let mut event = place.clone();
            event["type"] = name.into();
            for (key, value) in more.as_object().into_iter().flatten() {
                event[key] = value.clone();
            }
            events.push((name, event));
        };
        put("response.content_part.added", json!({ "part": empty }));
        for piece in pieces(text(part, "text")) {
            put("response.output_text.delta", json!({ "delta": piece, "logprobs": [] }));
        }
        put("response.output_text.done", json!({ "text": text(part, "text"), "logprobs": [] }));
        put("response.content_part.done", json!({ "part": part }));
    }
    if item["type"] == "function_call" {
        for piece in pieces(text(item, "arguments")) {
            let name = "response.function_call_arguments.delta";
            events.push((name, json!({ "type": name, "item_id": id, "output_index": index, "delta": piece })));
        }
        let name = "response.function_call_arguments.done";
        let done = json!({ "type": name, "item_id": id, "output_index": index, "name": text(item, "name"), "arguments": text(item, "arguments") });
        events.push((name, done));
    }
}
