//! Anthropic's Messages API: how a request is written, how an answer is read.

use serde_json::{Map, Value, json};

use super::{
    error::{Error, Kind, classify_event},
    fold::{Fold, Step, cut_in_call, input_of, text_of, tokens},
    request::{Api, Block, Image, Message, Request, Tool, ToolChoice, ToolResult},
    turn::{Delta, Said, Stop, ToolUse, Usage},
};

/// Members of the browser toolset that answer with a block of their own.
const TAB_MEMBERS: [&str; 4] = ["list_tabs", "new_tab", "switch_tab", "close_tab"];

/// The body of the request for `model`.
pub fn encode(request: &Request, model: &str, max_tokens: u32, stream: bool, native_schema: bool) -> Value {
    let mut body = json!({ "model": model, "max_tokens": max_tokens, "stream": stream });
    if let Some(system) = &request.system {
        body["system"] = json!([{ "type": "text", "text": system, "cache_control": { "type": "ephemeral" } }]);
    }
    let mut messages: Vec<Value> = request.messages.iter().map(|message| encode_message(message, request)).collect();
    cache_up_to_here(&mut messages);
    body["messages"] = messages.into();
    let tools: Vec<Value> = request.tools.iter().map(encode_tool).collect();
    if !tools.is_empty() {
        body["tools"] = tools.into();
        body["tool_choice"] = match request.choice {
            ToolChoice::Auto => json!({ "type": "auto" }),
            ToolChoice::Any => json!({ "type": "any" }),
            ToolChoice::None => json!({ "type": "none" }),
        };
        if request.one_call && request.choice != ToolChoice::None {
            body["tool_choice"]["disable_parallel_tool_use"] = true.into();
        }
    }
    let mut output = Map::new();
    if let Some(answer) = request.answer.as_ref().filter(|_| native_schema) {
        output.insert("format".into(), json!({ "type": "json_schema", "schema": answer.schema }));
    }
    if let Some(effort) = &request.effort {
        output.insert("effort".into(), effort.as_str().into());
    }
    if !output.is_empty() {
        body["output_config"] = output.into();
    }
    if let Some(user) = &request.user {
        body["metadata"] = json!({ "user_id": user });
    }
    body
}

/// The values of `anthropic-beta` that the tools need.
pub fn betas(request: &Request) -> Vec<String> {
    let of = |tool: &Tool| match tool {
        Tool::Native { beta, .. } => beta.clone(),
        Tool::Function { .. } => None,
    };
    let mut betas: Vec<String> = request.tools.iter().filter_map(of).collect();
    betas.sort();
    betas.dedup();
    betas
}

/// Marks the end of the conversation so far, so that the next request reads it from the cache. Only our own messages are
/// marked: the model's go back unchanged.
fn cache_up_to_here(messages: &mut [Value]) {
    let last = messages.iter_mut().rev().find(|message| message["role"] == "user");
    let block = last.and_then(|message| message["content"].as_array_mut()?.last_mut());
    if let Some(Value::Object(block)) = block {
        block.insert("cache_control".into(), json!({ "type": "ephemeral" }));
    }
}

fn encode_tool(tool: &Tool) -> Value {
    match tool {
        Tool::Function { name, description, schema } => {
            json!({ "name": name, "description": description, "input_schema": schema })
        }
        Tool::Native { definition, .. } => definition.clone(),
    }
}

fn encode_message(message: &Message, request: &Request) -> Value {
    match message {
        Message::User(blocks) => {
            // results of tools come first, as the API demands
            let (results, rest): (Vec<&Block>, Vec<&Block>) =
                blocks.iter().partition(|block| matches!(block, Block::ToolResult(_)));
            let content: Vec<Value> =
                results.into_iter().chain(rest).map(|block| encode_block(block, request)).collect();
            json!({ "role": "user", "content": content })
        }
        Message::Assistant(turn) if turn.api == Api::AnthropicMessages => turn.raw.clone(),
        Message::Assistant(turn) => json!({ "role": "assistant", "content": neutral(&turn.said) }),
    }
}

