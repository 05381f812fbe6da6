//! Language models, and what they cost.

use chrono::Utc;
use flowtilla_shared::domain::models::MicroUsd;
use poem_openapi::{OpenApi, param::Query, payload::Json};

use super::{Area, Shared};
use crate::{
    caller::{Caller, Identity, Read},
    problem::Problem,
    state::State,
    wire::model::{LanguageModel, ModelList, ModelSpending, SpendingDay, SpendingReport, dollars},
};

/// Days that are told of when nobody says how many, and at most.
const DAYS: u32 = 30;
const MOST_DAYS: u32 = 366;

pub struct ModelsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Meta")]
impl ModelsApi {
    /// List the language models, what they can do and cost, and what was spent today.
    #[oai(path = "/models", method = "get", operation_id = "listModels")]
    async fn list(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<ModelList>, Problem> {
        let roster = &state.models;
        let demo = roster.default_model().and_then(|name| roster.resolve(name).ok());
        Ok(Json(ModelList {
            default: roster.default_model().map(str::to_owned),
            demo: demo.is_some_and(|chosen| chosen.model.endpoint.starts_with("demo")),
            models: roster.models().map(LanguageModel::listed).collect(),
            spending: today(&state, &caller).await?,
        }))
    }

    /// Get what the project's calls of language models cost, by day and by model.
    #[oai(path = "/spending", method = "get", operation_id = "getSpending")]
    async fn spending(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        /// How many days (UTC), today included, 1 to 366; 30 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "366")))]
        days: Query<Option<u32>>,
    ) -> Result<Json<SpendingReport>, Problem> {
        let days = days.0.unwrap_or(DAYS).clamp(1, MOST_DAYS);
        let spending = state.store.spending();
        let rows = spending.days(caller.project, days).await?;
        let models = spending.by_model(caller.project, days).await?;
        Ok(Json(SpendingReport {
            spending: today(&state, &caller).await?,
            days: SpendingDay::each(rows, Utc::now().date_naive(), days),
            models: models.into_iter().map(Into::into).collect(),
        }))
    }
}

async fn today(state: &State, caller: &Identity) -> Result<ModelSpending, Problem> {
    let config = &state.config.models;
    let own = state.store.rules().budgets(caller.project).await?;
    let lower = |cap: f64, own: Option<MicroUsd>| match own.map(dollars) {
        Some(own) if cap == 0.0 || own < cap => own,
        _ => cap,
    };
    Ok(ModelSpending {
        today_usd: dollars(state.store.spending().today(caller.project).await?),
        max_usd_per_run: lower(config.max_usd_per_run, own.topic),
        max_usd_per_project_day: lower(config.max_usd_per_project_day, own.project_day),
        max_usd_per_day: config.max_usd_per_day,
    })
}
