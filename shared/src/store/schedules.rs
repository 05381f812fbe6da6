//! Schedules and their ticks. A tick is taken by the statement that moves its schedule on, and done by whoever leases it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgPool, postgres::types::PgInterval};

use super::{Error, words::clean};
use crate::domain::ids::{FlowId, ProjectId, ScheduleId, TestRunId};

/// Schedules of one project.
const MOST_SCHEDULES: i64 = 500;

pub struct Schedules<'a> {
    pub(super) pool: &'a PgPool,
}

/// What a schedule says; checked before.
#[derive(Clone, Debug, PartialEq)]
pub struct SchedulePlan {
    pub name: String,
    pub cron: String,
    pub time_zone: String,
    /// `skip`, `queue`, `cancel_previous` or `allow`.
    pub overlap: String,
    /// `skip` or `run_once`.
    pub missed: String,
    pub target: Value,
    pub options: Value,
    pub active: bool,
    pub next_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ScheduleRow {
    pub id: ScheduleId,
    pub project_id: ProjectId,
    pub name: String,
    pub cron: String,
    pub time_zone: String,
    pub overlap: String,
    pub missed: String,
    pub target: Value,
    pub options: Value,
    pub active: bool,
    pub next_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TickRow {
    pub tick: DateTime<Utc>,
    pub outcome: Option<String>,
    pub test_run_id: Option<TestRunId>,
    pub message: Option<String>,
    pub at: DateTime<Utc>,
}

/// A schedule whose time has come.
#[derive(Clone, Debug, PartialEq)]
pub struct DueSchedule {
    pub id: ScheduleId,
    pub cron: String,
    pub time_zone: String,
    pub missed: String,
    pub tick: DateTime<Utc>,
    /// The database's time.
    pub now: DateTime<Utc>,
}

/// A tick that its holder is to do.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldTick {
    pub id: ScheduleId,
    pub tick: DateTime<Utc>,
    pub project_id: ProjectId,
    pub name: String,
    pub overlap: String,
    pub target: Value,
    pub options: Value,
}

impl Schedules<'_> {
    /// # Errors
    /// [`Error::Limit`] when the project has five hundred.
    pub async fn create(&self, project: ProjectId, plan: &SchedulePlan, by: &str) -> Result<ScheduleRow, Error> {
        let row = sqlx::query_as!(
            ScheduleRow,
            r#"INSERT INTO schedules (id, project_id, name, cron, time_zone, overlap, missed, target, options, active, next_at,
                                      created_by)
               SELECT $1, $2, $3, $4, $5, $6, $7, $8::text::json, $9::text::json, $10, $11, $12
                WHERE (SELECT count(*) FROM schedules WHERE project_id = $2) < $13
               RETURNING id, project_id, name, cron, time_zone, overlap, missed, target, options, active, next_at, last_at,
                         created_by, created_at, updated_at"#,
            ScheduleId::new().0,
            project.0,
            clean(&plan.name),
            clean(&plan.cron),
            plan.time_zone,
            plan.overlap,
            plan.missed,
            plan.target.to_string(),
            plan.options.to_string(),
            plan.active,
            plan.next_at,
            clean(by),
            MOST_SCHEDULES
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::Limit {
            limit: "schedules",
            message: format!("this project has {MOST_SCHEDULES} schedules already"),
        })
    }

    /// Every schedule of the project, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self, project: ProjectId) -> Result<Vec<ScheduleRow>, Error> {
        let rows = sqlx::query_as!(
            ScheduleRow,
            "SELECT id, project_id, name, cron, time_zone, overlap, missed, target, options, active, next_at, last_at, created_by,
                    created_at, updated_at
               FROM schedules WHERE project_id = $1 ORDER BY id DESC",
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: ScheduleId) -> Result<ScheduleRow, Error> {
        let row = sqlx::query_as!(
            ScheduleRow,
            "SELECT id, project_id, name, cron, time_zone, overlap, missed, target, options, active, next_at, last_at, created_by,
                    created_at, updated_at
               FROM schedules WHERE id = $1 AND project_id = $2",
            id.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("schedule", id))
    }

    /// Puts another plan in the place of the one so far.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn replace(&self, project: ProjectId, id: ScheduleId, plan: &SchedulePlan) -> Result<ScheduleRow, Error> {
        let row = sqlx::query_as!(
            ScheduleRow,
            "UPDATE schedules
                SET name = $3, cron = $4, time_zone = $5, overlap = $6, missed = $7, target = $8::text::json,
                    options = $9::text::json, active = $10, next_at = $11, updated_at = now()
              WHERE id = $1 AND project_id = $2
             RETURNING id, project_id, name, cron, time_zone, overlap, missed, target, options, active, next_at, last_at, created_by,
                       created_at, updated_at",
            id.0,
            project.0,
            clean(&plan.name),
            clean(&plan.cron),
            plan.time_zone,
            plan.overlap,
            plan.missed,
            plan.target.to_string(),
            plan.options.to_string(),
            plan.active,
            plan.next_at
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("schedule", id))
    }

    /// Pauses it, or lets it go on with the tick at `next_at`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn switch(
        &self,
        project: ProjectId,
        id: ScheduleId,
        active: bool,
        next_at: Option<DateTime<Utc>>,
    ) -> Result<ScheduleRow, Error> {
        let row = sqlx::query_as!(
            ScheduleRow,
            "UPDATE schedules SET active = $3, next_at = $4, updated_at = now() WHERE id = $1 AND project_id = $2
             RETURNING id, project_id, name, cron, time_zone, overlap, missed, target, options, active, next_at, last_at, created_by,
                       created_at, updated_at",
            id.0,
            project.0,
            active,
            next_at
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("schedule", id))
    }

    /// Deletes it with the memory of its ticks; its runs stay.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, project: ProjectId, id: ScheduleId) -> Result<(), Error> {
        let gone = sqlx::query!("DELETE FROM schedules WHERE id = $1 AND project_id = $2", id.0, project.0);
        match gone.execute(self.pool).await?.rows_affected() {
            0 => Err(Error::not_found("schedule", id)),
            _ => Ok(()),
        }
    }

    /// The last ticks of a schedule, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn ticks(&self, project: ProjectId, id: ScheduleId, most: u32) -> Result<Vec<TickRow>, Error> {
        self.get(project, id).await?;
        let rows = sqlx::query_as!(
            TickRow,
            r#"SELECT tick, outcome, test_run_id AS "test_run_id: TestRunId", message, at FROM schedule_ticks
                WHERE schedule_id = $1 ORDER BY tick DESC LIMIT $2"#,
            id.0,
            i64::from(most)
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// Schedules of all projects whose time has come, a hundred at most.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn due(&self) -> Result<Vec<DueSchedule>, Error> {
        let rows = sqlx::query_as!(
            DueSchedule,
            r#"SELECT id, cron, time_zone, missed, next_at AS "tick!", now() AS "now!" FROM schedules
                WHERE active AND next_at <= now() ORDER BY next_at LIMIT 100"#
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// Moves a schedule on to its next tick and keeps the present one, to be done or as `missed`; `false` when somebody else has.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn take(&self, due: &DueSchedule, next_at: Option<DateTime<Utc>>, missed: bool) -> Result<bool, Error> {
        let taken = sqlx::query!(
            "WITH moved AS (
                 UPDATE schedules SET next_at = $3, last_at = $2 WHERE id = $1 AND active AND next_at = $2 RETURNING id
             )
             INSERT INTO schedule_ticks (schedule_id, tick, outcome)
             SELECT id, $2, CASE WHEN $4 THEN 'missed' END FROM moved ON CONFLICT DO NOTHING",
            due.id.0,
            due.tick,
            next_at,
            missed
        );
        Ok(taken.execute(self.pool).await?.rows_affected() == 1)
    }

    /// Leases ticks that are to be done: of each schedule only the oldest.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn hold(&self, most: u32, lease: Duration) -> Result<Vec<HeldTick>, Error> {
        let rows = sqlx::query_as!(
            HeldTick,
            r#"WITH held AS MATERIALIZED (
                   SELECT t.schedule_id, t.tick FROM schedule_ticks t
                    WHERE t.outcome IS NULL AND t.lease_until <= now()
                      AND NOT EXISTS (SELECT FROM schedule_ticks o WHERE o.schedule_id = t.schedule_id AND o.tick < t.tick
                                                                     AND o.outcome IS NULL)
                    ORDER BY t.lease_until LIMIT $1 FOR UPDATE OF t SKIP LOCKED
               )
               UPDATE schedule_ticks t SET lease_until = now() + $2::interval FROM held, schedules s
                WHERE t.schedule_id = held.schedule_id AND t.tick = held.tick AND s.id = t.schedule_id
               RETURNING t.schedule_id AS "id: ScheduleId", t.tick, s.project_id AS "project_id: ProjectId", s.name, s.overlap,
                         s.target, s.options"#,
            i64::from(most),
            interval(lease)?
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// Lets a tick wait before it is looked at again.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn put_off(&self, held: &HeldTick, wait: Duration) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE schedule_ticks SET lease_until = now() + $3::interval
              WHERE schedule_id = $1 AND tick = $2 AND outcome IS NULL",
            held.id.0,
            held.tick,
            interval(wait)?
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// Writes down what became of a tick.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn done(
        &self,
        held: &HeldTick,
        outcome: &str,
        run: Option<TestRunId>,
        message: Option<&str>,
    ) -> Result<(), Error> {
        sqlx::query!(
            "UPDATE schedule_ticks SET outcome = $3, test_run_id = $4, message = $5
              WHERE schedule_id = $1 AND tick = $2 AND outcome IS NULL",
            held.id.0,
            held.tick,
            outcome,
            run.map(|run| run.0),
            message.map(clean)
        )
        .execute(self.pool)
        .await?;
        Ok(())
    }

    /// Runs of earlier ticks that go on.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn open_runs(&self, id: ScheduleId) -> Result<Vec<TestRunId>, Error> {
        let rows = sqlx::query_scalar!(
            r#"SELECT r.id AS "id: TestRunId" FROM schedule_ticks t JOIN test_runs r ON r.id = t.test_run_id
                WHERE t.schedule_id = $1 AND t.test_run_id IS NOT NULL AND r.finished_at IS NULL"#,
            id.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// Forgets ticks that came more than `age` ago, a thousand at most.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget(&self, age: Duration) -> Result<u64, Error> {
        let gone = sqlx::query!(
            "DELETE FROM schedule_ticks WHERE (schedule_id, tick) IN
                (SELECT schedule_id, tick FROM schedule_ticks
                  WHERE outcome IS NOT NULL AND tick < now() - $1::interval LIMIT 1000)",
            interval(age)?
        );
        Ok(gone.execute(self.pool).await?.rows_affected())
    }

    /// Flows of the project with one of these tags whose newest version is approved, by name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn tagged(&self, project: ProjectId, tags: &[String]) -> Result<Vec<FlowId>, Error> {
        let rows = sqlx::query_scalar!(
            r#"SELECT f.id AS "id: FlowId" FROM flows f JOIN flow_versions v ON v.flow_id = f.id AND v.hash = f.version
                WHERE f.project_id = $1 AND f.deleted_at IS NULL AND v.approval = 'approved'
                  AND CASE WHEN json_typeof(v.document -> 'tags') = 'array'
                           THEN EXISTS (SELECT FROM json_array_elements_text(v.document -> 'tags') AS t (tag) WHERE t.tag = ANY ($2))
                           ELSE false END
                ORDER BY f.name, f.id LIMIT 5000"#,
            project.0,
            tags
        );
        Ok(rows.fetch_all(self.pool).await?)
    }
}

fn interval(of: Duration) -> Result<PgInterval, Error> {
    PgInterval::try_from(of).map_err(|_| Error::Invalid { message: "a time is too long or too fine".into() })
}
