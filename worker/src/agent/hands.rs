//! Carries out the calls of one answer: in order, up to the first failure on the screen, with a person asked where the session
//! wants it.

use std::time::{Duration, Instant};

use flowtilla_shared::{
    domain::{
        agent::{ApprovalKind, ApprovalStatus, MessageBlock, Role},
        ids::MessageId,
    },
    store::{ApprovalRow, NewApproval},
};
use tokio_util::sync::CancellationToken;

use super::{
    host::Host,
    insist, rows, tools,
    turn::{CUT_SHORT, Effort, End},
    witness::Journal,
};
use crate::{
    desktop::{Answer, Call, Error, INTERRUPTED, NOT_EXECUTED, Witness, is_not_executed},
    model::{Stop, Turn},
};

/// Time between two looks for a decision that nobody told of.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// What is said of calls after one that a person has denied.
const AFTER_DENIAL: &str = "Not executed: the user denied an earlier call of this turn.";
/// What is said of calls when the desktop is gone.
const DESKTOP_GONE: &str = "Not executed: the desktop is gone.";
/// What is said of calls when the worker goes away.
const WORKER_STOPS: &str = "Not executed: the worker was stopped.";

/// The results of one answer, as they come in.
struct Results {
    blocks: Vec<MessageBlock>,
    /// Why nothing more is begun.
    halted: Option<String>,
}

impl Results {
    fn push(&mut self, id: &str, ok: bool, text: &str, skipped: bool) {
        let (id, text) = (id.to_owned(), text.to_owned());
        self.blocks.push(MessageBlock::ToolResult { id, ok, text, artifact_id: None, skipped });
    }

    /// Why this call is not begun.
    fn why_not(&self, call: &Call) -> Option<&str> {
        let why = self.halted.as_deref()?;
        if !is_not_executed(why) {
            return Some(why);
        }
        // the shell and the editor do not depend on what the screen shows
        tools::on_screen(call).then(|| tools::not_executed(call))
    }
}

/// What a person said about a call.
enum Verdict {
    Go(Call),
    No(String),
}

