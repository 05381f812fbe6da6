//! The two logs that can be followed: one stream by its numbers, and all of a project by position.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use chrono::Utc;
use flowtilla_shared::{
    domain::{
        event::{Envelope, Event},
        ids::ProjectId,
    },
    store::{Error, Position, Store},
};

use crate::wire::domain;

/// An event as it goes out, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame<K> {
    pub key: K,
    /// The envelope as JSON, written once for all subscribers.
    pub json: Arc<str>,
    /// No event follows in this stream.
    pub ends_stream: bool,
}

/// Something whose events have an order.
pub trait Log: Send + Sync + 'static {
    /// Where an event stands.
    type Key: Ord + Clone + fmt::Debug + fmt::Display + Send + Sync + 'static;

    /// After this long without a hint the rows are looked at.
    const SILENCE: Duration;

    /// Up to `limit` events after a place, in order.
    fn read(&self, after: &Self::Key, limit: u32) -> impl Future<Output = Result<Vec<Frame<Self::Key>>, Error>> + Send;

    /// The place of the newest event.
    fn head(&self) -> impl Future<Output = Result<Self::Key, Error>> + Send;

    /// The place up to which events are not kept any more, where their keys do not tell.
    fn horizon(&self) -> impl Future<Output = Result<Option<Self::Key>, Error>> + Send {
        async { Ok(None) }
    }

    /// Whether nothing can stand between the two.
    fn follows(before: &Self::Key, after: &Self::Key) -> bool;

    /// A place just before another.
    fn before(key: &Self::Key) -> Self::Key;

    /// A `reset` event at a place.
    fn reset(&self, at: &Self::Key, reason: String) -> Frame<Self::Key>;
}

/// One stream of a project.
pub struct TopicLog {
    pub store: Store,
    pub project: ProjectId,
    pub topic: String,
}

impl Log for TopicLog {
    type Key = i64;
    const SILENCE: Duration = Duration::from_secs(2);

    async fn read(&self, after: &i64, limit: u32) -> Result<Vec<Frame<i64>>, Error> {
        let envelopes = self.store.events().after(self.project, &self.topic, *after, limit).await?;
        Ok(envelopes.into_iter().map(topic_frame).collect())
    }

    async fn head(&self) -> Result<i64, Error> {
        self.store.events().head(self.project, &self.topic).await
    }

    fn follows(before: &i64, after: &i64) -> bool {
        *after == before + 1
    }

    fn before(key: &i64) -> i64 {
        key - 1
    }

    fn reset(&self, at: &i64, reason: String) -> Frame<i64> {
        topic_frame(Envelope { seq: *at, at: Utc::now(), topic: self.topic.clone(), event: Event::Reset { reason } })
    }
}

/// An event of a single stream.
pub fn topic_frame(envelope: Envelope) -> Frame<i64> {
    let key = envelope.seq;
    frame(key, domain::Event { envelope, position: None })
}

/// All streams of a project.
pub struct ProjectLog {
    pub store: Store,
    pub project: ProjectId,
}

impl Log for ProjectLog {
    type Key = Position;
    // an event shows up only when no older transaction is open any more, and nobody tells of that
    const SILENCE: Duration = Duration::from_millis(20);

    async fn read(&self, after: &Position, limit: u32) -> Result<Vec<Frame<Position>>, Error> {
        let (events, _) = self.store.events().all_after(self.project, *after, limit).await?;
        let with_position = |(key, envelope): (Position, Envelope)| {
            frame(key, domain::Event { envelope, position: Some(key.to_string()) })
        };
        Ok(events.into_iter().map(with_position).collect())
    }

    async fn head(&self) -> Result<Position, Error> {
        self.store.events().now().await
    }

    async fn horizon(&self) -> Result<Option<Position>, Error> {
        self.store.events().horizon(self.project).await
    }

    fn follows(_: &Position, _: &Position) -> bool {
        // pages of rows are complete, and nothing else fills this log
        true
    }

    fn before(key: &Position) -> Position {
        *key
    }

    fn reset(&self, at: &Position, reason: String) -> Frame<Position> {
        let envelope = Envelope { seq: 0, at: Utc::now(), topic: "all".into(), event: Event::Reset { reason } };
        frame(*at, domain::Event { envelope, position: Some(at.to_string()) })
    }
}

fn frame<K>(key: K, event: domain::Event) -> Frame<K> {
    let ends_stream = matches!(
        event.envelope.event,
        Event::RunFinished { .. } | Event::GenerationFinished { .. } | Event::MutationFinished { .. }
    );
    // cannot fail: every map in an event has text keys
    let json = serde_json::to_string(&event).unwrap_or_default().into();
    Frame { key, json, ends_stream }
}
