//! The report for people: one HTML file that asks no other host for anything and runs no script.

use base64::{Engine, prelude::BASE64_STANDARD};
use minijinja::{Environment, Value, context, value::Serde};
use serde::Serialize;

use super::{
    describe::told,
    duration,
    input::{Artifact, Execution, ReportInput, Step},
    logs::{self, ConsoleLine, Request},
};
use crate::domain::{
    flow::Level,
    outcome::{Note, StepError},
    status::{Status, StepStatus},
};

/// The run as one HTML document. Everything that comes from a page, a flow or a person is escaped.
///
/// # Errors
/// Never for a valid template; the error is kept so that no report is silently empty.
pub fn html(input: &ReportInput) -> Result<String, minijinja::Error> {
    let mut templates = Environment::new();
    templates.add_template("report.html", include_str!("report.html"))?;
    let flows: Vec<FlowView> =
        input.run.executions.iter().enumerate().map(|(n, execution)| FlowView::of(input, execution, n)).collect();
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
        steps => input.run.executions.iter().map(|execution| execution.steps.len()).sum::<usize>(),
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
    /// Which variant of a matrix it is, and what it is called there.
    labels: Vec<String>,
    /// Assertions that did not hold and changed no verdict.
    remarks: usize,
    steps: usize,
    /// In order; the last one counts.
    attempts: Vec<AttemptView<'a>>,
}

#[derive(Serialize)]
struct AttemptView<'a> {
    /// Names the attempt within the file.
    id: String,
    number: u32,
    last: bool,
    mark: &'static str,
    status: &'static str,
    message: Option<&'a str>,
    duration: Option<String>,
    /// One picture after the other, of all steps.
    film: Vec<PictureView>,
    steps: Vec<StepView<'a>>,
    /// What belongs to no step that is shown.
    pictures: Vec<PictureView>,
    outlines: Vec<String>,
    videos: Vec<FileView<'a>>,
    console: Vec<ConsoleLine>,
    network: Vec<Request>,
    others: Vec<FileView<'a>>,
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
    /// `warn` or `advisory`: the error changed no verdict.
    level: Option<&'static str>,
    /// What the step said about the execution.
    notes: Vec<NoteView<'a>>,
    /// Of the page that it failed on.
    pictures: Vec<PictureView>,
    outlines: Vec<String>,
    /// Places in the film.
    seen: Vec<SeenView>,
}

#[derive(Serialize)]
struct NoteView<'a> {
    /// Its name, else its kind.
    name: &'a str,
    value: String,
    unit: Option<&'a str>,
}

#[derive(Clone, Serialize)]
struct SeenView {
    id: String,
    name: String,
}

#[derive(Clone, Serialize)]
struct PictureView {
    /// Names the picture within the file; of the film only.
    id: String,
    name: String,
    /// A `data:` URI made by us, or the artifact's address.
    source: Value,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize)]
struct FileView<'a> {
    name: &'a str,
    kind: &'a str,
    media_type: &'a str,
    size: String,
    source: Value,
    embedded: bool,
}

impl<'a> FlowView<'a> {
    fn of(input: &ReportInput, execution: &'a Execution, n: usize) -> Self {
        let told = execution.failed_step().and_then(|step| step.error.as_ref()).map(|error| error.message.as_str());
        let mut attempts: Vec<AttemptView> = (execution.earlier_numbers().into_iter())
            .map(|attempt| AttemptView::earlier(input, execution, attempt, format!("f{n}a{attempt}")))
            .collect();
        attempts.push(AttemptView::last(input, execution, format!("f{n}a{}", execution.attempt)));
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
            labels: execution.labels.iter().map(|(name, value)| format!("{name}: {value}")).collect(),
            remarks: execution.steps.iter().filter(|step| level(step).is_some()).count(),
            steps: execution.steps.len(),
            attempts,
        }
    }
}

