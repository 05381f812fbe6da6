//! What a project may have and how long it keeps things, where that differs from the settings; and what it has.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::{PgConnection, PgPool, types::Json};

use super::{Error, SpendCaps};
use crate::{config::Quotas, domain::ids::ProjectId};

pub struct Rules<'a> {
    pub(super) pool: &'a PgPool,
}

/// What differs from the settings: some of their keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectRules {
    /// Of `config::Retention`.
    pub retention: Map<String, Value>,
    /// Of `config::Quotas`.
    pub quotas: Map<String, Value>,
    /// Of `config::Budgets`.
    pub budgets: Map<String, Value>,
}

/// What a project takes up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectUsage {
    /// When artifacts were last counted; `None`: not yet.
    pub counted_at: Option<DateTime<Utc>>,
    pub artifacts: u64,
    pub artifact_bytes: u64,
    /// Executions that wait now.
    pub queued_executions: u64,
    /// Executions asked for since midnight (UTC).
    pub executions_today: u64,
    /// Agent sessions that are not closed.
    pub sessions: u64,
}

impl Rules<'_> {
    /// The project's own rules; none as a rule.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn get(&self, project: ProjectId) -> Result<ProjectRules, Error> {
        let row = sqlx::query!(
            r#"SELECT retention AS "retention: Json<Map<String, Value>>", quotas AS "quotas: Json<Map<String, Value>>",
                      budgets AS "budgets: Json<Map<String, Value>>"
                 FROM project_rules WHERE project_id = $1"#,
            project.0
        );
        let row = row.fetch_optional(self.pool).await?;
        let rules =
            row.map(|row| ProjectRules { retention: row.retention.0, quotas: row.quotas.0, budgets: row.budgets.0 });
        Ok(rules.unwrap_or_default())
    }

    /// Replaces the project's own rules. They must have been checked against the settings.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn put(&self, project: ProjectId, rules: &ProjectRules) -> Result<(), Error> {
        sqlx::query!(
            "INSERT INTO project_rules (project_id, retention, quotas, budgets) VALUES ($1, $2, $3, $4)
             ON CONFLICT (project_id) DO UPDATE
                SET retention = excluded.retention, quotas = excluded.quotas, budgets = excluded.budgets,
                    updated_at = now()",
            project.0,
            Json(&rules.retention) as _,
            Json(&rules.quotas) as _,
            Json(&rules.budgets) as _
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// The caps that the project has of its own on what it spends on language models.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: then nothing may be spent.
    pub async fn budgets(&self, project: ProjectId) -> Result<SpendCaps, Error> {
        let row = sqlx::query!(
            r#"SELECT nullif(round((budgets->>'max_usd_per_run')::numeric * 1000000)::bigint, 0) AS topic,
                      nullif(round((budgets->>'max_usd_per_project_day')::numeric * 1000000)::bigint, 0) AS day
                 FROM project_rules WHERE project_id = $1"#,
            project.0
        );
        let row = row.fetch_optional(self.pool).await?;
        let own = row.map(|row| SpendCaps { topic: row.topic, project_day: row.day, fleet_day: None });
        Ok(own.unwrap_or_default())
    }

    /// What the project has now. Artifacts are those of the last count.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn usage(&self, project: ProjectId) -> Result<ProjectUsage, Error> {
        let row = sqlx::query!(
            r#"SELECT u.counted_at AS "counted_at?", coalesce(u.artifacts, 0) AS "artifacts!",
                      coalesce(u.artifact_bytes, 0) AS "artifact_bytes!", open_agent_sessions(p.id) AS "sessions!"
                 FROM projects p LEFT JOIN project_usage u ON u.project_id = p.id WHERE p.id = $1"#,
            project.0
        );
        let row = row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("project", project))?;
        let mut connection = self.pool.acquire().await?;
        let whole = |n: i64| u64::try_from(n).unwrap_or(0);
        Ok(ProjectUsage {
            counted_at: row.counted_at,
            artifacts: whole(row.artifacts),
            artifact_bytes: whole(row.artifact_bytes),
            queued_executions: whole(waiting(&mut connection, project).await?),
            executions_today: whole(asked_today(&mut connection, project).await?),
            sessions: whole(row.sessions),
        })
    }

    /// Counts the artifacts of every project anew.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn count_usage(&self) -> Result<(), Error> {
        for project in sqlx::query_scalar!("SELECT id FROM projects").fetch_all(self.pool).await? {
            sqlx::query!(
                "INSERT INTO project_usage AS u (project_id, artifacts, artifact_bytes)
                 SELECT $1, count(*), coalesce(sum(bytes), 0)::bigint FROM artifacts WHERE project_id = $1
                 ON CONFLICT (project_id) DO UPDATE
                    SET artifacts = excluded.artifacts, artifact_bytes = excluded.artifact_bytes, counted_at = now()",
                project
            )
            .execute(self.pool)
            .await?;
        }
        Ok(())
    }
}

