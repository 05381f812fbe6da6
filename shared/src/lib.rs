//! What the API server and the worker daemon have in common.
//!
//! `domain` does no input or output and imports nothing of ours. `store` (Postgres), `queue` (the doorbell on Redis),
//! `live` (Redis publish-subscribe) and `blob` (artifact bytes) import `domain` and never each other. `door` is how an API server
//! reaches the screens of a worker's desktops.

pub mod backup;
pub mod blob;
pub mod config;
pub mod domain;
pub mod door;
pub mod housekeeping;
mod link;
pub mod live;
pub mod local;
pub mod queue;
pub mod rates;
pub mod report;
pub mod seal;
pub mod store;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
