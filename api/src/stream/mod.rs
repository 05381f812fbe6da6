//! Live events: from hints and rows to sockets and server-sent events.
//!
//! One [`hub::Hub`] per process hears every hint. A [`feed::Feed`] per followed topic keeps the newest events in order, filled from hints
//! and, wherever a hint is missing, from the rows. A [`tail::Tail`] per subscriber reads the feed, or the rows while it is further
//! behind than the feed reaches: nothing is buffered per subscriber.

pub mod chat;
pub mod desktop;
pub mod feed;
pub mod follow;
pub mod hub;
pub mod log;
pub mod message;
pub mod socket;
pub mod sse;
pub mod tail;
pub mod viewing;
pub mod watcher;
