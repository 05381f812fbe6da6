//! What the terminal shows while flows run: a bar for each running flow and one for all; plain lines elsewhere.

use std::{collections::HashMap, io::IsTerminal, time::Duration};

use flowtilla_shared::{
    domain::{
        event::{Envelope, Event},
        ids::ExecutionId,
        outcome::NoteKind,
        status::Status,
    },
    report::{duration, told_at},
};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    client::{Accepted, Queued},
    plan::Planned,
};

/// How often the bars are drawn.
const TICK: Duration = Duration::from_millis(100);

/// Follows the executions of one run.
pub struct Progress<'a> {
    flows: HashMap<String, (String, Option<&'a Planned>)>,
    bars: Option<Bars>,
    /// Print a line for each finished flow.
    lines: bool,
    running: HashMap<ExecutionId, ProgressBar>,
    finished: usize,
    /// Lines are kept aligned.
    widest: usize,
}

struct Bars {
    all: MultiProgress,
    total: ProgressBar,
    one: ProgressStyle,
}

impl<'a> Progress<'a> {
    /// Progress on standard error; nothing when `silent`.
    pub fn new(accepted: &Accepted, flows: &'a [Planned], silent: bool) -> Self {
        let terminal = std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let all = &accepted.executions;
        let one = |queued: &Queued| (queued.id.clone(), (queued.flow_name.clone(), flows.get(queued.flow_index)));
        let by_id = all.iter().map(one).collect();
        let bars = (terminal && !silent).then(|| Bars::new(all.len()));
        let widest = all.iter().map(|queued| queued.flow_name.chars().count()).max().unwrap_or(0).min(50);
        Self { flows: by_id, bars, lines: !silent, running: HashMap::new(), finished: 0, widest }
    }

    /// Shows what an event tells.
    pub fn see(&mut self, envelope: &Envelope) {
        match &envelope.event {
            Event::ExecutionStarted { execution_id, attempt, .. } => self.started(*execution_id, *attempt),
            Event::StepStarted { execution_id, index, path, step_type, label, .. } => {
                if let Some(bar) = self.running.get(execution_id) {
                    let document =
                        self.flows.get(&execution_id.to_string()).and_then(|flow| flow.1).map(|flow| &flow.document);
                    let told = label.clone().or_else(|| told_at(document?, path));
                    bar.set_position(u64::from(*index));
                    bar.set_message(told.unwrap_or_else(|| step_type.clone()));
                }
            }
            Event::StepFinished { execution_id, index, .. } => {
                if let Some(bar) = self.running.get(execution_id) {
                    bar.set_position(u64::from(*index) + 1);
                }
            }
            Event::ExecutionReleased { execution_id, attempt, why, .. } => {
                self.clear(*execution_id);
                self.say(&format!("\u{1b}[33m↻\u{1b}[0m {} attempt {attempt}: {why}", self.name(*execution_id)));
            }
            Event::ExecutionFinished { execution_id, status, reason, message, duration_ms, flaky, .. } => {
                self.clear(*execution_id);
                self.finished += 1;
                let sign = sign(*status);
                let name = format!("{:width$}", self.name(*execution_id), width = self.widest);
                let mut line = format!("{sign} {name}  {:>10}", duration(*duration_ms));
                if *flaky {
                    line.push_str("  \u{1b}[35mflaky\u{1b}[0m");
                }
                if *status != Status::Passed {
                    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
                    let said = message.as_deref().unwrap_or_default().lines().next().unwrap_or_default();
                    line.push_str(&format!("  {status}{reason}: {said}"));
                }
                self.say(&line);
                if let Some(bars) = &self.bars {
                    bars.total.inc(1);
                }
            }
            Event::ControlTaken { execution_id, by, .. } => {
                self.say(&format!("✋ {}: {by} drives its browser by hand; the flow waits", self.name(*execution_id)));
            }
            Event::ControlReleased { execution_id, why, .. } => {
                self.say(&format!("✋ {}: the flow goes on, as {why}", self.name(*execution_id)));
            }
            Event::ExecutionNote { execution_id, note } if note.kind == NoteKind::Log => {
                let line = note.value.as_str().unwrap_or_default();
                self.say(&format!("\u{1b}[2m·\u{1b}[0m {}: {line}", self.name(*execution_id)));
            }
            Event::ExecutionApprovalRequested { execution_id, action, kind, .. } => {
                let wanted = match kind.as_str() {
                    "ask" => "is to answer",
                    "takeover" => "is to take the browser over",
                    "breakpoint" => "is to say when it may go on",
                    _ => "is to approve",
                };
                self.say(&format!("✋ {}: a person {wanted}: {action}", self.name(*execution_id)));
            }
            Event::ExecutionNotified { execution_id, message, .. } => {
                self.say(&format!("📣 {}: {message}", self.name(*execution_id)));
            }
            Event::ExecutionApprovalDecided { execution_id, approved, .. } => {
                let said = if *approved { "yes" } else { "no" };
                self.say(&format!("✋ {}: the answer is {said}", self.name(*execution_id)));
            }
            Event::FlowProposed { execution_id, kind, .. } => {
                self.say(&format!("· {}: proposes a {kind} version of its flow", self.name(*execution_id)));
            }
            Event::RunQueued { .. }
            | Event::ExecutionNote { .. }
            | Event::RunStarted { .. }
            | Event::RunFinished { .. }
            | Event::RunCancelRequested { .. }
            | Event::ExecutionQueued { .. }
            | Event::BrowserOpened { .. }
            | Event::BrowserClosed { .. }
            | Event::ArtifactAdded { .. }
            | Event::EvidenceKept { .. }
            | Event::DialogOpened { .. }
            | Event::DownloadFinished { .. }
            | Event::ConsoleError { .. }
            | Event::PageError { .. }
            | Event::RequestFailed { .. }
            | Event::GenerationQueued { .. }
            | Event::MutationQueued { .. }
            | Event::MutationProgress { .. }
            | Event::MutationTried { .. }
            | Event::MutationFinished { .. }
            | Event::GenerationProgress { .. }
            | Event::GenerationFinished { .. }
            | Event::ModelCalled { .. }
            | Event::SessionCreated { .. }
            | Event::MessageAdded { .. }
            | Event::MessageBegun { .. }
            | Event::Content { .. }
            | Event::Thinking { .. }
            | Event::ContentReset { .. }
            | Event::ContentDone { .. }
            | Event::ToolUse { .. }
            | Event::ToolResult { .. }
            | Event::SessionStatus { .. }
            | Event::SessionUsage { .. }
            | Event::SessionDesktop { .. }
            | Event::SessionControl { .. }
            | Event::ApprovalRequested { .. }
            | Event::ApprovalDecided { .. }
            | Event::FileSaved { .. }
            | Event::FileDeleted { .. }
            | Event::SessionError { .. }
            | Event::Reset { .. }
            | Event::Other { .. } => {}
        }
    }

