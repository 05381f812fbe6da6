//! Language models.

use chrono::{Days, NaiveDate};
use flowtilla_shared::{
    domain::models::{Endpoint, MicroUsd, Model},
    store::{ModelSpent, SpentDay},
};
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
    /// The lower one of the settings' and the project's own.
    pub max_usd_per_run: f64,
    /// The lower one of the settings' and the project's own.
    pub max_usd_per_project_day: f64,
    pub max_usd_per_day: f64,
}

/// What the project's calls of language models cost.
#[derive(Clone, Debug, Object)]
pub struct SpendingReport {
    /// Spent today, and the caps.
    pub spending: ModelSpending,
    /// The last days (UTC), oldest first, each of them: without a call it says 0.
    pub days: Vec<SpendingDay>,
    /// Over these days, the dearest model first.
    pub models: Vec<SpendingModel>,
}

/// One day (UTC).
#[derive(Clone, Debug, Object)]
pub struct SpendingDay {
    pub date: NaiveDate,
    /// Dollars; a call that is not settled counts at its worst case.
    pub usd: f64,
    pub calls: u64,
    /// Calls without an answer.
    pub failed: u64,
    pub input_tokens: u64,
    pub output_tokens: u64,
}

/// One model.
#[derive(Clone, Debug, Object)]
pub struct SpendingModel {
    pub model: String,
    pub endpoint: String,
    pub usd: f64,
    pub calls: u64,
    pub failed: u64,
}

/// Millionths as dollars.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "far below 2^53 millionths")]
pub fn dollars(micro: MicroUsd) -> f64 {
    micro as f64 / 1e6
}

fn many(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

impl SpendingDay {
    /// Every day from the first to `today`, those without a call too.
    #[must_use]
    pub fn each(rows: Vec<SpentDay>, today: NaiveDate, days: u32) -> Vec<Self> {
        let mut rows = rows.into_iter().peekable();
        let dates = (0..days).rev().filter_map(|back| today.checked_sub_days(Days::new(u64::from(back))));
        dates
            .map(|date| {
                while rows.next_if(|row| row.date < date).is_some() {}
                let row = rows.next_if(|row| row.date == date);
                Self {
                    date,
                    usd: row.as_ref().map_or(0.0, |row| dollars(row.cost)),
                    calls: row.as_ref().map_or(0, |row| many(row.calls)),
                    failed: row.as_ref().map_or(0, |row| many(row.failed)),
                    input_tokens: row.as_ref().map_or(0, |row| many(row.input_tokens)),
                    output_tokens: row.as_ref().map_or(0, |row| many(row.output_tokens)),
                }
            })
            .collect()
    }
}

impl From<ModelSpent> for SpendingModel {
    fn from(row: ModelSpent) -> Self {
        Self {
            usd: dollars(row.cost),
            calls: many(row.calls),
            failed: many(row.failed),
            model: row.model,
            endpoint: row.endpoint,
        }
    }
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
