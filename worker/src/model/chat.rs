//! Chat Completions, as OpenAI and every compatible server have it: how a request is written, how an answer is read.

use serde_json::{Map, Value, json};

use super::{
    error::{Error, Kind, classify_event},
    fold::{Fold, Step, cut_in_call, input_of, text_of, tokens},
    request::{Api, Block, Image, Message, Request, Tool, ToolChoice},
    turn::{Delta, Said, Stop, ToolUse, Turn, Usage},
};

/// The body of the request for `model`.
pub fn encode(request: &Request, model: &str, max_tokens: u32, stream: bool, native_schema: bool) -> Value {
    let mut messages = Vec::new();
    if let Some(system) = &request.system {
        messages.push(json!({ "role": "system", "content": system }));
    }
    for message in &request.messages {
        match message {
            Message::User(blocks) => encode_user(blocks, &mut messages),
            Message::Assistant(turn) => messages.push(encode_turn(turn)),
        }
    }
    let mut body = json!({ "model": model, "messages": messages, "max_tokens": max_tokens, "stream": stream });
    if stream {
        body["stream_options"] = json!({ "include_usage": true });
    }
    offer_tools(&mut body, request, encode_tool);
    if let Some(answer) = request.answer.as_ref().filter(|_| native_schema) {
        body["response_format"] = json!({
            "type": "json_schema",
            "json_schema": { "name": answer.name, "schema": answer.schema, "strict": true },
        });
    }
    if let Some(effort) = &request.effort {
        body["reasoning_effort"] = effort.as_str().into();
    }
    if let Some(user) = &request.user {
        body["user"] = user.as_str().into();
    }
    body
}

/// Writes the tools and how they may be called, as both of OpenAI's APIs want it; nothing when there are none.
pub(super) fn offer_tools(body: &mut Value, request: &Request, encode: fn(&Tool) -> Value) {
    let tools: Vec<Value> = request.tools.iter().map(encode).collect();
    if tools.is_empty() {
        return;
    }
    body["tools"] = tools.into();
    body["tool_choice"] = match request.choice {
        ToolChoice::Auto => "auto",
        ToolChoice::Any => "required",
        ToolChoice::None => "none",
    }
    .into();
    if request.one_call {
        body["parallel_tool_calls"] = false.into();
    }
}

fn encode_tool(tool: &Tool) -> Value {
    match tool {
        Tool::Function { name, description, schema } => json!({
            "type": "function",
            "function": { "name": name, "description": description, "parameters": schema },
        }),
        Tool::Native { definition, .. } => definition.clone(),
    }
}

fn encode_image(image: &Image) -> Value {
    json!({ "type": "image_url", "image_url": { "url": image.data_url() } })
}

/// Results of tools carry only text here, so their pictures follow in a message of the user, after all results.
fn encode_user(blocks: &[Block], messages: &mut Vec<Value>) {
    let mut content = Vec::new();
    for block in blocks {
        match block {
            Block::Text { text } => content.push(json!({ "type": "text", "text": text })),
            Block::Image(image) => content.push(encode_image(image)),
            Block::ToolResult(result) => {
                let text = match (result.ok, result.text.is_empty()) {
                    (true, true) => "Done.".to_owned(),
                    (true, false) => result.text.clone(),
                    (false, _) => format!("Error: {}", result.text),
                };
                messages.push(json!({ "role": "tool", "tool_call_id": result.call_id, "content": text }));
                content.extend(result.images.iter().map(encode_image));
            }
        }
    }
    match content.as_slice() {
        [] => {}
        [only] if only["type"] == "text" => messages.push(json!({ "role": "user", "content": only["text"] })),
        _ => messages.push(json!({ "role": "user", "content": content })),
    }
}

fn encode_turn(turn: &Turn) -> Value {
    if turn.api == Api::ChatCompletions {
        return turn.raw.clone();
    }
    let calls: Vec<Value> = turn.uses().map(encode_call).collect();
    let mut message = json!({ "role": "assistant", "content": turn.text() });
    if !calls.is_empty() {
        message["tool_calls"] = calls.into();
    }
    message
}

