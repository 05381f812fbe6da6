//! Who pays for what a step asks: the run's purse, within the step's own bounds, and never twice for one answer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering},
    },
    time::Instant,
};

use async_trait::async_trait;
use flowtilla_shared::domain::{
    models::MicroUsd,
    outcome::{ErrorKind, StepError},
};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{super::Runner, Bounds, no_answer};
use crate::{
    model::{Account, Ask, Call, Checked, Delta, Error, Kind, Models, Paid, Request, Reserved, Turn},
    spending::Purse,
};

/// What a step has used up so far.
#[derive(Debug, Default)]
pub struct Spent {
    tokens: AtomicU64,
    micro: AtomicI64,
}

/// The same, as the journal keeps it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    pub tokens: u64,
    pub micro_usd: MicroUsd,
}

impl Spent {
    pub(super) fn tally(&self) -> Tally {
        Tally { tokens: self.tokens.load(Ordering::SeqCst), micro_usd: self.micro.load(Ordering::SeqCst) }
    }

    /// Goes on from what an earlier claim had used up.
    pub(super) fn resume_at_least(&self, tally: Tally) {
        self.tokens.fetch_max(tally.tokens, Ordering::SeqCst);
        self.micro.fetch_max(tally.micro_usd, Ordering::SeqCst);
    }
}

/// The account of one question, its corrections included.
struct StepAccount {
    purse: Purse,
    spent: Arc<Spent>,
    most: Option<MicroUsd>,
    /// Answers so far: each has a label of its own.
    answers: AtomicU32,
}

impl StepAccount {
    fn answered(&self) {
        self.answers.fetch_add(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Account for StepAccount {
    async fn reserve(&self, ask: &Ask) -> Result<Reserved, Error> {
        let label = match self.answers.load(Ordering::SeqCst) {
            0 => ask.label.clone(),
            n => format!("{} again {n}", ask.label),
        };
        let ask = Ask { label, ..ask.clone() };
        // the page may look a little different after a crash, and the question with it: the answer was paid for all the same
        if let Some(turn) = self.purse.paid_for(&ask.label).await? {
            self.answered();
            return Ok(Reserved::Answered(Box::new(turn)));
        }
        if let Some(most) = self.most {
            let spent = self.spent.micro.load(Ordering::SeqCst);
            if ask.worst.is_none_or(|worst| spent.saturating_add(worst) > most) {
                let usd = |micro: MicroUsd| format!("{}.{:04}", micro / 1_000_000, micro % 1_000_000 / 100);
                let message = format!(
                    "the next answer could pass the {} dollars that the step may cost (`max_usd`); {} are spent",
                    usd(most),
                    usd(spent)
                );
                return Err(Error::new(Kind::Budget, message));
            }
        }
        let reserved = self.purse.reserve(&ask).await?;
        if matches!(reserved, Reserved::Answered(_)) {
            self.answered();
        }
        Ok(reserved)
    }

    async fn settle(&self, reservation: Uuid, ask: &Ask, paid: Paid<'_>) {
        self.spent.tokens.fetch_add(paid.usage.total(), Ordering::SeqCst);
        self.spent.micro.fetch_add(paid.cost, Ordering::SeqCst);
        if paid.answered.is_ok() {
            self.answered();
        }
        self.purse.settle(reservation, ask, paid).await;
    }
}

impl Runner {
    fn account(&self, bounds: &Bounds, spent: &Arc<Spent>) -> Result<StepAccount, StepError> {
        let used = spent.tally().tokens;
        if used >= bounds.tokens {
            let message = format!(
                "Nothing more is spent on models: the step has used {used} tokens, of the {} that it may (`max_tokens`).",
                bounds.tokens
            );
            return Err(StepError::new(ErrorKind::Budget, message));
        }
        #[expect(clippy::cast_possible_truncation, reason = "the grammar allows ten thousand dollars")]
        let most = bounds.usd.map(|usd| (usd * 1e6).round() as MicroUsd);
        Ok(StepAccount {
            purse: self.plan.advice.purse.clone(),
            spent: spent.clone(),
            most,
            answers: AtomicU32::new(0),
        })
    }

    /// What an answer is called in the ledger.
    fn label(&self, path: &str) -> String {
        format!("{path} of execution {}, attempt {}", self.plan.execution, self.plan.advice.lease.attempt)
    }

    /// Asks for one turn. A question that nobody waits for any more is ended, and what it did cost is still counted.
    ///
    /// # Errors
    /// `model` or `budget`.
    pub(super) async fn ask_turn(
        &mut self,
        request: Request,
        path: &str,
        bounds: &Bounds,
        spent: &Arc<Spent>,
        deadline: Instant,
    ) -> Result<Turn, StepError> {
        let question = self.model_question(path, bounds, spent)?;
        let asked = in_its_own_task(deadline, move |stop| async move {
            let mut nobody = |_| {};
            question.models.turn(&request, question.call(&stop, &mut nobody)).await
        });
        let turn = asked.await?;
        self.note_answer(&turn);
        Ok(turn)
    }

    /// Asks for JSON of a shape; two corrections are allowed.
    ///
    /// # Errors
    /// `model` or `budget`.
    pub(super) async fn ask_json<T: Send + 'static>(
        &mut self,
        request: Request,
        path: &str,
        bounds: &Bounds,
        spent: &Arc<Spent>,
        deadline: Instant,
        check: impl Fn(&serde_json::Value) -> Result<T, Vec<String>> + Send + Sync + 'static,
    ) -> Result<T, StepError> {
        let question = self.model_question(path, bounds, spent)?;
        let asked = in_its_own_task(deadline, move |stop| async move {
            let mut nobody = |_| {};
            question.models.json(&request, question.call(&stop, &mut nobody), &check).await
        });
        let Checked { value, turn, .. } = asked.await?;
        self.note_answer(&turn);
        Ok(value)
    }

    fn model_question(&self, path: &str, bounds: &Bounds, spent: &Arc<Spent>) -> Result<Question, StepError> {
        Ok(Question {
            account: self.account(bounds, spent)?,
            models: self.plan.advice.models.clone(),
            label: self.label(path),
            model: bounds.model.clone(),
        })
    }
}

/// Whom a question goes to, and who pays.
struct Question {
    account: StepAccount,
    models: Arc<Models>,
    label: String,
    model: Option<String>,
}

impl Question {
    fn call<'a>(&'a self, stop: &'a CancellationToken, sink: &'a mut (dyn FnMut(Delta) + Send)) -> Call<'a> {
        Call { model: self.model.as_deref(), account: &self.account, label: &self.label, stop, sink }
    }
}

/// Runs a question in a task that goes on when the asker is gone, told to stop: what was paid is settled.
async fn in_its_own_task<T: Send + 'static, F: Future<Output = Result<T, Error>> + Send + 'static>(
    deadline: Instant,
    ask: impl FnOnce(CancellationToken) -> F,
) -> Result<T, StepError> {
    let stop = CancellationToken::new();
    let _stop_in_any_case = stop.clone().drop_guard();
    let asked = tokio::spawn(ask(stop));
    match tokio::time::timeout_at(deadline.into(), asked).await {
        Ok(Ok(answered)) => answered.map_err(|error| no_answer(&error)),
        Ok(Err(panic)) => {
            Err(StepError::new(ErrorKind::Model, format!("The question to the model broke off: {panic}.")))
        }
        Err(_) => {
            Err(StepError::new(ErrorKind::Budget, "The model did not answer within the step's time (`timeout_ms`)."))
        }
    }
}