impl<'a> AttemptView<'a> {
    fn last(input: &ReportInput, execution: &'a Execution, id: String) -> Self {
        let view = Self::of(input, execution, execution.attempt, &execution.steps, id);
        let duration = execution.duration_ms.map(duration);
        Self { last: true, mark: mark(execution.status), status: execution.status.as_str(), duration, ..view }
    }

    fn earlier(input: &ReportInput, execution: &'a Execution, attempt: u32, id: String) -> Self {
        let steps = execution.earlier_steps.iter().find(|earlier| earlier.attempt == attempt);
        let ended = execution.earlier_attempts.iter().find(|earlier| earlier.attempt == attempt);
        let took = ended.and_then(|ended| ended.duration_ms).or(steps.and_then(|steps| steps.duration_ms));
        let list = steps.map_or(&[][..], |steps| steps.steps.as_slice());
        let said = list.iter().find_map(|step| step.error.as_ref());
        let message = ended.and_then(|ended| ended.message.as_deref());
        let message = message.filter(|message| said.is_none_or(|said| !message.contains(&said.message)));
        let view = Self::of(input, execution, attempt, list, id);
        Self { message: message.or(said.is_none().then_some("did not pass")), duration: took.map(duration), ..view }
    }

    fn of(input: &ReportInput, execution: &'a Execution, number: u32, steps: &'a [Step], id: String) -> Self {
        // an artifact that does not say is of the last attempt
        let is_last = number == execution.attempt;
        let own: Vec<&Artifact> =
            execution.artifacts.iter().filter(|a| a.attempt == number || a.attempt == 0 && is_last).collect();
        let whole = steps.iter().filter_map(|step| step.duration_ms).sum::<u64>().max(1);
        let (mut before, mut film, mut views) = (0, Vec::new(), Vec::with_capacity(steps.len()));
        for step in steps {
            let took = step.duration_ms.unwrap_or_default();
            let mut view = StepView::of(input, execution, step, &own);
            (view.start, view.width) = (percent(before, whole), percent(took, whole));
            before += took;
            if is_last {
                view.notes = execution.notes.iter().filter(|note| note.step == step.index).map(NoteView::of).collect();
            }
            for picture in own.iter().filter(|a| a.is_picture() && step.artifacts.contains(&a.id) && in_film(step, a)) {
                let name = picture.name.as_deref().unwrap_or("page");
                let place = format!("{id}p{}", film.len());
                view.seen.push(SeenView { id: place.clone(), name: name.to_owned() });
                let name = format!("{} {name}", step.index + 1);
                film.push(PictureView { id: place, name, ..picture_view(input, picture) });
            }
            views.push(view);
        }
        link(&mut film);
        let of_steps: Vec<&str> = steps.iter().flat_map(|step| &step.artifacts).map(String::as_str).collect();
        let loose = |a: &&&Artifact| !of_steps.contains(&a.id.as_str());
        let text =
            |a: &Artifact| input.attachments.get(&a.id).map(|found| String::from_utf8_lossy(&found.bytes).into_owned());
        let kind =
            |kinds: &'static [&'static str]| own.iter().copied().filter(move |a| kinds.contains(&a.kind.as_str()));
        Self {
            number,
            last: false,
            mark: "✕",
            status: "failed",
            message: None,
            duration: None,
            film,
            steps: views,
            pictures: own.iter().filter(|a| a.is_picture()).filter(loose).map(|a| picture_view(input, a)).collect(),
            outlines: own.iter().filter(|a| a.kind == "outline").filter(loose).filter_map(|a| text(a)).collect(),
            videos: kind(&["video"]).map(|a| file_view(input, a)).collect(),
            console: kind(&["console"]).filter_map(text).flat_map(|text| logs::console(&text)).collect(),
            network: kind(&["network", "har"]).filter_map(text).flat_map(|text| logs::network(&text)).collect(),
            others: (own.iter().copied())
                .filter(|a| !a.is_picture() && !matches!(a.kind.as_str(), "outline" | "video"))
                .map(|a| FileView { embedded: false, source: a.url.clone().into(), ..file_view(input, a) })
                .collect(),
            id,
        }
    }
}

