//! The words of the product: identifiers, statuses, flows, events and step errors. No input or output happens here.

pub mod agent;
pub mod event;
pub mod flow;
pub mod ids;
pub mod journal;
pub mod matrix;
pub mod models;
pub mod mutation;
pub mod outcome;
pub mod rfb;
pub mod schedule;
pub mod status;
pub mod steer;
pub mod totp;
pub mod webhook;
