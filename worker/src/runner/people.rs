//! Steps that wait for a person: to say yes or no, to give a value, to do something by hand, to let the flow go on.
//!
//! The question is a row of the attempt, named by the step's path: a claim that takes the execution over asks it again and gets
//! the answer that there is. The person's time is not the flow's.

use std::time::{Duration, Instant};

use flowtilla_shared::{
    domain::{
        flow::{Action, Approve, Ask, Otherwise, assert},
        outcome::{ErrorKind, StepError},
    },
    store::{Error, NewPermission, PermissionKind, PermissionRow, PermissionStatus},
};
use serde_json::{Value, json};

use super::Runner;
use crate::{backoff::Backoff, driver::Observation};

/// Time between two looks for the answer.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Bytes of a message to a person.
const LONGEST_MESSAGE: usize = 4_000;
const NOBODY: &str = "Nobody answered in time.";

/// Which end a question comes to by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// Only by an answer.
    Answered,
    /// Also when somebody who drove the browser by hand hands it back.
    HandedBack,
}

/// What became of a question.
pub(super) enum Answered {
    /// By somebody, or by handing the browser back.
    By(Box<PermissionRow>),
    Nobody,
}

impl Runner {
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other step waits for a person")]
    /// Carries out a step that waits for a person; `None` when it is none.
    pub(super) async fn person_step(
        &mut self,
        action: &Action,
        path: &str,
        within: Duration,
    ) -> Option<Result<Observation, StepError>> {
        Some(match action {
            Action::Approve(approve) => self.approval(approve, path, within).await,
            Action::Ask(ask) => self.value_of(ask, path, within).await,
            Action::Takeover { message, .. } => self.taken_over(message, path, within).await,
            Action::Breakpoint { message } => self.stopped(message.as_deref(), path, within).await,
            _ => return None,
        })
    }

    async fn approval(&mut self, approve: &Approve, path: &str, within: Duration) -> Result<Observation, StepError> {
        let new = self.question(PermissionKind::Approve, &approve.message, path);
        let unanswered = match approve.otherwise {
            Some(Otherwise::Approve) => PermissionStatus::Approved,
            Some(Otherwise::Deny) | None => PermissionStatus::Denied,
        };
        match self.ask_people(&new, within, Ends::Answered, unanswered).await? {
            Answered::By(row) => judged(&row, &approve.message),
            Answered::Nobody if unanswered == PermissionStatus::Approved => {
                Ok(said(json!({ "approved": true, "by": null, "comment": NOBODY })))
            }
            Answered::Nobody if approve.otherwise.is_some() => Err(StepError::new(
                ErrorKind::Assertion,
                format!("Nobody answered in time, which counts as no: {}", new.action),
            )),
            Answered::Nobody => Err(late(&new, within)),
        }
    }

    async fn value_of(&mut self, ask: &Ask, path: &str, within: Duration) -> Result<Observation, StepError> {
        let schema = ask.schema.clone().map(Value::Object);
        if let Some(schema) = &schema {
            // a schema that is none would refuse every answer
            assert::broken(schema, &Value::Null)?;
        }
        let mut new = self.question(PermissionKind::Ask, &ask.message, path);
        new.schema = schema;
        match self.ask_people(&new, within, Ends::Answered, PermissionStatus::Denied).await? {
            Answered::By(row) if row.status == PermissionStatus::Approved => Ok(said(row.answer.unwrap_or_default())),
            Answered::By(row) => Err(refusal(&row, &new.action)),
            Answered::Nobody => match &ask.default {
                Some(value) => Ok(said(value.clone())),
                None => Err(late(&new, within)),
            },
        }
    }

    async fn taken_over(&mut self, message: &str, path: &str, within: Duration) -> Result<Observation, StepError> {
        // there must be something to take over
        self.driver().await?;
        let new = self.question(PermissionKind::Takeover, message, path);
        match self.ask_people(&new, within, Ends::HandedBack, PermissionStatus::Denied).await? {
            Answered::By(row) => judged(&row, message),
            Answered::Nobody => Err(late(&new, within)),
        }
    }

    async fn stopped(&mut self, message: Option<&str>, path: &str, within: Duration) -> Result<Observation, StepError> {
        let new = self.question(PermissionKind::Breakpoint, message.unwrap_or("The flow stops here."), path);
        match self.ask_people(&new, within, Ends::Answered, PermissionStatus::Denied).await? {
            Answered::By(row) => judged(&row, &new.action),
            Answered::Nobody => Err(late(&new, within)),
        }
    }