fn encode_call(call: &ToolUse) -> Value {
    json!({
        "id": call.id,
        "type": "function",
        "function": { "name": call.name, "arguments": call.input.to_string() },
    })
}

/// Reads the events of a streamed answer.
#[derive(Debug, Default)]
pub struct Reader {
    model: String,
    content: String,
    refusal: String,
    reasoning: String,
    calls: Vec<Call>,
    finish: Option<String>,
    usage: Value,
}

#[derive(Debug, Default)]
struct Call {
    index: Option<u64>,
    id: String,
    name: String,
    arguments: String,
}

impl Reader {
    /// The call that a piece belongs to: by its index; without one, by its id; without both, the last.
    fn call(&mut self, piece: &Value) -> (&mut Call, bool) {
        let index = piece["index"].as_u64();
        let id = piece["id"].as_str().filter(|id| !id.is_empty());
        let found = self.calls.iter().position(|call| match (index, id) {
            (Some(index), _) => call.index == Some(index),
            (None, Some(id)) => call.id == id,
            (None, None) => false,
        });
        let last = (index.is_none() && id.is_none()).then(|| self.calls.len().checked_sub(1)).flatten();
        match found.or(last) {
            Some(at) => (&mut self.calls[at], false),
            None => {
                let at = self.calls.len();
                let id = id.map_or_else(|| format!("call_{at}"), str::to_owned);
                self.calls.push(Call { index, id, ..Call::default() });
                (&mut self.calls[at], true)
            }
        }
    }

    fn call_piece(&mut self, piece: &Value) -> Option<Delta> {
        let (call, new) = self.call(piece);
        let function = &piece["function"];
        call.name.push_str(function["name"].as_str().unwrap_or_default());
        let arguments = match &function["arguments"] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            // some servers send the object itself
            object @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => object.to_string(),
        };
        call.arguments.push_str(&arguments);
        if new {
            return Some(Delta::CallStarted { id: call.id.clone(), name: call.name.clone() });
        }
        Some(Delta::CallInput { id: call.id.clone(), json: arguments })
    }

    fn message(&mut self) -> Value {
        let calls: Vec<Value> = self
            .calls
            .iter()
            .map(|call| {
                json!({ "id": call.id, "type": "function", "function": { "name": call.name, "arguments": call.arguments } })
            })
            .collect();
        let mut message = Map::from_iter([("role".to_owned(), json!("assistant"))]);
        message.insert("content".into(), if self.content.is_empty() { Value::Null } else { json!(self.content) });
        if !self.reasoning.is_empty() {
            message.insert("reasoning_content".into(), json!(self.reasoning));
        }
        if !self.refusal.is_empty() {
            message.insert("refusal".into(), json!(self.refusal));
        }
        if !calls.is_empty() {
            message.insert("tool_calls".into(), calls.into());
        }
        json!({
            "model": self.model,
            "choices": [{ "message": message, "finish_reason": self.finish }],
            "usage": self.usage,
        })
    }
}

impl Fold for Reader {
    fn event(&mut self, event: &Value) -> Result<Step, Error> {
        if event.get("error").is_some_and(|error| !error.is_null()) {
            return Err(classify_event(event));
        }
        if let Some(model) = event["model"].as_str() {
            model.clone_into(&mut self.model);
        }
        if event["usage"].is_object() {
            self.usage = event["usage"].clone();
        }
        let choice = &event["choices"][0];
        if let Some(finish) = choice["finish_reason"].as_str() {
            self.finish = Some(finish.to_owned());
        }
        let delta = &choice["delta"];
        let mut told = None;
        if let Some(piece) = delta["content"].as_str().filter(|piece| !piece.is_empty()) {
            self.content.push_str(piece);
            told = Some(Delta::Text(piece.to_owned()));
        }
        let thought = delta["reasoning_content"].as_str().or_else(|| delta["reasoning"].as_str());
        if let Some(piece) = thought.filter(|piece| !piece.is_empty()) {
            self.reasoning.push_str(piece);
            told = Some(Delta::Thinking(piece.to_owned()));
        }
        self.refusal.push_str(delta["refusal"].as_str().unwrap_or_default());
        for piece in delta["tool_calls"].as_array().into_iter().flatten() {
            told = self.call_piece(piece).or(told);
        }
        // the end is `[DONE]`, which ends the stream; the usage comes after the finish reason
        Ok(Step::More(told))
    }

