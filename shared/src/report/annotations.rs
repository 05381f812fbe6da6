//! Failures as GitHub shows them in the diff: workflow commands with the line of the step.

use super::input::ReportInput;
use crate::domain::status::Status;

/// One `::error` line for each execution that failed or could not be judged, one `::warning` for each flaky one.
#[must_use]
pub fn github(input: &ReportInput) -> Vec<String> {
    let mut lines = Vec::new();
    for execution in &input.run.executions {
        let (command, message) = match execution.status {
            Status::Failed | Status::Errored => {
                let error = execution.failed_step().and_then(|step| step.error.as_ref());
                let mut message = execution.message.clone().unwrap_or_else(|| execution.status.to_string());
                for (name, value) in error.into_iter().flat_map(|e| [("Expected", &e.expected), ("Actual", &e.actual)])
                {
                    if let Some(value) = value {
                        message.push_str(&format!("\n{name}: {value}"));
                    }
                }
                ("error", message)
            }
            Status::Passed if execution.flaky => ("warning", format!("flaky: passed on attempt {}", execution.attempt)),
            Status::Passed | Status::Cancelled | Status::Queued | Status::Running | Status::Waiting => continue,
        };
        let mut properties = Vec::new();
        if let Some(source) = execution.source.as_deref().filter(|source| *source != "-") {
            properties.push(format!("file={}", property(source)));
            properties.extend(execution.line.map(|line| format!("line={line}")));
        }
        properties.push(format!("title={}", property(&execution.flow_name)));
        lines.push(format!("::{command} {}::{}", properties.join(","), data(&message)));
    }
    lines
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
