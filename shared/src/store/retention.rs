//! Removes rows that are too old, one bounded batch a call. Every function of this file can be asked what it would remove: with
//! `Batch::dry` the same statement counts and deletes nothing.

use std::time::Duration;

use sqlx::PgPool;
use uuid::Uuid;

use super::Error;
use crate::domain::{
    event::{generation_topic, run_topic},
    ids::{ProjectId, TestRunId, TestSessionId},
};

/// Events deleted in one statement.
const EVENTS: i64 = 5_000;
/// Executions deleted in one statement: each may have a hundred steps.
const EXECUTIONS: i64 = 200;

pub struct Retention<'a> {
    pub(super) pool: &'a PgPool,
}

/// How much is removed at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    pub most: u32,
    /// Only count.
    pub dry: bool,
}

impl Batch {
    /// Rows in one statement; a dry run counts them all.
    fn limit(self) -> i64 {
        if self.dry { i64::MAX } else { i64::from(self.most) }
    }
}

/// What a batch removed, or would remove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    pub rows: u64,
    /// Of artifacts, as they were stored; the same bytes may belong to several.
    pub bytes: u64,
}

fn gone(rows: i64, bytes: i64) -> Gone {
    Gone { rows: u64::try_from(rows).unwrap_or(0), bytes: u64::try_from(bytes).unwrap_or(0) }
}

