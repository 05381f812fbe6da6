//! How long things are kept, how much a project may have, and what housekeeping does.

use flowtilla_shared::{domain::ids::ProjectId, housekeeping, store};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Area, Shared,
    keys::{operator_needed, whose},
};
use crate::{
    body::Body,
    caller::{Admin, Caller},
    problem::Problem,
    state::State,
    wire::housekeeping::{ChoreList, NewProjectRules, OwnRules, ProjectRules, RetentionPlan, keys, shown},
};

pub struct HousekeepingApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Access")]
impl HousekeepingApi {
    /// Tell how long a project keeps things, how much it may have, and how much it has.
    #[oai(path = "/projects/:id/rules", method = "get", operation_id = "getProjectRules")]
    async fn rules(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
    ) -> Result<Json<ProjectRules>, Problem> {
        Ok(Json(told(&state, whose(&caller, Some(id.0))?).await?))
    }

    /// Give a project rules of its own.
    ///
    /// Replaces those that it had; what is absent is as the settings have it. Only for an `admin` of the project `default`.
    #[oai(path = "/projects/:id/rules", method = "put", operation_id = "putProjectRules")]
    async fn put_rules(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
        asked: Body<NewProjectRules>,
    ) -> Result<Json<ProjectRules>, Problem> {
        // another project is as good as none
        let project = whose(&caller, Some(id.0))?;
        if !caller.is_operator() {
            return Err(operator_needed("change the rules of a project"));
        }
        state.store.projects().get(project).await?;
        let NewProjectRules { retention, quotas, budgets } = asked.value;
        let rules = store::ProjectRules { retention: keys(retention), quotas: keys(quotas), budgets: keys(budgets) };
        let wrong = |of: &str, problem: String| Problem::invalid(format!("In `{of}`, {problem}."), Vec::new());
        state.config.retention.with(&rules.retention).map_err(|problem| wrong("retention", problem))?;
        state.config.quotas().with(&rules.quotas).map_err(|problem| wrong("quotas", problem))?;
        state.config.models.budgets().with(&rules.budgets).map_err(|problem| wrong("budgets", problem))?;
        state.store.rules().put(project, &rules).await?;
        caller.note("retention", json!(rules.retention));
        caller.note("quotas", json!(rules.quotas));
        caller.note("budgets", json!(rules.budgets));
        Ok(Json(told(&state, project).await?))
    }

    /// Tell what workers do for all: retention, orphans, counts; and what came of it.
    ///
    /// Only for an `admin` of the project `default`.
    #[oai(path = "/housekeeping", method = "get", operation_id = "getHousekeeping")]
    async fn housekeeping(&self, state: Shared<'_>, caller: Caller<Admin>) -> Result<Json<ChoreList>, Problem> {
        if !caller.is_operator() {
            return Err(operator_needed("look at housekeeping"));
        }
        let items = state.store.chores().list().await?;
        Ok(Json(ChoreList { items: items.into_iter().map(Into::into).collect() }))
    }

    /// Tell what retention would remove now, or have it removed.
    ///
    /// With `dry_run=false` a worker begins within ten seconds, unless one is at it; `GET /api/v1/housekeeping` tells when it has
    /// ended. Only for an `admin` of the project `default`.
    #[oai(path = "/housekeeping/retention", method = "post", operation_id = "runRetention")]
    async fn retention(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        /// `false`: remove it. `true` when absent.
        dry_run: Query<Option<bool>>,
        /// Only this project's, for a dry run.
        project_id: Query<Option<Uuid>>,
    ) -> Result<Json<RetentionPlan>, Problem> {
        if !caller.is_operator() {
            return Err(operator_needed("have things removed"));
        }
        let dry_run = dry_run.0.unwrap_or(true);
        if !dry_run && project_id.0.is_some() {
            let detail = "`project_id` is for a dry run; retention is done for all projects.";
            return Err(Problem::forbidden(detail));
        }
        let removals = housekeeping::removable(&state.store, &state.config, project_id.0.map(ProjectId)).await;
        let removals = removals.map_err(|error| match error {
            housekeeping::Error::Store(cause) => Problem::from(cause),
            other @ (housekeeping::Error::Blob(_)
            | housekeeping::Error::Taken
            | housekeeping::Error::Lost
            | housekeeping::Error::WrongStore(_)) => Problem::unavailable(format!("Housekeeping stopped: {other}.")),
        })?;
        if !dry_run {
            state.store.chores().ask("retention").await?;
        }
        caller.note("target", "housekeeping/retention");
        caller.note("dry_run", dry_run);
        Ok(Json(RetentionPlan { dry_run, items: removals.into_iter().map(Into::into).collect() }))
    }
}

async fn told(state: &State, project: ProjectId) -> Result<ProjectRules, Problem> {
    let own = state.store.rules().get(project).await?;
    let usage = state.store.rules().usage(project).await?;
    // rules that do not fit any more are not followed
    let retention = state.config.retention.with(&own.retention).unwrap_or_else(|_| state.config.retention.clone());
    let quotas = state.config.quotas();
    let caps = state.config.models.budgets();
    Ok(ProjectRules {
        retention: retention.into(),
        quotas: quotas.with(&own.quotas).unwrap_or(quotas).into(),
        budgets: caps.with(&own.budgets).unwrap_or(caps).into(),
        own: OwnRules { retention: shown(own.retention), quotas: shown(own.quotas), budgets: shown(own.budgets) },
        usage: usage.into(),
    })
}
