//! Reading sessions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    AgentDesktopRow, AgentLease, AgentSessionFilter, AgentSessionRow, AgentSessions, AgentUsage, claim::options,
};
use crate::{
    domain::{
        agent::{AgentStatus, WaitingFor},
        ids::{AgentSessionId, ProjectId},
    },
    store::{
        Error, Page, Paged,
        words::{clean, count},
    },
};

impl AgentSessions<'_> {
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: AgentSessionId) -> Result<AgentSessionRow, Error> {
        let row = sqlx::query_as!(
            StoredSession,
            r#"SELECT s.id, s.project_id, s.title, s.options, s.status AS "status: AgentStatus",
                      s.waiting_for AS "waiting_for: WaitingFor", s.message, s.messages, s.calls, s.answers, s.input_tokens,
                      s.output_tokens, s.cache_read_tokens, s.cache_write_tokens, s.worker_name, s.created_by, s.created_at,
                      s.active_at, s.closed_at,
                      (SELECT coalesce(sum(c.cost_micro), 0)::bigint FROM model_calls c
                        WHERE c.project_id = s.project_id AND c.topic = 'session:' || s.id) AS "cost_micro!",
                      coalesce((SELECT t.last_seq FROM streams t WHERE t.topic = 'session:' || s.id), 0) AS "last_seq!"
                 FROM agent_sessions s WHERE s.id = $1 AND s.project_id = $2"#,
            id.0,
            project.0
        );
        let row = row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("agent session", id))?;
        let desktop = self.desktops_of(project, &[id.0]).await?.pop();
        Ok(row.with(desktop))
    }

    /// Newest first.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong cursor.
    pub async fn list(
        &self,
        project: ProjectId,
        filter: &AgentSessionFilter,
        page: &Page,
    ) -> Result<Paged<AgentSessionRow>, Error> {
        let status = filter.status.map(AgentStatus::as_str);
        let search = filter.search.as_deref().map(like);
        let rows = sqlx::query_as!(
            StoredSession,
            r#"SELECT s.id, s.project_id, s.title, s.options, s.status AS "status: AgentStatus",
                      s.waiting_for AS "waiting_for: WaitingFor", s.message, s.messages, s.calls, s.answers, s.input_tokens,
                      s.output_tokens, s.cache_read_tokens, s.cache_write_tokens, s.worker_name, s.created_by, s.created_at,
                      s.active_at, s.closed_at,
                      (SELECT coalesce(sum(c.cost_micro), 0)::bigint FROM model_calls c
                        WHERE c.project_id = s.project_id AND c.topic = 'session:' || s.id) AS "cost_micro!",
                      coalesce((SELECT t.last_seq FROM streams t WHERE t.topic = 'session:' || s.id), 0) AS "last_seq!"
                 FROM agent_sessions s
                WHERE s.project_id = $1 AND s.id < $2 AND ($5::text IS NULL OR s.status = $5)
                  AND ($6::text IS NULL OR s.title ILIKE $6 OR EXISTS
                       (SELECT FROM messages m WHERE m.session_id = s.id AND m.role <> 'tool' AND m.blocks::text ILIKE $6))
                ORDER BY s.id DESC OFFSET $3 LIMIT $4"#,
            project.0,
            page.before()?,
            page.offset(),
            page.size() + 1,
            status,
            search
        );
        let rows = rows.fetch_all(self.pool).await?;
        let total = sqlx::query_scalar!(
            "SELECT count(*) FROM agent_sessions s
              WHERE s.project_id = $1 AND ($2::text IS NULL OR s.status = $2)
                AND ($3::text IS NULL OR s.title ILIKE $3 OR EXISTS
                     (SELECT FROM messages m WHERE m.session_id = s.id AND m.role <> 'tool' AND m.blocks::text ILIKE $3))",
            project.0,
            status,
            search
        );
        let total = total.fetch_one(self.pool).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let desktops = self.desktops_of(project, &ids).await?;
        let mut desktops: HashMap<Uuid, AgentDesktopRow> =
            desktops.into_iter().map(|row| (row.session_id.0, row)).collect();
        let rows = rows.into_iter().map(|row| {
            let desktop = desktops.remove(&row.id);
            row.with(desktop)
        });
        Ok(page.cut(rows.collect(), total, |row| row.id.0))
    }

    /// What a held session has used so far.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn used(&self, held: &AgentLease) -> Result<AgentUsage, Error> {
        usage(&mut *self.pool.acquire().await?, held).await
    }
}

/// What a held session has used so far.
pub(super) async fn usage(connection: &mut PgConnection, held: &AgentLease) -> Result<AgentUsage, Error> {
    let row = sqlx::query!(
        r#"SELECT s.answers, s.input_tokens, s.output_tokens, s.cache_read_tokens, s.cache_write_tokens,
                  (SELECT coalesce(sum(c.cost_micro), 0)::bigint FROM model_calls c
                    WHERE c.project_id = s.project_id AND c.topic = 'session:' || s.id) AS "cost_micro!"
             FROM agent_sessions s WHERE s.id = $1 AND s.epoch = $2"#,
        held.id.0,
        held.epoch
    );
    let row = row.fetch_optional(connection).await?.ok_or(Error::Fenced)?;
    Ok(AgentUsage {
        answers: count(row.answers),
        input_tokens: unsigned(row.input_tokens),
        output_tokens: unsigned(row.output_tokens),
        cache_read_tokens: unsigned(row.cache_read_tokens),
        cache_write_tokens: unsigned(row.cache_write_tokens),
        cost_micro_usd: row.cost_micro,
    })
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// A pattern that finds the text anywhere, as it stands.
fn like(text: &str) -> String {
    let plain = clean(text).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

struct StoredSession {
    id: Uuid,
    project_id: Uuid,
    title: String,
    options: Value,
    status: AgentStatus,
    waiting_for: Option<WaitingFor>,
    message: Option<String>,
    messages: i32,
    calls: i32,
    answers: i32,
    input_tokens: i64,
    output_tokens: i64,
    cache_read_tokens: i64,
    cache_write_tokens: i64,
    worker_name: Option<String>,
    created_by: Option<String>,
    created_at: DateTime<Utc>,
    active_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    cost_micro: i64,
    last_seq: i64,
}

impl StoredSession {
    fn with(self, desktop: Option<AgentDesktopRow>) -> AgentSessionRow {
        AgentSessionRow {
            id: self.id.into(),
            project_id: self.project_id.into(),
            title: self.title,
            options: options(self.options),
            status: self.status,
            waiting_for: self.waiting_for,
            message: self.message,
            messages: count(self.messages),
            calls: count(self.calls),
            usage: AgentUsage {
                answers: count(self.answers),
                input_tokens: unsigned(self.input_tokens),
                output_tokens: unsigned(self.output_tokens),
                cache_read_tokens: unsigned(self.cache_read_tokens),
                cache_write_tokens: unsigned(self.cache_write_tokens),
                cost_micro_usd: self.cost_micro,
            },
            worker_name: self.worker_name,
            created_by: self.created_by,
            created_at: self.created_at,
            active_at: self.active_at,
            closed_at: self.closed_at,
            desktop,
            last_seq: self.last_seq,
        }
    }
}
