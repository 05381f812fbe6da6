//! The ledger of calls of language models: reserved before, settled after, never paid twice.
//!
//! A reservation stays on its accounts until it is settled. One whose worker died is never settled, so it counts as spent in
//! full: caps are passed by nobody, crashes included.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    Error,
    events::append,
    words::{clean, int},
};
use crate::domain::{event::Event, ids::ProjectId, journal::Committed, models::MicroUsd};

pub struct Spending<'a> {
    pub(super) pool: &'a PgPool,
}

/// Caps in millionths of a dollar; `None`: no cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpendCaps {
    pub topic: Option<MicroUsd>,
    pub project_day: Option<MicroUsd>,
    pub fleet_day: Option<MicroUsd>,
}

impl SpendCaps {
    /// Some cap is set.
    #[must_use]
    pub fn any(&self) -> bool {
        self.topic.or(self.project_day).or(self.fleet_day).is_some()
    }

    /// Where both have a cap, the lower one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let lower = |one: Option<MicroUsd>, two: Option<MicroUsd>| one.into_iter().chain(two).min();
        Self {
            topic: lower(self.topic, other.topic),
            project_day: lower(self.project_day, other.project_day),
            fleet_day: lower(self.fleet_day, other.fleet_day),
        }
    }
}

/// A call that is about to be made.
#[derive(Clone, Debug)]
pub struct NewCall {
    pub project: ProjectId,
    /// The stream of the run, generation or session that pays.
    pub topic: String,
    pub label: String,
    pub digest: String,
    pub model: String,
    pub endpoint: String,
    pub worst: MicroUsd,
    /// After this long the call is over.
    pub within: Duration,
}

/// What the ledger says.
#[derive(Clone, Debug, PartialEq)]
pub enum Reservation {
    /// Go on; settle this one.
    Made(Uuid),
    /// The same call of the same payer was answered before.
    Answered(Value),
    /// Somebody else is asking just this at the moment.
    InFlight(Uuid),
    /// It would pass a cap.
    Refused { account: &'static str, cap: MicroUsd },
}

/// What became of a call.
#[derive(Clone, Debug, Default)]
pub struct Settlement {
    pub cost: MicroUsd,
    pub input_tokens: u64,
    pub output_tokens: u64,
    pub cache_read_tokens: u64,
    pub cache_write_tokens: u64,
    pub duration_ms: u64,
    /// The turn, or why there is none.
    pub answer: Option<Value>,
    pub failure: Option<String>,
}

/// A call as it stands in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    pub id: Uuid,
    pub label: String,
    pub model: String,
    pub endpoint: String,
    /// `open`, `answered` or `failed`.
    pub status: String,
    pub reserved: MicroUsd,
    pub cost: Option<MicroUsd>,
    pub input_tokens: i64,
    pub output_tokens: i64,
    pub failure: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// What a project's calls of one day (UTC) cost.
#[derive(Clone, Debug, PartialEq)]
pub struct SpentDay {
    pub date: NaiveDate,
    /// Calls that are not settled count at their worst case.
    pub cost: MicroUsd,
    pub calls: i64,
    pub failed: i64,
    pub input_tokens: i64,
    pub output_tokens: i64,
}

/// What a project's calls of one model cost.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSpent {
    pub model: String,
    pub endpoint: String,
    pub cost: MicroUsd,
    pub calls: i64,
    pub failed: i64,
}

