//! What is asked of a model, in words that belong to no provider.
//!
//! A [`Request`] holds a whole conversation. It is encoded anew for every attempt, so the same one can be sent to another
//! provider when the first is away.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::turn::Turn;

/// How an endpoint is spoken to.
pub use flowtilla_shared::domain::models::Api;

/// One request: the conversation so far, the tools, and the shape of the answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// What the model is to be; sent apart from the conversation.
    pub system: Option<String>,
    /// In order; the last one is of the user.
    pub messages: Vec<Message>,
    pub tools: Vec<Tool>,
    pub choice: ToolChoice,
    /// The model may call at most one tool in a turn.
    pub one_call: bool,
    /// The answer is one JSON value of this shape.
    pub answer: Option<AnswerSchema>,
    /// Tokens of the answer at most, thinking included; 0: what the model's entry in the catalogue says.
    pub max_tokens: u32,
    /// How hard to think: `low`, `medium`, `high`; where the model can be told.
    pub effort: Option<String>,
    /// Names the conversation in the provider's logs and caches; never a secret.
    pub user: Option<String>,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", content = "content", rename_all = "snake_case")]
pub enum Message {
    /// Of a person, or the results of tools.
    User(Vec<Block>),
    /// An earlier answer. It is replayed to its provider exactly as it came.
    Assistant(Box<Turn>),
}

impl Message {
    /// A message of one text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::User(vec![Block::Text { text: text.into() }])
    }
}

/// A piece of a user's message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    Text { text: String },
    Image(Image),
    ToolResult(ToolResult),
}

/// A picture.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// `image/png`, `image/jpeg`, `image/webp` or `image/gif`.
    pub media_type: String,
    /// The bytes in base64.
    pub data: String,
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Image({}, {} characters)", self.media_type, self.data.len())
    }
}

impl Image {
    /// A PNG picture.
    #[must_use]
    pub fn png(bytes: &[u8]) -> Self {
        use base64::{Engine, engine::general_purpose::STANDARD};
        Self { media_type: "image/png".into(), data: STANDARD.encode(bytes) }
    }

    /// `data:image/png;base64,…`
    #[must_use]
    pub fn data_url(&self) -> String {
        format!("data:{};base64,{}", self.media_type, self.data)
    }
}

/// The answer to one call of a tool. Every call of a turn needs one in the next message.
///
/// Which kind of call it answers (a function, a member of a toolset, a computer call) is looked up by its id in the
/// conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolResult {
    pub call_id: String,
    pub ok: bool,
    pub text: String,
    /// Pictures after the text; a computer call is answered with the last one.
    #[serde(default)]
    pub images: Vec<Image>,
}

/// What a model may call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Tool {
    /// A function of ours; `schema` is the JSON Schema of its input.
    Function { name: String, description: String, schema: Value },
    /// A tool that the provider defines (`computer_toolset_20260801`, `bash_20250124`, OpenAI's `computer`): the entry of
    /// the `tools` array, passed on unchanged to endpoints of this API. A request for another API is refused.
    Native {
        api: Api,
        definition: Value,
        /// For the header `anthropic-beta`.
        #[serde(default)]
        beta: Option<String>,
    },
}

impl Tool {
    /// The API that alone knows the tool.
    #[must_use]
    pub fn only(&self) -> Option<Api> {
        match self {
            Self::Function { .. } => None,
            Self::Native { api, .. } => Some(*api),
        }
    }
}

/// Whether tools are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolChoice {
    /// As the model likes.
    #[default]
    Auto,
    /// At least one.
    Any,
    None,
}

/// The shape of a structured answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerSchema {
    /// Letters, digits, `_` and `-`, at most 64.
    pub name: String,
    pub schema: Value,
}

impl Request {
    /// The call that a result answers, from the turns of the conversation.
    #[must_use]
    pub fn call(&self, id: &str) -> Option<&super::turn::ToolUse> {
        self.messages.iter().rev().find_map(|message| match message {
            Message::Assistant(turn) => turn.uses().find(|call| call.id == id),
            Message::User(_) => None,
        })
    }

    /// An upper bound for its tokens as input: no tokenizer in use makes more than one token of two bytes of text on
    /// average, and no picture costs more than 4,784 tokens.
    #[must_use]
    pub fn most_tokens(&self) -> u64 {
        let mut bytes = self.system.as_ref().map_or(0, String::len);
        let mut images = 0u64;
        for message in &self.messages {
            match message {
                Message::Assistant(turn) => bytes += turn.raw.to_string().len(),
                Message::User(blocks) => {
                    for block in blocks {
                        match block {
                            Block::Text { text } => bytes += text.len(),
                            Block::Image(_) => images += 1,
                            Block::ToolResult(result) => {
                                bytes += result.text.len() + 64;
                                images += result.images.len() as u64;
                            }
                        }
                    }
                }
            }
        }
        // a native toolset brings its own description, of about 4,500 tokens
        let tools: usize = self.tools.iter().map(tool_bytes).sum();
        let answer = self.answer.as_ref().map_or(0, |answer| answer.schema.to_string().len());
        (bytes + tools + answer) as u64 / 2 + images * 4_784 + 1_000
    }
}

fn tool_bytes(tool: &Tool) -> usize {
    match tool {
        Tool::Function { name, description, schema } => name.len() + description.len() + schema.to_string().len(),
        Tool::Native { definition, .. } => definition.to_string().len() + 10_000,
    }
}
