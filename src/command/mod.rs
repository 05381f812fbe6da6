//! One file for each subcommand: its arguments, and what it does with them.

pub mod api;
pub mod backup;
pub mod completions;
pub mod config;
pub mod demo;
pub mod demo_model;
pub mod dev;
pub mod doctor;
pub mod documents;
pub mod flow;
pub mod healthcheck;
pub mod keys;
pub mod migrate;
pub mod profiles;
pub mod projects;
pub mod record;
pub mod retention;
pub mod run;
pub mod secrets;
pub mod version;
pub mod worker;
