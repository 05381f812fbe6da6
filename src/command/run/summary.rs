//! What is printed when a run is over: a table, then each failure as Playwright tells it.

use std::fmt::Write;

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use flowtilla_shared::{
    domain::status::{Status, StepStatus},
    report::{ReportInput, duration, told},
};

use super::{progress::sign, save::Saved};

/// On terminals with fewer columns lines are broken by the terminal, not by the table.
const NARROW: u16 = 70;
const RULE: LineStyle = LineStyle::none().fill('─').junction('─');

/// The table of all flows.
pub fn table(input: &ReportInput) -> String {
    let mut table = Table::new();
    let style = TableStyle::new().top_border(RULE).header_separator(RULE).bottom_border(RULE);
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(["", "Flow", "Result", "Steps", "Time", "Note"]);
    if table.width().is_some_and(|width| width >= NARROW) {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    for execution in &input.run.executions {
        let passed = execution
            .steps
            .iter()
            .filter(|step| matches!(step.status, StepStatus::Passed | StepStatus::Healed))
            .count();
        let mut notes = Vec::new();
        if execution.flaky {
            notes.push(format!("flaky: passed on attempt {}", execution.attempt));
        } else if execution.attempt > 1 {
            notes.push(format!("attempt {}", execution.attempt));
        }
        match execution.failed_step() {
            Some(step) => notes.push(format!("step {}: {}", step.index + 1, told(execution, step))),
            None => notes.extend(execution.reason.clone()),
        }
        table.add_row([
            Cell::new(plain_sign(execution.status)),
            Cell::new(&execution.flow_name),
            Cell::new(execution.status),
            Cell::new(format!("{passed}/{}", execution.steps.len())).set_alignment(CellAlignment::Right),
            Cell::new(execution.duration_ms.map(duration).unwrap_or_default()).set_alignment(CellAlignment::Right),
            Cell::new(notes.join("; ")),
        ]);
    }
    table.to_string()
}

/// Every execution that failed or could not be judged, with its step, error, call log and evidence.
pub fn failures(input: &ReportInput, saved: &Saved) -> String {
    let mut text = String::new();
    let bad =
        input.run.executions.iter().filter(|execution| matches!(execution.status, Status::Failed | Status::Errored));
    for (number, execution) in bad.enumerate() {
        let source =
            execution.source.as_deref().map(|source| format!("  \u{1b}[2m{source}\u{1b}[0m")).unwrap_or_default();
        let _ = writeln!(
            text,
            "\n  {}) {} \u{1b}[1m{}\u{1b}[0m{source}",
            number + 1,
            sign(execution.status),
            execution.flow_name
        );
        let step = execution.failed_step();
        if let Some(step) = step {
            let _ = writeln!(text, "     step {} ({}): {}", step.index + 1, step.path, told(execution, step));
        }
        let error = step.and_then(|step| step.error.as_ref());
        let message =
            error.map(|error| format!("{}: {}", error.kind, error.message)).or_else(|| execution.message.clone());
        let _ = writeln!(
            text,
            "\n     \u{1b}[31m{}\u{1b}[0m",
            indented(message.as_deref().unwrap_or(execution.status.as_str()), 5)
        );
        if let Some(error) = error {
            for (name, value) in [("Expected", &error.expected), ("Actual", &error.actual)] {
                if let Some(value) = value {
                    let _ = writeln!(text, "     {name}: {}", indented(value, 7));
                }
            }
            for (heading, lines) in [("Candidates", &error.candidates), ("Call log", &error.log)] {
                if !lines.is_empty() {
                    let _ = writeln!(text, "\n     {heading}:");
                    for line in lines {
                        let _ = writeln!(text, "       - \u{1b}[2m{}\u{1b}[0m", indented(line, 9));
                    }
                }
            }
        }
        for path in saved.of(&execution.id).filter(|file| file.listed) {
            let _ = writeln!(text, "     {}: {}", path.what, path.path.display());
        }
    }
    text
}

/// One line: how many came to what, and how long it took.
pub fn closing(input: &ReportInput, wall_ms: u64) -> String {
    let counts = &input.run.counts;
    let unfinished = counts.queued + counts.running + counts.waiting;
    let parts: Vec<String> = [
        (counts.passed, "passed", "\u{1b}[32m"),
        (counts.failed, "failed", "\u{1b}[31m"),
        (counts.errored, "errored", "\u{1b}[33m"),
        (counts.cancelled, "cancelled", ""),
        (unfinished, "unfinished", ""),
    ]
    .into_iter()
    .filter(|(n, _, _)| *n > 0)
    .map(|(n, word, colour)| format!("{colour}{n} {word}\u{1b}[0m"))
    .collect();
    format!("{} in {}", parts.join(", "), duration(wall_ms))
}

fn indented(text: &str, by: usize) -> String {
    text.trim_end().replace('\n', &format!("\n{}", " ".repeat(by)))
}

/// The table measures its cells, so they carry no colours.
fn plain_sign(status: Status) -> &'static str {
    match status {
        Status::Passed => "✓",
        Status::Failed => "✕",
        Status::Errored => "!",
        Status::Cancelled => "⊘",
        Status::Queued | Status::Running | Status::Waiting => "…",
    }
}
