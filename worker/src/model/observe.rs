//! What operators see of a call: a span of OpenTelemetry's kind for generative models, and figures.

use flowtilla_shared::{
    config::Chosen,
    domain::models::{Api, MicroUsd},
    telemetry::{metrics, traces},
};
use tracing::Span;

use super::{
    error::{Error, Kind},
    turn::Usage,
};

/// The span of one attempt; what it used is recorded at its end.
pub(super) fn span(chosen: &Chosen) -> Span {
    tracing::info_span!(
        target: traces::TARGET,
        "model",
        otel.name = %format_args!("chat {}", chosen.model.id),
        otel.kind = "client",
        gen_ai.operation.name = "chat",
        gen_ai.provider.name = provider(chosen.endpoint.api),
        gen_ai.request.model = chosen.model.id,
        flowtilla.endpoint = chosen.model.endpoint,
        gen_ai.usage.input_tokens = tracing::field::Empty,
        gen_ai.usage.output_tokens = tracing::field::Empty,
        flowtilla.cost_micro_usd = tracing::field::Empty,
        error.type = tracing::field::Empty,
        otel.status_code = tracing::field::Empty,
    )
}

/// Writes down how the attempt ended.
pub(super) fn ended(span: &Span, chosen: &Chosen, usage: Usage, cost: MicroUsd, failed: Option<&Error>) {
    span.record("gen_ai.usage.input_tokens", usage.input);
    span.record("gen_ai.usage.output_tokens", usage.output);
    span.record("flowtilla.cost_micro_usd", cost);
    let result = failed.map_or("ok", |error| word(error.kind));
    if failed.is_some() {
        span.record("error.type", result);
        span.record("otel.status_code", "error");
    }
    metrics::model_called(&chosen.model.endpoint, &chosen.model.id, result, usage.input, usage.output, cost);
}

fn word(kind: Kind) -> &'static str {
    kind.into()
}

fn provider(api: Api) -> &'static str {
    match api {
        Api::AnthropicMessages => "anthropic",
        Api::OpenaiResponses | Api::ChatCompletions => "openai",
    }
}
