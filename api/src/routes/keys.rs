//! Projects, keys, and the audit log.

use chrono::{DateTime, TimeDelta, Utc};
use flowtilla_shared::{
    domain::ids::ProjectId,
    live::ControlMessage,
    store::{AuditFilter, NewKey},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use serde_json::json;
use uuid::Uuid;

use super::{Area, Shared};
use crate::{
    answer::Created,
    body::Body,
    caller::{Admin, Caller, Identity, Read},
    problem::Problem,
    wire::{
        keys::{
            ApiKey, ApiKeyList, AuditEntry, KeyScope, MadeApiKey, NewApiKey, NewProject, Project, ProjectChange,
            ProjectList, WhoAmI,
        },
        page::{self, List},
    },
};

/// Longest life of a key that ends at all.
const LONGEST: TimeDelta = TimeDelta::days(3650);
/// Characters of a name.
const LONGEST_NAME: usize = 100;

pub struct KeysApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Access")]
impl KeysApi {
    /// Tell who is calling: the key, what it may do, and its project.
    #[oai(path = "/whoami", method = "get", operation_id = "whoAmI")]
    async fn whoami(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<WhoAmI>, Problem> {
        let project = state.store.projects().get(caller.project).await?;
        let api_key = match caller.key {
            Some(key) => Some(state.store.keys().get(caller.project, key).await?.into()),
            None => None,
        };
        Ok(Json(WhoAmI {
            name: caller.name.clone(),
            project: project.into(),
            scopes: caller.scopes.clone(),
            operator: caller.is_operator(),
            api_key,
        }))
    }

    /// List projects, oldest first.
    ///
    /// An `admin` of the project `default` sees all of them, everybody else their own.
    #[oai(path = "/projects", method = "get", operation_id = "listProjects")]
    async fn projects(&self, state: Shared<'_>, caller: Caller<Admin>) -> Result<Json<ProjectList>, Problem> {
        let projects = state.store.projects();
        let rows =
            if caller.is_operator() { projects.list().await? } else { vec![projects.get(caller.project).await?] };
        Ok(Json(ProjectList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Make a project.
    ///
    /// Only for an `admin` of the project `default`.
    #[oai(path = "/projects", method = "post", operation_id = "createProject")]
    async fn create_project(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        asked: Body<NewProject>,
    ) -> Result<Created<Project>, Problem> {
        if !caller.is_operator() {
            return Err(operator_needed("make projects"));
        }
        let project = state.store.projects().create(named(&asked.value.name)?).await?;
        caller.note("name", project.name.as_str());
        Ok(Created::new(format!("/api/v1/projects/{}", project.id), project.into()))
    }

    /// Get a project.
    #[oai(path = "/projects/:id", method = "get", operation_id = "getProject")]
    async fn project(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
    ) -> Result<Json<Project>, Problem> {
        let project = whose(&caller, Some(id.0))?;
        Ok(Json(state.store.projects().get(project).await?.into()))
    }

    /// Change a project's settings.
    #[oai(path = "/projects/:id", method = "put", operation_id = "updateProject")]
    async fn update_project(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
        asked: Body<ProjectChange>,
    ) -> Result<Json<Project>, Problem> {
        let project = whose(&caller, Some(id.0))?;
        caller.note("four_eyes", asked.value.four_eyes);
        Ok(Json(state.store.projects().set_four_eyes(project, asked.value.four_eyes).await?.into()))
    }

    /// List keys, newest first, those that ended too.
    #[oai(path = "/keys", method = "get", operation_id = "listKeys")]
    async fn keys(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        /// Whose keys; the caller's own project's when absent.
        project_id: Query<Option<Uuid>>,
    ) -> Result<Json<ApiKeyList>, Problem> {
        let rows = state.store.keys().list(whose(&caller, project_id.0)?).await?;
        Ok(Json(ApiKeyList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Make a key.
    ///
    /// The answer has the key; only its hash is stored, so it cannot be shown again.
    #[oai(path = "/keys", method = "post", operation_id = "createKey")]
    async fn create_key(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        asked: Body<NewApiKey>,
    ) -> Result<Created<MadeApiKey>, Problem> {
        let NewApiKey { name, scopes, expires_in, project_id } = asked.value;
        let project = whose(&caller, project_id)?;
        state.store.projects().get(project).await?;
        let mut words: Vec<String> = Vec::new();
        for scope in scopes.unwrap_or_else(|| vec![KeyScope::Read, KeyScope::Run]) {
            if !words.iter().any(|word| word == scope.word()) {
                words.push(scope.word().into());
            }
        }
        if words.is_empty() {
            return Err(Problem::invalid("`scopes` is empty; a key that may nothing is no use.", Vec::new()));
        }
        let (key, new) = NewKey::generate(named(&name)?.to_owned(), words, expiry(expires_in.as_deref())?);
        let row = state.store.keys().create(project, new).await?;
        for (what, value) in [
            ("name", json!(row.name)),
            ("prefix", json!(row.prefix)),
            ("scopes", json!(row.scopes)),
            ("project_id", json!(row.project_id)),
            ("expires_at", json!(row.expires_at)),
        ] {
            caller.note(what, value);
        }
        Ok(Created::new(format!("/api/v1/keys/{}", row.id), MadeApiKey { key, api_key: row.into() }))
    }

    /// Get a key, without the key itself.
    #[oai(path = "/keys/:id", method = "get", operation_id = "getKey")]
    async fn key(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
        /// Whose key; the caller's own project's when absent.
        project_id: Query<Option<Uuid>>,
    ) -> Result<Json<ApiKey>, Problem> {
        Ok(Json(state.store.keys().get(whose(&caller, project_id.0)?, id.0.into()).await?.into()))
    }

    /// Revoke a key.
    ///
    /// Requests with it are refused within two seconds by every API server, and sockets and streams that were opened with it are
    /// closed within five. Revoking it again changes nothing.
    #[oai(path = "/keys/:id/revoke", method = "post", operation_id = "revokeKey")]
    async fn revoke(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
        /// Whose key; the caller's own project's when absent.
        project_id: Query<Option<Uuid>>,
    ) -> Result<Json<ApiKey>, Problem> {
        let row = state.store.keys().revoke(whose(&caller, project_id.0)?, id.0.into()).await?;
        state.live.control(ControlMessage::KeyRevoked(row.id)).await;
        caller.note("name", row.name.as_str());
        caller.note("prefix", row.prefix.as_str());
        Ok(Json(row.into()))
    }

    /// Read the audit log of the project, newest first: every change that somebody asked for, and who it was.
    #[oai(path = "/audit", method = "get", operation_id = "listAudit")]
    async fn audit(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        /// Only this operation, e.g. `revokeKey`.
        action: Query<Option<String>>,
        /// Only changes of this, e.g. `test-runs/0197…`.
        target: Query<Option<String>>,
        /// Go on after this place: the `next_cursor` of the answer before.
        cursor: Query<Option<String>>,
        /// Items in a part, 1 to 200; 50 when absent.
        size: Query<Option<u32>>,
    ) -> Result<Json<List<AuditEntry>>, Problem> {
        let asked = page::asked(cursor.0, None, size.0)?;
        let filter = AuditFilter { action: action.0, target: target.0 };
        let part = state.store.audit().list(caller.project, &asked, &filter).await?;
        Ok(Json(List::of(&asked, part, Into::into)))
    }
}

/// The project that is asked for, when the caller may see it. Another one is as good as none.
pub(super) fn whose(caller: &Identity, asked: Option<Uuid>) -> Result<ProjectId, Problem> {
    match asked.map(ProjectId) {
        None => Ok(caller.project),
        Some(project) if project == caller.project || caller.is_operator() => Ok(project),
        Some(project) => Err(Problem::not_found(format!("There is no project `{project}`."))),
    }
}

pub(super) fn operator_needed(what: &str) -> Problem {
    let detail = format!("Only an `admin` of the project `default` may {what}.");
    Problem { code: "operator-needed", ..Problem::forbidden(detail) }
}

fn named(name: &str) -> Result<&str, Problem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Problem::invalid(format!("`name` is a text of 1 to {LONGEST_NAME} characters."), Vec::new()));
    }
    Ok(name)
}

fn expiry(asked: Option<&str>) -> Result<Option<DateTime<Utc>>, Problem> {
    let Some(asked) = asked else { return Ok(None) };
    let after = humantime::parse_duration(asked).ok().and_then(|after| TimeDelta::from_std(after).ok());
    match after.filter(|after| *after > TimeDelta::zero() && *after <= LONGEST) {
        Some(after) => Ok(Some(Utc::now() + after)),
        None => Err(Problem::invalid("`expires_in` is a time such as `90d` or `12h`, ten years at most.", Vec::new())),
    }
}
