//! What the processes tell about themselves: logs to stderr (for people on a terminal, JSON lines elsewhere; secrets covered),
//! [`metrics`] for Prometheus, [`traces`] for a collector.

mod mask;
pub mod metrics;
pub mod traces;

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, Layer, filter::Targets, fmt, prelude::*};

use crate::config::Config;
use mask::LogMask;

/// Starts logging for the whole process, and metrics and traces where the settings ask for them. A second call changes nothing.
/// Not within an async runtime.
///
/// # Errors
/// A sentence when `log.filter` is not a filter, or the collector's address cannot be used.
pub fn start(config: &Config) -> Result<(), String> {
    let log = &config.log;
    // what the HTTP server says about itself is said by us as well, and spans for the collector are not for people; a filter
    // that names them wins
    let filter = EnvFilter::builder()
        .parse(format!("poem=warn,opentelemetry=warn,{}=off,{}", traces::TARGET, log.filter))
        .map_err(|error| format!("`log.filter` (or RUST_LOG) `{}` is not a filter: {error}", log.filter))?;
    if config.telemetry.metrics {
        metrics::start(option_env!("FLOWTILLA_COMMIT").unwrap_or("unknown"))?;
    }
    let tracer = traces::tracer(&config.telemetry)?;
    let spans = tracer.map(|tracer| {
        let layer = tracing_opentelemetry::layer().with_tracer(tracer).with_location(false).with_threads(false);
        layer.with_filter(Targets::new().with_target(traces::TARGET, tracing::Level::INFO))
    });
    let terminal = std::io::stderr().is_terminal();
    let json = match log.format.as_str() {
        "json" => true,
        "pretty" => false,
        _ => !terminal,
    };
    let variables =
        std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
    let mask = LogMask::new(config, variables);
    let lines = if json {
        fmt::layer().json().flatten_event(true).with_writer(mask).with_filter(filter).boxed()
    } else {
        fmt::layer().with_ansi(terminal).with_target(false).with_writer(mask).with_filter(filter).boxed()
    };
    // only fails when a test has already started its own
    drop(tracing_subscriber::registry().with(spans).with(lines).try_init());
    Ok(())
}
