//! The report for people: one HTML file that asks no other host for anything and runs no script.

use base64::{Engine, prelude::BASE64_STANDARD};
use minijinja::{Environment, Value, context, value::Serde};
use serde::Serialize;

use super::{
    describe::told,
    duration,
    input::{Execution, ReportInput, Step},
};
use crate::domain::{
    outcome::StepError,
    status::{Status, StepStatus},
};

/// The run as one HTML document. Everything that comes from a page, a flow or a person is escaped.
///
/// # Errors
/// Never for a valid template; the error is kept so that no report is silently empty.
pub fn html(input: &ReportInput) -> Result<String, minijinja::Error> {
    let mut templates = Environment::new();
    templates.add_template("report.html", include_str!("report.html"))?;
    let flows: Vec<FlowView> = input.run.executions.iter().map(|execution| FlowView::of(input, execution)).collect();
    let flaky = input.run.executions.iter().filter(|execution| execution.flaky).count();
    let total = input.run.executions.len();
    let time = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.format("%Y-%m-%d %H:%M:%S UTC").to_string());
    let page = templates.get_template("report.html")?.render(context! {
        title => if input.title.is_empty() { "Test run" } else { &input.title },
        id => &input.run.id,
        status => input.run.status.as_str(),
        counts => Value::from(Serde(input.run.counts)),
        begun => time(input.run.started_at.or(input.run.created_at)),
        wall => input.wall_ms().map(duration),
        steps => flows.iter().map(|flow| flow.steps.len()).sum::<usize>(),
        tool => concat!("Flowtilla ", env!("CARGO_PKG_VERSION")),
        flaky, total,
        flows => Value::from(Serde(&flows)),
    })?;
    // control characters are not allowed in HTML, escaped or not
    Ok(page.replace(|c: char| c.is_control() && c != '\n' && c != '\t', ""))
}

#[derive(Serialize)]
struct FlowView<'a> {
    name: &'a str,
    id: &'a str,
    status: &'static str,
    mark: &'static str,
    open: bool,
    flaky: bool,
    attempt: u32,
    reason: Option<&'a str>,
    /// Left out when the failed step says the same.
    message: Option<&'a str>,
    duration: Option<String>,
    worker: Option<&'a str>,
    browser: Option<&'a str>,
    source: Option<&'a str>,
    earlier: Vec<EarlierView<'a>>,
    steps: Vec<StepView<'a>>,
    /// What belongs to no step that is shown.
    pictures: Vec<PictureView>,
    outlines: Vec<String>,
    others: Vec<&'a super::input::Artifact>,
}

#[derive(Serialize)]
struct EarlierView<'a> {
    attempt: u32,
    message: Option<&'a str>,
    duration: Option<String>,
}

#[derive(Serialize)]
struct StepView<'a> {
    number: u32,
    status: &'static str,
    mark: &'static str,
    told: String,
    step_type: &'a str,
    path: &'a str,
    duration: Option<String>,
    /// Start and width on the flow's time line, in percent.
    start: f64,
    width: f64,
    error: Option<&'a StepError>,
    pictures: Vec<PictureView>,
    outlines: Vec<String>,
}

#[derive(Serialize)]
struct PictureView {
    name: String,
    /// A `data:` URI made by us, or the artifact's address.
    source: Value,
}