    fn end(&mut self) -> Option<Value> {
        self.finish.is_some().then(|| self.message())
    }

    fn paid(&self) -> Usage {
        let written = self.content.len() + self.calls.iter().map(|call| call.arguments.len()).sum::<usize>();
        Usage { output: written as u64 / 4, ..usage(&self.usage) }
    }
}

fn usage(usage: &Value) -> Usage {
    let cached = tokens(&usage["prompt_tokens_details"], "cached_tokens");
    Usage {
        input: tokens(usage, "prompt_tokens").saturating_sub(cached),
        output: tokens(usage, "completion_tokens"),
        cache_read: cached,
        cache_write: 0,
    }
}

/// Reads a whole answer: what it is replayed as, what it says, why it ended, what it used.
///
/// # Errors
/// An answer that is none, and one that ended in the middle of a call.
pub fn decode(whole: &Value) -> Result<(Value, Vec<Said>, Stop, Usage), Error> {
    let choice = &whole["choices"][0];
    let message = choice["message"].as_object().ok_or_else(|| {
        Error::new(Kind::Broken, "the answer has no `choices[0].message`, so it is none of Chat Completions")
    })?;
    let mut message = Value::Object(message.clone());
    message["role"] = "assistant".into();
    let mut said = Vec::new();
    let thought = message["reasoning_content"].as_str().or_else(|| message["reasoning"].as_str());
    if let Some(text) = thought.filter(|text| !text.is_empty()) {
        said.push(Said::Thinking { text: text.to_owned() });
    }
    let refusal = message["refusal"].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let text = message["content"].as_str().map(str::to_owned).or_else(|| refusal.clone()).unwrap_or_default();
    if !text.is_empty() {
        said.push(Said::Text { text });
    }
    let finish = choice["finish_reason"].as_str().unwrap_or_default();
    let mut calls = message["tool_calls"].as_array().cloned().unwrap_or_default();
    if !calls.is_empty() && finish == "length" {
        return Err(cut_in_call());
    }
    for (at, call) in calls.iter_mut().enumerate() {
        said.push(Said::ToolUse(decode_call(call, at)?));
    }
    let has_calls = !calls.is_empty();
    if has_calls {
        message["tool_calls"] = calls.into();
    }
    let stop = match finish {
        _ if refusal.is_some() => Stop::Refusal,
        "tool_calls" | "function_call" => Stop::ToolUse,
        "stop" if has_calls => Stop::ToolUse,
        "stop" => Stop::End,
        "length" => Stop::MaxTokens,
        "content_filter" => Stop::Refusal,
        "error" => return Err(Error::new(Kind::Server, "the model's endpoint says that its answer is an error")),
        "" => return Err(Error::new(Kind::Broken, "the answer does not say that it is complete")),
        other => Stop::Other(super::error::plain(other)),
    };
    Ok((message, said, stop, usage(&whole["usage"])))
}

/// Some servers leave out the id; the one made here goes into what is replayed too.
fn decode_call(call: &mut Value, at: usize) -> Result<ToolUse, Error> {
    let mut id = text_of(call, "id");
    if id.is_empty() {
        id = format!("call_{at}");
        call["id"] = id.as_str().into();
        call["type"] = "function".into();
    }
    let name = text_of(&call["function"], "name");
    let input = match &call["function"]["arguments"] {
        Value::String(text) => input_of(text, &name)?,
        Value::Null => json!({}),
        object @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            let object = object.clone();
            call["function"]["arguments"] = object.to_string().into();
            object
        }
    };
    Ok(ToolUse { id, name, input, toolset: None, computer: false })
}
