//! The API server over real Postgres and Redis, from outside: HTTP, WebSocket, server-sent events.

mod access;
mod app;
mod bad_input;
mod browsers;
mod events;
mod flows;
mod keys;
mod meta;
mod runs;
mod sockets;
mod worker;
