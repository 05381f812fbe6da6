//! The objects of the API as they go over the wire, and how they are made from rows.

pub mod agent;
pub mod approval;
pub mod baseline;
pub mod browser;
pub mod desktop;
pub mod domain;
pub mod flow;
pub mod generation;
pub mod housekeeping;
pub mod keys;
pub mod meta;
pub mod model;
pub mod mutation;
pub mod page;
pub mod part;
pub mod problem;
pub mod review;
pub mod run;
pub mod schedules;
pub mod test_session;
pub mod vault;
pub mod webhooks;