/// Refuses an agent session that would be one too many for the project. Requests of one project take turns, so that the answer
/// holds until the end of the transaction.
pub(super) async fn check_sessions(tx: &mut PgConnection, project: ProjectId, fleet: Quotas) -> Result<(), Error> {
    let most = own(tx, project, fleet).await?.sessions;
    if most == 0 {
        return Ok(());
    }
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 28))", project.to_string())
        .execute(&mut *tx)
        .await?;
    let open = sqlx::query_scalar!(r#"SELECT open_agent_sessions($1) AS "open!""#, project.0);
    let open = open.fetch_one(tx).await?;
    if open < i64::from(most) {
        return Ok(());
    }
    let message = format!("{open} agent sessions of this project are open, and it may have {most}; close one first");
    Err(Error::Limit { limit: "sessions", message })
}

/// The project's quotas.
async fn own(connection: &mut PgConnection, project: ProjectId, fleet: Quotas) -> Result<Quotas, Error> {
    let rules = sqlx::query_scalar!(
        r#"SELECT quotas AS "quotas: Json<Map<String, Value>>" FROM project_rules WHERE project_id = $1"#,
        project.0
    );
    match rules.fetch_optional(connection).await? {
        // rules that no longer fit were written by another version
        Some(Json(rules)) => Ok(fleet.with(&rules).unwrap_or(fleet)),
        None => Ok(fleet),
    }
}

async fn waiting(connection: &mut PgConnection, project: ProjectId) -> Result<i64, Error> {
    let waiting = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(queued), 0) AS "waiting!" FROM test_runs WHERE project_id = $1 AND finished_at IS NULL"#,
        project.0
    );
    Ok(waiting.fetch_one(connection).await?)
}

/// Ids are made by the clocks of API servers, so an hour is looked at too much.
async fn asked_today(connection: &mut PgConnection, project: ProjectId) -> Result<i64, Error> {
    let asked = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(queued + running + waiting + passed + failed + errored + cancelled), 0) AS "asked!"
             FROM test_runs
            WHERE project_id = $1 AND id >= first_id_at(date_trunc('day', now(), 'UTC') - interval '1 hour')
              AND created_at >= date_trunc('day', now(), 'UTC')"#,
        project.0
    );
    Ok(asked.fetch_one(connection).await?)
}

/// Refuses `more` executions when the project would have more than it may. Requests of one project take turns where that is what
/// makes the answer exact.
pub(super) async fn check_quotas(
    tx: &mut PgConnection,
    project: ProjectId,
    more: usize,
    fleet: Quotas,
) -> Result<(), Error> {
    let quotas = own(tx, project, fleet).await?;
    let more = i64::try_from(more).unwrap_or(i64::MAX);
    let most = i64::from(quotas.executions_per_day);
    if most > 0 {
        sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 27))", project.to_string())
            .execute(&mut *tx)
            .await?;
        let asked = asked_today(tx, project).await?;
        if asked.saturating_add(more) > most {
            let message = format!(
                "{asked} executions of this project were asked for today (UTC), {more} more would pass its quota of {most} a day"
            );
            return Err(Error::Limit { limit: "executions_per_day", message });
        }
    }
    check_storage(tx, project, quotas.storage_bytes).await?;
    let most = i64::from(quotas.queued_executions);
    if most == 0 {
        return Ok(());
    }
    let waiting = waiting(tx, project).await?;
    if waiting.saturating_add(more) <= most {
        return Ok(());
    }
    let message = format!(
        "{waiting} executions of this project are waiting already, {more} more would pass the limit of {most}; try again later"
    );
    Err(Error::Limit { limit: "max_queued_per_project", message })
}

async fn check_storage(tx: &mut PgConnection, project: ProjectId, most: u64) -> Result<(), Error> {
    if most == 0 {
        return Ok(());
    }
    let used = sqlx::query_scalar!("SELECT artifact_bytes FROM project_usage WHERE project_id = $1", project.0);
    let used = used.fetch_optional(tx).await?.and_then(|used| u64::try_from(used).ok()).unwrap_or(0);
    if used < most {
        return Ok(());
    }
    let message = format!(
        "the artifacts of this project take up {used} bytes, and it may have {most}; keep them for a shorter time, or ask the operator for more"
    );
    Err(Error::Limit { limit: "storage_bytes", message })
}
