//! Pictures that screenshots are compared with: looked at, approved, rejected, uploaded.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flowtilla_shared::{
    blob,
    store::{BaselineKey, BaselineStatus},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::{Binary, Json, Response},
};
use uuid::Uuid;

use super::{Area, Shared};
use crate::{
    body::Body,
    caller::{Approve, Caller, Read},
    problem::Problem,
    wire::{
        baseline::{Baseline, NewBaseline},
        domain::Domain,
        page::{self, List},
    },
};

/// Longest name of a flow, a picture or a setting, in characters.
const LONGEST_NAME: usize = 300;

pub struct BaselinesApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Runs")]
impl BaselinesApi {
    /// List the pictures that screenshots are compared with, newest first.
    #[oai(path = "/baselines", method = "get", operation_id = "listBaselines")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        /// Only those of this flow.
        flow_name: Query<Option<String>>,
        /// Only those that stand so.
        status: Query<Option<Domain<BaselineStatus>>>,
        cursor: Query<Option<String>>,
        page: Query<Option<u32>>,
        size: Query<Option<u32>>,
    ) -> Result<Json<List<Baseline>>, Problem> {
        let asked = page::asked(cursor.0, page.0, size.0)?;
        let status = status.0.map(|status| status.0);
        let part = state.store.baselines().list(caller.project, flow_name.0.as_deref(), status, &asked).await?;
        Ok(Json(List::of(&asked, part, Baseline::from)))
    }

    /// Get one picture's row.
    #[oai(path = "/baselines/:id", method = "get", operation_id = "getBaseline")]
    async fn get(&self, state: Shared<'_>, caller: Caller<Read>, id: Path<Uuid>) -> Result<Json<Baseline>, Problem> {
        Ok(Json(state.store.baselines().get(caller.project, id.0.into()).await?.into()))
    }

    /// Get the bytes of one picture, a PNG.
    #[oai(path = "/baselines/:id/picture", method = "get", operation_id = "getBaselinePicture")]
    async fn picture(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Response<Binary<Vec<u8>>>, Problem> {
        let row = state.store.baselines().get(caller.project, id.0.into()).await?;
        match state.blobs.get(&row.sha256).await {
            Ok(bytes) => Ok(Response::new(Binary(bytes.to_vec()))
                .header("content-type", "image/png")
                .header("content-security-policy", "default-src 'none'; sandbox")
                .header("x-content-type-options", "nosniff")),
            Err(blob::Error::NotFound(_)) => {
                Err(Problem::not_found(format!("The bytes of baseline `{}` are not kept any more.", row.id)))
            }
            Err(error @ (blob::Error::BadName(_) | blob::Error::Dir { .. } | blob::Error::Store(_))) => {
                tracing::error!(error = ?error, "The bytes of baseline `{}` cannot be read", row.id);
                Err(Problem::internal())
            }
        }
    }

    /// Upload a picture that waits for approval, or is approved at once.
    #[oai(path = "/baselines", method = "post", operation_id = "createBaseline")]
    async fn create(
        &self,
        state: Shared<'_>,
        caller: Caller<Approve>,
        new: Body<NewBaseline>,
    ) -> Result<Json<Baseline>, Problem> {
        let NewBaseline { flow_name, name, setting, png, approve } = new.value;
        for (field, text) in [("flow_name", &flow_name), ("name", &name), ("setting", &setting)] {
            if text.trim().is_empty() || text.chars().count() > LONGEST_NAME {
                return Err(Problem::invalid(
                    format!("`{field}` is a text of 1 to {LONGEST_NAME} characters."),
                    Vec::new(),
                ));
            }
        }
        let bytes = STANDARD.decode(png.trim()).ok().filter(|bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
        let Some(bytes) = bytes else { return Err(Problem::invalid("`png` is no PNG in base64.", Vec::new())) };
        let blob = state.blobs.put(bytes.into()).await.map_err(|error| {
            tracing::error!(error = ?error, "A baseline could not be stored");
            Problem::internal()
        })?;
        let key = BaselineKey { project: caller.project, flow_name, name, setting };
        let baselines = state.store.baselines();
        let row = baselines.propose(&key, &blob.sha256, blob.bytes, None).await?;
        let row = if approve { baselines.decide(caller.project, row.id, true, &caller.name).await? } else { row };
        Ok(Json(row.into()))
    }

    /// Approve a picture: later screenshots are compared with it.
    #[oai(path = "/baselines/:id/approve", method = "post", operation_id = "approveBaseline")]
    async fn approve(
        &self,
        state: Shared<'_>,
        caller: Caller<Approve>,
        id: Path<Uuid>,
    ) -> Result<Json<Baseline>, Problem> {
        Ok(Json(state.store.baselines().decide(caller.project, id.0.into(), true, &caller.name).await?.into()))
    }

    /// Reject a picture that waits for approval.
    #[oai(path = "/baselines/:id/reject", method = "post", operation_id = "rejectBaseline")]
    async fn reject(
        &self,
        state: Shared<'_>,
        caller: Caller<Approve>,
        id: Path<Uuid>,
    ) -> Result<Json<Baseline>, Problem> {
        Ok(Json(state.store.baselines().decide(caller.project, id.0.into(), false, &caller.name).await?.into()))
    }
}
