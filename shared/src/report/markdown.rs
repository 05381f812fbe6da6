//! A summary in Markdown, for comments and for the page that a CI job shows.

use std::fmt::Write;

use super::{
    describe::told,
    duration,
    input::{Execution, ReportInput},
};
use crate::domain::status::{Status, StepStatus};

/// Failures that are told in full; further ones only stand in the table.
const TOLD: usize = 20;

/// The run as Markdown: one line, a table, and what failed.
#[must_use]
pub fn markdown(input: &ReportInput) -> String {
    let mut text = String::new();
    let title = if input.title.is_empty() { "Test run" } else { &input.title };
    let _ = writeln!(text, "## {} {}\n", mark(input.run.status, false), escaped(title));
    let counts = &input.run.counts;
    let flaky = input.run.executions.iter().filter(|execution| execution.flaky).count();
    let skipped = input.run.executions.iter().filter(|execution| execution.skipped).count();
    let parts: Vec<String> = [
        (counts.passed as usize - skipped.min(counts.passed as usize), "passed"),
        (counts.failed as usize, "failed"),
        (counts.errored as usize, "errored"),
        (counts.cancelled as usize, "cancelled"),
        (skipped, "skipped"),
        (flaky, "flaky"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| format!("**{n}** {word}"))
    .collect();
    let wall = input.wall_ms().map(|ms| format!(" in {}", duration(ms))).unwrap_or_default();
    let _ = writeln!(text, "{}{wall}\n", parts.join(", "));
    text.push_str("| | Flow | Steps | Time | Note |\n|---|---|---|---|---|\n");
    for execution in &input.run.executions {
        let passed =
            execution.steps.iter().filter(|step| matches!(step.status, StepStatus::Passed | StepStatus::Healed));
        let note = match execution.failed_step() {
            Some(step) => format!("step {}: {}", step.index + 1, told(execution, step)),
            None if execution.flaky => format!("flaky: passed on attempt {}", execution.attempt),
            None => execution.message.clone().or_else(|| execution.reason.clone()).unwrap_or_default(),
        };
        let _ = writeln!(
            text,
            "| {} | {} | {}/{} | {} | {} |",
            mark(execution.status, execution.flaky),
            escaped(&execution.flow_name),
            passed.count(),
            execution.steps.len(),
            execution.duration_ms.map(duration).unwrap_or_default(),
            escaped(&note)
        );
    }
    let bad =
        input.run.executions.iter().filter(|execution| matches!(execution.status, Status::Failed | Status::Errored));
    for execution in bad.take(TOLD) {
        failure(&mut text, execution);
    }
    text
}

fn failure(text: &mut String, execution: &Execution) {
    let _ = writeln!(
        text,
        "\n<details><summary>{} {}</summary>\n",
        mark(execution.status, false),
        html(&execution.flow_name)
    );
    if let Some(source) = &execution.source {
        let line = execution.line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = writeln!(text, "`{}{line}`\n", source.replace('`', "'"));
    }
    let mut lines = execution.message.clone().unwrap_or_else(|| execution.status.to_string());
    if let Some(error) = execution.failed_step().and_then(|step| step.error.as_ref()) {
        for (name, value) in [("Expected", &error.expected), ("Actual", &error.actual)] {
            if let Some(value) = value {
                let _ = write!(lines, "\n{name}: {value}");
            }
        }
        for line in &error.log {
            let _ = write!(lines, "\n  - {line}");
        }
    }
    // a fence longer than any in the text
    let longest = lines.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(text, "{fence}\n{lines}\n{fence}\n\n</details>");
}

fn mark(status: Status, flaky: bool) -> &'static str {
    match status {
        Status::Passed if flaky => "⚠️",
        Status::Passed => "✅",
        Status::Failed => "❌",
        Status::Errored => "❗",
        Status::Cancelled => "⊘",
        Status::Queued | Status::Running | Status::Waiting => "…",
    }
}

/// One line that is no markup and stays in its cell.
fn escaped(text: &str) -> String {
    let line = html(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if matches!(c, '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '@' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out.replace("&\\#", "&#")
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