impl<'a> FlowView<'a> {
    fn of(input: &ReportInput, execution: &'a Execution) -> Self {
        let whole = execution.steps.iter().filter_map(|step| step.duration_ms).sum::<u64>().max(1);
        let mut before = 0;
        let mut steps = Vec::with_capacity(execution.steps.len());
        for step in &execution.steps {
            let took = step.duration_ms.unwrap_or_default();
            steps.push(StepView::of(input, execution, step, percent(before, whole), percent(took, whole)));
            before += took;
        }
        let of_steps: Vec<&str> = execution.steps.iter().flat_map(|step| &step.artifacts).map(String::as_str).collect();
        let loose: Vec<&str> = (execution.artifacts.iter().map(|artifact| artifact.id.as_str()))
            .filter(|id| !of_steps.contains(id))
            .collect();
        let told = execution.failed_step().and_then(|step| step.error.as_ref()).map(|error| error.message.as_str());
        Self {
            name: &execution.flow_name,
            id: &execution.id,
            status: execution.status.as_str(),
            mark: mark(execution.status),
            open: execution.status != Status::Passed,
            flaky: execution.flaky,
            attempt: execution.attempt,
            reason: execution.reason.as_deref(),
            message: execution.message.as_deref().filter(|message| told.is_none_or(|told| !message.contains(told))),
            duration: execution.duration_ms.map(duration),
            worker: execution.worker.as_deref(),
            browser: execution.browser.as_deref(),
            source: execution.source.as_deref(),
            earlier: (execution.earlier_attempts.iter())
                .map(|earlier| EarlierView {
                    attempt: earlier.attempt,
                    message: earlier.message.as_deref(),
                    duration: earlier.duration_ms.map(duration),
                })
                .collect(),
            pictures: pictures(input, execution, &loose),
            outlines: outlines(input, execution, &loose),
            others: (execution.artifacts.iter())
                .filter(|artifact| !artifact.is_picture() && artifact.kind != "outline")
                .collect(),
            steps,
        }
    }
}

impl<'a> StepView<'a> {
    fn of(input: &ReportInput, execution: &Execution, step: &'a Step, start: f64, width: f64) -> Self {
        let artifacts: Vec<&str> = step.artifacts.iter().map(String::as_str).collect();
        Self {
            number: step.index + 1,
            status: step.status.as_str(),
            mark: step_mark(step.status),
            told: told(execution, step),
            step_type: &step.step_type,
            path: &step.path,
            duration: step.duration_ms.map(duration),
            start,
            width,
            error: step.error.as_ref(),
            pictures: pictures(input, execution, &artifacts),
            outlines: outlines(input, execution, &artifacts),
        }
    }
}

fn pictures(input: &ReportInput, execution: &Execution, ids: &[&str]) -> Vec<PictureView> {
    let chosen =
        execution.artifacts.iter().filter(|artifact| artifact.is_picture() && ids.contains(&artifact.id.as_str()));
    chosen
        .map(|artifact| PictureView {
            name: artifact.name.clone().unwrap_or_else(|| artifact.kind.clone()),
            source: match input.attachments.get(&artifact.id) {
                // safe: the media type is one of three that we know, and base64 needs no escaping
                Some(found) => Value::from_safe_string(format!(
                    "data:{};base64,{}",
                    artifact.media_type,
                    BASE64_STANDARD.encode(&found.bytes)
                )),
                None => artifact.url.clone().into(),
            },
        })
        .collect()
}

fn outlines(input: &ReportInput, execution: &Execution, ids: &[&str]) -> Vec<String> {
    let chosen =
        execution.artifacts.iter().filter(|artifact| artifact.kind == "outline" && ids.contains(&artifact.id.as_str()));
    let found = chosen.filter_map(|artifact| input.attachments.get(&artifact.id));
    found.map(|attachment| String::from_utf8_lossy(&attachment.bytes).into_owned()).collect()
}

/// Of a whole, in percent with one decimal.
#[expect(clippy::cast_precision_loss, reason = "a bar in a picture")]
fn percent(part: u64, whole: u64) -> f64 {
    (part as f64 * 1000.0 / whole as f64).round() / 10.0
}

fn mark(status: Status) -> &'static str {
    match status {
        Status::Passed => "✓",
        Status::Failed => "✕",
        Status::Errored => "!",
        Status::Cancelled => "⊘",
        Status::Queued | Status::Running | Status::Waiting => "…",
    }
}

fn step_mark(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Passed | StepStatus::Healed => "✓",
        StepStatus::Failed => "✕",
        StepStatus::InDoubt => "?",
        StepStatus::Skipped => "–",
        StepStatus::Pending | StepStatus::Running => "…",
    }
}
