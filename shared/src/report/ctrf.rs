//! The Common Test Report Format (ctrf.io, schema 0.0): one JSON document that many CI dashboards read.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::{
    describe::told,
    input::{Execution, ReportInput, Step},
};
use crate::domain::status::{Status, StepStatus};

/// The run as a CTRF document. What could not be judged is `other`, what was cancelled or skipped itself `skipped`.
#[must_use]
pub fn ctrf(input: &ReportInput) -> Value {
    let tests: Vec<Value> = input.run.executions.iter().map(test).collect();
    let count = |word: &str| tests.iter().filter(|test| test["status"] == word).count();
    let begun = millis(input.run.started_at.or(input.run.created_at));
    let over = millis(input.run.finished_at).max(begun);
    let mut suites: Vec<&str> = input
        .run
        .executions
        .iter()
        .map(|execution| execution.source.as_deref().unwrap_or(&execution.flow_name))
        .collect();
    suites.sort_unstable();
    suites.dedup();
    let mut results = json!({
        "tool": { "name": "flowtilla", "version": env!("CARGO_PKG_VERSION") },
        "summary": {
            "tests": tests.len(), "passed": count("passed"), "failed": count("failed"), "skipped": count("skipped"),
            "pending": count("pending"), "other": count("other"),
            "flaky": input.run.executions.iter().filter(|execution| execution.flaky).count(),
            "suites": suites.len(), "start": begun, "stop": over, "duration": over - begun,
        },
    });
    results["tests"] = Value::Array(tests);
    let mut report = json!({
        "reportFormat": "CTRF",
        "specVersion": "0.0.0",
        "generatedBy": concat!("flowtilla ", env!("CARGO_PKG_VERSION")),
        "results": results,
    });
    if !input.run.id.is_empty() {
        report["runId"] = json!(input.run.id);
    }
    if let Some(at) = input.run.finished_at {
        report["timestamp"] = json!(at);
    }
    report
}

fn test(execution: &Execution) -> Value {
    let start = millis(execution.started_at);
    let duration = execution.duration_ms.unwrap_or(0);
    let mut test = Map::new();
    let mut put = |name: &str, value: Value| {
        test.insert(name.to_owned(), value);
    };
    put("name", json!(execution.flow_name));
    put("executionId", json!(execution.id));
    put("status", json!(word(execution)));
    put("rawStatus", json!(execution.status));
    put("duration", json!(duration));
    if start > 0 {
        put("start", json!(start));
        put("stop", json!(start.saturating_add_unsigned(duration)));
    }
    put("type", json!("e2e"));
    if let Some(source) = &execution.source {
        put("suite", json!([source]));
        put("filePath", json!(source));
    }
    if let Some(line) = execution.line {
        put("line", json!(line));
    }
    let tags = execution.document.as_ref().and_then(|document| document.get("tags")).and_then(Value::as_array);
    if let Some(tags) = tags {
        put("tags", json!(tags));
    }
    if !execution.labels.is_empty() {
        put("labels", json!(execution.labels));
    }
    if let Some(browser) = execution.labels.get("browser").or(execution.browser.as_ref()) {
        put("browser", json!(browser));
    }
    put("flaky", json!(execution.flaky));
    put("retries", json!(execution.earlier_attempts.iter().filter(|earlier| earlier.is_verdict()).count()));
    if let Some(message) = &execution.message {
        put("message", json!(message));
    }
    if let Some(error) = execution.failed_step().and_then(|step| step.error.as_ref())
        && !error.log.is_empty()
    {
        put("trace", json!(error.log.join("\n")));
    }
    let attempts: Vec<Value> = execution
        .earlier_attempts
        .iter()
        .filter(|earlier| earlier.attempt > 0)
        .map(|earlier| {
            let mut told = json!({ "attempt": earlier.attempt, "status": if earlier.status == "failed" { "failed" } else { "other" } });
            if let Some(message) = &earlier.message {
                told["message"] = json!(message);
            }
            if let Some(ms) = earlier.duration_ms {
                told["duration"] = json!(ms);
            }
            told
        })
        .collect();
    if !attempts.is_empty() {
        put("retryAttempts", json!(attempts));
    }
    put(
        "steps",
        execution
            .steps
            .iter()
            .map(|step| json!({ "name": told(execution, step), "status": step_word(step) }))
            .collect(),
    );
    let attachments: Vec<Value> = execution
        .artifacts
        .iter()
        .filter(|artifact| !artifact.url.is_empty())
        .map(|artifact| {
            let name = artifact.name.as_deref().unwrap_or(&artifact.kind);
            json!({ "name": name, "contentType": artifact.media_type, "path": artifact.url })
        })
        .collect();
    put("attachments", json!(attachments));
    if !execution.notes.is_empty() {
        put("extra", json!({ "notes": execution.notes }));
    }
    Value::Object(test)
}

fn word(execution: &Execution) -> &'static str {
    match execution.status {
        Status::Passed if execution.skipped => "skipped",
        Status::Passed => "passed",
        Status::Failed => "failed",
        Status::Errored => "other",
        Status::Cancelled => "skipped",
        Status::Queued | Status::Running | Status::Waiting => "pending",
    }
}

fn step_word(step: &Step) -> &'static str {
    match step.status {
        StepStatus::Passed | StepStatus::Healed => "passed",
        StepStatus::Failed => "failed",
        StepStatus::Skipped => "skipped",
        StepStatus::Pending | StepStatus::Running => "pending",
        StepStatus::InDoubt => "other",
    }
}

/// Milliseconds since 1970; 0 for no moment.
fn millis(at: Option<DateTime<Utc>>) -> i64 {
    at.map_or(0, |at| at.timestamp_millis())
}
