//! Streams: gapless within a topic, and the firehose of a project over all of them.

use std::{fmt, str::FromStr};

use sqlx::PgPool;

use super::Error;
use crate::domain::{event::Envelope, ids::ProjectId};

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
    /// The events of one stream with a number above `after_seq`, in order.
    pub async fn after(
        &self,
        project: ProjectId,
        topic: &str,
        after_seq: i64,
        limit: u32,
    ) -> Result<Vec<Envelope>, Error> {
        todo!()
    }

    /// The number of the stream's last event; 0 for a stream that has none, or that belongs to another project.
    pub async fn head(&self, project: ProjectId, topic: &str) -> Result<i64, Error> {
        todo!()
    }

    /// The project's events of all streams after a place, each with its own place (from which a client may go on), and
    /// the place up to which it has now been read.
    ///
    /// Events of transactions that may still be followed by an earlier one are left for the next call.
    pub async fn all_after(
        &self,
        project: ProjectId,
        after: Position,
        limit: u32,
    ) -> Result<(Vec<(Position, Envelope)>, Position), Error> {
        todo!()
    }

    /// The place from which only later events are read.
    pub async fn now(&self) -> Result<Position, Error> {
        todo!()
    }
}
