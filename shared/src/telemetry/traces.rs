//! Traces, as OTLP over HTTP to a collector. The context of a request is a `traceparent` (W3C), which goes into the run's row and
//! comes out again in the worker that claims an execution: HTTP → queue → worker → step is one trace.
//!
//! Spans that are exported have the target [`TARGET`]; without a collector they are never made.

use std::{collections::HashMap, sync::OnceLock, time::Duration};

use opentelemetry::{
    KeyValue,
    propagation::{Extractor, Injector, TextMapPropagator},
    trace::{TraceContextExt as _, TracerProvider as _},
};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{BatchSpanProcessor, SdkTracer, SdkTracerProvider},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::config;

/// Of every span that is exported.
pub const TARGET: &str = "flowtilla_trace";

/// Where the options of a run keep the trace that it belongs to.
pub const OPTION: &str = "traceparent";

/// Longest wait for the collector, each time.
const DEADLINE: Duration = Duration::from_secs(5);

static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();

/// The tracer that exports to the configured collector; `None` when there is none. Not within an async runtime: the exporter has
/// one of its own.
///
/// # Errors
/// A sentence, when the address or a header cannot be used.
pub(super) fn tracer(config: &config::Telemetry) -> Result<Option<SdkTracer>, String> {
    if config.otlp_endpoint.is_empty() || PROVIDER.get().is_some() {
        return Ok(None);
    }
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpJson)
        .with_endpoint(format!("{}/v1/traces", config.otlp_endpoint.trim_end_matches('/')))
        .with_timeout(DEADLINE)
        .with_headers(headers(&config.otlp_headers)?)
        .build()
        .map_err(|error| format!("`telemetry.otlp_endpoint` cannot be used: {error}"))?;
    let resource = Resource::builder()
        .with_service_name("flowtilla")
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let provider = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_span_processor(BatchSpanProcessor::builder(exporter).build())
        .build();
    let tracer = provider.tracer("flowtilla");
    let _first = PROVIDER.set(provider);
    Ok(Some(tracer))
}

fn headers(text: &str) -> Result<HashMap<String, String>, String> {
    let given = text.split(',').map(str::trim).filter(|header| !header.is_empty());
    given
        .map(|header| {
            let (name, value) = header
                .split_once('=')
                .ok_or("`telemetry.otlp_headers` must be `name=value`, with commas between".to_owned())?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

/// Sends what waits and ends the export; takes at most five seconds.
pub fn stop() {
    if let Some(provider) = PROVIDER.get() {
        // a collector that is away costs traces and nothing else
        let _ = provider.shutdown_with_timeout(DEADLINE);
    }
}

/// The `traceparent` of the current span; `None` without a collector.
#[must_use]
pub fn current() -> Option<String> {
    PROVIDER.get()?;
    let mut carrier = Carrier(String::new());
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrier);
    Some(carrier.0).filter(|text| !text.is_empty())
}

/// Makes `span` a child of the span that `traceparent` names; nothing happens when it names none.
pub fn adopt(span: &Span, traceparent: &str) {
    if PROVIDER.get().is_some() {
        let parent = TraceContextPropagator::new().extract(&Carrier(traceparent.to_owned()));
        // only fails for a span that is not exported
        let _ = span.set_parent(parent);
    }
}

/// Ties `span`, the root of a trace of its own, to the span that `traceparent` names.
pub fn link(span: &Span, traceparent: &str) {
    if PROVIDER.get().is_some() {
        let other = TraceContextPropagator::new().extract(&Carrier(traceparent.to_owned()));
        let other = other.span().span_context().clone();
        if other.is_valid() {
            span.add_link(other);
        }
    }
}

/// The one header that carries a context.
struct Carrier(String);

const HEADER: &str = "traceparent";

impl Injector for Carrier {
    fn set(&mut self, key: &str, value: String) {
        if key == HEADER {
            self.0 = value;
        }
    }
}

impl Extractor for Carrier {
    fn get(&self, key: &str) -> Option<&str> {
        (key == HEADER).then_some(self.0.as_str())
    }

    fn keys(&self) -> Vec<&str> {
        vec![HEADER]
    }
}
