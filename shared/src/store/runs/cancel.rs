//! The end on request: what waits ends at once, what runs is asked to stop.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{Cancelled, Runs};
use crate::{
    domain::{
        event::{Event, run_topic},
        flow::BrowserName,
        ids::{ExecutionId, ProjectId, TestRunId},
        journal::Committed,
        status::{Change, Counts, Reason, Status, Verdict},
    },
    store::{Error, events::append, words::count},
};

impl Runs<'_> {
    /// Ends what waits and asks what runs to stop. Cancelling a run that is over changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn cancel(&self, project: ProjectId, id: TestRunId) -> Result<Cancelled, Error> {
        self.summary(project, id).await?;
        let mut tx = self.pool.begin().await?;
        let open = open_executions(&mut tx, id).await?;
        let ended = end_queued(&mut tx, &open.queued, End::Cancelled).await?;
        let running = ask_to_stop(&mut tx, &open.running).await?;
        let changed = sqlx::query_scalar!(
            "UPDATE test_runs SET cancel_requested = true WHERE id = $1 AND finished_at IS NULL AND NOT cancel_requested
             RETURNING id",
            id.0
        );
        let mut events = Vec::new();
        if changed.fetch_optional(&mut *tx).await?.is_some() {
            events.push(Event::RunCancelRequested { test_run_id: id });
        }
        events.extend(ended);
        events.extend(count_ended(&mut tx, id, open.queued.len(), End::Cancelled).await?);
        let committed = append(&mut tx, project, run_topic(id), events).await?;
        tx.commit().await?;
        Ok(Cancelled { run: self.summary(project, id).await?, running, committed })
    }
}

/// How queued executions end without a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum End {
    /// No worker has its browser.
    NoBrowser(BrowserName),
    Cancelled,
    /// The run's time is up.
    Timeout,
    /// It had not ended in a backup that was put back.
    Restored,
}

impl End {
    fn status(self) -> Result<Status, Error> {
        Ok(match self {
            Self::Cancelled => Status::Queued.after(Change::CancelRequested)?,
            Self::Timeout | Self::NoBrowser(_) | Self::Restored => {
                Status::Queued.after(Change::Finished(Verdict::Errored))?
            }
        })
    }

    fn reason(self) -> Option<Reason> {
        match self {
            Self::Cancelled => None,
            Self::Timeout => Some(Reason::Timeout),
            Self::NoBrowser(_) => Some(Reason::Setup),
            Self::Restored => Some(Reason::InDoubt),
        }
    }

    fn message(self) -> Option<String> {
        match self {
            Self::Cancelled => None,
            Self::Timeout => Some("The run's time was up before a worker took it.".into()),
            Self::Restored => Some(
                "It had not ended when the backup was made that this was restored from; nobody can tell what it has done since. Look at the application before you run it again.".into(),
            ),
            Self::NoBrowser(name) => Some(format!(
                "The flow wants `browser: {0}`, and no worker has had {0} for a minute. Start one where it is installed, or choose another browser.",
                name.as_str()
            )),
        }
    }
}

/// The executions of a run that are not over, locked in the order of their ids.
pub(in crate::store) struct Open {
    pub queued: Vec<Uuid>,
    pub running: Vec<Uuid>,
}

pub(in crate::store) async fn open_executions(tx: &mut PgConnection, run: TestRunId) -> Result<Open, Error> {
    let rows = sqlx::query!(
        r#"SELECT id, status AS "status: Status" FROM flow_executions
            WHERE run_id = $1 AND status IN ('queued', 'running', 'waiting') ORDER BY id FOR NO KEY UPDATE"#,
        run.0
    );
    let mut open = Open { queued: Vec::new(), running: Vec::new() };
    for row in rows.fetch_all(tx).await? {
        if row.status == Status::Queued { &mut open.queued } else { &mut open.running }.push(row.id);
    }
    Ok(open)
}

/// Ends locked queued executions; answers with their events.
pub(in crate::store) async fn end_queued(tx: &mut PgConnection, ids: &[Uuid], end: End) -> Result<Vec<Event>, Error> {
    let (status, reason, message) = (end.status()?, end.reason(), end.message());
    let rows = sqlx::query!(
        "UPDATE flow_executions SET status = $2, reason = $3, message = $4, finished_at = now(), duration_ms = 0,
                attempt_open = false, session = NULL
          WHERE id = ANY ($1) AND status = 'queued' RETURNING id, attempt",
        ids,
        status.as_str(),
        reason.map(Reason::as_str),
        message
    );
    let rows = rows.fetch_all(tx).await?;
    let event = |row: (Uuid, i32)| Event::ExecutionFinished {
        execution_id: row.0.into(),
        status,
        reason,
        message: message.clone(),
        attempt: count(row.1),
        duration_ms: 0,
        flaky: false,
        skipped: false,
    };
    let mut ended: Vec<(Uuid, i32)> = rows.into_iter().map(|row| (row.id, row.attempt)).collect();
    ended.sort_unstable();
    Ok(ended.into_iter().map(event).collect())
}

/// Asks the holders of locked running executions to stop; answers with those not asked before.
async fn ask_to_stop(tx: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<ExecutionId>, Error> {
    sqlx::query!(
        "UPDATE flow_executions SET cancel_requested = true WHERE id = ANY ($1) AND NOT cancel_requested",
        ids
    )
    .execute(tx)
    .await?;
    Ok(ids.iter().map(|id| ExecutionId(*id)).collect())
}

/// Moves `n` executions of the run from queued to their end; answers with `run.finished` when they were the last.
pub(in crate::store) async fn count_ended(
    tx: &mut PgConnection,
    run: TestRunId,
    n: usize,
    end: End,
) -> Result<Option<Event>, Error> {
    if n == 0 {
        return Ok(None);
    }
    let n = i32::try_from(n).unwrap_or(i32::MAX);
    let row = sqlx::query!(
        r#"UPDATE test_runs
              SET queued = queued - $2, cancelled = cancelled + CASE WHEN $3 THEN $2 ELSE 0 END,
                  errored = errored + CASE WHEN $3 THEN 0 ELSE $2 END,
                  finished_at = CASE WHEN queued + running + waiting = $2 THEN now() END
            WHERE id = $1
           RETURNING finished_at, status AS "status: Status", passed, failed, errored, cancelled"#,
        run.0,
        n,
        end == End::Cancelled
    )
    .fetch_one(tx)
    .await?;
    let counts = Counts {
        passed: count(row.passed),
        failed: count(row.failed),
        errored: count(row.errored),
        cancelled: count(row.cancelled),
        ..Counts::default()
    };
    Ok(row.finished_at.map(|_| Event::RunFinished { test_run_id: run, status: row.status, counts }))
}

/// What an [`End`] outside a run's cancellation appends.
pub(in crate::store) async fn end_all(
    tx: &mut PgConnection,
    project: ProjectId,
    run: TestRunId,
    ids: &[Uuid],
    end: End,
) -> Result<Committed, Error> {
    let mut events = end_queued(tx, ids, end).await?;
    events.extend(count_ended(tx, run, ids.len(), end).await?);
    append(tx, project, run_topic(run), events).await
}
