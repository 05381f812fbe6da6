//! Logs to stderr: for people on a terminal, JSON lines elsewhere.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::config::Log;

/// Starts logging for the whole process. A second call changes nothing.
///
/// # Errors
/// A sentence when `log.filter` is not a filter.
pub fn start(log: &Log) -> Result<(), String> {
    // what the HTTP server says about itself is said by us as well; a filter that names it wins
    let filter = EnvFilter::builder()
        .parse(format!("poem=warn,{}", log.filter))
        .map_err(|error| format!("`log.filter` (or RUST_LOG) `{}` is not a filter: {error}", log.filter))?;
    let terminal = std::io::stderr().is_terminal();
    let json = match log.format.as_str() {
        "json" => true,
        "pretty" => false,
        _ => !terminal,
    };
    let registry = tracing_subscriber::registry().with(filter);
    let started = if json {
        registry.with(fmt::layer().json().flatten_event(true).with_writer(std::io::stderr)).try_init()
    } else {
        registry.with(fmt::layer().with_ansi(terminal).with_target(false).with_writer(std::io::stderr)).try_init()
    };
    // only fails when a test has already started its own
    drop(started);
    Ok(())
}
