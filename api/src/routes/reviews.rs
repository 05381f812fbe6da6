//! Looking a version of a flow over: what changed, what people say, what was decided.

use flowtilla_shared::{
    domain::flow::{Flow, diff},
    store::{FlowVersionRow, NewComment},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{Area, Shared};
use crate::{
    answer::{Created, Gone},
    body::Body,
    caller::{Admin, Caller, Permission, Read, Run},
    problem::Problem,
    wire::review::{FlowComment, FlowCommentList, FlowDecisionList, FlowDifference, NewFlowComment},
};

/// Characters of a comment, and of the place that it is about.
const LONGEST_COMMENT: usize = 10_000;
const LONGEST_PATH: usize = 300;

pub struct ReviewsApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Flows")]
impl ReviewsApi {
    /// Compare two versions of a flow.
    ///
    /// Step by step, and as a unified diff of the YAML.
    #[oai(path = "/flows/:id/diff", method = "get", operation_id = "diffFlowVersions")]
    async fn diff(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Hash of the version before; the one before `to` when absent.
        from: Query<Option<String>>,
        /// Hash of the version after; the newest when absent.
        to: Query<Option<String>>,
    ) -> Result<Json<FlowDifference>, Problem> {
        let versions = state.store.flows().versions(caller.project, id.0.into()).await?;
        let newest = versions.iter().map(|version| version.number).max().unwrap_or_default();
        let named = |hash: &str| {
            let found = versions.iter().find(|version| version.hash == hash);
            found.ok_or_else(|| Problem::not_found(format!("The flow `{}` has no version `{hash}`.", id.0)))
        };
        let to = match &to.0 {
            Some(hash) => named(hash)?,
            None => numbered(&versions, newest)?,
        };
        let from = match &from.0 {
            Some(hash) => named(hash)?,
            None => numbered(&versions, to.number.saturating_sub(1).max(1))?,
        };
        let title = |version: &FlowVersionRow| format!("version {} ({})", version.number, version.hash);
        let found = diff::diff(&read(from)?, &read(to)?, (&title(from), &title(to)));
        Ok(Json(FlowDifference::new(from.hash.clone(), to.hash.clone(), found)))
    }

    /// List what was said about a flow, oldest first.
    #[oai(path = "/flows/:id/comments", method = "get", operation_id = "listFlowComments")]
    async fn comments(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
        /// Only about the version with this hash.
        version: Query<Option<String>>,
    ) -> Result<Json<FlowCommentList>, Problem> {
        state.store.flows().get(caller.project, id.0.into()).await?;
        let rows = state.store.reviews().comments(caller.project, id.0.into(), version.0.as_deref()).await?;
        Ok(Json(FlowCommentList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Say something about a version of a flow.
    #[oai(path = "/flows/:id/comments", method = "post", operation_id = "createFlowComment")]
    async fn comment(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
        asked: Body<NewFlowComment>,
    ) -> Result<Created<FlowComment>, Problem> {
        let NewFlowComment { version, path, text } = asked.value;
        let too_long = path.as_ref().is_some_and(|path| path.chars().count() > LONGEST_PATH);
        if text.trim().is_empty() || text.chars().count() > LONGEST_COMMENT || too_long {
            let message = format!(
                "`text` has 1 to {LONGEST_COMMENT} characters, and `path`, when it is given, at most {LONGEST_PATH}."
            );
            return Err(Problem::invalid(message, Vec::new()));
        }
        let newest = state.store.flows().get(caller.project, id.0.into()).await?.version.hash;
        let new = NewComment {
            flow: id.0.into(),
            version: version.unwrap_or(newest),
            path,
            author: caller.name.clone(),
            key: caller.key,
            text,
        };
        let row = state.store.reviews().comment(caller.project, new).await?;
        Ok(Created::new(format!("/api/v1/flows/{}/comments/{}", id.0, row.id), row.into()))
    }

    /// Delete a comment of one's own.
    ///
    /// An `admin` may delete those of others.
    #[oai(path = "/flows/:id/comments/:comment_id", method = "delete", operation_id = "deleteFlowComment")]
    async fn delete_comment(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        id: Path<Uuid>,
        comment_id: Path<Uuid>,
    ) -> Result<Gone, Problem> {
        let (flow, comment) = (id.0.into(), comment_id.0.into());
        let row = state.store.reviews().get_comment(caller.project, flow, comment).await?;
        let is_own = row.author == caller.name && row.key_id == caller.key.map(|key| key.0);
        if !is_own && !caller.may(Admin::SCOPE) {
            return Err(Problem::forbidden(format!(
                "The comment is by `{}`; only they and an admin may delete it.",
                row.author
            )));
        }
        state.store.reviews().delete_comment(caller.project, flow, comment).await?;
        Ok(Gone::Gone)
    }

    /// List the decisions about a flow, newest first.
    #[oai(path = "/flows/:id/approvals", method = "get", operation_id = "listFlowApprovals")]
    async fn approvals(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        id: Path<Uuid>,
    ) -> Result<Json<FlowDecisionList>, Problem> {
        state.store.flows().get(caller.project, id.0.into()).await?;
        let rows = state.store.reviews().decisions(caller.project, id.0.into()).await?;
        Ok(Json(FlowDecisionList { items: rows.into_iter().map(Into::into).collect() }))
    }
}

fn numbered(versions: &[FlowVersionRow], number: u32) -> Result<&FlowVersionRow, Problem> {
    let found = versions.iter().find(|version| version.number == number);
    found.ok_or_else(|| Problem::not_found(format!("The flow has no version number {number}.")))
}

fn read(version: &FlowVersionRow) -> Result<Flow, Problem> {
    serde_json::from_value(version.document.clone()).map_err(|error| {
        Problem::invalid(format!("The version `{}` cannot be read: {error}", version.hash), Vec::new())
    })
}
