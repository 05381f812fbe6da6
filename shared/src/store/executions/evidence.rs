//! Evidence that comes after the verdict.

use std::time::Duration;

use sqlx::postgres::types::PgInterval;

use super::{Executions, journal::artifact_rows};
use crate::{
    domain::{
        event::{Event, run_topic},
        journal::{Committed, Lease, NewArtifact},
    },
    store::{Error, events::texts, words::int},
};

impl Executions<'_> {
    /// Notes that evidence of this attempt will be handed in within `within`, so that clients may wait for it.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn expect_evidence(&self, lease: &Lease, within: Duration) -> Result<(), Error> {
        let within = PgInterval::try_from(within)
            .map_err(|_| Error::Invalid { message: "the time must be given in whole microseconds".into() })?;
        let noted = sqlx::query!(
            "WITH stale AS (DELETE FROM evidence_due WHERE until < now() - interval '1 hour')
             INSERT INTO evidence_due AS due (execution_id, epoch, attempt, until)
             SELECT id, epoch, $3, now() + $4 FROM flow_executions
              WHERE id = $1 AND epoch = $2 AND worker_id = $5 AND status IN ('running', 'waiting')
             ON CONFLICT (execution_id, epoch) DO UPDATE SET attempt = excluded.attempt, until = excluded.until",
            lease.id.0,
            lease.epoch,
            int(lease.attempt),
            within,
            lease.worker_id.0
        );
        if noted.execute(self.pool).await?.rows_affected() == 0 { Err(Error::Fenced) } else { Ok(()) }
    }

    /// Hands the evidence in: artifacts of the attempt, and the event that says that they are all.
    ///
    /// Not fenced by the epoch, as the attempt is over and may be followed by another one: only the claim that had announced it
    /// can hand it in, and only once.
    ///
    /// # Errors
    /// [`Error::Fenced`] when it was not announced, was handed in already, or comes too late.
    pub async fn keep_evidence(&self, lease: &Lease, artifacts: &[NewArtifact]) -> Result<Committed, Error> {
        let mut events: Vec<Event> = artifacts
            .iter()
            .map(|new| Event::ArtifactAdded {
                execution_id: lease.id,
                artifact_id: new.id,
                kind: new.kind.clone(),
                media_type: new.media_type.clone(),
                bytes: new.bytes,
            })
            .collect();
        events.push(Event::EvidenceKept {
            execution_id: lease.id,
            attempt: lease.attempt,
            artifacts: u32::try_from(artifacts.len()).unwrap_or(u32::MAX),
        });
        let told = texts(&events);
        let row = sqlx::query!(
            r#"
            WITH due AS (
                DELETE FROM evidence_due WHERE execution_id = $1 AND epoch = $2 AND attempt = $3 AND until > now()
                RETURNING execution_id, attempt
            )
            SELECT told.head AS "head!", told.at AS "at!"
              FROM due d
              CROSS JOIN LATERAL record_steps(d.execution_id, $4, d.attempt, '[]'::json, $5::text::json) kept
              CROSS JOIN LATERAL append_events($6, $4, $7, $8) told"#,
            lease.id.0,
            lease.epoch,
            int(lease.attempt),
            lease.project_id.0,
            artifact_rows(artifacts),
            run_topic(lease.run_id),
            &told.types,
            &told.datas
        )
        .fetch_optional(self.pool)
        .await?
        .ok_or(Error::Fenced)?;
        Ok(Committed::new(lease.project_id, run_topic(lease.run_id), row.head, row.at, events))
    }
}