impl Retention<'_> {
    /// Artifacts older than `age` of executions that are over, the oldest first: of one kind, or of all but those in `except`.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn artifacts(
        &self,
        project: ProjectId,
        age: Duration,
        kind: Option<&str>,
        except: &[String],
        batch: Batch,
    ) -> Result<Gone, Error> {
        let row = sqlx::query!(
            r#"
            WITH old AS MATERIALIZED (
                SELECT a.id, a.bytes FROM artifacts a JOIN flow_executions e ON e.id = a.execution_id
                 WHERE a.project_id = $1 AND a.created_at < now() - $2::float8 * interval '1 second'
                   AND ($3::text IS NULL OR a.kind = $3) AND a.kind <> ALL ($4) AND e.finished_at IS NOT NULL
                 ORDER BY a.created_at LIMIT $5
            ), gone AS (
                DELETE FROM artifacts WHERE NOT $6 AND id IN (SELECT id FROM old)
            )
            SELECT count(*) AS "rows!", coalesce(sum(bytes), 0)::bigint AS "bytes!" FROM old"#,
            project.0,
            age.as_secs_f64(),
            kind,
            except,
            batch.limit(),
            batch.dry
        );
        let row = row.fetch_one(self.pool).await?;
        Ok(gone(row.rows, row.bytes))
    }

    /// The oldest artifacts of executions that are over, until those of the project take up at most `most` bytes.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn artifacts_above(&self, project: ProjectId, most: u64, batch: Batch) -> Result<Gone, Error> {
        let sum = sqlx::query_scalar!(
            r#"SELECT coalesce(sum(bytes), 0)::bigint AS "sum!" FROM artifacts WHERE project_id = $1"#,
            project.0
        );
        let excess = sum.fetch_one(self.pool).await?.saturating_sub(i64::try_from(most).unwrap_or(i64::MAX));
        if excess <= 0 {
            return Ok(Gone::default());
        }
        let row = sqlx::query!(
            r#"
            WITH oldest AS MATERIALIZED (
                SELECT a.id, a.bytes, a.created_at FROM artifacts a JOIN flow_executions e ON e.id = a.execution_id
                 WHERE a.project_id = $1 AND e.finished_at IS NOT NULL ORDER BY a.created_at LIMIT $3
            ), old AS MATERIALIZED (
                SELECT id, bytes
                  FROM (SELECT id, bytes, sum(bytes) OVER (ORDER BY created_at, id) - bytes AS before FROM oldest) o
                 WHERE before < $2::bigint
            ), gone AS (
                DELETE FROM artifacts WHERE NOT $4 AND id IN (SELECT id FROM old)
            )
            SELECT count(*) AS "rows!", coalesce(sum(bytes), 0)::bigint AS "bytes!" FROM old"#,
            project.0,
            excess,
            batch.limit(),
            batch.dry
        );
        let row = row.fetch_one(self.pool).await?;
        Ok(gone(row.rows, row.bytes))
    }

    /// Test runs that have been over for longer than `age`, with all that belongs to them. A large one goes bit by bit, its own row
    /// last, so that a call that is cut short leaves a run that the next one finds again.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn runs(&self, project: ProjectId, age: Duration, batch: Batch) -> Result<Gone, Error> {
        let old = sqlx::query_scalar!(
            "SELECT id FROM test_runs WHERE project_id = $1 AND finished_at < now() - $2::float8 * interval '1 second'
              ORDER BY finished_at, id LIMIT $3",
            project.0,
            age.as_secs_f64(),
            batch.limit()
        );
        let old = old.fetch_all(self.pool).await?;
        if batch.dry {
            let bytes = sqlx::query_scalar!(
                r#"SELECT coalesce(sum(a.bytes), 0)::bigint AS "bytes!" FROM artifacts a
                     JOIN flow_executions e ON e.id = a.execution_id WHERE e.run_id = ANY ($1)"#,
                &old
            );
            let bytes = bytes.fetch_one(self.pool).await?;
            return Ok(gone(i64::try_from(old.len()).unwrap_or(i64::MAX), bytes));
        }
        let mut removed = Gone::default();
        for id in old {
            removed.bytes += self.run(id).await?;
            removed.rows += 1;
        }
        Ok(removed)
    }

    /// Deletes one run that is over; answers with the bytes of its artifacts.
    async fn run(&self, id: Uuid) -> Result<u64, Error> {
        let mut bytes = 0_i64;
        loop {
            let row = sqlx::query!(
                r#"
                WITH few AS MATERIALIZED (SELECT id FROM flow_executions WHERE run_id = $1 LIMIT $2),
                pieces AS (
                    DELETE FROM artifacts WHERE execution_id IN (SELECT id FROM few) RETURNING bytes
                ), gone AS (
                    DELETE FROM flow_executions WHERE id IN (SELECT id FROM few) RETURNING id
                )
                SELECT (SELECT count(*) FROM gone) AS "rows!",
                       (SELECT coalesce(sum(bytes), 0)::bigint FROM pieces) AS "bytes!""#,
                id,
                EXECUTIONS
            );
            let row = row.fetch_one(self.pool).await?;
            bytes = bytes.saturating_add(row.bytes);
            if row.rows == 0 {
                break;
            }
        }
        let topic = run_topic(TestRunId(id));
        self.events(&topic).await?;
        let mut tx = self.pool.begin().await?;
        sqlx::query!("SELECT forget_stream($1)", topic).execute(&mut *tx).await?;
        sqlx::query!("DELETE FROM test_runs WHERE id = $1", id).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(u64::try_from(bytes).unwrap_or(0))
    }

    /// All events of a stream, bit by bit.
    async fn events(&self, topic: &str) -> Result<u64, Error> {
        let mut all = 0;
        loop {
            let n = sqlx::query_scalar!(r#"SELECT forget_events($1, $2) AS "n!""#, topic, EVENTS);
            let n = n.fetch_one(self.pool).await?;
            if n == 0 {
                return Ok(all);
            }
            all += u64::try_from(n).unwrap_or(0);
        }
    }

    /// Events of runs that have been over for longer than `age` and stay themselves: the next page of runs after `from`, and where
    /// the page after that begins, as long as there is one.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn events_of_runs(
        &self,
        project: ProjectId,
        age: Duration,
        from: Option<(chrono::DateTime<chrono::Utc>, Uuid)>,
        batch: Batch,
    ) -> Result<(Gone, Option<(chrono::DateTime<chrono::Utc>, Uuid)>), Error> {
        let (after, id) = from.unwrap_or_default();
        let page = sqlx::query!(
            r#"SELECT id, finished_at AS "finished_at!" FROM test_runs
                WHERE project_id = $1 AND finished_at < now() - $2::float8 * interval '1 second'
                  AND (finished_at, id) > ($3, $4) ORDER BY finished_at, id LIMIT $5"#,
            project.0,
            age.as_secs_f64(),
            after,
            id,
            i64::from(batch.most)
        );
        let page = page.fetch_all(self.pool).await?;
        let next = page.last().map(|row| (row.finished_at, row.id));
        let topics: Vec<String> = page.iter().map(|row| run_topic(TestRunId(row.id))).collect();
        let held = sqlx::query!(
            r#"SELECT t.topic AS "topic!", (SELECT count(*) FROM events e WHERE e.topic = t.topic) AS "n!"
                 FROM unnest($1::text[]) AS t (topic) WHERE EXISTS (SELECT FROM events e WHERE e.topic = t.topic)"#,
            &topics
        );
        let mut removed = Gone::default();
        for stream in held.fetch_all(self.pool).await? {
            removed.rows +=
                if batch.dry { u64::try_from(stream.n).unwrap_or(0) } else { self.events(&stream.topic).await? };
        }
        Ok((removed, next))
    }

    /// What is known of generations that ended more than `age` ago; test sessions and flows stay.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn generations(&self, project: ProjectId, age: Duration, batch: Batch) -> Result<Gone, Error> {
        let old = sqlx::query_scalar!(
            "SELECT test_session_id FROM generations
              WHERE project_id = $1 AND finished_at < now() - $2::float8 * interval '1 second' ORDER BY finished_at LIMIT $3",
            project.0,
            age.as_secs_f64(),
            batch.limit()
        );
        let old = old.fetch_all(self.pool).await?;
        if !batch.dry {
            for id in &old {
                let topic = generation_topic(TestSessionId(*id));
                let mut tx = self.pool.begin().await?;
                sqlx::query!("SELECT forget_stream($1)", topic).execute(&mut *tx).await?;
                sqlx::query!("DELETE FROM generations WHERE test_session_id = $1", id).execute(&mut *tx).await?;
                tx.commit().await?;
            }
        }
        Ok(gone(i64::try_from(old.len()).unwrap_or(i64::MAX), 0))
    }

    /// Calls of models that were made more than `age` ago and are over.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn model_calls(&self, project: ProjectId, age: Duration, batch: Batch) -> Result<Gone, Error> {
        let rows = sqlx::query_scalar!(
            r#"
            WITH old AS MATERIALIZED (
                SELECT id FROM model_calls
                 WHERE id < first_id_at(now() - $2::float8 * interval '1 second') AND project_id = $1
                   AND created_at < now() - $2::float8 * interval '1 second' AND expires_at < now()
                 ORDER BY id LIMIT $3
            ), gone AS (
                DELETE FROM model_calls WHERE NOT $4 AND id IN (SELECT id FROM old)
            )
            SELECT count(*) AS "rows!" FROM old"#,
            project.0,
            age.as_secs_f64(),
            batch.limit(),
            batch.dry
        );
        Ok(gone(rows.fetch_one(self.pool).await?, 0))
    }

    /// Agent sessions that were closed more than `age` ago, with all that belongs to them.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn sessions(&self, project: ProjectId, age: Duration, batch: Batch) -> Result<Gone, Error> {
        let rows = sqlx::query_scalar!(
            r#"SELECT forget_agent_sessions($1, now() - $2::float8 * interval '1 second', $3, $4) AS "rows!""#,
            project.0,
            age.as_secs_f64(),
            batch.limit(),
            batch.dry
        );
        Ok(gone(rows.fetch_one(self.pool).await?, 0))
    }

    /// Entries of the audit log older than `age`.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn audit(&self, project: ProjectId, age: Duration, batch: Batch) -> Result<Gone, Error> {
        // ids are made by the clocks of the servers, `at` is the database's
        let rows = sqlx::query_scalar!(
            r#"
            WITH old AS MATERIALIZED (
                SELECT id FROM audit
                 WHERE project_id = $1 AND id < first_id_at(now() - $2::float8 * interval '1 second')
                   AND at < now() - $2::float8 * interval '1 second'
                 ORDER BY id LIMIT $3
            ), gone AS (
                DELETE FROM audit WHERE NOT $4 AND id IN (SELECT id FROM old)
            )
            SELECT count(*) AS "rows!" FROM old"#,
            project.0,
            age.as_secs_f64(),
            batch.limit(),
            batch.dry
        );
        Ok(gone(rows.fetch_one(self.pool).await?, 0))
    }

    /// Deliveries of webhooks that ended more than `age` ago, with their attempts.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn deliveries(&self, project: ProjectId, age: Duration, batch: Batch) -> Result<Gone, Error> {
        let rows = sqlx::query_scalar!(
            r#"
            WITH old AS MATERIALIZED (
                SELECT id FROM webhook_deliveries
                 WHERE finished_at < now() - $2::float8 * interval '1 second' AND project_id = $1
                 ORDER BY finished_at LIMIT $3
            ), gone AS (
                DELETE FROM webhook_deliveries WHERE NOT $4 AND id IN (SELECT id FROM old)
            )
            SELECT count(*) AS "rows!" FROM old"#,
            project.0,
            age.as_secs_f64(),
            batch.limit(),
            batch.dry
        );
        Ok(gone(rows.fetch_one(self.pool).await?, 0))
    }

    /// Flows that were deleted more than `age` ago, with their versions. Runs have copies of their own.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn flows(&self, project: ProjectId, age: Duration, batch: Batch) -> Result<Gone, Error> {
        let old = sqlx::query_scalar!(
            "SELECT id FROM flows WHERE project_id = $1 AND deleted_at < now() - $2::float8 * interval '1 second'
              ORDER BY deleted_at LIMIT $3",
            project.0,
            age.as_secs_f64(),
            batch.limit()
        );
        let old = old.fetch_all(self.pool).await?;
        if !batch.dry && !old.is_empty() {
            let mut tx = self.pool.begin().await?;
            sqlx::query!("DELETE FROM flow_versions WHERE flow_id = ANY ($1)", &old).execute(&mut *tx).await?;
            sqlx::query!("DELETE FROM flows WHERE id = ANY ($1)", &old).execute(&mut *tx).await?;
            tx.commit().await?;
        }
        Ok(gone(i64::try_from(old.len()).unwrap_or(i64::MAX), 0))
    }

    /// Pictures to compare with that were rejected or replaced more than `age` ago.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn baselines(&self, project: ProjectId, age: Duration, batch: Batch) -> Result<Gone, Error> {
        let row = sqlx::query!(
            r#"
            WITH old AS MATERIALIZED (
                SELECT id, bytes FROM baselines
                 WHERE project_id = $1 AND status IN ('rejected', 'superseded')
                   AND coalesce(decided_at, created_at) < now() - $2::float8 * interval '1 second'
                 ORDER BY id LIMIT $3
            ), gone AS (
                DELETE FROM baselines WHERE NOT $4 AND id IN (SELECT id FROM old)
            )
            SELECT count(*) AS "rows!", coalesce(sum(bytes), 0)::bigint AS "bytes!" FROM old"#,
            project.0,
            age.as_secs_f64(),
            batch.limit(),
            batch.dry
        );
        let row = row.fetch_one(self.pool).await?;
        Ok(gone(row.rows, row.bytes))
    }

    /// Forgets the sums of days that are a week over: nobody is held to them any more.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn day_accounts(&self) -> Result<u64, Error> {
        let gone = sqlx::query!(
            "DELETE FROM model_accounts
              WHERE (name LIKE 'fleet ____-__-__' OR name LIKE 'project % ____-__-__')
                AND right(name, 10) < to_char(now() AT TIME ZONE 'UTC' - interval '7 days', 'YYYY-MM-DD')"
        );
        Ok(gone.execute(self.pool).await?.rows_affected())
    }

    /// Which of these blobs some row names.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn named_blobs(&self, sha256: &[String]) -> Result<Vec<String>, Error> {
        let named = sqlx::query_scalar!(r#"SELECT DISTINCT b AS "b!" FROM named_blobs($1) AS n (b)"#, sha256);
        Ok(named.fetch_all(self.pool).await?)
    }

    /// Artifacts older than `age` with an id above `after`, in order: ids and what names their bytes; a thousand at most.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn artifacts_after(&self, after: Uuid, age: Duration) -> Result<Vec<(Uuid, String)>, Error> {
        let rows = sqlx::query!(
            "SELECT id, sha256 FROM artifacts
              WHERE id > $1 AND created_at < now() - $2::float8 * interval '1 second' ORDER BY id LIMIT 1000",
            after,
            age.as_secs_f64()
        );
        Ok(rows.fetch_all(self.pool).await?.into_iter().map(|row| (row.id, row.sha256)).collect())
    }

    /// Deletes rows of artifacts whose bytes are gone.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn lost_artifacts(&self, ids: &[Uuid]) -> Result<u64, Error> {
        let gone = sqlx::query!("DELETE FROM artifacts WHERE id = ANY ($1)", ids);
        Ok(gone.execute(self.pool).await?.rows_affected())
    }
}
