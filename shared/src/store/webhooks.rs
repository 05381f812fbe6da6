//! Webhooks and their deliveries: made from the event log, leased to one deliverer at a time, tried again by schedule.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::{PgPool, postgres::types::PgInterval};
use uuid::Uuid;

use super::{
    Error, Page, Paged,
    words::{clean, count},
};
use crate::{
    domain::ids::{DeliveryId, ProjectId, WebhookId},
    seal::Sealed,
};

/// Webhooks of one project.
const MOST_WEBHOOKS: i64 = 100;

pub struct Webhooks<'a> {
    pub(super) pool: &'a PgPool,
}

/// A webhook to make.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// Chosen before, as the secret is bound to it.
    pub id: WebhookId,
    pub name: String,
    pub url: String,
    pub events: Vec<String>,
    pub secret: Sealed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookRow {
    pub id: WebhookId,
    pub name: String,
    pub url: String,
    pub events: Vec<String>,
    pub active: bool,
    pub disabled_reason: Option<String>,
    pub failing_since: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What is to be different.
#[derive(Clone, Debug, Default)]
pub struct WebhookChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub events: Option<Vec<String>>,
    /// Switching it on again forgets that it failed, and what happened meanwhile.
    pub active: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    pub id: DeliveryId,
    pub webhook_id: WebhookId,
    pub event_type: String,
    pub topic: Option<String>,
    pub seq: Option<i64>,
    pub body: String,
    /// `pending`, `delivered` or `failed`.
    pub status: String,
    pub attempts: u32,
    pub next_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// What the last attempt was answered with.
    pub last_status: Option<i32>,
    pub last_error: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    pub number: i32,
    pub at: DateTime<Utc>,
    pub status: Option<i32>,
    pub error: Option<String>,
    pub answer: Option<String>,
    pub duration_ms: i64,
}

/// A delivery that one deliverer has until its lease ends.
#[derive(Clone, Debug)]
pub struct Due {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub project: ProjectId,
    pub url: String,
    pub body: String,
    /// Attempts since somebody last asked for it, this one among them.
    pub tries: u32,
    /// The secret, and the one before it while that counts.
    pub secrets: Vec<Sealed>,
    lease: Uuid,
}

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub status: Option<u16>,
    pub error: Option<String>,
    pub answer: Option<String>,
    pub duration: Duration,
    /// When it is tried again; `None`: it is over.
    pub again: Option<Duration>,
    pub delivered: bool,
    /// The receiver wants nothing any more.
    pub gone: bool,
}

