//! Browser sessions: the isolated contexts that are open now, and who drives them.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{Conflict, Error, events::texts};
use crate::domain::{
    event::{Event, run_topic},
    ids::{BrowserSessionId, ExecutionId, ProjectId, TestRunId, WorkerId},
    journal::{Committed, Lease},
};

pub struct Browsers<'a> {
    pub(super) pool: &'a PgPool,
}

/// Opened by [`super::Executions::set_session`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBrowserSession {
    pub id: BrowserSessionId,
    /// What people call it, e.g. `Chromium 151 (headless shell)`.
    pub browser: String,
    pub worker_name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserSessionRow {
    pub id: BrowserSessionId,
    pub project_id: ProjectId,
    pub execution_id: ExecutionId,
    pub run_id: TestRunId,
    pub flow_name: String,
    pub worker_id: Option<WorkerId>,
    pub worker_name: Option<String>,
    pub browser: String,
    pub stop_requested: bool,
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

impl Browsers<'_> {
    /// Notes that the context is gone, with its event; closing twice changes nothing.
    ///
    /// Not fenced: the end of a browser is true whoever holds the lease.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn close(&self, lease: &Lease, id: BrowserSessionId) -> Result<Committed, Error> {
        let event = Event::BrowserClosed { execution_id: lease.id, browser_session_id: id };
        let told = texts([&event]);
        let row = sqlx::query!(
            r#"
            WITH closed AS (
                UPDATE browser_sessions SET closed_at = now() WHERE id = $1 AND execution_id = $2 AND closed_at IS NULL
                RETURNING project_id
            )
            SELECT told.head AS "head!", told.at AS "at!", set_config('synchronous_commit', 'off', true) AS relaxed
              FROM closed c CROSS JOIN LATERAL append_events($3, c.project_id, $4, $5) told"#,
            id.0,
            lease.id.0,
            run_topic(lease.run_id),
            &told.types,
            &told.datas
        )
        .fetch_optional(self.pool)
        .await?;
        let topic = run_topic(lease.run_id);
        Ok(match row {
            Some(row) => Committed::new(lease.project_id, topic, row.head, row.at, vec![event]),
            None => Committed::nothing(lease.project_id, topic),
        })
    }

    /// The open ones, oldest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self, project: ProjectId) -> Result<Vec<BrowserSessionRow>, Error> {
        let rows = sqlx::query_as!(
            BrowserSessionRow,
            r#"SELECT b.id, b.project_id, b.execution_id, e.run_id, e.flow_name, b.worker_id AS "worker_id: WorkerId",
                      b.worker_name, b.browser, b.stop_requested, b.opened_at, b.closed_at
                 FROM browser_sessions b JOIN flow_executions e ON e.id = b.execution_id
                WHERE b.project_id = $1 AND b.closed_at IS NULL ORDER BY b.id"#,
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: BrowserSessionId) -> Result<BrowserSessionRow, Error> {
        let row = sqlx::query_as!(
            BrowserSessionRow,
            r#"SELECT b.id, b.project_id, b.execution_id, e.run_id, e.flow_name, b.worker_id AS "worker_id: WorkerId",
                      b.worker_name, b.browser, b.stop_requested, b.opened_at, b.closed_at
                 FROM browser_sessions b JOIN flow_executions e ON e.id = b.execution_id
                WHERE b.id = $1 AND b.project_id = $2"#,
            id.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("browser session", id))
    }

    /// Asks for the end of the browser, and of the execution that uses it.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is closed already.
    pub async fn request_stop(&self, project: ProjectId, id: BrowserSessionId) -> Result<BrowserSessionRow, Error> {
        let asked = sqlx::query!(
            "WITH asked AS (
                UPDATE browser_sessions SET stop_requested = true
                 WHERE id = $1 AND project_id = $2 AND closed_at IS NULL RETURNING execution_id
             )
             UPDATE flow_executions e SET cancel_requested = true FROM asked
              WHERE e.id = asked.execution_id AND e.status IN ('running', 'waiting')",
            id.0,
            project.0
        );
        let asked = asked.execute(self.pool).await?.rows_affected();
        let row = self.get(project, id).await?;
        if asked == 0 && row.closed_at.is_some() {
            return Err(Error::conflict(Conflict::Over, format!("browser session `{id}` is closed already")));
        }
        Ok(row)
    }
}
