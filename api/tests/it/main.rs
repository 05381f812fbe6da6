//! The API server over real Postgres and Redis, from outside: HTTP, WebSocket, server-sent events.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod access;
mod app;
mod approvals;
mod audit;
mod bad_input;
mod baselines;
mod browsers;
mod console;
mod desktops;
mod docs;
mod events;
mod flows;
mod housekeeping;
mod keys;
mod meta;
mod rates;
mod redis_away;
mod reviews;
mod runs;
mod schedules;
mod session_parts;
mod sessions;
mod sockets;
mod vault;
mod viewing;
mod webhooks;
mod worker;
