//! The worker daemon: claims executions, drives browsers, records what happened. It serves only health and metrics.

pub mod driver;
pub mod supervise;
