//! The same again: a new run out of the documents of an old one.

use std::collections::{BTreeMap, HashSet};

use sqlx::types::Json;
use uuid::Uuid;

use super::{CreatedRun, RerunOnly, Runs, create::first_events};
use crate::{
    config::Quotas,
    domain::{
        event::run_topic,
        ids::{ExecutionId, ProjectId, TestRunId},
    },
    store::{Error, events::append, quotas::check_quotas},
};

impl Runs<'_> {
    /// A new run of the same documents, params and options; retries and time-outs start anew.
    ///
    /// # Errors
    /// [`Error::Invalid`] when no execution of the run ended as asked for, or one of those asked for is of another run;
    /// [`Error::Limit`] when the project has too much.
    pub async fn rerun(
        &self,
        project: ProjectId,
        id: TestRunId,
        only: RerunOnly,
        quotas: Quotas,
    ) -> Result<CreatedRun, Error> {
        let old = self.summary(project, id).await?;
        let new_id = TestRunId::new();
        let mut tx = self.pool.begin().await?;
        let these: Option<Vec<Uuid>> = match &only {
            RerunOnly::These(ids) => Some(ids.iter().map(|id| id.0).collect()),
            RerunOnly::All | RerunOnly::Failed => None,
        };
        let chosen = sqlx::query!(
            r#"SELECT id, flow_name, labels AS "labels: Json<BTreeMap<String, String>>" FROM flow_executions
              WHERE run_id = $1 AND ($2 OR status IN ('failed', 'errored', 'cancelled'))
                AND ($3::uuid[] IS NULL OR id = ANY ($3)) ORDER BY position"#,
            id.0,
            only != RerunOnly::Failed,
            these.as_deref()
        );
        let chosen = chosen.fetch_all(&mut *tx).await?;
        let known: HashSet<Uuid> = chosen.iter().map(|row| row.id).collect();
        if let Some(other) = these.iter().flatten().find(|wanted| !known.contains(*wanted)) {
            return Err(Error::Invalid { message: format!("test run `{id}` has no execution `{other}`") });
        }
        if chosen.is_empty() {
            let message = format!("no execution of test run `{id}` failed, so there is nothing to run again");
            return Err(Error::Invalid { message });
        }
        check_quotas(&mut tx, project, chosen.len(), quotas).await?;
        sqlx::query!(
            "INSERT INTO test_runs
                    (id, project_id, test_session_id, rerun_of, options, priority, queued, not_before, timeout_seconds, deadline)
             SELECT $2, project_id, test_session_id, id, options, priority, $3, now(), timeout_seconds,
                    now() + timeout_seconds * interval '1 s'
               FROM test_runs WHERE id = $1",
            id.0,
            new_id.0,
            i32::try_from(chosen.len()).unwrap_or(i32::MAX)
        )
        .execute(&mut *tx)
        .await?;
        let from: Vec<Uuid> = chosen.iter().map(|row| row.id).collect();
        let to: Vec<Uuid> = chosen.iter().map(|_| ExecutionId::new().0).collect();
        sqlx::query!(
            "INSERT INTO flow_executions
                    (id, run_id, project_id, flow_id, flow_version, flow_name, position, document, params, env, priority,
                     timeout_seconds, deadline, retries_left, retries, labels, browser, not_before, rung_at)
             SELECT copy.to_id, r.id, r.project_id, e.flow_id, e.flow_version, e.flow_name, (copy.place - 1)::int, e.document,
                    e.params, e.env, r.priority, e.timeout_seconds, r.deadline, e.retries, e.retries, e.labels, e.browser, r.not_before, now()
               FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS copy (from_id, to_id, place)
               JOIN flow_executions e ON e.id = copy.from_id
               CROSS JOIN test_runs r
              WHERE r.id = $1",
            new_id.0,
            &from,
            &to
        )
        .execute(&mut *tx)
        .await?;
        let queued = to.into_iter().zip(chosen).map(|(id, row)| (id.into(), row.flow_name, row.labels.0)).collect();
        let events = first_events(new_id, old.test_session_id, queued);
        let committed = append(&mut tx, project, run_topic(new_id), events).await?;
        tx.commit().await?;
        self.created(project, new_id, false, committed).await
    }
}
