//! The client that [progenitor](https://crates.io/crates/progenitor) makes of `api/openapi.json`, at every build.
//!
//! It shows that the contract can be digested by a generator of Rust, and that what comes out talks to the server: see `tests/live.rs`.
//! progenitor makes no use of discriminators: a step is tried as each of the hundred kinds in turn, which takes more stack than the two
//! megabytes of a thread as long as the build is not optimized.
//!
//! Live events are read over a WebSocket, which no OpenAPI document describes; `api/asyncapi.json` does.
#![allow(clippy::all, rustdoc::all, dead_code, reason = "generated code")]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
