//! OpenAI's Responses API: how a request is written, how an answer is read.
//!
//! Nothing is stored at the provider: the whole conversation is sent each time, with the reasoning as it came, encrypted.

use serde_json::{Value, json};

use super::{
    chat::offer_tools,
    error::{Error, Kind, classify_event},
    fold::{Fold, Step, cut_in_call, input_of, text_of, tokens},
    request::{Api, Block, Image, Message, Request, Tool, ToolResult},
    turn::{Delta, Said, Stop, ToolUse, Turn, Usage},
};

/// The body of the request for `model`.
pub fn encode(request: &Request, model: &str, max_tokens: u32, stream: bool, native_schema: bool) -> Value {
    let mut input = Vec::new();
    for message in &request.messages {
        match message {
            Message::User(blocks) => encode_user(blocks, request, &mut input),
            Message::Assistant(turn) => encode_turn(turn, &mut input),
        }
    }
    let mut body = json!({
        "model": model,
        "input": input,
        "max_output_tokens": max_tokens,
        "stream": stream,
        "store": false,
        "include": ["reasoning.encrypted_content"],
    });
    if let Some(system) = &request.system {
        body["instructions"] = system.as_str().into();
    }
    offer_tools(&mut body, request, encode_tool);
    if let Some(answer) = request.answer.as_ref().filter(|_| native_schema) {
        let schema = &answer.schema;
        body["text"] =
            json!({ "format": { "type": "json_schema", "name": answer.name, "schema": schema, "strict": true } });
    }
    if let Some(effort) = &request.effort {
        body["reasoning"] = json!({ "effort": effort });
    }
    if let Some(user) = &request.user {
        body["safety_identifier"] = user.as_str().into();
    }
    body
}

fn encode_tool(tool: &Tool) -> Value {
    match tool {
        Tool::Function { name, description, schema } => json!({
            "type": "function",
            "name": name,
            "description": description,
            "parameters": schema,
            "strict": false,
        }),
        Tool::Native { definition, .. } => definition.clone(),
    }
}

fn encode_image(image: &Image) -> Value {
    json!({ "type": "input_image", "image_url": image.data_url(), "detail": "auto" })
}

fn encode_user(blocks: &[Block], request: &Request, input: &mut Vec<Value>) {
    let mut content = Vec::new();
    for block in blocks {
        match block {
            Block::Text { text } => content.push(json!({ "type": "input_text", "text": text })),
            Block::Image(image) => content.push(encode_image(image)),
            Block::ToolResult(result) => encode_result(result, request, input, &mut content),
        }
    }
    if !content.is_empty() {
        input.push(json!({ "role": "user", "content": content }));
    }
}

/// A computer call is answered with a picture alone; what is to be said beside it follows as a message.
fn encode_result(result: &ToolResult, request: &Request, input: &mut Vec<Value>, after: &mut Vec<Value>) {
    let call = request.call(&result.call_id).filter(|call| call.computer);
    let text = if result.ok { result.text.clone() } else { format!("Error: {}", result.text) };
    let (Some(call), Some(picture)) = (call, result.images.last()) else {
        let output = if result.images.is_empty() {
            json!(text)
        } else {
            let mut parts = vec![json!({ "type": "input_text", "text": text })];
            parts.extend(result.images.iter().map(encode_image));
            json!(parts)
        };
        return input.push(json!({ "type": "function_call_output", "call_id": result.call_id, "output": output }));
    };
    let mut answer = json!({
        "type": "computer_call_output",
        "call_id": result.call_id,
        "output": { "type": "computer_screenshot", "image_url": picture.data_url(), "detail": "original" },
    });
    // whoever carried the call out has had its warnings approved
    let checks = call.input["pending_safety_checks"].as_array().cloned().unwrap_or_default();
    if result.ok && !checks.is_empty() {
        answer["acknowledged_safety_checks"] = checks.into();
    }
    input.push(answer);
    if !result.ok || !result.text.is_empty() {
        after.push(json!({ "type": "input_text", "text": text }));
    }
}

fn encode_turn(turn: &Turn, input: &mut Vec<Value>) {
    if let (Api::OpenaiResponses, Some(items)) = (turn.api, turn.raw.as_array()) {
        return input.extend(items.iter().cloned());
    }
    let text = turn.text();
    if !text.is_empty() {
        input.push(json!({ "role": "assistant", "content": [{ "type": "output_text", "text": text }] }));
    }
    for call in turn.uses() {
        input.push(json!({
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.input.to_string(),
        }));
    }
}

/// Reads the events of a streamed answer.
#[derive(Debug, Default)]
pub struct Reader {
    /// Items that are complete, for servers whose last event leaves them out.
    items: Vec<Value>,
    /// The call that each item id stands for.
    calls: Vec<(String, String)>,
    written: usize,
}

impl Reader {
    fn started(&mut self, item: &Value) -> Option<Delta> {
        let kind = item["type"].as_str()?;
        if kind != "function_call" && kind != "computer_call" {
            return None;
        }
        let id = text_of(item, "call_id");
        self.calls.push((text_of(item, "id"), id.clone()));
        let name = if kind == "computer_call" { "computer".to_owned() } else { text_of(item, "name") };
        Some(Delta::CallStarted { id, name })
    }