impl Host<'_> {
    /// See the module. Every call gets a result, which is part of the history when this returns.
    pub async fn carry_out(
        &mut self,
        turn: &Turn,
        message: MessageId,
        interrupt: &CancellationToken,
        effort: &mut Effort,
    ) -> Result<(), End> {
        let calls: Vec<Call> = turn.uses().map(tools::call).collect();
        let hall = self.hall.clone();
        let (lease, attention) = (self.lease.clone(), self.attention);
        let journal = Journal::new(&hall.worker, &lease, attention, message);
        let mut results = Results { blocks: Vec::new(), halted: None };
        if turn.stop != Stop::ToolUse {
            results.halted = Some(CUT_SHORT.to_owned());
        }
        let mut at = 0;
        while at < calls.len() {
            let call = &calls[at];
            if interrupt.is_cancelled() && results.halted.as_deref() != Some(CUT_SHORT) {
                results.halted = Some(self.why_stopped());
            }
            if let Some(why) = results.why_not(call) {
                journal.skipped(call, why).await?;
                let why = why.to_owned();
                results.push(&call.id, false, &why, true);
                at += 1;
                continue;
            }
            if is_question(call) {
                self.question(call, &journal, &mut results, interrupt, effort).await?;
                at += 1;
                continue;
            }
            if let Some(concern) = tools::concern(call, self.options.confirm) {
                match self.approval(call, concern, message, interrupt, effort).await {
                    Ok(Verdict::Go(call)) => {
                        self.run_calls(std::slice::from_ref(&call), &journal, &mut results, interrupt).await?
                    }
                    Ok(Verdict::No(why)) => {
                        journal.skipped(call, &why).await?;
                        results.push(&call.id, false, &why, true);
                        results.halted = Some(AFTER_DENIAL.to_owned());
                    }
                    // answered like all others, at the head of the loop
                    Err(End::Interrupted) => {
                        results.halted = Some(self.why_stopped());
                        continue;
                    }
                    Err(end) => return Err(end),
                }
                at += 1;
                continue;
            }
            let alone = |call: &Call| is_question(call) || tools::concern(call, self.options.confirm).is_some();
            let end = calls[at..].iter().position(alone).map_or(calls.len(), |ahead| at + ahead);
            self.run_calls(&calls[at..end], &journal, &mut results, interrupt).await?;
            at = end;
        }
        self.add(MessageId::new(), Role::Tool, results.blocks, Vec::new()).await?;
        if interrupt.is_cancelled() { Err(End::Interrupted) } else { Ok(()) }
    }

    fn why_stopped(&self) -> String {
        let asked = super::attention::Attention::interrupted(&self.attention.last());
        if asked || !self.hall.stop.is_cancelled() { INTERRUPTED.into() } else { WORKER_STOPS.into() }
    }

    /// Carries out calls that nobody needs to be asked about.
    async fn run_calls(
        &mut self,
        calls: &[Call],
        journal: &Journal<'_>,
        results: &mut Results,
        interrupt: &CancellationToken,
    ) -> Result<(), End> {
        let Some(station) = &mut self.station else {
            results.halted = Some(DESKTOP_GONE.to_owned());
            for call in calls {
                journal.skipped(call, DESKTOP_GONE).await?;
                results.push(&call.id, false, DESKTOP_GONE, true);
            }
            return Ok(());
        };
        let carried = station.tools.carry_out(calls, journal, interrupt).await;
        if journal.fenced() {
            return Err(End::Fenced);
        }
        let (answers, gone) = match carried {
            Ok(answers) => (answers, None),
            Err(Error::Gone(why) | Error::Refused(why)) => (Vec::new(), Some(why)),
        };
        for call in calls {
            if let Some(done) = journal.done(&call.id) {
                if let (Some(id), Some(png)) = (done.artifact_id, &done.picture) {
                    self.album.keep(id, png);
                }
                if !done.ok && tools::on_screen(call) {
                    results.halted = Some(NOT_EXECUTED.to_owned());
                }
                let (id, text) = (call.id.clone(), done.text);
                results.blocks.push(MessageBlock::ToolResult {
                    id,
                    ok: done.ok,
                    text,
                    artifact_id: done.artifact_id,
                    skipped: false,
                });
                continue;
            }
            let said = answers.iter().find(|answer| answer.call_id == call.id).map(|answer| answer.text.as_str());
            let why = match said {
                Some(INTERRUPTED) => self.why_stopped(),
                Some(said) => said.to_owned(),
                None => DESKTOP_GONE.to_owned(),
            };
            if !is_not_executed(&why) {
                results.halted = Some(why.clone());
            }
            journal.skipped(call, &why).await?;
            results.push(&call.id, false, &why, true);
        }
        if let Some(why) = gone {
            self.lose_station(&why).await;
            results.halted = Some(DESKTOP_GONE.to_owned());
        }
        Ok(())
    }

    /// Asks a person whether a call may be made.
    async fn approval(
        &mut self,
        call: &Call,
        question: String,
        message: MessageId,
        interrupt: &CancellationToken,
        effort: &mut Effort,
    ) -> Result<Verdict, End> {
        let asked = self.asked(ApprovalKind::Tool, call, message, question, Vec::new());
        let decided = self.decision(&asked, interrupt, effort).await?;
        let by = decided.answer.as_deref().map_or(String::new(), |comment| format!(" They say: {comment}"));
        Ok(match decided.status {
            ApprovalStatus::Approved | ApprovalStatus::Answered => Verdict::Go(call.clone()),
            ApprovalStatus::Edited => {
                let input = decided.edited.unwrap_or_else(|| call.input.clone());
                self.notes
                    .push(format!("The user changed your call `{}` before it was made, to {input}.{by}", call.name));
                Verdict::Go(Call { input, ..call.clone() })
            }
            ApprovalStatus::Denied => Verdict::No(format!("Not executed: the user denied this.{by}")),
            ApprovalStatus::Expired => Verdict::No("Not executed: nobody approved this in time.".into()),
            ApprovalStatus::Cancelled | ApprovalStatus::Pending => return Err(End::Interrupted),
        })
    }

    /// Puts a question of the agent to a person; the answer is the result of the call.
    async fn question(
        &mut self,
        call: &Call,
        journal: &Journal<'_>,
        results: &mut Results,
        interrupt: &CancellationToken,
        effort: &mut Effort,
    ) -> Result<(), End> {
        let answer = match tools::question(&call.input) {
            Err(why) => Err(why),
            Ok(question) => {
                let asked = self.asked(question.kind, call, journal.message, question.question, question.choices);
                match self.decision(&asked, interrupt, effort).await {
                    Ok(decided) => Ok(words(&decided)),
                    Err(End::Interrupted) => {
                        let why = self.why_stopped();
                        journal.skipped(call, &why).await?;
                        results.push(&call.id, false, &why, true);
                        results.halted = Some(why);
                        return Ok(());
                    }
                    Err(end) => return Err(end),
                }
            }
        };
        if let Err(why) = journal.begins(call).await {
            journal.skipped(call, &why).await?;
            results.push(&call.id, false, &why, true);
            return Ok(());
        }
        let (ok, text) = match answer {
            Ok(text) => (true, text),
            Err(why) => (false, why),
        };
        let answer = Answer { call_id: call.id.clone(), ok, text: text.clone(), picture: None, skipped: false };
        journal.ended(call, &answer).await;
        results.push(&call.id, ok, &text, false);
        if journal.fenced() { Err(End::Fenced) } else { Ok(()) }
    }

    fn asked(
        &self,
        kind: ApprovalKind,
        call: &Call,
        message_id: MessageId,
        question: String,
        choices: Vec<String>,
    ) -> NewApproval {
        NewApproval {
            kind,
            message_id,
            call_id: call.id.clone(),
            name: call.name.clone(),
            input: call.input.clone(),
            question,
            choices,
            seconds: self.options.limits.approval_seconds,
        }
    }

    /// Asks, and waits for what is said: not longer than the session allows.
    async fn decision(
        &self,
        asked: &NewApproval,
        interrupt: &CancellationToken,
        effort: &mut Effort,
    ) -> Result<ApprovalRow, End> {
        let (worker, lease, began) = (&self.hall.worker, &self.lease, Instant::now());
        let (mut row, committed) = insist(|| async { rows(worker).ask(lease, asked).await }).await?;
        worker.hints.publish(committed);
        while row.status == ApprovalStatus::Pending {
            tokio::select! {
                () = self.attention.next() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = interrupt.cancelled() => return Err(End::Interrupted),
            }
            if row.expires_at <= chrono::Utc::now() {
                worker.hints.publish(insist(|| async { rows(worker).expire(lease, row.id).await }).await?);
            }
            row = insist(|| async { rows(worker).approval(lease.project, lease.id, row.id).await }).await?;
        }
        effort.waited += began.elapsed();
        if row.status != ApprovalStatus::Cancelled {
            self.now_waiting_for(None).await?;
        }
        Ok(row)
    }
}

fn is_question(call: &Call) -> bool {
    call.name == tools::ASK && call.toolset.is_none() && !call.computer
}

/// What a person said to a question, as its result.
fn words(decided: &ApprovalRow) -> String {
    let said = decided.answer.as_deref().unwrap_or_default();
    match decided.status {
        ApprovalStatus::Answered | ApprovalStatus::Approved | ApprovalStatus::Edited if said.is_empty() => {
            "The user says: done.".into()
        }
        ApprovalStatus::Answered | ApprovalStatus::Approved | ApprovalStatus::Edited => {
            format!("The user says: {said}")
        }
        ApprovalStatus::Denied if said.is_empty() => "The user does not want to answer.".into(),
        ApprovalStatus::Denied => format!("The user says no: {said}"),
        ApprovalStatus::Expired => "Nobody answered in time.".into(),
        ApprovalStatus::Pending | ApprovalStatus::Cancelled => "There is no answer.".into(),
    }
}
