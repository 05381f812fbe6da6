//! The operations, by area. Handlers are thin: their parameters authenticate and validate, the store decides.

pub mod approvals;
pub mod artifacts;
pub mod baselines;
pub mod browser_view;
pub mod browsers;
pub mod console;
pub mod deprecated;
pub mod desktop_page;
pub mod desktops;
pub mod event_logs;
pub mod flows;
pub mod generations;
pub mod health;
pub mod housekeeping;
pub mod keys;
pub mod login;
pub mod meta;
pub mod models;
pub mod mutation_scores;
pub mod pages;
pub mod reviews;
pub mod runs;
pub mod schedules;
pub mod session_parts;
pub mod sessions;
pub mod streams;
pub mod test_sessions;
pub mod vault;
pub mod waiting;
pub mod webhooks;
pub mod workers;

use std::sync::Arc;

use poem_openapi::Tags;

use crate::state::State;

/// The shared state, as handlers take it.
pub type Shared<'a> = poem::web::Data<&'a Arc<State>>;

/// Areas of the API.
#[derive(Tags)]
pub enum Area {
    /// The server itself.
    Meta,
    /// Flows, their versions and test sessions.
    Flows,
    /// Test runs, executions and artifacts.
    Runs,
    /// Browsers that are open, and tests of a single one.
    Browsers,
    /// Chats with agents that work on desktops of their own.
    Agents,
    /// Secrets and saved login states.
    Vault,
    /// What is executed by itself, and when.
    Schedules,
    /// Events that are sent to other servers.
    Webhooks,
    /// Projects, keys and the audit log.
    Access,
    /// Live events. `WS /ws` is described in the AsyncAPI document, `/asyncapi.json`.
    Streams,
    /// Earlier names of other operations.
    Deprecated,
}
