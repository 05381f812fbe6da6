//! Workers, and an operator's word to them.

use poem_openapi::{OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{Area, Shared};
use crate::{
    caller::{Admin, Caller, Identity, Read},
    problem::Problem,
    state::State,
    wire::meta::{Worker, WorkerList},
};

pub struct WorkersApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Meta")]
impl WorkersApi {
    /// List the workers that are not gone, by name.
    #[oai(path = "/workers", method = "get", operation_id = "listWorkers")]
    async fn workers(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<WorkerList>, Problem> {
        let _ = caller;
        let items: Vec<_> = state.store.workers().list().await?.into_iter().map(Into::into).collect();
        Ok(Json(WorkerList { total: items.len() as u64, items }))
    }

    /// Ask a worker to take nothing more.
    ///
    /// It hears of it within two seconds; what it runs goes on to its end, and others take what comes. It stays connected, and
    /// `resume` lets it go on. Only for an `admin` of the project `default`.
    #[oai(path = "/workers/:id/drain", method = "post", operation_id = "drainWorker")]
    async fn drain(&self, state: Shared<'_>, caller: Caller<Admin>, id: Path<Uuid>) -> Result<Json<Worker>, Problem> {
        ask(&state, &caller, id.0, true).await
    }

    /// Let a worker that was asked to drain take work again.
    ///
    /// Only for an `admin` of the project `default`.
    #[oai(path = "/workers/:id/resume", method = "post", operation_id = "resumeWorker")]
    async fn resume(&self, state: Shared<'_>, caller: Caller<Admin>, id: Path<Uuid>) -> Result<Json<Worker>, Problem> {
        ask(&state, &caller, id.0, false).await
    }
}

async fn ask(state: &State, caller: &Identity, id: Uuid, drain: bool) -> Result<Json<Worker>, Problem> {
    if !caller.is_operator() {
        let detail = "Workers serve every project: only an `admin` of the project `default` may tell them what to do.";
        return Err(Problem { code: "operator-needed", ..Problem::forbidden(detail) });
    }
    let row = state.store.workers().ask_to_drain(id.into(), drain).await?;
    caller.note("name", row.name.as_str());
    Ok(Json(row.into()))
}