impl Webhooks<'_> {
    /// Makes a webhook for what happens from now on.
    ///
    /// # Errors
    /// [`Error::Limit`] when the project has a hundred.
    pub async fn create(&self, project: ProjectId, new: NewWebhook) -> Result<WebhookRow, Error> {
        let row = sqlx::query_as!(
            WebhookRow,
            r#"INSERT INTO webhooks (id, project_id, name, url, events, key_id, sealed, cursor_xid, cursor_position)
               SELECT $1, $2, $3, $4, $5, $6, $7, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, 9223372036854775807
                WHERE (SELECT count(*) FROM webhooks WHERE project_id = $2) < $8
               RETURNING id, name, url, events, active, disabled_reason, failing_since, created_at, updated_at"#,
            new.id.0,
            project.0,
            clean(&new.name),
            clean(&new.url),
            &new.events,
            new.secret.key_id,
            new.secret.bytes,
            MOST_WEBHOOKS
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::Limit {
            limit: "webhooks",
            message: format!("this project has {MOST_WEBHOOKS} webhooks already"),
        })
    }

    /// Every webhook of the project, newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn list(&self, project: ProjectId) -> Result<Vec<WebhookRow>, Error> {
        let rows = sqlx::query_as!(
            WebhookRow,
            "SELECT id, name, url, events, active, disabled_reason, failing_since, created_at, updated_at
               FROM webhooks WHERE project_id = $1 ORDER BY id DESC",
            project.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, project: ProjectId, id: WebhookId) -> Result<WebhookRow, Error> {
        let row = sqlx::query_as!(
            WebhookRow,
            "SELECT id, name, url, events, active, disabled_reason, failing_since, created_at, updated_at
               FROM webhooks WHERE id = $1 AND project_id = $2",
            id.0,
            project.0
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("webhook", id))
    }

    /// Changes what is given.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn change(&self, project: ProjectId, id: WebhookId, change: &WebhookChange) -> Result<WebhookRow, Error> {
        let row = sqlx::query_as!(
            WebhookRow,
            "UPDATE webhooks
                SET name = coalesce($3, name), url = coalesce($4, url), events = coalesce($5, events),
                    active = coalesce($6, active), updated_at = now(),
                    disabled_reason = CASE WHEN $6 THEN NULL ELSE disabled_reason END,
                    failing_since = CASE WHEN $6 THEN NULL ELSE failing_since END,
                    cursor_xid = CASE WHEN $6 AND NOT active
                                      THEN pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 ELSE cursor_xid END,
                    cursor_position = CASE WHEN $6 AND NOT active THEN 9223372036854775807 ELSE cursor_position END
              WHERE id = $1 AND project_id = $2
             RETURNING id, name, url, events, active, disabled_reason, failing_since, created_at, updated_at",
            id.0,
            project.0,
            change.name.as_deref().map(clean),
            change.url.as_deref().map(clean),
            change.events.as_deref() as Option<&[String]>,
            change.active
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("webhook", id))
    }

    /// Gives it another secret; the one so far signs too for a day.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn rotate(&self, project: ProjectId, id: WebhookId, secret: &Sealed) -> Result<WebhookRow, Error> {
        let row = sqlx::query_as!(
            WebhookRow,
            "UPDATE webhooks
                SET old_key_id = key_id, old_sealed = sealed, old_until = now() + interval '24 hours',
                    key_id = $3, sealed = $4, updated_at = now()
              WHERE id = $1 AND project_id = $2
             RETURNING id, name, url, events, active, disabled_reason, failing_since, created_at, updated_at",
            id.0,
            project.0,
            secret.key_id,
            secret.bytes
        );
        row.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("webhook", id))
    }

    /// Deletes it with its deliveries.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, project: ProjectId, id: WebhookId) -> Result<(), Error> {
        let gone = sqlx::query!("DELETE FROM webhooks WHERE id = $1 AND project_id = $2", id.0, project.0);
        match gone.execute(self.pool).await?.rows_affected() {
            0 => Err(Error::not_found("webhook", id)),
            _ => Ok(()),
        }
    }

    /// A delivery that says only that it is one.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn ping(&self, project: ProjectId, id: WebhookId) -> Result<DeliveryRow, Error> {
        let made = sqlx::query_scalar!(
            r#"INSERT INTO webhook_deliveries (id, webhook_id, project_id, type, body)
               SELECT new_id(), w.id, w.project_id, 'webhook.ping',
                      json_build_object(
                          'type', 'webhook.ping',
                          'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                          'data', json_build_object('webhook_id', w.id))::text
                 FROM webhooks w WHERE w.id = $1 AND w.project_id = $2
               RETURNING id AS "id: DeliveryId""#,
            id.0,
            project.0
        );
        let made = made.fetch_optional(self.pool).await?.ok_or_else(|| Error::not_found("webhook", id))?;
        self.delivery(project, id, made).await
    }

    /// Sends a delivery once more, with a whole schedule of attempts before it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn redeliver(
        &self,
        project: ProjectId,
        webhook: WebhookId,
        id: DeliveryId,
    ) -> Result<DeliveryRow, Error> {
        let again = sqlx::query!(
            "UPDATE webhook_deliveries SET status = 'pending', tries = 0, next_at = now(), lease = NULL, finished_at = NULL
              WHERE id = $1 AND webhook_id = $2 AND project_id = $3",
            id.0,
            webhook.0,
            project.0
        );
        again.execute(self.pool).await?;
        self.delivery(project, webhook, id).await
    }

    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delivery(&self, project: ProjectId, webhook: WebhookId, id: DeliveryId) -> Result<DeliveryRow, Error> {
        let row = sqlx::query_as!(
            Stored,
            r#"SELECT d.id, d.webhook_id, d.type AS event_type, d.topic AS "topic?", d.seq AS "seq?", d.body, d.status,
                      d.attempts, d.next_at, d.created_at, d.finished_at, a.status AS "last_status?", a.error AS "last_error?"
                 FROM webhook_deliveries d
                 LEFT JOIN webhook_attempts a ON a.delivery_id = d.id AND a.number = d.attempts
                WHERE d.id = $1 AND d.webhook_id = $2 AND d.project_id = $3"#,
            id.0,
            webhook.0,
            project.0
        );
        let row = row.fetch_optional(self.pool).await?;
        row.map(Into::into).ok_or_else(|| Error::not_found("delivery", id))
    }

    /// The deliveries of a webhook, newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] for a cursor that is none.
    pub async fn deliveries(
        &self,
        project: ProjectId,
        webhook: WebhookId,
        page: &Page,
        status: Option<&str>,
    ) -> Result<Paged<DeliveryRow>, Error> {
        self.get(project, webhook).await?;
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT d.id, d.webhook_id, d.type AS event_type, d.topic AS "topic?", d.seq AS "seq?", d.body, d.status,
                      d.attempts, d.next_at, d.created_at, d.finished_at, a.status AS "last_status?", a.error AS "last_error?"
                 FROM webhook_deliveries d
                 LEFT JOIN webhook_attempts a ON a.delivery_id = d.id AND a.number = d.attempts
                WHERE d.webhook_id = $1 AND d.id < $2 AND ($3::text IS NULL OR d.status = $3)
                ORDER BY d.id DESC LIMIT $4 OFFSET $5"#,
            webhook.0,
            page.before()?,
            status,
            page.size() + 1,
            page.offset()
        );
        let total = sqlx::query_scalar!(
            "SELECT count(*) FROM webhook_deliveries WHERE webhook_id = $1 AND ($2::text IS NULL OR status = $2)",
            webhook.0,
            status
        );
        let (rows, total) = tokio::try_join!(rows.fetch_all(self.pool), total.fetch_one(self.pool))?;
        let paged = page.cut(rows, total, |row| row.id);
        let items = paged.items.into_iter().map(Into::into).collect();
        Ok(Paged { items, total: paged.total, next_cursor: paged.next_cursor })
    }

    /// What was tried for a delivery, in order.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn attempts(&self, id: DeliveryId) -> Result<Vec<AttemptRow>, Error> {
        let rows = sqlx::query_as!(
            AttemptRow,
            "SELECT number, at, status, error, answer, duration_ms FROM webhook_attempts
              WHERE delivery_id = $1 ORDER BY number",
            id.0
        );
        Ok(rows.fetch_all(self.pool).await?)
    }

    /// Makes deliveries of the events of all projects since the last time; how many.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn make_deliveries(&self, most_events: u32) -> Result<u64, Error> {
        let most = i32::try_from(most_events).unwrap_or(i32::MAX);
        let made = sqlx::query_scalar!(r#"SELECT make_deliveries($1) AS "made!""#, most).fetch_one(self.pool).await?;
        Ok(u64::try_from(made).unwrap_or(0))
    }

    /// Takes deliveries that are due, each for one deliverer until `lease` is over.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn claim(&self, most: u32, lease: Duration) -> Result<Vec<Due>, Error> {
        let token = Uuid::new_v4();
        let rows = sqlx::query!(
            r#"WITH due AS MATERIALIZED (
                   SELECT d.id FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
                    WHERE d.status = 'pending' AND d.next_at <= now() AND (w.active OR d.type = 'webhook.ping')
                    ORDER BY d.next_at LIMIT $1 FOR UPDATE OF d SKIP LOCKED
               )
               UPDATE webhook_deliveries d
                  SET lease = $2, next_at = now() + $3::interval, attempts = attempts + 1, tries = tries + 1
                 FROM due, webhooks w
                WHERE d.id = due.id AND w.id = d.webhook_id
               RETURNING d.id, d.webhook_id, d.project_id, d.body, d.tries, w.url, w.key_id, w.sealed,
                         CASE WHEN w.old_until > now() THEN w.old_key_id END AS old_key_id,
                         CASE WHEN w.old_until > now() THEN w.old_sealed END AS old_sealed"#,
            i64::from(most),
            token,
            interval(lease)?
        );
        let due = rows.fetch_all(self.pool).await?.into_iter().map(|row| {
            let mut secrets = vec![Sealed { key_id: row.key_id, bytes: row.sealed }];
            secrets.extend(row.old_key_id.zip(row.old_sealed).map(|(key_id, bytes)| Sealed { key_id, bytes }));
            Due {
                id: row.id.into(),
                webhook: row.webhook_id.into(),
                project: row.project_id.into(),
                url: row.url,
                body: row.body,
                tries: count(row.tries),
                secrets,
                lease: token,
            }
        });
        Ok(due.collect())
    }

    /// Writes down how an attempt went; says whether the webhook was switched off by it. A lease that was lost changes nothing.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn finish(&self, due: &Due, attempt: Attempt, disable_after: Duration) -> Result<bool, Error> {
        let mut tx = self.pool.begin().await?;
        let status = match (attempt.delivered, attempt.again) {
            (true, _) => "delivered",
            (false, Some(_)) => "pending",
            (false, None) => "failed",
        };
        let held = sqlx::query_scalar!(
            "UPDATE webhook_deliveries
                SET status = $3, lease = NULL, next_at = now() + $4::interval,
                    finished_at = CASE WHEN $3 <> 'pending' THEN now() END
              WHERE id = $1 AND lease = $2 AND status = 'pending' RETURNING attempts",
            due.id.0,
            due.lease,
            status,
            interval(attempt.again.unwrap_or_default())?
        );
        let Some(number) = held.fetch_optional(&mut *tx).await? else { return Ok(false) };
        sqlx::query!(
            "INSERT INTO webhook_attempts (delivery_id, number, status, error, answer, duration_ms)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            due.id.0,
            number,
            attempt.status.map(i32::from),
            attempt.error.as_deref().map(clean),
            attempt.answer.as_deref().map(clean),
            i64::try_from(attempt.duration.as_millis()).unwrap_or(i64::MAX)
        )
        .execute(&mut *tx)
        .await?;
        let disabled = if attempt.delivered {
            sqlx::query!(
                "UPDATE webhooks SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL",
                due.webhook.0
            )
            .execute(&mut *tx)
            .await?;
            false
        } else {
            let off = sqlx::query_scalar!(
                r#"UPDATE webhooks
                      SET failing_since = coalesce(failing_since, now()),
                          active = active AND NOT ($2 OR coalesce(failing_since < now() - $3::interval, false)),
                          disabled_reason = CASE WHEN $2 THEN 'the receiver answered 410: it is gone'
                              WHEN failing_since < now() - $3::interval THEN 'nothing could be delivered for too long'
                              ELSE disabled_reason END
                    WHERE id = $1 AND active
                   RETURNING NOT active AS "off!""#,
                due.webhook.0,
                attempt.gone,
                interval(disable_after)?
            );
            off.fetch_optional(&mut *tx).await?.unwrap_or(false)
        };
        tx.commit().await?;
        Ok(disabled)
    }

    /// Forgets deliveries that ended more than `age` ago, a thousand at most.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn forget(&self, age: Duration) -> Result<u64, Error> {
        let gone = sqlx::query!(
            "DELETE FROM webhook_deliveries WHERE id IN
                (SELECT id FROM webhook_deliveries WHERE finished_at < now() - $1::interval LIMIT 1000)",
            interval(age)?
        );
        Ok(gone.execute(self.pool).await?.rows_affected())
    }
}

fn interval(of: Duration) -> Result<PgInterval, Error> {
    // Postgres counts microseconds
    let whole = Duration::from_micros(u64::try_from(of.as_micros()).unwrap_or(u64::MAX));
    PgInterval::try_from(whole).map_err(|_| Error::Invalid { message: "a time is too long".into() })
}

struct Stored {
    id: Uuid,
    webhook_id: Uuid,
    event_type: String,
    topic: Option<String>,
    seq: Option<i64>,
    body: String,
    status: String,
    attempts: i32,
    next_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    last_status: Option<i32>,
    last_error: Option<String>,
}

impl From<Stored> for DeliveryRow {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id.into(),
            webhook_id: row.webhook_id.into(),
            event_type: row.event_type,
            topic: row.topic,
            seq: row.seq,
            body: row.body,
            next_at: (row.status == "pending").then_some(row.next_at),
            status: row.status,
            attempts: count(row.attempts),
            created_at: row.created_at,
            finished_at: row.finished_at,
            last_status: row.last_status,
            last_error: row.last_error,
        }
    }
}
