//! What the API server and the worker daemon have in common.
//!
//! `domain` does no input or output and imports nothing of ours. `store` (Postgres), `queue` (the doorbell on Redis),
//! `live` (Redis publish-subscribe) and `blob` (artifact bytes) import `domain` and never each other.

pub mod config;
pub mod domain;
pub mod report;
pub mod telemetry;
pub mod blob;
mod link;
pub mod live;
pub mod local;
pub mod queue;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
