//! JUnit XML as CI servers read it: one suite per flow file, one case per flow.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestRerun, TestSuite};

use super::{
    describe::told,
    duration,
    input::{Execution, ReportInput, Step},
};
use crate::domain::status::Status;

/// The run as JUnit XML. Failed flows are `failure`s, those that could not be judged `error`s, cancelled ones `skipped`;
/// attempts before one that passed are `flakyFailure`s. Steps are in `system-out`, pictures as `[[ATTACHMENT|path]]` lines.
#[must_use]
pub fn junit(input: &ReportInput) -> String {
    let mut report = Report::new(if input.title.is_empty() { "flowtilla" } else { &input.title });
    if let Some(begun) = input.run.started_at.or(input.run.created_at) {
        report.set_timestamp(begun);
    }
    if let Some(wall) = input.wall_ms() {
        report.set_time(Duration::from_millis(wall));
    }
    let mut suites: BTreeMap<&str, Vec<&Execution>> = BTreeMap::new();
    for execution in &input.run.executions {
        suites.entry(execution.source.as_deref().unwrap_or(&execution.flow_name)).or_default().push(execution);
    }
    for (name, executions) in suites {
        let mut suite = TestSuite::new(name);
        suite.add_property(Property::new("test_run_id", input.run.id.as_str()));
        suite.set_time(Duration::from_millis(executions.iter().filter_map(|execution| execution.duration_ms).sum()));
        for execution in executions {
            suite.add_test_case(case(execution, name));
        }
        report.add_test_suite(suite);
    }
    // writing to memory does not fail; the names in it are cleaned of characters that XML cannot hold
    report.to_string().unwrap_or_default()
}

fn case(execution: &Execution, suite: &str) -> TestCase {
    let mut case = TestCase::new(execution.flow_name.as_str(), status(execution));
    case.set_classname(suite);
    case.add_property(Property::new("execution_id", execution.id.as_str()));
    case.add_property(Property::new("attempts", execution.attempt.to_string()));
    for (name, value) in &execution.labels {
        case.add_property(Property::new(format!("label.{name}"), value.as_str()));
    }
    for note in &execution.notes {
        let name = note.name.as_deref().unwrap_or(note.kind.as_str());
        let value = note.value.as_str().map_or_else(|| note.value.to_string(), str::to_owned);
        case.add_property(Property::new(format!("{}.{name}", note.kind), value));
    }
    if let Some(milliseconds) = execution.duration_ms {
        case.set_time(Duration::from_millis(milliseconds));
    }
    if let Some(begun) = execution.started_at {
        case.set_timestamp(begun);
    }
    case.set_system_out(steps(execution));
    case
}

fn status(execution: &Execution) -> TestCaseStatus {
    let message = execution.message.clone().unwrap_or_else(|| execution.status.to_string());
    let mut status = match execution.status {
        Status::Passed if execution.skipped => TestCaseStatus::skipped(),
        Status::Passed => TestCaseStatus::success(),
        Status::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Status::Errored | Status::Queued | Status::Running | Status::Waiting => {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        }
        Status::Cancelled => TestCaseStatus::skipped(),
    };
    if execution.status != Status::Passed || execution.skipped {
        status.set_message(message);
    }
    if let Some((step, error)) = execution.failed_step().and_then(|step| Some((step, step.error.as_ref()?))) {
        status.set_type(error.kind.as_str());
        let mut text = format!("{}\n{}\n", line(execution, step), error.message);
        for (name, value) in [("Expected", &error.expected), ("Actual", &error.actual)] {
            if let Some(value) = value {
                let _ = writeln!(text, "{name}: {value}");
            }
        }
        for (heading, lines) in [("Candidates:", &error.candidates), ("Call log:", &error.log)] {
            if !lines.is_empty() {
                let _ = writeln!(text, "{heading}\n  {}", lines.join("\n  "));
            }
        }
        status.set_description(text);
    } else if let Some(reason) = &execution.reason {
        status.set_type(reason.as_str());
    }
    if !matches!(execution.status, Status::Cancelled) && !execution.skipped {
        for attempt in 1..execution.attempt {
            let told = execution.earlier_attempts.iter().find(|earlier| earlier.attempt == attempt);
            // an attempt that its worker's death ended says nothing about the flow
            if told.is_some_and(|earlier| !earlier.is_verdict()) {
                continue;
            }
            let errored = told.is_some_and(|earlier| earlier.status == "errored");
            let mut rerun = TestRerun::new(if errored { NonSuccessKind::Error } else { NonSuccessKind::Failure });
            rerun.set_type(if errored { "errored" } else { "failed" });
            rerun.set_message(
                told.and_then(|earlier| earlier.message.clone())
                    .unwrap_or_else(|| format!("attempt {attempt} did not pass")),
            );
            if let Some(milliseconds) = told.and_then(|earlier| earlier.duration_ms) {
                rerun.set_time(Duration::from_millis(milliseconds));
            }
            status.add_rerun(rerun);
        }
    }
    status
}

fn steps(execution: &Execution) -> String {
    let mut text = String::new();
    for step in &execution.steps {
        let time = step.duration_ms.map(duration).unwrap_or_default();
        let _ = writeln!(text, "{:8} {:>9}  {}", step.status, time, line(execution, step));
    }
    for artifact in execution.artifacts.iter().filter(|artifact| artifact.is_picture() && !artifact.url.is_empty()) {
        let _ = writeln!(text, "[[ATTACHMENT|{}]]", artifact.url);
    }
    text
}

fn line(execution: &Execution, step: &Step) -> String {
    format!("{}. {}", step.index + 1, told(execution, step))
}