/// Pictures of failures stand beside the error, all others in the film.
fn in_film(step: &Step, picture: &Artifact) -> bool {
    step.error.is_none() || matches!(picture.name.as_deref(), Some("before" | "after"))
}

/// Gives every picture of the film the one before and the one after it.
fn link(film: &mut [PictureView]) {
    let ids: Vec<String> = film.iter().map(|picture| picture.id.clone()).collect();
    for (n, picture) in film.iter_mut().enumerate() {
        picture.before = n.checked_sub(1).and_then(|before| ids.get(before)).cloned();
        picture.after = ids.get(n + 1).cloned();
    }
}

impl<'a> StepView<'a> {
    fn of(input: &ReportInput, execution: &Execution, step: &'a Step, own: &[&Artifact]) -> Self {
        let mine = || own.iter().filter(|a| step.artifacts.contains(&a.id));
        let outlines = mine().filter(|a| a.kind == "outline").filter_map(|a| input.attachments.get(&a.id));
        Self {
            number: step.index + 1,
            status: step.status.as_str(),
            mark: step_mark(step.status),
            told: told(execution, step),
            step_type: &step.step_type,
            path: &step.path,
            duration: step.duration_ms.map(duration),
            start: 0.0,
            width: 0.0,
            error: step.error.as_ref(),
            level: level(step),
            notes: Vec::new(),
            pictures: mine().filter(|a| a.is_picture() && !in_film(step, a)).map(|a| picture_view(input, a)).collect(),
            outlines: outlines.map(|found| String::from_utf8_lossy(&found.bytes).into_owned()).collect(),
            seen: Vec::new(),
        }
    }
}

impl<'a> NoteView<'a> {
    fn of(note: &'a Note) -> Self {
        let value = match (note.value.as_str(), note.value.as_f64()) {
            (Some(text), _) => text.to_owned(),
            // 30, not 30.0
            (None, Some(number)) => number.to_string(),
            (None, None) => note.value.to_string(),
        };
        Self { name: note.name.as_deref().unwrap_or(note.kind.as_str()), value, unit: note.unit.as_deref() }
    }
}

/// How little an error counts that changed no verdict.
fn level(step: &Step) -> Option<&'static str> {
    match step.error.as_ref()?.level {
        Level::Error => None,
        Level::Warn => Some("warn"),
        Level::Advisory => Some("advisory"),
    }
}

fn picture_view(input: &ReportInput, artifact: &Artifact) -> PictureView {
    let name = artifact.name.clone().unwrap_or_else(|| artifact.kind.clone());
    PictureView { id: String::new(), name, source: source(input, artifact).0, before: None, after: None }
}

fn file_view<'a>(input: &ReportInput, artifact: &'a Artifact) -> FileView<'a> {
    let (source, embedded) = source(input, artifact);
    FileView {
        name: artifact.name.as_deref().unwrap_or(&artifact.kind),
        kind: &artifact.kind,
        media_type: &artifact.media_type,
        size: bytes(artifact.bytes),
        source,
        embedded,
    }
}

/// The contents as an address, when they are here; else where they are.
fn source(input: &ReportInput, artifact: &Artifact) -> (Value, bool) {
    let is_film = artifact.media_type == "video/webm";
    match input.attachments.get(&artifact.id).filter(|_| is_film || artifact.is_picture()) {
        // safe: the media type is one of four that we know, and base64 needs no escaping
        Some(found) => {
            let data = BASE64_STANDARD.encode(&found.bytes);
            (Value::from_safe_string(format!("data:{};base64,{data}", artifact.media_type)), true)
        }
        None => (artifact.url.clone().into(), false),
    }
}

/// A size for people.
#[expect(clippy::cast_precision_loss, reason = "one decimal")]
fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
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
