//! Secrets and profiles: what flows may use and nobody may read.

use flowtilla_shared::{
    domain::{
        flow::{address, check_condition},
        totp::Totp,
    },
    store::{self, place},
};
use poem::http::StatusCode;
use poem_openapi::{OpenApi, param::Path, payload::Json};
use serde_json::json;

use super::{Area, Shared};
use crate::{
    answer::Gone,
    body::Body,
    caller::{Admin, Caller, Read, Run},
    problem::Problem,
    wire::vault::{NewSecret, Profile, ProfileList, ProfileRules, Secret, SecretList},
};

/// Hosts that one secret may be bound to, at most.
const MOST_HOSTS: usize = 50;

pub struct VaultApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Vault")]
impl VaultApi {
    /// List the secrets of the project, without their values.
    #[oai(path = "/secrets", method = "get", operation_id = "listSecrets")]
    async fn secrets(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<SecretList>, Problem> {
        let rows = state.store.secrets().list(caller.project).await?;
        Ok(Json(SecretList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Put a secret away, or replace it.
    ///
    /// It is sealed before it is stored. Flows use it as `{{secret.NAME}}`, or `{{totp.NAME}}` for one-time codes.
    #[oai(path = "/secrets/:name", method = "put", operation_id = "putSecret")]
    async fn put_secret(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        /// Letters, digits, `_` and `-`; upper and lower case are the same.
        name: Path<String>,
        asked: Body<NewSecret>,
    ) -> Result<Json<Secret>, Problem> {
        let name = named(&name.0)?.to_ascii_lowercase();
        let NewSecret { value, kind, hosts } = asked.value;
        let kind = kind.unwrap_or_else(|| "text".into());
        match kind.as_str() {
            "text" if value.is_empty() => return Err(Problem::invalid("`value` must not be empty.", Vec::new())),
            "text" => {}
            "totp" => {
                drop(Totp::parse(&value).map_err(|why| Problem::invalid(format!("`value`: {why}."), Vec::new()))?)
            }
            _ => return Err(Problem::invalid("`kind` must be `text` or `totp`.", Vec::new())),
        }
        let hosts: Vec<String> = hosts.unwrap_or_default().iter().map(|host| host.trim().to_lowercase()).collect();
        if let Some(wrong) = hosts.iter().find(|host| !address::is_host_pattern(host)) {
            let detail = format!(
                "`{wrong}` in `hosts` is no host; write `example.org`, `*.example.org` or `host:port`, without scheme and path."
            );
            return Err(Problem::invalid(detail, Vec::new()));
        }
        if hosts.len() > MOST_HOSTS {
            return Err(Problem::invalid(format!("`hosts` may have {MOST_HOSTS} entries at most."), Vec::new()));
        }
        let ring = state.ring.as_ref().map_err(|_| no_key())?;
        let sealed = ring.seal(&place(caller.project, "secret", &name), value.as_bytes()).map_err(|_| no_key())?;
        let new = store::NewSecret { name, kind, hosts, sealed };
        Ok(Json(state.store.secrets().put(caller.project, new).await?.0.into()))
    }

    /// Delete a secret.
    #[oai(path = "/secrets/:name", method = "delete", operation_id = "deleteSecret")]
    async fn delete_secret(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        name: Path<String>,
    ) -> Result<Gone, Problem> {
        state.store.secrets().delete(caller.project, &name.0.to_ascii_lowercase()).await?;
        Ok(Gone::Gone)
    }

    /// List the profiles of the project, without what they hold.
    #[oai(path = "/profiles", method = "get", operation_id = "listProfiles")]
    async fn profiles(&self, state: Shared<'_>, caller: Caller<Read>) -> Result<Json<ProfileList>, Problem> {
        let rows = state.store.profiles().list(caller.project).await?;
        Ok(Json(ProfileList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Get a profile: its rules and whether something is saved.
    #[oai(path = "/profiles/:name", method = "get", operation_id = "getProfile")]
    async fn profile(
        &self,
        state: Shared<'_>,
        caller: Caller<Read>,
        name: Path<String>,
    ) -> Result<Json<Profile>, Problem> {
        Ok(Json(state.store.profiles().get(caller.project, &name.0).await?.into()))
    }

    /// Make a profile, or give it other rules; what was saved stays.
    ///
    /// A flow with `profile: NAME` begins with the saved cookies and storage. When nothing good is saved, the `setup_flow`
    /// runs first, once for all executions that need it.
    #[oai(path = "/profiles/:name", method = "put", operation_id = "putProfile")]
    async fn put_profile(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        /// Letters, digits, `_` and `-`.
        name: Path<String>,
        asked: Body<ProfileRules>,
    ) -> Result<Json<Profile>, Problem> {
        let name = named(&name.0)?;
        let ProfileRules { setup_flow, max_age, valid_if } = asked.value;
        let max_age_seconds = match max_age.as_deref().map(humantime::parse_duration) {
            None => None,
            Some(Ok(age)) if !age.is_zero() => Some(age.as_secs_f64()),
            Some(_) => {
                return Err(Problem::invalid("`max_age` must be a time such as `12h` or `30m`.", Vec::new()));
            }
        };
        let valid_if = match valid_if {
            None => None,
            Some(rule) => {
                let expect = check_condition(&rule.expect).map_err(|why| {
                    Problem::invalid(format!("`valid_if.expect` is no valid condition: {why}"), Vec::new())
                })?;
                Some(json!({ "open": rule.open, "expect": expect }))
            }
        };
        let rules = store::ProfileRules { setup_flow, max_age_seconds, valid_if };
        Ok(Json(state.store.profiles().put(caller.project, name, &rules).await?.into()))
    }

    /// Forget what a profile has saved, so that the next execution logs in again; its rules stay.
    #[oai(path = "/profiles/:name/state", method = "delete", operation_id = "forgetProfileState")]
    async fn forget_state(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        name: Path<String>,
    ) -> Result<Json<Profile>, Problem> {
        Ok(Json(state.store.profiles().forget(caller.project, &name.0).await?.into()))
    }

    /// Delete a profile and what it has saved.
    #[oai(path = "/profiles/:name", method = "delete", operation_id = "deleteProfile")]
    async fn delete_profile(
        &self,
        state: Shared<'_>,
        caller: Caller<Run>,
        name: Path<String>,
    ) -> Result<Gone, Problem> {
        state.store.profiles().delete(caller.project, &name.0).await?;
        Ok(Gone::Gone)
    }
}

/// A name as it may stand in `{{secret.NAME}}`.
fn named(name: &str) -> Result<&str, Problem> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.len() <= 100 && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(fits) {
        return Ok(name);
    }
    let detail =
        "A name has letters, digits, `_` and `-`, begins with a letter or `_`, and has 100 characters at most.";
    Err(Problem::invalid(detail, Vec::new()))
}

pub(super) fn no_key() -> Problem {
    let detail = "This server has no key to seal secrets with: set FLOWTILLA_SECRETS_KEY for API and workers to what `flowtilla secrets new-key` prints.";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-secrets-key", detail)
}