    /// A line above the bars.
    pub fn say(&self, line: &str) {
        match &self.bars {
            Some(bars) => bars.all.suspend(|| anstream::eprintln!("{line}")),
            None if self.lines => anstream::eprintln!("{line}"),
            None => {}
        }
    }

    /// Takes the bars away.
    pub fn done(mut self) {
        for (_, bar) in self.running.drain() {
            bar.finish_and_clear();
        }
        if let Some(bars) = &self.bars {
            bars.total.finish_and_clear();
        }
    }

    fn started(&mut self, id: ExecutionId, attempt: u32) {
        let Some(bars) = &self.bars else { return };
        let flow = self.flows.get(&id.to_string()).and_then(|flow| flow.1);
        let steps = flow.and_then(|flow| flow.document.get("steps")?.as_array()).map_or(0, Vec::len);
        // opening the first page is a step of its own
        let steps = steps + usize::from(flow.is_some_and(|flow| flow.document.get("start_url").is_some()));
        let bar = bars.all.insert_before(&bars.total, ProgressBar::new(steps as u64).with_style(bars.one.clone()));
        let again = if attempt > 1 { format!(" (attempt {attempt})") } else { String::new() };
        bar.set_prefix(format!("{}{again}", self.name(id)));
        bar.enable_steady_tick(TICK);
        if let Some(before) = self.running.insert(id, bar) {
            before.finish_and_clear();
        }
    }

    fn clear(&mut self, id: ExecutionId) {
        if let Some(bar) = self.running.remove(&id) {
            bar.finish_and_clear();
        }
    }

    fn name(&self, id: ExecutionId) -> String {
        self.flows.get(&id.to_string()).map_or_else(|| id.to_string(), |flow| flow.0.clone())
    }
}

impl Bars {
    fn new(flows: usize) -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        // the templates are constants; a wrong one would show as the plain default
        let style =
            |template: &str| ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let total = all.add(
            ProgressBar::new(flows as u64)
                .with_style(style("{bar:30.cyan/dim} {pos}/{len} flows  {elapsed}").progress_chars("━━─")),
        );
        total.enable_steady_tick(TICK);
        Self { all, total, one: style("{spinner:.cyan} {prefix:.bold}  {pos}/{len}  {wide_msg:.dim}") }
    }
}

/// Something turns while people wait; on a terminal only.
pub fn waiting(what: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    bar.enable_steady_tick(TICK);
    bar
}

/// A coloured sign for a status.
pub fn sign(status: Status) -> &'static str {
    match status {
        Status::Passed => "\u{1b}[32m✓\u{1b}[0m",
        Status::Failed => "\u{1b}[31m✕\u{1b}[0m",
        Status::Errored => "\u{1b}[33m!\u{1b}[0m",
        Status::Cancelled => "\u{1b}[2m⊘\u{1b}[0m",
        Status::Queued | Status::Running | Status::Waiting => "…",
    }
}