impl Spending<'_> {
    /// Sets the worst case of a call aside on its accounts, unless its answer is known or on its way, or a cap is in the way.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: then nothing may be spent.
    pub async fn reserve(&self, call: &NewCall, caps: SpendCaps) -> Result<Reservation, Error> {
        let mut tx = self.pool.begin().await?;
        // equal requests decide one after another
        sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", call.digest).execute(&mut *tx).await?;
        let known = sqlx::query!(
            r#"SELECT answer FROM model_calls
                WHERE project_id = $1 AND topic = $2 AND label = $3 AND digest = $4 AND status = 'answered'
                ORDER BY id LIMIT 1"#,
            call.project.0,
            call.topic,
            clean(&call.label),
            call.digest
        );
        if let Some(answer) = known.fetch_optional(&mut *tx).await?.and_then(|row| row.answer) {
            return Ok(Reservation::Answered(answer));
        }
        // an open call of the same payer for the same thing is that of a worker that died
        let in_flight = sqlx::query_scalar!(
            "SELECT id FROM model_calls
              WHERE project_id = $1 AND digest = $2 AND status = 'open' AND expires_at > now()
                AND NOT (topic = $3 AND label = $4) ORDER BY id LIMIT 1",
            call.project.0,
            call.digest,
            call.topic,
            clean(&call.label)
        );
        if let Some(id) = in_flight.fetch_optional(&mut *tx).await? {
            return Ok(Reservation::InFlight(id));
        }
        let day = sqlx::query_scalar!(r#"SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS "day!""#);
        let day = day.fetch_one(&mut *tx).await?;
        // always in this order, so that no two calls wait for each other
        let accounts = [
            ("fleet_day", format!("fleet {day}"), caps.fleet_day),
            ("project_day", format!("project {} {day}", call.project), caps.project_day),
            ("run", format!("stream {} {}", call.project, call.topic), caps.topic),
        ];
        for (account, name, cap) in &accounts {
            let cap = cap.unwrap_or(MicroUsd::MAX);
            let put = sqlx::query!(
                "INSERT INTO model_accounts AS a (name, micro) SELECT $1::text, $2::bigint WHERE $2::bigint <= $3::bigint
                 ON CONFLICT (name) DO UPDATE SET micro = a.micro + $2::bigint WHERE a.micro <= $3::bigint - $2::bigint",
                name,
                call.worst,
                cap
            );
            if put.execute(&mut *tx).await?.rows_affected() == 0 {
                tx.rollback().await?;
                return Ok(Reservation::Refused { account, cap });
            }
        }
        let id = Uuid::now_v7();
        let names: Vec<String> = accounts.into_iter().map(|(_, name, _)| name).collect();
        sqlx::query!(
            "INSERT INTO model_calls (id, project_id, topic, label, digest, model, endpoint, accounts, reserved_micro, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10::float8 * interval '1 second')",
            id,
            call.project.0,
            call.topic,
            clean(&call.label),
            call.digest,
            clean(&call.model),
            clean(&call.endpoint),
            &names,
            call.worst,
            call.within.as_secs_f64()
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Reservation::Made(id))
    }

    /// The answer of a call that another was waiting for: `None` while it is open, `Some(None)` when there will be none.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn awaited(&self, project: ProjectId, id: Uuid) -> Result<Option<Option<Value>>, Error> {
        let row = sqlx::query!(
            r#"SELECT status, answer, expires_at <= now() AS "over!" FROM model_calls WHERE id = $1 AND project_id = $2"#,
            id,
            project.0
        );
        let Some(row) = row.fetch_optional(self.pool).await? else { return Ok(Some(None)) };
        match row.status.as_str() {
            "open" if !row.over => Ok(None),
            _ => Ok(Some(row.answer)),
        }
    }

    /// The answer that was paid for under this label of a stream, whatever exactly was asked; the first when there are several.
    ///
    /// # Errors
    /// [`Error::Unavailable`]: then nothing may be spent.
    pub async fn answered(&self, project: ProjectId, topic: &str, label: &str) -> Result<Option<Value>, Error> {
        let row = sqlx::query!(
            "SELECT answer FROM model_calls
              WHERE project_id = $1 AND topic = $2 AND label = $3 AND status = 'answered' ORDER BY id LIMIT 1",
            project.0,
            topic,
            clean(label)
        );
        Ok(row.fetch_optional(self.pool).await?.and_then(|row| row.answer))
    }

    /// Replaces a reservation by what the call did cost, keeps the answer, and tells the stream that paid. A second settlement
    /// changes nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn settle(&self, project: ProjectId, id: Uuid, with: &Settlement) -> Result<Option<Committed>, Error> {
        let status = if with.answer.is_some() { "answered" } else { "failed" };
        let many = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let mut tx = self.pool.begin().await?;
        let settled = sqlx::query!(
            "UPDATE model_calls
                SET status = $3, cost_micro = $4, input_tokens = $5, output_tokens = $6, cache_read_tokens = $7,
                    cache_write_tokens = $8, duration_ms = $9, answer = $10::text::json, failure = $11, settled_at = now()
              WHERE id = $1 AND project_id = $2 AND status = 'open'
             RETURNING topic, label, model, endpoint, accounts, reserved_micro",
            id,
            project.0,
            status,
            with.cost,
            many(with.input_tokens),
            many(with.output_tokens),
            many(with.cache_read_tokens),
            many(with.cache_write_tokens),
            many(with.duration_ms),
            with.answer.as_ref().map(Value::to_string),
            with.failure.as_deref().map(clean)
        );
        let Some(call) = settled.fetch_optional(&mut *tx).await? else { return Ok(None) };
        for account in &call.accounts {
            sqlx::query!(
                "UPDATE model_accounts SET micro = greatest(micro + $2::bigint, 0) WHERE name = $1",
                account,
                with.cost - call.reserved_micro
            )
            .execute(&mut *tx)
            .await?;
        }
        let event = Event::ModelCalled {
            label: call.label,
            demo: call.endpoint.starts_with("demo"),
            model: call.model,
            endpoint: call.endpoint,
            input_tokens: with.input_tokens,
            output_tokens: with.output_tokens,
            cache_read_tokens: with.cache_read_tokens,
            cache_write_tokens: with.cache_write_tokens,
            cost_micro_usd: with.cost,
            duration_ms: with.duration_ms,
            failure: with.failure.clone(),
        };
        let committed = append(&mut tx, project, call.topic, vec![event]).await?;
        tx.commit().await?;
        Ok(Some(committed))
    }

    /// The calls that a stream has paid for, oldest first; at most a thousand.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn calls(&self, project: ProjectId, topic: &str) -> Result<Vec<CallRow>, Error> {
        let rows = sqlx::query_as!(
            CallRow,
            "SELECT id, label, model, endpoint, status, reserved_micro AS reserved, cost_micro AS cost, input_tokens,
                    output_tokens, failure, created_at
               FROM model_calls WHERE project_id = $1 AND topic = $2 ORDER BY id LIMIT 1000",
            project.0,
            topic
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// What the project has spent and set aside today (UTC).
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn today(&self, project: ProjectId) -> Result<MicroUsd, Error> {
        let row = sqlx::query_scalar!(
            "SELECT micro FROM model_accounts
              WHERE name = 'project ' || $1::text || ' ' || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
            project.to_string()
        );
        Ok(row.fetch_optional(self.pool).await?.unwrap_or(0))
    }

    /// What the project spent on each of the last days (UTC), the oldest first; days without a call are left out.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn days(&self, project: ProjectId, days: u32) -> Result<Vec<SpentDay>, Error> {
        let rows = sqlx::query_as!(
            SpentDay,
            r#"SELECT (created_at AT TIME ZONE 'UTC')::date AS "date!",
                      sum(coalesce(cost_micro, reserved_micro))::bigint AS "cost!", count(*) AS "calls!",
                      count(*) FILTER (WHERE status = 'failed') AS "failed!",
                      sum(input_tokens)::bigint AS "input_tokens!", sum(output_tokens)::bigint AS "output_tokens!"
                 FROM model_calls
                WHERE project_id = $1
                  AND created_at >= date_trunc('day', now(), 'UTC') - ($2::int - 1) * interval '1 day'
                GROUP BY 1 ORDER BY 1"#,
            project.0,
            int(days)
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// What the project spent on each model in the last days (UTC), the dearest first; at most a hundred.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn by_model(&self, project: ProjectId, days: u32) -> Result<Vec<ModelSpent>, Error> {
        let rows = sqlx::query_as!(
            ModelSpent,
            r#"SELECT model, endpoint, sum(coalesce(cost_micro, reserved_micro))::bigint AS "cost!",
                      count(*) AS "calls!", count(*) FILTER (WHERE status = 'failed') AS "failed!"
                 FROM model_calls
                WHERE project_id = $1
                  AND created_at >= date_trunc('day', now(), 'UTC') - ($2::int - 1) * interval '1 day'
                GROUP BY model, endpoint ORDER BY 3 DESC, model, endpoint LIMIT 100"#,
            project.0,
            int(days)
        );
        Ok(rows.fetch_all(self.pool).await?)
    }
}
