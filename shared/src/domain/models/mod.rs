//! Which language models there are, how each is reached, what it can do and what it costs.
//!
//! The table is data (`catalogue.toml`, embedded); a file of the operator's adds to it or overrides it. Nothing here asks a
//! provider anything.

mod price;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use price::{MicroUsd, Price};

const EMBEDDED: &str = include_str!("catalogue.toml");

/// How an endpoint is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Api {
    /// `POST /v1/messages`.
    AnthropicMessages,
    /// `POST /v1/responses`.
    OpenaiResponses,
    /// `POST /v1/chat/completions`, as OpenAI and every compatible server have it.
    ChatCompletions,
}

impl Api {
    /// As it is written in the catalogue.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AnthropicMessages => "anthropic_messages",
            Self::OpenaiResponses => "openai_responses",
            Self::ChatCompletions => "chat_completions",
        }
    }
}

/// Where models answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    pub api: Api,
    /// With the version and without a final slash: `https://…/v1`.
    pub base_url: String,
    /// The environment variable that holds the key; empty: none is needed.
    #[serde(default)]
    pub key_env: String,
    /// Answers are streamed; `false` for a server that cannot.
    #[serde(default = "yes")]
    pub stream: bool,
}

/// How an endpoint makes a model answer with JSON of a shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Structured {
    /// The schema is part of the request.
    #[default]
    Native,
    /// The schema is written into the prompt.
    Prompt,
}

/// Whether a model is still to be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    #[default]
    Active,
    Deprecated,
    Retired,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The provider's name for it.
    pub id: String,
    /// An endpoint of the catalogue.
    pub endpoint: String,
    /// Other names for it, e.g. `sonnet`; each belongs to one model.
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// Tokens it can read; 0: not known.
    #[serde(default)]
    pub context_tokens: u32,
    /// Tokens of one answer at most, as we ask for them.
    #[serde(default = "answer_tokens")]
    pub max_output_tokens: u32,
    /// It sees pictures.
    #[serde(default = "yes")]
    pub images: bool,
    #[serde(default)]
    pub structured: Structured,
    /// It can be told how hard to think (`effort`).
    #[serde(default)]
    pub effort: bool,
    /// The provider's own computer tools that it knows, the best first.
    #[serde(default)]
    pub computer: Vec<String>,
    /// Absent: nobody knows, so it is not called while a spending cap is set.
    #[serde(default)]
    pub price: Option<Price>,
}

fn yes() -> bool {
    true
}

fn answer_tokens() -> u32 {
    8_192
}

/// Every model and endpoint known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Catalogue {
    pub endpoints: BTreeMap<String, Endpoint>,
    pub models: Vec<Model>,
}

impl Catalogue {
    /// The table that comes with the program.
    ///
    /// # Errors
    /// Never, as a test shows; a sentence when the table is wrong.
    pub fn embedded() -> Result<Self, String> {
        Self::parse(EMBEDDED)
    }

    /// Reads a catalogue.
    ///
    /// # Errors
    /// A sentence with the place of the mistake.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Adds `other`: its endpoints and models replace those of the same name.
    pub fn add(&mut self, other: Self) {
        self.endpoints.extend(other.endpoints);
        for model in other.models {
            for known in &mut self.models {
                known.aliases.retain(|alias| !model.aliases.contains(alias));
            }
            self.models.retain(|known| known.id != model.id);
            self.models.push(model);
        }
    }

    /// Everything wrong in it, one sentence each: unknown endpoints, names that mean two models.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        let mut found = Vec::new();
        for model in &self.models {
            if !self.endpoints.contains_key(&model.endpoint) {
                found.push(format!("model `{}`: there is no endpoint `{}`", model.id, model.endpoint));
            }
            for name in std::iter::once(&model.id).chain(&model.aliases) {
                if let Some(other) = names.insert(name, &model.id) {
                    found.push(format!("`{name}` names both `{other}` and `{}`", model.id));
                }
            }
        }
        found
    }

    /// The model of this id or alias.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Model> {
        let named = |model: &&Model| model.id == name || model.aliases.iter().any(|alias| alias == name);
        self.models.iter().find(named)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn the_embedded_catalogue_is_sound() {
        let catalogue = Catalogue::embedded().unwrap();
        assert_eq!(catalogue.problems(), Vec::<String>::new());
        assert!(catalogue.find("sonnet").is_some_and(|model| model.price.is_some()));
    }

    #[test]
    fn a_file_of_the_operator_replaces_models_and_takes_over_aliases() {
        let mut catalogue = Catalogue::embedded().unwrap();
        let own = "[endpoints.house]\napi = \"chat_completions\"\nbase_url = \"http://10.0.0.7/v1\"\n\
                   [[models]]\nid = \"llama\"\nendpoint = \"house\"\naliases = [\"sonnet\"]\n";
        catalogue.add(Catalogue::parse(own).unwrap());
        assert_eq!(catalogue.problems(), Vec::<String>::new());
        assert_eq!(catalogue.find("sonnet").unwrap().id, "llama");
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let error = Catalogue::parse("[[models]]\nid = \"x\"\nendpont = \"y\"\n").unwrap_err();
        assert!(error.contains("endpont") && error.contains("line 3"), "{error}");
    }
}
