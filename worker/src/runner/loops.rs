//! Rounds: over items, as long as a condition holds, until everything passes.

use std::time::Duration;

use flowtilla_shared::domain::{
    journal::{JournalEntry, StepRecord},
    outcome::{ErrorKind, StepError},
    status::StepStatus,
};
use serde_json::{Map, Value, json};

use super::{
    Runner,
    control::may_pass_later,
    replay::BRANCH,
    walk::{Around, Halt, Place},
};

/// One decision whether a round begins.
struct Round {
    place: Place,
    known: Option<JournalEntry>,
}

impl Runner {
    pub(super) async fn rounds(
        &mut self,
        name: Option<&str>,
        index: Option<&str>,
        items: &[Value],
        steps: &[Value],
        place: &Place,
        around: Around,
    ) -> Result<(), Halt> {
        let before: Vec<_> =
            [name, index].into_iter().flatten().map(|name| (name, self.scope.variable(name))).collect();
        for (round, item) in items.iter().enumerate() {
            if self.now() >= around.flow {
                return Err(Halt::FlowTimeout);
            }
            if let Some(name) = name {
                self.scope.enter_round(name, item.clone());
            }
            if let Some(index) = index {
                self.scope.enter_round(index, json!(round));
            }
            match self.steps(steps, format!("{}({round}).steps", place.path), around).await {
                Ok(()) | Err(Halt::Continue) => {}
                Err(Halt::Break) => break,
                Err(halt) => return Err(halt),
            }
        }
        for (name, before) in before {
            self.scope.leave_loop(name, before);
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a loop")]
    pub(super) async fn asked(
        &mut self,
        condition: &Value,
        wanted: bool,
        max: u32,
        pause: Duration,
        steps: &[Value],
        place: &Place,
        around: Around,
    ) -> Result<(), Halt> {
        for n in 0.. {
            let round = self.round(place, n, around)?;
            let begins = match &round.known {
                Some(known) => again(known)?,
                None => {
                    let held = if self.now() >= around.deadline {
                        Err(StepError::new(ErrorKind::Timeout, format!("The time was up after {n} rounds")))
                    } else {
                        Box::pin(self.holds(condition, around)).await
                    };
                    match held {
                        Ok(held) if held == wanted && n >= max => {
                            let still = if wanted { "still holds" } else { "still does not hold" };
                            let message =
                                format!("The condition {still} after {max} rounds, the most that were allowed");
                            return self.round_fails(&round, StepError::new(ErrorKind::Assertion, message)).await;
                        }
                        Ok(held) => held == wanted,
                        Err(error) => return self.round_fails(&round, error).await,
                    }
                }
            };
            self.round_begins(&round, begins);
            if !begins {
                return Ok(());
            }
            match self.steps(steps, format!("{}({n}).steps", place.path), around).await {
                Ok(()) | Err(Halt::Continue) => {}
                Err(Halt::Break) => return Ok(()),
                Err(halt) => return Err(halt),
            }
            self.nap_unless_replaying(pause, around.deadline).await;
        }
        Ok(())
    }

    /// Rounds until one passes as a whole; a soft failure is one here.
    pub(super) async fn until_passes(
        &mut self,
        steps: &[Value],
        max: u32,
        pause: Duration,
        place: &Place,
        around: Around,
    ) -> Result<(), Halt> {
        let mut last: Option<StepError> = None;
        for n in 0.. {
            let round = self.round(place, n, around)?;
            let begins = match &round.known {
                Some(known) => again(known)?,
                None => n == 0 || (n < max && self.now() < around.deadline),
            };
            if !begins {
                let mut error =
                    last.unwrap_or_else(|| StepError::new(ErrorKind::Timeout, "Not even one round ended in time"));
                let rounds = if n == 1 { "1 round".to_owned() } else { format!("{n} rounds") };
                error.message = format!("After {rounds}: {}", error.message);
                return self.round_fails(&round, error).await;
            }
            self.round_begins(&round, true);
            let (soft, soft_verdict) = (self.soft.len(), self.soft_verdict);
            let once_before = self.once_begun.clone();
            let quiet = std::mem::replace(&mut self.quiet, true);
            let ended = self.steps(steps, format!("{}({n}).steps", place.path), around).await;
            self.quiet = quiet;
            let failed = match ended {
                Ok(()) => self.soft.get(soft).map(|first| StepError::new(ErrorKind::Assertion, first.clone())),
                Err(Halt::Failed { error, .. }) if may_pass_later(&error) && self.once_begun == once_before => {
                    Some(error)
                }
                Err(halt) => return Err(halt),
            };
            let Some(error) = failed else { return Ok(()) };
            self.soft.truncate(soft);
            self.soft_verdict = soft_verdict;
            last = Some(error);
            self.nap_unless_replaying(pause, around.deadline).await;
        }
        Ok(())
    }

    /// Takes a number for the decision about round `n`.
    fn round(&mut self, place: &Place, n: u32, around: Around) -> Result<Round, Halt> {
        let (place, known) = self.next(place, format!("{}({n})", place.path), around)?;
        Ok(Round { place: Place { label: Some(format!("round {}", n + 1)), ..place }, known })
    }

    fn round_begins(&mut self, round: &Round, begins: bool) {
        if round.known.is_none() {
            let vars = Map::from_iter([(BRANCH.to_owned(), json!(if begins { "again" } else { "over" }))]);
            let status = if begins { StepStatus::Passed } else { StepStatus::Skipped };
            self.recorder.finished(StepRecord { vars, ..round.place.result(status) }, Vec::new());
        }
    }

    async fn round_fails(&mut self, round: &Round, error: StepError) -> Result<(), Halt> {
        let error = self.plan.mask.error(&error);
        let captures = self.evidence(&error).await;
        let record = StepRecord { error: Some(error.clone()), ..round.place.result(StepStatus::Failed) };
        self.recorder.finished(record, captures);
        Err(Halt::Failed { path: round.place.path.clone(), error })
    }
}

/// What an earlier claim decided.
fn again(known: &JournalEntry) -> Result<bool, Halt> {
    match (known.status, &known.error) {
        (StepStatus::Failed, error) => {
            let error = error.clone().unwrap_or_else(|| StepError::new(ErrorKind::Assertion, "The loop had failed"));
            Err(Halt::Failed { path: known.path.clone(), error })
        }
        _ => Ok(known.vars.get(BRANCH).and_then(Value::as_str) == Some("again")),
    }
}
