//! The worker daemon: claims executions, drives browsers, records what happened. It serves only health and metrics.

pub mod agent;
mod backoff;
mod baselines;
mod conclusion;
mod controls;
mod daemon;
pub mod desktop;
pub mod driver;
mod evidence;
mod execution;
mod flows;
mod gate;
mod generation;
mod health;
mod heartbeat;
mod hints;
mod housekeeping;
mod job;
mod keeper;
pub mod lease;
mod machine;
mod mask;
pub mod model;
mod mutation;
mod pause;
mod pool;
mod recorder;
pub mod runner;
pub mod spending;
mod stage;
pub mod supervise;
mod sweeper;
mod vault;
mod worker;

pub use daemon::{Parts, Shutdown, WorkerOptions, run, run_with};
