//! What flows say to the world: events of their own, and deliveries to one webhook. Each once for a step of an attempt, however
//! often a worker comes to do it.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    Error,
    events::append,
    words::{clean, int},
};
use crate::domain::{
    event::{Event, run_topic},
    journal::{Committed, Lease},
};

pub struct Notices<'a> {
    pub(super) pool: &'a PgPool,
}

/// What a flow says.
#[derive(Clone, Debug, PartialEq)]
pub struct NewNotice {
    /// The step that says it.
    pub path: String,
    pub flow_name: String,
    pub channel: Option<String>,
    pub message: String,
    pub data: Option<Value>,
}

impl Notices<'_> {
    /// Says it in the stream of the run, unless this step of the attempt has said it already.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn say(&self, lease: &Lease, new: &NewNotice) -> Result<Committed, Error> {
        let mut tx = self.pool.begin().await?;
        hold(&mut tx, lease).await?;
        let topic = run_topic(lease.run_id);
        let path = clean(&new.path);
        let said = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT FROM events
                WHERE topic = $1 AND type = 'execution.notified' AND data->>'execution_id' = $2
                  AND (data->>'attempt')::int = $3 AND data->>'path' = $4) AS "said!""#,
            topic,
            lease.id.to_string(),
            int(lease.attempt),
            path
        );
        if said.fetch_one(&mut *tx).await? {
            return Ok(Committed::nothing(lease.project_id, topic));
        }
        let event = Event::ExecutionNotified {
            execution_id: lease.id,
            attempt: lease.attempt,
            path,
            flow_name: new.flow_name.clone(),
            channel: new.channel.clone(),
            message: new.message.clone(),
            data: new.data.clone(),
        };
        let committed = append(&mut tx, lease.project_id, topic, vec![event]).await?;
        tx.commit().await?;
        Ok(committed)
    }

    /// Puts a delivery to a webhook (by its name or id) on its way, unless this step of the attempt has done so already.
    /// `id` is the same for every try of the step. The answer names the webhooks that there are when none is meant.
    ///
    /// # Errors
    /// [`Error::Fenced`].
    pub async fn send(
        &self,
        lease: &Lease,
        id: Uuid,
        to: &str,
        data: &Value,
    ) -> Result<Result<(), Vec<String>>, Error> {
        let mut tx = self.pool.begin().await?;
        hold(&mut tx, lease).await?;
        let told = json!({ "execution_id": lease.id, "attempt": lease.attempt, "data": data }).to_string();
        let sent = sqlx::query_scalar!(
            r#"WITH meant AS (
                SELECT w.id, w.project_id FROM webhooks w
                 WHERE w.project_id = $2 AND w.active AND (w.name = $3 OR w.id::text = $3) ORDER BY w.id LIMIT 1
            ), made AS (
                INSERT INTO webhook_deliveries (id, webhook_id, project_id, type, body)
                SELECT $1, m.id, m.project_id, 'flow.sent',
                       json_build_object(
                           'type', 'flow.sent',
                           'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                           'data', $4::text::json)::text
                  FROM meant m
                ON CONFLICT (id) DO NOTHING
            )
            SELECT count(*) AS "meant!" FROM meant"#,
            id,
            lease.project_id.0,
            clean(to),
            clean(&told)
        );
        if sent.fetch_one(&mut *tx).await? > 0 {
            tx.commit().await?;
            return Ok(Ok(()));
        }
        let names = sqlx::query_scalar!(
            "SELECT name FROM webhooks WHERE project_id = $1 AND active ORDER BY name LIMIT 10",
            lease.project_id.0
        );
        Ok(Err(names.fetch_all(&mut *tx).await?))
    }
}

/// The lease is held, and nobody else has the execution until the end of the transaction.
async fn hold(tx: &mut sqlx::PgConnection, lease: &Lease) -> Result<(), Error> {
    let held = sqlx::query_scalar!(
        "SELECT id FROM flow_executions
          WHERE id = $1 AND epoch = $2 AND worker_id = $3 AND status IN ('running', 'waiting') FOR NO KEY UPDATE",
        lease.id.0,
        lease.epoch,
        lease.worker_id.0
    );
    held.fetch_optional(tx).await?.map(drop).ok_or(Error::Fenced)
}
