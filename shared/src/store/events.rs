//! Streams: gapless within a topic, and the firehose of a project over all of them.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};

use super::Error;
use crate::domain::{
    event::{Envelope, Event},
    ids::ProjectId,
    journal::Committed,
};

pub struct Events<'a> {
    pub(super) pool: &'a PgPool,
}

/// A place in the firehose: everything before it has been read, and nothing can appear before it later.
///
/// Clients get it as an opaque string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    xid: i64,
    position: i64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{:x}", self.xid, self.position)
    }
}

impl FromStr for Position {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self, Error> {
        let parse = |part: &str| i64::from_str_radix(part, 16).ok().filter(|n| *n >= 0);
        s.split_once('.')
            .and_then(|(xid, position)| Some(Self { xid: parse(xid)?, position: parse(position)? }))
            .ok_or_else(|| Error::Invalid { message: format!("`{s}` is no position in the event log") })
    }
}

impl Events<'_> {
    /// The events of one stream with a number above `after_seq`, in order; `limit` at most.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn after(
        &self,
        project: ProjectId,
        topic: &str,
        after_seq: i64,
        limit: u32,
    ) -> Result<Vec<Envelope>, Error> {
        let rows = sqlx::query_as!(
            StoredEvent,
            r#"SELECT topic, seq, at, type AS event_type, data FROM events
                WHERE topic = $2 AND project_id = $1 AND seq > $3 ORDER BY seq LIMIT $4"#,
            project.0,
            topic,
            after_seq,
            i64::from(limit)
        )
        .fetch_all(self.pool)
        .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The number of the stream's last event; 0 for a stream that has none, or that belongs to another project.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn head(&self, project: ProjectId, topic: &str) -> Result<i64, Error> {
        let head =
            sqlx::query_scalar!("SELECT last_seq FROM streams WHERE topic = $1 AND project_id = $2", topic, project.0);
        Ok(head.fetch_optional(self.pool).await?.unwrap_or(0))
    }

    /// The project's events of all streams after a place, each with its own place (from which a client may go on), and
    /// the place up to which it has now been read.
    ///
    /// Events of transactions that may still be followed by an earlier one are left for the next call.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn all_after(
        &self,
        project: ProjectId,
        after: Position,
        limit: u32,
    ) -> Result<(Vec<(Position, Envelope)>, Position), Error> {
        let rows = sqlx::query!(
            r#"SELECT topic, seq, at, type AS event_type, data, xid, position FROM events
                WHERE project_id = $1 AND (xid, position) > ($2, $3)
                  AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                ORDER BY xid, position LIMIT $4"#,
            project.0,
            after.xid,
            after.position,
            i64::from(limit)
        )
        .fetch_all(self.pool)
        .await?;
        let read = rows.last().map_or(after, |last| Position { xid: last.xid, position: last.position });
        let events = rows.into_iter().map(|row| {
            let place = Position { xid: row.xid, position: row.position };
            let stored =
                StoredEvent { topic: row.topic, seq: row.seq, at: row.at, event_type: row.event_type, data: row.data };
            (place, Envelope::from(stored))
        });
        Ok((events.collect(), read))
    }

    /// The place up to which events of the project are not kept any more, if any were removed.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn horizon(&self, project: ProjectId) -> Result<Option<Position>, Error> {
        let found = sqlx::query!("SELECT xid, position FROM event_horizons WHERE project_id = $1", project.0);
        let found = found.fetch_optional(self.pool).await?;
        Ok(found.map(|row| Position { xid: row.xid, position: row.position }))
    }

    /// The place from which only events are read whose transaction is not over yet.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn now(&self) -> Result<Position, Error> {
        let xmin = sqlx::query_scalar!(r#"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS "xmin!""#);
        Ok(Position { xid: xmin.fetch_one(self.pool).await? - 1, position: i64::MAX })
    }
}

struct StoredEvent {
    topic: String,
    seq: i64,
    at: DateTime<Utc>,
    event_type: String,
    data: Value,
}

impl From<StoredEvent> for Envelope {
    fn from(stored: StoredEvent) -> Self {
        let StoredEvent { topic, seq, at, event_type, data } = stored;
        let event = serde_json::from_value(json!({ "type": event_type, "data": data }));
        Self { seq, at, topic, event: event.unwrap_or(Event::Other { event_type, data }) }
    }
}

/// Events as the statements take them.
pub(super) struct Texts {
    pub types: Vec<String>,
    pub datas: Vec<String>,
}

/// Splits events into their types and data.
pub(super) fn texts<'e>(events: impl IntoIterator<Item = &'e Event>) -> Texts {
    let mut texts = Texts { types: Vec::new(), datas: Vec::new() };
    for event in events {
        // an event is an object with `type` and `data`, so neither step can fail
        let mut value = serde_json::to_value(event).unwrap_or_default();
        texts.types.push(value["type"].as_str().unwrap_or_default().to_owned());
        texts.datas.push(value["data"].take().to_string());
    }
    texts
}

/// Appends events to a stream; the last statement before the commit.
pub(super) async fn append(
    tx: &mut PgConnection,
    project: ProjectId,
    topic: String,
    events: Vec<Event>,
) -> Result<Committed, Error> {
    if events.is_empty() {
        return Ok(Committed::nothing(project, topic));
    }
    let told = texts(&events);
    let row = sqlx::query!(
        r#"SELECT head AS "head!", at AS "at!" FROM append_events($1, $2, $3, $4)"#,
        topic,
        project.0,
        &told.types,
        &told.datas
    )
    .fetch_one(tx)
    .await?;
    Ok(Committed::new(project, topic, row.head, row.at, events))
}
