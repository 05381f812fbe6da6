//! Language models.

use poem_openapi::{OpenApi, payload::Json};

use super::{Area, Shared};
use crate::{
    caller::{Caller, Read},
    problem::Problem,
    wire::model::{LanguageModel, ModelList, ModelSpending},
};

pub struct ModelsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Meta")]
impl ModelsApi {
    /// List the language models, what they can do and cost, and what was spent today.
    #[oai(path = "/models", method = "get", operation_id = "listModels")]
    async fn list(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<ModelList>, Problem> {
        let (roster, config) = (&state.models, &state.config.models);
        let today = state.store.spending().today(caller.project).await?;
        let demo = roster.default_model().and_then(|name| roster.resolve(name).ok());
        Ok(Json(ModelList {
            default: roster.default_model().map(str::to_owned),
            demo: demo.is_some_and(|chosen| chosen.model.endpoint.starts_with("demo")),
            models: roster.models().map(LanguageModel::listed).collect(),
            spending: ModelSpending {
                today_usd: dollars(today),
                max_usd_per_run: config.max_usd_per_run,
                max_usd_per_project_day: config.max_usd_per_project_day,
                max_usd_per_day: config.max_usd_per_day,
            },
        }))
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53 millionths")]
fn dollars(micro: i64) -> f64 {
    micro as f64 / 1e6
}