    fn piece(&mut self, event: &Value) -> String {
        let piece = text_of(event, "delta");
        self.written += piece.len();
        piece
    }

    fn whole(&mut self, event: &Value) -> Value {
        let mut response = event["response"].clone();
        if response["output"].as_array().is_none_or(Vec::is_empty) {
            response["output"] = std::mem::take(&mut self.items).into();
        }
        response
    }
}

impl Fold for Reader {
    fn event(&mut self, event: &Value) -> Result<Step, Error> {
        let told = match event["type"].as_str().unwrap_or_default() {
            "response.output_item.added" => self.started(&event["item"]),
            "response.output_item.done" => {
                self.items.push(event["item"].clone());
                None
            }
            "response.output_text.delta" | "response.refusal.delta" => Some(Delta::Text(self.piece(event))),
            "response.reasoning_summary_text.delta" | "response.reasoning_text.delta" => {
                Some(Delta::Thinking(self.piece(event)))
            }
            "response.function_call_arguments.delta" => {
                let json = self.piece(event);
                let item = text_of(event, "item_id");
                let call = self.calls.iter().find(|(id, _)| *id == item).map(|(_, call)| call.clone());
                call.map(|id| Delta::CallInput { id, json })
            }
            "response.completed" | "response.incomplete" => return Ok(Step::Done(self.whole(event))),
            "response.failed" | "error" => return Err(classify_event(event)),
            _ if event.get("error").is_some_and(|error| !error.is_null()) => return Err(classify_event(event)),
            _ => None,
        };
        Ok(Step::More(told))
    }

    fn paid(&self) -> Usage {
        Usage { output: self.written as u64 / 4, ..Usage::default() }
    }
}

/// Reads a whole answer: what it is replayed as, what it says, why it ended, what it used.
///
/// # Errors
/// An answer that is none or has failed, and one that ended in the middle of a call.
pub fn decode(response: &Value) -> Result<(Value, Vec<Said>, Stop, Usage), Error> {
    let items = response["output"]
        .as_array()
        .ok_or_else(|| Error::new(Kind::Broken, "the answer has no `output`, so it is none of the Responses API"))?;
    if response["status"] == "failed" {
        return Err(classify_event(response));
    }
    let (mut said, mut refused) = (Vec::new(), false);
    for item in items {
        decode_item(item, &mut said, &mut refused)?;
    }
    let calls = said.iter().any(|said| matches!(said, Said::ToolUse(_)));
    let stop = match (response["status"].as_str(), response["incomplete_details"]["reason"].as_str()) {
        (Some("incomplete"), Some("content_filter")) => Stop::Refusal,
        (Some("incomplete"), _) if calls => return Err(cut_in_call()),
        (Some("incomplete"), Some("max_output_tokens") | None) => Stop::MaxTokens,
        (Some("incomplete"), Some(other)) => Stop::Other(super::error::plain(other)),
        (Some("completed") | None, _) if refused => Stop::Refusal,
        (Some("completed") | None, _) if calls => Stop::ToolUse,
        (Some("completed") | None, _) => Stop::End,
        (Some(other), _) => {
            let message = format!("the answer is `{}` and not completed", super::error::plain(other));
            return Err(Error::new(Kind::Broken, message));
        }
    };
    let usage = &response["usage"];
    let cached = tokens(&usage["input_tokens_details"], "cached_tokens");
    let used = Usage {
        input: tokens(usage, "input_tokens").saturating_sub(cached),
        output: tokens(usage, "output_tokens"),
        cache_read: cached,
        cache_write: 0,
    };
    Ok((items.clone().into(), said, stop, used))
}

fn decode_item(item: &Value, said: &mut Vec<Said>, refused: &mut bool) -> Result<(), Error> {
    match item["type"].as_str().unwrap_or_default() {
        "message" => {
            for part in item["content"].as_array().into_iter().flatten() {
                if part["type"] == "refusal" {
                    *refused = true;
                    said.push(Said::Text { text: text_of(part, "refusal") });
                } else {
                    said.push(Said::Text { text: text_of(part, "text") });
                }
            }
        }
        "reasoning" => {
            let parts = item["summary"].as_array().into_iter().flatten();
            let text = parts.map(|part| text_of(part, "text")).collect::<Vec<_>>().join("\n");
            said.push(Said::Thinking { text });
        }
        "function_call" => {
            let name = text_of(item, "name");
            let input = input_of(&text_of(item, "arguments"), &name)?;
            let id = text_of(item, "call_id");
            said.push(Said::ToolUse(ToolUse { id, name, input, toolset: None, computer: false }));
        }
        "computer_call" => {
            // the older tool sends one `action`
            let actions = match (&item["actions"], &item["action"]) {
                (Value::Array(actions), _) => actions.clone(),
                (_, Value::Null) => Vec::new(),
                (_, action) => vec![action.clone()],
            };
            let input = json!({ "actions": actions, "pending_safety_checks": item["pending_safety_checks"] });
            let id = text_of(item, "call_id");
            said.push(Said::ToolUse(ToolUse { id, name: "computer".into(), input, toolset: None, computer: true }));
        }
        _ => {}
    }
    Ok(())
}