/// An answer of another provider; its thinking means nothing here.
fn neutral(said: &[Said]) -> Vec<Value> {
    let one = |said: &Said| match said {
        Said::Text { text } if text.is_empty() => None,
        Said::Text { text } => Some(json!({ "type": "text", "text": text })),
        Said::Thinking { .. } => None,
        Said::ToolUse(call) => {
            Some(json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": call.input }))
        }
    };
    let content: Vec<Value> = said.iter().filter_map(one).collect();
    if content.is_empty() { vec![json!({ "type": "text", "text": "(nothing)" })] } else { content }
}

fn encode_block(block: &Block, request: &Request) -> Value {
    match block {
        Block::Text { text } => json!({ "type": "text", "text": text }),
        Block::Image(image) => encode_image(image),
        Block::ToolResult(result) => encode_result(result, request),
    }
}

fn encode_image(image: &Image) -> Value {
    json!({ "type": "image", "source": { "type": "base64", "media_type": image.media_type, "data": image.data } })
}

fn encode_result(result: &ToolResult, request: &Request) -> Value {
    let call = request.call(&result.call_id);
    let toolset = call.and_then(|call| call.toolset.as_deref());
    // what a page says in the answers of other members stays text
    let about_tabs = call.is_some_and(|call| toolset == Some("browser") && TAB_MEMBERS.contains(&call.name.as_str()));
    let mut content = Vec::new();
    match browser_state(&result.text).filter(|_| about_tabs) {
        Some(state) => content.push(state),
        None if !result.text.is_empty() => content.push(json!({ "type": "text", "text": result.text })),
        None => {}
    }
    content.extend(result.images.iter().map(encode_image));
    let mut block = json!({ "type": "tool_result", "tool_use_id": result.call_id, "content": content });
    if !result.ok {
        block["is_error"] = true.into();
    }
    if let Some(toolset) = toolset {
        block["toolset_name"] = toolset.into();
    }
    block
}

/// The block with which members of the browser toolset answer that are about tabs.
fn browser_state(text: &str) -> Option<Value> {
    let state: Value = serde_json::from_str(text).ok()?;
    (state["type"] == "browser_state" && state["tabs"].is_array()).then_some(state)
}

/// Reads the events of a streamed answer.
#[derive(Debug, Default)]
pub struct Reader {
    message: Map<String, Value>,
    blocks: Vec<Value>,
    /// The input of each block's call as it arrives.
    inputs: Vec<String>,
}

impl Reader {
    fn block(&mut self, event: &Value) -> Option<usize> {
        let index = event["index"].as_u64().and_then(|index| usize::try_from(index).ok())?;
        (index < self.blocks.len()).then_some(index)
    }

    fn delta(&mut self, event: &Value) -> Option<Delta> {
        let index = self.block(event)?;
        let delta = &event["delta"];
        let append = |block: &mut Value, key: &str| -> Option<String> {
            let piece = delta[key].as_str()?;
            let so_far = block[key].as_str().unwrap_or_default();
            block[key] = format!("{so_far}{piece}").into();
            Some(piece.to_owned())
        };
        match delta["type"].as_str()? {
            "text_delta" => append(&mut self.blocks[index], "text").map(Delta::Text),
            "thinking_delta" => append(&mut self.blocks[index], "thinking").map(Delta::Thinking),
            "signature_delta" => {
                append(&mut self.blocks[index], "signature");
                None
            }
            "input_json_delta" => {
                let piece = delta["partial_json"].as_str()?;
                self.inputs[index].push_str(piece);
                let id = text_of(&self.blocks[index], "id");
                Some(Delta::CallInput { id, json: piece.to_owned() })
            }
            _ => None,
        }
    }

    fn start(&mut self, event: &Value) -> Option<Delta> {
        let block = event["content_block"].clone();
        let started = (block["type"] == "tool_use")
            .then(|| Delta::CallStarted { id: text_of(&block, "id"), name: text_of(&block, "name") });
        self.blocks.push(block);
        self.inputs.push(String::new());
        started
    }

    fn stop(&mut self, event: &Value) -> Result<(), Error> {
        let Some(index) = self.block(event) else { return Ok(()) };
        let input = std::mem::take(&mut self.inputs[index]);
        if self.blocks[index]["type"] == "tool_use" && !input.is_empty() {
            let name = text_of(&self.blocks[index], "name");
            self.blocks[index]["input"] = input_of(&input, &name)?;
        }
        Ok(())
    }
}

impl Fold for Reader {
    fn event(&mut self, event: &Value) -> Result<Step, Error> {
        match event["type"].as_str().unwrap_or_default() {
            "message_start" => {
                if let Some(message) = event["message"].as_object() {
                    self.message.clone_from(message);
                }
            }
            "content_block_start" => return Ok(Step::More(self.start(event))),
            "content_block_delta" => return Ok(Step::More(self.delta(event))),
            "content_block_stop" => self.stop(event)?,
            "message_delta" => {
                if let Some(delta) = event["delta"].as_object() {
                    self.message.extend(delta.clone());
                }
                if let (Some(usage), Some(known)) = (event["usage"].as_object(), self.message.get_mut("usage")) {
                    let newer = usage.iter().filter(|(_, value)| !value.is_null());
                    newer.for_each(|(key, value)| known[key] = value.clone());
                }
            }
            "message_stop" => {
                self.message.insert("content".into(), std::mem::take(&mut self.blocks).into());
                return Ok(Step::Done(std::mem::take(&mut self.message).into()));
            }
            "error" => return Err(classify_event(event)),
            // `ping`, and what a later version of the API may send
            _ => {}
        }
        Ok(Step::More(None))
    }

    fn paid(&self) -> Usage {
        let written: usize = self.blocks.iter().map(|block| block.to_string().len()).sum();
        let so_far = usage(&Value::Object(self.message.clone()));
        Usage { output: so_far.output.max(written as u64 / 4), ..so_far }
    }
}

fn usage(message: &Value) -> Usage {
    let usage = &message["usage"];
    Usage {
        input: tokens(usage, "input_tokens"),
        output: tokens(usage, "output_tokens"),
        cache_read: tokens(usage, "cache_read_input_tokens"),
        cache_write: tokens(usage, "cache_creation_input_tokens"),
    }
}

/// Reads a whole answer: what it is replayed as, what it says, why it ended, what it used.
///
/// # Errors
/// An answer that is none, and one that ended in the middle of a call.
pub fn decode(message: &Value) -> Result<(Value, Vec<Said>, Stop, Usage), Error> {
    let blocks = message["content"]
        .as_array()
        .ok_or_else(|| Error::new(Kind::Broken, "the answer has no `content`, so it is none of the Messages API"))?;
    let said: Vec<Said> = blocks.iter().filter_map(said).collect();
    let calls = said.iter().any(|said| matches!(said, Said::ToolUse(_)));
    let stop = match message["stop_reason"].as_str().unwrap_or_default() {
        "tool_use" => Stop::ToolUse,
        "end_turn" | "stop_sequence" if calls => Stop::ToolUse,
        "end_turn" | "stop_sequence" => Stop::End,
        "max_tokens" if calls => return Err(cut_in_call()),
        "max_tokens" => Stop::MaxTokens,
        "refusal" => Stop::Refusal,
        "pause_turn" => Stop::Pause,
        "model_context_window_exceeded" => Stop::ContextFull,
        other => Stop::Other(super::error::plain(other)),
    };
    let raw = json!({ "role": "assistant", "content": blocks });
    Ok((raw, said, stop, usage(message)))
}

fn said(block: &Value) -> Option<Said> {
    match block["type"].as_str()? {
        "text" => Some(Said::Text { text: text_of(block, "text") }),
        "thinking" => Some(Said::Thinking { text: text_of(block, "thinking") }),
        "tool_use" => Some(Said::ToolUse(ToolUse {
            id: text_of(block, "id"),
            name: text_of(block, "name"),
            input: block["input"].clone(),
            toolset: block["toolset_name"].as_str().map(str::to_owned),
            computer: false,
        })),
        _ => None,
    }
}
