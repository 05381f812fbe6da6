//! Language models.

use flowtilla_shared::domain::models::{Endpoint, Model};
use poem_openapi::Object;
use serde::Deserialize;

/// Which models there are, and what may be spent.
#[derive(Clone, Debug, Object, Deserialize)]
pub struct ModelList {
    /// The model that answers when nobody names one; absent: none is set up.
    #[oai(nullable)]
    pub default: Option<String>,
    /// The scripted model answers: no key is set, or it was chosen.
    pub demo: bool,
    pub models: Vec<LanguageModel>,
    pub spending: ModelSpending,
}

/// A model of the catalogue.
#[derive(Clone, Debug, Object, Deserialize)]
pub struct LanguageModel {
    pub id: String,
    pub aliases: Vec<String>,
    pub endpoint: String,
    /// `anthropic_messages`, `openai_responses` or `chat_completions`.
    pub api: String,
    /// Its endpoint has an address and a key, as far as this server knows.
    pub available: bool,
    /// `active`, `deprecated` or `retired`.
    pub lifecycle: String,
    /// Tokens it can read; 0: not known.
    pub context_tokens: u32,
    pub max_output_tokens: u32,
    /// It sees pictures.
    pub images: bool,
    /// The provider's own computer tools that it knows, the best first.
    pub computer: Vec<String>,
    /// Absent: not known, and then it is not called while a cap is set.
    #[oai(nullable)]
    pub price: Option<TokenPrice>,
}

/// Dollars a million tokens.
#[derive(Clone, Debug, Object, Deserialize)]
pub struct TokenPrice {
    pub input: f64,
    pub output: f64,
    #[oai(nullable)]
    pub cache_read: Option<f64>,
    #[oai(nullable)]
    pub cache_write: Option<f64>,
}

/// Dollars; a cap of 0 is none.
#[derive(Clone, Debug, Object, Deserialize)]
pub struct ModelSpending {
    /// Spent and set aside by the project today (UTC).
    pub today_usd: f64,
    pub max_usd_per_run: f64,
    pub max_usd_per_project_day: f64,
    pub max_usd_per_day: f64,
}

impl LanguageModel {
    /// A model as it is listed.
    pub fn listed((model, endpoint, available): (&Model, &Endpoint, bool)) -> Self {
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            id: model.id.clone(),
            aliases: model.aliases.clone(),
            endpoint: model.endpoint.clone(),
            api: endpoint.api.as_str().to_owned(),
            available,
            lifecycle: serde_json::to_value(model.lifecycle).map(word).unwrap_or_default(),
            context_tokens: model.context_tokens,
            max_output_tokens: model.max_output_tokens,
            images: model.images,
            computer: model.computer.clone(),
            price: model.price.map(|price| TokenPrice {
                input: price.input,
                output: price.output,
                cache_read: price.cache_read,
                cache_write: price.cache_write,
            }),
        }
    }
}