    fn question(&self, kind: PermissionKind, message: &str, path: &str) -> NewPermission {
        let word = match kind {
            PermissionKind::Approve => "whether the flow may go on",
            PermissionKind::Ask => "for a value",
            PermissionKind::Takeover => "to do something in the browser by hand",
            PermissionKind::Breakpoint => "to let the flow go on",
        };
        NewPermission {
            path: path.to_owned(),
            action: self.plan.mask.long_text(message, LONGEST_MESSAGE),
            why: format!("The flow asks a person {word}."),
            kind,
            schema: None,
        }
    }

    /// Asks, and waits; meanwhile people may drive the browser by hand. `unanswered` is what the row says when nobody answers.
    ///
    /// # Errors
    /// A crash, when the lease is lost.
    pub(super) async fn ask_people(
        &mut self,
        new: &NewPermission,
        within: Duration,
        ends: Ends,
        unanswered: PermissionStatus,
    ) -> Result<Answered, StepError> {
        // what was done so far is on record before somebody decides about the next
        self.recorder.flush().await;
        self.pauses.begin(Instant::now());
        let answered = self.wait_for_people(new, within, ends, unanswered).await;
        self.pauses.end();
        answered
    }

    async fn wait_for_people(
        &mut self,
        new: &NewPermission,
        within: Duration,
        ends: Ends,
        unanswered: PermissionStatus,
    ) -> Result<Answered, StepError> {
        let (store, hints) = (self.plan.advice.purse.store.clone(), self.plan.advice.purse.hints.clone());
        let lease = self.plan.advice.lease.clone();
        let mut backoff = Backoff::default();
        let row = loop {
            match store.permissions().ask(&lease, new).await {
                Ok((row, committed)) => {
                    hints.publish(committed);
                    break row;
                }
                Err(e) if e.is_transient() => backoff.wait().await,
                Err(e) => return Err(unasked(&e)),
            }
        };
        let until = Instant::now() + within;
        let (mut status, mut back) = (row.status, None);
        while status == PermissionStatus::Open && Instant::now() < until && back.is_none() {
            tokio::time::sleep(LOOK_EVERY.min(until.saturating_duration_since(Instant::now()))).await;
            let why = self.let_people_drive().await;
            if why.is_some() {
                // theirs was a pause within this one, and has ended it
                self.pauses.begin(Instant::now());
            }
            back = why.filter(|_| ends == Ends::HandedBack);
            match store.permissions().status(lease.project_id, row.id).await {
                Ok(now) => status = now,
                Err(e) if e.is_transient() => {}
                Err(e) => return Err(unasked(&e)),
            }
        }
        let open = match &back {
            Some(why) => (PermissionStatus::Approved, why.as_str()),
            None => (unanswered, NOBODY),
        };
        loop {
            match store.permissions().go_on(&lease, row.id, open).await {
                Ok((_, committed)) => {
                    hints.publish(committed);
                    break;
                }
                Err(e) if e.is_transient() => backoff.wait().await,
                Err(e) => return Err(unasked(&e)),
            }
        }
        let row = loop {
            match store.permissions().get(lease.project_id, row.id).await {
                Ok(row) => break row,
                Err(e) if e.is_transient() => backoff.wait().await,
                Err(e) => return Err(unasked(&e)),
            }
        };
        let nobody = row.decided_by.is_none() && back.is_none() && row.comment.as_deref() == Some(NOBODY);
        Ok(if nobody { Answered::Nobody } else { Answered::By(Box::new(row)) })
    }
}

fn said(value: Value) -> Observation {
    Observation { value: Some(value), captures: Vec::new() }
}

/// What somebody said, as the step's value; an error when it was no.
fn judged(row: &PermissionRow, message: &str) -> Result<Observation, StepError> {
    match row.status {
        PermissionStatus::Approved => {
            Ok(said(json!({ "approved": true, "by": row.decided_by, "comment": row.comment })))
        }
        PermissionStatus::Open | PermissionStatus::Denied => Err(refusal(row, message)),
    }
}

fn refusal(row: &PermissionRow, message: &str) -> StepError {
    let who = row.decided_by.as_deref().unwrap_or("Somebody");
    let comment = row.comment.as_deref().map(|comment| format!(" ({comment})")).unwrap_or_default();
    StepError::new(ErrorKind::Assertion, format!("{who} said no{comment}: {message}"))
}

fn late(new: &NewPermission, within: Duration) -> StepError {
    let message = format!("Nobody answered within {} s: {}", within.as_secs_f64(), new.action);
    StepError::new(ErrorKind::Timeout, message)
}

fn unasked(error: &Error) -> StepError {
    StepError::crash(format!("Nobody could be asked: {error}"))
}
