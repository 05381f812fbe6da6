//! The step journal: intents before, results after.

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::Executions;
use crate::{
    domain::{
        event::{Event, run_topic},
        ids::ExecutionId,
        journal::{Committed, JournalWrite, Lease, NewArtifact, StepRecord},
    },
    store::{
        Error,
        events::texts,
        words::{clean, int},
    },
};

impl Executions<'_> {
    /// Stores results, artifacts, events and the intent of the next acting step.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn journal(&self, lease: &Lease, write: JournalWrite) -> Result<Committed, Error> {
        let (steps, artifacts) = (step_rows(&write), artifact_rows(&write.artifacts));
        let durable = write.durable;
        let events = events_of(lease, write);
        let told = texts(&events);
        let mut connection = self.pool.acquire().await?;
        let row = sqlx::query!(
            r#"
            WITH held AS MATERIALIZED (
                SELECT id, run_id, project_id FROM flow_executions
                 WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND status IN ('running', 'waiting')
                   FOR NO KEY UPDATE
            )
            SELECT told.head AS "head!", told.at AS "at!",
                   set_config('synchronous_commit', 'off', true) AS relaxed
              FROM held h
              CROSS JOIN LATERAL record_steps(h.id, h.project_id, $4, $5::text::json, $6::text::json)
              CROSS JOIN LATERAL append_events('run:' || h.run_id, h.project_id, $7, $8) told"#,
            lease.id.0,
            lease.epoch,
            lease.worker_id.0,
            int(lease.attempt),
            steps,
            artifacts,
            &told.types,
            &told.datas
        )
        .fetch_optional(&mut *connection)
        .await?
        .ok_or(Error::Fenced)?;
        if durable {
            reach_disk(&mut connection).await?;
        }
        if events.is_empty() {
            return Ok(Committed::nothing(lease.project_id, run_topic(lease.run_id)));
        }
        Ok(Committed::new(lease.project_id, run_topic(lease.run_id), row.head, row.at, events))
    }
}

/// Waits until everything that was committed so far is on disk.
///
/// Writers of one run queue for the lock on its stream. If each held it until its own commit is on disk, a run could
/// not go faster than the disk can be asked; so they commit without waiting, and wait here, many at once.
pub(super) async fn reach_disk(connection: &mut PgConnection) -> Result<(), Error> {
    // the commit of whatever writes to the log takes along all that stands before it
    sqlx::query!("SELECT pg_logical_emit_message(true, 'flowtilla', '')::text AS place").fetch_one(connection).await?;
    Ok(())
}

/// The steps as rows, in JSON; of two records with one index the later one counts.
pub(super) fn step_rows(write: &JournalWrite) -> String {
    let mut rows: Vec<(u32, Value)> = Vec::with_capacity(write.finished.len() + 1);
    for step in write.finished.iter().chain(&write.intent) {
        rows.retain(|(index, _)| *index != step.index);
        rows.push((step.index, step_row(step)));
    }
    Value::Array(rows.into_iter().map(|(_, row)| row).collect()).to_string()
}

fn step_row(step: &StepRecord) -> Value {
    json!({
        "index": step.index,
        "path": clean(&step.path),
        "type": clean(&step.step_type),
        "label": step.label.as_deref().map(clean),
        "once": step.once,
        "repeatable": step.repeatable,
        "status": step.status,
        "duration_ms": step.duration_ms,
        "error": step.error.as_ref().map(text),
        "artifacts": text(&step.artifacts),
        "vars": text(&step.vars),
    })
}

/// JSON within a row; `record_steps` says why it is text.
fn text(value: &impl Serialize) -> String {
    // these are strings, numbers, arrays and objects with string keys, which cannot fail
    serde_json::to_string(value).unwrap_or_else(|_| "null".into())
}

/// The artifacts as rows, in JSON.
pub(super) fn artifact_rows(artifacts: &[NewArtifact]) -> String {
    let row = |new: &NewArtifact| {
        json!({
            "id": new.id,
            "step_index": new.step_index,
            "kind": clean(&new.kind),
            "name": new.name.as_deref().map(clean),
            "media_type": clean(&new.media_type),
            "sha256": new.sha256,
            "bytes": new.bytes,
        })
    };
    Value::Array(artifacts.iter().map(row).collect()).to_string()
}

/// What a journal write tells, in order: its own events, artifacts, results, then the intent.
pub(super) fn events_of(lease: &Lease, write: JournalWrite) -> Vec<Event> {
    let mut events = write.events;
    events.extend(write.artifacts.into_iter().map(|new| Event::ArtifactAdded {
        execution_id: lease.id,
        artifact_id: new.id,
        kind: new.kind,
        media_type: new.media_type,
        bytes: new.bytes,
    }));
    for step in write.finished {
        if step.unannounced {
            events.push(started(lease.id, lease.attempt, &step));
        }
        events.push(Event::StepFinished {
            execution_id: lease.id,
            attempt: lease.attempt,
            index: step.index,
            status: step.status,
            duration_ms: step.duration_ms.unwrap_or(0),
            error: step.error,
            artifacts: step.artifacts,
        });
    }
    events.extend(write.intent.map(|step| started(lease.id, lease.attempt, &step)));
    events
}

fn started(execution_id: ExecutionId, attempt: u32, step: &StepRecord) -> Event {
    Event::StepStarted {
        execution_id,
        attempt,
        index: step.index,
        path: step.path.clone(),
        step_type: step.step_type.clone(),
        label: step.label.clone(),
    }
}
